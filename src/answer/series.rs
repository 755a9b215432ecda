//! # Answers one after the other
//!
//! Cases that differ in a few figures, or in which loads are allowed, have programmes with most rows and columns in
//! common. Each is solved from the basis of the one before: what both have stands as it stood, new columns rest at zero,
//! new rows are slack. A programme whose numbers are those before is not solved again. The optimum is unique, so the
//! answer is that from scratch.

use std::collections::HashMap;
use std::hash::Hash;

use crate::case::Case;
use crate::engine::{Basis, Engine, Place, Settings};
use crate::formulation::{Formulation, formulate};
use crate::placement::Placement;
use crate::program::{Labels, Program};
use crate::solver::{self, Solution, SolveError, Solved, Solver};

use super::optimal;

/// Solves cases that are much alike, with the engine.
#[derive(Debug, Default)]
pub(crate) struct Series {
    last: Option<Last>,
}

#[derive(Debug)]
struct Last {
    formulation: Formulation,
    solution: Solution,
    /// None where the engine could not certify.
    basis: Option<Basis>,
}

impl Series {
    /// The best plan of the next case.
    ///
    /// # Errors
    /// [`SolveError`] where its programme has no certified optimum.
    pub fn place(&mut self, case: &Case) -> Result<Placement, SolveError> {
        let formulation = formulate(case);
        let last = match self.last.take() {
            Some(last) if has_same_numbers(&last.formulation.program, &formulation.program) => {
                Last {
                    formulation,
                    ..last
                }
            }
            last => solved(case, formulation, last)?,
        };
        let placement = Placement::read(case, &last.formulation, &last.solution);
        self.last = Some(last);
        Ok(placement)
    }
}

fn solved(case: &Case, formulation: Formulation, last: Option<Last>) -> Result<Last, SolveError> {
    let program = &formulation.program;
    let known = last.and_then(|last| Some((last.basis?, last.formulation.program)));
    let basis = match known {
        Some((basis, of)) => {
            let basis = narrowed(&basis, &of, program).unwrap_or(basis);
            carried(&basis, &of, program)
        }
        None => slack(program),
    };
    let (solved, basis): (Solved, _) = solver::solve_from(program, &basis)?;
    Ok(Last {
        solution: optimal(case, solved, Solver::Engine)?.solution,
        basis,
        formulation,
    })
}

/// All columns at rest and all rows slack: where a solve from scratch begins.
fn slack(program: &Program) -> Basis {
    let columns = vec![Place::Lower; program.column_count()];
    let rows = vec![Place::Basic; program.row_count()];
    Basis::from_places(&columns, &rows)
}

/// Where `to` lacks columns that are basic and has none beside those of `from`: the basis of `from` that is best once columns which `to` has not
/// are held at zero. All prices hold, so it is few steps of the dual simplex away; without the columns they would not.
fn narrowed(basis: &Basis, from: &Program, to: &Program) -> Option<Basis> {
    let (
        Labels::Keyed { columns, rows, .. },
        Labels::Keyed {
            columns: to_columns,
            rows: to_rows,
            ..
        },
    ) = (&from.labels, &to.labels)
    else {
        return None;
    };
    let of_columns = places_in(to_columns, columns);
    let of_rows = places_in(to_rows, rows);
    let kept = |places: &[Option<usize>]| places.iter().flatten().count();
    let has_more = kept(&of_columns) < to_columns.len() || kept(&of_rows) < to_rows.len();
    let is_lost =
        |(j, place): (usize, &Option<usize>)| place.is_none() && basis.column(j) == Place::Basic;
    if has_more || !of_columns.iter().enumerate().any(is_lost) {
        return None;
    }
    let taken = |places: &[Option<usize>], numbers: &[f64], gone: f64| -> Vec<f64> {
        let number = |place: &Option<usize>| place.map_or(gone, |k| numbers[k]);
        places.iter().map(number).collect()
    };
    let mut program = from.clone();
    program.lower = taken(&of_columns, &to.lower, 0.0);
    program.upper = taken(&of_columns, &to.upper, 0.0);
    program.row_lower = taken(&of_rows, &to.row_lower, f64::NEG_INFINITY);
    program.row_upper = taken(&of_rows, &to.row_upper, f64::INFINITY);
    for (objective, of) in program.objectives.iter_mut().zip(&to.objectives) {
        for (cost, place) in objective.coefficients.iter_mut().zip(&of_columns) {
            *cost = place.map_or(*cost, |k| of.coefficients[k]);
        }
    }
    let settings = Settings {
        certify: false,
        ..Settings::default()
    };
    let outcome = Engine::with_settings(&program, settings).solve_from(basis);
    Some(outcome.ok()?.basis)
}

/// The place of each key among `keys`.
fn places_in<K: Copy + Eq + Hash>(keys: &[K], of: &[K]) -> Vec<Option<usize>> {
    let known: HashMap<K, usize> = keys.iter().copied().zip(0..).collect();
    of.iter().map(|key| known.get(key).copied()).collect()
}

/// A basis of `from` for `to`, a programme of the same case that may have other rows and columns.
pub(crate) fn carried(basis: &Basis, from: &Program, to: &Program) -> Basis {
    let (
        Labels::Keyed { columns, rows, .. },
        Labels::Keyed {
            columns: to_columns,
            rows: to_rows,
            ..
        },
    ) = (&from.labels, &to.labels)
    else {
        return slack(to);
    };
    if columns == to_columns && rows == to_rows {
        return basis.clone();
    }
    Basis::from_places(
        &carried_places(columns, to_columns, |j| basis.column(j), Place::Lower),
        &carried_places(rows, to_rows, |i| basis.row(i), Place::Basic),
    )
}

fn carried_places<K: Copy + Eq + Hash>(
    from: &[K],
    to: &[K],
    place: impl Fn(usize) -> Place,
    new: Place,
) -> Vec<Place> {
    let places = places_in(from, to).into_iter();
    places.map(|known| known.map_or(new, &place)).collect()
}

fn has_same_numbers(a: &Program, b: &Program) -> bool {
    let same_keys = match (&a.labels, &b.labels) {
        (
            Labels::Keyed { columns, rows, .. },
            Labels::Keyed {
                columns: other_columns,
                rows: other_rows,
                ..
            },
        ) => columns == other_columns && rows == other_rows,
        _ => false,
    };
    same_keys
        && a.row_lower == b.row_lower
        && a.row_upper == b.row_upper
        && a.lower == b.lower
        && a.upper == b.upper
        && a.objectives == b.objectives
        && a.matrix == b.matrix
}
