//! The results file of a sweep: whole rows in order, and beside it what they belong to.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::{Failure, output};

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

impl State {
    /// The blocks of this part.
    pub fn blocks(&self, count: u64) -> Range<u64> {
        let (part, of) = self.shard;
        count * (part - 1) / of..count * part / of
    }

    /// Reads the state that stands beside `results`.
    pub fn read(results: &Path) -> Result<State> {
        let path = output::beside(results, "state.json");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("`{}` is damaged", path.display()))
    }

    /// Refuses `results` that belong to another sweep than this.
    pub fn expect_beside(&self, results: &Path) -> Result<(), Failure> {
        let name = results.display();
        let found = State::read(results).map_err(|error| {
            Failure::Input(format!(
                "error: {error:#}\nhelp: without it nobody knows what the rows of `{name}` belong to; `--force` begins anew"
            ))
        })?;
        if found == *self {
            return Ok(());
        }
        Err(Failure::Input(format!(
            "error: `{name}` belongs to another sweep: {}\nhelp: resume with the same case, grid and options, \
             or write to another file",
            difference(&found, self)
        )))
    }

    /// Writes the state that stands beside `results`.
    pub fn write_beside(&self, results: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).context("cannot write the state")? + "\n";
        let path = output::beside(results, "state.json");
        output::write_file(&path, text.as_bytes(), true)
    }
}

/// A results file that rows are appended to.
pub struct Results {
    file: File,
    /// Rows that stand in it already.
    pub rows: u64,
    /// Number of the scenario in the last of them.
    pub last: Option<u64>,
    name: String,
}

impl Results {
    /// Starts a new file, or with `resume` takes up one that holds the first rows of the same sweep; a
    /// row that was cut is dropped. No other run can write the file until this one ends.
    pub fn open(
        path: &Path,
        header: &[u8],
        state: &State,
        resume: bool,
        force: bool,
    ) -> Result<Results, Failure> {
        let name = path.display().to_string();
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        // not truncated: it may be another run's until it is locked
        if resume || force {
            options.create(true);
        } else {
            options.create_new(true);
        }
        let file = match options.open(path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(Failure::Other(anyhow::anyhow!(
                    "`{name}` exists\nhelp: `--resume` goes on with it, `--force` replaces it"
                )));
            }
            other => other.with_context(|| format!("cannot create `{name}`"))?,
        };
        lock(&file, &name)?;
        let mut results = Results {
            file,
            rows: 0,
            last: None,
            name,
        };
        // an empty file was left by a run that ended before its first row
        if resume && results.length()? > 0 {
            results.take_up(path, header, state)?;
        } else if let Err(error) = results.begin(path, header, state) {
            // files without rows are of no use to anybody
            if results.file.metadata().is_ok_and(|found| found.is_file()) {
                let _ = std::fs::remove_file(path);
            }
            let _ = std::fs::remove_file(output::beside(path, "state.json"));
            return Err(error.into());
        }
        Ok(results)
    }

    fn length(&self) -> Result<u64> {
        let metadata = self.file.metadata();
        Ok(metadata
            .with_context(|| format!("cannot read `{}`", self.name))?
            .len())
    }

    /// Makes the file empty before it says whose it is, so that its rows never stand beside the state of
    /// another sweep.
    fn begin(&mut self, path: &Path, header: &[u8], state: &State) -> Result<()> {
        if self.length()? > 0 {
            self.cut(0)?;
        }
        state.write_beside(path)?;
        // that of earlier rows; most often there is none
        let _ = std::fs::remove_file(output::beside(path, "summary.json"));
        self.write(header)
            .with_context(|| format!("cannot write `{}`", self.name))
    }

    fn take_up(&mut self, path: &Path, header: &[u8], state: &State) -> Result<(), Failure> {
        state.expect_beside(path)?;
        let found = whole_rows(&self.file, header, &self.name)?;
        self.cut(found.end)?;
        (self.rows, self.last) = (found.rows, found.last);
        if found.end == 0 {
            self.write(header)
                .with_context(|| format!("cannot write `{}`", self.name))?;
        }
        Ok(())
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
    pub fn append(&mut self, rows: &[u8]) -> Result<()> {
        self.write(rows).with_context(|| {
            format!(
                "cannot write `{}`; once that is mended, `--resume` goes on from its last whole row",
                self.name
            )
        })?;
        self.rows += rows.iter().filter(|&&byte| byte == b'\n').count() as u64;
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.file.write_all(bytes)?)
    }

    /// Makes sure that all rows are on the disk.
    pub fn finish(&mut self) -> Result<()> {
        self.file
            .sync_all()
            .with_context(|| format!("cannot write `{}`", self.name))
    }
}

/// Refuses a file that another run is writing.
fn lock(file: &File, name: &str) -> Result<(), Failure> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(std::fs::TryLockError::WouldBlock) => Err(Failure::Other(anyhow::anyhow!(
            "another run is writing `{name}`"
        ))),
        // a file system without locks: nothing to say
        Err(std::fs::TryLockError::Error(_)) => Ok(()),
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

/// What stands in a results file.
struct Found {
    /// Whole rows after the header.
    rows: u64,
    /// Where the last of them ends; 0 where not even the header is whole.
    end: u64,
    /// The number that the last of them begins with.
    last: Option<u64>,
}

fn whole_rows(file: &File, header: &[u8], name: &str) -> Result<Found, Failure> {
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut begin = vec![0; header.len()];
    let read =
        read_up_to(&mut reader, &mut begin).with_context(|| format!("cannot read `{name}`"))?;
    if begin[..read] != header[..read] {
        return Err(Failure::Input(format!(
            "error: `{name}` does not begin with the columns of this sweep"
        )));
    }
    let mut found = Found {
        rows: 0,
        end: if read < header.len() { 0 } else { read as u64 },
        last: None,
    };
    let mut row = Vec::new();
    loop {
        row.clear();
        let read = reader
            .read_until(b'\n', &mut row)
            .with_context(|| format!("cannot read `{name}`"))?;
        if !row.ends_with(b"\n") {
            return Ok(found);
        }
        found.rows += 1;
        found.end += read as u64;
        let number = row.split(|&byte| byte == b',').next().unwrap_or_default();
        found.last = std::str::from_utf8(number)
            .ok()
            .and_then(|number| number.parse().ok());
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
