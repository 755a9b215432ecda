//! # Some blocks, one after the other
//!
//! Blocks are divided into groups by their number alone. What a group leaves is the sum over its blocks in their order, and groups are
//! added in theirs: the same bytes on any number of threads.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::class::Class;
use super::columns::{Aim, Columns, Outside, Products, Pull, Step, Steps, Weights};
use super::factor::{Complement, Factor, Scratch};
use super::form::{Batch, Form};
use super::lanes::{Lanes, WIDE};
use super::pattern::NONE;

/// Where blocks side by side stand.
#[derive(Debug)]
struct Local<'f, const L: usize> {
    class: &'f Class,
    batch: &'f Batch<L>,
    columns: Columns<L>,
    y: Vec<Lanes<L>>,
    dy: Vec<Lanes<L>>,
    /// b − A v − T w
    residual: Vec<Lanes<L>>,
    work: Vec<Lanes<L>>,
    factor: Factor<L>,
}

/// A round of a solve.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round {
    pub aim: Aim,
    /// The aim, or what is left of it.
    pub now: Aim,
    /// How many times what this round finds is taken.
    pub times: f64,
}

/// What a pass over blocks leaves.
#[derive(Debug, Clone, Default)]
pub(super) struct Left {
    /// Over the border: what is seen, and what links.
    pub border: Vec<f64>,
    pub products: Products,
    /// Largest residual of a row.
    pub primal: f64,
    /// Largest distance of prices from reduced costs.
    pub dual: f64,
    /// c·v
    pub cost: f64,
}

impl Left {
    pub(crate) fn new(border: usize) -> Self {
        Left {
            border: vec![0.0; border],
            ..Left::default()
        }
    }

    #[inline(always)]
    fn take_primal<const L: usize>(&mut self, residual: &[Lanes<L>]) {
        let most = residual
            .iter()
            .fold(Lanes::default(), |most, r| r.abs().max(most));
        self.primal = self.primal.max(Lanes::<L>::most(most));
    }

    pub(crate) fn add(&mut self, other: &Left) {
        for (a, b) in self.border.iter_mut().zip(&other.border) {
            *a += b;
        }
        self.products.add(other.products);
        self.primal = self.primal.max(other.primal);
        self.dual = self.dual.max(other.dual);
        self.cost += other.cost;
    }
}

/// Some blocks.
#[derive(Debug)]
pub(super) struct Group<'f> {
    wide: Vec<Local<'f, WIDE>>,
    single: Vec<Local<'f, 1>>,
    scratch: (Scratch<WIDE>, Scratch<1>),
    pub complement: Complement,
}

/// The same work for all blocks of a group, in their order.
macro_rules! each {
    ($group:expr, $local:ident => $work:expr) => {
        for $local in $group.wide.iter_mut() {
            $work;
        }
        for $local in $group.single.iter_mut() {
            $work;
        }
    };
}

impl<'f, const L: usize> Local<'f, L> {
    fn new(form: &'f Form, batch: &'f Batch<L>) -> Self {
        let class = &form.classes[batch.class];
        let rows = || vec![Lanes::default(); class.rows];
        Local {
            class,
            batch,
            columns: Columns::new(batch.common.kinds.clone(), batch.live()),
            y: rows(),
            dy: rows(),
            residual: rows(),
            work: rows(),
            factor: Factor::default(),
        }
    }

    /// Reduced costs and residuals.
    #[inline(always)]
    fn measure(&mut self, shared: &[f64], left: &mut Left) {
        let (class, batch, columns) = (self.class, self.batch, &mut self.columns);
        self.residual.copy_from_slice(&self.batch.rhs);
        let mut cost = Lanes::default();
        for (j, row, range) in columns_of(class) {
            let (y, v) = (&self.y, columns.v[j]);
            let mut paid = Lanes::default();
            if let Some(d) = row {
                let own = batch.own(j);
                paid += y[d] * own;
                self.residual[d] -= v * own;
            }
            for (&row, c) in class.entries.items[range.clone()]
                .iter()
                .zip(batch.entries(range))
            {
                paid += y[row as usize] * c;
                self.residual[row as usize] -= v * c;
            }
            columns.d[j] = self.batch.cost[j] - paid;
            cost += v * self.batch.cost[j];
        }
        for &(j, _) in &class.linked {
            columns.d[j as usize] -= linked(class, batch, j as usize, shared);
            link_out(class, batch, j as usize, columns.v[j as usize], left);
        }
        for row in 0..class.rows {
            for (place, c) in seen_by(class, batch, row) {
                self.residual[row] -= c * shared[place];
                left.border[place] += (c * self.y[row]).sum(batch.live());
            }
        }
        left.products.add(columns.products());
        left.dual = left.dual.max(columns.dual_residual());
        left.take_primal(&self.residual);
        left.cost += cost.sum(batch.live());
    }

