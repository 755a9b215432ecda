//! # How large a programme will be, without writing it
//!
//! Counted in a pass over the links of the case, so that a case which no computer can hold is refused before
//! its programme is written. Counts are upper bounds: rows that not every case has (a link's capacity, traffic
//! of a workload without any) are counted wherever they could be.

use crate::case::{AcceleratorId, Case, Hub, Kind, Work, Workload, WorkloadId};

use super::constraints::run_energy::is_shorter;
use super::draw::is_decided;
use crate::case::reach::{origins, reachable};

use super::variables::sells_green;
use crate::solver::near::FEW_BLOCKS;

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

/// The same where the method over blocks finds a plan: no factors of a basis, no second and third programme of ranked objectives. Measured on
/// `china` with 96 and 288 periods (116 and 238 MB) and generous by a fifth.
const BYTES_IN_BLOCKS: [u64; 3] = [220, 320, 40];

/// How many times as much it is with the claims, which hold the programmes of plan, baseline and headrooms at once: 312 and 816 MB there.
const TIMES_WITH_CLAIMS: u64 = 4;

/// Bytes for each origin–hub pair of a case.
const BYTES_OF_LINK: u64 = 200;

/// The smallest run.
const LEAST_BYTES: u64 = 32 << 20;

/// The smallest run of the method over blocks, whose dense matrices are as large whatever the periods.
const LEAST_BYTES_IN_BLOCKS: u64 = 64 << 20;

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
        size.add_accelerators(case);
        let mut used = vec![false; case.links.len()];
        for id in case.workload_ids() {
            let workload = &case[id];
            let pairs = pairs(case, id, &mut used);
            let loads = pairs * periods_of(workload, periods);
            size.add_energies(workload, pairs);
            size.add_parts(workload, pairs);
            let demands = demands(workload, periods);
            size.columns += loads + demands;
            size.rows += demands;
            size.entries += loads * entries_per_load(case, id, policies) + demands;
        }
        let links = used.iter().filter(|used| **used).count() as u64;
        size.add_peaks(case, hubs, links);
        size.add_contracts(case);
        size
    }

    /// The energy column of a run at each hub, with its row: it stands there and in the link's row of each period.
    fn add_energies(&mut self, workload: &Workload, pairs: u64) {
        if let Work::Training(run) = &workload.work
            && run.sync_gbps_per_mw > 0.0
        {
            // on its own link, where its data stand in the same row, and on that of its home
            self.entries += 2 * pairs * run.open_periods() as u64;
        }
        if let Work::Training(run) = &workload.work
            && is_shorter(run)
        {
            self.rows += pairs;
            self.columns += pairs;
            self.entries += pairs * (1 + run.open_periods() as u64);
        }
    }

    /// The part of a run at each hub, with a row in each period of its window.
    fn add_parts(&mut self, workload: &Workload, pairs: u64) {
        let Work::Training(run) = &workload.work else {
            return;
        };
        self.rows += 1;
        let open = run.open_periods() as u64;
        if open > 1 {
            self.rows += pairs * open;
            self.columns += pairs;
            // each in its row of every period, and in the limit of the run
            self.entries += pairs * (open + 1);
        }
    }

    /// What stands of each kind at each hub, with a row in each period, in its limits, in the contract, and where it draws power.
    fn add_accelerators(&mut self, case: &Case) {
        let (periods, hubs) = (case.periods.len() as u64, case.hubs.len() as u64);
        let draws = periods * power_rows(case) + policies(case);
        for id in case.accelerator_ids() {
            let kind = &case[id];
            let limits = kind.fleet.max_by_hub.iter().filter(|max| max.is_finite());
            let [here, all] = limited(case, id);
            self.rows += limits.count() as u64 + all;
            let owned = u64::from(kind.fleet.is_owned());
            let standing = kind.fleet.installed.iter().filter(|count| **count > 0.0);
            let standing = standing.count() as u64;
            self.rows += owned + standing;
            self.columns += owned + standing;
            self.entries += owned + 2 * standing;
            if is_decided(case, id) {
                let idle = u64::from(kind.idle_power_share > 0.0);
                self.rows += hubs * periods;
                self.columns += hubs;
                // its own rows, the contract, its limits, what is bought, and what it draws idle
                self.entries += hubs * (periods + 1 + here + all + owned + idle * draws);
            }
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
            self.rows += links * periods;
            self.columns += links;
            self.entries += links * (periods + 2);
        }
    }

    /// Contracts for green power, what is used of each in every period, and the rows of every hour.
    fn add_contracts(&mut self, case: &Case) {
        let (periods, hubs) = (case.periods.len() as u64, case.hubs.len() as u64);
        let contracts = case.power_contracts.len() as u64;
        let policy = &case.policy;
        let together = u64::from(policy.hourly_green_share_min.is_some());
        let each = u64::from(policy.hourly_green_share_min_each_hub.is_some());
        let hourly = periods * (together + each * hubs);
        self.columns += contracts * (1 + periods) + hourly;
        // its limit, what it generates, and what its hub draws
        self.rows += contracts * (1 + 2 * periods) + hourly;
        self.entries += contracts * (1 + periods * (4 + together + each + policies(case))) + hourly;
    }

    /// Memory that solving the case takes, at most, in bytes.
    #[must_use]
    pub fn bytes(&self, case: &Case) -> u64 {
        LEAST_BYTES + self.bytes_by(case, BYTES)
    }

    /// As [`Size::bytes`], where plans near the best will do, which a case of many periods is solved for without the simplex method; with the
    /// claims or the plan alone.
    #[must_use]
    pub fn bytes_within_a_gap(&self, case: &Case, has_claims: bool) -> u64 {
        if case.periods.len() <= FEW_BLOCKS {
            return self.bytes(case);
        }
        let times = if has_claims { TIMES_WITH_CLAIMS } else { 1 };
        let plan = self.bytes_by(case, BYTES_IN_BLOCKS);
        LEAST_BYTES_IN_BLOCKS.saturating_add(plan.saturating_mul(times))
    }

    fn bytes_by(&self, case: &Case, bytes: [u64; 3]) -> u64 {
        let counts = [self.rows, self.columns, self.entries];
        let each = counts.iter().zip(bytes);
        let each = each.map(|(count, bytes)| count.saturating_mul(bytes));
        BYTES_OF_LINK * case.links.len() as u64 + each.sum::<u64>()
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

/// Rows that a load column stands in: its demand and its part of a run; its kind's row, or its contract and the limits of its kind; what
/// it draws power of in each of its periods; its link (a run's load in its energy, or where the window is short in all periods of it)
/// and its trunk; policies.
fn entries_per_load(case: &Case, id: WorkloadId, policies: u64) -> u64 {
    let workload = &case[id];
    let periods = case.periods.len() as u64;
    let (own, flowing) = match &workload.work {
        Work::Inference(_) => (1, 1),
        Work::Training(run) if is_shorter(run) => (1, 1),
        Work::Training(run) => (1, run.open_periods() as u64),
        Work::Storage(_) => (periods, periods),
    };
    let stands = match case.accelerator_of(id) {
        Some(kind) if !is_decided(case, kind) => 1 + limited(case, kind).iter().sum::<u64>(),
        _ => 1,
    };
    let network = if periods > 1 { flowing } else { 2 };
    let power = u64::from(workload.kind() == Kind::Training);
    1 + power + stands + own * power_rows(case) + network + policies
}

/// Whether a kind of accelerator is limited at any hub, and over all of them.
fn limited(case: &Case, kind: AcceleratorId) -> [u64; 2] {
    let fleet = &case[kind].fleet;
    let here = fleet.max_by_hub.iter().any(|max| max.is_finite());
    [here, fleet.max.is_finite()].map(u64::from)
}

/// Rows of a hub and a period in which what draws power stands: its grid connection, and its green energy.
fn power_rows(case: &Case) -> u64 {
    let connected = |hub: &Hub| hub.facility_limit_mw.is_finite();
    let policy = &case.policy;
    u64::from(case.hubs.iter().any(connected))
        + u64::from(sells_green(case))
        + u64::from(!case.power_contracts.is_empty())
        + u64::from(policy.hourly_green_share_min.is_some())
        + u64::from(policy.hourly_green_share_min_each_hub.is_some())
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
