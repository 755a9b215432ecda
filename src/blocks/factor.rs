//! # A block's factors
//!
//! Assembly, elimination and solves of [`symbolic`](super::symbolic), for the numbers of one block.

use super::class::{Class, TWICE};
use super::dense::{self, Rows};
use super::form::Block;

/// A pivot under this part of its row's own sum counts as rounding.
const LEAST_PIVOT: f64 = 1e-11;

/// From so many shared columns on, what a front leaves to them waits for that of other blocks.
const WIDE: usize = 40;

/// Rows that wait together.
const WAITING: usize = 128;

/// What solves with a block use.
#[derive(Debug, Clone, Default)]
pub(super) struct Factor {
    /// 1/n_d of closed rows; 0 where nothing is left.
    pub inverse: Vec<f64>,
    /// Upper factors of the fronts, the inverses of their pivots on the diagonal.
    kept: Vec<f64>,
}

/// Room to factorise in, for one thread, and the sum of what blocks leave to what is shared.
#[derive(Debug, Clone)]
pub(super) struct Workshop {
    panels: Vec<f64>,
    original: Vec<f64>,
    row: Vec<f64>,
    scaled: Vec<f64>,
    others: Vec<f64>,
    /// Upper triangle over the whole border.
    pub sum: Vec<f64>,
    size: usize,
    waiting: Rows,
    waiting_at: Vec<u32>,
}

impl Workshop {
    pub(crate) fn new(size: usize) -> Self {
        Workshop {
            panels: Vec::new(),
            original: Vec::new(),
            row: Vec::new(),
            scaled: Vec::new(),
            others: Vec::new(),
            sum: vec![0.0; size * size],
            size,
            waiting: Rows::default(),
            waiting_at: Vec::new(),
        }
    }

    /// Adds what waits.
    pub(crate) fn flush(&mut self) {
        if !self.waiting.is_empty() {
            dense::subtract(
                &mut self.sum,
                self.size,
                &self.waiting,
                &self.waiting,
                &self.waiting_at,
            );
            self.waiting.clear();
        }
    }

    #[inline(always)]
    fn wait(&mut self, row: &[f64], at: impl Iterator<Item = u32> + Clone) {
        if self.waiting.is_full() || !self.waiting_at.iter().copied().eq(at.clone()) {
            self.flush();
            let at: Vec<u32> = at.collect();
            if at.len() != self.waiting_at.len() || self.waiting_at.is_empty() {
                self.waiting = Rows::new(at.len(), WAITING);
            }
            self.waiting_at = at;
        }
        self.waiting.push(row, 1.0);
    }
}

impl Factor {
    /// Of `block` with weights `theta`, and its share of the border's sum.
    #[inline(always)]
    pub(crate) fn renew(
        &mut self,
        class: &Class,
        block: &Block,
        theta: &[f64],
        shop: &mut Workshop,
    ) {
        let symbolic = &class.symbolic;
        let size = symbolic.panels + symbolic.border_pairs.len();
        let mut panels = std::mem::take(&mut shop.panels);
        panels.clear();
        panels.resize(size, 0.0);
        shop.original.clear();
        shop.original.resize(class.rows - class.closed(), 0.0);
        self.inverse.resize(class.closed(), 0.0);
        self.kept.resize(symbolic.kept, 0.0);
        self.assemble(class, block, theta, &mut panels, shop);
        self.eliminate(class, block, &mut panels, shop);
        for (&(a, b), value) in symbolic.border_pairs.iter().zip(&panels[symbolic.panels..]) {
            let (a, b) = (
                block.border[a as usize] as usize,
                block.border[b as usize] as usize,
            );
            shop.sum[a * shop.size + b] += value;
        }
        shop.panels = panels;
    }

