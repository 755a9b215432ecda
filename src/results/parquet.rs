//! # Rows of a sweep as Parquet
//!
//! A Parquet file has its directory at its end: one that was cut holds nothing. So rows stream to a journal in CSV, which
//! may be cut anywhere and resumed, and are put into row groups of [`GROUP`] rows when all are there, in the order of
//! their scenarios. The bytes depend on the rows alone, however many threads, runs or shards they come from.
//!
//! `scenario` is a whole number, words are text, all else are doubles; an empty cell is null. The file's metadata hold
//! under the key `eastwest` which case, grid and options the rows belong to, as JSON, and under `eastwest_checks` the sums of
//! its rows as CSV would hold them, see [`super::checks`].

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use crate::report::saved::{Cell, ParquetTable};
use crate::sweep::record::WORDS;
use crate::sweep::row_writer;

use super::ResultsError;
use super::checks::{Changed, Checks, Summing};
use super::state::{State, expect_all};

/// Rows in a row group: what is held in memory at once.
const GROUP: usize = 32_768;
/// Bytes of a column's distinct values in a row group up to which rows refer to them, instead of holding each its own.
const DICTIONARY: usize = 1 << 16;

/// Keys of the metadata.
const STATE: &str = "eastwest";
const CHECKS: &str = "eastwest_checks";

/// Where a Parquet file goes.
pub(crate) struct Target<'a> {
    /// To write to.
    pub(crate) file: &'a mut File,
    /// Its name, for messages.
    pub(crate) name: &'a str,
}

/// Makes the Parquet file of the rows of a journal in CSV; gives their number.
pub(crate) fn of_journal(
    rows: File,
    journal: &Path,
    mut target: Target<'_>,
    state: &State,
) -> Result<u64> {
    let damaged = || tr!("cannot read `{}`", journal.display());
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.buffer_capacity(1 << 20).from_reader(rows);
    let header = reader.headers().with_context(damaged)?;
    let header: Vec<String> = header.iter().map(str::to_owned).collect();
    let mut table = Table::create(&mut target, &header, state)?;
    let mut row = csv::StringRecord::new();
    let mut cells = Vec::new();
    while reader.read_record(&mut row).with_context(damaged)? {
        cells.clear();
        for (column, text) in table.columns.iter().zip(&row) {
            let cell = column.read(text);
            cells.push(
                cell.ok_or_else(|| anyhow!("column `{}`", column.name))
                    .with_context(damaged)?,
            );
        }
        if let Err(failure) = table.push(&cells) {
            return Err(match failure {
                ResultsError::Other(error) => error,
                _ => anyhow!(tr!("a row is none of its columns")).context(damaged()),
            });
        }
    }
    table.finish()
}

/// Puts the rows of the Parquet files of all parts into one; each row is held against the sums in its file and shown to
/// `seen` as CSV would hold it. Gives the number of rows.
pub(crate) fn join(
    parts: &[(State, &Path)],
    mut target: Target<'_>,
    whole: &State,
    mut seen: impl FnMut(&[String], &[u8]) -> Result<(), ResultsError>,
) -> Result<u64, ResultsError> {
    let mut table: Option<Table<'_>> = None;
    // lent to the table when the columns are known
    let mut place = Some(&mut target);
    for (part, path) in parts {
        let name = path.display().to_string();
        let file = ParquetTable::open(path)?;
        let header = file.header();
        let table = match (&mut table, place.take()) {
            (Some(table), _) => table,
            (empty, Some(target)) => empty.insert(Table::create(target, &header, whole)?),
            (None, None) => return Ok(0),
        };
        if !table.has(&header) {
            return Err(damaged(
                &name,
                tr!("its columns are not those of the others"),
            ));
        }
        let checks = checks_of(&file, part, &name)?;
        let changed = |changed: Changed| ResultsError::Input(changed.of_rows(&name));
        let checking = checks.checking(&header_line(&header), part.row_count());
        let mut checking = checking.map_err(changed)?;
        file.each(|cells| {
            let line = table.push(cells)?;
            checking.take(line).map_err(changed)?;
            seen(&header, line)
        })?;
        expect_all(checking.good(), part, path)?;
    }
    Ok(table.map_or(Ok(0), Table::finish)?)
}

/// The sums that a part holds of its rows.
fn checks_of(file: &ParquetTable, part: &State, name: &str) -> Result<Checks, ResultsError> {
    let about: Option<State> = file
        .about(STATE)
        .and_then(|text| serde_json::from_str(text).ok());
    if about.as_ref() != Some(part) {
        return Err(damaged(
            name,
            tr!("it is not the file that the state beside it speaks of"),
        ));
    }
    let checks = file
        .about(CHECKS)
        .and_then(|text| serde_json::from_str(text).ok());
    checks.ok_or_else(|| damaged(name, tr!("it holds no sums of its rows")))
}

