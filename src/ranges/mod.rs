//! # What the ranges of figures do to the answer
//!
//! A case's figures are known within ranges. This study moves them within their ranges and tells what becomes of the cost saved, the
//! carbon saved and the headroom gained: each figure alone at its two ends, all of them against and all for ([`corner`]), and a sample
//! of the whole box ([`sample`]) with how often each claim holds and which figures decide it ([`indices`]).
//!
//! Plan and baseline are optimised anew at every point. Figures are moved as if they were independent of one another, which provincial
//! prices and factors are not: sums of many small ranges come out narrower than they are.

mod around;
pub(crate) mod corner;
mod evaluator;
mod frame;
mod headroom;
pub(crate) mod indices;
mod moved;
pub(crate) mod outcome;
mod reduced;
pub(crate) mod sample;
mod stays;
pub(crate) mod study;
mod touch;
mod whole;

use crate::answer::Provenance;
use crate::control::{Cancelled, Control};
use crate::figures::Figures;
use crate::language::Language;
use crate::parameter::ChangeError;
use crate::solver::{SolveError, Solver};

pub use self::{
    moved::Moved,
    outcome::Outcome,
    sample::Shape,
    study::{Alone, Range, SampleOptions, Sampled},
};
pub(crate) use crate::optimum::line::Work;
pub(crate) use indices::{Index, Indices};
pub(crate) use outcome::Outcomes;
pub(crate) use study::{Found, Histogram, Interval};

/// A figure with its range.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertain {
    /// Its key, as `--set` takes it.
    pub key: String,
    /// Where it stands: `hubs.csv, zhongwei, pue`.
    pub place: String,
    /// The default unit of its column, which `--set` takes; `times` for a multiple.
    pub unit: String,
    /// Stated value and ends, in that unit.
    pub range: Range,
}

/// A figure with a range that nothing moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Where it stands.
    pub place: String,
    /// Why it stays as stated.
    pub why: &'static str,
}

/// What the ranges of a case do to its answer.
#[derive(Debug, Clone)]
pub struct Ranges {
    /// Name of the case.
    pub case: String,
    /// Periods of the case as studied.
    pub periods: usize,
    /// What is compared with, in words.
    pub baseline: String,
    /// The figures that were moved.
    pub figures: Vec<Uncertain>,
    /// Figures that have a range and that nothing moves, so that they stay as stated.
    pub held: Vec<Held>,
    /// What was asked of the sample.
    pub options: SampleOptions,
    /// What came out.
    pub found: Found,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Why there is no study.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RangesError {
    /// No figure of the case has a range that a key moves.
    #[error("{}", tr!("no figure of `{case}` has a range that can be moved: its `figures.csv` has none", case = .case))]
    NoRanges {
        /// Name of the case.
        case: String,
    },
    /// A figure within its range gives no valid case.
    #[error("`{name}` at {figure}: {error}")]
    Invalid {
        /// What was moved.
        name: String,
        /// Where to.
        figure: f64,
        /// Why that is no case.
        error: Box<ChangeError>,
    },
    /// No solver answers at the stated values, or at an end.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// It was stopped before the sample.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Studies what the ranges of `figures` do to the answer of a case.
///
/// # Errors
/// [`RangesError`] where no figure has a range, a figure within its range gives no valid case, or a programme at the stated values or at
/// the ends cannot be solved. Points of the sample that cannot be solved are counted.
pub fn ranges(
    moved: Moved<'_>,
    figures: &Figures,
    options: SampleOptions,
) -> Result<Ranges, RangesError> {
    ranges_with(moved, figures, options, &Control::default())
}

/// As [`ranges`], for who waits: told of how many figures, corners and points of the sample are done. Stopped in its sample, it has
/// the points so far, and [says so](Sampled::is_stopped).
///
/// # Errors
/// As [`ranges`], and [`RangesError::Cancelled`] where it was stopped before the sample.
pub fn ranges_with(
    moved: Moved<'_>,
    figures: &Figures,
    options: SampleOptions,
    control: &Control<'_>,
) -> Result<Ranges, RangesError> {
    let of = figures.ranges(moved.read);
    if of.is_empty() {
        let case = moved.read.name.clone();
        return Err(RangesError::NoRanges { case });
    }
    let spans: Vec<Range> = of.iter().map(Range::of).collect();
    let stated: Vec<f64> = spans.iter().map(|span| span.value).collect();
    let case = moved.at(&of, &stated)?;
    let mut evaluator = evaluator::CaseEvaluator::new(moved, &of, &spans);
    let study = || study::study(&spans, options, &mut evaluator, control);
    let found = control.run_to_its_best(study).map_err(|error| {
        // a programme that was not solved to its end has no fault of its own
        if control.is_cancelled() {
            return Cancelled.into();
        }
        error
    })?;
    Ok(Ranges {
        case: case.name.clone(),
        periods: case.periods.len(),
        // for documents alone, which are English
        baseline: Language::En.speak(|| case.baseline.in_words(&case)),
        figures: of.iter().map(uncertain).collect(),
        held: figures
            .held(moved.read)
            .into_iter()
            .map(|(entry, why)| Held {
                place: entry.place.to_string(),
                why,
            })
            .collect(),
        options,
        found: found.ok_or(Cancelled)?,
        provenance: Provenance::of(Solver::Engine),
    })
}

/// The points of a sample with their outcomes, in the order in which they are drawn; `None` where there is no answer. For whoever wants
/// to see them one by one.
#[must_use]
pub fn points(
    moved: Moved<'_>,
    figures: &Figures,
    options: SampleOptions,
) -> Vec<(Vec<f64>, Option<Outcomes>)> {
    let of = figures.ranges(moved.read);
    let spans: Vec<Range> = of.iter().map(Range::of).collect();
    let mut evaluator = evaluator::CaseEvaluator::new(moved, &of, &spans);
    study::points(&spans, options, &mut evaluator)
}

fn uncertain(of: &crate::figures::Range<'_>) -> Uncertain {
    Uncertain {
        key: of.name(),
        place: of.entry.place.to_string(),
        unit: of.entry.unit_moved().to_owned(),
        range: Range::of(of),
    }
}
