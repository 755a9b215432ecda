//! # In which encoding a case is
//!
//! Decided once for all its files from all their bytes, unless `encoding` in `case.toml` states it: the one encoding
//! in which every file is valid; where both are, the one that [reads likelier](super::script). A file that begins
//! with a byte-order mark says itself that it is UTF-8, and `case.toml` may be UTF-8, as TOML is, beside tables in
//! GB18030.

use std::collections::BTreeMap;

use encoding_rs::GB18030;
use toml::de::DeTable;

use super::report::Location;
use super::schema;
use super::warning::{Concern, Warning};
use crate::case::draft::Table;
use crate::text::decode::{Encoding, decode, is_marked, line_of};
use crate::text::echo::short;
use crate::text::script;

/// The key of `case.toml` that states the encoding.
pub(super) const KEY: &str = "encoding";

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Of all files that do not say otherwise.
    pub encoding: Encoding,
    /// Of `case.toml`.
    pub settings: Encoding,
    /// Whether `case.toml` states it.
    pub stated: bool,
    /// Whether all files are valid in the other encoding too.
    pub either: bool,
}

impl Choice {
    /// The encoding of a file.
    pub(crate) fn of(&self, name: &str, bytes: &[u8]) -> Encoding {
        if is_marked(bytes) {
            Encoding::Utf8
        } else if name == schema::file(Table::Settings) {
            self.settings
        } else {
            self.encoding
        }
    }
}

/// By how much a reading has to be the likelier to be taken as certain.
const CERTAIN: i64 = 6;

impl Choice {
    /// Whether a file that is valid in the encoding of the case is none the less certain to be in the other one.
    pub(crate) fn is_misfit(&self, name: &str, bytes: &[u8]) -> bool {
        let read = self.of(name, bytes);
        !self.stated
            && read == Encoding::Gb18030
            && std::str::from_utf8(bytes).is_ok()
            && script::utf8(bytes) >= script::gb18030(bytes) + CERTAIN
    }
}

type Files<'a> = [(&'a str, &'a [u8])];

/// The weight of an encoding for some files; `None` where one of them is not valid in it.
fn weight(files: &Files<'_>, encoding: Encoding) -> Option<i64> {
    files.iter().try_fold(0, |sum, (_, bytes)| {
        decode(bytes, encoding).ok()?;
        Some(sum + likelihood(bytes, encoding))
    })
}

fn likelihood(bytes: &[u8], encoding: Encoding) -> i64 {
    match encoding {
        Encoding::Utf8 => script::utf8(bytes),
        Encoding::Gb18030 => script::gb18030(bytes),
    }
}

/// Decides for files by name.
pub(crate) fn choose(files: &BTreeMap<String, Vec<u8>>) -> Choice {
    let settings = schema::file(Table::Settings);
    // what is ASCII, what says itself what it is, and what is no text at all do not count
    let open: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .filter(|(_, bytes)| !bytes.is_ascii() && !is_marked(bytes))
        .filter(|file| {
            [Encoding::Utf8, Encoding::Gb18030].map(|e| weight(&[*file], e)) != [None; 2]
        })
        .collect();
    let own = files.get(&settings).map(Vec::as_slice).unwrap_or_default();
    if let Some(encoding) = stated(own) {
        return Choice {
            encoding,
            settings: settings_beside(own, encoding),
            stated: true,
            either: false,
        };
    }
    let chosen = |encoding, either| Choice {
        encoding,
        settings: encoding,
        stated: false,
        either,
    };
    // case.toml is UTF-8 as TOML is, where it makes no sense otherwise
    let chinese = |either| Choice {
        settings: settings_beside(own, Encoding::Gb18030),
        ..chosen(Encoding::Gb18030, either)
    };
    match (
        weight(&open, Encoding::Utf8),
        weight(&open, Encoding::Gb18030),
    ) {
        (Some(_), None) => chosen(Encoding::Utf8, false),
        (None, Some(_)) => chinese(false),
        (Some(utf8), Some(gb18030)) if gb18030 > utf8 => chinese(true),
        (Some(_), Some(_)) => chosen(Encoding::Utf8, !open.is_empty()),
        (None, None) => mixed(&open, own, &settings),
    }
}

