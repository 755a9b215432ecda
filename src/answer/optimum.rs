//! A programme of a case with its optimum.

use std::collections::HashMap;

use crate::case::Case;
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::placement::Placement;
use crate::program::Labels;
use crate::solver::{Solution, SolveError, Solved, Solver};

use super::solved;

/// A solved programme.
#[derive(Debug, Clone)]
pub(crate) struct Optimum {
    pub formulation: Formulation,
    pub solved: Solved,
}

impl Optimum {
    /// Solves a programme of a case.
    ///
    /// # Errors
    /// [`SolveError`] where it has no certified optimum.
    pub fn of(case: &Case, formulation: Formulation, solver: Solver) -> Result<Self, SolveError> {
        Ok(Optimum {
            solved: solved(case, &formulation, solver)?,
            formulation,
        })
    }

    /// The plan.
    pub fn placement(&self, case: &Case) -> Placement {
        Placement::read(case, &self.formulation, self.solution())
    }

    pub const fn solution(&self) -> &Solution {
        &self.solved.solution
    }

    /// Values of the columns by what they stand for.
    pub fn values(&self) -> HashMap<ColumnKey, f64> {
        let keys: &[ColumnKey] = match &self.formulation.program.labels {
            Labels::Keyed { columns, .. } => columns,
            Labels::Named { .. } => &[],
        };
        let values = self.solution().x.iter().copied();
        keys.iter().copied().zip(values).collect()
    }
}
