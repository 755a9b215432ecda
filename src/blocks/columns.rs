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

/// Weight of a column without bounds: its step is held by this much alone, so that a row of such columns can be solved for.
const FREE: f64 = 1e8;

/// The other bounds of columns some of which have two.
#[derive(Debug, Clone, Default)]
pub(super) struct Upper {
    /// 0 where the column has no second bound.
    pub w: Vec<f64>,
    pub u: Vec<f64>,
    pub du: Vec<f64>,
    pub off: Vec<f64>,
    pub last: Vec<f64>,
}

/// Columns of a block, or of the first stage.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    pub v: Vec<f64>,
    pub z: Vec<f64>,
    pub d: Vec<f64>,
    pub dv: Vec<f64>,
    pub dz: Vec<f64>,
    pub theta: Vec<f64>,
    pub g: Vec<f64>,
    /// Second-order terms.
    pub off: Vec<f64>,
    /// What the last corrector added to them.
    pub last: Vec<f64>,
    pub upper: Option<Upper>,
    kinds: Vec<Kind>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    One,
    Two,
    Free,
    Fixed,
}

/// Sums over columns.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Products {
    pub sum: f64,
    pub count: f64,
}

impl Products {
    fn take(&mut self, product: f64) {
        self.sum += product;
        self.count += 1.0;
    }

    pub(crate) fn add(&mut self, other: Products) {
        self.sum += other.sum;
        self.count += other.count;
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
    fn of(self, v: f64, dv: f64, z: f64, dz: f64) -> f64 {
        let product = (v + self.steps.primal * dv) * (z + self.steps.dual * dz);
        let pulled = product.clamp(0.1 * self.mu, 10.0 * self.mu) - product;
        pulled.max(-10.0 * self.mu)
    }
}

impl Columns {
    pub(crate) fn new(range: impl Iterator<Item = f64> + Clone, free: &[bool]) -> Self {
        let n = free.len();
        let kinds: Vec<Kind> = range
            .clone()
            .zip(free)
            .map(|(range, &free)| match (free, range) {
                (true, _) => Kind::Free,
                (false, range) if range <= 0.0 => Kind::Fixed,
                (false, range) if range.is_finite() => Kind::Two,
                (false, _) => Kind::One,
            })
            .collect();
        let zeros = || vec![0.0; n];
        let upper = kinds.contains(&Kind::Two).then(|| Upper {
            w: zeros(),
            u: zeros(),
            du: zeros(),
            off: zeros(),
            last: zeros(),
        });
        Columns {
            v: zeros(),
            z: zeros(),
            d: zeros(),
            dv: zeros(),
            dz: zeros(),
            theta: zeros(),
            g: zeros(),
            off: zeros(),
            last: zeros(),
            upper,
            kinds,
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
                .map_or((f64::INFINITY, 0.0), |upper| (upper.w[j], upper.u[j]));
            self.theta[j] = match (self.kinds[j], weights) {
                (Kind::Fixed, _) => 0.0,
                (_, Weights::Even) => 1.0,
                (Kind::Free, _) => FREE,
                (Kind::One, Weights::Newton) => v / z,
                (Kind::Two, Weights::Newton) => 1.0 / (z / v + u / w),
                (Kind::One, Weights::Room) => v * v,
                (Kind::Two, Weights::Room) => v.min(w).powi(2),
            };
        }
    }

    /// Distances, with the step at hand or without.
    pub(crate) fn distances(&self, step: Step) -> impl Iterator<Item = f64> + '_ {
        let moved = self.v.iter().zip(&self.dv);
        moved.map(move |(v, dv)| match step {
            Step::Taken => v + dv,
            Step::Left => *v,
        })
    }

    /// Whether the step at hand keeps all distances at zero or above.
    pub(crate) fn stays_inside(&self) -> bool {
        (0..self.v.len()).all(|j| match self.kinds[j] {
            Kind::One => self.v[j] + self.dv[j] >= 0.0,
            Kind::Two => {
                let w = self
                    .upper
                    .as_ref()
                    .map_or(f64::INFINITY, |upper| upper.w[j]);
                self.v[j] + self.dv[j] >= 0.0 && w - self.dv[j] >= 0.0
            }
            Kind::Free => (self.v[j] + self.dv[j]).is_finite(),
            Kind::Fixed => true,
        })
    }

