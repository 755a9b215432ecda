//! # Factors of the scaling
//!
//! Geometric scaling: a row's factor is `1/√(min·max)` of its entries, then a column's likewise, a few
//! times over; the results are rounded to powers of two.

use crate::program::{Program, widened};

/// Passes of geometric scaling.
const PASSES: usize = 3;

/// A matrix whose entries all lie in this range is left as it is.
const WELL_SCALED: std::ops::RangeInclusive<f64> = 0.2..=5.0;

/// The power of two nearest to `factor` on a logarithmic scale.
fn power_of_two(factor: f64) -> f64 {
    const LARGEST_EXPONENT: f64 = 60.0;
    if factor > 0.0 && factor.is_finite() {
        let exponent = libm::log2(factor).round();
        exponent.clamp(-LARGEST_EXPONENT, LARGEST_EXPONENT).exp2()
    } else {
        1.0
    }
}

/// Smallest and largest size seen.
#[derive(Clone, Copy)]
struct Extent(f64, f64);

impl Extent {
    const NONE: Extent = Extent(f64::INFINITY, 0.0);

    fn take(&mut self, size: f64) {
        self.0 = self.0.min(size);
        self.1 = self.1.max(size);
    }

    fn factor(self) -> f64 {
        if self.1 > 0.0 {
            1.0 / (self.0 * self.1).sqrt()
        } else {
            1.0
        }
    }
}

/// Row factors and column factors for the matrix of `program`.
#[must_use]
pub(crate) fn factors(program: &Program) -> (Vec<f64>, Vec<f64>) {
    let mut rows = vec![1.0; program.row_count()];
    let mut columns = vec![1.0; program.column_count()];
    let sizes = program.matrix.values.iter().map(|a| a.abs());
    if sizes.filter(|&a| a > 0.0).all(|a| WELL_SCALED.contains(&a)) {
        return (rows, columns);
    }
    for _ in 0..PASSES {
        scale_rows(program, &mut rows, &columns);
        scale_columns(program, &rows, &mut columns);
    }
    for factor in rows.iter_mut().chain(&mut columns) {
        *factor = power_of_two(*factor);
    }
    (rows, columns)
}

fn scale_rows(program: &Program, rows: &mut [f64], columns: &[f64]) {
    let mut extents = vec![Extent::NONE; rows.len()];
    for (j, factor) in columns.iter().enumerate() {
        for (i, a) in program.matrix.column(j).filter(|&(_, a)| a != 0.0) {
            extents[i].take(a.abs() * factor);
        }
    }
    for (row, extent) in rows.iter_mut().zip(extents) {
        *row = extent.factor();
    }
}

fn scale_columns(program: &Program, rows: &[f64], columns: &mut [f64]) {
    for (j, column) in columns.iter_mut().enumerate() {
        let mut extent = Extent::NONE;
        for (i, a) in program.matrix.column(j).filter(|&(_, a)| a != 0.0) {
            extent.take(a.abs() * rows[i]);
        }
        *column = extent.factor();
    }
}

/// Geometric mean of the sizes that are neither zero nor infinite, one if there is none.
pub(crate) fn typical(sizes: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0_u32);
    for size in sizes.filter(|s| *s > 0.0 && s.is_finite()) {
        sum += libm::log2(size);
        count += 1;
    }
    if count == 0 {
        1.0
    } else {
        power_of_two(libm::exp2(sum / f64::from(count)))
    }
}

/// β: the typical size of scaled bounds.
#[must_use]
pub(crate) fn bound_factor(program: &Program, rows: &[f64], columns: &[f64]) -> f64 {
    let of_columns = program.lower.iter().chain(&program.upper);
    let column_factors = columns.iter().chain(columns).map(|c| 1.0 / c);
    let of_rows = program.row_lower.iter().chain(&program.row_upper);
    let row_factors = rows.iter().chain(rows).copied();
    typical(
        of_columns
            .zip(column_factors)
            .chain(of_rows.zip(row_factors))
            .map(|(bound, factor)| widened(*bound).abs() * factor),
    )
}

/// γ: one over the typical size of scaled costs.
#[must_use]
pub(crate) fn cost_factor(costs: &[f64], columns: &[f64]) -> f64 {
    let sizes = costs.iter().zip(columns).map(|(c, s)| c.abs() * s);
    1.0 / typical(sizes)
}
