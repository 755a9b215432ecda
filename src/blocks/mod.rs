//! # Programmes of many blocks
//!
//! Hours of a year, outages and futures share a few hundred first-stage columns and are small programmes of one matrix otherwise. The
//! simplex method pays for their number six times over whenever it doubles; this method pays for it in proportion, and its memory is
//! linear in it.
//!
//! ## The mathematics
//!
//! ```text
//!     minimise  c₀·x₀ + Σ_t c_t·x_t                                  t = 1 … T blocks
//!     A_t x_t + T_t x₀       = b_t                                    rows of block t
//!     A₀ x₀  + Σ_t L_t x_t   = b₀                                     rows that link blocks, and rows of the first stage
//! ```
//!
//! An interior point goes to the optimum along points at which distance times price is nearly one number μ for all columns. Each step
//! solves Newton's equations, whose matrix has the shape of an arrow: a block meets no other. So each block is eliminated for itself
//! ([`symbolic`], [`factor`]), what is left of all is added up to one dense matrix over what is shared ([`border`]), and the step goes
//! back into the blocks (Birge and Qi 1988; Gondzio and Grothey 2007). The number of steps grows little with that of the blocks, and
//! each costs in proportion to it.
//!
//! Two things keep the digits, without which such a method stalls at a gap of 1e-3 on years of hours:
//!
//! - blocks see *sums* of first-stage columns, and those are solved for ([`form`]);
//! - rows without common columns are eliminated in closed form, by sums of positive terms ([`symbolic`]).
//!
//! And the direction that is taken is refined on the whole system.
//!
//! ## What an answer carries
//!
//! A plan that meets all rows and bounds within [`RESIDUAL`], and a lower bound that holds whatever rounding did ([`bound`]): their
//! difference is the gap. Neither relies on the method. Where it stalls, or where there is no optimum to go to, it says so and somebody
//! else has to answer ([`Ended::Stuck`]).
//!
//! Same bytes on any number of threads: blocks are in groups by their number, and sums go in the order of blocks and groups.
//!
//! ## Literature
//!
//! - S. Mehrotra, *On the implementation of a primal-dual interior point method*, SIAM J. Optim. 2, 1992.
//! - J. Gondzio, *Multiple centrality corrections in a primal-dual method for linear programming*, Comput. Optim. Appl. 6, 1996.
//! - J. R. Birge, L. Qi, *Computing block-angular Karmarkar projections with applications to stochastic programming*, Management
//!   Science 34, 1988.
//! - J. Gondzio, A. Grothey, *Parallel interior-point solver for structured quadratic programs*, Ann. Oper. Res. 152, 2007.
//! - R. J. Vanderbei, *Symmetric quasidefinite matrices*, SIAM J. Optim. 5, 1995.
//! - A. Neumaier, O. Shcherbina, *Safe bounds in linear and mixed-integer linear programming*, Math. Programming 99, 2004.
//!
//! docs/year.md tells what was measured.

mod border;
mod bound;
mod canonical;
mod class;
mod columns;
mod dense;
mod factor;
mod form;
mod group;
mod joined;
mod lanes;
mod method;
mod partition;
mod pattern;
mod relief;
mod symbolic;

pub use partition::{Misfit, Partition};

use crate::certificate::primal_residual;
use crate::control;
use crate::program::Program;

use bound::Implied;
use canonical::Measured;
use columns::Step;
use form::Form;
use method::{Method, Standing};

/// Largest relative residual of a plan ([`primal_residual`]).
pub const RESIDUAL: f64 = 1e-9;

/// Relative gap at which an answer is good enough, where nobody says otherwise.
pub(crate) const GAP: f64 = 1e-6;

/// Steps after which nothing is to be hoped for.
const MOST_STEPS: usize = 400;

/// Steps after which it is stuck if neither products nor residuals fall.
const PATIENCE: usize = 12;

/// Bounds are worth measuring where the gap seems to be less than this.
const NEAR: f64 = 1e-2;

