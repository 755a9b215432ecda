//! # Facets: where a basis is optimal
//!
//! A facet is an affine function of the features that has to be at least zero. Those of a region are tested in
//! groups, side by side, what cuts most off the grid's box first, because it fails most often.
//!
//! Memory is slower than arithmetic, so each facet stands in two halves: scaled to `Σ_w |c_w|·reach_w = 1` in single
//! precision, whose rounding changes its value by less than
//!
//! ```text
//!     margin = (width + 4)·2⁻²³        (one rounding of each coefficient and feature, and one of each step)
//! ```
//!
//! and what single precision leaves of the coefficients, again in single precision: both together have 48 binary
//! digits, and are asked, in double precision, only where the first alone leaves the sign open. Theirs is the answer.

use crate::sweep::subject::WIDE;

/// Facets tested together, so that the compiler can use wide instructions.
pub const LANES: usize = 16;

/// The features of a scenario, the constant 1 first, in both precisions.
#[derive(Debug, Clone, Default)]
pub struct Features {
    /// Double precision.
    pub double: Vec<f64>,
    /// Single precision.
    pub single: Vec<f32>,
}

/// Groups of [`LANES`] facets; within a group, for each w, one coefficient per lane.
#[derive(Debug, Clone)]
pub struct Facets {
    width: usize,
    single: Vec<f32>,
    /// What `single` leaves of each coefficient.
    rest: Vec<f32>,
}

