//! Contracts for green power and green in every hour: figures worked by hand in tests/cases/two-hours/README.md, properties over random cases,
//! and what is wrong with a table of contracts. The interior point's proved bound on such cases is held in tests/blocks.rs.

mod common;

use std::collections::BTreeMap;

use common::{kept, random_case, with_contracts};
use eastwest::Case;
use eastwest::answer::{Answer, plan};
use eastwest::explain::{Request, Share, explain};
use eastwest::frontier::{Axis, frontier};
use eastwest::input::{read_case_bytes, read_case_texts};
use eastwest::parameter::Change;
use eastwest::solver::{self, Solver};

const MILLION: f64 = 1e6;

fn changed(case: &Case, changes: &[&str]) -> Case {
    let mut case = case.clone();
    for change in changes {
        let change = Change::parse(change, &case).unwrap_or_else(|error| panic!("{error}"));
        change
            .apply(&mut case)
            .unwrap_or_else(|error| panic!("{error}"));
    }
    case
}

fn solved(case: &Case) -> Answer {
    plan(case, Solver::Engine).unwrap_or_else(|error| panic!("{}: {error}", case.name))
}

fn assert_near(found: f64, expected: f64, what: &str) {
    let gap = (found - expected).abs();
    assert!(
        gap <= 1e-9 * (1.0 + expected.abs()),
        "{what}: {found} instead of {expected}"
    );
}

#[test]
fn the_cheap_sun_is_used_as_worked_by_hand() {
    let answer = solved(&kept("two-hours"));
    let plan = &answer.placement;
    assert_near(answer.objective_cny, 50.544 * MILLION, "cost");
    assert_near(plan.costs.electricity, 30.66 * MILLION, "electricity");
    assert_near(
        plan.costs.power_contracts.expect("contracts"),
        7.884 * MILLION,
        "contracts",
    );
    let [sun, wind] = &plan.power_contracts[..] else {
        panic!("two contracts")
    };
    assert_near(sun.mw, 6.0, "MW of sun");
    assert_near(sun.used(), 26_280.0, "MWh of sun");
    assert_eq!(
        (sun.curtailed(), wind.mw, wind.generated_mwh),
        (0.0, 0.0, 0.0)
    );
    assert_near(plan.green_share(), 0.3, "green share");
    assert_near(plan.matched_share(&answer.case), 0.3, "green by the hour");
    assert_eq!(plan.least_matched(&answer.case, None), Some((1, 0.0)));
}

#[test]
fn sixty_per_cent_in_every_hour_take_the_wind_as_worked_by_hand() {
    let case = kept("two-hours");
    for rule in ["hourly_green_share=0.6", "hourly_green_share_each_hub=0.6"] {
        let answer = solved(&changed(&case, &[rule]));
        let plan = &answer.placement;
        assert_near(answer.objective_cny, 68.064 * MILLION, rule);
        let [sun, wind] = &plan.power_contracts[..] else {
            panic!("two contracts")
        };
        assert_eq!(sun.mw, 0.0, "{rule}");
        assert_near(wind.mw, 15.0, "MW of wind");
        assert_near(wind.curtailed(), 8760.0, "curtailed");
        assert_near(wind.cost_cny, 47.304 * MILLION, "cost of wind");
        assert_near(plan.carbon.market_t, 8760.0, "carbon by the market");
        assert_near(plan.carbon.location_t, 43_800.0, "carbon by location");
        let least = plan.least_matched(&answer.case, None).expect("it runs");
        assert_eq!(least.0, 1);
        assert_near(least.1, 0.6, "by night");
        assert!(plan.shortfalls.is_empty());
    }
}

/// Power over a line of its own is not drawn from the grid.
#[test]
fn direct_supply_counts_by_location_too() {
    let mut case = changed(&kept("two-hours"), &["hourly_green_share=0.6"]);
    case.power_contracts[1].supply = eastwest::case::Supply::Direct;
    let plan = solved(&case).placement;
    assert_near(plan.carbon.location_t, 8760.0, "by location");
    assert_near(plan.carbon.market_t, 8760.0, "by the market");
}

