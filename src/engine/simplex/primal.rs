//! # The primal simplex method
//!
//! From a primal feasible basis, pivots until no variable is attractive, with
//!
//! - Devex pricing (Harris 1973): the entering variable maximises `d² / weight` among the attractive ones,
//!   a list that is kept up to date along the pivot row, so that columns the row does not touch cost
//!   nothing;
//! - Harris' two-pass ratio test with bound flips;
//! - a column whose pivot cannot be trusted though the factors are fresh is passed over, and tried again after others;
//! - frozen variables never enter: later objectives move on the optimal face of the earlier ones only.

use super::state::Simplex;
use crate::engine::basis::BasisStatus;
use crate::engine::form::Form;
use crate::engine::tolerances::{DUAL, HARRIS, PIVOT_MISMATCH, PRIMAL};

/// How a run of the primal method ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrimalEnd {
    /// No variable is attractive.
    Optimal,
    /// Variable `entering` can move for ever in direction `sign`; its column is in `alpha`.
    Unbounded {
        /// The variable.
        entering: usize,
        /// Whether it rises.
        rises: bool,
    },
    /// The limit of iterations is reached.
    Limit,
    /// No pivot can be trusted.
    Stuck,
}

/// What stops the entering variable.
pub(super) enum Block {
    Nothing,
    OwnBound(f64),
    Position { p: usize, step: f64, at_upper: bool },
}

/// What became of a step.
enum Step {
    Done,
    Unbounded,
    Unattractive,
    Untrusted,
}

impl Simplex {
    /// Runs the primal method from a primal feasible basis with reduced costs at hand.
    pub(crate) fn primal(&mut self, form: &Form) -> PrimalEnd {
        if self.prices.attractive.members().is_empty() {
            return PrimalEnd::Optimal;
        }
        self.run.stalled = 0;
        let mut exact = true;
        // no step that such a column offers can be trusted: others go first
        let mut passed_over = false;
        // along a path they go on being learnt, until they are worn: fewer steps than with fresh ones
        if !self.prices.carries {
            self.reset_primal_weights();
        }
        loop {
            if self.factorisation.is_worn() {
                self.renew_primal(form);
                (exact, passed_over) = (true, false);
            }
            let Some(q) = self.entering() else {
                if passed_over && exact {
                    return PrimalEnd::Stuck;
                }
                // what is carried on is proved by whoever follows
                if exact || (self.prices.carries && !passed_over) {
                    return PrimalEnd::Optimal;
                }
                // those passed over are listed again: steps were made since
                self.compute_d(form);
                (exact, passed_over) = (true, false);
                continue;
            };
            if self.has_to_end(form, false) {
                return PrimalEnd::Limit;
            }
            let rises = self.prices.d[q] < 0.0;
            match self.primal_step(form, q, rises) {
                Step::Done => exact = false,
                Step::Unbounded if self.factorisation.is_fresh() && exact => {
                    return PrimalEnd::Unbounded { entering: q, rises };
                }
                // by its own column it is not: settled
                Step::Unattractive if self.factorisation.is_fresh() && exact => {
                    self.prices.attractive.set(q, false);
                }
                Step::Untrusted if self.factorisation.is_fresh() && exact => {
                    self.prices.attractive.set(q, false);
                    passed_over = true;
                }
                _ => {
                    self.renew_primal(form);
                    (exact, passed_over) = (true, false);
                }
            }
        }
    }

    /// Weights of all that may enter.
    fn reset_primal_weights(&mut self) {
        if self.prices.rank == 0 {
            self.weights.primal.fill(1.0);
        } else {
            for &v in self.basis.open.members() {
                self.weights.primal[v as usize] = 1.0;
            }
        }
    }

    fn renew_primal(&mut self, form: &Form) {
        self.factorise(form);
        self.compute_x(form);
        self.compute_d(form);
    }

    /// The attractive variable of the largest `d² / weight`.
    fn entering(&self) -> Option<usize> {
        let mut best = None;
        let (mut merit, mut weight) = (0.0, 1.0);
        for &v in self.prices.attractive.members() {
            let v = v as usize;
            let (own, square) = (self.weights.primal[v], self.prices.d[v] * self.prices.d[v]);
            if best.is_none() || square * weight > merit * own {
                (merit, weight) = (square, own);
                best = Some(v);
            }
        }
        best
    }

    fn primal_step(&mut self, form: &Form, q: usize, rises: bool) -> Step {
        self.column(form, q);
        let priced: f64 = self.prices.cost[q] - self.basic_cost_of_column();
        if (priced - self.prices.d[q]).abs() > PIVOT_MISMATCH * (1.0 + self.prices.cost[q].abs()) {
            return Step::Untrusted;
        }
        if (priced < 0.0) != rises {
            return if priced.abs() <= DUAL {
                Step::Unattractive
            } else {
                Step::Untrusted
            };
        }
        self.prices.d[q] = priced;
        let fresh = self.factorisation.is_fresh();
        match self.primal_ratio(q, rises, self.run.least_pivots[usize::from(fresh)]) {
            Block::Nothing => Step::Unbounded,
            Block::OwnBound(step) => {
                self.move_basics(if rises { step } else { -step });
                self.flip(q);
                if self.prices.rank > 0 {
                    self.basis.changed.push(q as u32);
                }
                self.update_attractive(q);
                self.run.pivots.flips += 1;
                Step::Done
            }
            Block::Position { p, step, at_upper } => {
                let step = if rises { step } else { -step };
                self.primal_exchange(form, p, q, step, at_upper)
            }
        }
    }

