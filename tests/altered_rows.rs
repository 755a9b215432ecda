//! Rows of a sweep that were changed after they were written: `--resume` and `merge` refuse them by file and line, or what was
//! changed is answered again and has no effect. Nothing that somebody typed into the file comes out as an answer.

mod common;
#[path = "common/english.rs"]
mod english;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use common::Random;

const EDITS: u64 = 300;
/// 400 scenarios of `tiny`.
const GRID: &str = "[[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 400, steps = 20 }\n\
                    [[parameter]]\nkey = \"electricity_price.west\"\nas = \"factor\"\n\
                    range = { from = 0.5, to = 2, steps = 20 }\n";

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("grid.toml"), GRID).expect("a grid");
        Desk { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect(name)
    }

    fn run(&self, words: &[&str]) -> Output {
        english::eastwest()
            .current_dir(self.folder.path())
            .args(words)
            .output()
            .expect("a process")
    }

    fn sweep(&self, more: &[&str]) -> Output {
        let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
        let tiny = tiny.to_str().expect("a path");
        self.run(&[&["sweep", tiny, "grid.toml", "-o"], more].concat())
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn fine(output: &Output) {
    assert!(output.status.success(), "{}", said(output));
}

/// One of the things that happen to a file of rows; gives what it was.
fn edit(lines: &mut Vec<Vec<u8>>, random: &mut Random) -> &'static str {
    let any = |random: &mut Random, lines: &[Vec<u8>]| random.count(1, lines.len() - 1);
    let at = any(random, lines);
    match random.count(0, 11) {
        0 => {
            let digits: Vec<usize> = (0..lines[at].len())
                .filter(|&k| lines[at][k].is_ascii_digit())
                .collect();
            let k = digits[random.count(0, digits.len() - 1)];
            lines[at][k] = b'0' + (lines[at][k] - b'0' + 1) % 10;
            "a digit"
        }
        1 => {
            let other = any(random, lines);
            lines.swap(at, other);
            "two rows swapped"
        }
        2 => {
            lines.remove(at);
            "a row lost"
        }
        3 => {
            let copy = lines[at].clone();
            lines.insert(at, copy);
            "a row twice"
        }
        4 => {
            lines.insert(at, b"\n".to_vec());
            "an empty line"
        }
        5 => {
            let k = random.count(0, lines[at].len() - 2);
            lines[at][k] = 0xFF;
            "a byte that is no text"
        }
        6 => {
            lines.truncate(at + 1);
            let keep = random.count(0, lines[at].len() - 1);
            lines[at].truncate(keep);
            "cut off"
        }
        7 => {
            let k = random.count(0, lines[0].len() - 2);
            lines[0][k] ^= 1;
            "the header"
        }
        8 => {
            lines.push(b"401,1,1,optimal,certified,1\n".to_vec());
            "a row of somebody else's"
        }
        9 => {
            let end = lines[at].len() - 1;
            lines[at].splice(end..end, [b'\r']);
            "a line end of Windows"
        }
        10 => {
            // figures of one scenario under the number of another
            let other = any(random, lines);
            let number = |line: &[u8]| line.split(|&b| b == b',').next().expect("a cell").to_vec();
            let (own, from) = (number(&lines[at]), lines[other].clone());
            let rest = from[number(&from).len()..].to_vec();
            lines[at] = [own, rest].concat();
            "figures of another scenario"
        }
        _ => {
            // a parameter's value
            let commas: Vec<usize> = (0..lines[at].len())
                .filter(|&k| lines[at][k] == b',')
                .collect();
            lines[at].splice(commas[0] + 1..commas[1], *b"12345");
            "a parameter"
        }
    }
}

