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
        let running = assembly.running_at(hub);
        for (t, period) in (0..running.len()).zip(0u32..) {
            let pue = case[hub].pue.at(t);
            let terms = running[t].iter().map(|&j| (j, pue));
            assembly.row(
                RowKey::FacilityLimit { hub, period },
                f64::NEG_INFINITY,
                limit_mw,
                terms,
            );
        }
    }
}
