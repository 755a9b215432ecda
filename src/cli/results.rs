//! The results file of a sweep: whole rows in order, and beside it what they belong to.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use eastwest::text::regular;
use serde::{Deserialize, Serialize};

use super::checks::{Changed, Checks, Summing};
use super::outputs::{self, Outputs};
use super::{Failure, output};

/// What a results file holds the rows of; stands in `RESULTS.state.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    /// Version of eastwest.
    pub(crate) version: String,
    /// SHA-256 of the case.
    pub(crate) case_hash: String,
    /// SHA-256 of the grid.
    pub(crate) grid_hash: String,
    /// `--set` and `--periods`.
    pub(crate) options: Vec<String>,
    /// Whether rows hold placements.
    pub(crate) placements: bool,
    /// `--sample`.
    pub(crate) sample: Option<u64>,
    /// Part I of N.
    pub(crate) shard: (u64, u64),
    /// Scenarios of all parts together.
    pub(crate) scenarios: u64,
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
    output::beside(results, "state.json")
}

/// Where the summary of `results` stands.
pub(crate) fn summary_beside(results: &Path) -> PathBuf {
    output::beside(results, "summary.json")
}

impl State {
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
    pub(crate) fn expect_beside(&self, results: &Path) -> Result<Option<Checks>, Failure> {
        let name = results.display();
        let found = Kept::read(results).map_err(|error| {
            Failure::Input(format!(
                "error: {error:#}\nhelp: without it nobody knows what the rows of `{name}` belong to; `--force` begins anew"
            ))
        })?;
        if found.state == *self {
            return Ok(found.checks);
        }
        Err(Failure::Input(format!(
            "error: `{name}` belongs to another sweep: {}\nhelp: resume with the same case, grid and options, \
             or write to another file",
            difference(&found.state, self)
        )))
    }

    /// Whether the state beside `results` is this one.
    pub(crate) fn is_beside(&self, results: &Path) -> bool {
        Kept::read(results).is_ok_and(|kept| kept.state == *self)
    }

    /// Writes the state that stands beside `results`.
    pub(crate) fn write_beside(&self, results: &Path, checks: Option<Checks>) -> Result<()> {
        if outputs::is_special(results) {
            // nobody goes on with what went to a device
            return Ok(());
        }
        let kept = Kept {
            state: self.clone(),
            checks,
        };
        let text = serde_json::to_string_pretty(&kept).context("cannot write the state")? + "\n";
        // whether it may be replaced was asked when the results were opened
        Outputs::new(true).write(&state_beside(results), text.as_bytes())
    }
}

impl Kept {
    /// Reads the state that stands beside `results`.
    pub(crate) fn read(results: &Path) -> Result<Kept> {
        let path = state_beside(results);
        let text = regular::read_text(&path)
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        let kept: Kept = serde_json::from_str(&text)
            .with_context(|| format!("`{}` is damaged", path.display()))?;
        let (part, of) = kept.state.shard;
        if !(1..=of).contains(&part) {
            return Err(anyhow!(
                "`{}` is damaged: there is no shard {part}/{of}",
                path.display()
            ));
        }
        Ok(kept)
    }
}

/// Which part of the state differs.
fn difference(found: &State, wanted: &State) -> &'static str {
    if found.case_hash != wanted.case_hash {
        "its case differs"
    } else if found.grid_hash != wanted.grid_hash {
        "its grid differs"
    } else if found.version != wanted.version {
        "another version of eastwest wrote it"
    } else if found.shard != wanted.shard {
        "its shard differs"
    } else {
        "its options differ"
    }
}

/// How a results file is opened.
#[derive(Debug)]
pub(crate) struct Opening<'a> {
    /// Go on with rows that are there.
    pub(crate) resume: bool,
    /// Replace them.
    pub(crate) force: bool,
    /// What may be written.
    pub(crate) outputs: &'a Outputs,
    /// The header line.
    pub(crate) header: &'a [u8],
    /// What the rows belong to.
    pub(crate) state: &'a State,
}

/// Between two writings of the sums pass at least so long: a killed run repeats no more.
const PAUSE: Duration = Duration::from_millis(250);

/// A results file that rows are appended to.
#[derive(Debug)]
pub(crate) struct Results {
    file: File,
    /// As it was named.
    path: PathBuf,
    state: State,
    /// Sums of the rows that stand in it.
    summing: Summing,
    /// When they were kept last; never, beside a device.
    kept: Option<Instant>,
    name: String,
}

impl Results {
    /// Starts a new file, or with `resume` takes up one that holds the first rows of the same sweep, which are shown to
    /// `seen`; a row that was cut is dropped. No other run can write the file until this one ends.
    pub(crate) fn open(
        path: &Path,
        opening: &Opening<'_>,
        seen: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> Result<Results, Failure> {
        let name = path.display().to_string();
        let place = outputs::leads_to(path).with_context(|| format!("cannot create `{name}`"))?;
        opening.outputs.spare(path, &place)?;
        let is_special = outputs::is_special(path);
        let sides = [state_beside(path), summary_beside(path)];
        for side in &sides {
            opening.outputs.spare(side, side)?;
        }
        let (resume, force) = (opening.resume, opening.force);
        // those of results that are there are theirs, and go with them
        let has_sides = place.exists() || resume && opening.state.is_beside(path);
        if is_special && !resume && !force {
            opening.outputs.check(&[path])?;
        } else if !is_special && !has_sides {
            opening.outputs.check_sides(&sides)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        // not truncated: it may be another run's until it is locked
        if resume || force {
            options.create(!is_special);
        } else {
            options.create_new(true);
        }
        let file = match options.open(&place) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(Failure::Other(anyhow!(
                    "`{name}` exists\nhelp: `--resume` goes on with it, `--force` replaces it"
                )));
            }
            other => other.with_context(|| format!("cannot create `{name}`"))?,
        };
        lock(&file, &name)?;
        let mut results = Results {
            file,
            path: path.to_owned(),
            state: opening.state.clone(),
            summing: Summing::new(opening.header, opening.state.row_count()),
            kept: (!is_special).then(Instant::now),
            name,
        };
        // an empty file was left by a run that ended before its first row
        if resume && results.length()? > 0 {
            results.take_up(opening.header, seen)?;
        } else if let Err(error) = results.begin(opening.header) {
            // files without rows are of no use to anybody
            if !is_special {
                let _ = std::fs::remove_file(&place);
                let _ = std::fs::remove_file(state_beside(path));
            }
            return Err(error.into());
        }
        Ok(results)
    }

