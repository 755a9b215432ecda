//! # Proofs on the programme's own numbers
//!
//! Nothing here knows the engine: answers are checked against the unscaled [`Program`].
//!
//! *Infeasible.* For any row multipliers `y`, every feasible point has `y·(A x) − (Aᵀy)·x = 0`. If the
//! least value of `y·r − (Aᵀy)·x` over all `r` within row bounds and `x` within column bounds, each on its
//! own, is positive, there is no feasible point (Farkas 1902).
//!
//! *Unbounded.* A direction `z` along which no finite bound is approached (`z_j ≥ 0` where only the lower
//! bound is finite, and so on, the same for `A z` and rows) and `c·z < 0` lets the objective fall for ever
//! from any feasible point.
//!
//! Terms that cancel to less than a part [`PROOF`] of their sizes count as zero.

use crate::program::Program;
use crate::solver::certificate::Certificate;

use super::tolerances::{self, PROOF};

/// What one pass over the columns gathers.
struct Tally {
    primal: f64,
    dual: f64,
    cost: f64,
    bound: f64,
}

impl Tally {
    /// A value within bounds, with its price: `scale` relates the price to its cost.
    #[inline]
    fn take(&mut self, value: f64, price: f64, (lower, upper): (f64, f64), scale: f64) {
        if value < lower {
            self.primal = worse(self.primal, (lower - value) / (1.0 + lower.abs()));
        } else if value > upper {
            self.primal = worse(self.primal, (value - upper) / (1.0 + upper.abs()));
        } else if value.is_nan() {
            self.primal = f64::NAN;
        }
        let bound = if price > 0.0 { lower } else { upper };
        if bound.is_finite() {
            self.bound += price * bound;
        } else {
            self.dual = worse(self.dual, price.abs() / scale);
        }
    }
}

/// The larger of two, NaN if either is.
#[inline]
fn worse(a: f64, b: f64) -> f64 {
    if a >= b || a.is_nan() { a } else { b }
}

/// The certificate of `x` with row prices `duals` in one pass over the matrix: the gap of
/// [`Certificate::of`], and residuals that are stricter, because a vertex has no excuse for rounding: each is
/// relative to its own bound or cost alone.
#[must_use]
pub fn certificate(program: &Program, x: &[f64], duals: &[f64]) -> Certificate {
    let objective = program.objective();
    let mut tally = Tally {
        primal: 0.0,
        dual: 0.0,
        cost: objective.constant,
        bound: objective.constant,
    };
    let mut activity = vec![0.0; program.row_count()];
    let bounds = program.lower.iter().zip(&program.upper);
    let columns = x.iter().zip(&objective.coefficients).zip(bounds);
    for (j, ((&x, &cost), (&lower, &upper))) in columns.enumerate() {
        let mut price = cost;
        for (i, a) in program.matrix.column(j) {
            price -= a * duals[i];
        }
        if x != 0.0 {
            for (i, a) in program.matrix.column(j) {
                activity[i] += a * x;
            }
        }
        tally.cost += cost * x;
        tally.take(x, price, (lower, upper), 1.0 + cost.abs());
    }
    let bounds = program.row_lower.iter().zip(&program.row_upper);
    for ((&value, &price), (&lower, &upper)) in activity.iter().zip(duals).zip(bounds) {
        tally.take(value, price, (lower, upper), 1.0);
    }
    Certificate {
        primal_residual: tally.primal,
        dual_residual: Some(tally.dual),
        relative_gap: Some((tally.cost - tally.bound).abs() / (1.0 + tally.cost.abs())),
    }
}

/// Whether a certificate is within the engine's tolerances.
#[must_use]
pub fn holds(certificate: &Certificate) -> bool {
    let within = |value: Option<f64>, limit: f64| value.is_some_and(|value| value <= limit);
    within(
        Some(certificate.primal_residual),
        tolerances::PRIMAL_RESIDUAL,
    ) && within(certificate.dual_residual, tolerances::DUAL_RESIDUAL)
        && within(certificate.relative_gap, tolerances::GAP)
}

/// A sum with the size of its terms.
#[derive(Clone, Copy, Default)]
struct Sum {
    value: f64,
    size: f64,
}

