//! Claim 1: what is saved where work runs, against what its way there costs.

use super::verdict::{Apart, Verdict};
use crate::placement::Totals;
use crate::rounding::settled;

/// Claim 1: what moving saves, beside what it costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostClaim {
    /// Electricity, hosting and chips of the baseline less the plan's, CNY.
    pub saved_cny: f64,
    /// Bandwidth and transfer of the plan less the baseline's, CNY.
    pub network_cny: f64,
    /// Everything paid in the baseline less everything paid in the plan, CNY.
    pub net_cny: f64,
    /// How far the difference of the two best plans may be from that of these two, CNY; 0 where these are the best.
    pub within_cny: f64,
    /// What has to be positive.
    parts: [f64; 2],
}

impl CostClaim {
    /// Whether it is proved that something is saved, and more than the network costs.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.verdict() == Verdict::Holds
    }

    /// What is proved of it.
    pub(crate) fn verdict(&self) -> Verdict {
        let [net, saved] = self.parts.map(|part| Verdict::of(part, self.within_cny));
        net.and(saved)
    }

    /// The same of plans that are so far from the best.
    #[must_use]
    pub(crate) fn within(self, apart: Apart) -> Self {
        CostClaim {
            within_cny: apart.cny,
            ..self
        }
    }
}

/// What has to be positive for the claim to hold, 0 where it is rounding of terms of that size: what is saved less what the network
/// costs more, and what is saved.
pub(crate) fn parts(saved_cny: f64, network_cny: f64, terms_cny: f64) -> [f64; 2] {
    [saved_cny - network_cny, saved_cny].map(|part| settled(part, terms_cny))
}

pub(crate) fn cost_claim(plan: &Totals, baseline: &Totals) -> CostClaim {
    let terms_cny = plan.magnitudes.max(&baseline.magnitudes).paid_cny;
    let of_paid = |difference| settled(difference, terms_cny);
    let saved_cny = baseline.costs.fees() - plan.costs.fees();
    let network_cny = plan.costs.network() - baseline.costs.network();
    CostClaim {
        saved_cny: of_paid(saved_cny),
        network_cny: of_paid(network_cny),
        net_cny: of_paid(baseline.costs.paid() - plan.costs.paid()),
        within_cny: 0.0,
        parts: parts(saved_cny, network_cny, terms_cny),
    }
}
