//! # Critical regions: one basis, many scenarios
//!
//! While the matrix stands still, a basis B gives point and prices that are affine in the features φ
//! (with φ_0 = 1):
//!
//! ```text
//!     x_B(φ) = Σ_w φ_w·X_w        B·X_w = −N·x_N,w           x_N,w: bounds of the nonbasic columns
//!     y(φ)   = Σ_w φ_w·Y_w        Bᵀ·Y_w = c_B,w
//!     d(φ)   = c(φ) − Aᵀy(φ)
//! ```
//!
//! It is optimal exactly where x_B lies within its bounds and d has its signs: a polytope in φ, the
//! **critical region** of multi-parametric linear programming (Gal and Nedoma 1972; Borrelli, Bemporad
//! and Morari 2003). Each condition is one affine function, a *facet*; those that cannot fail anywhere
//! in the grid's box are dropped. A scenario inside is proved optimal by a few dot products.
//!
//! Ties: a reduced cost that vanishes for all φ leaves the choice to the next objective, whose reduced
//! cost then makes the facet. One that vanishes at a single scenario is no proof of a unique answer,
//! and that scenario goes to the simplex.
//!
//! Figures of the plan are quadratic in φ, because prices and loads may both move; their forms are
//! multiplied out once. So are primal and dual objective, from different numbers, so that their gap
//! is a check. Residuals of the linear systems are bounded by Σ_w |φ_w|·‖residual_w‖.

use crate::engine::{Basis, Engine, Place, Variable};
use crate::program::Program;
use crate::solver::certificate::Certificate;

use super::family::Effect;
use super::subject::Subject;

/// How far a basic value may lie outside its bound, relative to 1 + |bound|.
const PRIMAL: f64 = 1e-9;
/// Below this, relative to the terms it is the difference of, a reduced cost is zero.
const DUAL: f64 = 1e-10;

/// Facets tested together, so that the compiler can use wide instructions.
const LANES: usize = 8;

/// Where one basis is optimal, and what its plan is there.
#[derive(Debug, Clone)]
pub struct Region {
    /// Groups of [`LANES`] facets; within a group, for each w, one coefficient per lane.
    facets: Vec<f64>,
    width: usize,
    /// Terms `(figure, v, w, q)`: figure += q·φ_v·φ_w.
    terms: Vec<(u32, u32, u32, f64)>,
    /// Terms of the dual objective.
    dual_terms: Vec<(u32, u32, f64)>,
    primal_residual: Vec<f64>,
    dual_residual: Vec<f64>,
}

/// Conditions `Σ_w coefficients[w]·φ_w ≥ 0`, one after the other.
#[derive(Default)]
struct Facets {
    coefficients: Vec<f64>,
    /// The part of its range over the box in which each fails, and its place.
    cuts: Vec<(f64, usize)>,
}

impl Region {
    /// Builds the region of the basis that is loaded in `engine`, whose matrix has to be the family's.
    pub fn build(engine: &mut Engine, basis: &Basis, subject: &Subject) -> Option<Self> {
        let mut builder = Builder::new(engine, basis, subject)?;
        builder.primal_facets();
        builder.dual_facets()?;
        Some(builder.finish())
    }

    /// Whether the region holds at `phi`, with `phi[0] = 1`.
    #[must_use]
    pub fn holds(&self, phi: &[f64]) -> bool {
        self.facets
            .chunks_exact(self.width * LANES)
            .all(|group| holds_group(group, phi))
    }

    /// Adds the figures at `phi` to `figures`, which starts at zero.
    pub fn figures(&self, phi: &[f64], figures: &mut [f64]) {
        for &(figure, v, w, q) in &self.terms {
            figures[figure as usize] += q * phi[v as usize] * phi[w as usize];
        }
    }

    /// The proof at `phi`, for a plan of that cost.
    #[must_use]
    pub fn certificate(&self, phi: &[f64], cost: f64) -> Certificate {
        let dual: f64 = self
            .dual_terms
            .iter()
            .map(|&(v, w, q)| q * phi[v as usize] * phi[w as usize])
            .sum();
        let bound = |residuals: &[f64]| -> f64 {
            residuals.iter().zip(phi).map(|(r, f)| r * f.abs()).sum()
        };
        Certificate {
            primal_residual: bound(&self.primal_residual),
            dual_residual: Some(bound(&self.dual_residual)),
            relative_gap: Some((cost - dual).abs() / (1.0 + cost.abs())),
        }
    }

    /// Number of facets that are tested, padding included.
    #[must_use]
    pub fn facet_count(&self) -> usize {
        self.facets.len() / self.width.max(1)
    }
}

