//! # A folder of shards
//!
//! A large grid is answered in N shards, by many processes that know nothing of one another. Each shard becomes a Parquet file of a
//! folder that is read as one table:
//!
//! ```text
//!     FOLDER/rows-CASE-GRID-FIRST-LAST.parquet      hashes of case and grid (their beginnings), first and last scenario
//!     FOLDER/_rows-CASE-GRID-FIRST-LAST.json        its manifest: rows, bytes, SHA-256, version, time
//!     FOLDER/_sweep.json                            which sweep it is, and how many shards it has
//!     FOLDER/_journals/                             rows of shards in the making
//! ```
//!
//! A shard is written aside and renamed, and its manifest follows when all is on the disk: a shard with a manifest is whole, one
//! without is not done, whatever stands there. One that is run again where it is whole is left alone; one that was cut off goes on where
//! it stopped, to the same bytes. Readers of tables pass over names that begin with `_`.

pub(crate) mod array;
mod manifest;
pub(crate) mod slurm;
mod standing;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::text::regular;

use super::ResultsError;
use super::outputs::{Outputs, SHARDS as SWEEP};
use super::state::{State, difference};

pub(crate) use manifest::Manifest;
#[cfg(feature = "cli")]
pub(crate) use standing::Standing;

/// Digits of a hash in the name of a shard.
const DIGITS: usize = 12;
/// Where rows stand while a shard is in the making.
const JOURNALS: &str = "_journals";
/// Version of the files that describe a folder.
const SCHEMA_VERSION: u32 = 1;

/// What stands in `_sweep.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Sweep {
    schema_version: u32,
    version: String,
    case_hash: String,
    grid_hash: String,
    options: Vec<String>,
    placements: bool,
    sample: Option<u64>,
    scenarios: u64,
    shards: u64,
}

impl Sweep {
    fn of(state: &State) -> Self {
        let state = state.clone();
        Sweep {
            schema_version: SCHEMA_VERSION,
            version: state.version,
            case_hash: state.case_hash,
            grid_hash: state.grid_hash,
            options: state.options,
            placements: state.placements,
            sample: state.sample,
            scenarios: state.scenarios,
            shards: state.shard.1,
        }
    }

    /// What the rows of one of its shards belong to.
    fn state(&self, shard: u64) -> State {
        State {
            version: self.version.clone(),
            case_hash: self.case_hash.clone(),
            grid_hash: self.grid_hash.clone(),
            options: self.options.clone(),
            placements: self.placements,
            sample: self.sample,
            shard: (shard, self.shards),
            scenarios: self.scenarios,
        }
    }

    /// Whether names and numbers can be made of it.
    fn is_sound(&self) -> bool {
        let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        is_hash(&self.case_hash)
            && is_hash(&self.grid_hash)
            && (1..=self.scenarios).contains(&self.shards)
    }
}

/// A folder of shards.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    sweep: Sweep,
}

impl Folder {
    /// Whether there is a folder at `path` that holds a sweep.
    #[must_use]
    pub(crate) fn is_begun(path: &Path) -> bool {
        path.join(SWEEP).exists()
    }

    /// The folder at `path`, which has to hold a sweep.
    ///
    /// # Errors
    /// [`ResultsError`] where it does not, or what says so is damaged.
    pub fn open(path: &Path) -> Result<Self, ResultsError> {
        let file = path.join(SWEEP);
        let found = match fs::symlink_metadata(&file) {
            Ok(_) => Some(read_sweep(&file)?),
            Err(_) => None,
        };
        let Some(sweep) = found else {
            let what = if path.is_dir() {
                tr!("holds no shards: it has no")
            } else {
                tr!("is no folder with a")
            };
            return Err(ResultsError::input(tr!(
                "`{}` {what} `{SWEEP}`\nhelp: `eastwest sweep CASE GRID --slurm N -o FOLDER` or `--shard I/N -o FOLDER/` begins one",
                path.display(),
                what = what,
                SWEEP = SWEEP
            )));
        };
        Ok(Folder {
            path: path.to_owned(),
            sweep,
        })
    }

    /// The folder at `path` for the sweep that `state` is a part of; it is made where it does not exist.
    ///
    /// # Errors
    /// [`ResultsError`] where it holds another sweep or other files, there are more shards than scenarios, or it cannot be written.
    pub fn begin(path: &Path, state: &State) -> Result<Self, ResultsError> {
        if !cfg!(feature = "parquet") {
            return Err(ResultsError::input(tr!(
                "shards of a folder are Parquet, which this build cannot write\nhelp: build it with `--features parquet`, or write shards to files that end in `.csv`"
            )));
        }
        let sweep = Sweep::of(state);
        if sweep.shards > sweep.scenarios {
            return Err(ResultsError::input(tr!(
                "{} shards are more than the {} scenarios\nhelp: take at most as many",
                sweep.shards,
                sweep.scenarios
            )));
        }
        if Folder::is_begun(path) {
            let folder = Folder::open(path)?;
            folder.expect(state)?;
            return Ok(folder);
        }
        let name = path.display();
        let folder = Folder {
            path: path.to_owned(),
            sweep,
        };
        let strays = match path.exists() {
            true => folder.strays()?,
            false => Vec::new(),
        };
        if let Some(stray) = strays.first() {
            return Err(ResultsError::input(tr!(
                "`{name}` holds `{stray}`, which is none of this sweep's shards\nhelp: a folder of shards is read as one table; take an empty one",
                name = name,
                stray = stray
            )));
        }
        folder.make_journals()?;
        match folder.write_sweep() {
            // another process was faster
            Err(_) if Folder::is_begun(path) => {
                let theirs = Folder::open(path)?;
                theirs.expect(state)?;
                Ok(theirs)
            }
            written => written.map(|()| folder),
        }
    }

