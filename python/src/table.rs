//! Tables in and out through the Arrow C data interface, which needs no library on the other side.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::ffi::c_str;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule, PyList};

use crate::errors::{Failure, unwound};

/// The name that the interface gives to streams.
const STREAM: &std::ffi::CStr = c_str!("arrow_array_stream");

/// A capsule with a stream of batches.
pub fn exported<'py>(
    py: Python<'py>,
    reader: Box<dyn RecordBatchReader + Send>,
) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), STREAM)
}

/// The stream that an object gives by `__arrow_c_stream__`.
fn imported(object: &Bound<'_, PyAny>) -> PyResult<RecordBatchStreamReader> {
    let capsule = object.call_method0("__arrow_c_stream__")?;
    let capsule = capsule.cast_into::<PyCapsule>()?;
    let pointer = capsule.pointer_checked(Some(STREAM))?;
    // SAFETY: a capsule of this name holds a stream of the Arrow C interface, which is moved out of it, and its place left empty, so that
    // the capsule, which lives on, does not release it a second time.
    #[allow(unsafe_code)]
    let reader = unsafe { RecordBatchStreamReader::from_raw(pointer.as_ptr().cast()) };
    reader.map_err(|error| PyValueError::new_err(error.to_string()))
}

/// A column without a name, as pandas hands its index over.
fn is_index(name: &str) -> bool {
    name.strip_prefix("__index_level_")
        .and_then(|rest| rest.strip_suffix("__"))
        .is_some_and(|level| level.chars().all(|c| c.is_ascii_digit()))
}

/// The table of an object with `__arrow_c_stream__` as CSV, with its header. What is absent is an empty cell.
#[pyfunction]
pub fn csv_of_stream<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let py = object.py();
    let reader = imported(object)?;
    let text = py.detach(|| unwound(|| written(reader)));
    let text = text.map_err(|failure| match failure {
        Failure::Input(told) => PyValueError::new_err(told),
        other => other.raise(py),
    })?;
    Ok(PyBytes::new(py, &text))
}

fn written(reader: RecordBatchStreamReader) -> Result<Vec<u8>, Failure> {
    let fault = |error: &dyn std::fmt::Display| Failure::Input(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let schema = reader.schema();
    let names = schema.fields().iter().map(|field| field.name());
    let kept: Vec<usize> = (names.clone().enumerate())
        .filter(|(_, name)| !is_index(name))
        .map(|(at, _)| at)
        .collect();
    let header = kept.iter().map(|&at| schema.field(at).name());
    writer.write_record(header).map_err(|error| fault(&error))?;
    for batch in reader {
        let batch = batch.map_err(|error| fault(&error))?;
        let columns: Vec<&ArrayRef> = kept.iter().map(|&at| batch.column(at)).collect();
        put(&mut writer, &columns, batch.num_rows()).map_err(|error| fault(&error))?;
    }
    writer.into_inner().map_err(|error| fault(&error))
}

fn put(
    writer: &mut csv::Writer<Vec<u8>>,
    columns: &[&ArrayRef],
    rows: usize,
) -> Result<(), ArrowError> {
    let options = FormatOptions::default();
    // of a type that cannot be shown, its name is: that is then what was found there
    let shown: Vec<Option<ArrayFormatter<'_>>> = columns
        .iter()
        .map(|column| ArrayFormatter::try_new(column, &options).ok())
        .collect();
    let external = |error: csv::Error| ArrowError::CsvError(error.to_string());
    for row in 0..rows {
        for (column, shown) in columns.iter().zip(&shown) {
            let cell = match shown {
                _ if column.is_null(row) => String::new(),
                Some(shown) => shown
                    .value(row)
                    .try_to_string()
                    .unwrap_or_else(|_| column.data_type().to_string()),
                None => column.data_type().to_string(),
            };
            writer.write_field(cell).map_err(external)?;
        }
        writer.write_record(None::<&[u8]>).map_err(external)?;
    }
    Ok(())
}

/// A column of Python values as an array; `kind` is `float`, `int`, `str` or `bool`, and `None` no value.
fn array(kind: &str, values: &Bound<'_, PyList>) -> PyResult<ArrayRef> {
    let values = values.iter();
    Ok(match kind {
        "float" => {
            let mut built = Float64Builder::new();
            for value in values {
                built.append_option(value.extract::<Option<f64>>()?);
            }
            Arc::new(built.finish())
        }
        "int" => {
            let mut built = Int64Builder::new();
            for value in values {
                built.append_option(value.extract::<Option<i64>>()?);
            }
            Arc::new(built.finish())
        }
        "bool" => {
            let mut built = BooleanBuilder::new();
            for value in values {
                built.append_option(value.extract::<Option<bool>>()?);
            }
            Arc::new(built.finish())
        }
        "str" => {
            let mut built = StringBuilder::new();
            for value in values {
                built.append_option(value.extract::<Option<String>>()?);
            }
            Arc::new(built.finish())
        }
        other => {
            return Err(PyTypeError::new_err(format!(
                "no kind of column is called `{other}`"
            )));
        }
    })
}

fn type_of(kind: &str) -> DataType {
    match kind {
        "float" => DataType::Float64,
        "int" => DataType::Int64,
        "bool" => DataType::Boolean,
        _ => DataType::Utf8,
    }
}

/// A stream with one batch, from names, kinds and columns of Python values.
#[pyfunction]
pub fn stream_of_columns<'py>(
    py: Python<'py>,
    columns: Vec<(String, String, Bound<'py, PyList>)>,
) -> PyResult<Bound<'py, PyCapsule>> {
    let fields = columns
        .iter()
        .map(|(name, kind, _)| Field::new(name, type_of(kind), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let arrays = columns.iter().map(|(_, kind, values)| array(kind, values));
    let arrays = arrays.collect::<PyResult<Vec<_>>>()?;
    let rows = arrays.first().map_or(0, Array::len);
    let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(rows));
    let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), arrays, &options)
        .map_err(|error| PyValueError::new_err(error.to_string()))?;
    exported(py, Box::new(RecordBatchIterator::new([Ok(batch)], schema)))
}
