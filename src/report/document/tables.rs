//! Records of placement, hubs, links, trunks, binding limits and shortfalls.

use serde::{Deserialize, Serialize};

use super::{bounded, plain, share};
use crate::case::Scope;
use crate::case::{Case, HubId, OriginId, Side, TrunkId};
use crate::formulation::keys::{NameTable, RowKey};
use crate::placement::{Installed, Placement, Shortfall, ShortfallKind};
use crate::report::words;

/// A workload's load from one origin at one hub in one period.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PlacementRow {
    /// Id of the workload.
    pub(crate) workload: String,
    /// Id of the origin.
    pub(crate) origin: String,
    /// Id of the hub.
    pub(crate) hub: String,
    /// Id of the period; none for storage, which is the same in all.
    pub(crate) period: Option<String>,
    /// IT load, MW.
    pub(crate) mw: f64,
}

pub(super) fn placement(case: &Case, plan: &Placement) -> Vec<PlacementRow> {
    let rows = plan.loads.iter().map(|load| PlacementRow {
        workload: case[load.workload].id.clone(),
        origin: case[load.origin].id.clone(),
        hub: case[load.hub].id.clone(),
        period: load.period.map(|t| case.periods[t.index()].id.clone()),
        mw: plain(load.mw),
    });
    rows.collect()
}

/// What a hub does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct HubRow {
    /// Id of the hub.
    pub(crate) hub: String,
    /// Its name.
    pub(crate) name: String,
    /// Its name in Chinese.
    pub(crate) name_zh: Option<String>,
    /// `east` or `west`.
    pub(crate) side: Side,
    /// Degrees north, where given.
    pub(crate) lat_deg: Option<f64>,
    /// Degrees east, where given.
    pub(crate) lon_deg: Option<f64>,
    /// Most IT load that can be contracted, MW.
    pub(crate) capacity_mw: f64,
    /// Contracted IT load, MW.
    pub(crate) contracted_mw: f64,
    /// Contracted ÷ capacity, 0..1; none where there is no capacity.
    pub(crate) use_share: Option<f64>,
    /// IT load, mean over the horizon, MW.
    pub(crate) mean_mw: f64,
    /// IT energy, MWh.
    pub(crate) it_energy_mwh: f64,
    /// The part of it that serves inference, MWh.
    pub(crate) inference_it_energy_mwh: f64,
    /// The part of it that serves training, MWh.
    pub(crate) training_it_energy_mwh: f64,
    /// The part of it that serves storage, MWh.
    pub(crate) storage_it_energy_mwh: f64,
    /// Facility energy, MWh.
    pub(crate) energy_mwh: f64,
    /// Renewable energy, contracts and purchases, MWh.
    pub(crate) green_energy_mwh: f64,
    /// PUE, mean over the horizon.
    pub(crate) pue: f64,
    /// Electricity price, mean over the horizon, CNY/kWh.
    pub(crate) price_cny_per_kwh: f64,
    /// Electricity price of the energy used; none where nothing runs, CNY/kWh.
    pub(crate) price_paid_cny_per_kwh: Option<f64>,
    /// Average grid factor, mean over the horizon, kg CO2/kWh.
    pub(crate) emission_factor_kg_per_kwh: f64,
    /// Shadow price of its capacity; 0 where it does not bind, none where the solver gives none.
    pub(crate) capacity_shadow_price_cny_per_mw: Option<f64>,
}

pub(super) fn hubs(case: &Case, plan: &Placement, priced: bool) -> Vec<HubRow> {
    let row = |hub| hub_row(case, plan, hub, priced);
    case.hub_ids().map(row).collect()
}

