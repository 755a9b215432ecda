//! # Which figures decide: Sobol indices
//!
//! For an outcome `f` of independent figures `x_1 … x_k`, with variance `V`:
//!
//! ```text
//!     S_i  = V[ E(f | x_i) ] / V                      first order: what x_i decides alone
//!     ST_i = E[ V(f | all but x_i) ] / V              total: with all its interactions
//! ```
//!
//! From two independent samples `A`, `B` of `n` points and, for each figure, the sample `A` with that figure from `B`
//! (`AB_i`):
//!
//! ```text
//!     S_i  ≈ 1/n  Σ_j f(B)_j · (f(AB_i)_j − f(A)_j) / V          Saltelli et al., Comput. Phys. Commun. 181 (2010) 259
//!     ST_i ≈ 1/2n Σ_j (f(A)_j − f(AB_i)_j)² / V                  Jansen, Comput. Phys. Commun. 117 (1999) 35
//! ```
//!
//! Outcomes are centred on their mean first, which leaves both sums as they are in the limit and takes most of the scatter away.
//! The error of each is the standard error of the mean over the points `j`; points of a Sobol sequence scatter less, so it is on the safe side.

/// One index with its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Index {
    /// The estimate, 0 to 1 but for its error.
    pub value: f64,
    /// Standard error of the estimate.
    pub standard_error: f64,
}

/// Both indices of one figure for one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Indices {
    /// What the figure decides alone.
    pub first: Index,
    /// What it decides with all its interactions.
    pub total: Index,
}

/// Mean and variance of outcomes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    /// Arithmetic mean.
    pub mean: f64,
    /// Mean squared deviation from it.
    pub variance: f64,
}

/// Mean and variance of the samples `A` and `B` together.
#[must_use]
pub(crate) fn spread(a: &[f64], b: &[f64]) -> Spread {
    let count = (a.len() + b.len()).max(1) as f64;
    let mean = a.iter().chain(b).sum::<f64>() / count;
    let squares = a.iter().chain(b).map(|f| (f - mean).powi(2));
    Spread {
        mean,
        variance: squares.sum::<f64>() / count,
    }
}

/// Indices of the figure by which `ab` differs from `a`. All 0 where the outcome does not vary by more than its rounding.
#[must_use]
pub(crate) fn indices(a: &[f64], b: &[f64], ab: &[f64], spread: Spread) -> Indices {
    let size = spread.mean.abs().max(f64::MIN_POSITIVE);
    if spread.variance.sqrt() <= 1e-12 * size {
        return Indices::default();
    }
    let terms = |term: &dyn Fn(usize) -> f64| -> Index {
        mean_with_error((0..a.len()).map(|j| term(j) / spread.variance))
    };
    Indices {
        first: terms(&|j| (b[j] - spread.mean) * (ab[j] - a[j])),
        total: terms(&|j| 0.5 * (a[j] - ab[j]).powi(2)),
    }
}

fn mean_with_error(terms: impl Iterator<Item = f64> + Clone) -> Index {
    let count = terms.clone().count().max(1) as f64;
    let value = terms.clone().sum::<f64>() / count;
    let scatter = terms.map(|term| (term - value).powi(2)).sum::<f64>() / count;
    Index {
        value,
        standard_error: (scatter / count).sqrt(),
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;
    use crate::sweep::sample::sobol::Sobol;
    use std::f64::consts::PI;

    /// Samples of `k` figures in the unit cube, `AB_i` included.
    fn samples(k: usize, n: u64, f: impl Fn(&[f64]) -> f64) -> (Vec<f64>, Vec<f64>, Vec<Vec<f64>>) {
        let sequence = Sobol::new(2 * k, 1).expect("few dimensions");
        let point = |which: usize, j| -> Vec<f64> {
            (0..k).map(|i| sequence.unit(j, 2 * i + which)).collect()
        };
        let whole = |which| (0..n).map(|j| f(&point(which, j))).collect();
        let mixed = |i: usize| {
            let one = |j| {
                let mut x = point(0, j);
                x[i] = sequence.unit(j, 2 * i + 1);
                f(&x)
            };
            (0..n).map(one).collect()
        };
        (whole(0), whole(1), (0..k).map(mixed).collect())
    }

    /// Ishigami's function sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁ on [−π, π]³ has indices in closed form:
    /// S = 0.3139, 0.4424, 0 and ST = 0.5576, 0.4424, 0.2437.
    #[test]
    fn indices_of_ishigamis_function_are_as_known() {
        let (a, b, ab) = samples(3, 16_384, |u| {
            let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
            x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
        });
        let spread = spread(&a, &b);
        let known = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
        for (ab, (first, total)) in ab.iter().zip(known) {
            let found = indices(&a, &b, ab, spread);
            for (index, right) in [(found.first, first), (found.total, total)] {
                assert!(index.standard_error < 0.02, "{index:?}");
                let allowed = 3.0 * index.standard_error + 1e-4;
                assert!((index.value - right).abs() < allowed, "{index:?} {right}");
            }
        }
    }

    /// A sum of figures has no interactions: with variances 1, 4 and 9 the shares are 1/14, 4/14 and 9/14.
    #[test]
    fn a_sum_is_shared_out_by_the_variances() {
        let (a, b, ab) = samples(3, 8_192, |u| u[0] + 2.0 * u[1] + 3.0 * u[2]);
        let spread = spread(&a, &b);
        for (ab, share) in ab.iter().zip([1.0 / 14.0, 4.0 / 14.0, 9.0 / 14.0]) {
            let found = indices(&a, &b, ab, spread);
            assert!((found.first.value - share).abs() < 0.01, "{found:?}");
            assert!((found.total.value - share).abs() < 0.01, "{found:?}");
        }
    }

    #[test]
    fn what_does_not_vary_is_decided_by_nothing() {
        let same = vec![3.0; 8];
        let found = indices(&same, &same, &same, spread(&same, &same));
        assert_eq!(found, Indices::default());
    }
}
