//! # A family of programmes: numbers as functions of the parameters
//!
//! While the parameters θ move, the rows and columns of a case's programme stay and its numbers
//! follow. Nearly always each number v is affine in the **features** φ(θ):
//!
//! ```text
//!     v(θ) = v₀ + Σ_m φ_m(θ)·Δ_m v         φ_m = θ_k − θ⁰_k   or   (θ_k − θ⁰_k)·(θ_l − θ⁰_l)
//! ```
//!
//! The products arise where one parameter scales another (PUE and price). The formulation is not
//! written a second time to learn Δ: it is asked at a few points. Each parameter is moved alone to
//! two places, which shows whether it is affine, and each pair together, which shows whether there is
//! a product; other points then check the whole. A parameter that moves rows or columns, or bends, is
//! [`Bent`], and its values each get a family of their own.

pub(crate) mod along;

use crate::formulation::Formulation;
use crate::formulation::measures::Item;
use crate::parameter::ChangeError;
use crate::program::{Delta, Program};

/// Relative difference up to which two numbers are the same: rounding of the formulation.
const SAME: f64 = 1e-11;

/// Part of the greatest number that one beside it is taken for at least.
const BESIDE: f64 = 1e-4;

/// A feature: the deviation of one parameter from its reference, or the product of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    /// `θ_k − θ⁰_k`
    Deviation(usize),
    /// `(θ_k − θ⁰_k)·(θ_l − θ⁰_l)`
    Product(usize, usize),
}

/// How a feature moves the numbers: changes per unit of the feature.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct FeatureEffect {
    /// Of the programme.
    pub delta: Delta,
    /// By [`Item`]: column, change.
    pub measures: Vec<Vec<(usize, f64)>>,
}

/// Programmes that differ in numbers only.
#[derive(Debug, Clone)]
pub(crate) struct Family {
    /// At the reference point.
    pub formulation: Formulation,
    /// The reference point θ⁰.
    pub reference: Vec<f64>,
    /// The features, in a fixed order.
    pub features: Vec<Feature>,
    /// What each feature does.
    pub effects: Vec<FeatureEffect>,
}

/// Parameters that a family cannot follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bent {
    /// Indices of parameters that move rows or columns, or in which a number is not affine.
    pub parameters: Vec<usize>,
}

/// Why no family was made.
#[derive(Debug)]
pub(crate) enum NoFamily {
    /// Some parameters have to be held fixed.
    Bent(Bent),
    /// A point is no valid case.
    Invalid(ChangeError),
}

impl From<ChangeError> for NoFamily {
    fn from(error: ChangeError) -> Self {
        NoFamily::Invalid(error)
    }
}

/// One parameter's range within the family.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Range {
    /// Least value.
    pub low: f64,
    /// Greatest value.
    pub high: f64,
}

impl Range {
    /// The value at a share of the way; one that stands still may be infinite.
    fn at(&self, share: f64) -> f64 {
        if self.low < self.high {
            self.low + share * (self.high - self.low)
        } else {
            self.low
        }
    }
}

impl Family {
    /// Learns the family over `ranges` from programmes at a few points. `formulate` gives the
    /// programme at a point.
    ///
    /// # Errors
    /// [`NoFamily`] where a parameter bends or a point is no valid case.
    pub(crate) fn learn(
        ranges: &[Range],
        mut formulate: impl FnMut(&[f64]) -> Result<Formulation, ChangeError>,
    ) -> Result<Self, NoFamily> {
        let reference: Vec<f64> = ranges.iter().map(|range| range.low).collect();
        let base = formulate(&reference)?;
        let moving: Vec<usize> = (0..ranges.len())
            .filter(|&k| ranges[k].low < ranges[k].high)
            .collect();
        let mut family = Family {
            formulation: base,
            reference: reference.clone(),
            features: Vec::new(),
            effects: Vec::new(),
        };
        let mut bent = Vec::new();
        for &k in &moving {
            let probe = |share: f64| {
                let mut point = reference.clone();
                point[k] = ranges[k].at(share);
                point
            };
            let far = formulate(&probe(1.0))?;
            let near_point = probe(0.375);
            let near = formulate(&near_point)?;
            let step = ranges[k].high - ranges[k].low;
            let far_point = reference_plus(&reference, k, step);
            let explained = family.extend(Feature::Deviation(k), &far, &far_point)
                && family.agrees_with(&near, &near_point);
            if !explained {
                bent.push(k);
            }
        }
        if bent.is_empty() {
            bent = family.learn_products(ranges, &moving, &mut formulate)?;
        }
        if bent.is_empty() {
            bent = family.check_corner(ranges, &moving, &mut formulate)?;
        }
        if bent.is_empty() {
            Ok(family)
        } else {
            Err(NoFamily::Bent(Bent { parameters: bent }))
        }
    }

