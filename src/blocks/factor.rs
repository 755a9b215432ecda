//! # A block's factors
//!
//! Assembly, elimination and solves of [`symbolic`](super::symbolic), for the numbers of blocks side by side.

use super::class::{Class, TWICE};
use super::dense::{self, Rows};
use super::form::Batch;
use super::lanes::Lanes;

/// A pivot under this part of its row's own sum counts as rounding.
const LEAST_PIVOT: f64 = 1e-11;

/// From so many shared columns on, what a front leaves to them waits for that of other blocks.
const MANY: usize = 40;

/// Rows that wait together.
const WAITING: usize = 128;

/// Sums under this are nothing.
const NOTHING: f64 = 1e-300;

/// What solves with blocks side by side use.
#[derive(Debug, Clone, Default)]
pub(super) struct Factor<const L: usize> {
    /// 1/n_d of closed rows; 0 where nothing is left.
    pub inverse: Vec<Lanes<L>>,
    /// Upper factors of the fronts, the inverses of their pivots on the diagonal.
    kept: Vec<Lanes<L>>,
}

/// Where one thread factorises.
#[derive(Debug, Clone, Default)]
pub(super) struct Scratch<const L: usize> {
    panels: Vec<Lanes<L>>,
    original: Vec<Lanes<L>>,
    row: Vec<Lanes<L>>,
    scaled: Vec<Lanes<L>>,
    others: Vec<Lanes<L>>,
}

/// The sum of what blocks leave to what is shared.
#[derive(Debug, Clone)]
pub(super) struct Complement {
    /// Upper triangle over the whole border.
    pub sum: Vec<f64>,
    size: usize,
    waiting: Rows,
    waiting_at: Vec<u32>,
}

