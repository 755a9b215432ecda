//! Where the rows of a sweep go, by the file's ending: CSV as they come, or Parquet when all are there.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::report::saved::is_parquet;
use crate::sweep::summary::RowTally;

use super::journal::Journal;
use super::outputs::Outputs;
use super::shards::Folder;
use super::state::{State, state_beside, summary_beside, write_summary};
use super::{ResultsError, beside};

/// A file of rows.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Csv,
    Parquet,
    /// A shard of a folder, by its number.
    Shard(Folder, u64),
}

impl Target {
    /// The file at `path`, in the form that its ending names.
    ///
    /// # Errors
    /// [`ResultsError`] where this build cannot write that.
    pub(crate) fn of(path: &Path) -> Result<Self, ResultsError> {
        let form = match is_parquet(path) {
            true => Form::Parquet,
            false => Form::Csv,
        };
        if matches!(form, Form::Parquet) && !cfg!(feature = "parquet") {
            return Err(ResultsError::Input(tr!(
                "`{}`: this build cannot write Parquet\nhelp: build it with `--features parquet`, or write to a file that ends in `.csv`",
                path.display()
            )));
        }
        Ok(Target {
            path: path.to_owned(),
            form,
        })
    }

    /// The shard of a folder that `state` says, which has to be of the folder's sweep. Where rows of it are there, the run goes on
    /// with them.
    ///
    /// # Errors
    /// As [`Folder::expect`].
    pub fn shard(folder: Folder, state: &State) -> Result<Self, ResultsError> {
        folder.expect(state)?;
        folder.make_journals()?;
        let shard = state.shard.0;
        Ok(Target {
            path: folder.file(shard),
            form: Form::Shard(folder, shard),
        })
    }

    /// The file, as it was named.
    #[must_use]
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is Parquet.
    #[must_use]
    pub(crate) const fn is_parquet(&self) -> bool {
        !matches!(self.form, Form::Csv)
    }

    /// Whether it is a shard of a folder, beside which stands nothing but its manifest.
    #[must_use]
    pub(crate) const fn is_shard(&self) -> bool {
        matches!(self.form, Form::Shard(..))
    }

    /// The file that rows are appended to, in CSV.
    #[must_use]
    pub(crate) fn journal(&self) -> PathBuf {
        match &self.form {
            Form::Csv => self.path.clone(),
            Form::Parquet => beside(&self.path, "rows.csv"),
            Form::Shard(folder, shard) => folder.journal(*shard),
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
        match &self.form {
            Form::Csv => Ok(false),
            Form::Parquet => self.is_complete_parquet(state, resume, outputs),
            // rows beside a shard that is whole are those of a run that replaces it, or was killed behind its last step but one:
            // whoever has their lock goes on with them
            Form::Shard(folder, shard) => {
                Ok(resume && !self.journal().exists() && folder.is_whole(*shard))
            }
        }
    }

    fn is_complete_parquet(
        &self,
        state: &State,
        resume: bool,
        outputs: &Outputs,
    ) -> Result<bool, ResultsError> {
        let path = &self.path;
        if !path.exists() {
            outputs.check(&[path])?;
            if !(resume && state.is_beside(path)) {
                outputs.check_sides(&[state_beside(path), summary_beside(path)])?;
            }
            return Ok(false);
        }
        if !resume {
            outputs.check(&[path])?;
            return Ok(false);
        }
        if self.journal().exists() {
            return Ok(false);
        }
        state.expect_beside(path)?;
        let mut tally = None;
        verify(path, state, |header, line| {
            tally = tally.take().or_else(|| RowTally::new(header));
            tally.iter_mut().for_each(|tally| tally.add(line));
        })?;
        // its run was killed before its last step
        if let Some(tally) = tally.filter(|_| !summary_beside(path).exists()) {
            write_summary(path, &tally.summary())?;
        }
        Ok(true)
    }

    /// Makes the Parquet file of a journal that is complete, and removes the journal, which is locked until then.
    pub(crate) fn finish(&self, state: &State, rows: Journal) -> anyhow::Result<()> {
        let again = match &self.form {
            Form::Csv => return Ok(()),
            Form::Parquet => tr!("`--resume` goes on from there"),
            Form::Shard(..) => tr!("the same command goes on from there"),
        };
        let journal = self.journal();
        self.put_together(&rows, state).with_context(|| {
            tr!(
                "cannot write `{}`; the rows are safe in `{}`, and {again}",
                self.path.display(),
                journal.display(),
                again = again
            )
        })?;
        // the last of all: whatever is interrupted before can be done again
        std::fs::remove_file(&journal)
            .and_then(|()| std::fs::remove_file(state_beside(&journal)))
            .with_context(|| tr!("cannot remove `{}`", journal.display()))?;
        drop(rows);
        Ok(())
    }

    fn put_together(&self, rows: &Journal, state: &State) -> anyhow::Result<()> {
        // whether it may be replaced was asked before the first row
        let outputs = Outputs::new(true).writing_shards();
        let mut making = outputs.make(&self.path)?;
        let name = self.path.display().to_string();
        let target = ParquetTarget {
            file: making.file(),
            name: &name,
        };
        of_journal(rows.again()?, &self.journal(), target, state)?;
        making.sync()?;
        match &self.form {
            Form::Shard(folder, shard) => folder.keep(*shard, making),
            _ => {
                making.keep()?;
                state.write_beside(&self.path, None)
            }
        }
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
        anyhow::anyhow!(tr!(
            "`{name}`: this build cannot write Parquet",
            name = name
        ))
    }

    pub(crate) fn of_journal(
        _: File,
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

    pub(crate) fn verify(
        path: &Path,
        _: &State,
        _: impl FnMut(&[String], &[u8]),
    ) -> Result<(), ResultsError> {
        Err(cannot(&path.display().to_string()).into())
    }
}

#[cfg(not(feature = "parquet"))]
pub(crate) use lacking::{ParquetTarget, join_parquet};
#[cfg(not(feature = "parquet"))]
use lacking::{of_journal, verify};
