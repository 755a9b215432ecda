//! # Changes bracketed by bisection
//!
//! Where a parameter enters the matrix, or moves rows and columns, values and prices are rational functions of it or
//! jump, and no basis has an interval that two proofs at its ends would cover. Then the plan is found at
//! [`SAMPLES`] values, and between each two neighbours once more in the middle. The range is halved
//!
//! - where not the same loads run or not the same limits bind, or a figure jumps, until each such change lies in a
//!   bracket of the stated width;
//! - where figures bend, until the straight line between neighbours is true in the middle, to half of [`LINE`].
//!
//! Of the values between two changes those rows are kept that the lines need: at every value that was tried, rows joined
//! by straight lines are within [`LINE`] of the plan that is best there. Each plan is proved optimal at its value; what
//! happens between two samples that look alike is not known. Where the engine cannot certify a plan, the reference solver
//! finds it, and is counted. A value at which neither has an answer is passed over for one near it, and counted, too; where
//! none is near, a bracket stays wider.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::engine::Basis;
use crate::family::along::Programmes;
use crate::formulation::Formulation;
use crate::parameter::Parameter;
use crate::path::change::{LoadReader, Loads};
use crate::path::figures::{Figures, Reader};
use crate::placement::is_limit;
use crate::solver::{self, SolveError, Status};

use super::event::{Event, NEGLIGIBLE, State, least_use, uses};
use super::{At, TraceError, TraceRow};

/// Default width of a bracket, as a part of the range.
pub const TOLERANCE: f64 = 1e-6;

/// Equal parts of the range at whose ends the plan is found first.
pub(crate) const SAMPLES: usize = 64;

/// How far a straight line between two rows may be from the figures between them, relative: money of all that is paid,
/// loads of all load, shares of 1, any other figure of itself.
pub(crate) const LINE: f64 = 1e-3;

/// How close a limit's activity has to be to it to bind, relative.
const BINDS: f64 = 1e-7;

/// Loads of the reference solver under this part of the greatest are not in use: its plans are no vertices.
const REFERENCE_NEGLIGIBLE: f64 = 1e-6;

/// What is less than this for each MWh that is asked for (CNY, t CO2), or for each hour of it (MW), is nothing.
const NOTHING: f64 = 1e-6;

/// Why changes were bracketed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyBracketed {
    /// The programme is not affine in the parameter, or its matrix, rows or columns move.
    NotAffine,
    /// The programme is affine, and its path could not be proved.
    NoPath {
        /// What was missing.
        reason: String,
    },
}

/// How changes were bracketed.
#[derive(Debug, Clone, PartialEq)]
pub struct Bracketing {
    /// Width of each bracket, in units of the parameter.
    pub width: f64,
    /// Values at which the programme was solved.
    pub solved: usize,
    /// Those of them at which the reference solver answered, because the engine could not certify its answer.
    pub by_reference: usize,
    /// Values at which neither had an answer that passes its check, and that were passed over.
    pub unanswered: usize,
    /// Why there is no exact path.
    pub why: WhyBracketed,
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
    (tolerance, why): (f64, WhyBracketed),
    progress: &dyn Fn(f64),
) -> Result<(Vec<TraceRow>, Bracketing), TraceError> {
    let tolerance = tolerance.clamp(1e-12, 1.0);
    let mut sampler = Sampler {
        programmes: Programmes::new(case, parameter),
        range,
        tolerance,
        basis: None,
        solved: 0,
        by_reference: 0,
        unanswered: 0,
    };
    let mut chain = Chain::default();
    chain.samples.push(sampler.sample(0.0)?);
    for k in 1..SAMPLES {
        #[allow(clippy::cast_precision_loss)]
        let part = k as f64 / SAMPLES as f64;
        if let Some(next) = sampler.answered(part)? {
            sampler.search(next, &mut chain)?;
        }
        progress(part);
    }
    let last = sampler.sample(1.0)?;
    sampler.search(last, &mut chain)?;
    progress(1.0);
    let bracketing = Bracketing {
        width: tolerance * (range.1 - range.0).abs(),
        solved: sampler.solved,
        by_reference: sampler.by_reference,
        unanswered: sampler.unanswered,
        why,
    };
    Ok((chain.rows(case), bracketing))
}

