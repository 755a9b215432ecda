//! The case in which figures are moved.

use crate::case::Case;
use crate::figures;
use crate::parameter::{Change, ChangeError};

use super::RangesError;

/// The case in which figures are moved.
#[derive(Debug, Clone, Copy)]
pub struct Moved<'a> {
    /// As it was read: what `figures.csv` is held to.
    pub read: &'a Case,
    /// Made after the figures were moved: scenarios and `--set`.
    pub changes: &'a [Change],
    /// Whether all periods become one at the end.
    pub one_period: bool,
}

/// What was moved where, and why that is no valid case.
#[derive(Debug)]
pub(super) struct Invalid {
    pub name: String,
    pub figure: f64,
    pub error: Box<ChangeError>,
}

impl Moved<'_> {
    /// The case where figure `i` is `point[i]`.
    ///
    /// # Errors
    /// [`RangesError::Invalid`] where that is no valid case.
    pub fn at(&self, ranges: &[figures::Range<'_>], point: &[f64]) -> Result<Case, RangesError> {
        self.moved(ranges, point).map_err(RangesError::from)
    }

    pub(super) fn moved(
        &self,
        ranges: &[figures::Range<'_>],
        point: &[f64],
    ) -> Result<Case, Invalid> {
        let mut case = self.read.clone();
        figures::put(ranges, point, &mut case).map_err(|(k, error)| Invalid {
            name: ranges[k].name(),
            figure: point[k],
            error: Box::new(error),
        })?;
        for change in self.changes {
            change.apply(&mut case).map_err(|error| Invalid {
                name: change.key.to_string(),
                figure: change.how.figure(),
                error: Box::new(error),
            })?;
        }
        Ok(if self.one_period {
            case.into_averaged()
        } else {
            case
        })
    }
}

impl From<Invalid> for RangesError {
    fn from(
        Invalid {
            name,
            figure,
            error,
        }: Invalid,
    ) -> Self {
        RangesError::Invalid {
            name,
            figure,
            error,
        }
    }
}