fn hub_row(case: &Case, plan: &Placement, id: HubId, priced: bool) -> HubRow {
    let (hub, used) = (&case[id], &plan.hubs[id.index()]);
    let hours: Vec<f64> = case.periods.iter().map(|period| period.hours).collect();
    let [inference, training, storage] = used.it_energy_by_kind_mwh;
    HubRow {
        hub: hub.id.clone(),
        name: hub.name.clone(),
        name_zh: hub.name_zh.clone(),
        side: hub.side,
        lat_deg: hub.at.map(|at| plain(at.lat_deg)),
        lon_deg: hub.at.map(|at| plain(at.lon_deg)),
        capacity_mw: plain(hub.capacity_mw),
        contracted_mw: plain(used.contracted_mw),
        use_share: share(used.contracted_mw, hub.capacity_mw),
        mean_mw: plain(used.it_energy_mwh / case.horizon_hours()),
        it_energy_mwh: plain(used.it_energy_mwh),
        inference_it_energy_mwh: plain(inference),
        training_it_energy_mwh: plain(training),
        storage_it_energy_mwh: plain(storage),
        energy_mwh: plain(used.energy_mwh),
        green_energy_mwh: plain(used.green_energy_mwh),
        pue: plain(hub.pue.mean(&hours)),
        price_cny_per_kwh: plain(hub.price_cny_per_kwh.mean(&hours)),
        price_paid_cny_per_kwh: price_paid_cny_per_kwh(case, plan, id),
        emission_factor_kg_per_kwh: plain(hub.emission_factor_kg_per_kwh.mean(&hours)),
        capacity_shadow_price_cny_per_mw: price_of(plan, RowKey::HubCapacity { hub: id }, priced),
    }
}

/// Mean price weighted by what is drawn from the grid in each period.
fn price_paid_cny_per_kwh(case: &Case, plan: &Placement, id: HubId) -> Option<f64> {
    let (hub, used) = (&case[id], &plan.hubs[id.index()]);
    let cost: f64 = case
        .periods
        .iter()
        .zip(&used.draw_mw)
        .enumerate()
        .map(|(t, (period, mw))| {
            let energy_mwh = mw * period.hours * hub.pue.at(t);
            (energy_mwh - used.contracted_mwh[t]) * hub.price_cny_per_kwh.at(t)
        })
        .sum();
    let contracted: f64 = used.contracted_mwh.iter().sum();
    share(cost, used.energy_mwh - contracted)
}

/// Shadow price of a row: 0 where it does not bind, `None` where the solver gave no prices.
fn price_of(plan: &Placement, row: RowKey, priced: bool) -> Option<f64> {
    priced.then(|| plain(plan.shadow_price(row).unwrap_or(0.0)))
}

/// Accelerators of a kind that stand at a hub.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AcceleratorRow {
    /// Id of the kind.
    pub(crate) accelerator: String,
    /// Id of the hub.
    pub(crate) hub: String,
    /// How many stand there.
    pub(crate) installed: f64,
    /// How many of them stood there already.
    pub(crate) standing: f64,
    /// IT power of those that stand there, MW.
    pub(crate) installed_mw: f64,
    /// IT load that they bear at most, MW.
    pub(crate) peak_load_mw: f64,
    /// Their mean load ÷ their IT power, 0..1.
    pub(crate) use_share: Option<f64>,
}

pub(super) fn accelerators(case: &Case, plan: &Placement) -> Vec<AcceleratorRow> {
    let row = |stands: &Installed| {
        let kind = &case[stands.accelerator];
        let load_mw = plan.load_of(case, stands.accelerator, stands.hub);
        let hours = case.periods.iter().map(|period| period.hours);
        let energy_mwh: f64 = load_mw.iter().zip(hours).map(|(mw, n)| mw * n).sum();
        AcceleratorRow {
            accelerator: kind.id.clone(),
            hub: case[stands.hub].id.clone(),
            installed: plain(kind.count(stands.mw)),
            standing: plain(kind.count(stands.standing_mw)),
            installed_mw: plain(stands.mw),
            peak_load_mw: plain(load_mw.iter().copied().fold(0.0, f64::max)),
            use_share: share(energy_mwh / case.horizon_hours(), stands.mw),
        }
    };
    plan.installed.iter().map(row).collect()
}

