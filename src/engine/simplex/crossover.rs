//! # From inside to a vertex
//!
//! A point near the optimum and prices near those of it ([`Interior`]) tell nearly all variables apart: those that are farther inside
//! their bounds than their reduced cost is from zero are *inside*, and the others at a bound. A basis is made of those inside, as many as
//! are independent, and of logicals, and is made optimal in two passes (Megiddo 1991; Bixby and Saltzman 1994):
//!
//! ```text
//!     values     a variable inside that found no place in the basis goes to its bound, or until a basic one meets a bound of its
//!                own and leaves to it
//!     prices     a basic variable k at its bound with d_k ≠ 0 has the cost c_k − d_k in use, by which its reduced cost is zero. It
//!                goes back to c_k, or until a reduced cost d_j is zero: then j enters, at no step of the values, and k leaves
//!                with what is left of d_k
//! ```
//!
//! A step takes one column of B⁻¹ in the first pass, one row and seldom a column in the second, and none looks for where to go: with 288
//! periods of `china` some 70,000 of them, where the dual method from the slack basis would need 400,000. What rounding left
//! out of place is seen to by the methods that follow.

use crate::engine::basis::BasisStatus;
use crate::engine::form::Form;
use crate::engine::tolerances::{DUAL, PIVOT_MISMATCH};

use super::primal::Block;
use super::state::Simplex;

/// Values and reduced costs of all variables near the optimum, in scaled numbers.
#[derive(Debug)]
pub(crate) struct Interior {
    pub x: Vec<f64>,
    pub d: Vec<f64>,
}

impl Simplex {
    /// Makes the basis at a vertex beside `near` the present one. Costs in use are shifted then.
    pub(crate) fn cross_over(&mut self, form: &Form, near: &Interior) {
        let is_inside: Vec<bool> = (0..form.variables())
            .map(|v| self.distance_inside(near, v) > near.d[v].abs())
            .collect();
        let statuses = is_inside.iter().enumerate();
        let statuses = statuses.map(|(v, &is_inside)| match is_inside {
            true => BasisStatus::Basic,
            false => self.nearest_bound(near, v),
        });
        let statuses: Vec<BasisStatus> = statuses.collect();
        self.set_statuses(statuses.into_iter());
        self.rest();
        self.factorise(form);
        self.push_values(form, near, &is_inside);
        self.push_prices(form, near, &is_inside);
        if !self.is_feasible() {
            self.dual(form);
        }
    }

    /// How far a variable is from its nearest bound.
    fn distance_inside(&self, near: &Interior, v: usize) -> f64 {
        let (lower, upper) = self.bounds(v);
        (near.x[v] - lower).min(upper - near.x[v])
    }

    fn nearest_bound(&self, near: &Interior, v: usize) -> BasisStatus {
        let (lower, upper) = self.bounds(v);
        if upper - near.x[v] < near.x[v] - lower {
            BasisStatus::Upper
        } else {
            BasisStatus::Lower
        }
    }

    /// The first pass.
    fn push_values(&mut self, form: &Form, near: &Interior, is_inside: &[bool]) {
        let left = (0..is_inside.len()).filter(|&v| is_inside[v] && !self.is_basic(v));
        let left: Vec<usize> = left.collect();
        for &v in &left {
            self.basis.status[v] = self.nearest_bound(near, v);
            self.point.x[v] = near.x[v];
        }
        self.compute_x(form);
        for q in left {
            if self.factorisation.is_worn() {
                self.factorise(form);
                self.compute_x(form);
            }
            if self.has_to_end(form, false) {
                break;
            }
            self.push_value(form, q);
        }
        self.rest();
        self.compute_x(form);
    }

    /// Moves a variable to its bound, or into the basis.
    fn push_value(&mut self, form: &Form, q: usize) {
        let from = self.point.x[q];
        self.rest_one(q);
        let to = std::mem::replace(&mut self.point.x[q], from);
        self.column(form, q);
        let (rises, fresh) = (to > from, self.factorisation.is_fresh());
        let least = self.run.least_pivots[usize::from(fresh)];
        match self.blocked(rises, (to - from).abs(), least) {
            Block::Position { p, step, at_upper } => {
                let step = if rises { step } else { -step };
                self.move_basics(step);
                self.point.x[q] += step;
                let bound = [BasisStatus::Lower, BasisStatus::Upper][usize::from(at_upper)];
                self.exchange(p, q, bound);
                self.run.pivots.primal += 1;
            }
            Block::OwnBound(_) | Block::Nothing => {
                self.move_basics(to - from);
                self.point.x[q] = to;
                self.run.pivots.flips += 1;
            }
        }
    }

