use crate::report::saved::SavedError;
use crate::sweep::SweepError;

/// Why results were not written, or cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResultsError {
    /// What was given is wrong: rows of another sweep, a file that is damaged. Nothing was written.
    #[error("{0}")]
    Input(String),
    /// Anything else: a file that exists, a full disk, no permission.
    #[error("{0:#}")]
    Other(anyhow::Error),
    /// It was asked to stop. Rows that were written stay.
    #[error("{}", tr!("cancelled before its end"))]
    Cancelled,
}

impl ResultsError {
    /// Wrong input, in words.
    pub(crate) fn input(told: impl Into<String>) -> Self {
        ResultsError::Input(told.into())
    }
}

impl From<anyhow::Error> for ResultsError {
    fn from(error: anyhow::Error) -> Self {
        ResultsError::Other(error)
    }
}

impl From<SavedError> for ResultsError {
    fn from(error: SavedError) -> Self {
        ResultsError::Input(tr!("cannot read {error}", error = error))
    }
}

impl From<SweepError> for ResultsError {
    fn from(error: SweepError) -> Self {
        match error {
            SweepError::Invalid(_) => ResultsError::Input(error.to_string()),
            SweepError::Cancelled(_) => ResultsError::Cancelled,
            SweepError::Threads(_) => ResultsError::Other(error.into()),
        }
    }
}