impl Facets {
    /// Whether all facets hold.
    #[must_use]
    #[inline(always)]
    pub fn hold(&self, at: &Features) -> bool {
        let size = self.width * LANES;
        let groups = self.single.chunks_exact(size);
        for (single, rest) in groups.zip(self.rest.chunks_exact(size)) {
            match sign(single, at, self.width) {
                Sign::Holds => {}
                Sign::Fails => return false,
                Sign::Open => {
                    if !holds(single, rest, at) {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// Facets that fail, counted up to `most`: an estimate of the pivots to the optimum.
    #[must_use]
    #[inline(always)]
    pub fn failing(&self, at: &Features, most: usize) -> usize {
        let mut count = 0;
        for group in self.single.chunks_exact(self.width * LANES) {
            for sum in sums(group, at) {
                count += usize::from(sum < 0.0);
            }
            if count >= most {
                return most;
            }
        }
        count
    }

    /// The facets that fail most often in single precision: one group, or none.
    #[must_use]
    pub fn front(&self) -> &[f32] {
        let end = self.single.len().min(self.width * LANES);
        &self.single[..end]
    }
}

/// What single precision says of a group.
enum Sign {
    Holds,
    Fails,
    Open,
}

/// Values of a group's facets, but for rounding.
#[inline(always)]
fn sums(group: &[f32], at: &Features) -> [f32; LANES] {
    let mut sums = [0.0; LANES];
    for (coefficients, &f) in group.chunks_exact(LANES).zip(&at.single) {
        for (sum, c) in sums.iter_mut().zip(coefficients) {
            *sum += c * f;
        }
    }
    sums
}

#[inline(always)]
fn sign(group: &[f32], at: &Features, width: usize) -> Sign {
    let margin = (width + 4) as f32 * f32::EPSILON;
    let (mut held, mut failed) = (true, false);
    for sum in sums(group, at) {
        held &= sum >= margin;
        failed |= sum < -margin;
    }
    if held {
        Sign::Holds
    } else if failed {
        Sign::Fails
    } else {
        Sign::Open
    }
}

/// Whether single precision is sure that a facet of the group fails.
#[inline(always)]
pub fn surely_fails(group: &[f32], at: &Features) -> bool {
    matches!(sign(group, at, at.single.len()), Sign::Fails)
}

/// Whether all facets of a group hold in double precision.
#[inline(always)]
fn holds(group: &[f32], rest: &[f32], at: &Features) -> bool {
    let mut sums = [0.0; LANES];
    let coefficients = group.chunks_exact(LANES).zip(rest.chunks_exact(LANES));
    for ((single, rest), &f) in coefficients.zip(&at.double) {
        for (sum, (&c, &rest)) in sums.iter_mut().zip(single.iter().zip(rest)) {
            *sum += (f64::from(c) + f64::from(rest)) * f;
        }
    }
    let mut held = true;
    for sum in sums {
        held &= sum >= 0.0;
    }
    held
}

/// Facets in the making: conditions `Σ_w coefficients[w]·φ_w ≥ 0`. Only those that can fail somewhere in the
/// grid's box are kept.
pub struct Draft {
    width: usize,
    /// Least and greatest value of each feature, the constant's 1 first, filled up with zeros.
    low: Vec<f64>,
    high: Vec<f64>,
    coefficients: Vec<f64>,
    /// The part of its range over the box in which each fails, and its place.
    cuts: Vec<(f64, usize)>,
}

impl Draft {
    /// None yet, over the box of `spans`; conditions come with `stride` coefficients.
    pub fn new(spans: &[(f64, f64)], stride: usize) -> Self {
        let filled = |constant: f64, ends: Vec<f64>| {
            let mut all = vec![constant];
            all.extend(ends);
            all.resize(stride, 0.0);
            all
        };
        Draft {
            width: spans.len() + 1,
            low: filled(1.0, spans.iter().map(|span| span.0).collect()),
            high: filled(1.0, spans.iter().map(|span| span.1).collect()),
            coefficients: Vec::new(),
            cuts: Vec::new(),
        }
    }

    /// Least and greatest value of a condition in the box.
    #[inline(always)]
    pub fn range(&self, condition: &[f64]) -> (f64, f64) {
        let (mut least, mut most) = ([0.0; WIDE], [0.0; WIDE]);
        let ends = self
            .low
            .chunks_exact(WIDE)
            .zip(self.high.chunks_exact(WIDE));
        for (c, (low, high)) in condition.chunks_exact(WIDE).zip(ends) {
            for k in 0..WIDE {
                let (a, b) = (c[k] * low[k], c[k] * high[k]);
                least[k] += if a < b { a } else { b };
                most[k] += if a < b { b } else { a };
            }
        }
        (least.iter().sum(), most.iter().sum())
    }

    /// Keeps `condition − slack` as a facet unless it holds in the whole box.
    #[inline(always)]
    pub fn keep(&mut self, condition: &[f64], slack: f64) {
        let (least, most) = self.range(condition);
        if least < slack {
            let place = self.coefficients.len();
            self.cuts.push(((least - slack) / (least - most), place));
            self.coefficients
                .extend_from_slice(&condition[..self.width]);
            self.coefficients[place] -= slack;
        }
    }

    /// The facets, in groups.
    pub fn finish(mut self) -> Facets {
        let width = self.width;
        self.cuts
            .sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let lanes = self.cuts.len().next_multiple_of(LANES);
        let mut facets = Facets {
            width,
            single: vec![0.0; lanes * width],
            rest: vec![0.0; lanes * width],
        };
        for lane in 0..lanes {
            let start = lane / LANES * LANES * width + lane % LANES;
            let Some(&(_, place)) = self.cuts.get(lane) else {
                // a missing lane holds always
                facets.single[start] = 1.0;
                continue;
            };
            let coefficients = &self.coefficients[place..place + width];
            let unit = 1.0 / self.greatest(coefficients);
            for (w, c) in coefficients.iter().enumerate() {
                debug_assert!(
                    unit.is_normal(),
                    "features of any size that a case can have"
                );
                let scaled = c * unit;
                let single = scaled as f32;
                facets.single[start + w * LANES] = single;
                facets.rest[start + w * LANES] = (scaled - f64::from(single)) as f32;
            }
        }
        facets
    }

    /// Greatest size that the terms of a facet can have in the box.
    fn greatest(&self, coefficients: &[f64]) -> f64 {
        let ends = self.low.iter().zip(&self.high);
        let terms = coefficients.iter().zip(ends);
        terms
            .map(|(c, (low, high))| c.abs() * low.abs().max(high.abs()))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(value: f64) -> Features {
        Features {
            double: vec![1.0, value],
            single: vec![1.0, value as f32],
        }
    }

    /// `0 ≤ φ ≤ 2` by the facets φ ≥ a and φ ≤ b.
    fn between(a: f64, b: f64) -> Facets {
        let mut draft = Draft::new(&[(0.0, 2.0)], 4);
        draft.keep(&[-a, 1.0, 0.0, 0.0], 0.0);
        draft.keep(&[b, -1.0, 0.0, 0.0], 0.0);
        draft.finish()
    }

    #[test]
    fn facets_hold_between_their_ends_to_the_last_digit() {
        let facets = between(0.5, 1.5);
        for (value, held) in [
            (0.5, true),
            (0.5 - 1e-12, false),
            (0.5 + 1e-12, true),
            (1.5, true),
            (1.5 + 1e-12, false),
            (1.0, true),
            (0.1, false),
        ] {
            assert_eq!(facets.hold(&features(value)), held, "{value}");
        }
        assert_eq!(facets.failing(&features(0.1), 9), 1);
    }

    #[test]
    fn what_cannot_fail_in_the_box_is_not_kept() {
        assert!(between(0.0, 2.0).front().is_empty());
        assert!(between(0.0, 2.0).hold(&features(1.0)));
    }
}
