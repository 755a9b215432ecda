//! # The answer in domain terms
//!
//! A [`Placement`] is a plan: who runs where, what it costs, emits and binds. It is read from the
//! columns of a solved [`Formulation`] and knows no solver.

mod run_cost;

pub use run_cost::run_costs;

use std::collections::BTreeMap;

use crate::case::Scope;
use crate::case::{
    AcceleratorId, Accounting, Case, HubId, Kind, OriginId, PeriodId, Side, TrunkId, Work,
    WorkloadId,
};
use crate::formulation::Formulation;
use crate::formulation::constraints::accelerators::{is_decided, own_draw};
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::formulation::measures::Item;
use crate::rounding::{self, Magnitudes};
use crate::solver::Solution;

/// Loads, contracts and shortfalls under this are rounding of the solver, in their unit (MW, Gbps, MWh, t).
pub(crate) const NEGLIGIBLE: f64 = 1e-6;

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
    pub period: Option<usize>,
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

/// Cost over the horizon by item, CNY.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Costs {
    /// Energy bought.
    pub electricity: f64,
    /// Contracted IT capacity.
    pub hosting: f64,
    /// Accelerators bought beyond what is there: the annuity of their price.
    pub accelerators: f64,
    /// Contracted bandwidth.
    pub bandwidth: f64,
    /// Bulk data moved.
    pub transfer: f64,
    /// Green energy bought on top.
    pub green_premium: f64,
    /// Carbon price paid.
    pub carbon_price: f64,
    /// Penalties of shortfalls: not money that anybody pays.
    pub shortfall: f64,
}

impl Costs {
    /// Items with their names, in the order in which they are reported.
    #[must_use]
    pub const fn items(&self) -> [(&'static str, f64); 8] {
        [
            ("electricity", self.electricity),
            ("hosting", self.hosting),
            ("accelerators", self.accelerators),
            ("bandwidth", self.bandwidth),
            ("transfer", self.transfer),
            ("green_premium", self.green_premium),
            ("carbon_price", self.carbon_price),
            ("shortfall", self.shortfall),
        ]
    }

    /// Every item times a factor.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        Costs {
            electricity: factor * self.electricity,
            hosting: factor * self.hosting,
            accelerators: factor * self.accelerators,
            bandwidth: factor * self.bandwidth,
            transfer: factor * self.transfer,
            green_premium: factor * self.green_premium,
            carbon_price: factor * self.carbon_price,
            shortfall: factor * self.shortfall,
        }
    }

    /// Sum of all items: the value of the first objective.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.items().iter().map(|(_, cost)| cost).sum()
    }

    /// What is paid: all but penalties.
    #[must_use]
    pub fn paid(&self) -> f64 {
        self.total() - self.shortfall
    }

    /// What is paid and what is earned, each with its size: what is paid, unless an item is less than nothing, as
    /// electricity is where its price is negative. Parts of it are an amount, whatever the sign of the sum.
    #[must_use]
    pub(crate) fn turnover(&self) -> f64 {
        let items = self.items().into_iter();
        items.map(|(_, cost)| cost.abs()).sum::<f64>() - self.shortfall.abs()
    }

    /// Electricity, hosting and accelerators: what a cheaper hub, or one where accelerators stand, saves.
    #[must_use]
    pub(crate) fn fees(&self) -> f64 {
        self.electricity + self.hosting + self.accelerators
    }

    /// Bandwidth and transfer: what distance costs.
    #[must_use]
    pub fn network(&self) -> f64 {
        self.bandwidth + self.transfer
    }
}

/// Emissions over the horizon in every accounting, t CO2.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Carbon {
    /// By the average factor of the grid.
    pub location_t: f64,
    /// With green contracts counted.
    pub market_t: f64,
    /// By the marginal factor, where every hub has one.
    pub marginal_t: Option<f64>,
}

