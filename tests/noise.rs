//! What rounding leaves of nothing decides nothing: no verdict, no change, no ratio.

use std::path::{Path, PathBuf};

use eastwest::Case;
use eastwest::answer::answer;
use eastwest::breakeven::{Claim, DriverKind, breakeven};
use eastwest::case::Accounting;
use eastwest::claims::CarbonClaim;
use eastwest::parameter::Change;
use eastwest::report;
use eastwest::solver::Solver;
use eastwest::sweep::Grid;
use eastwest::sweep::{Options, Plan};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn case(name: &str) -> Case {
    let read = eastwest::input::read_case(&folder().join(name));
    read.unwrap_or_else(|report| panic!("{report}")).case
}

/// All energy of both sides is green by contract or bought, so the market's emissions are 0 to the last digit.
#[test]
fn two_sides_that_emit_nothing_decide_nothing() {
    let mut case = case("claim-on-noise");
    let change = Change::parse("pue.west=1.11", &case).expect("a change");
    change.apply(&mut case).expect("a PUE");
    let answer = answer(&case, Solver::Engine).expect("an answer");
    let in_market = |claim: &&CarbonClaim| claim.accounting == Accounting::Market;
    let market = answer
        .claims
        .as_ref()
        .expect("claims")
        .carbon
        .iter()
        .find(in_market)
        .expect("market");
    assert_eq!(
        (market.baseline_t, market.plan_t, market.avoided_t()),
        (0.0, 0.0, 0.0)
    );
    assert!(!market.holds());
    assert_eq!(market.avoided_share(), 0.0);
}

#[test]
fn rounding_is_no_change_of_a_claim() {
    let case = case("claim-on-noise");
    let turned = breakeven(&case, &[DriverKind::WesternPue]).expect("an answer");
    let market = turned.drivers[0].verdict(Claim::Carbon(None, Accounting::Market));
    let market = market.expect("a verdict");
    assert!(!market.holds_now && market.flips.is_empty(), "{market:?}");
}

/// A hub may carry a tenth of all load, and the other is off: nothing can run, and a share of nothing is none.
#[test]
fn a_share_of_nothing_is_an_empty_cell() {
    let case = case("sweep-ratio-noise");
    let file = folder().join("sweep-ratio-noise.toml");
    let text = std::fs::read_to_string(&file).expect("the grid");
    let grid = Grid::parse(&text, &file, &case).expect("a grid");
    let plan = Plan::new(&case, &grid, Options::default()).expect("a plan");
    let mut rows = Vec::new();
    for block in 0..plan.block_count() {
        rows.extend(plan.answer_block(block).text);
    }
    let column = |name: &str| {
        let mut names = plan.layout.header().iter();
        names.position(|column| column == name).expect("a column")
    };
    let [share, trip] = ["green_share", "mean_rtt_ms"].map(column);
    let [east, west] = ["east_inference_mw", "west_inference_mw"].map(column);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(rows.as_slice());
    let mut empty = 0;
    for row in reader.records() {
        let row = row.expect("a row");
        let mw = |at: usize| row[at].parse::<f64>().expect("a load");
        match row[share].parse::<f64>() {
            Ok(share) => assert!((0.0..=1.0).contains(&share), "{row:?}"),
            Err(_) => {
                empty += 1;
                assert!(mw(east) + mw(west) < 1e-6, "{row:?}");
                assert_eq!((&row[share], &row[trip]), ("", ""));
            }
        }
    }
    assert!(empty > 0, "nothing was off");
}

#[test]
fn a_share_of_nothing_is_null_in_an_answer() {
    let mut case = case("claim-on-noise");
    for workload in &mut case.workloads {
        workload.scale_demand(0.0);
    }
    let answer = answer(&case, Solver::Engine).expect("an answer");
    let json: serde_json::Value = serde_json::from_str(&report::json(&answer)).expect("JSON");
    for name in ["green_share", "mean_rtt_ms", "inference_rtt_ms"] {
        assert!(json[name].is_null(), "{name} {}", json[name]);
    }
}
