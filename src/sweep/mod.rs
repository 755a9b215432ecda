//! # Many scenarios of one case
//!
//! A [`Grid`] says which figures of a case vary and how; it gives the figures of any
//! scenario by its number, without state, so that scenarios can be solved in any order, on any thread
//! and in any part of a run. Its file is described in `docs/sweep.md`.

pub(crate) mod atlas;
pub(crate) mod axes;
pub(crate) mod cause;
mod cells;
pub(crate) mod columns;
mod error;
mod finder;
pub(crate) mod grid;
pub(crate) mod history;
pub(crate) mod indicators;
mod lines;
mod moves;
mod nearest;
mod reader;
pub(crate) mod record;
pub(crate) mod region;
mod row_cells;
pub(crate) mod row_writer;
pub(crate) mod run;
pub(crate) mod sample;
mod seeds;
mod store;
pub(crate) mod stream;
pub(crate) mod study;
pub(crate) mod subject;
pub(crate) mod summary;
mod survey;
#[cfg(test)]
mod tests;
mod weights;
pub(crate) mod worker;

pub use self::{
    columns::{Column, Columns, Figures, Words},
    error::SweepError,
    grid::{
        Grid,
        fault::{Fault, GridError},
    },
    record::{How, WORDS},
    row_writer::figure as written,
    run::{Block, Form, Options, Plan, layout},
    stream::in_order,
    study::{Swept, sweep, sweep_with},
    summary::{Summary, Tally},
};
#[cfg(feature = "cli")]
pub(crate) use survey::SurveyError;
#[cfg(feature = "results")]
pub(crate) use survey::Surveyed;
