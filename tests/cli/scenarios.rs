//! Changes that `case.toml` names.

use super::typing::Desk;

const SCENARIOS: &str = "\n[scenarios.dear]\ntitle = \"Dear power\"\ntitle_zh = \"高电价\"\nset = [\"electricity_price*=2\", \"carbon_price=100\"]\n\
                         [scenarios.alone]\nset = [\"enabled.plateau=0\"]\n";

fn desk(more: &str) -> Desk {
    let desk = Desk::with_case("tiny");
    let text = desk.read("case/case.toml");
    desk.write("case/case.toml", text + SCENARIOS + more);
    desk
}

/// What is printed but for the line that says how it was asked for.
fn cost(desk: &Desk, words: &[&str]) -> f64 {
    let words: Vec<&str> = ["solve", "case", "--format", "json"]
        .iter()
        .chain(words)
        .copied()
        .collect();
    desk.json(&words)["cost_cny"]["total"]
        .as_f64()
        .expect("a cost")
}

#[test]
fn a_scenario_makes_its_changes_before_those_typed() {
    let desk = desk("");
    let named = cost(&desk, &["--scenario", "dear"]);
    let typed = cost(
        &desk,
        &["--set", "electricity_price*=2", "--set", "carbon_price=100"],
    );
    assert_eq!(named, typed);
    let after = cost(
        &desk,
        &[
            "--scenario",
            "dear",
            "--set",
            "electricity_price*=0.5",
            "--set",
            "carbon_price=50",
        ],
    );
    // halved after it was doubled: the case as it is, worked by hand in its README
    assert_eq!(after, 220_209_100.0);
    // coast alone, worked by hand there as well
    let alone = cost(&desk, &["--scenario", "alone"]);
    assert!((alone - 301_951_800.0).abs() < 1.0, "{alone}");
    let both = cost(&desk, &["--scenario", "alone", "--scenario", "dear"]);
    assert!(both > alone && both > named);
    let told = desk.fine(&["check", "case"]);
    assert!(
        told.contains("  scenarios:\n    dear   Dear power\n    alone\n"),
        "{told}"
    );
    let told = desk.fine(&["--lang", "zh", "check", "case"]);
    assert!(told.contains("    dear   高电价\n    alone\n"), "{told}");
}

#[test]
fn a_scenario_that_is_not_there_is_answered_with_those_that_are() {
    let words = ["solve", "case", "--scenario", "daer"];
    desk("").refused(2, &words, &["known: `dear`, `alone`"]);
}

#[test]
fn a_path_refuses_what_a_scenario_would_overwrite() {
    let typed = desk("").type_in(&[
        "trace",
        "case",
        "--scenario",
        "dear",
        "--param",
        "carbon_price",
        "--from",
        "0",
        "--to",
        "9",
    ]);
    assert_eq!(typed.code, 2, "{}", typed.out);
    assert!(typed.err.contains("carbon_price=100"), "{}", typed.err);
}

#[test]
fn faults_of_scenarios_are_told_with_line_and_key() {
    let more = "[scenarios.bad]\nset = [\"electricity_prise=1\", \"pue.coast=0.5\", 7]\ntitel = \"x\"\n\
                [scenarios.empty]\ntitle = \"nothing\"\n";
    let typed = desk(more).type_in(&["check", "case"]);
    assert_eq!(typed.code, 2);
    insta::assert_snapshot!(typed.err);
}
