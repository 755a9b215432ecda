//! Parquet tables, by cells as CSV would hold them: figures in as many digits as tell them apart.

use std::path::Path;

use csv::StringRecord;

use super::SavedError;

/// Whether a file is Parquet by its ending.
#[must_use]
pub fn is_parquet(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"))
}

#[cfg(feature = "parquet")]
mod reading {
    use std::fs::File;

    use parquet::errors::ParquetError;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::{Path, SavedError, StringRecord};

    fn open(path: &Path) -> Result<SerializedFileReader<File>, SavedError> {
        let file = File::open(path).map_err(|error| SavedError::new(path, error.to_string()))?;
        SerializedFileReader::new(file).map_err(|error| fault(path, &error))
    }

    fn fault(path: &Path, error: &ParquetError) -> SavedError {
        SavedError::new(path, error.to_string())
            .with_help("a Parquet file that was cut off holds nothing: its directory is at its end")
    }

    /// Names of the columns.
    pub fn header(path: &Path) -> Result<Vec<String>, SavedError> {
        let reader = open(path)?;
        let columns = reader.metadata().file_metadata().schema().get_fields();
        Ok(columns.iter().map(|c| c.name().to_owned()).collect())
    }

    /// Shows the cells of each row to `take`, in order.
    pub fn each(
        path: &Path,
        mut take: impl FnMut(&StringRecord) -> Result<(), SavedError>,
    ) -> Result<(), SavedError> {
        let reader = open(path)?;
        let rows = reader.get_row_iter(None);
        let mut cells = StringRecord::new();
        for row in rows.map_err(|error| fault(path, &error))? {
            let row = row.map_err(|error| fault(path, &error))?;
            cells.clear();
            for (_, field) in row.get_column_iter() {
                cells.push_field(&cell(field));
            }
            take(&cells)?;
        }
        Ok(())
    }

    fn cell(field: &Field) -> String {
        match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            // `Display` of these cuts digits off
            Field::Double(value) => value.to_string(),
            Field::Float(value) => value.to_string(),
            other => other.to_string(),
        }
    }
}

#[cfg(feature = "parquet")]
pub(super) use reading::{each, header};

#[cfg(not(feature = "parquet"))]
fn cannot(path: &Path) -> SavedError {
    SavedError::new(path, "this build cannot read Parquet")
        .with_help("build it with `--features parquet`, or draw from a file in CSV")
}

#[cfg(not(feature = "parquet"))]
pub(super) fn header(path: &Path) -> Result<Vec<String>, SavedError> {
    Err(cannot(path))
}

#[cfg(not(feature = "parquet"))]
pub(super) fn each(
    path: &Path,
    _: impl FnMut(&StringRecord) -> Result<(), SavedError>,
) -> Result<(), SavedError> {
    Err(cannot(path))
}
