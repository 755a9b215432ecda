//! # State shared by the primal and the dual method
//!
//! At a basis `B` with nonbasic variables at their bounds, in scaled numbers:
//!
//! ```text
//!     x_B = B⁻¹ (−N x_N)          values         (the right-hand side of A x − r = 0 is zero)
//!     y   = B⁻ᵀ c_B               prices
//!     d_j = c_j − a_j·y           reduced costs  (d of logical i is c + y_i)
//! ```

use super::basis::Place;
use super::factorise::{Factoriser, NONE};
use super::form::Form;
use super::lu::Factors;
use super::parametric::Carried;
use super::sparse::{IndexSet, SparseVector};
use super::tolerances::{DROP, DUAL, PIVOT, PIVOT_LAST, PRIMAL, UPDATES};
use super::updates::Updates;

/// Steps made since the start of a solve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pivots {
    /// Basis changes of the dual method.
    pub dual: usize,
    /// Basis changes of the primal method for the first objective.
    pub primal: usize,
    /// Basis changes for later objectives and the tie-break.
    pub lexicographic: usize,
    /// Bound flips without a basis change.
    pub flips: usize,
    /// Factorisations.
    pub factorisations: usize,
}

impl Pivots {
    /// All basis changes and flips.
    #[must_use]
    pub fn iterations(&self) -> usize {
        self.dual + self.primal + self.lexicographic + self.flips
    }
}

/// May rise from its bound: attractive if its reduced cost is negative.
pub(crate) const RISE: u8 = 1;

/// May fall from its bound: attractive if its reduced cost is positive.
pub(crate) const FALL: u8 = 2;

/// A row of the tableau is dense if its entries, counted with repetition, are more than one in so many.
const DENSE_ROW: usize = 2;

/// Work of pricing a column on its own, in entries of a row.
const COLUMN_WORK: usize = 4;

/// The working state.
#[derive(Debug, Clone)]
pub(crate) struct Simplex {
    /// Place of each variable.
    pub place: Vec<Place>,
    /// Variable at each position.
    pub head: Vec<u32>,
    /// Position of each basic variable.
    pub position: Vec<u32>,
    /// Value of each variable.
    pub x: Vec<f64>,
    /// Reduced cost of each variable.
    pub d: Vec<f64>,
    /// Price of each row, as of the last time it was computed.
    pub y: Vec<f64>,
    /// Costs in use: of the present rank, with shifts and perturbations.
    pub cost: Vec<f64>,
    /// Rank of the costs in use.
    pub rank: usize,
    /// Rank whose costs were loaded last; none if those of no single one.
    pub cost_of: Option<usize>,
    /// Whether `cost` differs from the true costs of `rank`.
    pub cost_altered: bool,
    /// Bounds in use.
    pub lower: Vec<f64>,
    /// Bounds in use.
    pub upper: Vec<f64>,
    /// Whether bounds in use differ from the true ones.
    pub bounds_altered: bool,
    /// In which directions each variable may enter: a sum of [`RISE`] and [`FALL`]; zero for basic and
    /// fixed variables and for those that an earlier objective holds at their bound.
    pub moves: Vec<u8>,
    /// While later objectives are decided: variables that may move, or may have at some time.
    pub open: IndexSet,
    /// While later objectives are decided: variables that changed their place; not those that a repair moved.
    pub changed: Vec<u32>,
    /// Whether reduced costs of later objectives are carried on: rows of the tableau are wanted for held columns, too.
    pub carries: bool,
    /// Reduced costs of all objectives but the first, if they are.
    pub carried: Carried,
    /// Reduced costs of the first objective up to this are zero where further ones decide, and those on the wrong side.
    pub tie: f64,
    /// Whether a factorisation changed the basis since this was last cleared.
    pub repaired: bool,
    /// Whether any value may have changed since this was last looked at.
    pub moved: bool,
    /// Whether nonbasic values may not be at the bounds their places name.
    pub unrested: bool,
    /// Factors of the basis as of the last factorisation.
    pub factors: Factors,
    /// What changed since.
    pub updates: Updates,
    factoriser: Factoriser,
    /// Whether factors do not belong to the basis or the matrix.
    pub stale: bool,
    /// Dual steepest edge weight of each basic variable.
    pub dual_weight: Vec<f64>,
    /// Whether the steepest edge weights were learnt on the way to the basis, or given with it.
    pub weighed: bool,
    /// Devex weight of each nonbasic variable.
    pub primal_weight: Vec<f64>,
    /// Positions of variables outside their bounds, with the square of the distance.
    pub infeasible: IndexSet,
    /// Squared distance outside the bounds by position.
    pub distance: Vec<f64>,
    /// Nonbasic variables whose move lowers the objective.
    pub attractive: IndexSet,
    /// Row of B⁻¹.
    pub rho: SparseVector,
    /// Column B⁻¹ a_q.
    pub alpha: SparseVector,
    /// Further column.
    pub tau: SparseVector,
    /// Row of B⁻¹ [A, −I].
    pub row: SparseVector,
    /// Steps so far.
    pub pivots: Pivots,
    /// Consecutive degenerate steps.
    pub stalled: usize,
    /// Whether perturbation is still allowed in this solve.
    pub may_perturb: bool,
    /// Basis changes and flips after which a solve gives up.
    pub iteration_limit: usize,
    /// Candidates of a ratio test.
    pub candidates: Vec<u32>,
    /// Variables to flip in a dual step.
    pub flips: Vec<u32>,
    /// Smallest pivots that ratio tests look at: while factors are updated, and when they are fresh.
    pub least_pivots: [f64; 2],
    /// Steps after which a watcher is told next.
    pub next_look: usize,
    /// Constant of the first objective, for watchers.
    pub constant: f64,
}

