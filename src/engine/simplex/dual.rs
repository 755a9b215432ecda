//! # The dual simplex method
//!
//! From a dual feasible basis, pivots until the basic values are within their bounds (Lemke 1954), with
//!
//! - dual steepest edge pricing (Forrest and Goldfarb 1992): the leaving position maximises
//!   `distance² / weight`, where the weight of position p is `‖B⁻ᵀ e_p‖²`;
//! - the bound-flipping ratio test (Fourer 1994; Maros 2003), see [`super::dual_ratio`];
//! - cost shifting where rounding or Harris' tolerance left a reduced cost on the wrong side.
//!
//! Whether a programme is infeasible does not depend on its costs, so the method also serves as phase one
//! from a basis that is neither primal nor dual feasible: costs are shifted to make it dual feasible, and
//! once the values are feasible the primal method takes over with the true costs.

use super::state::Simplex;
use crate::engine::basis::BasisStatus;
use crate::engine::form::Form;
use crate::engine::tolerances::PIVOT_MISMATCH;

/// How a run of the dual method ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DualEnd {
    /// All values are within their bounds.
    Feasible,
    /// The row in `rho` proves that there is no feasible point; the flag says whether its variable is
    /// below its lower bound.
    Infeasible {
        /// Below its lower bound, not above its upper bound.
        below: bool,
    },
    /// The limit of iterations is reached.
    Limit,
    /// No pivot can be trusted.
    Stuck,
}

/// Whether any row was passed over since all were listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PassedOver {
    None,
    /// And no step was made since.
    Last,
    /// And steps were made since.
    Before,
}

impl PassedOver {
    fn step(&mut self) {
        if *self == PassedOver::Last {
            *self = PassedOver::Before;
        }
    }
}

impl Simplex {
    /// Makes the present basis dual feasible: boxed variables go to their other bound, the costs of the
    /// rest are shifted.
    pub(crate) fn make_dual_feasible(&mut self, form: &Form) {
        let mut flipped = false;
        let mut members = std::mem::take(&mut self.scratch.candidates);
        members.clear();
        members.extend_from_slice(self.prices.attractive.members());
        for &v in &members {
            let v = v as usize;
            flipped |= self.flip_or_shift(v);
        }
        self.scratch.candidates = members;
        self.prices.attractive.clear();
        if flipped {
            self.compute_x(form);
        }
    }

    fn flip_or_shift(&mut self, v: usize) -> bool {
        let boxed = self.point.lower[v].is_finite() && self.point.upper[v].is_finite();
        if boxed {
            self.flip(v);
            self.run.pivots.flips += 1;
        } else {
            self.shift_to_zero(v);
        }
        boxed
    }

    /// Moves nonbasic `v` to its other bound; basic values are left to the caller.
    pub(crate) fn flip(&mut self, v: usize) {
        self.basis.status[v] = match self.basis.status[v] {
            BasisStatus::Lower => BasisStatus::Upper,
            _ => BasisStatus::Lower,
        };
        self.rest_one(v);
    }

    fn shift_to_zero(&mut self, v: usize) {
        self.prices.shift_to_zero(v);
    }

    /// Runs the dual method from a dual feasible basis.
    pub(crate) fn dual(&mut self, form: &Form) -> DualEnd {
        self.run.stalled = 0;
        // rows of which no pivot can be trusted: others go first
        let mut passed_over = PassedOver::None;
        loop {
            if self.factorisation.is_worn() {
                self.renew_dual(form);
                passed_over = PassedOver::None;
            }
            let Some(p) = self.leaving() else {
                match passed_over {
                    PassedOver::None => return DualEnd::Feasible,
                    PassedOver::Last => return DualEnd::Stuck,
                    PassedOver::Before => {
                        self.list_infeasible();
                        passed_over = PassedOver::None;
                        continue;
                    }
                }
            };
            if self.has_to_end(form, true) {
                return DualEnd::Limit;
            }
            let below = self.outside(self.basis.head[p] as usize) < 0.0;
            self.tableau_row(form, p);
            let fresh = self.factorisation.is_fresh();
            match self.dual_ratio(p, below, fresh) {
                Some(q) if self.dual_step(form, p, q, below) => passed_over.step(),
                Some(_) if fresh => {
                    self.point.infeasible.set(p, false);
                    passed_over = PassedOver::Last;
                }
                None if fresh => return DualEnd::Infeasible { below },
                _ => {
                    self.renew_dual(form);
                    passed_over = PassedOver::None;
                }
            }
        }
    }

    /// New factors, values and reduced costs; what is then dual infeasible is shifted.
    fn renew_dual(&mut self, form: &Form) {
        self.factorise(form);
        self.compute_x(form);
        self.compute_d(form);
        self.make_dual_feasible(form);
    }

    /// The position with the largest distance outside its bounds, in the steepest-edge norm.
    fn leaving(&self) -> Option<usize> {
        let mut best = None;
        let (mut distance, mut weight) = (0.0, 1.0);
        for &k in self.point.infeasible.members() {
            let k = k as usize;
            let own = self.weights.dual[self.basis.head[k] as usize];
            if self.point.distance[k] * weight > distance * own {
                (distance, weight) = (self.point.distance[k], own);
                best = Some(k);
            }
        }
        best
    }

