//! `eastwest diagnose`.

use serde_json::Value;

use super::typing::{Desk, assert_fits};

/// Changes that leave something short.
const BROKEN: [&[&str]; 4] = [
    &["capacity.coast=6"],
    &["rtt_limit.chat=3", "accelerators_max.pretrain=7000"],
    &["carbon_cap=60000"],
    &["green_target=0.9", "green_penalty=1"],
];

fn with<'a>(mut words: Vec<&'a str>, changes: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    for change in changes {
        words.extend(["--set", change]);
    }
    words
}

#[test]
fn every_mend_typed_as_it_is_printed_lets_the_plan_meet_everything() {
    let desk = Desk::with_case("tiny");
    for broken in BROKEN {
        let changes = broken.iter().copied();
        let words = with(
            vec!["diagnose", "case", "--format", "json"],
            changes.clone(),
        );
        let diagnosis = desk.json(&words);
        let mends = diagnosis["mends"].as_array().expect("mends");
        assert!(mends.len() > 1, "{broken:?}: {diagnosis}");
        for mend in mends {
            let set = mend["set"].as_array().expect("changes").iter();
            let set = set.map(|change| change.as_str().expect("text"));
            let words = with(
                vec!["solve", "case", "--format", "json"],
                changes.clone().chain(set),
            );
            let answer = desk.json(&words);
            assert_eq!(answer["status"], "optimal", "{broken:?}: {mend}");
        }
        let words = with(vec!["solve", "case", "--format", "json"], changes);
        assert_eq!(desk.json(&words)["status"], "shortfall", "{broken:?}");
    }
}

#[test]
fn a_diagnosis_says_what_conflicts_on_standard_output_alone_and_fits() {
    let desk = Desk::with_case("tiny");
    let typed = desk.type_in(&["diagnose", "case", "--set", "capacity.coast=6"]);
    assert_eq!((typed.code, typed.err.as_str()), (0, ""));
    assert_fits(&typed.out);
    for said in [
        "chat for Delta within 25 ms needs 4 MW more than Coast has",
        "--set 'capacity.coast=12'",
    ] {
        assert!(typed.out.contains(said), "no `{said}` in {}", typed.out);
    }
    assert!(!typed.out.contains('\u{1b}'), "colours in a pipe");
    let fine = desk.fine(&["diagnose", "case"]);
    assert_eq!(fine, "tiny: every rule holds, and nothing is short\n");
    let json = desk.json(&["diagnose", "case", "--format", "json"]);
    assert_eq!(
        (&json["cause"], &json["mends"]),
        (&Value::from("none"), &Value::from(Vec::<u8>::new()))
    );
}

#[test]
fn a_plan_that_falls_short_says_why() {
    let desk = Desk::with_case("tiny");
    let broken = ["solve", "case", "--set", "capacity.coast=6"];
    let table = desk.fine(&broken);
    let why = "chat for Delta within 25 ms needs 4 MW more than Coast has";
    assert!(
        table.contains(why) && table.contains("`eastwest diagnose`"),
        "{table}"
    );
    let json = desk.json(&[&broken[..], &["--format", "json"]].concat());
    assert_eq!(json["conflicts"][0]["sentence"], why);
    assert_eq!(json["conflicts"][0]["rules"][0]["rule"], "demand");
    // nothing to say where nothing is short
    let json = desk.json(&["solve", "case", "--format", "json"]);
    assert_eq!(json["conflicts"], Value::from(Vec::<u8>::new()));
    assert!(!desk.fine(&["solve", "case"]).contains("Why"));
}

#[test]
fn a_diagnosis_of_a_faulty_case_is_refused() {
    let desk = Desk::with_case("tiny");
    desk.refused(2, &["diagnose", "nowhere"], &["nowhere"]);
    desk.refused(
        2,
        &["diagnose", "case", "--set", "capcity.coast=6"],
        &["capacity.coast"],
    );
}
