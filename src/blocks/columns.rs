//! # Columns of an interior point
//!
//! ```text
//!     v > 0, z > 0, v·z → μ          distance from the bound, and its price
//!     w > 0, u > 0, w·u → μ          the same of the other bound, where there is one: v + w = range
//!     d = c − Aᵀy = z − u            at a point that is dual feasible
//!     θ = 1/(z/v + u/w)              weight of a column in A Θ Aᵀ
//!     g = d − (μ − p)/v + (μ − q)/w  what Newton's step has to undo; p, q: what it is off to the second order
//!     Δv = θ·(AᵀΔy − g)
//! ```

use std::sync::Arc;

use super::lanes::{Lanes, Narrow};

/// Weight of a column without bounds: its step is held by this much alone, so that a row of such columns can be solved for.
const FREE: f64 = 1e8;

/// Part of a distance that has to be left where a point is moved onto its rows.
const LEAST_LEFT: f64 = 0.1;

/// The other bounds of columns some of which have two.
#[derive(Debug, Clone, Default)]
pub(super) struct Upper<const L: usize> {
    /// 0 where the column has no second bound.
    pub w: Vec<Lanes<L>>,
    pub u: Vec<Lanes<L>>,
    pub du: Vec<Lanes<L>>,
    off: Vec<Narrow<L>>,
    last: Vec<Narrow<L>>,
}

/// What Newton's equations have on their right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Aim {
    /// Residuals, and products that go to μ.
    Products(f64),
    /// The point that is nearest to 0 and meets the rows.
    Point,
    /// The prices that are nearest to the costs.
    Prices,
    /// What is left of the equations after a solve.
    Rest,
}

/// Columns of `L` blocks side by side, or of the first stage.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns<const L: usize> {
    pub v: Vec<Lanes<L>>,
    pub z: Vec<Lanes<L>>,
    pub d: Vec<Lanes<L>>,
    pub dv: Vec<Lanes<L>>,
    pub dz: Vec<Lanes<L>>,
    pub theta: Vec<Lanes<L>>,
    /// Second-order terms.
    off: Vec<Narrow<L>>,
    /// What the last corrector added to them.
    last: Vec<Narrow<L>>,
    pub upper: Option<Upper<L>>,
    kinds: Arc<[Kind]>,
    /// Lanes that count.
    live: usize,
}

/// Whether a point is read with the step at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Taken,
    Left,
}

/// What the weights of columns are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weights {
    /// Distances and prices: those of Newton's step.
    Newton,
    /// All are 1.
    Even,
    /// The squares of distances.
    Room,
}

/// What bounds a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    One,
    Two,
    Free,
    Fixed,
}

impl Kind {
    pub(crate) fn of(is_free: bool, range: f64) -> Self {
        if is_free {
            Kind::Free
        } else if range <= 0.0 {
            Kind::Fixed
        } else if range.is_finite() {
            Kind::Two
        } else {
            Kind::One
        }
    }

    /// Whether it has a distance and a price that are driven to 0 together.
    const fn is_driven(self) -> bool {
        matches!(self, Kind::One | Kind::Two)
    }
}

/// Sums over columns.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Products {
    pub sum: f64,
    pub count: f64,
}

impl Products {
    pub(crate) fn add(&mut self, other: Products) {
        self.sum += other.sum;
        self.count += other.count;
    }
}

/// Products of blocks side by side.
#[derive(Default)]
struct Taken<const L: usize> {
    sum: Lanes<L>,
    count: f64,
}

impl<const L: usize> Taken<L> {
    #[inline(always)]
    fn take(&mut self, product: Lanes<L>) {
        self.sum += product;
        self.count += 1.0;
    }

    fn all(self, live: usize) -> Products {
        Products {
            sum: self.sum.sum(live),
            count: self.count * live as f64,
        }
    }
}

/// Longest steps that keep all distances, and all prices, above zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    pub primal: f64,
    pub dual: f64,
}

impl Steps {
    pub(crate) const WHOLE: Steps = Steps {
        primal: 1.0,
        dual: 1.0,
    };

    pub(crate) fn least(self, other: Steps) -> Steps {
        Steps {
            primal: self.primal.min(other.primal),
            dual: self.dual.min(other.dual),
        }
    }

    pub(crate) fn sum(self) -> f64 {
        self.primal + self.dual
    }
}

/// How products are pulled towards μ.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pull {
    pub steps: Steps,
    pub mu: f64,
}

