//! # What is shared
//!
//! After the blocks are eliminated, there is left, with S their Schur complement, H = A Θ₀ Aᵀ over the sums P and the rows A₀ of the first
//! stage:
//!
//! ```text
//!     ⎡ S_ww   −I      S_w0      ⎤ ⎡ Δw  ⎤      seen sums
//!     ⎢ −I     H_PP    H_P0      ⎥ ⎢ Δμ  ⎥      prices of the sums
//!     ⎣ S_0w   H_0P    H_00+S_00 ⎦ ⎣ Δy₀ ⎦      prices of shared rows
//! ```
//!
//! which is quasidefinite. Prices that meet no other price, and no block but by their own sum, go first: nearly all Δμ do, and leave
//! `−1/h` where bandwidth and what takes of it add up. What remains is dense and does not grow with the blocks.

use super::dense::Factors;
use super::form::First;
use super::pattern::{Lists, NONE};

/// Where everything of the first stage goes, once and for all.
#[derive(Debug)]
pub(super) struct Border {
    /// Prices that are eliminated first, as places among sums and rows.
    early: Vec<u32>,
    /// What each of them meets of the dense matrix.
    meets: Lists,
    /// Place of each price in the dense matrix; none for early ones.
    dense_of: Vec<u32>,
    size: usize,
    seen: usize,
    /// Places of the products of columns: in the dense matrix, then in what early prices meet, then their own.
    slots: Vec<u32>,
    /// Numbers of this iteration.
    met: Vec<f64>,
    inverse: Vec<f64>,
    factors: Factors,
}

impl Border {
    pub(crate) fn new(first: &First) -> Self {
        let prices = first.border();
        let adjacent = adjacency(first);
        let early = independent(first, &adjacent);
        let mut is_early = vec![NONE; prices];
        for (k, &e) in (0u32..).zip(&early) {
            is_early[e as usize] = k;
        }
        let mut size = first.seen as u32;
        let dense_of: Vec<u32> = is_early
            .iter()
            .map(|&k| {
                if k != NONE {
                    return NONE;
                }
                size += 1;
                size - 1
            })
            .collect();
        let mut meets = Lists::default();
        for &e in &early {
            let mut met: Vec<u32> = adjacent[e as usize]
                .iter()
                .map(|&k| dense_of[k as usize])
                .collect();
            if (e as usize) < first.seen {
                met.push(e);
            }
            met.sort_unstable();
            meets.items.extend(met);
            meets.close();
        }
        let mut border = Border {
            inverse: vec![0.0; early.len()],
            met: vec![0.0; meets.items.len()],
            early,
            meets,
            dense_of,
            size: size as usize,
            seen: first.seen,
            slots: Vec::new(),
            factors: Factors::default(),
        };
        border.slots = border.slots(first, &is_early);
        border
    }

    fn slots(&self, first: &First, is_early: &[u32]) -> Vec<u32> {
        let dense = self.size * self.size;
        let mut slots = Vec::new();
        for j in 0..first.cost.len() {
            let rows = first.entries.of(j);
            for (p, &a) in rows.iter().enumerate() {
                for &b in &rows[p..] {
                    let slot = match (is_early[a as usize], is_early[b as usize]) {
                        (NONE, NONE) => {
                            let (a, b) = (self.dense_of[a as usize], self.dense_of[b as usize]);
                            a.min(b) as usize * self.size + a.max(b) as usize
                        }
                        (e, NONE) => dense + self.met_at(e, self.dense_of[b as usize]),
                        (NONE, e) => dense + self.met_at(e, self.dense_of[a as usize]),
                        (e, _) => dense + self.met.len() + e as usize,
                    };
                    slots.push(slot as u32);
                }
            }
        }
        slots
    }

    fn met_at(&self, early: u32, dense: u32) -> usize {
        let list = self.meets.of(early as usize);
        self.meets.range(early as usize).start + list.binary_search(&dense).unwrap_or(0)
    }