/// 15 MW at 10 CNY per kW and month are 1.8 M a year; what is used of the wind takes 20 CNY/MWh of grid fee.
#[test]
fn connection_and_grid_fee_come_on_top() {
    let case = changed(&kept("two-hours"), &["hourly_green_share=0.6"]);
    let fees = ["contract_connection.wind=10", "contract_grid_fee.wind=20"];
    // by day 10 MW and by night 6 MW: 70,080 MWh; more would only be paid for by more of it
    let expected = 68.064 + 15.0 * 12.0 * 10_000.0 / MILLION + 70_080.0 * 20.0 / MILLION;
    assert_near(
        solved(&changed(&case, &fees)).objective_cny,
        expected * MILLION,
        "with fees",
    );
}

/// A rule that contracts cannot meet is short, and the diagnosis names contract and rule.
#[test]
fn what_cannot_be_matched_is_short() {
    let case = changed(
        &kept("two-hours"),
        &["hourly_green_share=0.6", "contract_max.wind=10"],
    );
    let answer = solved(&case);
    // by night 4 MW of 6: 2 MW for 4,380 h
    let [short] = &answer.placement.shortfalls[..] else {
        panic!("one shortfall")
    };
    assert_near(short.amount, 8760.0, "short");
    assert!(format!("{:?}", short.what).starts_with("HourlyGreen"));
    let rules = answer
        .conflicts
        .iter()
        .map(|conflict| format!("{:?}", conflict.rules));
    let all: String = rules.collect();
    assert!(
        all.contains("HourlyGreen") && all.contains("PowerContract"),
        "{all}"
    );
}

#[test]
fn a_point_of_the_hourly_share_is_worth_what_is_worked_by_hand() {
    let case = changed(&kept("two-hours"), &["hourly_green_share=0.6"]);
    let told = explain(&case, &Request::default()).unwrap_or_else(|error| panic!("{error}"));
    let priced = told.shares.iter().find(|of| of.share == Share::HourlyGreen);
    let priced = priced.expect("the rule binds");
    for slope in [
        priced.slope_up_cny_per_point,
        priced.slope_down_cny_per_point,
    ] {
        assert_near(slope.expect("a slope"), 0.5694 * MILLION, "a point");
    }
    let limited = explain(&kept("two-hours"), &Request::default()).expect("explained");
    let sun = limited
        .limits
        .iter()
        .find(|of| format!("{:?}", of.limit).starts_with("Contract"));
    // a MW more of the sun replaces 4,380 MWh at 500 by as many at 300
    assert_near(
        sun.expect("it binds").one_more_saves(),
        876_000.0,
        "a MW of sun",
    );
}

/// The frontier of cost against what is green in its own hour: from the sun alone to all by wind. By day 10 MW of wind are there before the nights are.
#[test]
fn the_frontier_against_hours_ends_where_all_is_matched() {
    let case = kept("two-hours");
    let drawn = frontier(&case, Axis::Cost, Axis::Hourly).unwrap_or_else(|error| panic!("{error}"));
    assert!(drawn.is_complete());
    let (first, last) = (&drawn.points[0], &drawn.points[drawn.points.len() - 1]);
    assert_near(first.figures.costs.paid(), 50.544 * MILLION, "cheapest");
    assert_near(first.figures.matched_share(), 0.3, "cheapest");
    // 25 MW of wind: 25 · 1.2 · 4,380 · 600, and 12 M of hosting
    assert_near(last.figures.matched_share(), 1.0, "all matched");
    assert_near(
        last.figures.costs.paid(),
        (78.84 + 12.0) * MILLION,
        "all matched",
    );
    let shares: Vec<f64> = drawn
        .points
        .iter()
        .map(|p| p.figures.matched_share())
        .collect();
    assert!(shares.is_sorted());
}

fn random_with_contracts(seed: u64) -> Case {
    with_contracts(random_case(seed), seed)
}

