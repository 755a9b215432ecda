//! # From a case to an answer
//!
//! The phases in order: [`formulate`], [`solve`](crate::solver::solve),
//! [`Placement::read`], [`assess`](crate::claims::assess).

use crate::case::Case;
use crate::claims::{self, Claims};
use crate::control::Control;
use crate::diagnosis::{self, Conflict};
use crate::formulation::formulate;
use crate::optimum::way::Way;
use crate::optimum::{Optimum, aggregate};
use crate::placement::Placement;
use crate::placement::kinds::Kinds;
use crate::solver::near::{Near, Precision};
use crate::solver::{SolveError, Solver, certificate::Certificate};

/// Where an answer comes from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Provenance {
    /// Version of eastwest.
    pub version: String,
    /// SHA-256 of the case's files, where it was read from files.
    pub case_hash: Option<String>,
    /// Which solver answered.
    pub solver: String,
    /// What was asked for: `--periods`, `--set`.
    pub options: Vec<String>,
}

impl Provenance {
    /// That of this version, for a case built in code.
    #[must_use]
    pub fn of(solver: Solver) -> Self {
        Provenance {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            case_hash: None,
            solver: solver.name().to_owned(),
            options: Vec::new(),
        }
    }
}

/// A checked plan with its claims and its origin.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The case as solved: with every change applied.
    pub case: Case,
    /// The plan.
    pub placement: Placement,
    /// Value of the first objective, CNY.
    pub objective_cny: f64,
    /// Proof of the plan.
    pub certificate: Certificate,
    /// How near to the best it is, where it was not solved exactly.
    pub near: Option<Near>,
    /// Kinds of hour, where there are many.
    pub kinds: Option<Kinds>,
    /// The three claims; `None` where the plan alone was asked for.
    pub claims: Option<Claims>,
    /// Where the plan falls short: the first few sets of rules that cannot hold together. None where all is met, or where
    /// a penalty is cheaper than a rule that could be kept.
    pub conflicts: Vec<Conflict>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Rows of the programme.
    pub row_count: usize,
    /// Columns of the programme.
    pub column_count: usize,
}

impl Answer {
    /// `optimal` where everything asked for is met, `shortfall` where the best plan falls short; `stopped` and `stalled` where the plan is less
    /// near to the best than was asked for, since somebody stopped it or since the method got no further; `aggregated` where it was found with
    /// representative periods.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match self.near.filter(|near| !near.is_reached()) {
            Some(near) if near.is_stopped => "stopped",
            Some(_) => "stalled",
            None if self.near.is_some_and(|near| near.aggregate.is_some()) => "aggregated",
            None if self.placement.shortfalls.is_empty() => "optimal",
            None => "shortfall",
        }
    }
}

/// Conflicts that an answer tells; [`diagnosis::diagnose`] finds them all.
const CONFLICTS: usize = 3;

/// Solves a case and measures the claims.
///
/// # Errors
/// [`SolveError`] where a programme cannot be solved or its answer does not pass the check.
pub fn answer(case: &Case, solver: Solver) -> Result<Answer, SolveError> {
    answer_with(case, solver, &Control::default())
}

/// As [`answer`], until `control` stops it.
///
/// # Errors
/// As [`answer`], and where it is stopped.
pub fn answer_with(
    case: &Case,
    solver: Solver,
    control: &Control<'_>,
) -> Result<Answer, SolveError> {
    control.run(|| answered(case, solver, control))
}

fn answered(case: &Case, solver: Solver, control: &Control<'_>) -> Result<Answer, SolveError> {
    control.tell("the plan", 0.0, 2.0);
    let (mut answer, optimum) = plan_with_optimum(case, solver)?;
    control.tell("the claims", 1.0, 2.0);
    let plan = &answer.placement;
    answer.claims = Some(claims::assess_from(case, plan, Some(&optimum), solver)?);
    Ok(answer)
}

/// Solves a case and measures nothing else.
///
/// # Errors
/// As [`answer`].
pub fn plan(case: &Case, solver: Solver) -> Result<Answer, SolveError> {
    plan_with_optimum(case, solver).map(|(answer, _)| answer)
}

/// As [`plan`] by the engine, as near to the best as `precision` asks for, until `control` stops it: then the best plan so far, where there is
/// one, and [`Answer::near`] says so. Of a plan that is not exact, conflicts are not looked for.
///
/// # Errors
/// As [`answer`], and where it is stopped before there is a plan.
pub(crate) fn plan_within(
    case: &Case,
    precision: Precision,
    control: &Control<'_>,
) -> Result<Answer, SolveError> {
    control.run_to_its_best(|| answer_of(case, &optimum_within(case, precision)?))
}

/// As [`plan_within`], with the claims, each of whose programmes is solved as the plan was. Where somebody asks to stop, the answer has the
/// best plan so far and no claims.
///
/// # Errors
/// As [`plan_within`].
pub(crate) fn answer_within(
    case: &Case,
    precision: Precision,
    control: &Control<'_>,
) -> Result<Answer, SolveError> {
    control.run_to_its_best(|| {
        control.tell("the plan", 0.0, 2.0);
        let optimum = optimum_within(case, precision)?;
        let mut answer = answer_of(case, &optimum)?;
        control.tell("the claims", 1.0, 2.0);
        let way = Way::of(optimum.near.as_ref());
        let claims = claims::assess_by(case, &answer.placement, Some(&optimum), way);
        answer.claims = match claims {
            Err(SolveError::Cancelled(_)) => None,
            claims => Some(claims?),
        };
        Ok(answer)
    })
}

/// The best plan by the engine, or one as near to it as `precision` asks for.
fn optimum_within(case: &Case, precision: Precision) -> Result<Optimum, SolveError> {
    match precision {
        Precision::Exact => Optimum::of(case, formulate(case), Solver::Engine),
        Precision::Within(gap) => Optimum::within(case, formulate(case), gap),
        Precision::Aggregated(count, gap) => aggregate::aggregated(case, count, gap),
    }
}

fn plan_with_optimum(case: &Case, solver: Solver) -> Result<(Answer, Optimum), SolveError> {
    let optimum = Optimum::of(case, formulate(case), solver)?;
    let answer = answer_of(case, &optimum)?;
    Ok((answer, optimum))
}

/// The answer that an optimum is, without claims; with the first conflicts, if it is exact.
fn answer_of(case: &Case, optimum: &Optimum) -> Result<Answer, SolveError> {
    let placement = optimum.placement(case);
    let conflicts = if placement.shortfalls.is_empty() || optimum.near.is_some() {
        Vec::new()
    } else {
        diagnosis::conflicts(case, &placement.shortfalls, CONFLICTS)?.0
    };
    let (solved, program) = (&optimum.solved, &optimum.formulation.program);
    Ok(Answer {
        conflicts,
        objective_cny: solved.objective,
        certificate: solved.certificate,
        provenance: Provenance::of(solved.solver),
        row_count: program.row_count(),
        column_count: program.column_count(),
        case: case.clone(),
        placement,
        kinds: Kinds::of(case, &optimum.formulation, optimum.solution()),
        claims: None,
        near: optimum.near,
    })
}
