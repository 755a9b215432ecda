//! # Who draws the power of a load: the workload, or the accelerators that stand there

use crate::case::{AcceleratorId, Case, WorkloadId};

/// Whether what stands of a kind is a column of its own, and not its load.
pub(crate) fn is_decided(case: &Case, kind: AcceleratorId) -> bool {
    case.periods.len() > 1 || case[kind].fleet.is_owned()
}

/// The part of its power that a workload's load draws by itself: all of it, less what its accelerators draw anyhow.
pub(crate) fn own_draw(case: &Case, workload: WorkloadId) -> f64 {
    match case.accelerator_of(workload) {
        Some(kind) if is_decided(case, kind) => 1.0 - case[kind].idle_power_share,
        _ => 1.0,
    }
}
