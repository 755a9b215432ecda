//! # Building a region from the basis at hand
//!
//! All numbers of one variable stand together, one for each feature w, so that one pass over the matrix
//! gives the reduced costs by all features.

use pulp::{Arch, Simd, WithSimd};

use crate::engine::{Basis, Engine, Place, Variable};
use crate::program::Program;
use crate::sweep::subject::{Subject, Table, WIDE};

use super::Region;
use super::facets::Draft;

/// How far a basic value may lie outside its bound, relative to 1 + |bound|.
const PRIMAL: f64 = 1e-9;
/// Below this, relative to the terms it is the difference of, a reduced cost is zero.
const DUAL: f64 = 1e-10;

/// A nonbasic variable whose sign is not proved yet.
struct Open {
    v: usize,
    place: Place,
    /// Where an earlier objective decides but at the edge of the box: its condition.
    edge: Option<Vec<f64>>,
}

/// Prices of one objective: for each row, one coefficient per feature.
struct Prices {
    rank: usize,
    y: Vec<f64>,
    /// Size of the terms of each row's price in the box.
    sizes: Vec<f64>,
    /// A typical cost of a basic column.
    typical: f64,
}

/// A basis with its values and prices by feature.
pub struct Builder<'a> {
    engine: &'a mut Engine,
    subject: &'a Subject,
    program: &'a Program,
    width: usize,
    /// Numbers of one variable, with zeros that fill them up.
    stride: usize,
    columns: usize,
    places: Vec<Place>,
    basic: Vec<usize>,
    /// For each variable (columns, then rows), its value by feature.
    x: Vec<f64>,
    facets: Draft,
}

impl<'a> Builder<'a> {
    /// The basis that is loaded in `engine`; `None` where a nonbasic variable has no bound to stand at.
    pub fn new(engine: &'a mut Engine, basis: &Basis, subject: &'a Subject) -> Option<Self> {
        let program = &subject.family.formulation.program;
        let columns = program.column_count();
        let number = |variable| match variable {
            Variable::Column(j) => j,
            Variable::Row(i) => columns + i,
        };
        let basic = engine.basic_variables().into_iter().map(number).collect();
        let mut builder = Self {
            engine,
            subject,
            program,
            width: subject.width(),
            stride: subject.stride(),
            columns,
            places: basis.places().collect(),
            basic,
            x: Vec::new(),
            facets: Draft::new(&subject.spans, subject.stride()),
        };
        builder.find_values()?;
        Some(builder)
    }

    /// The region.
    pub fn finish(mut self) -> Region {
        let first = self.prices(0);
        self.primal_facets();
        self.dual_facets(&first);
        Region {
            terms: self.subject.gauges.terms(
                &self.x[..self.columns * self.stride],
                self.stride,
                self.width,
            ),
            dual_terms: self.dual_terms(&first),
            primal_residual: self.primal_residuals(),
            dual_residual: self.dual_residuals(&first),
            facets: self.facets.finish(),
        }
    }

    fn values(&self, v: usize) -> &[f64] {
        &self.x[v * self.stride..(v + 1) * self.stride]
    }

    /// Nonbasic variables at their bounds, basic ones by `B x_B = −N x_N`, for each feature.
    fn find_values(&mut self) -> Option<()> {
        self.x = vec![0.0; self.places.len() * self.stride];
        for (v, place) in self.places.iter().enumerate() {
            let bound = match place {
                Place::Lower => self.subject.lower.at(v),
                Place::Upper => self.subject.upper.at(v),
                Place::Basic | Place::Free => continue,
            };
            if !bound[0].is_finite() {
                return None;
            }
            self.x[v * self.stride..(v + 1) * self.stride].copy_from_slice(bound);
        }
        let rest = self.rest();
        for w in 0..self.width {
            let rhs: Vec<f64> = rest.iter().skip(w).step_by(self.stride).copied().collect();
            if rhs.iter().any(|&r| r != 0.0) {
                let values = self.engine.solve_basis(&rhs);
                for (&v, value) in self.basic.iter().zip(values) {
                    self.x[v * self.stride + w] = value;
                }
            }
        }
        Some(())
    }

    /// `r − A x` by row and feature, for the values that stand there.
    fn rest(&self) -> Vec<f64> {
        let mut rest = self.x[self.columns * self.stride..].to_vec();
        for j in 0..self.columns {
            let values = self.values(j);
            if values.iter().all(|&value| value == 0.0) {
                continue;
            }
            for (i, a) in self.program.matrix.column(j) {
                let sums = &mut rest[i * self.stride..(i + 1) * self.stride];
                for (sum, value) in sums.iter_mut().zip(values) {
                    *sum -= a * value;
                }
            }
        }
        rest
    }