    #[inline(always)]
    fn factorise(&mut self, by: Weights, scratch: &mut Scratch<L>, left: &mut Complement) {
        self.columns.weigh_by(by);
        let theta = &self.columns.theta;
        self.factor
            .renew(self.class, self.batch, theta, scratch, left);
    }

    #[inline(always)]
    fn forward(&mut self, aim: Aim, left: &mut Left) {
        let (class, batch, columns) = (self.class, self.batch, &mut self.columns);
        if aim == Aim::Prices {
            self.residual.fill(Lanes::default());
        }
        if aim != Aim::Rest {
            self.work.copy_from_slice(&self.residual);
            let work = &mut self.work;
            for (j, row, range) in columns_of(class) {
                let value = columns.theta[j] * columns.undone(j, aim);
                if let Some(d) = row {
                    work[d] += value * batch.own(j);
                }
                for (&row, c) in class.entries.items[range.clone()]
                    .iter()
                    .zip(batch.entries(range))
                {
                    work[row as usize] += value * c;
                }
            }
            for &(j, _) in &class.linked {
                let j = j as usize;
                link_out(
                    class,
                    batch,
                    j,
                    columns.theta[j] * columns.undone(j, aim),
                    left,
                );
            }
        }
        self.factor
            .solve(class, batch, &columns.theta, &mut self.work);
        let q = &self.work;
        seen_out(class, batch, q, -1.0, left);
        for &(j, d) in &class.linked {
            let j = j as usize;
            let mut paid = Lanes::default();
            if d != NONE {
                paid += q[d as usize] * batch.own(j);
            }
            for (row, c) in open_entries(class, batch, j) {
                paid += q[row] * c;
            }
            link_out(class, batch, j, -(columns.theta[j] * paid), left);
        }
    }

    /// With what the border changes by, and by in all since the aim was taken.
    #[inline(always)]
    fn backward(&mut self, round: Round, change: &[f64], total: &[f64], left: &mut Left) {
        let Round { aim, now, times } = round;
        let (class, batch, columns) = (self.class, self.batch, &mut self.columns);
        if now == Aim::Rest {
            for (dy, q) in self.dy.iter_mut().zip(&self.work) {
                *dy += *q * times;
            }
        } else {
            self.dy.copy_from_slice(&self.work);
        }
        for row in 0..class.rows {
            let mut sum = Lanes::default();
            for (place, c) in seen_by(class, batch, row) {
                sum += c * change[place];
            }
            self.work[row] = sum;
        }
        for &(j, d) in &class.linked {
            let j = j as usize;
            let value = columns.theta[j] * linked(class, batch, j, change);
            if d != NONE {
                self.work[d as usize] += value * batch.own(j);
            }
            for (row, c) in open_entries(class, batch, j) {
                self.work[row] += value * c;
            }
        }
        self.factor
            .solve(class, batch, &columns.theta, &mut self.work);
        for (dy, q) in self.dy.iter_mut().zip(&self.work) {
            *dy -= *q * times;
        }
        for &(j, _) in &class.linked {
            let j = j as usize;
            columns.dz[j] = linked(class, batch, j, total);
        }
        self.work.copy_from_slice(&self.residual);
        let (dy, work) = (&self.dy, &mut self.work);
        for (j, row, range) in columns_of(class) {
            let mut paid = if class.links.range(j).is_empty() {
                Lanes::default()
            } else {
                columns.dz[j]
            };
            if let Some(d) = row {
                paid += dy[d] * batch.own(j);
            }
            let entries = class.entries.items[range.clone()]
                .iter()
                .zip(batch.entries(range));
            for (&row, c) in entries.clone() {
                paid += dy[row as usize] * c;
            }
            let dv = columns.theta[j] * (paid - columns.undone(j, aim));
            columns.dz[j] = paid;
            columns.dv[j] = dv;
            if let Some(d) = row {
                work[d] -= dv * batch.own(j);
            }
            for (&row, c) in entries {
                work[row as usize] -= dv * c;
            }
        }
        for row in 0..class.rows {
            for (place, c) in seen_by(class, batch, row) {
                self.work[row] -= c * total[place];
            }
        }
        left.take_primal(&self.work);
        seen_out(class, batch, &self.dy, 1.0, left);
        for &(j, _) in &class.linked {
            link_out(class, batch, j as usize, columns.dv[j as usize], left);
        }
    }

    /// Takes the point that is nearest to 0 as distances; or the prices that are nearest to the costs as prices.
    fn take(&mut self, aim: Aim) {
        let columns = &mut self.columns;
        if aim == Aim::Point {
            columns.v.copy_from_slice(&columns.dv);
        } else {
            self.y.copy_from_slice(&self.dy);
            for (d, dv) in columns.d.iter_mut().zip(&columns.dv) {
                *d = -*dv;
            }
        }
    }

