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

#[cfg(feature = "reference")]
use super::others::by_others;
use super::word::{by_the_common_check, engine_words};
use super::{Solution, SolveError, Solved, Status, by_engine, proved};
use crate::certificate::{Certificate, Tolerances};
use crate::control;
use crate::engine::{self, Basis, Reason};
use crate::program::Program;

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
    if let Some(answered) = by_others(program, is_doubted(outcome.status), &mut heard) {
        return Ok(answered);
    }
    Err(SolveError::NoVerdict {
        program: program.name.clone(),
        heard,
    })
}

/// A build without others has none to ask.
#[cfg(not(feature = "reference"))]
fn by_others(_: &Program, _: bool, heard: &mut Vec<String>) -> Option<(Solved, Option<Basis>)> {
    heard.push(tr!("this build has no other solver").to_owned());
    None
}

/// Whether the engine ended on the side of "there is no optimum".
fn is_doubted(status: engine::Status) -> bool {
    match status {
        engine::Status::Uncertified(reason) => matches!(reason, Reason::Farkas | Reason::Ray),
        engine::Status::Infeasible | engine::Status::Unbounded => true,
        engine::Status::Optimal => false,
    }
}

/// An optimum that comes without prices, or only just within tolerance, held against the engine: by its prices it
/// has to be the best.
pub(super) fn confirmed(program: &Program, solved: Solved) -> Result<Solved, SolveError> {
    let own = &solved.certificate;
    if own.proves_within(&Tolerances::TIGHT) {
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
