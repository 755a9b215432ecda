//! # What a training run costs by itself
//!
//! Contracts and accelerators may be shared with other work, and green energy is bought for all. So a run is told with contracts and
//! accelerators for its own peak at each hub, `y[h] = max_t Σ x[h,t]`, as if it stood there alone:
//!
//! ```text
//!     electricity   Σ n·PUE·1000·price·(x + idle·(y − x))      hosting        1000·m·fee·y
//!     accelerators  annuity·y, as if bought                    transfer       transfer price·TB
//!     bandwidth     m·price·(Gbps of its data and of what its parts exchange)
//!     carbon price  carbon price·Σ n·PUE·factor·(x + idle·(y − x))
//! ```
//!
//! With one period and nothing that is there already, the costs of all work add up to the plan's in all items but green energy.

use std::collections::BTreeMap;

use super::{Costs, Placement};
use crate::case::{Case, HubId, Training, Work, WorkloadId};
use crate::formulation::draw::is_decided;

/// Its load at each hub by period, MW.
type ByHub = BTreeMap<HubId, Vec<f64>>;

/// What a training run costs by itself in a plan; nothing for other work.
#[must_use]
pub(crate) fn run_costs(case: &Case, plan: &Placement, workload: WorkloadId) -> Costs {
    let mut costs = Costs::default();
    if let Work::Training(run) = &case[workload].work {
        for (hub, loads) in by_hub(case, plan, workload) {
            add_energy(&mut costs, case, run, (hub, &loads));
            add_contracts(&mut costs, case, workload, (hub, &loads));
        }
    }
    costs
}

fn by_hub(case: &Case, plan: &Placement, workload: WorkloadId) -> ByHub {
    let mut by_hub = ByHub::new();
    for load in plan.loads.iter().filter(|load| load.workload == workload) {
        let loads = by_hub
            .entry(load.hub)
            .or_insert_with(|| vec![0.0; case.periods.len()]);
        if let Some(t) = load.period {
            loads[t.index()] += load.mw;
        }
    }
    by_hub
}

fn peak(loads: &[f64]) -> f64 {
    loads.iter().copied().fold(0.0, f64::max)
}

/// Electricity, and the carbon price of it.
fn add_energy(costs: &mut Costs, case: &Case, run: &Training, (at, loads): (HubId, &[f64])) {
    let (hub, kind) = (&case[at], &case[run.accelerator]);
    let idle = if is_decided(case, run.accelerator) {
        kind.idle_power_share
    } else {
        0.0
    };
    for (t, (mw, period)) in loads.iter().zip(&case.periods).enumerate() {
        let drawn_mw = mw + idle * (peak(loads) - mw);
        let energy_mwh = period.hours * hub.pue.at(t) * drawn_mw;
        let factor = hub.emission_factor(case.accounting, t).unwrap_or(0.0);
        costs.electricity += 1000.0 * hub.price_cny_per_kwh.at(t) * energy_mwh;
        costs.carbon_price += case.carbon_price_cny_per_t * factor * energy_mwh;
    }
}

/// Hosting, accelerators, bandwidth and transfer.
fn add_contracts(
    costs: &mut Costs,
    case: &Case,
    workload: WorkloadId,
    (hub, loads): (HubId, &[f64]),
) {
    let Work::Training(run) = &case[workload].work else {
        return;
    };
    let (peak_mw, months) = (peak(loads), case.horizon_months());
    let hours = case.periods.iter().map(|period| period.hours);
    let energy_mwh: f64 = loads.iter().zip(hours).map(|(mw, n)| mw * n).sum();
    let link = case.link(run.origin, hub);
    costs.hosting += 1000.0 * months * case[hub].hosting_cny_per_kw_month * peak_mw;
    costs.accelerators += case.annuity_cny_per_mw(run.accelerator) * peak_mw;
    costs.transfer += energy_mwh * run.tb_per_mwh() * link.transfer_cny_per_tb;
    let mut carries = |to: HubId, gbps: f64| {
        let price = case.link(run.origin, to).price_cny_per_gbps_month;
        costs.bandwidth += months * price * gbps;
    };
    carries(hub, energy_mwh * run.gbps_per_mwh());
    if let Some((sync, home)) = case.sync_of(workload, hub) {
        carries(hub, sync * peak_mw);
        carries(home, sync * peak_mw);
    }
}
