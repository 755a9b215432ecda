//! Scrambled Sobol points, by number.
//!
//! ```text
//!     point(i)[a] = shift[a] ⊕ ⊕ { v[a][j] : bit j of i is set }        (52 bits of a fraction)
//! ```
//!
//! The direction numbers `v[a][j]` follow from a primitive polynomial for each dimension (Sobol 1967;
//! Joe, Kuo 2008). They are scrambled once by a random lower triangular matrix of bits with a unit
//! diagonal, and every point by a random shift (Matoušek, *J. Complexity* 14, 1998). Scrambling keeps
//! the even spread, moves the first point off the corner, and lets seeds make independent repetitions.

use super::direction_numbers::POLYNOMIALS;
use super::random::{Stream, middle};

/// Most parameters.
pub(crate) const DIMENSIONS: usize = POLYNOMIALS.len() + 1;

/// Bits of a point's fraction.
const BITS: usize = 52;

/// Most points.
pub(crate) const COUNT_MAX: u64 = 1 << BITS;

/// A scrambled Sobol sequence.
#[derive(Debug, Clone)]
pub(crate) struct Sobol {
    axes: Vec<Axis>,
}

#[derive(Debug, Clone)]
struct Axis {
    directions: [u64; BITS],
    shift: u64,
}

impl Sobol {
    /// The sequence of a seed; `None` for more than [`DIMENSIONS`] parameters.
    #[must_use]
    pub(crate) fn new(parameters: usize, seed: u64) -> Option<Self> {
        let axes = (0..parameters)
            .map(|dimension| Axis::new(dimension, seed))
            .collect::<Option<_>>()?;
        Some(Self { axes })
    }

    /// Coordinate `parameter` of point `index`, in the open unit interval.
    ///
    /// # Panics
    /// If there is no such parameter.
    #[must_use]
    pub(crate) fn unit(&self, index: u64, parameter: usize) -> f64 {
        let axis = &self.axes[parameter];
        let mut fraction = axis.shift;
        let mut rest = index % COUNT_MAX;
        while rest != 0 {
            fraction ^= axis.directions[rest.trailing_zeros() as usize];
            rest &= rest - 1;
        }
        middle(fraction)
    }
}

impl Axis {
    fn new(dimension: usize, seed: u64) -> Option<Self> {
        let random = Stream::new(seed, 3, dimension as u64);
        let mut directions = match dimension.checked_sub(1) {
            None => std::array::from_fn(|j| 1 << (BITS - 1 - j)),
            Some(place) => {
                let &(coefficients, first) = POLYNOMIALS.get(place)?;
                directions_of(coefficients, first)
            }
        };
        let rows = scrambling_matrix(random);
        for direction in &mut directions {
            *direction = times(&rows, *direction);
        }
        Some(Self {
            directions,
            shift: random.bits(BITS as u64) >> (64 - BITS),
        })
    }
}

/// Direction numbers, aligned to the top of [`BITS`], by the recurrence over the primitive polynomial
/// `x^s + a₁x^(s−1) + … + 1` whose inner coefficients are the bits of `coefficients`, a₁ first.
fn directions_of(coefficients: u32, first: &[u64]) -> [u64; BITS] {
    let degree = first.len();
    let mut v = [0; BITS];
    for (j, m) in first.iter().enumerate() {
        v[j] = m << (BITS - 1 - j);
    }
    for j in degree..BITS {
        v[j] = v[j - degree] ^ (v[j - degree] >> degree);
        for k in 1..degree {
            if coefficients >> (degree - 1 - k) & 1 == 1 {
                v[j] ^= v[j - k];
            }
        }
    }
    v
}

/// Row `r` has a one in column `r`, random bits before it, and nothing after; column 0 is the top bit.
fn scrambling_matrix(random: Stream) -> [u64; BITS] {
    std::array::from_fn(|r| {
        let diagonal = 1 << (BITS - 1 - r);
        let before = !(2 * diagonal - 1) & (COUNT_MAX - 1);
        (random.bits(r as u64) & before) | diagonal
    })
}

/// Matrix times vector over the field of two elements.
fn times(rows: &[u64; BITS], vector: u64) -> u64 {
    rows.iter().enumerate().fold(0, |product, (r, row)| {
        let bit = u64::from((row & vector).count_ones() & 1);
        product | bit << (BITS - 1 - r)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sequence of the literature: no scrambling, no shift.
    fn plain(dimension: usize) -> Vec<u64> {
        let directions = match dimension {
            0 => std::array::from_fn(|j| 1 << (BITS - 1 - j)),
            _ => directions_of(POLYNOMIALS[dimension - 1].0, POLYNOMIALS[dimension - 1].1),
        };
        let point = |index: usize| {
            let set = (0..BITS).filter(|j| index >> j & 1 == 1);
            set.fold(0, |fraction, j| fraction ^ directions[j]) >> (BITS - 3)
        };
        (0..8).map(point).collect()
    }

    #[test]
    fn the_first_points_without_scrambling_are_those_of_the_literature() {
        // in eighths, by number and not by Gray code; Joe, Kuo 2008
        assert_eq!(plain(0), [0, 4, 2, 6, 1, 5, 3, 7]);
        assert_eq!(plain(1), [0, 4, 6, 2, 5, 1, 3, 7]);
        assert_eq!(plain(2), [0, 4, 6, 2, 3, 7, 5, 1]);
    }

    #[test]
    fn every_prefix_of_a_power_of_two_fills_every_interval_of_every_parameter_once() {
        let sobol = Sobol::new(DIMENSIONS, 7).expect("as many as there are");
        for parameter in 0..DIMENSIONS {
            for power in [1, 4, 9] {
                let count = 1_u64 << power;
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let interval = |i| (sobol.unit(i, parameter) * f64::from(1_u32 << power)) as u64;
                let mut intervals: Vec<u64> = (0..count).map(interval).collect();
                intervals.sort_unstable();
                assert_eq!(intervals, (0..count).collect::<Vec<_>>(), "{parameter}");
            }
        }
    }

    #[test]
    fn the_first_two_parameters_fill_every_rectangle_of_equal_area_once() {
        // a (0, m, 2)-net in base 2: 2ᵃ × 2ᵇ boxes with a + b = 8 hold one of 256 points each
        let sobol = Sobol::new(2, 11).expect("two");
        for a in 0..=8_u32 {
            let cell = |i| {
                let (x, y) = (sobol.unit(i, 0), sobol.unit(i, 1));
                let across = (x * f64::from(1_u32 << a)).floor();
                let up = (y * f64::from(1_u32 << (8 - a))).floor();
                (across.to_bits(), up.to_bits())
            };
            let cells: std::collections::HashSet<_> = (0..256).map(cell).collect();
            assert_eq!(cells.len(), 256);
        }
    }

    #[test]
    fn more_parameters_than_there_are_dimensions_are_refused() {
        assert!(Sobol::new(DIMENSIONS + 1, 0).is_none());
    }
}