impl Simplex {
    /// The state at the slack basis of `form`.
    #[must_use]
    pub(crate) fn new(form: &Form) -> Self {
        let (m, all) = (form.rows, form.variables());
        let mut simplex = Self {
            place: vec![Place::Lower; all],
            head: Vec::with_capacity(m),
            position: vec![NONE; all],
            x: vec![0.0; all],
            d: vec![0.0; all],
            y: vec![0.0; m],
            cost: form.cost[0].clone(),
            rank: 0,
            cost_of: Some(0),
            cost_altered: false,
            lower: form.lower.clone(),
            upper: form.upper.clone(),
            bounds_altered: false,
            moves: vec![0; all],
            open: IndexSet::new(all),
            changed: Vec::new(),
            carries: false,
            carried: Carried::default(),
            tie: DUAL,
            repaired: false,
            moved: true,
            unrested: true,
            factors: Factors::default(),
            updates: Updates::default(),
            factoriser: Factoriser::default(),
            stale: true,
            dual_weight: vec![1.0; all],
            weighed: true,
            primal_weight: vec![1.0; all],
            infeasible: IndexSet::new(m),
            distance: vec![0.0; m],
            attractive: IndexSet::new(all),
            rho: SparseVector::zero(m),
            alpha: SparseVector::zero(m),
            tau: SparseVector::zero(m),
            row: SparseVector::zero(all),
            pivots: Pivots::default(),
            stalled: 0,
            may_perturb: true,
            iteration_limit: usize::MAX,
            candidates: Vec::new(),
            flips: Vec::new(),
            least_pivots: [PIVOT, PIVOT_LAST],
            next_look: 0,
            constant: 0.0,
        };
        simplex.set_slack(form);
        simplex
    }

    /// Makes all logicals basic and every column nonbasic at the bound nearest to zero.
    pub(crate) fn set_slack(&mut self, form: &Form) {
        for v in 0..form.variables() {
            self.place[v] = if v >= form.columns {
                Place::Basic
            } else if self.lower[v].abs() <= self.upper[v].abs() {
                Place::Lower
            } else {
                Place::Upper
            };
        }
        self.forget_factors();
        self.weighed = true;
    }

    /// Whether all logicals are basic.
    #[must_use]
    pub(crate) fn is_slack(&self, form: &Form) -> bool {
        let logicals = &self.place[form.columns..];
        logicals.iter().all(|place| *place == Place::Basic)
    }

    /// Takes over places; weights start afresh.
    pub(crate) fn set_places(&mut self, places: impl Iterator<Item = Place>) {
        for (own, place) in self.place.iter_mut().zip(places) {
            *own = place;
        }
        self.forget_factors();
    }