    /// Makes the folder of rows in the making, which whoever copies a folder may have left out as empty.
    pub(crate) fn make_journals(&self) -> Result<(), ResultsError> {
        let made = fs::create_dir_all(self.path.join(JOURNALS));
        Ok(made.with_context(|| tr!("cannot make folder `{}`", self.path.display()))?)
    }

    fn write_sweep(&self) -> Result<(), ResultsError> {
        let text = serde_json::to_string_pretty(&self.sweep)
            .context(tr!("cannot write the sweep"))?
            + "\n";
        let file = self.path.join(SWEEP);
        Ok(Outputs::new(false).write(&file, text.as_bytes())?)
    }

    /// Refuses another sweep than that of `state`.
    ///
    /// # Errors
    /// [`ResultsError`] with what differs.
    pub(crate) fn expect(&self, state: &State) -> Result<(), ResultsError> {
        let own = self.sweep.state(state.shard.0);
        if own == *state {
            return Ok(());
        }
        let what = if own.shard == state.shard {
            difference(&own, state).to_owned()
        } else {
            tr!("it has {} shards, not {}", own.shard.1, state.shard.1)
        };
        Err(ResultsError::input(tr!(
            "`{}` holds the shards of another sweep: {what}\nhelp: take the same case, grid, options and number of shards, or another folder",
            self.path.display(),
            what = what
        )))
    }

    /// Number of shards.
    #[must_use]
    pub(crate) const fn shards(&self) -> u64 {
        self.sweep.shards
    }

    /// Scenarios of all shards together.
    #[must_use]
    pub(crate) const fn scenarios(&self) -> u64 {
        self.sweep.scenarios
    }

    /// What the rows of a shard, counted from 1, belong to.
    #[must_use]
    pub(crate) fn state(&self, shard: u64) -> State {
        self.sweep.state(shard)
    }

    /// The file of a shard, counted from 1.
    #[must_use]
    pub(crate) fn file(&self, shard: u64) -> PathBuf {
        self.path.join(name_of(&self.state(shard)) + ".parquet")
    }

    /// The rows of a shard in the making.
    pub(crate) fn journal(&self, shard: u64) -> PathBuf {
        let name = name_of(&self.state(shard)) + ".rows.csv";
        self.path.join(JOURNALS).join(name)
    }

    /// The manifest of a shard.
    pub(crate) fn manifest(&self, shard: u64) -> PathBuf {
        self.path
            .join(format!("_{}.json", name_of(&self.state(shard))))
    }
}

/// The name of a shard's files, without ending.
fn name_of(state: &State) -> String {
    let rows = state.rows();
    // both hashes were looked at when they were read
    let short = |hash: &str| hash.chars().take(DIGITS).collect::<String>();
    format!(
        "rows-{}-{}-{:012}-{:012}",
        short(&state.case_hash),
        short(&state.grid_hash),
        rows.start + 1,
        rows.end
    )
}

fn read_sweep(file: &Path) -> Result<Sweep, ResultsError> {
    let sweep: Sweep = read_json(file)?;
    if sweep.schema_version != SCHEMA_VERSION || !sweep.is_sound() {
        return Err(ResultsError::input(tr!(
            "`{}` is damaged, or of another version of eastwest",
            file.display()
        )));
    }
    Ok(sweep)
}

/// Largest file that describes a folder or a shard, bytes.
const LARGEST: u64 = 1 << 24;

/// A small file in JSON.
fn read_json<T: for<'de> Deserialize<'de>>(file: &Path) -> Result<T, ResultsError> {
    let name = file.display();
    let unreadable = |error: std::io::Error| {
        ResultsError::input(tr!(
            "cannot read `{name}`: {error}",
            name = name,
            error = error
        ))
    };
    let open = regular::open(file).map_err(unreadable)?;
    if open.metadata().map_err(unreadable)?.len() > LARGEST {
        return Err(ResultsError::input(tr!(
            "`{name}` is damaged: it is too large",
            name = name
        )));
    }
    let text = regular::read_text(file).map_err(unreadable)?;
    serde_json::from_str(&text).map_err(|error| {
        ResultsError::input(tr!(
            "`{name}` is damaged: {error}",
            name = name,
            error = error
        ))
    })
}
