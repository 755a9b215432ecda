//! # State shared by the primal and the dual method
//!
//! At a basis `B` with nonbasic variables at their bounds, in scaled numbers:
//!
//! ```text
//!     x_B = B⁻¹ (−N x_N)          values         (the right-hand side of A x − r = 0 is zero)
//!     y   = B⁻ᵀ c_B               prices
//!     d_j = c_j − a_j·y           reduced costs  (d of logical i is c + y_i)
//! ```
//!
//! The state has parts, each with its own numbers: the [working basis](super::basis), its [factors](super::factorisation), the
//! [point](super::point), the [prices](super::prices), the [weights](super::weights) of pricing, [room](super::scratch) to work in, and
//! how the [run](super::run) goes. Files of this folder are the methods; all others ask through [`super::access`] and say
//! through [`super::events`] what they changed. None writes a field.

use crate::engine::basis::BasisStatus;
use crate::engine::form::Form;
use crate::engine::lu::NONE;
use crate::engine::tolerances::DROP;

use super::basis::WorkingBasis;
use super::factorisation::Factorisation;
use super::point::Point;
use super::prices::{Aside, Prices};
use super::run::Run;
use super::scratch::Scratch;
use super::weights::Weights;

/// A row of the tableau is dense if its entries, counted with repetition, are more than one in so many.
const DENSE_ROW: usize = 2;

/// Work of pricing a column on its own, in entries of a row.
const COLUMN_WORK: usize = 4;

/// The working state.
#[derive(Debug, Clone)]
pub(crate) struct Simplex {
    pub(super) basis: WorkingBasis,
    pub(super) factorisation: Factorisation,
    pub(super) point: Point,
    pub(super) prices: Prices,
    pub(super) weights: Weights,
    pub(super) scratch: Scratch,
    pub(super) run: Run,
    /// What later objectives must not lose.
    pub(super) aside: Aside,
}

impl Simplex {
    /// The state at the slack basis of `form`.
    #[must_use]
    pub(crate) fn new(form: &Form) -> Self {
        let (m, all) = (form.rows, form.variables());
        let mut simplex = Self {
            basis: WorkingBasis::new(m, all),
            factorisation: Factorisation::none(),
            point: Point::new(form),
            prices: Prices::new(form),
            weights: Weights::new(all),
            scratch: Scratch::new(m, all),
            run: Run::new(),
            aside: Aside::new(form),
        };
        simplex.set_slack(form);
        simplex
    }

    /// Brings every nonbasic variable to a bound that exists.
    pub(crate) fn rest(&mut self) {
        self.point.unrested = false;
        for v in 0..self.basis.status.len() {
            if self.basis.status[v] == BasisStatus::Basic {
                self.basis.moves[v] = 0;
            } else {
                self.rest_one(v);
            }
        }
    }

    /// Brings nonbasic variable `v` to its bound, or to the other one if it has none there.
    #[inline]
    pub(super) fn rest_one(&mut self, v: usize) {
        let (status, moves) = self.point.rest(v, self.basis.status[v]);
        self.basis.status[v] = status;
        self.basis.moves[v] = moves;
    }

    /// Factorises the basis, in canonical order, and repairs it if it is singular.
    pub(crate) fn factorise(&mut self, form: &Form) {
        self.run.pivots.factorisations += 1;
        let status = &self.basis.status;
        let all = form.variables();
        // logicals first: they cost nothing
        let order = (form.columns..all).chain(0..form.columns);
        let basic = order.filter(|&v| status[v] == BasisStatus::Basic);
        self.factorisation.run(form, basic);
        self.basis.repaired |= !self.factorisation.rejected().is_empty();
        for k in 0..self.factorisation.rejected().len() {
            let v = self.factorisation.rejected()[k] as usize;
            self.basis.status[v] = BasisStatus::Lower;
            self.basis.position[v] = NONE;
            self.rest_one(v);
            self.basis.open.set(v, true);
        }
        for &v in self.factorisation.inserted() {
            self.basis.admit(v as usize);
            self.weights.dual[v as usize] = 1.0;
        }
        self.basis.take_order(self.factorisation.head());
    }