    fn costs(&self, rank: usize) -> &'a Table {
        &self.subject.costs[rank]
    }

    /// `Bᵀ y = c_B` for each feature.
    fn prices(&mut self, rank: usize) -> Prices {
        let costs = self.costs(rank);
        let mut y = vec![0.0; self.program.row_count() * self.stride];
        for w in 0..self.width {
            let of_basic = |&v: &usize| {
                if v < self.columns {
                    costs.at(v)[w]
                } else {
                    0.0
                }
            };
            let basic: Vec<f64> = self.basic.iter().map(of_basic).collect();
            if basic.iter().any(|&c| c != 0.0) {
                let prices = self.engine.solve_basis_transposed(&basic);
                for (i, price) in prices.into_iter().enumerate() {
                    y[i * self.stride + w] = price;
                }
            }
        }
        let reach = &self.subject.reach;
        let size = |y: &[f64]| y.iter().zip(reach).map(|(y, r)| y.abs() * r).sum();
        let columns = self.basic.iter().filter(|&&v| v < self.columns);
        Prices {
            rank,
            sizes: y.chunks_exact(self.stride).map(size).collect(),
            typical: columns.fold(1e-6, |most, &j| costs.at(j)[0].abs().max(most)),
            y,
        }
    }

    /// Reduced cost of `v` by feature, into `d`; gives the size of the terms whose difference it is.
    #[inline(always)]
    fn reduce(&self, prices: &Prices, v: usize, d: &mut [f64]) -> f64 {
        let at = |i: usize| &prices.y[i * self.stride..(i + 1) * self.stride];
        if v >= self.columns {
            d.copy_from_slice(at(v - self.columns));
            return prices.sizes[v - self.columns].max(prices.typical);
        }
        d.copy_from_slice(self.costs(prices.rank).at(v));
        let mut size = d[0].abs();
        for (i, a) in self.program.matrix.column(v) {
            size += a.abs() * prices.sizes[i];
            for (d, y) in d.chunks_exact_mut(WIDE).zip(at(i).chunks_exact(WIDE)) {
                for k in 0..WIDE {
                    d[k] -= a * y[k];
                }
            }
        }
        size.max(1e-6 * prices.typical)
    }

    /// Conditions `lower ≤ x_B ≤ upper`.
    fn primal_facets(&mut self) {
        let mut condition = vec![0.0; self.stride];
        for &v in &self.basic {
            let values = &self.x[v * self.stride..(v + 1) * self.stride];
            for (sign, bound) in [
                (1.0, self.subject.lower.at(v)),
                (-1.0, self.subject.upper.at(v)),
            ] {
                if bound[0].is_finite() {
                    let scale = sign / (1.0 + bound[0].abs());
                    for ((c, x), b) in condition.iter_mut().zip(values).zip(bound) {
                        *c = scale * (x - b);
                    }
                    self.facets.keep(&condition, -PRIMAL);
                }
            }
        }
    }

    /// Conditions on the signs of reduced costs, by the first objective in which they do not vanish.
    fn dual_facets(&mut self, first: &Prices) {
        let fixed = &self.subject.fixed;
        let places = std::mem::take(&mut self.places);
        let moving = (0..places.len()).filter(|&v| places[v] != Place::Basic && !fixed[v]);
        let all = moving.map(|v| Open {
            v,
            place: places[v],
            edge: None,
        });
        let mut open = self.dual_facets_of(first, all);
        self.places = places;
        for rank in 1..self.subject.costs.len() {
            if open.is_empty() {
                break;
            }
            let prices = self.prices(rank);
            open = self.dual_facets_of(&prices, open);
        }
        // what no objective decides is the same plan: both choices move nothing that is counted
    }

    /// Facets of one objective; gives back what it leaves open.
    fn dual_facets_of(
        &mut self,
        prices: &Prices,
        open: impl IntoIterator<Item = Open>,
    ) -> Vec<Open> {
        let mut d = vec![0.0; self.stride];
        let mut left = Vec::new();
        // wide instructions where the machine has them; the numbers are the same with all
        Arch::new().dispatch(JudgeAll {
            builder: self,
            prices,
            open,
            d: &mut d,
            left: &mut left,
        });
        left
    }

    #[inline(always)]
    fn judge_all(
        &mut self,
        prices: &Prices,
        open: impl IntoIterator<Item = Open>,
        d: &mut [f64],
        left: &mut Vec<Open>,
    ) {
        for open in open {
            let scale = self.reduce(prices, open.v, d);
            let unit = 1.0 / scale;
            let mut sizes = [0.0; WIDE];
            let reach = self.subject.reach.chunks_exact(WIDE);
            for (d, reach) in d.chunks_exact_mut(WIDE).zip(reach) {
                for k in 0..WIDE {
                    d[k] *= unit;
                    sizes[k] += d[k].abs() * reach[k];
                }
            }
            let greatest: f64 = sizes.iter().sum();
            if greatest <= DUAL {
                left.push(open);
                continue;
            }
            let place = open.place;
            if place == Place::Free {
                // it has to vanish, and does not
                self.facets.keep(d, DUAL);
            }
            if place != Place::Lower {
                d.iter_mut().for_each(|d| *d = -*d);
            }
            left.extend(self.dual_facet(open, d));
        }
    }

    /// The facet `d ≥ 0`, unless it holds everywhere, or everywhere but at the edge of the box: there the next
    /// objective decides.
    #[inline(always)]
    fn dual_facet(&mut self, open: Open, d: &[f64]) -> Option<Open> {
        let (least, _) = self.facets.range(d);
        if least > DUAL {
            return None;
        }
        match open.edge {
            Some(edge) if least < -DUAL => {
                self.facets.keep(&edge, DUAL);
                None
            }
            Some(edge) => Some(Open {
                v: open.v,
                place: open.place,
                edge: Some(edge),
            }),
            None if least >= -DUAL && open.place != Place::Free => Some(Open {
                v: open.v,
                place: open.place,
                edge: Some(d.to_vec()),
            }),
            None => {
                self.facets.keep(d, DUAL);
                None
            }
        }
    }

    /// Σ over nonbasic variables of reduced cost times bound, multiplied out.
    fn dual_terms(&self, first: &Prices) -> Vec<(u32, u32, f64)> {
        let width = self.width;
        let mut forms = vec![0.0; width * width];
        let mut d = vec![0.0; self.stride];
        for v in (0..self.places.len()).filter(|&v| self.places[v] != Place::Basic) {
            let values = self.values(v);
            if values.iter().all(|&value| value == 0.0) {
                continue;
            }
            self.reduce(first, v, &mut d);
            for (d, row) in d.iter().zip(forms.chunks_exact_mut(width)) {
                for (form, value) in row.iter_mut().zip(values) {
                    *form += d * value;
                }
            }
        }
        forms[0] += self.program.objective().constant;
        let terms = forms.into_iter().enumerate().filter(|&(_, q)| q != 0.0);
        terms
            .map(|(at, q)| ((at / width) as u32, (at % width) as u32, q))
            .collect()
    }

    /// ‖r_w − A x_w‖∞, relative to the size of the row's bounds.
    fn primal_residuals(&self) -> Vec<f64> {
        let mut most = vec![0.0_f64; self.stride];
        for (i, rests) in self.rest().chunks_exact(self.stride).enumerate() {
            let scale = 1.0 + row_size(self.program, i);
            for (most, rest) in most.iter_mut().zip(rests) {
                *most = most.max(rest.abs() / scale);
            }
        }
        most
    }

    /// ‖d_B,w‖∞, relative to the size of the costs: zero but for rounding.
    fn dual_residuals(&self, first: &Prices) -> Vec<f64> {
        let mut most = vec![0.0_f64; self.stride];
        let mut d = vec![0.0; self.stride];
        for &v in &self.basic {
            self.reduce(first, v, &mut d);
            let cost = if v < self.columns {
                self.costs(0).at(v)[0].abs()
            } else {
                0.0
            };
            for (most, d) in most.iter_mut().zip(&d) {
                *most = most.max(d.abs() / (1.0 + cost));
            }
        }
        most
    }
}

/// [`Builder::judge_all`] with the widest instructions there are.
struct JudgeAll<'b, 'a, I> {
    builder: &'b mut Builder<'a>,
    prices: &'b Prices,
    open: I,
    d: &'b mut [f64],
    left: &'b mut Vec<Open>,
}

impl<I: IntoIterator<Item = Open>> WithSimd for JudgeAll<'_, '_, I> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.builder
            .judge_all(self.prices, self.open, self.d, self.left);
    }
}

fn row_size(program: &Program, i: usize) -> f64 {
    let size = |bound: f64| if bound.is_finite() { bound.abs() } else { 0.0 };
    size(program.row_lower[i]).max(size(program.row_upper[i]))
}
