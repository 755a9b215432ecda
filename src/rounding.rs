//! # How large the rounding of a figure is
//!
//! Every figure of a plan is a sum over the columns, `Σ aⱼ·xⱼ`. Where its terms cancel (green energy bought against the
//! factor that it displaces, a negative price against a positive one) little of them is left, and a solver's rounding is
//! a part of the *terms*, not of what is left. So rounding is told from the sum of the absolute terms:
//!
//! ```text
//!     one plan        rounding = 1e-10 · Σ |aⱼ·xⱼ|          left over where a figure is exactly 0
//!     two plans       rounding = 1e-7 · max over both of Σ |aⱼ·xⱼ|
//!     a quotient      of nothing where its whole is 1e-9 of what it could be
//! ```
//!
//! Two plans are two optima, each proved to 1e-6 of its cost and in practice far nearer. No verdict, change or ratio is
//! told from less.

use crate::case::Accounting;

/// Part of the terms of one sum that may be left of nothing.
const OF_A_SUM: f64 = 1e-10;

/// Part of the terms by which two optima may differ.
const OF_TWO_OPTIMA: f64 = 1e-7;

/// Part of what could be that is nothing.
const OF_NOTHING: f64 = 1e-9;

/// A sum with how large its terms are.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Sum {
    /// `Σ aⱼ·xⱼ`.
    pub value: f64,
    /// `Σ |aⱼ·xⱼ|`.
    pub terms: f64,
}

impl Sum {
    /// One term more.
    pub(crate) fn add(&mut self, term: f64) {
        self.value += term;
        self.terms += term.abs();
    }

    /// The value, 0 where it is what rounding leaves of terms that cancel.
    #[must_use]
    pub(crate) fn settled(&self) -> f64 {
        if self.value.abs() > OF_A_SUM * self.terms {
            self.value
        } else {
            0.0
        }
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<T: IntoIterator<Item = f64>>(terms: T) -> Self {
        let mut sum = Sum::default();
        terms.into_iter().for_each(|term| sum.add(term));
        sum
    }
}

/// How large the terms are of what two plans are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Magnitudes {
    /// Of everything paid, CNY.
    pub paid_cny: f64,
    /// Of the emissions in each accounting, in the order of [`Accounting`], t CO2.
    pub carbon_t: [f64; 3],
}

impl Magnitudes {
    /// The larger of two, figure by figure.
    #[must_use]
    pub(crate) fn max(&self, other: &Self) -> Self {
        let carbon = |k: usize| self.carbon_t[k].max(other.carbon_t[k]);
        Magnitudes {
            paid_cny: self.paid_cny.max(other.paid_cny),
            carbon_t: [carbon(0), carbon(1), carbon(2)],
        }
    }

    /// Of the emissions in an accounting, t CO2.
    #[must_use]
    pub(crate) const fn carbon_in_t(&self, accounting: Accounting) -> f64 {
        self.carbon_t[accounting as usize]
    }
}

/// By how much two optima may differ in a figure whose absolute terms add up to `terms`.
#[must_use]
pub(crate) fn between_optima(terms: f64) -> f64 {
    OF_TWO_OPTIMA * terms.abs()
}

/// A difference of two optima, 0 where it is rounding of terms that add up to `terms`.
#[must_use]
pub(crate) fn settled(difference: f64, terms: f64) -> f64 {
    if difference.abs() > between_optima(terms) {
        difference
    } else {
        0.0
    }
}

/// Whether a part is no more than what rounding leaves of a `whole` that it could be.
#[must_use]
pub(crate) fn is_nothing(part: f64, whole: f64) -> bool {
    part <= OF_NOTHING * whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_terms_that_cancel_is_nothing() {
        let sum: Sum = [1e5, -1e5 - 1e-8].into_iter().collect();
        assert!(sum.value != 0.0);
        assert_eq!(sum.terms, 2e5 + 1e-8);
        assert_eq!(sum.settled(), 0.0);
    }

    #[test]
    fn a_small_figure_of_small_terms_is_a_figure() {
        let sum: Sum = [1e-9, 2e-9].into_iter().collect();
        assert_eq!(sum.settled(), 1e-9 + 2e-9);
        assert_eq!(settled(1e-9, 3e-9), 1e-9);
        assert_eq!(settled(1e-9, 3.0), 0.0);
    }

    #[test]
    fn nothing_of_nothing_is_nothing() {
        assert!(is_nothing(0.0, 0.0) && is_nothing(3e-11, 1.0));
        assert!(!is_nothing(1e-8, 1.0));
    }
}
