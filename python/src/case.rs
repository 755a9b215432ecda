//! A case with what was done to it since it was read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eastwest::breakeven::{DriverKind, breakeven_with};
use eastwest::diagnosis::diagnose_with;
use eastwest::explain::{Focus, Request, explain_with};
use eastwest::figures::read_figures_bytes;
use eastwest::formulation::Size;
use eastwest::frontier::{Axis, Family, FamilyError, family_with, frontier_with};
use eastwest::input::{
    FIGURES, Loaded, SOURCES, Warning, choose_baseline, free_memory, is_case_file, read_case,
    read_case_bytes,
};
use eastwest::optimum::held::held_runs;
use eastwest::parameter::{
    Change, ChangeError, Key, OperationKind, Parameter, list_parameters, outdone,
};
use eastwest::ranges::{Moved, SampleOptions, Shape, ranges_with};
use eastwest::report::DiagnosisDocument;
use eastwest::solver::Solver;
use eastwest::sweep::Grid;
use eastwest::trace::trace_with;
use eastwest::{answer, report};
use pyo3::prelude::*;

use crate::errors::{Failure, unwound};
use crate::stated;
use crate::study::{Body, Study};
use crate::sweep::{Origin, Sweep};
use crate::toml_object;
use crate::wait::{threads, wait};

type Files = BTreeMap<String, Vec<u8>>;

/// One thing that was done to a case after it was read: which, and with what.
type Step = (String, String);

/// A case that is ready to be solved. It never changes: what changes a case gives another.
#[pyclass(frozen, module = "eastwest._core")]
pub struct Case {
    name: String,
    files: Arc<Files>,
    read: Arc<Loaded>,
    steps: Vec<Step>,
    case: Arc<eastwest::Case>,
    made: Vec<Change>,
    options: Vec<String>,
    one_period: bool,
}

/// The file of the settings.
const SETTINGS: &str = "case.toml";
/// The part of the free memory that a programme may take.
const PART: f64 = 0.9;

impl Case {
    fn new(name: String, files: Files, read: Loaded) -> Self {
        Case {
            case: Arc::new(read.case.clone()),
            name,
            files: Arc::new(files),
            read: Arc::new(read),
            steps: Vec::new(),
            made: Vec::new(),
            options: Vec::new(),
            one_period: false,
        }
    }

    fn of_files(name: String, files: Files) -> Result<Self, Failure> {
        let read = read_case_bytes(&name, &files).map_err(Failure::Case)?;
        Ok(Self::new(name, files, read))
    }

    fn of_folder(folder: &Path) -> Result<Self, Failure> {
        let read = read_case(folder).map_err(Failure::Case)?;
        let files = files_of(folder).map_err(|error| Failure::Other(error.to_string()))?;
        Ok(Self::new(folder.display().to_string(), files, read))
    }

    /// The same with one step more.
    fn stepped(&self, kind: &str, text: &str) -> Result<Self, Failure> {
        let mut next = Case {
            name: self.name.clone(),
            files: Arc::clone(&self.files),
            read: Arc::clone(&self.read),
            steps: self.steps.clone(),
            case: Arc::clone(&self.case),
            made: self.made.clone(),
            options: self.options.clone(),
            one_period: self.one_period,
        };
        let mut case = (*self.case).clone();
        match kind {
            "set" => next.change(text, &mut case)?,
            "scenario" => next.scenario(text, &mut case)?,
            "baseline" => {
                let chosen = choose_baseline(text, &case);
                case.baseline =
                    chosen.map_err(|error| Failure::Input(format!("baseline {text}: {error}")))?;
            }
            "periods" => {
                case = case.averaged();
                next.one_period = true;
            }
            _ => return Err(Failure::Input(format!("no step is called `{kind}`"))),
        }
        next.case = Arc::new(case);
        next.steps.push((kind.to_owned(), text.to_owned()));
        next.options.push(format!("--{kind} {text}"));
        Ok(next)
    }

    fn change(&mut self, text: &str, case: &mut eastwest::Case) -> Result<(), Failure> {
        let fault = |error: ChangeError| Failure::Input(format!("{text}: {error}"));
        if self.one_period {
            let told = "of a case with all periods: change it before its periods become one";
            return Err(Failure::Input(format!("{text}: figures are {told}")));
        }
        let change = Change::parse(text, case).map_err(fault)?;
        change.apply(case).map_err(fault)?;
        self.made.push(change);
        Ok(())
    }

