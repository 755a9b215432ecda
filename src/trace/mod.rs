//! # The trace of one parameter
//!
//! How the plan of a case follows one of its figures, from A to B: at which values it changes, what it costs and
//! emits there, and what moves. Where the programme is affine in the parameter and the matrix stands still (prices,
//! demands, capacities, most limits), the [path] gives every breakpoint exactly. Where it is not (a
//! PUE enters the matrix, a latency limit adds and removes columns), each change is bracketed: [`bracket`]. So it is
//! where a path cannot be certified.
//!
//! Rows stand in the order of the path. Where the plan passes a breakpoint without a jump there is one row; where it
//! jumps there are two for the same value, before and after, so that rows joined by straight lines are the trace. (A
//! cost is affine within a piece as long as not both prices and loads move.) Where changes are bracketed, rows between
//! them are written as the line needs, which is true to a thousandth at every value that was tried.
//!
//! ```
//! use eastwest::{input::read_case, parameter::{Key, OperationKind, Parameter}, trace::trace};
//!
//! let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
//! let case = read_case(&folder).map_err(|report| report.to_string())?.case;
//! let key = Key::parse("carbon_price", &case).map_err(|error| error.to_string())?;
//! let parameter = Parameter { key, how: OperationKind::Value };
//! let followed = trace(&case, &parameter, 0.0, 300.0).map_err(|error| error.to_string())?;
//! // the cheapest plan is the cleanest, so no price of carbon moves it
//! assert!(followed.is_complete() && followed.breakpoint_count() == 0);
//! # Ok::<(), String>(())
//! ```

pub mod bracket;
pub(crate) mod event;

use crate::case::Case;
use crate::control::{self, Cancelled, Control};
use crate::family::Family;
use crate::family::along::affine_family;
use crate::parameter::ChangeError;
use crate::parameter::Parameter;
use crate::path::figures::{Figures, Reader};
use crate::path::{self, Line, Piece, Start, Walk};

use bracket::WhyBracketed;
use event::{Event, Watcher};

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// The first value.
    Start,
    /// A breakpoint that the plan passes without a jump.
    Passing,
    /// A breakpoint, with the plan that holds up to it.
    Before,
    /// A breakpoint, with the plan that holds from it on.
    After,
    /// A value between breakpoints, where a straight line past it would be wrong.
    Sampled,
    /// The last value.
    End,
}

impl At {
    /// As in tables: `before`.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            At::Start => "start",
            At::Passing => "passing",
            At::Before => "before",
            At::After => "after",
            At::Sampled => "sampled",
            At::End => "end",
        }
    }
}

/// The plan at one value of the parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceRow {
    /// Value of the parameter.
    pub value: f64,
    /// What the row stands for.
    pub at: At,
    /// What the plan costs, emits and runs where.
    pub figures: Figures,
    /// What changes here; nothing at start, end and before a jump.
    pub event: Event,
}

/// How breakpoints were found.
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// Exactly, by one path.
    Exact(Walk),
    /// By bisection between samples.
    Bracketed(bracket::Bracketing),
}

/// How the plan follows a parameter.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The case; its figure is not changed.
    pub case: Case,
    /// What varies.
    pub parameter: Parameter,
    /// First value.
    pub from: f64,
    /// Last value.
    pub to: f64,
    /// The plan at the start, at each breakpoint and at the end.
    pub rows: Vec<TraceRow>,
    /// How breakpoints were found.
    pub method: Method,
}

impl Trace {
    /// Whether it is proved that these are all breakpoints. Never where they were bracketed.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        match &self.method {
            Method::Exact(walk) => walk.is_complete,
            Method::Bracketed(_) => false,
        }
    }

    /// Number of breakpoints.
    #[must_use]
    pub fn breakpoint_count(&self) -> usize {
        let starts = self.rows.iter();
        starts
            .filter(|row| matches!(row.at, At::Passing | At::After))
            .count()
    }
}

