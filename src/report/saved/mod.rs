//! # Saved results → records
//!
//! What eastwest wrote is read back for pictures: the answer of `solve` as a JSON document or as a folder
//! of CSV tables, and the rows of `sweep`. What is not there, not whole or of a later version is an error
//! that names the file, the place and what was looked for.

mod error;
mod frontier;
mod plan;
mod rows;
mod table;
mod trace;

pub use error::SavedError;
pub use frontier::{Baseline, Corner, Curve, FrontierRows};
pub use plan::Plan;
pub use rows::SweepRows;
pub use trace::{Layer, TraceRow, TraceRows};

use std::path::Path;

/// Results of one of the commands.
#[derive(Debug, Clone)]
pub enum Saved {
    /// Of `solve`.
    Plan(Box<Plan>),
    /// Of `sweep`.
    Sweep(SweepRows),
}

impl Saved {
    /// What they are, in words.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Saved::Plan(_) => "an answer of `eastwest solve`",
            Saved::Sweep(_) => "rows of `eastwest sweep`",
        }
    }
}

/// Reads results: a folder with `answer.json` or with the tables of `solve --format csv`, a JSON document of
/// `solve`, or a CSV file of rows.
///
/// # Errors
/// [`SavedError`] where it cannot be read or is none of these.
pub fn read(path: &Path) -> Result<Saved, SavedError> {
    if path.is_dir() {
        let document = path.join("answer.json");
        return if document.exists() {
            Plan::from_json(&document).map(Box::new).map(Saved::Plan)
        } else {
            Plan::from_tables(path).map(Box::new).map(Saved::Plan)
        };
    }
    let header = table::header(path)?;
    if header.first().is_some_and(|cell| cell.starts_with('{')) {
        return Plan::from_json(path).map(Box::new).map(Saved::Plan);
    }
    if header.first().is_some_and(|name| name == "scenario") {
        return SweepRows::from_csv(path).map(Saved::Sweep);
    }
    Err(SavedError::new(
        path,
        format!("its first column is `{}`", header.first().map_or("", |name| name)),
    )
    .with_help(
        "results are the folder or the JSON document that `solve` wrote, or the CSV file of `sweep`",
    ))
}
