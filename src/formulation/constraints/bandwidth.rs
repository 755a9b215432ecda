//! # Bandwidth
//!
//! Traffic stays within contracted bandwidth, contracts within the link and its trunk:
//!
//! ```text
//!     Σ_inference,storage γ[w]·x[w,o,h,t] + Σ_training (γ[w]·E[w,o,h] + sync traffic) ≤ b[o,h]    ∀ o, h, t    [Gbps]
//!     b[o,h] ≤ capacity_gbps[o,h]                                       ∀ o, h with a limit    [Gbps]
//!     Σ_{(o,h) in trunk} b[o,h] ≤ capacity_gbps[trunk]                  ∀ trunks               [Gbps]
//! ```
//!
//! γ is Gbps per MW for inference and storage; for training it is Gbps per MWh: the volume moved,
//! spread over the run's window, in every period of the window; `E[w,o,h] = Σ_t n[t]·x[w,o,h,t]` is a column of its own where
//! that makes the programme smaller ([`run_energy`](super::run_energy)), else it is written out. Parts of a run away from its home
//! exchange `sync[w]·x[w,o,h,t]` with it, over their own link and over that of the home ([`crate::case::split`]). With one period `b[o,h]` is its
//! traffic and is substituted. Shadow price of a capacity: CNY per Gbps over the horizon (never positive).

use std::collections::BTreeMap;

use super::run_energy;
use crate::case::{Case, HubId, OriginId, PeriodId, TrunkId, Work, WorkloadId};
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::formulation::measures::Item;
use crate::formulation::{Assembly, LoadColumn};

/// Gbps that one unit of a load column makes on its link, in the periods in which it makes it.
struct Traffic {
    column: usize,
    gbps: f64,
    period: Option<PeriodId>,
    workload: WorkloadId,
    /// Whether it flows in the whole window of a run, wherever in it the work is done.
    is_steady: bool,
}

/// Columns and coefficients whose sum is a link's contracted bandwidth.
type Contract = Vec<(usize, f64)>;

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    let energies = run_energy::rows(assembly);
    if assembly.one_period() && !shares_links(case) {
        pay_each(assembly);
        return;
    }
    let mut by_trunk: BTreeMap<TrunkId, Contract> = BTreeMap::new();
    for ((origin, hub), traffic) in by_link(assembly, &energies) {
        let link = case.link(origin, hub);
        let is_limited = link.capacity_gbps.is_finite() || link.trunk.is_some();
        let contract = if assembly.one_period() {
            pay_directly(assembly, origin, hub, &traffic, is_limited)
        } else {
            pay_peak(assembly, origin, hub, &traffic)
        };
        if link.capacity_gbps.is_finite() {
            assembly.row(
                RowKey::LinkCapacity { origin, hub },
                f64::NEG_INFINITY,
                link.capacity_gbps,
                contract.iter().copied(),
            );
        }
        if let Some(trunk) = link.trunk {
            by_trunk.entry(trunk).or_default().extend(contract);
        }
    }
    for (trunk, contracts) in by_trunk {
        assembly.row(
            RowKey::TrunkCapacity { trunk },
            f64::NEG_INFINITY,
            case[trunk].capacity_gbps,
            summed(contracts),
        );
    }
}

/// Traffic of each link that has any, in the order of origins and hubs: of its loads, and of runs whose loads an energy column (by workload
/// and hub) stands for.
fn by_link(
    assembly: &Assembly,
    energies: &BTreeMap<(WorkloadId, HubId), usize>,
) -> Vec<((OriginId, HubId), Vec<Traffic>)> {
    let case = assembly.case;
    let hubs = case.hubs.len();
    let place = |origin: OriginId, hub: HubId| origin.index() * hubs + hub.index();
    let mut links: Vec<Vec<Traffic>> = Vec::new();
    links.resize_with(case.origins.len() * hubs, Vec::new);
    for load in &assembly.loads {
        let is_run = matches!(case[load.workload].work, Work::Training(_));
        let summed = is_run && energies.contains_key(&(load.workload, load.hub));
        let gbps = gbps_per_mw(assembly, load);
        if gbps > 0.0 && !summed {
            links[place(load.origin, load.hub)].push(Traffic {
                column: load.index,
                gbps,
                period: load.period,
                workload: load.workload,
                is_steady: is_run,
            });
        }
        if let Some((gbps, home)) = case.sync_of(load.workload, load.hub) {
            for end in [load.hub, home] {
                links[place(load.origin, end)].push(Traffic {
                    column: load.index,
                    gbps,
                    period: load.period,
                    workload: load.workload,
                    is_steady: false,
                });
            }
        }
    }
    for (&(workload, hub), &column) in energies {
        if let Work::Training(run) = &case[workload].work {
            let traffic = Traffic {
                column,
                gbps: run.gbps_per_mwh(),
                period: None,
                workload,
                is_steady: true,
            };
            links[place(run.origin, hub)].push(traffic);
        }
    }
    let origins = case.origin_ids();
    let all = origins.flat_map(|origin| case.hub_ids().map(move |hub| (origin, hub)));
    let used = all.zip(links).filter(|(_, traffic)| !traffic.is_empty());
    used.collect()
}

