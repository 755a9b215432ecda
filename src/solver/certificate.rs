//! # Proof of optimality, checked without the solver
//!
//! For a point `x` and row prices `y`, with `d = c − Aᵀy`:
//!
//! ```text
//!     primal residual   max over rows and columns of the distance outside [lower, upper],
//!                       divided by 1 + |the bound that is broken|
//!     dual residual     max over rows and columns whose price points at an infinite bound,
//!                       |price| divided by 1 + |c| (columns) or 1 (rows)
//!     dual objective    Σ_i y_i·(y_i > 0 ? row_lower_i : row_upper_i)
//!                     + Σ_j d_j·(d_j > 0 ? lower_j : upper_j) + c₀        (finite bounds only)
//!     relative gap      (c·x + c₀ − dual objective) / (1 + |c·x + c₀|)
//! ```
//!
//! By weak duality the dual objective is a lower bound on the cost of every feasible point
//! (Dantzig, *Linear Programming and Extensions*, 1963, ch. 6), so a small gap between two small
//! residuals is a proof that no other plan is better by more than the gap.

use serde::Serialize;

use crate::program::Program;
use crate::solver::Solution;

/// Residuals over these are errors, not answers.
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
            dual_residual: dual.map(|(residual, _)| residual),
            relative_gap: dual.map(|(_, objective)| {
                (primal_objective - objective).abs() / (1.0 + primal_objective.abs())
            }),
        }
    }

    /// Whether every residual at hand is a number within `tolerance`.
    #[must_use]
    pub fn holds(&self, tolerance: f64) -> bool {
        // written so that NaN fails
        let within = |value: f64| value <= tolerance;
        within(self.primal_residual)
            && self.dual_residual.is_none_or(within)
            && self.relative_gap.is_none_or(within)
    }
}

/// Distance of `value` outside `[lower, upper]`, relative to the bound that is broken.
fn outside(value: f64, lower: f64, upper: f64) -> f64 {
    if value.is_nan() {
        f64::NAN
    } else if value < lower {
        (lower - value) / (1.0 + lower.abs())
    } else if value > upper {
        (value - upper) / (1.0 + upper.abs())
    } else {
        0.0
    }
}

/// The larger of two, NaN if either is.
fn worse(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.max(b)
    }
}

/// Largest relative violation of a row or bound at `x`.
#[must_use]
pub fn primal_residual(program: &Program, x: &[f64]) -> f64 {
    let activity = program.matrix.times(x, program.row_count());
    let rows = activity
        .iter()
        .zip(program.row_lower.iter().zip(&program.row_upper));
    let columns = x.iter().zip(program.lower.iter().zip(&program.upper));
    rows.chain(columns)
        .map(|(&value, (&lower, &upper))| outside(value, lower, upper))
        .fold(0.0, worse)
}

/// Dual residual and dual objective of the row prices `y`.
fn dual_side(program: &Program, y: &[f64]) -> (f64, f64) {
    let costs = &program.objective().coefficients;
    let rows = y
        .iter()
        .zip(program.row_lower.iter().zip(&program.row_upper))
        .map(|(&price, (&lower, &upper))| (price, lower, upper, 1.0));
    let columns = (0..program.column_count()).map(|j| {
        let reduced = costs[j] - program.matrix.column_times(j, y);
        (
            reduced,
            program.lower[j],
            program.upper[j],
            1.0 + costs[j].abs(),
        )
    });
    let mut residual = 0.0;
    let mut objective = program.objective().constant;
    for (price, lower, upper, scale) in rows.chain(columns) {
        let bound = if price > 0.0 { lower } else { upper };
        if bound.is_finite() {
            objective += price * bound;
        } else {
            residual = worse(residual, price.abs() / scale);
        }
    }
    (residual, objective)
}
