//! The results file of a sweep: whole rows in order, and beside it what they belong to.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
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
}

/// A results file that rows are appended to.
pub struct Results {
    file: File,
    /// Rows that stand in it already.
    pub rows: u64,
    name: String,
}

impl Results {
    /// Starts a new file, or with `resume` takes up one that holds the first rows of the same sweep; a
    /// row that was cut is dropped.
    pub fn open(
        path: &Path,
        header: &[u8],
        state: &State,
        resume: bool,
        force: bool,
    ) -> Result<Results, Failure> {
        let name = path.display().to_string();
        if resume && path.exists() {
            return Self::take_up(path, header, state, name);
        }
        if path.exists() && !force {
            return Err(Failure::Input(format!(
                "error: `{name}` exists\nhelp: `--resume` goes on with it, `--force` replaces it"
            )));
        }
        let text = serde_json::to_string_pretty(state).context("cannot write the state")? + "\n";
        let mut file = File::create(path).with_context(|| format!("cannot create `{name}`"))?;
        lock(&file, &name)?;
        output::write_file(&output::beside(path, "state.json"), text.as_bytes(), true)?;
        file.write_all(header)
            .with_context(|| format!("cannot write `{name}`"))?;
        Ok(Results {
            file,
            rows: 0,
            name,
        })
    }

    fn take_up(
        path: &Path,
        header: &[u8],
        state: &State,
        name: String,
    ) -> Result<Results, Failure> {
        let belongs = State::read(path)?;
        if belongs != *state {
            return Err(Failure::Input(format!(
                "error: `{name}` belongs to another sweep: {}\nhelp: resume with the same case, grid and options, \
                 or write to another file",
                difference(&belongs, state)
            )));
        }
        let mut options = OpenOptions::new();
        let opened = options.read(true).write(true).open(path);
        let mut file = opened.with_context(|| format!("cannot open `{name}`"))?;
        lock(&file, &name)?;
        let (rows, end) = whole_rows(&file, header, &name)?;
        file.set_len(end)
            .with_context(|| format!("cannot cut `{name}`"))?;
        file.seek(SeekFrom::End(0))
            .with_context(|| format!("cannot write `{name}`"))?;
        if end == 0 {
            file.write_all(header)
                .with_context(|| format!("cannot write `{name}`"))?;
        }
        Ok(Results { file, rows, name })
    }

    /// Appends whole rows.
    pub fn append(&mut self, rows: &[u8]) -> Result<()> {
        self.file
            .write_all(rows)
            .with_context(|| format!("cannot write `{}`; `--resume` goes on from here", self.name))
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
        Err(std::fs::TryLockError::WouldBlock) => Err(Failure::Input(format!(
            "error: another run is writing `{name}`"
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

/// Counts whole rows after the header; gives their number and where the last one ends.
fn whole_rows(file: &File, header: &[u8], name: &str) -> Result<(u64, u64), Failure> {
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut found = vec![0; header.len()];
    let read =
        read_up_to(&mut reader, &mut found).with_context(|| format!("cannot read `{name}`"))?;
    if found[..read] != header[..read] {
        return Err(Failure::Input(format!(
            "error: `{name}` does not begin with the columns of this sweep"
        )));
    }
    if read < header.len() {
        return Ok((0, 0));
    }
    let (mut rows, mut position, mut end) = (0, header.len() as u64, header.len() as u64);
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = reader
            .read(&mut buffer)
            .with_context(|| format!("cannot read `{name}`"))?;
        if read == 0 {
            return Ok((rows, end));
        }
        for (at, _) in buffer[..read]
            .iter()
            .enumerate()
            .filter(|(_, b)| **b == b'\n')
        {
            rows += 1;
            end = position + at as u64 + 1;
        }
        position += read as u64;
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
