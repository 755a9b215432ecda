//! # Ranked objectives with a solver that knows one
//!
//! Among the optima of the objectives before it, each objective is minimised under rows that hold
//! the earlier ones at their best values z:
//!
//! ```text
//!     objective_k(x) ≤ z_k + ε·(1 + |z_k|)        for all earlier k,      ε = 1e-9
//! ```
//!
//! and the shortfalls, weighted by their penalties, at theirs with no such give: a sliver of load left
//! unserved would cost too little to be seen in the cost, and gains carbon and milliseconds.
//!
//! The last objective is the fixed order of the columns: [`order_weight`] gives each column a weight
//! of its own, so that one vertex remains.

use super::reference::{self, Answer};
use super::{SolveError, Solver};
use crate::certificate::{TOLERANCE, primal_residual};
use crate::mixing::order_weight;
use crate::program::{Labels, Objective, Program};

/// How far an earlier objective may give way to a later one, relative: what solvers can resolve.
const RANK_TOLERANCE: f64 = 1e-9;

/// Shortfalls up to this are rounding of the solver, in their unit (MW, MWh, t).
const SERVED: f64 = 1e-6;

/// Solves for the first objective, then breaks ties by the others. Dual values are those of the
/// first. A tie-break that a solver cannot do leaves the plan of the rank before, which is optimal.
pub(super) fn solve(program: &Program, solver: Solver) -> Result<Answer, SolveError> {
    let first = reference::solve(program, program.objective(), solver)?;
    let Answer::Optimal(mut best) = first else {
        return Ok(first);
    };
    if program.objectives.len() == 1 {
        return Ok(Answer::Optimal(best));
    }
    let mut held = program.clone();
    hold_shortfall(&mut held, &best.x);
    let order = Objective {
        name: "order".to_owned(),
        coefficients: (0..program.column_count()).map(order_weight).collect(),
        constant: 0.0,
    };
    for (done, next) in program
        .objectives
        .iter()
        .zip(program.objectives.iter().skip(1).chain([&order]))
    {
        hold(&mut held, done, &best.x, RANK_TOLERANCE);
        if let Ok(Answer::Optimal(better)) = reference::solve(&held, next, solver)
            && keeps(program, &best.x, &better.x)
        {
            best.x = better.x;
        }
    }
    Ok(Answer::Optimal(best))
}

/// Whether a point is as cheap and as feasible as the one before, which a solver's own tolerance on
/// the rows that hold the cost does not promise.
fn keeps(program: &Program, before: &[f64], after: &[f64]) -> bool {
    let cost = program.objective();
    let (z, new) = (cost.value(before), cost.value(after));
    // cheaper than the best is as wrong as dearer: it is bought with a violated row
    (new - z).abs() <= 10.0 * RANK_TOLERANCE * (1.0 + z.abs())
        && primal_residual(program, after) <= TOLERANCE
}

/// Keeps the weighted sum of all shortfalls at its value at `x`; where there is none, it stays so.
fn hold_shortfall(program: &mut Program, x: &[f64]) {
    let Labels::Meant(meaning) = &program.labels else {
        return;
    };
    let columns = 0..program.column_count();
    let short: Vec<bool> = columns.map(|j| meaning.is_shortfall(j)).collect();
    let costs = program.objective().coefficients.iter().zip(&short);
    let penalty = Objective {
        name: "shortfall".to_owned(),
        coefficients: costs.map(|(c, &s)| if s { *c } else { 0.0 }).collect(),
        constant: 0.0,
    };
    let largest = x.iter().zip(&short).filter(|(_, s)| **s);
    if largest.fold(0.0_f64, |most, (x, _)| most.max(*x)) > SERVED {
        hold(program, &penalty, x, 0.0);
        return;
    }
    for (j, _) in short.iter().enumerate().filter(|(_, short)| **short) {
        program.upper[j] = x[j].max(program.lower[j]);
    }
}

/// Adds the row that keeps `objective` at its value at `x`, give or take `tolerance`, scaled so that its
/// largest coefficient is 1.
fn hold(program: &mut Program, objective: &Objective, x: &[f64], tolerance: f64) {
    let scale = objective
        .coefficients
        .iter()
        .fold(0.0_f64, |most, c| most.max(c.abs()));
    if scale == 0.0 {
        return;
    }
    let value = objective.value(x) - objective.constant;
    let row = program.row_count();
    program.row_lower.push(f64::NEG_INFINITY);
    program
        .row_upper
        .push((value + tolerance * (1.0 + value.abs())) / scale);
    program.matrix = program
        .matrix
        .with_row(row, objective.coefficients.iter().map(|c| c / scale));
}
