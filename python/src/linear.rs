//! # Scenarios of anybody's linear programme
//!
//! Figures of a programme (costs, bounds, right-hand sides, entries of its matrix) take other values in every scenario. The engine goes on
//! from the basis of the scenario before, and each answer is checked on the programme's own numbers. Scenarios are cut into blocks that all
//! start from the optimum of the programme as it was stated, so that rows do not depend on threads.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use eastwest::certificate::Certificate;
use eastwest::control::Control;
use eastwest::engine::{Basis, Engine, Settings, Status};
use eastwest::program::{Labels, Matrix, Objective, Program, Sense};
use eastwest::solver::{self, Solver};
use eastwest::sweep::{Column, Columns, Figures, Words};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use rayon::prelude::*;

use crate::errors::Failure;
use crate::stream::{Answers, Batches, Ended, Stream};
use crate::table::exported;
use crate::wait::threads;

/// Scenarios in a block.
const BLOCK: usize = 1_024;

/// A figure of a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Target {
    Cost(usize),
    Lower(usize),
    Upper(usize),
    RowLower(usize),
    RowUpper(usize),
    Row(usize),
    Entry(usize, usize),
}

impl Target {
    fn read(kind: &str, index: usize, column: usize) -> Option<Self> {
        Some(match kind {
            "cost" => Target::Cost(index),
            "lower" => Target::Lower(index),
            "upper" => Target::Upper(index),
            "row_lower" => Target::RowLower(index),
            "row_upper" => Target::RowUpper(index),
            "row" => Target::Row(index),
            "entry" => Target::Entry(index, column),
            _ => return None,
        })
    }

    /// Whether the programme has it.
    fn is_of(self, program: &Program) -> bool {
        let (rows, columns) = (program.row_count(), program.column_count());
        match self {
            Target::Cost(j) | Target::Lower(j) | Target::Upper(j) => j < columns,
            Target::RowLower(i) | Target::RowUpper(i) | Target::Row(i) => i < rows,
            Target::Entry(i, j) => j < columns && program.matrix.column(j).any(|(row, _)| row == i),
        }
    }

    /// Its value as stated.
    fn base(self, program: &Program) -> f64 {
        match self {
            Target::Cost(j) => program.objective().coefficients[j],
            Target::Lower(j) => program.lower[j],
            Target::Upper(j) => program.upper[j],
            Target::RowLower(i) | Target::Row(i) => program.row_lower[i],
            Target::RowUpper(i) => program.row_upper[i],
            Target::Entry(i, j) => {
                let mut entries = program.matrix.column(j);
                entries
                    .find(|(row, _)| *row == i)
                    .map_or(0.0, |(_, value)| value)
            }
        }
    }

    /// Whether it may have that value: bounds may be infinite on their own side.
    fn takes(self, value: f64) -> bool {
        match self {
            Target::Cost(_) | Target::Entry(..) | Target::Row(_) => value.is_finite(),
            Target::Lower(_) | Target::RowLower(_) => value < f64::INFINITY,
            Target::Upper(_) | Target::RowUpper(_) => value > f64::NEG_INFINITY,
        }
    }

    /// The figures that it is: both bounds of a row.
    fn parts(self) -> [Self; 2] {
        match self {
            Target::Row(i) => [Target::RowLower(i), Target::RowUpper(i)],
            other => [other; 2],
        }
    }

    fn set(self, engine: &mut Engine, value: f64) {
        match self {
            Target::Cost(j) => engine.set_cost(0, j, value),
            Target::Lower(j) => {
                let (_, upper) = engine.column_bounds(j);
                engine.set_column_bounds(j, value, upper);
            }
            Target::Upper(j) => {
                let (lower, _) = engine.column_bounds(j);
                engine.set_column_bounds(j, lower, value);
            }
            Target::RowLower(i) => {
                let (_, upper) = engine.row_bounds(i);
                engine.set_row_bounds(i, value, upper);
            }
            Target::RowUpper(i) => {
                let (lower, _) = engine.row_bounds(i);
                engine.set_row_bounds(i, lower, value);
            }
            Target::Row(i) => engine.set_row_bounds(i, value, value),
            Target::Entry(i, j) => {
                // that there is one was asked before
                let _ = engine.set_coefficient(i, j, value);
            }
        }
    }
}