/// Every solver of the build has the same cost.
#[test]
fn solvers_agree_on_contracts() {
    for seed in 0..60 {
        let case = random_with_contracts(seed);
        let program = eastwest::formulation::formulate(&case).program;
        let costs: Vec<f64> = Solver::ALL
            .iter()
            .map(|&solver| solver::solve(&program, solver).expect("a plan").objective)
            .collect();
        for cost in &costs {
            let gap = (cost - costs[0]).abs();
            assert!(gap <= 1e-7 * (1.0 + costs[0].abs()), "{seed}: {costs:?}");
        }
    }
}

/// Contracts that are never cheaper than nothing change nothing at a share of 0; a rule costs, and ever more for each point: where
/// every hub has one PUE and nothing is idle, the energy of an hour is given, and the cost is convex in the share.
#[test]
fn the_cost_grows_with_the_share_and_ever_faster() {
    for seed in 0..25 {
        let mut case = random_with_contracts(seed);
        case.policy.hourly_green_share_min = None;
        case.policy.hourly_green_share_min_each_hub = None;
        for hub in &mut case.hubs {
            hub.pue = eastwest::case::Hourly::flat(1.25);
        }
        for kind in &mut case.accelerators {
            kind.idle_power_share = 0.0;
        }
        case.workloads
            .retain(|w| w.kind() == eastwest::case::Kind::Inference);
        case.penalties.unserved_cny_per_mwh = 1e7;
        if case.workloads.is_empty() {
            continue;
        }
        let free = solved(&case).objective_cny;
        let cost = |share: f64| {
            solved(&changed(&case, &[&format!("hourly_green_share={share}")])).objective_cny
        };
        let slack = 1e-9 * (1.0 + free.abs());
        let costs: Vec<f64> = (0..=5).map(|k| cost(f64::from(k) / 5.0)).collect();
        assert!(
            (costs[0] - free).abs() <= slack,
            "{seed}: {} {free}",
            costs[0]
        );
        assert!(
            costs.windows(2).all(|w| w[1] >= w[0] - slack),
            "{seed}: {costs:?}"
        );
        let convex = |w: &[f64]| w[2] - w[1] >= w[1] - w[0] - 10.0 * slack;
        assert!(costs.windows(3).all(convex), "{seed}: {costs:?}");
    }
}

/// Without the table and the rules nothing of them is told.
#[test]
fn a_case_without_contracts_tells_of_none() {
    let answer = solved(&common::dataset("tiny"));
    let json = eastwest::report::json(&answer);
    for word in ["contracts", "matched", "hourly_green"] {
        assert!(!json.contains(word), "{word}");
    }
}

fn files(name: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(name);
    let read = std::fs::read_dir(folder).expect("a folder");
    read.map(|entry| {
        let path = entry.expect("a file").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        (name, std::fs::read(path).expect("bytes"))
    })
    .collect()
}

/// What is said of a table of contracts.
fn faults(contracts: &str) -> String {
    let mut files = files("two-hours");
    files.insert(
        "power_contracts.csv".to_owned(),
        contracts.as_bytes().to_vec(),
    );
    match read_case_bytes("two-hours", &files) {
        Ok(_) => panic!("no fault was found"),
        Err(report) => report.to_string(),
    }
}

const HEAD: &str = "contract,hub,kind,profile,price_cny_per_mwh,mw_max\n";

#[test]
fn faults_of_contracts_are_told_with_their_places() {
    for (row, told) in [
        ("a,sit,wind,wind,400,1", "no hub is called `sit`"),
        ("a,sit,wind,wind,400,1", "did you mean `site`?"),
        ("a,site,wnd,wind,400,1", "did you mean `wind`?"),
        ("a,site,,wind,400,1", "kind is missing"),
        ("a,site,wind,wnd,400,1", "no profile is called `wnd`"),
        ("a,site,wind,,400,1", "the id of a profile is missing"),
        ("a,site,wind,wind,,1", "price of green power is missing"),
        (
            "a,site,wind,wind,-4,1",
            "price of green power must be at least 0, found `-4`",
        ),
        (
            "a,site,wind,wind,400,-1",
            "most that can be contracted must be at least 0",
        ),
        (
            "wind,site,wind,wind,400,1",
            "a contract cannot be called `wind`",
        ),
        (
            "a,site,wind,wind,400,1\na,site,wind,wind,400,1",
            "contract `a` is given twice",
        ),
    ] {
        let report = faults(&format!("{HEAD}{row}\n"));
        assert!(report.contains(told), "{row}:\n{report}");
        assert!(report.contains("power_contracts.csv, line "), "{report}");
    }
    let report = faults("contract,hub,kind,profile,mw_max\na,site,wind,wind,3\n");
    assert!(report.contains("price_cny_per_mwh"), "{report}");
    let mut over = files("two-hours");
    let profiles = "period,sun,wind\nday,1,1.2\nnight,0,0.4\n";
    over.insert("profiles.csv".to_owned(), profiles.as_bytes().to_vec());
    let report = read_case_bytes("two-hours", &over)
        .expect_err("over 1")
        .to_string();
    let told =
        "the profile of a contract must be from 0 to 1, found `1.2` in period `day` of `wind`";
    assert!(report.contains(told), "{report}");
}

