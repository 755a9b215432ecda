//! CSV tables that eastwest wrote.

use std::fs::File;
use std::path::Path;

use csv::{ErrorKind, Reader, ReaderBuilder};
use serde::de::DeserializeOwned;

use super::SavedError;

pub(super) fn open(path: &Path) -> Result<Reader<File>, SavedError> {
    let file = File::open(path).map_err(|error| SavedError::new(path, error.to_string()))?;
    Ok(ReaderBuilder::new().from_reader(file))
}

/// Names of the columns.
pub(super) fn header(path: &Path) -> Result<Vec<String>, SavedError> {
    let mut reader = open(path)?;
    let header = reader.headers().map_err(|error| fault(path, &[], &error))?;
    Ok(header.iter().map(str::to_owned).collect())
}

/// All rows of a table.
pub(super) fn rows<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, SavedError> {
    let header = header(path)?;
    let mut reader = open(path)?;
    let rows = reader.deserialize();
    rows.map(|row| row.map_err(|error| fault(path, &header, &error)))
        .collect()
}

/// The error of the reader, with its place.
pub(super) fn fault(path: &Path, header: &[String], error: &csv::Error) -> SavedError {
    let line = error.position().map(csv::Position::line);
    match error.kind() {
        ErrorKind::Deserialize { err, .. } => {
            let field = err.field().and_then(|field| usize::try_from(field).ok());
            let column = field.and_then(|field| header.get(field));
            SavedError::new(path, err.kind().to_string()).at(line, column.map(String::as_str))
        }
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => SavedError::new(path, format!("has {len} cells instead of {expected_len}"))
            .at(line, None),
        ErrorKind::Utf8 { .. } => SavedError::new(path, "is not UTF-8 text").at(line, None),
        _ => SavedError::new(path, error.to_string()),
    }
}

/// A cell as a number; NaN where it is empty.
pub(super) fn number(
    path: &Path,
    header: &[String],
    record: &csv::StringRecord,
    at: usize,
) -> Result<f64, SavedError> {
    let cell = record.get(at).unwrap_or("");
    if cell.is_empty() {
        return Ok(f64::NAN);
    }
    cell.parse().map_err(|_| {
        let line = record.position().map(csv::Position::line);
        let column = header.get(at).map(String::as_str);
        SavedError::new(path, format!("`{cell}` is no number")).at(line, column)
    })
}
