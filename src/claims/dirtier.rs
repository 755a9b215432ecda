//! Where claim 2 stops being true, pair by pair.

use super::verdict::Apart;
use crate::case::{Accounting, Case, HubId, Side};
use crate::placement::Placement;
use crate::rounding::settled;

/// A move west that adds carbon: the western hub emits more per MWh of IT energy than the eastern
/// hub that it relieves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DirtierMove {
    /// The eastern hub that does less than in the baseline.
    pub from: HubId,
    /// The western hub that does more.
    pub to: HubId,
    /// Emission of a MWh (IT) at the eastern hub, t CO2.
    pub from_t_per_mwh: f64,
    /// Emission of a MWh (IT) at the western hub, t CO2.
    pub to_t_per_mwh: f64,
}

/// Emission of a MWh of IT energy at a hub, mean over the horizon, t CO2.
fn emission_t_per_mwh(case: &Case, hub: HubId, accounting: Accounting) -> f64 {
    let weighted: f64 = case
        .periods
        .iter()
        .enumerate()
        .map(|(t, period)| {
            let factor = case[hub].emission_factor(accounting, t).unwrap_or(0.0);
            period.hours * case[hub].pue.at(t) * factor
        })
        .sum();
    weighted / case.horizon_hours()
}

pub(super) fn dirtier_moves(
    case: &Case,
    plan: &Placement,
    baseline: &Placement,
    accounting: Accounting,
    apart: Apart,
) -> Vec<DirtierMove> {
    let energy_mwh = |placement: &Placement, hub: HubId| placement.hubs[hub.index()].it_energy_mwh;
    let change = |hub| {
        let difference = energy_mwh(plan, hub) - energy_mwh(baseline, hub);
        let is_told = difference.abs() > apart.share * plan.it_energy_mwh;
        settled(if is_told { difference } else { 0.0 }, plan.it_energy_mwh)
    };
    let on = |side| case.hub_ids().filter(move |&hub| case[hub].side == side);
    let mut moves = Vec::new();
    for from in on(Side::East).filter(|&hub| change(hub) < 0.0) {
        for to in on(Side::West).filter(|&hub| change(hub) > 0.0) {
            let from_t_per_mwh = emission_t_per_mwh(case, from, accounting);
            let to_t_per_mwh = emission_t_per_mwh(case, to, accounting);
            if settled(to_t_per_mwh - from_t_per_mwh, from_t_per_mwh) > 0.0 {
                moves.push(DirtierMove {
                    from,
                    to,
                    from_t_per_mwh,
                    to_t_per_mwh,
                });
            }
        }
    }
    moves
}
