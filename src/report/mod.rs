//! # Answers → bytes
//!
//! One format, one file: [`table`](fn@table) for people, [`json`](fn@json) for programs, [`csv`](fn@csv)
//! for spreadsheets. Each takes an [`Answer`](crate::answer::Answer) and gives text or bytes; none touches
//! a disk or a terminal. `plot` (with the feature of that name) draws pictures, from an answer as well as from results that [`saved`] reads.
//!
//! JSON and CSV are two writings of one [`document::Document`], so a figure cannot differ between
//! them. `docs/output.md` describes every key and column.

mod breakeven;
mod conflict;
mod csv;
mod defused;
pub(crate) mod document;
mod explanation;
mod fields;
mod frontier;
mod json;
mod number;
#[cfg(feature = "page")]
pub mod page;
#[cfg(feature = "plot")]
#[allow(clippy::disallowed_methods)] // places are rounded to what is seen
pub mod plot;
mod ranges;
pub mod saved;
mod table;
mod trace;
mod words;

pub use self::{
    breakeven::{breakeven_json, breakeven_table},
    csv::csv,
    document::diagnosis::DiagnosisDocument,
    explanation::{explanation_json, explanation_table},
    frontier::{frontier_csv, frontier_json, table::frontier_table},
    json::{diagnosis_json, json},
    ranges::{document::ranges_csv, ranges_json, ranges_table},
    table::{Style, brief, diagnosis::diagnosis_table, table},
    trace::{trace_csv, trace_json, trace_table},
};
#[cfg(feature = "cli")]
pub(crate) use json::json_with;
#[cfg(feature = "cli")]
pub(crate) use number::{SHORT_FROM_MWH, unit_in_words};
#[cfg(feature = "cli")]
pub(crate) use table::{brief_with, is_colour, table_with};
