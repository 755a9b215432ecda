//! # One shape for all rows and columns
//!
//! ```text
//!     x = base + σ·v,   0 ≤ v ≤ range          a column with a finite bound, measured from it
//!     x = v                                     a free column
//!     A v ± t = b,      0 ≤ t ≤ range           a row that is no equation has a slack t
//! ```
//!
//! Distances to bounds are what an interior point keeps, to their last digit.

/// How a column is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measured {
    /// Where v = 0.
    pub base: f64,
    /// 1, or −1 where the only bound is the upper one.
    pub sign: f64,
    /// Greatest v; infinite where there is no other bound, 0 where the column is fixed.
    pub range: f64,
    /// Whether there is no bound at all.
    pub is_free: bool,
}

impl Measured {
    pub(crate) fn of(lower: f64, upper: f64) -> Self {
        let (base, sign, range, is_free) = if lower.is_finite() {
            (lower, 1.0, upper - lower, false)
        } else if upper.is_finite() {
            (upper, -1.0, f64::INFINITY, false)
        } else {
            (0.0, 1.0, f64::INFINITY, true)
        };
        Measured {
            base,
            sign,
            range,
            is_free,
        }
    }

    pub(crate) fn value(self, v: f64) -> f64 {
        self.base + self.sign * v
    }
}

/// What a row asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(super) enum Kind {
    Equation = 0,
    AtMost = 1,
    AtLeast = 2,
    Range = 3,
    /// Nothing.
    Free = 4,
}

/// A row: what it asks for, its right-hand side, and the range of its slack.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Asked {
    pub kind: Kind,
    pub rhs: f64,
    pub range: f64,
}

impl Asked {
    /// Of a row with these bounds, less what its columns add up to at their bases.
    pub(crate) fn of(lower: f64, upper: f64, at_bases: f64) -> Self {
        let (kind, rhs) = match (lower.is_finite(), upper.is_finite()) {
            (true, true) if lower == upper => (Kind::Equation, lower),
            (true, true) => (Kind::Range, lower),
            (false, true) => (Kind::AtMost, upper),
            (true, false) => (Kind::AtLeast, lower),
            (false, false) => (Kind::Free, at_bases),
        };
        Asked {
            kind,
            rhs: rhs - at_bases,
            range: if kind == Kind::Range {
                upper - lower
            } else {
                f64::INFINITY
            },
        }
    }
}

impl Kind {
    /// Coefficient of the slack; none in an equation.
    pub(crate) const fn slack(self) -> Option<f64> {
        match self {
            Kind::Equation => None,
            Kind::AtMost | Kind::Free => Some(1.0),
            Kind::AtLeast | Kind::Range => Some(-1.0),
        }
    }
}
