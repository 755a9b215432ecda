//! # The interior point
//!
//! Primal and dual together, a predictor and its corrector (Mehrotra 1992), then centrality correctors (Gondzio 1996; Colombo and Gondzio
//! 2008), with steps of their own for distances and prices.

use std::sync::Mutex;

use super::border::Border;
use super::columns::{Aim, Columns, Outside, Products, Pull, Step, Steps, Weights};
use super::form::{First, Form};
use super::group::{Group, Left, Round};
use super::lanes::Lanes;
use crate::parallel;

/// Most groups: a number of the design, not of the machine.
const GROUPS: usize = 8;

/// Most centrality correctors of a step.
const CORRECTORS: usize = 6;

/// A corrector that makes steps longer by less than this is the last.
const LEAST_GAIN: f64 = 0.005;

/// Most of the mean product that a step aims at: correctors see to what is far from it.
const MOST_CENTRING: f64 = 0.3;

/// Most rounds in which a solve is refined.
const ROUNDS: usize = 3;

/// Most rounds in which the direction that is taken is refined.
const REFINED: usize = 6;

/// Part of the residuals that may be left of the direction that is taken.
const LEFT: f64 = 0.1;

/// Parts of what was left before that tell of one mode which each round shortens alike; with more left, rounds change nothing.
const ONE_MODE: std::ops::Range<f64> = 0.1..0.99;

/// Where the first stage stands.
#[derive(Debug)]
struct Shared {
    columns: Columns<1>,
    /// Sums that blocks see, and prices of shared rows: what blocks are told.
    told: Vec<f64>,
    /// Prices of the sums, then of the rows.
    prices: Vec<f64>,
    /// Steps of the three.
    change: Vec<f64>,
    d_prices: Vec<f64>,
    /// Residuals: of what the sums cost, and of sums and rows.
    seen_residual: Vec<f64>,
    residual: Vec<f64>,
}

/// How far an interior point is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Standing {
    pub step: usize,
    /// Scaled cost, without what bases cost.
    pub cost: f64,
    pub mu: f64,
    /// Sum of all products: the gap, where rows are met and prices fit.
    pub products: f64,
    pub primal: f64,
    pub dual: f64,
}

/// The method at work.
#[derive(Debug)]
pub(super) struct Method<'f> {
    form: &'f Form,
    groups: Vec<Mutex<Group<'f>>>,
    shared: Shared,
    border: Border,
    /// What is left of the equations of the last solve, of sums and of prices.
    rest: (Vec<f64>, Vec<f64>),
    left_over: f64,
    pub standing: Standing,
}