    /// Computes the basic values and the list of infeasible positions.
    pub(crate) fn compute_x(&mut self, form: &Form) {
        self.point.moved = true;
        let rhs = &mut self.scratch.alpha;
        rhs.clear();
        rhs.known = false;
        for (v, &x) in self.point.x.iter().enumerate() {
            if x == 0.0 || self.basis.status[v] == BasisStatus::Basic {
                continue;
            }
            if v >= form.columns {
                let position = self.factorisation.position_of_row(v - form.columns);
                rhs.value[position] += x;
            } else {
                for (i, a) in form.by_column.entries(v) {
                    let position = self.factorisation.position_of_row(i);
                    rhs.value[position] -= a * x;
                }
            }
        }
        self.factorisation.solve(rhs);
        for (k, &v) in self.basis.head.iter().enumerate() {
            self.point.x[v as usize] = rhs.value[k];
        }
        self.list_infeasible();
    }

    /// Lists the positions outside their bounds.
    pub(super) fn list_infeasible(&mut self) {
        self.point.infeasible.clear();
        for k in 0..self.basis.head.len() {
            self.update_infeasible(k);
        }
    }

    /// Distance of variable `v` outside its bounds: negative below, positive above, zero within
    /// tolerance.
    #[inline]
    #[must_use]
    pub(super) fn outside(&self, v: usize) -> f64 {
        self.point.outside(v)
    }

    /// Notes whether position `k` is infeasible.
    #[inline]
    pub(super) fn update_infeasible(&mut self, k: usize) {
        self.point.update_infeasible(k, self.basis.head[k] as usize);
    }

    /// Prices of the costs in use, into `alpha` by position and `y` by row.
    fn compute_y(&mut self) {
        let prices = &mut self.scratch.alpha;
        prices.clear();
        prices.known = false;
        for (k, &v) in self.basis.head.iter().enumerate() {
            prices.value[k] = self.prices.cost[v as usize];
        }
        self.factorisation.solve_transposed(prices);
        for (k, &i) in self.factorisation.rows().iter().enumerate() {
            self.prices.y[i as usize] = prices.value[k];
        }
    }

    /// Computes prices, reduced costs and the list of attractive variables.
    pub(crate) fn compute_d(&mut self, form: &Form) {
        self.compute_y();
        self.prices.attractive.clear();
        if self.prices.rank > 0 && !self.prices.carries {
            return self.price_later(form);
        }
        for v in 0..form.variables() {
            if self.basis.status[v] == BasisStatus::Basic {
                self.prices.d[v] = 0.0;
                continue;
            }
            self.prices.d[v] = self.prices.reduced_cost(form, v);
            if self.is_attractive(v) {
                self.prices.attractive.set(v, true);
            }
        }
    }

    /// Reduced costs of what may still move.
    fn price_later(&mut self, form: &Form) {
        for k in 0..self.basis.open.members().len() {
            let v = self.basis.open.members()[k] as usize;
            if self.basis.moves[v] != 0 {
                self.prices.d[v] = self.prices.reduced_cost(form, v);
                self.update_attractive(v);
            }
        }
    }

    /// Whether moving `v` lowers the objective.
    #[inline]
    #[must_use]
    pub(super) fn is_attractive(&self, v: usize) -> bool {
        self.prices.is_attractive(v, self.basis.moves[v])
    }

    /// Notes whether variable `v` is attractive.
    #[inline]
    pub(super) fn update_attractive(&mut self, v: usize) {
        self.prices.update_attractive(v, self.basis.moves[v]);
    }

    /// `alpha ← B⁻¹ a_q`.
    pub(super) fn column(&mut self, form: &Form, q: usize) {
        let alpha = &mut self.scratch.alpha;
        alpha.clear();
        if q >= form.columns {
            let position = self.factorisation.position_of_row(q - form.columns);
            alpha.add(position, -1.0);
        } else {
            for (i, a) in form.by_column.entries(q) {
                alpha.add(self.factorisation.position_of_row(i), a);
            }
        }
        self.factorisation.solve(alpha);
        alpha.settle();
    }

