//! Scenarios of a case, answered when their rows are taken.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use eastwest::control::Control;
use eastwest::results::State;
use eastwest::results::shards::Folder;
use eastwest::sweep::Columns;
use eastwest::sweep::Grid;
use eastwest::sweep::SweepError;
use eastwest::sweep::WORDS;
use eastwest::sweep::{Form, Options, Plan, layout};
use eastwest::sweep::{Summary, Tally};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::errors::Failure;
use crate::shards::{self, Shard};
use crate::stream::{Answers, Batches, Ended, Stream};
use crate::table::exported;
use crate::wait::wait;

/// What a case was made from, and how it was changed since, as the command says it.
pub struct Origin {
    pub hash: String,
    pub options: Vec<String>,
}

/// What is swept, and how.
struct Subject {
    case: Arc<eastwest::Case>,
    origin: Origin,
    grid: Grid,
    options: Options,
    threads: usize,
    header: Vec<String>,
    /// Of the last run that came to its end.
    summary: Mutex<Option<Summary>>,
}

impl Answers for Subject {
    fn rows(&self) -> u64 {
        self.options.sample.unwrap_or(u64::MAX).min(self.grid.len())
    }

    fn schema(&self) -> SchemaRef {
        let field = |name: &String| match name.as_str() {
            "scenario" => Field::new(name, DataType::Int64, false),
            word if WORDS.contains(&word) => Field::new(name, DataType::Utf8, true),
            _ => Field::new(name, DataType::Float64, true),
        };
        Arc::new(Schema::new(
            self.header.iter().map(field).collect::<Vec<_>>(),
        ))
    }

    fn threads(&self) -> usize {
        self.threads
    }

    fn answer(
        &self,
        control: &Control<'_>,
        send: &mut dyn FnMut(Columns) -> Result<(), Ended>,
    ) -> Result<(), Ended> {
        self.run(Form::Columns, control, |_, block| send(block.columns))
    }
}

impl Subject {
    /// What the rows of a shard belong to.
    fn state(&self, shard: Shard) -> Result<State, Failure> {
        shards::expect(shard)?;
        let origin = (&*self.origin.hash, &*self.origin.options);
        Ok(State::of(origin, &self.grid, self.options, shard))
    }

    /// Answers all rows and hands them on.
    fn run<E: From<SweepError>>(
        &self,
        form: Form,
        control: &Control<'_>,
        mut take: impl FnMut(&Plan<'_>, eastwest::sweep::Block) -> Result<(), E>,
    ) -> Result<(), E> {
        let begin = Instant::now();
        let plan = Plan::new(&self.case, &self.grid, self.options).map_err(SweepError::from)?;
        let mut tally = Tally::default();
        plan.run(&(0..plan.len()), form, control, |block| {
            tally.join(&block.tally);
            take(&plan, block)
        })?;
        if tally.count() == plan.len() {
            let seconds = begin.elapsed().as_secs_f64();
            let whole = tally.summary(&plan.layout.causes, plan.seed_bases() as u64, seconds);
            *self.summary.lock().unwrap_or_else(PoisonError::into_inner) = Some(whole);
        }
        Ok(())
    }
}

/// Scenarios of a case, to be answered.
#[pyclass(frozen, module = "eastwest._core")]
pub struct Sweep {
    subject: Arc<Subject>,
}

impl Sweep {
    pub fn new(
        (case, origin): (Arc<eastwest::Case>, Origin),
        grid: Grid,
        placements: bool,
        sample: Option<u64>,
        threads: usize,
    ) -> Self {
        let header = layout(&case, &grid, placements).header().to_vec();
        let options = Options { placements, sample };
        let subject = Subject {
            case,
            origin,
            grid,
            options,
            threads,
            header,
            summary: Mutex::default(),
        };
        Sweep {
            subject: Arc::new(subject),
        }
    }
}

#[pymethods]
impl Sweep {
    /// How many scenarios are answered.
    fn __len__(&self) -> PyResult<usize> {
        let rows = usize::try_from(self.subject.rows());
        Ok(rows?)
    }

    /// SHA-256 of all that decides the scenarios.
    fn grid_hash(&self) -> String {
        self.subject.grid.hash()
    }

    /// Names of the columns.
    fn columns(&self) -> Vec<String> {
        self.subject.header.clone()
    }

    /// Names of the columns of what varies.
    fn parameters(&self) -> Vec<String> {
        let parameters = self.subject.grid.parameters().iter();
        parameters.map(|parameter| parameter.label()).collect()
    }

    /// The figures of a scenario, counted from 0.
    fn point(&self, index: u64) -> Vec<f64> {
        let mut point = vec![0.0; self.subject.grid.parameters().len()];
        self.subject.grid.point(index, &mut point);
        point
    }

    /// Answers all scenarios, as a stream of batches.
    fn stream<'py>(
        &self,
        py: Python<'py>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let stream = Stream::begin(self.subject.clone(), told)?;
        exported(py, Box::new(stream))
    }

    /// Answers all scenarios, batch by batch.
    fn batches(&self, told: Option<Py<PyAny>>) -> PyResult<Batches> {
        Batches::begin(self.subject.clone(), told)
    }

    /// Answers all scenarios into a new CSV file, the same bytes as the command's.
    fn write_csv(
        &self,
        py: Python<'_>,
        path: PathBuf,
        replace: bool,
        told: Option<Py<PyAny>>,
    ) -> PyResult<()> {
        let subject = Arc::clone(&self.subject);
        wait(py, told, subject.threads, move |control| {
            write_csv(&subject, &path, replace, control)
        })
    }

    /// Makes the folder of so many shards, or refuses one that holds anything else.
    fn begin_shards(&self, py: Python<'_>, folder: PathBuf, shards: u64) -> PyResult<()> {
        let subject = Arc::clone(&self.subject);
        wait(py, None, 1, move |_| {
            Folder::begin(&folder, &subject.state((1, shards))?)?;
            Ok(())
        })
    }

    /// Answers one of so many shards into a folder, the same bytes as the command's; gives its manifest, in JSON.
    fn write_shard(
        &self,
        py: Python<'_>,
        folder: PathBuf,
        number: u64,
        of: u64,
        told: Option<Py<PyAny>>,
    ) -> PyResult<String> {
        let subject = Arc::clone(&self.subject);
        wait(py, told, subject.threads, move |control| {
            let state = subject.state((number, of))?;
            shards::write(&folder, (&subject.case, &subject.grid), &state, control)
        })
    }

    /// Counts and ranges of the last run that came to its end, as the command's summary in JSON.
    fn summary(&self) -> Option<String> {
        let summary = &self.subject.summary;
        let summary = summary.lock().unwrap_or_else(PoisonError::into_inner);
        let summary = summary.as_ref()?;
        serde_json::to_string(summary).ok()
    }
}

fn write_csv(
    subject: &Subject,
    path: &std::path::Path,
    replace: bool,
    control: &Control<'_>,
) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true);
    if replace {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let named = |error: std::io::Error| Failure::Other(format!("{}: {error}", path.display()));
    let mut file = options.open(path).map_err(named)?;
    let mut header = Vec::new();
    layout(&subject.case, &subject.grid, subject.options.placements).write_header(&mut header);
    file.write_all(&header).map_err(named)?;
    subject.run(Form::Text, control, |plan, block| {
        file.write_all(&block.text).map_err(named)?;
        plan.give_back(block);
        Ok::<_, Failure>(())
    })?;
    file.sync_all().map_err(named)?;
    if control.is_cancelled() {
        return Err(Failure::Cancelled);
    }
    Ok(())
}
