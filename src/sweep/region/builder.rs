//! # Building a region from the basis at hand
//!
//! All numbers of one variable stand together, one for each feature w that moves such numbers, so that one pass
//! over the matrix gives the reduced costs by all features.

use pulp::{Arch, Simd, WithSimd};

use crate::engine::{Basis, BasisStatus, Engine, Variable};
use crate::program::Program;
use crate::sweep::axes::{Axes, WIDE};
use crate::sweep::indicators::{Forms, Term};
use crate::sweep::subject::Subject;

use super::Region;
use super::draft::Draft;
use super::prices::Prices;

/// How far a basic value may lie outside its bound, relative to 1 + |bound|.
const PRIMAL: f64 = 1e-9;
/// Below this, relative to the terms it is the difference of, a reduced cost is zero.
const DUAL: f64 = 1e-10;

/// Scratch to build regions in, one after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scratch {
    places: Vec<BasisStatus>,
    /// Basic variables by position; of all variables, columns come first, then rows.
    basic: Vec<usize>,
    /// For each variable, its value by feature.
    x: Vec<f64>,
    /// Variables whose value is not zero.
    moved: Vec<u32>,
    /// `r − A x` by row and feature.
    rest: Vec<f64>,
    rhs: Vec<f64>,
    prices: Prices,
    draft: Draft,
    forms: Forms,
}

/// A nonbasic variable whose sign is not proved yet.
struct Open {
    v: usize,
    place: BasisStatus,
    /// Where an earlier objective decides but at the edge of the box: its condition.
    edge: Option<Vec<f64>>,
}

/// A basis with its values and prices by feature.
pub(crate) struct Builder<'a> {
    engine: &'a mut Engine,
    subject: &'a Subject,
    program: &'a Program,
    columns: usize,
    scratch: &'a mut Scratch,
}

impl<'a> Builder<'a> {
    /// The basis that is loaded in `engine`.
    pub(crate) fn new(
        engine: &'a mut Engine,
        basis: &Basis,
        subject: &'a Subject,
        scratch: &'a mut Scratch,
    ) -> Self {
        let program = &subject.family.formulation.program;
        let columns = program.column_count();
        let number = |variable| match variable {
            Variable::Column(j) => j,
            Variable::Row(i) => columns + i,
        };
        scratch.basic.clear();
        scratch
            .basic
            .extend(engine.basic_variables().into_iter().map(number));
        scratch.places.clear();
        scratch.places.extend(basis.statuses());
        Self {
            engine,
            subject,
            program,
            columns,
            scratch,
        }
    }

    /// The region; `None` where a nonbasic variable has no bound to stand at, or features are more than a term can
    /// name.
    pub(crate) fn finish(mut self) -> Option<Region> {
        let subject = self.subject;
        u16::try_from(subject.all.width()).ok()?;
        self.scratch.draft.begin(&subject.all);
        self.find_values()?;
        self.primal_facets();
        self.find_prices();
        let dual_terms = self.dual_terms();
        let dual_residual = self.dual_residuals();
        self.dual_facets();
        let primal_residual = self.primal_residuals();
        let scratch = self.scratch;
        Some(Region {
            terms: subject.indicators.terms(
                &scratch.x,
                scratch.moved.iter().map(|&v| v as usize),
                &subject.of_bounds,
                &mut scratch.forms,
            ),
            dual_terms,
            primal_residual,
            dual_residual,
            facets: scratch.draft.finish(&subject.all),
            is_proof: false,
        })
    }

    /// Nonbasic variables at their bounds, basic ones by `B x_B = −N x_N`, for each feature.
    fn find_values(&mut self) -> Option<()> {
        let axes = &self.subject.of_bounds;
        let stride = axes.stride();
        self.rest_at_bounds()?;
        self.find_rest();
        let scratch = &mut *self.scratch;
        for w in 0..axes.width() {
            scratch.rhs.clear();
            scratch
                .rhs
                .extend(scratch.rest.iter().skip(w).step_by(stride).copied());
            if scratch.rhs.iter().any(|&r| r != 0.0) {
                let values = self.engine.solve_basis(&scratch.rhs);
                for (&v, value) in scratch.basic.iter().zip(values) {
                    scratch.x[v * stride + w] = value;
                }
            }
        }
        let moving = |v: &&usize| !is_zero(&scratch.x[**v * stride..(**v + 1) * stride]);
        let moving = scratch.basic.iter().filter(moving);
        scratch.moved.extend(moving.map(|&v| v as u32));
        Some(())
    }

