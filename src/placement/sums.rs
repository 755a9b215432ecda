//! # Costs and carbon of a plan, and parts of wholes

use crate::case::{Accounting, Case};
use crate::formulation::Formulation;
use crate::formulation::measures::Item;
use crate::rounding::{self, Magnitudes, Sum};

/// Loads, contracts and shortfalls under this are rounding of the solver, in their unit (MW, Gbps, MWh, t).
pub(crate) const NEGLIGIBLE: f64 = 1e-6;

/// Cost over the horizon by item, CNY.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Costs {
    /// Energy bought.
    pub electricity: f64,
    /// Contracted IT capacity.
    pub hosting: f64,
    /// Accelerators bought beyond what is there: the annuity of their price.
    #[serde(default)]
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
    /// Contracts for green power; `None` where the case has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_contracts: Option<f64>,
}

impl Costs {
    /// Items with their names, in the order in which they are reported; contracts for green power where the case has any.
    #[must_use]
    pub fn items(&self) -> Vec<(&'static str, f64)> {
        let mut items = vec![
            ("electricity", self.electricity),
            ("hosting", self.hosting),
            ("accelerators", self.accelerators),
            ("bandwidth", self.bandwidth),
            ("transfer", self.transfer),
            ("green_premium", self.green_premium),
            ("carbon_price", self.carbon_price),
            ("shortfall", self.shortfall),
        ];
        let contracts = self.power_contracts;
        items.extend(contracts.map(|cny| ("power_contracts", cny)));
        items
    }

    /// Every item as `change` makes it.
    pub(crate) fn map(&self, change: impl Fn(f64) -> f64) -> Self {
        Costs {
            electricity: change(self.electricity),
            hosting: change(self.hosting),
            accelerators: change(self.accelerators),
            bandwidth: change(self.bandwidth),
            transfer: change(self.transfer),
            green_premium: change(self.green_premium),
            carbon_price: change(self.carbon_price),
            shortfall: change(self.shortfall),
            power_contracts: self.power_contracts.map(change),
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

    /// Electricity, bought from the grid or by contract, hosting and accelerators: what a cheaper hub, or one where accelerators stand, saves.
    #[must_use]
    pub(crate) fn fees(&self) -> f64 {
        self.electricity + self.power_contracts.unwrap_or(0.0) + self.hosting + self.accelerators
    }

    /// Bandwidth and transfer: what distance costs.
    #[must_use]
    pub(crate) fn network(&self) -> f64 {
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

/// What a case has that not every case has: figures of what it lacks are not told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Has {
    /// Contracts for green power.
    contracts: bool,
    /// A marginal emission factor at every hub.
    marginal_factors: bool,
    /// Accelerators that draw power when idle.
    idle_draw: bool,
}

impl Has {
    /// What `case` has.
    pub(crate) fn of(case: &Case) -> Self {
        Has {
            contracts: !case.power_contracts.is_empty(),
            marginal_factors: case.has_marginal_factors(),
            idle_draw: case.draws_idle(),
        }
    }
}

impl Totals {
    /// Reads them from the values of the columns.
    pub(crate) fn read(case: &Case, formulation: &Formulation, x: &[f64]) -> Self {
        Totals::of(Has::of(case), &formulation.measures.sums(x))
    }

    /// From the sums of all items, in the order of [`Item::ALL`].
    pub(crate) fn of(has: Has, sums: &[Sum]) -> Self {
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
                power_contracts: has.contracts.then(|| total(Item::PowerContracts)),
            },
            carbon: Carbon {
                location_t: total(Item::CarbonLocation),
                market_t: total(Item::CarbonMarket),
                marginal_t: has.marginal_factors.then(|| total(Item::CarbonMarginal)),
            },
            magnitudes: magnitudes(|item| sums[item as usize].terms),
        }
    }
}

/// What a plan draws, and how far it is from its users.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Energies {
    /// IT energy, MWh; 0 where no more than rounding of the demand runs.
    pub it_mwh: f64,
    /// Facility energy, MWh.
    pub facility_mwh: f64,
    /// Renewable energy, contracts and purchases, MWh.
    pub green_mwh: f64,
    /// Energy that is green in its own period, MWh.
    pub matched_mwh: f64,
    /// IT energy times round-trip time, ms·MWh.
    pub round_trip_ms_mwh: f64,
}

impl Energies {
    /// From the sums of all items, for a demand of so much IT energy.
    pub(crate) fn of(has: Has, sums: &[Sum], demand_mwh: f64) -> Self {
        let sum = |item: Item| sums[item as usize];
        let runs = !rounding::is_nothing(sum(Item::ItEnergy).value, demand_mwh);
        let told = |is_told: bool, item| if is_told { sum(item).settled() } else { 0.0 };
        // what stands idle draws, too
        let draws = runs || has.idle_draw;
        Energies {
            it_mwh: told(runs, Item::ItEnergy),
            facility_mwh: told(draws, Item::Energy),
            green_mwh: told(draws, Item::GreenEnergy),
            matched_mwh: told(draws, Item::MatchedEnergy),
            round_trip_ms_mwh: told(runs, Item::RoundTrip),
        }
    }
}

/// How large the terms of cost and carbon are, from those of every item.
fn magnitudes(terms: impl Fn(Item) -> f64) -> Magnitudes {
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
