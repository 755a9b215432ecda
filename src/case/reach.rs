//! # Where work may run
//!
//! Which hubs a workload's load may be placed at, by leave and by time, and which hubs a rule speaks of. The programme, the reader,
//! reports and diagnoses all ask here.

use super::{Case, HubId, OriginId, Side, Work, Workload, WorkloadId};

/// Round trips within this of a limit meet it, ms: limits and times are often the same number,
/// computed in different ways.
const RTT_TOLERANCE_MS: f64 = 1e-9;

/// Whose energy a green target speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// All hubs.
    All,
    /// The hubs of one side.
    East,
    /// The hubs of one side.
    West,
    /// One hub.
    Hub(HubId),
}

impl Scope {
    /// Whether `hub` of `case` is in scope.
    #[must_use]
    pub(crate) fn holds(self, case: &Case, hub: HubId) -> bool {
        match self {
            Scope::All => true,
            Scope::East => case[hub].side == Side::East,
            Scope::West => case[hub].side == Side::West,
            Scope::Hub(only) => only == hub,
        }
    }
}

/// Whether a workload's load from `origin` may be placed at `hub`.
#[must_use]
pub(crate) fn reachable(case: &Case, workload: WorkloadId, origin: OriginId, hub: HubId) -> bool {
    case[workload].may_run_at(hub) && in_time(case, workload, origin, hub)
}

/// Whether the round trip from `origin` to `hub` is within the workload's limit.
pub(crate) fn in_time(case: &Case, workload: WorkloadId, origin: OriginId, hub: HubId) -> bool {
    case.link(origin, hub).rtt_ms <= case[workload].rtt_limit_ms() + RTT_TOLERANCE_MS
}

/// Origins of a workload's load, in the order of its rows.
pub(crate) fn origins(workload: &Workload) -> Vec<OriginId> {
    match &workload.work {
        Work::Inference(service) => service.requests_per_s.iter().map(|&(o, _)| o).collect(),
        Work::Training(run) => vec![run.origin],
        Work::Storage(archive) => archive.volume_pb.iter().map(|&(o, _)| o).collect(),
    }
}
