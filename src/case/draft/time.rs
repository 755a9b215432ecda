//! Periods and profiles.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::check::{Advice, Faults, Names, Row, id_problem, ids};
use super::place::{DraftPlace, Table};
use super::problem::Problem;
use super::terms::Noun;
use super::{Draft, PeriodRow, ProfileRow};
use crate::case::bounds::Bounds;
use crate::case::{Hourly, Period};

/// Relative slack of Σ hours = horizon: hours of twelfths and thirds do not add up exactly.
const SUM_TOLERANCE: f64 = 1e-6;

/// The periods of a draft; one, `all`, where it gives none.
pub(super) fn periods(draft: &Draft, faults: &mut Faults) -> Vec<Period> {
    let horizon = draft.settings.horizon_hours;
    if draft.periods.is_empty() {
        return vec![Period {
            id: "all".to_owned(),
            hours: horizon,
            group: None,
        }];
    }
    let names = draft.periods.iter().map(|row| row.period.as_str());
    ids(faults, Table::Periods, "period", Noun::Period, &[], names);
    for (index, row) in draft.periods.iter().enumerate() {
        faults.row(Table::Periods, index, &row.period).number(
            "hours",
            "number of hours",
            Bounds::Positive,
            row.hours,
        );
    }
    groups(&draft.periods, faults);
    adds_up(&draft.periods, horizon, faults);
    let period = |row: &PeriodRow| Period {
        id: row.period.clone(),
        hours: row.hours,
        group: row.group.clone(),
    };
    draft.periods.iter().map(period).collect()
}

/// A group of every period, or of none.
fn groups(rows: &[PeriodRow], faults: &mut Faults) {
    if rows.iter().all(|row| row.group.is_none()) {
        return;
    }
    for (index, stated) in rows.iter().enumerate() {
        let mut row = faults.row(Table::Periods, index, &stated.period);
        match &stated.group {
            Some(group) => row.id("group", Noun::Period, group, &[]),
            None => {
                let problem = Problem::Needed {
                    quantity: "a group",
                    reason: tr!("other periods state one").to_owned(),
                };
                row.fault("group", problem);
            }
        }
    }
}

fn adds_up(rows: &[PeriodRow], horizon: f64, faults: &mut Faults) {
    let sum: f64 = rows.iter().map(|row| row.hours).sum();
    let sound = horizon > 0.0 && rows.iter().all(|row| row.hours > 0.0);
    if sound
        && sum.is_finite()
        && horizon.is_finite()
        && (sum - horizon).abs() > SUM_TOLERANCE * horizon.abs()
    {
        let place = DraftPlace {
            column: Some("hours".into()),
            ..DraftPlace::table(Table::Periods)
        };
        faults.push(place, Problem::PeriodsDoNotAddUp { sum, horizon });
    }
}

/// The ids of periods.
pub(super) fn names(periods: &[Period]) -> Names {
    Names::new(
        Noun::Period,
        periods.iter().map(|period| period.id.as_str()),
    )
}

/// The shapes of a draft, by name.
pub(super) struct Shapes {
    shapes: HashMap<String, Vec<f64>>,
    advice: Advice,
}

impl Shapes {
    /// Checks the profiles and takes their multipliers, in the order of the periods.
    pub(crate) fn of(draft: &Draft, periods: &[Period], faults: &mut Faults) -> Self {
        let names: BTreeSet<&String> = draft
            .profiles
            .iter()
            .flat_map(|row| row.multipliers.keys())
            .collect();
        for name in &names {
            if let Some(problem) = id_problem(Noun::Profile, name, &[]) {
                let place = DraftPlace {
                    column: Some(name.to_string().into()),
                    ..DraftPlace::table(Table::Profiles)
                };
                faults.push(place, problem);
            }
        }
        let rows = profile_rows(draft, periods, &names, faults);
        let shapes = names
            .into_iter()
            .map(|name| (name.clone(), shape(draft, name, &rows)))
            .collect();
        Self {
            shapes,
            advice: Advice::default(),
        }
    }

    /// Multipliers of a profile by period; none where it is not known, which has its fault.
    pub(crate) fn multipliers(&self, profile: Option<&String>) -> Vec<f64> {
        let shape = profile.and_then(|name| self.shapes.get(name));
        shape.cloned().unwrap_or_default()
    }

    /// `base` with the shape that `profile` names; a fault at `column` of the row where none is called so.
    pub(crate) fn hourly(
        &self,
        row: &mut Row<'_>,
        column: &'static str,
        base: f64,
        profile: Option<&String>,
    ) -> Hourly {
        let Some(name) = profile else {
            return Hourly::flat(base);
        };
        let Some(shape) = self.shapes.get(name) else {
            let problem = Problem::Unknown {
                noun: Noun::Profile,
                name: name.clone(),
                nearest: self
                    .advice
                    .nearest(name, || self.shapes.keys().map(String::as_str)),
                all: Vec::new(),
            };
            row.fault(column, problem);
            return Hourly::flat(base);
        };
        Hourly {
            base,
            shape: shape.clone(),
        }
    }
}

/// For each period, its row in the profiles; all rows are checked.
fn profile_rows(
    draft: &Draft,
    periods: &[Period],
    shapes: &BTreeSet<&String>,
    faults: &mut Faults,
) -> Vec<Option<usize>> {
    let known = names(periods);
    let mut rows: Vec<Option<usize>> = vec![None; periods.len()];
    if draft.profiles.is_empty() {
        return rows;
    }
    let mut firsts: HashMap<&str, DraftPlace> = HashMap::new();
    for (index, profile) in draft.profiles.iter().enumerate() {
        let mut row = faults.row(Table::Profiles, index, &profile.period);
        multipliers(&mut row, profile, shapes);
        let Some(period) = row.refer("period", &known, &profile.period) else {
            continue;
        };
        if let Some(first) = firsts.get(profile.period.as_str()) {
            let what = format!("period `{}`", profile.period);
            row.duplicate(
                "period",
                what,
                tr!("a period may have one row"),
                first.clone(),
            );
        } else {
            firsts.insert(&profile.period, row.place("period"));
            rows[period] = Some(index);
        }
    }
    // of a period given twice, the second has no row of its own
    let given: HashSet<&str> = draft
        .profiles
        .iter()
        .map(|row| row.period.as_str())
        .collect();
    let missing = |period: &&Period| !given.contains(period.id.as_str());
    for period in periods.iter().filter(missing) {
        let problem = Problem::ProfileRowMissing {
            period: period.id.clone(),
        };
        faults.push(DraftPlace::table(Table::Profiles), problem);
    }
    rows
}

/// Multipliers of a row on their own: one of each profile.
fn multipliers(row: &mut Row<'_>, profile: &ProfileRow, names: &BTreeSet<&String>) {
    for &name in names {
        let found = profile.multipliers.get(name).copied();
        row.optional(name.clone(), "multiplier", Bounds::NOT_NEGATIVE, found);
        if found.is_none() {
            let problem = Problem::MultiplierMissing {
                profile: name.clone(),
                period: profile.period.clone(),
            };
            row.fault(name.clone(), problem);
        }
    }
}

/// The multipliers of one profile, by period.
fn shape(draft: &Draft, name: &str, rows: &[Option<usize>]) -> Vec<f64> {
    let multiplier = |row: usize| draft.profiles[row].multipliers.get(name).copied();
    // a period without a row, and a row without a multiplier, have faults of their own
    rows.iter()
        .map(|row| row.and_then(multiplier).unwrap_or(1.0))
        .collect()
}