    #[inline(always)]
    fn assemble(
        &mut self,
        class: &Class,
        block: &Block,
        theta: &[f64],
        panels: &mut [f64],
        shop: &mut Workshop,
    ) {
        let mut slots = class.slots.iter();
        let mut add = |value: f64| {
            if let Some(&slot) = slots.next() {
                let value = if slot & TWICE == 0 {
                    value
                } else {
                    2.0 * value
                };
                panels[(slot & !TWICE) as usize] += value;
            }
        };
        let original = &mut shop.original;
        for j in 0..class.columns {
            for k in class.entries.range(j) {
                let row = class.entries.items[k] as usize - class.closed();
                let c = block.entries[k];
                original[row] += theta[j] * c * c;
            }
        }
        for d in 0..class.closed() {
            let span = class.span(d);
            let (own, theta) = (&block.own[span.clone()], &theta[span.clone()]);
            let scaled = &mut shop.scaled;
            scaled.clear();
            scaled.extend(own.iter().zip(theta).map(|(a, t)| t * a * a));
            let total = others(scaled, &mut shop.others);
            let inverse = if total > 1e-300 { 1.0 / total } else { 0.0 };
            self.inverse[d] = inverse;
            let seen = &block.seen[class.seen.range(d)];
            for i in 0..span.len() {
                let j = span.start + i;
                let (entries, links) = (
                    &block.entries[class.entries.range(j)],
                    &block.links[class.links.range(j)],
                );
                let met = entries.len() + links.len();
                if met == 0 {
                    continue;
                }
                let coefficient = |k: usize| {
                    if k < entries.len() {
                        entries[k]
                    } else {
                        links[k - entries.len()]
                    }
                };
                let diagonal = theta[i] * shop.others[i] * inverse;
                for p in 0..met {
                    let value = diagonal * coefficient(p);
                    for q in p..met {
                        add(value * coefficient(q));
                    }
                }
                let weight = -theta[i] * own[i] * inverse;
                for k in i + 1..span.len() {
                    let other = span.start + k;
                    let value = weight * own[k] * theta[k];
                    let (entries, links) = (
                        &block.entries[class.entries.range(other)],
                        &block.links[class.links.range(other)],
                    );
                    for p in 0..met {
                        let value = value * coefficient(p);
                        for c in entries.iter().chain(links) {
                            add(value * c);
                        }
                    }
                }
                for p in 0..met {
                    for t in seen {
                        add(weight * coefficient(p) * t);
                    }
                }
            }
            for (p, a) in seen.iter().enumerate() {
                for b in &seen[p..] {
                    add(-a * b * inverse);
                }
            }
        }
        for j in class.first_open()..class.columns {
            let (entries, links) = (
                &block.entries[class.entries.range(j)],
                &block.links[class.links.range(j)],
            );
            let met = entries.iter().chain(links);
            for (p, a) in met.clone().enumerate() {
                for b in met.clone().skip(p) {
                    add(theta[j] * a * b);
                }
            }
        }
        let from = class.seen.starts[class.closed()] as usize;
        for t in &block.seen[from..] {
            add(*t);
        }
    }

    #[inline(always)]
    fn eliminate(&mut self, class: &Class, block: &Block, panels: &mut [f64], shop: &mut Workshop) {
        for front in &class.symbolic.fronts {
            let width = front.width;
            let (panel, later) = panels[front.at..].split_at_mut(front.pivots * width);
            let base = (front.at + front.pivots * width) as u32;
            for p in 0..front.pivots {
                let (head, rest) = panel.split_at_mut((p + 1) * width);
                let row = &mut head[p * width + p..];
                let original = shop.original[front.first + p];
                let pivot = row[0].max(LEAST_PIVOT * original);
                let inverse = if pivot > 1e-300 {
                    1.0 / pivot.sqrt()
                } else {
                    0.0
                };
                for u in row.iter_mut() {
                    *u *= inverse;
                }
                for q in p + 1..front.pivots {
                    let l = row[q - p];
                    if l != 0.0 {
                        let below = &mut rest[(q - p - 1) * width + q..(q - p) * width];
                        for (x, u) in below.iter_mut().zip(&row[q - p..]) {
                            *x = (-l).mul_add(*u, *x);
                        }
                    }
                }
                let kept = front.kept_width();
                let to = &mut self.kept[front.kept_at + p * kept..front.kept_at + (p + 1) * kept];
                to[p..].copy_from_slice(&row[..kept - p]);
                to[p] = inverse;
            }
            let mut targets = front.targets.iter();
            let begin = front.pivots;
            for a in 0..front.later.len() {
                let sums = products(panel, width, front.pivots, begin + a, width, &mut shop.row);
                for (sum, target) in sums.iter().zip(&mut targets) {
                    later[(target - base) as usize] -= sum;
                }
            }
            let border = begin + front.later.len();
            let at = front.border.iter().map(|&b| block.border[b as usize]);
            if front.border.len() >= WIDE {
                for p in 0..front.pivots {
                    shop.wait(&panel[p * width + border..(p + 1) * width], at.clone());
                }
            } else {
                let size = shop.size;
                for (a, row) in at.clone().enumerate() {
                    let sums =
                        products(panel, width, front.pivots, border + a, width, &mut shop.row);
                    let row = &mut shop.sum[row as usize * size..(row as usize + 1) * size];
                    for (sum, to) in sums.iter().zip(at.clone().skip(a)) {
                        row[to as usize] -= sum;
                    }
                }
            }
        }
    }

