//! # Periods in groups
//!
//! Which representative stands for each period, and what rows and columns of a period are in its group: power is that of any moment, and has
//! the period's part of the group's hours; energy is that of all hours, and adds up.

use crate::case::{Case, PeriodId};
use crate::formulation::keys::Timed;

/// The groups of the periods of a case.
pub(super) struct Groups {
    of_period: Vec<usize>,
    /// The part of its group's hours that each period has.
    parts: Vec<f64>,
    /// How many there are.
    pub count: usize,
}

impl Groups {
    /// Those of `case`, for which the periods of `few` stand.
    pub(super) fn of(case: &Case, few: &Case, of_period: Vec<usize>) -> Self {
        let hours = case.periods.iter().map(|period| period.hours);
        let groups = of_period.iter().map(|&group| few.periods[group].hours);
        Groups {
            parts: hours.zip(groups).map(|(own, all)| own / all).collect(),
            count: few.periods.len(),
            of_period,
        }
    }

    /// The part of its group's hours that a period has.
    pub(super) fn part(&self, t: PeriodId) -> f64 {
        self.parts[t.index()]
    }

    /// The key in the group of its period; itself where it has none.
    pub(super) fn key<K: Timed>(&self, key: K) -> K {
        match key.period() {
            Some(t) => key.in_period(PeriodId::new(self.of_period[t.index()])),
            None => key,
        }
    }

    /// What a unit of a row or column counts in its group.
    pub(super) fn weight<K: Timed>(&self, key: K) -> f64 {
        match key.period() {
            Some(t) if !key.is_energy_of_period() => self.part(t),
            _ => 1.0,
        }
    }
}
