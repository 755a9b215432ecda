//! # Answers as a stream of batches
//!
//! Rows are answered on threads of their own and handed over block by block. A block waits until the one before it was taken, so memory
//! stays flat however many rows there are.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, Float64Array, Int64Array, RecordBatch, RecordBatchReader, StringArray,
};
use arrow_buffer::{BooleanBufferBuilder, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, SchemaRef};
use eastwest::control::{Control, Progress};
use eastwest::sweep::{Column, Columns};
use pyo3::exceptions::{PyKeyboardInterrupt, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::errors::{Failure, unwound};
use crate::wait::{LOOK, Listener, STACK};

/// What has rows to answer.
pub trait Answers: Send + Sync {
    /// How many.
    fn rows(&self) -> u64;
    /// Their columns.
    fn schema(&self) -> SchemaRef;
    /// Threads to answer them on.
    fn threads(&self) -> usize;
    /// Answers all of them and sends them in order.
    fn answer(
        &self,
        control: &Control<'_>,
        send: &mut dyn FnMut(Columns) -> Result<(), Ended>,
    ) -> Result<(), Ended>;
}

/// What the thread that answers sends.
enum Sent {
    Batch(RecordBatch),
    Failed(Failure),
}

/// Batches as they come.
pub struct Stream {
    schema: SchemaRef,
    rows: u64,
    listener: Listener,
    done: u64,
    cancel: Arc<AtomicBool>,
    batches: Option<Receiver<Sent>>,
    worker: Option<JoinHandle<()>>,
}

impl Stream {
    pub fn begin(subject: Arc<dyn Answers>, told: Option<Py<PyAny>>) -> PyResult<Self> {
        let (sender, batches) = sync_channel(1);
        let cancel = Arc::new(AtomicBool::new(false));
        let (schema, rows) = (subject.schema(), subject.rows());
        let worker = thread::Builder::new().name("eastwest".to_owned());
        let worker = {
            let (schema, cancel) = (schema.clone(), cancel.clone());
            let answer = move || answer(&*subject, &schema, &cancel, &sender);
            worker.stack_size(STACK).spawn(answer)?
        };
        Ok(Stream {
            schema,
            rows,
            listener: Listener::new(told),
            done: 0,
            cancel,
            batches: Some(batches),
            worker: Some(worker),
        })
    }

    /// The next batch, or the end of all work.
    fn next_batch(&mut self, py: Python<'_>) -> PyResult<Option<RecordBatch>> {
        let taken = self.wait(py);
        if taken.is_err() {
            self.end(py);
        }
        taken
    }

    /// The next batch, with a look at the signals now and then. The interpreter's lock is given up meanwhile, also where whoever takes the
    /// batches holds it.
    fn wait(&mut self, py: Python<'_>) -> PyResult<Option<RecordBatch>> {
        let Some(batches) = self.batches.take() else {
            return Ok(None);
        };
        // only one of both sides holds it at a time
        let batches = Mutex::new(batches);
        let sent = loop {
            let waited = py.detach(|| {
                let batches = batches.lock().unwrap_or_else(PoisonError::into_inner);
                batches.recv_timeout(LOOK)
            });
            match waited {
                Err(RecvTimeoutError::Timeout) => py.check_signals()?,
                other => break other,
            }
        };
        match sent {
            Ok(Sent::Batch(batch)) => {
                py.check_signals()?;
                self.batches = batches.into_inner().ok();
                self.tell(py, batch.num_rows() as u64)?;
                Ok(Some(batch))
            }
            Ok(Sent::Failed(failure)) => Err(failure.raise(py)),
            Err(_) => Ok(None),
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn tell(&mut self, py: Python<'_>, rows: u64) -> PyResult<()> {
        self.done += rows;
        let progress = Progress {
            what: "scenarios",
            done: self.done as f64,
            of: self.rows as f64,
        };
        if self.listener.is_due(&progress) {
            self.listener.tell(py, &progress)?;
        }
        Ok(())
    }

    fn end(&mut self, py: Python<'_>) {
        self.cancel.store(true, Ordering::Relaxed);
        self.batches = None;
        if let Some(worker) = self.worker.take() {
            // its panics were sent
            let _ = py.detach(|| worker.join());
        }
    }
}

impl Iterator for Stream {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        Python::attach(|py| match self.next_batch(py) {
            Ok(batch) => batch.map(Ok),
            Err(error) => {
                if error.is_instance_of::<PyKeyboardInterrupt>(py) {
                    interrupt_again();
                }
                Some(Err(ArrowError::ExternalError(Box::new(error))))
            }
        })
    }
}

/// Whoever takes the batches makes an error of its own of what was raised. So Ctrl-C is given to Python again, a moment later, when its
/// code runs.
fn interrupt_again() {
    let again = |py: Python<'_>| {
        let module = py.import("_thread")?;
        module.call_method0("interrupt_main").map(|_| ())
    };
    thread::spawn(move || {
        thread::sleep(LOOK);
        // the interpreter may have come to its end
        Python::try_attach(again)
    });
}

impl RecordBatchReader for Stream {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
        self.batches = None;
        // at the end of the interpreter nobody can be waited for
        Python::try_attach(|py| self.end(py));
    }
}

/// Why no more batches are made.
pub enum Ended {
    /// Something went wrong.
    Failed(Failure),
    /// Nobody takes them any more.
    Unheard,
}

