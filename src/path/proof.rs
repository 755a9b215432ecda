//! # Proof of a piece
//!
//! A plan is proved optimal at one θ by prices: the measure is that of [`crate::solver::certificate`], but for the gap,
//! which is taken against the size of the terms that the objective is the sum of: a weighted objective can be small, or
//! zero, where its terms are large.
//!
//! ```text
//!     gap = |c·x − dual objective| / (1 + Σ_j |c_j·x_j|)
//! ```
//!
//! What a plan shows does not depend on the prices, nor the other way round. Where only costs move, a plan is that of a
//! whole piece, and the prices at its end are also those at the begin of the next piece: each is measured once.

use crate::engine::normalised;
use crate::program::Program;
use crate::solver::certificate::{self, Certificate};

use super::Line;

/// Greatest residual of a proof: ten times the tolerance of the engine.
pub const RESIDUAL: f64 = 1e-8;

/// Greatest gap of a proof.
pub const GAP: f64 = 1e-9;

/// What prices show at one θ: no feasible plan costs less than `objective`, but for the residual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Floor {
    objective: f64,
    /// Greatest price that points at an infinite bound.
    residual: f64,
}

impl Floor {
    /// Without prices nothing is shown.
    pub(super) const NONE: Floor = Floor {
        objective: f64::NEG_INFINITY,
        residual: f64::NAN,
    };

    fn of(program: &Program, y: &[f64]) -> Self {
        let (residual, objective) = certificate::dual_side(program, y);
        Floor {
            objective,
            residual,
        }
    }
}

/// The programme of a line at one θ, for proofs.
#[derive(Debug, Clone)]
pub struct Prover<'a> {
    line: &'a Line,
    program: Program,
    theta: f64,
}

impl<'a> Prover<'a> {
    /// At the begin of the line.
    #[must_use]
    pub fn new(line: &'a Line) -> Self {
        Prover {
            line,
            program: normalised(&line.program),
            theta: 0.0,
        }
    }

    /// Moves to θ, a part of the line.
    pub fn set_theta(&mut self, theta: f64) {
        if theta != self.theta {
            self.theta = theta;
            let Line { drift, program, .. } = self.line;
            drift.move_to(theta, program, &mut self.program);
        }
    }

    /// What the row prices `y` show at the present θ.
    #[must_use]
    pub fn floor(&self, y: &[f64]) -> Floor {
        Floor::of(&self.program, y)
    }

    /// How far the plan `x` is from feasible at the present θ.
    #[must_use]
    pub fn primal_residual(&self, x: &[f64]) -> f64 {
        certificate::primal_residual(&self.program, x)
    }

    /// The certificate of the plan `x`, whose primal residual is known, at the present θ.
    #[must_use]
    pub fn certificate(&self, x: &[f64], primal_residual: f64, floor: Floor) -> Certificate {
        certificate(&self.program, x, primal_residual, floor)
    }
}

/// The certificate of the plan `x`, whose primal residual is known, with the floor that prices give.
#[must_use]
pub fn certificate(
    program: &Program,
    x: &[f64],
    primal_residual: f64,
    floor: Floor,
) -> Certificate {
    let objective = program.objective();
    let (mut cost, mut terms, mut largest) = (objective.constant, 0.0, 1.0_f64);
    for (&c, &x) in objective.coefficients.iter().zip(x) {
        let term = c * x;
        cost += term;
        terms += term.abs();
        if x != 0.0 {
            largest = largest.max(c.abs());
        }
    }
    Certificate {
        primal_residual,
        dual_residual: Some(floor.residual / (1.0 + largest)),
        relative_gap: Some((cost - floor.objective).abs() / (1.0 + terms)),
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
