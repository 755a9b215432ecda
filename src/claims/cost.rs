//! Claim 1 for all work together: what is saved where it runs, against what its way there costs.

use crate::placement::Placement;
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
}

impl CostClaim {
    /// Whether the saving is more than the network.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.saved_cny > self.network_cny.max(0.0)
    }
}

pub(super) fn cost_claim(plan: &Placement, baseline: &Placement) -> CostClaim {
    let terms_cny = plan.magnitudes.max(&baseline.magnitudes).paid_cny;
    let of_paid = |difference| settled(difference, terms_cny);
    CostClaim {
        saved_cny: of_paid(baseline.costs.fees() - plan.costs.fees()),
        network_cny: of_paid(plan.costs.network() - baseline.costs.network()),
        net_cny: of_paid(baseline.costs.paid() - plan.costs.paid()),
    }
}