fn row(sample: &Sample, at: At, event: Event) -> TraceRow {
    TraceRow {
        value: sample.value,
        at,
        figures: sample.figures.clone(),
        event,
    }
}

/// Samples in the order of the path.
#[derive(Default)]
struct Chain {
    samples: Vec<Sample>,
    /// Places of samples between which and the one before something changes.
    changes: BTreeSet<usize>,
}

impl Chain {
    /// The rows that lines between them need: the ends, both sides of each change, and what lies off the line between.
    fn rows(&self, case: &Case) -> Vec<TraceRow> {
        let last = self.samples.len() - 1;
        let mut rows = Vec::new();
        let mut begin = 0;
        for end in self.changes.iter().copied().chain([last + 1]) {
            let (first, final_one) = (&self.samples[begin], &self.samples[end - 1]);
            let event = match begin {
                0 => Event::default(),
                _ => event(case, &self.samples[begin - 1], first),
            };
            let at = if begin == 0 { At::Start } else { At::After };
            rows.push(row(first, at, event));
            let mut kept = Vec::new();
            keep(&self.samples[begin..end], begin, &mut kept);
            let sampled = kept.iter().map(|&k| &self.samples[k]);
            rows.extend(sampled.map(|sample| row(sample, At::Sampled, Event::default())));
            let at = if end > last { At::End } else { At::Before };
            rows.push(row(final_one, at, Event::default()));
            begin = end;
        }
        rows
    }
}

/// Places of the samples, the first of which is at `offset`, that a line between both ends is not true for (Douglas and
/// Peucker 1973).
fn keep(samples: &[Sample], offset: usize, kept: &mut Vec<usize>) {
    let [low, inner @ .., high] = samples else {
        return;
    };
    let apart = inner.iter().map(|sample| off_line(sample, low, high));
    let worst = apart.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((at, apart)) = worst
        && apart > 0.5 * LINE
    {
        let at = at + 1;
        keep(&samples[..=at], offset, kept);
        kept.push(offset + at);
        keep(&samples[at..], offset + at, kept);
    }
}

fn event(case: &Case, before: &Sample, after: &Sample) -> Event {
    let mut event = after.state.since(&before.state);
    event.moves = LoadReader::new(case, &[]).moves(&before.loads, &after.loads);
    event
}

/// The greatest distance of a figure from the line between two samples, as [`LINE`] measures it.
fn off_line(sample: &Sample, low: &Sample, high: &Sample) -> f64 {
    let part = (sample.part - low.part) / (high.part - low.part);
    let ends = measured(&low.figures).zip(measured(&high.figures));
    let line = ends.map(|((a, _), (b, _))| a + part * (b - a));
    greatest_distance(&sample.figures, line)
}

/// The greatest distance of a figure from another plan's.
fn step(from: &Sample, to: &Sample) -> f64 {
    greatest_distance(&to.figures, measured(&from.figures).map(|(value, _)| value))
}

fn greatest_distance(figures: &Figures, others: impl Iterator<Item = f64>) -> f64 {
    let both = measured(figures).zip(others);
    let apart = both.map(|((value, size), other)| (value - other).abs() / size);
    // where nothing is asked for, nothing over nothing
    apart.filter(|apart| !apart.is_nan()).fold(0.0, f64::max)
}

/// All figures that are drawn or written, each with the size that its distance is measured by.
fn measured(figures: &Figures) -> impl Iterator<Item = (f64, f64)> + '_ {
    let asked_mwh = figures.it_energy_mwh + figures.unserved_mwh;
    let floor = NOTHING * asked_mwh;
    let items = figures.costs.items();
    let money = floor + items.iter().map(|(_, cny)| cny.abs()).sum::<f64>();
    let load = floor + figures.hub_mw.iter().flatten().sum::<f64>();
    let carbon = &figures.carbon;
    let emissions = [
        carbon.location_t,
        carbon.market_t,
        carbon.marginal_t.unwrap_or(0.0),
    ];
    let others = [
        (figures.costs.total(), money),
        (figures.it_energy_mwh, asked_mwh),
        (figures.energy_mwh, asked_mwh),
        (figures.green_energy_mwh, asked_mwh),
        (figures.unserved_mwh, asked_mwh),
        (figures.green_share(), 1.0),
        (figures.mean_rtt_ms(), 1.0 + figures.mean_rtt_ms()),
    ];
    let costs = items.into_iter().map(move |(_, cny)| (cny, money));
    costs
        .chain(emissions.map(|t| (t, floor + t.abs())))
        .chain(others)
        .chain(figures.hub_mw.iter().flatten().map(move |&mw| (mw, load)))
}

