//! # Facets in the making: which conditions cut a region
//!
//! A basis is optimal under hundreds of conditions, and a handful of them implies the rest. In the grid's box,
//! with features by `−1 ≤ t ≤ 1` (see [`crate::sweep::axes`]), a condition `a ≥ 0` is implied by `b ≥ 0` if for some
//! λ > 0
//!
//! ```text
//!     a(t) − λ·b(t) ≥ 0   in the whole box,   that is   a_0 − λ b_0 ≥ Σ_k |a_k − λ b_k|
//! ```
//!
//! One λ is tried: the one that cancels the feature by which b moves most. Conditions are taken in the order of the
//! part of their range in which they fail; each strikes out those that it implies.

use pulp::{Arch, Simd, WithSimd};

use crate::sweep::axes::{Axes, WIDE};

use super::facets::Facets;

/// Conditions that strike out others, at most.
const ROUNDS: usize = 48;
/// A condition that is implied but for this is implied: far less than any slack.
const NOTHING: f64 = 1e-12;

/// Conditions `Σ_w coefficients[w]·φ_w ≥ 0` that can fail somewhere in the grid's box.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    width: usize,
    stride: usize,
    coefficients: Vec<f64>,
    /// The same by `t`.
    centred: Vec<f64>,
    /// The part of its range over the box in which each fails.
    cuts: Vec<f64>,
    /// Conditions that no other has struck out.
    left: Vec<u32>,
    kept: Vec<u32>,
}

impl Draft {
    /// Begins anew, with conditions on all features.
    pub(crate) fn begin(&mut self, all: &Axes) {
        (self.width, self.stride) = (all.width(), all.stride());
        self.coefficients.clear();
        self.centred.clear();
        self.cuts.clear();
    }

    /// Keeps `condition − slack`, a function on `axes`, unless it holds in the whole box.
    #[inline(always)]
    pub(crate) fn keep(&mut self, axes: &Axes, condition: &[f64], slack: f64) {
        let least = axes.least(condition) - slack;
        if least < 0.0 {
            self.add(axes, condition, slack, least);
        }
    }

    /// Keeps `condition − slack`, which is `least` somewhere in the box.
    #[inline(always)]
    pub(crate) fn add(&mut self, axes: &Axes, condition: &[f64], slack: f64, least: f64) {
        let start = self.coefficients.len();
        if axes.width() == self.width {
            self.coefficients.extend_from_slice(condition);
        } else {
            self.coefficients.resize(start + self.stride, 0.0);
            for (&w, c) in axes.features.iter().zip(condition) {
                self.coefficients[start + w] = *c;
            }
        }
        self.coefficients[start] -= slack;
        self.cuts.push(least);
    }

    /// The facets: what cuts most first.
    pub(crate) fn finish(&mut self, all: &Axes) -> Facets {
        self.centre(all);
        self.left.clear();
        self.left.extend(0..self.cuts.len() as u32);
        self.kept.clear();
        // wide instructions where the machine has them; the numbers are the same with all
        Arch::new().dispatch(Strike(self));
        let cuts = &self.cuts;
        let cut = |place: &u32| cuts[*place as usize];
        self.left
            .sort_unstable_by(|a, b| cut(b).total_cmp(&cut(a)).then(a.cmp(b)));
        let kept = self.kept.iter().chain(&self.left);
        let kept = kept.map(|&place| row(&self.coefficients, self.stride, place));
        Facets::new(kept, all)
    }

    /// Brings all conditions to `t`, and their least values to parts of their ranges.
    fn centre(&mut self, all: &Axes) {
        self.centred.resize(self.coefficients.len(), 0.0);
        let conditions = self.coefficients.chunks_exact(self.stride);
        let centred = self.centred.chunks_exact_mut(self.stride);
        for ((condition, centred), cut) in conditions.zip(centred).zip(&mut self.cuts) {
            all.centre(condition, centred);
            let range = 2.0 * (centred[0] - *cut);
            *cut = -*cut / range;
        }
    }

    #[inline(always)]
    fn strike(&mut self) {
        while self.kept.len() < ROUNDS && !self.left.is_empty() {
            let cuts = &self.cuts;
            let first = self.left[0];
            let most = self.left.iter().fold(first, |most, &place| {
                if cuts[place as usize] > cuts[most as usize] {
                    place
                } else {
                    most
                }
            });
            self.kept.push(most);
            let by = row(&self.centred, self.stride, most);
            let lead = lead(by);
            // not `retain`, which would leave the wide instructions
            let mut kept = 0;
            for at in 0..self.left.len() {
                let place = self.left[at];
                if place != most && !implies(by, lead, row(&self.centred, self.stride, place)) {
                    self.left[kept] = place;
                    kept += 1;
                }
            }
            self.left.truncate(kept);
        }
    }
}

/// [`Draft::strike`] with the widest instructions there are.
struct Strike<'a>(&'a mut Draft);

impl WithSimd for Strike<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.0.strike();
    }
}

#[inline(always)]
fn row(rows: &[f64], stride: usize, place: u32) -> &[f64] {
    let start = place as usize * stride;
    &rows[start..start + stride]
}

/// The feature by which a condition moves most.
fn lead(condition: &[f64]) -> usize {
    let moves = condition.iter().enumerate().skip(1);
    let most = moves.max_by(|(_, a), (_, b)| a.abs().total_cmp(&b.abs()));
    most.map_or(0, |(k, _)| k)
}

