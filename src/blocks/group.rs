//! # Some blocks, one after the other
//!
//! Blocks are divided into groups by their number alone. What a group leaves is the sum over its blocks in their order, and groups are
//! added in theirs: the same bytes on any number of threads.

use pulp::{Arch, Simd, WithSimd};

use super::class::Class;
use super::columns::{Columns, Outside, Products, Pull, Steps, Weights};
use super::factor::{Factor, Workshop};
use super::form::{Block, Form};

/// Where a block stands.
#[derive(Debug)]
pub(super) struct Local {
    pub number: usize,
    pub columns: Columns,
    pub y: Vec<f64>,
    dy: Vec<f64>,
    /// b − A v − T w
    residual: Vec<f64>,
    work: Vec<f64>,
    factor: Factor,
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
    /// c·v and b·y.
    pub objectives: [f64; 2],
}

impl Left {
    pub(crate) fn new(border: usize) -> Self {
        Left {
            border: vec![0.0; border],
            ..Left::default()
        }
    }

    pub(crate) fn add(&mut self, other: &Left) {
        for (a, b) in self.border.iter_mut().zip(&other.border) {
            *a += b;
        }
        self.products.add(other.products);
        self.primal = self.primal.max(other.primal);
        self.dual = self.dual.max(other.dual);
        for (a, b) in self.objectives.iter_mut().zip(other.objectives) {
            *a += b;
        }
    }
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

/// Some blocks.
#[derive(Debug)]
pub(super) struct Group {
    pub blocks: Vec<Local>,
    pub shop: Workshop,
}

impl Local {
    pub(crate) fn new(form: &Form, number: usize) -> Self {
        let block = &form.blocks[number];
        let class = form.class(block);
        let rows = || vec![0.0; class.rows];
        let range = (0..class.columns).map(|j| block.range(j));
        Local {
            number,
            columns: Columns::new(range, &class.free),
            y: rows(),
            dy: rows(),
            residual: rows(),
            work: rows(),
            factor: Factor::default(),
        }
    }

    /// Reduced costs and residuals.
    #[inline(always)]
    fn measure(&mut self, class: &Class, block: &Block, shared: &[f64], left: &mut Left) {
        let columns = &mut self.columns;
        columns.d.copy_from_slice(&block.cost);
        price_out(class, block, &self.y, shared, -1.0, &mut columns.d);
        self.residual.copy_from_slice(&block.rhs);
        take_away(class, block, &columns.v, shared, &mut self.residual);
        for row in 0..class.rows {
            seen_out(class, block, row, self.y[row], left);
        }
        for j in 0..class.columns {
            link_out(class, block, j, columns.v[j], left);
        }
        left.products.add(columns.products());
        left.dual = left.dual.max(columns.dual_residual());
        left.primal = self
            .residual
            .iter()
            .fold(left.primal, |most, r| most.max(r.abs()));
        left.objectives[0] += super::dense::dot(&block.cost, &columns.v);
        left.objectives[1] += super::dense::dot(&block.rhs, &self.y);
    }

    #[inline(always)]
    fn forward(&mut self, class: &Class, block: &Block, aim: Aim, left: &mut Left) {
        let columns = &mut self.columns;
        match aim {
            Aim::Products(mu) => columns.aim(mu),
            Aim::Point => columns.g.fill(0.0),
            Aim::Prices => {
                columns.g.copy_from_slice(&columns.d);
                self.residual.fill(0.0);
            }
            Aim::Rest => {}
        }
        if aim != Aim::Rest {
            self.work.copy_from_slice(&self.residual);
            let (theta, g) = (&columns.theta, &columns.g);
            add_weighted(class, block, |j| theta[j] * g[j], &mut self.work);
            for j in 0..class.columns {
                link_out(class, block, j, theta[j] * g[j], left);
            }
        }
        self.factor
            .solve(class, block, &columns.theta, &mut self.work);
        let q = &self.work;
        for row in 0..class.rows {
            seen_out(class, block, row, -q[row], left);
        }
        if class.links.items.is_empty() {
            return;
        }
        for d in 0..class.closed() {
            for j in class.span(d) {
                let paid = block.own[j] * q[d] + open_sum(class, block, j, q);
                link_out(class, block, j, -columns.theta[j] * paid, left);
            }
        }
        for j in class.first_open()..class.columns {
            let paid = open_sum(class, block, j, q);
            link_out(class, block, j, -columns.theta[j] * paid, left);
        }
    }

