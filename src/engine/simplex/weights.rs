//! # Weights of pricing
//!
//! Dual steepest edge weights belong to a basis and are kept with it; Devex weights of the primal method begin anew with each run.

use crate::engine::basis::BasisStatus;

/// Devex weights begin anew where one is greater: they are far from what they stand for then.
const WORN_WEIGHT: f64 = 1e15;

/// Least steepest edge weight.
const LEAST: f64 = 1e-4;

/// Weights of both methods.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    /// Dual steepest edge weight of each basic variable.
    pub(super) dual: Vec<f64>,
    /// Whether they were learnt on the way to the basis, or given with it.
    pub(super) learnt: bool,
    /// Devex weight of each nonbasic variable.
    pub(super) primal: Vec<f64>,
}

impl Weights {
    /// All one.
    pub(super) fn new(variables: usize) -> Self {
        Self {
            dual: vec![1.0; variables],
            learnt: true,
            primal: vec![1.0; variables],
        }
    }

    /// Forgets what was learnt for another basis.
    pub(super) fn forget(&mut self) {
        self.dual.fill(1.0);
        self.learnt = false;
    }

    /// Steepest edge weights of the basic variables, in their order.
    pub(super) fn of_basics<'a>(
        &'a self,
        status: &'a [BasisStatus],
    ) -> impl Iterator<Item = f64> + 'a {
        let weights = status.iter().zip(&self.dual);
        let basic = weights.filter(|(status, _)| **status == BasisStatus::Basic);
        basic.map(|(_, &weight)| weight)
    }

    /// Takes over steepest edge weights of the basic variables, in their order.
    pub(super) fn set_basics(&mut self, status: &[BasisStatus], weights: &[f32]) {
        let own = status.iter().zip(&mut self.dual);
        let basic = own.filter(|(status, _)| **status == BasisStatus::Basic);
        for ((_, own), &weight) in basic.zip(weights) {
            *own = f64::from(weight);
        }
        self.learnt = true;
    }

    /// Weight of a variable with `‖B⁻ᵀ e_p‖²` = `square`: that of the row which it came into by the primal method, over `α_pq²`.
    pub(super) fn enter(&mut self, q: usize, square: f64) {
        self.dual[q] = square.max(LEAST);
    }

    /// Forrest and Goldfarb's update of a basic variable: `ratio` = α_k/α_p, `cross` = τ_k, `weight` that of the row.
    #[inline]
    pub(super) fn update_dual(&mut self, v: usize, ratio: f64, cross: f64, weight: f64) {
        let own = &mut self.dual[v];
        let updated = *own - 2.0 * ratio * cross + ratio * ratio * weight;
        *own = updated.max(LEAST.max(ratio * ratio * LEAST));
    }

    /// Devex weight of a variable that left the basis; all begin anew where it is out of hand.
    pub(super) fn leave(&mut self, leaving: usize, weight: f64) {
        self.primal[leaving] = weight;
        if weight > WORN_WEIGHT {
            self.primal.fill(1.0);
        }
    }
}