    /// Rows that stand in it.
    pub(crate) const fn rows(&self) -> u64 {
        self.summing.rows()
    }

    fn length(&self) -> Result<u64> {
        let metadata = self.file.metadata();
        Ok(metadata
            .with_context(|| format!("cannot read `{}`", self.name))?
            .len())
    }

    /// Makes the file empty before it says whose it is, so that its rows never stand beside the state of
    /// another sweep.
    fn begin(&mut self, header: &[u8]) -> Result<()> {
        if self.length()? > 0 {
            self.cut(0)?;
        }
        self.keep_checks()?;
        // that of earlier rows; most often there is none
        let _ = std::fs::remove_file(summary_beside(&self.path));
        self.write(header)
            .with_context(|| format!("cannot write `{}`", self.name))
    }

    fn take_up(
        &mut self,
        header: &[u8],
        seen: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> Result<(), Failure> {
        let checks = self.state.expect_beside(&self.path)?;
        let mut reader = BufReader::with_capacity(1 << 20, &self.file);
        let mut begin = vec![0; header.len()];
        let read = read_up_to(&mut reader, &mut begin)
            .with_context(|| format!("cannot read `{}`", self.name))?;
        if begin[..read] != header[..read] {
            return Err(Failure::Input(format!(
                "error: `{}`, line 1: does not begin with the columns of this sweep",
                self.name
            )));
        }
        if read < header.len() {
            self.cut(0)?;
            self.write(header)
                .with_context(|| format!("cannot write `{}`", self.name))?;
            return Ok(());
        }
        let Some(checks) = checks else {
            return Err(Failure::Input(format!(
                "error: nobody knows whether the rows of `{}` are as they were written: the state beside it has no sums of \
                 them\nhelp: `--force` begins anew",
                self.name
            )));
        };
        let rows = self.state.row_count();
        let found = checks
            .verify(header, rows, &mut reader, seen)
            .map_err(|changed| self.refused(&changed))?;
        self.cut(header.len() as u64 + found.bytes)?;
        self.summing = found.summing;
        Ok(())
    }

    fn refused(&self, changed: &Changed) -> Failure {
        let told = changed.of(&self.name);
        match changed {
            Changed::Unreadable(_) => Failure::Other(anyhow!(told)),
            _ => Failure::Input(format!(
                "error: {told}\nhelp: put it back as it was, or begin anew with `--force`"
            )),
        }
    }

    /// Drops what stands behind `end`, and goes there.
    fn cut(&mut self, end: u64) -> Result<()> {
        self.file
            .set_len(end)
            .and_then(|()| self.file.seek(SeekFrom::Start(end)))
            .with_context(|| format!("cannot write `{}`", self.name))?;
        Ok(())
    }

    /// Appends whole rows.
    pub(crate) fn append(&mut self, rows: &[u8]) -> Result<()> {
        let written = self.write(rows).and_then(|()| {
            self.summing.take(rows);
            match self.kept {
                Some(before) if before.elapsed() > PAUSE => self.keep_checks(),
                _ => Ok(()),
            }
        });
        written.with_context(|| {
            format!(
                "cannot write `{}`; once that is mended, `--resume` goes on from its last whole row",
                self.name
            )
        })
    }

    /// Writes the sums of the rows so far beside them.
    fn keep_checks(&mut self) -> Result<()> {
        if self.kept.is_some() {
            self.state
                .write_beside(&self.path, Some(self.summing.checks()))?;
            self.kept = Some(Instant::now());
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.file.write_all(bytes)?)
    }

    /// Makes sure that all rows are on the disk, with their sums.
    pub(crate) fn finish(&mut self) -> Result<()> {
        let synced = match self.kept {
            Some(_) => self.file.sync_all(),
            None => Ok(()),
        };
        synced.with_context(|| format!("cannot write `{}`", self.name))?;
        self.keep_checks()
    }
}

/// Refuses a part of a sweep that holds fewer rows than it has.
pub(crate) fn expect_all(rows: u64, part: &State, path: &Path) -> Result<(), Failure> {
    let all = part.row_count();
    if rows == all {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "error: `{}` holds {rows} rows of {all}\nhelp: `--resume` the shard that was interrupted ({}/{})",
        path.display(),
        part.shard.0,
        part.shard.1
    )))
}

/// Refuses a file that another run is writing.
fn lock(file: &File, name: &str) -> Result<(), Failure> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(Failure::Other(anyhow!("another run is writing `{name}`")))
        }
        // a file system without locks: nothing to say
        Err(std::fs::TryLockError::Error(_)) => Ok(()),
    }
}

fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}
