//! Fuzzing on stable Rust: shipped files, grids and MPS files are damaged by a seeded generator, again and again,
//! and whatever comes of it is an answer or a report, never a panic, a hang or a half-told fault.
//!
//! Every run does a fixed number of damages, the same ones. `EASTWEST_FUZZ_SECONDS=60` goes on with others for so
//! long, and says from which seed. What broke something is kept in `tests/fuzz/kept` and tried first.

#[path = "../common/mod.rs"]
mod common;
mod damage;
#[path = "../common/english.rs"]
mod english;

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::Random;
use damage::{damaged, damaged_files};
use eastwest::case::Case;
use eastwest::exchange::read_mps;
use eastwest::formulation::Size;
use eastwest::formulation::formulate;
use eastwest::input::read_case_bytes;
use eastwest::report::{Style, json, table};
use eastwest::solver::{SolveError, Solver};
use eastwest::sweep::Grid;
use eastwest::{answer, diagnosis};

type Files = BTreeMap<String, Vec<u8>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn shipped(name: &str) -> Files {
    let folder = root().join("datasets").join(name);
    let entries = fs::read_dir(folder).expect("a dataset");
    entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "csv" || e == "toml"))
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(&path).expect("a file"))
        })
        .collect()
}

/// Does `test` with seed after seed: so many, and then until the time is over that was asked for.
fn fuzz(what: &str, least: u64, test: impl Fn(u64)) {
    let seconds = std::env::var("EASTWEST_FUZZ_SECONDS").ok();
    let seconds = seconds.and_then(|text| text.parse().ok()).unwrap_or(0);
    let (start, time) = (Instant::now(), Duration::from_secs(seconds));
    let mut seed = 0;
    while seed < least || start.elapsed() < time {
        if catch_unwind(AssertUnwindSafe(|| test(seed))).is_err() {
            panic!("{what}: seed {seed} breaks it; keep what it makes in tests/fuzz/kept");
        }
        seed += 1;
    }
    eprintln!("{what}: {seed} damages");
}

/// What was once broken, by the ending or the prefix of its name.
fn kept(prefix: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(root().join("tests/fuzz/kept")).expect("the folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut found: Vec<(String, Vec<u8>)> = paths
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(&path).expect("a file"))
        })
        .filter(|(name, _)| name.starts_with(prefix))
        .collect();
    found.sort();
    found
}

// ---------------------------------------------------------------- readers

/// Reads a case as `check` does, with all that it prints.
fn checked(files: &Files) -> Option<Case> {
    match read_case_bytes("fuzzed", files) {
        Ok(loaded) => {
            for warning in &loaded.warnings {
                assert!(!warning.to_string().is_empty());
            }
            let size = Size::of(&loaded.case);
            assert!(size.bytes(&loaded.case) > 0);
            Some(loaded.case)
        }
        Err(report) => {
            let text = report.to_string();
            assert!(text.starts_with("error: "), "{text}");
            None
        }
    }
}

#[test]
fn damaged_cases_are_read_or_reported() {
    let datasets = ["tiny", "chatgpt", "china"].map(shipped);
    for (name, bytes) in kept("case-") {
        let mut files = datasets[0].clone();
        let file = name
            .trim_start_matches("case-")
            .split_once('-')
            .map(|(_, file)| file.to_owned());
        files.insert(file.expect("case-NUMBER-FILE"), bytes);
        checked(&files);
    }
    fuzz("cases", 1500, |seed| {
        let random = &mut Random::new(seed);
        let of = [0, 0, 0, 1, 1, 2][random.count(0, 5)];
        let files = damaged_files(random, &datasets[of]);
        if let Some(case) = checked(&files) {
            // the programme of what was read is made of numbers
            if Size::of(&case).columns < 5_000 {
                let program = formulate(&case).program;
                assert!(program.matrix.values.iter().all(|value| value.is_finite()));
                let costs = program.objectives.iter().flat_map(|o| &o.coefficients);
                assert!(costs.into_iter().all(|cost| cost.is_finite()));
            }
        }
    });
}

