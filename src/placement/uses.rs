//! # Who runs where, and what hubs, links and trunks do for it

use std::collections::BTreeMap;

use crate::case::{
    AcceleratorId, Case, HubId, Kind, OriginId, PeriodId, TrunkId, Work, WorkloadId,
};
use crate::formulation::Formulation;
use crate::formulation::draw::{is_decided, own_draw};
use crate::formulation::keys::ColumnKey;

use super::contracts::ContractUse;
use super::sums::{NEGLIGIBLE, ratio};

/// A workload's load from one origin at one hub in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    /// Which workload.
    pub workload: WorkloadId,
    /// From where.
    pub origin: OriginId,
    /// At which hub.
    pub hub: HubId,
    /// In which period; `None` for storage, which is the same in all.
    pub period: Option<PeriodId>,
    /// IT load, MW.
    pub mw: f64,
    /// Hours of the horizon that it runs.
    pub hours: f64,
}

impl Load {
    /// IT energy over the horizon, MWh.
    #[must_use]
    pub fn energy_mwh(&self) -> f64 {
        self.mw * self.hours
    }
}

/// What a hub does in a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct HubUse {
    /// Which hub.
    pub hub: HubId,
    /// Contracted IT capacity: what stands there, running or not, MW.
    pub contracted_mw: f64,
    /// Load in each period, MW.
    pub load_mw: Vec<f64>,
    /// IT power drawn in each period, by what runs and by what stands idle, MW.
    pub draw_mw: Vec<f64>,
    /// IT energy by kind, in the order of [`Kind::ALL`], MWh.
    pub it_energy_by_kind_mwh: [f64; 3],
    /// IT energy, MWh.
    pub it_energy_mwh: f64,
    /// Facility energy, MWh.
    pub energy_mwh: f64,
    /// Renewable energy, contracts and purchases, MWh.
    pub green_energy_mwh: f64,
    /// What of it is bought on top in each period, MWh.
    pub green_bought_mwh: Vec<f64>,
    /// What is used of its contracts for green power in each period, MWh.
    pub contracted_mwh: Vec<f64>,
}

/// Accelerators of a kind that stand at a hub.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Installed {
    /// Which kind.
    pub accelerator: AcceleratorId,
    /// At which hub.
    pub hub: HubId,
    /// IT power of those that stand there, MW.
    pub mw: f64,
    /// IT power of those among them that stood there already, MW.
    pub standing_mw: f64,
}

/// What a link carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkUse {
    /// From where.
    pub origin: OriginId,
    /// To which hub.
    pub hub: HubId,
    /// Contracted bandwidth: the peak of its traffic, Gbps.
    pub contracted_gbps: f64,
}

/// What a trunk carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrunkUse {
    /// Which trunk.
    pub trunk: TrunkId,
    /// Bandwidth contracted over all its links, Gbps.
    pub contracted_gbps: f64,
}

pub(super) fn loads(case: &Case, formulation: &Formulation, x: &[f64]) -> Vec<Load> {
    let columns = formulation.columns().iter().zip(x);
    columns
        .filter_map(|(key, &mw)| match *key {
            ColumnKey::Load {
                workload,
                origin,
                hub,
                period,
            } if mw > NEGLIGIBLE => {
                let hours = case.hours_of(period);
                Some(Load {
                    workload,
                    origin,
                    hub,
                    period,
                    mw,
                    hours,
                })
            }
            _ => None,
        })
        .collect()
}

pub(super) fn inference_rtt_ms(case: &Case, loads: &[Load]) -> f64 {
    let mut weighted = 0.0;
    let mut energy = 0.0;
    for load in loads {
        if case[load.workload].kind() == Kind::Inference {
            weighted += load.energy_mwh() * case.link(load.origin, load.hub).rtt_ms;
            energy += load.energy_mwh();
        }
    }
    ratio(weighted, energy)
}

/// What stands of each kind at each hub: the column where there is one, else the load, and never less than the load.
pub(super) fn installed(
    case: &Case,
    formulation: &Formulation,
    loads: &[Load],
    x: &[f64],
) -> Vec<Installed> {
    let periods = case.periods.len();
    let mut peaks: BTreeMap<(AcceleratorId, HubId), Vec<f64>> = BTreeMap::new();
    for load in loads {
        if let (Some(kind), Some(t)) = (case.accelerator_of(load.workload), load.period) {
            let by_period = peaks.entry((kind, load.hub));
            by_period.or_insert_with(|| vec![0.0; periods])[t.index()] += load.mw;
        }
    }
    let mut installed: BTreeMap<(AcceleratorId, HubId), f64> = peaks
        .into_iter()
        .map(|(place, mw)| (place, mw.into_iter().fold(0.0, f64::max)))
        .collect();
    let costs = formulation.program.objectives.first();
    for (j, key) in formulation.columns().iter().enumerate() {
        if let ColumnKey::Installed { accelerator, hub } = *key {
            let mw = installed.entry((accelerator, hub)).or_default();
            // where it costs nothing, any amount up to the limits is as good: no more than is used, or stands, is told
            let is_free = costs.is_none_or(|cost| cost.coefficients[j] == 0.0);
            let least = case.standing_mw(accelerator, hub);
            *mw = mw.max(if is_free { least } else { x[j] });
        }
    }
    installed
        .into_iter()
        .filter(|(_, mw)| *mw > NEGLIGIBLE)
        .map(|((accelerator, hub), mw)| Installed {
            accelerator,
            hub,
            mw,
            standing_mw: case.standing_mw(accelerator, hub).min(mw),
        })
        .collect()
}

