//! # Proof of a piece at one of its ends
//!
//! The measure of [`crate::solver::certificate`], but for the gap, which is taken against the size of the terms that
//! the objective is the sum of: a weighted objective can be small, or zero, where its terms are large.
//!
//! ```text
//!     gap = |c·x − dual objective| / (1 + Σ_j |c_j·x_j|)
//! ```

use crate::engine::Outcome;
use crate::program::Program;
use crate::solver::Solution;
use crate::solver::certificate::Certificate;

/// Greatest residual of a proof: ten times the tolerance of the engine.
pub const RESIDUAL: f64 = 1e-8;

/// Greatest gap of a proof.
pub const GAP: f64 = 1e-9;

/// Measures an answer to `program`.
#[must_use]
pub fn measure(program: &Program, answer: &Outcome) -> Certificate {
    let solution = Solution {
        x: answer.x.clone(),
        duals: Some(answer.duals.clone()),
    };
    let certificate = Certificate::of(program, &solution);
    let terms = program.objective().coefficients.iter().zip(&answer.x);
    let size: f64 = terms.map(|(c, x)| (c * x).abs()).sum();
    let of_terms = (1.0 + program.objective().value(&answer.x).abs()) / (1.0 + size);
    Certificate {
        relative_gap: certificate.relative_gap.map(|gap| gap * of_terms),
        ..certificate
    }
}

/// Whether it is a proof; NaN is none.
#[must_use]
pub fn holds(proof: &Certificate) -> bool {
    let within = |value: Option<f64>, most| value.is_some_and(|value| value <= most);
    proof.primal_residual <= RESIDUAL
        && within(proof.dual_residual, RESIDUAL)
        && within(proof.relative_gap, GAP)
}
