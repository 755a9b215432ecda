//! `eastwest sweep` and `eastwest merge` (interruptions are in tests/interruption.rs).

use super::typing::Desk;

const GRID: &str = "[[parameter]]\nkey = \"electricity_price.west\"\nas = \"factor\"\n\
                    range = { from = 0.5, to = 2, steps = 300 }\n\
                    [[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 500, steps = 150 }\n";

fn desk() -> Desk {
    let desk = Desk::with_case("tiny");
    desk.write("grid.toml", GRID);
    desk
}

#[test]
fn rows_go_to_the_file_and_words_to_standard_error() {
    let desk = desk();
    let typed = desk.type_in(&["sweep", "case", "grid.toml", "-o", "rows.csv"]);
    assert_eq!((typed.code, typed.out.as_str()), (0, ""));
    assert!(
        typed
            .err
            .starts_with("rows.csv: 45,000 rows; this run answered 45,000 in "),
        "{}",
        typed.err
    );
    let rows = desk.read("rows.csv");
    assert_eq!(rows.lines().count(), 45_001);
    assert!(
        rows.starts_with("scenario,electricity_price.west*=,carbon_price,status,"),
        "{}",
        &rows[..80]
    );
    let summary: serde_json::Value =
        serde_json::from_str(&desk.read("rows.csv.summary.json")).expect("JSON");
    assert_eq!(summary["scenarios"], 45_000);
    assert_eq!(summary["failed"], 0);
}

#[test]
fn shards_put_together_in_any_order_are_the_whole() {
    let desk = desk();
    let sweep = |more: &[&str]| desk.fine(&[&["sweep", "case", "grid.toml"], more].concat());
    sweep(&["-o", "whole.csv", "--threads", "1"]);
    for part in 1..=3 {
        sweep(&[
            "-o",
            &format!("part{part}.csv"),
            "--shard",
            &format!("{part}/3"),
        ]);
    }
    let merge = [
        "merge",
        "part2.csv",
        "part3.csv",
        "part1.csv",
        "-o",
        "merged.csv",
    ];
    desk.fine(&merge);
    assert!(
        desk.read("merged.csv") == desk.read("whole.csv"),
        "other bytes"
    );
    desk.refused(1, &merge, &["help: `--force` replaces it"]);
    desk.refused(
        2,
        &["merge", "part1.csv", "part2.csv", "-o", "m.csv"],
        &["2 of 3 shards are given"],
    );
    desk.refused(
        2,
        &[
            "merge",
            "part1.csv",
            "part1.csv",
            "part2.csv",
            "-o",
            "m.csv",
        ],
        &["missing or given twice"],
    );
    sweep(&[
        "-o",
        "other.csv",
        "--shard",
        "1/3",
        "--set",
        "pue.coast=1.3",
    ]);
    desk.refused(
        2,
        &[
            "merge",
            "other.csv",
            "part2.csv",
            "part3.csv",
            "-o",
            "m.csv",
        ],
        &["different sweeps"],
    );
    let again = [
        "merge",
        "part1.csv",
        "part2.csv",
        "part3.csv",
        "-o",
        "m.csv",
    ];
    std::fs::remove_file(desk.path("part1.csv.state.json")).expect("removed");
    desk.refused(2, &again, &["part1.csv.state.json"]);
    let text = desk.read("part3.csv");
    let cut = &text[..text.len() / 2];
    desk.fine(&[
        "sweep",
        "case",
        "grid.toml",
        "-o",
        "part1.csv",
        "--shard",
        "1/3",
        "--force",
    ]);
    desk.write("part3.csv", cut);
    desk.refused(2, &again, &["`--resume` the shard"]);
}

#[test]
fn a_dry_run_and_a_list_write_no_file() {
    let desk = desk();
    let before = desk.listing();
    let dry = desk.fine(&["sweep", "case", "grid.toml", "--dry-run"]);
    assert!(
        dry.contains("45,000 scenarios in 2 blocks of at most 32,768")
            && dry.contains("carbon_price: enters linearly"),
        "{dry}"
    );
    let list = desk.fine(&["sweep", "--list-parameters", "case"]);
    assert!(
        list.contains("electricity_price.west") && list.contains("CNY/kWh"),
        "{list}"
    );
    assert_eq!(desk.listing(), before);
    // every key of the list can be named, with the figure that it shows
    for line in list.lines().skip(1) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words[1] == words[2] && words[1] != "–" {
            desk.fine(&[
                "export",
                "case",
                "-o",
                "x.lp",
                "--force",
                "--set",
                &format!("{}={}", words[0], words[1]),
            ]);
        }
    }
}

