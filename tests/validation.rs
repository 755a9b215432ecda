//! Does the programme reproduce what others have measured and published? docs/validation.md tells of each.

use std::path::Path;

use eastwest::Case;
use eastwest::answer::{Answer, answer};
use eastwest::case::{Accounting, Side, Work};
use eastwest::figures::read_figures;
use eastwest::input::read_case;
use eastwest::solver::Solver;

fn read(folder: &str) -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    if let Err(report) = read_figures(&folder) {
        panic!("{report}");
    }
    match read_case(&folder) {
        Ok(read) => read.case,
        Err(report) => panic!("{report}"),
    }
}

fn solve(case: &Case) -> Answer {
    answer(case, Solver::default()).expect("an answer")
}

/// Carbon at the western hub and at the eastern one, t, for the same load.
fn west_and_east(case: &Case, accounting: Accounting) -> (f64, f64) {
    let at = |side: Side| {
        let plan = solve(&case.restricted_to(side)).placement;
        match accounting {
            Accounting::Location => plan.carbon.location_t,
            Accounting::Market => plan.carbon.market_t,
            Accounting::Marginal => plan.carbon.marginal_t.expect("a marginal factor"),
        }
    };
    (at(Side::West), at(Side::East))
}

fn close(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found}, expected {expected}"
    );
}

/// Applied Energy 392 (2025): -79.6 %. 0.1255 · 0.948 ÷ 0.5834 = 0.2039.
#[test]
fn shanghai_to_sichuan_cuts_what_the_study_found() {
    let (west, east) = west_and_east(
        &read("tests/validation/shanghai-sichuan"),
        Accounting::Location,
    );
    close(100.0 * (west / east - 1.0), -79.6, 0.05);
}

/// The study has +24.9 %; its own factors and ratio give 0.7025 · 0.948 ÷ 0.5688 = 1.1708.
#[test]
fn beijing_to_inner_mongolia_adds_less_than_the_study_found() {
    let (west, east) = west_and_east(
        &read("tests/validation/beijing-inner-mongolia"),
        Accounting::Location,
    );
    close(100.0 * (west / east - 1.0), 17.1, 0.05);
}

/// 150 kWh: 150 · 0.8325 = 124.9 kg less where wind would be curtailed, 150 · (0.7252 - 0.5978) = 19.1 kg more by averages.
#[test]
fn nantong_to_zhangbei_depends_on_what_the_next_kwh_is() {
    let case = read("tests/validation/nantong-zhangbei");
    let kg = |accounting| {
        let (west, east) = west_and_east(&case, accounting);
        1000.0 * (west - east)
    };
    close(kg(Accounting::Location), 19.11, 1e-6);
    close(kg(Accounting::Marginal), -124.875, 1e-6);
}

/// E = N · P · L · U · t: 30,382 A100 of 812.5 W, all busy, PUE 1.10, 720 h.
#[test]
fn energy_is_chips_times_power_times_load_times_pue_times_hours() {
    let mut case = read("datasets/chatgpt");
    for workload in &mut case.workloads {
        if matches!(workload.work, Work::Training(_)) {
            workload.scale_demand(0.0);
        }
    }
    let plan = solve(&case).placement;
    let chips = 2893.5185 * 10.5;
    close(plan.energy_mwh, chips * 812.5e-6 * 1.0 * 1.10 * 720.0, 1e-3);
}

/// What is known of two clusters is a load, what a case has is capacity: the second has to hold the first.
#[test]
fn clusters_can_hold_what_they_are_known_to_use() {
    let case = read("datasets/china");
    let hub = |id: &str| case.hubs.iter().find(|hub| hub.id == id).expect("a hub");
    // 4.071 TWh in the first half of 2025, 181 days; 170 GWh in 2025
    let zhangjiakou_mw = 4.071e6 / (181.0 * 24.0);
    let shaoguan_mw = 170e3 / 8760.0;
    close(zhangjiakou_mw, 937.2, 0.1);
    close(shaoguan_mw, 19.4, 0.1);
    for (id, used_mw) in [("zhangjiakou", zhangjiakou_mw), ("shaoguan", shaoguan_mw)] {
        let hub = hub(id);
        assert!(used_mw < hub.capacity_mw * hub.pue.base, "{id}");
    }
}
