//! # Loads that stand still, beside a plan that is near the best
//!
//! Loads that are held at those of another programme meet its rows exactly where it was solved by a vertex. A plan that is near the best
//! meets them within 1e-9 of their terms, and an interior point cannot do with so little room:
//!
//! - everything that is decided by loads that are held is held with them: what is short of their demand, too;
//! - a row that the other plan misses by rounding asks for what that plan gives:
//!
//! ```text
//!     a·x' < lower  and  lower − a·x' ≤ 1e-8·(1 + Σ|a_j·x'_j|)      →      lower := a·x'        upper alike
//! ```
//!
//! - an equation that it misses by rounding stays one, at what that plan gives: made a range, it would have a slack with no room to move in,
//!   and the hours would no longer be of one pattern.
//!
//! So the other plan is one of this programme, to the last digit. What is left without the columns that are held is solved.

use crate::case::WorkloadId;
use crate::certificate::activities;
use crate::formulation::keys::ColumnKey;
use crate::formulation::{Formulation, Values};
use crate::program::Program;

/// What a row may be missed by, relative to 1 and the size of its terms, and be met: what plans may miss, and that again.
const MISSED: f64 = 1e-8;

/// Holds the loads of workloads and what is short of them, so that the plan that they come from meets all rows.
pub(super) fn stand(
    formulation: &mut Formulation,
    values: &Values,
    is_held: impl Fn(WorkloadId) -> bool,
) {
    hold(formulation, (values, 0.0), |key| match key {
        ColumnKey::Load { workload, .. } | ColumnKey::Unserved { workload, .. } => {
            is_held(workload)
        }
        _ => false,
    });
    let keys = formulation.columns().iter();
    let point: Vec<f64> = keys
        .map(|key| values.get(key).copied().unwrap_or(0.0).max(0.0))
        .collect();
    fit(&mut formulation.program, &point);
}

/// Moves the bounds of rows that a point misses by rounding.
fn fit(program: &mut Program, point: &[f64]) {
    let (activity, terms) = activities(program, point);
    for (i, (&activity, &terms)) in activity.iter().zip(&terms).enumerate() {
        let (lower, upper) = (program.row_lower[i], program.row_upper[i]);
        let is_equation = lower == upper;
        let falls_short = activity < lower && lower - activity <= MISSED * (1.0 + terms);
        let is_over = activity > upper && activity - upper <= MISSED * (1.0 + terms);
        if falls_short || (is_equation && is_over) {
            program.row_lower[i] = activity;
        }
        if is_over || (is_equation && falls_short) {
            program.row_upper[i] = activity;
        }
    }
}

/// Fixes columns at the values that they have in another programme, but for some room; what that has not is 0.
pub(super) fn hold(
    formulation: &mut Formulation,
    (values, room): (&Values, f64),
    is_held: impl Fn(ColumnKey) -> bool,
) {
    let keys: Vec<ColumnKey> = formulation.columns().to_vec();
    let program = &mut formulation.program;
    for (j, key) in keys
        .into_iter()
        .enumerate()
        .filter(|&(_, key)| is_held(key))
    {
        let value = values.get(&key).copied().unwrap_or(0.0).max(0.0);
        let room = room * value.max(1.0);
        (program.lower[j], program.upper[j]) = ((value - room).max(0.0), value + room);
    }
}

#[cfg(test)]
mod tests {
    use super::fit;
    use crate::program::{Labels, Matrix, Objective, Program, Sense};

    #[test]
    fn rows_that_are_missed_by_rounding_ask_for_what_is_given_and_stay_of_their_kind() {
        let bounds = [(4.0, 4.0), (4.0, 4.0), (4.0, 9.0), (4.0, 4.0), (1.0, 3.0)];
        let given = [4.0 - 1e-9, 4.0 + 1e-9, 4.0 - 1e-9, 5.0, 2.0];
        let mut program = Program {
            name: "fitted".to_owned(),
            objectives: vec![Objective {
                name: "cost".to_owned(),
                coefficients: vec![1.0; 5],
                constant: 0.0,
            }],
            sense: Sense::Minimise,
            lower: vec![0.0; 5],
            upper: vec![f64::INFINITY; 5],
            row_lower: bounds.map(|(lower, _)| lower).to_vec(),
            row_upper: bounds.map(|(_, upper)| upper).to_vec(),
            matrix: Matrix {
                starts: (0..=5).collect(),
                rows: (0..5).collect(),
                values: vec![1.0; 5],
            },
            labels: Labels::Named {
                columns: (0..5).map(|j| format!("x{j}")).collect(),
                rows: (0..5).map(|i| format!("row{i}")).collect(),
            },
        };
        fit(&mut program, &given);
        assert_eq!(program.row_lower, [given[0], given[1], given[2], 4.0, 1.0]);
        assert_eq!(program.row_upper, [given[0], given[1], 9.0, 4.0, 3.0]);
    }
}
