//! # How green every hour of a plan is
//!
//! ```text
//!     matched[h,t] = g·(energy − Σ_c z) + Σ_c z                          green in its own period, MWh
//! ```
//!
//! The share of a period is `Σ matched ÷ Σ energy` over the hubs in question. Weighted by energy its mean over the periods is the share of
//! all energy that is green in its own hour: what the literature on 24/7 matching calls the CFE score.

use crate::case::{Case, HubId};

use super::plan::Placement;
use super::sums::{NEGLIGIBLE, share};

impl Placement {
    /// Energy in each period, and what of it is green in that period, MWh: of a hub, or of all together.
    #[must_use]
    pub(crate) fn matched_mwh(&self, case: &Case, only: Option<HubId>) -> Vec<[f64; 2]> {
        let mut by_period = vec![[0.0; 2]; case.periods.len()];
        let hubs = self.hubs.iter();
        for used in hubs.filter(|used| only.is_none_or(|hub| hub == used.hub)) {
            let hub = &case[used.hub];
            for (t, sums) in by_period.iter_mut().enumerate() {
                let energy = used.draw_mw[t] * case.periods[t].hours * hub.pue.at(t);
                let contracted = used.contracted_mwh[t];
                sums[0] += energy;
                sums[1] += hub.green_share.at(t) * (energy - contracted) + contracted;
            }
        }
        by_period
    }

    /// Share of all energy that is green in its own period; 0 where nothing runs.
    #[must_use]
    pub fn matched_share(&self, case: &Case) -> f64 {
        let by_period = self.matched_mwh(case, None);
        let sum = |at: usize| by_period.iter().map(|sums| sums[at]).sum::<f64>();
        share(sum(1), sum(0))
    }

    /// The period whose share is least, with that share; `None` where nothing runs.
    #[must_use]
    pub fn least_matched(&self, case: &Case, only: Option<HubId>) -> Option<(usize, f64)> {
        let by_period = self.matched_mwh(case, only).into_iter().enumerate();
        by_period
            .filter(|(_, [energy, _])| *energy > NEGLIGIBLE)
            .map(|(t, [energy, green])| (t, share(green, energy)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
    }
}