fn gbps_per_mw(assembly: &Assembly, load: &LoadColumn) -> f64 {
    match &assembly.case[load.workload].work {
        Work::Inference(service) => service.gbps_per_mw(),
        Work::Training(run) => run.gbps_per_mwh() * load.hours,
        Work::Storage(archive) => archive.gbps_per_mw(),
    }
}

fn fee_cny_per_gbps(assembly: &Assembly, origin: OriginId, hub: HubId) -> f64 {
    assembly.case.link(origin, hub).price_cny_per_gbps_month * assembly.months
}

/// Whether a link has traffic of several columns to add up: where something limits it, or parts of a run exchange data.
fn shares_links(case: &Case) -> bool {
    let runs = case.workloads.iter();
    let mut syncs = runs.filter_map(|workload| match &workload.work {
        Work::Training(run) => Some(run.sync_gbps_per_mw),
        Work::Inference(_) | Work::Storage(_) => None,
    });
    let mut links = case
        .origin_ids()
        .flat_map(|origin| case.hub_ids().map(move |hub| case.link(origin, hub)));
    syncs.any(|gbps| gbps > 0.0)
        || links.any(|link| link.capacity_gbps.is_finite() || link.trunk.is_some())
}

/// One period and nothing to add up: each load pays for its own traffic.
fn pay_each(assembly: &mut Assembly) {
    for place in 0..assembly.loads.len() {
        let load = assembly.loads[place];
        let gbps = gbps_per_mw(assembly, &load);
        if gbps > 0.0 {
            let fee = fee_cny_per_gbps(assembly, load.origin, load.hub);
            let measures = &mut assembly.measures;
            measures.add(Item::Bandwidth, load.index, fee * gbps);
        }
    }
}

/// One period: the fee stands on the loads, whose traffic is the contract; it is written out where something limits it.
fn pay_directly(
    assembly: &mut Assembly,
    origin: OriginId,
    hub: HubId,
    traffic: &[Traffic],
    is_limited: bool,
) -> Contract {
    let fee = fee_cny_per_gbps(assembly, origin, hub);
    for part in traffic {
        assembly
            .measures
            .add(Item::Bandwidth, part.column, fee * part.gbps);
    }
    let parts = traffic.iter().filter(|_| is_limited);
    summed(parts.map(|part| (part.column, part.gbps)))
}

/// One coefficient a column: a run's data and what its parts exchange are traffic of the same column.
fn summed(terms: impl IntoIterator<Item = (usize, f64)>) -> Contract {
    let mut terms: Contract = terms.into_iter().collect();
    terms.sort_by_key(|&(column, _)| column);
    terms.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 += next.1;
        }
        is_same
    });
    terms
}

/// Several periods: a contract that holds the traffic of each.
fn pay_peak(
    assembly: &mut Assembly,
    origin: OriginId,
    hub: HubId,
    traffic: &[Traffic],
) -> Contract {
    let case = assembly.case;
    let fee = fee_cny_per_gbps(assembly, origin, hub);
    let contracted = assembly.column(ColumnKey::Bandwidth { origin, hub });
    assembly.measures.add(Item::Bandwidth, contracted, fee);
    for (period, mut flowing) in case.period_ids().zip(by_period(assembly, traffic)) {
        flowing.push((contracted, -1.0));
        assembly.row(
            RowKey::LinkPeak {
                origin,
                hub,
                period,
            },
            f64::NEG_INFINITY,
            0.0,
            summed(flowing),
        );
    }
    vec![(contracted, 1.0)]
}

/// What flows on a link in each period: a pass over the traffic, and not one for every period.
fn by_period(assembly: &Assembly, traffic: &[Traffic]) -> Vec<Contract> {
    let case = assembly.case;
    let mut flowing = vec![Contract::new(); case.periods.len()];
    for part in traffic {
        let term = (part.column, part.gbps);
        let window = match &case[part.workload].work {
            Work::Training(run) if part.is_steady => Some(&run.window),
            _ => None,
        };
        if let (None, Some(period)) = (window, part.period) {
            flowing[period.index()].push(term);
            continue;
        }
        for (at, flowing) in flowing.iter_mut().enumerate() {
            if window.is_none_or(|window| window[at]) {
                flowing.push(term);
            }
        }
    }
    flowing
}