/// Whether all facets of a group hold.
fn holds_group(group: &[f64], phi: &[f64]) -> bool {
    let mut sums = [0.0; LANES];
    for (coefficients, &f) in group.chunks_exact(LANES).zip(phi) {
        for (sum, c) in sums.iter_mut().zip(coefficients) {
            *sum += c * f;
        }
    }
    sums.iter().all(|&sum| sum >= 0.0)
}

struct Builder<'a> {
    engine: &'a mut Engine,
    subject: &'a Subject,
    places: Vec<Place>,
    basic: Vec<usize>,
    /// Values of all variables (columns, then rows) by w.
    x: Vec<Vec<f64>>,
    /// Row prices and reduced costs of the first objective by w.
    y: Vec<Vec<f64>>,
    d: Vec<Vec<f64>>,
    facets: Facets,
    /// A condition in the making.
    condition: Vec<f64>,
}

impl<'a> Builder<'a> {
    fn new(engine: &'a mut Engine, basis: &Basis, subject: &'a Subject) -> Option<Self> {
        let places: Vec<Place> = basis.places().collect();
        let columns = subject.family.formulation.program.column_count();
        let basic = engine
            .basic_variables()
            .into_iter()
            .map(|variable| match variable {
                Variable::Column(j) => j,
                Variable::Row(i) => columns + i,
            })
            .collect();
        let mut builder = Self {
            engine,
            subject,
            places,
            basic,
            x: Vec::new(),
            y: Vec::new(),
            d: Vec::new(),
            facets: Facets::default(),
            condition: Vec::new(),
        };
        for w in 0..builder.width() {
            let values = builder.values(w)?;
            builder.x.push(values);
            let (y, d) = builder.prices(0, w)?;
            builder.y.push(y);
            builder.d.push(d);
        }
        Some(builder)
    }