fn lines(text: &[u8]) -> Vec<Vec<u8>> {
    text.split_inclusive(|&b| b == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}

#[test]
fn a_resumed_sweep_takes_no_row_that_was_changed() {
    let desk = Desk::new();
    fine(&desk.sweep(&["o.csv"]));
    let whole = desk.read("o.csv");
    let state = desk.read("o.csv.state.json");
    let random = &mut Random::new(27);
    let (mut refused, mut without_effect) = (0, 0);
    for round in 0..EDITS {
        let mut text = lines(&whole);
        if random.one_in(2) {
            text.truncate(random.count(3, text.len()));
        }
        let what = edit(&mut text, random);
        let edited = text.concat();
        fs::write(desk.path("o.csv"), &edited).expect("a file");
        fs::write(desk.path("o.csv.state.json"), &state).expect("a file");
        let ended = desk.sweep(&["o.csv", "--resume"]);
        let told = said(&ended);
        if ended.status.success() {
            assert!(desk.read("o.csv") == whole, "{round}, {what}: taken");
            without_effect += 1;
        } else {
            assert_eq!(ended.status.code(), Some(2), "{round}, {what}: {told}");
            assert!(told.contains("`o.csv`, line "), "{round}, {what}: {told}");
            assert!(
                desk.read("o.csv") == edited,
                "{round}, {what}: a refused file was changed"
            );
            refused += 1;
        }
    }
    // what was cut off or put behind the end, and rows swapped with themselves
    assert!(
        refused > EDITS / 2 && without_effect > 5,
        "{refused}, {without_effect}"
    );
}

#[test]
fn shards_that_were_changed_are_not_put_together() {
    let desk = Desk::new();
    fine(&desk.sweep(&["whole.csv"]));
    let whole = desk.read("whole.csv");
    for part in ["1", "2", "3"] {
        fine(&desk.sweep(&[&format!("p{part}.csv"), "--shard", &format!("{part}/3")]));
    }
    let kept = [1, 2, 3].map(|part| desk.read(&format!("p{part}.csv")));
    let random = &mut Random::new(28);
    let mut refused = 0;
    for round in 0..EDITS / 3 {
        let part = random.count(0, 2);
        let name = format!("p{}.csv", part + 1);
        let mut text = lines(&kept[part]);
        let what = edit(&mut text, random);
        fs::write(desk.path(&name), text.concat()).expect("a file");
        let ended = desk.run(&[
            "merge", "p1.csv", "p2.csv", "p3.csv", "-o", "m.csv", "--force",
        ]);
        let told = said(&ended);
        if ended.status.success() {
            assert!(desk.read("m.csv") == whole, "{round}, {what}: taken");
        } else {
            assert_eq!(ended.status.code(), Some(2), "{round}, {what}: {told}");
            assert!(
                told.contains(&format!("`{name}`")),
                "{round}, {what}: {told}"
            );
            refused += 1;
        }
        fs::write(desk.path(&name), &kept[part]).expect("a file");
    }
    assert!(refused > EDITS / 4, "{refused}");
}

/// The line that was changed is the line that is named.
#[test]
fn the_line_is_named() {
    let desk = Desk::new();
    fine(&desk.sweep(&["o.csv"]));
    let mut text = lines(&desk.read("o.csv"));
    text.truncate(100);
    // line 50 holds scenario 49
    text[49] = b"49,40,1.2,optimal,certified,1\n".to_vec();
    fs::write(desk.path("o.csv"), text.concat()).expect("a file");
    let ended = desk.sweep(&["o.csv", "--resume"]);
    assert_eq!(ended.status.code(), Some(2));
    let told = said(&ended);
    assert!(
        told.starts_with(
            "error: `o.csv`, line 50: is damaged: its row 49 is not the one that was written"
        ),
        "{told}"
    );
}

/// A state without sums, or with other sums, makes nothing right.
#[test]
fn a_changed_state_takes_no_rows_either() {
    let desk = Desk::new();
    fine(&desk.sweep(&["o.csv"]));
    let (whole, state) = (
        desk.read("o.csv"),
        String::from_utf8(desk.read("o.csv.state.json")).expect("text"),
    );
    let mut kept: serde_json::Value = serde_json::from_str(&state).expect("JSON");
    let sums = kept["checks"]["sums"].as_str().expect("sums").to_owned();
    assert_eq!(sums.len(), 8 * 400);
    let flipped = if sums.starts_with('0') { "1" } else { "0" };
    kept["checks"]["sums"] = format!("{flipped}{}", &sums[1..]).into();
    let mut shorter = kept.clone();
    shorter["checks"]["sums"] = sums[8..].into();
    let mut none = kept.clone();
    none.as_object_mut().expect("an object").remove("checks");
    for (changed, word) in [
        (kept, "line 2"),
        (shorter, "state beside it is damaged"),
        (none, "no sums"),
    ] {
        fs::write(desk.path("o.csv.state.json"), changed.to_string()).expect("a file");
        let ended = desk.sweep(&["o.csv", "--resume"]);
        assert_eq!(ended.status.code(), Some(2), "{}", said(&ended));
        assert!(said(&ended).contains(word), "{}", said(&ended));
        assert!(desk.read("o.csv") == whole);
    }
}