    #[inline(always)]
    fn go(&mut self, steps: Steps) {
        self.columns.go(steps);
        for (y, dy) in self.y.iter_mut().zip(&self.dy) {
            *y += *dy * steps.dual;
        }
    }
}

/// Each column with its closed row, if it has one, and where its other entries are. A loop over them, unlike a closure that does the work,
/// is sure to be compiled for the processor at hand.
#[inline(always)]
fn columns_of(class: &Class) -> impl Iterator<Item = (usize, Option<usize>, Range<usize>)> + '_ {
    class.row_of.iter().enumerate().map(|(j, &row)| {
        let row = (row != NONE).then_some(row as usize);
        (j, row, class.entries.range(j))
    })
}

/// Open rows of a column with its coefficients in them.
#[inline(always)]
fn open_entries<'a, const L: usize>(
    class: &'a Class,
    batch: &'a Batch<L>,
    j: usize,
) -> impl Iterator<Item = (usize, Lanes<L>)> + 'a {
    let range = class.entries.range(j);
    let rows = class.entries.items[range.clone()].iter();
    rows.map(|&row| row as usize).zip(batch.entries(range))
}

/// What a row sees of the first stage: places of the border, with its coefficients.
#[inline(always)]
fn seen_by<'a, const L: usize>(
    class: &'a Class,
    batch: &'a Batch<L>,
    row: usize,
) -> impl Iterator<Item = (usize, Lanes<L>)> + 'a {
    let (range, border) = (class.seen.range(row), &batch.common.border);
    let places = class.seen.items[range.clone()].iter();
    places
        .map(|&place| border[place as usize] as usize)
        .zip(batch.seen(range))
}

/// Rows that link blocks and have a part of a column: places of the border, with its coefficients.
#[inline(always)]
fn links_of<'a, const L: usize>(
    class: &'a Class,
    batch: &'a Batch<L>,
    j: usize,
) -> impl Iterator<Item = (usize, Lanes<L>)> + 'a {
    let (range, border) = (class.links.range(j), &batch.common.border);
    let places = class.links.items[range.clone()].iter();
    places
        .map(|&place| border[place as usize] as usize)
        .zip(batch.links(range))
}

/// What rows that link blocks make of a column.
#[inline(always)]
fn linked<const L: usize>(class: &Class, batch: &Batch<L>, j: usize, shared: &[f64]) -> Lanes<L> {
    let mut sum = Lanes::default();
    for (place, c) in links_of(class, batch, j) {
        sum += c * shared[place];
    }
    sum
}

/// What a column of this value adds to the rows that link blocks.
#[inline(always)]
fn link_out<const L: usize>(
    class: &Class,
    batch: &Batch<L>,
    j: usize,
    value: Lanes<L>,
    left: &mut Left,
) {
    for (place, c) in links_of(class, batch, j) {
        left.border[place] += (c * value).sum(batch.live());
    }
}

/// What rows of these prices add to the price of what they see.
#[inline(always)]
fn seen_out<const L: usize>(
    class: &Class,
    batch: &Batch<L>,
    prices: &[Lanes<L>],
    sign: f64,
    left: &mut Left,
) {
    for (row, price) in prices.iter().enumerate() {
        for (place, c) in seen_by(class, batch, row) {
            left.border[place] += sign * (c * *price).sum(batch.live());
        }
    }
}

