//! # The sweep as a function: an atlas
//!
//! An atlas holds the regions that a survey found ([`Plan::survey`]) with all that they belong to: the files of the case, the grid,
//! the options. Any row of the sweep follows from it, to the same bytes, on any machine, without a pivot: scenarios that no region
//! answers are kept row by row. (One that lies on a border to the last bit may turn out to be such when it is read; it is then solved
//! by itself, as it would have been in the survey.)
//!
//! ```text
//!     EASTWEST ATLAS 2\n
//!     length of the head (8 bytes, the least first), head in JSON
//!     length of the body before it was deflated (8 bytes), body: files of the case, those of the grid, regions; deflated
//!     SHA-256 of all before (32 bytes)
//! ```
//!
//! Its head says what the rows belong to, and how long each file is. A file that was cut or changed is refused, and so is one of
//! another version of eastwest, whose programmes may differ.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::Context;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::case::Case;
use crate::input::{self, is_case_file, read_case_bytes};
use crate::parameter::Change;
use crate::sweep::Surveyed;
use crate::sweep::grid::Grid;
use crate::sweep::run::{Condition, Options, Plan};
use crate::text::nearest::nearest;
use crate::text::regular;

use super::ResultsError;
use super::outputs::Outputs;
use super::state::State;

const MAGIC: &[u8] = b"EASTWEST ATLAS 2\n";
const DIGEST: usize = 32;
/// Deflated bytes give so many at most.
const DENSEST: u64 = 1_100;
/// The name of the grid's file while it is read, which no file of rows has.
const GRID: &str = "_the_grid_of_the_atlas.toml";

/// The option of sweeps whose rows are read from regions.
const OPTION: &str = "--atlas";

/// What rows belong to that are read from regions: they are not those of a plain sweep to the last digit, and are never mixed with them.
#[must_use]
pub(crate) fn mapped(state: &State) -> State {
    let mut state = state.clone();
    state.options.push(OPTION.to_owned());
    state
}

/// The files that a sweep was read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// Of the case, by name.
    case: BTreeMap<String, Vec<u8>>,
    /// The grid's file, then those that it names, by their way from its folder.
    grid: Vec<(String, Vec<u8>)>,
}

impl Sources {
    /// The files of the case in `case` and of the grid at `path`.
    ///
    /// # Errors
    /// [`ResultsError`] where one cannot be read.
    pub fn read(case: &Path, path: &Path, grid: &Grid) -> Result<Self, ResultsError> {
        let bytes = |path: &Path| {
            regular::read(path).map_err(|error| {
                ResultsError::input(tr!(
                    "cannot read `{}`: {error}",
                    path.display(),
                    error = error
                ))
            })
        };
        let mut sources = Sources::default();
        let entries =
            fs::read_dir(case).with_context(|| tr!("cannot read `{}`", case.display()))?;
        for entry in entries.flatten() {
            let name = entry.file_name();
            if let Some(name) = name.to_str().filter(|name| is_case_file(name)) {
                sources.case.insert(name.to_owned(), bytes(&entry.path())?);
            }
        }
        sources.grid.push((GRID.to_owned(), bytes(path)?));
        let folder = path.parent().unwrap_or(Path::new(""));
        for file in grid.files() {
            let way = file.strip_prefix(folder).unwrap_or(file);
            let name = name_of(way).ok_or_else(|| {
                ResultsError::input(tr!("`{}` cannot be kept in an atlas\nhelp: an atlas holds the files in the folder of the grid, and below it, whose names are text and not `{GRID}`",
                    file.display(), GRID = GRID))
            })?;
            sources.grid.push((name, bytes(file)?));
        }
        Ok(sources)
    }

    fn lengths<'a>(files: impl Iterator<Item = (&'a String, &'a Vec<u8>)>) -> Vec<(String, u64)> {
        files
            .map(|(name, bytes)| (name.clone(), bytes.len() as u64))
            .collect()
    }
}

/// What stands at the beginning of an atlas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    /// What the rows belong to.
    sweep: State,
    regions: u64,
    exceptions: u64,
    case_files: Vec<(String, u64)>,
    grid_files: Vec<(String, u64)>,
}

/// Writes the atlas of a plan that was surveyed; gives its size in bytes.
///
/// # Errors
/// [`ResultsError`] where it cannot be written.
pub fn write(
    path: &Path,
    outputs: &Outputs,
    state: &State,
    sources: &Sources,
    plan: &Plan<'_>,
    surveyed: Surveyed,
) -> Result<u64, ResultsError> {
    let head = Head {
        sweep: state.clone(),
        regions: surveyed.regions as u64,
        exceptions: surveyed.exceptions as u64,
        case_files: Sources::lengths(sources.case.iter()),
        grid_files: Sources::lengths(sources.grid.iter().map(|(name, bytes)| (name, bytes))),
    };
    let head = serde_json::to_vec(&head).context(tr!("cannot write the atlas"))?;
    let mut body: Vec<u8> = sources.case.values().flatten().copied().collect();
    body.extend(sources.grid.iter().flat_map(|(_, bytes)| bytes));
    body.extend(plan.regions_to_bytes());
    let mut all = MAGIC.to_vec();
    all.extend_from_slice(&(head.len() as u64).to_le_bytes());
    all.extend(head);
    all.extend_from_slice(&(body.len() as u64).to_le_bytes());
    let mut deflated = DeflateEncoder::new(all, Compression::best());
    let written = deflated.write_all(&body).and_then(|()| deflated.finish());
    let mut all = written.context(tr!("cannot write the atlas"))?;
    let digest = Sha256::digest(&all);
    all.extend_from_slice(&digest);
    outputs.write(path, &all)?;
    Ok(all.len() as u64)
}

