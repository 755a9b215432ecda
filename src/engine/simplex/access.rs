//! # What others may ask of the state
//!
//! Everything here reads; scaled numbers, as the state has them.

use crate::engine::basis::BasisStatus;
use crate::engine::form::Form;
use crate::engine::pivots::Pivots;

use super::state::Simplex;

impl Simplex {
    /// Status of each variable.
    pub(crate) fn statuses(&self) -> &[BasisStatus] {
        &self.basis.status
    }

    /// Whether variable `v` is in the basis.
    pub(crate) fn is_basic(&self, v: usize) -> bool {
        self.basis.status[v] == BasisStatus::Basic
    }

    /// Whether all logicals are basic.
    #[must_use]
    pub(crate) fn is_slack(&self, form: &Form) -> bool {
        self.basis.is_slack(form.columns)
    }

    /// Variables by position.
    pub(crate) fn head(&self) -> &[u32] {
        &self.basis.head
    }

    /// In which directions each variable may move.
    pub(crate) fn moves(&self) -> &[u8] {
        &self.basis.moves
    }

    /// Whether any variable is left that later objectives may move.
    pub(crate) fn has_open(&self) -> bool {
        !self.basis.open.members().is_empty()
    }

    /// Whether a factorisation had to change the basis since [`Simplex::hold_all_but`].
    pub(crate) fn was_repaired(&self) -> bool {
        self.basis.repaired
    }

    /// Value of each variable.
    pub(crate) fn values(&self) -> &[f64] {
        &self.point.x
    }

    /// Bounds in use of variable `v`.
    pub(crate) fn bounds(&self, v: usize) -> (f64, f64) {
        (self.point.lower[v], self.point.upper[v])
    }

    /// Whether all values are within their bounds.
    pub(crate) fn is_feasible(&self) -> bool {
        self.infeasible_count() == 0
    }

    /// Basic variables outside their bounds.
    pub(crate) fn infeasible_count(&self) -> usize {
        self.point.infeasible.members().len()
    }

    /// Nonbasic variables whose move lowers the objective.
    pub(crate) fn attractive_count(&self) -> usize {
        self.prices.attractive.members().len()
    }

    /// Price of each row.
    pub(crate) fn prices(&self) -> &[f64] {
        &self.prices.y
    }

    /// Reduced cost of each variable.
    pub(crate) fn reduced_costs(&self) -> &[f64] {
        &self.prices.d
    }

    /// Reduced costs of the objective of `rank` that are carried on.
    pub(crate) fn carried(&self, rank: usize) -> &[f64] {
        self.prices.carried.of(rank)
    }

    /// Prices and reduced costs, to be [given back](Simplex::give_back_prices).
    pub(crate) fn copy_of_prices(&self) -> [Vec<f64>; 2] {
        [self.prices.y.clone(), self.prices.d.clone()]
    }

    /// Whether bounds in use differ from the true ones.
    pub(crate) fn has_altered_bounds(&self) -> bool {
        self.point.bounds_altered
    }

    /// Whether costs in use differ from the true ones of their rank.
    pub(crate) fn has_altered_costs(&self) -> bool {
        self.prices.cost_altered
    }

    /// Whether steepest edge weights are known.
    pub(crate) fn has_learnt_weights(&self) -> bool {
        self.weights.learnt
    }

    /// Steepest edge weights of the basic variables, in their order.
    pub(crate) fn basic_weights(&self) -> impl Iterator<Item = f64> + '_ {
        self.weights.of_basics(&self.basis.status)
    }

    /// Steps so far.
    pub(crate) fn pivots(&self) -> Pivots {
        self.run.pivots
    }

    /// Steps after which a solve gives up.
    #[cfg(test)]
    pub(crate) fn step_limit(&self) -> usize {
        self.run.iteration_limit
    }

    /// Whether no column was exchanged since the last factorisation.
    pub(crate) fn has_fresh_factors(&self) -> bool {
        self.factorisation.is_fresh()
    }

    /// Whether it is time for new factors.
    pub(crate) fn has_worn_factors(&self) -> bool {
        self.factorisation.is_worn()
    }

    /// Row and entry of the row of B⁻¹ at hand: where the dual method ended, the multipliers that prove infeasibility.
    pub(crate) fn inverse_row(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        let rho = &self.scratch.rho;
        let at = rho.index.iter().map(|&k| k as usize);
        at.map(|k| (self.factorisation.row_at(k), rho.value[k]))
    }

    /// Variable and entry of the column B⁻¹ a_q at hand: where the primal method ended, the direction of unboundedness.
    pub(crate) fn inverse_column(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        let alpha = &self.scratch.alpha;
        let at = alpha.index.iter().map(|&k| k as usize);
        at.map(|k| (self.basis.head[k] as usize, alpha.value[k]))
    }
}
