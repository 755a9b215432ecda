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
//! is found has a range of more than zero, but for rounding.
//!
//! Where only costs move, pivots at a breakpoint enter columns whose reduced cost is zero there: the point may move, but
//! prices and reduced costs at that θ stay, and their rates change along the pivot rows. So both are carried on from
//! piece to piece ([`cross`]), and computed afresh now and then only.

mod bounds;
mod costs;
mod cross;
mod known;

use crate::program::{Delta, Objective, Program};

use super::basis::{Basis, BasisMismatch, BasisStatus};
use super::instance::{Engine, Settings};
use super::lexicographic::End;
use super::outcome::{Reason, Status};
use super::sensitivity::Variable;
use super::tolerances::VANISHED;

use known::Known;

/// The greatest θ that is asked about. What would be broken by less than the tolerances there is not seen as broken.
const END: f64 = 1.0;

/// A programme that moves with a parameter θ from 0 to 1, and the engine that follows it.
#[derive(Debug, Clone)]
pub(crate) struct Parametric {
    engine: Engine,
    /// The programme at θ = 0.
    base: Program,
    delta: Delta,
    /// By rank of the programme: its rank in the engine, which has the rates of moving objectives between.
    ranks: Vec<usize>,
    /// Rates of all bounds, scaled, columns first.
    lower_rate: Vec<f64>,
    upper_rate: Vec<f64>,
    theta: f64,
    /// θ of the engine's costs: they are moved when they are asked for.
    costs_at: f64,
    known: Known,
    /// Variables that may have no reduced cost where the reach asked for last ends.
    near: Vec<u32>,
    /// Nonbasic variables that may move and have no reduced cost.
    vanished: Vec<u32>,
    /// Moves while variables are held: none but at a crossing.
    held: Vec<u8>,
    /// Pivots of a crossing that was given up.
    in_vain: usize,
    /// Pivots since it was computed afresh.
    carried_pivots: usize,
    /// Rates of the prices of the first objective, scaled as those of an objective of their own.
    price_rates: Vec<f64>,
}

/// How far the present basis holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reach {
    /// The greatest θ; infinite if the basis holds up to 1.
    pub theta: f64,
    /// What ends it: a basic variable at a bound, or a nonbasic one whose reduced cost vanishes.
    pub blocked_by: Option<Variable>,
}

impl Parametric {
    /// The programme `base`, which moves by `delta`, at θ = 0.
    #[must_use]
    pub(crate) fn new(base: &Program, delta: Delta) -> Self {
        let mut program = base.clone();
        let mut ranks = Vec::new();
        program.objectives.clear();
        for (rank, objective) in base.objectives.iter().enumerate() {
            ranks.push(program.objectives.len());
            program.objectives.push(objective.clone());
            if !delta.of_rank(rank).is_empty() {
                program
                    .objectives
                    .push(rate(objective, delta.of_rank(rank)));
            }
        }
        let settings = Settings {
            path_free: false,
            // pieces are proved by whoever follows
            certify: false,
            ..Settings::default()
        };
        let mut engine = Engine::with_settings(&program, settings);
        if delta.moves_costs_of(0..1) {
            engine.simplex.tell_apart(VANISHED);
        }
        let variables = engine.form.variables();
        let mut parametric = Self {
            lower_rate: vec![0.0; variables],
            upper_rate: vec![0.0; variables],
            price_rates: vec![0.0; engine.form.rows],
            engine,
            base: base.clone(),
            delta,
            ranks,
            theta: 0.0,
            costs_at: 0.0,
            known: Known::default(),
            near: Vec::new(),
            vanished: Vec::new(),
            held: vec![0; variables],
            in_vain: 0,
            carried_pivots: 0,
        };
        parametric.scale_rates();
        parametric
    }

    fn scale_rates(&mut self) {
        let columns = self.engine.form.columns;
        let unit = &self.engine.form.unit;
        for (changes, rates) in [
            (&self.delta.lower, &mut self.lower_rate),
            (&self.delta.upper, &mut self.upper_rate),
        ] {
            for &(j, change) in changes {
                rates[j] = change / unit[j];
            }
        }
        for (changes, rates) in [
            (&self.delta.row_lower, &mut self.lower_rate),
            (&self.delta.row_upper, &mut self.upper_rate),
        ] {
            for &(i, change) in changes {
                rates[columns + i] = change / unit[columns + i];
            }
        }
    }

    /// The present θ.
    #[must_use]
    pub(crate) fn theta(&self) -> f64 {
        self.theta
    }

    /// Whether prices are those of the basis before, which the present one has as well: so it is after
    /// [`Parametric::reoptimise`] where a breakpoint was crossed without computing them afresh.
    #[must_use]
    pub(crate) fn keeps_prices(&self) -> bool {
        self.known.keeps_prices()
    }

    /// The status of each variable in the present basis.
    #[must_use]
    pub(crate) fn statuses(&self) -> &[BasisStatus] {
        self.engine.simplex.statuses()
    }

    /// Steps, in vain or not, since the last call of [`Parametric::solve`], [`Parametric::solve_from`] or
    /// [`Parametric::reoptimise`].
    #[must_use]
    pub(crate) fn pivots(&self) -> usize {
        self.in_vain + self.engine.simplex.pivots().iterations()
    }