#[test]
fn a_sample_and_placements_shape_the_rows() {
    let desk = desk();
    desk.fine(&[
        "sweep",
        "case",
        "grid.toml",
        "-o",
        "rows.csv",
        "--sample",
        "7",
        "--placements",
    ]);
    let rows = desk.read("rows.csv");
    assert_eq!(rows.lines().count(), 8);
    assert!(
        rows.lines().next().expect("a header").contains("pretrain"),
        "{rows}"
    );
}

#[test]
fn a_grid_with_faults_is_refused_with_all_of_them() {
    let desk = desk();
    desk.write(
        "wrong.toml",
        "[[parameter]]\nkey = \"electricty_price\"\nvalues = [1]\n\
         [[parameter]]\nkey = \"pue.coast\"\nvalues = [0.9]\n",
    );
    for more in [&["-o", "rows.csv"][..], &["--dry-run"]] {
        let words = [&["sweep", "case", "wrong.toml"], more].concat();
        desk.refused(
            2,
            &words,
            &[
                "wrong.toml:2",
                "`electricity_price`?",
                "wrong.toml:6",
                "1 or more",
            ],
        );
    }
    desk.refused(
        2,
        &["sweep", "case", "none.toml", "-o", "rows.csv"],
        &["none.toml: cannot be read"],
    );
}

/// A column of a CSV file.
fn column(desk: &Desk, file: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(desk.path(file)).expect("a CSV file");
    let header = reader.headers().expect("a header").clone();
    let at = header.iter().position(|column| column == name);
    let at = at.unwrap_or_else(|| panic!("no column {name}"));
    reader
        .records()
        .map(|row| row.expect("a row")[at].to_owned())
        .collect()
}

/// No limit is a figure like any other: the row is what `solve --set KEY=inf` gives. The cap of the first grid costs
/// 220,209,100 CNY where there is none (the case's README).
#[test]
fn no_limit_in_a_grid_is_answered_as_solve_answers_it() {
    let desk = Desk::with_case("tiny");
    let solved = |set: &str| {
        let answer = desk.json(&["solve", "case", "--format", "json", "--set", set]);
        answer["objective_cny"].as_f64().expect("a cost")
    };
    let swept = |grid: &str, row: usize| -> f64 {
        desk.write("g.toml", grid);
        desk.fine(&["sweep", "case", "g.toml", "-o", "r.csv", "--force"]);
        assert!(
            !column(&desk, "r.csv", "status").contains(&"failed".to_owned()),
            "{grid}"
        );
        column(&desk, "r.csv", "objective_cny")[row]
            .parse()
            .expect("a cost")
    };
    let assert_close = |found: f64, expected: f64, what: &str| {
        assert!(
            (found - expected).abs() <= 1e-9 * expected,
            "{what}: {found}, not {expected}"
        );
    };
    assert_close(solved("carbon_cap=inf"), 220_209_100.0, "solve");
    desk.write("rows.csv", "carbon_cap\ninf\n120000\n");
    desk.write("both.csv", "carbon_cap,demand*=\ninf,1\n120000,1\n");
    let grids = [
        "[[parameter]]\nkey = \"carbon_cap\"\nvalues = [inf, 120000]\n",
        "[[rows]]\nfile = \"rows.csv\"\n",
        "[[rows]]\nfile = \"both.csv\"\n",
        "zip = [\"carbon_cap\", \"pue.coast\"]\n[[parameter]]\nkey = \"carbon_cap\"\nvalues = [inf, 9e4]\n\
         [[parameter]]\nkey = \"pue.coast\"\nas = \"factor\"\nvalues = [1, 1]\n",
        "[[parameter]]\nkey = \"carbon_cap\"\ndistribution = { name = \"choice\", values = [inf] }\n\
         [sample]\nmethod = \"sobol\"\ncount = 2\n",
    ];
    for grid in grids {
        assert_close(swept(grid, 0), 220_209_100.0, grid);
    }
    for key in [
        "facility_limit",
        "facility_limit.coast",
        "link_capacity",
        "rtt_limit.chat",
        "accelerators_max.pretrain",
    ] {
        let expected = solved(&format!("{key}=inf"));
        let values = format!("[[parameter]]\nkey = \"{key}\"\nvalues = [inf]\n");
        assert_close(swept(&values, 0), expected, &values);
        // beside a parameter of many values, whose family holds it
        let many = format!(
            "{values}[[parameter]]\nkey = \"electricity_price\"\nas = \"factor\"\nrange = {{ from = 0.5, to = 1.5, steps = 41 }}\n"
        );
        assert_close(swept(&many, 20), expected, &many);
    }
    for how in ["factor", "addition"] {
        let grid =
            format!("[[parameter]]\nkey = \"rtt_limit.chat\"\nas = \"{how}\"\nvalues = [inf]\n");
        assert_close(swept(&grid, 0), solved("rtt_limit.chat=inf"), &grid);
    }
}