/// Holds the rows of a Parquet file that is there against the sums in it, and shows each to `seen` as CSV would hold it.
pub(crate) fn verify(
    path: &Path,
    state: &State,
    mut seen: impl FnMut(&[String], &[u8]),
) -> Result<(), ResultsError> {
    let name = path.display().to_string();
    let file = ParquetTable::open(path)?;
    let checks = checks_of(&file, state, &name)?;
    let changed = |changed: Changed| ResultsError::Input(changed.of_rows(&name));
    let header = file.header();
    let checking = checks.checking(&header_line(&header), state.row_count());
    let mut checking = checking.map_err(changed)?;
    let mut line = Vec::new();
    file.each(|cells| -> Result<(), ResultsError> {
        write_line(&mut line, cells);
        checking.take(&line).map_err(changed)?;
        seen(&header, &line);
        Ok(())
    })?;
    expect_all(checking.good(), state, path)
}

fn damaged(name: &str, what: &str) -> ResultsError {
    ResultsError::Input(tr!(
        "cannot read `{name}`: {what}",
        name = name,
        what = what
    ))
}

/// The values of a column in the row group at hand.
enum Values {
    Numbers(Vec<i64>),
    Figures(Vec<f64>),
    Words(Vec<ByteArray>),
}

/// A column in the making.
struct Column {
    name: String,
    values: Values,
    /// By row, 1 where there is a value and 0 for null.
    levels: Vec<i16>,
}

impl Column {
    fn new(name: &str) -> Self {
        let values = match name {
            "scenario" => Values::Numbers(Vec::new()),
            word if WORDS.contains(&word) => Values::Words(Vec::new()),
            _ => Values::Figures(Vec::new()),
        };
        Column {
            name: name.to_owned(),
            values,
            levels: Vec::new(),
        }
    }

    fn schema(&self) -> Result<Type, ParquetError> {
        let physical = match self.values {
            Values::Numbers(_) => Physical::INT64,
            Values::Figures(_) => Physical::DOUBLE,
            Values::Words(_) => Physical::BYTE_ARRAY,
        };
        let repetition = match self.values {
            Values::Numbers(_) => Repetition::REQUIRED,
            _ => Repetition::OPTIONAL,
        };
        let column = Type::primitive_type_builder(&self.name, physical).with_repetition(repetition);
        match self.values {
            Values::Words(_) => column
                .with_logical_type(Some(LogicalType::String))
                .with_converted_type(ConvertedType::UTF8)
                .build(),
            _ => column.build(),
        }
    }

    /// The cell that text in CSV stands for.
    fn read(&self, text: &str) -> Option<Cell> {
        Some(match &self.values {
            Values::Numbers(_) => Cell::Whole(text.parse().ok()?),
            _ if text.is_empty() => Cell::Null,
            Values::Figures(_) => Cell::Figure(text.parse().ok()?),
            Values::Words(_) => Cell::Text(text.to_owned()),
        })
    }

    /// Adds a cell, unless it is of another type.
    fn push(&mut self, cell: &Cell) -> bool {
        match (&mut self.values, cell) {
            (Values::Numbers(values), Cell::Whole(value)) => values.push(*value),
            (Values::Figures(_) | Values::Words(_), Cell::Null) => {}
            (Values::Figures(values), Cell::Figure(value)) => values.push(*value),
            (Values::Words(values), Cell::Text(text)) => {
                values.push(ByteArray::from(text.as_str()))
            }
            _ => return false,
        }
        self.levels.push(i16::from(*cell != Cell::Null));
        true
    }

    fn clear(&mut self) {
        self.levels.clear();
        match &mut self.values {
            Values::Numbers(values) => values.clear(),
            Values::Figures(values) => values.clear(),
            Values::Words(values) => values.clear(),
        }
    }
}

/// A Parquet file in the making.
struct Table<'a> {
    writer: SerializedFileWriter<&'a mut File>,
    columns: Vec<Column>,
    /// In the row group at hand.
    rows: usize,
    /// Sums of all rows.
    summing: Summing,
    /// The last row, as CSV would hold it.
    line: Vec<u8>,
    /// The file, for messages.
    name: &'a str,
}

