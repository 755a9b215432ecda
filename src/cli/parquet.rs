//! # Rows of a sweep as Parquet
//!
//! A Parquet file has its directory at its end: one that was cut holds nothing. So rows stream to a journal in CSV, which
//! may be cut anywhere and resumed, and are put into row groups of [`GROUP`] rows when all are there, in the order of
//! their scenarios. The bytes depend on the rows alone, however many threads, runs or shards they come from.
//!
//! `scenario` is a whole number, words are text, all else are doubles; an empty cell is null. The file's metadata hold
//! under the key `eastwest` which case, grid and options the rows belong to, as JSON.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use eastwest::sweep::record::WORDS;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Field;
use parquet::schema::types::{Type, TypePtr};

use super::results::State;

/// Rows in a row group: what is held in memory at once.
const GROUP: usize = 32_768;
/// Bytes of a column's distinct values in a row group up to which rows refer to them, instead of holding each its own.
const DICTIONARY: usize = 1 << 16;

/// Puts the rows of CSV or Parquet files, one after the other, into a new Parquet file; gives their number.
pub fn join<P: AsRef<Path>>(sources: &[P], target: &Path, state: &State) -> Result<u64> {
    let mut table: Option<Table> = None;
    for source in sources {
        let path = source.as_ref();
        let damaged = || format!("cannot read `{}`", path.display());
        let rows = Rows::open(path).with_context(damaged)?;
        let table = match &mut table {
            Some(table) => table,
            None => table.insert(Table::create(target, &rows.header, state)?),
        };
        rows.append_to(table).with_context(damaged)?;
    }
    table.map_or(Ok(0), Table::finish)
}

/// Rows to read.
struct Rows {
    /// Names of the columns.
    header: Vec<String>,
    source: Source,
}

enum Source {
    Csv(Box<csv::Reader<File>>),
    Parquet(SerializedFileReader<File>),
}

impl Rows {
    fn open(path: &Path) -> Result<Self> {
        let file = File::open(path)?;
        if super::target::is_parquet(path) {
            let reader = SerializedFileReader::new(file)?;
            let columns = reader.metadata().file_metadata().schema().get_fields();
            return Ok(Rows {
                header: columns.iter().map(|c| c.name().to_owned()).collect(),
                source: Source::Parquet(reader),
            });
        }
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.buffer_capacity(1 << 20).from_reader(file);
        Ok(Rows {
            header: reader.headers()?.iter().map(str::to_owned).collect(),
            source: Source::Csv(Box::new(reader)),
        })
    }

    fn append_to(self, table: &mut Table) -> Result<()> {
        table.expect(&self.header)?;
        match self.source {
            Source::Csv(mut reader) => {
                let mut row = csv::StringRecord::new();
                while reader.read_record(&mut row)? {
                    table.push(row.iter().map(Cell::Text))?;
                }
            }
            Source::Parquet(reader) => {
                for row in reader.get_row_iter(None)? {
                    let row = row?;
                    table.push(row.get_column_iter().map(|(_, field)| Cell::Field(field)))?;
                }
            }
        }
        Ok(())
    }
}

/// A cell of a row that is read.
enum Cell<'a> {
    /// From CSV.
    Text(&'a str),
    /// From Parquet.
    Field(&'a Field),
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

    fn push(&mut self, cell: &Cell) -> Result<()> {
        let is_null = matches!(cell, Cell::Text("") | Cell::Field(Field::Null));
        self.levels.push(i16::from(!is_null));
        match (&mut self.values, cell) {
            (Values::Numbers(values), Cell::Text(text)) => values.push(text.parse()?),
            (Values::Numbers(values), Cell::Field(Field::Long(value))) => values.push(*value),
            _ if is_null => {}
            (Values::Figures(values), Cell::Text(text)) => values.push(text.parse()?),
            (Values::Figures(values), Cell::Field(Field::Double(value))) => values.push(*value),
            (Values::Words(values), Cell::Text(text)) => values.push(ByteArray::from(*text)),
            (Values::Words(values), Cell::Field(Field::Str(text))) => {
                values.push(ByteArray::from(text.as_str()));
            }
            _ => bail!("column `{}` is of another type", self.name),
        }
        Ok(())
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
struct Table {
    writer: SerializedFileWriter<File>,
    columns: Vec<Column>,
    /// In the row group at hand.
    rows: usize,
    /// In the row groups before.
    written: u64,
}

impl Table {
    fn create(target: &Path, header: &[String], state: &State) -> Result<Self> {
        let columns: Vec<Column> = header.iter().map(|name| Column::new(name)).collect();
        let about = serde_json::to_string(state).context("cannot write the state")?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_page_size_limit(DICTIONARY)
            .set_created_by(concat!("eastwest ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(vec![KeyValue::new("eastwest".to_owned(), about)]));
        let file = File::create(target)
            .with_context(|| format!("cannot create `{}`", target.display()))?;
        let writer =
            SerializedFileWriter::new(file, schema(&columns)?, Arc::new(properties.build()))?;
        Ok(Table {
            writer,
            columns,
            rows: 0,
            written: 0,
        })
    }

    /// Refuses rows with other columns.
    fn expect(&self, header: &[String]) -> Result<()> {
        let names = self.columns.iter().map(|column| &column.name);
        if !names.eq(header) {
            bail!("its columns are not those of the others");
        }
        Ok(())
    }

    fn push<'a>(&mut self, row: impl Iterator<Item = Cell<'a>>) -> Result<()> {
        let mut cells = 0;
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.push(&cell)?;
            cells += 1;
        }
        if cells != self.columns.len() {
            bail!("a row has {cells} cells of {}", self.columns.len());
        }
        self.rows += 1;
        if self.rows == GROUP {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes the row group at hand.
    fn flush(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            let Some(mut writer) = group.next_column()? else {
                bail!("the file has fewer columns than its schema");
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
        self.written += self.rows as u64;
        self.rows = 0;
        Ok(())
    }

    /// Writes what is left, and makes sure that all is on the disk; gives the number of rows.
    fn finish(mut self) -> Result<u64> {
        if self.rows > 0 {
            self.flush()?;
        }
        self.writer.finish()?;
        self.writer.inner().sync_all()?;
        Ok(self.written)
    }
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
