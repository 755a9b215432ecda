//! # Bounds that move
//!
//! Where a basis stops being feasible, and which one is beyond.

use crate::engine::lexicographic::End;
use crate::engine::tolerances::PRIMAL;

use super::{END, Parametric, Reach};

impl Parametric {
    /// Solves the programme of rates from the present basis.
    pub(super) fn follow_bounds(&mut self) -> End {
        let engine = &mut self.engine;
        let lower = std::mem::take(&mut engine.form.lower);
        let upper = std::mem::take(&mut engine.form.upper);
        let x = engine.simplex.values();
        let rates = |x: f64, bound: f64, rate: f64, none: f64| {
            let at = bound.is_finite() && (x - bound).abs() <= PRIMAL * bound.abs().max(1.0);
            if at { rate } else { none }
        };
        engine.form.lower = (0..lower.len())
            .map(|v| rates(x[v], lower[v], self.lower_rate[v], f64::NEG_INFINITY))
            .collect();
        engine.form.upper = (0..upper.len())
            .map(|v| rates(x[v], upper[v], self.upper_rate[v], f64::INFINITY))
            .collect();
        engine.simplex.take_bounds(&engine.form);
        let end = engine.optimise();
        engine.form.lower = lower;
        engine.form.upper = upper;
        engine.simplex.take_bounds(&engine.form);
        end
    }

    pub(super) fn reach_of_bounds(&mut self, reach: &mut Reach) {
        let (theta, left) = (self.theta, END - self.theta);
        let simplex = &mut self.engine.simplex;
        let rates = simplex.rates(&self.engine.form, &self.lower_rate, &self.upper_rate);
        let mut blocked = None;
        for &v in simplex.head() {
            let v = v as usize;
            let (lower, upper) = simplex.bounds(v);
            for (bound, bound_rate, sign) in [
                (lower, self.lower_rate[v], 1.0),
                (upper, self.upper_rate[v], -1.0),
            ] {
                let rate = sign * (rates[v] - bound_rate);
                let room = sign * (simplex.values()[v] - bound);
                let tolerance = PRIMAL * bound.abs().max(bound_rate.abs()).max(1.0);
                if bound.is_finite() && rate < -tolerance && room + left * rate < -tolerance {
                    let end = theta + room.max(0.0) / -rate;
                    if end < reach.theta {
                        reach.theta = end;
                        blocked = Some(v);
                    }
                }
            }
        }
        if let Some(v) = blocked {
            reach.blocked_by = Some(self.engine.variable(v));
        }
    }
}