    /// One value per column: the plan of the present basis at the present θ, unscaled, within its bounds.
    pub(crate) fn plan(&mut self) -> Vec<f64> {
        self.read();
        self.engine.values()
    }

    /// [`Parametric::plan`], if it may be another than when it was last asked for by this.
    pub(crate) fn moved_plan(&mut self) -> Option<Vec<f64>> {
        self.read();
        self.engine
            .simplex
            .take_moved()
            .then(|| self.engine.values())
    }

    /// One price per row, of the first objective, unscaled, of the present basis at the present θ.
    pub(crate) fn prices(&mut self) -> Vec<f64> {
        self.read();
        self.engine.form.prices(self.engine.simplex.prices())
    }

    /// Moves all numbers to θ; the basis stays.
    pub(crate) fn set_theta(&mut self, theta: f64) {
        self.known.at_other_theta();
        self.move_numbers(theta);
    }

    /// Moves to where `reach` ends, at most to 1, along the present basis, whose reach it is. Where only costs move, the
    /// point stands still, and prices follow their rates without a further solve.
    pub(crate) fn follow(&mut self, reach: Reach) {
        self.known.go_on();
        let theta = reach.theta.min(END);
        let blocked_by = reach.blocked_by.filter(|_| theta == reach.theta);
        let blocked_by = blocked_by.map(|of| self.engine.number(of));
        let step = theta - self.theta;
        let stays = self.known.is_read() && !self.delta.moves_bounds();
        self.move_numbers(theta);
        let read = stays && self.follow_costs(step, blocked_by);
        self.known.set_read(read);
    }

    /// Costs are told when they are asked for.
    fn move_numbers(&mut self, theta: f64) {
        self.theta = theta;
        let (base, delta, engine) = (&self.base, &self.delta, &mut self.engine);
        for (j, lower, upper) in paired(&delta.lower, &delta.upper) {
            let lower = base.lower[j] + theta * lower;
            engine.set_column_bounds(j, lower, base.upper[j] + theta * upper);
        }
        for (i, lower, upper) in paired(&delta.row_lower, &delta.row_upper) {
            let lower = base.row_lower[i] + theta * lower;
            engine.set_row_bounds(i, lower, base.row_upper[i] + theta * upper);
        }
    }

    /// Brings the scaled costs to the present θ.
    fn update_costs(&mut self) {
        if self.costs_at == self.theta {
            return;
        }
        self.costs_at = self.theta;
        for (rank, changes) in self.delta.costs.iter().enumerate() {
            let own = self.ranks[rank];
            let costs = &self.base.objectives[rank].coefficients;
            for &(j, change) in changes {
                let cost = costs[j] + self.theta * change;
                self.engine.set_cost(own, j, cost);
            }
        }
    }

    /// Values, prices and reduced costs of the present basis at the present θ.
    fn read(&mut self) {
        if !self.known.is_read() {
            self.update_costs();
            self.engine.read_here();
            self.known.set_read(true);
        }
    }

    /// Solves from the start at the present θ, for the basis that holds from there on.
    pub(crate) fn solve(&mut self) -> Status {
        self.in_vain = 0;
        self.update_costs();
        let outcome = self.engine.solve();
        self.look_ahead(outcome.status)
    }

    /// Goes on from the present basis to the one that holds from the present θ on.
    pub(crate) fn reoptimise(&mut self) -> Status {
        let may_cross = self.known.may_cross();
        if may_cross && self.cross() {
            self.in_vain = 0;
            return Status::Optimal;
        }
        let tried = self.engine.simplex.pivots().iterations();
        self.update_costs();
        let outcome = self.engine.reoptimise();
        self.in_vain = if may_cross { tried } else { 0 };
        self.look_ahead(outcome.status)
    }

    /// Solves from a basis met before.
    ///
    /// # Errors
    /// If its dimensions are not the programme's.
    pub(crate) fn solve_from(&mut self, basis: &Basis) -> Result<Status, BasisMismatch> {
        self.in_vain = 0;
        self.update_costs();
        let outcome = self.engine.solve_from(basis)?;
        Ok(self.look_ahead(outcome.status))
    }

    /// Costs were looked after by rank; now bounds.
    fn look_ahead(&mut self, status: Status) -> Status {
        let is_optimal = status == Status::Optimal;
        self.known
            .at_other_basis(is_optimal && !self.delta.moves_bounds());
        if !is_optimal || !self.delta.moves_bounds() {
            return status;
        }
        match self.follow_bounds() {
            End::Optimal => Status::Optimal,
            End::Failed(reason) => Status::Uncertified(reason),
            // no rates exist: the programme has no feasible point beyond
            _ => Status::Uncertified(Reason::Unsettled),
        }
    }

    /// The greatest θ up to which the present basis stays optimal, lexicographically.
    pub(crate) fn reach(&mut self) -> Reach {
        self.read();
        let mut reach = Reach {
            theta: f64::INFINITY,
            blocked_by: None,
        };
        if self.delta.moves_bounds() {
            self.reach_of_bounds(&mut reach);
        }
        self.reach_of_costs(&mut reach);
        reach
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
