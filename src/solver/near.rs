//! # Near the optimum
//!
//! The optimum itself takes three times as long whenever the blocks of a programme double ([`inside`](super::inside)). From some number
//! on, [`blocks`] finds a plan within a gap that is proved, in a time that grows as the blocks do. It decides by the first objective alone,
//! and its plan is no vertex: of plans that cost the same within the gap it is one in the middle.

use super::certificate::Certificate;
use super::reduction::Reduction;
use super::{Solution, SolveError, Solved, Solver, Status, stated};
use crate::blocks::{self, Bounds, Ended, Feasible, Partition};
use crate::control::{self, Cancelled};
use crate::engine::watch::{self, Look, Phase};
use crate::program::Program;

/// Up to so many blocks the optimum itself takes hardly longer: measured on `china`, 1.0 s for 24 blocks and 2.3 s for 48, where a millionth takes
/// 0.5 s and 0.9 s; of 96 it is 7 s and 1.6 s.
pub(crate) const FEW_BLOCKS: usize = 48;

/// How near to the optimum an answer has to come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Precision {
    /// The optimum itself: a vertex, by all objectives and the tie-break.
    Exact,
    /// Within this relative gap where the programme has more than [`FEW_BLOCKS`] blocks; else as exact.
    Within(f64),
    /// As near as so many representative periods come, which are solved within this relative gap of their own.
    Aggregated(usize, f64),
}

/// What is known of a plan that is near the optimum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The least cost lies between, by the first objective.
    pub bounds: Bounds,
    /// The gap that was asked for.
    pub asked_gap: f64,
    /// Blocks of the programme.
    pub blocks: usize,
    /// Steps of the interior point.
    pub steps: usize,
    /// Whether it was asked to stop before the gap was reached.
    pub is_stopped: bool,
    /// Where the plan is one of representative periods, what they were; no gap was asked for then.
    pub aggregate: Option<Aggregate>,
}

/// Representative periods that a plan was found with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aggregate {
    /// How many there were.
    pub periods: usize,
    /// What their own best plan costs, in the unit of the objective: less or more than that of all periods.
    pub objective: f64,
}

impl Near {
    /// How much more than the best the plan can cost, in the unit of the objective.
    #[must_use]
    pub(crate) fn slack(&self) -> f64 {
        (self.bounds.upper - self.bounds.lower).max(0.0)
    }

    /// Whether the plan is as near as was asked for.
    #[must_use]
    pub(crate) fn is_reached(&self) -> bool {
        let is_cut_short = self.is_stopped && self.aggregate.is_some();
        self.bounds.gap() <= self.asked_gap && !is_cut_short
    }
}

/// A plan of a programme of many blocks; `None` where it has few or none, or where the method finds no plan with a bound, so that the simplex
/// method has to answer.
///
/// # Errors
/// [`SolveError::Cancelled`] where it is stopped before there is a plan.
pub(crate) fn solve(program: &Program, gap: f64) -> Result<Option<(Solved, Near)>, SolveError> {
    let program = &*stated::finite_or_infinite(program)?;
    let found = found(program, gap)?;
    Ok(found.map(|(plan, near)| (solved(program, plan), near)))
}

/// As [`solve`], of a programme of one objective, without what decides nothing in it ([`reduction`](super::reduction)): columns that stand
/// still are none of an interior point. Plan and bound are those of the whole, and measured on it.
///
/// # Errors
/// As [`solve`].
pub(crate) fn solve_any(program: &Program, gap: f64) -> Result<Option<(Solved, Near)>, SolveError> {
    let program = &*stated::finite_or_infinite(program)?;
    let reduction = Reduction::of(program);
    let Some((plan, near)) = found(&reduction.program, gap)? else {
        return Ok(None);
    };
    let duals = (!plan.prices.is_empty()).then_some(plan.prices);
    let left = Solution { x: plan.x, duals };
    let Solution { x, duals } = reduction.restored(program, &left);
    let prices = duals.unwrap_or_default();
    let Some(bounds) = blocks::proved(program, &x, &prices) else {
        return Ok(None);
    };
    let plan = Feasible {
        x,
        prices,
        bounds,
        steps: plan.steps,
    };
    Ok(Some((solved(program, plan), Near { bounds, ..near })))
}

/// The plan of a programme of many blocks, with how near it is.
fn found(program: &Program, gap: f64) -> Result<Option<(Feasible, Near)>, SolveError> {
    let Some(partition) = many_blocks(program, FEW_BLOCKS) else {
        return Ok(None);
    };
    let (plan, is_stopped) = match blocks::solve(program, &partition, gap, &tell(program)) {
        Ok(Ended::Reached(plan)) => (plan, false),
        Ok(Ended::Stopped(Some(plan))) => (plan, true),
        Ok(Ended::Stopped(None)) => return Err(Cancelled.into()),
        Ok(Ended::Stuck(Some(plan))) if plan.bounds.lower.is_finite() => (plan, false),
        Ok(Ended::Stuck(_)) | Err(_) => return control::go_on().map(|()| None).map_err(Into::into),
    };
    let near = Near {
        bounds: plan.bounds,
        asked_gap: gap,
        blocks: partition.blocks,
        steps: plan.steps,
        is_stopped,
        aggregate: None,
    };
    Ok(Some((plan, near)))
}

/// The blocks of a programme that has more than so many.
pub(super) fn many_blocks(program: &Program, few: usize) -> Option<Partition> {
    // a page has a day at most: the simplex method alone is its engine, which is an eighth smaller for it
    if cfg!(target_family = "wasm") {
        return None;
    }
    Partition::stated(program).filter(|partition| partition.blocks > few)
}

/// Tells the watcher of this thread where the method stands.
pub(super) fn tell(program: &Program) -> impl Fn(&blocks::Look) {
    let (rows, columns) = (program.row_count(), program.column_count());
    let watcher = watch::watcher();
    move |look: &blocks::Look| {
        if let Some(watcher) = &watcher {
            watcher(&Look {
                phase: Phase::Blocks,
                rows,
                columns,
                pivots: look.steps,
                objective: look.cost,
                bounds: Some([look.bounds.lower, look.bounds.upper]),
            });
        }
    }
}

pub(crate) fn solved(program: &Program, plan: Feasible) -> Solved {
    let duals = (!plan.prices.is_empty()).then_some(plan.prices);
    let solution = Solution { x: plan.x, duals };
    Solved {
        status: Status::Optimal,
        objective: program.objective().value(&solution.x),
        certificate: Certificate::of(program, &solution),
        solution,
        proof: None,
        solver: Solver::Engine,
    }
}
