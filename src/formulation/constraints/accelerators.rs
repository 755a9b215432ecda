//! # Accelerators
//!
//! Accelerators do not move by the hour: load of a kind runs where its kind stands, in every period. Those that stand idle
//! may serve another workload of their kind, never of another kind.
//!
//! ```text
//!     Σ_{w uses k, o} x[w,o,h,t] ≤ a[k,h]              ∀ k, h, t            [MW (IT)]
//!     a[k,h] + s[k,h] ≥ standing[k,h]                  where any stand      [MW (IT)]
//!     Σ_h a[k,h] − v[k] ≤ Σ_h standing[k,h] + movable[k]    ∀ k that is owned   [MW (IT)]
//!     a[k,h] ≤ max[k,h],   Σ_h a[k,h] ≤ max[k]         where limited        [MW (IT)]
//! ```
//!
//! `v[k]` is what is bought beyond what is there; it costs the annuity of its price
//! ([`Accelerator::annuity_cny_per_mw`](crate::case::Accelerator::annuity_cny_per_mw)), and what is there is sunk and costs
//! nothing here. Of a kind of which nothing is there, `v[k] = Σ_h a[k,h]` is substituted: the annuity stands on the `a`. A
//! kind without a price is a plain capacity: it costs no more than its hosting.
//!
//! Idle accelerators draw a share of their power, and those at work the rest on top:
//!
//! ```text
//!     draw[h,t] = Σ_k (idle[k]·a[k,h] + (1 − idle[k])·Σ x) + storage             [MW (IT)]
//! ```
//!
//! which is what pays for energy, emits and loads the grid connection. Contracts hold what stands
//! ([`hub_capacity`](super::hub_capacity)).
//!
//! With **one period**, a kind of which nothing is there yet stands where its load is: `a[k,h] = Σ x` is substituted, it is never
//! idle, and no column is added. Shadow prices: CNY per MW (IT) over the horizon, of `a[k,h]` in the period.

use std::collections::BTreeMap;

use crate::case::{AcceleratorId, HubId};
use crate::formulation::draw::is_decided;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::formulation::measures::Item;
use crate::formulation::variables::measure_draw;
use crate::formulation::{Assembly, Draw};

/// Columns and coefficients whose sum stands at a hub, by kind and hub.
pub(crate) type Stock = BTreeMap<(AcceleratorId, HubId), Vec<(usize, f64)>>;

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    let mut stock = Stock::new();
    for ((accelerator, hub), loads) in loads_by_place(assembly) {
        let terms = if is_decided(case, accelerator) {
            installed(assembly, accelerator, hub, &loads)
        } else {
            loads.iter().flatten().map(|&j| (j, 1.0)).collect()
        };
        stock.insert((accelerator, hub), terms);
    }
    for accelerator in case.accelerator_ids() {
        limits(assembly, accelerator, &stock);
        pay(assembly, accelerator, &stock);
    }
    assembly.stock = stock;
}

/// Load columns by kind and hub and then by period; what stands where no load may come has none.
fn loads_by_place(assembly: &Assembly) -> BTreeMap<(AcceleratorId, HubId), Vec<Vec<usize>>> {
    let case = assembly.case;
    let empty = || vec![Vec::new(); case.periods.len()];
    let hubs = case.hubs.len();
    let mut places: Vec<Vec<Vec<usize>>> = vec![Vec::new(); case.accelerators.len() * hubs];
    for load in &assembly.loads {
        if let Some(kind) = case.accelerator_of(load.workload) {
            let by_period = &mut places[kind.index() * hubs + load.hub.index()];
            if by_period.is_empty() {
                *by_period = empty();
            }
            for t in case.periods_of(load.period) {
                by_period[t.index()].push(load.index);
            }
        }
    }
    let kinds = case.accelerator_ids();
    let all = kinds.flat_map(|kind| case.hub_ids().map(move |hub| (kind, hub)));
    all.zip(places)
        .filter_map(|((kind, hub), loads)| {
            let stands = case[kind].fleet.installed_at(hub) > 0.0;
            match loads.is_empty() {
                false => Some(((kind, hub), loads)),
                true => stands.then(|| ((kind, hub), empty())),
            }
        })
        .collect()
}

