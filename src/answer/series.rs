//! # Answers one after the other
//!
//! Cases that differ in a few figures, or in which loads are allowed, have programmes with most rows and columns in
//! common. Each is solved from the basis of the one before: what both have stands as it stood, new columns rest at zero,
//! new rows are slack. A programme whose numbers are those before is not solved again. The optimum is unique, so the
//! answer is that from scratch.

use std::collections::HashMap;
use std::hash::Hash;

use crate::case::Case;
use crate::engine::{Basis, Place};
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
        Some((basis, of)) => carried(&basis, &of, program),
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
    let known: HashMap<K, usize> = from.iter().copied().zip(0..).collect();
    let stands = |key| known.get(key).map_or(new, |&k| place(k));
    to.iter().map(stands).collect()
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
