//! Claim 2: carbon avoided.

use super::verdict::{Apart, Verdict};
use crate::case::Accounting;
use crate::placement::Totals;
use crate::rounding;

/// Claim 2: carbon avoided in one accounting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CarbonClaim {
    /// Which accounting.
    pub accounting: Accounting,
    /// Emission of the baseline, t CO2.
    pub baseline_t: f64,
    /// Emission of the plan, t CO2.
    pub plan_t: f64,
    /// What rounding of the two may leave of no difference, t CO2.
    pub rounding_t: f64,
    /// Under which a difference decides nothing, since the plans are near the best and not the best, t CO2: their gaps' part of what
    /// they emit. That is a measure and no proof, since gaps bound costs alone.
    pub within_t: f64,
}

impl CarbonClaim {
    /// Baseline less plan, t CO2; 0 where they differ by rounding.
    #[must_use]
    pub fn avoided_t(&self) -> f64 {
        let avoided_t = self.baseline_t - self.plan_t;
        if avoided_t.abs() > self.rounding_t {
            avoided_t
        } else {
            0.0
        }
    }

    /// Avoided ÷ baseline; 0 where the baseline emits nothing.
    #[must_use]
    pub fn avoided_share(&self) -> f64 {
        if self.baseline_t > self.rounding_t {
            self.avoided_t() / self.baseline_t
        } else {
            0.0
        }
    }

    /// Whether carbon is avoided.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.verdict() == Verdict::Holds
    }

    /// What these plans say of it.
    pub(crate) fn verdict(&self) -> Verdict {
        Verdict::of(self.avoided_t(), self.within_t)
    }

    /// The same of plans that are so far from the best.
    #[must_use]
    pub(crate) fn within(self, apart: Apart) -> Self {
        CarbonClaim {
            within_t: apart.share * self.baseline_t.abs().max(self.plan_t.abs()),
            ..self
        }
    }
}

/// Accountings in which both sides have a figure.
pub(crate) fn carbon_claims(plan: &Totals, baseline: &Totals) -> Vec<CarbonClaim> {
    let magnitudes = plan.magnitudes.max(&baseline.magnitudes);
    let claim = |accounting| CarbonClaim {
        accounting,
        baseline_t: baseline.carbon.of(accounting),
        plan_t: plan.carbon.of(accounting),
        rounding_t: rounding::between_optima(magnitudes.carbon_in_t(accounting)),
        within_t: 0.0,
    };
    let claims = Accounting::ALL.into_iter().map(claim);
    let is_known = |claim: &CarbonClaim| !(claim.baseline_t.is_nan() || claim.plan_t.is_nan());
    claims.filter(is_known).collect()
}