/// Most times that a point is moved onto its rows.
const RESTORED: usize = 4;

/// Then in one of so many steps, for who waits.
const EVERY: usize = 4;

/// In every step where the gap seems to be less than so many times what was asked for.
const CLOSE: f64 = 10.0;

/// Products that say so of the gap tell a vertex.
const VERTEX: f64 = 1e-10;

/// Most that they may say where rounding lets the method get no further.
const TELLING: f64 = 1e-7;

/// Steps in which products may fail to fall where they are less.
const LAST: usize = 12;

/// A plan, and how far it can be from the best.
#[derive(Debug, Clone, PartialEq)]
pub struct Feasible {
    /// One value per column; all rows and bounds are met within [`RESIDUAL`].
    pub x: Vec<f64>,
    /// One price per row, as far as they prove the lower bound.
    pub prices: Vec<f64>,
    /// Its cost and what is proved of every other's.
    pub bounds: Bounds,
    /// Steps of the interior point.
    pub steps: usize,
}

/// The optimum lies between.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Bounds {
    /// No point costs less.
    pub lower: f64,
    /// What the best plan so far costs; infinite where there is none.
    pub upper: f64,
}

impl Bounds {
    const NONE: Bounds = Bounds {
        lower: f64::NEG_INFINITY,
        upper: f64::INFINITY,
    };

    /// (upper − lower)/(1 + |upper|), never below 0; infinite where a bound is missing.
    #[must_use]
    pub fn gap(&self) -> f64 {
        let gap = (self.upper - self.lower) / (1.0 + self.upper.abs());
        if gap.is_nan() {
            f64::INFINITY
        } else {
            gap.max(0.0)
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ended {
    /// The gap is as small as was asked for.
    Reached(Feasible),
    /// It was asked to stop; the best plan so far, where there is one.
    Stopped(Option<Feasible>),
    /// It got no further; the best plan so far, where there is one.
    Stuck(Option<Feasible>),
}

/// Where it stands, told after every step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Blocks of the programme.
    pub blocks: usize,
    /// Steps made.
    pub steps: usize,
    /// Cost of the point at hand, which meets its rows nearly.
    pub cost: f64,
    /// What is proved so far.
    pub bounds: Bounds,
}

/// Goes towards the optimum of the first objective of `program`, which is in the blocks of `partition`, until the gap is at most `gap`.
///
/// # Errors
/// [`Misfit`] where it is not in these blocks.
pub fn solve(
    program: &Program,
    partition: &Partition,
    gap: f64,
    tell: &dyn Fn(&Look),
) -> Result<Ended, Misfit> {
    let Some(form) = form_of(program, partition)? else {
        return Ok(Ended::Stuck(None));
    };
    let implied = bound::implied(program, f64::INFINITY);
    Ok(Search::new(program, partition, &form, implied).run(gap, tell))
}

/// The programme as the method has it; `None` where its bounds leave no point, or it has no column.
fn form_of(program: &Program, partition: &Partition) -> Result<Option<Form>, Misfit> {
    partition.check(program)?;
    let crossed = |(l, u): (&f64, &f64)| l > u;
    let columns = program.lower.iter().zip(&program.upper);
    let rows = program.row_lower.iter().zip(&program.row_upper);
    if columns.chain(rows).any(crossed) || program.column_count() == 0 {
        return Ok(None);
    }
    let form = Form::new(program, partition);
    Ok((!form.is_contradictory()).then_some(form))
}

/// A point within its bounds and prices, both near the optimum of the first objective, and neither proved.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inside {
    /// One value per column.
    pub x: Vec<f64>,
    /// One price per row.
    pub prices: Vec<f64>,
}

/// Goes as near to the optimum of the first objective of `program` as rounding lets it, from where a vertex can be told; `None` where it
/// comes nowhere near, or was asked to stop.
///
/// # Errors
/// As [`solve`].
pub(crate) fn inside(
    program: &Program,
    partition: &Partition,
    tell: &dyn Fn(&Look),
) -> Result<Option<Inside>, Misfit> {
    let Some(form) = form_of(program, partition)? else {
        return Ok(None);
    };
    Ok(Search::new(program, partition, &form, Implied::default()).approach(tell))
}

/// What prices prove of a point, if it is one: both figures are worked out on the programme, wherever they come from.
pub(crate) fn proved(program: &Program, x: &[f64], prices: &[f64]) -> Option<Bounds> {
    let is_met = primal_residual(program, x) <= RESIDUAL;
    if !is_met || prices.len() != program.row_count() {
        return None;
    }
    let upper = program.objective().value(x);
    let mut bounds = [f64::INFINITY, upper].into_iter().map(|known| {
        let implied = bound::implied(program, known);
        let (lower, _) = bound::proved_by(program, &implied, prices.to_vec());
        Bounds { lower, upper }
    });
    bounds.find(|bounds| bounds.lower.is_finite())
}

/// The method at work, and the best that it has found.
struct Search<'a> {
    program: &'a Program,
    implied: Implied,
    /// Cost of the plan that the bounds of columns rest on.
    known: f64,
    unit: f64,
    blocks: usize,
    method: Method<'a>,
    bounds: Bounds,
    x: Vec<f64>,
    prices: Vec<f64>,
}