impl Complement {
    pub(crate) fn new(size: usize) -> Self {
        Complement {
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

    /// Rows that wait from here on are over these places.
    fn expect(&mut self, at: impl ExactSizeIterator<Item = u32> + Clone) {
        if !self.waiting_at.iter().copied().eq(at.clone()) {
            self.flush();
            if at.len() != self.waiting_at.len() {
                self.waiting = Rows::new(at.len(), WAITING);
            }
            self.waiting_at = at.collect();
        }
    }

    #[inline(always)]
    fn wait<const L: usize>(&mut self, row: &[Lanes<L>], lane: usize) {
        if self.waiting.is_full() {
            self.flush();
        }
        self.waiting.push(row.len(), |k| row[k].0[lane]);
    }
}

/// `1/√pivot`, 0 where nothing is left of it.
#[inline(always)]
fn inverse_root<const L: usize>(pivot: Lanes<L>) -> Lanes<L> {
    let inverse = Lanes::of(1.0) / pivot.map(f64::sqrt);
    pivot.above(Lanes::of(NOTHING), inverse, Lanes::of(0.0))
}

impl<const L: usize> Factor<L> {
    /// Of blocks with weights `theta`, and their share of the border's sum.
    #[inline(always)]
    pub(crate) fn renew(
        &mut self,
        class: &Class,
        batch: &Batch<L>,
        theta: &[Lanes<L>],
        scratch: &mut Scratch<L>,
        left: &mut Complement,
    ) {
        let symbolic = &class.symbolic;
        let size = symbolic.panels + symbolic.border_pairs.len();
        let zero = Lanes::default();
        scratch.panels.clear();
        scratch.panels.resize(size, zero);
        scratch.original.clear();
        scratch.original.resize(class.rows - class.closed(), zero);
        self.inverse.resize(class.closed(), zero);
        self.kept.resize(symbolic.kept, zero);
        self.assemble(class, batch, theta, scratch);
        self.eliminate(class, batch, scratch, left);
        let values = &scratch.panels[symbolic.panels..];
        for (&(a, b), value) in symbolic.border_pairs.iter().zip(values) {
            let border = &batch.common.border;
            let (a, b) = (border[a as usize] as usize, border[b as usize] as usize);
            left.sum[a * left.size + b] += value.sum(batch.live());
        }
    }

    #[inline(always)]
    fn assemble(
        &mut self,
        class: &Class,
        batch: &Batch<L>,
        theta: &[Lanes<L>],
        scratch: &mut Scratch<L>,
    ) {
        let Scratch {
            panels,
            original,
            scaled,
            others,
            ..
        } = scratch;
        let mut slots = class.slots.iter();
        let mut add = |value: Lanes<L>, by: Lanes<L>| {
            if let Some(&slot) = slots.next() {
                let twice = if slot & TWICE == 0 { 1.0 } else { 2.0 };
                panels[(slot & !TWICE) as usize] += value * by * twice;
            }
        };
        for j in 0..class.columns {
            let range = class.entries.range(j);
            let rows = &class.entries.items[range.clone()];
            for (&row, c) in rows.iter().zip(batch.entries(range)) {
                original[row as usize - class.closed()] += theta[j] * (c * c);
            }
        }
        for d in 0..class.closed() {
            let span = class.span(d);
            let theta = &theta[span.clone()];
            let own = |k: usize| batch.own(span.start + k);
            scaled.clear();
            scaled.extend(
                theta
                    .iter()
                    .enumerate()
                    .map(|(k, t)| *t * (own(k) * own(k))),
            );
            let total = sums_of_others(scaled, others);
            let inverse = total.above(Lanes::of(NOTHING), Lanes::of(1.0) / total, Lanes::default());
            self.inverse[d] = inverse;
            let seen = batch.seen(class.seen.range(d));
            for i in 0..span.len() {
                let j = span.start + i;
                if class.entries.range(j).is_empty() && class.links.range(j).is_empty() {
                    continue;
                }
                let met = met_by(class, batch, j);
                let scaled = theta[i] * inverse;
                let diagonal = scaled * others[i];
                for (p, c) in met.clone().enumerate() {
                    let value = diagonal * c;
                    for c in met.clone().skip(p) {
                        add(value, c);
                    }
                }
                let weight = scaled * -own(i);
                for k in i + 1..span.len() {
                    let value = weight * theta[k] * own(k);
                    let of_other = met_by(class, batch, span.start + k);
                    for c in met.clone() {
                        for other in of_other.clone() {
                            add(value, c * other);
                        }
                    }
                }
                for c in met {
                    let value = weight * c;
                    for t in seen.clone() {
                        add(value, t);
                    }
                }
            }
            for (p, a) in seen.clone().enumerate() {
                for b in seen.clone().skip(p) {
                    add(inverse, -(a * b));
                }
            }
        }
        for j in class.first_open()..class.columns {
            let met = met_by(class, batch, j);
            for (p, a) in met.clone().enumerate() {
                for b in met.clone().skip(p) {
                    add(theta[j], a * b);
                }
            }
        }
        let from = class.seen.starts[class.closed()] as usize;
        for t in batch.seen(from..batch.which.seen.len()) {
            add(Lanes::of(1.0), t);
        }
    }

    #[inline(always)]
    fn eliminate(
        &mut self,
        class: &Class,
        batch: &Batch<L>,
        scratch: &mut Scratch<L>,
        left: &mut Complement,
    ) {
        let Scratch {
            panels,
            original,
            row: sums,
            ..
        } = scratch;
        for front in &class.symbolic.fronts {
            let width = front.width;
            let (panel, later) = panels[front.at..].split_at_mut(front.pivots * width);
            let base = (front.at + front.pivots * width) as u32;
            for p in 0..front.pivots {
                let (head, rest) = panel.split_at_mut((p + 1) * width);
                let row = &mut head[p * width + p..];
                let pivot = row[0].max(original[front.first + p] * LEAST_PIVOT);
                let inverse = inverse_root(pivot);
                for u in row.iter_mut() {
                    *u = *u * inverse;
                }
                for q in p + 1..front.pivots {
                    let l = row[q - p];
                    let below = &mut rest[(q - p - 1) * width + q..(q - p) * width];
                    for (x, u) in below.iter_mut().zip(&row[q - p..]) {
                        *x = x.less(l, *u);
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
                products(panel, width, front.pivots, begin + a, sums);
                for (sum, target) in sums.iter().zip(&mut targets) {
                    later[(target - base) as usize] += *sum;
                }
            }
            let border = begin + front.later.len();
            let at = front
                .border
                .iter()
                .map(|&b| batch.common.border[b as usize]);
            if front.border.len() >= MANY {
                left.expect(at);
                for lane in 0..batch.live() {
                    for p in 0..front.pivots {
                        left.wait(&panel[p * width + border..(p + 1) * width], lane);
                    }
                }
            } else {
                for (a, row) in at.clone().enumerate() {
                    products(panel, width, front.pivots, border + a, sums);
                    let row = &mut left.sum[row as usize * left.size..];
                    for (sum, to) in sums.iter().zip(at.clone().skip(a)) {
                        row[to as usize] += sum.sum(batch.live());
                    }
                }
            }
        }
    }

    /// `b ← N⁻¹ b`.
    #[inline(always)]
    pub(crate) fn solve(
        &self,
        class: &Class,
        batch: &Batch<L>,
        theta: &[Lanes<L>],
        b: &mut [Lanes<L>],
    ) {
        let closed = class.closed();
        let (own, open) = b.split_at_mut(closed);
        for d in 0..closed {
            let value = own[d] * self.inverse[d];
            for j in class.span(d) {
                let range = class.entries.range(j);
                if range.is_empty() {
                    continue;
                }
                let weight = theta[j] * value * batch.own(j);
                for (&row, c) in class.entries.items[range.clone()]
                    .iter()
                    .zip(batch.entries(range))
                {
                    open[row as usize - closed] -= weight * c;
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
                    *x = x.less(value, *u);
                }
                for (&to, u) in front.later.iter().zip(&row[front.pivots..]) {
                    let x = &mut open[to as usize];
                    *x = x.less(value, *u);
                }
            }
        }
        for front in class.symbolic.fronts.iter().rev() {
            let width = front.kept_width();
            let panel = &self.kept[front.kept_at..front.kept_at + front.pivots * width];
            for p in (0..front.pivots).rev() {
                let row = &panel[p * width..(p + 1) * width];
                let next = front.first + p + 1;
                let mut rest = open[front.first + p];
                for (x, u) in open[next..].iter().zip(&row[p + 1..front.pivots]) {
                    rest = rest.less(*x, *u);
                }
                for (&from, u) in front.later.iter().zip(&row[front.pivots..]) {
                    rest = rest.less(open[from as usize], *u);
                }
                open[front.first + p] = rest * row[p];
            }
        }
        for d in 0..closed {
            let mut sum = own[d];
            for j in class.span(d) {
                let range = class.entries.range(j);
                if range.is_empty() {
                    continue;
                }
                let mut met = Lanes::default();
                for (&row, c) in class.entries.items[range.clone()]
                    .iter()
                    .zip(batch.entries(range))
                {
                    met += open[row as usize - closed] * c;
                }
                sum -= theta[j] * met * batch.own(j);
            }
            own[d] = sum * self.inverse[d];
        }
    }
}

/// Coefficients of a column in open rows, then in rows that link blocks.
#[inline(always)]
fn met_by<'a, const L: usize>(
    class: &Class,
    batch: &'a Batch<L>,
    j: usize,
) -> impl Iterator<Item = Lanes<L>> + Clone + 'a {
    let entries = batch.entries(class.entries.range(j));
    entries.chain(batch.links(class.links.range(j)))
}

/// For each of `terms`, the sum of the others, in `others`; gives the sum of all. Nothing is taken away from a sum.
#[inline(always)]
fn sums_of_others<const L: usize>(terms: &[Lanes<L>], others: &mut Vec<Lanes<L>>) -> Lanes<L> {
    others.clear();
    let mut before = Lanes::default();
    for term in terms {
        others.push(before);
        before += *term;
    }
    let mut after = Lanes::default();
    for (other, term) in others.iter_mut().zip(terms).rev() {
        *other += after;
        after += *term;
    }
    before
}

/// `−Σ_p u_p[a]·u_p[a..]` over the first rows of a panel.
#[inline(always)]
fn products<const L: usize>(
    panel: &[Lanes<L>],
    width: usize,
    rows: usize,
    a: usize,
    sums: &mut Vec<Lanes<L>>,
) {
    sums.clear();
    sums.resize(width - a, Lanes::default());
    for p in 0..rows {
        let row = &panel[p * width + a..(p + 1) * width];
        let l = row[0];
        for (sum, u) in sums.iter_mut().zip(row) {
            *sum = sum.less(l, *u);
        }
    }
}
