//! The case's baseline, beside a frontier.

use crate::case::Case;
use crate::claims;
use crate::optimum;
use crate::placement::Placement;
use crate::solver::{SolveError, Solver};

use super::Axis;

/// What the baseline costs and emits, for the part of the load that it can serve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baseline {
    /// What is paid: all items of the cost but penalties, CNY.
    pub cost_cny: f64,
    /// Emissions in the case's accounting, t CO2.
    pub carbon_t: f64,
    /// Round-trip time, mean by IT energy, ms.
    pub mean_rtt_ms: f64,
    /// Renewable energy ÷ facility energy, 0..1.
    pub green_share: f64,
    /// Share of the energy that is green in its own period, 0..1.
    pub matched_share: f64,
    /// Part of the cheapest plan's IT energy that it serves, 0..1. Under 1 it is no rival of the plans of a
    /// frontier, which all serve the whole.
    pub served_share: f64,
}

impl Baseline {
    /// The baseline of a case, that of [`claims`]; `None` where it can serve nothing.
    ///
    /// # Errors
    /// [`SolveError`] where a programme cannot be solved.
    pub(crate) fn of(case: &Case) -> Result<Option<Self>, SolveError> {
        let solver = Solver::default();
        let (formulation, solved) = optimum::solve(case, solver)?;
        let plan = Placement::read(case, &formulation, &solved.solution);
        let claims = claims::compare(case, &plan, solver)?;
        let plan = &claims.baseline;
        Ok((plan.it_energy_mwh > 0.0).then(|| Baseline {
            cost_cny: plan.costs.paid(),
            carbon_t: plan.carbon.of(case.accounting),
            mean_rtt_ms: plan.mean_rtt_ms,
            green_share: plan.green_share(),
            matched_share: plan.matched_share(case),
            served_share: claims.compared_share,
        }))
    }

    /// What stands on an axis.
    #[must_use]
    pub(crate) const fn value(&self, axis: Axis) -> f64 {
        match axis {
            Axis::Cost => self.cost_cny,
            Axis::Carbon => self.carbon_t,
            Axis::RoundTrip => self.mean_rtt_ms,
            Axis::Green => self.green_share,
            Axis::Hourly => self.matched_share,
        }
    }
}
