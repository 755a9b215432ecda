//! A programme of a case with its optimum: where like programmes may start.

use std::collections::HashMap;

use crate::case::Case;
use crate::engine::Basis;
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::placement::Placement;
use crate::program::Labels;
use crate::solver::{self, Solution, SolveError, Solved, Solver};

use super::optimal;
use super::series::{Near, basis_near};

/// A solved programme.
#[derive(Debug, Clone)]
pub(crate) struct Optimum {
    pub formulation: Formulation,
    pub solved: Solved,
    /// None where another solver than the engine answered.
    basis: Option<Basis>,
}

impl Optimum {
    /// Solves a programme of a case, from the basis of a like one where there is one.
    ///
    /// # Errors
    /// [`SolveError`] where it has no certified optimum.
    pub fn of(
        case: &Case,
        formulation: Formulation,
        near: Option<&Optimum>,
        solver: Solver,
    ) -> Result<Self, SolveError> {
        let program = &formulation.program;
        let (solved, basis) = if solver == Solver::Engine {
            let near = near.and_then(|near| {
                let basis = near.basis.as_ref()?;
                let program = &near.formulation.program;
                Some(Near { basis, program })
            });
            solver::solve_from(program, &basis_near(near, program))?
        } else {
            (solver::solve(program, solver)?, None)
        };
        Ok(Optimum {
            solved: optimal(case, solved, solver)?,
            basis,
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
