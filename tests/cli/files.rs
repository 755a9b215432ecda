//! `eastwest new` and `eastwest export`.

use super::typing::Desk;

#[test]
fn each_shipped_dataset_starts_a_case_that_checks() {
    let desk = Desk::new();
    for dataset in ["tiny", "chatgpt", "china"] {
        let said = desk.fine(&["new", dataset, "--from", dataset]);
        assert!(
            said.contains(&format!("Next: eastwest check {dataset}")),
            "{said}"
        );
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("datasets")
            .join(dataset);
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .expect("a name");
            let copy = std::fs::read(desk.path(&format!("{dataset}/{name}"))).expect(name);
            // a page has the links that its new place needs
            assert!(
                name.ends_with(".md") || copy == std::fs::read(&path).expect(name),
                "{dataset}/{name} differs"
            );
        }
        assert_links_lead_somewhere(&desk, dataset);
        let typed = desk.type_in(&["check", dataset]);
        assert_eq!((typed.code, typed.err.as_str()), (0, ""));
        assert!(
            typed
                .out
                .starts_with(&format!("{dataset}: no faults, 0 warnings\n"))
        );
    }
    // tiny where no dataset is named
    desk.fine(&["new", "deep/down"]);
    assert_eq!(desk.read("deep/down/hubs.csv"), desk.read("tiny/hubs.csv"));
}

/// Every link of the case's own page, and what else it says stands beside it, is there.
fn assert_links_lead_somewhere(desk: &Desk, case: &str) {
    let page = desk.read(&format!("{case}/README.md"));
    assert!(!page.contains("](../"), "{case}");
    let targets = page.split("](").skip(1);
    let targets = targets.filter_map(|rest| rest.split(')').next());
    for target in targets.filter(|target| !target.contains("://")) {
        let file = desk.path(&format!("{case}/{target}"));
        assert!(file.is_file(), "{case}: {target}");
    }
    assert!(desk.path(&format!("{case}/SOURCES.md")).is_file());
}

#[test]
fn an_exported_programme_says_its_size_on_standard_error() {
    let desk = Desk::with_case("tiny");
    for ending in ["mps", "lp"] {
        let file = format!("model.{ending}");
        let typed = desk.type_in(&["export", "case", "-o", &file]);
        assert_eq!((typed.code, typed.out.as_str()), (0, ""));
        assert_eq!(
            typed.err,
            format!("{file}: 14 rows, 14 columns, 46 entries\n")
        );
        assert!(desk.read(&file).contains("demand.chat.delta"));
    }
    for wrong in ["model.txt", "model", "model.MPS.gz"] {
        desk.refused(
            2,
            &["export", "case", "-o", wrong],
            &["must end in .mps or .lp"],
        );
    }
}

/// The figure that is changed reaches the file: coast holds at most 29 MW.
#[test]
fn changes_are_exported_too() {
    let desk = Desk::with_case("tiny");
    desk.fine(&["export", "case", "-o", "a.lp"]);
    desk.fine(&["export", "case", "-o", "b.lp", "--set", "capacity.coast=29"]);
    let (a, b) = (desk.read("a.lp"), desk.read("b.lp"));
    let changed: Vec<_> = a.lines().zip(b.lines()).filter(|(a, b)| a != b).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(changed[0].0.ends_with("<= 30") && changed[0].1.ends_with("<= 29"));
}

#[test]
fn what_is_exported_is_solved_to_the_same_cost() {
    let desk = Desk::with_case("chatgpt");
    desk.fine(&["export", "case", "-o", "model.mps"]);
    let plan = desk.json(&["solve", "case", "--format", "json"]);
    let read = desk.json(&["lp", "model.mps", "--format", "json"]);
    let (a, b) = (
        plan["objective_cny"].as_f64().expect("a cost"),
        read["objective"].as_f64().expect("a cost"),
    );
    assert!((a - b).abs() <= 1e-9 * a, "{a}, {b}");
}
