//! # One parameter: how far a basis holds, and which comes next
//!
//! Numbers move with a parameter θ: `c(θ) = c + θ·c'`, bounds likewise, the matrix not. While a basis stays,
//! values and reduced costs are affine as well,
//!
//! ```text
//!     x_B(θ) = x_B + θ·x'_B      B x'_B = −N x'_N          (x'_N: how the bounds move at which N rests)
//!     d(θ)   = d + θ·d'          d' = c' − Aᵀ B⁻ᵀ c'_B
//! ```
//!
//! so the basis holds up to the least θ at which a basic value leaves its bounds or a reduced cost changes
//! its sign: [`Parametric::reach`]. What is optimal beyond is found at that θ alone, without a step of some
//! small size (Gass and Saaty 1955; Gal 1979):
//!
//! - **Costs.** A basis is optimal for `c + ε·c'`, with any small enough ε > 0, if it is optimal for `c`, and
//!   on the face that is optimal for `c` optimal for `c'`. So `c'` is a further objective, ranked right
//!   behind the one that moves, and the engine's ranking ([`super::lexicographic`]) finds the basis.
//! - **Bounds.** A basis is feasible beyond θ if it is feasible at θ and every basic value that stands at a
//!   bound moves inwards, no slower than the bound. So the *rates* x' solve a programme with the same
//!   matrix and costs, in which a variable at a bound has that bound's rate for a bound, and any other
//!   is free. The present basis is dual feasible for it and has the same reduced costs.
//!
//! Both are whole programmes, so degenerate steps and ties are left to methods that do not cycle, and what
//! is found has a range of more than zero.

use crate::program::{Objective, Program};

use super::basis::Place;
use super::lexicographic::End;
use super::outcome::{Outcome, Reason, Status};
use super::tolerances::{DUAL, PRIMAL};
use super::{Basis, Engine, Settings, Variable};

/// Changes of a programme's numbers per unit of the parameter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drift {
    /// By rank of the objective: column, change.
    pub costs: Vec<Vec<(usize, f64)>>,
    /// Column, change of its lower bound.
    pub lower: Vec<(usize, f64)>,
    /// Column, change of its upper bound.
    pub upper: Vec<(usize, f64)>,
    /// Row, change of its lower bound.
    pub row_lower: Vec<(usize, f64)>,
    /// Row, change of its upper bound.
    pub row_upper: Vec<(usize, f64)>,
}

impl Drift {
    /// Whether any bound moves.
    #[must_use]
    pub fn moves_bounds(&self) -> bool {
        let bounds = [&self.lower, &self.upper, &self.row_lower, &self.row_upper];
        bounds.iter().any(|changes| !changes.is_empty())
    }

    /// Whether any cost moves.
    #[must_use]
    pub fn moves_costs(&self) -> bool {
        self.costs.iter().any(|changes| !changes.is_empty())
    }

    fn of_rank(&self, rank: usize) -> &[(usize, f64)] {
        self.costs.get(rank).map_or(&[], Vec::as_slice)
    }
}

/// The greatest θ that is asked about. What would be broken by less than the tolerances there is not seen as broken.
const END: f64 = 1.0;

/// A programme that moves with a parameter θ from 0 to 1, and the engine that follows it.
#[derive(Debug, Clone)]
pub struct Parametric {
    engine: Engine,
    /// The programme at θ = 0.
    base: Program,
    drift: Drift,
    /// By rank of the programme: its rank in the engine, which has the rates of moving objectives between.
    ranks: Vec<usize>,
    /// Rates of all bounds, scaled, columns first.
    lower_rate: Vec<f64>,
    upper_rate: Vec<f64>,
    theta: f64,
    /// Whether values, prices and reduced costs in the engine are those of the present basis at θ.
    is_read: bool,
    /// Rates of prices and reduced costs of the first objective, as of the last [`Parametric::reach`], unscaled.
    price_rates: Vec<f64>,
    reduced_cost_rates: Vec<f64>,
}

