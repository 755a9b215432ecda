//! Parquet tables, row by row.
//!
//! The library that reads them panics on some damaged files, and believes what their directory claims. So the directory is
//! held against the file before anything is read, and a panic is an error of the file like any other.

use std::path::Path;

/// Whether a file is Parquet by its ending.
#[must_use]
pub(crate) fn is_parquet(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"))
}

#[cfg(feature = "parquet")]
mod directory;
#[cfg(feature = "parquet")]
mod guard;
#[cfg(feature = "parquet")]
mod reading;

#[cfg(all(feature = "results", feature = "parquet"))]
pub(crate) use reading::{Cell, ParquetTable};
#[cfg(feature = "parquet")]
pub(super) use reading::{each, header};

#[cfg(not(feature = "parquet"))]
mod lacking {
    use csv::StringRecord;

    use super::super::SavedError;
    use super::Path;

    fn cannot(path: &Path) -> SavedError {
        SavedError::new(path, tr!("this build cannot read Parquet")).with_help(tr!(
            "build it with `--features parquet`, or draw from a file in CSV"
        ))
    }

    pub(crate) fn header(path: &Path) -> Result<Vec<String>, SavedError> {
        Err(cannot(path))
    }

    pub(crate) fn each(
        path: &Path,
        _: impl FnMut(&StringRecord) -> Result<(), SavedError>,
    ) -> Result<(), SavedError> {
        Err(cannot(path))
    }
}

#[cfg(not(feature = "parquet"))]
pub(super) use lacking::{each, header};