#[test]
fn a_family_of_frontiers_has_a_member_without_limit_and_is_read_back() {
    let desk = Desk::with_case("tiny");
    for file in ["f.csv", "f.json"] {
        let plot = format!("{file}.svg");
        desk.fine(&[
            "frontier",
            "case",
            "--add",
            "carbon_cap=inf,120000",
            "-o",
            file,
            "--plot",
            &plot,
        ]);
        desk.fine(&["plot", file, "-o", "again.svg", "--force"]);
        assert!(desk.read("again.svg").contains("inf"), "{file}");
    }
    desk.fine(&["plot", "f.json", "-o", "json.svg"]);
    assert!(desk.read("json.svg") == desk.read("f.json.svg"));
    assert_eq!(column(&desk, "f.csv", "carbon_cap")[0], "inf");
    let free = desk.json(&["frontier", "case", "--format", "json"]);
    let family: serde_json::Value = serde_json::from_str(&desk.read("f.json")).expect("JSON");
    assert_eq!(
        family["frontiers"][0]["points"],
        free["frontiers"][0]["points"]
    );
    desk.refused(
        2,
        &["frontier", "case", "--add", "carbon_cap=nan,1"],
        &["`nan` is no number"],
    );
}

/// 45,000 rows are two blocks: shards are cut within them.
#[test]
fn shards_have_as_many_rows_each_and_are_the_whole_together() {
    let desk = desk();
    let sweep = |more: &[&str]| desk.type_in(&[&["sweep", "case", "grid.toml"], more].concat());
    assert_eq!(sweep(&["-o", "whole.csv"]).code, 0);
    let mut merge = vec!["merge".to_owned(), "-o".to_owned(), "m.csv".to_owned()];
    for part in 0..7 {
        let name = format!("p{part}.csv");
        let typed = sweep(&["-o", &name, "--shard", &format!("{part}/7")]);
        assert_eq!(typed.code, 0, "{}", typed.err);
        let rows = desk.read(&name).lines().count() - 1;
        assert!((6_428..=6_429).contains(&rows), "{rows}");
        // counted from 0, with a word about it
        assert_eq!(
            typed.err.contains("`--shard 0/7` is taken as 7/7"),
            part == 0,
            "{}",
            typed.err
        );
        merge.push(name);
    }
    let words: Vec<&str> = merge.iter().map(String::as_str).collect();
    desk.fine(&words);
    assert!(desk.read("m.csv") == desk.read("whole.csv"), "other bytes");
    // the summary is that of the whole run, without what is of a run alone
    let summary = |name: &str| -> serde_json::Map<String, serde_json::Value> {
        serde_json::from_str(&desk.read(&format!("{name}.summary.json"))).expect("JSON")
    };
    let mut whole = summary("whole.csv");
    let merged = summary("m.csv");
    whole.retain(|key, _| merged.contains_key(key));
    assert_eq!(merged["scenarios"], 45_000);
    let how = ["certified", "pivoted", "reference", "failed"]
        .map(|how| merged[how].as_u64().expect("a count"));
    assert_eq!(how.iter().sum::<u64>(), 45_000);
    assert_eq!(merged, whole);
    assert!(!merged.contains_key("seconds"));
    // and it goes on as a whole
    desk.fine(&["sweep", "case", "grid.toml", "-o", "m.csv", "--resume"]);
    let few = ["merge", "p2.csv", "p6.csv", "-o", "x.csv"];
    desk.refused(
        2,
        &few,
        &["2 of 7 shards are given: 1/7, 3/7 to 5/7, 7/7 are missing"],
    );
}

