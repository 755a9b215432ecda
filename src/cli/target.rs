//! Where the rows of a sweep go, by the file's ending: CSV as they come, or Parquet when all are there.

use std::path::{Path, PathBuf};

use anyhow::Context;
pub use eastwest::report::saved::is_parquet;

use super::results::State;
use super::{Failure, output};

/// A file of rows.
pub struct Target<'a> {
    path: &'a Path,
    is_parquet: bool,
}

impl<'a> Target<'a> {
    /// The file at `path`, in the form that its ending names.
    pub fn of(path: &'a Path) -> Result<Self, Failure> {
        let is_parquet = is_parquet(path);
        if is_parquet && !cfg!(feature = "parquet") {
            return Err(Failure::Input(format!(
                "error: `{}`: this build cannot write Parquet\nhelp: build it with `--features parquet`, or write to a \
                 file that ends in `.csv`",
                path.display()
            )));
        }
        Ok(Target { path, is_parquet })
    }

    pub const fn is_parquet(&self) -> bool {
        self.is_parquet
    }

    /// The file that rows are appended to, in CSV.
    pub fn journal(&self) -> PathBuf {
        if self.is_parquet {
            output::beside(self.path, "rows.csv")
        } else {
            self.path.to_owned()
        }
    }

    /// Refuses a Parquet file that exists, unless with `force`; says whether it holds all of these rows already, where
    /// a run is to be resumed. CSV files are looked at when they are opened.
    pub fn is_complete(&self, state: &State, resume: bool, force: bool) -> Result<bool, Failure> {
        if !self.is_parquet || !self.path.exists() {
            return Ok(false);
        }
        if !resume {
            output::refuse_existing(&[self.path], force)?;
            return Ok(false);
        }
        if self.journal().exists() {
            return Ok(false);
        }
        state.expect_beside(self.path)?;
        Ok(true)
    }

    /// Makes the Parquet file of a journal that is complete, and removes the journal.
    pub fn finish(&self, state: &State) -> anyhow::Result<()> {
        if !self.is_parquet {
            return Ok(());
        }
        let journal = self.journal();
        let temporary = output::beside(self.path, &format!("{}.tmp", std::process::id()));
        let made = join_parquet(&[&journal], &temporary, state).and_then(|_| {
            std::fs::rename(&temporary, self.path)?;
            state.write_beside(self.path)
        });
        if made.is_err() {
            // the first error is the one to report
            let _ = std::fs::remove_file(&temporary);
        }
        made.with_context(|| {
            format!(
                "cannot write `{}`; the rows are safe in `{}`, and `--resume` goes on from there",
                self.path.display(),
                journal.display()
            )
        })?;
        // the last of all: whatever is interrupted before can be done again
        std::fs::remove_file(&journal)
            .and_then(|()| std::fs::remove_file(output::beside(&journal, "state.json")))
            .with_context(|| format!("cannot remove `{}`", journal.display()))
    }
}

/// Puts the rows of some files, one after the other, into a new Parquet file; gives their number.
#[cfg(feature = "parquet")]
pub use super::parquet::join as join_parquet;

/// There is no such file without the feature: see [`Target::of`].
#[cfg(not(feature = "parquet"))]
pub fn join_parquet<P: AsRef<Path>>(_: &[P], _: &Path, _: &State) -> anyhow::Result<u64> {
    anyhow::bail!("this build cannot write Parquet")
}
