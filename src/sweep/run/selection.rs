//! Sweeps that write rows of some scenarios alone: those that meet all conditions.

use std::ops::Range;

use super::Plan;
use crate::sweep::grid::Allowed;

/// Between which ends a parameter has to lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Condition {
    /// Its place among [`Grid::parameters`](crate::sweep::Grid::parameters).
    pub parameter: usize,
    /// Least value.
    pub low: f64,
    /// Greatest value.
    pub high: f64,
}

impl Condition {
    fn holds(&self, point: &[f64]) -> bool {
        (self.low..=self.high).contains(&point[self.parameter])
    }
}

/// Which scenarios have rows.
#[derive(Debug, Default)]
pub(super) enum Selection {
    /// All.
    #[default]
    All,
    /// Those of a product at allowed places.
    Places(Allowed),
    /// Those of a sample that meet all conditions.
    Sampled(Vec<Condition>),
}

impl Plan<'_> {
    /// Writes rows of those scenarios alone that meet all conditions.
    pub(crate) fn select(&mut self, conditions: Vec<Condition>) {
        self.selection = if conditions.is_empty() {
            Selection::All
        } else if self.sample.is_some() {
            Selection::Sampled(conditions)
        } else {
            let parameters: Vec<usize> = conditions.iter().map(|c| c.parameter).collect();
            Selection::Places(self.grid.allowed(&parameters, |point, k| {
                let mut own = conditions.iter().filter(|c| c.parameter == k);
                own.all(|condition| condition.holds(point))
            }))
        };
    }

    /// The first scenario of these, counted from 0, that has a row.
    pub(super) fn next_selected(&self, rows: Range<u64>) -> Option<u64> {
        let next = match &self.selection {
            Selection::All => Some(rows.start),
            Selection::Places(allowed) => allowed.next(rows.start),
            Selection::Sampled(conditions) => {
                let mut point = vec![0.0; self.grid.parameters().len()];
                rows.clone().find(|&at| {
                    self.grid.point(self.scenario(at), &mut point);
                    conditions.iter().all(|condition| condition.holds(&point))
                })
            }
        };
        next.filter(|at| rows.contains(at))
    }

    /// Whether only some scenarios have rows.
    #[must_use]
    pub(crate) fn is_selection(&self) -> bool {
        !matches!(self.selection, Selection::All)
    }

    /// How many scenarios have rows.
    #[must_use]
    pub(crate) fn selected(&self) -> u64 {
        match &self.selection {
            Selection::All => self.len(),
            Selection::Places(allowed) => allowed.count(),
            Selection::Sampled(_) => self.sampled().count() as u64,
        }
    }

    /// The first scenario, counted from 0, behind so many that have rows.
    #[must_use]
    pub(crate) fn behind(&self, rows: u64) -> u64 {
        let Some(last) = rows.checked_sub(1) else {
            return 0;
        };
        let last = match &self.selection {
            Selection::All => Some(last),
            Selection::Places(allowed) => allowed.nth(last),
            Selection::Sampled(_) => self.sampled().nth(last as usize),
        };
        last.map_or(self.len(), |at| at + 1)
    }

    /// The scenarios that have rows, one after the other.
    fn sampled(&self) -> impl Iterator<Item = u64> {
        let all = self.len();
        std::iter::successors(self.next_selected(0..all), move |at| {
            self.next_selected(at + 1..all)
        })
    }
}