impl Carbon {
    /// Emissions in an accounting, t CO2; NaN where a factor is missing.
    #[must_use]
    pub fn of(&self, accounting: Accounting) -> f64 {
        match accounting {
            Accounting::Location => self.location_t,
            Accounting::Market => self.market_t,
            Accounting::Marginal => self.marginal_t.unwrap_or(f64::NAN),
        }
    }
}

/// What a plan costs and emits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Totals {
    /// Cost by item.
    pub costs: Costs,
    /// Emissions in every accounting.
    pub carbon: Carbon,
    /// How large the terms of cost and carbon are.
    pub magnitudes: Magnitudes,
}

impl Totals {
    /// Reads them from the values of the columns.
    pub(crate) fn read(case: &Case, formulation: &Formulation, x: &[f64]) -> Self {
        let sums = formulation.measures.sums(x);
        let total = |item: Item| sums[item as usize].settled();
        Totals {
            costs: Costs {
                electricity: total(Item::Electricity),
                hosting: total(Item::Hosting),
                accelerators: total(Item::Accelerators),
                bandwidth: total(Item::Bandwidth),
                transfer: total(Item::Transfer),
                green_premium: total(Item::GreenPremium),
                carbon_price: total(Item::Carbon),
                shortfall: total(Item::Shortfall),
            },
            carbon: Carbon {
                location_t: total(Item::CarbonLocation),
                market_t: total(Item::CarbonMarket),
                marginal_t: case
                    .hubs
                    .iter()
                    .all(|hub| hub.marginal_emission_factor_kg_per_kwh.is_some())
                    .then(|| total(Item::CarbonMarginal)),
            },
            magnitudes: magnitudes(|item| sums[item as usize].terms),
        }
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

/// A demand or a policy that is not met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shortfall {
    /// What is short.
    pub what: ShortfallKind,
    /// By how much, in the unit of [`ShortfallKind::unit`].
    pub amount: f64,
}

/// What can be short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ShortfallKind {
    /// Load of a service or an archive, MW.
    Load {
        /// Which workload.
        workload: WorkloadId,
        /// From where.
        origin: OriginId,
        /// When; `None` for storage.
        period: Option<usize>,
    },
    /// Energy of a training run, MWh (IT).
    Training {
        /// Which run.
        workload: WorkloadId,
    },
    /// Green energy of a target, MWh.
    Green {
        /// Whose target.
        scope: Scope,
    },
    /// Carbon over the cap, t CO2.
    Carbon,
    /// IT energy of a hub over its greatest share, MWh.
    HubShare {
        /// Which hub.
        hub: HubId,
    },
    /// Training energy missing in the west, MWh.
    TrainingWest,
}

impl ShortfallKind {
    /// Unit of the amount.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            ShortfallKind::Load { .. } => "MW",
            ShortfallKind::Carbon => "t",
            _ => "MWh",
        }
    }

    /// Whether a demand, not a policy, is short.
    #[must_use]
    pub const fn is_demand(self) -> bool {
        matches!(
            self,
            ShortfallKind::Load { .. } | ShortfallKind::Training { .. }
        )
    }

    /// In words: `chat for SH in h19`.
    #[must_use]
    pub fn describe(self, case: &Case) -> String {
        match self {
            ShortfallKind::Load {
                workload,
                origin,
                period,
            } => {
                let (what, place) = (&case[workload].id, &case[origin].name);
                match period {
                    Some(t) if case.periods.len() > 1 => {
                        format!("{what} for {place} in {}", case.periods[t].id)
                    }
                    _ => format!("{what} for {place}"),
                }
            }
            ShortfallKind::Training { workload } => format!("training run {}", case[workload].id),
            ShortfallKind::Green { scope } => {
                format!("green share of {}", scope_in_words(case, scope))
            }
            ShortfallKind::Carbon => "carbon over the cap".to_owned(),
            ShortfallKind::HubShare { hub } => {
                format!("{} over its greatest share", case[hub].name)
            }
            ShortfallKind::TrainingWest => "training in the west".to_owned(),
        }
    }
}