/// An atlas that was read.
#[derive(Debug)]
pub struct Atlas {
    name: String,
    bytes: u64,
    head: Head,
    case: Case,
    grid: Grid,
    regions: Vec<u8>,
}

impl Atlas {
    /// Reads an atlas.
    ///
    /// # Errors
    /// [`ResultsError`] where it is none, is not whole, or was written by another version.
    pub fn read(path: &Path) -> Result<Self, ResultsError> {
        let name = path.display().to_string();
        let bytes = regular::read(path).map_err(|error| {
            ResultsError::input(tr!(
                "cannot read `{name}`: {error}",
                name = name,
                error = error
            ))
        })?;
        Self::from_bytes(&name, &bytes)
    }

    fn from_bytes(name: &str, bytes: &[u8]) -> Result<Self, ResultsError> {
        let damaged = |what: &str| {
            ResultsError::input(tr!(
                "cannot read `{name}`: it is damaged: {what}",
                name = name,
                what = what
            ))
        };
        if !bytes.starts_with(MAGIC) {
            return Err(ResultsError::input(tr!(
                "`{name}` is no atlas of eastwest\nhelp: `eastwest sweep CASE GRID --atlas FILE` writes one",
                name = name
            )));
        }
        let cut = || damaged(tr!("it ends before its end"));
        let (all, digest) = bytes.split_last_chunk::<DIGEST>().ok_or_else(cut)?;
        if Sha256::digest(all)[..] != digest[..] {
            return Err(damaged(tr!(
                "its SHA-256 is not the one at its end, so it was cut or changed"
            )));
        }
        let rest = all.get(MAGIC.len()..).ok_or_else(cut)?;
        let (head, rest) = behind_length(rest).ok_or_else(cut)?;
        let head: Head = serde_json::from_slice(head)
            .map_err(|error| damaged(&tr!("its head: {error}", error = error)))?;
        if head.sweep.version != env!("CARGO_PKG_VERSION") {
            return Err(ResultsError::input(tr!(
                "`{name}` was written by eastwest {}, and this is {}, whose programmes may differ\nhelp: read it with that version, or survey the grid again",
                head.sweep.version,
                env!("CARGO_PKG_VERSION"),
                name = name
            )));
        }
        let (length, deflated) = rest.split_first_chunk::<8>().ok_or_else(cut)?;
        let length = u64::from_le_bytes(*length);
        if length > DENSEST.saturating_mul(deflated.len() as u64) {
            return Err(damaged(tr!("its body is longer than it can be")));
        }
        let mut body = Vec::new();
        let read = DeflateDecoder::new(deflated)
            .take(length + 1)
            .read_to_end(&mut body);
        if read.is_err() || body.len() as u64 != length {
            return Err(damaged(tr!("its body is not as long as it says")));
        }
        let mut left = &body[..];
        let mut files = |lengths: &[(String, u64)]| {
            let mut files = Vec::new();
            for (file, length) in lengths {
                let length = usize::try_from(*length).ok()?;
                let (own, rest) = left.split_at_checked(length)?;
                left = rest;
                files.push((file.clone(), own.to_vec()));
            }
            Some(files)
        };
        let case_files = files(&head.case_files).ok_or_else(cut)?;
        let grid_files = files(&head.grid_files).ok_or_else(cut)?;
        let case = case_of(&head, case_files).map_err(|why| damaged(&why))?;
        let grid = grid_of(&case, &grid_files).map_err(|why| damaged(&why))?;
        if grid.hash() != head.sweep.grid_hash {
            return Err(damaged(tr!("its grid is not the one that it speaks of")));
        }
        Ok(Atlas {
            name: name.to_owned(),
            bytes: bytes.len() as u64,
            regions: left.to_vec(),
            head,
            case,
            grid,
        })
    }

    /// The case of its scenarios, changed by the options of the sweep.
    #[must_use]
    pub const fn case(&self) -> &Case {
        &self.case
    }

    /// Its scenarios.
    #[must_use]
    pub const fn grid(&self) -> &Grid {
        &self.grid
    }

    /// What the rows belong to.
    #[must_use]
    pub(crate) const fn state(&self) -> &State {
        &self.head.sweep
    }

    /// Distinct bases with their regions.
    #[must_use]
    pub(crate) const fn regions(&self) -> u64 {
        self.head.regions
    }

    /// Scenarios whose answers are kept, because no region has them.
    #[must_use]
    pub(crate) const fn exceptions(&self) -> u64 {
        self.head.exceptions
    }

