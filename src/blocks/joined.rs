//! # Rows of the first stage that ask for the same sum
//!
//! Where the loads of all blocks stand still, what a link's row of each hour asks for is the same contract of the first stage, each time
//! against another number:
//!
//! ```text
//!     l_i ≤ f_i·(Σ_j a_j·x_j) ≤ u_i   for all i of one sum      →      max l_i/f_i ≤ Σ_j a_j·x_j ≤ min u_i/f_i        f_i > 0
//! ```
//!
//! One row stands for all of them, so that the first stage does not grow with the blocks. Its price is that of the row whose bound it is
//! at, and all others have none.

use std::collections::HashMap;

use crate::program::Program;

/// How far bounds may cross, relative to their size, and be one number: rounding of like rows.
const CROSSED: f64 = 1e-10;

/// A bound of the sum, with the row that it comes from and the factor of that row.
#[derive(Debug, Clone, Copy)]
struct End {
    bound: f64,
    row: u32,
    factor: f64,
}

/// What rows of one sum ask for together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joined {
    lower: End,
    upper: End,
}

/// The sums of which there is more than one row, by the row that stands for the others.
pub(super) type ByRow = HashMap<u32, Joined>;

/// Columns of a row with its coefficients, the first of which is 1, by their bits.
type Sum = Vec<(u32, u64)>;

impl Joined {
    fn of(program: &Program, row: u32, factor: f64) -> Self {
        let (lower, upper) = (
            program.row_lower[row as usize],
            program.row_upper[row as usize],
        );
        let ends = if factor > 0.0 {
            [lower / factor, upper / factor]
        } else {
            [upper / factor, lower / factor]
        };
        let [lower, upper] = ends.map(|bound| End { bound, row, factor });
        Joined { lower, upper }
    }

    fn and(&mut self, other: Joined) {
        if other.lower.bound > self.lower.bound {
            self.lower = other.lower;
        }
        if other.upper.bound < self.upper.bound {
            self.upper = other.upper;
        }
    }

    /// Least and greatest of the sum; bounds that rounding crossed are one.
    pub(crate) fn bounds(&self) -> (f64, f64) {
        let (lower, upper) = (self.lower.bound, self.upper.bound);
        let size = 1.0 + lower.abs().max(upper.abs());
        if lower > upper && lower - upper <= CROSSED * size {
            (lower, lower)
        } else {
            (lower, upper)
        }
    }

    /// The row that has the price of the sum, with its own.
    pub(crate) fn price(&self, price: f64) -> (u32, f64) {
        let end = if price > 0.0 { self.lower } else { self.upper };
        (end.row, price / end.factor)
    }
}

/// Takes all rows but one of each sum away from `rows`, which have no column of a block; others stay.
pub(super) fn join(
    program: &Program,
    shared_columns: &[u32],
    rows: &mut Vec<u32>,
    is_of_first_stage: impl Fn(u32) -> bool,
) -> ByRow {
    let mut terms: HashMap<u32, Vec<(u32, f64)>> = HashMap::new();
    for &j in shared_columns {
        for (i, a) in program.matrix.column(j as usize) {
            if a != 0.0 && is_of_first_stage(i as u32) {
                terms.entry(i as u32).or_default().push((j, a));
            }
        }
    }
    let (mut standing, mut joined) = (HashMap::<Sum, (u32, f64)>::new(), ByRow::new());
    rows.retain(|&row| {
        if !is_of_first_stage(row) {
            return true;
        }
        let (sum, head) = normal(terms.get(&row).map_or(&[], Vec::as_slice));
        let Some(&(first, first_head)) = standing.get(&sum) else {
            standing.insert(sum, (row, head));
            return true;
        };
        let of_first = || Joined::of(program, first, 1.0);
        let of_row = Joined::of(program, row, head / first_head);
        joined.entry(first).or_insert_with(of_first).and(of_row);
        false
    });
    joined
}

/// The sum of a row, and its first coefficient.
fn normal(terms: &[(u32, f64)]) -> (Sum, f64) {
    let head = terms.first().map_or(1.0, |&(_, a)| a);
    let part = |&(j, a): &(u32, f64)| (j, (a / head).to_bits());
    (terms.iter().map(part).collect(), head)
}