/// `all hubs`, `the eastern hubs` or the hub's name.
#[must_use]
pub(crate) fn scope_in_words(case: &Case, scope: Scope) -> String {
    match scope {
        Scope::All => "all hubs".to_owned(),
        Scope::East => "the eastern hubs".to_owned(),
        Scope::West => "the western hubs".to_owned(),
        Scope::Hub(hub) => case[hub].name.clone(),
    }
}

/// A row at its limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binding {
    /// Which limit.
    pub row: RowKey,
    /// ∂cost/∂limit, CNY per unit of the row over the horizon, where the solver gives one.
    pub shadow_price: Option<f64>,
}

/// A plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// Loads over [`NEGLIGIBLE`], in the order of the columns.
    pub loads: Vec<Load>,
    /// Cost by item.
    pub costs: Costs,
    /// Emissions in every accounting.
    pub carbon: Carbon,
    /// How large the terms of cost and carbon are.
    pub magnitudes: Magnitudes,
    /// IT energy, MWh; 0 where no more than rounding of the demand runs.
    pub it_energy_mwh: f64,
    /// Facility energy, MWh.
    pub energy_mwh: f64,
    /// Renewable energy, contracts and purchases, MWh.
    pub green_energy_mwh: f64,
    /// Green energy bought on top, MWh.
    pub green_bought_mwh: f64,
    /// Round-trip time, weighted by IT energy, ms; 0 where nothing runs.
    pub mean_rtt_ms: f64,
    /// The same for inference alone.
    pub inference_rtt_ms: f64,
    /// One entry a hub, in the case's order.
    pub hubs: Vec<HubUse>,
    /// Accelerators over [`NEGLIGIBLE`], by kind and then by hub.
    pub installed: Vec<Installed>,
    /// Links with traffic.
    pub links: Vec<LinkUse>,
    /// One entry a trunk, in the case's order.
    pub trunks: Vec<TrunkUse>,
    /// Demands and policies not met; empty where all are.
    pub shortfalls: Vec<Shortfall>,
    /// Capacities and policies at their limit, dearest first within a unit.
    pub binding: Vec<Binding>,
}