/// Files that no one encoding reads: tables in GB18030 beside a `case.toml` in UTF-8, or what most of them are in.
fn mixed(open: &Files<'_>, own: &[u8], settings: &str) -> Choice {
    let tables: Vec<(&str, &[u8])> = open
        .iter()
        .filter(|(name, _)| *name != settings)
        .copied()
        .collect();
    let valid = |encoding| {
        tables
            .iter()
            .filter(|file| weight(&[**file], encoding).is_some())
            .count()
    };
    let encoding = if valid(Encoding::Gb18030) > valid(Encoding::Utf8) {
        Encoding::Gb18030
    } else {
        Encoding::Utf8
    };
    Choice {
        encoding,
        settings: settings_beside(own, encoding),
        stated: false,
        either: false,
    }
}

/// The encoding of a `case.toml` beside tables in `encoding`: the same, unless it is UTF-8 by what it holds.
fn settings_beside(own: &[u8], encoding: Encoding) -> Encoding {
    let file = [("", own)];
    match (weight(&file, encoding), weight(&file, Encoding::Utf8)) {
        (Some(same), Some(utf8)) if utf8 > same => Encoding::Utf8,
        (None, Some(_)) => Encoding::Utf8,
        _ => encoding,
    }
}

/// What `case.toml` states. Its keys are ASCII, which reads the same in both encodings.
fn stated(own: &[u8]) -> Option<Encoding> {
    [Encoding::Utf8, Encoding::Gb18030]
        .into_iter()
        .find_map(|encoding| {
            let text = decode(own, encoding).ok()?;
            let table = DeTable::parse(&text).ok()?;
            let word = table.get_ref().get(KEY)?.get_ref().as_str()?;
            [Encoding::Utf8, Encoding::Gb18030]
                .into_iter()
                .find(|known| known.name() == word)
        })
}

/// What is said of a choice: that it was a guess, and which files are hardly in it.
pub(super) fn doubts(files: &BTreeMap<String, Vec<u8>>, choice: Choice) -> Vec<Warning> {
    if choice.stated || choice.encoding != Encoding::Gb18030 {
        return Vec::new();
    }
    let read = files
        .iter()
        .filter(|(name, bytes)| choice.of(name, bytes) == Encoding::Gb18030);
    let doubtful = |(name, bytes): (&String, &Vec<u8>)| {
        decode(bytes, Encoding::Gb18030).ok()?;
        let at = script::hardly_chinese(bytes)?;
        let location = Location::line(name.as_str(), line_of(bytes, at));
        let read = around(bytes, at, Encoding::Gb18030);
        Some(Warning::new(
            Some(location),
            Concern::HardlyChinese { read },
        ))
    };
    let mut warnings: Vec<Warning> = read.clone().filter_map(doubtful).collect();
    let first = |(name, bytes): (&String, &Vec<u8>)| {
        let at = bytes.iter().position(|byte| !byte.is_ascii())?;
        let location = Location::line(name.as_str(), line_of(bytes, at));
        let concern = Concern::EncodingGuessed {
            encoding: choice.encoding,
            read: around(bytes, at, choice.encoding),
            otherwise: around(bytes, at, choice.encoding.other()),
        };
        Some(Warning::new(Some(location), concern))
    };
    warnings.extend(
        choice
            .either
            .then(|| read.clone().find_map(first))
            .flatten(),
    );
    warnings
}

/// The cell around the byte at `at`, decoded by itself.
fn around(bytes: &[u8], at: usize, encoding: Encoding) -> String {
    let ends = |byte: &u8| matches!(byte, b',' | b'\n' | b'\r' | b'"' | b'`');
    let start = bytes[..at].iter().rposition(ends).map_or(0, |end| end + 1);
    let length = bytes[at..]
        .iter()
        .position(ends)
        .unwrap_or(bytes.len() - at);
    let cell = &bytes[start..at + length];
    let text = match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(cell),
        Encoding::Gb18030 => GB18030.decode_without_bom_handling(cell).0,
    };
    short(text.trim(), 30).into_owned()
}
