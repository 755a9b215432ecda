//! The size that is told before a programme is written.

use super::book::Book;
use super::{common, varied};
use crate::Case;
use crate::case::{Accounting, Work};
use crate::formulation::size::Size;

const INF: f64 = f64::INFINITY;

/// `tiny` by hand. Loads: chat delta–coast and upland to both, pretrain and backup to both: 7. Demands: 2 of chat, pretrain,
/// backup: 4. One policy. Rows: 2 hubs, 1 policy, 4 demands, 1 power limit, 4 links with a capacity, 2 green bounds.
/// Columns: 7 loads, 4 and 1 shortfalls, 2 green purchases. Entries: chat stands in demand, hub, green bound, link, trunk
/// and policy, 3 · 6; pretrain in its power limit too, 2 · 7; backup 2 · 6; 4 and 1 shortfalls; a purchase stands in its bound and the policy.
#[test]
fn the_size_of_tiny_is_the_one_counted_by_hand() {
    let case = common::dataset("tiny");
    let links_with_capacity = case
        .links
        .iter()
        .filter(|link| link.capacity_gbps < INF)
        .count();
    assert_eq!(links_with_capacity, 4);
    let size = Size::of(&case);
    let entries = 3 * 6 + 2 * 7 + 2 * 6 + 5 + 2 * 2;
    let expected = Size {
        rows: 14,
        columns: 14,
        entries,
    };
    assert_eq!(size, expected);
    let bytes = 32 * 1024 * 1024 + 200 * 4 + 1500 * 14 + 1200 * 14 + 150 * entries;
    assert_eq!(size.bytes(&case), bytes);
    // few periods are solved by the simplex method, whatever would do
    assert_eq!(size.bytes_within_a_gap(&case, false), bytes);
    assert_eq!(size.bytes_within_a_gap(&case, true), bytes);
}

/// Whether a kind is limited at any hub, and over all of them.
fn limits(case: &Case, k: usize) -> [usize; 2] {
    let fleet = &case.accelerators[k].fleet;
    let here = fleet.max_by_hub.iter().any(|max| *max < INF);
    [usize::from(here), usize::from(fleet.max < INF)]
}

/// The size counted load by load: everything that a load could stand in, wherever any case has it.
fn counted(case: &Case) -> Size {
    let book = Book::begun(case);
    let periods = case.periods.len();
    let policy = &case.policy;
    let rules = [
        policy.green_share_min.is_some(),
        policy.green_share_min_east.is_some(),
        policy.green_share_min_west.is_some(),
        policy.carbon_cap_t.is_some(),
        policy.training_west_share_min.is_some(),
    ];
    let mut policies = rules.iter().filter(|rule| **rule).count();
    policies += policy.green_share_min_by_hub.len();
    if policy.hub_share_max.is_some() {
        policies += case.hubs.len();
    }
    let green = book.has_green_target() || case.accounting == Accounting::Market;
    let connected = case.hubs.iter().filter(|hub| hub.facility_limit_mw < INF);
    let connected = connected.count();
    let mut used: Vec<(usize, usize)> = book.loads.iter().map(|l| (l.origin, l.hub)).collect();
    used.sort_unstable();
    used.dedup();
    let contracts = used.len();
    let limited = case.links.iter().filter(|link| link.capacity_gbps < INF);
    let mut rows = case.hubs.len() + case.trunks.len() + policies + limited.count();
    let (mut columns, mut entries) = (policies + book.loads.len(), policies);
    for workload in &case.workloads {
        let demands = match &workload.work {
            Work::Inference(service) => service.requests_per_s.len() * periods,
            Work::Storage(archive) => archive.volume_pb.len(),
            Work::Training(_) => {
                rows += 1;
                1
            }
        };
        rows += demands;
        columns += demands;
        entries += demands;
    }
    for load in &book.loads {
        let runs = if load.period.is_some() { 1 } else { periods };
        let (power, flows) = match &case.workloads[load.workload].work {
            Work::Inference(_) => (0, 1),
            Work::Training(run) => {
                let open = run.window.iter().filter(|open| **open).count();
                // one entry in the run's energy, counted below, where it stands for the load
                (1, if open > 2 { 1 } else { open })
            }
            Work::Storage(_) => (0, periods),
        };
        // with the run's home, over its own link and over that of the home
        let sync = match &case.workloads[load.workload].work {
            Work::Training(run) if run.sync_gbps_per_mw > 0.0 => 2,
            _ => 0,
        };
        let draws = usize::from(connected > 0) + usize::from(green);
        // its kind's row in the period; or the contract, and what limits its kind
        let limits = match book.kind_of(load.workload) {
            Some(k) if !book.is_decided(k) => limits(case, k).iter().sum(),
            _ => 0,
        };
        // with one period a load stands in its link and its trunk itself
        let network = if periods == 1 { 2 } else { flows };
        entries += 1 + power + 1 + limits + runs * draws + network + sync + policies;
    }
    // each part of a run: in a row of each period of its window, and in the run's limit
    let mut parts: Vec<(usize, usize)> = book.loads.iter().map(|l| (l.workload, l.hub)).collect();
    parts.dedup();
    for (w, _) in parts {
        if let Work::Training(run) = &case.workloads[w].work {
            let open = run.window.iter().filter(|open| **open).count();
            if open > 1 {
                (rows, columns, entries) = (rows + open, columns + 1, entries + open + 1);
            }
        }
    }
    // what stands of each kind at each hub
    for (k, kind) in case.accelerators.iter().enumerate() {
        let finite = kind.fleet.max_by_hub.iter().filter(|max| **max < INF);
        let owned = usize::from(book.is_owned(k));
        let stay = kind.fleet.installed.iter().filter(|count| **count > 0.0);
        let stay = stay.count();
        rows += finite.count() + limits(case, k)[1] + owned + stay;
        (columns, entries) = (columns + owned + stay, entries + owned + 2 * stay);
        if book.is_decided(k) {
            let hubs = case.hubs.len();
            let draws = periods * (usize::from(connected > 0) + usize::from(green)) + policies;
            let idle = if kind.idle_power_share > 0.0 {
                draws
            } else {
                0
            };
            let [here, all] = limits(case, k);
            rows += hubs * periods;
            columns += hubs;
            entries += hubs * (periods + 1 + here + all + owned + idle);
        }
    }
    // each run that has more than two periods: at each hub, its energy in its own row and in the link's row of each period
    let mut at_hubs: Vec<(usize, usize)> = book.loads.iter().map(|l| (l.workload, l.hub)).collect();
    at_hubs.dedup();
    for (w, _) in at_hubs {
        if let Work::Training(run) = &case.workloads[w].work {
            let open = run.window.iter().filter(|open| **open).count();
            if open > 2 {
                rows += 1;
                columns += 1;
                entries += 1 + open;
            }
        }
    }
    rows += connected * periods;
    if green {
        let purchases = case.hubs.len() * periods;
        rows += purchases;
        columns += purchases;
        entries += purchases * (1 + policies);
    }
    if periods > 1 {
        rows += contracts * periods;
        columns += contracts;
        entries += contracts * (periods + 2);
    }
    Size {
        rows: rows as u64,
        columns: columns as u64,
        entries: entries as u64,
    }
}

#[test]
fn the_size_is_what_is_counted_load_by_load() {
    for seed in 0..150 {
        let case = varied(seed);
        assert_eq!(Size::of(&case), counted(&case), "{}", case.name);
    }
    let china = common::dataset("china");
    assert_eq!(Size::of(&china), counted(&china));
}
