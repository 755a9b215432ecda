//! # Columns
//!
//! `x[w,o,h,t]` exists only where the workload may run at the hub and, for inference, the round trip
//! is within the service's limit: latency needs no row. Training exists inside its window; storage is
//! one column for all periods. `q[h,t]` exists only where something asks for green energy: a green
//! target, or a carbon price or cap under market-based accounting.

use crate::case::reach::{origins, reachable};
use crate::case::{Accounting, Case, Hub, HubId, OriginId, PeriodId, Work, WorkloadId};

use super::draw::own_draw;
use super::keys::ColumnKey;
use super::measures::Item;
use super::{Assembly, Draw, LoadColumn};

/// Declares every load; accelerators, parts and energies of runs, contracted bandwidth, green purchases and shortfalls are columns, which their
/// constraint families declare.
pub(super) fn declare(assembly: &mut Assembly) {
    let case = assembly.case;
    let frame = assembly.frame.unwrap_or(case);
    if assembly.one_period() {
        assembly.per_mwh = case.hubs.iter().map(|hub| per_mwh(case, hub, 0)).collect();
    }
    for w in case.workload_ids() {
        let own_mw = own_draw(case, w);
        for origin in origins(&case[w]) {
            for hub in case.hub_ids() {
                if reachable(frame, w, origin, hub) {
                    let first = assembly.columns.len();
                    declare_pair(assembly, (w, own_mw), origin, hub);
                    if assembly.frame.is_some() && !reachable(case, w, origin, hub) {
                        assembly.beyond.extend(first..assembly.columns.len());
                    }
                }
            }
        }
    }
}

/// Whether all loads of a case are among those of the other.
pub(super) fn is_within(case: &Case, frame: &Case) -> bool {
    let has_same_demands = case.workloads.len() == frame.workloads.len()
        && case.hubs.len() == frame.hubs.len()
        && case
            .workload_ids()
            .all(|w| origins(&case[w]) == origins(&frame[w]));
    has_same_demands
        && case.workload_ids().all(|w| {
            let mut pairs = origins(&case[w])
                .into_iter()
                .flat_map(|origin| case.hub_ids().map(move |hub| (origin, hub)));
            pairs.all(|(origin, hub)| {
                !reachable(case, w, origin, hub) || reachable(frame, w, origin, hub)
            })
        })
}

/// Whether green energy can be bought: it has to count for something.
pub(crate) fn sells_green(case: &Case) -> bool {
    let policy = &case.policy;
    policy.green_share_min.is_some()
        || policy.green_share_min_east.is_some()
        || policy.green_share_min_west.is_some()
        || !policy.green_share_min_by_hub.is_empty()
        || case.accounting == Accounting::Market
}

fn declare_pair(
    assembly: &mut Assembly,
    (w, own_mw): (WorkloadId, f64),
    origin: OriginId,
    hub: HubId,
) {
    let workload = (w, own_mw);
    match &assembly.case[w].work {
        Work::Inference(_) => {
            for t in assembly.case.period_ids() {
                declare_load(assembly, workload, origin, hub, Some(t));
            }
        }
        Work::Training(run) => {
            for t in (0..run.window.len()).filter(|&t| run.window[t]) {
                declare_load(assembly, workload, origin, hub, Some(PeriodId::new(t)));
            }
        }
        Work::Storage(_) => declare_load(assembly, workload, origin, hub, None),
    }
}

/// A load of which one MW draws `own_mw` by itself.
fn declare_load(
    assembly: &mut Assembly,
    (workload, own_mw): (WorkloadId, f64),
    origin: OriginId,
    hub: HubId,
    period: Option<PeriodId>,
) {
    let case = assembly.case;
    let index = assembly.column(ColumnKey::Load {
        workload,
        origin,
        hub,
        period,
    });
    let load = LoadColumn {
        index,
        workload,
        origin,
        hub,
        period,
        hours: case.hours_of(period),
    };
    assembly.loads.push(load);
    let draw = Draw {
        column: index,
        hub,
        period,
        mw: own_mw,
    };
    measure_draw(assembly, draw);
    measure_network(assembly, load);
}

/// What a MWh that a hub draws is and costs, in the order of [`per_mwh`].
const OF_POWER: [Item; 8] = [
    Item::Energy,
    Item::Electricity,
    Item::GreenEnergy,
    Item::MatchedEnergy,
    Item::CarbonLocation,
    Item::CarbonMarket,
    Item::CarbonMarginal,
    Item::Carbon,
];

/// What a MWh that a hub draws in a period is and costs.
fn per_mwh(case: &Case, hub: &Hub, t: usize) -> [f64; OF_POWER.len()] {
    let factor = |accounting| hub.emission_factor(accounting, t).unwrap_or(0.0);
    let emission = factor(case.accounting);
    [
        1.0,
        1000.0 * hub.price_cny_per_kwh.at(t),
        hub.green_share.at(t),
        hub.green_share.at(t),
        factor(Accounting::Location),
        factor(Accounting::Market),
        factor(Accounting::Marginal),
        case.carbon_price_cny_per_t * emission,
    ]
}

/// Keeps what draws power, with what one unit of it takes, costs and emits, summed over its periods.
pub(super) fn measure_draw(assembly: &mut Assembly, draw: Draw) {
    let case = assembly.case;
    let hub = &case[draw.hub];
    assembly.draws.push(draw);
    for t in case.periods_of(draw.period).map(PeriodId::index) {
        let energy_mwh = draw.mw * case.periods[t].hours * hub.pue.at(t);
        let known = assembly.per_mwh.get(draw.hub.index()).copied();
        let amounts = known.unwrap_or_else(|| per_mwh(case, hub, t));
        for (item, per_mwh) in OF_POWER.into_iter().zip(amounts) {
            assembly
                .measures
                .add(item, draw.column, per_mwh * energy_mwh);
        }
    }
}

/// What one MW adds to transfer and to the mean round trip.
fn measure_network(assembly: &mut Assembly, load: LoadColumn) {
    let case = assembly.case;
    let link = case.link(load.origin, load.hub);
    let tb_per_mwh = match &case[load.workload].work {
        Work::Inference(_) => 0.0,
        Work::Training(run) => run.tb_per_mwh(),
        Work::Storage(archive) => archive.tb_per_mwh(),
    };
    let measures = &mut assembly.measures;
    measures.add(Item::ItEnergy, load.index, load.hours);
    measures.add(Item::RoundTrip, load.index, load.hours * link.rtt_ms);
    measures.add(
        Item::Transfer,
        load.index,
        load.hours * tb_per_mwh * link.transfer_cny_per_tb,
    );
}
