//! # All periods from representative ones
//!
//! A year of hours is large, and many of them are alike. Two programmes of N representative periods ([`Case::represented`]) are solved in place of
//! that of all T, and between them lies the best plan of all periods, whatever the representatives are:
//!
//! - The case whose periods have the *means* of those that they stand for says what to contract. Beside that, each of all periods is settled for
//!   itself ([`settled`]), which makes a plan of all: what it costs is an upper bound.
//! - The *relaxation*, in which each representative has the most favourable of all coefficients that it stands for ([`relaxed`]), has a plan that
//!   costs no more than the best of all: what is proved of it is a lower bound.
//!
//! Periods that the first stage suits least stand for themselves in the next round, in which the others are fewer: peaks are found rather than
//! guessed, as in methods of active constraints. At first, those do in which services ask for most.

mod groups;
mod relaxed;
mod settled;

use std::collections::HashMap;

use super::Optimum;
use crate::blocks::{Bounds, Feasible, RESIDUAL};
use crate::case::Case;
use crate::certificate::primal_residual;
use crate::control;
use crate::formulation::keys::{RowKey, Timed};
use crate::formulation::{Formulation, formulate};
use crate::solver::near::{self, Aggregate, Near};
use crate::solver::{SolveError, Solver};

use groups::Groups;
use relaxed::Relaxed;
use settled::Periods;

/// Times that periods are chosen.
const ROUNDS: usize = 3;

/// One in so many representative periods stands for itself after each round.
const PART_ALONE: usize = 6;

/// A plan of all periods from at most `count` representative ones, which are solved within a relative `gap` of their own best, and how near to
/// the best of all periods it is proved to be.
///
/// # Errors
/// [`SolveError`] where there is no plan of the representatives, or none of all periods with a bound; where somebody asked to stop before there
/// is one.
pub(crate) fn aggregated(case: &Case, count: usize, gap: f64) -> Result<Optimum, SolveError> {
    let formulation = formulate(case);
    if count >= case.periods.len() {
        return Optimum::within(case, formulation, gap);
    }
    let (found, is_stopped) = rounds(case, &formulation, (count, gap))?;
    let Some(found) = found.filter(|found| found.bounds.gap().is_finite()) else {
        return Err(SolveError::Failed {
            solver: Solver::Engine,
            program: case.name.clone(),
            reason: tr!(
                "no plan of all periods was found from {count} representative ones",
                count = count
            ),
        });
    };
    let near = Near {
        bounds: found.bounds,
        asked_gap: f64::INFINITY,
        blocks: case.periods.len(),
        steps: found.steps,
        is_stopped,
        aggregate: Some(found.aggregate),
    };
    let plan = Feasible {
        x: found.x,
        prices: Vec::new(),
        bounds: found.bounds,
        steps: found.steps,
    };
    Ok(Optimum {
        solved: near::solved(&formulation.program, plan),
        formulation,
        near: Some(near),
        basis: None,
    })
}

/// The best of all rounds, and whether somebody asked to stop after one of them.
fn rounds(
    case: &Case,
    formulation: &Formulation,
    (count, gap): (usize, f64),
) -> Result<(Option<Found>, bool), SolveError> {
    let Some(periods) = Periods::of(formulation) else {
        return Ok((None, false));
    };
    let mut alone = case.peaks();
    alone.truncate(count / 2);
    let mut best: Option<Found> = None;
    for _ in 0..ROUNDS {
        match round(case, formulation, &periods, (count, &alone, gap)) {
            Ok(found) => {
                let most = (count / PART_ALONE).max(1);
                let most = most.min(count.saturating_sub(alone.len() + 1));
                alone.extend(found.worst_suited(&alone, most));
                best = Some(match best {
                    Some(best) => best.or(found),
                    None => found,
                });
            }
            Err(SolveError::Cancelled(_)) if best.is_some() => return Ok((best, true)),
            Err(error) => return Err(error),
        }
    }
    Ok((best, false))
}