    /// Size of its file.
    #[must_use]
    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The plan that reads rows from it.
    ///
    /// # Errors
    /// [`ResultsError`] where its regions are damaged.
    pub fn plan(&self) -> Result<Plan<'_>, ResultsError> {
        let options = Options {
            placements: self.head.sweep.placements,
            sample: self.head.sweep.sample,
        };
        Plan::from_regions(&self.case, &self.grid, options, &self.regions).map_err(|error| {
            ResultsError::input(tr!("cannot read `{}`: {error}", self.name, error = error))
        })
    }

    /// What `KEY=VALUE` or `KEY=FROM..TO` says of its parameters; the key of a factor ends in `*`, as the heading of its column does.
    ///
    /// # Errors
    /// [`ResultsError`] where it says nothing of them.
    pub(crate) fn condition(&self, text: &str) -> Result<Condition, ResultsError> {
        let wrong = |why: String| ResultsError::input(format!("--where {text}: {why}"));
        let (heading, values) = text
            .rsplit_once('=')
            .ok_or_else(|| wrong(tr!("expected KEY=VALUE or KEY=FROM..TO").to_owned()))?;
        let labels: Vec<String> = self.grid.parameters().iter().map(|p| p.label()).collect();
        let heading = heading.trim();
        let is_meant =
            |label: &String| label == heading || label.strip_suffix('=') == Some(heading);
        let Some(parameter) = labels.iter().position(is_meant) else {
            let names = labels.iter().map(String::as_str);
            let meant = nearest(heading, names).map_or_else(
                || tr!("it has {}", labels.join(", ")),
                |name| tr!("did you mean `{name}`?", name = name),
            );
            return Err(wrong(tr!(
                "the grid has no parameter `{heading}`; {meant}",
                heading = heading,
                meant = meant
            )));
        };
        let (low, high) = values.split_once("..").unwrap_or((values, values));
        let figure = |text: &str| {
            let value = text
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|value| !value.is_nan());
            value.ok_or_else(|| wrong(tr!("`{}` is no number", text.trim())))
        };
        let (low, high) = (figure(low)?, figure(high)?);
        if low > high {
            return Err(wrong(tr!("{low} is over {high}", low = low, high = high)));
        }
        Ok(Condition {
            parameter,
            low,
            high,
        })
    }
}

/// What stands behind its length, and the rest.
fn behind_length(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)
}

fn case_of(head: &Head, files: Vec<(String, Vec<u8>)>) -> Result<Case, String> {
    let files: BTreeMap<String, Vec<u8>> = files.into_iter().collect();
    let read = read_case_bytes(tr!("its case"), &files).map_err(|report| report.to_string())?;
    if read.hash.to_string() != head.sweep.case_hash {
        return Err(tr!("its case is not the one that it speaks of").to_owned());
    }
    prepared(read, &head.sweep.options)
}

/// The case after the changes that the options name, in their order.
fn prepared(read: input::Loaded, options: &[String]) -> Result<Case, String> {
    let mut case = read.case;
    for option in options {
        let done = if let Some(name) = option.strip_prefix("--scenario ") {
            let found = read.scenarios.iter().find(|scenario| scenario.name == name);
            found.map(|scenario| scenario.apply(&mut case).map_err(|error| error.to_string()))
        } else if let Some(text) = option.strip_prefix("--set ") {
            let change = Change::parse(text, &case).map_err(|error| error.to_string())?;
            Some(change.apply(&mut case).map_err(|error| error.to_string()))
        } else if option == "--periods one" {
            case = case.averaged();
            Some(Ok(()))
        } else if ["--periods groups", "--periods 288"].contains(&option.as_str()) {
            let grouped = case.grouped().ok_or(tr!("the periods have no groups"))?;
            case = grouped;
            Some(Ok(()))
        } else if option == OPTION {
            Some(Ok(()))
        } else {
            None
        };
        done.ok_or_else(|| tr!("`{option}` means nothing", option = option))??;
    }
    Ok(case)
}

/// The name in an atlas of a file of rows: its way from the folder of the grid, which leads nowhere else. `rows.csv` of `./rows.csv`.
fn name_of(way: &Path) -> Option<String> {
    let mut name = PathBuf::new();
    for part in way.components() {
        match part {
            Component::Normal(part) => name.push(part),
            Component::CurDir => {}
            _ => return None,
        }
    }
    let name = name.to_str()?;
    (!name.is_empty() && name != GRID).then(|| name.to_owned())
}

/// The grid of files, which are put into a folder for as long as they are read.
fn grid_of(case: &Case, files: &[(String, Vec<u8>)]) -> Result<Grid, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    for (name, bytes) in files {
        let is_own = name == GRID || name_of(Path::new(name)).as_ref() == Some(name);
        if !is_own {
            return Err(tr!("`{name}` is no name of a file of a grid", name = name));
        }
        let place = folder.path().join(name);
        let parent = place.parent().unwrap_or(folder.path());
        let written = fs::create_dir_all(parent).and_then(|()| fs::write(&place, bytes));
        written.map_err(|error| format!("`{name}`: {error}"))?;
    }
    Grid::read(&folder.path().join(GRID), case).map_err(|error| error.to_string())
}
