//! # The nearest scenarios answered before
//!
//! What was optimal nearby is the best guess at what is optimal here. In a product grid the scenarios
//! one step back along each axis are near: they stand at fixed distances in the order. Among drawn
//! scenarios the nearest is looked for, with every parameter measured in its range.

/// No basis is known at a scenario: it failed, or the reference answered.
pub const NONE: u32 = u32::MAX;

/// How near scenarios are found.
#[derive(Debug, Clone, Default)]
pub enum Nearness {
    /// One step back along each axis is so many scenarios back; the nearest first.
    Steps(Vec<u64>),
    /// By distance.
    #[default]
    Distance,
}

/// The bases at the scenarios answered so far.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    nearness: Nearness,
    /// By scenario, the number of its basis.
    bases: Vec<u32>,
    /// Coordinates, scenario by scenario; kept where distance counts.
    coordinates: Vec<f32>,
    /// One over the range of each parameter.
    scales: Vec<f32>,
}

impl Trail {
    /// An empty trail for parameters of these ranges.
    #[must_use]
    pub fn new(nearness: Nearness, ranges: impl Iterator<Item = (f64, f64)>) -> Self {
        let scale = |(low, high): (f64, f64)| {
            let range = high - low;
            if range > 0.0 {
                (1.0 / range) as f32
            } else {
                0.0
            }
        };
        Trail {
            nearness,
            bases: Vec::new(),
            coordinates: Vec::new(),
            scales: ranges.map(scale).collect(),
        }
    }

    /// The trail of the same parameters from the beginning, with another idea of what is near.
    #[must_use]
    pub fn restart(&self, nearness: Nearness) -> Self {
        let mut trail = self.clone();
        if matches!(nearness, Nearness::Steps(_)) {
            trail.bases.clear();
            trail.coordinates.clear();
        }
        trail.nearness = nearness;
        trail
    }

    /// Notes the basis of the next scenario.
    pub fn push(&mut self, point: &[f64], basis: u32) {
        self.bases.push(basis);
        if matches!(self.nearness, Nearness::Distance) {
            let scaled = point.iter().zip(&self.scales);
            self.coordinates
                .extend(scaled.map(|(&value, scale)| value as f32 * scale));
        }
    }

    /// The basis of the scenario noted last, if it is known.
    #[must_use]
    pub fn latest(&self) -> Option<u32> {
        self.bases.last().copied().filter(|&basis| basis != NONE)
    }

    /// The bases one step back along each axis, in `near`, none twice; none where distance counts.
    pub fn steps_back(&self, near: &mut Vec<u32>) {
        near.clear();
        let Nearness::Steps(steps) = &self.nearness else {
            return;
        };
        for &step in steps {
            let at = (self.bases.len() as u64).checked_sub(step);
            let basis = at.map_or(NONE, |at| self.bases[at as usize]);
            if basis != NONE && !near.contains(&basis) {
                near.push(basis);
            }
        }
    }

    /// The basis of the scenario nearest to `point`, if distance counts and any is known.
    #[must_use]
    pub fn nearest(&self, point: &[f64]) -> Option<u32> {
        let width = self.scales.len();
        if width == 0 || self.coordinates.is_empty() {
            return None;
        }
        let here: Vec<f32> = point
            .iter()
            .zip(&self.scales)
            .map(|(&value, scale)| value as f32 * scale)
            .collect();
        let (mut best, mut least) = (None, f32::INFINITY);
        for (there, &basis) in self.coordinates.chunks_exact(width).zip(&self.bases) {
            let parts = there.iter().zip(&here);
            let distance: f32 = parts.map(|(a, b)| (a - b) * (a - b)).sum();
            if distance < least && basis != NONE {
                (best, least) = (Some(basis), distance);
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_back_along_each_axis() {
        let mut trail = Trail::new(Nearness::Steps(vec![1, 3]), std::iter::empty());
        for basis in [4, 5, NONE, 7] {
            trail.push(&[], basis);
        }
        let mut near = Vec::new();
        trail.steps_back(&mut near);
        assert_eq!(near, [7, 5]);
    }

    #[test]
    fn the_nearest_is_measured_in_ranges() {
        let ranges = [(0.0, 1.0), (0.0, 100.0)];
        let mut trail = Trail::new(Nearness::Distance, ranges.into_iter());
        trail.push(&[0.0, 50.0], 1);
        trail.push(&[0.9, 0.0], 2);
        trail.push(&[0.1, 50.0], NONE);
        assert_eq!(trail.nearest(&[0.1, 20.0]), Some(1));
        assert_eq!(trail.nearest(&[0.8, 20.0]), Some(2));
    }
}
