//! # Green in every hour (24/7 matching)
//!
//! In every period so much of the energy is green **in that period**, or is short:
//!
//! ```text
//!     Σ_{h in S} (g·(e·draw − Σ_c z) + Σ_c z)[h,t] + s[S,t] ≥ G·Σ_{h in S} (e·draw)[h,t]         ∀ t        [MWh]
//! ```
//!
//! `e = n[t]·PUE[h,t]`. S is all hubs together, or each hub by itself. What counts is the hub's own green share of what it draws from the grid
//! in the period, and what it uses of its contracts in the period; green energy that is bought on top (`q`, certificates) does not: a certificate has no hour.
//! Energy that is green in one period is of no use to another. Where nothing draws, nothing is asked.
//! Shadow price: CNY per MWh of green energy in the period.

use crate::case::{HubId, PeriodId};
use crate::formulation::Assembly;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::formulation::measures::Item;

pub(crate) fn rows(assembly: &mut Assembly) {
    let policy = &assembly.case.policy;
    let (together, each) = (
        policy.hourly_green_share_min,
        policy.hourly_green_share_min_each_hub,
    );
    if let Some(share) = together {
        target(assembly, None, share);
    }
    if let Some(share) = each {
        for hub in assembly.case.hub_ids() {
            target(assembly, Some(hub), share);
        }
    }
}

/// The rows of a hub, or of all together.
fn target(assembly: &mut Assembly, only: Option<HubId>, share: f64) {
    let case = assembly.case;
    let hubs: Vec<HubId> = match only {
        Some(hub) => vec![hub],
        None => case.hub_ids().collect(),
    };
    let drawing: Vec<_> = hubs.iter().map(|&hub| assembly.drawing_at(hub)).collect();
    for period in case.period_ids() {
        let mut terms = Vec::new();
        for (&hub, drawing) in hubs.iter().zip(&drawing) {
            terms.extend(over_share(assembly, (hub, period), drawing, share));
        }
        if terms.is_empty() {
            continue;
        }
        let hub = only;
        let short = assembly.shortfall(
            ColumnKey::HourlyGreenShort { hub, period },
            case.penalties.green_cny_per_mwh,
        );
        terms.push((short, 1.0));
        let row = RowKey::HourlyGreen { hub, period };
        assembly.row(row, 0.0, f64::INFINITY, terms);
    }
}

/// Green energy of a hub in a period over its share, MWh for one unit of each column.
fn over_share(
    assembly: &Assembly,
    (hub, period): (HubId, PeriodId),
    drawing: &[Vec<(usize, f64)>],
    share: f64,
) -> Vec<(usize, f64)> {
    let (case, t) = (assembly.case, period.index());
    let energy_mwh = case.periods[t].hours * case[hub].pue.at(t);
    let over = energy_mwh * (case[hub].green_share.at(t) - share);
    let draw = drawing[t].iter().map(|&(j, mw)| (j, mw * over));
    let used = assembly.used_at(hub, period).iter();
    let matched = |&j: &usize| (j, assembly.measures.at(Item::MatchedEnergy, j));
    draw.chain(used.map(matched)).collect()
}
