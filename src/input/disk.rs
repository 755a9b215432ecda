//! The folder of a case → bytes.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::report::{Fault, Location, Problem};
use super::schema;
use crate::case::draft::Table;

/// What a folder holds under the names that a case knows.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Bytes of the files that are there, or why they cannot be had.
    pub files: BTreeMap<String, Result<Vec<u8>, Problem>>,
    /// Further tables, which nothing reads.
    pub strangers: Vec<String>,
}

/// Reads a folder.
///
/// # Errors
///
/// It is none, or has no `case.toml`.
pub(super) fn read(dir: &Path) -> Result<Folder, Fault> {
    let shown = dir.display().to_string();
    let not_a_case = |found: String| Fault {
        location: Location::file(shown.clone()),
        problem: Problem::NotACase { found },
        note: None,
    };
    let metadata = fs::metadata(dir).map_err(|error| match error.kind() {
        ErrorKind::NotFound => not_a_case("there is no such folder".to_owned()),
        _ => not_a_case(format!("it cannot be read: {error}")),
    })?;
    if !metadata.is_dir() {
        return Err(not_a_case("it is a file, not a folder".to_owned()));
    }
    let entries =
        fs::read_dir(dir).map_err(|error| not_a_case(format!("it cannot be read: {error}")))?;
    let names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let mut folder = Folder::default();
    for table in [Table::Settings].into_iter().chain(Table::LISTS) {
        let name = schema::file(table);
        if let Some(bytes) = file(&dir.join(&name)) {
            folder.files.insert(name, bytes);
        }
    }
    if !folder.files.contains_key(&schema::file(Table::Settings)) {
        return Err(not_a_case("it has no `case.toml`".to_owned()));
    }
    folder.strangers = names
        .into_iter()
        .filter(|name| name.ends_with(".csv") && !folder.files.contains_key(name))
        .collect();
    folder.strangers.sort();
    Ok(folder)
}

/// The bytes of a regular file; `None` where there is nothing under its name.
fn file(path: &Path) -> Option<Result<Vec<u8>, Problem>> {
    let unreadable = |error: std::io::Error| Problem::Unreadable {
        reason: error.to_string(),
    };
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => Some(Err(unreadable(error))),
        Ok(metadata) if metadata.is_dir() => Some(Err(Problem::NotAFile { found: "a folder" })),
        // a device or a pipe may never end
        Ok(metadata) if !metadata.is_file() => Some(Err(Problem::NotAFile {
            found: "a device or a pipe",
        })),
        Ok(_) => Some(fs::read(path).map_err(unreadable)),
    }
}
