//! Sweeps that write rows of some scenarios alone: those that meet all conditions.

use super::{Part, Plan};

/// Between which ends a parameter has to lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Condition {
    /// Its place among [`Grid::parameters`].
    pub parameter: usize,
    /// Least value.
    pub low: f64,
    /// Greatest value.
    pub high: f64,
}

impl Condition {
    pub(super) fn holds(&self, point: &[f64]) -> bool {
        (self.low..=self.high).contains(&point[self.parameter])
    }
}

impl Plan<'_> {
    /// Writes rows of those scenarios alone that meet all conditions.
    pub(crate) fn select(&mut self, conditions: Vec<Condition>) {
        self.selection = conditions;
    }

    /// Whether a scenario, counted from 0, has a row; `point` is room for its figures.
    pub(super) fn selects(&self, at: u64, point: &mut [f64]) -> bool {
        if self.selection.is_empty() {
            return true;
        }
        self.grid.point(self.scenario(at), point);
        self.selection
            .iter()
            .all(|condition| condition.holds(point))
    }

    /// Whether only some scenarios have rows.
    #[must_use]
    pub(crate) fn is_selection(&self) -> bool {
        !self.selection.is_empty()
    }

    /// How many scenarios have rows.
    #[must_use]
    pub(crate) fn selected(&self) -> u64 {
        if self.selection.is_empty() {
            return self.len();
        }
        if self.sample.is_none() {
            let parameters: Vec<usize> = self.selection.iter().map(|c| c.parameter).collect();
            return self.grid.count_where(&parameters, |point, k| {
                let mut own = self.selection.iter().filter(|c| c.parameter == k);
                own.all(|condition| condition.holds(point))
            });
        }
        let mut point = vec![0.0; self.grid.parameters().len()];
        (0..self.len())
            .filter(|&at| self.selects(at, &mut point))
            .count() as u64
    }

    /// The first scenario, counted from 0, behind so many that have rows.
    #[must_use]
    pub(crate) fn behind(&self, rows: u64) -> u64 {
        if self.selection.is_empty() || rows == 0 {
            return rows;
        }
        let mut point = vec![0.0; self.grid.parameters().len()];
        let mut selected = (0..self.len()).filter(|&at| self.selects(at, &mut point));
        selected
            .nth((rows - 1) as usize)
            .map_or(self.len(), |at| at + 1)
    }

    /// Whether any row of a part is selected.
    pub(super) fn has_selected(&self, part: &Part<'_>) -> bool {
        let mut point = vec![0.0; self.grid.parameters().len()];
        let mut rows = part.answered.clone();
        rows.any(|at| part.is_wanted(at) && self.selects(at, &mut point))
    }
}
