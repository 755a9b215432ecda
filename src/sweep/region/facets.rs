//! # Facets: where a basis is optimal
//!
//! A facet is an affine function of the features that has to be at least zero. Those of a region are tested in
//! groups, side by side, what cuts most off the grid's box first, because it fails most often. Few regions have more
//! than one group, see [`super::draft`].
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

use crate::sweep::axes::Axes;

/// Facets tested together, so that the compiler can use wide instructions.
pub(crate) const LANES: usize = 16;

/// The features of a scenario, the constant 1 first, in both precisions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Features {
    /// Double precision.
    pub double: Vec<f64>,
    /// Single precision.
    pub single: Vec<f32>,
}

/// Groups of [`LANES`] facets; within a group, for each w, one coefficient per lane.
#[derive(Debug, Clone)]
pub(crate) struct Facets {
    width: usize,
    count: usize,
    single: Vec<f32>,
    /// What `single` leaves of each coefficient.
    rest: Vec<f32>,
}

impl Facets {
    /// The facets with these coefficients by feature, which may be filled up with zeros.
    #[must_use]
    pub(crate) fn new<'c>(facets: impl Iterator<Item = &'c [f64]>, all: &Axes) -> Self {
        let width = all.width();
        let size = width * LANES;
        let (mut single, mut rest) = (Vec::new(), Vec::new());
        let mut count = 0;
        for (at, coefficients) in facets.enumerate() {
            let (group, lane) = (at / LANES, at % LANES);
            if lane == 0 {
                single.resize((group + 1) * size, 0.0);
                rest.resize((group + 1) * size, 0.0);
            }
            let unit = 1.0 / all.size(coefficients);
            debug_assert!(
                unit.is_normal(),
                "features of any size that a case can have"
            );
            for (w, c) in coefficients[..width].iter().enumerate() {
                let place = group * size + w * LANES + lane;
                let scaled = c * unit;
                single[place] = scaled as f32;
                rest[place] = (scaled - f64::from(scaled as f32)) as f32;
            }
            count = at + 1;
        }
        // a missing lane holds always
        for missing in count..count.next_multiple_of(LANES) {
            single[missing / LANES * size + missing % LANES] = 1.0;
        }
        Facets {
            width,
            count,
            single,
            rest,
        }
    }

    /// The facets with these coefficients, `width` of each, as [`Facets::coefficients`] gives them.
    #[must_use]
    pub(crate) fn from_coefficients(width: usize, coefficients: &[(f32, f32)]) -> Self {
        let count = coefficients.len() / width.max(1);
        let size = width * LANES;
        let groups = count.div_ceil(LANES);
        let mut single = vec![0.0; groups * size];
        let mut rest = vec![0.0; groups * size];
        for (at, own) in coefficients.chunks_exact(width.max(1)).enumerate() {
            for (w, &(first, left)) in own.iter().enumerate() {
                let place = at / LANES * size + w * LANES + at % LANES;
                (single[place], rest[place]) = (first, left);
            }
        }
        // a missing lane holds always
        for missing in count..count.next_multiple_of(LANES) {
            single[missing / LANES * size + missing % LANES] = 1.0;
        }
        Facets {
            width,
            count,
            single,
            rest,
        }
    }

    /// The coefficients of a facet by feature: in single precision, and what that leaves.
    pub(crate) fn coefficients(&self, facet: usize) -> impl Iterator<Item = (f32, f32)> {
        let start = facet / LANES * self.width * LANES + facet % LANES;
        let places = (0..self.width).map(move |w| start + w * LANES);
        places.map(|place| (self.single[place], self.rest[place]))
    }

    /// Number of facets.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Whether all facets hold.
    #[must_use]
    #[inline(always)]
    pub(crate) fn hold(&self, at: &Features) -> bool {
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

    /// How far all facets surely hold from `at` in a `direction`: they do at `at + s·direction` for `0 ≤ s ≤` what is given, and
    /// nothing is said where that is less than zero. Both points have to lie in the grid's box, so that each feature moves by
    /// no more than twice its reach: then `s` times the rounding of a slope is at most two margins, and that of the sum one.
    #[must_use]
    #[inline(always)]
    pub(crate) fn reach(&self, at: &Features, direction: &[f32]) -> f32 {
        let guard = 4.0 * margin(self.width);
        let mut reach = f32::INFINITY;
        for group in self.single.chunks_exact(self.width * LANES) {
            let (values, slopes) = (sums(group, &at.single), sums(group, direction));
            for (value, slope) in values.into_iter().zip(slopes) {
                let room = value - guard;
                let own = if slope < 0.0 {
                    room / -slope
                } else if room < 0.0 {
                    -1.0
                } else {
                    f32::INFINITY
                };
                reach = reach.min(own);
            }
        }
        reach
    }

    /// The facets that fail most often in single precision: one group, or none.
    #[must_use]
    pub(crate) fn front(&self) -> &[f32] {
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
fn sums(group: &[f32], at: &[f32]) -> [f32; LANES] {
    let mut sums = [0.0; LANES];
    for (coefficients, &f) in group.chunks_exact(LANES).zip(at) {
        for (sum, c) in sums.iter_mut().zip(coefficients) {
            *sum += c * f;
        }
    }
    sums
}

/// What single precision may change a facet's value by.
#[inline(always)]
fn margin(width: usize) -> f32 {
    (width + 4) as f32 * f32::EPSILON
}

#[inline(always)]
fn sign(group: &[f32], at: &Features, width: usize) -> Sign {
    let margin = margin(width);
    let (mut held, mut failed) = (true, false);
    for sum in sums(group, &at.single) {
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
pub(crate) fn surely_fails(group: &[f32], at: &Features) -> bool {
    matches!(sign(group, at, at.single.len()), Sign::Fails)
}

/// The values of a group's facets, but for rounding; of an empty group none fails.
#[inline(always)]
pub(crate) fn values(group: &[f32], at: &Features) -> [f32; LANES] {
    if group.is_empty() {
        return [f32::INFINITY; LANES];
    }
    sums(group, &at.single)
}

/// The facet of a group whose value is least, with that value, but for rounding; of an empty group none fails.
#[inline(always)]
pub(crate) fn worst(group: &[f32], at: &Features) -> (usize, f32) {
    least(&sums(group, &at.single))
}

/// The facet whose value is least, with that value.
#[inline(always)]
pub(crate) fn least(values: &[f32; LANES]) -> (usize, f32) {
    let least = values.iter().fold(f32::INFINITY, |least, &v| least.min(v));
    let facet = values.iter().position(|&v| v == least);
    (facet.unwrap_or(0), least)
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