pub(super) fn hubs(
    case: &Case,
    formulation: &Formulation,
    (loads, installed, contracts): (&[Load], &[Installed], &[ContractUse]),
    x: &[f64],
) -> Vec<HubUse> {
    let mut hubs: Vec<HubUse> = case
        .hub_ids()
        .map(|hub| HubUse {
            hub,
            contracted_mw: 0.0,
            load_mw: vec![0.0; case.periods.len()],
            draw_mw: vec![0.0; case.periods.len()],
            it_energy_by_kind_mwh: [0.0; 3],
            it_energy_mwh: 0.0,
            energy_mwh: 0.0,
            green_energy_mwh: 0.0,
            green_bought_mwh: vec![0.0; case.periods.len()],
            contracted_mwh: vec![0.0; case.periods.len()],
        })
        .collect();
    for load in loads {
        let used = &mut hubs[load.hub.index()];
        let kind = case[load.workload].kind() as usize;
        used.it_energy_by_kind_mwh[kind] += load.energy_mwh();
        used.it_energy_mwh += load.energy_mwh();
        for t in case.periods_of(load.period).map(PeriodId::index) {
            used.load_mw[t] += load.mw;
            used.draw_mw[t] += load.mw * own_draw(case, load.workload);
        }
        if load.period.is_none() {
            used.contracted_mw += load.mw;
        }
    }
    for stands in installed {
        let used = &mut hubs[stands.hub.index()];
        used.contracted_mw += stands.mw;
        if is_decided(case, stands.accelerator) {
            let idle_mw = stands.mw * case[stands.accelerator].idle_power_share;
            used.draw_mw.iter_mut().for_each(|mw| *mw += idle_mw);
        }
    }
    for used in &mut hubs {
        let hub = &case[used.hub];
        for (t, mw) in used.draw_mw.iter().enumerate() {
            let energy = mw * case.periods[t].hours * hub.pue.at(t);
            used.energy_mwh += energy;
            used.green_energy_mwh += energy * hub.green_share.at(t);
        }
    }
    for (key, &q) in formulation.columns().iter().zip(x) {
        if let ColumnKey::Green { hub, period } = key {
            let used = &mut hubs[hub.index()];
            used.green_energy_mwh += q;
            used.green_bought_mwh[period.index()] += q;
        }
    }
    for of in contracts {
        let id = case[of.contract].hub;
        let used = &mut hubs[id.index()];
        for (t, mwh) in of.used_mwh.iter().enumerate() {
            used.contracted_mwh[t] += mwh;
            used.green_energy_mwh += mwh * (1.0 - case[id].green_share.at(t));
        }
    }
    hubs
}

/// Peak of the traffic of each link, from the loads.
pub(super) fn links(case: &Case, loads: &[Load]) -> Vec<LinkUse> {
    let periods = case.periods.len();
    let mut traffic = BTreeMap::new();
    for load in loads {
        let gbps = traffic
            .entry((load.origin, load.hub))
            .or_insert_with(|| vec![0.0; periods]);
        add_traffic(case, load, gbps);
        if let Some((sync, home)) = case.sync_of(load.workload, load.hub) {
            for end in [load.hub, home] {
                let gbps = traffic
                    .entry((load.origin, end))
                    .or_insert_with(|| vec![0.0; periods]);
                for t in case.periods_of(load.period).map(PeriodId::index) {
                    gbps[t] += load.mw * sync;
                }
            }
        }
    }
    traffic
        .into_iter()
        .map(|((origin, hub), gbps)| LinkUse {
            origin,
            hub,
            contracted_gbps: gbps.into_iter().fold(0.0, f64::max),
        })
        .filter(|link| link.contracted_gbps > 0.0)
        .collect()
}

fn add_traffic(case: &Case, load: &Load, gbps: &mut [f64]) {
    match &case[load.workload].work {
        Work::Inference(service) => {
            if let Some(t) = load.period {
                gbps[t.index()] += load.mw * service.gbps_per_mw();
            }
        }
        Work::Training(run) => {
            let steady = load.energy_mwh() * run.gbps_per_mwh();
            for (gbps, _) in gbps.iter_mut().zip(&run.window).filter(|(_, open)| **open) {
                *gbps += steady;
            }
        }
        Work::Storage(archive) => {
            for gbps in gbps {
                *gbps += load.mw * archive.gbps_per_mw();
            }
        }
    }
}

pub(super) fn trunks(case: &Case, links: &[LinkUse]) -> Vec<TrunkUse> {
    (0..case.trunks.len())
        .map(TrunkId::new)
        .map(|trunk| TrunkUse {
            trunk,
            contracted_gbps: links
                .iter()
                .filter(|link| case.link(link.origin, link.hub).trunk == Some(trunk))
                .map(|link| link.contracted_gbps)
                .sum(),
        })
        .collect()
}
