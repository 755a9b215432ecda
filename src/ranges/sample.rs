//! # The points of a sample
//!
//! Two independent samples `A` and `B` of `n` points each, and for each figure `i` the sample `AB_i`: `A` with figure `i` from `B`.
//! That are `n·(k + 2)` points, which serve the indices of all `k` figures (see [`super::indices`]). A point of `AB_i` is one of `A` but for a figure, and
//! says nearly the same again; so a part of all points is spent on further pairs of `A` and `B` without mixed points, and deciles, and how often a claim
//! holds, are of all points of `A` and `B` alone. That part is a half of a small sample, and 10,000 points of a great one: shares of so many
//! are known to a hundredth. `A` and `B` are the two halves of one scrambled Sobol sequence of `2k` dimensions (two
//! sequences would not do: points of one number lie in cells that belong together, whatever the scrambling). Figures beyond the
//! sequence's dimensions are drawn independently.
//!
//! Every figure has its stated value as the mode of a triangular distribution over its range, or is spread evenly over it.

use crate::sweep::sample::Distribution;
use crate::sweep::sample::random::Stream;
use crate::sweep::sample::sobol::{DIMENSIONS, Sobol};

/// How a figure is spread over its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Rising in a line from the low end to the stated value, and falling in a line to the high end.
    #[default]
    Triangular,
    /// Evenly from end to end.
    Uniform,
}

impl Shape {
    /// The distribution of a figure with this value and range; `None` where the range is empty.
    #[must_use]
    pub(crate) fn distribution(self, low: f64, value: f64, high: f64) -> Option<Distribution> {
        match self {
            Shape::Triangular => Distribution::triangular(low, value, high).ok(),
            Shape::Uniform => Distribution::uniform(low, high).ok(),
        }
    }
}

/// Where a point of the sample comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The first sample.
    A,
    /// The second.
    B,
}

/// The two samples of `k` figures in the unit cube.
#[derive(Debug, Clone)]
pub(crate) struct Design {
    sequence: Sobol,
    seed: u64,
    /// Numbers: points in A.
    pub points: u64,
    /// Numbers, the first ones, that have mixed points.
    pub sets: u64,
    /// Points of a number that has them: `figures + 2`; 1 where A alone is drawn.
    samples: u64,
}

/// Points that are independent of one another are no more than this beside those that tell which figures decide.
const INDEPENDENT: u64 = 10_000;

impl Design {
    /// A design of at most `budget` points for `figures` figures: half of them, and no more than [`INDEPENDENT`], are kept for pairs of
    /// A and B; of the rest there are as many whole sets of `figures + 2` points as can be, and at least 2; what is left is pairs. Without indices, A
    /// alone is drawn, of as many points as `budget`.
    #[must_use]
    pub(crate) fn new(figures: usize, budget: u64, seed: u64, indices: bool) -> Option<Self> {
        let samples = if indices { figures as u64 + 2 } else { 1 };
        let sets = if indices {
            ((budget - (budget / 2).min(INDEPENDENT)) / samples).max(2)
        } else {
            0
        };
        let points = if indices {
            sets + budget.saturating_sub(sets * samples) / 2
        } else {
            budget.max(2)
        };
        Some(Design {
            sequence: Sobol::new((2 * figures).min(DIMENSIONS), seed)?,
            seed,
            points,
            sets,
            samples,
        })
    }

    /// Whether B and the mixed samples are drawn, too.
    #[must_use]
    pub(crate) const fn has_indices(&self) -> bool {
        self.samples > 1
    }

    /// Points of a number.
    #[must_use]
    pub(crate) const fn len_of(&self, number: u64) -> u64 {
        match (self.has_indices(), number < self.sets) {
            (false, _) => 1,
            (true, true) => self.samples,
            (true, false) => 2,
        }
    }

    /// Points of all numbers together.
    #[must_use]
    pub(crate) const fn len(&self) -> u64 {
        if self.has_indices() {
            self.sets * self.samples + (self.points - self.sets) * 2
        } else {
            self.points
        }
    }

    /// Coordinate of figure `figure` of point `index` in a part, in the open unit interval.
    #[must_use]
    pub(crate) fn unit(&self, part: Part, index: u64, figure: usize) -> f64 {
        match part {
            Part::A => self.unit_of(0, index, figure),
            Part::B => self.unit_of(1, index, figure),
        }
    }

    fn unit_of(&self, which: usize, index: u64, figure: usize) -> f64 {
        let dimension = 2 * figure + which;
        if dimension < DIMENSIONS {
            return self.sequence.unit(index, dimension);
        }
        Stream::new(self.seed, which as u64, figure as u64).unit(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_samples_differ_in_every_figure() {
        let design = Design::new(DIMENSIONS + 2, 100_000, 7, true).expect("a design");
        for figure in [0, 3, DIMENSIONS, DIMENSIONS + 1] {
            let [a, b] = [Part::A, Part::B].map(|part| design.unit(part, 5, figure));
            assert_ne!(a, b);
        }
    }

    /// Of 100,000 points for 98 figures 10,000 are kept: 900 sets of 100 points, and 5,000 pairs. Of 2,000 half are: 10 sets, and 500 pairs. Of 1,000
    /// for 98 figures, 5 sets and 250 pairs; of 150, two sets all the same.
    #[test]
    fn the_budget_is_kept() {
        for (budget, sets, pairs) in [
            (100_000, 900, 5_000),
            (2_000, 10, 500),
            (1_000, 5, 250),
            (150, 2, 0),
        ] {
            let design = Design::new(98, budget, 0, true).expect("a design");
            assert_eq!((design.sets, design.points), (sets, sets + pairs));
            let of_numbers: u64 = (0..design.points).map(|j| design.len_of(j)).sum();
            assert_eq!(
                (design.len(), of_numbers),
                (100 * sets + 2 * pairs, design.len())
            );
        }
        let alone = Design::new(98, 2_000, 0, false).expect("a design");
        assert_eq!((alone.points, alone.len()), (2_000, 2_000));
    }
}
