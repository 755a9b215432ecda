//! # What the engine says where it proves nothing by its own measure

use super::{Solution, Solved, Solver, checked};
use crate::engine::{self, Reason};
use crate::program::Program;

/// The engine's optimum, where it fails by the engine's own measure but passes by the one that all others are held to: where
/// values or prices are large, their rounding is more than the engine forgives.
pub(super) fn by_the_common_check(program: &Program, outcome: &engine::Outcome) -> Option<Solved> {
    if outcome.status != engine::Status::Uncertified(Reason::Residuals) {
        return None;
    }
    let solution = Solution {
        x: outcome.x.clone(),
        duals: Some(outcome.duals.clone()),
    };
    checked(program, solution, Solver::Engine).ok()
}

/// What it says, in words.
pub(super) fn engine_words(outcome: &engine::Outcome) -> String {
    match outcome.status {
        engine::Status::Uncertified(reason) => match outcome.certificate {
            Some(own) if reason == Reason::Residuals => tr!(
                "{reason} (primal {:.1e}, dual {:.1e}, gap {:.1e})",
                own.primal_residual,
                own.dual_residual.unwrap_or(0.0),
                own.relative_gap.unwrap_or(0.0),
                reason = reason
            ),
            _ => reason.to_string(),
        },
        engine::Status::Optimal => tr!("an optimum whose residuals are too large").to_owned(),
        engine::Status::Infeasible => tr!("infeasible, without a proof").to_owned(),
        engine::Status::Unbounded => {
            tr!("a direction without end, but no feasible point").to_owned()
        }
    }
}