    fn scenario(&mut self, name: &str, case: &mut eastwest::Case) -> Result<(), Failure> {
        let named = |scenario: &&eastwest::input::Scenario| scenario.name == name;
        let scenarios = &self.read.scenarios;
        let Some(scenario) = scenarios.iter().find(named) else {
            let names: Vec<&str> = scenarios.iter().map(|s| s.name.as_str()).collect();
            return Err(Failure::Input(format!(
                "no scenario is called `{name}`; known: {}",
                names.join(", ")
            )));
        };
        let applied = scenario.apply(case);
        applied.map_err(|error| Failure::Input(format!("scenario {name}: {error}")))?;
        self.made.extend(scenario.changes.iter().cloned());
        Ok(())
    }

    /// Refuses a programme that memory cannot hold, `copies` times over.
    fn fits(&self, copies: usize) -> Result<(), Failure> {
        let size = Size::of(&self.case);
        let needed = size.bytes(&self.case).saturating_mul(copies as u64);
        #[allow(clippy::cast_precision_loss)]
        let is_over = |free: u64| needed as f64 > free as f64 * PART;
        match free_memory() {
            Some(free) if is_over(free) => Err(Failure::Input(format!(
                "`{}` is too large: up to {} rows, {} columns and {} entries, about {needed} bytes of memory where {free} are free; \
                 `one_period()` takes the means of all periods",
                self.case.name, size.rows, size.columns, size.entries
            ))),
            _ => Ok(()),
        }
    }

    /// Refuses runs that are held together and not placed yet.
    fn without_held(&self, study: &str) -> Result<(), Failure> {
        let runs = held_runs(&self.case);
        let Some(&run) = runs.first() else {
            return Ok(());
        };
        let id = &self.case[run].id;
        Err(Failure::Input(format!(
            "run `{id}` is held together (`hubs_max` 1), and `{study}` does not choose its hub; `solve` does: then \
             `set(\"hubs_allowed.{id}=0\")` and `set(\"hubs_allowed.{id}.HUB=1\")` hold it there"
        )))
    }

    /// Settings, and tables in CSV by name of file.
    fn told_as_tables(&self) -> Result<(toml::Table, BTreeMap<String, String>), Failure> {
        let mut texts = self.read.texts.clone();
        let parsed = |text: &str| {
            let parsed = text.parse::<toml::Table>();
            parsed.map_err(|error| Failure::Input(format!("case.toml: {error}")))
        };
        let mut settings = parsed(&texts.remove(SETTINGS).unwrap_or_default())?;
        if !self.steps.is_empty() {
            let mut files = stated::files_of(&self.case, &settings)?;
            // that it is a case is said here, not by whoever reads it
            read_case_bytes(&self.name, &files).map_err(Failure::Case)?;
            let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
            settings = parsed(&text(files.remove(SETTINGS).unwrap_or_default()))?;
            texts.retain(|name, _| [FIGURES, SOURCES].contains(&name.as_str()));
            texts.extend(files.into_iter().map(|(name, bytes)| (name, text(bytes))));
        }
        // texts are Unicode, however the files were written
        settings.remove("encoding");
        Ok((settings, texts))
    }

    fn provenance(&self) -> answer::Provenance {
        answer::Provenance {
            case_hash: Some(self.read.hash.to_string()),
            options: self.options.clone(),
            ..answer::Provenance::of(Solver::Engine)
        }
    }

    /// `KEY` with `=`, `*=` or `+=`, and without a figure.
    fn parameter(&self, text: &str, told: &str) -> Result<Parameter, Failure> {
        let fault = |error: &dyn std::fmt::Display| Failure::Input(format!("{told}: {error}"));
        let (key, how) = match OperationKind::split(&format!("{text}=")) {
            Ok((key, how, _)) => (key.to_owned(), how),
            Err(error) => return Err(fault(&error)),
        };
        let key = Key::parse(&key, &self.case).map_err(|error| fault(&error))?;
        let parameter = Parameter { key, how };
        self.refuse_overwritten(&parameter, told)?;
        Ok(parameter)
    }

