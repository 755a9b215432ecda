//! What a frontier weighs against what.

use crate::case::Case;
use crate::formulation::Formulation;
use crate::formulation::measures::Item;
use crate::path::figures::Figures;
use crate::rounding::Sum;

/// A figure that a plan should have little of, or, for the green share, much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// What is paid: all items of the cost but penalties, CNY.
    Cost,
    /// Emissions in the case's accounting, t CO2.
    Carbon,
    /// Round-trip time, ms, weighted by IT energy. Its linear measure is IT energy times round-trip time,
    /// ms·MWh; every plan of a frontier serves the same load, so the mean is that over a constant.
    RoundTrip,
    /// Renewable energy ÷ facility energy. Its linear measure is energy that is **not** green, MWh, the less the
    /// better: to ask for much green energy instead would reward hubs that waste it.
    Green,
    /// Energy that is green in its own period ÷ facility energy. Its linear measure is energy that is not, MWh.
    Hourly,
}

impl Axis {
    /// All of them.
    pub const ALL: [Axis; 5] = [
        Axis::Cost,
        Axis::Carbon,
        Axis::RoundTrip,
        Axis::Green,
        Axis::Hourly,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Axis::Cost => "cost",
            Axis::Carbon => "carbon",
            Axis::RoundTrip => "round-trip",
            Axis::Green => "green",
            Axis::Hourly => "hourly",
        }
    }

    /// What stands on the axis: heading of its column, unit included.
    #[must_use]
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Axis::Cost => "cost_cny",
            Axis::Carbon => "carbon_t",
            Axis::RoundTrip => "mean_rtt_ms",
            Axis::Green => "green_share",
            Axis::Hourly => "matched_share",
        }
    }

    /// What is given up, where it is, with its unit.
    pub(super) const fn price_of(self) -> &'static str {
        match self {
            Axis::Green => "not_green_mwh",
            Axis::Hourly => "unmatched_mwh",
            _ => self.column(),
        }
    }

    /// What there is less of, one unit at a time.
    pub(super) const fn price_per(self) -> &'static str {
        match self {
            Axis::Cost => "cny",
            Axis::Carbon => "t",
            Axis::RoundTrip => "ms",
            Axis::Green => "not_green_mwh",
            Axis::Hourly => "unmatched_mwh",
        }
    }

    /// The items that its linear measure is the sum of, each with its sign.
    fn items(self, case: &Case) -> Vec<(Item, f64)> {
        match self {
            Axis::Cost => {
                let paid = Item::COSTS.iter().filter(|&&item| item != Item::Shortfall);
                paid.map(|&item| (item, 1.0)).collect()
            }
            Axis::Carbon => vec![(Item::carbon(case.accounting), 1.0)],
            Axis::RoundTrip => vec![(Item::RoundTrip, 1.0)],
            Axis::Green => vec![(Item::Energy, 1.0), (Item::GreenEnergy, -1.0)],
            Axis::Hourly => vec![(Item::Energy, 1.0), (Item::MatchedEnergy, -1.0)],
        }
    }

    /// Coefficients of its linear measure, to be minimised.
    #[must_use]
    pub fn coefficients(self, case: &Case, formulation: &Formulation) -> Vec<f64> {
        self.summed(case, formulation, |amount| amount)
    }

    /// The sizes of what the coefficients are sums of: a measure can be nothing where these are much, and then is
    /// their rounding.
    #[must_use]
    pub(crate) fn sizes(self, case: &Case, formulation: &Formulation) -> Vec<f64> {
        self.summed(case, formulation, f64::abs)
    }

    fn summed(self, case: &Case, formulation: &Formulation, of: fn(f64) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; formulation.program.column_count()];
        for (item, sign) in self.items(case) {
            for (sum, amount) in sums.iter_mut().zip(formulation.measures.of(item)) {
                *sum += of(sign * amount);
            }
        }
        sums
    }

    /// Its linear measure.
    #[must_use]
    pub fn measure(self, case: &Case, figures: &Figures) -> f64 {
        match self {
            Axis::Cost => figures.costs.paid(),
            Axis::Carbon => figures.carbon.of(case.accounting),
            Axis::RoundTrip => figures.round_trip_ms_mwh,
            Axis::Green => {
                let terms = [figures.energy_mwh, -figures.green_energy_mwh];
                terms.into_iter().collect::<Sum>().settled()
            }
            Axis::Hourly => {
                let terms = [figures.energy_mwh, -figures.matched_energy_mwh];
                terms.into_iter().collect::<Sum>().settled()
            }
        }
    }

    /// What stands on the axis.
    #[must_use]
    pub(crate) fn value(self, case: &Case, figures: &Figures) -> f64 {
        match self {
            Axis::Cost | Axis::Carbon => self.measure(case, figures),
            Axis::RoundTrip => figures.mean_rtt_ms(),
            Axis::Green => figures.green_share(),
            Axis::Hourly => figures.matched_share(),
        }
    }
}
