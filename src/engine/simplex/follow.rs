//! # Prices that are carried on while a parameter is followed
//!
//! At a breakpoint of the costs ([`crate::engine::parametric`]) only columns without reduced cost by all earlier objectives enter, so a
//! pivot for the objective of rank r leaves the prices and reduced costs of all earlier ones as they are, and changes
//! those of rank s ≥ r by the pivot row of *all* columns:
//!
//! ```text
//!     d_sj ← d_sj − φ_s·α_pj      y_s ← y_s + φ_s·ρ_p      φ_s = d_sq / α_pq
//! ```

use crate::engine::basis::BasisStatus;
use crate::engine::form::Form;

use super::state::Simplex;

/// Rank in the engine of the rate of the first objective, where that moves.
pub(crate) const RATE: usize = 1;

impl Simplex {
    /// Computes the reduced costs of further objectives and the rates of prices at the present basis.
    pub(crate) fn carry_afresh(&mut self, form: &Form, price_rates: &mut Vec<f64>) {
        let ranks = form.cost.len();
        self.prices.carried.resize(ranks, form.variables());
        std::mem::swap(price_rates, &mut self.prices.y);
        for rank in (RATE..ranks).rev() {
            self.prices.swap_carried(rank);
            self.prices.load(form, rank);
            // as of the first rank, so that all columns are priced
            self.prices.rank = 0;
            self.compute_d(form);
            self.prices.swap_carried(rank);
        }
        // the last ones are those of the rate
        std::mem::swap(price_rates, &mut self.prices.y);
    }

    /// Moves prices and reduced costs of the first objective by `step` along their rates. The reduced cost of `blocked_by` is zero
    /// there but for rounding; whether it was, up to `wrong`.
    pub(crate) fn follow_rates(
        &mut self,
        step: f64,
        price_rates: &[f64],
        blocked_by: Option<usize>,
        wrong: f64,
    ) -> bool {
        let prices = &mut self.prices;
        for (y, rate) in prices.y.iter_mut().zip(price_rates) {
            *y += step * rate;
        }
        let rates = prices.carried.of(RATE);
        let mut is_right = true;
        if let Some(v) = blocked_by {
            let zero = -step * rates[v];
            is_right = (prices.d[v] - zero).abs() <= wrong;
            prices.d[v] = zero;
        }
        for (d, rate) in prices.d.iter_mut().zip(rates) {
            *d += step * rate;
        }
        is_right
    }

    /// Holds all variables but those listed; `held` keeps how they may move, and is given back by [`Simplex::release`].
    pub(crate) fn hold_all_but(&mut self, listed: &[u32], held: &mut Vec<u8>) {
        std::mem::swap(held, &mut self.basis.moves);
        self.basis.changed.clear();
        self.basis.open.clear();
        self.basis.repaired = false;
        for &v in listed {
            let v = v as usize;
            self.basis.moves[v] = held[v];
            self.basis.open.set(v, true);
        }
    }

    /// Lets all variables move again as before, and those whose status changed as their status does.
    pub(crate) fn release(&mut self, listed: &[u32], held: &mut Vec<u8>) {
        for &v in listed.iter().chain(&self.basis.changed) {
            self.basis.moves[v as usize] = 0;
        }
        std::mem::swap(held, &mut self.basis.moves);
        for k in 0..self.basis.changed.len() {
            let v = self.basis.changed[k] as usize;
            if self.basis.status[v] == BasisStatus::Basic {
                self.basis.moves[v] = 0;
                self.prices.d[v] = 0.0;
                for d in &mut self.prices.carried.0 {
                    d[v] = 0.0;
                }
            } else {
                self.rest_one(v);
            }
        }
    }

    /// Exchanges reduced costs at hand, and with the rates also prices, for those of `rank`.
    pub(crate) fn swap_rank(&mut self, rank: usize, price_rates: &mut Vec<f64>) {
        if rank == RATE {
            std::mem::swap(price_rates, &mut self.prices.y);
        }
        self.prices.swap_carried(rank);
    }

    /// Makes `rank`, whose reduced costs are at hand, the present one; whether any open variable is attractive by it.
    pub(crate) fn begin_carried(&mut self, form: &Form, rank: usize) -> bool {
        self.prices.rank = rank;
        self.prices.attractive.clear();
        for k in 0..self.basis.open.members().len() {
            let v = self.basis.open.members()[k] as usize;
            self.update_attractive(v);
        }
        let any = self.attractive_count() > 0;
        if any {
            self.prices.keep(form, rank);
        }
        any
    }

    /// Whether reduced costs of later objectives are carried on from now on.
    pub(crate) fn carry(&mut self, carries: bool) {
        self.prices.carries = carries;
    }

    /// Reduced costs of later objectives and, with the rates for costs, the rates of prices, which are at hand: `q` enters
    /// with `pivot` in the row at hand, and `theta` is φ of this objective.
    pub(super) fn carry_on(&mut self, q: usize, leaving: usize, theta: f64, pivot: f64) {
        let (prices, scratch) = (&mut self.prices, &self.scratch);
        if prices.rank == RATE {
            for &k in &scratch.rho.index {
                let i = self.factorisation.row_at(k as usize);
                prices.y[i] += theta * scratch.rho.value[k as usize];
            }
        }
        for d in prices.carried.0.iter_mut().skip(prices.rank) {
            let theta = d[q] / pivot;
            if theta != 0.0 {
                for &v in &scratch.row.index {
                    d[v as usize] -= theta * scratch.row.value[v as usize];
                }
            }
            d[leaving] = -theta;
        }
    }
}