    /// A change of a figure that every value of a parameter replaces would be lost.
    fn refuse_overwritten(&self, parameter: &Parameter, told: &str) -> Result<(), Failure> {
        let covered = |change: &&Change| parameter.key.covers(&change.key);
        match self.made.iter().find(covered) {
            Some(change) if parameter.how == OperationKind::Value => Err(Failure::Input(format!(
                "`{change}` was set, and each value of `{told}` replaces it; leave one of them out, or take factors, `{}*`",
                parameter.key.as_str()
            ))),
            _ => Ok(()),
        }
    }
}

/// The files of a case's folder, as bytes.
fn files_of(folder: &Path) -> std::io::Result<Files> {
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_case_file(&name) && entry.path().is_file() {
            files.insert(name, std::fs::read(entry.path())?);
        }
    }
    Ok(files)
}

#[pymethods]
impl Case {
    /// Reads the folder of a case.
    #[staticmethod]
    fn read(py: Python<'_>, folder: PathBuf) -> PyResult<Self> {
        wait(py, None, 1, move |_| Self::of_folder(&folder))
    }

    /// Reads a case from bytes by name of file.
    #[staticmethod]
    fn from_files(py: Python<'_>, name: String, files: Files) -> PyResult<Self> {
        wait(py, None, 1, move |_| Self::of_files(name, files))
    }

    /// Makes a case again from what `state` gave.
    #[staticmethod]
    fn from_state(py: Python<'_>, name: String, files: Files, steps: Vec<Step>) -> PyResult<Self> {
        wait(py, None, 1, move |_| {
            let read = Self::of_files(name, files)?;
            steps
                .iter()
                .try_fold(read, |case, (kind, text)| case.stepped(kind, text))
        })
    }

    /// Name, files and steps: all that makes this case.
    fn state(&self) -> (String, Files, Vec<Step>) {
        (self.name.clone(), (*self.files).clone(), self.steps.clone())
    }

