//! # Edge weights of the bases met last
//!
//! The dual method wants to know how long each row of `B⁻¹` is, and learns it step by step. A basis that it comes
//! back to is a better start with the weights that were known there. They take more room than the basis itself, so
//! those of the last few are kept.

use std::collections::VecDeque;

/// Weights kept at most, of all bases together: 8 MB.
const KEPT: usize = 2 << 20;

/// Edge weights by the number of the basis.
#[derive(Debug, Clone, Default)]
pub(crate) struct Weights {
    kept: VecDeque<(u32, Vec<f32>)>,
}

impl Weights {
    /// Keeps the weights of `basis`.
    pub(crate) fn keep(&mut self, basis: u32, weights: Vec<f32>) {
        let room = KEPT / weights.len().max(1);
        self.kept.push_back((basis, weights));
        while self.kept.len() > room {
            self.kept.pop_front();
        }
    }

    /// The weights that were kept last for `basis`.
    #[must_use]
    pub(crate) fn of(&self, basis: u32) -> Option<&[f32]> {
        let found = self.kept.iter().rev().find(|(number, _)| *number == basis);
        found.map(|(_, weights)| &weights[..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_are_kept_and_the_first_are_dropped() {
        let mut weights = Weights::default();
        let half = vec![1.0; KEPT / 2];
        weights.keep(3, half.clone());
        weights.keep(4, half.clone());
        weights.keep(3, vec![2.0; KEPT / 2]);
        assert_eq!(weights.of(4), Some(&half[..]));
        assert_eq!(weights.of(3).map(|found| found[0]), Some(2.0));
        weights.keep(5, half);
        assert_eq!(weights.of(4), None);
        assert_eq!(weights.of(9), None);
    }
}
