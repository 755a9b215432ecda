//! # Solves with the basis for others
//!
//! On fresh factors, in scaled numbers, the spare column as room.

use crate::engine::basis::BasisStatus;
use crate::engine::form::Form;
use crate::engine::sparse::SparseVector;

use super::state::Simplex;

impl Simplex {
    /// Fresh factors of the present basis.
    pub(crate) fn refresh_factors(&mut self, form: &Form) {
        if self.factorisation.is_stale() || !self.factorisation.is_fresh() {
            self.rest();
            self.factorise(form);
        }
    }

    /// Solves `B v = rhs` in unscaled numbers, right-hand sides not scaled: `rhs` by row, `v` by position.
    pub(crate) fn solve_rows(&mut self, form: &Form, rhs: &[f64]) -> Vec<f64> {
        let mut vector = self.spare();
        for (i, &b) in rhs.iter().enumerate() {
            vector.value[self.factorisation.position_of_row(i)] = b * form.row_factor(i);
        }
        self.factorisation.solve(&mut vector);
        let head = self.basis.head.iter().zip(&vector.value);
        let values = head.map(|(&v, x)| x * form.basis_factor(v as usize));
        let values = values.collect();
        self.scratch.tau = vector;
        values
    }

    /// Solves `Bᵀ y = costs` in unscaled numbers: `costs` by position, `y` by row.
    pub(crate) fn solve_positions(&mut self, form: &Form, costs: &[f64]) -> Vec<f64> {
        let mut vector = self.spare();
        let head = self.basis.head.iter().zip(costs);
        for (own, (&v, &c)) in vector.value.iter_mut().zip(head) {
            *own = c * form.basis_factor(v as usize);
        }
        self.factorisation.solve_transposed(&mut vector);
        let mut prices = vec![0.0; vector.value.len()];
        for (k, &i) in self.factorisation.rows().iter().enumerate() {
            prices[i as usize] = vector.value[k] * form.row_factor(i as usize);
        }
        self.scratch.tau = vector;
        prices
    }

    /// Steepest edge weights of the basic variables of the present basis, which has fresh factors: `‖B⁻ᵀ e_p‖²` each, one solve a row.
    pub(crate) fn compute_dual_weights(&mut self) {
        let mut row = std::mem::take(&mut self.scratch.tau);
        for (p, &v) in self.basis.head.iter().enumerate() {
            row.clear();
            row.add(p, 1.0);
            self.factorisation.solve_transposed(&mut row);
            row.settle();
            self.weights.enter(v as usize, row.square());
        }
        self.weights.learnt = true;
        self.scratch.tau = row;
    }

    /// The spare vector, all zero, its pattern not kept.
    fn spare(&mut self) -> SparseVector {
        let mut vector = std::mem::take(&mut self.scratch.tau);
        vector.clear();
        vector.known = false;
        vector
    }

    /// How fast each variable moves where those at a bound move at the rates of their bounds.
    pub(crate) fn rates(&mut self, form: &Form, lower: &[f64], upper: &[f64]) -> Vec<f64> {
        let values = self.point.x.clone();
        let at_bounds = lower.iter().zip(upper).zip(&self.basis.status);
        for (x, ((&lower, &upper), status)) in self.point.x.iter_mut().zip(at_bounds) {
            *x = match status {
                BasisStatus::Lower => lower,
                BasisStatus::Upper => upper,
                BasisStatus::Basic | BasisStatus::Free => 0.0,
            };
        }
        self.compute_x(form);
        let rates = std::mem::replace(&mut self.point.x, values);
        self.list_infeasible();
        rates
    }
}