impl<'a> Table<'a> {
    fn create(target: &'a mut Target<'_>, header: &[String], state: &State) -> Result<Self> {
        let columns: Vec<Column> = header.iter().map(|name| Column::new(name)).collect();
        let about = serde_json::to_string(state).context(tr!("cannot write the state"))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_page_size_limit(DICTIONARY)
            .set_created_by(concat!("eastwest ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(vec![KeyValue::new(STATE.to_owned(), about)]));
        let writer = schema(&columns).and_then(|schema| {
            SerializedFileWriter::new(&mut *target.file, schema, Arc::new(properties.build()))
        });
        Ok(Table {
            writer: writer.with_context(|| tr!("cannot write `{}`", target.name))?,
            columns,
            rows: 0,
            summing: Summing::new(&header_line(header), state.row_count()),
            line: Vec::new(),
            name: target.name,
        })
    }

    /// Whether rows have these columns.
    fn has(&self, header: &[String]) -> bool {
        self.columns.iter().map(|column| &column.name).eq(header)
    }

    /// Adds a row; gives it as CSV would hold it.
    fn push(&mut self, cells: &[Cell]) -> Result<&[u8], ResultsError> {
        let refused = |what: String| {
            ResultsError::Input(tr!("a row for `{}` {what}", self.name, what = what))
        };
        if cells.len() != self.columns.len() {
            let what = tr!("has {} cells of {}", cells.len(), self.columns.len());
            return Err(refused(what));
        }
        let mut pairs = self.columns.iter_mut().zip(cells);
        if let Some((column, _)) =
            pairs.find_map(|(column, cell)| (!column.push(cell)).then_some((column, cell)))
        {
            let what = tr!("has a value of another type in column `{}`", column.name);
            return Err(refused(what));
        }
        write_line(&mut self.line, cells);
        self.summing.take(&self.line);
        self.rows += 1;
        if self.rows == GROUP {
            self.flush()?;
        }
        Ok(&self.line)
    }

    /// Writes the row group at hand.
    fn flush(&mut self) -> Result<()> {
        let written = write_group(&mut self.writer, &mut self.columns);
        self.rows = 0;
        written.with_context(|| tr!("cannot write `{}`", self.name))
    }

    /// Writes what is left; gives the number of rows.
    fn finish(mut self) -> Result<u64> {
        if self.rows > 0 {
            self.flush()?;
        }
        let checks =
            serde_json::to_string(&self.summing.checks()).context(tr!("cannot write the sums"))?;
        self.writer
            .append_key_value_metadata(KeyValue::new(CHECKS.to_owned(), checks));
        let finished = self.writer.finish();
        finished.with_context(|| tr!("cannot write `{}`", self.name))?;
        Ok(self.summing.rows())
    }
}

/// Writes a row group of all that columns hold, which are empty then.
fn write_group(writer: &mut SerializedFileWriter<&mut File>, columns: &mut [Column]) -> Result<()> {
    let mut group = writer.next_row_group()?;
    for column in columns {
        let Some(mut writer) = group.next_column()? else {
            bail!(tr!("the file has fewer columns than its schema"));
        };
        let levels = Some(column.levels.as_slice());
        match &column.values {
            Values::Numbers(values) => writer
                .typed::<Int64Type>()
                .write_batch(values, None, None)?,
            Values::Figures(values) => writer
                .typed::<DoubleType>()
                .write_batch(values, levels, None)?,
            Values::Words(values) => {
                let writer = writer.typed::<ByteArrayType>();
                writer.write_batch(values, levels, None)?
            }
        };
        writer.close()?;
        column.clear();
    }
    group.close()?;
    Ok(())
}

/// The cells of a row as CSV holds them.
fn write_line(line: &mut Vec<u8>, cells: &[Cell]) {
    line.clear();
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            line.push(b',');
        }
        match cell {
            Cell::Null => {}
            Cell::Text(text) | Cell::Other(text) => row_writer::text(line, text),
            Cell::Figure(value) => row_writer::figure(line, *value),
            Cell::Whole(value) => line.extend_from_slice(value.to_string().as_bytes()),
        }
    }
    line.push(b'\n');
}

fn header_line(header: &[String]) -> Vec<u8> {
    let cells: Vec<Cell> = header.iter().map(|name| Cell::Text(name.clone())).collect();
    let mut line = Vec::new();
    write_line(&mut line, &cells);
    line
}

fn schema(columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let fields: Result<Vec<TypePtr>, ParquetError> = columns
        .iter()
        .map(|column| column.schema().map(Arc::new))
        .collect();
    let rows = Type::group_type_builder("rows")
        .with_fields(fields?)
        .build()?;
    Ok(Arc::new(rows))
}
