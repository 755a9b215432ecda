//! What plans are compared with: a side, hubs, or today's plan. Figures are worked by hand from datasets/tiny/README.md.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use eastwest::Case;
use eastwest::answer::{Answer, answer};
use eastwest::case::{Baseline, Side};
use eastwest::input::{choose_baseline, read_case_bytes};
use eastwest::solver::Solver;

/// 60 % of pretrain at coast and 40 % at plateau, all else at coast.
const TODAY: &str = "workload,origin,hub,share\n\
    chat,*,coast,1\n\
    pretrain,delta,coast,0.6\n\
    pretrain,delta,plateau,0.4\n\
    backup,delta,coast,1\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny")
}

/// The files of `tiny`, with `[baseline]` and a table of today's plan.
fn files(section: &str, plan: Option<&str>) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).expect("the dataset") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        files.insert(name.into_owned(), std::fs::read(&path).expect("bytes"));
    }
    let toml = files.get_mut("case.toml").expect("settings");
    toml.extend_from_slice(section.as_bytes());
    if let Some(plan) = plan {
        files.insert("baseline.csv".to_owned(), plan.as_bytes().to_vec());
    }
    files
}

fn tiny(section: &str, plan: Option<&str>) -> Result<Case, String> {
    let read = read_case_bytes("tiny", &files(section, plan));
    read.map(|read| read.case)
        .map_err(|report| report.to_string())
}

fn solved(case: &Case) -> Answer {
    answer(case, Solver::default()).expect("an answer")
}

fn close(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9 * (1.0 + expected.abs()),
        "{found}, by hand {expected}"
    );
}

/// Coast 22 MW, plateau 4: electricity 22 · 7,300,000 + 4 · 3,504,000, hosting 22 · 4,000,000 + 4 · 2,000,000, bandwidth
/// 3.6 · 50,000 + 0.4 · 120,000 + 0.2 · 120,000, transfer (6,570 + 1,971) · 10 + 1,314 · 100. Of 117,895 MWh of green energy wanted
/// 57,670 are own, 17,520 are bought at plateau and 42,705 at coast.
#[test]
fn todays_plan_is_compared_share_by_share() {
    let case = tiny("[baseline]\nplan = \"baseline.csv\"\n", Some(TODAY)).expect("a case");
    let claims = solved(&case).claims.expect("claims");
    let today = &claims.baseline;
    close(today.costs.electricity, 174_616_000.0);
    close(today.costs.hosting, 96_000_000.0);
    close(today.costs.bandwidth, 252_000.0);
    close(today.costs.transfer, 216_810.0);
    close(today.costs.green_premium, 17_520.0 * 5.0 + 42_705.0 * 10.0);
    close(today.carbon.location_t, 137_970.0);
    close(claims.cost.saved_cny, 57_960_000.0);
    close(claims.cost.network_cny, 569_040.0);
    close(claims.compared_share, 1.0);
}

/// All 26 MW do not fit on plateau: its 14 MW are given to what is most urgent, and chat of delta is too far.
#[test]
fn a_baseline_may_be_any_hubs() {
    let by_side = tiny("[baseline]\nside = \"west\"\n", None).expect("a case");
    let by_hubs = tiny("[baseline]\nhubs = [\"plateau\"]\n", None).expect("a case");
    assert_eq!(by_side.baseline, Baseline::Side(Side::West));
    let figures = [by_side, by_hubs].map(|case| {
        let claims = solved(&case).claims.expect("claims");
        (claims.baseline.costs, claims.compared_share)
    });
    assert_eq!(figures[0], figures[1]);
    // chat of upland and 12 MW of training and storage of 26
    close(figures[0].1, 14.0 / 26.0);
    // both hubs: the plan itself
    let both = tiny("[baseline]\nhubs = [\"coast\", \"plateau\"]\n", None).expect("a case");
    let claims = solved(&both).claims.expect("claims");
    close(claims.baseline.costs.total(), claims.plan.costs.total());
    assert!(!claims.cost.holds() && !claims.carbon[0].holds());
}

#[test]
fn a_baseline_that_cannot_be_is_refused_with_its_place() {
    let plan = |rows: &str| {
        let plan = format!("workload,origin,hub,share\n{rows}");
        tiny("[baseline]\nplan = \"baseline.csv\"\n", Some(&plan)).expect_err("a fault")
    };
    let rest = "pretrain,delta,coast,1\nbackup,delta,coast,1\n";
    for (rows, said) in [
        (
            "chat,delta,coast,0.7\nchat,upland,coast,1\n",
            "the shares of `chat` from `delta` must add up to 1, found `0.7`",
        ),
        (
            "chat,*,plateau,1\n",
            "`plateau` is too far from `delta` for `chat`: a round trip of 29.00 ms, and its limit is 25 ms",
        ),
        (
            "chat,delta,cost,1\nchat,upland,coast,1\n",
            "no hub is called `cost`",
        ),
        (
            "chat,delta,coast,1\n",
            "today's plan does not say where `chat` from `upland` runs",
        ),
        (
            "chat,*,coast,1\nchat,delta,coast,0\n",
            "the share of `chat` from `delta` at `coast` is given twice",
        ),
        (
            "chat,*,coast,1\nbackup,upland,coast,1\n",
            "`backup` has no demand from `upland`",
        ),
        (
            "chat,*,coast,1.5\n",
            "share must be from 0 to 1, found `1.5`",
        ),
    ] {
        let report = plan(&format!("{rows}{rest}"));
        assert!(report.contains(said), "{rows}{report}");
        assert!(report.contains("--> baseline.csv"), "{report}");
    }
    let twice = "[baseline]\nside = \"east\"\nhubs = [\"coast\"]\n";
    let report = tiny(twice, None).expect_err("a fault");
    assert!(
        report.contains("exactly one of `side` and `hubs` is needed, found both"),
        "{report}"
    );
    assert!(report.contains("--> case.toml, line"), "{report}");
    let report = tiny("[baseline]\nhubs = [\"caost\"]\n", None).expect_err("a fault");
    assert!(report.contains("did you mean `coast`?"), "{report}");
    let report = tiny("[baseline]\nplan = \"baseline.csv\"\n", None).expect_err("a fault");
    assert!(report.contains("today's plan is missing"), "{report}");
}

