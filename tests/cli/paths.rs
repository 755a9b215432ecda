//! `eastwest frontier` and `eastwest trace`.

use super::typing::{Desk, assert_fits};

#[test]
fn a_frontier_is_told_in_words_with_its_proof() {
    let desk = Desk::with_case("tiny");
    let told = desk.fine(&["frontier", "case", "--y", "round-trip"]);
    assert_fits(&told);
    for said in [
        "tiny: cost against round-trip time",
        "4 corners; complete",
        "MW of pretrain leaves Plateau for Coast",
        "1 programme solved from scratch",
    ] {
        assert!(told.contains(said), "no `{said}` in {told}");
    }
}

#[test]
fn a_frontier_as_csv_and_as_json_holds_the_same_figures() {
    let desk = Desk::with_case("chatgpt");
    let typed = desk.type_in(&["frontier", "case", "-o", "frontier.csv"]);
    assert_eq!((typed.code, typed.out.as_str()), (0, ""));
    assert!(
        typed.err.ends_with("frontier.csv: 18 corners, complete\n"),
        "{}",
        typed.err
    );
    let document = desk.json(&["frontier", "case", "--format", "json"]);
    assert_eq!(document["complete"], true);
    assert_eq!(document["slope"], "abatement_cost_cny_per_t");
    assert_eq!(document["frontiers"][0]["proof"]["solved_from_scratch"], 1);
    let points = document["frontiers"][0]["points"]
        .as_array()
        .expect("points");
    let text = desk.read("frontier.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), points.len());
    for (row, point) in rows.iter().zip(points) {
        for (name, cell) in header.iter().zip(row) {
            if let Some(number) = point[name].as_f64() {
                assert_eq!(cell.parse::<f64>().expect(name), number, "{name}");
            }
        }
    }
    let slope = |row: &csv::StringRecord| {
        let at = header
            .iter()
            .position(|name| name == "abatement_cost_cny_per_t");
        row[at.expect("a slope")].parse::<f64>().ok()
    };
    assert_eq!(slope(&rows[0]), None);
    assert!(
        rows[1..]
            .windows(2)
            .all(|pair| slope(&pair[0]) < slope(&pair[1]))
    );
}

#[test]
fn a_family_has_a_frontier_for_each_value() {
    let desk = Desk::with_case("chatgpt");
    desk.fine(&[
        "frontier",
        "case",
        "--add",
        "bandwidth_price*=0.5,2",
        "-o",
        "family.csv",
    ]);
    let text = desk.read("family.csv");
    assert!(
        text.starts_with("bandwidth_price*=,point,cost_cny,carbon_t,"),
        "{text}"
    );
    for value in ["0.5,1,", "2.0,1,"] {
        assert!(text.lines().any(|line| line.starts_with(value)), "{value}");
    }
    let told = desk.fine(&["frontier", "case", "--add", "carbon_price=0,100"]);
    assert_fits(&told);
    assert!(told.contains("carbon_price 100 CNY/t"), "{told}");
}

#[test]
fn a_trace_has_two_rows_where_the_plan_jumps() {
    let desk = Desk::with_case("chatgpt");
    let trace = [
        "trace",
        "case",
        "--param",
        "electricity_price.west",
        "--as",
        "factor",
        "--from",
        "1",
        "--to",
        "3",
    ];
    let told = desk.fine(&trace);
    assert_fits(&told);
    assert!(told.contains("complete: proved"), "{told}");
    desk.fine(&[&trace[..], &["-o", "path.csv"]].concat());
    let text = desk.read("path.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(
        &reader.headers().expect("a header")[0],
        "electricity_price.west*="
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(&rows[0][1], "start");
    assert_eq!(&rows[rows.len() - 1][1], "end");
    let jumps: Vec<_> = rows
        .windows(2)
        .filter(|pair| &pair[0][1] == "before")
        .collect();
    assert!(!jumps.is_empty());
    for pair in jumps {
        assert_eq!(&pair[1][1], "after");
        assert_eq!(pair[0][0], pair[1][0]);
    }
    let document = desk.json(&[&trace[..], &["--format", "json"]].concat());
    assert_eq!(document["method"]["name"], "exact");
    assert_eq!(document["rows"].as_array().expect("rows").len(), rows.len());
}

#[test]
fn a_path_that_is_not_piecewise_linear_says_so() {
    let desk = Desk::with_case("tiny");
    let trace = [
        "trace",
        "case",
        "--param",
        "rtt_limit",
        "--from",
        "5",
        "--to",
        "50",
    ];
    let told = desk.fine(&trace);
    assert_fits(&told);
    assert!(told.contains("not piecewise linear"), "{told}");
    let document = desk.json(&[&trace[..], &["--format", "json"]].concat());
    assert_eq!(document["complete"], false);
    assert_eq!(document["method"]["name"], "bracketed");
}

#[test]
fn paths_refuse_what_makes_no_sense_and_write_nothing() {
    let desk = Desk::with_case("tiny");
    for (words, said) in [
        (&["frontier", "case", "--y", "cost"][..], "two measures"),
        (
            &["frontier", "case", "--add", "carbon_prce=1"],
            "did you mean `carbon_price`?",
        ),
        (&["frontier", "case", "--add", "carbon_price=1,x"], "`x`"),
        (
            &["frontier", "case", "--add", "carbon_price=10,20,10.0"],
            "10 is given twice",
        ),
        (
            &[
                "frontier",
                "case",
                "--set",
                "electricity_price.plateau*=2",
                "--add",
                "electricity_price.west=0.3,0.4",
            ],
            "replaces it",
        ),
        (
            &[
                "frontier",
                "case",
                "--add",
                "carbon_price=1,-1",
                "-o",
                "f.csv",
            ],
            "0 or more",
        ),
        (&["frontier", "case", "--y", "carbn"], "'carbon'"),
        (
            &[
                "trace",
                "case",
                "--set",
                "carbon_price=50",
                "--param",
                "carbon_price",
                "--from",
                "1",
                "--to",
                "2",
            ],
            "each value of `--param carbon_price` replaces it",
        ),
        (
            &["frontier", "case", "-o", "f.parquet"],
            "no format has the ending `.parquet`",
        ),
        (
            &[
                "trace", "case", "--param", "pue", "--from", "1", "--to", "2", "-o", "t.png",
            ],
            "`--plot` draws a picture",
        ),
        (
            &[
                "trace",
                "case",
                "--param",
                "carbon_prise",
                "--from",
                "1",
                "--to",
                "2",
            ],
            "did you mean",
        ),
        (
            &[
                "trace", "case", "--param", "pue", "--from", "1", "--to", "1",
            ],
            "from 1 to 1",
        ),
        (
            &[
                "trace", "case", "--param", "pue", "--from", "0.5", "--to", "2", "-o", "t.csv",
            ],
            "1 or more",
        ),
        (
            &["trace", "case", "--from", "1", "--to", "2"],
            "--param <KEY>",
        ),
    ] {
        desk.refused(2, words, &[said]);
    }
    desk.write("there.csv", "mine");
    desk.refused(
        1,
        &["frontier", "case", "-o", "there.csv"],
        &["help: `--force` replaces it"],
    );
    assert_eq!(desk.read("there.csv"), "mine");
    desk.fine(&["frontier", "case", "-o", "there.csv", "--force"]);
    desk.refused(
        1,
        &["frontier", "case", "-o", "nowhere/f.csv"],
        &["there is no folder `nowhere`"],
    );
    desk.refused(
        1,
        &[
            "frontier", "case", "-o", "f.svg", "--format", "csv", "--plot", "f.svg", "--force",
        ],
        &["`f.svg` is named for two outputs"],
    );
}

#[test]
fn frontiers_by_accounting_are_one_figure_that_names_them() {
    let desk = Desk::with_case("tiny");
    let add = "carbon_accounting=location,market";
    let told = desk.fine(&["frontier", "case", "--add", add]);
    assert_fits(&told);
    for said in [
        "tiny: cost against carbon (each by its own accounting)",
        "carbon_accounting location",
        "carbon_accounting market",
    ] {
        assert!(told.contains(said), "no `{said}` in {told}");
    }
    let alone = desk.fine(&["frontier", "case", "--set", "carbon_accounting=market"]);
    assert!(
        alone.contains("cost against carbon (market-based)"),
        "{alone}"
    );
    let document = desk.json(&["frontier", "case", "--add", add, "--format", "json"]);
    let frontiers = document["frontiers"].as_array().expect("frontiers");
    for (frontier, name) in frontiers.iter().zip(["location", "market"]) {
        assert_eq!(frontier["value"], name);
        assert_eq!(frontier["accounting"], name);
        let cheapest = &frontier["cheapest"];
        assert_eq!(cheapest["accounting"], name);
        assert_eq!(cheapest["carbon_t"], cheapest[format!("carbon_{name}_t")]);
    }
    desk.fine(&[
        "frontier", "case", "--add", add, "-o", "f.csv", "--plot", "f.svg",
    ]);
    assert!(desk.read("f.csv").contains("\nmarket,1,"));
    let picture = desk.read("f.svg");
    for said in ["\nlocation\n", "\nmarket\n"] {
        assert!(picture.contains(said), "no `{said}` in {picture}");
    }
    // the saved rows give the same picture
    desk.fine(&["plot", "f.csv", "-o", "again.svg"]);
    assert!(desk.read("again.svg").contains("\nmarket\n"));
    desk.fine(&["frontier", "case", "--plot", "one.svg"]);
    assert!(
        desk.read("one.svg")
            .contains("Carbon over the horizon, location-based")
    );
}
