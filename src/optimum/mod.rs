//! # The optimum of a case's programme
//!
//! Who needs the best plan of a case, or of a programme made from it, asks here: for itself, or near one that is known
//! ([`series`]), and with runs that are held together tried hub by hub ([`held`]).

pub(crate) mod aggregate;
pub mod held;
pub(crate) mod line;
pub(crate) mod series;
pub(crate) mod way;

use crate::case::Case;
use crate::engine::{self, Basis};
use crate::formulation::{Formulation, Values, formulate};
use crate::placement::Placement;
use crate::solver::certificate::Certificate;
use crate::solver::near::{self, Near};
use crate::solver::{self, Solution, SolveError, Solved, Solver, Status, reduction};

use held::held_runs;
use series::{has_same_numbers, solved_near};

/// A solved programme.
#[derive(Debug, Clone)]
pub(crate) struct Optimum {
    pub formulation: Formulation,
    pub solved: Solved,
    /// How near to the best it is, where it was not solved exactly.
    pub near: Option<Near>,
    /// Where like programmes may start; none where that was not asked for, or the engine could not certify.
    basis: Option<Basis>,
}

impl Optimum {
    /// Solves a programme of a case.
    ///
    /// # Errors
    /// [`SolveError`] where it has no certified optimum.
    pub(crate) fn of(
        case: &Case,
        formulation: Formulation,
        solver: Solver,
    ) -> Result<Self, SolveError> {
        Ok(Optimum {
            solved: solved(case, &formulation, solver)?,
            near: None,
            basis: None,
            formulation,
        })
    }

    /// A plan within a relative gap of the best, where the programme has so many blocks that this pays; else the optimum.
    ///
    /// # Errors
    /// As [`Optimum::of`].
    pub(crate) fn within(
        case: &Case,
        formulation: Formulation,
        gap: f64,
    ) -> Result<Self, SolveError> {
        let found = match held_runs(case).is_empty() {
            true => near::solve(&formulation.program, gap)?,
            false => None,
        };
        match found {
            Some((solved, near)) => Ok(Optimum {
                solved,
                near: Some(near),
                basis: None,
                formulation,
            }),
            None => Optimum::of(case, formulation, Solver::Engine),
        }
    }

    /// Any optimum of a programme of one objective of a case, by the engine and without what decides nothing in it.
    ///
    /// # Errors
    /// [`SolveError`] where it has no certified optimum.
    pub(crate) fn any_of(case: &Case, formulation: Formulation) -> Result<Self, SolveError> {
        if !held_runs(case).is_empty() {
            return Optimum::of(case, formulation, Solver::Engine);
        }
        let solved = reduction::solve_any(&formulation.program)?;
        Ok(Optimum {
            solved: optimal(case, solved, Solver::Engine)?,
            near: None,
            basis: None,
            formulation,
        })
    }

    /// Solves a programme of a case with the engine, from the basis of a like one. A programme whose numbers are those of the like
    /// one is not solved again: the optimum is unique.
    ///
    /// # Errors
    /// [`SolveError`] where it has no certified optimum.
    pub(crate) fn near(
        case: &Case,
        formulation: Formulation,
        near: Option<&Optimum>,
    ) -> Result<Self, SolveError> {
        if let Some(same) = near.filter(|near| near.is_of(&formulation)) {
            return Ok(Optimum {
                formulation,
                solved: same.solved.clone(),
                near: same.near,
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
            near: None,
            basis,
            formulation,
        })
    }

    /// A plan that was met on a path, where its optimality is proved, for programmes that rest on its values.
    pub(crate) const fn met(formulation: Formulation, x: Vec<f64>) -> Self {
        Optimum {
            formulation,
            solved: Solved {
                status: Status::Optimal,
                solution: Solution { x, duals: None },
                objective: f64::NAN,
                certificate: Certificate {
                    primal_residual: f64::NAN,
                    dual_residual: None,
                    relative_gap: None,
                },
                proof: None,
                solver: Solver::Engine,
            },
            near: None,
            basis: None,
        }
    }

    fn is_of(&self, formulation: &Formulation) -> bool {
        has_same_numbers(&self.formulation.program, &formulation.program)
    }

    /// The plan.
    pub(crate) fn placement(&self, case: &Case) -> Placement {
        Placement::read(case, &self.formulation, self.solution())
    }

    pub(crate) const fn solution(&self) -> &Solution {
        &self.solved.solution
    }

    /// Values of the columns by what they stand for.
    pub(crate) fn values(&self) -> Values {
        let keys = self.formulation.columns();
        let values = self.solution().x.iter().copied();
        keys.iter().copied().zip(values).collect()
    }
}

/// The programme of a case and its optimum. Shortfalls make every case feasible and all costs are at
/// least zero, so a solver that says otherwise has failed.
pub(crate) fn solve(case: &Case, solver: Solver) -> Result<(Formulation, Solved), SolveError> {
    let formulation = formulate(case);
    let solved = solved(case, &formulation, solver)?;
    Ok((formulation, solved))
}

/// The optimum of a programme of `case`.
pub(crate) fn solved(
    case: &Case,
    formulation: &Formulation,
    solver: Solver,
) -> Result<Solved, SolveError> {
    if !held_runs(case).is_empty() {
        return held::solved(case, formulation, solver);
    }
    optimal(case, solver::solve(&formulation.program, solver)?, solver)
}

/// What a solver found, unless it calls a case infeasible or unbounded.
pub(crate) fn optimal(case: &Case, solved: Solved, solver: Solver) -> Result<Solved, SolveError> {
    match solved.status {
        Status::Optimal => Ok(solved),
        Status::Infeasible | Status::Unbounded => Err(SolveError::Failed {
            solver,
            program: case.name.clone(),
            reason: tr!("it calls it {}, which no case can be", solved.status.name()),
        }),
    }
}

/// Why the engine has no optimum of a programme that has to have one.
pub(crate) fn not_optimal(program: &str, status: engine::Status) -> SolveError {
    SolveError::Failed {
        solver: Solver::Engine,
        program: program.to_owned(),
        reason: why_not(status),
    }
}

/// What the engine says of a programme of which it has no optimum, in words.
pub(crate) fn why_not(status: engine::Status) -> String {
    match status {
        engine::Status::Uncertified(reason) => reason.to_string(),
        engine::Status::Infeasible => tr!("it calls it infeasible").to_owned(),
        engine::Status::Unbounded => tr!("it calls it unbounded").to_owned(),
        engine::Status::Optimal => tr!("its optimum has no certificate").to_owned(),
    }
}