/// A pass over the blocks of a group.
enum Pass<'a> {
    Measure(&'a [f64]),
    Factorise(Weights),
    Forward(Aim),
    /// With the change of the border, and in all.
    Backward(Round, [&'a [f64]; 2]),
    Predict(Steps),
    Pull(Pull),
    LetGo,
    Go(Steps),
}

struct Work<'a, 'f> {
    group: &'a mut Group<'f>,
    pass: Pass<'a>,
    left: &'a mut Left,
}

impl WithSimd for Work<'_, '_> {
    type Output = Steps;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Steps {
        let Work { group, pass, left } = self;
        let mut steps = Steps::WHOLE;
        match pass {
            Pass::Measure(shared) => {
                each!(group, local => local.measure(shared, left));
            }
            Pass::Factorise(by) => {
                let Group {
                    wide,
                    single,
                    scratch,
                    complement,
                } = group;
                for local in wide {
                    local.factorise(by, &mut scratch.0, complement);
                }
                for local in single {
                    local.factorise(by, &mut scratch.1, complement);
                }
            }
            Pass::Forward(aim) => {
                each!(group, local => local.forward(aim, left));
            }
            Pass::Backward(round, [change, total]) => {
                each!(group, local => {
                    local.backward(round, change, total, left);
                    if let Aim::Products(mu) = round.aim {
                        steps = steps.least(local.columns.step(mu));
                    }
                });
            }
            Pass::Predict(by) => {
                each!(group, local => left.products.add(local.columns.predict(by)));
            }
            Pass::Pull(pull) => {
                each!(group, local => local.columns.pull(pull));
            }
            Pass::LetGo => {
                each!(group, local => local.columns.let_go());
            }
            Pass::Go(by) => {
                each!(group, local => local.go(by));
            }
        }
        steps
    }
}

impl<'f> Group<'f> {
    /// Of so many batches.
    pub(crate) fn new(form: &'f Form, wide: Range<usize>, single: Range<usize>) -> Self {
        let (wide, single) = (&form.wide[wide], &form.single[single]);
        Group {
            wide: wide.iter().map(|batch| Local::new(form, batch)).collect(),
            single: single.iter().map(|batch| Local::new(form, batch)).collect(),
            scratch: Default::default(),
            complement: Complement::new(form.first.border()),
        }
    }

    fn pass(&mut self, pass: Pass<'_>, left: &mut Left) -> Steps {
        let work = Work {
            group: self,
            pass,
            left,
        };
        Arch::new().dispatch(work)
    }

    pub(crate) fn measure(&mut self, shared: &[f64]) -> Left {
        let mut left = Left::new(shared.len());
        self.pass(Pass::Measure(shared), &mut left);
        left
    }

    /// Weights and factors.
    pub(crate) fn factorise(&mut self, by: Weights) {
        self.complement.sum.fill(0.0);
        self.pass(Pass::Factorise(by), &mut Left::default());
        self.complement.flush();
    }

    pub(crate) fn forward(&mut self, aim: Aim, border: usize) -> Left {
        let mut left = Left::new(border);
        self.pass(Pass::Forward(aim), &mut left);
        left
    }

    /// Ends a round of a solve; with the longest steps where products were its aim.
    pub(crate) fn backward(
        &mut self,
        round: Round,
        change: &[f64],
        total: &[f64],
    ) -> (Left, Steps) {
        let mut left = Left::new(change.len());
        let steps = self.pass(Pass::Backward(round, [change, total]), &mut left);
        (left, steps)
    }

    pub(crate) fn predict(&mut self, steps: Steps) -> Products {
        let mut left = Left::default();
        self.pass(Pass::Predict(steps), &mut left);
        left.products
    }

    pub(crate) fn pull(&mut self, pull: Pull) {
        self.pass(Pass::Pull(pull), &mut Left::default());
    }

    pub(crate) fn let_go(&mut self) {
        self.pass(Pass::LetGo, &mut Left::default());
    }

    pub(crate) fn go(&mut self, steps: Steps) {
        self.pass(Pass::Go(steps), &mut Left::default());
    }

    pub(crate) fn forget(&mut self) {
        each!(self, local => local.columns.forget());
    }

    pub(crate) fn stays_inside(&self) -> bool {
        let wide = self.wide.iter().all(|local| local.columns.stays_inside());
        wide && self.single.iter().all(|local| local.columns.stays_inside())
    }

    pub(crate) fn keeps_room(&self) -> bool {
        let wide = self.wide.iter().all(|local| local.columns.keeps_room());
        wide && self.single.iter().all(|local| local.columns.keeps_room())
    }

    pub(crate) fn take(&mut self, aim: Aim) {
        each!(self, local => local.take(aim));
    }

    pub(crate) fn outside(&mut self) -> Outside {
        let mut outside = Outside::default();
        each!(self, local => outside = outside.most(local.columns.outside()));
        outside
    }

    pub(crate) fn start_sums(&mut self, by: Outside) -> [f64; 3] {
        let mut sums = [0.0; 3];
        each!(self, local => {
            for (sum, own) in sums.iter_mut().zip(local.columns.start_sums(by)) {
                *sum += own;
            }
        });
        sums
    }

    pub(crate) fn start(&mut self, by: Outside) {
        each!(self, local => {
            let batch = local.batch;
            local.columns.start(by, |j| batch.range(j));
        });
    }

    /// Each column of the programme with its distance, with the step at hand or without.
    pub(crate) fn read_point(&mut self, step: Step, tell: &mut dyn FnMut(usize, f64)) {
        each!(self, local => {
            for (lane, member) in local.batch.members.iter().enumerate() {
                for (&j, v) in member.columns.iter().zip(local.columns.distances(lane, step)) {
                    if j != NONE {
                        tell(j as usize, v);
                    }
                }
            }
        });
    }

    /// Each row of the programme with its price.
    pub(crate) fn read_prices(&mut self, tell: &mut dyn FnMut(usize, f64)) {
        each!(self, local => {
            for (lane, member) in local.batch.members.iter().enumerate() {
                for (&i, y) in member.rows.iter().zip(&local.y) {
                    tell(i as usize, y.0[lane]);
                }
            }
        });
    }
}
