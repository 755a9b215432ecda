//! # The optimal face of the objectives so far
//!
//! The points that are optimal for an objective are those where every variable whose reduced cost is not zero stays at its
//! bound: such variables are held, and the others are *open* for the next objective ([`crate::engine::lexicographic`]).

use crate::engine::tolerances::{DUAL, PRIMAL};

use super::basis::free_moves;
use super::state::Simplex;

impl Simplex {
    /// Reduced costs of the first objective up to `tie` are zero where further ones decide.
    pub(crate) fn tell_apart(&mut self, tie: f64) {
        self.prices.tie = tie;
    }

    /// Begins with the first objective again.
    pub(crate) fn begin_ranks(&mut self) {
        self.prices.rank = 0;
    }

    /// Holds every variable whose reduced cost is not zero at its bound; whether any other can move.
    pub(crate) fn freeze(&mut self) -> bool {
        if self.prices.rank == 0 {
            self.freeze_first();
        } else {
            self.freeze_further();
        }
        self.has_open()
    }

    /// After the first objective, all variables are looked at.
    fn freeze_first(&mut self) {
        let (basis, prices) = (&mut self.basis, &self.prices);
        basis.open.clear();
        basis.changed.clear();
        for (v, (moves, &d)) in basis.moves.iter_mut().zip(&prices.d).enumerate() {
            *moves = free_moves(*moves, d, prices.tie);
            if *moves != 0 {
                basis.open.set(v, true);
            }
        }
    }

    /// After later ones, those that were still open.
    fn freeze_further(&mut self) {
        let mut members = std::mem::take(&mut self.scratch.candidates);
        members.clear();
        members.extend_from_slice(self.basis.open.members());
        for &v in &members {
            let v = v as usize;
            self.basis.moves[v] = free_moves(self.basis.moves[v], self.prices.d[v], DUAL);
            if self.basis.moves[v] == 0 {
                self.basis.open.set(v, false);
            }
        }
        self.scratch.candidates = members;
    }

    /// No variable is open any more.
    pub(crate) fn close(&mut self) {
        self.basis.open.clear();
    }

    /// Keeps the directions in which variables may move before any is held.
    pub(crate) fn set_moves_aside(&mut self) {
        self.aside.moves.copy_from_slice(&self.basis.moves);
    }

    /// Lets variables move as they did then.
    pub(crate) fn give_back_moves(&mut self) {
        self.basis.moves.copy_from_slice(&self.aside.moves);
    }

    /// Keeps a copy of the first objective's prices and reduced costs.
    pub(crate) fn set_prices_aside(&mut self) {
        self.aside.d.copy_from_slice(&self.prices.d);
        self.aside.y.copy_from_slice(&self.prices.y);
    }

    /// Exchanges the prices and reduced costs at hand for those that stand aside.
    pub(crate) fn swap_prices_aside(&mut self) {
        std::mem::swap(&mut self.aside.d, &mut self.prices.d);
        std::mem::swap(&mut self.aside.y, &mut self.prices.y);
    }

    /// Whether values and reduced costs are right within `factor` tolerances.
    pub(crate) fn holds(&self, factor: f64) -> bool {
        let primal = self.point.infeasible.members().iter().all(|&k| {
            let v = self.basis.head[k as usize] as usize;
            let size = self.point.broken_bound(v).abs().max(1.0);
            self.outside(v).abs() <= factor * PRIMAL * size
        });
        let mut attractive = self.prices.attractive.members().iter();
        primal && attractive.all(|&v| self.prices.d[v as usize].abs() <= factor * DUAL)
    }
}
