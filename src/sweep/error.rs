//! # Why a sweep has no rows

use crate::control::Cancelled;
use crate::parameter::ChangeError;

/// Why there are no rows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SweepError {
    /// The first scenario is no valid case.
    #[error("{}", tr!("first scenario: {}", .0))]
    Invalid(#[from] ChangeError),
    /// The threads that were asked for cannot be had.
    #[error("{}", tr!("cannot start threads: {}", .0))]
    Threads(rayon::ThreadPoolBuildError),
    /// It was asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}