/// `a[k,h]` with the loads that it bears.
fn installed(
    assembly: &mut Assembly,
    accelerator: AcceleratorId,
    hub: HubId,
    loads: &[Vec<usize>],
) -> Vec<(usize, f64)> {
    let case = assembly.case;
    let column = assembly.column(ColumnKey::Installed { accelerator, hub });
    stay(assembly, accelerator, hub, column);
    let idle = case[accelerator].idle_power_share;
    if idle > 0.0 {
        let draw = Draw {
            column,
            hub,
            period: None,
            mw: idle,
        };
        measure_draw(assembly, draw);
    }
    for (loads, period) in loads.iter().zip(case.period_ids()) {
        if loads.is_empty() {
            continue;
        }
        let load = loads.iter().map(|&j| (j, 1.0));
        let row = RowKey::AcceleratorPeak {
            accelerator,
            hub,
            period,
        };
        assembly.row(row, f64::NEG_INFINITY, 0.0, load.chain([(column, -1.0)]));
    }
    vec![(column, 1.0)]
}

/// What stands at a hub stays there. Its shortfall costs what a MW that serves nothing all the time costs: it is nothing, unless a
/// programme is moved below what stands, as when a limit is asked what one unit less of it would cost.
fn stay(assembly: &mut Assembly, accelerator: AcceleratorId, hub: HubId, column: usize) {
    let case = assembly.case;
    if case[accelerator].fleet.installed_at(hub) <= 0.0 {
        return;
    }
    let penalty = case.horizon_hours() * case.penalties.unserved_cny_per_mwh;
    let removed = assembly.shortfall(ColumnKey::Removed { accelerator, hub }, penalty);
    assembly.row(
        RowKey::Standing { accelerator, hub },
        case.standing_mw(accelerator, hub),
        f64::INFINITY,
        [(column, 1.0), (removed, 1.0)],
    );
}

/// Most at each hub and over all.
fn limits(assembly: &mut Assembly, accelerator: AcceleratorId, stock: &Stock) {
    let case = assembly.case;
    let kind = &case[accelerator];
    for hub in case.hub_ids() {
        let most = kind.fleet.max_at(hub);
        if let (true, Some(terms)) = (most.is_finite(), stock.get(&(accelerator, hub))) {
            let hub = Some(hub);
            let row = RowKey::FleetMax { accelerator, hub };
            let terms = terms.iter().copied();
            assembly.row(row, f64::NEG_INFINITY, kind.mw(most), terms);
        }
    }
    if kind.fleet.max.is_finite() {
        let row = RowKey::FleetMax {
            accelerator,
            hub: None,
        };
        let most_mw = kind.mw(kind.fleet.max);
        assembly.row(row, f64::NEG_INFINITY, most_mw, of_kind(stock, accelerator));
    }
}

/// What stands of a kind, all hubs together.
fn of_kind(stock: &Stock, kind: AcceleratorId) -> Vec<(usize, f64)> {
    let terms = stock.iter().filter(|((of, _), _)| *of == kind);
    terms.flat_map(|(_, terms)| terms.iter().copied()).collect()
}

/// The annuity of what is bought beyond what is there.
fn pay(assembly: &mut Assembly, accelerator: AcceleratorId, stock: &Stock) {
    let case = assembly.case;
    let annuity = case.annuity_cny_per_mw(accelerator);
    let terms = of_kind(stock, accelerator);
    if terms.is_empty() {
        return;
    }
    if !case[accelerator].fleet.is_owned() {
        for (column, _) in terms {
            assembly.measures.add(Item::Accelerators, column, annuity);
        }
        return;
    }
    let bought = assembly.column(ColumnKey::Bought { accelerator });
    assembly.measures.add(Item::Accelerators, bought, annuity);
    assembly.row(
        RowKey::FleetBought { accelerator },
        f64::NEG_INFINITY,
        case.owned_mw(accelerator),
        terms.into_iter().chain([(bought, -1.0)]),
    );
}
