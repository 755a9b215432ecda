//! # Proof of optimality, checked without the solver
//!
//! For a point `x` and row prices `y`, with `d = c − Aᵀy`:
//!
//! ```text
//!     primal residual   max over rows i and columns j of the distance outside [lower, upper],
//!                       divided by 1 + |the bound that is broken| + Σ_j |a_ij·x_j|
//!     dual residual     max over columns whose d_j points at an infinite bound of |d_j|,
//!                       divided by 1 + t + k_j + Σ_i |a_ij·y_i|, t a typical cost of the programme,
//!                       k_j = |c_j|, or the sizes of the terms that c_j is the sum of
//!     dual objective    Σ_i y_i·(y_i > 0 ? row_lower_i : row_upper_i)
//!                     + Σ_j d_j·(d_j > 0 ? lower_j : upper_j) + c₀        (finite bounds only)
//!     relative gap      |c·x + c₀ − dual objective| / (1 + |c₀| + Σ_j |c_j·x_j|)
//! ```
//!
//! A row's price that points at an infinite bound of its row counts as zero, in all of these: what is measured are the
//! prices that are left, and if one was more than rounding, `d` or the gap shows it. So a row's price needs no
//! scale of its own, and all are relative to the costs involved, in whatever money.
//!
//! Violations of rows are measured against the terms whose sum they are the error of: the
//! componentwise backward error of Oettli and Prager (1964), which does not depend on units.
//! By weak duality the dual objective is a lower bound on the cost of every feasible point
//! (Dantzig, *Linear Programming and Extensions*, 1963, ch. 6), so a small gap between two small
//! residuals is a proof that no other plan is better by more than the gap.

use serde::Serialize;

use crate::program::Program;

/// A point, and, where the solver gives them, its prices.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// One value per column.
    pub x: Vec<f64>,
    /// One dual value per row: ∂(minimised objective)/∂(right-hand side).
    pub duals: Option<Vec<f64>>,
}

/// Residuals over this are errors, not answers.
pub(crate) const TOLERANCE: f64 = 1e-6;

/// The most that each figure of a certificate may be, of those that are at hand. docs/output.md has the table of all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tolerances {
    pub primal_residual: f64,
    pub dual_residual: f64,
    pub relative_gap: f64,
}

impl Tolerances {
    /// Of an answer, whoever gives it.
    pub(crate) const ANSWER: Tolerances = Tolerances::new(TOLERANCE, TOLERANCE, TOLERANCE);
    /// Of what the engine calls optimal.
    pub(crate) const ENGINE: Tolerances = Tolerances::new(1e-7, 1e-6, 1e-9);
    /// Of a piece of a path: ten times the tolerance of the engine for a basis.
    pub(crate) const PIECE: Tolerances = Tolerances::new(1e-8, 1e-8, 1e-9);
    /// Of another solver's answer that needs no second look.
    pub(crate) const TIGHT: Tolerances = Tolerances::new(1e-9, 1e-9, 1e-9);

    const fn new(primal_residual: f64, dual_residual: f64, relative_gap: f64) -> Self {
        Tolerances {
            primal_residual,
            dual_residual,
            relative_gap,
        }
    }
}

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
        let dual = solution.duals.as_deref().map(|y| DualSide::of(program, y));
        let (cost, terms) = cost(program, &solution.x);
        Certificate {
            primal_residual: primal_residual(program, &solution.x),
            dual_residual: dual.map(|dual| dual.residual),
            relative_gap: dual.map(|dual| (cost - dual.objective).abs() / (1.0 + terms)),
        }
    }

    /// Whether every residual at hand is a number within its tolerance.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.is_within(&Tolerances::ANSWER)
    }

    /// The same for other tolerances.
    pub(crate) fn is_within(&self, most: &Tolerances) -> bool {
        // written so that NaN fails
        self.primal_residual <= most.primal_residual
            && (self.dual_residual).is_none_or(|value| value <= most.dual_residual)
            && (self.relative_gap).is_none_or(|value| value <= most.relative_gap)
    }

    /// Whether there are prices, and with them every residual is within its tolerance.
    pub(crate) fn proves_within(&self, most: &Tolerances) -> bool {
        self.dual_residual.is_some() && self.relative_gap.is_some() && self.is_within(most)
    }
}

/// Distance of `value` outside `[lower, upper]`, relative to the bound that is broken and to the
/// `terms` that make up the value.
#[inline(always)]
pub(crate) fn outside(value: f64, (&lower, &upper): (&f64, &f64), terms: f64) -> f64 {
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
#[inline]
pub(crate) fn worse(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.max(b)
    }
}

/// The activity of every row at `x`, and the size of the terms whose sum it is.
pub(crate) fn activities(program: &Program, x: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let rows = program.row_count();
    let mut activity = vec![0.0; rows];
    let mut terms = vec![0.0; rows];
    for (j, &value) in x.iter().enumerate().filter(|&(_, &value)| value != 0.0) {
        for (i, a) in program.matrix.column(j) {
            activity[i] += a * value;
            terms[i] += (a * value).abs();
        }
    }
    (activity, terms)
}

