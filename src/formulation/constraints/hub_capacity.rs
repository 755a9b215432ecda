//! # Hub capacity
//!
//! Load stays within the contract, the contract within the hub; the contract is paid for the whole
//! horizon, used or not:
//!
//! ```text
//!     Σ_{w,o} x[w,o,h,t] ≤ u[h]           ∀ h, t      [MW (IT)]
//!     u[h] ≤ capacity_mw[h]               ∀ h         [MW (IT)]
//! ```
//!
//! With one period `u[h] = Σ x` is substituted. Shadow price of the second: CNY per MW of capacity
//! over the horizon (never positive).

use crate::formulation::Assembly;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::formulation::measures::Item;

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    for hub in case.hub_ids() {
        let fee_cny_per_mw = 1000.0 * case[hub].hosting_cny_per_kw_month * assembly.months;
        let running = assembly.running_at(hub);
        let capacity = (f64::NEG_INFINITY, case[hub].capacity_mw);
        if let [loads] = running.as_slice() {
            for &j in loads {
                assembly.measures.add(Item::Hosting, j, fee_cny_per_mw);
            }
            let terms = loads.iter().map(|&j| (j, 1.0));
            assembly.row(RowKey::HubCapacity { hub }, capacity.0, capacity.1, terms);
            continue;
        }
        let contracted = assembly.column(ColumnKey::Capacity { hub });
        assembly
            .measures
            .add(Item::Hosting, contracted, fee_cny_per_mw);
        for (loads, period) in running.iter().zip(0u32..) {
            let load = loads.iter().map(|&j| (j, 1.0));
            assembly.row(
                RowKey::HubPeak { hub, period },
                f64::NEG_INFINITY,
                0.0,
                load.chain([(contracted, -1.0)]),
            );
        }
        assembly.row(
            RowKey::HubCapacity { hub },
            capacity.0,
            capacity.1,
            [(contracted, 1.0)],
        );
    }
}