/// What the values of a change do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Value,
    Factor,
    Addition,
}

impl How {
    fn figure(self, base: f64, sign: f64, value: f64) -> f64 {
        match self {
            How::Value => sign * value,
            How::Factor => base * value,
            How::Addition => base + sign * value,
        }
    }
}

/// One change: its figures with their values in the programme and the sign that they have there, and one value a scenario.
struct Change {
    label: String,
    how: How,
    targets: Vec<(Target, f64, f64)>,
    values: Vec<f64>,
}

impl Change {
    fn make(&self, engine: &mut Engine, scenario: usize) {
        let value = self.values[scenario];
        for &(target, base, sign) in &self.targets {
            target.set(engine, self.how.figure(base, sign, value));
        }
    }

    /// Refuses values that a figure cannot have: one that is infinite, or becomes no number.
    fn expect_figures(&self) -> Result<(), String> {
        for &(target, base, sign) in &self.targets {
            let wrong = |value: &&f64| !target.takes(self.how.figure(base, sign, **value));
            if let Some(value) = self.values.iter().find(wrong) {
                let stated = match self.how {
                    How::Value => String::new(),
                    _ => format!(", and {} is stated", sign * base),
                };
                return Err(format!(
                    "`{}` has the value {value}{stated}: that gives no figure for {target:?}",
                    self.label
                ));
            }
        }
        Ok(())
    }
}

struct Subject {
    program: Program,
    changes: Vec<Change>,
    /// Columns whose values are told.
    chosen: Vec<usize>,
    rows: usize,
    threads: usize,
}

/// The answer to a scenario.
struct Answer {
    status: &'static str,
    how: &'static str,
    point: Option<(f64, Vec<f64>)>,
    certificate: Certificate,
    note: String,
}

impl Answer {
    fn none(status: &'static str, how: &'static str, note: String) -> Self {
        Answer {
            status,
            how,
            point: None,
            certificate: Certificate {
                primal_residual: f64::NAN,
                dual_residual: None,
                relative_gap: None,
            },
            note,
        }
    }
}

impl Subject {
    /// Refuses two changes of one figure, of which the first would be lost, and two columns of one name.
    fn expect_apart(&self) -> Result<(), String> {
        let mut changed = HashSet::new();
        for change in &self.changes {
            let own = change
                .targets
                .iter()
                .flat_map(|(target, ..)| target.parts());
            let own: HashSet<Target> = own.collect();
            if let Some(twice) = own.iter().find(|target| changed.contains(*target)) {
                return Err(format!(
                    "`{}` changes {twice:?}, which another change changes too",
                    change.label
                ));
            }
            changed.extend(own);
        }
        let schema = self.schema();
        let mut names = HashSet::new();
        let mut all = schema.fields().iter().map(|field| field.name());
        match all.find(|name| !names.insert(name.as_str())) {
            Some(name) => Err(format!("two columns of the rows are called `{name}`")),
            None => Ok(()),
        }
    }

    fn settings() -> Settings {
        Settings::default()
    }

    /// Scenarios of a block, each from the basis of the one before.
    fn block(&self, base: &Basis, block: usize, cancel: &AtomicBool) -> Columns {
        let mut engine = Engine::with_settings(&self.program, Self::settings());
        // it was met in this very programme
        let _ = engine.load_basis(base);
        let mut rows = Rows::new(self);
        for scenario in block * BLOCK..((block + 1) * BLOCK).min(self.rows) {
            if cancel.load(Ordering::Relaxed) {
                break;
            }
            for change in &self.changes {
                change.make(&mut engine, scenario);
            }
            rows.add(scenario, &self.answer_one(&mut engine));
        }
        rows.columns()
    }