    /// `b ← N⁻¹ b`.
    #[inline(always)]
    pub(crate) fn solve(&self, class: &Class, block: &Block, theta: &[f64], b: &mut [f64]) {
        let closed = class.closed();
        let (own, open) = b.split_at_mut(closed);
        for d in 0..closed {
            let value = own[d] * self.inverse[d];
            if value == 0.0 {
                continue;
            }
            for j in class.span(d) {
                let weight = theta[j] * block.own[j] * value;
                for k in class.entries.range(j) {
                    open[class.entries.items[k] as usize - closed] -= weight * block.entries[k];
                }
            }
        }
        for front in &class.symbolic.fronts {
            let width = front.kept_width();
            let panel = &self.kept[front.kept_at..front.kept_at + front.pivots * width];
            for p in 0..front.pivots {
                let row = &panel[p * width..(p + 1) * width];
                let value = open[front.first + p] * row[p];
                open[front.first + p] = value;
                let next = front.first + p + 1;
                for (x, u) in open[next..].iter_mut().zip(&row[p + 1..front.pivots]) {
                    *x = (-value).mul_add(*u, *x);
                }
                for (&to, u) in front.later.iter().zip(&row[front.pivots..]) {
                    open[to as usize] -= value * u;
                }
            }
        }
        for front in class.symbolic.fronts.iter().rev() {
            let width = front.kept_width();
            let panel = &self.kept[front.kept_at..front.kept_at + front.pivots * width];
            for p in (0..front.pivots).rev() {
                let row = &panel[p * width..(p + 1) * width];
                let next = front.first + p + 1;
                let mut sum = 0.0;
                for (x, u) in open[next..].iter().zip(&row[p + 1..front.pivots]) {
                    sum += x * u;
                }
                for (&from, u) in front.later.iter().zip(&row[front.pivots..]) {
                    sum += open[from as usize] * u;
                }
                open[front.first + p] = (open[front.first + p] - sum) * row[p];
            }
        }
        for d in 0..closed {
            let mut sum = own[d];
            for j in class.span(d) {
                let range = class.entries.range(j);
                if range.is_empty() {
                    continue;
                }
                let mut met = 0.0;
                for k in range {
                    met += block.entries[k] * open[class.entries.items[k] as usize - closed];
                }
                sum -= theta[j] * block.own[j] * met;
            }
            own[d] = sum * self.inverse[d];
        }
    }
}

/// For each of `terms`, the sum of the others, in `others`; gives the sum of all. Nothing is taken away from a sum.
#[inline(always)]
fn others(terms: &[f64], others: &mut Vec<f64>) -> f64 {
    others.clear();
    let mut before = 0.0;
    for term in terms {
        others.push(before);
        before += term;
    }
    let mut after = 0.0;
    for (other, term) in others.iter_mut().zip(terms).rev() {
        *other += after;
        after += term;
    }
    before
}

/// `Σ_p u_p[a]·u_p[a..to]` over the rows of a panel.
#[inline(always)]
fn products<'r>(
    panel: &[f64],
    width: usize,
    rows: usize,
    a: usize,
    to: usize,
    sums: &'r mut Vec<f64>,
) -> &'r [f64] {
    sums.clear();
    sums.resize(to - a, 0.0);
    for p in 0..rows {
        let row = &panel[p * width + a..p * width + to];
        let l = row[0];
        if l != 0.0 {
            for (sum, u) in sums.iter_mut().zip(row) {
                *sum = l.mul_add(*u, *sum);
            }
        }
    }
    sums
}
