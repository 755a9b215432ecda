//! Rows and answers that a command must not lose, invent or mix up: what others write, what the command itself reads, what is damaged.

use std::fs::{self, File};

use super::typing::Desk;

/// 100 scenarios.
const GRID: &str = "[[parameter]]\nkey = \"electricity_price.west\"\nas = \"factor\"\n\
                    range = { from = 0.5, to = 2, steps = 20 }\n\
                    [[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 200, steps = 5 }\n";

fn desk() -> Desk {
    let desk = Desk::with_case("tiny");
    desk.write("grid.toml", GRID);
    desk
}

fn sweep(desk: &Desk, more: &[&str]) -> String {
    let typed = desk.type_in(&[&["sweep", "case", "grid.toml"], more].concat());
    assert_eq!(typed.code, 0, "{more:?}: {}", typed.err);
    typed.err
}

/// The sweep in two shards, `p1.csv` and `p2.csv`.
fn halves(desk: &Desk) {
    for (shard, file) in [("1/2", "p1.csv"), ("2/2", "p2.csv")] {
        sweep(desk, &["-o", file, "--shard", shard]);
    }
}

fn bytes(desk: &Desk, name: &str) -> Vec<u8> {
    fs::read(desk.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What another run does to a file that it writes.
fn locked(desk: &Desk, name: &str) -> File {
    let file = File::options()
        .read(true)
        .write(true)
        .open(desk.path(name))
        .expect("a file");
    file.try_lock().expect("a lock");
    file
}

#[test]
fn an_atlas_of_a_grid_with_a_file_beside_it_can_be_read() {
    let desk = Desk::with_case("tiny");
    desk.write("rows.csv", "carbon_price\n10\n20\n30\n");
    desk.write("grid.toml", "[[rows]]\nfile = \"./rows.csv\"\n");
    sweep(&desk, &["--atlas", "a.atlas"]);
    desk.fine(&["expand", "a.atlas", "-o", "rows-of-it.csv"]);
    assert_eq!(desk.read("rows-of-it.csv").lines().count(), 4);
}

/// It is refused before anything is surveyed, not when the atlas is read.
#[test]
fn a_file_that_no_atlas_can_name_is_refused_before_the_survey() {
    let desk = Desk::with_case("tiny");
    let own = "_the_grid_of_the_atlas.toml";
    desk.write(own, "carbon_price\n10\n20\n30\n");
    desk.write("grid.toml", format!("[[rows]]\nfile = \"{own}\"\n"));
    let words = ["sweep", "case", "grid.toml", "--atlas", "a.atlas"];
    let said = ["cannot be kept in an atlas", "in the folder of the grid"];
    desk.refused(2, &words, &said);
}

/// A forced run that was stopped: the shard of the run before is whole, and rows of the new one are there.
#[cfg(feature = "parquet")]
#[test]
fn rows_that_are_to_replace_a_whole_shard_are_gone_on_with() {
    let desk = desk();
    let shard = ["--shard", "1/3", "-o", "out/"];
    sweep(&desk, &shard);
    let listed = desk.listing();
    let name = listed.iter().find(|name| name.ends_with(".parquet"));
    let name = name.expect("a shard").clone();
    let before = bytes(&desk, &name);
    sweep(&desk, &["--shard", "1/3", "-o", "part.csv"]);
    let stem = name
        .strip_prefix("out/")
        .and_then(|n| n.strip_suffix(".parquet"));
    let journal = format!("out/_journals/{}.rows.csv", stem.expect("a name"));
    // the header and ten rows of 33
    let rows: String = desk
        .read("part.csv")
        .split_inclusive('\n')
        .take(11)
        .collect();
    desk.write(&journal, rows);
    let state = desk.read("part.csv.state.json");
    desk.write(&format!("{journal}.state.json"), state);

    let lock = locked(&desk, &journal);
    let words = ["sweep", "case", "grid.toml", "--shard", "1/3", "-o", "out/"];
    desk.refused(1, &words, &["another run is writing"]);
    drop(lock);
    let told = sweep(&desk, &shard);
    assert!(told.contains("33 rows; this run answered 23"), "{told}");
    assert!(bytes(&desk, &name) == before, "other bytes");
    assert!(!desk.path(&journal).exists(), "the journal is left");
    assert!(sweep(&desk, &shard).contains("all rows are there already"));
}

/// The folder of rows in the making is empty at the end, and whoever copies files alone leaves it out.
#[cfg(feature = "parquet")]
#[test]
fn a_folder_that_was_copied_without_its_empty_folder_goes_on() {
    let desk = desk();
    sweep(&desk, &["--shard", "1/3", "-o", "out/"]);
    fs::remove_dir(desk.path("out/_journals")).expect("it is empty");
    for part in ["2/3", "3/3"] {
        sweep(&desk, &["--shard", part, "-o", "out/"]);
    }
    let told = desk.fine(&["merge", "--verify", "out"]);
    assert!(told.starts_with("out: whole: 100 rows"), "{told}");
}

/// Whatever is written there would be read as a part of the table.
#[cfg(feature = "parquet")]
#[test]
fn nothing_but_shards_goes_into_a_folder_of_shards() {
    let desk = desk();
    sweep(&desk, &["-o", "out/"]);
    for words in [
        vec!["merge", "out", "-o", "out/all.parquet"],
        vec!["sweep", "case", "grid.toml", "-o", "out/x.parquet"],
        vec!["sweep", "case", "grid.toml", "-o", "out/x.csv"],
        vec!["report", "case", "-o", "out/page.html"],
    ] {
        desk.refused(1, &words, &["would be read as one of the shards in `out`"]);
    }
    desk.fine(&["merge", "--verify", "out"]);
}

#[cfg(feature = "parquet")]
#[test]
fn a_whole_parquet_without_its_summary_gets_one() {
    let desk = desk();
    sweep(&desk, &["-o", "x.parquet"]);
    let summary = |desk: &Desk| -> serde_json::Value {
        serde_json::from_str(&desk.read("x.parquet.summary.json")).expect("JSON")
    };
    let before = summary(&desk);
    fs::remove_file(desk.path("x.parquet.summary.json")).expect("removed");
    let told = sweep(&desk, &["-o", "x.parquet", "--resume"]);
    assert!(told.contains("all rows are there already"), "{told}");
    let after = summary(&desk);
    assert_eq!(after["scenarios"], 100);
    for key in [
        "optimal",
        "shortfall",
        "objective_cny",
        "worst_relative_gap",
    ] {
        assert_eq!(after[key], before[key], "{key}");
    }
}

#[test]
fn what_a_command_reads_beside_the_case_is_not_replaced() {
    let desk = desk();
    desk.write(
        "saved.json",
        desk.fine(&["solve", "case", "--format", "json"]),
    );
    let today = "workload,origin,hub,share\n";
    desk.write("today.csv", today);
    for words in [
        vec![
            "report",
            "case",
            "--compare",
            "saved.json",
            "-o",
            "saved.json",
            "--force",
        ],
        vec![
            "frontier",
            "case",
            "--baseline",
            "today.csv",
            "-o",
            "today.csv",
            "--force",
        ],
        vec![
            "export",
            "case",
            "--baseline",
            "today.csv",
            "-o",
            "today.csv",
            "--force",
        ],
    ] {
        let typed = desk.type_in(&words);
        assert_eq!(
            typed.code,
            if words[0] == "export" { 2 } else { 1 },
            "{}",
            typed.err
        );
        assert_eq!(desk.read("today.csv"), today);
        assert!(desk.read("saved.json").starts_with('{'), "{words:?}");
    }
    let typed = desk.type_in(&[
        "report",
        "case",
        "--compare",
        "saved.json",
        "-o",
        "saved.json",
        "--force",
    ]);
    assert!(
        typed.err.contains("is read by this very command"),
        "{}",
        typed.err
    );
}

/// 2⁶⁴ − 1 shards: the first has none of the 100 rows.
#[test]
fn a_merge_of_one_of_very_many_shards_is_refused() {
    let desk = desk();
    let most = u64::MAX;
    sweep(&desk, &["--shard", &format!("1/{most}"), "-o", "s.csv"]);
    let missing = format!("1 of {most} shards are given: 2/{most} to {most}/{most} are missing");
    desk.refused(2, &["merge", "s.csv", "-o", "m.csv"], &[&missing]);
}

#[test]
fn a_file_that_another_run_is_writing_is_not_replaced() {
    let desk = desk();
    sweep(&desk, &["-o", "rows.csv"]);
    halves(&desk);
    let before = bytes(&desk, "rows.csv");
    let lock = locked(&desk, "rows.csv");
    for words in [
        vec!["merge", "p1.csv", "p2.csv", "-o", "rows.csv", "--force"],
        vec!["frontier", "case", "-o", "rows.csv", "--force"],
    ] {
        desk.refused(1, &words, &["another run is writing `rows.csv`"]);
    }
    drop(lock);
    assert!(bytes(&desk, "rows.csv") == before, "it was written");
    desk.fine(&["merge", "p1.csv", "p2.csv", "-o", "rows.csv", "--force"]);
    assert!(bytes(&desk, "rows.csv") == before, "other bytes");
}

#[test]
fn results_outlive_a_run_that_cannot_say_whose_they_are() {
    let desk = desk();
    sweep(&desk, &["-o", "rows.csv"]);
    let before = bytes(&desk, "rows.csv");
    for side in ["rows.csv.state.json", "rows.csv.summary.json"] {
        fs::remove_file(desk.path(side)).expect("removed");
        fs::create_dir(desk.path(side)).expect("a folder");
        let words = ["sweep", "case", "grid.toml", "-o", "rows.csv", "--force"];
        desk.refused(1, &words, &[side, "s a directory"]);
        assert!(bytes(&desk, "rows.csv") == before, "{side}: rows are lost");
        fs::remove_dir(desk.path(side)).expect("removed");
        desk.write(side, "{}");
    }
}

/// Line 102: the header and 100 rows stand before it.
#[test]
fn a_line_behind_the_last_row_is_refused_and_stays() {
    let desk = desk();
    sweep(&desk, &["-o", "rows.csv"]);
    let more = desk.read("rows.csv") + "mine\n";
    desk.write("rows.csv", &more);
    let words = ["sweep", "case", "grid.toml", "-o", "rows.csv", "--resume"];
    desk.refused(2, &words, &["`rows.csv`, line 102: is damaged", "--force"]);
    assert_eq!(desk.read("rows.csv"), more);
}

#[test]
fn a_folder_as_the_file_of_rows_is_refused_with_what_can_be_done() {
    let desk = desk();
    fs::create_dir(desk.path("out")).expect("a folder");
    for more in [None, Some("--resume"), Some("--force")] {
        let mut words = vec!["sweep", "case", "grid.toml", "-o", "out"];
        words.extend(more);
        desk.refused(2, &words, &["`out` is a folder", "`-o out/` writes shards"]);
    }
}

/// 3 · 10⁹ times 4 · 10⁹ are over 2⁶³ − 1, and under 2⁶⁴.
#[test]
fn a_grid_whose_numbers_no_row_can_hold_is_refused() {
    let desk = desk();
    desk.write(
        "grid.toml",
        "[[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 1, steps = 3000000000 }\n\
         [[parameter]]\nkey = \"bandwidth_price\"\nas = \"factor\"\nrange = { from = 1, to = 2, steps = 4000000000 }\n",
    );
    let words = ["sweep", "case", "grid.toml", "--dry-run"];
    desk.refused(2, &words, &["has more than 9223372036854775807 scenarios"]);
}

/// `/dev/stdout` of a pipe is a link to `pipe:[…]`, which leads nowhere.
#[cfg(target_os = "linux")]
#[test]
fn standard_output_can_be_a_pipe() {
    let desk = desk();
    sweep(&desk, &["-o", "rows.csv"]);
    halves(&desk);
    let rows = desk.read("rows.csv");
    for words in [
        vec!["sweep", "case", "grid.toml", "-o", "/dev/stdout", "--force"],
        vec!["merge", "p1.csv", "p2.csv", "-o", "/dev/stdout", "--force"],
    ] {
        assert_eq!(desk.fine(&words), rows, "{words:?}");
    }
    let page = desk.fine(&["report", "case", "-o", "/dev/stdout", "--force"]);
    assert!(page.starts_with("<!DOCTYPE html>"), "{:.80}", page);
    let held = desk.type_in(&["sweep", "case", "grid.toml", "-o", "/dev/stdout"]);
    assert!(
        held.code == 1 && held.err.contains("`--force` writes to it"),
        "{}",
        held.err
    );
}