/// Largest relative violation of a row or bound at `x`.
#[must_use]
pub fn primal_residual(program: &Program, x: &[f64]) -> f64 {
    let (activity, terms) = activities(program, x);
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

/// The objective at `x`, and the size of the terms whose sum it is.
fn cost(program: &Program, x: &[f64]) -> (f64, f64) {
    let objective = program.objective();
    let terms = objective.coefficients.iter().zip(x).map(|(c, x)| c * x);
    let start = (objective.constant, objective.constant.abs());
    terms.fold(start, |(sum, size), term| (sum + term, size + term.abs()))
}

/// Row prices as they are measured: zero where they point at an infinite bound.
pub(crate) fn row_prices(program: &Program, y: &[f64]) -> Vec<f64> {
    let bounds = program.row_lower.iter().zip(&program.row_upper);
    y.iter()
        .zip(bounds)
        .map(|(&price, (&lower, &upper))| {
            let beyond = (price > 0.0 && lower == f64::NEG_INFINITY)
                || (price < 0.0 && upper == f64::INFINITY);
            if beyond { 0.0 } else { price }
        })
        .collect()
}

/// A typical cost: the power of two nearest below the geometric mean of those that are not zero; 0 where all are.
pub(crate) fn typical_cost<'a>(costs: impl IntoIterator<Item = &'a f64>) -> f64 {
    const MANTISSA: u32 = 52;
    const EXPONENT: u64 = 0x7ff;
    const BIAS: f64 = 1023.0;
    let (mut sum, mut count) = (0_u64, 0_u32);
    for c in costs {
        let exponent = (c.to_bits() >> MANTISSA) & EXPONENT;
        // zero, and what is as good as zero
        count += u32::from(exponent > 0);
        sum += exponent;
    }
    if count == 0 {
        return 0.0;
    }
    #[allow(clippy::cast_precision_loss)]
    let mean = sum as f64 / f64::from(count);
    (mean - BIAS).floor().exp2()
}

/// A column's reduced cost, and the size of the terms whose sum it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reduced {
    cost: f64,
    size: f64,
}

impl Reduced {
    /// Of a column of cost `c` with `entries`.
    #[inline(always)]
    pub(crate) fn of(c: f64, entries: impl Iterator<Item = (usize, f64)>, prices: &[f64]) -> Self {
        Reduced::of_sum((c, c.abs()), entries, prices)
    }

    /// Of a column with `entries` whose cost is the sum of terms of that size.
    #[inline(always)]
    pub(crate) fn of_sum(
        (cost, size): (f64, f64),
        entries: impl Iterator<Item = (usize, f64)>,
        prices: &[f64],
    ) -> Self {
        let start = Reduced { cost, size };
        entries.fold(start, |sum, (i, a)| {
            let term = a * prices[i];
            Reduced {
                cost: sum.cost - term,
                size: sum.size + term.abs(),
            }
        })
    }
}

/// What prices show: a bound on the cost of every point, but for the residual.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DualSide {
    pub residual: f64,
    pub objective: f64,
    /// What every size is measured with.
    unit: f64,
}

impl DualSide {
    fn of(program: &Program, y: &[f64]) -> Self {
        let costs = &program.objective().coefficients;
        DualSide::of_sums(program, y, typical_cost(costs), |_, c| c.abs())
    }

    /// Of row prices `y`, where a typical cost is `typical` and the cost of column j, given with it, is the sum of terms of that
    /// size.
    pub(crate) fn of_sums(
        program: &Program,
        y: &[f64],
        typical: f64,
        size: impl Fn(usize, f64) -> f64,
    ) -> Self {
        let prices = row_prices(program, y);
        let mut side = DualSide::of_rows(program, &prices, typical);
        let bounds = program.lower.iter().zip(&program.upper);
        for (j, (&c, bounds)) in (program.objective().coefficients.iter().zip(bounds)).enumerate() {
            let sum = (c, size(j, c));
            side.take(
                Reduced::of_sum(sum, program.matrix.column(j), &prices),
                bounds,
            );
        }
        side
    }

    /// Of the rows alone, with prices that point at finite bounds.
    pub(crate) fn of_rows(program: &Program, prices: &[f64], typical: f64) -> Self {
        let bounds = program.row_lower.iter().zip(&program.row_upper);
        let paid = prices
            .iter()
            .zip(bounds)
            .filter(|(price, _)| **price != 0.0);
        let paid =
            paid.map(|(&price, (&lower, &upper))| price * if price > 0.0 { lower } else { upper });
        DualSide {
            residual: 0.0,
            objective: program.objective().constant + paid.sum::<f64>(),
            unit: 1.0 + typical,
        }
    }

    /// Takes a column with its bounds.
    #[inline(always)]
    pub(crate) fn take(&mut self, Reduced { cost, size }: Reduced, (&lower, &upper): (&f64, &f64)) {
        let bound = if cost > 0.0 { lower } else { upper };
        if bound.is_finite() {
            self.objective += cost * bound;
        } else {
            self.residual = worse(self.residual, cost.abs() / (self.unit + size));
        }
    }
}
