//! # Results of sweeps as files
//!
//! Rows go to a [`journal`] in CSV while they are answered, which may be cut anywhere and goes on where it was cut; [`target`] makes of
//! it what the file's ending names, CSV or Parquet. Beside the rows stands what they belong to ([`state`]) with sums by which rows
//! that were changed are found ([`checks`]). Parts of a sweep are put together by [`merge`]; many of them stand in a folder of [`shards`].
//! An [`atlas`] holds a sweep as a function.
//! [`outputs`] decides for all commands
//! where a file may be written, and [`run`] answers a plan into a file.
//!
//! Nothing here knows a terminal or a signal: who waits says so by a [`Control`](crate::control::Control). Parquet is there with the
//! feature `parquet`.

pub mod atlas;
pub(crate) mod checks;
mod error;
pub(crate) mod journal;
pub(crate) mod merge;
pub(crate) mod outputs;
#[cfg(feature = "parquet")]
mod parquet;
pub mod run;
pub mod shards;
pub(crate) mod state;
pub(crate) mod target;

use std::path::{Path, PathBuf};

pub use self::{error::ResultsError, outputs::Outputs, state::State, target::Target};

/// The path with one more ending: `results.csv` and `summary.json` give `results.csv.summary.json`.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}
