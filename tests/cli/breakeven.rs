//! `eastwest breakeven`.

use serde_json::Value;

use super::typing::{Desk, assert_fits};

#[test]
fn claims_of_the_tiny_case_are_turned_round_on_a_page_that_fits() {
    let desk = Desk::with_case("tiny");
    let typed = desk.type_in(&["breakeven", "case"]);
    assert_eq!((typed.code, typed.err.as_str()), (0, ""));
    assert_fits(&typed.out);
    for said in [
        "1. Moving training saves 57.96 M CNY of fees for 365,650 CNY more network (158.5 times): holds",
        "1. Moving inference saves 11.59 M CNY of fees for 16,000 CNY less network: holds",
        "2. Moving storage alone avoids",
        "3. It lets chat grow 2.500 times instead of 1.600: holds",
        "both plans and the baseline",
        "by marginal factors",
        "× 2.6861",
        "Never within its range: bandwidth price",
        "It enters",
        "the whole range is covered",
    ] {
        assert!(typed.out.contains(said), "no `{said}` in {}", typed.out);
    }
}

/// What the command states is what `solve --set` finds just under and just over it.
#[test]
fn a_stated_value_is_where_solve_changes_its_verdict() {
    let desk = Desk::with_case("tiny");
    let turned = desk.json(&["breakeven", "case", "--format", "json"]);
    let mut checked = 0;
    for driver in turned["drivers"].as_array().expect("a list") {
        for claim in driver["claims"].as_array().expect("a list") {
            for change in claim["changes"].as_array().expect("a list") {
                let value = change["value"].as_f64().expect("a number");
                for (factor, above) in [(1.0 - 1e-4, false), (1.0 + 1e-4, true)] {
                    let set = format!(
                        "{}{}",
                        driver["set"].as_str().expect("text"),
                        value * factor
                    );
                    let answer = desk.json(&["solve", "case", "--format", "json", "--set", &set]);
                    let expected = change["holds_above"] == above;
                    assert_eq!(holds(&answer, claim), expected, "{set}: {claim}");
                    checked += 1;
                }
            }
        }
    }
    assert!(checked >= 20, "{checked}");
}

fn holds(answer: &Value, claim: &Value) -> bool {
    let claims = &answer["claims"];
    let text = |key: &str| claim[key].as_str().unwrap_or_default();
    let of_kind = &claims["by_kind"][text("kind")];
    match text("claim") {
        "cost" => of_kind["holds"].as_bool().expect("a verdict"),
        "carbon" => {
            let avoided_t = &of_kind["carbon_avoided_t"][text("accounting")];
            avoided_t.as_f64().expect("a figure") > 0.0
        }
        _ => claims["headroom"]["holds"].as_bool().expect("a verdict"),
    }
}

/// Today's plan lies in the folder, and nothing names it.
#[test]
fn a_plan_of_today_that_lies_unused_is_told_of() {
    let desk = Desk::with_case("china");
    let quiet = desk.type_in(&["check", "case"]);
    assert!(
        !quiet.err.contains("unused") && !quiet.out.contains("lies unused"),
        "{}",
        quiet.err
    );
    desk.edit(
        "case/case.toml",
        "plan = \"baseline.csv\"",
        "side = \"east\"",
    );
    let told = desk.type_in(&["check", "case"]);
    let both = format!("{}{}", told.out, told.err);
    assert_eq!(told.code, 0, "{both}");
    assert!(both.contains("`baseline.csv` lies unused"), "{both}");
    assert!(both.contains("plan = \"baseline.csv\""), "{both}");
}

/// The page of a baseline that stays says so.
#[test]
fn a_baseline_that_is_given_is_not_optimised_anew() {
    let desk = Desk::with_case("china");
    let told = desk.fine(&[
        "breakeven",
        "case",
        "--periods",
        "one",
        "--driver",
        "carbon-price",
    ]);
    assert!(told.contains("keeps its places"), "{told}");
    assert!(!told.contains("both plans and the baseline"), "{told}");
    let told = desk.fine(&[
        "breakeven",
        "case",
        "--periods",
        "one",
        "--driver",
        "carbon-price",
        "--baseline",
        "east",
    ]);
    assert!(told.contains("both plans and the baseline"), "{told}");
}

#[test]
fn pairs_for_which_the_carbon_claim_fails_are_named() {
    let desk = Desk::with_case("china");
    let words = [
        "breakeven",
        "case",
        "--periods",
        "one",
        "--driver",
        "carbon-price",
    ];
    let told = desk.fine(&words);
    assert_fits(&told);
    assert!(
        told.contains("Horinger emits 0.842 t per MWh (IT) where"),
        "{told}"
    );
    assert!(told.contains("Market-based"), "{told}");
    let turned = desk.json(&[&words[..], &["--format", "json"]].concat());
    assert_eq!(turned["drivers"].as_array().expect("a list").len(), 1);
    let dirtier = turned["dirtier_moves"].as_array().expect("a list");
    let names: Vec<&str> = dirtier
        .iter()
        .filter_map(|of| of["accounting"].as_str())
        .collect();
    assert_eq!(names, ["location", "market", "marginal"]);
    let location = dirtier[0]["moves"].as_array().expect("a list");
    let pair = |m: &Value| m["from"] == "yrd" && m["to"] == "horinger";
    assert!(location.iter().any(pair), "{location:?}");
}

#[test]
fn a_driver_that_does_not_exist_is_refused() {
    let desk = Desk::with_case("tiny");
    desk.refused(
        2,
        &["breakeven", "case", "--driver", "bandwith"],
        &["bandwith", "bandwidth"],
    );
}