impl Pull {
    /// What a product is to be changed by: into a tenth to ten times μ, and never by more than ten times μ downwards (Gondzio 1996).
    #[inline(always)]
    fn of<const L: usize>(self, v: Lanes<L>, dv: Lanes<L>, z: Lanes<L>, dz: Lanes<L>) -> Lanes<L> {
        let product = (v + dv * self.steps.primal) * (z + dz * self.steps.dual);
        product.map(|product| {
            let pulled = product.max(0.1 * self.mu).min(10.0 * self.mu) - product;
            pulled.max(-10.0 * self.mu)
        })
    }
}

/// The longest step that keeps `value`, which changes by `change`, at zero or above; infinite where it grows.
#[inline(always)]
fn longest<const L: usize>(value: Lanes<L>, change: Lanes<L>) -> Lanes<L> {
    let zero = Lanes::of(0.0);
    zero.above(change, -(value / change), Lanes::of(f64::INFINITY))
}

/// Takes `by` off a second-order term and remembers it.
#[inline(always)]
fn take_off<const L: usize>(off: &mut Narrow<L>, last: &mut Narrow<L>, by: Lanes<L>) {
    *off = Narrow::of(off.wide() - by);
    *last = Narrow::of(by);
}

#[inline(always)]
fn give_back<const L: usize>(off: &mut [Narrow<L>], last: &[Narrow<L>]) {
    for (off, last) in off.iter_mut().zip(last) {
        *off = Narrow::of(off.wide() + last.wide());
    }
}

impl<const L: usize> Columns<L> {
    /// Of so many blocks.
    pub(crate) fn new(kinds: Arc<[Kind]>, live: usize) -> Self {
        let n = kinds.len();
        let zeros = || vec![Lanes::default(); n];
        let narrow = || vec![Narrow::default(); n];
        let upper = kinds.contains(&Kind::Two).then(|| Upper {
            w: zeros(),
            u: zeros(),
            du: zeros(),
            off: narrow(),
            last: narrow(),
        });
        Columns {
            v: zeros(),
            z: zeros(),
            d: zeros(),
            dv: zeros(),
            dz: zeros(),
            theta: zeros(),
            off: narrow(),
            last: narrow(),
            upper,
            kinds,
            live,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.v.len()
    }

    #[inline(always)]
    pub(crate) fn weigh_by(&mut self, weights: Weights) {
        for j in 0..self.v.len() {
            let (v, z) = (self.v[j], self.z[j]);
            let (w, u) = self
                .upper
                .as_ref()
                .map_or((Lanes::of(f64::INFINITY), Lanes::of(0.0)), |upper| {
                    (upper.w[j], upper.u[j])
                });
            self.theta[j] = match (self.kinds[j], weights) {
                (Kind::Fixed, _) => Lanes::of(0.0),
                (_, Weights::Even) => Lanes::of(1.0),
                (Kind::Free, _) => Lanes::of(FREE),
                (Kind::One, Weights::Newton) => v / z,
                (Kind::Two, Weights::Newton) => Lanes::of(1.0) / (z / v + u / w),
                (Kind::One, Weights::Room) => v * v,
                (Kind::Two, Weights::Room) => v.min(w) * v.min(w),
            };
        }
    }

    /// Distances of one block, with the step at hand or without.
    pub(crate) fn distances(&self, lane: usize, step: Step) -> impl Iterator<Item = f64> + '_ {
        let moved = self.v.iter().zip(&self.dv);
        moved.map(move |(v, dv)| match step {
            Step::Taken => v.0[lane] + dv.0[lane],
            Step::Left => v.0[lane],
        })
    }

    /// Whether the step at hand keeps all distances at zero or above.
    pub(crate) fn stays_inside(&self) -> bool {
        (0..self.v.len()).all(|j| {
            let (v, dv) = (self.v[j], self.dv[j]);
            match self.kinds[j] {
                Kind::One => (v + dv).0.iter().all(|&v| v >= 0.0),
                Kind::Two => {
                    let w = self
                        .upper
                        .as_ref()
                        .map_or(Lanes::of(f64::INFINITY), |upper| upper.w[j]);
                    (v + dv).min(w - dv).0.iter().all(|&v| v >= 0.0)
                }
                Kind::Free => (v + dv).0.iter().all(|v| v.is_finite()),
                Kind::Fixed => true,
            }
        })
    }

    /// Whether the step at hand leaves a good part of all distances.
    pub(crate) fn keeps_room(&self) -> bool {
        let keeps = |before: Lanes<L>, after: Lanes<L>| {
            (after - before * LEAST_LEFT)
                .0
                .iter()
                .all(|&room| room >= 0.0)
        };
        (0..self.v.len()).all(|j| {
            let (v, dv) = (self.v[j], self.dv[j]);
            let w = self.upper.as_ref().map(|upper| upper.w[j]);
            match (self.kinds[j], w) {
                (Kind::One, _) => keeps(v, v + dv),
                (Kind::Two, Some(w)) => keeps(v, v + dv) && keeps(w, w - dv),
                _ => true,
            }
        })
    }