    /// The settings and the tables that state what the case is: values by key, and CSV by name of file. Of a case that nobody changed, those
    /// that it was made from.
    fn stated<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, BTreeMap<String, String>)> {
        let (settings, texts) =
            unwound(|| self.told_as_tables()).map_err(|failure| failure.raise(py))?;
        Ok((toml_object(py, &toml::Value::Table(settings))?, texts))
    }

    /// The case with one more step: `set`, `scenario`, `baseline` or `periods`, and with what.
    fn step(&self, py: Python<'_>, kind: &str, text: &str) -> PyResult<Self> {
        unwound(|| self.stepped(kind, text)).map_err(|failure| failure.raise(py))
    }

    #[getter]
    fn name(&self) -> &str {
        &self.case.name
    }

    #[getter]
    fn title(&self) -> &str {
        &self.case.title
    }

    #[getter]
    fn hash(&self) -> String {
        self.read.hash.to_string()
    }

    #[getter]
    fn horizon_hours(&self) -> f64 {
        self.case.horizon_hours()
    }

    #[getter]
    fn hubs(&self) -> Vec<&str> {
        self.case.hubs.iter().map(|hub| hub.id.as_str()).collect()
    }

    #[getter]
    fn origins(&self) -> Vec<&str> {
        self.case
            .origins
            .iter()
            .map(|one| one.id.as_str())
            .collect()
    }

    #[getter]
    fn workloads(&self) -> Vec<&str> {
        self.case
            .workloads
            .iter()
            .map(|one| one.id.as_str())
            .collect()
    }

    #[getter]
    fn periods(&self) -> Vec<&str> {
        self.case
            .periods
            .iter()
            .map(|one| one.id.as_str())
            .collect()
    }

    /// What is likely a mistake, though it is allowed.
    fn warnings(&self) -> Vec<String> {
        self.read.warnings.iter().map(Warning::to_string).collect()
    }

    /// Limits that were raised over what others let through.
    fn raised_in_vain(&self) -> Vec<String> {
        let found = outdone(&self.read.case, &self.case);
        let told = found
            .iter()
            .map(|limit| format!("{limit}; `{}` raises that", limit.key));
        told.collect()
    }

    /// Names of the scenarios that the settings state.
    fn scenarios(&self) -> Vec<String> {
        let names = self.read.scenarios.iter();
        names.map(|scenario| scenario.name.clone()).collect()
    }

    /// Keys of all that can be changed: key, least and greatest figure, unit.
    fn parameters(&self) -> Vec<(String, Option<f64>, Option<f64>, String)> {
        let all = list_parameters(&self.case).into_iter();
        all.map(|one| (one.key, one.base_low, one.base_high, one.unit.to_owned()))
            .collect()
    }

    /// Solves it.
    fn solve(
        &self,
        py: Python<'_>,
        claims: bool,
        solver: &str,
        told: Option<Py<PyAny>>,
    ) -> PyResult<Study> {
        let solver: Solver = solver
            .parse()
            .map_err(|error| Failure::Input(format!("`{solver}`: {error}")).raise(py))?;
        wait(py, told, 1, move |control| {
            self.fits(1)?;
            let mut found = if claims {
                answer::answer_with(&self.case, solver, control)?
            } else {
                control.run(|| answer::plan(&self.case, solver))?
            };
            found.provenance.case_hash = Some(self.read.hash.to_string());
            found.provenance.options.clone_from(&self.options);
            Ok(Study::new(Body::Answer(Box::new(found))))
        })
    }

    /// Reasons for its plan.
    fn explain(
        &self,
        py: Python<'_>,
        names: Vec<String>,
        within: f64,
        threads_max: Option<usize>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<Study> {
        wait(py, told, threads(threads_max), move |control| {
            self.fits(1)?;
            self.without_held("explain")?;
            let focus =
                Focus::on(&self.case, &names).map_err(|error| Failure::Input(error.to_string()))?;
            let mut found = explain_with(&self.case, &Request { focus, within }, control)?;
            found.provenance = self.provenance();
            Ok(Study::new(Body::Explanation(Box::new(found))))
        })
    }

    /// Where its claims stop being true.
    fn breakeven(
        &self,
        py: Python<'_>,
        drivers: Vec<String>,
        threads_max: Option<usize>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<Study> {
        wait(py, told, threads(threads_max), move |control| {
            self.fits(1)?;
            self.without_held("breakeven")?;
            let names = DriverKind::ALL.map(DriverKind::name);
            if let Some(unknown) = drivers.iter().find(|name| !names.contains(&name.as_str())) {
                return Err(Failure::Input(format!(
                    "no driver is called `{unknown}`; known: {}",
                    names.join(", ")
                )));
            }
            let asked = |kind: &DriverKind| {
                drivers.is_empty() || drivers.iter().any(|name| name == kind.name())
            };
            let kinds: Vec<DriverKind> = DriverKind::ALL.into_iter().filter(asked).collect();
            let mut found = breakeven_with(&self.case, &kinds, control)?;
            found.provenance = self.provenance();
            Ok(Study::new(Body::Breakeven(Box::new(found))))
        })
    }

    /// Which rules cannot hold together.
    fn diagnose(
        &self,
        py: Python<'_>,
        threads_max: Option<usize>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<Study> {
        wait(py, told, threads(threads_max), move |control| {
            self.fits(1)?;
            self.without_held("diagnose")?;
            let found = diagnose_with(&self.case, control)?;
            let mut document = DiagnosisDocument::of(&self.case, &found);
            document.case_hash = Some(self.read.hash.to_string());
            document.options.clone_from(&self.options);
            let text = report::diagnosis_table(&self.case, &found, report::Style::default());
            Ok(Study::new(Body::Diagnosis(Box::new(document), text)))
        })
    }

    /// What the ranges of its figures do to its claims.
    #[allow(clippy::too_many_arguments)]
    fn ranges(
        &self,
        py: Python<'_>,
        points: u64,
        seed: u64,
        shape: &str,
        threads_max: Option<usize>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<Study> {
        let shape = match shape {
            "triangular" => Shape::Triangular,
            "uniform" => Shape::Uniform,
            other => {
                let told = format!("no spread is called `{other}`; known: triangular, uniform");
                return Err(Failure::Input(told).raise(py));
            }
        };
        let options = SampleOptions {
            points,
            seed,
            shape,
            corners: true,
            indices: true,
        };
        wait(py, told, threads(threads_max), move |control| {
            self.fits(1)?;
            self.ranges_of(options, control)
        })
    }

    /// The frontier of two measures, or one for each value of a parameter.
    #[allow(clippy::too_many_arguments)]
    fn frontier(
        &self,
        py: Python<'_>,
        x: &str,
        y: &str,
        key: Option<String>,
        values: Vec<f64>,
        threads_max: Option<usize>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<Study> {
        let axes = axis(x).and_then(|x| Ok([x, axis(y)?]));
        let [x, y] = axes.map_err(|failure| failure.raise(py))?;
        wait(py, told, threads(threads_max), move |control| {
            self.fits(1)?;
            self.without_held("frontier")?;
            let mut provenance = self.provenance();
            let family = match key {
                None => frontier_with(&self.case, x, y, control)
                    .map(Family::from)
                    .map_err(FamilyError::from)?,
                Some(text) => {
                    let parameter = self.parameter(&text, &text)?;
                    refuse_repeated(&text, &values)?;
                    let list: Vec<String> = values.iter().map(ToString::to_string).collect();
                    provenance
                        .options
                        .push(format!("--add {text}={}", list.join(",")));
                    family_with(&self.case, &parameter, &values, [x, y], control)?
                }
            };
            let family = control.run(|| family.with_baselines())?;
            Ok(Study::new(Body::Frontier(Box::new(family), provenance)))
        })
    }

    /// How its plan follows one figure.
    #[allow(clippy::too_many_arguments)]
    fn trace(
        &self,
        py: Python<'_>,
        key: &str,
        start: f64,
        end: f64,
        tolerance: f64,
        threads_max: Option<usize>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<Study> {
        let key = key.to_owned();
        wait(py, told, threads(threads_max), move |control| {
            self.fits(1)?;
            self.without_held("trace")?;
            let parameter = self.parameter(&key, &key)?;
            let found = trace_with(&self.case, &parameter, (start, end), tolerance, control)?;
            Ok(Study::new(Body::Trace(Box::new(found), self.provenance())))
        })
    }

    /// A grid of scenarios, ready to be answered. `path` is what the grid is called, and where its CSV files are looked for.
    fn sweep(
        &self,
        py: Python<'_>,
        grid: String,
        path: PathBuf,
        placements: bool,
        sample: Option<u64>,
        threads_max: Option<usize>,
    ) -> PyResult<Sweep> {
        let case = Arc::clone(&self.case);
        let origin = Origin {
            hash: self.read.hash.to_string(),
            options: self.options.clone(),
        };
        let threads = threads(threads_max);
        wait(py, None, 1, move |_| {
            if sample == Some(0) {
                let told = "`sample` is a number of scenarios, at least 1";
                return Err(Failure::Input(told.to_owned()));
            }
            self.fits(threads)?;
            self.without_held("sweep")?;
            let grid = Grid::parse(&grid, &path, &case).map_err(Failure::Grid)?;
            Ok(Sweep::new(
                (case, origin),
                grid,
                placements,
                sample,
                threads,
            ))
        })
    }
}

impl Case {
    fn ranges_of(
        &self,
        options: SampleOptions,
        control: &eastwest::control::Control<'_>,
    ) -> Result<Study, Failure> {
        let figures = read_figures_bytes(&self.name, &self.files).map_err(Failure::Case)?;
        let figures = figures.ok_or_else(|| {
            Failure::Input(
                "the case has no `figures.csv`, which states the ranges of its figures; the shipped datasets have one"
                    .to_owned(),
            )
        })?;
        let mut read = self.read.case.clone();
        read.baseline = self.case.baseline.clone();
        let moved = Moved {
            read: &read,
            changes: &self.made,
            one_period: self.one_period,
        };
        let study = || ranges_with(moved, &figures, options, control).map_err(Failure::from);
        let mut found = control.run(study)?;
        found.provenance = self.provenance();
        Ok(Study::new(Body::Ranges(Box::new(found))))
    }
}

fn axis(name: &str) -> Result<Axis, Failure> {
    match name {
        "cost" => Ok(Axis::Cost),
        "carbon" => Ok(Axis::Carbon),
        "round-trip" | "round_trip" => Ok(Axis::RoundTrip),
        "green" => Ok(Axis::Green),
        "hourly" => Ok(Axis::Hourly),
        other => Err(Failure::Input(format!(
            "no measure is called `{other}`; known: cost, carbon, round_trip, green, hourly"
        ))),
    }
}

/// Two frontiers of one value would lie over one another.
fn refuse_repeated(text: &str, values: &[f64]) -> Result<(), Failure> {
    let mut seen = values.iter().enumerate();
    match seen.find(|(at, value)| values[..*at].contains(value)) {
        Some((_, value)) => Err(Failure::Input(format!(
            "{text}: {value} is given twice, and each value has one frontier"
        ))),
        None => Ok(()),
    }
}
