//! Claim 1: what is saved where work runs, against what its way there costs.

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
    /// What has to be positive.
    parts: [f64; 2],
}

impl CostClaim {
    /// Whether something is saved, and more than the network costs.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.parts.iter().all(|&part| part > 0.0)
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
        parts: parts(saved_cny, network_cny, terms_cny),
    }
}
