//! Where the rows of a sweep go, by the file's ending: CSV as they come, or Parquet when all are there.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::report::saved::is_parquet;

use super::outputs::Outputs;
use super::state::{State, state_beside, summary_beside};
use super::{ResultsError, beside};

/// A file of rows.
pub struct Target<'a> {
    path: &'a Path,
    is_parquet: bool,
}

impl<'a> Target<'a> {
    /// The file at `path`, in the form that its ending names.
    pub fn of(path: &'a Path) -> Result<Self, ResultsError> {
        let is_parquet = is_parquet(path);
        if is_parquet && !cfg!(feature = "parquet") {
            return Err(ResultsError::Input(format!(
                "`{}`: this build cannot write Parquet\nhelp: build it with `--features parquet`, or write to a \
                 file that ends in `.csv`",
                path.display()
            )));
        }
        Ok(Target { path, is_parquet })
    }

    /// The file, as it was named.
    #[must_use]
    pub const fn path(&self) -> &'a Path {
        self.path
    }

    /// Whether it is Parquet.
    #[must_use]
    pub const fn is_parquet(&self) -> bool {
        self.is_parquet
    }

    /// The file that rows are appended to, in CSV.
    pub fn journal(&self) -> PathBuf {
        if self.is_parquet {
            beside(self.path, "rows.csv")
        } else {
            self.path.to_owned()
        }
    }

    /// Refuses a Parquet file that exists, unless with `force`; says whether it holds all of these rows already, where
    /// a run is to be resumed. CSV files are looked at when they are opened.
    pub(crate) fn is_complete(
        &self,
        state: &State,
        resume: bool,
        outputs: &Outputs,
    ) -> Result<bool, ResultsError> {
        if !self.is_parquet {
            return Ok(false);
        }
        if !self.path.exists() {
            outputs.check(&[self.path])?;
            if !(resume && state.is_beside(self.path)) {
                outputs.check_sides(&[state_beside(self.path), summary_beside(self.path)])?;
            }
            return Ok(false);
        }
        if !resume {
            outputs.check(&[self.path])?;
            return Ok(false);
        }
        if self.journal().exists() {
            return Ok(false);
        }
        state.expect_beside(self.path)?;
        verify(self.path, state)?;
        Ok(true)
    }

    /// Makes the Parquet file of a journal that is complete, and removes the journal.
    pub(crate) fn finish(&self, state: &State) -> anyhow::Result<()> {
        if !self.is_parquet {
            return Ok(());
        }
        let journal = self.journal();
        self.put_together(&journal, state).with_context(|| {
            format!(
                "cannot write `{}`; the rows are safe in `{}`, and `--resume` goes on from there",
                self.path.display(),
                journal.display()
            )
        })?;
        // the last of all: whatever is interrupted before can be done again
        std::fs::remove_file(&journal)
            .and_then(|()| std::fs::remove_file(state_beside(&journal)))
            .with_context(|| format!("cannot remove `{}`", journal.display()))
    }

    fn put_together(&self, journal: &Path, state: &State) -> anyhow::Result<()> {
        // whether it may be replaced was asked before the first row
        let mut making = Outputs::new(true).make(self.path)?;
        let name = self.path.display().to_string();
        let target = ParquetTarget {
            file: making.file(),
            name: &name,
        };
        of_journal(journal, target, state)?;
        making.sync()?;
        making.keep()?;
        state.write_beside(self.path, None)
    }
}

#[cfg(feature = "parquet")]
pub(crate) use super::parquet::{Target as ParquetTarget, join as join_parquet};
#[cfg(feature = "parquet")]
use super::parquet::{of_journal, verify};

/// There is no such file without the feature: see [`Target::of`].
#[cfg(not(feature = "parquet"))]
mod lacking {
    use std::fs::File;
    use std::path::Path;

    use super::{ResultsError, State};

    /// Where a Parquet file would go.
    pub(crate) struct ParquetTarget<'a> {
        /// To write to.
        pub(crate) file: &'a mut File,
        /// Its name, for messages.
        pub(crate) name: &'a str,
    }

    fn cannot(name: &str) -> anyhow::Error {
        anyhow::anyhow!("`{name}`: this build cannot write Parquet")
    }

    pub(crate) fn of_journal(
        _: &Path,
        target: ParquetTarget<'_>,
        _: &State,
    ) -> anyhow::Result<u64> {
        drop(target.file.metadata());
        Err(cannot(target.name))
    }

    pub(crate) fn join_parquet(
        _: &[(State, &Path)],
        target: ParquetTarget<'_>,
        _: &State,
        _: impl FnMut(&[String], &[u8]) -> Result<(), ResultsError>,
    ) -> Result<u64, ResultsError> {
        drop(target.file.metadata());
        Err(cannot(target.name).into())
    }

    pub(crate) fn verify(path: &Path, _: &State) -> Result<(), ResultsError> {
        Err(cannot(&path.display().to_string()).into())
    }
}

#[cfg(not(feature = "parquet"))]
pub(crate) use lacking::{ParquetTarget, join_parquet};
#[cfg(not(feature = "parquet"))]
use lacking::{of_journal, verify};
