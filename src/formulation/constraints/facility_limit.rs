//! # Facility limit
//!
//! Facility power stays within what the grid connection feeds:
//!
//! ```text
//!     PUE[h,t] · draw[h,t] ≤ facility_limit_mw[h]        ∀ h with a limit, t      [MW (facility)]
//! ```
//!
//! `draw` is the load with what stands idle ([`accelerators`](super::accelerators)). Shadow price: CNY per MW of grid connection in that period (never positive).

use crate::formulation::Assembly;
use crate::formulation::keys::RowKey;

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    for hub in case.hub_ids() {
        let limit_mw = case[hub].facility_limit_mw;
        if !limit_mw.is_finite() {
            continue;
        }
        let drawing = assembly.drawing_at(hub);
        for (t, period) in (0..).zip(case.period_ids()) {
            let pue = case[hub].pue.at(t);
            let terms = drawing[t].iter().map(|&(j, mw)| (j, mw * pue));
            assembly.row(
                RowKey::FacilityLimit { hub, period },
                f64::NEG_INFINITY,
                limit_mw,
                terms,
            );
        }
    }
}