    fn answer_one(&self, engine: &mut Engine) -> Answer {
        let outcome = engine.reoptimise();
        let how = match outcome.pivots.iterations() {
            0 => "certified",
            _ => "pivoted",
        };
        match (outcome.status, outcome.certificate) {
            (Status::Optimal, Some(certificate)) if certificate.holds() => Answer {
                status: "optimal",
                how,
                point: Some((outcome.objective, outcome.x)),
                certificate,
                note: String::new(),
            },
            (Status::Infeasible, _) => Answer::none("infeasible", how, String::new()),
            (Status::Unbounded, _) => Answer::none("unbounded", how, String::new()),
            (status, _) => self.reference(engine.program(), &format!("engine: {status:?}")),
        }
    }

    /// Where the engine cannot prove its answer.
    fn reference(&self, program: &Program, why: &str) -> Answer {
        match solver::solve_with_proof(program, Solver::Clarabel) {
            Ok(solved) if solved.status == solver::Status::Optimal => Answer {
                status: "optimal",
                how: "reference",
                point: Some((solved.objective, solved.solution.x)),
                certificate: solved.certificate,
                note: why.to_owned(),
            },
            Ok(solved) => Answer::none(solved.status.name(), "reference", why.to_owned()),
            Err(error) => Answer::none("failed", "failed", format!("{why}; {error}")),
        }
    }
}

/// Rows in the making, by column.
struct Rows<'a> {
    subject: &'a Subject,
    scenarios: Vec<u64>,
    figures: Vec<Figures>,
    words: [Words; 3],
}

impl<'a> Rows<'a> {
    fn new(subject: &'a Subject) -> Self {
        let figures = subject.changes.len() + 1 + subject.chosen.len() + 3;
        Rows {
            subject,
            scenarios: Vec::new(),
            figures: vec![Figures::default(); figures],
            words: Default::default(),
        }
    }

    fn add(&mut self, scenario: usize, answer: &Answer) {
        let row = self.scenarios.len();
        self.scenarios.push(scenario as u64 + 1);
        let changes = self.subject.changes.iter();
        let changed = changes.map(|change| Some(change.values[scenario]));
        let objective = answer.point.as_ref();
        let objective = objective.map(|(value, _)| self.subject.program.reported(*value));
        let chosen = self.subject.chosen.iter();
        let x = answer.point.as_ref().map(|(_, x)| x);
        let chosen = chosen.map(|&j| x.map(|x| x[j]));
        let proof = &answer.certificate;
        let proof = [
            Some(proof.primal_residual).filter(|value| value.is_finite()),
            proof.dual_residual,
            proof.relative_gap,
        ];
        let all = changed.chain([objective]).chain(chosen).chain(proof);
        for (figures, value) in self.figures.iter_mut().zip(all) {
            figures.values.push(value.unwrap_or(0.0));
            if value.is_none() {
                figures.empty.push(row);
            }
        }
        for (words, word) in self
            .words
            .iter_mut()
            .zip([answer.status, answer.how, &answer.note])
        {
            words.text.push_str(word);
            words.ends.push(words.text.len());
        }
    }

    fn columns(self) -> Columns {
        let mut columns = Columns::default();
        columns.scenarios = self.scenarios;
        let mut figures = self.figures.into_iter().map(Column::Figures);
        let [status, how, note] = self.words.map(Column::Words);
        let changes = self.subject.changes.len();
        columns.others.extend(figures.by_ref().take(changes));
        columns.others.extend([status, how]);
        columns.others.extend(figures);
        columns.others.push(note);
        columns
    }
}

impl Answers for Subject {
    fn rows(&self) -> u64 {
        self.rows as u64
    }

