//! `eastwest explain`.

use super::typing::{Desk, assert_fits};

#[test]
fn reasons_of_the_tiny_case_are_those_worked_out_by_hand() {
    let desk = Desk::with_case("tiny");
    let typed = desk.type_in(&["explain", "case"]);
    assert_eq!((typed.code, typed.err.as_str()), (0, ""));
    assert_fits(&typed.out);
    for said in [
        "capacity of Plateau  14.00  MW (IT)   5,681,612  16.00   5,681,612    12.00",
        "green share of all hubs, 50.0 %",
        "+11,607 CNY",
        "the next link is 29 ms (4 ms more), which",
        "saves 588,170 CNY",
        "147,042 CNY per ms",
        "None of these hubs could be dropped at no cost.",
        "within 1.0 % of the best cost",
        "primal residual",
    ] {
        assert!(typed.out.contains(said), "no `{said}` in {}", typed.out);
    }
    assert!(!typed.out.contains('\u{1b}'), "colours in a pipe");
}

#[test]
fn a_name_narrows_the_answer_and_turns_it_into_sentences() {
    let desk = Desk::with_case("tiny");
    let told = desk.fine(&["explain", "case", "pretrain"]);
    assert_fits(&told);
    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("Beside Plateau, Coast is 520 dearer in electricity, 274 dearer in hosting"),
        "{told}"
    );
    assert!(words.contains("Coast has to become 20.04 CNY per MWh cheaper for it"));
    assert!(
        words.contains("pretrain at Coast"),
        "firmness of the workload alone: {told}"
    );
    assert!(!words.contains("backup") && !words.contains("Round-trip limits"));
    let hub = desk.json(&["explain", "case", "coast", "--format", "json"]);
    let workloads = hub["workloads"].as_array().expect("a list");
    assert_eq!(workloads.len(), 3);
    assert!(workloads.iter().all(|w| {
        let hubs = w["hubs"].as_array().expect("a list");
        hubs.iter().all(|at| at["hub"] == "coast")
    }));
    let rule = desk.json(&["explain", "case", "rtt_limit", "--format", "json"]);
    assert_eq!(rule["workloads"].as_array().expect("a list").len(), 0);
    assert_eq!(rule["round_trip_limits"][0]["next"]["rtt_limit_ms"], 29.0);
}

#[test]
fn a_name_that_nothing_has_is_refused_with_the_nearest() {
    let desk = Desk::with_case("tiny");
    let said = ["is called `plato`", "did you mean `plateau`?"];
    desk.refused(2, &["explain", "case", "plato"], &said);
    desk.refused(
        2,
        &["explain", "case", "chat", "rtt_limits"],
        &["did you mean `rtt_limit`?"],
    );
    desk.refused(2, &["explain", "case", "--within", "-1"], &["0 or more"]);
    desk.refused(2, &["explain", "case", "--within", "few"], &["a number"]);
}

#[test]
fn figures_are_changed_and_the_allowance_is_the_one_that_was_asked_for() {
    let desk = Desk::with_case("tiny");
    let words = [
        "explain",
        "case",
        "--set",
        "capacity.plateau=16",
        "--within",
        "2",
        "--format",
        "json",
    ];
    let told = desk.json(&words);
    let limit = &told["limits"][0];
    assert_eq!(limit["key"], "capacity.plateau");
    assert_eq!(limit["degenerate"], true);
    assert_eq!(limit["one_more_saves_cny"], 0.0);
    assert_eq!(limit["holds_up_to"], serde_json::Value::Null);
    let paid = told["paid_cny"].as_f64().expect("a number");
    let allowance = told["firmness"]["allowance_cny"]
        .as_f64()
        .expect("a number");
    assert!((allowance - 0.02 * paid).abs() < 1e-6 * paid);
    assert_eq!(
        told["provenance"]["options"][0],
        "--set capacity.plateau=16"
    );
}

#[test]
fn nothing_to_do_is_no_reason_for_nonsense() {
    let desk = Desk::with_case("tiny");
    for words in [
        &["explain", "case", "--set", "demand=0"][..],
        &["explain", "case", "--set", "capacity.plateau=0", "plateau"],
        &["breakeven", "case", "--set", "demand=0"],
    ] {
        let told = desk.fine(words);
        assert_fits(&told);
        assert!(!told.contains("NaN") && !told.contains("inf "), "{told}");
    }
}

#[test]
fn a_plan_with_a_shortfall_says_so_first() {
    let desk = Desk::with_case("tiny");
    let told = desk.fine(&["explain", "case", "--set", "capacity.coast=8"]);
    assert_fits(&told);
    assert!(told.contains("does not meet everything"), "{told}");
    assert!(told.contains("NOT SERVED"), "{told}");
}

/// A run's limit is told in what its key counts: `--set` takes the figure back. By hand: 7,000 accelerators of 1 kW.
#[test]
fn accelerators_are_counted_as_their_key_is() {
    let desk = Desk::with_case("tiny");
    let change = ["--set", "accelerators_max.pretrain=7000"];
    let mut words = vec!["explain", "case", "--format", "json"];
    words.extend(change);
    let told = desk.json(&words);
    let limits = told["limits"].as_array().expect("limits");
    let limit = limits
        .iter()
        .find(|l| l["key"] == "accelerators_max.pretrain")
        .expect("it");
    assert_eq!(limit["unit"], "accelerators");
    let number = |key: &str| limit[key].as_f64().expect("a number");
    assert!((number("value") - 7000.0).abs() < 1e-6, "{limit}");
    // one accelerator less leaves 7.3 MWh more unserved
    let cost = |change: &str| {
        let words = ["solve", "case", "--format", "json", "--set", change];
        desk.json(&words)["cost_cny"]["total"]
            .as_f64()
            .expect("a cost")
    };
    let dearer = cost("accelerators_max.pretrain=6999") - cost("accelerators_max.pretrain=7000");
    let told = number("one_less_costs_cny");
    assert!((dearer - told).abs() < 1e-4 * told, "{dearer} {told}");
    assert!(
        number("holds_down_to") < 6999.0 && number("holds_up_to") > 7001.0,
        "{limit}"
    );
}