    /// Steepest edge weights of the basic variables, in their order.
    pub(crate) fn basic_weights(&self) -> impl Iterator<Item = f64> + '_ {
        let weights = self.place.iter().zip(&self.dual_weight);
        let basic = weights.filter(|(place, _)| **place == Place::Basic);
        basic.map(|(_, &weight)| weight)
    }

    /// Takes over steepest edge weights of the basic variables, in their order.
    pub(crate) fn set_basic_weights(&mut self, weights: &[f32]) {
        let own = self.place.iter().zip(&mut self.dual_weight);
        let basic = own.filter(|(place, _)| **place == Place::Basic);
        for ((_, own), &weight) in basic.zip(weights) {
            *own = f64::from(weight);
        }
        self.weighed = true;
    }

    fn forget_factors(&mut self) {
        self.stale = true;
        self.unrested = true;
        self.dual_weight.fill(1.0);
        self.weighed = false;
    }

    /// Brings every nonbasic variable to a bound that exists.
    pub(crate) fn rest(&mut self) {
        self.unrested = false;
        for v in 0..self.place.len() {
            if self.place[v] == Place::Basic {
                self.moves[v] = 0;
            } else {
                self.rest_one(v);
            }
        }
    }

    /// Brings nonbasic variable `v` to its bound, or to the other one if it has none there.
    pub(crate) fn rest_one(&mut self, v: usize) {
        let (lower, upper) = (self.lower[v], self.upper[v]);
        let (place, x, moves) = match (self.place[v], lower.is_finite(), upper.is_finite()) {
            (_, false, false) => (Place::Free, 0.0, RISE | FALL),
            (Place::Upper, _, true) | (_, false, true) => (Place::Upper, upper, FALL),
            _ => (Place::Lower, lower, RISE),
        };
        self.place[v] = place;
        self.x[v] = x;
        self.moves[v] = if lower < upper { moves } else { 0 };
    }

    /// Factorises the basis, in canonical order, and repairs it if it is singular.
    pub(crate) fn factorise(&mut self, form: &Form) {
        self.pivots.factorisations += 1;
        let place = &self.place;
        let all = form.variables();
        // logicals first: they cost nothing
        let order = (form.columns..all).chain(0..form.columns);
        let basic = order.filter(|&v| place[v] == Place::Basic);
        self.factoriser.run(form, basic, &mut self.factors);
        self.repaired |= !self.factoriser.rejected.is_empty();
        for k in 0..self.factoriser.rejected.len() {
            let v = self.factoriser.rejected[k] as usize;
            self.place[v] = Place::Lower;
            self.position[v] = NONE;
            self.rest_one(v);
            self.open.set(v, true);
        }
        for &v in &self.factoriser.inserted {
            self.place[v as usize] = Place::Basic;
            self.moves[v as usize] = 0;
            self.dual_weight[v as usize] = 1.0;
        }
        self.head.clear();
        self.head.extend_from_slice(&self.factoriser.head);
        for (k, &v) in self.head.iter().enumerate() {
            self.position[v as usize] = k as u32;
        }
        self.updates.clear();
        self.stale = false;
    }

    /// Whether it is time for new factors.
    #[must_use]
    pub(crate) fn is_worn(&self) -> bool {
        let entries = self.updates.entry_count();
        self.updates.len() >= UPDATES
            || (self.updates.len() > 8
                && entries > 3 * (self.factors.entry_count() + self.head.len()))
    }

    /// Computes the basic values and the list of infeasible positions.
    pub(crate) fn compute_x(&mut self, form: &Form) {
        self.moved = true;
        let rhs = &mut self.alpha;
        rhs.clear();
        rhs.known = false;
        for (v, &x) in self.x.iter().enumerate() {
            if x == 0.0 || self.place[v] == Place::Basic {
                continue;
            }
            if v >= form.columns {
                let position = self.factors.position_of_row[v - form.columns];
                rhs.value[position as usize] += x;
            } else {
                for (i, a) in form.by_column.entries(v) {
                    let position = self.factors.position_of_row[i];
                    rhs.value[position as usize] -= a * x;
                }
            }
        }
        self.factors.solve(rhs);
        self.updates.apply(rhs);
        for (k, &v) in self.head.iter().enumerate() {
            self.x[v as usize] = rhs.value[k];
        }
        self.list_infeasible();
    }

    /// Lists the positions outside their bounds.
    pub(crate) fn list_infeasible(&mut self) {
        self.infeasible.clear();
        for k in 0..self.head.len() {
            self.judge(k);
        }
    }

    /// Distance of variable `v` outside its bounds: negative below, positive above, zero within
    /// tolerance.
    #[inline]
    #[must_use]
    pub(crate) fn outside(&self, v: usize) -> f64 {
        let (x, lower, upper) = (self.x[v], self.lower[v], self.upper[v]);
        if x < lower - PRIMAL * lower.abs().max(1.0) {
            x - lower
        } else if x > upper + PRIMAL * upper.abs().max(1.0) {
            x - upper
        } else {
            0.0
        }
    }

    /// Notes whether position `k` is infeasible.
    #[inline]
    pub(crate) fn judge(&mut self, k: usize) {
        let outside = self.outside(self.head[k] as usize);
        self.distance[k] = outside * outside;
        self.infeasible.set(k, outside != 0.0);
    }

    /// Loads the true costs of `rank`.
    pub(crate) fn load_cost(&mut self, form: &Form, rank: usize) {
        self.cost.copy_from_slice(&form.cost[rank]);
        self.rank = rank;
        self.cost_of = Some(rank);
        self.cost_altered = false;
    }

    /// Has the true costs of `rank` in use, which did not change since they were loaded, if they were.
    pub(crate) fn keep_cost(&mut self, form: &Form, rank: usize) {
        if self.cost_altered || self.cost_of != Some(rank) {
            self.load_cost(form, rank);
        }
        self.rank = rank;
    }

    /// Loads the blend of all objectives.
    pub(crate) fn blend_cost(&mut self, form: &Form) {
        form.blend_into(&mut self.cost);
        self.rank = 0;
        self.cost_of = None;
        self.cost_altered = true;
    }

    /// Prices of the costs in use, into `alpha` by position and `y` by row.
    fn compute_y(&mut self) {
        let prices = &mut self.alpha;
        prices.clear();
        prices.known = false;
        for (k, &v) in self.head.iter().enumerate() {
            prices.value[k] = self.cost[v as usize];
        }
        self.updates.apply_transposed(prices);
        self.factors.solve_transposed(prices);
        for (k, &i) in self.factors.row_at.iter().enumerate() {
            self.y[i as usize] = prices.value[k];
        }
    }

    /// Computes prices, reduced costs and the list of attractive variables.
    pub(crate) fn compute_d(&mut self, form: &Form) {
        self.compute_y();
        self.attractive.clear();
        if self.rank > 0 && !self.carries {
            return self.price_later(form);
        }
        for v in 0..form.variables() {
            if self.place[v] == Place::Basic {
                self.d[v] = 0.0;
                continue;
            }
            self.d[v] = self.reduced_cost(form, v);
            if self.is_attractive(v) {
                self.attractive.set(v, true);
            }
        }
    }

    /// Reduced costs of what may still move.
    fn price_later(&mut self, form: &Form) {
        for k in 0..self.open.members().len() {
            let v = self.open.members()[k] as usize;
            if self.moves[v] != 0 {
                self.d[v] = self.reduced_cost(form, v);
                self.weigh_up(v);
            }
        }
    }

    /// Reduced cost of `v` at the prices at hand.
    #[inline]
    #[must_use]
    pub(crate) fn reduced_cost(&self, form: &Form, v: usize) -> f64 {
        if v >= form.columns {
            return self.cost[v] + self.y[v - form.columns];
        }
        let mut d = self.cost[v];
        for (i, a) in form.by_column.entries(v) {
            d -= a * self.y[i];
        }
        d
    }

    /// Whether moving `v` lowers the objective.
    #[inline]
    #[must_use]
    pub(crate) fn is_attractive(&self, v: usize) -> bool {
        let (d, moves) = (self.d[v], self.moves[v]);
        (d < -DUAL && moves & RISE != 0) || (d > DUAL && moves & FALL != 0)
    }

    /// In which of the directions `moves` a variable with reduced cost `d` may go at no cost, or at a gain.
    #[inline(always)]
    #[must_use]
    pub(crate) fn free_moves(moves: u8, d: f64, tie: f64) -> u8 {
        // without a branch that is hard to foretell
        moves & ((u8::from(d <= tie) * RISE) | (u8::from(d >= -tie) * FALL))
    }

    /// Notes whether variable `v` is attractive.
    #[inline]
    pub(crate) fn weigh_up(&mut self, v: usize) {
        let attractive = self.is_attractive(v);
        self.attractive.set(v, attractive);
    }

    /// `alpha ← B⁻¹ a_q`.
    pub(crate) fn column(&mut self, form: &Form, q: usize) {
        let alpha = &mut self.alpha;
        alpha.clear();
        if q >= form.columns {
            let position = self.factors.position_of_row[q - form.columns];
            alpha.add(position as usize, -1.0);
        } else {
            for (i, a) in form.by_column.entries(q) {
                alpha.add(self.factors.position_of_row[i] as usize, a);
            }
        }
        self.factors.solve(alpha);
        self.updates.apply(alpha);
        alpha.settle();
    }

    /// `rho ← B⁻ᵀ e_p` and `row ← rhoᵀ [A, −I]`, where variables may move, or for all that are not basic
    /// while reduced costs are carried on.
    pub(crate) fn tableau_row(&mut self, form: &Form, p: usize) {
        let rho = &mut self.rho;
        rho.clear();
        rho.add(p, 1.0);
        self.updates.apply_transposed(rho);
        self.factors.solve_transposed(rho);
        rho.settle();
        self.row.clear();
        let rows = rho.index.iter().map(|&k| self.factors.row_at[k as usize]);
        let work: usize = rows.map(|i| form.by_row.range(i as usize).len()).sum();
        let few = self.rank > 0 && self.open.members().len() * COLUMN_WORK < work;
        if few && !self.carries {
            self.price_open(form);
        } else if work * DENSE_ROW > form.columns {
            self.price_all(form);
        } else {
            self.price_touched(form);
        }
    }

    /// Prices the columns that may still move, one by one.
    fn price_open(&mut self, form: &Form) {
        for k in 0..self.open.members().len() {
            let v = self.open.members()[k] as usize;
            if self.moves[v] == 0 {
                continue;
            }
            let entry = if v >= form.columns {
                -self.rho.value[self.factors.position_of_row[v - form.columns] as usize]
            } else {
                let entries = form.by_column.entries(v);
                entries
                    .map(|(i, a)| a * self.rho.value[self.factors.position_of_row[i] as usize])
                    .sum()
            };
            if entry.abs() > DROP {
                self.row.value[v] = entry;
                self.row.index.push(v as u32);
            }
        }
    }

    /// Whether an entry of a row is wanted.
    #[inline(always)]
    fn is_priced(&self, v: usize) -> bool {
        self.moves[v] != 0 || (self.carries && self.place[v] != Place::Basic)
    }

    /// Prices with a list of what the row touches.
    fn price_touched(&mut self, form: &Form) {
        for k in 0..self.rho.index.len() {
            let k = self.rho.index[k] as usize;
            let price = self.rho.value[k];
            let i = self.factors.row_at[k] as usize;
            if self.is_priced(form.columns + i) {
                self.row.add(form.columns + i, -price);
            }
            for (j, a) in form.by_row.entries(i) {
                if self.is_priced(j) {
                    self.row.add(j, a * price);
                }
            }
        }
    }

    /// Prices all columns and lists what is not zero afterwards.
    fn price_all(&mut self, form: &Form) {
        let row = &mut self.row;
        for &k in &self.rho.index {
            let price = self.rho.value[k as usize];
            let i = self.factors.row_at[k as usize] as usize;
            for (j, a) in form.by_row.entries(i) {
                row.value[j] += a * price;
            }
        }
        for v in 0..form.columns {
            let value = self.row.value[v];
            if value == 0.0 {
                continue;
            }
            if value.abs() > DROP && self.is_priced(v) {
                self.row.index.push(v as u32);
            } else {
                self.row.value[v] = 0.0;
            }
        }
        for k in 0..self.rho.index.len() {
            let k = self.rho.index[k] as usize;
            let v = form.columns + self.factors.row_at[k] as usize;
            if self.is_priced(v) {
                self.row.value[v] = -self.rho.value[k];
                self.row.index.push(v as u32);
            }
        }
    }

    /// Puts `q` at position `p`; the variable there goes to `place`.
    pub(crate) fn exchange(&mut self, p: usize, q: usize, place: Place) {
        let leaving = self.head[p] as usize;
        self.updates.push(p, &self.alpha);
        self.head[p] = q as u32;
        self.position[q] = p as u32;
        self.place[q] = Place::Basic;
        self.moves[q] = 0;
        self.d[q] = 0.0;
        self.attractive.set(q, false);
        self.place[leaving] = place;
        self.position[leaving] = NONE;
        self.rest_one(leaving);
        if self.rank > 0 {
            self.open.set(leaving, true);
            self.changed.extend([q as u32, leaving as u32]);
        }
    }

    /// Restores the true bounds and recomputes what follows from them.
    pub(crate) fn restore_bounds(&mut self, form: &Form) {
        self.lower.copy_from_slice(&form.lower);
        self.upper.copy_from_slice(&form.upper);
        self.bounds_altered = false;
        for v in 0..self.place.len() {
            if self.place[v] != Place::Basic {
                let held = self.moves[v] == 0;
                self.rest_one(v);
                if held {
                    self.moves[v] = 0;
                }
            }
        }
        self.compute_x(form);
    }
}
