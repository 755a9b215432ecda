//! # Exactly, or near
//!
//! Who rests several programmes on one plan solves all of them as that was: at the optimum itself, or within a gap of it.

use super::Optimum;
use super::held::held_runs;
use crate::case::Case;
use crate::control;
use crate::formulation::Formulation;
use crate::solver::near::{self, Near};
use crate::solver::{SolveError, Solver};

/// How programmes are solved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Way {
    /// By a solver, at the optimum.
    Exactly(Solver),
    /// By the method over blocks within a relative gap, where the programme has so many that this pays.
    Within(f64),
}

impl Way {
    /// As a plan was solved that is so near.
    pub(crate) fn of(near: Option<&Near>) -> Self {
        near.map_or(Way::Exactly(Solver::Engine), |near| {
            Way::Within(near.asked_gap)
        })
    }

    /// The relative gap within which plans will do; none where they have to be exact.
    pub(crate) const fn gap(self) -> Option<f64> {
        match self {
            Way::Exactly(_) => None,
            Way::Within(gap) => Some(gap),
        }
    }

    /// Who solves what has to be exact.
    pub(crate) const fn solver(self) -> Solver {
        match self {
            Way::Exactly(solver) => solver,
            Way::Within(_) => Solver::Engine,
        }
    }

    /// The best plan of a programme of a case, by all its objectives where it is exact.
    ///
    /// # Errors
    /// [`SolveError`] where it has none, or where somebody asked to stop.
    pub(crate) fn best(self, case: &Case, formulation: Formulation) -> Result<Optimum, SolveError> {
        match self {
            Way::Exactly(solver) => Optimum::of(case, formulation, solver),
            Way::Within(gap) => {
                let optimum = Optimum::within(case, formulation, gap)?;
                control::go_on()?;
                Ok(optimum)
            }
        }
    }
}

impl Optimum {
    /// A plan of a programme of a case that is within a relative gap of the best by its one objective, found without what decides nothing in
    /// it, by the method over blocks; `None` where that finds none.
    ///
    /// # Errors
    /// [`SolveError`] where somebody asked to stop.
    pub(crate) fn any_within(
        case: &Case,
        formulation: Formulation,
        gap: f64,
    ) -> Result<Option<Self>, SolveError> {
        if !held_runs(case).is_empty() {
            return Ok(None);
        }
        let found = near::solve_any(&formulation.program, gap)?;
        control::go_on()?;
        Ok(found.map(|(solved, near)| Optimum {
            formulation,
            solved,
            near: Some(near),
            basis: None,
        }))
    }
}
