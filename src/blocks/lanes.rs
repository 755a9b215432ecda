//! # Blocks side by side
//!
//! Blocks with one matrix do the same work on other numbers. The numbers of [`WIDE`] such blocks stand side by side, one lane for each, so
//! that an index is looked up once for all of them and one instruction works for several.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// Blocks side by side.
pub(super) const WIDE: usize = 8;

/// One number for each of `L` blocks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lanes<const L: usize>(pub [f64; L]);

impl<const L: usize> Default for Lanes<L> {
    fn default() -> Self {
        Lanes::of(0.0)
    }
}

impl<const L: usize> Lanes<L> {
    /// The same number in all.
    #[inline(always)]
    pub(crate) const fn of(value: f64) -> Self {
        Lanes([value; L])
    }

    #[inline(always)]
    pub(crate) fn map(self, work: impl Fn(f64) -> f64) -> Self {
        Lanes(self.0.map(work))
    }

    #[inline(always)]
    pub(crate) fn with(self, other: Self, work: impl Fn(f64, f64) -> f64) -> Self {
        let mut out = self;
        for l in 0..L {
            out.0[l] = work(self.0[l], other.0[l]);
        }
        out
    }

    /// `then` where the number is above that of `other`, else `otherwise`.
    #[inline(always)]
    pub(crate) fn above(self, other: Self, then: Self, otherwise: Self) -> Self {
        let mut out = otherwise;
        for l in 0..L {
            out.0[l] = if self.0[l] > other.0[l] {
                then.0[l]
            } else {
                otherwise.0[l]
            };
        }
        out
    }

    #[inline(always)]
    pub(crate) fn min(self, other: Self) -> Self {
        self.with(other, |a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    pub(crate) fn max(self, other: Self) -> Self {
        self.with(other, |a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    pub(crate) fn abs(self) -> Self {
        self.map(f64::abs)
    }

    /// `self − a·b`, rounded once.
    #[inline(always)]
    pub(crate) fn less(self, a: Self, b: Self) -> Self {
        let mut out = self;
        for l in 0..L {
            out.0[l] = (-a.0[l]).mul_add(b.0[l], self.0[l]);
        }
        out
    }

    /// Of the first `live` lanes, in their order: others repeat a block.
    #[inline(always)]
    pub(crate) fn sum(self, live: usize) -> f64 {
        if live == L {
            self.0.iter().sum()
        } else {
            self.0.iter().take(live).sum()
        }
    }

    #[inline(always)]
    pub(crate) fn least(self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    #[inline(always)]
    pub(crate) fn most(self) -> f64 {
        self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }
}

/// As [`Lanes`] in half the room, to seven digits: for what steers a step and is no part of its answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Narrow<const L: usize>([f32; L]);

impl<const L: usize> Default for Narrow<L> {
    fn default() -> Self {
        Narrow([0.0; L])
    }
}

impl<const L: usize> Narrow<L> {
    #[inline(always)]
    pub(crate) fn of(lanes: Lanes<L>) -> Self {
        Narrow(lanes.0.map(|value| value as f32))
    }

    #[inline(always)]
    pub(crate) fn wide(self) -> Lanes<L> {
        Lanes(self.0.map(f64::from))
    }
}

impl<const L: usize> Add for Lanes<L> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }
}

impl<const L: usize> Sub for Lanes<L> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }
}

impl<const L: usize> Mul for Lanes<L> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.with(other, |a, b| a * b)
    }
}

impl<const L: usize> Mul<f64> for Lanes<L> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, factor: f64) -> Self {
        self.map(|a| a * factor)
    }
}

impl<const L: usize> Div for Lanes<L> {
    type Output = Self;

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.with(other, |a, b| a / b)
    }
}

impl<const L: usize> Neg for Lanes<L> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        self.map(|a| -a)
    }
}

impl<const L: usize> AddAssign for Lanes<L> {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl<const L: usize> SubAssign for Lanes<L> {
    #[inline(always)]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}