/// Whether `b ≥ 0` implies `a ≥ 0` in the box.
#[inline(always)]
fn implies(b: &[f64], lead: usize, a: &[f64]) -> bool {
    let factor = a[lead] / b[lead];
    let moves = lead > 0 && b[lead] != 0.0;
    if !(moves && factor > 0.0) {
        return false;
    }
    let mut sums = [0.0; WIDE];
    let (a_parts, _) = a.as_chunks::<WIDE>();
    let (b_parts, _) = b.as_chunks::<WIDE>();
    for (a, b) in a_parts.iter().zip(b_parts) {
        for k in 0..WIDE {
            sums[k] += (a[k] - factor * b[k]).abs();
        }
    }
    // the sum holds the constant, which counts with its sign
    let constant = a[0] - factor * b[0];
    let moving: f64 = sums.iter().sum::<f64>() - constant.abs();
    constant - moving >= -NOTHING
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixing::{GAMMA, mix};
    use crate::sweep::region::facets::Features;

    fn features(values: &[f64]) -> Features {
        let double: Vec<f64> = std::iter::once(1.0).chain(values.iter().copied()).collect();
        Features {
            single: double.iter().map(|&value| value as f32).collect(),
            double,
        }
    }

    /// `a ≤ φ ≤ b` in the box `0 ≤ φ ≤ 2`.
    fn between(ends: &[(f64, f64)]) -> Facets {
        let all = Axes::new(&[(0.0, 2.0)], |_| true);
        let mut draft = Draft::default();
        draft.begin(&all);
        for (a, b) in ends {
            draft.keep(&all, &[-a, 1.0, 0.0, 0.0], 0.0);
            draft.keep(&all, &[*b, -1.0, 0.0, 0.0], 0.0);
        }
        draft.finish(&all)
    }

    #[test]
    fn facets_hold_between_their_ends_to_the_last_digit() {
        let facets = between(&[(0.5, 1.5)]);
        for (value, held) in [
            (0.5, true),
            (0.5 - 1e-12, false),
            (0.5 + 1e-12, true),
            (1.5, true),
            (1.5 + 1e-12, false),
            (1.0, true),
            (0.1, false),
        ] {
            assert_eq!(facets.hold(&features(&[value])), held, "{value}");
        }
    }

    #[test]
    fn a_line_is_followed_to_just_before_it_leaves() {
        // 0.5 ≤ φ ≤ 1.5 in single precision: a little less than what is left, and never more
        let facets = between(&[(0.5, 1.5)]);
        for (from, direction, left) in [(1.0, 1.0, 0.5), (1.0, -1.0, 0.5), (0.75, -2.0, 0.125)] {
            let reach = f64::from(facets.reach(&features(&[from]), &[0.0, direction]));
            assert!(reach < left && left - reach < 1e-4, "{from}: {reach}");
        }
        // on the border nothing is said, and outside neither
        assert!(facets.reach(&features(&[0.5]), &[0.0, -1.0]) < 0.0);
        assert!(facets.reach(&features(&[0.25]), &[0.0, 1.0]) < 0.0);
        assert!(facets.reach(&features(&[1.0]), &[0.0, 0.0]).is_infinite());
    }

    #[test]
    fn what_cannot_fail_in_the_box_is_not_kept() {
        assert!(between(&[(0.0, 2.0)]).front().is_empty());
        assert!(between(&[(0.0, 2.0)]).hold(&features(&[1.0])));
    }

    #[test]
    fn the_tightest_of_many_ends_stay() {
        let facets = between(&[(0.3, 1.9), (0.5, 1.5), (0.4, 1.7), (0.5, 1.6)]);
        assert_eq!(facets.count(), 2);
        assert!(facets.hold(&features(&[0.5])) && !facets.hold(&features(&[0.5 - 1e-11])));
        assert!(facets.hold(&features(&[1.5])) && !facets.hold(&features(&[1.5 + 1e-11])));
    }

    /// A number between −1 and 1.
    fn drawn(k: u64) -> f64 {
        (mix(k.wrapping_mul(GAMMA)) % 2001) as f64 / 1000.0 - 1.0
    }

    #[test]
    fn what_is_struck_out_changes_no_region() {
        let all = Axes::new(&[(-1.0, 1.0), (0.0, 3.0), (-2.0, 0.5)], |_| true);
        let conditions: Vec<[f64; 4]> = (0..300)
            .map(|n| {
                let [a, b, c] = [1, 2, 3].map(|k| drawn(10 * n + k));
                [1.5 + drawn(10 * n), a, b, c]
            })
            .collect();
        let mut draft = Draft::default();
        draft.begin(&all);
        for condition in &conditions {
            draft.keep(&all, condition, 0.0);
        }
        let facets = draft.finish(&all);
        assert!(facets.count() < 100, "{} of 300", facets.count());
        let mut inside = 0;
        for n in 0..4000 {
            let [a, b, c] = [0, 1, 2].map(|k| drawn(100_000 + 3 * n + k));
            let point = [a, 1.5 + 1.5 * b, -0.75 + 1.25 * c];
            let value = |f: &[f64; 4]| f[0] + f[1] * point[0] + f[2] * point[1] + f[3] * point[2];
            let least = conditions.iter().map(value).fold(f64::INFINITY, f64::min);
            if least.abs() > 1e-9 {
                assert_eq!(facets.hold(&features(&point)), least > 0.0);
                inside += usize::from(least > 0.0);
            }
        }
        assert!(inside > 20, "{inside} points inside");
    }
}
