//! # Hub capacity
//!
//! Contracts hold what stands at a hub, running or not, and are paid for the whole horizon; they stay within the hub:
//!
//! ```text
//!     u[h] = Σ_k a[k,h] + storage at h            ∀ h      [MW (IT)]
//!     u[h] ≤ capacity_mw[h]                       ∀ h      [MW (IT)]
//! ```
//!
//! `u[h]` is substituted: the fee stands on its parts. Shadow price: CNY per MW of capacity over the horizon (never positive).

use crate::formulation::Assembly;
use crate::formulation::keys::RowKey;
use crate::formulation::measures::Item;

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    let contracts = contracts(assembly);
    for (hub, contract) in case.hub_ids().zip(contracts) {
        let fee_cny_per_mw = 1000.0 * case[hub].hosting_cny_per_kw_month * assembly.months;
        for &(column, mw) in &contract {
            assembly
                .measures
                .add(Item::Hosting, column, fee_cny_per_mw * mw);
        }
        let row = RowKey::HubCapacity { hub };
        assembly.row(row, f64::NEG_INFINITY, case[hub].capacity_mw, contract);
    }
}

/// What stands at each hub: accelerators of every kind, and archives, whose load is constant.
fn contracts(assembly: &Assembly) -> Vec<Vec<(usize, f64)>> {
    let mut contracts = vec![Vec::new(); assembly.case.hubs.len()];
    for ((_, hub), terms) in &assembly.stock {
        contracts[hub.index()].extend_from_slice(terms);
    }
    for load in assembly.loads.iter().filter(|load| load.period.is_none()) {
        contracts[load.hub.index()].push((load.index, 1.0));
    }
    contracts
}