    /// Pivots on position `p` and variable `q`; false if the pivot cannot be trusted.
    fn dual_step(&mut self, form: &Form, p: usize, q: usize, below: bool) -> bool {
        self.column(form, q);
        let pivot = self.scratch.alpha.value[p];
        let mismatch = (pivot - self.scratch.row.value[q]).abs();
        if mismatch > PIVOT_MISMATCH * (1.0 + pivot.abs()) || pivot == 0.0 {
            return false;
        }
        let theta = self.update_reduced_costs(p, q);
        self.make_flips(form);
        self.update_dual_weights(p, q);
        self.move_to_bound(p, q, below);
        self.run.pivots.dual += 1;
        self.note_stall(theta);
        true
    }

    /// `d ← d − θ·row`; what crosses zero by more than the tolerance is shifted.
    fn update_reduced_costs(&mut self, p: usize, q: usize) -> f64 {
        if self.prices.d[q] * self.entering_sign(q) < 0.0 {
            self.shift_to_zero(q);
        }
        let theta = self.prices.d[q] / self.scratch.row.value[q];
        let leaving = self.basis.head[p] as usize;
        for k in 0..self.scratch.flips.len() {
            let v = self.scratch.flips[k] as usize;
            self.flip(v);
        }
        if theta != 0.0 {
            for k in 0..self.scratch.row.index.len() {
                let v = self.scratch.row.index[k] as usize;
                self.prices.d[v] -= theta * self.scratch.row.value[v];
                if v != q && self.is_attractive(v) {
                    self.shift_to_zero(v);
                }
            }
        }
        self.prices.d[leaving] = -theta;
        theta
    }

    /// The sign a reduced cost of `v` ought to have.
    fn entering_sign(&self, v: usize) -> f64 {
        match self.basis.status[v] {
            BasisStatus::Lower => 1.0,
            BasisStatus::Upper => -1.0,
            _ => 0.0,
        }
    }

    /// Moves basic values as the flips demand.
    fn make_flips(&mut self, form: &Form) {
        if self.scratch.flips.is_empty() {
            return;
        }
        self.run.pivots.flips += self.scratch.flips.len();
        let rhs = &mut self.scratch.tau;
        rhs.clear();
        for &v in &self.scratch.flips {
            let v = v as usize;
            let range = self.point.upper[v] - self.point.lower[v];
            let change = if self.basis.status[v] == BasisStatus::Upper {
                range
            } else {
                -range
            };
            if v >= form.columns {
                let k = self.factorisation.position_of_row(v - form.columns);
                rhs.add(k, change);
            } else {
                for (i, a) in form.by_column.entries(v) {
                    rhs.add(self.factorisation.position_of_row(i), -a * change);
                }
            }
        }
        self.factorisation.solve(rhs);
        rhs.settle();
        for k in 0..self.scratch.tau.index.len() {
            let k = self.scratch.tau.index[k] as usize;
            self.point.x[self.basis.head[k] as usize] += self.scratch.tau.value[k];
            self.update_infeasible(k);
        }
    }

    /// Forrest and Goldfarb's update of the steepest-edge weights.
    fn update_dual_weights(&mut self, p: usize, q: usize) {
        let weight = self.scratch.rho.square();
        self.scratch.tau.copy(&self.scratch.rho);
        self.factorisation.solve(&mut self.scratch.tau);
        let pivot = self.scratch.alpha.value[p];
        for &k in &self.scratch.alpha.index {
            let k = k as usize;
            let ratio = self.scratch.alpha.value[k] / pivot;
            let (v, cross) = (self.basis.head[k] as usize, self.scratch.tau.value[k]);
            self.weights.update_dual(v, ratio, cross, weight);
        }
        self.weights.enter(q, weight / (pivot * pivot));
    }

    /// Moves the variable at `p` to the bound it broke and puts `q` in its place.
    pub(super) fn move_to_bound(&mut self, p: usize, q: usize, below: bool) {
        let leaving = self.basis.head[p] as usize;
        let (bound, status) = if below {
            (self.point.lower[leaving], BasisStatus::Lower)
        } else {
            (self.point.upper[leaving], BasisStatus::Upper)
        };
        let step = (self.point.x[leaving] - bound) / self.scratch.alpha.value[p];
        self.point.x[q] += step;
        for k in 0..self.scratch.alpha.index.len() {
            let k = self.scratch.alpha.index[k] as usize;
            self.point.x[self.basis.head[k] as usize] -= step * self.scratch.alpha.value[k];
            if k != p {
                self.update_infeasible(k);
            }
        }
        self.exchange(p, q, status);
        self.update_infeasible(p);
    }

    fn note_stall(&mut self, theta: f64) {
        if self.run.is_stalling(theta, self.basis.head.len()) {
            self.perturb_costs();
        }
    }
}