    /// Factors for weights `theta` of the first stage's columns and the blocks' complement `sum`, over sums and shared rows.
    pub(crate) fn renew(&mut self, first: &First, theta: &[f64], sum: &[f64]) {
        let n = self.size;
        let dense = n * n;
        let mut values = vec![0.0; dense + self.met.len() + self.early.len()];
        self.place_sum(first, sum, &mut values);
        let mut slots = self.slots.iter();
        for (j, &theta) in theta.iter().enumerate() {
            let coefficients = &first.values[first.entries.range(j)];
            for (p, a) in coefficients.iter().enumerate() {
                for (b, &slot) in coefficients[p..].iter().zip(&mut slots) {
                    values[slot as usize] += theta * a * b;
                }
            }
        }
        let own = values.split_off(dense + self.met.len());
        self.met = values.split_off(dense);
        for (e, &price) in self.early.iter().enumerate() {
            self.inverse[e] = if own[e] > 1e-300 { 1.0 / own[e] } else { 0.0 };
            if (price as usize) < self.seen {
                let at = self.met_at(e as u32, price);
                self.met[at] = -1.0;
            }
        }
        let mut original: Vec<f64> = (0..n).map(|k| values[k * n + k]).collect();
        for e in 0..self.early.len() {
            let list = self.meets.of(e);
            let met = &self.met[self.meets.range(e)];
            for (p, (&a, x)) in list.iter().zip(met).enumerate() {
                let weight = x * self.inverse[e];
                if (a as usize) < self.seen {
                    original[a as usize] -= weight * x;
                }
                for (&b, y) in list[p..].iter().zip(&met[p..]) {
                    values[a as usize * n + b as usize] -= weight * y;
                }
            }
        }
        self.factors = Factors::of(values, n, self.seen, &original);
    }

    fn place_sum(&self, first: &First, sum: &[f64], values: &mut [f64]) {
        let (n, stride) = (self.size, first.border());
        for w in 0..self.seen {
            values[w * n + w..w * n + self.seen]
                .copy_from_slice(&sum[w * stride + w..w * stride + self.seen]);
            if self.dense_of[w] != NONE {
                values[w * n + self.dense_of[w] as usize] -= 1.0;
            }
        }
        for row in (self.seen..stride).filter(|&row| self.dense_of[row] != NONE) {
            let at = self.dense_of[row] as usize;
            for w in 0..self.seen {
                values[w * n + at] += sum[w * stride + row];
            }
            for other in (row..stride).filter(|&other| self.dense_of[other] != NONE) {
                values[at * n + self.dense_of[other] as usize] += sum[row * stride + other];
            }
        }
    }

    /// Solves for the sums and the prices, in place.
    pub(crate) fn solve(&self, sums: &mut [f64], prices: &mut [f64]) {
        let mut b = vec![0.0; self.size];
        b[..self.seen].copy_from_slice(sums);
        for (price, &k) in prices.iter().zip(&self.dense_of) {
            if k != NONE {
                b[k as usize] = *price;
            }
        }
        for (e, &price) in self.early.iter().enumerate() {
            let value = prices[price as usize] * self.inverse[e];
            for (&k, h) in self.meets.of(e).iter().zip(&self.met[self.meets.range(e)]) {
                b[k as usize] -= h * value;
            }
        }
        self.factors.solve(&mut b);
        for (e, &price) in self.early.iter().enumerate() {
            let met = self.meets.of(e).iter().zip(&self.met[self.meets.range(e)]);
            let met: f64 = met.map(|(&k, h)| h * b[k as usize]).sum();
            prices[price as usize] = (prices[price as usize] - met) * self.inverse[e];
        }
        for (price, &k) in prices.iter_mut().zip(&self.dense_of) {
            if k != NONE {
                *price = b[k as usize];
            }
        }
        sums.copy_from_slice(&b[..self.seen]);
    }
}

/// Which prices have a column in common.
fn adjacency(first: &First) -> Vec<Vec<u32>> {
    let mut adjacent = vec![Vec::new(); first.border()];
    for j in 0..first.cost.len() {
        let rows = first.entries.of(j);
        for &a in rows {
            adjacent[a as usize].extend(rows.iter().filter(|&&b| b != a));
        }
    }
    for list in &mut adjacent {
        list.sort_unstable();
        list.dedup();
    }
    adjacent
}

/// Prices that no block has a part in, no two of which have a column in common; those with the fewest neighbours first.
fn independent(first: &First, adjacent: &[Vec<u32>]) -> Vec<u32> {
    let is_open = |price: usize| price < first.seen || !first.links[price - first.seen];
    let mut order: Vec<u32> = (0..first.border() as u32)
        .filter(|&price| is_open(price as usize))
        .collect();
    order.sort_by_key(|&price| (adjacent[price as usize].len(), price));
    let mut is_taken = vec![false; first.border()];
    let mut early = Vec::new();
    for price in order {
        if !is_taken[price as usize] {
            early.push(price);
            for &other in &adjacent[price as usize] {
                is_taken[other as usize] = true;
            }
        }
    }
    early.sort_unstable();
    early
}
