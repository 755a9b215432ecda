//! Load that moved, and load that came home.

use std::collections::BTreeMap;

use crate::case::{Case, HubId, Kind, OriginId, WorkloadId};
use crate::placement::{NEGLIGIBLE, Placement};

/// Load of a workload from an origin that runs nearer to it than in the baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CameHome {
    /// Which workload.
    pub workload: WorkloadId,
    /// From where.
    pub origin: OriginId,
    /// Load at another hub than in the baseline, mean over the horizon, MW (IT).
    pub mw: f64,
    /// Mean round trip in the baseline, ms.
    pub from_rtt_ms: f64,
    /// Mean round trip in the plan, ms.
    pub to_rtt_ms: f64,
}

/// A workload's load from an origin, by hub, mean MW.
type ByPair = BTreeMap<(WorkloadId, OriginId), BTreeMap<HubId, f64>>;

fn by_pair(case: &Case, kind: Option<Kind>, placement: &Placement) -> ByPair {
    let mut pairs = ByPair::new();
    let horizon = case.horizon_hours();
    for load in &placement.loads {
        if kind.is_none_or(|kind| case[load.workload].kind() == kind) {
            let hubs = pairs.entry((load.workload, load.origin)).or_default();
            *hubs.entry(load.hub).or_insert(0.0) += load.energy_mwh() / horizon;
        }
    }
    pairs
}

/// Load at hubs where there was less of it before, MW.
fn moved(now: &BTreeMap<HubId, f64>, before: Option<&BTreeMap<HubId, f64>>) -> f64 {
    let before = |hub| {
        before
            .and_then(|hubs| hubs.get(hub))
            .copied()
            .unwrap_or(0.0)
    };
    now.iter()
        .map(|(hub, mw)| (mw - before(hub)).max(0.0))
        .sum()
}

/// Load of a kind, or of all, at another hub than in the baseline, mean over the horizon, MW.
pub(super) fn moved_mw(
    case: &Case,
    kind: Option<Kind>,
    plan: &Placement,
    baseline: &Placement,
) -> f64 {
    let before = by_pair(case, kind, baseline);
    let now = by_pair(case, kind, plan);
    let mw: f64 = now
        .iter()
        .map(|(pair, hubs)| moved(hubs, before.get(pair)))
        .sum();
    if mw > NEGLIGIBLE { mw } else { 0.0 }
}

/// Load of a kind, or of all, that runs nearer than in the baseline, the most first.
pub(super) fn came_home(
    case: &Case,
    kind: Option<Kind>,
    plan: &Placement,
    baseline: &Placement,
) -> Vec<CameHome> {
    let before = by_pair(case, kind, baseline);
    let mut home: Vec<CameHome> = by_pair(case, kind, plan)
        .into_iter()
        .filter_map(|((workload, origin), hubs)| {
            let old = before.get(&(workload, origin))?;
            let mw = moved(&hubs, Some(old));
            let came = CameHome {
                workload,
                origin,
                mw,
                from_rtt_ms: mean_rtt_ms(case, origin, old),
                to_rtt_ms: mean_rtt_ms(case, origin, &hubs),
            };
            (mw > NEGLIGIBLE && came.to_rtt_ms < came.from_rtt_ms).then_some(came)
        })
        .collect();
    home.sort_by(|a, b| b.mw.total_cmp(&a.mw));
    home
}

fn mean_rtt_ms(case: &Case, origin: OriginId, hubs: &BTreeMap<HubId, f64>) -> f64 {
    let weighted: f64 = hubs
        .iter()
        .map(|(&hub, mw)| mw * case.link(origin, hub).rtt_ms)
        .sum();
    weighted / hubs.values().sum::<f64>()
}
