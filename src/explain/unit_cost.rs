//! # What a MWh (IT) of a workload costs at a hub
//!
//! With its own profile: `D[o,t]` MW from the origins that may use the hub, `E = Σ n[t]·D[o,t]` MWh in all.
//!
//! ```text
//!     electricity   Σ n·PUE·1000·price·D / E           carbon price   Σ n·PUE·factor·carbon price·D / E
//!     hosting       1000·m·fee·max_t Σ_o D / E         bandwidth      Σ_o m·price·(peak Gbps of o) / E, and of what a run's parts exchange
//!     accelerators  annuity·max_t Σ_o D / E, 0 while any that are there are free
//!     transfer      Σ transfer price·TB / E            rules          −Σ y_i·a_i·D / E     rows i of rules
//!     scarcity      −(y_capacity·max_t Σ_o D + Σ_o (y_link + y_trunk)·(peak Gbps of o) + …) / E
//! ```
//!
//! Accelerators draw their idle part whether they run or not: electricity, carbon and rules hold it for those of its own peak.
//! With one period these are the programme's own coefficients and prices.

use std::collections::HashMap;

use crate::case::{HubId, PeriodId};
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::formulation::measures::Item;

use super::asked::Asked;
use super::optimum::BasicOptimum;

/// What one MWh (IT) of a workload costs at a hub, CNY, by item.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct UnitCost {
    /// Energy bought.
    pub electricity: f64,
    /// Capacity contracted for its own peak.
    pub hosting: f64,
    /// Accelerators bought for its own peak, at what the next one costs.
    pub accelerators: f64,
    /// Bandwidth contracted for its own peak.
    pub bandwidth: f64,
    /// Bulk data moved.
    pub transfer: f64,
    /// Carbon price paid.
    pub carbon_price: f64,
    /// What it adds to or takes from rules (green share, carbon cap, shares), at their shadow prices.
    pub rules: f64,
    /// What the room that it takes is worth, at the shadow prices of full hubs, links and trunks.
    pub scarcity: f64,
}

impl UnitCost {
    /// Sum of all items but scarcity.
    #[must_use]
    pub(crate) fn own(&self) -> f64 {
        self.electricity
            + self.hosting
            + self.accelerators
            + self.bandwidth
            + self.transfer
            + self.carbon_price
            + self.rules
    }

    /// Bandwidth and transfer.
    #[must_use]
    pub(crate) fn network(&self) -> f64 {
        self.bandwidth + self.transfer
    }

    /// Sum of all items.
    #[must_use]
    pub(crate) fn with_scarcity(&self) -> f64 {
        self.own() + self.scarcity
    }
}

/// Prices of a plan's rows, by meaning.
pub(super) struct Prices<'a> {
    optimum: &'a BasicOptimum<'a>,
    by_row: HashMap<RowKey, f64>,
}

impl<'a> Prices<'a> {
    pub(crate) fn of(optimum: &'a BasicOptimum<'a>) -> Self {
        let rows = optimum.formulation.rows().iter().copied();
        Prices {
            optimum,
            by_row: rows.zip(optimum.duals.iter().copied()).collect(),
        }
    }

    fn of_row(&self, row: RowKey) -> f64 {
        self.by_row.get(&row).copied().unwrap_or(0.0)
    }

    /// Cost of a MWh (IT) of a workload at a hub; nothing where none of it may come.
    pub(crate) fn unit_cost(&self, asked: &Asked, hub: HubId) -> UnitCost {
        let case = self.optimum.case;
        let energy_mwh = asked.energy_mwh(case, Some(hub));
        if energy_mwh <= 0.0 {
            return UnitCost::default();
        }
        let peak_mw = asked.peak_mw(case, hub);
        let months = case.horizon_months();
        let capacity = self.of_row(RowKey::HubCapacity { hub });
        let mut cost = self.by_column(asked, hub);
        cost.hosting = 1000.0 * months * case[hub].hosting_cny_per_kw_month * peak_mw;
        cost.scarcity -= capacity * peak_mw;
        let mut carries = |origin, hub, gbps: f64| {
            let link = case.link(origin, hub);
            let trunk = link.trunk.map(|trunk| RowKey::TrunkCapacity { trunk });
            let room = self.of_row(RowKey::LinkCapacity { origin, hub })
                + trunk.map_or(0.0, |row| self.of_row(row));
            cost.bandwidth += months * link.price_cny_per_gbps_month * gbps;
            cost.scarcity -= room * gbps;
        };
        for part in asked.parts_within(case, hub) {
            carries(part.origin, hub, part.peak_gbps);
            if let Some((sync, home)) = case.sync_of(asked.workload, hub) {
                carries(part.origin, hub, sync * peak_mw);
                carries(part.origin, home, sync * peak_mw);
            }
        }
        cost.per(energy_mwh)
    }

    /// Items that are sums over the load columns, for the whole demand, CNY.
    fn by_column(&self, asked: &Asked, at: HubId) -> UnitCost {
        let formulation = &self.optimum.formulation;
        let (case, mut cost) = (self.optimum.case, UnitCost::default());
        let (kind, peak_mw) = (case.accelerator_of(asked.workload), asked.peak_mw(case, at));
        for (j, key) in formulation.columns().iter().enumerate() {
            let mw = match *key {
                ColumnKey::Load {
                    workload,
                    origin,
                    hub,
                    period,
                } if hub == at && asked.is_of(workload, origin) => {
                    asked.demand_mw(origin, period.map(PeriodId::index))
                }
                ColumnKey::Installed { accelerator, hub }
                    if hub == at && Some(accelerator) == kind =>
                {
                    peak_mw
                }
                _ => continue,
            };
            let item = |item| mw * formulation.measures.at(item, j);
            cost.electricity += item(Item::Electricity);
            cost.accelerators += item(Item::Accelerators);
            cost.transfer += item(Item::Transfer);
            cost.carbon_price += item(Item::Carbon);
            for (i, a) in formulation.program.matrix.column(j) {
                let price = -mw * a * self.optimum.duals[i];
                match formulation.rows()[i] {
                    RowKey::GreenTarget { .. }
                    | RowKey::GreenBound { .. }
                    | RowKey::HourlyGreen { .. }
                    | RowKey::CarbonCap
                    | RowKey::HubShare { .. }
                    | RowKey::TrainingWest => cost.rules += price,
                    RowKey::FleetBought { .. } => cost.accelerators += price,
                    // what it lets its hub use of contracts
                    RowKey::PowerDrawn { .. } => cost.electricity += price,
                    RowKey::FacilityLimit { .. } | RowKey::FleetMax { .. } => {
                        cost.scarcity += price;
                    }
                    _ => {}
                }
            }
        }
        cost
    }
}

impl UnitCost {
    fn per(self, energy_mwh: f64) -> Self {
        let each = |cny: f64| cny / energy_mwh + 0.0;
        UnitCost {
            electricity: each(self.electricity),
            hosting: each(self.hosting),
            accelerators: each(self.accelerators),
            bandwidth: each(self.bandwidth),
            transfer: each(self.transfer),
            carbon_price: each(self.carbon_price),
            rules: each(self.rules),
            scarcity: each(self.scarcity),
        }
    }
}
