//! What the directory at the end of a Parquet file claims, held against the file.

use parquet::basic::Compression;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};

use super::super::SavedError;

/// Rows that a byte of a file can hold. Every row of ours has a number of its own, of eight bytes; the compression that we
/// read makes them at most some twenty times smaller.
const ROWS_PER_BYTE: u64 = 4;
/// Bytes that become of a compressed byte: a snappy copy of 64 takes three.
const BYTES_PER_BYTE: u64 = 32;
/// Bytes of a column whose claims are too small to matter.
const LITTLE: u64 = 1 << 20;

/// Refuses a directory that cannot be that of a file of `bytes`.
pub(super) fn check(
    metadata: &ParquetMetaData,
    bytes: u64,
    error: impl Fn(String) -> SavedError,
) -> Result<(), SavedError> {
    let file = metadata.file_metadata();
    let fields = file.schema().get_fields();
    if let Some(nested) = fields.iter().find(|field| !field.is_primitive()) {
        let what = tr!("its column `{}` holds a table of its own", nested.name());
        return Err(error(what));
    }
    let rows = count(file.num_rows());
    if rows.is_none_or(|rows| rows > bytes.saturating_mul(ROWS_PER_BYTE)) {
        let what = tr!(
            "its directory claims {} rows, more than a file of {bytes} bytes can hold",
            file.num_rows(),
            bytes = bytes
        );
        return Err(error(what));
    }
    let of_groups = metadata.row_groups().iter().try_fold(0_u64, |sum, group| {
        sum.checked_add(count(group.num_rows())?)
    });
    if of_groups != rows {
        let what =
            tr!("its directory is damaged: its parts have other numbers of rows than the whole");
        return Err(error(what.to_owned()));
    }
    for group in metadata.row_groups() {
        for column in group.columns() {
            check_column(group, column, bytes).map_err(|what| {
                let path = column.column_path().string();
                error(tr!("its column `{path}` {what}", path = path, what = what))
            })?;
        }
    }
    Ok(())
}

/// A count that is none below zero.
fn count(number: i64) -> Option<u64> {
    u64::try_from(number).ok()
}

fn check_column(
    group: &RowGroupMetaData,
    column: &ColumnChunkMetaData,
    bytes: u64,
) -> Result<(), String> {
    let compression = column.compression();
    if !matches!(compression, Compression::UNCOMPRESSED | Compression::SNAPPY) {
        let name = format!("{compression:?}");
        let name = name.split('(').next().unwrap_or_default();
        return Err(tr!(
            "is compressed with {name}, which this build cannot read; it reads snappy, and what is not compressed",
            name = name
        ));
    }
    if column.num_values() != group.num_rows() {
        return Err(tr!(
            "has {} values in {} rows: the directory is damaged",
            column.num_values(),
            group.num_rows()
        ));
    }
    let (packed, whole) = (
        count(column.compressed_size()),
        count(column.uncompressed_size()),
    );
    let (Some(packed), Some(whole)) = (packed, whole) else {
        return Err(tr!("has a size under 0: the directory is damaged").to_owned());
    };
    if packed > bytes || whole > packed.saturating_mul(BYTES_PER_BYTE).saturating_add(LITTLE) {
        return Err(tr!(
            "claims {whole} bytes packed into {packed}, in a file of {bytes} bytes",
            whole = whole,
            packed = packed,
            bytes = bytes
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use parquet::basic::{Type as Physical, ZstdLevel};
    use parquet::file::metadata::FileMetaData;
    use parquet::schema::types::{SchemaDescriptor, Type};

    use super::*;

    /// A directory of one group with one column, as it claims to be.
    fn claims(
        rows: [i64; 3],
        sizes: [i64; 2],
        compression: Compression,
    ) -> Result<ParquetMetaData, parquet::errors::ParquetError> {
        let column = Type::primitive_type_builder("x", Physical::DOUBLE).build()?;
        let table = Type::group_type_builder("table")
            .with_fields(vec![Arc::new(column)])
            .build()?;
        let schema = Arc::new(SchemaDescriptor::new(Arc::new(table)));
        let column = ColumnChunkMetaData::builder(schema.column(0))
            .set_num_values(rows[2])
            .set_compression(compression)
            .set_total_compressed_size(sizes[0])
            .set_total_uncompressed_size(sizes[1])
            .build()?;
        let group = RowGroupMetaData::builder(Arc::clone(&schema))
            .set_num_rows(rows[1])
            .add_column_metadata(column)
            .build()?;
        let file = FileMetaData::new(1, rows[0], None, None, schema, None);
        Ok(ParquetMetaData::new(file, vec![group]))
    }

    #[test]
    fn claims_that_no_file_of_that_size_can_keep_are_refused() {
        let zstd = Compression::ZSTD(ZstdLevel::default());
        let snappy = Compression::SNAPPY;
        let refused = [
            (
                [2000, 2000, 2000],
                [400, 400],
                snappy,
                "claims 2000 rows, more than a file of 400 bytes can hold",
            ),
            ([-1, -1, -1], [400, 400], snappy, "claims -1 rows"),
            (
                [9, 8, 8],
                [400, 400],
                snappy,
                "other numbers of rows than the whole",
            ),
            ([9, 9, 8], [400, 400], snappy, "has 8 values in 9 rows"),
            ([9, 9, 9], [-400, 400], snappy, "has a size under 0"),
            ([9, 9, 9], [401, 401], snappy, "in a file of 400 bytes"),
            (
                [9, 9, 9],
                [400, 1 << 30],
                snappy,
                "claims 1073741824 bytes packed into 400",
            ),
            (
                [9, 9, 9],
                [400, 400],
                zstd,
                "is compressed with ZSTD, which this build cannot read",
            ),
        ];
        let check = |metadata: &ParquetMetaData| {
            check(metadata, 400, |what| {
                SavedError::new(Path::new("r.parquet"), what)
            })
        };
        for (rows, sizes, compression, why) in refused {
            let metadata = claims(rows, sizes, compression).expect("a directory");
            let error = check(&metadata).expect_err(why).to_string();
            assert!(
                error.starts_with("`r.parquet`: ") && error.contains(why),
                "{error}"
            );
            assert!(!error.contains("cut off"), "{error}");
        }
        let sound = claims([9, 9, 9], [400, 8000], snappy).expect("a directory");
        assert_eq!(check(&sound), Ok(()));
    }
}