/// A period that is dearer than promised by less than this part of the whole cost is so by rounding.
const ROUNDING: f64 = 1e-9;

/// What a round found: a plan of all periods, and a bound.
struct Found {
    x: Vec<f64>,
    bounds: Bounds,
    /// For each period, what it costs more to settle it than its representative promised.
    dearer: Vec<f64>,
    steps: usize,
    aggregate: Aggregate,
}

impl Found {
    /// At most so many of the periods that turned out dearer than promised, the worst first, of those that do not stand for themselves yet.
    fn worst_suited(&self, alone: &[usize], most: usize) -> Vec<usize> {
        let others = (0..self.dearer.len()).filter(|t| !alone.contains(t));
        let least = ROUNDING * self.aggregate.objective.abs();
        let mut others: Vec<usize> = others.filter(|&t| self.dearer[t] > least).collect();
        others.sort_by(|&a, &b| self.dearer[b].total_cmp(&self.dearer[a]));
        others.truncate(most);
        others
    }

    /// The cheaper plan, and the higher bound.
    fn or(self, other: Found) -> Found {
        let lower = self.bounds.lower.max(other.bounds.lower);
        let steps = self.steps + other.steps;
        let is_cheaper = other.bounds.upper < self.bounds.upper;
        let cheaper = if is_cheaper { other } else { self };
        Found {
            bounds: Bounds {
                lower,
                ..cheaper.bounds
            },
            steps,
            ..cheaper
        }
    }
}

fn round(
    case: &Case,
    formulation: &Formulation,
    periods: &Periods<'_>,
    (count, alone, gap): (usize, &[usize], f64),
) -> Result<Found, SolveError> {
    let (few, of_period) = case.represented(count, alone);
    let optimum = Optimum::within(&few, formulate(&few), gap)?;
    control::go_on()?;
    let program = &formulation.program;
    let groups = Groups::of(case, &few, of_period);
    let (mut x, links) = spread(formulation, &optimum, &groups);
    periods.sum_up(&mut x);
    let dearer = periods.settle(&mut x, &links)?;
    periods.sum_up(&mut x);
    periods.fall_short(&mut x);
    let is_plan = primal_residual(program, &x) <= RESIDUAL;
    let upper = if is_plan {
        program.objective().value(&x)
    } else {
        f64::INFINITY
    };
    let relaxed = Relaxed::of(formulation, &groups);
    let bound = relaxed.and_then(|relaxed| relaxed.bound(gap));
    control::go_on()?;
    let (lower, steps) = bound.unwrap_or((f64::NEG_INFINITY, 0));
    Ok(Found {
        x,
        bounds: Bounds { lower, upper },
        dearer,
        steps: steps + optimum.near.map_or(0, |near| near.steps),
        aggregate: Aggregate {
            periods: few.periods.len(),
            objective: optimum.solved.objective,
        },
    })
}

/// Values of representative periods in all that they stand for, and the prices of rows that link periods; 0 for all others.
fn spread(all: &Formulation, optimum: &Optimum, groups: &Groups) -> (Vec<f64>, Vec<f64>) {
    let values = optimum.values();
    let x = all.columns().iter().map(|&key| {
        let value = values.get(&groups.key(key)).copied().unwrap_or(0.0);
        match key.period() {
            Some(t) if key.is_energy_of_period() => groups.part(t) * value,
            _ => value,
        }
    });
    let few_rows = optimum.formulation.rows().iter().copied();
    let duals = optimum.solution().duals.iter().flatten().copied();
    let duals: HashMap<RowKey, f64> = few_rows.zip(duals).collect();
    let links = all.rows().iter().map(|key| match key.period() {
        Some(_) => 0.0,
        None => duals.get(key).copied().unwrap_or(0.0),
    });
    (x.collect(), links.collect())
}