/// What a hub does in a period.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct HubPeriodRow {
    /// Id of the hub.
    pub(crate) hub: String,
    /// Id of the period.
    pub(crate) period: String,
    /// Hours of the horizon that the period stands for.
    pub(crate) hours: f64,
    /// IT load, MW.
    pub(crate) load_mw: f64,
    /// Facility power, MW.
    pub(crate) facility_mw: f64,
    /// PUE.
    pub(crate) pue: f64,
    /// Electricity price, CNY/kWh.
    pub(crate) price_cny_per_kwh: f64,
    /// Average grid factor, kg CO2/kWh.
    pub(crate) emission_factor_kg_per_kwh: f64,
    /// Renewable share by the hub's own contracts, 0..1.
    pub(crate) green_share: f64,
    /// Mean power used of its contracts for green power, MW; absent where the case has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) contracted_green_mw: Option<f64>,
}

impl HubPeriodRow {
    /// Share of the power used that is green in the period, 0..1: what contracts give, and the hub's own share of the rest.
    pub(crate) fn matched_share(&self) -> f64 {
        let contracted = self.contracted_green_mw.unwrap_or(0.0);
        let part = if self.facility_mw > 0.0 {
            (contracted / self.facility_mw).min(1.0)
        } else {
            0.0
        };
        part + self.green_share * (1.0 - part)
    }
}

pub(super) fn hub_periods(case: &Case, plan: &Placement) -> Vec<HubPeriodRow> {
    let periods = 0..case.periods.len();
    case.hub_ids()
        .flat_map(|hub| periods.clone().map(move |t| hub_period(case, plan, hub, t)))
        .collect()
}

fn hub_period(case: &Case, plan: &Placement, id: HubId, t: usize) -> HubPeriodRow {
    let (hub, period) = (&case[id], &case.periods[t]);
    let load_mw = plan.hubs[id.index()].load_mw[t];
    HubPeriodRow {
        hub: hub.id.clone(),
        period: period.id.clone(),
        hours: period.hours,
        load_mw: plain(load_mw),
        facility_mw: plain(plan.hubs[id.index()].draw_mw[t] * hub.pue.at(t)),
        pue: plain(hub.pue.at(t)),
        price_cny_per_kwh: plain(hub.price_cny_per_kwh.at(t)),
        emission_factor_kg_per_kwh: plain(hub.emission_factor_kg_per_kwh.at(t)),
        green_share: plain(hub.green_share.at(t)),
        contracted_green_mw: (!case.power_contracts.is_empty())
            .then(|| plain(plan.hubs[id.index()].contracted_mwh[t] / period.hours)),
    }
}

/// Where users or data are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OriginRow {
    /// Id of the origin.
    pub(crate) origin: String,
    /// Its name.
    pub(crate) name: String,
    /// Its name in Chinese.
    pub(crate) name_zh: Option<String>,
    /// Degrees north, where given.
    pub(crate) lat_deg: Option<f64>,
    /// Degrees east, where given.
    pub(crate) lon_deg: Option<f64>,
    /// IT load for its users and data wherever it runs, mean over the horizon, MW.
    pub(crate) mean_mw: f64,
}

pub(super) fn origins(case: &Case, plan: &Placement) -> Vec<OriginRow> {
    let mut energy = vec![0.0; case.origins.len()];
    for load in &plan.loads {
        energy[load.origin.index()] += load.energy_mwh();
    }
    let rows = case.origins.iter().zip(energy);
    rows.map(|(origin, energy_mwh)| OriginRow {
        origin: origin.id.clone(),
        name: origin.name.clone(),
        name_zh: origin.name_zh.clone(),
        lat_deg: origin.at.map(|at| plain(at.lat_deg)),
        lon_deg: origin.at.map(|at| plain(at.lon_deg)),
        mean_mw: plain(energy_mwh / case.horizon_hours()),
    })
    .collect()
}

