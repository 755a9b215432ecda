//! A programme of a case with its optimum.

use std::collections::HashMap;

use crate::case::Case;
use crate::engine::Basis;
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::placement::Placement;
use crate::program::Labels;
use crate::solver::{Solution, SolveError, Solved, Solver};

use super::held::held_runs;
use super::series::{has_same_numbers, solved_near};
use super::{optimal, solved};

/// A solved programme.
#[derive(Debug, Clone)]
pub(crate) struct Optimum {
    pub formulation: Formulation,
    pub solved: Solved,
    /// Where like programmes may start; none where that was not asked for, or the engine could not certify.
    basis: Option<Basis>,
}

impl Optimum {
    /// Solves a programme of a case.
    ///
    /// # Errors
    /// [`SolveError`] where it has no certified optimum.
    pub fn of(case: &Case, formulation: Formulation, solver: Solver) -> Result<Self, SolveError> {
        Ok(Optimum {
            solved: solved(case, &formulation, solver)?,
            basis: None,
            formulation,
        })
    }

    /// Solves a programme of a case with the engine, from the basis of a like one. A programme whose numbers are those of the like
    /// one is not solved again: the optimum is unique.
    ///
    /// # Errors
    /// [`SolveError`] where it has no certified optimum.
    pub fn near(
        case: &Case,
        formulation: Formulation,
        near: Option<&Optimum>,
    ) -> Result<Self, SolveError> {
        if let Some(same) = near.filter(|near| near.is_of(&formulation)) {
            return Ok(Optimum {
                formulation,
                solved: same.solved.clone(),
                basis: same.basis.clone(),
            });
        }
        if !held_runs(case).is_empty() {
            return Optimum::of(case, formulation, Solver::Engine);
        }
        let known = near.and_then(|near| Some((near.basis.as_ref()?, &near.formulation.program)));
        let (solved, basis) = solved_near(&formulation.program, known)?;
        Ok(Optimum {
            solved: optimal(case, solved, Solver::Engine)?,
            basis,
            formulation,
        })
    }

    fn is_of(&self, formulation: &Formulation) -> bool {
        has_same_numbers(&self.formulation.program, &formulation.program)
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