impl Placement {
    /// Whether anything runs: shares and means are of something.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.it_energy_mwh > 0.0
    }

    /// IT energy drawn by what stands idle, MWh: all that the hubs draw less what works.
    #[must_use]
    pub fn idle_energy_mwh(&self, case: &Case) -> f64 {
        let hours = || case.periods.iter().map(|period| period.hours);
        let draws = self.hubs.iter().map(|hub| hub.draw_mw.iter().zip(hours()));
        let drawn: f64 = draws.flatten().map(|(mw, n)| mw * n).sum();
        rounding::settled(drawn - self.it_energy_mwh, drawn).max(0.0)
    }

    /// Facility energy ÷ all IT energy, that of idle accelerators included; `None` where nothing is drawn.
    #[must_use]
    pub fn mean_pue(&self, case: &Case) -> Option<f64> {
        let drawn = self.it_energy_mwh + self.idle_energy_mwh(case);
        (drawn > 0.0 && self.energy_mwh > 0.0).then(|| self.energy_mwh / drawn)
    }

    /// Green energy ÷ facility energy; 0 where nothing runs.
    #[must_use]
    pub fn green_share(&self) -> f64 {
        share(self.green_energy_mwh, self.energy_mwh)
    }

    /// Mean load of a workload at a hub over the horizon, MW.
    #[must_use]
    pub fn mean_mw(&self, case: &Case, workload: WorkloadId, hub: HubId) -> f64 {
        let energy: f64 = self
            .loads
            .iter()
            .filter(|load| load.workload == workload && load.hub == hub)
            .map(Load::energy_mwh)
            .sum();
        energy / case.horizon_hours()
    }

    /// Load of the accelerators of a kind at a hub in each period, MW.
    #[must_use]
    pub(crate) fn load_of(&self, case: &Case, accelerator: AcceleratorId, hub: HubId) -> Vec<f64> {
        let mut by_period = vec![0.0; case.periods.len()];
        for load in self.loads.iter().filter(|load| load.hub == hub) {
            if let (Some(t), true) = (
                load.period,
                case.accelerator_of(load.workload) == Some(accelerator),
            ) {
                by_period[t] += load.mw;
            }
        }
        by_period
    }

    /// Mean load of a kind on a side over the horizon, MW.
    #[must_use]
    pub fn side_mean_mw(&self, case: &Case, kind: Kind, side: Side) -> f64 {
        let energy: f64 = self
            .hubs
            .iter()
            .filter(|used| case[used.hub].side == side)
            .map(|used| used.it_energy_by_kind_mwh[kind as usize])
            .sum();
        energy / case.horizon_hours()
    }

    /// Contracted capacity on a side, MW.
    #[must_use]
    pub(crate) fn side_contracted_mw(&self, case: &Case, side: Side) -> f64 {
        let on_side = self.hubs.iter().filter(|u| case[u.hub].side == side);
        on_side.map(|used| used.contracted_mw).sum()
    }

    /// Shadow price of a row that binds, where the solver gave one.
    #[must_use]
    pub fn shadow_price(&self, row: RowKey) -> Option<f64> {
        let found = self.binding.iter().find(|binding| binding.row == row);
        found.and_then(|binding| binding.shadow_price)
    }

    /// What it costs and emits.
    pub(crate) const fn totals(&self) -> Totals {
        Totals {
            costs: self.costs,
            carbon: self.carbon,
            magnitudes: self.magnitudes,
        }
    }

    /// Reads a plan from the values of the columns.
    #[must_use]
    pub fn read(case: &Case, formulation: &Formulation, solution: &Solution) -> Self {
        let x = &solution.x;
        let sum = |item| formulation.measures.sum(item, x);
        let total = |item| sum(item).settled();
        let loads = loads(case, formulation, x);
        let installed = installed(case, formulation, &loads, x);
        let links = links(case, &loads);
        let demand_mwh: f64 = case.workload_ids().map(|w| case.demand_mwh(w)).sum();
        let runs = !rounding::is_nothing(sum(Item::ItEnergy).value, demand_mwh);
        let energy = |item| if runs { total(item) } else { 0.0 };
        // what stands idle draws, too
        let draws = runs || case.draws_idle();
        let drawn = |item| if draws { total(item) } else { 0.0 };
        let it_energy_mwh = energy(Item::ItEnergy);
        let totals = Totals::read(case, formulation, x);
        Placement {
            magnitudes: totals.magnitudes,
            costs: totals.costs,
            carbon: totals.carbon,
            it_energy_mwh,
            energy_mwh: drawn(Item::Energy),
            green_energy_mwh: drawn(Item::GreenEnergy),
            green_bought_mwh: green_bought(formulation, x),
            mean_rtt_ms: ratio(energy(Item::RoundTrip), it_energy_mwh),
            inference_rtt_ms: inference_rtt_ms(case, &loads),
            hubs: hubs(case, formulation, (&loads, &installed), x),
            installed,
            trunks: trunks(case, &links),
            links,
            shortfalls: ShortColumns::of(case, formulation.columns())
                .read(x)
                .collect(),
            binding: binding(formulation, solution),
            loads,
        }
    }
}

/// How large the terms of cost and carbon are, from those of every item.
pub(crate) fn magnitudes(terms: impl Fn(Item) -> f64) -> Magnitudes {
    let paid = Item::COSTS.iter().filter(|&&item| item != Item::Shortfall);
    Magnitudes {
        paid_cny: paid.map(|&item| terms(item)).sum(),
        carbon_t: Accounting::ALL.map(|accounting| terms(Item::carbon(accounting))),
    }
}