    /// What a step has to undo in column j. It is worked out where it is asked for, which costs less than to fetch it.
    #[inline(always)]
    pub(crate) fn undone(&self, j: usize, aim: Aim) -> Lanes<L> {
        let mu = match aim {
            Aim::Products(mu) => Lanes::of(mu),
            Aim::Prices => return self.d[j],
            Aim::Point | Aim::Rest => return Lanes::of(0.0),
        };
        let kind = self.kinds[j];
        match kind {
            Kind::One | Kind::Two => {
                let own = self.d[j] - (mu - self.off[j].wide()) / self.v[j];
                match (kind, self.upper.as_ref()) {
                    (Kind::Two, Some(upper)) => own + (mu - upper.off[j].wide()) / upper.w[j],
                    _ => own,
                }
            }
            Kind::Free => self.d[j],
            Kind::Fixed => Lanes::of(0.0),
        }
    }

    /// Prices of the step, where `dv` is known and `dz` holds `AᵀΔy`; longest steps. A distance that is larger than its price keeps
    /// their product, and leaves the error to dual feasibility: what is left of `d` after cancellation would be noise.
    #[inline(always)]
    pub(crate) fn step(&mut self, mu: f64) -> Steps {
        let mu = Lanes::of(mu);
        let (mut primal, mut dual) = (Lanes::of(1.0), Lanes::of(1.0));
        for j in 0..self.v.len() {
            if !self.kinds[j].is_driven() {
                continue;
            }
            let (v, z, dv) = (self.v[j], self.z[j], self.dv[j]);
            let next = self.d[j] - self.dz[j];
            let by_z = (mu - self.off[j].wide() - z * dv) / v - z;
            self.dz[j] = v.above(z, by_z, next - z);
            if let (Kind::Two, Some(upper)) = (self.kinds[j], self.upper.as_mut()) {
                let (w, u) = (upper.w[j], upper.u[j]);
                let by_u = (mu - upper.off[j].wide() + u * dv) / w - u;
                for l in 0..L {
                    let (v, z, w, u) = (v.0[l], z.0[l], w.0[l], u.0[l]);
                    let (next, by_z, by_u) = (next.0[l], by_z.0[l], by_u.0[l]);
                    (self.dz[j].0[l], upper.du[j].0[l]) = if v <= z && v <= w {
                        (next + u + by_u - z, by_u)
                    } else if w <= u && w <= v {
                        (by_z, z + by_z - next - u)
                    } else {
                        (by_z, by_u)
                    };
                }
                primal = primal.min(longest(w, -dv));
                dual = dual.min(longest(u, upper.du[j]));
            }
            primal = primal.min(longest(v, dv));
            dual = dual.min(longest(z, self.dz[j]));
        }
        Steps {
            primal: primal.least(),
            dual: dual.least(),
        }
    }

    /// Second-order terms of the step at hand; the products that steps of that length lead to.
    #[inline(always)]
    pub(crate) fn predict(&mut self, steps: Steps) -> Products {
        let mut products = Taken::default();
        for j in 0..self.v.len() {
            if !self.kinds[j].is_driven() {
                continue;
            }
            let (dv, dz) = (self.dv[j], self.dz[j]);
            products.take((self.v[j] + dv * steps.primal) * (self.z[j] + dz * steps.dual));
            self.off[j] = Narrow::of(dv * dz);
            if let (Kind::Two, Some(upper)) = (self.kinds[j], self.upper.as_mut()) {
                let du = upper.du[j];
                products.take((upper.w[j] - dv * steps.primal) * (upper.u[j] + du * steps.dual));
                upper.off[j] = Narrow::of(-(dv * du));
            }
        }
        products.all(self.live)
    }

    /// Pulls products that are far from μ towards it.
    #[inline(always)]
    pub(crate) fn pull(&mut self, pull: Pull) {
        for j in 0..self.v.len() {
            if !self.kinds[j].is_driven() {
                continue;
            }
            let by = pull.of(self.v[j], self.dv[j], self.z[j], self.dz[j]);
            take_off(&mut self.off[j], &mut self.last[j], by);
            if let (Kind::Two, Some(upper)) = (self.kinds[j], self.upper.as_mut()) {
                let by = pull.of(upper.w[j], -self.dv[j], upper.u[j], upper.du[j]);
                take_off(&mut upper.off[j], &mut upper.last[j], by);
            }
        }
    }