    /// Nonbasic variables at their bounds, basic ones at zero.
    fn rest_at_bounds(&mut self) -> Option<()> {
        let stride = self.subject.of_bounds.stride();
        let Scratch {
            x, places, moved, ..
        } = &mut *self.scratch;
        x.clear();
        x.resize(places.len() * stride, 0.0);
        moved.clear();
        for (v, place) in places.iter().enumerate() {
            let bound = match place {
                BasisStatus::Lower => self.subject.lower.at(v),
                BasisStatus::Upper => self.subject.upper.at(v),
                BasisStatus::Basic | BasisStatus::Free => continue,
            };
            if !bound[0].is_finite() {
                return None;
            }
            if !is_zero(bound) {
                x[v * stride..(v + 1) * stride].copy_from_slice(bound);
                moved.push(v as u32);
            }
        }
        Some(())
    }

    /// `r − A x` by row and feature, for the values that stand there.
    fn find_rest(&mut self) {
        let stride = self.subject.of_bounds.stride();
        let Scratch { x, rest, moved, .. } = &mut *self.scratch;
        rest.clear();
        rest.extend_from_slice(&x[self.columns * stride..]);
        let parts = stride / WIDE;
        let (rest, _) = rest.as_chunks_mut::<WIDE>();
        let (x, _) = x.as_chunks::<WIDE>();
        for j in moved.iter().map(|&v| v as usize) {
            if j >= self.columns {
                continue;
            }
            let values = &x[j * parts..(j + 1) * parts];
            for (i, a) in self.program.matrix.column(j) {
                let sums = &mut rest[i * parts..(i + 1) * parts];
                for (sum, value) in sums.iter_mut().zip(values) {
                    for k in 0..WIDE {
                        sum[k] -= a * value[k];
                    }
                }
            }
        }
    }

    /// Prices and reduced costs of the first objective.
    fn find_prices(&mut self) {
        let (subject, scratch) = (self.subject, &mut *self.scratch);
        let costs = &subject.costs[0];
        scratch
            .prices
            .find(self.engine, &scratch.basic, costs, &subject.of_costs);
        let all = 0..scratch.places.len();
        scratch.prices.reduce(&self.program.matrix, costs, all);
    }

    /// Conditions `lower ≤ x_B ≤ upper`.
    fn primal_facets(&mut self) {
        let (subject, scratch) = (self.subject, &mut *self.scratch);
        let axes = &subject.of_bounds;
        let stride = axes.stride();
        let mut condition = vec![0.0; stride];
        for &v in &scratch.basic {
            let values = &scratch.x[v * stride..(v + 1) * stride];
            for (sign, bound) in [(1.0, subject.lower.at(v)), (-1.0, subject.upper.at(v))] {
                if bound[0].is_finite() {
                    let scale = sign / (1.0 + bound[0].abs());
                    for ((c, x), b) in condition.iter_mut().zip(values).zip(bound) {
                        *c = scale * (x - b);
                    }
                    scratch.draft.keep(axes, &condition, -PRIMAL);
                }
            }
        }
    }

    /// Conditions on the signs of reduced costs, by the first objective in which they do not vanish.
    fn dual_facets(&mut self) {
        let subject = self.subject;
        let places = std::mem::take(&mut self.scratch.places);
        let moving = places.iter().zip(&subject.fixed).enumerate();
        let moving = moving.filter(|(_, (place, fixed))| **place != BasisStatus::Basic && !**fixed);
        let mut open = self.facets_of_costs(moving.map(|(v, (&place, _))| Open {
            v,
            place,
            edge: None,
        }));
        self.scratch.places = places;
        for costs in &subject.costs[1..] {
            if open.is_empty() {
                break;
            }
            let scratch = &mut *self.scratch;
            scratch
                .prices
                .find(self.engine, &scratch.basic, costs, &subject.of_costs);
            let variables = open.iter().map(|open| open.v);
            scratch
                .prices
                .reduce(&self.program.matrix, costs, variables);
            open = self.facets_of_costs(open.into_iter());
        }
        // what no objective decides is the same plan: both choices move nothing that is counted
    }

    /// Facets of one objective; gives back what it leaves open.
    fn facets_of_costs(&mut self, open: impl Iterator<Item = Open>) -> Vec<Open> {
        // wide instructions where the machine has them; the numbers are the same with all
        Arch::new().dispatch(FacetsOfCosts {
            axes: &self.subject.of_costs,
            prices: &mut self.scratch.prices,
            draft: &mut self.scratch.draft,
            open,
        })
    }

