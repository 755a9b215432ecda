//! # Runs that are split
//!
//! The parts of a run that is split over hubs exchange gradients or parameters. How much depends on which part is the largest, and that is
//! no linear function. What is linear, and never less than what a split run exchanges when its home holds a part, is a star around a hub that
//! is known beforehand, its **home**: all that stands elsewhere exchanges with it, past the place of the run's data,
//!
//! ```text
//!     traffic of link (o,h)       + sync[w]·x[w,o,h,t]                ∀ h ≠ home[w]        [Gbps]
//!     traffic of link (o,home)    + Σ_{h ≠ home[w]} sync[w]·x[w,o,h,t]                     [Gbps]
//! ```
//!
//! The home is where the run would be without a move: by a plan of today the hub with the largest part of it, else the hub of the baseline
//! that is nearest to its data. A run that moves as a whole exchanges nothing, and is charged all the same: that is conservative, and a run
//! that is held together (`hubs_max` 1) is not charged.

use super::{Baseline, Case, HubId, Work, WorkloadId};

impl Case {
    /// The hub with which the parts of a run elsewhere exchange traffic; `None` for other work and where the run has no hub.
    #[must_use]
    pub(crate) fn home_of(&self, workload: WorkloadId) -> Option<HubId> {
        let Work::Training(run) = &self[workload].work else {
            return None;
        };
        let allowed = || self.hub_ids().filter(|&hub| self[workload].may_run_at(hub));
        let nearest = |of_baseline: bool| {
            let hubs = allowed().filter(|&hub| !of_baseline || self.baseline.uses(self, hub));
            let rtt_ms = |hub: HubId| self.link(run.origin, hub).rtt_ms;
            hubs.min_by(|&a, &b| rtt_ms(a).total_cmp(&rtt_ms(b)))
        };
        self.largest_part(workload)
            .filter(|&hub| self[workload].may_run_at(hub))
            .or_else(|| nearest(true))
            .or_else(|| nearest(false))
    }

    /// Where the largest part of a run is by a plan of today, the first of equals.
    fn largest_part(&self, workload: WorkloadId) -> Option<HubId> {
        let Baseline::Plan { shares, .. } = &self.baseline else {
            return None;
        };
        let own = shares.iter().filter(|row| row.workload == workload);
        let largest = own.reduce(|a, b| if b.share > a.share { b } else { a });
        largest.map(|row| row.hub)
    }

    /// Traffic that a MW of a run at a hub exchanges with its home, Gbps, and the home; `None` where it exchanges nothing.
    #[must_use]
    pub(crate) fn sync_of(&self, workload: WorkloadId, hub: HubId) -> Option<(f64, HubId)> {
        let Work::Training(run) = &self[workload].work else {
            return None;
        };
        if run.held || run.sync_gbps_per_mw <= 0.0 {
            return None;
        }
        let home = self.home_of(workload)?;
        (home != hub).then_some((run.sync_gbps_per_mw, home))
    }
}
