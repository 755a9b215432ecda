//! # Proof of a piece
//!
//! A plan is proved optimal at one θ by prices: the measures are those of [`crate::certificate`]. A weighted objective
//! can be small, or zero, where its terms are large; and at the end of a path costs themselves can cancel to nothing, and
//! leave their rounding. So the size of a cost is that of the terms that it is the sum of: with `c(θ) = a + θ·r` along the
//! line,
//!
//! ```text
//!     k_j(θ) = |a_j| + θ·|r_j|        t = a typical |a_j| + |r_j|        gap against 1 + Σ_j k_j·|x_j|
//! ```
//!
//! Where costs stand still, k_j is |c_j|, and the certificate is that of `solve`.
//!
//! What a plan shows does not depend on the prices, nor the other way round. Where only costs move, a plan is that of a
//! whole piece, and the prices at its end are also those at the begin of the next piece: each is measured once.

use crate::certificate::{self, Certificate, DualSide, typical_cost};
use crate::engine::normalised_program;
use crate::program::Program;

use super::Line;

/// What prices show at one θ: no feasible plan costs less than `objective`, but for the residual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Floor {
    objective: f64,
    /// The dual residual.
    residual: f64,
}

impl Floor {
    /// Without prices nothing is shown.
    pub(super) const NONE: Floor = Floor {
        objective: f64::NEG_INFINITY,
        residual: f64::NAN,
    };
}

/// What a plan shows at the θ at which it was measured.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    /// One value per column.
    pub plan: Vec<f64>,
    /// Columns that are not zero.
    in_use: Vec<u32>,
    /// How far it is from feasible.
    primal_residual: f64,
}

impl Shown {
    fn of(program: &Program, plan: Vec<f64>) -> Self {
        let columns = plan.iter().zip(0_u32..);
        Shown {
            in_use: columns
                .filter(|&(&x, _)| x != 0.0)
                .map(|(_, j)| j)
                .collect(),
            primal_residual: certificate::primal_residual(program, &plan),
            plan,
        }
    }
}

/// The programme of a line at one θ, for proofs.
#[derive(Debug, Clone)]
pub(crate) struct Prover<'a> {
    line: &'a Line,
    program: Program,
    theta: f64,
    /// By column: by how much its cost moves over the whole line.
    cost_moves: Vec<f64>,
    /// A typical cost along the line.
    typical: f64,
}

impl<'a> Prover<'a> {
    /// At the begin of the line.
    #[must_use]
    pub(crate) fn new(line: &'a Line) -> Self {
        let cost_moves = cost_moves(line);
        let costs = line.program.objective().coefficients.iter();
        let sizes: Vec<f64> = costs
            .zip(&cost_moves)
            .map(|(cost, moves)| cost.abs() + moves)
            .collect();
        Prover {
            line,
            program: normalised_program(&line.program),
            theta: 0.0,
            typical: typical_cost(&sizes),
            cost_moves,
        }
    }

    /// Moves to θ, a part of the line.
    pub(crate) fn set_theta(&mut self, theta: f64) {
        if theta != self.theta {
            self.theta = theta;
            let Line { delta, program, .. } = self.line;
            delta.move_to(theta, program, &mut self.program);
        }
    }

    /// What the row prices `y` show at the present θ.
    #[must_use]
    pub(crate) fn floor(&self, y: &[f64]) -> Floor {
        let size = |j, _| self.cost_size(j);
        let side = DualSide::of_sums(&self.program, y, self.typical, size);
        Floor {
            objective: side.objective,
            residual: side.residual,
        }
    }

    /// What a plan, one value per column, shows at the present θ.
    #[must_use]
    pub(crate) fn shown(&self, plan: Vec<f64>) -> Shown {
        Shown::of(&self.program, plan)
    }

    /// The certificate of a plan at the present θ, with the floor that prices give.
    #[must_use]
    pub(crate) fn certificate(&self, shown: &Shown, floor: Floor) -> Certificate {
        let objective = self.program.objective();
        let (mut cost, mut terms) = (objective.constant, 0.0);
        for &j in &shown.in_use {
            let (j, x) = (j as usize, shown.plan[j as usize]);
            cost += objective.coefficients[j] * x;
            terms += self.cost_size(j) * x.abs();
        }
        Certificate {
            primal_residual: shown.primal_residual,
            dual_residual: Some(floor.residual),
            relative_gap: Some((cost - floor.objective).abs() / (1.0 + terms)),
        }
    }
}

impl Prover<'_> {
    /// The size of what the cost of column `j` is the sum of at the present θ.
    fn cost_size(&self, j: usize) -> f64 {
        match self.cost_moves[j] {
            0.0 => self.program.objective().coefficients[j].abs(),
            change => self.line.program.objective().coefficients[j].abs() + self.theta * change,
        }
    }
}

/// By column: the size of the change of its first cost over a line.
fn cost_moves(line: &Line) -> Vec<f64> {
    let mut moves = vec![0.0; line.program.column_count()];
    for &(j, change) in line.delta.costs.first().into_iter().flatten() {
        moves[j] = f64::abs(change);
    }
    moves
}
