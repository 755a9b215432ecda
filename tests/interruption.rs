//! What is left of a run that is killed, interrupted, starved of disk or permission, or started twice? The rows
//! of a sweep have to come out as if nothing had happened, and nothing that exists may be lost.

#![cfg(unix)]

mod common;
#[path = "common/english.rs"]
mod english;

use std::fs;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use common::Random;
use english::{EASTWEST, eastwest, english};

const KILLS: u64 = 50;

// ---------------------------------------------------------------- a sweep in a folder of its own

/// A grid of `steps · 50 · 20` scenarios of `tiny`.
fn grid(steps: u32) -> String {
    format!(
        "[[parameter]]\nkey = \"electricity_price.west\"\nas = \"factor\"\n\
         range = {{ from = 0.6, to = 2.4, steps = {steps} }}\n\
         [[parameter]]\nkey = \"capacity.west\"\nas = \"factor\"\n\
         range = {{ from = 0.2, to = 2, steps = 50 }}\n\
         [[parameter]]\nkey = \"demand.inference\"\nas = \"factor\"\n\
         range = {{ from = 0.5, to = 1.5, steps = 20 }}\n"
    )
}

fn dataset(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("datasets")
        .join(name)
}

/// A folder with a grid and the rows of an uninterrupted run.
struct Bench {
    folder: tempfile::TempDir,
    whole: Vec<u8>,
    took: Duration,
}

impl Bench {
    fn new(steps: u32) -> Self {
        let mut bench = Bench {
            folder: tempfile::tempdir().expect("a folder"),
            whole: Vec::new(),
            took: Duration::ZERO,
        };
        fs::write(bench.path("grid.toml"), grid(steps)).expect("a grid");
        let start = Instant::now();
        succeed(&mut bench.sweep("whole.csv", &[]));
        bench.took = start.elapsed();
        bench.whole = bench.read("whole.csv");
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect(name)
    }

