//! # A plan, read from the columns

use crate::case::{AcceleratorId, Case, HubId, Kind, Side, WorkloadId};
use crate::formulation::Formulation;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::rounding::{self, Magnitudes};
use crate::solver::Solution;

use super::binding::{Binding, binding};
use super::contracts::{ContractUse, contracts};
use super::shortfall::{ShortColumns, Shortfall};
use super::sums::{Carbon, Costs, Energies, Has, Totals, ratio, share};
use super::uses::{
    HubUse, Installed, LinkUse, Load, TrunkUse, hubs, inference_rtt_ms, installed, links, loads,
    trunks,
};

/// A plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// Loads over [`NEGLIGIBLE`](super::sums::NEGLIGIBLE), in the order of the columns.
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
    /// Accelerators over [`NEGLIGIBLE`](super::sums::NEGLIGIBLE), by kind and then by hub.
    pub installed: Vec<Installed>,
    /// One entry a contract for green power, in the case's order.
    pub power_contracts: Vec<ContractUse>,
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
    pub(crate) fn runs(&self) -> bool {
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
                by_period[t.index()] += load.mw;
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
        let loads = loads(case, formulation, x);
        let installed = installed(case, formulation, &loads, x);
        let links = links(case, &loads);
        let power_contracts = contracts(case, formulation, x);
        let demand_mwh: f64 = case.workload_ids().map(|w| case.demand_mwh(w)).sum();
        let (has, sums) = (Has::of(case), formulation.measures.sums(x));
        let totals = Totals::of(has, &sums);
        let energies = Energies::of(has, &sums, demand_mwh);
        Placement {
            magnitudes: totals.magnitudes,
            costs: totals.costs,
            carbon: totals.carbon,
            it_energy_mwh: energies.it_mwh,
            energy_mwh: energies.facility_mwh,
            green_energy_mwh: energies.green_mwh,
            green_bought_mwh: green_bought(formulation, x),
            mean_rtt_ms: ratio(energies.round_trip_ms_mwh, energies.it_mwh),
            inference_rtt_ms: inference_rtt_ms(case, &loads),
            hubs: hubs(case, formulation, (&loads, &installed, &power_contracts), x),
            installed,
            power_contracts,
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

fn green_bought(formulation: &Formulation, x: &[f64]) -> f64 {
    let columns = formulation.columns().iter().zip(x);
    columns
        .filter(|(key, _)| matches!(key, ColumnKey::Green { .. }))
        .map(|(_, q)| q)
        .sum()
}
