//! # Saved results → records
//!
//! What eastwest wrote is read back for pictures: the answer of `solve` as a JSON document or as a folder
//! of CSV tables, the rows of `sweep` as CSV or Parquet, frontiers and traces as JSON or CSV, and studies of ranges as JSON. What is not there, not whole or
//! of a later version is an error that names the file, the place and what was looked for.

mod error;
mod frontier;
mod parameter;
mod parquet;
mod plan;
mod rows;
mod table;
mod trace;

pub use self::{
    frontier::{Baseline, Curve, FrontierRows},
    plan::Plan,
    rows::SweepRows,
    trace::{Layer, TraceRow, TraceRows},
};
pub(crate) use error::SavedError;
#[cfg(feature = "plot")]
pub(crate) use frontier::Corner;
#[cfg(feature = "results")]
pub(crate) use parquet::is_parquet;
#[cfg(all(feature = "results", feature = "parquet"))]
pub(crate) use parquet::{Cell, ParquetTable};
pub(in crate::report) use trace::base;

use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::report::ranges::RangesDocument;
use crate::text::regular;

/// Results of one of the commands.
#[derive(Debug, Clone)]
pub enum Saved {
    /// Of `solve`.
    Plan(Box<Plan>),
    /// Of `sweep`.
    Sweep(SweepRows),
    /// Of `frontier`.
    Frontier(FrontierRows),
    /// Of `trace`.
    Trace(TraceRows),
    /// Of `ranges`.
    Ranges(Box<RangesDocument>),
}

impl Saved {
    /// What they are, in words.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Saved::Plan(_) => tr!("an answer of `eastwest solve`"),
            Saved::Sweep(_) => tr!("rows of `eastwest sweep`"),
            Saved::Frontier(_) => tr!("a frontier"),
            Saved::Trace(_) => tr!("a trace"),
            Saved::Ranges(_) => tr!("a study of ranges"),
        }
    }
}

/// Reads results: a folder with `answer.json` or with the tables of `solve --format csv`, a JSON document of
/// `solve`, `frontier`, `trace` or `ranges`, or a CSV file of `sweep`, `frontier` or `trace`. A file that
/// ends in `.parquet` is read as a CSV file of the same columns would be.
///
/// # Errors
/// [`SavedError`] where it cannot be read or is none of these.
pub fn read(path: &Path) -> Result<Saved, SavedError> {
    if path.is_dir() {
        let document = path.join("answer.json");
        return if document.exists() {
            from_json(&document)
        } else {
            Plan::from_tables(path).map(Box::new).map(Saved::Plan)
        };
    }
    let header = table::header(path)?;
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    match names.as_slice() {
        [first, ..] if first.trim_start().starts_with('{') => from_json(path),
        ["scenario", ..] => SweepRows::from_table(path).map(Saved::Sweep),
        ["point", ..] | [_, "point", ..] => FrontierRows::from_table(path).map(Saved::Frontier),
        ["key", "place", ..] => Err(SavedError::new(path, tr!("is a study of ranges as CSV")).with_help(
            tr!("its picture is drawn from what `ranges --format json` writes, which has the sample too"),
        )),
        [_, "at", ..] => TraceRows::from_table(path).map(Saved::Trace),
        _ => {
            let first = names.first().copied().unwrap_or_default();
            // of a file that is no table of anybody's, nothing is shown
            let is_name =
                first.len() <= 64 && first.chars().all(|c| c.is_alphanumeric() || c == '_');
            let what = if is_name {
                tr!("its first column is `{first}`", first = first)
            } else {
                tr!("it does not begin as results of eastwest do").to_owned()
            };
            Err(SavedError::new(path, what).with_help(
                tr!("results are what `solve`, `sweep`, `frontier`, `trace` and `ranges` write with `-o`, as JSON, CSV or Parquet"),
            ))
        }
    }
}

/// What parts one JSON document from another.
#[derive(Deserialize)]
struct Marks {
    schema_version: u32,
    frontiers: Option<IgnoredAny>,
    rows: Option<IgnoredAny>,
    corners: Option<IgnoredAny>,
}

/// Versions of documents that pictures can be drawn from: what they need of an answer stands where it stood in version 1.
const VERSIONS: [u32; 2] = [1, crate::report::document::SCHEMA_VERSION];

fn from_json(path: &Path) -> Result<Saved, SavedError> {
    let text =
        regular::read_text(path).map_err(|error| SavedError::new(path, error.to_string()))?;
    read_json(path, &text)
}

/// As [`read`], from the text of a JSON document; `path` is what errors call it.
///
/// # Errors
/// [`SavedError`] where it is none that is known.
pub fn read_json(path: &Path, text: &str) -> Result<Saved, SavedError> {
    let marks: Marks = serde_json::from_str(text).map_err(|error| {
        SavedError::new(path, error.to_string()).with_help(
            tr!("`--format json` of `solve`, `frontier`, `trace` and `ranges` writes documents to draw from"),
        )
    })?;
    known(path, &marks.schema_version.to_string())?;
    match (marks.frontiers, marks.rows, marks.corners) {
        (Some(_), ..) => FrontierRows::from_json(path, text).map(Saved::Frontier),
        (None, Some(_), _) => TraceRows::from_json(path, text).map(Saved::Trace),
        (None, None, Some(_)) => serde_json::from_str(text)
            .map(|document| Saved::Ranges(Box::new(document)))
            .map_err(|error| SavedError::new(path, error.to_string())),
        (None, None, None) => Plan::from_json(path, text).map(Box::new).map(Saved::Plan),
    }
}

/// Refuses what another version wrote.
fn known(path: &Path, version: &str) -> Result<(), SavedError> {
    if version
        .parse()
        .is_ok_and(|version| VERSIONS.contains(&version))
    {
        return Ok(());
    }
    let [first, last] = VERSIONS;
    let what = tr!(
        "has schema version {version}; this eastwest reads {first} and {last}",
        version = version,
        first = first,
        last = last
    );
    Err(SavedError::new(path, what))
}