/// What a link carries.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LinkRow {
    /// Id of the origin.
    pub(crate) origin: String,
    /// Id of the hub.
    pub(crate) hub: String,
    /// Round-trip time, ms.
    pub(crate) rtt_ms: f64,
    /// Whether the round-trip time was derived from coordinates.
    pub(crate) derived: bool,
    /// Contracted bandwidth, Gbps.
    pub(crate) contracted_gbps: f64,
    /// Most that can be contracted, Gbps; none where there is no limit.
    pub(crate) capacity_gbps: Option<f64>,
    /// Contracted ÷ capacity, 0..1; none where there is no limit.
    pub(crate) use_share: Option<f64>,
    /// Price of bandwidth, CNY per Gbps and month.
    pub(crate) price_cny_per_gbps_month: f64,
    /// Price of bulk data, CNY/TB.
    pub(crate) transfer_cny_per_tb: f64,
    /// Id of its trunk.
    pub(crate) trunk: Option<String>,
}

pub(super) fn links(case: &Case, plan: &Placement) -> Vec<LinkRow> {
    let mut contracted = vec![0.0; case.links.len()];
    for used in &plan.links {
        contracted[used.origin.index() * case.hubs.len() + used.hub.index()] = used.contracted_gbps;
    }
    let pairs = case
        .origin_ids()
        .flat_map(|origin| case.hub_ids().map(move |hub| (origin, hub)));
    pairs
        .zip(contracted)
        .map(|((origin, hub), gbps)| link_row(case, origin, hub, gbps))
        .collect()
}

fn link_row(case: &Case, origin: OriginId, hub: HubId, contracted_gbps: f64) -> LinkRow {
    let link = case.link(origin, hub);
    LinkRow {
        origin: case[origin].id.clone(),
        hub: case[hub].id.clone(),
        rtt_ms: plain(link.rtt_ms),
        derived: link.derived,
        contracted_gbps: plain(contracted_gbps),
        capacity_gbps: bounded(link.capacity_gbps),
        use_share: share(contracted_gbps, link.capacity_gbps),
        price_cny_per_gbps_month: plain(link.price_cny_per_gbps_month),
        transfer_cny_per_tb: plain(link.transfer_cny_per_tb),
        trunk: link.trunk.map(|trunk| case[trunk].id.clone()),
    }
}

/// What a trunk carries.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TrunkRow {
    /// Id of the trunk.
    pub(crate) trunk: String,
    /// Bandwidth contracted over all its links, Gbps.
    pub(crate) contracted_gbps: f64,
    /// Its capacity, Gbps; none where there is no limit.
    pub(crate) capacity_gbps: Option<f64>,
    /// Contracted ÷ capacity, 0..1.
    pub(crate) use_share: Option<f64>,
    /// Shadow price of its capacity; 0 where it does not bind, none where the solver gives none.
    pub(crate) capacity_shadow_price_cny_per_gbps: Option<f64>,
}

pub(super) fn trunks(case: &Case, plan: &Placement, priced: bool) -> Vec<TrunkRow> {
    let row = |trunk: TrunkId, contracted_gbps: f64| TrunkRow {
        trunk: case[trunk].id.clone(),
        contracted_gbps: plain(contracted_gbps),
        capacity_gbps: bounded(case[trunk].capacity_gbps),
        use_share: share(contracted_gbps, case[trunk].capacity_gbps),
        capacity_shadow_price_cny_per_gbps: price_of(plan, RowKey::TrunkCapacity { trunk }, priced),
    };
    let trunks = plan.trunks.iter();
    trunks.map(|t| row(t.trunk, t.contracted_gbps)).collect()
}