/// `part ÷ whole` of sums of the same columns, of which the part is at most the whole: 1 where rounding puts it above;
/// 0 for nothing of nothing.
pub(crate) fn share(part: f64, whole: f64) -> f64 {
    const ROUNDING: f64 = 1e-12;
    let share = ratio(part, whole);
    if share > 1.0 && share <= 1.0 + ROUNDING {
        1.0
    } else {
        share
    }
}

/// `part ÷ whole`, 0 for nothing of nothing.
pub(crate) fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn loads(case: &Case, formulation: &Formulation, x: &[f64]) -> Vec<Load> {
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
                let period = period.map(PeriodId::index);
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

fn green_bought(formulation: &Formulation, x: &[f64]) -> f64 {
    let columns = formulation.columns().iter().zip(x);
    columns
        .filter(|(key, _)| matches!(key, ColumnKey::Green { .. }))
        .map(|(_, q)| q)
        .sum()
}

fn inference_rtt_ms(case: &Case, loads: &[Load]) -> f64 {
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
fn installed(case: &Case, formulation: &Formulation, loads: &[Load], x: &[f64]) -> Vec<Installed> {
    let periods = case.periods.len();
    let mut peaks: BTreeMap<(AcceleratorId, HubId), Vec<f64>> = BTreeMap::new();
    for load in loads {
        if let (Some(kind), Some(t)) = (case.accelerator_of(load.workload), load.period) {
            let by_period = peaks.entry((kind, load.hub));
            by_period.or_insert_with(|| vec![0.0; periods])[t] += load.mw;
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

fn hubs(
    case: &Case,
    formulation: &Formulation,
    (loads, installed): (&[Load], &[Installed]),
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
        })
        .collect();
    for load in loads {
        let used = &mut hubs[load.hub.index()];
        let kind = case[load.workload].kind() as usize;
        used.it_energy_by_kind_mwh[kind] += load.energy_mwh();
        used.it_energy_mwh += load.energy_mwh();
        for t in load.period.map_or(0..case.periods.len(), |t| t..t + 1) {
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
    hubs
}

/// Peak of the traffic of each link, from the loads.
fn links(case: &Case, loads: &[Load]) -> Vec<LinkUse> {
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
                for t in load.period.map_or(0..periods, |t| t..t + 1) {
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
                gbps[t] += load.mw * service.gbps_per_mw();
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

fn trunks(case: &Case, links: &[LinkUse]) -> Vec<TrunkUse> {
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

/// Columns that say what is short.
#[derive(Debug, Clone)]
pub(crate) struct ShortColumns {
    /// Column, what is short where it is over an amount, and that amount: the rounding of the solver, which grows with
    /// the figures, 1e-8 of all demand.
    columns: Vec<(usize, ShortfallKind, f64)>,
}

impl ShortColumns {
    pub(crate) fn of(case: &Case, keys: &[ColumnKey]) -> Self {
        let demand_mwh: f64 = case.workload_ids().map(|w| case.demand_mwh(w)).sum();
        let rounding = |what: ShortfallKind| match what.unit() {
            "MW" => 1e-8 * demand_mwh / case.horizon_hours(),
            _ => 1e-8 * demand_mwh,
        };
        let column = |(j, key): (usize, &ColumnKey)| {
            let what = shortfall_kind(case, *key)?;
            Some((j, what, rounding(what).max(NEGLIGIBLE)))
        };
        ShortColumns {
            columns: keys.iter().enumerate().filter_map(column).collect(),
        }
    }

    /// Those of demands, each with the amount over which it counts.
    pub(crate) fn of_demand(&self) -> Vec<(usize, f64)> {
        let columns = self.columns.iter();
        columns
            .filter(|(_, what, _)| what.is_demand())
            .map(|&(j, _, least)| (j, least))
            .collect()
    }

    pub(crate) fn read(&self, x: &[f64]) -> impl Iterator<Item = Shortfall> {
        let columns = self.columns.iter();
        columns
            .map(|&(j, what, least)| (Shortfall { what, amount: x[j] }, least))
            .filter(|(short, least)| short.amount > *least)
            .map(|(short, _)| short)
    }
}

fn shortfall_kind(case: &Case, key: ColumnKey) -> Option<ShortfallKind> {
    match key {
        ColumnKey::Unserved {
            workload,
            origin,
            period,
        } => Some(match case[workload].kind() {
            Kind::Training => ShortfallKind::Training { workload },
            Kind::Inference | Kind::Storage => ShortfallKind::Load {
                workload,
                origin,
                period: period.map(PeriodId::index),
            },
        }),
        ColumnKey::GreenShort { scope } => Some(ShortfallKind::Green { scope }),
        ColumnKey::CarbonOver => Some(ShortfallKind::Carbon),
        ColumnKey::HubShareOver { hub } => Some(ShortfallKind::HubShare { hub }),
        ColumnKey::TrainingWestShort => Some(ShortfallKind::TrainingWest),
        ColumnKey::Load { .. }
        | ColumnKey::Installed { .. }
        | ColumnKey::Bought { .. }
        // nothing in any case: what stands there is what has room
        | ColumnKey::Removed { .. }
        | ColumnKey::RunPart { .. }
        | ColumnKey::Bandwidth { .. }
        | ColumnKey::RunEnergy { .. }
        | ColumnKey::Green { .. }
        | ColumnKey::Headroom => None,
    }
}

/// Whether a row is a limit that a planner could move, rather than a demand or a definition.
pub(crate) const fn is_limit(row: RowKey) -> bool {
    !matches!(
        row,
        RowKey::Demand { .. }
            | RowKey::TrainingEnergy { .. }
            | RowKey::RunPart { .. }
            | RowKey::AcceleratorPeak { .. }
            | RowKey::FleetBought { .. }
            | RowKey::Standing { .. }
            | RowKey::LinkPeak { .. }
            | RowKey::RunEnergy { .. }
            | RowKey::GreenBound { .. }
    )
}

/// Limits whose activity is at a bound, within 1e-7 relative.
fn binding(formulation: &Formulation, solution: &Solution) -> Vec<Binding> {
    let program = &formulation.program;
    let activity = program.matrix.times(&solution.x, program.row_count());
    let mut binding: Vec<Binding> = formulation
        .rows()
        .iter()
        .enumerate()
        .filter(|&(i, &row)| {
            let at = |bound: f64| {
                bound.is_finite() && (activity[i] - bound).abs() <= 1e-7 * (1.0 + bound.abs())
            };
            is_limit(row) && (at(program.row_lower[i]) || at(program.row_upper[i]))
        })
        .map(|(i, &row)| Binding {
            row,
            shadow_price: solution.duals.as_ref().map(|y| y[i] + 0.0),
        })
        .collect();
    let price = |b: &Binding| b.shadow_price.unwrap_or(0.0).abs();
    binding.sort_by(|a, b| {
        (family(a.row), price(b))
            .partial_cmp(&(family(b.row), price(a)))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    binding
}

/// Order of the families in a table: rows of one unit stand together.
const fn family(row: RowKey) -> u8 {
    match row {
        RowKey::HubCapacity { .. } => 0,
        RowKey::FacilityLimit { .. } => 1,
        RowKey::LinkCapacity { .. } => 2,
        RowKey::TrunkCapacity { .. } => 3,
        RowKey::TrainingPower { .. } | RowKey::FleetMax { .. } => 4,
        RowKey::GreenTarget { .. } => 5,
        RowKey::CarbonCap => 6,
        RowKey::HubShare { .. } => 7,
        _ => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_over_one_only_where_more_than_rounding_puts_it_there() {
        assert_eq!(share(1.000_000_000_000_000_4, 1.0), 1.0);
        assert_eq!(share(1.01, 1.0), 1.01);
        assert_eq!(share(3.0, 4.0), 0.75);
        assert_eq!(share(0.0, 0.0), 0.0);
    }
}
