//! # The nearest scenarios answered before
//!
//! What was optimal nearby is the best guess at what is optimal here. How near two scenarios are is counted
//! in places in which their bases differ, and learnt:
//!
//! - In a product grid the scenarios one step back along each axis are near: they stand at fixed distances
//!   in the order. Whenever the simplex was needed, its basis is compared with those of all of them, and the
//!   axis whose steps change least on average is asked first.
//! - Among drawn scenarios the nearest is looked for, `Σ_k weight[k]·|θ_k − θ'_k|` away, where a weight is the
//!   number of changes that a step of that parameter makes, see [`super::seeds`].

use super::nearest::Nearest;

/// No basis is known at a scenario: it failed, or the reference answered.
pub(crate) const NONE: u32 = u32::MAX;

/// Scenarios that are looked for by distance.
const FEW: usize = 32;

/// How near scenarios are found.
#[derive(Debug, Clone, Default)]
pub(crate) enum Nearness {
    /// One step back along each axis is so many scenarios back; the last axis first.
    Steps(Vec<u64>),
    /// By distance.
    #[default]
    Distance,
}

/// A step along one axis of a grid.
#[derive(Debug, Clone, Copy)]
struct Axis {
    /// So many scenarios back.
    step: u64,
    /// Places in which bases one step apart differed, on average so far.
    changes: f64,
    counted: f64,
}

/// The bases at the scenarios answered so far.
#[derive(Debug, Clone)]
pub(crate) struct History {
    /// Empty where distance counts.
    axes: Vec<Axis>,
    by_distance: bool,
    /// By scenario, the number of its basis.
    bases: Vec<u32>,
    /// The scenarios at their weighted coordinates with their bases; kept where distance counts.
    scenarios: Nearest,
    weights: Vec<f32>,
    /// Weighted coordinates of the scenario at hand.
    here: Vec<f32>,
    found: Vec<(f32, u32)>,
}

impl History {
    /// An empty history for parameters of these weights.
    #[must_use]
    pub(crate) fn new(nearness: Nearness, weights: &[f64]) -> Self {
        let by_distance = matches!(nearness, Nearness::Distance);
        let steps = match nearness {
            Nearness::Steps(steps) => steps,
            Nearness::Distance => Vec::new(),
        };
        let axis = |step| Axis {
            step,
            changes: 0.0,
            counted: 0.0,
        };
        History {
            axes: steps.into_iter().map(axis).collect(),
            by_distance,
            bases: Vec::new(),
            scenarios: Nearest::new(weights.len()),
            here: Vec::new(),
            found: Vec::new(),
            weights: weights.iter().map(|&weight| weight as f32).collect(),
        }
    }

    /// Notes the basis of the next scenario.
    pub(crate) fn push(&mut self, point: &[f64], basis: u32) {
        self.bases.push(basis);
        if self.by_distance && basis != NONE {
            self.place(point);
            self.scenarios.insert(&self.here, basis);
        }
    }

    /// Weighs the coordinates of `point`.
    fn place(&mut self, point: &[f64]) {
        self.here.clear();
        let weighted = point.iter().zip(&self.weights);
        self.here.extend(weighted.map(|(&value, &weight)| {
            // what stands still may be infinite
            if weight == 0.0 {
                0.0
            } else {
                value as f32 * weight
            }
        }));
    }

    /// The bases of the last two scenarios, if both have one.
    #[must_use]
    pub(crate) fn last_two(&self) -> Option<(u32, u32)> {
        match self.bases[..] {
            [.., a, b] if a != NONE && b != NONE => Some((a, b)),
            _ => None,
        }
    }

    fn back(&self, axis: &Axis) -> u32 {
        let at = (self.bases.len() as u64).checked_sub(axis.step);
        at.map_or(NONE, |at| self.bases[at as usize])
    }

    /// The basis of the scenario noted last, if it is known.
    #[must_use]
    pub(crate) fn latest(&self) -> Option<u32> {
        self.bases.last().copied().filter(|&basis| basis != NONE)
    }

    /// The bases one step back along each axis, in `near`, none twice; none where distance counts.
    pub(crate) fn steps_back(&self, near: &mut Vec<u32>) {
        near.clear();
        for axis in &self.axes {
            let basis = self.back(axis);
            if basis != NONE && !near.contains(&basis) {
                near.push(basis);
            }
        }
    }

    /// Learns from a basis that the simplex came to at the next scenario: `changes` counts the places in which
    /// it differs from another.
    pub(crate) fn learn(&mut self, changes: impl Fn(u32) -> usize) {
        for at in 0..self.axes.len() {
            let basis = self.back(&self.axes[at]);
            if basis != NONE {
                let axis = &mut self.axes[at];
                axis.counted += 1.0;
                axis.changes += (changes(basis) as f64 - axis.changes) / axis.counted;
            }
        }
        self.axes
            .sort_by(|a, b| a.changes.total_cmp(&b.changes).then(a.step.cmp(&b.step)));
    }

    /// The bases of the scenarios nearest to `point`, in `near`, the nearest first and none twice; none where steps
    /// count.
    pub(crate) fn nearest(&mut self, point: &[f64], near: &mut Vec<u32>) {
        near.clear();
        if !self.by_distance {
            return;
        }
        self.place(point);
        self.scenarios.find(&self.here, FEW, &mut self.found);
        for &(_, basis) in &self.found {
            if !near.contains(&basis) {
                near.push(basis);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_back_along_each_axis() {
        let mut history = History::new(Nearness::Steps(vec![1, 3]), &[]);
        for basis in [4, 5, NONE, 7] {
            history.push(&[], basis);
        }
        let mut near = Vec::new();
        history.steps_back(&mut near);
        assert_eq!(near, [7, 5]);
    }

    #[test]
    fn the_axis_that_changes_least_is_asked_first() {
        let mut history = History::new(Nearness::Steps(vec![1, 3]), &[]);
        for basis in [4, 5, 6, 7] {
            history.push(&[], basis);
        }
        history.learn(|basis| if basis == 7 { 20 } else { 3 });
        let mut near = Vec::new();
        history.steps_back(&mut near);
        assert_eq!(near, [5, 7]);
    }

    #[test]
    fn the_nearest_is_measured_in_changes() {
        let mut history = History::new(Nearness::Distance, &[1.0, 0.01]);
        history.push(&[0.0, 50.0], 1);
        history.push(&[0.9, 0.0], 2);
        history.push(&[0.1, 50.0], NONE);
        let mut near = Vec::new();
        history.nearest(&[0.1, 20.0], &mut near);
        assert_eq!(near, [1, 2]);
        history.nearest(&[0.8, 20.0], &mut near);
        assert_eq!(near, [2, 1]);
    }
}
