//! # The answer to the whole
//!
//! What was taken away is set in the reverse order. A column `j` that a row `l ≤ Σ a·x ≤ u` asks for has to lie between
//!
//! ```text
//!     (l − Σ_{k≠j} a_k·x_k) ÷ a_j    and    (u − Σ_{k≠j} a_k·x_k) ÷ a_j
//! ```
//!
//! and is as near to its own bound as that allows. Its reduced cost is zero, or of the sign of the bound that it is at: where the row that
//! absorbed it is at a bound, the column is at the bound that widened it there.

use crate::program::{Matrix, Program};
use crate::solver::Solution;

use super::Reduction;

/// Where a column may go for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Lower,
    Upper,
}

/// A row with the bounds that it had.
type Bounded = (usize, f64, f64);

/// What was taken away.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A column of one value.
    Fixed { column: usize, value: f64 },
    /// A column that goes as far as its rows ask for, with these rows.
    Relaxing {
        column: usize,
        side: Side,
        rows: Vec<Bounded>,
    },
    /// A column that is slack of a row.
    Slack { column: usize, row: Bounded },
}

impl Reduction {
    /// The answer to the whole from that to what is left.
    pub(crate) fn restored(&self, whole: &Program, left: &Solution) -> Solution {
        let mut x = vec![0.0; whole.column_count()];
        for (&j, &value) in self.columns.iter().zip(&left.x) {
            x[j] = value;
        }
        for step in &self.steps {
            if let Step::Fixed { column, value } = step {
                x[*column] = *value;
            }
        }
        let by_row = by_row(&whole.matrix, whole.row_count());
        for step in self.steps.iter().rev() {
            match step {
                Step::Fixed { .. } => {}
                Step::Slack { column, row } => {
                    x[*column] = within(whole, &x, &by_row, *column, &[*row], Side::Lower);
                }
                Step::Relaxing { column, side, rows } => {
                    let from = match side {
                        Side::Upper => Side::Lower,
                        Side::Lower => Side::Upper,
                    };
                    x[*column] = within(whole, &x, &by_row, *column, rows, from);
                }
            }
        }
        Solution {
            x,
            duals: left
                .duals
                .as_ref()
                .map(|duals| self.restored_rows(whole, duals)),
        }
    }

    /// One number per row of the whole from those of the rows that are left: zero for those that were taken away.
    pub(crate) fn restored_rows(&self, whole: &Program, left: &[f64]) -> Vec<f64> {
        let mut all = vec![0.0; whole.row_count()];
        for (&i, &number) in self.rows.iter().zip(left) {
            all[i] = number;
        }
        all
    }
}

/// The value of column `j`, which is zero so far, nearest to its bound on a side, or else to its other bound or zero, that its rows allow.
fn within(
    whole: &Program,
    x: &[f64],
    by_row: &[Vec<(usize, f64)>],
    j: usize,
    rows: &[Bounded],
    side: Side,
) -> f64 {
    let (lower, upper) = (whole.lower[j], whole.upper[j]);
    let (mut least, mut greatest) = (lower, upper);
    for &(i, row_lower, row_upper) in rows {
        let mut own = 0.0;
        let mut others = 0.0;
        for &(k, a) in &by_row[i] {
            if k == j {
                own = a;
            } else {
                others += a * x[k];
            }
        }
        let ends = [(row_lower - others) / own, (row_upper - others) / own];
        least = least.max(ends[0].min(ends[1]));
        greatest = greatest.min(ends[0].max(ends[1]));
    }
    let wanted = match side {
        Side::Lower if lower.is_finite() => lower,
        Side::Upper if upper.is_finite() => upper,
        _ if lower.is_finite() => lower,
        _ if upper.is_finite() => upper,
        _ => 0.0,
    };
    // not `clamp`, which panics where rounding crosses the ends
    wanted.max(least).min(greatest).max(lower).min(upper)
}

/// A matrix by rows, without the zeros that are stored in it.
pub(super) fn by_row(matrix: &Matrix, rows: usize) -> Vec<Vec<(usize, f64)>> {
    let mut by_row = vec![Vec::new(); rows];
    for (j, (places, values)) in matrix.columns().enumerate() {
        for (&i, &a) in places.iter().zip(values) {
            if a != 0.0 {
                by_row[i].push((j, a));
            }
        }
    }
    by_row
}
