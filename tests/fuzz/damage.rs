//! Damages that a hand, a spreadsheet or a disk could do, and some that none would.

use std::collections::BTreeMap;

use super::common::Random;

/// What is put in: numbers at the edges, marks of the formats, and characters of other scripts.
const PATCHES: [&str; 40] = [
    "",
    "0",
    "-1",
    "1e308",
    "-1e308",
    "1e-308",
    "1e400",
    "nan",
    "inf",
    "-0",
    "0.1",
    "9007199254740993",
    ",",
    ",,",
    "\"",
    "\n",
    "\r\n",
    "#",
    "*",
    "=",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "'",
    "|",
    "\0",
    "\u{feff}",
    "，",
    "长三角",
    "é",
    " ",
    "\t",
    "%",
    "_per_",
    "true",
    "none",
    "RHS",
    "-",
];

/// One file of a case damaged, sometimes two; now and then one is missing or stands for another.
pub fn damaged_files(
    random: &mut Random,
    files: &BTreeMap<String, Vec<u8>>,
) -> BTreeMap<String, Vec<u8>> {
    let mut files = files.clone();
    let names: Vec<String> = files.keys().cloned().collect();
    for _ in 0..random.count(1, 2) {
        let name = &names[random.count(0, names.len() - 1)];
        let Some(bytes) = files.get(name) else {
            continue;
        };
        match random.count(0, 19) {
            0 => {
                files.remove(name);
            }
            1 => {
                let other = &names[random.count(0, names.len() - 1)];
                let bytes = files.get(other).cloned().unwrap_or_default();
                files.insert(name.clone(), bytes);
            }
            _ => {
                let bytes = damaged(random, bytes);
                files.insert(name.clone(), bytes);
            }
        }
    }
    files
}

/// The bytes with one to four damages.
pub fn damaged(random: &mut Random, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..random.count(1, 4) {
        damage(random, &mut bytes);
    }
    bytes
}

fn damage(random: &mut Random, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        return;
    }
    let at = random.count(0, bytes.len() - 1);
    let patch = PATCHES[random.count(0, PATCHES.len() - 1)].as_bytes();
    match random.count(0, 9) {
        // a cell or a word becomes another
        0..=3 => {
            let mark = |b: &u8| b",\n =\"[]".contains(b);
            let start = bytes[..at].iter().rposition(mark).map_or(0, |k| k + 1);
            let end = bytes[at..]
                .iter()
                .position(mark)
                .map_or(bytes.len(), |k| at + k);
            bytes.splice(start..end.max(start), patch.iter().copied());
        }
        // something is put in
        4 => drop(bytes.splice(at..at, patch.iter().copied())),
        // something is gone
        5 => {
            let end = (at + random.count(1, 12)).min(bytes.len());
            bytes.drain(at..end);
        }
        // a byte flips
        6 => bytes[at] ^= 1 << random.count(0, 7),
        // a line is gone, twice there, or another's
        7 | 8 => lines(random, bytes),
        // the file is cut
        _ => bytes.truncate(at),
    }
}

fn lines(random: &mut Random, bytes: &mut Vec<u8>) {
    let mut lines: Vec<Vec<u8>> = bytes
        .split_inclusive(|&b| b == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    let (a, b) = (
        random.count(0, lines.len() - 1),
        random.count(0, lines.len() - 1),
    );
    match random.count(0, 2) {
        0 => drop(lines.remove(a)),
        1 => {
            let twin = lines[a].clone();
            lines.insert(b, twin);
        }
        _ => lines.swap(a, b),
    }
    *bytes = lines.concat();
}