    /// The family of one parameter in which all numbers are known to be affine, from the programmes at both ends of its
    /// range; `None` where the two differ in more than numbers.
    #[must_use]
    pub(crate) fn between(range: Range, low: Formulation, high: &Formulation) -> Option<Self> {
        let mut family = Family {
            formulation: low,
            reference: vec![range.low],
            features: Vec::new(),
            effects: Vec::new(),
        };
        let is_affine = family.extend(Feature::Deviation(0), high, &[range.high]);
        is_affine.then_some(family)
    }

    /// Moves each pair of parameters together; what one at a time does not explain is their product.
    fn learn_products(
        &mut self,
        ranges: &[Range],
        moving: &[usize],
        formulate: &mut impl FnMut(&[f64]) -> Result<Formulation, ChangeError>,
    ) -> Result<Vec<usize>, NoFamily> {
        for (at, &k) in moving.iter().enumerate() {
            for &l in &moving[at + 1..] {
                let mut point = self.reference.clone();
                point[k] = ranges[k].high;
                point[l] = ranges[l].high;
                let both = formulate(&point)?;
                if self.agrees_with(&both, &point) {
                    continue;
                }
                if !self.extend(Feature::Product(k, l), &both, &point) {
                    return Ok(vec![k, l]);
                }
            }
        }
        Ok(Vec::new())
    }

    /// The far corner and an inner point, where products of three would show.
    fn check_corner(
        &self,
        ranges: &[Range],
        moving: &[usize],
        formulate: &mut impl FnMut(&[f64]) -> Result<Formulation, ChangeError>,
    ) -> Result<Vec<usize>, NoFamily> {
        for share in [1.0, 0.618] {
            let point: Vec<f64> = ranges.iter().map(|range| range.at(share)).collect();
            if !self.agrees_with(&formulate(&point)?, &point) {
                return Ok(moving.to_vec());
            }
        }
        Ok(Vec::new())
    }

    /// The features at a point.
    pub(crate) fn features_at(&self, point: &[f64], features: &mut Vec<f64>) {
        features.clear();
        let deviation = |k: usize| point[k] - self.reference[k];
        features.extend(self.features.iter().map(|feature| match *feature {
            Feature::Deviation(k) => deviation(k),
            Feature::Product(k, l) => deviation(k) * deviation(l),
        }));
    }

    /// Least and greatest value of each feature over parameter ranges.
    #[must_use]
    pub(crate) fn spans(&self, ranges: &[Range]) -> Vec<(f64, f64)> {
        let span = |k: usize| {
            (
                ranges[k].low - self.reference[k],
                ranges[k].high - self.reference[k],
            )
        };
        let of_feature = |feature: &Feature| match *feature {
            Feature::Deviation(k) => span(k),
            Feature::Product(k, l) => {
                let ((a, b), (c, d)) = (span(k), span(l));
                let corners = [a * c, a * d, b * c, b * d];
                (
                    corners.iter().copied().fold(f64::INFINITY, f64::min),
                    corners.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                )
            }
        };
        self.features.iter().map(of_feature).collect()
    }

    /// Whether any feature moves the matrix.
    #[must_use]
    pub(crate) fn moves_matrix(&self) -> bool {
        self.effects
            .iter()
            .any(|effect| effect.delta.moves_matrix())
    }

    /// Whether any feature moves a bound of a row or a column.
    #[must_use]
    pub(crate) fn moves_bounds(&self) -> bool {
        self.effects
            .iter()
            .any(|effect| effect.delta.moves_bounds())
    }

