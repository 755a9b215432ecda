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
//! So reduced costs of all ranks are carried on ([`crate::engine::simplex`]). They are computed afresh, from the basis that the engine then finds
//! optimal, after many pivots, and where a factorisation had to repair the basis.

use crate::engine::instance::Engine;
use crate::engine::simplex::RATE;

use super::Parametric;

/// Pivots over which reduced costs are carried on before they are computed afresh; few in unit tests, so that they
/// come to it.
const CARRIED: usize = if cfg!(test) { 3 } else { 1000 };

impl Parametric {
    /// Pivots to the basis that holds beyond the present θ, at which the present basis is optimal still; whether
    /// it is found with its reduced costs. If not, the basis at hand is one from which to go on.
    pub(super) fn cross(&mut self) -> bool {
        if self.delta.moves_bounds() || self.delta.moves_costs_of(1..self.ranks.len()) {
            return false;
        }
        self.known.crossing();
        let simplex = &mut self.engine.simplex;
        simplex.hold_all_but(&self.vanished, &mut self.held);
        let found = self.engine.cross_ranks(&mut self.price_rates);
        let simplex = &mut self.engine.simplex;
        self.carried_pivots += simplex.pivots().iterations();
        let carried = found && self.carried_pivots < CARRIED && !simplex.was_repaired();
        if carried {
            simplex.release(&self.vanished, &mut self.held);
        } else {
            self.held.fill(0);
            simplex.bounds_changed();
        }
        self.known.crossed(carried);
        carried
    }
}

impl Engine {
    /// Pivots for one objective after the other among the open variables.
    fn cross_ranks(&mut self, price_rates: &mut Vec<f64>) -> bool {
        self.simplex.begin_count();
        let mut found = true;
        let mut open = self.simplex.has_open();
        self.simplex.swap_prices_aside();
        for rank in RATE..self.form.cost.len() {
            if !(found && open) {
                break;
            }
            self.simplex.swap_rank(rank, price_rates);
            found = self.descend_carried(rank);
            open = self.simplex.freeze();
            self.simplex.swap_rank(rank, price_rates);
        }
        self.simplex.swap_prices_aside();
        self.simplex.close();
        found
    }

    /// The primal method with the costs of `rank`, whose reduced costs are at hand, among the columns that are open.
    fn descend_carried(&mut self, rank: usize) -> bool {
        if !self.simplex.begin_carried(&self.form, rank) {
            return true;
        }
        self.simplex.carry(true);
        let end = self.descend(rank);
        self.simplex.carry(false);
        end == Ok(true)
    }
}
