//! # Runs that are held together
//!
//! A run of one hub alone is a choice that no linear programme makes. Each such run is tried at each of its hubs, and a choice
//! is given up as soon as a bound says that it cannot be the best:
//!
//! ```text
//!     least cost with some runs held ≤ least cost with one run more held           (branch and bound)
//! ```
//!
//! The bound is the programme in which the other runs may still be split, solved and certified like any other; where no run is
//! split in its plan, that plan is a choice of all. So the best of the plans found is the best of all, exactly.

use crate::case::{Case, HubId, Work, WorkloadId};
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::solver::{self, SolveError, Solved, Solver, Status};

/// Part of a run's work that is rounding, and no part at another hub.
const ROUNDING: f64 = 1e-9;

/// Relative difference of costs that are one: with it a bound prunes.
const SAME: f64 = 1e-10;

/// Runs that are held together and could be split: those with more than one hub.
#[must_use]
pub fn held_runs(case: &Case) -> Vec<WorkloadId> {
    let is_held = |&id: &WorkloadId| match &case[id].work {
        Work::Training(run) => run.held && case[id].allowed.iter().filter(|on| **on).count() > 1,
        Work::Inference(_) | Work::Storage(_) => false,
    };
    case.workload_ids().filter(is_held).collect()
}

/// Runs at their hubs, and the cost that plans with them have at least.
struct Choice {
    at: Vec<(WorkloadId, HubId)>,
    least_cny: f64,
}

/// The best plan in which every run that is held together has one hub.
pub(super) fn solved(
    case: &Case,
    formulation: &Formulation,
    solver: Solver,
) -> Result<Solved, SolveError> {
    let mut best: Option<Solved> = None;
    let mut open = vec![Choice {
        at: Vec::new(),
        least_cny: f64::NEG_INFINITY,
    }];
    while let Some(choice) = open.pop() {
        if is_no_better(choice.least_cny, best.as_ref()) {
            continue;
        }
        let Some(solved) = tried(case, formulation, &choice, solver)? else {
            continue;
        };
        if is_no_better(solved.objective, best.as_ref()) {
            continue;
        }
        match split_run(case, formulation, &solved.solution.x) {
            None => best = Some(solved),
            Some((run, hubs)) => {
                // the last is tried first: where most of the run is
                open.extend(hubs.into_iter().map(|hub| {
                    let mut at = choice.at.clone();
                    at.push((run, hub));
                    Choice {
                        at,
                        least_cny: solved.objective,
                    }
                }));
            }
        }
    }
    best.ok_or_else(|| SolveError::Failed {
        solver,
        program: case.name.clone(),
        reason: tr!("no choice of hubs for the runs that are held together has a plan").to_owned(),
    })
}

/// Whether a cost is no better than that of the best plan.
fn is_no_better(cost_cny: f64, best: Option<&Solved>) -> bool {
    best.is_some_and(|best| cost_cny >= best.objective - SAME * best.objective.abs())
}

/// The programme with runs at their hubs only; `None` where it has no point.
fn tried(
    case: &Case,
    formulation: &Formulation,
    choice: &Choice,
    solver: Solver,
) -> Result<Option<Solved>, SolveError> {
    let mut program = formulation.program.clone();
    for (j, key) in formulation.columns().iter().enumerate() {
        if let ColumnKey::Load { workload, hub, .. } = *key {
            let elsewhere = |&(run, at): &(WorkloadId, HubId)| run == workload && at != hub;
            if choice.at.iter().any(elsewhere) {
                program.upper[j] = 0.0;
            }
        }
    }
    let solved = solver::solve(&program, solver)?;
    // a case can always fall short, but in programmes of claims loads are fixed and shortfalls bounded: such a choice is none
    if solved.status == Status::Infeasible && !choice.at.is_empty() {
        return Ok(None);
    }
    super::optimal(case, solved, solver).map(Some)
}

/// A run that is held together and stands at several hubs, with all its hubs, by its part there.
fn split_run(
    case: &Case,
    formulation: &Formulation,
    x: &[f64],
) -> Option<(WorkloadId, Vec<HubId>)> {
    held_runs(case).into_iter().find_map(|run| {
        let mut energy_mwh = vec![0.0; case.hubs.len()];
        for (key, mw) in formulation.columns().iter().zip(x) {
            if let ColumnKey::Load {
                workload,
                hub,
                period,
                ..
            } = *key
                && workload == run
            {
                energy_mwh[hub.index()] += mw * case.hours_of(period);
            }
        }
        let least = ROUNDING * case.demand_mwh(run);
        let parts = energy_mwh.iter().filter(|mwh| **mwh > least).count();
        let mut hubs: Vec<HubId> = case
            .hub_ids()
            .filter(|&hub| case[run].may_run_at(hub))
            .collect();
        hubs.sort_by(|a, b| energy_mwh[a.index()].total_cmp(&energy_mwh[b.index()]));
        (parts > 1).then_some((run, hubs))
    })
}