    /// Σ over nonbasic variables of reduced cost times bound, multiplied out.
    fn dual_terms(&mut self) -> Vec<Term> {
        let (of_costs, of_bounds) = (&self.subject.of_costs, &self.subject.of_bounds);
        let stride = of_bounds.stride();
        let scratch = &mut *self.scratch;
        let mut forms = vec![0.0; of_costs.width() * stride];
        for v in scratch.moved.iter().map(|&v| v as usize) {
            if scratch.places[v] == BasisStatus::Basic {
                continue;
            }
            let values = &scratch.x[v * stride..(v + 1) * stride];
            let (d, _) = scratch.prices.of(v);
            for (d, row) in d.iter().zip(forms.chunks_exact_mut(stride)) {
                for (form, value) in row.iter_mut().zip(values) {
                    *form += d * value;
                }
            }
        }
        forms[0] += self.program.objective().constant;
        let mut terms = Vec::new();
        for (&v, row) in of_costs.features.iter().zip(forms.chunks_exact(stride)) {
            let factors = of_bounds.features.iter().zip(row);
            let factors = factors.filter(|&(_, &factor)| factor != 0.0);
            terms.extend(factors.map(|(&w, &factor)| Term::new(0, v, w, factor)));
        }
        terms
    }

    /// ‖r_w − A x_w‖∞, relative to the size of the row's bounds.
    fn primal_residuals(&mut self) -> Vec<f64> {
        self.find_rest();
        let axes = &self.subject.of_bounds;
        let mut most = vec![0.0_f64; self.subject.all.width()];
        for (i, rests) in self.scratch.rest.chunks_exact(axes.stride()).enumerate() {
            let scale = 1.0 + row_size(self.program, i);
            for (&w, rest) in axes.features.iter().zip(rests) {
                most[w] = most[w].max(rest.abs() / scale);
            }
        }
        most
    }

    /// ‖d_B,w‖∞, relative to the size of the costs: zero but for rounding.
    fn dual_residuals(&mut self) -> Vec<f64> {
        let (subject, scratch) = (self.subject, &mut *self.scratch);
        let mut most = vec![0.0_f64; subject.all.width()];
        for &v in &scratch.basic {
            let cost = subject.costs[0].get(v).map_or(0.0, |cost| cost[0].abs());
            let (d, _) = scratch.prices.of(v);
            for (&w, d) in subject.of_costs.features.iter().zip(d) {
                most[w] = most[w].max(d.abs() / (1.0 + cost));
            }
        }
        most
    }
}

/// Makes facets of the signs of reduced costs, with the widest instructions there are.
struct FacetsOfCosts<'b, I> {
    axes: &'b Axes,
    prices: &'b mut Prices,
    draft: &'b mut Draft,
    open: I,
}

impl<I: Iterator<Item = Open>> WithSimd for FacetsOfCosts<'_, I> {
    type Output = Vec<Open>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Vec<Open> {
        let mut left = Vec::new();
        for open in self.open {
            let (d, scale) = self.prices.of(open.v);
            let unit = 1.0 / scale;
            let unit = if open.place == BasisStatus::Upper {
                -unit
            } else {
                unit
            };
            d.iter_mut().for_each(|d| *d *= unit);
            let least = self.axes.least(d);
            // most hold everywhere
            if least <= DUAL || open.place == BasisStatus::Free {
                left.extend(sign(self.axes, self.draft, open, d, least));
            }
        }
        left
    }
}

/// The facet `d ≥ 0`, unless `d` vanishes, or holds everywhere, or everywhere but at the edge of the box: there the
/// next objective decides.
#[inline(always)]
fn sign(axes: &Axes, draft: &mut Draft, open: Open, d: &mut [f64], mut least: f64) -> Option<Open> {
    if axes.size(d) <= DUAL {
        return Some(open);
    }
    if open.place == BasisStatus::Free {
        // it has to vanish, and does not
        draft.keep(axes, d, DUAL);
        d.iter_mut().for_each(|d| *d = -*d);
        least = axes.least(d);
        if least > DUAL {
            return None;
        }
    }
    let reaches_below = least < -DUAL;
    match open.edge {
        Some(edge) if reaches_below => draft.keep(axes, &edge, DUAL),
        None if reaches_below || open.place == BasisStatus::Free => {
            draft.add(axes, d, DUAL, least - DUAL);
        }
        edge => {
            return Some(Open {
                edge: edge.or_else(|| Some(d.to_vec())),
                ..open
            });
        }
    }
    None
}

fn is_zero(values: &[f64]) -> bool {
    values.iter().all(|&value| value == 0.0)
}

fn row_size(program: &Program, i: usize) -> f64 {
    let size = |bound: f64| if bound.is_finite() { bound.abs() } else { 0.0 };
    size(program.row_lower[i]).max(size(program.row_upper[i]))
}
