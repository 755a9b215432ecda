//! # Facility limit
//!
//! Facility power stays within what the grid connection feeds:
//!
//! ```text
//!     PUE[h,t] · Σ_{w,o} x[w,o,h,t] ≤ facility_limit_mw[h]        ∀ h with a limit, t      [MW (facility)]
//! ```
//!
//! Shadow price: CNY per MW of grid connection in that period (never positive).

use crate::formulation::Assembly;
use crate::formulation::keys::RowKey;

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    for hub in case.hub_ids() {
        let limit_mw = case[hub].facility_limit_mw;
        if !limit_mw.is_finite() {
            continue;
        }
        for (t, period) in (0..case.periods.len()).zip(0u32..) {
            let terms: Vec<_> = assembly
                .loads
                .iter()
                .filter(|load| load.hub == hub.index() && load.period.is_none_or(|at| at == t))
                .map(|load| (load.index, case[hub].pue.at(t)))
                .collect();
            assembly.row(
                RowKey::FacilityLimit { hub, period },
                f64::NEG_INFINITY,
                limit_mw,
                terms,
            );
        }
    }
}
