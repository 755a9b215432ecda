//! # Across a breakpoint of the first objective's costs
//!
//! At a breakpoint the reduced costs of some nonbasic columns vanish. All others are held at their bounds, and the
//! primal method goes on with the rates for costs, then with the objectives that follow. Only columns without reduced
//! cost by all earlier objectives enter, so a pivot for the objective of rank r leaves the prices and reduced costs of
//! all earlier ones as they are, and changes those of rank s ≥ r by the pivot row of *all* columns:
//!
//! ```text
//!     d_sj ← d_sj − φ_s·α_pj      y_s ← y_s + φ_s·ρ_p      φ_s = d_sq / α_pq
//! ```
//!
//! So reduced costs of all ranks are [`Carried`] on. They are computed afresh, from the basis that the engine then finds
//! optimal, after many pivots, and where a factorisation had to repair the basis.

use crate::engine::Engine;
use crate::engine::basis::Place;
use crate::engine::simplex::{Pivots, Simplex};

use super::{Parametric, RATE};

/// Pivots over which reduced costs are carried on before they are computed afresh; few in unit tests, so that they
/// come to it.
const CARRIED: usize = if cfg!(test) { 3 } else { 1000 };

/// Reduced costs of all objectives but the first, while they are followed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Carried(Vec<Vec<f64>>);

impl Carried {
    /// Room for `ranks` objectives.
    pub(super) fn resize(&mut self, ranks: usize, variables: usize) {
        self.0.resize(ranks - 1, vec![0.0; variables]);
    }

    /// Those of the objective of `rank`, which is not the first.
    pub(super) fn of(&self, rank: usize) -> &[f64] {
        &self.0[rank - 1]
    }
}

impl Parametric {
    /// Pivots to the basis that holds beyond the present θ, at which the present basis is optimal still; whether
    /// it is found with its reduced costs. If not, the basis at hand is one from which to go on.
    pub(super) fn cross(&mut self) -> bool {
        if self.drift.moves_bounds() || self.drift.moves_costs_of(1..self.ranks.len()) {
            return false;
        }
        self.is_listed = false;
        self.is_near_known = false;
        self.hold_all_but_vanished();
        let found = self.engine.cross_ranks(&mut self.price_rates);
        let simplex = &mut self.engine.simplex;
        self.carried_pivots += simplex.pivots.iterations();
        self.is_carried = found && self.carried_pivots < CARRIED && !simplex.repaired;
        self.is_read = self.is_carried;
        if self.is_carried {
            self.release();
        } else {
            self.held.fill(0);
            simplex.unrested = true;
        }
        self.is_carried
    }

    /// Holds all variables but those that have no reduced cost.
    fn hold_all_but_vanished(&mut self) {
        let simplex = &mut self.engine.simplex;
        std::mem::swap(&mut self.held, &mut simplex.moves);
        simplex.changed.clear();
        simplex.open.clear();
        simplex.repaired = false;
        for &v in &self.vanished {
            let v = v as usize;
            simplex.moves[v] = self.held[v];
            simplex.open.set(v, true);
        }
    }

    /// Lets all variables move again as before, and those whose place changed as their place does.
    fn release(&mut self) {
        let simplex = &mut self.engine.simplex;
        for &v in self.vanished.iter().chain(&simplex.changed) {
            simplex.moves[v as usize] = 0;
        }
        std::mem::swap(&mut self.held, &mut simplex.moves);
        for k in 0..simplex.changed.len() {
            let v = simplex.changed[k] as usize;
            if simplex.place[v] == Place::Basic {
                simplex.moves[v] = 0;
                simplex.d[v] = 0.0;
                for d in &mut simplex.carried.0 {
                    d[v] = 0.0;
                }
            } else {
                simplex.rest_one(v);
            }
        }
    }
}

impl Engine {
    /// Pivots for one objective after the other among the open variables.
    fn cross_ranks(&mut self, price_rates: &mut Vec<f64>) -> bool {
        self.simplex.pivots = Pivots::default();
        let mut found = true;
        let mut open = !self.simplex.open.members().is_empty();
        self.set_first_aside();
        for rank in RATE..self.form.cost.len() {
            if !(found && open) {
                break;
            }
            if rank == RATE {
                std::mem::swap(price_rates, &mut self.simplex.y);
            }
            self.simplex.swap_carried(rank);
            found = self.descend_carried(rank);
            open = self.simplex.freeze();
            self.simplex.swap_carried(rank);
            if rank == RATE {
                std::mem::swap(price_rates, &mut self.simplex.y);
            }
        }
        self.set_first_aside();
        self.simplex.open.clear();
        found
    }

    /// Exchanges the prices and reduced costs at hand for those that stand aside.
    fn set_first_aside(&mut self) {
        std::mem::swap(&mut self.first_d, &mut self.simplex.d);
        std::mem::swap(&mut self.first_y, &mut self.simplex.y);
    }

    /// The primal method with the costs of `rank`, whose reduced costs are at hand, among the columns that are open.
    fn descend_carried(&mut self, rank: usize) -> bool {
        let simplex = &mut self.simplex;
        simplex.rank = rank;
        simplex.attractive.clear();
        for k in 0..simplex.open.members().len() {
            let v = simplex.open.members()[k] as usize;
            simplex.weigh_up(v);
        }
        if simplex.attractive.members().is_empty() {
            return true;
        }
        simplex.keep_cost(&self.form, rank);
        simplex.carries = true;
        let end = self.descend(rank);
        self.simplex.carries = false;
        end == Ok(true)
    }
}

impl Simplex {
    /// Exchanges the reduced costs at hand for those of `rank`.
    pub(super) fn swap_carried(&mut self, rank: usize) {
        std::mem::swap(&mut self.carried.0[rank - 1], &mut self.d);
    }

    /// Reduced costs of later objectives and, with the rates for costs, the rates of prices, which are at hand: `q` enters
    /// with `pivot` in the row at hand, and `theta` is φ of this objective.
    pub(in crate::engine) fn carry_on(&mut self, q: usize, leaving: usize, theta: f64, pivot: f64) {
        if self.rank == RATE {
            for &k in &self.rho.index {
                let i = self.factors.row_at[k as usize] as usize;
                self.y[i] += theta * self.rho.value[k as usize];
            }
        }
        for d in self.carried.0.iter_mut().skip(self.rank) {
            let theta = d[q] / pivot;
            if theta != 0.0 {
                for &v in &self.row.index {
                    d[v as usize] -= theta * self.row.value[v as usize];
                }
            }
            d[leaving] = -theta;
        }
    }
}