#[test]
fn there_may_be_more_shards_than_rows_and_a_sample_is_never_empty() {
    let desk = desk();
    desk.write(
        "few.toml",
        "[[parameter]]\nkey = \"carbon_price\"\nvalues = [1, 2, 3]\n",
    );
    let mut merge = vec!["merge".to_owned(), "-o".to_owned(), "m.csv".to_owned()];
    desk.fine(&["sweep", "case", "few.toml", "-o", "whole.csv"]);
    for part in 1..=5 {
        let (name, shard) = (format!("p{part}.csv"), format!("{part}/5"));
        desk.fine(&["sweep", "case", "few.toml", "-o", &name, "--shard", &shard]);
        merge.push(name);
    }
    let words: Vec<&str> = merge.iter().map(String::as_str).collect();
    desk.fine(&words);
    assert!(desk.read("m.csv") == desk.read("whole.csv"));
    let none = desk.type_in(&["sweep", "case", "few.toml", "-o", "x.csv", "--sample", "0"]);
    assert_eq!(none.code, 2);
    assert!(
        none.err.contains("--sample") && !none.err.contains("shard"),
        "{}",
        none.err
    );
}

/// A year of hours takes minutes a scenario; of this grid nothing is answered, however large.
#[test]
fn a_dry_run_solves_nothing_and_says_how_large_it_would_be() {
    let desk = Desk::with_case("china");
    desk.write(
        "grid.toml",
        "[[parameter]]\nkey = \"rtt_limit.search\"\nvalues = [10, inf]\n\
         [[parameter]]\nkey = \"pue.west\"\nas = \"factor\"\nrange = { from = 1, to = 1.2, steps = 1000000 }\n\
         [[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 500, steps = 1000000 }\n",
    );
    let dry = desk.fine(&[
        "sweep",
        "case",
        "grid.toml",
        "--dry-run",
        "--shard",
        "1/1000",
    ]);
    for said in [
        "2,000,000,000,000 scenarios in ",
        "rtt_limit.search: may move rows or columns",
        "pue.west*=: moves entries of the programme",
        "carbon_price: enters linearly",
        "shard 1/1000: 2,000,000,000 rows",
        "as CSV; nothing was solved",
    ] {
        assert!(dry.contains(said), "no `{said}` in {dry}");
    }
}

