//! # Columns
//!
//! `x[w,o,h,t]` exists only where the workload may run at the hub and, for inference, the round trip
//! is within the service's limit: latency needs no row. Training exists inside its window; storage is
//! one column for all periods. `q[h,t]` exists only where something asks for green energy: a green
//! target, or a carbon price or cap under market-based accounting.

use crate::case::reach::{origins, reachable};
use crate::case::{Accounting, Case, HubId, OriginId, PeriodId, Work, WorkloadId};

use super::draw::own_draw;
use super::keys::ColumnKey;
use super::measures::Item;
use super::{Assembly, Draw, LoadColumn};

/// Declares every load; accelerators, parts and energies of runs, contracted bandwidth, green purchases and shortfalls are columns, which their
/// constraint families declare.
pub(super) fn declare(assembly: &mut Assembly) {
    for w in assembly.case.workload_ids() {
        let case = assembly.case;
        for origin in origins(&case[w]) {
            for hub in case.hub_ids() {
                if reachable(case, w, origin, hub) {
                    declare_pair(assembly, w, origin, hub);
                }
            }
        }
    }
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

fn declare_pair(assembly: &mut Assembly, workload: WorkloadId, origin: OriginId, hub: HubId) {
    match &assembly.case[workload].work {
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

fn declare_load(
    assembly: &mut Assembly,
    workload: WorkloadId,
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
        mw: own_draw(case, workload),
    };
    measure_draw(assembly, draw);
    measure_network(assembly, load);
}

/// Keeps what draws power, with what one unit of it takes, costs and emits, summed over its periods.
pub(super) fn measure_draw(assembly: &mut Assembly, draw: Draw) {
    let case = assembly.case;
    let hub = &case[draw.hub];
    assembly.draws.push(draw);
    for t in case.periods_of(draw.period).map(PeriodId::index) {
        let energy_mwh = draw.mw * case.periods[t].hours * hub.pue.at(t);
        let factor = |accounting| hub.emission_factor(accounting, t).unwrap_or(0.0);
        let emission = factor(case.accounting);
        let amounts = [
            (Item::Energy, 1.0),
            (Item::Electricity, 1000.0 * hub.price_cny_per_kwh.at(t)),
            (Item::GreenEnergy, hub.green_share.at(t)),
            (Item::MatchedEnergy, hub.green_share.at(t)),
            (Item::CarbonLocation, factor(Accounting::Location)),
            (Item::CarbonMarket, factor(Accounting::Market)),
            (Item::CarbonMarginal, factor(Accounting::Marginal)),
            (Item::Carbon, case.carbon_price_cny_per_t * emission),
        ];
        for (item, per_mwh) in amounts {
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
