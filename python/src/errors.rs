//! What goes wrong, as the exceptions of `eastwest._errors`.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use eastwest::breakeven::BreakevenError;
use eastwest::control::Cancelled;
use eastwest::frontier::FamilyError;
use eastwest::frontier::FrontierError;
use eastwest::input::{Fault, Report};
use eastwest::ranges::RangesError;
use eastwest::results::ResultsError;
use eastwest::solver::SolveError;
use eastwest::sweep::GridError;
use eastwest::sweep::SweepError;
use eastwest::trace::TraceError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// Why there is no result.
#[derive(Debug)]
pub enum Failure {
    /// Bad input that has no places of its own: what, and what to do.
    Input(String),
    /// The faults of a case's tables.
    Case(Report),
    /// The faults of a grid.
    Grid(GridError),
    /// No solver could answer.
    Solver(String),
    /// Stopped by who waits for it.
    Cancelled,
    /// A panic: a fault of eastwest.
    Internal(String),
    /// Anything else, such as a file that cannot be written.
    Other(String),
}

/// A fault as `eastwest.Finding` takes it.
#[derive(IntoPyObject)]
struct Finding {
    file: String,
    line: Option<usize>,
    column: Option<String>,
    item: Option<String>,
    message: String,
    note: Option<String>,
    help: Option<String>,
}

impl From<&Fault> for Finding {
    fn from(fault: &Fault) -> Self {
        let place = &fault.location;
        Finding {
            file: place.file.clone(),
            line: place.line,
            column: place.heading.clone(),
            item: place.item.clone(),
            message: fault.problem.to_string(),
            note: fault.note.clone(),
            help: fault.help(),
        }
    }
}

impl From<&eastwest::sweep::Fault> for Finding {
    fn from(fault: &eastwest::sweep::Fault) -> Self {
        Finding {
            file: fault.file.clone(),
            line: fault.line,
            column: None,
            item: None,
            message: fault.message.clone(),
            note: None,
            help: None,
        }
    }
}

fn class<'py>(
    py: Python<'py>,
    kept: &PyOnceLock<Py<PyAny>>,
    name: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let of_module = || {
        let module = py.import("eastwest._errors")?;
        Ok::<_, PyErr>(module.getattr(name)?.unbind())
    };
    Ok(kept.get_or_try_init(py, of_module)?.bind(py).clone())
}

/// An exception of that class, or why there is none.
fn raised<'py>(
    class: PyResult<Bound<'py, PyAny>>,
    message: &str,
    findings: Option<Vec<Finding>>,
) -> PyErr {
    let made = class.and_then(|class| match findings {
        Some(findings) => class.call1((message, findings)),
        None => class.call1((message,)),
    });
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

static CASE_ERROR: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
static SOLVER_ERROR: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
static INTERNAL_ERROR: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

impl Failure {
    /// As Python raises it.
    pub fn raise(self, py: Python<'_>) -> PyErr {
        let case = |message: &str, findings| {
            let class = class(py, &CASE_ERROR, "CaseError");
            raised(class, message, Some(findings))
        };
        match self {
            Failure::Input(message) => case(&message, Vec::new()),
            Failure::Case(report) => {
                let findings = report.faults.iter().map(Finding::from).collect();
                case(&report.to_string(), findings)
            }
            Failure::Grid(error) => {
                let findings = error.faults().iter().map(Finding::from).collect();
                case(&error.to_string(), findings)
            }
            Failure::Solver(message) => {
                raised(class(py, &SOLVER_ERROR, "SolverError"), &message, None)
            }
            Failure::Cancelled => pyo3::exceptions::PyKeyboardInterrupt::new_err(()),
            Failure::Internal(message) => {
                raised(class(py, &INTERNAL_ERROR, "InternalError"), &message, None)
            }
            Failure::Other(message) => pyo3::exceptions::PyOSError::new_err(message),
        }
    }
}

/// Does `work`; a panic becomes [`Failure::Internal`].
pub fn unwound<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(internal(&*panic)))
}

/// What a panic says.
pub fn internal(panic: &(dyn Any + Send)) -> Failure {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    let what = text.unwrap_or("a panic without words");
    Failure::Internal(format!(
        "{what}\nthis is a fault of eastwest {}, not of the case",
        env!("CARGO_PKG_VERSION")
    ))
}

impl From<Cancelled> for Failure {
    fn from(_: Cancelled) -> Self {
        Failure::Cancelled
    }
}

impl From<SolveError> for Failure {
    fn from(error: SolveError) -> Self {
        match error {
            SolveError::Cancelled(_) => Failure::Cancelled,
            other => Failure::Solver(other.to_string()),
        }
    }
}

impl From<BreakevenError> for Failure {
    fn from(error: BreakevenError) -> Self {
        match error {
            BreakevenError::Solve(error) => error.into(),
            BreakevenError::Cancelled(_) => Failure::Cancelled,
            other => Failure::Input(other.to_string()),
        }
    }
}

impl From<FamilyError> for Failure {
    fn from(error: FamilyError) -> Self {
        match error {
            FamilyError::Invalid(error) => Failure::Input(error.to_string()),
            FamilyError::Frontier(error) => error.into(),
            FamilyError::Cancelled(_) => Failure::Cancelled,
            other => Failure::Solver(other.to_string()),
        }
    }
}

impl From<FrontierError> for Failure {
    fn from(error: FrontierError) -> Self {
        match error {
            FrontierError::Cancelled(_) => Failure::Cancelled,
            FrontierError::OneAxis { .. } => Failure::Input(error.to_string()),
            other => Failure::Solver(other.to_string()),
        }
    }
}

impl From<TraceError> for Failure {
    fn from(error: TraceError) -> Self {
        match error {
            TraceError::Cancelled(_) => Failure::Cancelled,
            TraceError::NoOptimum { .. } => Failure::Solver(error.to_string()),
            other => Failure::Input(other.to_string()),
        }
    }
}

impl From<RangesError> for Failure {
    fn from(error: RangesError) -> Self {
        match error {
            RangesError::Solve(error) => error.into(),
            RangesError::Cancelled(_) => Failure::Cancelled,
            other => Failure::Input(other.to_string()),
        }
    }
}

impl From<SweepError> for Failure {
    fn from(error: SweepError) -> Self {
        match error {
            SweepError::Cancelled(_) => Failure::Cancelled,
            SweepError::Invalid(_) => Failure::Input(error.to_string()),
            other => Failure::Other(other.to_string()),
        }
    }
}

impl From<ResultsError> for Failure {
    fn from(error: ResultsError) -> Self {
        match error {
            ResultsError::Cancelled => Failure::Cancelled,
            ResultsError::Input(told) => Failure::Input(told),
            other => Failure::Other(other.to_string()),
        }
    }
}
