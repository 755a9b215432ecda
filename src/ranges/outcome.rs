//! What ranges are asked about: the three claims as figures.

use crate::case::Case;
use crate::claims::{carbon_claims, cost_claim};
use crate::placement::Totals;

/// An outcome that figures move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All that is paid in the baseline less all that is paid in the plan, CNY.
    CostSaved,
    /// Emission of the baseline less the plan's in the case's accounting, t CO2.
    CarbonSaved,
    /// Multiple of the tightest services' demand that the plan could serve, less that of the baseline.
    HeadroomGained,
}

/// Number of outcomes.
pub(crate) const COUNT: usize = 3;

impl Outcome {
    /// All, in the order of the claims.
    pub const ALL: [Outcome; COUNT] = [
        Outcome::CostSaved,
        Outcome::CarbonSaved,
        Outcome::HeadroomGained,
    ];

    /// Its name in files: `cost_saved_cny`.
    #[must_use]
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Outcome::CostSaved => "cost_saved_cny",
            Outcome::CarbonSaved => "carbon_saved_t",
            Outcome::HeadroomGained => "headroom_gained",
        }
    }

    /// Its name for people.
    #[must_use]
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Outcome::CostSaved => "cost saved",
            Outcome::CarbonSaved => "carbon saved",
            Outcome::HeadroomGained => "headroom gained",
        }
    }
}

/// All outcomes at one point of the ranges, by [`Outcome::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Outcomes {
    /// The figures; differences within their rounding are 0.
    pub values: [f64; COUNT],
}

impl Outcomes {
    /// One of them.
    #[must_use]
    pub const fn of(&self, outcome: Outcome) -> f64 {
        self.values[outcome as usize]
    }

    /// Whether the claim behind an outcome holds.
    #[must_use]
    pub(crate) fn holds(&self, outcome: Outcome) -> bool {
        self.of(outcome) > 0.0
    }
}

/// Cost and carbon saved: the baseline's less the plan's.
pub(super) fn saved(case: &Case, plan: &Totals, baseline: &Totals) -> [f64; 2] {
    let claims = carbon_claims(plan, baseline);
    let carbon = claims
        .iter()
        .find(|claim| claim.accounting == case.accounting);
    [
        cost_claim(plan, baseline).net_cny,
        carbon.map_or(0.0, |claim| claim.avoided_t()),
    ]
}