    /// The second pass.
    fn push_prices(&mut self, form: &Form, near: &Interior, is_inside: &[bool]) {
        self.prices.load(form, 0);
        self.prices.cost_altered = true;
        let basic = self.basis.head.iter().map(|&v| v as usize);
        let mut shifted: Vec<usize> = basic
            .filter(|&v| !is_inside[v] && near.d[v].abs() > DUAL)
            .collect();
        shifted.sort_unstable();
        for &v in &shifted {
            self.prices.cost[v] -= near.d[v];
        }
        self.price_shifted(form);
        for v in shifted {
            if self.factorisation.is_worn() {
                self.renew_shifted(form);
            }
            if self.has_to_end(form, true) {
                break;
            }
            if !self.push_price(form, near, v) {
                self.renew_shifted(form);
                self.push_price(form, near, v);
            }
        }
    }

    fn renew_shifted(&mut self, form: &Form) {
        self.factorise(form);
        self.compute_x(form);
        self.price_shifted(form);
    }

    /// Reduced costs of the costs in use; what is attractive is shifted.
    fn price_shifted(&mut self, form: &Form) {
        self.compute_d(form);
        for k in 0..self.prices.attractive.members().len() {
            let v = self.prices.attractive.members()[k] as usize;
            self.prices.shift_to_zero(v);
        }
        self.prices.attractive.clear();
    }

    /// Brings the cost of basic `v` back; false if the pivot that stops it cannot be trusted.
    fn push_price(&mut self, form: &Form, near: &Interior, v: usize) -> bool {
        if !self.is_basic(v) {
            return true;
        }
        let (p, change) = (self.basis.position[v] as usize, near.d[v]);
        self.tableau_row(form, p);
        let first = self.first_zero(change);
        let is_trusted = first.is_none_or(|q| self.is_pivot(form, p, q));
        if !is_trusted {
            return false;
        }
        self.prices.cost[v] += change;
        match first {
            None => self.follow_row(change, None),
            Some(q) => self.replace_by(near, p, q),
        }
        true
    }

    /// Whether the pivot of `q` in the row at hand, of position `p`, can be trusted; its column is at hand then.
    fn is_pivot(&mut self, form: &Form, p: usize, q: usize) -> bool {
        self.column(form, q);
        let (pivot, by_row) = (self.scratch.alpha.value[p], self.scratch.row.value[q]);
        (pivot - by_row).abs() <= PIVOT_MISMATCH * (1.0 + pivot.abs()) && pivot != 0.0
    }

    /// Puts `q`, whose reduced cost is zero on the way, at position `p`; the variable there goes to its bound with what is left.
    fn replace_by(&mut self, near: &Interior, p: usize, q: usize) {
        let leaving = self.basis.head[p] as usize;
        let theta = self.prices.d[q] / self.scratch.row.value[q];
        self.follow_row(theta, Some(q));
        self.prices.d[leaving] = near.d[leaving] - theta;
        let below = self.nearest_bound(near, leaving) == BasisStatus::Lower;
        self.move_to_bound(p, q, below);
        if self.is_attractive(leaving) {
            self.prices.shift_to_zero(leaving);
        }
        self.run.pivots.dual += 1;
    }

    /// The variable whose reduced cost is zero first where the cost of the one whose row is at hand changes so.
    fn first_zero(&mut self, change: f64) -> Option<usize> {
        let fresh = self.factorisation.is_fresh();
        let least = self.run.least_pivots[usize::from(fresh)];
        self.first_in_row(change < 0.0, change.abs(), least)
    }

    /// `d ← d − θ·row`, but of `entering`; what crosses zero is shifted.
    fn follow_row(&mut self, theta: f64, entering: Option<usize>) {
        for k in 0..self.scratch.row.index.len() {
            let v = self.scratch.row.index[k] as usize;
            if Some(v) != entering {
                self.prices.d[v] -= theta * self.scratch.row.value[v];
                if self.is_attractive(v) {
                    self.prices.shift_to_zero(v);
                }
            }
        }
    }
}
