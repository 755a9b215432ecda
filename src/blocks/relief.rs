//! # Rows that a point misses by rounding
//!
//! A point that is moved onto its rows by the factors of a step meets most of them to the last digits. Where periods are many, a few are
//! missed by some 10⁻⁹ of their terms, and once more after the next move. Each of these is met alone: of all changes d of its columns,
//!
//! ```text
//! minimise Σ_j d_j²/w_j²   subject to   Σ_j a_j d_j = r      ⇒      d_j = w_j² a_j r / Σ_k w_k² a_k²
//! ```
//!
//! with r what the row misses and w_j the distance of x_j to the bound that it moves to, as in affine scaling, so that columns with much
//! room, such as a contract, take the most. Rows are taken in order, and again until all are met: the method of Kaczmarz, which moves
//! little and is done soon where little is missed.

use crate::certificate::{activities, outside};
use crate::program::Program;

/// Most times that all missed rows are met in turn.
const ROUNDS: usize = 30;

/// Most of the way to a bound that a column goes at once.
const SHARE: f64 = 0.5;

/// More than this, relative to the row's terms, is not rounding.
const ROUNDING: f64 = 1e-6;

/// A row that is missed, and its entries.
struct Missed {
    row: usize,
    entries: Vec<(usize, f64)>,
}

/// Moves `x` until no row is missed by more than `residual` of its terms; whether it is so. Bounds of columns are kept.
pub(crate) fn relieve(program: &Program, x: &mut [f64], residual: f64) -> bool {
    for _ in 0..ROUNDS {
        let Some(rows) = missed(program, x, residual) else {
            return false;
        };
        if rows.is_empty() {
            return true;
        }
        for missed in &with_entries(program, &rows) {
            meet(program, x, missed);
        }
    }
    false
}

/// Rows that are missed by more than `residual`, as [`primal_residual`](crate::certificate::primal_residual) measures it; nothing where
/// one is missed by more than rounding.
fn missed(program: &Program, x: &[f64], residual: f64) -> Option<Vec<usize>> {
    let (activity, terms) = activities(program, x);
    let bounds = program.row_lower.iter().zip(&program.row_upper);
    let mut missed = Vec::new();
    for (i, bounds) in bounds.enumerate() {
        let miss = outside(activity[i], bounds, terms[i]);
        if miss.is_nan() || miss > ROUNDING {
            return None;
        }
        if miss > residual {
            missed.push(i);
        }
    }
    Some(missed)
}

/// What a row's activity lacks to its lower bound (> 0), or has beyond its upper one (< 0).
fn lack(program: &Program, row: usize, activity: f64) -> f64 {
    let (lower, upper) = (program.row_lower[row], program.row_upper[row]);
    activity.clamp(lower, upper) - activity
}

/// The rows with their entries, which stand by columns in the matrix.
fn with_entries(program: &Program, rows: &[usize]) -> Vec<Missed> {
    let mut found: Vec<Missed> = rows
        .iter()
        .map(|&row| Missed {
            row,
            entries: Vec::new(),
        })
        .collect();
    let mut place = vec![usize::MAX; program.row_count()];
    for (k, &row) in rows.iter().enumerate() {
        place[row] = k;
    }
    for j in 0..program.column_count() {
        for (i, a) in program.matrix.column(j) {
            if let Some(missed) = found.get_mut(place[i]) {
                missed.entries.push((j, a));
            }
        }
    }
    found
}

/// Moves the columns of a row by what it misses, as far as their bounds allow.
fn meet(program: &Program, x: &mut [f64], missed: &Missed) {
    let activity = missed.entries.iter().map(|&(j, a)| a * x[j]).sum();
    let lack = lack(program, missed.row, activity);
    let rooms: Vec<f64> = missed
        .entries
        .iter()
        .map(|&(j, a)| room(program, x, j, a * lack))
        .collect();
    let of = missed.entries.iter().zip(&rooms);
    let size: f64 = of.clone().map(|(&(_, a), room)| (a * room).powi(2)).sum();
    if !(size > 0.0 && size.is_finite()) {
        return;
    }
    for (&(j, a), room) in of {
        let most = SHARE * room;
        x[j] += (room * room * a * lack / size).clamp(-most, most);
    }
}

/// The distance of a column to the bound in the direction of `sign`; its size where there is none.
fn room(program: &Program, x: &[f64], j: usize, sign: f64) -> f64 {
    let distance = if sign > 0.0 {
        program.upper[j] - x[j]
    } else {
        x[j] - program.lower[j]
    };
    distance.min(1.0 + x[j].abs()).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::primal_residual;
    use crate::program::{Labels, Matrix, Objective, Sense};

    const INF: f64 = f64::INFINITY;

    /// x₀ + x₁ = 100 in one row; x₀ ≤ c and x₁ ≤ c in two others, c without a bound above.
    fn contract() -> Program {
        Program {
            name: "contract".into(),
            labels: Labels::Named {
                columns: vec!["x0".into(), "x1".into(), "c".into()],
                rows: vec!["load".into(), "first".into(), "second".into()],
            },
            objectives: vec![Objective {
                name: "cost".into(),
                coefficients: vec![1.0, 2.0, 3.0],
                constant: 0.0,
            }],
            sense: Sense::Minimise,
            lower: vec![0.0; 3],
            upper: vec![INF; 3],
            row_lower: vec![100.0, -INF, -INF],
            row_upper: vec![100.0, 0.0, 0.0],
            matrix: Matrix {
                starts: vec![0, 2, 4, 6],
                rows: vec![0, 1, 0, 2, 1, 2],
                values: vec![1.0, 1.0, 1.0, 1.0, -1.0, -1.0],
            },
        }
    }

    #[test]
    fn rows_that_rounding_misses_are_met_and_little_moves() {
        let program = contract();
        // the load is missed by 3e-7, the first contract by 1e-6
        let start = [60.000_001, 39.999_998_7, 60.0];
        let mut x = start;
        assert!(primal_residual(&program, &x) > 1e-9);
        assert!(relieve(&program, &mut x, 1e-9));
        assert!(primal_residual(&program, &x) <= 1e-9);
        assert!(
            x.iter()
                .zip(start)
                .all(|(x, start)| (x - start).abs() < 2e-6)
        );
    }

    #[test]
    fn a_row_that_is_missed_by_more_than_rounding_is_left() {
        let mut x = [60.0, 39.0, 60.0];
        assert!(!relieve(&contract(), &mut x, 1e-9));
        assert_eq!(x, [60.0, 39.0, 60.0]);
    }

    #[test]
    fn rows_that_nothing_can_meet_are_not_called_met() {
        let mut program = contract();
        program.upper = vec![60.0, 39.999_999, 60.0];
        let mut x = [60.0, 39.999_999, 60.0];
        assert!(!relieve(&program, &mut x, 1e-9));
        assert!(x.iter().zip(&program.upper).all(|(x, upper)| x <= upper));
    }
}