    fn sweep(&self, output: &str, more: &[&str]) -> Command {
        let mut command = eastwest();
        command
            .arg("sweep")
            .args([dataset("tiny"), self.path("grid.toml")])
            .arg("-o")
            .arg(self.path(output))
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn assert_whole(&self, output: &str, what: &str) {
        // not assert_eq, which would print megabytes
        assert!(self.read(output) == self.whole, "{what}: other bytes");
    }

    /// A run that has written rows and is far from done.
    fn running(&self, output: &str, more: &[&str]) -> Child {
        let mut child = self.sweep(output, more).spawn().expect("a process");
        let header = self.whole.split(|&b| b == b'\n').next().unwrap_or_default();
        let grown =
            || fs::metadata(self.path(output)).is_ok_and(|m| m.len() > header.len() as u64 + 1);
        while !grown() {
            assert!(
                child.try_wait().expect("a status").is_none(),
                "it ended early"
            );
            std::thread::sleep(Duration::from_millis(1));
        }
        child
    }
}

fn output(command: &mut Command) -> Output {
    command.output().expect("a process")
}

fn succeed(command: &mut Command) -> Output {
    let output = output(command);
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    output
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Asserts the exit code and that standard error holds `word`; nothing goes to standard output.
fn refused(command: &mut Command, code: i32, word: &str) {
    let output = output(command);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(code), "{command:?}: {told}");
    assert!(told.contains(word), "no `{word}` in: {told}");
    assert!(output.stdout.is_empty());
}

fn signal(name: &str, child: &Child) {
    let sent = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(sent.expect("the command kill").success());
}

// ---------------------------------------------------------------- killed

#[test]
fn a_sweep_that_is_killed_at_any_moment_resumes_to_the_same_bytes() {
    let bench = Bench::new(30);
    let random = &mut Random::new(5);
    let mut cut_short = 0;
    for kill in 0..KILLS {
        let name = format!("rows{kill}.csv");
        let threads = ["1", "2"][random.count(0, 1)];
        // every fifth run is killed several times over
        let kills = if kill % 5 == 0 { 3 } else { 1 };
        for _ in 0..kills {
            let mut child = bench
                .sweep(&name, &["--resume", "--threads", threads])
                .spawn()
                .expect("a process");
            std::thread::sleep(bench.took.mul_f64(random.between(0.0, 1.0)));
            child.kill().expect("a kill");
            child.wait().expect("an end");
            let length = fs::metadata(bench.path(&name)).map_or(0, |found| found.len());
            cut_short += u32::from(length < bench.whole.len() as u64);
        }
        succeed(&mut bench.sweep(&name, &["--resume"]));
        bench.assert_whole(&name, &format!("kill {kill}"));
        fs::remove_file(bench.path(&name)).expect("removed");
    }
    assert!(cut_short > 0, "every run was done before it was killed");
}

#[cfg(feature = "parquet")]
#[test]
fn a_sweep_to_parquet_that_is_killed_at_any_moment_resumes_to_the_same_bytes() {
    let bench = Bench::new(10);
    let start = Instant::now();
    succeed(&mut bench.sweep("whole.parquet", &[]));
    let (took, whole) = (start.elapsed(), bench.read("whole.parquet"));
    let random = &mut Random::new(6);
    for kill in 0..15 {
        let name = format!("rows{kill}.parquet");
        let mut child = bench
            .sweep(&name, &["--resume"])
            .spawn()
            .expect("a process");
        // the latter part, when the journal is turned into the file, more often
        let share = 1.0 - random.between(0.0, 1.0).powi(2);
        std::thread::sleep(took.mul_f64(share));
        child.kill().expect("a kill");
        child.wait().expect("an end");
        if let Ok(bytes) = fs::read(bench.path(&name)) {
            assert!(bytes == whole, "kill {kill}: half a file");
        }
        succeed(&mut bench.sweep(&name, &["--resume"]));
        assert!(bench.read(&name) == whole, "kill {kill}: other bytes");
        let journal = bench.path(&format!("{name}.rows.csv"));
        assert!(!journal.exists(), "kill {kill}: the journal is left");
    }
}

#[test]
fn a_file_cut_anywhere_resumes_to_the_same_bytes() {
    let bench = Bench::new(2);
    let length = bench.whole.len();
    let header = bench
        .whole
        .iter()
        .position(|&b| b == b'\n')
        .expect("a header")
        + 1;
    let random = &mut Random::new(7);
    let mut cuts = vec![0, 1, header - 1, header, header + 1, length - 1, length];
    cuts.extend((0..25).map(|_| random.count(0, length)));
    let state = bench.read("whole.csv.state.json");
    for cut in cuts {
        fs::write(bench.path("cut.csv"), &bench.whole[..cut]).expect("a file");
        fs::write(bench.path("cut.csv.state.json"), &state).expect("a file");
        succeed(&mut bench.sweep("cut.csv", &["--resume"]));
        bench.assert_whole("cut.csv", &format!("cut at {cut} of {length}"));
    }
}

/// The empty file that a run leaves which is killed between making it and saying whose it is.
#[test]
fn an_empty_file_without_its_state_is_begun() {
    let bench = Bench::new(2);
    fs::write(bench.path("rows.csv"), "").expect("a file");
    succeed(&mut bench.sweep("rows.csv", &["--resume"]));
    bench.assert_whole("rows.csv", "from nothing");
}

// ---------------------------------------------------------------- asked to stop

/// Signals a run on its way, and gives what it said.
fn stopped(bench: &Bench, name: &str, signal_name: &str) -> Output {
    let child = bench.running(name, &[]);
    signal(signal_name, &child);
    child.wait_with_output().expect("an end")
}

#[test]
fn ctrl_c_leaves_whole_rows_and_says_how_to_go_on() {
    let bench = Bench::new(400);
    let ended = stopped(&bench, "rows.csv", "-INT");
    let told = said(&ended);
    assert_eq!(ended.status.code(), Some(130), "{told}");
    assert!(ended.stdout.is_empty());
    let rows = bench.read("rows.csv");
    assert!(
        rows.len() < bench.whole.len() && bench.whole.starts_with(&rows) && rows.ends_with(b"\n")
    );
    let count = rows.iter().filter(|&&b| b == b'\n').count() - 1;
    let shown = told.replace(',', "");
    assert!(
        shown.contains(&format!("holds {count} of 400000 rows")),
        "{told}"
    );
    assert!(!bench.path("rows.csv.summary.json").exists());
    // the line that it says, as a user would paste it
    let line = told.lines().last().expect("a line").trim();
    succeed(english("sh").args(["-c", line]));
    bench.assert_whole("rows.csv", "after Ctrl-C");
    assert!(bench.path("rows.csv.summary.json").exists());

    let ended = stopped(&bench, "terminated.csv", "-TERM");
    assert_eq!(ended.status.code(), Some(143), "{}", said(&ended));
    assert!(bench.whole.starts_with(&bench.read("terminated.csv")));
}

/// Parameters that move rows: scenarios are answered in groups before their rows are written.
#[test]
fn ctrl_c_stops_a_sweep_of_many_families_too() {
    let bench = Bench::new(2);
    let text = "[[parameter]]\nkey = \"rtt_limit.chat\"\nrange = { from = 20, to = 40, steps = 200 }\n\
                [[parameter]]\nkey = \"pue.west\"\nas = \"factor\"\nrange = { from = 1, to = 1.2, steps = 200 }\n\
                [[parameter]]\nkey = \"capacity.west\"\nas = \"factor\"\nrange = { from = 0.5, to = 2, steps = 5 }\n";
    fs::write(bench.path("grid.toml"), text).expect("a grid");
    let run = |more: &[&str]| {
        let mut command = bench.sweep("rows.csv", more);
        command.arg("--placements");
        command
    };
    let child = run(&[]).spawn().expect("a process");
    let start = Instant::now();
    while !bench.path("rows.csv.state.json").exists() {
        assert!(start.elapsed() < Duration::from_secs(60), "it never began");
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(Duration::from_millis(100));
    signal("-INT", &child);
    let ended = child.wait_with_output().expect("an end");
    assert_eq!(ended.status.code(), Some(130), "{}", said(&ended));
    let rows = bench.read("rows.csv");
    assert!(rows.is_empty() || rows.ends_with(b"\n"));
    succeed(&mut run(&["--resume", "--threads", "2"]));
    let resumed = bench.read("rows.csv");
    succeed(&mut run(&["--force", "--threads", "1"]));
    assert!(resumed == bench.read("rows.csv"), "other bytes");
}

// ---------------------------------------------------------------- twice at once

#[test]
fn a_second_run_on_the_same_output_is_refused_and_harms_nothing() {
    let bench = Bench::new(200);
    let child = bench.running("rows.csv", &[]);
    // held still, so that it is certainly not done while the others try
    signal("-STOP", &child);
    refused(
        &mut bench.sweep("rows.csv", &[]),
        1,
        "`--resume` goes on with it",
    );
    refused(
        &mut bench.sweep("rows.csv", &["--resume"]),
        1,
        "another run is writing",
    );
    refused(
        &mut bench.sweep("rows.csv", &["--force"]),
        1,
        "another run is writing",
    );
    signal("-CONT", &child);
    let ended = child.wait_with_output().expect("an end");
    assert!(ended.status.success(), "{}", said(&ended));
    bench.assert_whole("rows.csv", "beside others");
}

#[test]
fn of_two_runs_that_start_together_one_is_refused() {
    let bench = Bench::new(10);
    for round in 0..8 {
        let name = format!("rows{round}.csv");
        let force: &[&str] = if round % 2 == 0 { &[] } else { &["--force"] };
        let children = [(); 2].map(|()| bench.sweep(&name, force).spawn().expect("a process"));
        let ended = children.map(|child| child.wait_with_output().expect("an end"));
        let fine = ended.iter().filter(|o| o.status.success()).count();
        // with --force the second may come when the first is done
        assert!(fine == 1 || (fine == 2 && !force.is_empty()), "{fine} of 2");
        for refused in ended.iter().filter(|o| !o.status.success()) {
            assert_eq!(refused.status.code(), Some(1), "{}", said(refused));
        }
        bench.assert_whole(&name, "two at once");
    }
}

// ---------------------------------------------------------------- what exists, and whose it is

#[test]
fn output_that_exists_is_refused_without_force() {
    let bench = Bench::new(2);
    let kept = "somebody's work\n";
    let tiny = dataset("tiny");
    let (out, file) = (bench.path("out"), |name: &str| bench.path("out").join(name));
    let outputs: [(&str, Vec<&str>, &Path); 7] = [
        ("answer.txt", vec!["solve", "-o"], &out),
        ("answer.json", vec!["solve", "--format", "json", "-o"], &out),
        ("summary.csv", vec!["solve", "--format", "csv", "-o"], &out),
        ("links.csv", vec!["solve", "--format", "csv", "-o"], &out),
        ("plan.svg", vec!["solve", "--plot"], &file("plan.svg")),
        ("model.mps", vec!["export", "-o"], &file("model.mps")),
        ("model.lp", vec!["export", "-o"], &file("model.lp")),
    ];
    for (name, arguments, target) in outputs {
        let run = |force: bool| {
            let mut command = eastwest();
            command
                .arg(arguments[0])
                .arg(&tiny)
                .args(&arguments[1..])
                .arg(target);
            if force {
                command.arg("--force");
            }
            command
        };
        fs::create_dir_all(&out).expect("a folder");
        fs::write(file(name), kept).expect("a file");
        refused(&mut run(false), 1, "help: `--force` replaces it");
        assert_eq!(fs::read_to_string(file(name)).expect(name), kept);
        assert_eq!(
            fs::read_dir(&out).expect("a folder").count(),
            1,
            "{name}: something was written"
        );
        succeed(&mut run(true));
        assert_ne!(fs::read_to_string(file(name)).expect(name), kept);
        fs::remove_dir_all(&out).expect("removed");
    }
    refused(
        &mut bench.sweep("whole.csv", &[]),
        1,
        "`--force` replaces it",
    );
    bench.assert_whole("whole.csv", "refused");
    fs::write(bench.path("whole.csv"), kept).expect("a file");
    succeed(&mut bench.sweep("whole.csv", &["--force"]));
    bench.assert_whole("whole.csv", "forced");
}

#[test]
fn a_new_case_replaces_nothing_without_force() {
    let folder = tempfile::tempdir().expect("a folder");
    let new = |more: &[&str]| {
        let mut command = eastwest();
        command
            .arg("new")
            .arg(folder.path().join("case"))
            .args(more);
        command
    };
    succeed(&mut new(&[]));
    let edited = folder.path().join("case/hubs.csv");
    fs::write(&edited, "my hubs\n").expect("a file");
    refused(&mut new(&[]), 1, "help: `--force` replaces it");
    assert_eq!(fs::read_to_string(&edited).expect("hubs"), "my hubs\n");
    succeed(&mut new(&["--force"]));
    assert_eq!(
        fs::read(&edited).expect("hubs"),
        fs::read(dataset("tiny/hubs.csv")).expect("hubs")
    );
}

#[test]
fn rows_of_another_case_grid_or_option_are_refused_by_what_differs() {
    let bench = Bench::new(2);
    // the first half of the file, so that there is something to go on with
    let half = &bench.whole[..bench.whole.len() / 2];
    let state = bench.read("whole.csv.state.json");
    let restore = || {
        fs::write(bench.path("rows.csv"), half).expect("a file");
        fs::write(bench.path("rows.csv.state.json"), &state).expect("a file");
    };
    restore();
    let resume = |more: &[&str]| {
        let mut command = bench.sweep("rows.csv", &["--resume"]);
        command.args(more);
        command
    };
    refused(
        &mut resume(&["--set", "carbon_price=60"]),
        2,
        "its options differ",
    );
    refused(&mut resume(&["--placements"]), 2, "its options differ");
    refused(&mut resume(&["--sample", "10"]), 2, "its options differ");
    refused(&mut resume(&["--shard", "1/2"]), 2, "its shard differs");

    let other = bench.path("other");
    succeed(eastwest().arg("new").arg(&other));
    let hubs = fs::read_to_string(other.join("hubs.csv")).expect("hubs");
    fs::write(other.join("hubs.csv"), hubs.replace(",0.40,", ",0.41,")).expect("hubs");
    let mut of_other = eastwest();
    of_other
        .arg("sweep")
        .args([&other, &bench.path("grid.toml")]);
    of_other
        .arg("-o")
        .arg(bench.path("rows.csv"))
        .arg("--resume");
    refused(&mut of_other, 2, "its case differs");

    fs::write(bench.path("grid.toml"), grid(3)).expect("a grid");
    refused(&mut resume(&[]), 2, "its grid differs");
    fs::write(bench.path("grid.toml"), grid(2)).expect("a grid");
    assert!(bench.read("rows.csv") == half, "a refused file was changed");

    fs::remove_file(bench.path("rows.csv.state.json")).expect("removed");
    refused(&mut resume(&[]), 2, "cannot read");
    fs::write(bench.path("rows.csv.state.json"), "{").expect("a file");
    refused(&mut resume(&[]), 2, "is damaged");

    restore();
    let mut other_columns = half.to_vec();
    other_columns[0] = b'S';
    fs::write(bench.path("rows.csv"), other_columns).expect("a file");
    refused(
        &mut resume(&[]),
        2,
        "does not begin with the columns of this sweep",
    );

    // a row is missing somewhere
    let text = String::from_utf8(half.to_vec()).expect("text");
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines.remove(3);
    fs::write(bench.path("rows.csv"), lines.concat()).expect("a file");
    refused(&mut resume(&[]), 2, "is damaged: its row");

    restore();
    succeed(&mut resume(&[]));
    bench.assert_whole("rows.csv", "after all that");
}

// ---------------------------------------------------------------- no room, no permission

/// Runs a shell script with mounts of its own, which end with it; false where the system does not allow that.
fn with_mounts(script: &str, variables: &[(&str, &Path)]) -> Option<Output> {
    let probe = "mount -t tmpfs none /mnt";
    let way = [&["-m"][..], &["-rm"][..]].into_iter().find(|way| {
        let tried = english("unshare")
            .args(*way)
            .args(["sh", "-c", probe])
            .output();
        tried.is_ok_and(|output| output.status.success())
    });
    let Some(way) = way else {
        eprintln!("SKIPPED: no file system can be mounted here, so no disk can be made full");
        return None;
    };
    let mut command = english("unshare");
    command
        .args(way)
        .args(["sh", "-ec", script])
        .env("EASTWEST", EASTWEST);
    for (name, value) in variables {
        command.env(name, value);
    }
    Some(output(&mut command))
}

impl Bench {
    /// What a shell script says that mounts a file system of its own at `$DISK`, on standard output and error; `None` where that is not allowed.
    /// `$FOLDER` is this bench's, `$CASE` a dataset and `$GRID` the grid.
    fn on_a_disk(&self, script: &str) -> Option<(String, String)> {
        let [disk, grid] = ["disk", "grid.toml"].map(|name| self.path(name));
        fs::create_dir(&disk).expect("a folder");
        let variables = [
            ("DISK", &*disk),
            ("FOLDER", self.folder.path()),
            ("CASE", &dataset("tiny")),
            ("GRID", &grid),
        ];
        let ended = with_mounts(script, &variables)?;
        Some((
            String::from_utf8_lossy(&ended.stdout).into_owned(),
            said(&ended),
        ))
    }
}

#[test]
fn a_sweep_on_a_full_disk_says_so_and_resumes_when_there_is_room() {
    let bench = Bench::new(20);
    let script = r#"
        mount -t tmpfs -o size=1m none "$DISK"
        code=0; "$EASTWEST" sweep "$CASE" "$GRID" -o "$DISK/rows.csv" || code=$?
        echo "full: $code, $(stat -c %s "$DISK/rows.csv") bytes"
        mount -o remount,size=64m none "$DISK"
        code=0; "$EASTWEST" sweep "$CASE" "$GRID" -o "$DISK/rows.csv" --resume || code=$?
        echo "roomy: $code"
        cp "$DISK/rows.csv" "$FOLDER/copy.csv"
    "#;
    let Some((out, err)) = bench.on_a_disk(script) else {
        return;
    };
    assert!(
        out.contains("full: 1, ") && out.contains("roomy: 0"),
        "{out}{err}"
    );
    assert!(
        err.contains("No space left") && err.contains("`--resume` goes on"),
        "{err}"
    );
    bench.assert_whole("copy.csv", "after a full disk");
}

#[test]
fn a_shard_on_a_full_disk_is_not_whole_and_goes_on_when_there_is_room() {
    let bench = Bench::new(20);
    succeed(&mut bench.sweep("whole.parquet", &[]));
    let script = r#"
        mount -t tmpfs -o size=1m none "$DISK"
        code=0; "$EASTWEST" sweep "$CASE" "$GRID" -o "$DISK/out/" || code=$?
        echo "full: $code, $(ls -d "$DISK"/out/*.parquet "$DISK"/out/_rows* 2>/dev/null | wc -l) shards and manifests"
        code=0; "$EASTWEST" merge --verify "$DISK/out" || code=$?
        echo "verified: $code"
        mount -o remount,size=64m none "$DISK"
        "$EASTWEST" sweep "$CASE" "$GRID" -o "$DISK/out/"
        "$EASTWEST" merge "$DISK/out" -o "$FOLDER/copy.parquet"
    "#;
    let Some((out, err)) = bench.on_a_disk(script) else {
        return;
    };
    assert_eq!(
        out, "full: 1, 0 shards and manifests\nverified: 2\n",
        "{err}"
    );
    assert!(err.contains("No space left"), "{err}");
    assert!(
        bench.read("copy.parquet") == bench.read("whole.parquet"),
        "other bytes after a full disk"
    );
}

#[test]
fn a_full_disk_during_merge_is_told_with_the_files_name() {
    let bench = Bench::new(4);
    for part in ["1", "2"] {
        let shard = format!("{part}/2");
        succeed(&mut bench.sweep(&format!("p{part}.csv"), &["--shard", &shard]));
    }
    let script = r#"
        mount -t tmpfs -o size=200k none "$DISK"
        code=0; "$EASTWEST" merge "$FOLDER/p1.csv" "$FOLDER/p2.csv" -o "$DISK/m.csv" || code=$?
        echo "merge $code, left: $(ls -A "$DISK" | tr '\n' ' ')"
    "#;
    let Some((out, err)) = bench.on_a_disk(script) else {
        return;
    };
    assert_eq!(out, "merge 1, left: \n", "{err}");
    assert!(err.contains("disk/m.csv`: No space left"), "{err}");
}

/// Ctrl-C during a merge leaves what was there as it was.
#[test]
fn ctrl_c_during_merge_leaves_nothing() {
    let bench = Bench::new(200);
    for part in ["1", "2"] {
        let shard = format!("{part}/2");
        succeed(&mut bench.sweep(&format!("p{part}.csv"), &["--shard", &shard]));
    }
    fs::write(bench.path("m.csv"), "kept").expect("a file");
    let in_making = |bench: &Bench| {
        let names = fs::read_dir(bench.folder.path()).expect("a folder");
        let mut names = names.map(|entry| entry.expect("an entry").file_name());
        names.any(|name| name.to_string_lossy().ends_with(".eastwest-tmp"))
    };
    let mut merge = eastwest();
    merge
        .arg("merge")
        .args([bench.path("p1.csv"), bench.path("p2.csv")])
        .arg("-o")
        .arg(bench.path("m.csv"))
        .arg("--force")
        .stderr(Stdio::piped());
    let mut child = merge.spawn().expect("a process");
    while !in_making(&bench) && child.try_wait().expect("a status").is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    if child.try_wait().expect("a status").is_none() {
        signal("-INT", &child);
    }
    let ended = child.wait_with_output().expect("an end");
    if ended.status.success() {
        // it was done before the signal came
        bench.assert_whole("m.csv", "merged");
    } else {
        assert_eq!(ended.status.code(), Some(130), "{}", said(&ended));
        assert_eq!(bench.read("m.csv"), b"kept");
    }
    assert!(!in_making(&bench));
}

#[test]
fn on_a_full_disk_no_half_file_is_left() {
    let bench = Bench::new(2);
    // room for some of the twelve tables
    let script = r#"
        mount -t tmpfs -o size=16k none "$DISK"
        try() { code=0; "$EASTWEST" "$@" || code=$?; echo "$1 $code, left: $(ls -A "$DISK" | tr '\n' ' ')"; }
        try solve "$CASE" --format csv -o "$DISK/tables"
        dd if=/dev/zero of="$DISK/filler" bs=1k count=16 2>/dev/null || true
        try export "$CASE" -o "$DISK/model.mps"
        try sweep "$CASE" "$GRID" -o "$DISK/rows.csv"
        try new "$DISK/case"
    "#;
    let Some((out, err)) = bench.on_a_disk(script) else {
        return;
    };
    let expected =
        "solve 1, left: \nexport 1, left: filler \nsweep 1, left: filler \nnew 1, left: filler \n";
    assert_eq!(out, expected, "{err}");
    assert_eq!(err.matches("No space left").count(), 4, "{err}");
}

#[test]
fn a_read_only_file_system_is_an_error_with_the_files_name() {
    let bench = Bench::new(2);
    let script = r#"
        mount -t tmpfs -o ro none "$DISK"
        code=0; "$EASTWEST" sweep "$CASE" "$GRID" -o "$DISK/rows.csv" || code=$?
        echo "sweep $code"
        code=0; "$EASTWEST" solve "$CASE" -o "$DISK/out" || code=$?
        echo "solve $code"
    "#;
    let Some((out, err)) = bench.on_a_disk(script) else {
        return;
    };
    assert_eq!(out, "sweep 1\nsolve 1\n", "{err}");
    assert_eq!(err.matches("Read-only file system").count(), 2, "{err}");
    assert!(
        err.contains("disk/rows.csv") && err.contains("disk/out"),
        "{err}"
    );
}

/// A device that is always full stands for the disk under standard output, and under a sweep's file.
#[test]
fn writing_to_a_full_device_is_an_error() {
    let bench = Bench::new(2);
    let full = || fs::OpenOptions::new().write(true).open("/dev/full");
    if full().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        eprintln!("SKIPPED: there is no /dev/full here");
        return;
    }
    for format in ["table", "json"] {
        let mut command = eastwest();
        command
            .arg("solve")
            .arg(dataset("tiny"))
            .args(["--format", format]);
        let ended = output(command.stdout(full().expect("a device")));
        assert_eq!(ended.status.code(), Some(1));
        assert!(said(&ended).contains("No space left"), "{}", said(&ended));
    }
    std::os::unix::fs::symlink("/dev/full", bench.path("rows.csv")).expect("a link");
    refused(
        &mut bench.sweep("rows.csv", &["--force"]),
        1,
        "No space left",
    );
}

#[test]
fn a_folder_without_permission_is_an_error_and_nothing_is_written() {
    let bench = Bench::new(2);
    let root = fs::metadata("/proc/self").map(|found| std::os::unix::fs::MetadataExt::uid(&found));
    let root = root.is_ok_and(|uid| uid == 0);
    let locked = bench.path("locked");
    fs::create_dir(&locked).expect("a folder");
    let allow = |path: &Path, mode: u32| {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
        fs::set_permissions(path, mode).expect("a change of mode");
    };
    // root may write anywhere, so the command runs as nobody, who has to be able to reach it
    let (command, case) = (bench.path("eastwest"), bench.path("case"));
    fs::copy(EASTWEST, &command).expect("a copy");
    succeed(eastwest().arg("new").arg(&case));
    allow(bench.folder.path(), 0o755);
    allow(&locked, 0o555);
    let as_nobody = |arguments: &[&str], target: &Path| {
        let mut run = english(&command);
        run.arg(arguments[0])
            .arg(&case)
            .args(&arguments[1..])
            .arg(target);
        if root {
            run.uid(65534).gid(65534);
        }
        run
    };
    let grid = bench.path("grid.toml");
    let grid = grid.to_str().expect("a path");
    for (arguments, file) in [
        (&["sweep", grid, "-o"][..], "file.csv"),
        (&["export", "-o"], "file.mps"),
        (&["solve", "--plot"], "file.svg"),
    ] {
        let target = locked.join(file);
        let ended = output(&mut as_nobody(arguments, &target));
        assert_eq!(
            ended.status.code(),
            Some(1),
            "{arguments:?}: {}",
            said(&ended)
        );
        assert!(
            said(&ended).contains("Permission denied"),
            "{}",
            said(&ended)
        );
    }
    refused(
        &mut as_nobody(&["solve", "-o"], &locked),
        1,
        "Permission denied",
    );
    refused(
        &mut as_nobody(&["solve", "-o"], &locked.join("deeper")),
        1,
        "Permission denied",
    );
    assert_eq!(fs::read_dir(&locked).expect("a folder").count(), 0);
}

#[test]
fn a_file_where_a_folder_should_be_is_an_error() {
    let bench = Bench::new(2);
    fs::write(bench.path("file"), "kept").expect("a file");
    refused(&mut bench.sweep("file/rows.csv", &[]), 1, "Not a directory");
    let tiny = dataset("tiny");
    refused(
        eastwest()
            .arg("solve")
            .arg(&tiny)
            .arg("-o")
            .arg(bench.path("file")),
        1,
        "file",
    );
    refused(eastwest().arg("new").arg(bench.path("file")), 1, "file");
    assert_eq!(bench.read("file"), b"kept");
    fs::create_dir(bench.path("folder")).expect("a folder");
    refused(&mut bench.sweep("folder", &[]), 2, "folder");
    refused(&mut bench.sweep("folder", &["--force"]), 2, "is a folder");
}

/// Stopped in its sample, `ranges` tells what it has and that it is not all, with the exit code of shells.
#[test]
fn ctrl_c_during_ranges_is_told_by_the_exit_code() {
    let child = eastwest()
        .arg("ranges")
        .arg(dataset("tiny"))
        .args(["--sample", "10000000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    std::thread::sleep(Duration::from_millis(1500));
    signal("-INT", &child);
    let ended = child.wait_with_output().expect("an end");
    assert_eq!(ended.status.code(), Some(130), "{}", said(&ended));
    assert!(said(&ended).contains("interrupted"), "{}", said(&ended));
}

#[test]
fn a_sample_that_no_memory_holds_is_refused() {
    let mut command = eastwest();
    command.arg("ranges").arg(dataset("tiny"));
    refused(
        command.args(["--sample", "18446744073709551615"]),
        2,
        "10000000",
    );
}

// ---------------------------------------------------------------- a plan

/// A year of `tiny` in so many periods, each with a demand of its own, so that the plan takes many steps.
fn many_periods(folder: &Path, periods: usize) {
    for entry in fs::read_dir(dataset("tiny")).expect("the dataset") {
        let path = entry.expect("a file of it").path();
        fs::copy(&path, folder.join(path.file_name().expect("a name"))).expect("a copy");
    }
    let hours = 7300.0 / periods as f64;
    let lines: Vec<String> = (0..periods).map(|t| format!("t{t:04},{hours}")).collect();
    let text = format!("period,hours\n{}\n", lines.join("\n"));
    fs::write(folder.join("periods.csv"), text).expect("the periods");
}

/// Ctrl-C ends `solve` of many periods with the best plan so far: it is written, says by its status what it is, and the exit code is 130. When
/// the moment comes is not known beforehand, so later ones are tried until one falls between the first plan and the last.
#[test]
fn a_plan_that_is_interrupted_is_written_and_says_what_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let case = folder.path().join("case");
    fs::create_dir(&case).expect("a folder");
    many_periods(&case, 600);
    let out = folder.path().join("out");
    let mut wait = Duration::from_millis(20);
    for _ in 0..60 {
        let mut child = eastwest()
            .args([
                "solve",
                "--no-claims",
                "--gap",
                "1e-12",
                "--format",
                "json",
                "--force",
            ])
            .arg(&case)
            .arg("-o")
            .arg(&out)
            .stderr(Stdio::piped())
            .spawn()
            .expect("a process");
        std::thread::sleep(wait);
        signal("-INT", &child);
        child.wait().expect("an end");
        let output = child.wait_with_output().expect("an end");
        let told = said(&output);
        match output.status.code() {
            Some(130) if told.contains("before there was a plan") => assert!(!out.exists()),
            Some(130) => {
                assert!(told.contains("the plan is the best so far"), "{told}");
                let text = fs::read_to_string(out.join("answer.json")).expect("the plan");
                let answer: serde_json::Value = serde_json::from_str(&text).expect("JSON");
                assert_eq!(answer["status"], "stopped");
                assert_eq!(answer["near"]["is_stopped"], true);
                assert_eq!(answer["near"]["blocks"], 600);
                return;
            }
            // done, or it had not yet begun to listen
            Some(0) => panic!("no moment between the first plan and the last was met"),
            _ => {}
        }
        wait = wait.mul_f64(1.4);
    }
    panic!("it was never interrupted");
}