/// How far the present basis holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// The greatest θ; infinite if the basis holds up to 1.
    pub theta: f64,
    /// What ends it: a basic variable at a bound, or a nonbasic one whose reduced cost vanishes.
    pub blocked_by: Option<Variable>,
}

impl Parametric {
    /// The programme `base`, which moves by `drift`, at θ = 0.
    #[must_use]
    pub fn new(base: &Program, drift: Drift) -> Self {
        let mut program = base.clone();
        let mut ranks = Vec::new();
        program.objectives.clear();
        for (rank, objective) in base.objectives.iter().enumerate() {
            ranks.push(program.objectives.len());
            program.objectives.push(objective.clone());
            if !drift.of_rank(rank).is_empty() {
                program
                    .objectives
                    .push(rate(objective, drift.of_rank(rank)));
            }
        }
        let settings = Settings {
            path_free: false,
            // pieces are proved by whoever follows
            certify: false,
            ..Settings::default()
        };
        let engine = Engine::with_settings(&program, settings);
        let mut parametric = Self {
            lower_rate: vec![0.0; engine.form.variables()],
            upper_rate: vec![0.0; engine.form.variables()],
            engine,
            base: base.clone(),
            drift,
            ranks,
            theta: 0.0,
            is_read: false,
            price_rates: Vec::new(),
            reduced_cost_rates: Vec::new(),
        };
        parametric.scale_rates();
        parametric
    }

    fn scale_rates(&mut self) {
        let columns = self.engine.form.columns;
        let unit = &self.engine.form.unit;
        for (changes, first, rates) in [
            (&self.drift.lower, 0, &mut self.lower_rate),
            (&self.drift.upper, 0, &mut self.upper_rate),
        ] {
            for &(j, change) in changes {
                rates[first + j] = change / unit[first + j];
            }
        }
        for (changes, rates) in [
            (&self.drift.row_lower, &mut self.lower_rate),
            (&self.drift.row_upper, &mut self.upper_rate),
        ] {
            for &(i, change) in changes {
                rates[columns + i] = change / unit[columns + i];
            }
        }
    }

    /// The present θ.
    #[must_use]
    pub fn theta(&self) -> f64 {
        self.theta
    }

    /// The programme at the present θ. Behind each objective that moves stands its rate.
    #[must_use]
    pub fn program(&self) -> &Program {
        self.engine.program()
    }

    /// How the numbers move.
    #[must_use]
    pub fn drift(&self) -> &Drift {
        &self.drift
    }

    /// Moves all numbers to θ; the basis stays.
    pub fn set_theta(&mut self, theta: f64) {
        self.theta = theta;
        self.is_read = false;
        let (base, drift, engine) = (&self.base, &self.drift, &mut self.engine);
        for (rank, changes) in drift.costs.iter().enumerate() {
            let costs = &base.objectives[rank].coefficients;
            for &(j, change) in changes {
                engine.set_cost(self.ranks[rank], j, costs[j] + theta * change);
            }
        }
        if !drift.moves_bounds() {
            return;
        }
        for (j, lower, upper) in paired(&drift.lower, &drift.upper) {
            let lower = base.lower[j] + theta * lower;
            engine.set_column_bounds(j, lower, base.upper[j] + theta * upper);
        }
        for (i, lower, upper) in paired(&drift.row_lower, &drift.row_upper) {
            let lower = base.row_lower[i] + theta * lower;
            engine.set_row_bounds(i, lower, base.row_upper[i] + theta * upper);
        }
    }

    /// Solves from the start at the present θ, for the basis that holds from there on.
    pub fn solve(&mut self) -> Outcome {
        let outcome = self.engine.solve();
        self.look_ahead(outcome)
    }

    /// Goes on from the present basis to the one that holds from the present θ on.
    pub fn reoptimise(&mut self) -> Outcome {
        let outcome = self.engine.reoptimise();
        self.look_ahead(outcome)
    }

    /// Solves from a basis met before.
    ///
    /// # Errors
    /// If its dimensions are not the programme's.
    pub fn solve_from(&mut self, basis: &Basis) -> Result<Outcome, super::BasisMismatch> {
        let outcome = self.engine.solve_from(basis)?;
        Ok(self.look_ahead(outcome))
    }

