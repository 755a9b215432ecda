//! Periods and profiles.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::check::{Advice, Faults, Names, id_problem, ids};
use super::place::{DraftPlace, Table};
use super::problem::Problem;
use super::terms::Noun;
use super::{Draft, PeriodRow};
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
        let rows = profile_rows(draft, periods, faults);
        let shapes = names
            .into_iter()
            .map(|name| (name.clone(), shape(draft, name, &rows, periods, faults)))
            .collect();
        Self {
            shapes,
            advice: Advice::default(),
        }
    }

    /// `base` with the shape that `profile` names; a fault at `column` of the row where none is called so.
    pub(crate) fn hourly(
        &self,
        row: &mut super::check::Row<'_>,
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

/// For each period, its row in the profiles.
fn profile_rows(draft: &Draft, periods: &[Period], faults: &mut Faults) -> Vec<Option<usize>> {
    let known = names(periods);
    let mut rows: Vec<Option<usize>> = vec![None; periods.len()];
    if draft.profiles.is_empty() {
        return rows;
    }
    let mut firsts: HashMap<&str, DraftPlace> = HashMap::new();
    for (index, profile) in draft.profiles.iter().enumerate() {
        let mut row = faults.row(Table::Profiles, index, &profile.period);
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

/// The multipliers of one profile, by period.
fn shape(
    draft: &Draft,
    name: &str,
    rows: &[Option<usize>],
    periods: &[Period],
    faults: &mut Faults,
) -> Vec<f64> {
    let mut shape = Vec::with_capacity(periods.len());
    for (&index, period) in rows.iter().zip(periods) {
        // a period without a row has its own fault
        let Some(index) = index else {
            shape.push(1.0);
            continue;
        };
        let mut row = faults.row(Table::Profiles, index, &period.id);
        match draft.profiles[index].multipliers.get(name) {
            Some(&multiplier) => {
                row.optional(
                    name.to_owned(),
                    "multiplier",
                    Bounds::NOT_NEGATIVE,
                    Some(multiplier),
                );
                shape.push(multiplier);
            }
            None => {
                let problem = Problem::MultiplierMissing {
                    profile: name.to_owned(),
                    period: period.id.clone(),
                };
                row.fault(name.to_owned(), problem);
                shape.push(1.0);
            }
        }
    }
    shape
}
