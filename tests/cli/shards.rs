//! Folders of shards, which are Parquet: `sweep -o FOLDER/`, `--missing`, `--slurm`, `merge --verify`. .ci/slurm runs them on a real cluster.

use std::fs;

use super::typing::Desk;

/// 1,000 scenarios.
const GRID: &str = "[[parameter]]\nkey = \"electricity_price.west\"\nas = \"factor\"\n\
                    range = { from = 0.5, to = 2, steps = 40 }\n\
                    [[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 500, steps = 25 }\n";

fn desk() -> Desk {
    let desk = Desk::with_case("tiny");
    desk.write("grid.toml", GRID);
    desk
}

fn sweep(desk: &Desk, more: &[&str]) -> String {
    desk.fine(&[&["sweep", "case", "grid.toml"], more].concat())
}

fn shard(desk: &Desk, part: &str) {
    sweep(desk, &["--shard", part, "-o", "out/"]);
}

/// Files of the folder by the beginning and the ending of their names, in order.
fn files(desk: &Desk, start: &str, end: &str) -> Vec<String> {
    let names = desk.listing().into_iter();
    names
        .filter(|name| name.starts_with(&format!("out/{start}")) && name.ends_with(end))
        .collect()
}

fn bytes(desk: &Desk, name: &str) -> Vec<u8> {
    fs::read(desk.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn whole(desk: &Desk) {
    for part in ["1/3", "2/3", "3/3"] {
        shard(desk, part);
    }
}

/// 1,000 scenarios in three shards: ⌊1000/3⌋ = 333, ⌊2000/3⌋ = 666.
#[test]
fn shards_are_named_by_what_they_hold_and_are_the_whole_together() {
    let desk = desk();
    whole(&desk);
    let rows = files(&desk, "rows-", ".parquet");
    let ends: Vec<&str> = rows.iter().map(|name| &name[name.len() - 33..]).collect();
    assert_eq!(
        ends,
        [
            "000000000001-000000000333.parquet",
            "000000000334-000000000666.parquet",
            "000000000667-000000001000.parquet"
        ]
    );
    let about: serde_json::Value =
        serde_json::from_str(&desk.read(&files(&desk, "_rows-", "666.json")[0])).expect("JSON");
    assert_eq!(about["rows"], 333);
    assert_eq!(about["bytes"], bytes(&desk, &rows[1]).len());
    assert_eq!(about["sweep"]["shard"], serde_json::json!([2, 3]));
    let hash = about["sweep"]["case_hash"].as_str().expect("a hash");
    assert!(rows[1].starts_with(&format!("out/rows-{}-", &hash[..12])));
    assert!(
        files(&desk, "_journals/", "").is_empty(),
        "journals are left"
    );
    let told = desk.fine(&["merge", "--verify", "out"]);
    assert!(
        told.starts_with("out: whole: 1,000 rows in 3 shards"),
        "{told}"
    );
    sweep(&desk, &["-o", "one.parquet"]);
    desk.fine(&["merge", "out", "-o", "all.parquet"]);
    assert!(
        bytes(&desk, "all.parquet") == bytes(&desk, "one.parquet"),
        "other bytes"
    );
    assert_eq!(
        desk.read("all.parquet.state.json"),
        desk.read("one.parquet.state.json")
    );
}

#[test]
fn a_shard_that_is_run_again_has_the_same_bytes() {
    let desk = desk();
    shard(&desk, "2/3");
    let name = files(&desk, "rows-", ".parquet").remove(0);
    let before = bytes(&desk, &name);
    let again = desk.type_in(&["sweep", "case", "grid.toml", "--shard", "2/3", "-o", "out"]);
    assert!(
        again.err.contains("all rows are there already"),
        "{}",
        again.err
    );
    // half a file, a file whose run did not come to its end, and force
    desk.write(&name, &before[..before.len() / 2]);
    shard(&desk, "2/3");
    assert!(
        bytes(&desk, &name) == before,
        "other bytes after half a file"
    );
    fs::remove_file(desk.path(&files(&desk, "_rows-", ".json")[0])).expect("removed");
    shard(&desk, "2/3");
    assert!(
        bytes(&desk, &name) == before,
        "other bytes without a manifest"
    );
    sweep(&desk, &["--shard", "2/3", "-o", "out", "--force"]);
    assert!(bytes(&desk, &name) == before, "other bytes by force");
    assert_eq!(files(&desk, "_rows-", ".json").len(), 1);
}

/// A run that was cut off leaves rows in its journal; here they are those of a CSV file of the same shard.
#[test]
fn a_shard_that_was_cut_off_goes_on_to_the_same_bytes() {
    let desk = desk();
    shard(&desk, "1/3");
    let name = files(&desk, "rows-", ".parquet").remove(0);
    let before = bytes(&desk, &name);
    sweep(&desk, &["--shard", "1/3", "-o", "part.csv"]);
    let rows = desk.read("part.csv");
    for cut in [0, 40, rows.len() / 2, rows.len()] {
        fs::remove_file(desk.path(&name)).expect("removed");
        let stem = name
            .strip_prefix("out/")
            .and_then(|n| n.strip_suffix(".parquet"));
        let journal = format!("out/_journals/{}.rows.csv", stem.expect("a shard"));
        desk.write(&journal, &rows[..cut]);
        fs::copy(
            desk.path("part.csv.state.json"),
            desk.path(&format!("{journal}.state.json")),
        )
        .expect("copied");
        shard(&desk, "1/3");
        assert!(bytes(&desk, &name) == before, "cut at {cut}: other bytes");
    }
}

#[test]
fn what_is_missing_is_told_as_slurm_takes_it() {
    let desk = desk();
    for part in ["2/9", "3/9", "8/9"] {
        shard(&desk, part);
    }
    let missing = |more: &[&str]| sweep(&desk, &[&["--missing", "out"], more].concat());
    assert_eq!(missing(&[]), "1,4-7,9\n");
    // indices up to 3
    assert_eq!(missing(&["--array-size", "4"]), "0 1\n3 1-3\n6 1,3\n");
    desk.refused(
        2,
        &["merge", "--verify", "out"],
        &["missing: 1,4-7,9", "--missing FOLDER"],
    );
    desk.refused(
        2,
        &["merge", "out", "-o", "all.parquet"],
        &["missing: 1,4-7,9"],
    );
    let name = files(&desk, "rows-", ".parquet").remove(1);
    let mut damaged = bytes(&desk, &name);
    damaged[100] ^= 1;
    desk.write(&name, damaged);
    assert_eq!(missing(&[]), "1,3-7,9\n");
    desk.refused(
        2,
        &["merge", "--verify", "out"],
        &["shard 3, ", "its bytes are not those that were written"],
    );
    for part in ["1/9", "3/9", "4/9", "5/9", "6/9", "7/9", "9/9"] {
        shard(&desk, part);
    }
    assert_eq!(missing(&[]), "");
    desk.fine(&["merge", "--verify", "out"]);
}

#[test]
fn a_folder_takes_one_sweep_and_nothing_else() {
    let desk = desk();
    shard(&desk, "1/3");
    let refused = |more: &[&str], said: &[&str]| {
        desk.refused(2, &[&["sweep", "case", "grid.toml"], more].concat(), said);
    };
    refused(
        &["--shard", "1/4", "-o", "out"],
        &["the shards of another sweep: it has 3 shards, not 4"],
    );
    refused(
        &["--shard", "2/3", "-o", "out", "--set", "pue.coast=1.3"],
        &["another sweep: its options differ"],
    );
    refused(
        &["--missing", "out", "--set", "pue.coast=1.3"],
        &["another sweep: its options differ"],
    );
    refused(
        &["--shard", "1/3", "--sample", "2", "-o", "new/"],
        &["3 shards are more than the 2 scenarios"],
    );
    desk.write("other.toml", GRID.replace("500", "400"));
    desk.refused(
        2,
        &["sweep", "case", "other.toml", "--shard", "2/3", "-o", "out"],
        &["another sweep: its grid differs"],
    );
    desk.refused(
        2,
        &["sweep", "case", "grid.toml", "-o", "case/"],
        &["which is none of this sweep's shards"],
    );
    desk.refused(
        2,
        &["merge", "--verify", "case"],
        &["holds no shards", "_sweep.json"],
    );
    desk.refused(
        2,
        &["merge", "--verify", "nowhere"],
        &["is no folder", "_sweep.json"],
    );
    refused(&["--missing", "nowhere"], &["is no folder", "_sweep.json"]);
}

#[test]
fn hostile_contents_of_a_folder_are_named() {
    let desk = desk();
    whole(&desk);
    let name = files(&desk, "rows-", ".parquet").remove(0);
    let manifest = files(&desk, "_rows-", ".json").remove(0);
    let refused = |said: &[&str]| desk.refused(2, &["merge", "--verify", "out"], said);
    // a shard of another case, by its name and by its contents
    let stray = "out/rows-000000000000-000000000000-000000000001-000000000333.parquet";
    fs::copy(desk.path(&name), desk.path(stray)).expect("copied");
    desk.write("out/notes.txt", "hello");
    refused(&["`notes.txt` is none", "`rows-000000000000-000000000000"]);
    fs::remove_file(desk.path(stray)).expect("removed");
    fs::remove_file(desk.path("out/notes.txt")).expect("removed");
    let good = desk.read(&manifest);
    let others = desk.read(&files(&desk, "_rows-", ".json")[1]);
    for (text, said) in [
        ("", "is damaged"),
        ("{}", "is damaged"),
        ("[1, 2", "is damaged"),
        (
            others.as_str(),
            "speaks of another shard than its name does",
        ),
    ] {
        desk.write(&manifest, text);
        refused(&[said]);
    }
    fs::remove_file(desk.path(&manifest)).expect("removed");
    refused(&["it has no manifest"]);
    desk.write(&manifest, &good);
    fs::remove_file(desk.path(&name)).expect("removed");
    refused(&["its file is not there"]);
    fs::create_dir(desk.path(&name)).expect("a folder");
    refused(&["it is a folder, not a file"]);
    let sweep = desk.read("out/_sweep.json");
    for damaged in [
        sweep.replace("\"shards\": 3", "\"shards\": 0"),
        sweep.replace("\"shards\": 3", "\"shards\": 18446744073709551615"),
        sweep.replace("\"schema_version\": 1", "\"schema_version\": 9"),
        sweep.replace("case_hash\": \"", "case_hash\": \"../../"),
        sweep[..sweep.len() / 2].to_owned(),
    ] {
        desk.write("out/_sweep.json", damaged);
        refused(&["`out/_sweep.json` is damaged"]);
    }
}

#[test]
fn the_script_for_slurm_is_good_in_any_folder() {
    let desk = desk();
    desk.fine(&[
        "sweep",
        "case",
        "grid.toml",
        "--slurm",
        "5",
        "--sbatch",
        "--partition=long --time=2:00:00",
        "--set",
        "electricity_price.west*=1.2",
        "--placements",
        "-o",
        "it's out",
    ]);
    let script = desk.read("it's out/_sweep.sbatch");
    for line in [
        "#SBATCH --array=1-5",
        "#SBATCH --requeue",
        "#SBATCH --partition=long --time=2:00:00",
        "set -euo pipefail",
    ] {
        assert!(
            script.lines().any(|own| own == line),
            "no `{line}` in {script}"
        );
    }
    let words = script
        .lines()
        .find(|line| line.starts_with("sweep=("))
        .expect("a command");
    assert!(
        words.ends_with("grid.toml '--set=electricity_price.west*=1.2' --placements)"),
        "{words}"
    );
    assert!(script.contains("it'\\''s out'"), "{script}");
    let syntax = std::process::Command::new("bash")
        .arg("-n")
        .arg(desk.path("it's out/_sweep.sbatch"))
        .status();
    assert!(syntax.expect("bash").success());
    // as Slurm would run the third task of an array behind an offset of one
    let run = std::process::Command::new("bash")
        .arg(desk.path("it's out/_sweep.sbatch"))
        .arg("1")
        .env("SLURM_ARRAY_TASK_ID", "3")
        .env("SLURM_CPUS_PER_TASK", "2")
        .current_dir("/")
        .output()
        .expect("bash");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let missing = [
        "sweep",
        "case",
        "grid.toml",
        "--set",
        "electricity_price.west*=1.2",
        "--placements",
        "--missing",
        "it's out",
    ];
    assert_eq!(desk.fine(&missing), "1-3,5\n");
    desk.refused(
        1,
        &[
            "sweep",
            "case",
            "grid.toml",
            "--slurm",
            "5",
            "--set",
            "electricity_price.west*=1.2",
            "--placements",
            "-o",
            "it's out",
        ],
        &["exists, and would be replaced"],
    );
    desk.refused(
        2,
        &[
            "sweep",
            "case",
            "grid.toml",
            "--slurm",
            "5",
            "--sbatch",
            "-p x\nrm -rf /",
            "-o",
            "new",
        ],
        &["--sbatch", "in one line"],
    );
    desk.refused(
        2,
        &[
            "sweep",
            "case",
            "grid.toml",
            "--slurm",
            "5",
            "--sbatch",
            "long",
            "-o",
            "new",
        ],
        &["--sbatch long: expected options"],
    );
}