    /// The programme and its measures at a point.
    #[must_use]
    pub(crate) fn formulation_at(&self, point: &[f64]) -> Formulation {
        let mut features = Vec::new();
        self.features_at(point, &mut features);
        let mut formulation = self.formulation.clone();
        for (effect, &amount) in self.effects.iter().zip(&features) {
            effect.apply(&mut formulation, amount);
        }
        formulation
    }

    /// Adds a feature that explains `there`, the programme at `point`; false where the two differ in
    /// more than numbers.
    fn extend(&mut self, feature: Feature, there: &Formulation, point: &[f64]) -> bool {
        let here = self.formulation_at(point);
        if !same_structure(&here, there) {
            return false;
        }
        let step = match feature {
            Feature::Deviation(k) => point[k] - self.reference[k],
            Feature::Product(k, l) => {
                (point[k] - self.reference[k]) * (point[l] - self.reference[l])
            }
        };
        let Some(effect) = FeatureEffect::between(&here, there, step) else {
            return false;
        };
        self.features.push(feature);
        self.effects.push(effect);
        true
    }

    /// Whether the family's programme at `point` is `there`.
    fn agrees_with(&self, there: &Formulation, point: &[f64]) -> bool {
        let here = self.formulation_at(point);
        same_structure(&here, there)
            && FeatureEffect::between(&here, there, 1.0).is_some_and(|effect| effect.is_nothing())
    }
}

fn reference_plus(reference: &[f64], k: usize, step: f64) -> Vec<f64> {
    let mut point = reference.to_vec();
    point[k] += step;
    point
}

fn same_structure(a: &Formulation, b: &Formulation) -> bool {
    a.columns() == b.columns()
        && a.rows() == b.rows()
        && a.program.matrix.starts == b.program.matrix.starts
        && a.program.matrix.rows == b.program.matrix.rows
}

/// Differences per unit of `step`; `None` where one of two numbers is infinite and not the other.
fn differences(here: &[f64], there: &[f64], step: f64) -> Option<Vec<(usize, f64)>> {
    let scale = here.iter().filter(|v| v.is_finite());
    let scale = scale.fold(0.0_f64, |most, v| most.max(v.abs()));
    let mut changes = Vec::new();
    for (i, (&a, &b)) in here.iter().zip(there).enumerate() {
        if a == b {
            continue;
        }
        if !a.is_finite() || !b.is_finite() {
            return None;
        }
        // a number beside much greater ones may carry their rounding: its terms were as great and cancelled
        if (b - a).abs() > SAME * a.abs().max(b.abs()).max(BESIDE * scale) {
            changes.push((i, (b - a) / step));
        }
    }
    Some(changes)
}

impl FeatureEffect {
    fn between(here: &Formulation, there: &Formulation, step: f64) -> Option<Self> {
        let (a, b) = (&here.program, &there.program);
        let numbers = |of: fn(&Program) -> &Vec<f64>| differences(of(a), of(b), step);
        let costs = (0..a.objectives.len())
            .map(|rank| {
                let of = |program: &Program| program.objectives[rank].coefficients.clone();
                differences(&of(a), &of(b), step)
            })
            .collect::<Option<Vec<_>>>()?;
        let measures = Item::ALL
            .iter()
            .map(|&item| {
                let [here, there] =
                    [here, there].map(|of| of.measures.of(item).collect::<Vec<f64>>());
                differences(&here, &there, step)
            })
            .collect::<Option<Vec<_>>>()?;
        let delta = Delta {
            costs,
            lower: numbers(|program| &program.lower)?,
            upper: numbers(|program| &program.upper)?,
            row_lower: numbers(|program| &program.row_lower)?,
            row_upper: numbers(|program| &program.row_upper)?,
            entries: numbers(|program| &program.matrix.values)?,
        };
        Some(FeatureEffect { delta, measures })
    }

    fn is_nothing(&self) -> bool {
        self.delta.is_nothing() && self.measures.iter().all(Vec::is_empty)
    }

    /// Adds `amount` of the effect to a formulation.
    fn apply(&self, formulation: &mut Formulation, amount: f64) {
        self.delta.add_to(&mut formulation.program, amount);
        for (&item, changes) in Item::ALL.iter().zip(&self.measures) {
            for &(j, rate) in changes {
                formulation.measures.add(item, j, rate * amount);
            }
        }
    }
}