#[test]
fn prices_may_be_in_another_unit_and_keys_reach_contracts() {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let mut texts: BTreeMap<String, String> = files("two-hours")
        .into_iter()
        .map(|(name, bytes)| (name, text(bytes)))
        .collect();
    texts.remove("README.md");
    let table = "contract,hub,kind,profile,price_cny_per_kwh,paid_for,supply\nn,site,风电,wind,0.4,generated,绿电直连\n";
    texts.insert("power_contracts.csv".to_owned(), table.to_owned());
    let case = read_case_texts("two-hours", &texts)
        .unwrap_or_else(|report| panic!("{report}"))
        .case;
    assert_near(case.power_contracts[0].price_cny_per_mwh, 400.0, "price");
    let dearer = changed(&case, &["contract_price.wind*=1.5", "contract_max=7"]);
    assert_near(dearer.power_contracts[0].price_cny_per_mwh, 600.0, "price");
    assert_eq!(dearer.power_contracts[0].mw_max, 7.0);
    let wrong = Change::parse("contract_price.m=1", &case).expect_err("no such contract");
    assert!(
        wrong.to_string().contains("`contract_price` has no `m`"),
        "{wrong}"
    );
    let hourly = Change::parse("hourly_green_share=1.5", &case).expect("a key");
    assert!(hourly.apply(&mut case.clone()).is_err());
}

/// Keys that a case with contracts has besides are in docs/output.md.
#[test]
fn keys_of_contracts_are_documented() {
    let page = include_str!("../docs/output.md");
    let section = page
        .split("### With contracts for green power")
        .nth(1)
        .expect("a section");
    let section = section.split("\n### ").next().expect("its end");
    let answer = solved(&changed(&kept("two-hours"), &["hourly_green_share=0.6"]));
    let json: serde_json::Value =
        serde_json::from_str(&eastwest::report::json(&answer)).expect("JSON");
    let contract = json["power_contracts"][0].as_object().expect("a contract");
    for key in contract.keys() {
        assert!(
            section.contains(&format!("`power_contracts[].{key}`")),
            "{key}"
        );
    }
    for key in json["hourly_green"].as_object().expect("hourly").keys() {
        assert!(section.contains(&format!("`hourly_green.{key}`")), "{key}");
    }
    assert!(
        json["cost_cny"]["power_contracts"]
            .as_f64()
            .expect("a cost")
            > 47.0 * MILLION
    );
    assert!(json["hub_periods"][0]["contracted_green_mw"].as_f64() == Some(10.0));
    let tables = eastwest::report::csv(&answer);
    let contracts = tables
        .iter()
        .find(|(name, _)| name == "power_contracts.csv");
    let text = String::from_utf8(contracts.expect("a table").1.clone()).expect("UTF-8");
    assert!(
        text.starts_with("contract,hub,kind,supply,paid_for,contracted_mw,"),
        "{text}"
    );
    assert!(
        text.contains("windfarm,site,wind,grid,generated,15"),
        "{text}"
    );
    let page = eastwest::report::table(&answer, eastwest::report::Style::default());
    assert!(
        page.contains("Contracts for green power") && page.contains("8,760"),
        "{page}"
    );
}