/// A limit that binds.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BindingRow {
    /// Name of the row, as in exported files: `hub_capacity.zhongwei`.
    pub(crate) row: String,
    /// ∂cost/∂limit, where the solver gives it.
    pub(crate) shadow_price: Option<f64>,
    /// Its unit in words.
    pub(crate) unit: &'static str,
}

pub(super) fn binding(case: &Case, plan: &Placement) -> Vec<BindingRow> {
    let names = NameTable::of(case);
    let rows = plan.binding.iter().map(|binding| BindingRow {
        row: binding.row.name(&names),
        shadow_price: binding.shadow_price.map(plain),
        unit: words::price_unit(binding.row),
    });
    rows.collect()
}

/// A demand or a policy that is not met.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ShortfallRow {
    /// What is short: `load`, `training`, `green`, `carbon`, `hub_share` or `training_west`.
    pub(crate) kind: &'static str,
    /// In words.
    pub(crate) what: String,
    /// Id of the workload, for `load` and `training`.
    pub(crate) workload: Option<String>,
    /// Id of the origin, for `load`.
    pub(crate) origin: Option<String>,
    /// Id of the period, for the load of a service.
    pub(crate) period: Option<String>,
    /// `all`, `east`, `west` or a hub's id, for `green` and `hub_share`.
    pub(crate) scope: Option<String>,
    /// How much is short.
    pub(crate) amount: f64,
    /// Its unit.
    pub(crate) unit: &'static str,
}

pub(super) fn shortfall(case: &Case, shortfalls: &[Shortfall]) -> Vec<ShortfallRow> {
    let names = NameTable::of(case);
    let rows = shortfalls.iter().map(|s| shortfall_row(case, &names, s));
    rows.collect()
}

fn shortfall_row(case: &Case, names: &NameTable, short: &Shortfall) -> ShortfallRow {
    let mut row = ShortfallRow {
        kind: "carbon",
        what: short.what.describe(case),
        workload: None,
        origin: None,
        period: None,
        scope: None,
        amount: plain(short.amount),
        unit: short.what.unit(),
    };
    match short.what {
        ShortfallKind::Load {
            workload,
            origin,
            period,
        } => {
            row.kind = "load";
            row.workload = Some(case[workload].id.clone());
            row.origin = Some(case[origin].id.clone());
            row.period = period.map(|t| case.periods[t.index()].id.clone());
        }
        ShortfallKind::Training { workload } => {
            row.kind = "training";
            row.workload = Some(case[workload].id.clone());
        }
        ShortfallKind::Green { scope } => {
            row.kind = "green";
            row.scope = Some(scope.name(names).to_owned());
        }
        ShortfallKind::HourlyGreen { hub } => {
            row.kind = "hourly_green";
            let scope = hub.map_or(Scope::All, Scope::Hub);
            row.scope = Some(scope.name(names).to_owned());
        }
        ShortfallKind::Carbon => {}
        ShortfallKind::HubShare { hub } => {
            row.kind = "hub_share";
            row.scope = Some(Scope::Hub(hub).name(names).to_owned());
        }
        ShortfallKind::TrainingWest => row.kind = "training_west",
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contracts_count_for_what_they_give_and_the_hubs_own_share_for_the_rest() {
        let row = |facility_mw, contracted_green_mw| HubPeriodRow {
            hub: "a".into(),
            period: "h00".into(),
            hours: 1.0,
            load_mw: 0.8 * facility_mw,
            facility_mw,
            pue: 1.25,
            price_cny_per_kwh: 0.5,
            emission_factor_kg_per_kwh: 0.6,
            green_share: 0.4,
            contracted_green_mw,
        };
        assert_eq!(row(10.0, None).matched_share(), 0.4);
        assert_eq!(row(10.0, Some(5.0)).matched_share(), 0.7);
        assert_eq!(row(10.0, Some(10.0)).matched_share(), 1.0);
        assert_eq!(row(0.0, Some(0.0)).matched_share(), 0.4);
    }
}
