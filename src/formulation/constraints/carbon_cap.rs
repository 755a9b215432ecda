//! # Carbon cap
//!
//! Carbon in the case's accounting stays under the cap, or is over it:
//!
//! ```text
//!     carbon(x, q) − s ≤ carbon_cap_t        [t CO2]
//! ```
//!
//! Shadow price: CNY per tonne that the cap is relaxed by (never positive).

use crate::formulation::Assembly;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::formulation::measures::Item;

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    let Some(cap_t) = case.policy.carbon_cap_t else {
        return;
    };
    let over = assembly.shortfall(ColumnKey::CarbonOver, case.penalties.carbon_cny_per_t);
    let carbon = assembly.measures.of(Item::carbon(case.accounting));
    let terms: Vec<_> = carbon
        .enumerate()
        .filter(|&(_, tonnes)| tonnes != 0.0)
        .chain([(over, -1.0)])
        .collect();
    assembly.row(RowKey::CarbonCap, f64::NEG_INFINITY, cap_t, terms);
}
