//! # What a column adds to each reported figure
//!
//! Every figure of a plan is linear in the columns. For one MW of `x[w,o,h,t]`, with facility energy
//! `e = n·PUE` MWh, grid factor `f` (t/MWh = kg/kWh), residual factor `r` and green share `g`:
//!
//! ```text
//!     electricity      1000·price·e                              CNY
//!     carbon, location f·e            market  (1 − g)·r·e        t CO2      (q takes away r in the market)
//!     green energy     g·e                                       MWh        (q adds itself)
//!     round trip       n·rtt[o,h]                                ms·MWh
//! ```
//!
//! The accountings are those of the GHG Protocol Scope 2 Guidance (2015).

use super::amounts::Amounts;
use crate::case::{Accounting, Case};
use crate::rounding::Sum;

/// A figure that is a sum over columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Item {
    /// Energy bought, CNY.
    Electricity,
    /// Contracted IT capacity, CNY.
    Hosting,
    /// Accelerators bought, CNY: the annuity of what is beyond what is there.
    Accelerators,
    /// Contracted bandwidth, CNY.
    Bandwidth,
    /// Bulk data moved, CNY.
    Transfer,
    /// Green energy bought on top, CNY.
    GreenPremium,
    /// Carbon price paid, CNY.
    Carbon,
    /// Penalties, CNY.
    Shortfall,
    /// Emissions by the average factor of the grid, t CO2.
    CarbonLocation,
    /// Emissions with green contracts counted, t CO2.
    CarbonMarket,
    /// Emissions by the marginal factor, t CO2; zero where a hub has none.
    CarbonMarginal,
    /// Facility energy, MWh.
    Energy,
    /// Energy of the IT equipment, MWh.
    ItEnergy,
    /// Renewable energy, own contracts and purchases, MWh.
    GreenEnergy,
    /// IT energy times round-trip time, ms·MWh.
    RoundTrip,
    /// Contracts for green power, CNY.
    PowerContracts,
    /// Energy that is green in its own period, MWh: by the hub's own share and by contracts, not by purchases on top.
    MatchedEnergy,
}

impl Item {
    /// Items that make up the cost, in the order in which they are reported.
    pub(crate) const COSTS: [Item; 9] = [
        Item::Electricity,
        Item::Hosting,
        Item::Accelerators,
        Item::Bandwidth,
        Item::Transfer,
        Item::GreenPremium,
        Item::Carbon,
        Item::Shortfall,
        Item::PowerContracts,
    ];

    /// Every item.
    pub(crate) const ALL: [Item; 17] = [
        Item::Electricity,
        Item::Hosting,
        Item::Accelerators,
        Item::Bandwidth,
        Item::Transfer,
        Item::GreenPremium,
        Item::Carbon,
        Item::Shortfall,
        Item::CarbonLocation,
        Item::CarbonMarket,
        Item::CarbonMarginal,
        Item::Energy,
        Item::ItEnergy,
        Item::GreenEnergy,
        Item::RoundTrip,
        Item::PowerContracts,
        Item::MatchedEnergy,
    ];

    /// Items of a case without contracts for green power: the first of all.
    pub(crate) const PLAIN: usize = 15;
    /// Items of the cost of a case without contracts for green power, which stand first.
    pub(crate) const PLAIN_COSTS: usize = 8;

    const COUNT: usize = Item::ALL.len();

    /// Its name in tables: `green_premium`.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Item::Electricity => "electricity",
            Item::Hosting => "hosting",
            Item::Accelerators => "accelerators",
            Item::Bandwidth => "bandwidth",
            Item::Transfer => "transfer",
            Item::GreenPremium => "green_premium",
            Item::Carbon => "carbon_price",
            Item::Shortfall => "shortfall",
            Item::CarbonLocation => "carbon_location_t",
            Item::CarbonMarket => "carbon_market_t",
            Item::CarbonMarginal => "carbon_marginal_t",
            Item::Energy => "energy_mwh",
            Item::ItEnergy => "it_energy_mwh",
            Item::GreenEnergy => "green_energy_mwh",
            Item::RoundTrip => "round_trip_ms_mwh",
            Item::PowerContracts => "power_contracts",
            Item::MatchedEnergy => "matched_energy_mwh",
        }
    }

    /// The item that holds the emissions of an accounting.
    #[must_use]
    pub(crate) const fn carbon(accounting: Accounting) -> Item {
        match accounting {
            Accounting::Location => Item::CarbonLocation,
            Accounting::Market => Item::CarbonMarket,
            Accounting::Marginal => Item::CarbonMarginal,
        }
    }
}

/// One coefficient per item and column.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    by_item: [Amounts; Item::COUNT],
}

impl Default for Measures {
    fn default() -> Self {
        Self {
            by_item: std::array::from_fn(|_| Amounts::default()),
        }
    }
}

impl Measures {
    /// Coefficients of an item, one per column.
    pub fn of(&self, item: Item) -> impl ExactSizeIterator<Item = f64> + '_ {
        self.by_item[item as usize].iter()
    }

    /// The coefficient of one column.
    #[must_use]
    pub(crate) fn at(&self, item: Item, column: usize) -> f64 {
        self.by_item[item as usize].at(column)
    }

    /// Values of all items at `x`, with how large their terms are.
    #[must_use]
    pub(crate) fn sums(&self, x: &[f64]) -> [Sum; Item::COUNT] {
        let columns = x.iter().enumerate().filter(|(_, x)| **x != 0.0);
        let used: Vec<(usize, f64)> = columns.map(|(j, x)| (j, *x)).collect();
        Item::ALL.map(|item| used.iter().map(|&(j, x)| self.at(item, j) * x).collect())
    }

    /// Takes over all numbers of another with as many columns, into the room that is there.
    pub(super) fn take(&mut self, from: &Measures) {
        for (own, of) in self.by_item.iter_mut().zip(&from.by_item) {
            own.take(of);
        }
    }

    pub(crate) fn set(&mut self, item: Item, column: usize, amount: f64) {
        self.by_item[item as usize].set(column, amount);
    }

    /// Makes room for so many columns.
    pub(super) fn reserve(&mut self, columns: usize) {
        for coefficients in &mut self.by_item {
            coefficients.reserve(columns);
        }
    }

    pub(super) fn push_column(&mut self) {
        for coefficients in &mut self.by_item {
            coefficients.push();
        }
    }

    pub(crate) fn add(&mut self, item: Item, column: usize, amount: f64) {
        self.set(item, column, self.at(item, column) + amount);
    }

    /// What a column costs.
    fn cost_of(&self, j: usize) -> f64 {
        Item::COSTS.iter().map(|&item| self.at(item, j)).sum()
    }

    /// Coefficients of a column in the objectives, by rank.
    pub(crate) fn objectives_of(&self, j: usize, accounting: Accounting) -> [f64; 3] {
        let carbon = self.at(Item::carbon(accounting), j);
        [self.cost_of(j), carbon, self.at(Item::RoundTrip, j)]
    }

    /// Objectives by rank: cost, carbon in the case's accounting, round-trip time.
    pub(super) fn objectives(&self, case: &Case) -> [(&'static str, Vec<f64>); 3] {
        let columns = self.by_item[Item::Energy as usize].len();
        let cost = (0..columns).map(|j| self.cost_of(j)).collect();
        [
            ("cost_cny", cost),
            ("carbon_t", self.of(Item::carbon(case.accounting)).collect()),
            ("round_trip_ms_mwh", self.of(Item::RoundTrip).collect()),
        ]
    }
}
