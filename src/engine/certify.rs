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
//! Terms that cancel to less than a part [`ROUNDING`] of their sizes count as zero: that much is what rounding leaves of
//! multipliers and directions that are exact but for their last digits. A coefficient that is small beside others is no
//! rounding: it may be what bounds the programme.
//!
//! Nor is rounding a multiplier: entries below a part [`NOISE`](tolerances::NOISE) of the largest are set to zero before the
//! check ([`without_noise`]). That is safe, because what is checked, and handed out, is what is left.

use crate::certificate::{self, Certificate, Reduced, worse};
use crate::program::Program;

use super::tolerances::{self, PROOF, ROUNDING};

/// A row's activity, or the bound that it breaks by no more than rounding of the terms that it is the sum of: there is no number
/// nearer to the bound that such terms could be trusted to add up to.
#[inline]
fn settled_at(value: f64, (&lower, &upper): (&f64, &f64), terms: f64) -> f64 {
    let nearest = value.max(lower).min(upper);
    if (value - nearest).abs() <= ROUNDING * terms {
        nearest
    } else {
        value
    }
}

/// How far values lie outside their bounds, each relative to its own bound alone.
#[inline]
fn outside(most: f64, value: f64, (&lower, &upper): (&f64, &f64)) -> f64 {
    if value < lower {
        worse(most, (lower - value) / (1.0 + lower.abs()))
    } else if value > upper {
        worse(most, (value - upper) / (1.0 + upper.abs()))
    } else if value.is_nan() {
        f64::NAN
    } else {
        most
    }
}

/// The certificate of `x` with row prices `duals` in one pass over the matrix: dual residual and gap as in
/// [`Certificate::of`], and a primal residual that is stricter: each violation is relative to its own bound alone. A vertex has
/// no excuse for more than rounding, a part [`ROUNDING`] of the terms of a row.
#[must_use]
pub(crate) fn certificate(program: &Program, x: &[f64], duals: &[f64]) -> Certificate {
    let objective = program.objective();
    let prices = certificate::row_prices(program, duals);
    let mut dual = certificate::DualSide::of_rows(
        program,
        &prices,
        certificate::typical_cost(&objective.coefficients),
    );
    let mut primal = 0.0;
    let (mut cost, mut terms) = (objective.constant, objective.constant.abs());
    let mut activity = vec![Sum::default(); program.row_count()];
    let bounds = program.lower.iter().zip(&program.upper);
    let columns = x.iter().zip(&objective.coefficients).zip(bounds);
    for (j, ((&x, &c), bounds)) in columns.enumerate() {
        dual.take(Reduced::of(c, program.matrix.column(j), &prices), bounds);
        if x != 0.0 {
            for (i, a) in program.matrix.column(j) {
                activity[i].add(a * x);
            }
            cost += c * x;
            terms += (c * x).abs();
        }
        primal = outside(primal, x, bounds);
    }
    let bounds = program.row_lower.iter().zip(&program.row_upper);
    for (sum, bounds) in activity.iter().zip(bounds) {
        primal = outside(primal, settled_at(sum.value, bounds, sum.size), bounds);
    }
    Certificate {
        primal_residual: primal,
        dual_residual: Some(dual.residual),
        relative_gap: Some((cost - dual.objective).abs() / (1.0 + terms)),
    }
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
        if self.value.abs() <= ROUNDING * self.size {
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
pub(crate) fn ray_margin(program: &Program, rank: usize, z: &[f64]) -> f64 {
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
    let steps = row_steps
        .zip(row_bounds)
        .chain(z.iter().copied().zip(column_bounds));
    let mut steps = steps.map(|(step, (&lower, &upper))| leaves_room(step, lower, upper));
    if steps.all(|room| room) && fall.size > 0.0 {
        fall.value / fall.size
    } else {
        f64::NEG_INFINITY
    }
}

/// Whether a margin is beyond what rounding could feign.
#[must_use]
pub(crate) fn proves(margin: f64) -> bool {
    margin > PROOF
}

/// `vector` without what is rounding beside its largest entry.
#[must_use]
pub(crate) fn without_noise(vector: &[f64]) -> Vec<f64> {
    let largest = vector.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
    let least = tolerances::NOISE * largest;
    let keep = |&v: &f64| if v.abs() <= least { 0.0 } else { v };
    vector.iter().map(keep).collect()
}

/// `multipliers` without those that point at an infinite bound of their row and are small beside the largest.
pub(crate) fn within_bounds(program: &Program, multipliers: &[f64]) -> Vec<f64> {
    let bounds = program.row_lower.iter().zip(&program.row_upper);
    without_small(multipliers, bounds, |y, lower, upper| {
        let bound = if y > 0.0 { lower } else { upper };
        bound.is_finite()
    })
}

/// `direction` without the steps towards a finite bound that are small beside the largest.
pub(crate) fn staying_within(program: &Program, direction: &[f64]) -> Vec<f64> {
    let bounds = program.lower.iter().zip(&program.upper);
    without_small(direction, bounds, leaves_room)
}

/// `vector` without what is noise, nor what is small, up to [`PROOF`] of the largest, and not `allowed` at its bounds.
fn without_small<'b>(
    vector: &[f64],
    bounds: impl Iterator<Item = (&'b f64, &'b f64)>,
    allowed: impl Fn(f64, f64, f64) -> bool,
) -> Vec<f64> {
    let mut kept = without_noise(vector);
    let largest = kept.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
    for (v, (&lower, &upper)) in kept.iter_mut().zip(bounds) {
        if v.abs() <= PROOF * largest && !allowed(*v, lower, upper) {
            *v = 0.0;
        }
    }
    kept
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