    fn schema(&self) -> SchemaRef {
        let figure = |name: String| Field::new(name, DataType::Float64, true);
        let word = |name: &str| Field::new(name, DataType::Utf8, true);
        let mut fields = vec![Field::new("scenario", DataType::Int64, false)];
        let labels = self.changes.iter().map(|change| change.label.clone());
        fields.extend(labels.map(figure));
        fields.extend(["status", "how"].map(word));
        fields.push(figure("objective".to_owned()));
        let chosen = self.chosen.iter();
        fields.extend(chosen.map(|&j| figure(self.program.column_name(j))));
        let proof = ["primal_residual", "dual_residual", "relative_gap"];
        fields.extend(proof.map(|name| figure(name.to_owned())));
        fields.push(word("note"));
        Arc::new(Schema::new(fields))
    }

    fn threads(&self) -> usize {
        self.threads
    }

    fn answer(
        &self,
        control: &Control<'_>,
        send: &mut dyn FnMut(Columns) -> Result<(), Ended>,
    ) -> Result<(), Ended> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads);
        let pool = pool
            .build()
            .map_err(|error| Failure::Other(error.to_string()))?;
        let mut engine = Engine::with_settings(&self.program, Self::settings());
        engine.solve();
        let base = engine.basis();
        let blocks: Vec<usize> = (0..self.rows.div_ceil(BLOCK)).collect();
        for some in blocks.chunks(4 * self.threads) {
            let stop = AtomicBool::new(false);
            let done: Vec<Columns> = pool.install(|| {
                let each = some.par_iter().map(|&block| {
                    if control.is_cancelled() {
                        stop.store(true, Ordering::Relaxed);
                    }
                    self.block(&base, block, &stop)
                });
                each.collect()
            });
            if control.is_cancelled() {
                return Ok(());
            }
            done.into_iter().try_for_each(&mut *send)?;
        }
        Ok(())
    }
}

/// A change as Python states it: label, `value`, `factor` or `addition`, its figures (kind, row or column, column), values.
type Stated = (String, String, Vec<(String, usize, usize)>, Vec<f64>);

/// A linear programme with scenarios, to be answered.
#[pyclass(frozen, module = "eastwest._core")]
pub struct Linear {
    subject: Arc<Subject>,
}

#[pymethods]
impl Linear {
    /// A programme by columns: `starts`, `indices` and `values` are those of a compressed sparse column matrix.
    #[new]
    #[allow(clippy::too_many_arguments)]
    fn new(
        starts: Vec<usize>,
        indices: Vec<usize>,
        values: Vec<f64>,
        costs: Vec<f64>,
        constant: f64,
        lower: Vec<f64>,
        upper: Vec<f64>,
        row_lower: Vec<f64>,
        row_upper: Vec<f64>,
        names: Vec<String>,
        maximise: bool,
        changes: Vec<Stated>,
        chosen: Vec<usize>,
        threads_max: Option<usize>,
    ) -> PyResult<Self> {
        let rows = row_lower.len();
        let fault = |told: String| PyValueError::new_err(told);
        let matrix = matrix(&starts, &indices, &values, costs.len(), rows).map_err(fault)?;
        let columns = costs.len();
        let lengths = [lower.len(), upper.len(), names.len()];
        if lengths.iter().any(|&length| length != columns) || row_upper.len() != rows {
            return Err(fault(format!(
                "there are {columns} costs, {} and {} bounds, {} names; {rows} and {} bounds of rows",
                lengths[0],
                lengths[1],
                lengths[2],
                row_upper.len()
            )));
        }
        let figures = costs.iter().chain(&lower).chain(&upper);
        if figures
            .chain(&row_lower)
            .chain(&row_upper)
            .any(|figure| figure.is_nan())
        {
            return Err(fault("a cost or a bound is NaN".to_owned()));
        }
        if !costs.iter().chain([&constant]).all(|cost| cost.is_finite()) {
            return Err(fault("a cost is infinite".to_owned()));
        }
        let sign = if maximise { -1.0 } else { 1.0 };
        let program = Program {
            name: "model".to_owned(),
            objectives: vec![Objective {
                name: "objective".to_owned(),
                coefficients: costs.iter().map(|cost| sign * cost).collect(),
                constant: sign * constant,
            }],
            sense: if maximise {
                Sense::Maximise
            } else {
                Sense::Minimise
            },
            lower,
            upper,
            row_lower,
            row_upper,
            matrix,
            labels: Labels::Named {
                columns: names,
                rows: (0..rows).map(|row| format!("row{row}")).collect(),
            },
        };
        if chosen.iter().any(|&j| j >= columns) {
            return Err(fault("a column is chosen that there is not".to_owned()));
        }
        let count = changes.first().map_or(1, |change| change.3.len());
        let changes = changes
            .into_iter()
            .map(|stated| change(stated, &program, count, sign));
        let subject = Subject {
            changes: changes.collect::<Result<Vec<_>, _>>().map_err(fault)?,
            program,
            chosen,
            rows: count,
            threads: threads(threads_max),
        };
        subject.expect_apart().map_err(fault)?;
        Ok(Linear {
            subject: Arc::new(subject),
        })
    }

