//! # Costs that move
//!
//! Where a basis stops being dual feasible. The first objective decides with reduced costs `d + θ·d'` of all columns;
//! each later one only among the columns that all before it leave open.

use pulp::{Arch, Simd, WithSimd};

use crate::engine::lexicographic::LOOSE;
use crate::engine::simplex::RATE;
use crate::engine::simplex::basis::{FALL, RISE, free_moves};
use crate::engine::tolerances::{DUAL, VANISHED};

use super::{END, Parametric, Reach};

/// Variables looked at together.
const BLOCK: usize = 64;

/// How far on the wrong side a reduced cost may be: what the engine lets pass.
const WRONG: f64 = LOOSE * DUAL;

impl Parametric {
    /// Moves prices and reduced costs along their rates, and lists the columns whose reduced cost vanishes, unless some are
    /// too far on the wrong side; whether rates are known.
    pub(super) fn follow_costs(&mut self, step: f64, blocked_by: Option<usize>) -> bool {
        if !self.moves_first() {
            return true;
        }
        if !self.known.is_carried() {
            return false;
        }
        let step = step * self.unit(0);
        let simplex = &mut self.engine.simplex;
        let mut is_right = simplex.follow_rates(step, &self.price_rates, blocked_by, WRONG);
        let (all, rates, moves) = (
            simplex.reduced_costs(),
            simplex.carried(RATE),
            simplex.moves(),
        );
        self.vanished.clear();
        // only what is near can have come to zero: none was on the wrong side before, or the basis was not followed
        for &v in &self.near {
            let (d, rate) = (all[v as usize], rates[v as usize]);
            // those that do not move apart are told apart by later objectives
            let tie = if rate.abs() <= DUAL { DUAL } else { VANISHED };
            if free_moves(moves[v as usize], d, tie) != 0 {
                self.vanished.push(v);
                is_right &= d.abs() <= WRONG;
            }
        }
        self.known.list(is_right);
        true
    }

    /// Whether the first objective moves.
    fn moves_first(&self) -> bool {
        self.delta.moves_costs_of(0..1)
    }

    /// From the scaled rate of the objective of rank `own` in the engine to the objective's own scale.
    fn unit(&self, own: usize) -> f64 {
        self.engine.form.cost_scale(own) / self.engine.form.cost_scale(own + 1)
    }

    pub(super) fn reach_of_costs(&mut self, reach: &mut Reach) {
        if self.moves_first() {
            self.carry();
            self.reach_of_first(reach);
        }
        if self.delta.moves_costs_of(1..self.ranks.len()) {
            self.reach_of_later_costs(reach);
        }
    }

    /// The least θ beyond which a reduced cost of the first objective has the wrong sign. Lists the columns that may have
    /// none where the piece ends.
    fn reach_of_first(&mut self, reach: &mut Reach) {
        let simplex = &self.engine.simplex;
        let (d, rates) = (simplex.reduced_costs(), simplex.carried(RATE));
        let moves = simplex.moves();
        let mut first = First::new(reach.theta - self.theta, END - self.theta, self.unit(0));
        // what was near before is a first guess
        for &v in &self.near {
            let v = v as usize;
            first.take(v, d[v], rates[v], moves[v]);
        }
        // wide instructions where the machine has them; the numbers are the same with all
        Arch::new().dispatch(NearList {
            d,
            rates,
            moves,
            first: &mut first,
            near: &mut self.near,
        });
        self.known.near_found();
        self.end_at(first, reach);
    }

    fn end_at(&self, first: First, reach: &mut Reach) {
        if let Some(v) = first.variable {
            reach.theta = self.theta + first.step;
            reach.blocked_by = Some(self.engine.variable(v));
        }
    }

    /// Computes the reduced costs of further objectives and the rates of prices at the present basis, unless they were
    /// carried on to it.
    fn carry(&mut self) {
        if self.known.is_carried() {
            return;
        }
        let engine = &mut self.engine;
        engine
            .simplex
            .carry_afresh(&engine.form, &mut self.price_rates);
        self.known.carried_afresh();
        self.carried_pivots = 0;
    }

