//! # Loads that stand still, beside a plan that is near the best
//!
//! Loads that are held at those of another programme meet its rows exactly where it was solved by a vertex. A plan that is near the best
//! meets them within 1e-9 of their terms, and an interior point cannot do with so little room:
//!
//! - everything that is decided by loads that are held is held with them: what is short of their demand, too;
//! - a row that the other plan misses by rounding asks for what that plan gives:
//!
//! ```text
//!     a·x' < lower  and  lower − a·x' ≤ 1e-8·Σ|a_j·x'_j|      →      lower := a·x'        upper alike
//! ```
//!
//! So the other plan is one of this programme, to the last digit. What is left without the columns that are held is solved.

use super::headroom::{self, Policies};
use super::kind::hold;
use crate::case::{Case, Kind, WorkloadId};
use crate::certificate::activities;
use crate::formulation::keys::ColumnKey;
use crate::formulation::{Formulation, Values, formulate};
use crate::optimum::Optimum;
use crate::program::Program;

/// What a row may be missed by, relative to the size of its terms, and be met: what plans may miss, and that again.
const MISSED: f64 = 1e-8;

/// Room of what is short already, relative to it.
const ROOM: f64 = 1e-8;

/// The programme in which one kind alone may leave its baseline places, of costs alone.
pub(super) fn only_kind(case: &Case, kind: Kind, baseline: &Optimum) -> Formulation {
    let mut formulation = formulate(case);
    formulation.program.objectives.truncate(1);
    stand(&mut formulation, &baseline.values(), |workload| {
        case[workload].kind() != kind
    });
    formulation
}

/// The programme of λ of services, in which all other loads stand still or all are free.
pub(super) fn headroom(
    case: &Case,
    services: &[WorkloadId],
    values: &Values,
    (is_held, policies): (bool, Policies),
) -> Formulation {
    let mut formulation = headroom::of_values(case, services, (values, ROOM), is_held, policies);
    if is_held {
        stand(&mut formulation, values, |workload| {
            !services.contains(&workload)
        });
    }
    formulation
}

/// Holds the loads of workloads and what is short of them, so that the plan that they come from meets all rows.
fn stand(formulation: &mut Formulation, values: &Values, is_held: impl Fn(WorkloadId) -> bool) {
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
        let room = MISSED * terms;
        if activity < lower && lower - activity <= room {
            program.row_lower[i] = activity;
        }
        if activity > upper && activity - upper <= room {
            program.row_upper[i] = activity;
        }
    }
}
