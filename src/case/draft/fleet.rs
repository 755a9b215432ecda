//! Accelerators with where they stand.

use std::collections::HashMap;

use super::check::{Faults, Names, Row};
use super::place::{DraftPlace, Table};
use super::problem::Problem;
use super::terms::Noun;
use super::{Draft, FleetRow};
use crate::case::quantity::Quantity;
use crate::case::{Accelerator, Fleet, Hub, HubId, LIFETIME_YEARS};

/// Stands for all hubs in `fleet.csv`.
const EVERYWHERE: &str = "*";

/// The accelerators of a draft with their fleets.
pub(super) fn accelerators(
    draft: &Draft,
    hubs: &[Hub],
    hub_names: &Names,
    faults: &mut Faults,
) -> Vec<Accelerator> {
    let mut kinds: Vec<Accelerator> = draft
        .accelerators
        .iter()
        .map(|row| Accelerator {
            id: row.accelerator.clone(),
            it_power_w: row.it_power_w,
            price_cny: row.price_cny.unwrap_or(0.0),
            lifetime_years: row.lifetime_years.unwrap_or(LIFETIME_YEARS),
            idle_power_share: row.idle_power_share.unwrap_or(0.0),
            fleet: Fleet::none(hubs.len()),
        })
        .collect();
    let names = Names::new(
        Noun::Accelerator,
        draft
            .accelerators
            .iter()
            .map(|row| row.accelerator.as_str()),
    );
    let mut firsts: HashMap<(&str, &str), DraftPlace> = HashMap::new();
    for (index, stated) in draft.fleet.iter().enumerate() {
        let mut row = faults.row(Table::Fleet, index, &stated.accelerator);
        figures(&mut row, stated);
        let kind = row.refer("accelerator", &names, &stated.accelerator);
        let hub = match stated.hub.as_str() {
            EVERYWHERE => None,
            name => match row.refer("hub", hub_names, name) {
                Some(hub) => Some(HubId::new(hub)),
                None => continue,
            },
        };
        let key = (stated.accelerator.as_str(), stated.hub.as_str());
        if let Some(first) = firsts.get(&key) {
            let what = tr!("`{}` at `{}`", stated.accelerator, stated.hub);
            row.duplicate("hub", what, tr!("a fleet has one row a hub"), first.clone());
            continue;
        }
        firsts.insert(key, row.place("hub"));
        if let Some(kind) = kind {
            put(&mut kinds[kind].fleet, hub, stated);
        }
    }
    over_max(draft, &kinds, hubs, faults);
    let complete = |kind: &Accelerator| kind.it_power_w > 0.0 && kind.it_power_w.is_finite();
    if kinds.iter().all(complete) {
        room(draft, &kinds, hubs, faults);
    }
    kinds
}

fn figures(row: &mut Row<'_>, stated: &FleetRow) {
    let allowed = Quantity::Fleet.bounds();
    row.optional(
        "installed",
        "number of accelerators",
        allowed,
        stated.installed,
    );
    row.optional("max", "number of accelerators", allowed, stated.max);
}

fn put(fleet: &mut Fleet, hub: Option<HubId>, stated: &FleetRow) {
    let installed = stated.installed.unwrap_or(0.0);
    let max = stated.max.unwrap_or(f64::INFINITY);
    match hub {
        Some(hub) => {
            fleet.installed[hub.index()] = installed;
            fleet.max_by_hub[hub.index()] = max;
        }
        None => (fleet.movable, fleet.max) = (installed, max),
    }
}

/// What stands somewhere is no more than may.
fn over_max(draft: &Draft, kinds: &[Accelerator], hubs: &[Hub], faults: &mut Faults) {
    for (index, stated) in draft.fleet.iter().enumerate() {
        let Some(kind) = kinds.iter().find(|kind| kind.id == stated.accelerator) else {
            continue;
        };
        let fleet = &kind.fleet;
        let standing: f64 = fleet.installed.iter().sum();
        let (there, most) = match hubs.iter().position(|hub| hub.id == stated.hub) {
            Some(hub) => (fleet.installed[hub], fleet.max_by_hub[hub]),
            None => (standing + fleet.movable, fleet.max),
        };
        if there > most {
            let mut row = faults.row(Table::Fleet, index, &stated.accelerator);
            row.fault("max", Problem::FleetOverMax { there, most });
        }
    }
}

/// What stands somewhere has room and power there.
fn room(draft: &Draft, kinds: &[Accelerator], hubs: &[Hub], faults: &mut Faults) {
    for (h, hub) in hubs.iter().enumerate() {
        let standing = |of: &dyn Fn(&Accelerator) -> f64| -> f64 {
            let each = kinds.iter();
            each.map(|kind| kind.mw(kind.fleet.installed[h]) * of(kind))
                .sum()
        };
        let needs = [
            (standing(&|_| 1.0), hub.capacity_mw, "`capacity_mw`"),
            (
                standing(&|kind| kind.idle_power_share) * hub.pue.peak(),
                hub.facility_limit_mw,
                "`facility_limit_mw`, idle",
            ),
        ];
        let row = draft.fleet.iter().position(|stated| stated.hub == hub.id);
        for (needed_mw, room_mw, what) in needs {
            if needed_mw > room_mw * (1.0 + 1e-9)
                && let Some(row) = row
            {
                let problem = Problem::FleetOverRoom {
                    hub: hub.id.clone(),
                    needed_mw,
                    room_mw,
                    what,
                };
                let mut row = faults.row(Table::Fleet, row, &draft.fleet[row].accelerator);
                row.fault("installed", problem);
            }
        }
    }
}