    /// Costs were looked after by rank; now bounds.
    fn look_ahead(&mut self, outcome: Outcome) -> Outcome {
        self.is_read = outcome.status == Status::Optimal;
        if outcome.status != Status::Optimal || !self.drift.moves_bounds() {
            return outcome;
        }
        match self.follow_bounds() {
            End::Optimal => self.here(),
            End::Failed(reason) => Outcome {
                status: Status::Uncertified(reason),
                ..outcome
            },
            // no rates exist: the programme has no feasible point beyond
            _ => Outcome {
                status: Status::Uncertified(Reason::Unsettled),
                ..outcome
            },
        }
    }

    /// Solves the programme of rates from the present basis.
    fn follow_bounds(&mut self) -> End {
        let engine = &mut self.engine;
        let lower = std::mem::take(&mut engine.form.lower);
        let upper = std::mem::take(&mut engine.form.upper);
        let x = &engine.simplex.x;
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
        engine.simplex.lower.copy_from_slice(&engine.form.lower);
        engine.simplex.upper.copy_from_slice(&engine.form.upper);
        engine.simplex.unrested = true;
        let end = engine.optimise();
        engine.form.lower = lower;
        engine.form.upper = upper;
        engine.simplex.lower.copy_from_slice(&engine.form.lower);
        engine.simplex.upper.copy_from_slice(&engine.form.upper);
        engine.simplex.unrested = true;
        end
    }

    /// The answer of the present basis at the present θ, without a pivot.
    pub fn here(&mut self) -> Outcome {
        self.is_read = true;
        self.engine.read()
    }

    /// The answer at `theta` of the basis of `start`, which is its answer at the present θ, after
    /// [`Parametric::reach`]; moves there. Where only costs move, the point stands still and prices follow their rates.
    pub fn follow(&mut self, start: &Outcome, theta: f64) -> Outcome {
        let step = theta - self.theta;
        self.set_theta(theta);
        if self.drift.moves_bounds() {
            return self.here();
        }
        let moved = |values: &[f64], rates: &[f64]| -> Vec<f64> {
            if rates.is_empty() {
                return values.to_vec();
            }
            let both = values.iter().zip(rates);
            both.map(|(value, rate)| value + step * rate).collect()
        };
        Outcome {
            duals: moved(&start.duals, &self.price_rates),
            reduced_costs: moved(&start.reduced_costs, &self.reduced_cost_rates),
            objective: self.program().objective().value(&start.x),
            ..start.clone()
        }
    }

    /// The greatest θ up to which the present basis stays optimal, lexicographically.
    pub fn reach(&mut self) -> Reach {
        if !self.is_read {
            self.engine.read_here();
            self.is_read = true;
        }
        self.price_rates.clear();
        self.reduced_cost_rates.clear();
        let mut reach = Reach {
            theta: f64::INFINITY,
            blocked_by: None,
        };
        if self.drift.moves_bounds() {
            self.reach_of_bounds(&mut reach);
        }
        if self.drift.moves_costs() {
            self.reach_of_costs(&mut reach);
        }
        self.engine.simplex.open.clear();
        self.engine.simplex.rest();
        reach
    }

