//! What a figure may be.

use std::fmt;

/// What rounding may add to a product of two figures.
const PRODUCT: f64 = 1e-9;

/// What a figure may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bounds {
    /// Any finite number.
    Finite,
    /// `min ≤ value`.
    AtLeast(f64),
    /// `0 < value`.
    Positive,
    /// `min ≤ value ≤ max`.
    Between(f64, f64),
    /// `0 < value ≤ max`.
    PositiveUpTo(f64),
}

impl Bounds {
    /// A share: 0..1.
    pub(crate) const SHARE: Bounds = Bounds::Between(0.0, 1.0);
    /// Nothing negative.
    pub(crate) const NOT_NEGATIVE: Bounds = Bounds::AtLeast(0.0);

    /// Whether the product of two figures is allowed, which may be rounded past an end.
    #[must_use]
    pub(crate) fn hold_product(self, value: f64) -> bool {
        let rounded = [value, value - PRODUCT, value + PRODUCT];
        rounded.into_iter().any(|value| self.hold(value))
    }

    /// Whether `value` is allowed.
    #[must_use]
    pub(crate) fn hold(self, value: f64) -> bool {
        value.is_finite()
            && match self {
                Bounds::Finite => true,
                Bounds::AtLeast(min) => value >= min,
                Bounds::Positive => value > 0.0,
                Bounds::Between(min, max) => (min..=max).contains(&value),
                Bounds::PositiveUpTo(max) => value > 0.0 && value <= max,
            }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bounds::Finite => f.write_str(tr!("a finite number")),
            Bounds::AtLeast(min) => f.write_str(&tr!("at least {min}", min = min)),
            Bounds::Positive => f.write_str(tr!("over 0")),
            Bounds::Between(min, max) => {
                f.write_str(&tr!("from {min} to {max}", min = min, max = max))
            }
            Bounds::PositiveUpTo(max) => f.write_str(&tr!("over 0 and at most {max}", max = max)),
        }
    }
}
