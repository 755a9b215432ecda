//! The programmes of the claims, for any other solver.

use super::compare::Kept;
use super::{compare_by, headroom, kind};
use crate::case::{Case, Kind};
use crate::formulation::{Formulation, formulate};
use crate::optimum::Optimum;
use crate::optimum::way::Way;
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
    pub(crate) const ALL: [ClaimProgram; 6] = [
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
        let mut kept = Kept::new(Way::Exactly(solver));
        compare_by(case, &plan.placement(case), |asked, case| {
            kept.place(asked, case)
        })?;
        let formulation = match self {
            ClaimProgram::Baseline => kept.baseline(case).map(|(_, of)| of.formulation.clone()),
            ClaimProgram::Only(kind) => only(case, kind, &kept)?,
            ClaimProgram::HeadroomBaseline => match kept.baseline(case) {
                Some((compared, baseline)) => room(case, compared, baseline, true)?,
                None => None,
            },
            ClaimProgram::HeadroomPlan => match kept.baseline(case) {
                Some((compared, _)) => room(case, compared, kept.plan().unwrap_or(&plan), false)?,
                None => None,
            },
        };
        Ok(formulation.map(|formulation| Program {
            name: format!("{}-{}", case.name, self.name()),
            ..formulation.program
        }))
    }
}

/// The programme that the claim of a kind was read from.
fn only(case: &Case, kind: Kind, kept: &Kept) -> Result<Option<Formulation>, SolveError> {
    let Some((compared, baseline)) = kept.baseline(case) else {
        return Ok(None);
    };
    if !compared.workloads.iter().any(|work| work.kind() == kind) {
        return Ok(None);
    }
    let optimum = kind::only_optimum(compared, kind, baseline, Way::Exactly(Solver::Engine))?;
    Ok(Some(optimum.formulation))
}

/// The programme that a headroom was read from, with policies kept or let go as there.
fn room(
    case: &Case,
    compared: &Case,
    before: &Optimum,
    is_held: bool,
) -> Result<Option<Formulation>, SolveError> {
    let services = headroom::tightest(case);
    if services.is_empty() || headroom::out_of_reach_share(case, &services) >= 1.0 {
        return Ok(None);
    }
    let grown = headroom::grown(case, compared, &services);
    let (optimum, _) = headroom::widest(&grown, &services, before, is_held, None)?;
    Ok(Some(optimum.formulation))
}
