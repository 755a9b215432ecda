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
        dry.contains("45,000 scenarios in 3 blocks of at most 16,384")
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