impl<'a> Search<'a> {
    fn new(program: &'a Program, partition: &Partition, form: &'a Form, implied: Implied) -> Self {
        Search {
            program,
            implied,
            known: f64::INFINITY,
            unit: form.unit,
            blocks: partition.blocks,
            method: Method::new(form),
            bounds: Bounds::NONE,
            x: Vec::new(),
            prices: Vec::new(),
        }
    }

    /// Goes on while products fall, until they say that the gap is [`VERTEX`].
    fn approach(&mut self, tell: &dyn Fn(&Look)) -> Option<Inside> {
        self.method.start();
        let (mut least, mut waited) = (f64::INFINITY, 0);
        for _ in 0..MOST_STEPS {
            if control::is_cancelled() || !self.method.is_finite() {
                return None;
            }
            tell(&self.look());
            let seeming = self.seeming_gap();
            waited = if seeming < 0.9 * least { 0 } else { waited + 1 };
            least = least.min(seeming);
            let patience = if least < TELLING { LAST } else { PATIENCE };
            if seeming <= VERTEX || waited > patience || !self.method.advance() {
                break;
            }
        }
        (self.seeming_gap() < TELLING).then(|| Inside {
            x: self.point(Step::Left),
            prices: self.row_prices(),
        })
    }

    fn run(&mut self, gap: f64, tell: &dyn Fn(&Look)) -> Ended {
        self.method.start();
        let (mut least, mut waited) = ([f64::INFINITY; 3], 0);
        for _ in 0..MOST_STEPS {
            if control::is_cancelled() {
                self.take_point();
                self.take_bound();
                return Ended::Stopped(self.plan());
            }
            let seeming = self.seeming_gap();
            let is_close = seeming < CLOSE * gap;
            if is_close || (seeming < NEAR && self.method.standing.step.is_multiple_of(EVERY)) {
                self.take_bound();
            }
            if seeming < gap || self.lower_gap() < gap {
                self.take_point();
            }
            tell(&self.look());
            if self.bounds.gap() <= gap {
                break;
            }
            let Standing {
                products,
                primal,
                dual,
                ..
            } = self.method.standing;
            let mut is_nearer = false;
            for (least, now) in least.iter_mut().zip([products, primal, dual]) {
                is_nearer |= now < 0.9 * *least;
                *least = least.min(now);
            }
            waited = if is_nearer { 0 } else { waited + 1 };
            if waited > PATIENCE || !self.method.advance() {
                break;
            }
        }
        if self.bounds.gap() > gap {
            self.take_bound();
            self.take_point();
        }
        match self.plan() {
            Some(plan) if plan.bounds.gap() <= gap => Ended::Reached(plan),
            plan => Ended::Stuck(plan),
        }
    }