    /// With what the border changes by, and by in all since the aim was taken.
    #[inline(always)]
    fn backward(
        &mut self,
        class: &Class,
        block: &Block,
        aim: Aim,
        change: &[f64],
        total: &[f64],
        left: &mut Left,
    ) {
        let columns = &mut self.columns;
        let theta = &columns.theta;
        if aim == Aim::Rest {
            for (dy, q) in self.dy.iter_mut().zip(&self.work) {
                *dy += q;
            }
        } else {
            self.dy.copy_from_slice(&self.work);
        }
        self.work.fill(0.0);
        for row in 0..class.rows {
            for k in class.seen.range(row) {
                self.work[row] +=
                    block.seen[k] * change[block.border[class.seen.items[k] as usize] as usize];
            }
        }
        let at = |j: usize| {
            let mut sum = 0.0;
            for k in class.links.range(j) {
                sum +=
                    block.links[k] * change[block.border[class.links.items[k] as usize] as usize];
            }
            theta[j] * sum
        };
        if !class.links.items.is_empty() {
            add_weighted(class, block, at, &mut self.work);
        }
        self.factor.solve(class, block, theta, &mut self.work);
        for (dy, q) in self.dy.iter_mut().zip(&self.work) {
            *dy -= q;
        }
        columns.dz.fill(0.0);
        price_out(class, block, &self.dy, total, 1.0, &mut columns.dz);
        for j in 0..class.columns {
            columns.dv[j] = columns.theta[j] * (columns.dz[j] - columns.g[j]);
        }
        self.work.copy_from_slice(&self.residual);
        take_away(class, block, &columns.dv, total, &mut self.work);
        left.primal = self
            .work
            .iter()
            .fold(left.primal, |most, r| most.max(r.abs()));
        for row in 0..class.rows {
            seen_out(class, block, row, self.dy[row], left);
        }
        for j in 0..class.columns {
            link_out(class, block, j, columns.dv[j], left);
        }
    }
}

/// What a column of this value adds to the rows that link blocks.
#[inline(always)]
fn link_out(class: &Class, block: &Block, j: usize, value: f64, left: &mut Left) {
    for k in class.links.range(j) {
        left.border[block.border[class.links.items[k] as usize] as usize] += block.links[k] * value;
    }
}

/// What a row of this price adds to the price of what it sees.
#[inline(always)]
fn seen_out(class: &Class, block: &Block, row: usize, price: f64, left: &mut Left) {
    for k in class.seen.range(row) {
        left.border[block.border[class.seen.items[k] as usize] as usize] += block.seen[k] * price;
    }
}

#[inline(always)]
fn open_sum(class: &Class, block: &Block, j: usize, y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for k in class.entries.range(j) {
        sum += block.entries[k] * y[class.entries.items[k] as usize];
    }
    sum
}

/// `out += sign·(Aᵀ y + Lᵀ shared)`
#[inline(always)]
fn price_out(class: &Class, block: &Block, y: &[f64], shared: &[f64], sign: f64, out: &mut [f64]) {
    for d in 0..class.closed() {
        for j in class.span(d) {
            out[j] += sign * (block.own[j] * y[d] + open_sum(class, block, j, y));
        }
    }
    for j in class.first_open()..class.columns {
        out[j] += sign * open_sum(class, block, j, y);
    }
    if !class.links.items.is_empty() {
        for j in 0..class.columns {
            for k in class.links.range(j) {
                out[j] += sign
                    * block.links[k]
                    * shared[block.border[class.links.items[k] as usize] as usize];
            }
        }
    }
}

/// `out += A value`
#[inline(always)]
fn add_weighted(class: &Class, block: &Block, value: impl Fn(usize) -> f64, out: &mut [f64]) {
    for d in 0..class.closed() {
        let mut sum = 0.0;
        for j in class.span(d) {
            let value = value(j);
            sum += block.own[j] * value;
            for k in class.entries.range(j) {
                out[class.entries.items[k] as usize] += block.entries[k] * value;
            }
        }
        out[d] += sum;
    }
    for j in class.first_open()..class.columns {
        let value = value(j);
        for k in class.entries.range(j) {
            out[class.entries.items[k] as usize] += block.entries[k] * value;
        }
    }
}

/// `out −= A v + T w`
#[inline(always)]
fn take_away(class: &Class, block: &Block, v: &[f64], shared: &[f64], out: &mut [f64]) {
    add_weighted(class, block, |j| -v[j], out);
    for row in 0..class.rows {
        for k in class.seen.range(row) {
            out[row] -= block.seen[k] * shared[block.border[class.seen.items[k] as usize] as usize];
        }
    }
}

struct Measure<'a> {
    blocks: &'a mut [Local],
    form: &'a Form,
    shared: &'a [f64],
    left: &'a mut Left,
}

impl WithSimd for Measure<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for local in self.blocks {
            let block = &self.form.blocks[local.number];
            local.measure(self.form.class(block), block, self.shared, self.left);
        }
    }
}

struct Factorise<'a> {
    blocks: &'a mut [Local],
    shop: &'a mut Workshop,
    form: &'a Form,
    by: Weights,
}

impl WithSimd for Factorise<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for local in self.blocks {
            local.columns.weigh_by(self.by);
            let block = &self.form.blocks[local.number];
            let theta = &local.columns.theta;
            local
                .factor
                .renew(self.form.class(block), block, theta, self.shop);
        }
    }
}