    /// What a step has to undo, with products aimed at μ.
    #[inline(always)]
    pub(crate) fn aim(&mut self, mu: f64) {
        for j in 0..self.v.len() {
            self.g[j] = match self.kinds[j] {
                Kind::One => self.d[j] - (mu - self.off[j]) / self.v[j],
                Kind::Two => {
                    let other = self
                        .upper
                        .as_ref()
                        .map_or(0.0, |upper| (mu - upper.off[j]) / upper.w[j]);
                    self.d[j] - (mu - self.off[j]) / self.v[j] + other
                }
                Kind::Free => self.d[j],
                Kind::Fixed => 0.0,
            };
        }
    }

    /// Prices of the step, where `dv` is known and `dz` holds `AᵀΔy`; longest steps. A distance that is larger than its price keeps
    /// their product, and leaves the error to dual feasibility: what is left of `d` after cancellation would be noise.
    #[inline(always)]
    pub(crate) fn step(&mut self, mu: f64) -> Steps {
        let mut steps = Steps::WHOLE;
        for j in 0..self.v.len() {
            let (v, z, dv) = (self.v[j], self.z[j], self.dv[j]);
            let next = self.d[j] - self.dz[j];
            match self.kinds[j] {
                Kind::Free | Kind::Fixed => continue,
                Kind::One => {
                    self.dz[j] = if v > z {
                        (mu - self.off[j] - z * dv) / v - z
                    } else {
                        next - z
                    };
                }
                Kind::Two => {
                    let Some(upper) = self.upper.as_mut() else {
                        continue;
                    };
                    let (w, u) = (upper.w[j], upper.u[j]);
                    let by_z = (mu - self.off[j] - z * dv) / v - z;
                    let by_u = (mu - upper.off[j] + u * dv) / w - u;
                    (self.dz[j], upper.du[j]) = if v <= z && v <= w {
                        (next + u + by_u - z, by_u)
                    } else if w <= u && w <= v {
                        (by_z, z + by_z - next - u)
                    } else {
                        (by_z, by_u)
                    };
                    if dv > 0.0 {
                        steps.primal = steps.primal.min(w / dv);
                    }
                    if upper.du[j] < 0.0 {
                        steps.dual = steps.dual.min(-u / upper.du[j]);
                    }
                }
            }
            if dv < 0.0 {
                steps.primal = steps.primal.min(-v / dv);
            }
            if self.dz[j] < 0.0 {
                steps.dual = steps.dual.min(-z / self.dz[j]);
            }
        }
        steps
    }

    /// Second-order terms of the step at hand, times `weight`; the products that steps of that length lead to.
    #[inline(always)]
    pub(crate) fn predict(&mut self, steps: Steps, weight: f64) -> Products {
        let mut products = Products::default();
        for j in 0..self.v.len() {
            if matches!(self.kinds[j], Kind::Free | Kind::Fixed) {
                continue;
            }
            let (dv, dz) = (self.dv[j], self.dz[j]);
            products.take((self.v[j] + steps.primal * dv) * (self.z[j] + steps.dual * dz));
            self.off[j] = weight * dv * dz;
            if let (Kind::Two, Some(upper)) = (self.kinds[j], self.upper.as_mut()) {
                let du = upper.du[j];
                products.take((upper.w[j] - steps.primal * dv) * (upper.u[j] + steps.dual * du));
                upper.off[j] = -weight * dv * du;
            }
        }
        products
    }

    /// Pulls products that are far from μ towards it.
    #[inline(always)]
    pub(crate) fn pull(&mut self, pull: Pull) {
        for j in 0..self.v.len() {
            if matches!(self.kinds[j], Kind::Free | Kind::Fixed) {
                continue;
            }
            let by = pull.of(self.v[j], self.dv[j], self.z[j], self.dz[j]);
            self.off[j] -= by;
            self.last[j] = by;
            if let (Kind::Two, Some(upper)) = (self.kinds[j], self.upper.as_mut()) {
                let by = pull.of(upper.w[j], -self.dv[j], upper.u[j], upper.du[j]);
                upper.off[j] -= by;
                upper.last[j] = by;
            }
        }
    }

