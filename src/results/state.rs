//! What a file of rows belongs to; stands beside it in `RESULTS.state.json`.

use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, Serialize};

use crate::sweep::grid::Grid;
use crate::sweep::run::Options;
use crate::sweep::summary::Summary;
use crate::text::regular;

use super::checks::Checks;
use super::outputs::{self, Making, Outputs};
use super::{ResultsError, beside};

/// What a results file holds the rows of; stands in `RESULTS.state.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Version of eastwest.
    pub version: String,
    /// SHA-256 of the case.
    pub case_hash: String,
    /// SHA-256 of the grid.
    pub grid_hash: String,
    /// `--set` and `--periods`.
    pub options: Vec<String>,
    /// Whether rows hold placements.
    pub placements: bool,
    /// `--sample`.
    pub sample: Option<u64>,
    /// Part I of N.
    pub shard: (u64, u64),
    /// Scenarios of all parts together.
    pub scenarios: u64,
}

/// The state with the sums of the rows that stand beside it, where it is kept so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    #[serde(flatten)]
    pub(crate) state: State,
    /// Of rows in CSV; those of a Parquet file stand in the file itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) checks: Option<Checks>,
}

/// Where the state of `results` stands.
pub(crate) fn state_beside(results: &Path) -> PathBuf {
    beside(results, "state.json")
}

/// Where the summary of `results` stands.
pub(crate) fn summary_beside(results: &Path) -> PathBuf {
    beside(results, "summary.json")
}

/// Writes the summary that stands beside `results`, unless they went to a device.
pub(crate) fn write_summary(results: &Path, summary: &Summary) -> Result<()> {
    if outputs::is_special(results) {
        return Ok(());
    }
    let text =
        serde_json::to_string_pretty(summary).context(tr!("cannot write the summary"))? + "\n";
    // whether it may be replaced was asked when the results were opened
    Outputs::new(true).write(&summary_beside(results), text.as_bytes())
}

impl State {
    /// Part `shard` of the scenarios of a grid over a case of that hash, changed by these options.
    #[must_use]
    pub fn of(
        (case_hash, options): (&str, &[String]),
        grid: &Grid,
        how: Options,
        shard: (u64, u64),
    ) -> Self {
        State {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            case_hash: case_hash.to_owned(),
            grid_hash: grid.hash(),
            options: options.to_vec(),
            placements: how.placements,
            sample: how.sample,
            shard,
            scenarios: how.sample.unwrap_or(u64::MAX).min(grid.len()),
        }
    }

    /// The rows of this part, counted from 0 over all parts.
    #[allow(clippy::cast_possible_truncation)]
    pub(crate) fn rows(&self) -> Range<u64> {
        let (part, of) = self.shard;
        let scenarios = u128::from(self.scenarios);
        // at most `scenarios`
        let bound = |part: u64| (scenarios * u128::from(part) / u128::from(of.max(1))) as u64;
        bound(part.saturating_sub(1))..bound(part)
    }

    /// How many rows this part has.
    pub(crate) fn row_count(&self) -> u64 {
        let rows = self.rows();
        rows.end.saturating_sub(rows.start)
    }

    /// Refuses `results` that belong to another sweep than this; gives the sums of their rows.
    pub(crate) fn expect_beside(&self, results: &Path) -> Result<Option<Checks>, ResultsError> {
        let name = results.display();
        let found = Kept::read(results).map_err(|error| {
            ResultsError::Input(tr!("{error:#}\nhelp: without it nobody knows what the rows of `{name}` belong to; `--force` begins anew", error = error, name = name))
        })?;
        if found.state == *self {
            return Ok(found.checks);
        }
        Err(ResultsError::Input(tr!(
            "`{name}` belongs to another sweep: {}\nhelp: resume with the same case, grid and options, or write to another file",
            difference(&found.state, self),
            name = name
        )))
    }

    /// Whether the state beside `results` is this one.
    pub(crate) fn is_beside(&self, results: &Path) -> bool {
        Kept::read(results).is_ok_and(|kept| kept.state == *self)
    }

    /// Writes the state that stands beside `results`.
    pub(crate) fn write_beside(&self, results: &Path, checks: Option<Checks>) -> Result<()> {
        match self.make_beside(results, checks)? {
            Some(making) => making.keep(),
            None => Ok(()),
        }
    }

    /// As [`State::write_beside`], up to where it appears; nothing beside a device, since nobody goes on with what went there.
    pub(crate) fn make_beside(
        &self,
        results: &Path,
        checks: Option<Checks>,
    ) -> Result<Option<Making>> {
        if outputs::is_special(results) {
            return Ok(None);
        }
        let kept = Kept {
            state: self.clone(),
            checks,
        };
        let text =
            serde_json::to_string_pretty(&kept).context(tr!("cannot write the state"))? + "\n";
        let path = state_beside(results);
        // whether it may be replaced was asked when the results were opened
        let mut making = Outputs::new(true).make(&path)?;
        let written = making.file().write_all(text.as_bytes());
        written.with_context(|| tr!("cannot write `{}`", path.display()))?;
        Ok(Some(making))
    }
}

impl Kept {
    /// Reads the state that stands beside `results`.
    pub(crate) fn read(results: &Path) -> Result<Kept> {
        let path = state_beside(results);
        let text =
            regular::read_text(&path).with_context(|| tr!("cannot read `{}`", path.display()))?;
        let kept: Kept =
            serde_json::from_str(&text).with_context(|| tr!("`{}` is damaged", path.display()))?;
        let (part, of) = kept.state.shard;
        if !(1..=of).contains(&part) {
            return Err(anyhow!(tr!(
                "`{}` is damaged: there is no shard {part}/{of}",
                path.display(),
                part = part,
                of = of
            )));
        }
        Ok(kept)
    }
}

/// Which part of the state differs.
pub(super) fn difference(found: &State, wanted: &State) -> &'static str {
    if found.case_hash != wanted.case_hash {
        tr!("its case differs")
    } else if found.grid_hash != wanted.grid_hash {
        tr!("its grid differs")
    } else if found.version != wanted.version {
        tr!("another version of eastwest wrote it")
    } else if found.shard != wanted.shard {
        tr!("its shard differs")
    } else {
        tr!("its options differ")
    }
}

/// Refuses a part of a sweep that holds fewer rows than it has.
pub(crate) fn expect_all(rows: u64, part: &State, path: &Path) -> Result<(), ResultsError> {
    let all = part.row_count();
    if rows == all {
        return Ok(());
    }
    Err(ResultsError::Input(tr!(
        "`{}` holds {rows} rows of {all}\nhelp: `--resume` the shard that was interrupted ({}/{})",
        path.display(),
        part.shard.0,
        part.shard.1,
        rows = rows,
        all = all
    )))
}
