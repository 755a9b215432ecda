//! # The features that some numbers follow, and their box
//!
//! Prices often follow other features than sizes do. So numbers are laid out by the features that move them: one
//! coefficient for each side by side, the constant's first, filled up with zeros to whole wide registers.
//!
//! Over the grid each feature stays in a span, `φ_w = middle_w + half_w·t` with `−1 ≤ t ≤ 1`, so that a function
//! `Σ_w c_w φ_w` is at least
//!
//! ```text
//!     Σ_w c_w·middle_w − Σ_w |c_w|·half_w
//! ```

/// Coefficients of a number are filled up to a multiple of this.
pub(crate) const WIDE: usize = 4;

/// Features in a fixed order, the constant first, with their spans.
#[derive(Debug, Clone, Default)]
pub(crate) struct Axes {
    /// The features: 0 is the constant, m + 1 is feature m of the family.
    pub features: Vec<usize>,
    middle: Vec<f64>,
    half: Vec<f64>,
    /// Greatest size of each feature in the box.
    pub reach: Vec<f64>,
}

impl Axes {
    /// The constant and those features of `spans` that are `wanted`.
    #[must_use]
    pub(crate) fn new(spans: &[(f64, f64)], wanted: impl Fn(usize) -> bool) -> Self {
        let moving = (0..spans.len()).filter(|&m| wanted(m));
        let features: Vec<usize> = std::iter::once(0).chain(moving.map(|m| m + 1)).collect();
        let stride = features.len().next_multiple_of(WIDE);
        let laid_out = |constant: f64, of: fn((f64, f64)) -> f64| {
            let others = features[1..].iter().map(|&w| of(spans[w - 1]));
            let mut all: Vec<f64> = std::iter::once(constant).chain(others).collect();
            all.resize(stride, 0.0);
            all
        };
        Axes {
            middle: laid_out(1.0, |(low, high)| 0.5 * low + 0.5 * high),
            half: laid_out(0.0, |(low, high)| 0.5 * high - 0.5 * low),
            reach: laid_out(1.0, |(low, high)| low.abs().max(high.abs())),
            features,
        }
    }

    /// Coefficients of a number, the constant's included.
    #[must_use]
    pub(crate) fn width(&self) -> usize {
        self.features.len()
    }

    /// Coefficients of a number with what fills them up.
    #[must_use]
    pub(crate) fn stride(&self) -> usize {
        self.reach.len()
    }

    /// Where the coefficient of `feature` stands.
    #[cfg(test)]
    pub(crate) fn place(&self, feature: usize) -> Option<usize> {
        self.features.iter().position(|&w| w == feature)
    }

    /// Least value of a function in the box.
    #[inline(always)]
    #[must_use]
    pub(crate) fn least(&self, function: &[f64]) -> f64 {
        let mut sums = [0.0; WIDE];
        let (functions, _) = function.as_chunks::<WIDE>();
        let (middles, _) = self.middle.as_chunks::<WIDE>();
        let (halves, _) = self.half.as_chunks::<WIDE>();
        for ((c, middle), half) in functions.iter().zip(middles).zip(halves) {
            for k in 0..WIDE {
                sums[k] += c[k] * middle[k] - c[k].abs() * half[k];
            }
        }
        sums.iter().sum()
    }

    /// Greatest size that the terms of a function can have together.
    #[inline(always)]
    #[must_use]
    pub(crate) fn size(&self, function: &[f64]) -> f64 {
        let mut sums = [0.0; WIDE];
        let (functions, _) = function.as_chunks::<WIDE>();
        let (reaches, _) = self.reach.as_chunks::<WIDE>();
        for (c, reach) in functions.iter().zip(reaches) {
            for k in 0..WIDE {
                sums[k] += c[k].abs() * reach[k];
            }
        }
        sums.iter().sum()
    }

    /// The function by `t`: the constant first, then what each feature adds at most.
    #[inline(always)]
    pub(crate) fn centre(&self, function: &[f64], centred: &mut [f64]) {
        let mut constant = 0.0;
        for (k, (t, c)) in centred.iter_mut().zip(function).enumerate() {
            constant += c * self.middle[k];
            *t = c * self.half[k];
        }
        centred[0] = constant;
    }
}

/// Numbers that are affine in the features: `stride` coefficients for each place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    stride: usize,
    places: usize,
    coefficients: Vec<f64>,
}

impl Table {
    /// A table of constants.
    #[must_use]
    pub(crate) fn of(constants: impl Iterator<Item = f64>, axes: &Axes) -> Self {
        let stride = axes.stride();
        let mut coefficients = Vec::new();
        for constant in constants {
            coefficients.push(constant);
            coefficients.resize(coefficients.len() + stride - 1, 0.0);
        }
        Table {
            stride,
            places: coefficients.len() / stride,
            coefficients,
        }
    }

    /// Puts changes where they belong: at coefficient `k` of places that stand `shift` further on.
    pub(crate) fn put(&mut self, k: usize, changes: &[(usize, f64)], shift: usize) {
        for &(at, change) in changes {
            self.coefficients[(at + shift) * self.stride + k] = change;
        }
    }

    /// Coefficients of the number at place `v`.
    #[inline(always)]
    #[must_use]
    pub(crate) fn at(&self, v: usize) -> &[f64] {
        &self.coefficients[v * self.stride..(v + 1) * self.stride]
    }

    /// All coefficients: so many wide registers a place.
    #[inline(always)]
    #[must_use]
    pub(crate) fn wide(&self) -> &[[f64; WIDE]] {
        self.coefficients.as_chunks::<WIDE>().0
    }

    /// Coefficients of the number at place `v`, if there is such a place.
    #[inline(always)]
    #[must_use]
    pub(crate) fn get(&self, v: usize) -> Option<&[f64]> {
        (v < self.len()).then(|| self.at(v))
    }

    /// Number of places.
    #[inline(always)]
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_least_at_a_corner_of_the_box() {
        let axes = Axes::new(&[(0.0, 2.0), (5.0, 9.0), (-1.0, 1.0)], |m| m != 1);
        assert_eq!(axes.features, [0, 1, 3]);
        assert_eq!((axes.width(), axes.stride()), (3, 4));
        assert_eq!(axes.place(3), Some(2));
        assert_eq!(axes.place(2), None);
        let function = [1.0, -3.0, 4.0, 0.0];
        assert_eq!(axes.least(&function), 1.0 - 3.0 * 2.0 - 4.0);
        assert_eq!(axes.size(&function), 1.0 + 3.0 * 2.0 + 4.0);
        let mut centred = [0.0; 4];
        axes.centre(&function, &mut centred);
        assert_eq!(centred, [-2.0, -3.0, 4.0, 0.0]);
    }
}