impl Sum {
    fn add(&mut self, term: f64) {
        self.value += term;
        self.size += term.abs();
    }

    /// The sum, zero if it is what rounding leaves.
    fn settled(self) -> f64 {
        if self.value.abs() <= PROOF * self.size {
            0.0
        } else {
            self.value
        }
    }
}

/// `Aᵀ y` for column `j`; zero where the terms cancel.
pub(crate) fn column_sum(program: &Program, j: usize, y: &[f64]) -> f64 {
    let mut sum = Sum::default();
    for (i, a) in program.matrix.column(j) {
        sum.add(a * y[i]);
    }
    sum.settled()
}

/// `A z`; zero where the terms cancel.
pub(crate) fn row_sums(program: &Program, z: &[f64]) -> Vec<f64> {
    let mut rows = vec![Sum::default(); program.row_count()];
    for (j, &step) in z.iter().enumerate() {
        for (i, a) in program.matrix.column(j) {
            rows[i].add(a * step);
        }
    }
    rows.into_iter().map(Sum::settled).collect()
}

/// How clearly the row multipliers `y` prove that `program` is infeasible: the least value of
/// `y·r − (Aᵀy)·x` over all bounds, relative to the size of its terms. Positive is a proof.
#[must_use]
pub fn verify_farkas(program: &Program, y: &[f64]) -> f64 {
    if y.len() != program.row_count() || y.iter().any(|y| !y.is_finite()) {
        return f64::NEG_INFINITY;
    }
    let rows = y.iter().copied();
    let rows = rows.zip(program.row_lower.iter().zip(&program.row_upper));
    let columns = (0..program.column_count()).map(|j| -column_sum(program, j, y));
    let columns = columns.zip(program.lower.iter().zip(&program.upper));
    let mut sum = Sum::default();
    for (weight, (&lower, &upper)) in rows.chain(columns) {
        if weight != 0.0 {
            sum.add(weight * if weight > 0.0 { lower } else { upper });
        }
    }
    if sum.value.is_finite() && sum.size > 0.0 {
        sum.value / sum.size
    } else {
        f64::NEG_INFINITY
    }
}

/// How clearly the direction `z` proves that the first objective of `program` falls without end, provided
/// that there is a feasible point: `−c·z` relative to the size of its terms if no finite bound is
/// approached, else −∞. Positive is a proof.
#[must_use]
pub fn verify_ray(program: &Program, z: &[f64]) -> f64 {
    ray_margin(program, 0, z)
}

/// [`verify_ray`] for the objective of any rank.
#[must_use]
pub fn ray_margin(program: &Program, rank: usize, z: &[f64]) -> f64 {
    let Some(objective) = program.objectives.get(rank) else {
        return f64::NEG_INFINITY;
    };
    if z.len() != program.column_count() || z.iter().any(|z| !z.is_finite()) {
        return f64::NEG_INFINITY;
    }
    let mut fall = Sum::default();
    for (cost, step) in objective.coefficients.iter().zip(z) {
        fall.add(-cost * step);
    }
    let row_steps = row_sums(program, z).into_iter();
    let row_bounds = program.row_lower.iter().zip(&program.row_upper);
    let column_bounds = program.lower.iter().zip(&program.upper);
    let largest = z.iter().fold(0.0, |m: f64, z| m.max(z.abs()));
    let column_steps = z
        .iter()
        .map(|&z| if z.abs() <= PROOF * largest { 0.0 } else { z });
    let steps = row_steps
        .zip(row_bounds)
        .chain(column_steps.zip(column_bounds));
    let mut steps = steps.map(|(step, (&lower, &upper))| leaves_room(step, lower, upper));
    if steps.all(|room| room) && fall.size > 0.0 {
        fall.value / fall.size
    } else {
        f64::NEG_INFINITY
    }
}

/// Whether a step of this sign approaches no finite bound.
fn leaves_room(step: f64, lower: f64, upper: f64) -> bool {
    if step > 0.0 {
        upper == f64::INFINITY
    } else if step < 0.0 {
        lower == f64::NEG_INFINITY
    } else {
        true
    }
}