    /// Cost of the point at hand.
    fn cost(&self) -> f64 {
        let objective = self.program.objective();
        let bounds = self.program.lower.iter().zip(&self.program.upper);
        let at_bases = objective.coefficients.iter().zip(bounds);
        let at_bases: f64 = at_bases
            .map(|(c, (&l, &u))| c * Measured::of(l, u).base)
            .sum();
        objective.constant + at_bases + self.method.standing.cost * self.unit
    }

    /// What the products say of the gap, if rows are met and prices fit.
    fn seeming_gap(&self) -> f64 {
        self.method.standing.products * self.unit / (1.0 + self.cost().abs())
    }

    /// The gap, if the point at hand were a plan.
    fn lower_gap(&self) -> f64 {
        let upper = self.cost();
        Bounds {
            upper,
            ..self.bounds
        }
        .gap()
    }

    fn look(&self) -> Look {
        Look {
            blocks: self.blocks,
            steps: self.method.standing.step,
            cost: self.cost(),
            bounds: self.bounds,
        }
    }

    /// Keeps the lower bound that the prices at hand prove, if it is better.
    fn take_bound(&mut self) {
        let prices = self.row_prices();
        let (mut lower, prices) = bound::proved_by(self.program, &self.implied, prices);
        if lower == f64::NEG_INFINITY && self.bounds.upper < self.known {
            self.known = self.bounds.upper;
            self.implied = bound::implied(self.program, self.known);
            lower = bound::lower_bound(self.program, &self.implied, &prices);
        }
        if lower > self.bounds.lower {
            self.bounds.lower = lower;
            self.prices = prices;
        }
    }

    /// Keeps the plan nearest to the point at hand, if there is one and it is better.
    fn take_point(&mut self) {
        if !self.method.is_finite() {
            return;
        }
        for _ in 0..RESTORED {
            let is_inside = self.method.restore();
            if is_inside && self.take_read(Step::Taken) {
                return;
            }
            // what rounding left of the residuals is moved out from there
            if !(is_inside && self.method.settle()) {
                break;
            }
        }
        // where there is no room to move in, the point itself may do
        self.take_read(Step::Left);
    }

    /// Prices at hand, one per row.
    fn row_prices(&self) -> Vec<f64> {
        let mut prices = vec![0.0; self.program.row_count()];
        self.method
            .read_prices(|i, price| prices[i] = price * self.unit);
        prices
    }

    /// The point at hand, with the step that [`Method::restore`] found or without; within its bounds.
    fn point(&self, step: Step) -> Vec<f64> {
        let mut x = vec![0.0; self.program.column_count()];
        let (lower, upper) = (&self.program.lower, &self.program.upper);
        self.method.read_point(step, |j, v| {
            x[j] = Measured::of(lower[j], upper[j])
                .value(v)
                .clamp(lower[j], upper[j]);
        });
        x
    }

    /// Whether the point meets all rows, with the step that is at hand or without.
    fn take_read(&mut self, step: Step) -> bool {
        let mut x = self.point(step);
        let is_met = primal_residual(self.program, &x) <= RESIDUAL
            || (step == Step::Taken && relief::relieve(self.program, &mut x, RESIDUAL));
        let cost = self.program.objective().value(&x);
        if is_met && cost < self.bounds.upper {
            self.bounds.upper = cost;
            self.x = x;
        }
        is_met
    }

    /// The best that was found, which is handed out.
    fn plan(&mut self) -> Option<Feasible> {
        self.bounds.upper.is_finite().then(|| Feasible {
            x: std::mem::take(&mut self.x),
            prices: std::mem::take(&mut self.prices),
            bounds: self.bounds,
            steps: self.method.standing.step,
        })
    }
}