    fn __len__(&self) -> usize {
        self.subject.rows
    }

    /// Names of the columns.
    fn columns(&self) -> Vec<String> {
        let schema = self.subject.schema();
        schema
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect()
    }

    /// Answers all scenarios, as a stream of batches.
    fn stream<'py>(
        &self,
        py: Python<'py>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        exported(py, Box::new(Stream::begin(self.subject.clone(), told)?))
    }

    /// Answers all scenarios, batch by batch.
    fn batches(&self, told: Option<Py<PyAny>>) -> PyResult<Batches> {
        Batches::begin(self.subject.clone(), told)
    }
}

fn matrix(
    starts: &[usize],
    indices: &[usize],
    values: &[f64],
    columns: usize,
    rows: usize,
) -> Result<Matrix, String> {
    let is_whole = starts.len() == columns + 1
        && starts.first() == Some(&0)
        && starts.is_sorted()
        && starts.last() == Some(&values.len())
        && indices.len() == values.len();
    if !is_whole {
        return Err(format!("this is no matrix of {columns} columns"));
    }
    if let Some(row) = indices.iter().find(|&&row| row >= rows) {
        return Err(format!(
            "an entry stands in row {row}, and there are {rows}"
        ));
    }
    if values.iter().any(|value| !value.is_finite()) {
        return Err("an entry of the matrix is not finite".to_owned());
    }
    let column = |j: usize| (starts[j]..starts[j + 1]).map(move |at| (indices[at], j, values[at]));
    Ok(Matrix::from_triplets(
        columns,
        (0..columns).flat_map(column).collect(),
    ))
}

fn change(
    (label, how, targets, values): Stated,
    program: &Program,
    count: usize,
    sign: f64,
) -> Result<Change, String> {
    if values.len() != count {
        return Err(format!(
            "`{label}` has {} values, and there are {count} scenarios",
            values.len()
        ));
    }
    if values.iter().any(|value| value.is_nan()) {
        return Err(format!("`{label}` has a value that is NaN"));
    }
    let how = match how.as_str() {
        "value" => How::Value,
        "factor" => How::Factor,
        "addition" => How::Addition,
        other => return Err(format!("`{label}`: no change is called `{other}`")),
    };
    let read = |(kind, index, column): &(String, usize, usize)| {
        let target = Target::read(kind, *index, *column).filter(|target| target.is_of(program));
        let target =
            target.ok_or_else(|| format!("`{label}`: the programme has no `{kind}` {index}"))?;
        // a cost is stated as the model states it, and a programme minimises
        let sign = match target {
            Target::Cost(_) => sign,
            _ => 1.0,
        };
        Ok((target, target.base(program), sign))
    };
    let targets = targets
        .iter()
        .map(read)
        .collect::<Result<Vec<_>, String>>()?;
    let change = Change {
        label,
        how,
        targets,
        values,
    };
    change.expect_figures()?;
    Ok(change)
}
