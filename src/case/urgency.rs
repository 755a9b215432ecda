//! # What to serve first where not all can be served
//!
//! With one penalty for all, which load goes unserved is decided by what it costs to serve, or by nothing. Where a
//! case asks for it, a workload's penalty is multiplied by its *urgency*: 1 and the number of distinct round-trip
//! limits that are longer than its own, so that what bears the longest round trip is left out first.

use super::{Case, Workload, WorkloadId};

impl Case {
    /// The same case, in which what bears the longest round trip is left out first.
    #[must_use]
    pub(crate) fn urgent_first(&self) -> Case {
        let mut case = self.clone();
        case.penalties.urgent_first = true;
        case
    }

    /// Penalty of leaving a workload unserved, CNY per MWh (IT).
    #[must_use]
    pub(crate) fn unserved_penalty_cny_per_mwh(&self, workload: WorkloadId) -> f64 {
        let penalty = self.penalties.unserved_cny_per_mwh;
        if self.penalties.urgent_first {
            penalty * self.urgency(workload)
        } else {
            penalty
        }
    }

    /// Values of a workload's round-trip limit at which urgencies change: every other limit, where two become one, and
    /// the next value over it, where they are two again.
    #[must_use]
    pub(crate) fn order_changes(&self, workload: WorkloadId) -> Vec<f64> {
        let others = self.workload_ids().filter(|&other| other != workload);
        let limits = others.map(|other| self[other].rtt_limit_ms());
        limits.flat_map(|limit| [limit, limit.next_up()]).collect()
    }

    fn urgency(&self, workload: WorkloadId) -> f64 {
        let own = self[workload].rtt_limit_ms();
        let limits = self.workloads.iter().map(Workload::rtt_limit_ms);
        let mut longer: Vec<f64> = limits.filter(|&limit| limit > own).collect();
        longer.sort_by(f64::total_cmp);
        longer.dedup();
        #[allow(clippy::cast_precision_loss)]
        let count = longer.len() as f64;
        1.0 + count
    }
}
