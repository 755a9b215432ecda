//! # What columns add to figures
//!
//! Every figure of a plan is a sum over the columns in use, and what a unit of a column adds to it may move with what is varied.
//! So whoever reads many plans of one programme has a list of parts by column, and one pass over the columns in use:
//!
//! ```text
//!     along a path               figure += (a + θ·a′)·x        path::figures
//!     by features of a sweep     figure += a·φ_w·x             sweep::indicators
//! ```
//!
//! What the sums then are (costs, emissions, energies) is told by [`Totals`](super::Totals) and [`Energies`](super::Energies),
//! for these and for single plans alike.

/// Parts by column.
#[derive(Debug, Clone)]
pub(crate) struct ByColumn<T> {
    starts: Vec<u32>,
    parts: Vec<T>,
}

impl<T> ByColumn<T> {
    /// The parts of each column, in the order of the columns.
    pub(crate) fn new<L: IntoIterator<Item = T>>(columns: impl Iterator<Item = L>) -> Self {
        let (mut starts, mut parts) = (vec![0], Vec::new());
        for own in columns {
            parts.extend(own);
            starts.push(parts.len() as u32);
        }
        ByColumn { starts, parts }
    }

    /// Columns that there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The parts of column `j`.
    #[inline]
    pub(crate) fn of(&self, j: usize) -> &[T] {
        &self.parts[self.starts[j] as usize..self.starts[j + 1] as usize]
    }

    /// The columns in use at `x`: their values, and their parts.
    #[inline]
    pub(crate) fn in_use<'a>(&'a self, x: &'a [f64]) -> impl Iterator<Item = (f64, &'a [T])> {
        let columns = x.iter().enumerate().filter(|&(_, &value)| value != 0.0);
        columns.map(|(j, &value)| (value, self.of(j)))
    }
}
