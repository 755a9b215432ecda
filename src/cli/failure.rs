//! How a command fails, and with which exit code.

use super::help;
use eastwest::report::saved::SavedError;
use eastwest::results::ResultsError;
use eastwest::solver::{SolveError, Solver};
use eastwest::sweep::SweepError;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was typed is no command, or asks for help: clap tells. Exit code 2, and 0 for help.
    Usage(clap::Error),
    /// Bad input, already in the words of its report. Exit code 2.
    Input(String),
    /// No solver could answer, and another one can be asked for with `--solver`. Exit code 3.
    Solver(SolveError),
    /// The engine could not certify what was asked. Exit code 3.
    NoAnswer(String),
    /// Stopped on request, with what to do next. The exit code is that of shells: 128 and the signal's number.
    Interrupted { told: String, code: u8 },
    /// Anything else. Exit code 1.
    Other(anyhow::Error),
    /// Whoever reads our output has read enough (`| head`): no failure. Exit code 0.
    Closed,
}

impl Failure {
    /// Says it on standard error; gives the exit code.
    pub(crate) fn report(&self) -> u8 {
        match self {
            Failure::Usage(error) => {
                // who does not listen cannot be told
                let _ = help::print(error);
            }
            Failure::Input(report) | Failure::Interrupted { told: report, .. } => {
                say!("{}", report.trim_end())
            }
            Failure::Solver(error) => {
                let others: Vec<_> = Solver::ALL.iter().map(|solver| solver.name()).collect();
                say!(
                    "error: {error}\nhelp: another solver may do better; `--solver` takes {}",
                    others.join(", "),
                    error = error
                );
            }
            Failure::NoAnswer(error) => say!("error: {error}", error = error),
            Failure::Other(error) => say!("error: {error:#}", error = error),
            Failure::Closed => {}
        }
        match self {
            Failure::Usage(error) => u8::try_from(error.exit_code()).unwrap_or(2),
            Failure::Closed => 0,
            Failure::Other(_) => 1,
            Failure::Input(_) => 2,
            Failure::Solver(_) | Failure::NoAnswer(_) => 3,
            Failure::Interrupted { code, .. } => *code,
        }
    }
}

impl From<SolveError> for Failure {
    /// Most commands have no `--solver`, and do not advise it.
    fn from(error: SolveError) -> Self {
        Failure::NoAnswer(error.to_string())
    }
}

impl From<SweepError> for Failure {
    fn from(error: SweepError) -> Self {
        match error {
            SweepError::Invalid(error) => {
                Failure::Input(tr!("error: first scenario: {error}", error = error))
            }
            other => Failure::Other(other.into()),
        }
    }
}

impl From<ResultsError> for Failure {
    fn from(error: ResultsError) -> Self {
        match error {
            ResultsError::Input(told) => Failure::Input(tr!("error: {told}", told = told)),
            ResultsError::Other(error) => error.into(),
            other => anyhow::Error::new(other).into(),
        }
    }
}

impl From<SavedError> for Failure {
    fn from(error: SavedError) -> Self {
        Failure::Input(tr!("error: cannot read {error}", error = error))
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        let broken_pipe = |cause: &(dyn std::error::Error + 'static)| {
            cause
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
        };
        if error.chain().any(broken_pipe) {
            Failure::Closed
        } else {
            Failure::Other(error)
        }
    }
}
