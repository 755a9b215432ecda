//! # Perturbation against stalling
//!
//! When many steps in a row are degenerate, costs (dual method) or bounds of basic variables (primal
//! method) are moved apart a little (Charnes 1952; Wolfe 1963), by amounts that depend on nothing but the
//! variable's number. The perturbation is removed at the end; if the answer then does not hold, the other
//! method finishes from there, and after a few rounds nothing is perturbed any more.

use super::basis::{FALL, RISE};
use super::state::Simplex;
use crate::engine::tolerances::PERTURBATION;
use crate::mixing::order_weight;

/// A number in ½..1 that depends on `v` only.
fn noise(v: usize) -> f64 {
    0.5 * order_weight(v)
}

impl Simplex {
    /// Moves nonbasic reduced costs away from zero.
    pub(crate) fn perturb_costs(&mut self) {
        self.prices.cost_altered = true;
        for v in 0..self.basis.status.len() {
            let amount = noise(v) * PERTURBATION * (1.0 + self.prices.cost[v].abs());
            let change = match self.basis.moves[v] {
                RISE => amount,
                FALL => -amount,
                _ => continue,
            };
            self.prices.cost[v] += change;
            self.prices.d[v] += change;
        }
    }

    /// Moves the bounds of basic variables outwards.
    pub(crate) fn perturb_bounds(&mut self) {
        self.point.bounds_altered = true;
        for k in 0..self.basis.head.len() {
            let v = self.basis.head[k] as usize;
            let (lower, upper) = (self.point.lower[v], self.point.upper[v]);
            self.point.lower[v] = lower - noise(v) * PERTURBATION * lower.abs().max(1.0);
            self.point.upper[v] = upper + noise(v + 1) * PERTURBATION * upper.abs().max(1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_reproducible_and_spread_over_its_range() {
        let values: Vec<f64> = (0..1000).map(noise).collect();
        assert!(values.iter().all(|v| (0.5..1.0).contains(v)));
        let mean = values.iter().sum::<f64>() / 1000.0;
        assert!((mean - 0.75).abs() < 0.02);
        assert_eq!(noise(7), values[7]);
    }
}
