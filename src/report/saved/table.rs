//! Tables that eastwest wrote, row by row: CSV, or Parquet by the file's ending.

use std::fs::File;
use std::path::Path;

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};
use serde::de::DeserializeOwned;

use super::SavedError;
use super::parquet;
use crate::text::regular;

fn open(path: &Path) -> Result<Reader<File>, SavedError> {
    let file = regular::open(path).map_err(|error| SavedError::new(path, error.to_string()))?;
    Ok(ReaderBuilder::new().from_reader(file))
}

/// Names of the columns.
pub(super) fn header(path: &Path) -> Result<Vec<String>, SavedError> {
    if parquet::is_parquet(path) {
        return parquet::header(path);
    }
    let mut reader = open(path)?;
    let header = reader.headers().map_err(|error| fault(path, &[], &error))?;
    Ok(header.iter().map(str::to_owned).collect())
}

/// All rows of a table in CSV, as records.
pub(super) fn rows<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, SavedError> {
    let header = header(path)?;
    let mut reader = open(path)?;
    let rows = reader.deserialize();
    rows.map(|row| row.map_err(|error| fault(path, &header, &error)))
        .collect()
}

/// Shows each row of a table to `take`, in order.
pub(super) fn each(
    path: &Path,
    header: &[String],
    mut take: impl FnMut(&TableRow<'_>) -> Result<(), SavedError>,
) -> Result<(), SavedError> {
    let mut show = |cells: &StringRecord, line| {
        take(&TableRow {
            path,
            header,
            cells,
            line,
        })
    };
    if parquet::is_parquet(path) {
        return parquet::each(path, |cells| show(cells, None));
    }
    for record in open(path)?.records() {
        let record = record.map_err(|error| fault(path, header, &error))?;
        show(&record, record.position().map(csv::Position::line))?;
    }
    Ok(())
}

/// The error of the reader, with its place.
fn fault(path: &Path, header: &[String], error: &csv::Error) -> SavedError {
    let line = error.position().map(csv::Position::line);
    match error.kind() {
        ErrorKind::Deserialize { err, .. } => {
            let field = err.field().and_then(|field| usize::try_from(field).ok());
            let column = field.and_then(|field| header.get(field));
            SavedError::new(path, err.kind().to_string()).at(line, column.map(String::as_str))
        }
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => SavedError::new(
            path,
            tr!(
                "has {len} cells instead of {expected_len}",
                len = len,
                expected_len = expected_len
            ),
        )
        .at(line, None),
        ErrorKind::Utf8 { .. } => SavedError::new(path, tr!("is not UTF-8 text")).at(line, None),
        _ => SavedError::new(path, error.to_string()),
    }
}

/// A row of a table.
pub(super) struct TableRow<'a> {
    path: &'a Path,
    header: &'a [String],
    cells: &'a StringRecord,
    /// Line of the file, where it has lines.
    line: Option<u64>,
}

impl TableRow<'_> {
    /// A cell as text.
    pub(crate) fn text(&self, at: usize) -> &str {
        self.cells.get(at).unwrap_or_default()
    }

    /// A cell as a number; NaN where it is empty.
    pub(crate) fn number(&self, at: usize) -> Result<f64, SavedError> {
        let cell = self.text(at);
        if cell.is_empty() {
            return Ok(f64::NAN);
        }
        cell.parse().map_err(|_| {
            let column = self.header.get(at).map(String::as_str);
            SavedError::new(self.path, tr!("`{cell}` is no number", cell = cell))
                .at(self.line, column)
        })
    }
}
