//! # The module `eastwest._core`
//!
//! What Python calls: cases, their studies, sweeps as streams. It does what the command does, by the same calls of the library; how it looks to
//! whoever writes Python is in the package `eastwest` beside it, which alone uses this module.
#![deny(unsafe_code)]

mod case;
mod errors;
mod linear;
mod shards;
mod stated;
mod stream;
mod study;
mod sweep;
mod table;
mod wait;

use std::ffi::OsString;

use pyo3::prelude::*;

use errors::{Failure, unwound};

/// Runs the command with these words, its name the first, and gives the exit code.
#[pyfunction]
fn command(py: Python<'_>, words: Vec<OsString>) -> PyResult<u8> {
    let code = py.detach(|| unwound(|| Ok(eastwest::cli::run(words))));
    code.map_err(|failure| failure.raise(py))
}

/// A TOML document of keys and values.
#[pyfunction]
fn toml_of(values: &Bound<'_, PyAny>) -> PyResult<String> {
    let table = toml_value(values, 0)?;
    toml::to_string(&table)
        .map_err(|error| pyo3::exceptions::PyValueError::new_err(error.to_string()))
}

/// Settings lie no deeper in one another; what lies in itself has no end.
const DEEPEST: usize = 32;

fn toml_value(value: &Bound<'_, PyAny>, depth: usize) -> PyResult<toml::Value> {
    use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString};
    if depth > DEEPEST {
        let told = format!("values lie more than {DEEPEST} deep in one another");
        return Err(pyo3::exceptions::PyValueError::new_err(told));
    }
    if let Ok(dict) = value.cast::<PyDict>() {
        let mut table = toml::Table::new();
        for (key, value) in dict {
            // what is not there is not stated
            if !value.is_none() {
                table.insert(key.str()?.extract()?, toml_value(&value, depth + 1)?);
            }
        }
        return Ok(toml::Value::Table(table));
    }
    if value.is_instance_of::<PyString>() {
        return Ok(toml::Value::String(value.extract()?));
    }
    if value.is_instance_of::<PyBool>() {
        return Ok(toml::Value::Boolean(value.extract()?));
    }
    if value.is_instance_of::<PyInt>() {
        return Ok(toml::Value::Integer(value.extract()?));
    }
    if value.is_instance_of::<PyFloat>() {
        return Ok(toml::Value::Float(value.extract()?));
    }
    if let Ok(items) = value.try_iter() {
        let items = items.map(|item| toml_value(&item?, depth + 1));
        return items.collect::<PyResult<Vec<_>>>().map(toml::Value::Array);
    }
    // of numpy and the like
    match value.extract::<f64>() {
        Ok(figure) => Ok(toml::Value::Float(figure)),
        Err(_) => Err(pyo3::exceptions::PyTypeError::new_err(format!(
            "a setting is a text, a number, a truth value, a list or a table, found {}",
            value.get_type().name()?
        ))),
    }
}

/// A value of TOML as Python has it.
fn toml_object<'py>(py: Python<'py>, value: &toml::Value) -> PyResult<Bound<'py, PyAny>> {
    use pyo3::types::{PyDict, PyList};
    Ok(match value {
        toml::Value::String(text) => text.into_pyobject(py)?.into_any(),
        toml::Value::Integer(number) => number.into_pyobject(py)?.into_any(),
        toml::Value::Float(figure) => figure.into_pyobject(py)?.into_any(),
        toml::Value::Boolean(is_so) => is_so.into_pyobject(py)?.to_owned().into_any(),
        toml::Value::Datetime(moment) => moment.to_string().into_pyobject(py)?.into_any(),
        toml::Value::Array(items) => {
            let items = items.iter().map(|item| toml_object(py, item));
            PyList::new(py, items.collect::<PyResult<Vec<_>>>()?)?.into_any()
        }
        toml::Value::Table(table) => {
            let dict = PyDict::new(py);
            for (key, value) in table {
                dict.set_item(key, toml_object(py, value)?)?;
            }
            dict.into_any()
        }
    })
}

/// Panics, so that tests can see what becomes of it.
#[pyfunction]
fn panics(py: Python<'_>, message: String) -> PyResult<()> {
    let work = move |_: &eastwest::control::Control<'_>| -> Result<(), Failure> {
        std::panic::resume_unwind(Box::new(message))
    };
    wait::wait(py, None, 1, work)
}

/// The native half of `eastwest`.
#[pymodule]
mod _core {
    #[pymodule_export]
    use super::case::Case;
    #[pymodule_export]
    use super::linear::Linear;
    #[pymodule_export]
    use super::shards::verify_shards;
    #[pymodule_export]
    use super::stream::Batches;
    #[pymodule_export]
    use super::study::Study;
    #[pymodule_export]
    use super::sweep::Sweep;
    #[pymodule_export]
    use super::table::{csv_of_stream, stream_of_columns};
    #[pymodule_export]
    use super::{command, panics, toml_of};

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
