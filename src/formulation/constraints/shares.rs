//! # Shares
//!
//! No hub carries more than its share of all IT energy, and the west gets its share of training, or is short:
//!
//! ```text
//!     Σ n·x[·,·,h,·] − s[h] ≤ hub_share_max · Σ n·x                               ∀ h      [MWh (IT)]
//!     Σ_{training, h west} n·x + s ≥ training_west_share_min · Σ_training n·x              [MWh (IT)]
//! ```
//!
//! Shadow prices: CNY per MWh moved across the limit.

use crate::case::{Kind, Side};
use crate::formulation::Assembly;
use crate::formulation::keys::{ColumnKey, RowKey};

pub(crate) fn rows(assembly: &mut Assembly) {
    hub_share(assembly);
    training_west(assembly);
}

fn hub_share(assembly: &mut Assembly) {
    let case = assembly.case;
    let Some(share) = case.policy.hub_share_max else {
        return;
    };
    for hub in case.hub_ids() {
        let over = assembly.shortfall(
            ColumnKey::HubShareOver { hub },
            case.penalties.share_cny_per_mwh,
        );
        let terms: Vec<_> = assembly
            .loads
            .iter()
            .map(|load| {
                let own = f64::from(u8::from(load.hub == hub));
                (load.index, (own - share) * load.hours)
            })
            .chain([(over, -1.0)])
            .collect();
        assembly.row(RowKey::HubShare { hub }, f64::NEG_INFINITY, 0.0, terms);
    }
}

fn training_west(assembly: &mut Assembly) {
    let case = assembly.case;
    let Some(share) = case.policy.training_west_share_min else {
        return;
    };
    let short = assembly.shortfall(
        ColumnKey::TrainingWestShort,
        case.penalties.share_cny_per_mwh,
    );
    let terms: Vec<_> = assembly
        .loads
        .iter()
        .filter(|load| case[load.workload].kind() == Kind::Training)
        .map(|load| {
            let west = f64::from(u8::from(case[load.hub].side == Side::West));
            (load.index, (west - share) * load.hours)
        })
        .chain([(short, 1.0)])
        .collect();
    assembly.row(RowKey::TrainingWest, 0.0, f64::INFINITY, terms);
}