    /// Rank by rank: those columns that all earlier objectives leave open decide by the next.
    fn reach_of_later_costs(&mut self, reach: &mut Reach) {
        let kept = self.engine.simplex.copy_of_prices();
        self.engine.simplex.begin_ranks();
        self.update_costs();
        for rank in 0..self.ranks.len() {
            let own = self.ranks[rank];
            if rank > 0 {
                if !self.engine.simplex.freeze() {
                    break;
                }
                self.engine.load(own);
            }
            let moves = self.delta.moves_costs_of(rank..rank + 1);
            if rank > 0 && moves {
                self.reach_along(own, reach);
            }
            if moves {
                if !self.engine.simplex.freeze() {
                    break;
                }
                self.engine.load(own + 1);
            }
        }
        let simplex = &mut self.engine.simplex;
        simplex.give_back_prices(kept);
        simplex.close();
        simplex.rest();
    }

    /// The range of a later objective, of rank `own` in the engine, whose reduced costs are at hand.
    fn reach_along(&mut self, own: usize, reach: &mut Reach) {
        let d = self.engine.simplex.reduced_costs().to_vec();
        self.engine.load(own + 1);
        let simplex = &self.engine.simplex;
        let mut first = First::new(reach.theta - self.theta, END - self.theta, self.unit(own));
        let all = d.iter().zip(simplex.reduced_costs()).zip(simplex.moves());
        for (v, ((&d, &rate), &moves)) in all.enumerate() {
            first.take(v, d, rate, moves);
        }
        self.end_at(first, reach);
        self.engine.load(own);
    }
}

/// Finds the first reduced cost that vanishes, and lists those that are near.
struct NearList<'a> {
    d: &'a [f64],
    rates: &'a [f64],
    moves: &'a [u8],
    first: &'a mut First,
    near: &'a mut Vec<u32>,
}

impl WithSimd for NearList<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.near.clear();
        let all = self.d.chunks(BLOCK).zip(self.rates.chunks(BLOCK));
        for (block, ((d, rates), moves)) in all.zip(self.moves.chunks(BLOCK)).enumerate() {
            let way = self.first.step.min(self.first.left) * self.first.unit;
            let is_near = |((&d, &rate), &moves): ((&f64, &f64), &u8)| {
                (moves != 0) & (d.abs() <= way * rate.abs() + WRONG)
            };
            // most blocks hold none that is near, and this is told without a branch
            let own = || d.iter().zip(rates).zip(moves);
            if !own().map(is_near).fold(false, |any, near| any | near) {
                continue;
            }
            for (k, of) in own().enumerate().filter(|&(_, of)| is_near(of)) {
                let v = block * BLOCK + k;
                let ((&d, &rate), &moves) = of;
                self.first.take(v, d, rate, moves);
                self.near.push(v as u32);
            }
        }
    }
}

/// The first reduced cost `d + (θ − θ₀)·rate` that has the wrong sign beyond a step.
struct First {
    /// How far it is.
    step: f64,
    variable: Option<usize>,
    /// How far the end of the range is.
    left: f64,
    /// From the scale of rates to that of reduced costs.
    unit: f64,
}

impl First {
    /// None yet within `step`.
    fn new(step: f64, left: f64, unit: f64) -> Self {
        First {
            step,
            variable: None,
            left,
            unit,
        }
    }

    /// Takes note of variable `v`. Of equals the one that comes first counts.
    #[inline(always)]
    fn take(&mut self, v: usize, d: f64, rate: f64, moves: u8) {
        let room = if rate > 0.0 { -d } else { d };
        let speed = rate.abs() * self.unit;
        // moves are none where it is basic or fixed
        let way = if rate > 0.0 { FALL } else { RISE };
        let ends = rate.abs() > DUAL && room - self.left * speed < -DUAL && moves & way != 0;
        if ends && room.max(0.0) < self.step * speed {
            self.step = room.max(0.0) / speed;
            self.variable = Some(v);
        }
    }
}
