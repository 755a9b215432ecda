//! The folder of a case → bytes.

use crate::language::word;
use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::likeness;
use super::report::{Fault, Location, Problem};
use super::room::free_memory;
use super::schema;
use crate::text::regular;

/// What is said of a folder without settings.
const NO_CASE_TOML: &str = "it has no `case.toml`";

/// Memory that a table takes while it is read, over the size of its file: bytes, text, cells, rows.
const MEMORY_PER_BYTE: u64 = 10;

/// What a folder holds under the names that a case knows.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Bytes of the files that are there, or why they cannot be had.
    pub files: BTreeMap<String, Result<Vec<u8>, Problem>>,
    /// Names of all further files.
    pub others: Vec<String>,
}

impl Folder {
    /// A folder without settings is no case.
    pub(crate) fn with_settings(self) -> Result<Self, Problem> {
        let settings = schema::file(crate::case::draft::Table::Settings);
        if self.files.contains_key(&settings) {
            return Ok(self);
        }
        let meant = self.others.iter().find(|name| likeness::is_settings(name));
        let found = match meant {
            Some(name) => tr!(
                "{NO_CASE_TOML}; `{name}` has to be called so",
                NO_CASE_TOML = word(NO_CASE_TOML),
                name = name
            ),
            None => word(NO_CASE_TOML).to_owned(),
        };
        Err(Problem::NotACase { found })
    }
}

/// Reads a folder.
///
/// # Errors
///
/// It is none, has no `case.toml`, or is larger than what memory there is. The fault is of the folder unless it
/// has a place of its own.
#[allow(clippy::result_large_err)] // once a case, and only to be shown
pub(super) fn read(dir: &Path) -> Result<Folder, Fault> {
    let of_folder = |problem| Fault {
        location: Location::file(dir.display().to_string()),
        problem,
        note: None,
    };
    let not_a_case = |found: String| of_folder(Problem::NotACase { found });
    let unreadable =
        |error: std::io::Error| not_a_case(tr!("it cannot be read: {error}", error = error));
    let metadata = fs::metadata(dir).map_err(|error| match error.kind() {
        ErrorKind::NotFound => not_a_case(tr!("there is no such folder").to_owned()),
        _ => unreadable(error),
    })?;
    if !metadata.is_dir() {
        return Err(not_a_case(tr!("it is a file, not a folder").to_owned()));
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if !entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    room(dir)?;
    let mut folder = Folder::default();
    for name in schema::files() {
        if let Some(bytes) = file(&dir.join(&name)) {
            // where upper and lower case are one, the file may be listed in other letters
            let listed = names.contains(&name);
            names.retain(|other| *other != name && (listed || !other.eq_ignore_ascii_case(&name)));
            folder.files.insert(name, bytes);
        }
    }
    names.sort();
    folder.others = names;
    folder.with_settings().map_err(of_folder)
}

/// Refuses tables that memory cannot hold, before any is read.
#[allow(clippy::result_large_err)] // once a case, and only to be shown
fn room(dir: &Path) -> Result<(), Fault> {
    let Some(free) = free_memory() else {
        return Ok(());
    };
    let size = |name: &String| fs::metadata(dir.join(name)).map_or(0, |metadata| metadata.len());
    let sizes = schema::files().map(|name| (size(&name), name));
    let needed = |size: u64| size.saturating_mul(MEMORY_PER_BYTE);
    let total = needed(sizes.clone().map(|(size, _)| size).sum());
    match sizes.max() {
        Some((size, name)) if total > free => Err(Fault {
            location: Location::file(name),
            problem: Problem::TooLarge {
                bytes: size,
                needed: total,
                free,
            },
            note: None,
        }),
        _ => Ok(()),
    }
}

/// The bytes of a regular file; `None` where there is nothing under its name.
pub(super) fn file(path: &Path) -> Option<Result<Vec<u8>, Problem>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        _ => Some(regular_file(path)),
    }
}

/// The bytes of a file that ends: not of a folder, a device, a pipe, or a link to nothing.
pub(crate) fn regular_file(path: &Path) -> Result<Vec<u8>, Problem> {
    let unreadable = |error: std::io::Error| Problem::Unreadable {
        reason: error.to_string(),
    };
    let metadata = fs::metadata(path).map_err(|error| match fs::read_link(path) {
        Ok(target) if error.kind() == ErrorKind::NotFound => Problem::DanglingLink {
            target: target.display().to_string(),
        },
        _ => unreadable(error),
    })?;
    match regular::other_than_a_file(metadata.file_type()) {
        None => {}
        Some("folder") => {
            return Err(Problem::NotAFile {
                found: tr!("a folder"),
            });
        }
        Some(_) => {
            return Err(Problem::NotAFile {
                found: tr!("a device or a pipe"),
            });
        }
    }
    let mut bytes = Vec::new();
    let room = usize::try_from(metadata.len()).map(|size| bytes.try_reserve_exact(size));
    if !matches!(room, Ok(Ok(()))) {
        return Err(Problem::TooLarge {
            bytes: metadata.len(),
            needed: metadata.len(),
            free: free_memory().unwrap_or(0),
        });
    }
    let mut file = regular::open(path).map_err(unreadable)?;
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}
