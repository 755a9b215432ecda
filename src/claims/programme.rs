//! The programmes of the claims, for any other solver.

use super::compare::Kept;
use super::{compare_by, headroom, kind};
use crate::case::{Case, Kind};
use crate::formulation::{Formulation, formulate};
use crate::optimum::Optimum;
use crate::program::Program;
use crate::solver::{SolveError, Solver};

/// A programme that a claim is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimProgram {
    /// The baseline, for the load that it and the plan can serve.
    Baseline,
    /// The plan in which one kind of work alone may leave its baseline places.
    Only(Kind),
    /// Headroom of the tightest services with everything else at its baseline place.
    HeadroomBaseline,
    /// Headroom of the tightest services with everything else free.
    HeadroomPlan,
}

impl ClaimProgram {
    /// All of them.
    pub const ALL: [ClaimProgram; 6] = [
        ClaimProgram::Baseline,
        ClaimProgram::Only(Kind::Training),
        ClaimProgram::Only(Kind::Storage),
        ClaimProgram::Only(Kind::Inference),
        ClaimProgram::HeadroomBaseline,
        ClaimProgram::HeadroomPlan,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ClaimProgram::Baseline => "baseline",
            ClaimProgram::Only(Kind::Training) => "only-training",
            ClaimProgram::Only(Kind::Storage) => "only-storage",
            ClaimProgram::Only(Kind::Inference) => "only-inference",
            ClaimProgram::HeadroomBaseline => "headroom-baseline",
            ClaimProgram::HeadroomPlan => "headroom-plan",
        }
    }

    /// The programme for a case, as the claims have it: loads that stand still are fixed at the values of the programme that they
    /// come from, which is solved for them. `None` where the case has no such work.
    ///
    /// # Errors
    /// [`SolveError`] where what it rests on cannot be solved.
    pub fn of(self, case: &Case) -> Result<Option<Program>, SolveError> {
        let solver = Solver::Engine;
        let plan = Optimum::of(case, formulate(case), solver)?;
        let mut kept = Kept::new(solver);
        compare_by(case, &plan.placement(case), |asked, case| {
            kept.place(asked, case)
        })?;
        let formulation = match self {
            ClaimProgram::Baseline => kept.baseline(case).map(|(_, of)| of.formulation.clone()),
            ClaimProgram::Only(kind) => only(case, kind, &kept),
            ClaimProgram::HeadroomBaseline => {
                kept.first().and_then(|first| room(case, first, true))
            }
            ClaimProgram::HeadroomPlan => room(case, &plan, false),
        };
        Ok(formulation.map(|formulation| Program {
            name: format!("{}-{}", case.name, self.name()),
            ..formulation.program
        }))
    }
}

fn only(case: &Case, kind: Kind, kept: &Kept) -> Option<Formulation> {
    let (compared, baseline) = kept.baseline(case)?;
    let has_kind = compared.workloads.iter().any(|work| work.kind() == kind);
    has_kind.then(|| kind::only_kind(compared, kind, baseline, 0.0))
}

fn room(case: &Case, before: &Optimum, is_held: bool) -> Option<Formulation> {
    let services = headroom::tightest(case);
    (!services.is_empty()).then(|| headroom::programme(case, &services, (before, 0.0), is_held))
}
