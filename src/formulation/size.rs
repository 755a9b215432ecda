//! # How large a programme will be, without writing it
//!
//! Counted in a pass over the links of the case, so that a case which no computer can hold is refused before
//! its programme is written. Counts are upper bounds: rows that not every case has (a link's capacity, traffic
//! of a workload without any) are counted wherever they could be.

use crate::case::{Case, Kind, Work, Workload, WorkloadId};

use super::constraints::run_energy::is_shorter;
use super::variables::{origins, reachable, sells_green};

/// Dimensions of a programme, at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Size {
    /// Rows.
    pub rows: u64,
    /// Columns.
    pub columns: u64,
    /// Entries of the matrix.
    pub entries: u64,
}

/// Bytes for each row, column and entry while a case is solved, with all copies that live at once; measured on programmes of
/// up to 830,000 columns and generous by a factor of two.
const BYTES: [u64; 3] = [1_500, 1_200, 150];

/// Bytes for each origin–hub pair of a case.
const BYTES_OF_LINK: u64 = 200;

/// The smallest run.
const LEAST_BYTES: u64 = 32 << 20;

impl Size {
    /// The size of a case's programme, at most.
    #[must_use]
    pub fn of(case: &Case) -> Self {
        let periods = case.periods.len() as u64;
        let hubs = case.hubs.len() as u64;
        let policies = policies(case);
        let mut size = Size {
            rows: hubs + case.trunks.len() as u64 + policies,
            columns: policies,
            entries: policies,
        };
        let mut used = vec![false; case.links.len()];
        for id in case.workload_ids() {
            let workload = &case[id];
            let pairs = pairs(case, id, &mut used);
            let loads = pairs * periods_of(workload, periods);
            size.add_energies(workload, pairs);
            let demands = demands(workload, periods);
            size.columns += loads + demands;
            size.rows += demands;
            size.entries += loads * entries_per_load(case, workload, policies) + demands;
            if workload.kind() == Kind::Training {
                size.rows += periods;
            }
        }
        let links = used.iter().filter(|used| **used).count() as u64;
        size.add_peaks(case, hubs, links);
        size
    }

    /// The energy column of a run at each hub, with its row: it stands there and in the link's row of each period.
    fn add_energies(&mut self, workload: &Workload, pairs: u64) {
        if let Work::Training(run) = &workload.work
            && is_shorter(run)
        {
            self.rows += pairs;
            self.columns += pairs;
            self.entries += pairs * (1 + run.open_periods() as u64);
        }
    }

    /// Contracts and their peaks, grid connections, and green purchases.
    fn add_peaks(&mut self, case: &Case, hubs: u64, links: u64) {
        let periods = case.periods.len() as u64;
        let limited = case
            .links
            .iter()
            .filter(|link| link.capacity_gbps.is_finite());
        self.rows += limited.count() as u64;
        let connections = case
            .hubs
            .iter()
            .filter(|hub| hub.facility_limit_mw.is_finite());
        self.rows += connections.count() as u64 * periods;
        if sells_green(case) {
            self.rows += hubs * periods;
            self.columns += hubs * periods;
            self.entries += hubs * periods * (1 + policies(case));
        }
        if periods > 1 {
            self.rows += (hubs + links) * periods;
            self.columns += hubs + links;
            self.entries += (hubs + links) * (periods + 2);
        }
    }

    /// Memory that solving the case takes, at most, in bytes.
    #[must_use]
    pub fn bytes(&self, case: &Case) -> u64 {
        let counts = [self.rows, self.columns, self.entries];
        let each = counts
            .iter()
            .zip(BYTES)
            .map(|(count, bytes)| count.saturating_mul(bytes));
        LEAST_BYTES + BYTES_OF_LINK * case.links.len() as u64 + each.sum::<u64>()
    }
}

/// Origin–hub pairs that a workload's load may use; they are marked in `used`.
fn pairs(case: &Case, workload: WorkloadId, used: &mut [bool]) -> u64 {
    let mut count = 0;
    for origin in origins(&case[workload]) {
        for hub in case
            .hub_ids()
            .filter(|&hub| reachable(case, workload, origin, hub))
        {
            count += 1;
            if let Some(used) = used.get_mut(origin.index() * case.hubs.len() + hub.index()) {
                *used = true;
            }
        }
    }
    count
}

/// Load columns of a pair.
fn periods_of(workload: &Workload, periods: u64) -> u64 {
    match &workload.work {
        Work::Inference(_) => periods,
        Work::Training(run) => run.open_periods() as u64,
        Work::Storage(_) => 1,
    }
}

fn demands(workload: &Workload, periods: u64) -> u64 {
    match &workload.work {
        Work::Inference(service) => service.requests_per_s.len() as u64 * periods,
        Work::Training(_) => 1,
        Work::Storage(archive) => archive.volume_pb.len() as u64,
    }
}

/// Rows that a load column stands in: its demand and its power limit; the hub, its grid connection and its green energy in each of its
/// periods; its link (a run's load in its energy, or where the window is short in all periods of it) and its trunk; policies.
fn entries_per_load(case: &Case, workload: &Workload, policies: u64) -> u64 {
    let periods = case.periods.len() as u64;
    let (own, flowing) = match &workload.work {
        Work::Inference(_) => (1, 1),
        Work::Training(run) if is_shorter(run) => (1, 1),
        Work::Training(run) => (1, run.open_periods() as u64),
        Work::Storage(_) => (periods, periods),
    };
    let connection = u64::from(
        case.hubs
            .iter()
            .any(|hub| hub.facility_limit_mw.is_finite()),
    );
    let green = u64::from(sells_green(case));
    let network = if periods > 1 { flowing } else { 2 };
    let power = u64::from(workload.kind() == Kind::Training);
    1 + power + own * (1 + connection + green) + network + policies
}

/// Rows of policies, each over nearly all loads.
fn policies(case: &Case) -> u64 {
    let policy = &case.policy;
    let green = [
        policy.green_share_min,
        policy.green_share_min_east,
        policy.green_share_min_west,
    ];
    let single = green.iter().filter(|target| target.is_some()).count()
        + policy.green_share_min_by_hub.len()
        + usize::from(policy.carbon_cap_t.is_some())
        + usize::from(policy.training_west_share_min.is_some());
    let by_hub = if policy.hub_share_max.is_some() {
        case.hubs.len()
    } else {
        0
    };
    (single + by_hub) as u64
}
