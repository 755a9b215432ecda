//! # Regions as bytes
//!
//! What a [survey](Plan::survey) learnt is written so that it reads back to the last bit: bases, facets, affine results and
//! proofs of all regions, the order in which they are tried, where they held, and the answers to scenarios that have none.
//!
//! ```text
//!     body = four streams, each behind its length:
//!            shape    counts and places, seven bits a byte, and figures by their number where they came before
//!            figures  doubles that come for the first time
//!            facets   coefficients of facets that come for the first time: two singles
//!            words    text
//! ```
//!
//! Regions that lie side by side share most of their figures, and of a basis only what differs from the one before is kept.

mod bytes;
mod reading;
mod writing;

use crate::case::Case;
use crate::language::word;
use crate::parameter::ChangeError;

use super::grid::Grid;
use super::run::{Options, Plan};

/// Why bytes are no regions of a grid.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum AtlasError {
    /// They are not what was written.
    #[error("{}", tr!("it is damaged: {}", word(.0)))]
    Damaged(&'static str),
    /// The first scenario is no valid case.
    #[error("{}", tr!("first scenario: {}", .0))]
    Invalid(#[from] ChangeError),
}

impl<'a> Plan<'a> {
    /// All that a survey learnt, as bytes; nothing before a survey.
    #[must_use]
    pub(crate) fn regions_to_bytes(&self) -> Vec<u8> {
        match (&self.whole, &self.mapped) {
            (Some((_, seeds)), Some(exceptions)) => writing::written(seeds, exceptions),
            _ => Vec::new(),
        }
    }

    /// A plan whose rows are read from regions that a survey of the same case and grid wrote.
    ///
    /// # Errors
    /// [`AtlasError`] where the bytes are not those of such a survey.
    pub(crate) fn from_regions(
        case: &'a Case,
        grid: &'a Grid,
        options: Options,
        regions: &[u8],
    ) -> Result<Self, AtlasError> {
        let mut plan = Plan::unseeded(case, grid, options)?;
        let Some((subject, seeds)) = &plan.whole else {
            return Err(AtlasError::Damaged(tr!(
                "bases of this grid have no regions"
            )));
        };
        let (seeds, exceptions) = reading::read(regions, subject, seeds, plan.len())?;
        plan.map(seeds, exceptions);
        Ok(plan)
    }
}
