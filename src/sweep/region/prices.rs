//! # Prices and reduced costs by feature
//!
//! ```text
//!     Bᵀ y_w = c_B,w        d_w = c_w − Aᵀ y_w        for each feature w that moves costs
//! ```

use pulp::{Arch, Simd, WithSimd};

use crate::engine::Engine;
use crate::program::Matrix;
use crate::sweep::axes::{Axes, Table, WIDE};

/// Prices of one objective, and the reduced costs that were asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prices {
    stride: usize,
    /// For each row, one coefficient per feature.
    y: Vec<f64>,
    /// Size of the terms of each row's price in the box.
    sizes: Vec<f64>,
    /// A typical cost of a basic column.
    typical: f64,
    /// Reduced cost of each variable by feature.
    d: Vec<f64>,
    /// Size of the terms whose difference it is.
    scales: Vec<f64>,
    /// Costs of the basic variables.
    of_basic: Vec<f64>,
}

impl Prices {
    /// Prices at the basis that is loaded in `engine`, its variables `basic` by position.
    pub(crate) fn find(
        &mut self,
        engine: &mut Engine,
        basic: &[usize],
        costs: &Table,
        axes: &Axes,
    ) {
        self.stride = axes.stride();
        self.y.clear();
        self.y.resize(basic.len() * self.stride, 0.0);
        for w in 0..axes.width() {
            self.of_basic.clear();
            let of_basic = basic.iter().map(|&v| costs.get(v).map_or(0.0, |c| c[w]));
            self.of_basic.extend(of_basic);
            if self.of_basic.iter().any(|&c| c != 0.0) {
                let prices = engine.solve_basis_transposed(&self.of_basic);
                for (i, price) in prices.into_iter().enumerate() {
                    self.y[i * self.stride + w] = price;
                }
            }
        }
        let constants = basic.iter().filter_map(|&v| costs.get(v));
        self.typical = constants.fold(1e-6, |most, c| c[0].abs().max(most));
        let prices = self.y.chunks_exact(self.stride);
        self.sizes.clear();
        self.sizes.extend(prices.map(|y| axes.size(y)));
    }

    /// Reduced costs of `variables`: columns, then rows.
    pub(crate) fn reduce(
        &mut self,
        matrix: &Matrix,
        costs: &Table,
        variables: impl Iterator<Item = usize> + Clone,
    ) {
        let all = costs.len() + self.sizes.len();
        self.d.resize(all * self.stride, 0.0);
        self.scales.resize(all, 0.0);
        // wide instructions where the machine has them; the numbers are the same with all
        Arch::new().dispatch(Reduce {
            prices: self,
            matrix,
            costs,
            variables,
        });
    }

    /// Reduced cost of a variable, and the size of the terms whose difference it is.
    #[inline(always)]
    pub(crate) fn of(&mut self, v: usize) -> (&mut [f64], f64) {
        let start = v * self.stride;
        (&mut self.d[start..start + self.stride], self.scales[v])
    }
}

/// [`Prices::reduce`] with the widest instructions there are; few features at a time, which registers hold.
struct Reduce<'a, I> {
    prices: &'a mut Prices,
    matrix: &'a Matrix,
    costs: &'a Table,
    variables: I,
}

impl<I: Iterator<Item = usize> + Clone> WithSimd for Reduce<'_, I> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Matrix {
            starts,
            rows,
            values,
        } = self.matrix;
        let prices = self.prices;
        let parts = prices.stride / WIDE;
        let (y, _) = prices.y.as_chunks::<WIDE>();
        let (d, _) = prices.d.as_chunks_mut::<WIDE>();
        let (costs, columns) = (self.costs.wide(), self.costs.len());
        for v in self.variables.clone() {
            prices.scales[v] = if v < columns {
                let mut size = costs[v * parts][0].abs();
                let entries = starts[v]..starts[v + 1];
                for (&i, a) in rows[entries.clone()].iter().zip(&values[entries]) {
                    size += a.abs() * prices.sizes[i];
                }
                size.max(1e-6 * prices.typical)
            } else {
                prices.sizes[v - columns].max(prices.typical)
            };
        }
        for part in 0..parts {
            for v in self.variables.clone() {
                d[v * parts + part] = if v < columns {
                    let mut sums = costs[v * parts + part];
                    let entries = starts[v]..starts[v + 1];
                    for (&i, &a) in rows[entries.clone()].iter().zip(&values[entries]) {
                        let price = y[i * parts + part];
                        sums = std::array::from_fn(|k| sums[k] - a * price[k]);
                    }
                    sums
                } else {
                    y[(v - columns) * parts + part]
                };
            }
        }
    }
}
