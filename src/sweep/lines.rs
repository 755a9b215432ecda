//! # A grid as lines
//!
//! The scenarios that differ in one parameter alone are a line of the grid. Along it the features move by
//!
//! ```text
//!     φ(s) = φ(0) + s·direction        direction_w = sign · ∂φ_w/∂θ_k
//! ```
//!
//! because no feature has a parameter twice, so every facet is affine along it. Its figures go one way, so what lies
//! between two scenarios in number lies between them in place as well.
//!
//! Where a line runs matters for time alone. Of lines with `n` places along which a step leaves the region `c` times on average,
//! the grid has `N/n·(1 + c·n)` pieces: the parameter with the least `1/n + c` is taken.

use crate::family::{Family, Feature};

use super::grid::AlongAxis;
use super::run::Plan;

/// Lines of a grid, or its scenarios one by one where it has none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines<'g> {
    /// The scenarios in all.
    scenarios: u64,
    /// Scenarios of a line.
    places: u64,
    along: Option<AlongAxis<'g>>,
    /// Lines from one to that which lies one step back along the axis behind.
    row: usize,
}

impl<'g> Lines<'g> {
    /// The lines of a sweep; `weights` says how much a unit of each parameter changes.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn of(plan: &Plan<'g>, weights: &[f64]) -> Self {
        let pieces = |axis: &AlongAxis<'_>| {
            let (range, places) = (plan.ranges[axis.parameter], axis.figures.len());
            let step = (range.high - range.low) / (places - 1) as f64;
            // a place of a basis that goes is one that comes, too
            1.0 / places as f64 + 0.5 * weights.get(axis.parameter).unwrap_or(&0.0) * step
        };
        let axes = match plan.sample {
            None => plan.grid.lines(),
            Some(_) => Vec::new(),
        };
        let along = axes
            .into_iter()
            .min_by(|a, b| pieces(a).total_cmp(&pieces(b)).then(a.step.cmp(&b.step)));
        let steps = plan.grid.steps();
        let mut others = steps.iter().zip(steps[1.min(steps.len())..].iter());
        let row = others.find(|(step, _)| along.is_none_or(|along| along.step != **step));
        Lines {
            scenarios: plan.len(),
            places: along.map_or(1, |along| along.figures.len()),
            along,
            row: row.map_or(1, |(step, next)| next / step) as usize,
        }
    }

    /// Whether scenarios lie on lines, and lines beside lines.
    pub(super) const fn has_neighbours(&self) -> bool {
        self.along.is_some()
    }

    /// How many lines there are.
    pub(super) const fn count(&self) -> u64 {
        self.scenarios / self.places
    }

    /// Scenarios of a line.
    pub(super) const fn places(&self) -> u64 {
        self.places
    }

    /// Lines from one to that which lies one step back along the second axis.
    pub(super) const fn row(&self) -> usize {
        self.row
    }

    /// The scenario at a place of a line, counted from 0.
    pub(super) fn scenario(&self, line: u64, place: u64) -> u64 {
        let step = self.along.map_or(1, |along| along.step);
        let (outer, inner) = (line / step, line % step);
        outer * step * self.places + inner + place * step
    }

    /// Changes the figures of a scenario to those of the one at another place of its line.
    pub(super) fn move_to(&self, place: u64, point: &mut [f64]) {
        if let Some(along) = self.along {
            point[along.parameter] = along.figures.at(place);
        }
    }

    /// How the features move for a unit of the parameter, the constant first.
    pub(super) fn direction(&self, family: &Family, point: &[f64], direction: &mut Vec<f32>) {
        direction.clear();
        let Some(AlongAxis {
            parameter: along,
            rises,
            ..
        }) = self.along
        else {
            return;
        };
        let sign = if rises { 1.0 } else { -1.0 };
        let deviation = |k: usize| point[k] - family.reference[k];
        let moves = family.features.iter().map(|feature| match *feature {
            Feature::Deviation(k) if k == along => 1.0,
            Feature::Product(k, l) if k == along => deviation(l),
            Feature::Product(k, l) if l == along => deviation(k),
            _ => 0.0,
        });
        direction.push(0.0);
        direction.extend(moves.map(|by| (sign * by) as f32));
    }

    /// The last place not behind `reach` from `place`, whose figures are `point`.
    pub(super) fn last_within(&self, place: u64, point: &[f64], reach: f32) -> u64 {
        let Some(along) = self.along.filter(|_| reach > 0.0) else {
            return place;
        };
        // the reach is rounded to single precision
        let (here, reach) = (point[along.parameter], f64::from(reach) * (1.0 - 1e-6));
        let is_near = |place: u64| (along.figures.at(place) - here).abs() <= reach;
        let (mut near, mut far, mut stride) = (place, self.places, 1);
        while near + stride < far && is_near(near + stride) {
            near += stride;
            stride *= 2;
        }
        far = far.min(near + stride);
        while near + 1 < far {
            let middle = near + (far - near) / 2;
            if is_near(middle) {
                near = middle;
            } else {
                far = middle;
            }
        }
        near
    }
}
