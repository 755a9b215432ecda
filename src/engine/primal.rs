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

use super::basis::Place;
use super::form::Form;
use super::simplex::Simplex;
use super::tolerances::{DEGENERATE, DUAL, HARRIS, PIVOT_MISMATCH, PRIMAL};

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

/// Devex weights begin anew where one is greater: they are far from what they stand for then.
const WORN_WEIGHT: f64 = 1e15;

/// What stops the entering variable.
enum Block {
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
        if self.attractive.members().is_empty() {
            return PrimalEnd::Optimal;
        }
        self.stalled = 0;
        let mut exact = true;
        // no step that such a column offers can be trusted: others go first
        let mut passed_over = false;
        // along a path they go on being learnt, until they are worn: fewer steps than with fresh ones
        if !self.carries {
            self.reset_primal_weights();
        }
        loop {
            if self.is_worn() {
                self.renew_primal(form);
                (exact, passed_over) = (true, false);
            }
            let Some(q) = self.entering() else {
                if passed_over && exact {
                    return PrimalEnd::Stuck;
                }
                // what is carried on is proved by whoever follows
                if exact || (self.carries && !passed_over) {
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
            let rises = self.d[q] < 0.0;
            match self.primal_step(form, q, rises) {
                Step::Done => exact = false,
                Step::Unbounded if self.updates.is_empty() && exact => {
                    return PrimalEnd::Unbounded { entering: q, rises };
                }
                // by its own column it is not: settled
                Step::Unattractive if self.updates.is_empty() && exact => {
                    self.attractive.set(q, false);
                }
                Step::Untrusted if self.updates.is_empty() && exact => {
                    self.attractive.set(q, false);
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
        if self.rank == 0 {
            self.primal_weight.fill(1.0);
        } else {
            for &v in self.open.members() {
                self.primal_weight[v as usize] = 1.0;
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
        for &v in self.attractive.members() {
            let v = v as usize;
            let (own, square) = (self.primal_weight[v], self.d[v] * self.d[v]);
            if best.is_none() || square * weight > merit * own {
                (merit, weight) = (square, own);
                best = Some(v);
            }
        }
        best
    }

    fn primal_step(&mut self, form: &Form, q: usize, rises: bool) -> Step {
        self.column(form, q);
        let priced: f64 = self.cost[q] - self.basic_cost_of_column();
        if (priced - self.d[q]).abs() > PIVOT_MISMATCH * (1.0 + self.cost[q].abs()) {
            return Step::Untrusted;
        }
        if (priced < 0.0) != rises {
            return if priced.abs() <= DUAL {
                Step::Unattractive
            } else {
                Step::Untrusted
            };
        }
        self.d[q] = priced;
        let fresh = self.updates.is_empty();
        match self.primal_ratio(q, rises, self.least_pivots[usize::from(fresh)]) {
            Block::Nothing => Step::Unbounded,
            Block::OwnBound(step) => {
                self.move_basics(if rises { step } else { -step });
                self.flip(q);
                if self.rank > 0 {
                    self.changed.push(q as u32);
                }
                self.weigh_up(q);
                self.pivots.flips += 1;
                Step::Done
            }
            Block::Position { p, step, at_upper } => {
                let step = if rises { step } else { -step };
                self.primal_exchange(form, p, q, step, at_upper)
            }
        }
    }

    fn basic_cost_of_column(&self) -> f64 {
        let entries = self.alpha.index.iter().map(|&k| k as usize);
        entries
            .map(|k| self.cost[self.head[k] as usize] * self.alpha.value[k])
            .sum()
    }

    /// Moves the entering variable by `step`: basic values follow.
    fn move_basics(&mut self, step: f64) {
        if step == 0.0 {
            return;
        }
        self.moved = true;
        for k in 0..self.alpha.index.len() {
            let k = self.alpha.index[k] as usize;
            self.x[self.head[k] as usize] -= step * self.alpha.value[k];
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
        let pivot = self.alpha.value[p];
        if (pivot - self.row.value[q]).abs() > PIVOT_MISMATCH * (1.0 + pivot.abs()) {
            return Step::Untrusted;
        }
        self.move_basics(step);
        self.x[q] += step;
        let leaving = self.head[p] as usize;
        let theta = self.d[q] / pivot;
        self.update_primal_prices(q, theta, pivot);
        self.d[leaving] = -theta;
        if self.carries {
            self.carry_on(q, leaving, theta, pivot);
        }
        let square = self.rho.square() / (pivot * pivot);
        self.exchange(p, q, if at_upper { Place::Upper } else { Place::Lower });
        self.dual_weight[q] = square.max(1e-4);
        let weight = (self.primal_weight[q] / (pivot * pivot)).max(1.0);
        self.primal_weight[leaving] = weight;
        if weight > WORN_WEIGHT {
            self.primal_weight.fill(1.0);
        }
        self.weigh_up(leaving);
        if self.rank == 0 {
            self.pivots.primal += 1;
        } else {
            self.pivots.lexicographic += 1;
        }
        self.note_primal_stall(step);
        Step::Done
    }

    /// Reduced costs, Devex weights and the list of attractive variables along the pivot row.
    fn update_primal_prices(&mut self, q: usize, theta: f64, pivot: f64) {
        let reference = self.primal_weight[q] / (pivot * pivot);
        for k in 0..self.row.index.len() {
            let v = self.row.index[k] as usize;
            let a = self.row.value[v];
            self.d[v] -= theta * a;
            if self.moves[v] == 0 {
                continue;
            }
            self.primal_weight[v] = self.primal_weight[v].max(a * a * reference);
            self.weigh_up(v);
        }
    }

    /// Harris' test: how far may `q` move, and who blocks.
    fn primal_ratio(&self, q: usize, rises: bool, least: f64) -> Block {
        let sign = if rises { 1.0 } else { -1.0 };
        let mut bound = f64::INFINITY;
        for &k in &self.alpha.index {
            let a = sign * self.alpha.value[k as usize];
            if a.abs() > least {
                let (room, limit) = self.room(k as usize, a);
                let relaxed = room + HARRIS * PRIMAL * limit.abs().max(1.0);
                bound = bound.min(relaxed.max(0.0) / a.abs());
            }
        }
        let own = self.upper[q] - self.lower[q];
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
        for &k in &self.alpha.index {
            let p = k as usize;
            let a = sign * self.alpha.value[p];
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
        let v = self.head[k] as usize;
        if a > 0.0 {
            (self.x[v] - self.lower[v], self.lower[v])
        } else {
            (self.upper[v] - self.x[v], self.upper[v])
        }
    }

    fn note_primal_stall(&mut self, step: f64) {
        if step.abs() > DEGENERATE {
            self.stalled = 0;
            return;
        }
        self.stalled += 1;
        if self.stalled > 20 + self.head.len() / 20 && self.may_perturb {
            self.stalled = 0;
            self.perturb_bounds();
        }
    }
}