    fn program(&self) -> &'a Program {
        &self.subject.family.formulation.program
    }

    fn width(&self) -> usize {
        1 + self.subject.family.features.len()
    }

    fn effect(&self, w: usize) -> Option<&'a Effect> {
        w.checked_sub(1).map(|m| &self.subject.family.effects[m])
    }

    /// Bounds of all variables (w = 0), or what a feature adds to them.
    fn bounds(&self, w: usize) -> (Vec<f64>, Vec<f64>) {
        let program = self.program();
        let columns = program.column_count();
        match self.effect(w) {
            None => (
                [program.lower.as_slice(), &program.row_lower].concat(),
                [program.upper.as_slice(), &program.row_upper].concat(),
            ),
            Some(effect) => {
                let spread = |of_columns: &[(usize, f64)], of_rows: &[(usize, f64)]| {
                    let mut all = vec![0.0; columns + program.row_count()];
                    for &(j, change) in of_columns {
                        all[j] = change;
                    }
                    for &(i, change) in of_rows {
                        all[columns + i] = change;
                    }
                    all
                };
                (
                    spread(&effect.lower, &effect.row_lower),
                    spread(&effect.upper, &effect.row_upper),
                )
            }
        }
    }

    /// Values of all variables by feature w: nonbasic ones at their bounds, basic ones by `B x_B = −N x_N`.
    fn values(&mut self, w: usize) -> Option<Vec<f64>> {
        let program = self.program();
        let columns = program.column_count();
        let (lower, upper) = self.bounds(w);
        let mut values: Vec<f64> = self
            .places
            .iter()
            .enumerate()
            .map(|(v, place)| match place {
                Place::Lower => lower[v],
                Place::Upper => upper[v],
                Place::Basic | Place::Free => 0.0,
            })
            .collect();
        if values.iter().all(|&value| value == 0.0) {
            return Some(values);
        }
        if values.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let mut rest = program
            .matrix
            .times(&values[..columns], program.row_count());
        for (sum, value) in rest.iter_mut().zip(&values[columns..]) {
            *sum = value - *sum;
        }
        let basic = self.engine.solve_basis(&rest);
        for (&v, value) in self.basic.iter().zip(basic) {
            values[v] = value;
        }
        Some(values)
    }

    /// Row prices and reduced costs of objective `rank` by feature w.
    fn prices(&mut self, rank: usize, w: usize) -> Option<(Vec<f64>, Vec<f64>)> {
        let program = self.program();
        let columns = program.column_count();
        let mut cost = vec![0.0; columns];
        match self.effect(w) {
            None => self.rank_cost(rank, &mut cost),
            Some(effect) => {
                for &(j, change) in effect.costs.get(rank).map_or(&[][..], Vec::as_slice) {
                    cost[j] = change;
                }
            }
        }
        if cost.iter().all(|&c| c == 0.0) {
            return Some((
                vec![0.0; program.row_count()],
                vec![0.0; columns + program.row_count()],
            ));
        }
        let basic: Vec<f64> = self
            .basic
            .iter()
            .map(|&v| cost.get(v).copied().unwrap_or(0.0))
            .collect();
        let y = self.engine.solve_basis_transposed(&basic);
        let mut d = cost;
        for (j, reduced) in d.iter_mut().enumerate() {
            *reduced -= program.matrix.column_times(j, &y);
        }
        d.extend_from_slice(&y);
        Some((y, d))
    }

    fn rank_cost(&self, rank: usize, cost: &mut [f64]) {
        match self.program().objectives.get(rank) {
            Some(objective) => cost.copy_from_slice(&objective.coefficients),
            None => {
                for (j, c) in cost.iter_mut().enumerate() {
                    *c = crate::mixing::order_weight(j);
                }
            }
        }
    }

    /// Conditions `lower ≤ x_B ≤ upper`.
    fn primal_facets(&mut self) {
        let bounds: Vec<_> = (0..self.width()).map(|w| self.bounds(w)).collect();
        for at in 0..self.basic.len() {
            let v = self.basic[at];
            for upper in [false, true] {
                let bound = |w: usize| {
                    if upper {
                        bounds[w].1[v]
                    } else {
                        bounds[w].0[v]
                    }
                };
                if !bound(0).is_finite() {
                    continue;
                }
                let sign = if upper { -1.0 } else { 1.0 };
                let scale = 1.0 + bound(0).abs();
                self.condition.clear();
                let values = self.x.iter().enumerate();
                let rooms = values.map(|(w, x)| sign * (x[v] - bound(w)) / scale);
                self.condition.extend(rooms);
                self.condition[0] += PRIMAL;
                self.keep_condition();
            }
        }
    }

    /// Conditions on the signs of reduced costs, by the first objective in which they do not vanish.
    fn dual_facets(&mut self) -> Option<()> {
        let ranks = self.program().objectives.len() + 1;
        let mut open: Vec<usize> = (0..self.places.len())
            .filter(|&v| self.places[v] != Place::Basic && !self.subject.fixed[v])
            .collect();
        for rank in 0..ranks {
            let (y, d): (Vec<_>, Vec<_>) = if rank == 0 {
                (self.y.clone(), self.d.clone())
            } else {
                let mut both = Vec::new();
                for w in 0..self.width() {
                    both.push(self.prices(rank, w)?);
                }
                both.into_iter().unzip()
            };
            open = self.dual_facets_of(rank, &open, &y, &d);
            if open.is_empty() {
                break;
            }
        }
        // what no objective decides is the same plan: both choices move nothing that is counted
        Some(())
    }

    /// Facets of one objective; gives back the variables whose reduced cost vanishes.
    fn dual_facets_of(
        &mut self,
        rank: usize,
        open: &[usize],
        y: &[Vec<f64>],
        d: &[Vec<f64>],
    ) -> Vec<usize> {
        let scales = self.dual_scales(rank, y);
        let mut tied = Vec::new();
        for &v in open {
            self.condition.clear();
            self.condition.extend(d.iter().map(|d| d[v] / scales[v]));
            if self.greatest(&self.condition) <= DUAL {
                tied.push(v);
                continue;
            }
            if self.places[v] != Place::Upper {
                self.keep_dual_condition();
            }
            self.condition.iter_mut().for_each(|c| *c = -*c);
            if self.places[v] != Place::Lower {
                self.keep_dual_condition();
            }
        }
        tied
    }

    /// The size of the terms whose difference a reduced cost is, for each variable.
    fn dual_scales(&self, rank: usize, y: &[Vec<f64>]) -> Vec<f64> {
        let program = self.program();
        let mut cost = vec![0.0; program.column_count()];
        self.rank_cost(rank, &mut cost);
        let size = |i: usize| -> f64 {
            let parts = y.iter().enumerate();
            parts.map(|(w, y)| y[i].abs() * self.reach(w)).sum()
        };
        let sizes: Vec<f64> = (0..program.row_count()).map(size).collect();
        let basic = self.basic.iter().filter_map(|&v| cost.get(v));
        let typical = basic.fold(1e-6_f64, |most, c| most.max(c.abs()));
        let columns = (0..program.column_count()).map(|j| {
            let terms = program.matrix.column(j);
            let sum: f64 = terms.map(|(i, a)| a.abs() * sizes[i]).sum();
            (cost[j].abs() + sum).max(1e-6 * typical)
        });
        columns
            .chain(sizes.iter().map(|&size| size.max(typical)))
            .collect()
    }

    /// Greatest size of feature w in the box.
    fn reach(&self, w: usize) -> f64 {
        match w.checked_sub(1) {
            None => 1.0,
            Some(m) => self.subject.spans[m]
                .0
                .abs()
                .max(self.subject.spans[m].1.abs()),
        }
    }

    /// Greatest size that an affine function can have in the box.
    fn greatest(&self, coefficients: &[f64]) -> f64 {
        let parts = coefficients.iter().enumerate();
        parts.map(|(w, c)| c.abs() * self.reach(w)).sum()
    }

    /// The reduced cost in `condition` is over the tolerance.
    fn keep_dual_condition(&mut self) {
        self.condition[0] -= DUAL;
        self.keep_condition();
        self.condition[0] += DUAL;
    }

    /// Keeps the condition at hand as a facet unless it holds in the whole box.
    fn keep_condition(&mut self) {
        let (mut least, mut most) = (self.condition[0], self.condition[0]);
        for (c, &(low, high)) in self.condition[1..].iter().zip(&self.subject.spans) {
            let (a, b) = (c * low, c * high);
            least += a.min(b);
            most += a.max(b);
        }
        if least < 0.0 {
            let place = self.facets.coefficients.len();
            self.facets.cuts.push((least / (least - most), place));
            self.facets.coefficients.extend_from_slice(&self.condition);
        }
    }

    fn finish(mut self) -> Region {
        let width = self.width();
        // what cuts most off fails most often
        let Facets { coefficients, cuts } = &mut self.facets;
        cuts.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut facets = Vec::with_capacity((cuts.len() + LANES) * width);
        for group in cuts.chunks(LANES) {
            for w in 0..width {
                // a missing lane holds always
                let padding = f64::from(u8::from(w == 0));
                let of_lane = |lane: usize| match group.get(lane) {
                    Some(&(_, place)) => coefficients[place + w],
                    None => padding,
                };
                facets.extend((0..LANES).map(of_lane));
            }
        }
        Region {
            facets,
            width,
            terms: self
                .subject
                .gauges
                .terms(&self.x, self.program().column_count()),
            dual_terms: self.dual_terms(),
            primal_residual: self.primal_residuals(),
            dual_residual: self.dual_residuals(),
        }
    }

    /// Σ over nonbasic variables of reduced cost times bound, multiplied out.
    fn dual_terms(&self) -> Vec<(u32, u32, f64)> {
        let mut terms = Vec::new();
        let width = self.width();
        let mut forms = vec![0.0; width * width];
        for k in (0..self.places.len()).filter(|&k| self.places[k] != Place::Basic) {
            for w in (0..width).filter(|&w| self.x[w][k] != 0.0) {
                for v in 0..width {
                    forms[v * width + w] += self.d[v][k] * self.x[w][k];
                }
            }
        }
        for (at, q) in forms.into_iter().enumerate().filter(|&(_, q)| q != 0.0) {
            terms.push(((at / width) as u32, (at % width) as u32, q));
        }
        let constant = self.program().objective().constant;
        if constant != 0.0 {
            terms.push((0, 0, constant));
        }
        terms
    }

    /// ‖A x_w − r_w‖∞, relative to the size of the row's bounds.
    fn primal_residuals(&self) -> Vec<f64> {
        let program = self.program();
        let columns = program.column_count();
        let of = |x: &Vec<f64>| {
            let activity = program.matrix.times(&x[..columns], program.row_count());
            let rows = activity.iter().zip(&x[columns..]).enumerate();
            rows.map(|(i, (a, r))| (a - r).abs() / (1.0 + row_size(program, i)))
                .fold(0.0, f64::max)
        };
        self.x.iter().map(of).collect()
    }

    /// ‖d_B,w‖∞, relative to the size of the costs: zero but for rounding.
    fn dual_residuals(&self) -> Vec<f64> {
        let costs = &self.program().objective().coefficients;
        let of = |d: &Vec<f64>| {
            let basic = self.basic.iter();
            basic
                .map(|&v| d[v].abs() / (1.0 + costs.get(v).map_or(0.0, |c| c.abs())))
                .fold(0.0, f64::max)
        };
        self.d.iter().map(of).collect()
    }
}

fn row_size(program: &Program, i: usize) -> f64 {
    let size = |bound: f64| if bound.is_finite() { bound.abs() } else { 0.0 };
    size(program.row_lower[i]).max(size(program.row_upper[i]))
}
