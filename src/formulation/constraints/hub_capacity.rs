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

use crate::case::HubId;
use crate::formulation::Assembly;
use crate::formulation::keys::RowKey;
use crate::formulation::measures::Item;

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    for hub in case.hub_ids() {
        let fee_cny_per_mw = 1000.0 * case[hub].hosting_cny_per_kw_month * assembly.months;
        let contract = contract(assembly, hub);
        for &(column, mw) in &contract {
            assembly
                .measures
                .add(Item::Hosting, column, fee_cny_per_mw * mw);
        }
        let row = RowKey::HubCapacity { hub };
        assembly.row(row, f64::NEG_INFINITY, case[hub].capacity_mw, contract);
    }
}

/// What stands at a hub: accelerators of every kind, and archives, whose load is constant.
fn contract(assembly: &Assembly, hub: HubId) -> Vec<(usize, f64)> {
    let accelerators = assembly.stock.iter();
    let standing = accelerators
        .filter(|((_, at), _)| *at == hub)
        .flat_map(|(_, terms)| terms.iter().copied());
    let archives = assembly.loads.iter().filter(|load| {
        let is_storage = load.period.is_none();
        is_storage && load.hub == hub
    });
    standing
        .chain(archives.map(|load| (load.index, 1.0)))
        .collect()
}