/// Why there is no trace.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TraceError {
    /// The range is no range.
    #[error("{}", tr!("a trace goes from one finite value to another, not from {from} to {to}", from = .from, to = .to))]
    NoRange {
        /// First value.
        from: f64,
        /// Last value.
        to: f64,
    },
    /// A value is none that the case allows.
    #[error(transparent)]
    Invalid(#[from] ChangeError),
    /// Neither the engine nor the reference solver has a plan at the first or the last value that passes its check.
    #[error("{}", tr!("no solver has a certified plan at {value}: {reason}", value = .value, reason = .reason))]
    NoOptimum {
        /// The value.
        value: f64,
        /// What both say.
        reason: String,
    },
    /// It was asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Follows a parameter of a case from one value to another.
///
/// # Errors
/// [`TraceError`] where a value is not allowed, or no solver has a plan that passes its check.
pub fn trace(case: &Case, parameter: &Parameter, from: f64, to: f64) -> Result<Trace, TraceError> {
    let silent = Control::default();
    trace_with(case, parameter, (from, to), bracket::TOLERANCE, &silent)
}

/// Follows a parameter; where changes are bracketed, to `tolerance`, a part of the range. `control` is told which part of the
/// range is done.
///
/// # Errors
/// As [`trace`], and where it is stopped.
pub fn trace_with(
    case: &Case,
    parameter: &Parameter,
    (from, to): (f64, f64),
    tolerance: f64,
    control: &Control<'_>,
) -> Result<Trace, TraceError> {
    if !(from.is_finite() && to.is_finite() && from != to) {
        return Err(TraceError::NoRange { from, to });
    }
    let progress = |part| control.tell("range", part, 1.0);
    let (rows, method) = control.run(|| rows(case, parameter, (from, to), tolerance, &progress))?;
    Ok(Trace {
        case: case.clone(),
        parameter: parameter.clone(),
        from,
        to,
        rows,
        method,
    })
}

fn rows(
    case: &Case,
    parameter: &Parameter,
    range: (f64, f64),
    tolerance: f64,
    progress: &dyn Fn(f64),
) -> Result<(Vec<TraceRow>, Method), TraceError> {
    match walked(case, parameter, range, tolerance, progress)? {
        Ok((rows, walk)) => Ok((rows, Method::Exact(walk))),
        Err(why) => {
            control::go_on()?;
            let (rows, bracketing) =
                bracket::follow(case, parameter, range, (tolerance, why), progress)?;
            Ok((rows, Method::Bracketed(bracketing)))
        }
    }
}

/// Rows and proof of the exact path, or why there is none: parts of it that are not proved may be no wider than a bracket.
type Walked = Result<(Vec<TraceRow>, Walk), WhyBracketed>;

fn walked(
    case: &Case,
    parameter: &Parameter,
    (from, to): (f64, f64),
    tolerance: f64,
    progress: &dyn Fn(f64),
) -> Result<Walked, ChangeError> {
    let family = affine_family(case, parameter, from, to)?;
    let line = family
        .as_ref()
        .and_then(|f| Some((f, Line::of(f, from, to)?)));
    let Some((family, line)) = line else {
        return Ok(Err(WhyBracketed::NotAffine));
    };
    let mut writer = Writer::new(case, family, &line);
    let walk = path::walk(&line, Start::Scratch, |piece| {
        writer.take(piece);
        progress(piece.parts.1);
    });
    Ok(match walk {
        Ok(walk) if walk.open_part(&line) <= tolerance => Ok((writer.finish(), walk)),
        Ok(walk) => Err(WhyBracketed::NoPath {
            reason: tr!("{} of its parts are not proved", walk.gaps.len()),
        }),
        Err(error) => Err(WhyBracketed::NoPath {
            reason: error.to_string(),
        }),
    })
}

/// Turns pieces into rows.
struct Writer {
    reader: Reader,
    watcher: Watcher,
    rows: Vec<TraceRow>,
}

impl Writer {
    fn new(case: &Case, family: &Family, line: &Line) -> Self {
        let [from, to] = [line.from, line.to].map(|value| family.formulation_at(&[value]));
        Writer {
            reader: Reader::along(case, &from, &to),
            watcher: Watcher::new(case, &from),
            rows: Vec::new(),
        }
    }

    /// The row at the end of the last piece, if it is a breakpoint, and a first row for the end of this one.
    fn take(&mut self, piece: &Piece<'_>) {
        let (start, end) = (piece.start, piece.end);
        let figures = self.reader.read_at(start, piece.parts.0);
        if self.rows.is_empty() {
            self.push(piece.from, At::Start, figures, Event::default());
        } else if let Some(event) = self.watcher.event(piece) {
            // the row that stands for the end of the piece before
            if let Some(last) = self.rows.last_mut() {
                last.at = if event.is_jump() {
                    At::Before
                } else {
                    At::Passing
                };
            }
            if event.is_jump() {
                self.push(piece.from, At::After, figures, event);
            } else if let Some(last) = self.rows.last_mut() {
                last.event = event;
            }
        } else {
            self.rows.pop();
        }
        self.watcher.remember(piece);
        let figures = self.reader.read_at(end, piece.parts.1);
        self.push(piece.to, At::End, figures, Event::default());
    }

    fn push(&mut self, value: f64, at: At, figures: Figures, event: Event) {
        self.rows.push(TraceRow {
            value,
            at,
            figures,
            event,
        });
    }

    fn finish(self) -> Vec<TraceRow> {
        self.rows
    }
}
