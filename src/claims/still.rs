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

/// Widens the bounds of rows that a point misses by rounding.
fn fit(program: &mut Program, point: &[f64]) {
    let (activity, terms) = activities(program, point);
    for (i, (&activity, &terms)) in activity.iter().zip(&terms).enumerate() {
        let (lower, upper) = (program.row_lower[i], program.row_upper[i]);
        let room = MISSED * (1.0 + terms);
        if activity < lower && lower - activity <= room {
            program.row_lower[i] = activity;
        }
        if activity > upper && activity - upper <= room {
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