    fn basic_cost_of_column(&self) -> f64 {
        let entries = self.scratch.alpha.index.iter().map(|&k| k as usize);
        entries
            .map(|k| self.prices.cost[self.basis.head[k] as usize] * self.scratch.alpha.value[k])
            .sum()
    }

    /// Moves the entering variable by `step`: basic values follow.
    pub(super) fn move_basics(&mut self, step: f64) {
        if step == 0.0 {
            return;
        }
        self.point.moved = true;
        for k in 0..self.scratch.alpha.index.len() {
            let k = self.scratch.alpha.index[k] as usize;
            self.point.x[self.basis.head[k] as usize] -= step * self.scratch.alpha.value[k];
        }
    }

    fn primal_exchange(
        &mut self,
        form: &Form,
        p: usize,
        q: usize,
        step: f64,
        at_upper: bool,
    ) -> Step {
        self.tableau_row(form, p);
        let pivot = self.scratch.alpha.value[p];
        if (pivot - self.scratch.row.value[q]).abs() > PIVOT_MISMATCH * (1.0 + pivot.abs()) {
            return Step::Untrusted;
        }
        self.move_basics(step);
        self.point.x[q] += step;
        let leaving = self.basis.head[p] as usize;
        let theta = self.prices.d[q] / pivot;
        self.update_primal_prices(q, theta, pivot);
        self.prices.d[leaving] = -theta;
        if self.prices.carries {
            self.carry_on(q, leaving, theta, pivot);
        }
        let square = self.scratch.rho.square() / (pivot * pivot);
        self.exchange(
            p,
            q,
            if at_upper {
                BasisStatus::Upper
            } else {
                BasisStatus::Lower
            },
        );
        self.weights.enter(q, square);
        let weight = (self.weights.primal[q] / (pivot * pivot)).max(1.0);
        self.weights.leave(leaving, weight);
        self.update_attractive(leaving);
        if self.prices.rank == 0 {
            self.run.pivots.primal += 1;
        } else {
            self.run.pivots.lexicographic += 1;
        }
        self.note_primal_stall(step);
        Step::Done
    }

    /// Reduced costs, Devex weights and the list of attractive variables along the pivot row.
    fn update_primal_prices(&mut self, q: usize, theta: f64, pivot: f64) {
        let reference = self.weights.primal[q] / (pivot * pivot);
        for k in 0..self.scratch.row.index.len() {
            let v = self.scratch.row.index[k] as usize;
            let a = self.scratch.row.value[v];
            self.prices.d[v] -= theta * a;
            if self.basis.moves[v] == 0 {
                continue;
            }
            self.weights.primal[v] = self.weights.primal[v].max(a * a * reference);
            self.update_attractive(v);
        }
    }

    /// Harris' test: how far may `q` move, and who blocks.
    fn primal_ratio(&self, q: usize, rises: bool, least: f64) -> Block {
        self.blocked(rises, self.point.upper[q] - self.point.lower[q], least)
    }

    /// What stops the variable whose column is in `alpha`, which has so far to its own bound.
    pub(super) fn blocked(&self, rises: bool, own: f64, least: f64) -> Block {
        let sign = if rises { 1.0 } else { -1.0 };
        let mut bound = f64::INFINITY;
        for &k in &self.scratch.alpha.index {
            let a = sign * self.scratch.alpha.value[k as usize];
            if a.abs() > least {
                let (room, limit) = self.room(k as usize, a);
                let relaxed = room + HARRIS * PRIMAL * limit.abs().max(1.0);
                bound = bound.min(relaxed.max(0.0) / a.abs());
            }
        }
        if own <= bound {
            return if own.is_finite() {
                Block::OwnBound(own)
            } else {
                Block::Nothing
            };
        }
        self.largest_pivot(sign, bound, least)
    }

    /// The largest pivot among positions that block within `bound`.
    fn largest_pivot(&self, sign: f64, bound: f64, least: f64) -> Block {
        let mut best = Block::Nothing;
        let mut largest = 0.0;
        for &k in &self.scratch.alpha.index {
            let p = k as usize;
            let a = sign * self.scratch.alpha.value[p];
            if a.abs() <= least || a.abs() <= largest {
                continue;
            }
            let (room, _) = self.room(p, a);
            if room <= bound * a.abs() {
                largest = a.abs();
                let step = (room / a.abs()).max(0.0);
                let at_upper = a < 0.0;
                best = Block::Position { p, step, at_upper };
            }
        }
        best
    }

    /// Distance of the variable at `k` from the bound it moves to, and that bound, when its value changes
    /// by `−a` per unit.
    #[inline]
    fn room(&self, k: usize, a: f64) -> (f64, f64) {
        let v = self.basis.head[k] as usize;
        if a > 0.0 {
            (self.point.x[v] - self.point.lower[v], self.point.lower[v])
        } else {
            (self.point.upper[v] - self.point.x[v], self.point.upper[v])
        }
    }

    fn note_primal_stall(&mut self, step: f64) {
        if self.run.is_stalling(step, self.basis.head.len()) {
            self.perturb_bounds();
        }
    }
}
