//! Which shards of a folder are whole, and what else is in it.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::Context;

use crate::control::Control;

use super::super::ResultsError;
use super::{Folder, Manifest, array};

/// Faults of a folder that are listed one by one.
const LISTED: usize = 40;

/// How a shard stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is there as it was written: its bytes.
    Whole(u64),
    /// Nothing of it is there, or rows in the making.
    Missing,
    /// Something is there that is not a whole shard: what.
    Broken(String),
}

/// A shard of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shard {
    /// Its number, from 1.
    pub number: u64,
    /// Its file.
    pub file: PathBuf,
    /// How it stands.
    pub standing: Standing,
}

/// A folder whose shards are all as they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Shards.
    pub shards: u64,
    /// Rows of all.
    pub rows: u64,
    /// Bytes of all.
    pub bytes: u64,
}

impl Folder {
    /// How each shard stands: every byte of those that are whole is read. Whoever waits is told how many were looked at.
    ///
    /// # Errors
    /// [`ResultsError::Cancelled`] where it is stopped.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn look(&self, control: &Control<'_>) -> Result<Vec<Shard>, ResultsError> {
        let all = self.shards() as f64;
        let mut found = Vec::new();
        for number in 1..=self.shards() {
            if control.is_cancelled() {
                return Err(ResultsError::Cancelled);
            }
            control.tell("shards", (number - 1) as f64, all);
            found.push(Shard {
                number,
                file: self.file(number),
                standing: self.standing(number),
            });
        }
        control.tell("shards", all, all);
        Ok(found)
    }

    /// Holds every shard against its manifest, and refuses a folder that is not whole, with all that is wrong in it.
    ///
    /// # Errors
    /// [`ResultsError`] that names what is missing, broken, or none of its shards.
    pub fn verify(&self, control: &Control<'_>) -> Result<Verified, ResultsError> {
        let (mut missing, mut faults, mut bytes) = (Vec::new(), Vec::new(), 0);
        for shard in self.look(control)? {
            match shard.standing {
                Standing::Whole(size) => bytes += size,
                Standing::Missing => missing.push(shard.number),
                Standing::Broken(why) => {
                    faults.push(format!(
                        "shard {}, `{}`: {why}",
                        shard.number,
                        shard.file.display()
                    ));
                }
            }
        }
        if !missing.is_empty() {
            faults.insert(0, format!("missing: {}", array::in_words(&missing)));
        }
        let strays = self.strays()?;
        faults.extend(strays.into_iter().map(|name| {
            tr!(
                "`{name}` is none of its shards, and readers of tables would take it for one",
                name = name
            )
        }));
        if faults.is_empty() {
            return Ok(Verified {
                shards: self.shards(),
                rows: self.scenarios(),
                bytes,
            });
        }
        let more = faults.len().saturating_sub(LISTED);
        faults.truncate(LISTED);
        if more > 0 {
            faults.push(tr!("and {more} more", more = more));
        }
        Err(ResultsError::input(tr!(
            "`{}` is not the whole of its {} shards:\n  {}\nhelp: `eastwest sweep CASE GRID --missing FOLDER` lists the shards to run again",
            self.path.display(),
            self.shards(),
            faults.join("\n  ")
        )))
    }

    fn standing(&self, shard: u64) -> Standing {
        let file = self.file(shard);
        match Manifest::read(self, shard) {
            Ok(Some(manifest)) => match manifest.expect(&file) {
                Ok(()) => Standing::Whole(manifest.bytes),
                Err(why) => Standing::Broken(why),
            },
            Ok(None) => match fs::symlink_metadata(&file) {
                Err(error) if error.kind() == ErrorKind::NotFound => Standing::Missing,
                _ => Standing::Broken(
                    tr!("it has no manifest: its run did not come to its end").to_owned(),
                ),
            },
            Err(error) => Standing::Broken(error.to_string()),
        }
    }

    /// What is in the folder that readers of tables would take for a part of it: all but its shards and names that begin with
    /// `_` or `.`.
    ///
    /// # Errors
    /// [`ResultsError`] where the folder cannot be read.
    pub(crate) fn strays(&self) -> Result<Vec<String>, ResultsError> {
        let unreadable = || tr!("cannot read `{}`", self.path.display());
        let mut strays = Vec::new();
        for entry in fs::read_dir(&self.path).with_context(unreadable)? {
            let name = entry.with_context(unreadable)?.file_name();
            let name = name.to_string_lossy();
            if !name.starts_with(['_', '.']) && !self.has(&name) {
                strays.push(name.into_owned());
            }
        }
        strays.sort();
        Ok(strays)
    }

    /// Whether a name is that of one of its shards.
    fn has(&self, name: &str) -> bool {
        let first = name
            .strip_suffix(".parquet")
            .and_then(|stem| stem.rsplit('-').nth(1));
        let Some(row) = first.and_then(|first| first.parse::<u64>().ok()?.checked_sub(1)) else {
            return false;
        };
        // part p holds the rows from ⌊scenarios·(p−1)/shards⌋ on
        let (row, scenarios) = (u128::from(row), u128::from(self.sweep.scenarios));
        let shards = u128::from(self.sweep.shards);
        let guess = u64::try_from((row * shards).div_ceil(scenarios) + 1).unwrap_or(u64::MAX);
        let near = [guess.saturating_sub(1), guess];
        let mut near = near
            .into_iter()
            .filter(|shard| (1..=self.sweep.shards).contains(shard));
        near.any(|shard| self.file(shard).file_name().is_some_and(|own| own == name))
    }
}
