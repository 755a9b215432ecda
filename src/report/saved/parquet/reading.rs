//! The rows of a Parquet file.

use std::fs::File;
use std::path::{Path, PathBuf};

use csv::StringRecord;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::super::SavedError;
use super::directory;
use super::guard::guarded;
use crate::text::regular;

/// A cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Nothing.
    Null,
    /// Text.
    Text(String),
    /// A double.
    Figure(f64),
    /// A whole number.
    Whole(i64),
    /// What no table of ours has, in words.
    Other(String),
}

/// A Parquet file whose directory is sound.
#[derive(Debug)]
pub(crate) struct ParquetTable {
    path: PathBuf,
    reader: Opened,
}

/// The reader of the library, which shows nothing of itself.
struct Opened(SerializedFileReader<File>);

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opened")
    }
}

fn fault(path: &Path, what: impl Into<String>) -> SavedError {
    SavedError::new(path, what)
}

/// The error of the library.
fn told(path: &Path, error: &ParquetError) -> SavedError {
    fault(path, error.to_string()).with_help(tr!(
        "a Parquet file that was cut off holds nothing: its directory is at its end"
    ))
}

/// What the library does with a file; its panics are faults of the file.
fn done<T>(path: &Path, work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, SavedError> {
    match guarded(work) {
        Ok(result) => result.map_err(|error| told(path, &error)),
        Err(said) => Err(fault(
            path,
            tr!("is damaged and cannot be read ({said})", said = said),
        )),
    }
}

impl ParquetTable {
    /// Opens a file.
    ///
    /// # Errors
    /// [`SavedError`] where it is none, or is damaged.
    pub(crate) fn open(path: &Path) -> Result<Self, SavedError> {
        let unreadable = |error: std::io::Error| fault(path, error.to_string());
        let file = regular::open(path).map_err(unreadable)?;
        let bytes = file.metadata().map_err(unreadable)?.len();
        let reader = done(path, || SerializedFileReader::new(file))?;
        let checked =
            guarded(|| directory::check(reader.metadata(), bytes, |what| fault(path, what)));
        checked
            .map_err(|said| fault(path, tr!("its directory is damaged ({said})", said = said)))??;
        Ok(ParquetTable {
            path: path.to_owned(),
            reader: Opened(reader),
        })
    }

    /// Names of the columns.
    #[must_use]
    pub(crate) fn header(&self) -> Vec<String> {
        let metadata = self.reader.0.metadata();
        let columns = metadata.file_metadata().schema().get_fields();
        columns.iter().map(|c| c.name().to_owned()).collect()
    }

    /// Number of rows.
    #[must_use]
    pub(crate) fn row_count(&self) -> u64 {
        let metadata = self.reader.0.metadata();
        u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(0)
    }

    /// What the file says of itself under a key.
    #[must_use]
    pub(crate) fn about(&self, key: &str) -> Option<&str> {
        let metadata = self.reader.0.metadata().file_metadata();
        let pairs = metadata.key_value_metadata()?;
        let pair = pairs.iter().find(|pair| pair.key == key)?;
        pair.value.as_deref()
    }

    /// Shows the cells of each row to `take`, in order.
    ///
    /// # Errors
    /// Those of `take`, and [`SavedError`] where the file is damaged.
    pub(crate) fn each<E: From<SavedError>>(
        &self,
        mut take: impl FnMut(&[Cell]) -> Result<(), E>,
    ) -> Result<(), E> {
        let path = &self.path;
        let mut rows = done(path, || self.reader.0.get_row_iter(None))?;
        let mut cells = Vec::new();
        let mut count = 0;
        while let Some(row) = done(path, || rows.next().transpose())? {
            cells.clear();
            let read =
                guarded(|| cells.extend(row.get_column_iter().map(|(_, field)| cell(field))));
            read.map_err(|said| {
                fault(
                    path,
                    tr!("is damaged and cannot be read ({said})", said = said),
                )
            })?;
            take(&cells)?;
            count += 1;
        }
        if count != self.row_count() {
            let what = tr!(
                "is damaged: it holds {count} rows, and its directory claims {}",
                self.row_count(),
                count = count
            );
            return Err(fault(path, what).into());
        }
        Ok(())
    }
}

fn cell(field: &Field) -> Cell {
    match field {
        Field::Null => Cell::Null,
        Field::Str(text) => Cell::Text(text.clone()),
        Field::Double(value) => Cell::Figure(*value),
        Field::Float(value) => Cell::Figure(f64::from(*value)),
        Field::Long(value) => Cell::Whole(*value),
        Field::Int(value) => Cell::Whole(i64::from(*value)),
        other => Cell::Other(other.to_string()),
    }
}

/// Names of the columns.
pub(crate) fn header(path: &Path) -> Result<Vec<String>, SavedError> {
    Ok(ParquetTable::open(path)?.header())
}

/// Shows the cells of each row to `take`, as CSV would hold them: figures in as many digits as tell them apart.
pub(crate) fn each(
    path: &Path,
    mut take: impl FnMut(&StringRecord) -> Result<(), SavedError>,
) -> Result<(), SavedError> {
    let mut record = StringRecord::new();
    ParquetTable::open(path)?.each(|cells| {
        record.clear();
        for cell in cells {
            match cell {
                Cell::Null => record.push_field(""),
                Cell::Text(text) | Cell::Other(text) => record.push_field(text),
                Cell::Figure(value) => record.push_field(&value.to_string()),
                Cell::Whole(value) => record.push_field(&value.to_string()),
            }
        }
        take(&record)
    })
}