const GRID: &str = r#"zip = [["pue.east", "capacity.east"]]
[[parameter]]
key = "electricity_price.west"
as = "factor"
values = [0.8, 1.0, 1.2]
[[parameter]]
key = "carbon_price"
range = { from = 0, to = 400, steps = 41 }
[[parameter]]
key = "bandwidth_price"
as = "factor"
range = { from = 0.1, to = 10, steps = 5, scale = "logarithmic" }
[[parameter]]
key = "pue.east"
values = [1.35, 1.25, 1.2]
[[parameter]]
key = "capacity.east"
as = "factor"
values = [1.0, 0.9, 0.8]
[[parameter]]
key = "demand.inference"
as = "factor"
distribution = { name = "triangular", from = 0.7, mode = 1.0, to = 1.4 }
[sample]
method = "sobol"
count = 1024
seed = 7
"#;

#[test]
fn damaged_grids_are_read_or_reported() {
    let Some(case) = checked(&shipped("tiny")) else {
        panic!("tiny is no case");
    };
    let read = |text: &[u8]| {
        let text = String::from_utf8_lossy(text);
        match Grid::parse(&text, Path::new("grid.toml"), &case) {
            Ok(grid) => {
                let mut point = vec![0.0; grid.parameters().len()];
                let mut scratch = case.clone();
                for index in [0, grid.len() / 2, grid.len().saturating_sub(1)] {
                    grid.point(index, &mut point);
                    let _ = grid.apply(&point, &case, &mut scratch);
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    };
    for (_, bytes) in kept("grid-") {
        read(&bytes);
    }
    read(GRID.as_bytes());
    fuzz("grids", 2500, |seed| {
        read(&damaged(&mut Random::new(seed), GRID.as_bytes()));
    });
}

#[test]
fn damaged_mps_files_are_read_or_reported() {
    let afiro = fs::read(root().join("tests/exchange/afiro.mps")).expect("afiro");
    let read = |bytes: &[u8]| {
        if let Ok(program) = read_mps(bytes, "fuzzed.mps") {
            assert_eq!(program.lower.len(), program.upper.len());
        }
    };
    for (_, bytes) in kept("mps-") {
        read(&bytes);
    }
    fuzz("MPS files", 3000, |seed| {
        read(&damaged(&mut Random::new(seed), &afiro));
    });
}

// ---------------------------------------------------------------- the whole way

/// What is read is solved, reported and diagnosed: with a proof, or with an error of the solver's.
#[test]
fn damaged_cases_that_are_read_are_answered_with_a_proof() {
    let tiny = shipped("tiny");
    let answered = std::cell::Cell::new(0);
    fuzz("answers", 400, |seed| {
        let random = &mut Random::new(1_000_000 + seed);
        let Some(case) = checked(&damaged_files(random, &tiny)) else {
            return;
        };
        match answer::answer(&case, Solver::Engine) {
            Ok(answer) => {
                assert!(answer.certificate.holds(), "{:?}", answer.certificate);
                assert!(!table(&answer, Style::default()).is_empty());
                assert!(serde_json::from_str::<serde_json::Value>(&json(&answer)).is_ok());
                if !answer.placement.shortfalls.is_empty() {
                    let _ = diagnosis::diagnose(&case);
                }
                answered.set(answered.get() + 1);
            }
            Err(SolveError::Failed { .. } | SolveError::Uncertified { .. }) => {}
            Err(other) => panic!("seed {seed}: {other}"),
        }
    });
    assert!(answered.get() > 20, "{} answered", answered.get());
}

#[test]
fn the_check_command_answers_damaged_folders_with_its_exit_codes() {
    let datasets = ["tiny", "chatgpt", "china"].map(shipped);
    fuzz("commands", 60, |seed| {
        let random = &mut Random::new(2_000_000 + seed);
        let of = random.count(0, 2);
        let files = damaged_files(random, &datasets[of]);
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in &files {
            fs::write(folder.path().join(name), bytes).expect("a file");
        }
        let output = english::eastwest()
            .arg("check")
            .arg(folder.path())
            .output()
            .expect("a process");
        let told = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => assert!(!output.stdout.is_empty()),
            Some(2) => assert!(
                output.stdout.is_empty() && told.lines().any(|line| line.starts_with("error: ")),
                "{told}"
            ),
            other => panic!("exit code {other:?}: {told}"),
        }
        assert!(!told.contains("panicked"), "{told}");
    });
}