    fn reach_of_bounds(&mut self, reach: &mut Reach) {
        let (theta, left) = (self.theta, END - self.theta);
        let simplex = &mut self.engine.simplex;
        let values = simplex.x.clone();
        for (v, place) in simplex.place.iter().enumerate() {
            simplex.x[v] = match place {
                Place::Lower => self.lower_rate[v],
                Place::Upper => self.upper_rate[v],
                Place::Basic | Place::Free => 0.0,
            };
        }
        simplex.compute_x(&self.engine.form);
        let mut blocked = None;
        for &v in &simplex.head {
            let v = v as usize;
            for (bound, bound_rate, sign) in [
                (simplex.lower[v], self.lower_rate[v], 1.0),
                (simplex.upper[v], self.upper_rate[v], -1.0),
            ] {
                let rate = sign * (simplex.x[v] - bound_rate);
                let room = sign * (values[v] - bound);
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
        simplex.x = values;
        simplex.list_infeasible();
        if let Some(v) = blocked {
            reach.blocked_by = Some(self.engine.variable(v));
        }
    }

    /// Rank by rank: those columns that all earlier objectives leave open decide by the next.
    fn reach_of_costs(&mut self, reach: &mut Reach) {
        let d = self.engine.simplex.d.clone();
        let y = self.engine.simplex.y.clone();
        self.engine.simplex.rank = 0;
        for rank in 0..self.ranks.len() {
            let own = self.ranks[rank];
            if own > 0 {
                if !self.engine.simplex.freeze() {
                    break;
                }
                self.engine.load(own);
            }
            if !self.drift.of_rank(rank).is_empty() {
                self.reach_along(own, reach);
            }
            let further = self.drift.costs.iter().skip(rank + 1);
            if further.clone().all(Vec::is_empty) {
                break;
            }
        }
        self.engine.simplex.d = d;
        self.engine.simplex.y = y;
    }

    /// The range of one objective that moves, of rank `own` in the engine; its reduced costs are at hand. Afterwards
    /// those of its rate are, and what either holds at a bound is frozen.
    fn reach_along(&mut self, own: usize, reach: &mut Reach) {
        let engine = &mut self.engine;
        let d = engine.simplex.d.clone();
        let scales = [own, own + 1].map(|rank| engine.form.cost_scale(rank));
        // all that may move, whatever its reduced cost: those that vanish later end the range
        let moves = engine.simplex.moves.clone();
        engine.simplex.load_cost(&engine.form, own + 1);
        engine.simplex.rank = own;
        engine.simplex.compute_d(&engine.form);
        if own == 0 {
            let (y, d) = (&engine.simplex.y, &engine.simplex.d);
            self.price_rates = engine.form.prices_of(1, y);
            self.reduced_cost_rates = engine.form.reduced_costs_of(1, d);
        }
        self.reach_of_rank(&d, scales, &moves, reach);
        let engine = &mut self.engine;
        engine.simplex.d.copy_from_slice(&d);
        if engine.simplex.freeze() {
            engine.load(own + 1);
        }
    }

    fn reach_of_rank(&self, d: &[f64], scales: [f64; 2], moves: &[u8], reach: &mut Reach) {
        use super::simplex::{FALL, RISE};
        let left = END - self.theta;
        let simplex = &self.engine.simplex;
        for (v, &rate) in simplex.d.iter().enumerate() {
            if rate.abs() <= DUAL || simplex.place[v] == Place::Basic {
                continue;
            }
            let falls = rate < 0.0 && moves[v] & RISE != 0;
            let rises = rate > 0.0 && moves[v] & FALL != 0;
            if falls || rises {
                let room = if falls { d[v] } else { -d[v] };
                let rate = rate.abs() * scales[0] / scales[1];
                let end = self.theta + room.max(0.0) / rate;
                if end < reach.theta && room - left * rate < -DUAL {
                    reach.theta = end;
                    reach.blocked_by = Some(self.engine.variable(v));
                }
            }
        }
    }
}

/// The objective whose value is the rate of `objective`.
fn rate(objective: &Objective, changes: &[(usize, f64)]) -> Objective {
    let mut coefficients = vec![0.0; objective.coefficients.len()];
    for &(j, change) in changes {
        coefficients[j] = change;
    }
    Objective {
        name: format!("rate of {}", objective.name),
        coefficients,
        constant: 0.0,
    }
}

/// Changes of lower and upper bounds by place, 0 where only one moves.
fn paired(lower: &[(usize, f64)], upper: &[(usize, f64)]) -> Vec<(usize, f64, f64)> {
    let mut both = std::collections::BTreeMap::<usize, (f64, f64)>::new();
    for &(at, change) in lower {
        both.entry(at).or_default().0 = change;
    }
    for &(at, change) in upper {
        both.entry(at).or_default().1 = change;
    }
    both.into_iter().map(|(at, (a, b))| (at, a, b)).collect()
}