impl<E: Into<Failure>> From<E> for Ended {
    fn from(error: E) -> Self {
        Ended::Failed(error.into())
    }
}

/// Answers all rows and sends them.
fn answer(
    subject: &dyn Answers,
    schema: &SchemaRef,
    cancel: &Arc<AtomicBool>,
    sender: &SyncSender<Sent>,
) {
    let control = Control::default()
        .stopped_by(Arc::clone(cancel))
        .on_threads(subject.threads());
    let done = unwound(|| {
        let ran = subject.answer(&control, &mut |columns| {
            let batch = batch(schema, columns)
                .map_err(|error| Ended::Failed(Failure::Internal(error.to_string())))?;
            sender.send(Sent::Batch(batch)).map_err(|_| Ended::Unheard)
        });
        match ran {
            Err(Ended::Failed(failure)) => Err(failure),
            Ok(()) | Err(Ended::Unheard) => Ok(()),
        }
    });
    if let Err(failure) = done {
        // who does not listen cannot be told
        let _ = sender.send(Sent::Failed(failure));
    }
}

fn batch(schema: &SchemaRef, columns: Columns) -> Result<RecordBatch, ArrowError> {
    let scenarios = columns.scenarios.iter();
    #[allow(clippy::cast_possible_wrap)]
    let scenarios: Int64Array = scenarios.map(|&number| number as i64).collect();
    let mut arrays: Vec<ArrayRef> = vec![Arc::new(scenarios)];
    for column in columns.others {
        arrays.push(array(column)?);
    }
    RecordBatch::try_new(Arc::clone(schema), arrays)
}

fn array(column: Column) -> Result<ArrayRef, ArrowError> {
    Ok(match column {
        Column::Figures(figures) => {
            let nulls = nulls(figures.values.len(), &figures.empty);
            Arc::new(Float64Array::try_new(figures.values.into(), nulls)?)
        }
        Column::Words(words) => {
            let ends = std::iter::once(0).chain(words.ends.iter().copied());
            let ends = ends.map(i32::try_from).collect::<Result<Vec<i32>, _>>();
            let ends = ends.map_err(|error| ArrowError::ExternalError(Box::new(error)))?;
            let is_empty = |row: &usize| ends[*row] == ends[*row + 1];
            let empty: Vec<usize> = (0..words.ends.len()).filter(is_empty).collect();
            let nulls = nulls(words.ends.len(), &empty);
            let offsets = OffsetBuffer::new(ScalarBuffer::from(ends));
            let text = Buffer::from_vec(words.text.into_bytes());
            Arc::new(StringArray::try_new(offsets, text, nulls)?)
        }
    })
}

fn nulls(rows: usize, empty: &[usize]) -> Option<NullBuffer> {
    if empty.is_empty() {
        return None;
    }
    let mut present = BooleanBufferBuilder::new(rows);
    present.append_n(rows, true);
    empty.iter().for_each(|&row| present.set_bit(row, false));
    Some(NullBuffer::new(present.finish()))
}

/// Batches as Python takes them one by one.
#[pyclass(frozen, module = "eastwest._core")]
pub struct Batches {
    stream: Mutex<Stream>,
}

impl Batches {
    pub fn begin(subject: Arc<dyn Answers>, told: Option<Py<PyAny>>) -> PyResult<Self> {
        Ok(Batches {
            stream: Mutex::new(Stream::begin(subject, told)?),
        })
    }
}

/// A column: its name, its kind, and its bytes or its words.
type Taken<'py> = (String, &'static str, Bound<'py, PyAny>);

#[pymethods]
impl Batches {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Vec<Taken<'py>>>> {
        // whoever waited here would hold what the other needs
        let Ok(mut stream) = self.stream.try_lock() else {
            return Err(PyRuntimeError::new_err(
                "another thread takes these batches",
            ));
        };
        let Some(batch) = stream.next_batch(py)? else {
            return Ok(None);
        };
        let names = stream
            .schema
            .fields()
            .iter()
            .map(|field| field.name().clone());
        let columns = names.zip(batch.columns()).map(|(name, column)| {
            let (kind, values) = taken(py, column)?;
            Ok((name, kind, values))
        });
        columns.collect::<PyResult<Vec<_>>>().map(Some)
    }
}

fn taken<'py>(py: Python<'py>, column: &ArrayRef) -> PyResult<(&'static str, Bound<'py, PyAny>)> {
    let bytes = |bytes: &[u8]| PyBytes::new(py, bytes).into_any();
    if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
        return Ok(("int", bytes(numbers.values().inner().as_slice())));
    }
    if let Some(figures) = column.as_primitive_opt::<Float64Type>() {
        if figures.null_count() == 0 {
            return Ok(("float", bytes(figures.values().inner().as_slice())));
        }
        let figures = figures.iter().map(|figure| figure.unwrap_or(f64::NAN));
        let native: Vec<u8> = figures.flat_map(f64::to_ne_bytes).collect();
        return Ok(("float", bytes(&native)));
    }
    let words = column.as_string_opt::<i32>();
    let words = words
        .map(|words| PyList::new(py, words.iter()))
        .transpose()?;
    Ok(("str", words.unwrap_or_else(|| PyList::empty(py)).into_any()))
}
