//! # What other solvers say
//!
//! In a build that has them, they are asked where the engine proves nothing, and what they say is held against it: see
//! [`verdict`](super::verdict).

use super::proof::Proof;
use super::ranked;
use super::reference::Answer;
use super::word::{by_the_common_check, engine_words};
use super::{
    SolveError, Solved, Solver, Status, by_engine, checked, engine_answer, engine_of, proved,
};
use crate::certificate::{TOLERANCE, primal_residual};
use crate::engine::{Basis, BasisStatus};
use crate::program::Program;

/// Who answers where the engine cannot certify.
pub(super) const REFERENCE: Solver = Solver::Clarabel;

/// Who is asked where one word stands against another.
const THIRD: Solver = Solver::Microlp;

/// Two optima agree up to this, relative.
const AGREEMENT: f64 = 1e-6;

/// A distance from a bound, relative, over which a value is within.
const WITHIN: f64 = 1e-7;

/// What others find, as far as it can be checked; who said what goes to `heard`.
pub(super) fn by_others(
    program: &Program,
    doubted: bool,
    heard: &mut Vec<String>,
) -> Option<(Solved, Option<Basis>)> {
    let mut best = None;
    for solver in [REFERENCE, THIRD] {
        let answer = ranked::solve(program, solver);
        heard.push(format!("{solver}: {}", words(&answer)));
        let Ok(Answer::Optimal(solution)) = answer else {
            continue;
        };
        if let Some((solved, basis)) = crossed_over(program, &solution.x, doubted) {
            return Some((solved, Some(basis)));
        }
        if let Some(solved) = best.take_if(|solved| agrees(program, solved, &solution.x)) {
            return Some((solved, None));
        }
        if best.is_none() && solution.duals.is_some() {
            match checked(program, solution, solver) {
                Ok(solved) if !doubted => return Some((solved, None)),
                Ok(solved) => best = Some(solved),
                Err(error) => heard.push(error.to_string()),
            }
        }
    }
    None
}

/// Whether a point is feasible and costs what `solved` does.
fn agrees(program: &Program, solved: &Solved, x: &[f64]) -> bool {
    let own = program.objective().value(x);
    primal_residual(program, x) <= TOLERANCE
        && (own - solved.objective).abs() <= AGREEMENT * (1.0 + own.abs())
}

/// What the engine proves from the basis that a point suggests; where it is `doubted` that there is any feasible point, by its
/// own measure alone.
fn crossed_over(program: &Program, x: &[f64], doubted: bool) -> Option<(Solved, Basis)> {
    let outcome = engine_of(program).solve_from(&suggested(program, x)).ok()?;
    let solved = match engine_answer(program, &outcome) {
        Some(solved) => solved.ok()?,
        None if doubted => return None,
        None => by_the_common_check(program, &outcome)?,
    };
    Some((solved, outcome.basis))
}

/// The basis that a point suggests; loading it mends what is too much or too little.
fn suggested(program: &Program, x: &[f64]) -> Basis {
    let activity = program.matrix.times(x, program.row_count());
    let places = |values: &[f64], lower: &[f64], upper: &[f64]| -> Vec<BasisStatus> {
        let bounds = lower.iter().zip(upper);
        let values = values.iter().zip(bounds);
        values
            .map(|(&value, (&lower, &upper))| place(value, lower, upper))
            .collect()
    };
    Basis::from_statuses(
        &places(x, &program.lower, &program.upper),
        &places(&activity, &program.row_lower, &program.row_upper),
    )
}

fn place(value: f64, lower: f64, upper: f64) -> BasisStatus {
    let near =
        |bound: f64| bound.is_finite() && (value - bound).abs() <= WITHIN * (1.0 + bound.abs());
    if near(lower) {
        BasisStatus::Lower
    } else if near(upper) {
        BasisStatus::Upper
    } else {
        BasisStatus::Basic
    }
}

/// A solver's word that there is no optimum, which comes without a proof, held against the engine. What the
/// engine proves counts: a programme may be infeasible and have a ray as well.
pub(super) fn judged(
    program: &Program,
    status: Status,
    solver: Solver,
) -> Result<Solved, SolveError> {
    let outcome = by_engine(program);
    if proved(outcome.status) == Some(Status::Optimal) {
        return Err(SolveError::Contradicted {
            solver,
            program: program.name.clone(),
            status,
            objective: outcome.objective,
        });
    }
    let proof = Proof::of(program, &outcome);
    match (proved(outcome.status), proof) {
        (Some(status), Some(proof)) => Ok(Solved::without_point(status, proof, solver)),
        _ => Err(SolveError::NoVerdict {
            program: program.name.clone(),
            heard: vec![
                tr!(
                    "{solver}: {}, without a proof",
                    status.name(),
                    solver = solver
                ),
                format!("engine: {}", engine_words(&outcome)),
            ],
        }),
    }
}

fn words(answer: &Result<Answer, SolveError>) -> String {
    match answer {
        Ok(Answer::Optimal(_)) => tr!("an optimum that nothing confirms").to_owned(),
        Ok(Answer::Infeasible) => tr!("infeasible, without a proof").to_owned(),
        Ok(Answer::Unbounded) => tr!("unbounded, without a proof").to_owned(),
        Err(SolveError::Failed { reason, .. }) => reason.clone(),
        Err(other) => other.to_string(),
    }
}