struct Forward<'a> {
    blocks: &'a mut [Local],
    form: &'a Form,
    aim: Aim,
    left: &'a mut Left,
}

impl WithSimd for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for local in self.blocks {
            let block = &self.form.blocks[local.number];
            local.forward(self.form.class(block), block, self.aim, self.left);
        }
    }
}

struct Backward<'a> {
    blocks: &'a mut [Local],
    form: &'a Form,
    aim: Aim,
    mu: Option<f64>,
    /// The change of the border, and in all.
    border: [&'a [f64]; 2],
    left: &'a mut Left,
}

impl WithSimd for Backward<'_> {
    type Output = Steps;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Steps {
        let [change, total] = self.border;
        let mut steps = Steps::WHOLE;
        for local in self.blocks {
            let block = &self.form.blocks[local.number];
            local.backward(
                self.form.class(block),
                block,
                self.aim,
                change,
                total,
                self.left,
            );
            if let Some(mu) = self.mu {
                steps = steps.least(local.columns.step(mu));
            }
        }
        steps
    }
}

impl Group {
    pub(crate) fn new(form: &Form, numbers: std::ops::Range<usize>) -> Self {
        Group {
            blocks: numbers.map(|number| Local::new(form, number)).collect(),
            shop: Workshop::new(form.first.border()),
        }
    }

    pub(crate) fn measure(&mut self, form: &Form, shared: &[f64]) -> Left {
        let mut left = Left::new(shared.len());
        let blocks = &mut self.blocks;
        Arch::new().dispatch(Measure {
            blocks,
            form,
            shared,
            left: &mut left,
        });
        left
    }

    /// Weights and factors.
    pub(crate) fn factorise(&mut self, form: &Form, by: Weights) {
        let Group { blocks, shop } = self;
        shop.sum.fill(0.0);
        Arch::new().dispatch(Factorise {
            blocks,
            shop,
            form,
            by,
        });
        shop.flush();
    }

    pub(crate) fn forward(&mut self, form: &Form, aim: Aim) -> Left {
        let mut left = Left::new(form.first.border());
        let blocks = &mut self.blocks;
        Arch::new().dispatch(Forward {
            blocks,
            form,
            aim,
            left: &mut left,
        });
        left
    }

    /// Ends a solve that began with `aim`; `mu` where the aim was products.
    pub(crate) fn backward(
        &mut self,
        form: &Form,
        aim: Aim,
        mu: Option<f64>,
        change: &[f64],
        total: &[f64],
    ) -> (Left, Steps) {
        let mut left = Left::new(form.first.border());
        let blocks = &mut self.blocks;
        let work = Backward {
            blocks,
            form,
            aim,
            mu,
            border: [change, total],
            left: &mut left,
        };
        let steps = Arch::new().dispatch(work);
        (left, steps)
    }

    pub(crate) fn predict(&mut self, steps: Steps, weight: f64) -> Products {
        let mut products = Products::default();
        for local in &mut self.blocks {
            products.add(local.columns.predict(steps, weight));
        }
        products
    }

    pub(crate) fn pull(&mut self, pull: Pull) {
        self.each(|columns| columns.pull(pull));
    }

    pub(crate) fn stays_inside(&self) -> bool {
        self.blocks.iter().all(|local| local.columns.stays_inside())
    }

    pub(crate) fn each(&mut self, work: impl Fn(&mut Columns)) {
        for local in &mut self.blocks {
            work(&mut local.columns);
        }
    }

    pub(crate) fn go(&mut self, steps: Steps) {
        for local in &mut self.blocks {
            local.columns.go(steps);
            for (y, dy) in local.y.iter_mut().zip(&local.dy) {
                *y += steps.dual * dy;
            }
        }
    }

    /// Takes the point that is nearest to 0 as distances; or the prices that are nearest to the costs as prices.
    pub(crate) fn take(&mut self, aim: Aim) {
        for local in &mut self.blocks {
            let columns = &mut local.columns;
            if aim == Aim::Point {
                columns.v.copy_from_slice(&columns.dv);
            } else {
                local.y.copy_from_slice(&local.dy);
                for (d, dv) in columns.d.iter_mut().zip(&columns.dv) {
                    *d = -dv;
                }
            }
        }
    }

    pub(crate) fn outside(&self) -> Outside {
        self.blocks.iter().fold(Outside::default(), |most, local| {
            most.most(local.columns.outside())
        })
    }

    pub(crate) fn start_sums(&self, by: Outside) -> [f64; 3] {
        let mut sums = [0.0; 3];
        for local in &self.blocks {
            for (sum, own) in sums.iter_mut().zip(local.columns.start_sums(by)) {
                *sum += own;
            }
        }
        sums
    }

    pub(crate) fn start(&mut self, form: &Form, by: Outside) {
        for local in &mut self.blocks {
            let block = &form.blocks[local.number];
            local.columns.start(by, |j| block.range(j));
        }
    }
}
