//! # Who is believed
//!
//! What the engine proves counts. Where it proves nothing, others are asked, and what they say counts as far as it can be
//! checked:
//!
//! - an optimum by its prices: its certificate, the engine's own if it passes the check that all others are held to. Where the engine ended on the side of "infeasible" or "unbounded", residuals
//!   within tolerance are no proof against that, so a third solver has to find the same optimum;
//! - a point is where the engine starts again, from the basis that it suggests: columns and rows strictly within their bounds
//!   are basic (a crossover in its simplest form). What it then proves counts as any other proof of its own;
//! - "infeasible" and "unbounded" come without a proof, and count for nothing.

use super::proof::Proof;
use super::ranked;
use super::reference::Answer;
use super::{
    Solution, SolveError, Solved, Solver, Status, by_engine, checked, engine_answer, engine_of,
    proved,
};
use crate::certificate::{Certificate, TOLERANCE, primal_residual};
use crate::control;
use crate::engine::{self, Basis, Place, Reason};
use crate::program::Program;

/// Who answers where the engine cannot certify.
const REFERENCE: Solver = Solver::Clarabel;

/// Who is asked where one word stands against another.
const THIRD: Solver = Solver::Microlp;

/// Two optima agree up to this, relative.
const AGREEMENT: f64 = 1e-6;

/// A distance from a bound, relative, over which a value is within.
const WITHIN: f64 = 1e-7;

/// Residuals and gaps up to this need no second look.
const TIGHT: f64 = 1e-9;

/// The answer to a programme at which the engine ended with `outcome`, which is not proved; with its basis where it has one.
pub(super) fn handed_on(
    program: &Program,
    outcome: &engine::Outcome,
) -> Result<(Solved, Option<Basis>), SolveError> {
    // an engine that was stopped is no reason to ask others
    control::go_on()?;
    let mut heard = vec![format!("engine: {}", engine_words(outcome))];
    if let Some(solved) = by_the_common_check(program, outcome) {
        return Ok((solved, Some(outcome.basis.clone())));
    }
    let doubted = is_doubted(outcome.status);
    let mut best = None;
    for solver in [REFERENCE, THIRD] {
        let answer = ranked::solve(program, solver);
        heard.push(format!("{solver}: {}", words(&answer)));
        let Ok(Answer::Optimal(solution)) = answer else {
            continue;
        };
        if let Some((solved, basis)) = crossed_over(program, &solution.x, doubted) {
            return Ok((solved, Some(basis)));
        }
        if let Some(solved) = best.take_if(|solved| agrees(program, solved, &solution.x)) {
            return Ok((solved, None));
        }
        if best.is_none() && solution.duals.is_some() {
            match checked(program, solution, solver) {
                Ok(solved) if !doubted => return Ok((solved, None)),
                Ok(solved) => best = Some(solved),
                Err(error) => heard.push(error.to_string()),
            }
        }
    }
    Err(SolveError::NoVerdict {
        program: program.name.clone(),
        heard,
    })
}

/// Whether the engine ended on the side of "there is no optimum".
fn is_doubted(status: engine::Status) -> bool {
    match status {
        engine::Status::Uncertified(reason) => matches!(reason, Reason::Farkas | Reason::Ray),
        engine::Status::Infeasible | engine::Status::Unbounded => true,
        engine::Status::Optimal => false,
    }
}

/// The engine's optimum, where it fails by the engine's own measure but passes by the one that all others are held to: where
/// values or prices are large, their rounding is more than the engine forgives.
fn by_the_common_check(program: &Program, outcome: &engine::Outcome) -> Option<Solved> {
    if outcome.status != engine::Status::Uncertified(Reason::Residuals) {
        return None;
    }
    let solution = Solution {
        x: outcome.x.clone(),
        duals: Some(outcome.duals.clone()),
    };
    checked(program, solution, Solver::Engine).ok()
}

/// Whether a certificate needs no second look.
fn is_tight(own: &Certificate) -> bool {
    let tight = |value: Option<f64>| value.is_some_and(|value| value <= TIGHT);
    own.primal_residual <= TIGHT && tight(own.dual_residual) && tight(own.relative_gap)
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
    let places = |values: &[f64], lower: &[f64], upper: &[f64]| -> Vec<Place> {
        let bounds = lower.iter().zip(upper);
        let values = values.iter().zip(bounds);
        values
            .map(|(&value, (&lower, &upper))| place(value, lower, upper))
            .collect()
    };
    Basis::from_places(
        &places(x, &program.lower, &program.upper),
        &places(&activity, &program.row_lower, &program.row_upper),
    )
}

fn place(value: f64, lower: f64, upper: f64) -> Place {
    let near =
        |bound: f64| bound.is_finite() && (value - bound).abs() <= WITHIN * (1.0 + bound.abs());
    if near(lower) {
        Place::Lower
    } else if near(upper) {
        Place::Upper
    } else {
        Place::Basic
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
                format!("{solver}: {}, without a proof", status.name()),
                format!("engine: {}", engine_words(&outcome)),
            ],
        }),
    }
}

/// An optimum that comes without prices, or only just within tolerance, held against the engine: by its prices it
/// has to be the best.
pub(super) fn confirmed(program: &Program, solved: Solved) -> Result<Solved, SolveError> {
    let own = &solved.certificate;
    if is_tight(own) {
        return Ok(solved);
    }
    let (name, solver) = (|| program.name.clone(), solved.solver);
    let outcome = by_engine(program);
    match proved(outcome.status) {
        Some(Status::Optimal) => {
            let mut solution = solved.solution.clone();
            solution.duals = Some(outcome.duals);
            let certificate = Certificate::of(program, &solution);
            if certificate.holds() {
                let duals = solved.solution.duals;
                let solution = Solution { duals, ..solution };
                Ok(Solved {
                    certificate,
                    solution,
                    ..solved
                })
            } else {
                let program = name();
                Err(SolveError::Uncertified {
                    solver,
                    program,
                    certificate,
                })
            }
        }
        Some(status) => Err(SolveError::Disproved {
            solver,
            program: name(),
            status,
        }),
        // its own prices prove it, if not by much
        None if own.dual_residual.is_some() && !is_doubted(outcome.status) => Ok(solved),
        None => Err(SolveError::NoVerdict {
            program: name(),
            heard: vec![
                format!("{solver}: optimal, {}", program.reported(solved.objective)),
                format!("engine: {}", engine_words(&outcome)),
            ],
        }),
    }
}

fn engine_words(outcome: &engine::Outcome) -> String {
    match outcome.status {
        engine::Status::Uncertified(reason) => match outcome.certificate {
            Some(own) if reason == Reason::Residuals => format!(
                "{reason} (primal {:.1e}, dual {:.1e}, gap {:.1e})",
                own.primal_residual,
                own.dual_residual.unwrap_or(0.0),
                own.relative_gap.unwrap_or(0.0)
            ),
            _ => reason.to_string(),
        },
        engine::Status::Optimal => "an optimum whose residuals are too large".to_owned(),
        engine::Status::Infeasible => "infeasible, without a proof".to_owned(),
        engine::Status::Unbounded => "a direction without end, but no feasible point".to_owned(),
    }
}

fn words(answer: &Result<Answer, SolveError>) -> String {
    match answer {
        Ok(Answer::Optimal(_)) => "an optimum that nothing confirms".to_owned(),
        Ok(Answer::Infeasible) => "infeasible, without a proof".to_owned(),
        Ok(Answer::Unbounded) => "unbounded, without a proof".to_owned(),
        Err(SolveError::Failed { reason, .. }) => reason.clone(),
        Err(other) => other.to_string(),
    }
}