fn open<'a, 'f>(group: &'a Mutex<Group<'f>>) -> std::sync::MutexGuard<'a, Group<'f>> {
    group
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Shared {
    fn new(first: &First) -> Self {
        let zeros = || vec![0.0; first.border()];
        Shared {
            columns: Columns::new(first.kinds(), 1),
            told: zeros(),
            prices: zeros(),
            change: zeros(),
            d_prices: zeros(),
            seen_residual: vec![0.0; first.seen],
            residual: zeros(),
        }
    }

    fn measure(&mut self, first: &First, left: &mut Left) {
        let columns = &mut self.columns;
        for j in 0..first.cost.len() {
            let paid: f64 = first.column(j).map(|(row, a)| a * self.prices[row]).sum();
            columns.d[j] = Lanes([first.cost[j] - paid]);
        }
        self.residual[..first.seen].copy_from_slice(&self.told[..first.seen]);
        self.residual[first.seen..].copy_from_slice(&first.rhs);
        for j in 0..first.cost.len() {
            for (row, a) in first.column(j) {
                self.residual[row] -= a * columns.v[j].0[0];
            }
        }
        for (k, paid) in left.border.iter().enumerate() {
            if k < first.seen {
                self.seen_residual[k] = self.prices[k] - paid;
                left.dual = left.dual.max(self.seen_residual[k].abs());
            } else {
                self.residual[k] -= paid;
            }
        }
        left.products.add(columns.products());
        left.dual = left.dual.max(columns.dual_residual());
        left.primal = self
            .residual
            .iter()
            .fold(left.primal, |most, r| most.max(r.abs()));
        let costs = first.cost.iter().zip(&columns.v);
        left.cost += costs.map(|(c, v)| c * v.0[0]).sum::<f64>();
    }
}

impl<'f> Method<'f> {
    pub(crate) fn new(form: &'f Form) -> Self {
        let (wide, single) = (form.wide.len(), form.single.len());
        let groups = GROUPS.min(wide + single.div_ceil(4)).max(1);
        let part = |count: usize, g: usize| g * count / groups..(g + 1) * count / groups;
        let groups: Vec<Mutex<Group<'f>>> = (0..groups)
            .map(|g| Mutex::new(Group::new(form, part(wide, g), part(single, g))))
            .collect();
        Method {
            groups,
            shared: Shared::new(&form.first),
            border: Border::new(&form.first),
            form,
            rest: Default::default(),
            left_over: 0.0,
            standing: Standing::default(),
        }
    }

    fn each<R: Send>(&self, work: impl Fn(&mut Group<'f>) -> R + Send + Sync) -> Vec<R> {
        parallel::each(&self.groups, |group| work(&mut open(group)))
    }

    fn passed(&self, work: impl Fn(&mut Group<'f>) -> Left + Send + Sync) -> Left {
        let mut sum = Left::new(self.form.first.border());
        for left in self.each(work) {
            sum.add(&left);
        }
        sum
    }

    /// Residuals and products at the point at hand.
    fn measure(&mut self) {
        let told = std::mem::take(&mut self.shared.told);
        let mut left = self.passed(|group| group.measure(&told));
        self.shared.told = told;
        self.shared.measure(&self.form.first, &mut left);
        let Products { sum, count } = left.products;
        self.standing = Standing {
            cost: left.cost,
            mu: if count > 0.0 { sum / count } else { 0.0 },
            products: sum,
            primal: left.primal,
            dual: left.dual,
            ..self.standing
        };
    }

    fn factorise(&mut self, by: Weights) {
        self.each(|group| group.factorise(by));
        let size = self.form.first.border();
        let mut sum = vec![0.0; size * size];
        for group in &self.groups {
            for (to, from) in sum.iter_mut().zip(&open(group).complement.sum) {
                *to += from;
            }
        }
        let columns = &mut self.shared.columns;
        columns.weigh_by(by);
        let theta: Vec<f64> = columns.theta.iter().map(|theta| theta.0[0]).collect();
        self.border.renew(&self.form.first, &theta, &sum);
    }

    /// Solves Newton's equations; gives the longest steps.
    fn solve(&mut self, aim: Aim, rounds: usize) -> Steps {
        let form = self.form;
        let first = &form.first;
        if aim == Aim::Prices {
            self.shared.residual.fill(0.0);
            self.shared.seen_residual.fill(0.0);
        }
        self.shared.change.fill(0.0);
        self.shared.d_prices.fill(0.0);
        let sums = if aim == Aim::Point {
            vec![0.0; first.seen]
        } else {
            self.shared.seen_residual.clone()
        };
        let mut prices = self.shared.residual.clone();
        let columns = &self.shared.columns;
        for j in 0..columns.len() {
            let value = (columns.theta[j] * columns.undone(j, aim)).0[0];
            for (row, a) in first.column(j) {
                prices[row] += a * value;
            }
        }
        self.rounds(aim, aim, sums, prices, rounds)
    }

    /// More rounds of the solve at hand.
    fn refine(&mut self, mu: f64) -> Steps {
        let (sums, prices) = std::mem::take(&mut self.rest);
        self.rounds(Aim::Products(mu), Aim::Rest, sums, prices, REFINED - 1)
    }

    fn rounds(
        &mut self,
        aim: Aim,
        mut now: Aim,
        mut sums: Vec<f64>,
        mut prices: Vec<f64>,
        rounds: usize,
    ) -> Steps {
        let form = self.form;
        let first = &form.first;
        let mu = if let Aim::Products(mu) = aim {
            Some(mu)
        } else {
            None
        };
        let is_refined = now == Aim::Rest;
        let mut before = if is_refined {
            self.left_over
        } else {
            f64::INFINITY
        };
        let (mut round, mut times) = (0, 1.0);
        loop {
            let left = self.passed(|group| group.forward(now, first.border()));
            for (k, value) in left.border.iter().enumerate() {
                if k < first.seen {
                    sums[k] += value;
                } else {
                    prices[k] += value;
                }
            }
            self.border.solve(&mut sums, &mut prices);
            let mut change = prices.clone();
            change[..first.seen].copy_from_slice(&sums);
            for (total, own) in self.shared.change.iter_mut().zip(&change) {
                *total += own * times;
            }
            for (total, own) in self.shared.d_prices.iter_mut().zip(&prices) {
                *total += own * times;
            }
            let at_hand = Round { aim, now, times };
            let total = &self.shared.change;
            let mut left = Left::new(first.border());
            let mut steps = Steps::WHOLE;
            for (own, longest) in self.each(|group| group.backward(at_hand, &change, total)) {
                left.add(&own);
                steps = steps.least(longest);
            }
            // what is left of the equations
            let shared = &mut self.shared;
            for j in 0..first.cost.len() {
                let paid: f64 = first
                    .column(j)
                    .map(|(row, a)| a * shared.d_prices[row])
                    .sum();
                let paid = Lanes([paid]);
                shared.columns.dz[j] = paid;
                let undone = shared.columns.undone(j, aim);
                shared.columns.dv[j] = shared.columns.theta[j] * (paid - undone);
            }
            prices.copy_from_slice(&shared.residual);
            for j in 0..first.cost.len() {
                for (row, a) in first.column(j) {
                    prices[row] -= a * shared.columns.dv[j].0[0];
                }
            }
            let mut dual: f64 = 0.0;
            for (k, value) in left.border.iter().enumerate() {
                if k < first.seen {
                    prices[k] += shared.change[k];
                    let own = if aim == Aim::Point {
                        0.0
                    } else {
                        shared.seen_residual[k]
                    };
                    sums[k] = own - value + shared.d_prices[k];
                    dual = dual.max(sums[k].abs());
                } else {
                    prices[k] -= value;
                }
            }
            let rest = prices.iter().fold(left.primal, |most, r| most.max(r.abs()));
            if let Some(mu) = mu {
                steps = steps.least(shared.columns.step(mu));
            }
            round += 1;
            let enough = if is_refined { LEFT } else { 1e-3 };
            let is_good = rest <= (enough * self.standing.primal).max(1e-9)
                && (is_refined || dual <= (1e-3 * self.standing.dual).max(1e-10));
            let part = rest / before;
            let is_plain = times == 1.0;
            let stays = is_plain && part >= ONE_MODE.end;
            if is_good || round > rounds || stays {
                self.rest = (sums, prices);
                self.left_over = rest;
                return steps;
            }
            times = if is_plain && ONE_MODE.contains(&part) {
                1.0 / (1.0 - part)
            } else {
                1.0
            };
            before = rest;
            now = Aim::Rest;
        }
    }

    /// A start: the nearest point and prices, moved inside.
    pub(crate) fn start(&mut self) {
        self.factorise(Weights::Even);
        self.measure();
        for aim in [Aim::Point, Aim::Prices] {
            self.solve(aim, ROUNDS);
            self.each(|group| group.take(aim));
            let shared = &mut self.shared;
            if aim == Aim::Point {
                shared.columns.v.copy_from_slice(&shared.columns.dv);
                let seen = self.form.first.seen;
                shared.told[..seen].copy_from_slice(&shared.change[..seen]);
            } else {
                let seen = self.form.first.seen;
                shared.told[seen..].copy_from_slice(&shared.change[seen..]);
                shared.prices.copy_from_slice(&shared.d_prices);
                for (d, dv) in shared.columns.d.iter_mut().zip(&shared.columns.dv) {
                    *d = -*dv;
                }
            }
        }
        let outside = self.each(|group| group.outside());
        let mut by = outside
            .into_iter()
            .fold(self.shared.columns.outside(), Outside::most);
        let mut sums = self.shared.columns.start_sums(by);
        for own in self.each(|group| group.start_sums(by)) {
            for (sum, own) in sums.iter_mut().zip(own) {
                *sum += own;
            }
        }
        let [products, v, z] = sums;
        if z > 0.0 {
            by.v += 0.5 * products / z;
        }
        if v > 0.0 {
            by.z += 0.5 * products / v;
        }
        by.v = by.v.max(1e-3);
        by.z = by.z.max(1e-3);
        self.each(|group| group.start(by));
        let first = &self.form.first;
        let range = |j| Lanes([first.range[j]]);
        self.shared.columns.start(by, range);
        self.measure();
    }

    /// One step; whether it went anywhere.
    pub(crate) fn advance(&mut self) -> bool {
        self.factorise(Weights::Newton);
        self.each(Group::forget);
        self.shared.columns.forget();
        let now = self.standing;
        let predicted = self.solve(Aim::Products(0.0), 0);
        let mut products = self.shared.columns.predict(predicted);
        for own in self.each(|group| group.predict(predicted)) {
            products.add(own);
        }
        let ratio = (products.sum / products.count / now.mu).max(0.0);
        let least = predicted.primal.min(predicted.dual);
        let sigma = ratio
            .powi(4)
            .max(0.1 * (1.0 - least).powi(3))
            .clamp(1e-6, MOST_CENTRING);
        let mu = sigma * now.mu;
        let mut steps = self.solve(Aim::Products(mu), 0);
        for _ in 0..CORRECTORS {
            if steps.primal > 0.95 && steps.dual > 0.95 {
                break;
            }
            let aimed = Steps {
                primal: (1.3 * steps.primal + 0.1).min(1.0),
                dual: (1.3 * steps.dual + 0.1).min(1.0),
            };
            let pull = Pull { steps: aimed, mu };
            self.each(|group| group.pull(pull));
            self.shared.columns.pull(pull);
            let longer = self.solve(Aim::Products(mu), 0);
            if longer.sum() < steps.sum() {
                self.each(Group::let_go);
                self.shared.columns.let_go();
                steps = self.solve(Aim::Products(mu), 0);
                break;
            }
            let gained = longer.sum() - steps.sum();
            steps = longer;
            if gained < LEAST_GAIN {
                break;
            }
        }
        // the direction that is taken, and no other, is refined
        if self.left_over > LEFT * now.primal {
            steps = self.refine(mu);
        }
        let part = (1.0 - now.mu.min(0.1)).clamp(0.9, 0.9995);
        let steps = Steps {
            primal: (part * steps.primal).min(1.0),
            dual: (part * steps.dual).min(1.0),
        };
        self.go(steps);
        self.measure();
        self.standing.step += 1;
        steps.primal.max(steps.dual) > 1e-8 && self.standing.mu.is_finite()
    }

    fn go(&mut self, steps: Steps) {
        self.each(|group| group.go(steps));
        let seen = self.form.first.seen;
        let shared = &mut self.shared;
        shared.columns.go(steps);
        for (k, (told, change)) in shared.told.iter_mut().zip(&shared.change).enumerate() {
            *told += if k < seen { steps.primal } else { steps.dual } * change;
        }
        for (price, change) in shared.prices.iter_mut().zip(&shared.d_prices) {
            *price += steps.dual * change;
        }
    }

    /// Finds the step that moves the point onto its rows, for [`Method::read`]; whether all stays within bounds.
    pub(crate) fn restore(&mut self) -> bool {
        self.factorise(Weights::Room);
        self.solve(Aim::Point, ROUNDS);
        let blocks = self.each(|group| group.stays_inside());
        self.shared.columns.stays_inside() && blocks.into_iter().all(|inside| inside)
    }

    /// Makes the step that [`Method::restore`] found, where it leaves a good part of all distances; whether it did.
    pub(crate) fn settle(&mut self) -> bool {
        let blocks = self.each(|group| group.keeps_room());
        let keeps = self.shared.columns.keeps_room() && blocks.into_iter().all(|keeps| keeps);
        if keeps {
            self.go(Steps {
                primal: 1.0,
                dual: 0.0,
            });
            self.measure();
        }
        keeps
    }

    /// Hands out each column of the programme with its distance v, with the step that [`Method::restore`] found or without.
    pub(crate) fn read_point(&self, step: Step, mut tell: impl FnMut(usize, f64)) {
        let first = &self.form.first;
        for (&j, v) in first
            .columns
            .iter()
            .zip(self.shared.columns.distances(0, step))
        {
            tell(j as usize, v);
        }
        for group in &self.groups {
            open(group).read_point(step, &mut tell);
        }
    }

    /// Hands out each row of the programme with its price, still scaled.
    pub(crate) fn read_prices(&self, mut tell: impl FnMut(usize, f64)) {
        let first = &self.form.first;
        for (&i, &y) in first.rows.iter().zip(&self.shared.prices[first.seen..]) {
            let (row, price) = match first.joined.get(&i) {
                Some(joined) => joined.price(y),
                None => (i, y),
            };
            tell(row as usize, price);
        }
        for group in &self.groups {
            open(group).read_prices(&mut tell);
        }
    }

    /// How a solve went wrong, if anything is not a number.
    pub(crate) fn is_finite(&self) -> bool {
        let Standing { cost, mu, .. } = self.standing;
        cost.is_finite() && mu.is_finite()
    }
}