    /// `rho ← B⁻ᵀ e_p` and `row ← rhoᵀ [A, −I]`, where variables may move, or for all that are not basic
    /// while reduced costs are carried on.
    pub(super) fn tableau_row(&mut self, form: &Form, p: usize) {
        let rho = &mut self.scratch.rho;
        rho.clear();
        rho.add(p, 1.0);
        self.factorisation.solve_transposed(rho);
        rho.settle();
        self.scratch.row.clear();
        let rho = self.scratch.rho.index.iter();
        let rows = rho.map(|&k| self.factorisation.row_at(k as usize));
        let work: usize = rows.map(|i| form.by_row.range(i).len()).sum();
        let few = self.prices.rank > 0 && self.basis.open.members().len() * COLUMN_WORK < work;
        if few && !self.prices.carries {
            self.price_open(form);
        } else if work * DENSE_ROW > form.columns {
            self.price_all(form);
        } else {
            self.price_touched(form);
        }
    }

    /// Prices the columns that may still move, one by one.
    fn price_open(&mut self, form: &Form) {
        for k in 0..self.basis.open.members().len() {
            let v = self.basis.open.members()[k] as usize;
            if self.basis.moves[v] == 0 {
                continue;
            }
            let rho = &self.scratch.rho.value;
            let entry = if v >= form.columns {
                -rho[self.factorisation.position_of_row(v - form.columns)]
            } else {
                let entries = form.by_column.entries(v);
                entries
                    .map(|(i, a)| a * rho[self.factorisation.position_of_row(i)])
                    .sum()
            };
            if entry.abs() > DROP {
                self.scratch.row.value[v] = entry;
                self.scratch.row.index.push(v as u32);
            }
        }
    }

    /// Whether an entry of a row is wanted.
    #[inline(always)]
    fn is_priced(&self, v: usize) -> bool {
        self.basis.moves[v] != 0
            || (self.prices.carries && self.basis.status[v] != BasisStatus::Basic)
    }

    /// Prices with a list of what the row touches.
    fn price_touched(&mut self, form: &Form) {
        for k in 0..self.scratch.rho.index.len() {
            let k = self.scratch.rho.index[k] as usize;
            let price = self.scratch.rho.value[k];
            let i = self.factorisation.row_at(k);
            if self.is_priced(form.columns + i) {
                self.scratch.row.add(form.columns + i, -price);
            }
            for (j, a) in form.by_row.entries(i) {
                if self.is_priced(j) {
                    self.scratch.row.add(j, a * price);
                }
            }
        }
    }

    /// Prices all columns and lists what is not zero afterwards.
    fn price_all(&mut self, form: &Form) {
        let row = &mut self.scratch.row;
        for &k in &self.scratch.rho.index {
            let price = self.scratch.rho.value[k as usize];
            let i = self.factorisation.row_at(k as usize);
            for (j, a) in form.by_row.entries(i) {
                row.value[j] += a * price;
            }
        }
        for v in 0..form.columns {
            let value = self.scratch.row.value[v];
            if value == 0.0 {
                continue;
            }
            if value.abs() > DROP && self.is_priced(v) {
                self.scratch.row.index.push(v as u32);
            } else {
                self.scratch.row.value[v] = 0.0;
            }
        }
        for k in 0..self.scratch.rho.index.len() {
            let k = self.scratch.rho.index[k] as usize;
            let v = form.columns + self.factorisation.row_at(k);
            if self.is_priced(v) {
                self.scratch.row.value[v] = -self.scratch.rho.value[k];
                self.scratch.row.index.push(v as u32);
            }
        }
    }

    /// Puts `q` at position `p`; the variable there goes to `status`.
    pub(super) fn exchange(&mut self, p: usize, q: usize, status: BasisStatus) {
        self.factorisation.replace(p, &self.scratch.alpha);
        let leaving = self.basis.exchange(p, q, status);
        self.prices.d[q] = 0.0;
        self.prices.attractive.set(q, false);
        self.rest_one(leaving);
        if self.prices.rank > 0 {
            self.basis.note_change(q, leaving);
        }
    }

    /// Restores the true bounds and recomputes what follows from them.
    pub(crate) fn restore_bounds(&mut self, form: &Form) {
        self.point.use_bounds(&form.lower, &form.upper, false);
        for v in 0..self.basis.status.len() {
            if self.basis.status[v] != BasisStatus::Basic {
                let held = self.basis.moves[v] == 0;
                self.rest_one(v);
                if held {
                    self.basis.moves[v] = 0;
                }
            }
        }
        self.compute_x(form);
    }
}
