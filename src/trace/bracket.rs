//! # Changes bracketed by bisection
//!
//! Where a parameter enters the matrix, or moves rows and columns, values and prices are rational functions of it or
//! jump, and no basis has an interval that two proofs at its ends would cover. Then the plan is found at
//! [`SAMPLES`] values, and between two neighbours of which not the same loads run and the same limits bind, the range
//! is halved until each change lies in a bracket of the stated width. Each plan is proved optimal at its value; what
//! happens between two samples that look alike is not known.

use crate::case::Case;
use crate::engine::{Basis, Engine, Status};
use crate::formulation::Formulation;
use crate::path::change::{LoadReader, Loads};
use crate::path::figures::{Figures, Reader};
use crate::placement::is_limit;
use crate::sweep::grid::Parameter;

use super::event::{Event, State, least_use, uses};
use super::{At, Programmes, Row, TraceError};

/// Default width of a bracket, as a part of the range.
pub const TOLERANCE: f64 = 1e-6;

/// Equal parts of the range at whose ends the plan is found first.
pub const SAMPLES: usize = 64;

/// How close a limit's activity has to be to it to bind, relative.
const BINDS: f64 = 1e-7;

/// How changes were bracketed.
#[derive(Debug, Clone, PartialEq)]
pub struct Bracketing {
    /// Width of each bracket, in units of the parameter.
    pub width: f64,
    /// Values at which the programme was solved.
    pub solved: usize,
}

/// The plan at a value.
#[derive(Debug, Clone)]
struct Sample {
    part: f64,
    value: f64,
    figures: Figures,
    loads: Loads,
    state: State,
}

/// Finds the rows of a trace by bisection.
pub(super) fn follow(
    case: &Case,
    parameter: &Parameter,
    range: (f64, f64),
    tolerance: f64,
    mut progress: impl FnMut(f64),
) -> Result<(Vec<Row>, Bracketing), TraceError> {
    let mut sampler = Sampler {
        programmes: Programmes::new(case, parameter),
        range,
        basis: None,
        solved: 0,
    };
    let tolerance = tolerance.clamp(1e-12, 1.0);
    let mut last = sampler.sample(0.0)?;
    let mut rows = vec![row(&last, At::Start, Event::default())];
    for k in 1..=SAMPLES {
        #[allow(clippy::cast_precision_loss)]
        let next = sampler.sample(k as f64 / SAMPLES as f64)?;
        let mut brackets = Vec::new();
        sampler.search(&last, &next, tolerance, &mut brackets)?;
        for (before, after) in brackets {
            let event = sampler.event(case, &before, &after);
            rows.push(row(&before, At::Before, Event::default()));
            rows.push(row(&after, At::After, event));
        }
        progress(next.part);
        last = next;
    }
    rows.push(row(&last, At::End, Event::default()));
    let bracketing = Bracketing {
        width: tolerance * (range.1 - range.0).abs(),
        solved: sampler.solved,
    };
    Ok((rows, bracketing))
}

fn row(sample: &Sample, at: At, event: Event) -> Row {
    Row {
        value: sample.value,
        at,
        figures: sample.figures.clone(),
        event,
    }
}

struct Sampler<'a> {
    programmes: Programmes<'a>,
    range: (f64, f64),
    basis: Option<Basis>,
    solved: usize,
}

impl Sampler<'_> {
    /// Brackets of all changes between two samples that can be told apart, in order.
    fn search(
        &mut self,
        low: &Sample,
        high: &Sample,
        tolerance: f64,
        brackets: &mut Vec<(Sample, Sample)>,
    ) -> Result<(), TraceError> {
        if low.state == high.state {
            return Ok(());
        }
        if high.part - low.part <= tolerance {
            brackets.push((low.clone(), high.clone()));
            return Ok(());
        }
        let middle = self.sample(0.5 * (low.part + high.part))?;
        self.search(low, &middle, tolerance, brackets)?;
        self.search(&middle, high, tolerance, brackets)
    }

    fn sample(&mut self, part: f64) -> Result<Sample, TraceError> {
        let (from, to) = self.range;
        let value = if part >= 1.0 {
            to
        } else {
            from + part * (to - from)
        };
        let formulation = self.programmes.at(value)?;
        let mut engine = Engine::new(&formulation.program);
        let basis = self.basis.take();
        let warm = basis.and_then(|basis| engine.solve_from(&basis).ok());
        let outcome = match warm {
            Some(outcome) if outcome.status == Status::Optimal => outcome,
            _ => engine.solve(),
        };
        self.solved += 1;
        if outcome.status != Status::Optimal {
            let status = outcome.status;
            return Err(TraceError::NoOptimum { value, status });
        }
        self.basis = Some(outcome.basis);
        let case = self.programmes.case_at(value)?;
        let x = &outcome.x;
        Ok(Sample {
            part,
            value,
            figures: Reader::new(case, &formulation).read(x),
            loads: LoadReader::new(case, formulation.columns()).loads(x),
            state: state(&formulation, x),
        })
    }

    fn event(&self, case: &Case, before: &Sample, after: &Sample) -> Event {
        let mut event = after.state.since(&before.state);
        event.moves = LoadReader::new(case, &[]).moves(&before.loads, &after.loads);
        event
    }
}

/// What runs and what binds.
fn state(formulation: &Formulation, x: &[f64]) -> State {
    let program = &formulation.program;
    let activity = program.matrix.times(x, program.row_count());
    let at = |value: f64, bound: f64| {
        bound.is_finite() && (value - bound).abs() <= BINDS * (1.0 + bound.abs())
    };
    let rows = formulation.rows().iter().enumerate();
    let binding = rows.filter(|&(i, &row)| {
        let bounds = [program.row_lower[i], program.row_upper[i]];
        is_limit(row) && bounds.iter().any(|&bound| at(activity[i], bound))
    });
    State {
        uses: uses(formulation.columns(), &[x], least_use(x)),
        binding: binding.map(|(_, &row)| row).collect(),
    }
}