#[test]
fn rows_of_a_file_keep_their_notes() {
    let desk = Desk::with_case("tiny");
    desk.write(
        "years.csv",
        "carbon_price,note,price_note\n50,2027,guessed\n90,\"2030, high\",guessed\n70,=1+1,\n60,,\n",
    );
    desk.write(
        "outages.csv",
        "# an outage\n\ncapacity.coast*=,note\n1,none\n0.9,one hall down\n",
    );
    desk.write("green.csv", "green_share,note\n0.4,fine\n0.5,also\n");
    desk.write(
        "g.toml",
        "[[rows]]\nfile = \"years.csv\"\n[[rows]]\nfile = \"outages.csv\"\n",
    );
    desk.fine(&["sweep", "case", "g.toml", "-o", "r.csv"]);
    assert_eq!(
        column(&desk, "r.csv", "note"),
        [
            "2027; none",
            "2027; one hall down",
            "2030, high; none",
            "2030, high; one hall down",
            // a spreadsheet would run it
            "'=1+1; none",
            "'=1+1; one hall down",
            "none",
            "one hall down"
        ]
    );
    assert_eq!(column(&desk, "r.csv", "scenario")[0], "1");
    // a label is part of what is swept
    desk.edit("years.csv", "2027", "2028");
    desk.refused(
        2,
        &["sweep", "case", "g.toml", "-o", "r.csv", "--resume"],
        &["its grid differs"],
    );
    // why a scenario failed stands behind its label
    desk.write(
        "odd.toml",
        "[[rows]]\nfile = \"green.csv\"\n[[parameter]]\nkey = \"green_share.coast\"\nas = \"addition\"\nvalues = [0, 0.55]\n",
    );
    desk.fine(&["sweep", "case", "odd.toml", "-o", "odd.csv"]);
    let notes = column(&desk, "odd.csv", "note");
    assert_eq!((&*notes[0], &*notes[2]), ("fine", "also"));
    assert!(notes[3].starts_with("also; `green_share"), "{}", notes[3]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_a_fault_of_its_line() {
    let desk = Desk::with_case("tiny");
    desk.write(
        "rows.csv",
        "carbon_price,note\n1,fine\n2,\"never\n3,closed\n",
    );
    desk.write("g.toml", "[[rows]]\nfile = \"rows.csv\"\n");
    desk.refused(
        2,
        &["sweep", "case", "g.toml", "-o", "r.csv"],
        &["rows.csv:3: a quotation mark opens here and is never closed"],
    );
}

/// Without a factor at every hub there is no figure; a grid may give the factors.
#[test]
fn marginal_emissions_are_empty_where_a_hub_has_no_factor() {
    let desk = Desk::with_case("tiny");
    let marginal = |grid: &str| {
        desk.write("g.toml", grid);
        desk.fine(&["sweep", "case", "g.toml", "-o", "r.csv", "--force"]);
        column(&desk, "r.csv", "carbon_marginal_t")
    };
    let price = "[[parameter]]\nkey = \"carbon_price\"\nvalues = [1, 2]\n";
    let known = desk.json(&["solve", "case", "--format", "json"])["carbon"]["marginal_t"].clone();
    assert_eq!(known.is_null(), marginal(price) == ["", ""], "{known}");
    let given = "[[parameter]]\nkey = \"marginal_emission_factor\"\nvalues = [0, 0.5]\n";
    let set = desk.json(&[
        "solve",
        "case",
        "--format",
        "json",
        "--set",
        "marginal_emission_factor=0.5",
    ]);
    let expected = set["carbon"]["marginal_t"].as_f64().expect("a figure");
    let found = marginal(given);
    assert_eq!(found[0], "0");
    let found: f64 = found[1].parse().expect("a figure");
    assert!(
        (found - expected).abs() <= 1e-9 * expected,
        "{found}, {expected}"
    );
}

/// docs/output.md describes what stands in the rows and beside them: all of it, and nothing else.
#[test]
fn every_column_of_the_rows_and_key_of_the_summary_is_described() {
    let desk = desk();
    desk.fine(&[
        "sweep",
        "case",
        "grid.toml",
        "-o",
        "r.csv",
        "--sample",
        "20",
        "--placements",
    ]);
    let page = include_str!("../../docs/output.md");
    let described = |section: &str| -> Vec<String> {
        let part = page.split(section).nth(1).expect("a section");
        let part = part.split("\n#").next().unwrap_or_default();
        let cells = part
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
        let names = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
        names.map(str::to_owned).collect()
    };
    let columns = described("### Columns of a sweep\n");
    let rows = desk.read("r.csv");
    let header: Vec<&str> = rows.lines().next().expect("a header").split(',').collect();
    let parameters = ["electricity_price.west*=", "carbon_price"];
    for name in &header {
        let known = columns.iter().any(|column| column == name);
        assert!(
            known || parameters.contains(name) || name.contains("_at_"),
            "{name} is not described"
        );
    }
    for column in &columns {
        let stands_for_some = ["KEY*=", "KEY+=", "WORKLOAD_at_HUB_mw"].contains(&column.as_str());
        assert!(
            stands_for_some || header.contains(&column.as_str()),
            "there is no {column}"
        );
    }
    let keys = described("### The summary of a sweep\n");
    let summary: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&desk.read("r.csv.summary.json")).expect("JSON");
    assert_eq!(
        summary.keys().collect::<std::collections::BTreeSet<_>>(),
        keys.iter().collect::<std::collections::BTreeSet<_>>()
    );
}

/// `carbon_t` is in the accounting of its row, where the grid varies it.
#[test]
fn emissions_of_a_row_are_in_its_own_accounting() {
    let desk = Desk::with_case("tiny");
    desk.write(
        "g.toml",
        "[[parameter]]\nkey = \"carbon_accounting\"\nvalues = [0, 1]\n\
         [[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 90, steps = 40 }\n",
    );
    desk.fine(&["sweep", "case", "g.toml", "-o", "r.csv"]);
    let (rows, location, market) = (
        column(&desk, "r.csv", "carbon_t"),
        column(&desk, "r.csv", "carbon_location_t"),
        column(&desk, "r.csv", "carbon_market_t"),
    );
    assert_eq!(rows.len(), 80);
    assert_eq!((&rows[..40], &rows[40..]), (&location[..40], &market[40..]));
    assert_ne!(location[40], market[40]);
    // a family for each accounting, not a programme for each row
    let certified = column(&desk, "r.csv", "how")
        .iter()
        .filter(|how| *how == "certified")
        .count();
    assert!(certified > 40, "{certified}");
}

#[test]
fn a_resumed_run_sums_up_all_rows() {
    let desk = desk();
    let sweep = ["sweep", "case", "grid.toml", "-o", "r.csv"];
    desk.fine(&sweep);
    let whole: serde_json::Value =
        serde_json::from_str(&desk.read("r.csv.summary.json")).expect("JSON");
    let rows = desk.read("r.csv");
    desk.write("r.csv", &rows[..rows.len() / 3]);
    let typed = desk.type_in(&[&sweep[..], &["--resume"]].concat());
    assert!(
        typed
            .err
            .starts_with("r.csv: 45,000 rows; this run answered 3"),
        "{}",
        typed.err
    );
    assert!(desk.read("r.csv") == rows);
    let resumed: serde_json::Value =
        serde_json::from_str(&desk.read("r.csv.summary.json")).expect("JSON");
    for key in [
        "scenarios",
        "optimal",
        "certified",
        "pivoted",
        "objective_cny",
        "worst_relative_gap",
    ] {
        assert_eq!(resumed[key], whole[key], "{key}");
    }
    assert!(
        resumed["answered"].as_u64() < Some(32_000),
        "{}",
        resumed["answered"]
    );
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_which_feature_it_lacks() {
    let desk = desk();
    desk.refused(
        2,
        &["sweep", "case", "grid.toml", "-o", "rows.parquet"],
        &[
            "this build cannot write Parquet",
            "`--features parquet`",
            "`.csv`",
        ],
    );
    desk.refused(
        2,
        &["merge", "rows.csv", "-o", "rows.parquet"],
        &["this build cannot write Parquet"],
    );
}

/// The C library rounds `pow`, `log` and `sin` otherwise where the processor has fused multiply-add; nodes of one cluster differ in that,
/// and a shard has the same bytes on each.
#[test]
fn rows_have_the_same_bytes_on_a_processor_without_fused_multiply_add() {
    let desk = Desk::with_case("china");
    desk.write(
        "grid.toml",
        "[[parameter]]\nkey = \"electricity_price.west\"\nas = \"factor\"\n\
         distribution = { name = \"loguniform\", from = 0.5, to = 2 }\n\
         [[parameter]]\nkey = \"carbon_price\"\n\
         distribution = { name = \"normal\", mean = 100, standard_deviation = 10 }\n\
         [sample]\nmethod = \"sobol\"\ncount = 4096\n",
    );
    let old = [("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX")];
    for (name, variables) in [("new.csv", &[][..]), ("old.csv", &old)] {
        let words = ["sweep", "case", "grid.toml", "--periods", "one", "-o", name];
        let typed = desk.type_in_with(variables, &words);
        assert_eq!(typed.code, 0, "{}", typed.err);
    }
    assert!(desk.read("new.csv") == desk.read("old.csv"), "other bytes");
}
