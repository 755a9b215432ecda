//! # Proof of optimality, checked without the solver
//!
//! For a point `x` and row prices `y`, with `d = c − Aᵀy`:
//!
//! ```text
//!     primal residual   max over rows i and columns j of the distance outside [lower, upper],
//!                       divided by 1 + |the bound that is broken| + Σ_j |a_ij·x_j|
//!     dual residual     max over rows and columns whose price points at an infinite bound, |price|
//!                       divided by 1 + the largest |c_j| of a column in use (x_j ≠ 0)
//!     dual objective    Σ_i y_i·(y_i > 0 ? row_lower_i : row_upper_i)
//!                     + Σ_j d_j·(d_j > 0 ? lower_j : upper_j) + c₀        (finite bounds only)
//!     relative gap      (c·x + c₀ − dual objective) / (1 + |c·x + c₀|)
//! ```
//!
//! Violations of rows are measured against the terms whose sum they are the error of: the
//! componentwise backward error of Oettli and Prager (1964), which does not depend on units.
//! By weak duality the dual objective is a lower bound on the cost of every feasible point
//! (Dantzig, *Linear Programming and Extensions*, 1963, ch. 6), so a small gap between two small
//! residuals is a proof that no other plan is better by more than the gap.

use serde::Serialize;

use crate::program::Program;
use crate::solver::Solution;

/// Residuals over this are errors, not answers.
pub const TOLERANCE: f64 = 1e-6;

/// How far a point is from proven optimal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Certificate {
    /// Largest relative violation of a row or bound.
    pub primal_residual: f64,
    /// Largest relative violation of dual feasibility, where the solver gave prices.
    pub dual_residual: Option<f64>,
    /// Relative difference between primal and dual objective, where the solver gave prices.
    pub relative_gap: Option<f64>,
}

impl Certificate {
    /// Measures `solution` against the first objective of `program`.
    #[must_use]
    pub fn of(program: &Program, solution: &Solution) -> Self {
        let primal_residual = primal_residual(program, &solution.x);
        let dual = solution.duals.as_deref().map(|y| dual_side(program, y));
        let primal_objective = program.objective().value(&solution.x);
        Certificate {
            primal_residual,
            dual_residual: dual
                .map(|(residual, _)| residual / (1.0 + largest_cost(program, &solution.x))),
            relative_gap: dual.map(|(_, objective)| {
                (primal_objective - objective).abs() / (1.0 + primal_objective.abs())
            }),
        }
    }

    /// Whether every residual at hand is a number within its tolerance.
    #[must_use]
    pub fn holds(&self) -> bool {
        // written so that NaN fails
        self.primal_residual <= TOLERANCE
            && self.dual_residual.is_none_or(|value| value <= TOLERANCE)
            && self.relative_gap.is_none_or(|value| value <= TOLERANCE)
    }
}

/// Distance of `value` outside `[lower, upper]`, relative to the bound that is broken and to the
/// `terms` that make up the value.
#[inline(always)]
fn outside(value: f64, (&lower, &upper): (&f64, &f64), terms: f64) -> f64 {
    if (value >= lower) & (value <= upper) {
        0.0
    } else if value < lower {
        (lower - value) / (1.0 + lower.abs() + terms)
    } else if value > upper {
        (value - upper) / (1.0 + upper.abs() + terms)
    } else {
        f64::NAN
    }
}

/// The larger of two, NaN if either is.
pub(crate) fn worse(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.max(b)
    }
}

/// Largest relative violation of a row or bound at `x`.
#[must_use]
pub fn primal_residual(program: &Program, x: &[f64]) -> f64 {
    let rows = program.row_count();
    let mut activity = vec![0.0; rows];
    let mut terms = vec![0.0; rows];
    for (j, &value) in x.iter().enumerate().filter(|&(_, &value)| value != 0.0) {
        for (i, a) in program.matrix.column(j) {
            activity[i] += a * value;
            terms[i] += (a * value).abs();
        }
    }
    let bounds = program.row_lower.iter().zip(&program.row_upper);
    let of_rows = activity.iter().zip(&terms).zip(bounds);
    let of_rows = of_rows.map(|((&activity, &terms), bounds)| outside(activity, bounds, terms));
    let bounds = program.lower.iter().zip(&program.upper);
    // nearly all are inside, and this is told without a branch
    let inside = |(&x, (&lower, &upper)): (&f64, (&f64, &f64))| (x >= lower) & (x <= upper);
    let of_rows = of_rows.fold(0.0, worse);
    if x.iter()
        .zip(bounds.clone())
        .map(inside)
        .fold(true, |all, one| all & one)
    {
        return of_rows;
    }
    let of_columns = x
        .iter()
        .zip(bounds)
        .map(|(&x, bounds)| outside(x, bounds, 0.0));
    of_columns.fold(of_rows, worse)
}

/// Largest cost of a column in use at `x`, at least 1.
fn largest_cost(program: &Program, x: &[f64]) -> f64 {
    let costs = program.objective().coefficients.iter().zip(x);
    let in_use = costs.filter(|(_, x)| **x != 0.0);
    in_use.fold(1.0_f64, |most, (c, _)| most.max(c.abs()))
}

/// Largest price of `y` that points at an infinite bound, and the dual objective.
#[must_use]
pub fn dual_side(program: &Program, y: &[f64]) -> (f64, f64) {
    let (mut residual, mut objective) = (0.0_f64, program.objective().constant);
    let mut take = |price: f64, lower: f64, upper: f64| {
        let bound = if price > 0.0 { lower } else { upper };
        // the signs of prices next to zero cannot be foretold: no branches. A NaN stays in the objective at least
        let (inside, beyond) = if bound.is_finite() {
            (bound, 0.0)
        } else {
            (0.0, price.abs())
        };
        objective += price * inside;
        residual = f64::max(residual, beyond);
    };
    let bounds = program.row_lower.iter().zip(&program.row_upper);
    for (&price, (&lower, &upper)) in y.iter().zip(bounds) {
        take(price, lower, upper);
    }
    let bounds = program.lower.iter().zip(&program.upper);
    let costs = program.objective().coefficients.iter().zip(bounds);
    for ((&cost, (&lower, &upper)), (rows, values)) in costs.zip(program.matrix.columns()) {
        let entries = rows.iter().zip(values);
        let reduced = entries.fold(cost, |reduced, (&i, a)| reduced - a * y[i]);
        take(reduced, lower, upper);
    }
    if objective.is_nan() {
        residual = f64::NAN;
    }
    (residual, objective)
}