    /// Takes the last pull back.
    pub(crate) fn let_go(&mut self) {
        give_back(&mut self.off, &self.last);
        if let Some(upper) = self.upper.as_mut() {
            give_back(&mut upper.off, &upper.last);
        }
    }

    /// Forgets second-order terms.
    pub(crate) fn forget(&mut self) {
        self.off.fill(Narrow::default());
        self.last.fill(Narrow::default());
        if let Some(upper) = self.upper.as_mut() {
            upper.off.fill(Narrow::default());
            upper.last.fill(Narrow::default());
        }
    }

    #[inline(always)]
    pub(crate) fn go(&mut self, steps: Steps) {
        for j in 0..self.v.len() {
            let kind = self.kinds[j];
            if kind == Kind::Fixed {
                continue;
            }
            self.v[j] += self.dv[j] * steps.primal;
            if kind.is_driven() {
                self.z[j] += self.dz[j] * steps.dual;
            }
            if let (Kind::Two, Some(upper)) = (kind, self.upper.as_mut()) {
                upper.w[j] -= self.dv[j] * steps.primal;
                upper.u[j] += upper.du[j] * steps.dual;
            }
        }
    }

    #[inline(always)]
    pub(crate) fn products(&self) -> Products {
        let mut products = Taken::default();
        for j in 0..self.v.len() {
            if !self.kinds[j].is_driven() {
                continue;
            }
            products.take(self.v[j] * self.z[j]);
            if let (Kind::Two, Some(upper)) = (self.kinds[j], self.upper.as_ref()) {
                products.take(upper.w[j] * upper.u[j]);
            }
        }
        products.all(self.live)
    }

    /// How far the prices are from `d`.
    #[inline(always)]
    pub(crate) fn dual_residual(&self) -> f64 {
        let mut most = Lanes::of(0.0);
        for j in 0..self.v.len() {
            let u = self
                .upper
                .as_ref()
                .map_or(Lanes::of(0.0), |upper| upper.u[j]);
            if self.kinds[j] != Kind::Fixed {
                most = most.max((self.d[j] - self.z[j] + u).abs());
            }
        }
        most.most()
    }
}

/// How far a start is outside (Mehrotra 1992).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Outside {
    pub v: f64,
    pub z: f64,
}

impl Outside {
    pub(crate) fn most(self, other: Outside) -> Outside {
        Outside {
            v: self.v.max(other.v),
            z: self.z.max(other.z),
        }
    }
}

/// A start holds distances that meet the rows in `v`, and the prices that are nearest to the costs in `d`.
impl<const L: usize> Columns<L> {
    /// How far they have to be moved to be positive.
    pub(crate) fn outside(&self) -> Outside {
        let mut outside = Outside::default();
        for j in (0..self.v.len()).filter(|&j| self.kinds[j] == Kind::One) {
            outside.v = outside.v.max((self.v[j] * -1.5).most());
            outside.z = outside.z.max((self.d[j] * -1.5).most());
        }
        outside
    }

    /// Sums of products, distances and prices, once they are moved.
    pub(crate) fn start_sums(&self, by: Outside) -> [f64; 3] {
        let mut sums = [Lanes::default(); 3];
        for j in (0..self.v.len()).filter(|&j| self.kinds[j] == Kind::One) {
            let (v, z) = (self.v[j] + Lanes::of(by.v), self.d[j] + Lanes::of(by.z));
            sums[0] += v * z;
            sums[1] += v;
            sums[2] += z;
        }
        sums.map(|sum| sum.sum(self.live))
    }

    /// Moves them.
    pub(crate) fn start(&mut self, by: Outside, range: impl Fn(usize) -> Lanes<L>) {
        let (by_v, by_z) = (Lanes::of(by.v), Lanes::of(by.z));
        for j in 0..self.v.len() {
            match self.kinds[j] {
                Kind::One => {
                    self.v[j] += by_v;
                    self.z[j] = self.d[j] + by_z;
                }
                Kind::Two => {
                    let Some(upper) = self.upper.as_mut() else {
                        continue;
                    };
                    let range = range(j);
                    self.v[j] = self.v[j].max(range * 0.1).min(range * 0.9);
                    upper.w[j] = range - self.v[j];
                    self.z[j] = self.d[j].max(Lanes::of(0.0)) + by_z;
                    upper.u[j] = (-self.d[j]).max(Lanes::of(0.0)) + by_z;
                }
                Kind::Free => {}
                Kind::Fixed => self.v[j] = Lanes::of(0.0),
            }
        }
    }
}