struct Sampler<'a> {
    programmes: Programmes<'a>,
    range: (f64, f64),
    tolerance: f64,
    basis: Option<Basis>,
    solved: usize,
    by_reference: usize,
    unanswered: usize,
}

/// Where between two samples a third is taken: in the middle, or near it where no solver has an answer there.
const BETWEEN: [f64; 5] = [0.5, 0.45, 0.55, 0.375, 0.625];

impl Sampler<'_> {
    /// Goes from the last sample of the chain on to `high`, with all changes between and what else the line needs.
    fn search(&mut self, high: Sample, chain: &mut Chain) -> Result<(), TraceError> {
        let Some(low) = chain.samples.last() else {
            return Ok(());
        };
        let looks_alike = low.state == high.state;
        let middle = if high.part - low.part <= self.tolerance {
            None
        } else {
            self.between(low.part, high.part)?
        };
        let Some(middle) = middle else {
            if !looks_alike || step(low, &high) > 0.5 * LINE {
                chain.changes.insert(chain.samples.len());
            }
            chain.samples.push(high);
            return Ok(());
        };
        if looks_alike && middle.state == high.state && off_line(&middle, low, &high) <= 0.5 * LINE
        {
            chain.samples.extend([middle, high]);
            return Ok(());
        }
        self.search(middle, chain)?;
        self.search(high, chain)
    }

    /// A sample between two others; `None` where no solver has an answer.
    fn between(&mut self, low: f64, high: f64) -> Result<Option<Sample>, TraceError> {
        for part in BETWEEN {
            if let Some(sample) = self.answered(low + part * (high - low))? {
                return Ok(Some(sample));
            }
        }
        Ok(None)
    }

    /// The sample at a part of the range; `None` where no solver has an answer.
    fn answered(&mut self, part: f64) -> Result<Option<Sample>, TraceError> {
        match self.sample(part) {
            Err(TraceError::NoOptimum { .. }) => {
                self.unanswered += 1;
                Ok(None)
            }
            sample => sample.map(Some),
        }
    }

    fn sample(&mut self, part: f64) -> Result<Sample, TraceError> {
        let (from, to) = self.range;
        let value = if part >= 1.0 {
            to
        } else {
            from + part * (to - from)
        };
        let formulation = self.programmes.at(value)?;
        let (x, negligible) = self.plan(&formulation, value)?;
        let case = self.programmes.case_at(value)?;
        Ok(Sample {
            part,
            value,
            figures: Reader::new(case, &formulation).read(&x),
            loads: LoadReader::new(case, formulation.columns()).loads(&x),
            state: state(&formulation, &x, negligible),
        })
    }

    /// The best plan, one value per column, and the part of its greatest load under which one is not in use.
    fn plan(
        &mut self,
        formulation: &Formulation,
        value: f64,
    ) -> Result<(Vec<f64>, f64), TraceError> {
        self.solved += 1;
        let program = &formulation.program;
        let answer = solver::solve_near(program, self.basis.take().as_ref());
        let no_optimum = |reason| TraceError::NoOptimum { value, reason };
        let (solved, basis) = answer.map_err(|error| match error {
            SolveError::Cancelled(cancelled) => cancelled.into(),
            error => no_optimum(error.to_string()),
        })?;
        if solved.status != Status::Optimal {
            return Err(no_optimum(format!(
                "{} calls it {}",
                solved.solver,
                solved.status.name()
            )));
        }
        let negligible = if basis.is_some() {
            NEGLIGIBLE
        } else {
            self.by_reference += 1;
            REFERENCE_NEGLIGIBLE
        };
        self.basis = basis;
        Ok((solved.solution.x, negligible))
    }
}

/// What runs and what binds.
fn state(formulation: &Formulation, x: &[f64], negligible: f64) -> State {
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
        uses: uses(formulation.columns(), &[x], least_use(x, negligible)),
        binding: binding.map(|(_, &row)| row).collect(),
    }
}