#[test]
fn a_hub_may_be_closed_to_a_workload_in_todays_plan_too() {
    let mut files = files("[baseline]\nplan = \"baseline.csv\"\n", Some(TODAY));
    let training = files.get_mut("training.csv").expect("training");
    let text = String::from_utf8(training.clone()).expect("UTF-8");
    let mut lines = text.lines();
    let header = format!("{},hubs_allowed", lines.next().expect("a header"));
    let row = format!("{},coast", lines.next().expect("a row"));
    *training = format!("{header}\n{row}\n").into_bytes();
    let report = read_case_bytes("tiny", &files).expect_err("a fault");
    let report = report.to_string();
    assert!(
        report.contains("`pretrain` is not allowed at `plateau`"),
        "{report}"
    );
}

#[test]
fn a_baseline_may_be_named_beside_the_case() {
    let mut case = tiny("", None).expect("a case");
    assert_eq!(case.baseline, Baseline::Side(Side::East));
    let file = std::env::temp_dir().join(format!("today-{}.csv", std::process::id()));
    std::fs::write(&file, TODAY).expect("a file");
    let name = file.to_string_lossy().into_owned();
    case.baseline = choose_baseline(&name, &case).expect("a plan");
    let saved_cny = solved(&case).claims.expect("claims").cost.saved_cny;
    std::fs::write(&file, TODAY.replace("0.6", "0.5")).expect("a file");
    let report = choose_baseline(&name, &case)
        .expect_err("a fault")
        .to_string();
    for (known, unknown, said) in [
        ("coast", "moon", "no hub is called `moon`"),
        ("chat", "chut", "no workload is called `chut`"),
    ] {
        std::fs::write(&file, TODAY.replace(known, unknown)).expect("a file");
        let report = choose_baseline(&name, &case).expect_err("a fault");
        assert!(report.to_string().contains(said), "{report}");
        assert!(!report.to_string().contains("has no"), "{report}");
    }
    std::fs::remove_file(&file).expect("the file");
    close(saved_cny, 57_960_000.0);
    assert!(report.contains("found `0.9`"), "{report}");
    assert!(report.contains(&format!("--> {name}, line 3")), "{report}");
    for (text, expected) in [
        ("east", Baseline::Side(Side::East)),
        ("coast,plateau", Baseline::Hubs(case.hub_ids().collect())),
    ] {
        assert_eq!(choose_baseline(text, &case).expect("a baseline"), expected);
    }
    let report = choose_baseline("coost", &case).expect_err("a fault");
    assert!(report.to_string().contains("did you mean `coast`?"));
}

/// A plan that has each load where the restricted programme puts it costs what that programme costs.
#[test]
fn the_programme_of_a_plan_is_the_programme_restricted_to_it() {
    let mut told = 0;
    for seed in 0..120 {
        let mut case = common::random_case(seed);
        let answer = solved(&case);
        let claims = answer.claims.expect("claims");
        let east = claims.baseline;
        let all_served = claims.unserved.is_empty() && answer.placement.shortfalls.is_empty();
        if !(all_served && east.shortfalls.is_empty()) {
            continue;
        }
        let mut energy = BTreeMap::new();
        for load in &east.loads {
            *energy
                .entry((load.workload, load.origin, load.hub))
                .or_insert(0.0) += load.energy_mwh();
        }
        // one period: shares of energy are shares of load
        if case.periods.len() > 1 {
            continue;
        }
        told += 1;
        let total = |workload, origin| -> f64 {
            let own = energy
                .iter()
                .filter(|((w, o, _), _)| (*w, *o) == (workload, origin));
            own.map(|(_, mwh)| mwh).sum()
        };
        let shares = energy
            .iter()
            .map(
                |(&(workload, origin, hub), mwh)| eastwest::case::PlacedShare {
                    workload,
                    origin,
                    hub,
                    share: mwh / total(workload, origin),
                },
            )
            .collect();
        case.baseline = Baseline::Plan {
            file: "today".to_owned(),
            shares,
        };
        let today = solved(&case).claims.expect("claims").baseline;
        let (a, b) = (today.costs.paid(), east.costs.paid());
        assert!((a - b).abs() <= 1e-6 * b.abs(), "{seed}: {a} {b}");
    }
    assert!(told >= 3, "{told} cases");
}