    /// Takes the last pull back.
    pub(crate) fn let_go(&mut self) {
        for (off, last) in self.off.iter_mut().zip(&self.last) {
            *off += last;
        }
        if let Some(upper) = self.upper.as_mut() {
            for (off, last) in upper.off.iter_mut().zip(&upper.last) {
                *off += last;
            }
        }
    }

    /// Forgets second-order terms.
    pub(crate) fn forget(&mut self) {
        self.off.fill(0.0);
        self.last.fill(0.0);
        if let Some(upper) = self.upper.as_mut() {
            upper.off.fill(0.0);
            upper.last.fill(0.0);
        }
    }

    #[inline(always)]
    pub(crate) fn go(&mut self, steps: Steps) {
        for j in 0..self.v.len() {
            match self.kinds[j] {
                Kind::Fixed => continue,
                Kind::Free => self.v[j] += steps.primal * self.dv[j],
                Kind::One | Kind::Two => {
                    self.v[j] += steps.primal * self.dv[j];
                    self.z[j] += steps.dual * self.dz[j];
                }
            }
            if let (Kind::Two, Some(upper)) = (self.kinds[j], self.upper.as_mut()) {
                upper.w[j] -= steps.primal * self.dv[j];
                upper.u[j] += steps.dual * upper.du[j];
            }
        }
    }

    #[inline(always)]
    pub(crate) fn products(&self) -> Products {
        let mut products = Products::default();
        for j in 0..self.v.len() {
            if matches!(self.kinds[j], Kind::Free | Kind::Fixed) {
                continue;
            }
            products.take(self.v[j] * self.z[j]);
            if let (Kind::Two, Some(upper)) = (self.kinds[j], self.upper.as_ref()) {
                products.take(upper.w[j] * upper.u[j]);
            }
        }
        products
    }

    /// How far the prices are from `d`.
    #[inline(always)]
    pub(crate) fn dual_residual(&self) -> f64 {
        let mut most: f64 = 0.0;
        for j in 0..self.v.len() {
            let u = self.upper.as_ref().map_or(0.0, |upper| upper.u[j]);
            if self.kinds[j] != Kind::Fixed {
                most = most.max((self.d[j] - self.z[j] + u).abs());
            }
        }
        most
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
impl Columns {
    /// How far they have to be moved to be positive.
    pub(crate) fn outside(&self) -> Outside {
        let mut outside = Outside::default();
        for j in (0..self.v.len()).filter(|&j| self.kinds[j] == Kind::One) {
            outside.v = outside.v.max(-1.5 * self.v[j]);
            outside.z = outside.z.max(-1.5 * self.d[j]);
        }
        outside
    }

    /// Sums of products, distances and prices, once they are moved.
    pub(crate) fn start_sums(&self, by: Outside) -> [f64; 3] {
        let mut sums = [0.0; 3];
        for j in (0..self.v.len()).filter(|&j| self.kinds[j] == Kind::One) {
            let (v, z) = (self.v[j] + by.v, self.d[j] + by.z);
            sums[0] += v * z;
            sums[1] += v;
            sums[2] += z;
        }
        sums
    }

    /// Moves them.
    pub(crate) fn start(&mut self, by: Outside, range: impl Fn(usize) -> f64) {
        for j in 0..self.v.len() {
            match self.kinds[j] {
                Kind::One => {
                    self.v[j] += by.v;
                    self.z[j] = self.d[j] + by.z;
                }
                Kind::Two => {
                    let Some(upper) = self.upper.as_mut() else {
                        continue;
                    };
                    let range = range(j);
                    self.v[j] = self.v[j].clamp(0.1 * range, 0.9 * range);
                    upper.w[j] = range - self.v[j];
                    self.z[j] = self.d[j].max(0.0) + by.z;
                    upper.u[j] = (-self.d[j]).max(0.0) + by.z;
                }
                Kind::Free => {}
                Kind::Fixed => self.v[j] = 0.0,
            }
        }
    }
}
