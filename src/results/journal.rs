//! The file that rows are appended to: whole rows in order, and beside it what they belong to.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};

use super::ResultsError;
use super::checks::{Changed, Summing};
use super::outputs::{self, Outputs};
use super::state::{State, state_beside, summary_beside};

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
pub(crate) struct Journal {
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

impl Journal {
    /// Starts a new file, or with `resume` takes up one that holds the first rows of the same sweep, which are shown to
    /// `seen`; a row that was cut is dropped. No other run can write the file until this one ends.
    pub(crate) fn open(
        path: &Path,
        opening: &Opening<'_>,
        seen: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> Result<Journal, ResultsError> {
        let name = path.display().to_string();
        let place =
            outputs::leads_to(path).with_context(|| tr!("cannot create `{name}`", name = name))?;
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
        if place.is_dir() {
            return Err(ResultsError::input(tr!(
                "`{name}` is a folder\nhelp: `-o {}` writes shards into it; or write to a file",
                path.join("").display(),
                name = name
            )));
        }
        if !is_special && place.exists() {
            opening.outputs.expect_sides(&sides)?;
        }
        let mut options = OpenOptions::new();
        // of a pipe, whoever can read it never learns that nobody else does
        options.read(!is_special).write(true);
        // not truncated: it may be another run's until it is locked
        if resume || force {
            options.create(!is_special);
        } else {
            options.create_new(true);
        }
        let file = match options.open(&place) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(ResultsError::Other(anyhow!(tr!(
                    "`{name}` exists\nhelp: `--resume` goes on with it, `--force` replaces it",
                    name = name
                ))));
            }
            other => other.with_context(|| tr!("cannot create `{name}`", name = name))?,
        };
        outputs::lock(&file, &name)?;
        if !is_special && !is_still_at(&file, &place) {
            return Err(ResultsError::Other(anyhow!(tr!(
                "another run has just ended with `{name}`\nhelp: run this again",
                name = name
            ))));
        }
        let mut journal = Journal {
            file,
            path: path.to_owned(),
            state: opening.state.clone(),
            summing: Summing::new(opening.header, opening.state.row_count()),
            kept: (!is_special).then(Instant::now),
            name,
        };
        // an empty file was left by a run that ended before its first row
        if resume && journal.length()? > 0 {
            journal.take_up(opening.header, seen)?;
        } else if let Err(error) = journal.begin(opening.header) {
            // files without rows are of no use to anybody
            if !is_special && journal.length()? == 0 {
                let _ = std::fs::remove_file(&place);
                let _ = std::fs::remove_file(state_beside(path));
            }
            return Err(error.into());
        }
        Ok(journal)
    }

    /// Rows that stand in it.
    pub(crate) const fn rows(&self) -> u64 {
        self.summing.rows()
    }

    /// The file from its beginning; no other run can write it until both are dropped.
    pub(crate) fn again(&self) -> Result<File> {
        let read = self.file.try_clone().and_then(|mut file| {
            file.rewind()?;
            Ok(file)
        });
        read.with_context(|| tr!("cannot read `{}`", self.name))
    }

    fn length(&self) -> Result<u64> {
        let metadata = self.file.metadata();
        Ok(metadata
            .with_context(|| tr!("cannot read `{}`", self.name))?
            .len())
    }

    /// Makes the file empty before it says whose it is, so that its rows never stand beside the state of
    /// another sweep.
    fn begin(&mut self, header: &[u8]) -> Result<()> {
        // what can fail is done before rows are lost
        let state = match self.kept {
            Some(_) => self
                .state
                .make_beside(&self.path, Some(self.summing.checks()))?,
            None => None,
        };
        if self.length()? > 0 {
            self.cut(0)?;
        }
        if let Some(state) = state {
            state.keep()?;
            self.kept = Some(Instant::now());
        }
        // that of earlier rows; most often there is none
        let _ = std::fs::remove_file(summary_beside(&self.path));
        self.write(header)
            .with_context(|| tr!("cannot write `{}`", self.name))
    }

    fn take_up(
        &mut self,
        header: &[u8],
        seen: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> Result<(), ResultsError> {
        let checks = self.state.expect_beside(&self.path)?;
        let mut reader = BufReader::with_capacity(1 << 20, &self.file);
        let mut begin = vec![0; header.len()];
        let read = read_up_to(&mut reader, &mut begin)
            .with_context(|| tr!("cannot read `{}`", self.name))?;
        if begin[..read] != header[..read] {
            return Err(ResultsError::Input(tr!(
                "`{}`, line 1: does not begin with the columns of this sweep",
                self.name
            )));
        }
        if read < header.len() {
            self.cut(0)?;
            self.write(header)
                .with_context(|| tr!("cannot write `{}`", self.name))?;
            return Ok(());
        }
        let Some(checks) = checks else {
            return Err(ResultsError::Input(tr!(
                "nobody knows whether the rows of `{}` are as they were written: the state beside it has no sums of them\nhelp: `--force` begins anew",
                self.name
            )));
        };
        let rows = self.state.row_count();
        let found = checks
            .verify(header, rows, &mut reader, seen)
            .map_err(|changed| self.refused(&changed))?;
        let good = found.summing.rows();
        if good == rows && found.has_more {
            return Err(self.refused(&Changed::Rows(good..good + 1)));
        }
        self.cut(header.len() as u64 + found.bytes)?;
        self.summing = found.summing;
        Ok(())
    }

    fn refused(&self, changed: &Changed) -> ResultsError {
        let told = changed.of(&self.name);
        match changed {
            Changed::Unreadable(_) => ResultsError::Other(anyhow!(told)),
            _ => ResultsError::Input(tr!(
                "{told}\nhelp: put it back as it was, or begin anew with `--force`",
                told = told
            )),
        }
    }

    /// Drops what stands behind `end`, and goes there.
    fn cut(&mut self, end: u64) -> Result<()> {
        self.file
            .set_len(end)
            .and_then(|()| self.file.seek(SeekFrom::Start(end)))
            .with_context(|| tr!("cannot write `{}`", self.name))?;
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
            tr!("cannot write `{}`; once that is mended, `--resume` goes on from its last whole row",
                self.name)
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
        synced.with_context(|| tr!("cannot write `{}`", self.name))?;
        self.keep_checks()
    }
}

/// Whether an open file still stands where it was opened: its run may have ended and removed it before it was locked.
fn is_still_at(file: &File, place: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(open), Ok(found)) = (file.metadata(), std::fs::metadata(place)) {
        use std::os::unix::fs::MetadataExt;
        return (open.dev(), open.ino()) == (found.dev(), found.ino());
    }
    let _ = file;
    place.exists()
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
