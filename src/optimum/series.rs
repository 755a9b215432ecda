//! # Answers one after the other
//!
//! Cases that differ in a few figures, or in which loads are allowed, have programmes with most rows and columns in
//! common. Each is solved from the basis of the one before: what both have stands as it stood, new columns rest at zero,
//! new rows are slack. The optimum is unique, so the answer is that from scratch.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::engine::{Basis, BasisStatus, Engine, Settings};
use crate::formulation::keys::{ColumnKey, Keys, RowKey};
use crate::program::Program;
use crate::solver::{self, SolveError, Solved};

/// The optimum of a programme with its basis, from that of a like programme where there is one.
///
/// # Errors
/// [`SolveError`] where it has no certified optimum.
pub(super) fn solved_near(
    program: &Program,
    known: Option<(&Basis, &Program)>,
) -> Result<(Solved, Option<Basis>), SolveError> {
    let basis = match known {
        Some((basis, of)) => match narrowed(basis, of, program) {
            Some(basis) => carried(&basis, of, program),
            None => carried(basis, of, program),
        },
        None => slack(program),
    };
    solver::solve_near(program, Some(&basis))
}

/// All columns at rest and all rows slack: where a solve from scratch begins.
fn slack(program: &Program) -> Basis {
    let columns = vec![BasisStatus::Lower; program.column_count()];
    let rows = vec![BasisStatus::Basic; program.row_count()];
    Basis::from_statuses(&columns, &rows)
}

/// Where `to` lacks columns that are basic, and has none beside those of `from`: the basis of `from` that is best once
/// they are held at zero. All prices still hold there, so it is few steps of the dual simplex away; without the columns
/// they would not.
fn narrowed(basis: &Basis, from: &Program, to: &Program) -> Option<Basis> {
    let (columns, rows) = places_within(from, to)?;
    let mut places = columns.iter().enumerate();
    if !places.any(|(j, place)| place.is_none() && basis.column(j) == BasisStatus::Basic) {
        return None;
    }
    let settings = Settings {
        certify: false,
        ..Settings::default()
    };
    let program = held(from, to, &columns, &rows);
    let outcome = Engine::with_settings(&program, settings).solve_from(basis);
    Some(outcome.ok()?.basis)
}

/// Where each column and each row of `from` stands in `to`, if it does.
type Places = (Vec<Option<usize>>, Vec<Option<usize>>);

/// `None` where `to` has more than `from`.
fn places_within(from: &Program, to: &Program) -> Option<Places> {
    let (columns, rows) = keys(from)?;
    let (to_columns, to_rows) = keys(to)?;
    let (of_columns, of_rows) = (places_in(to_columns, columns), places_in(to_rows, rows));
    let kept = |places: &[Option<usize>]| places.iter().flatten().count();
    let has_all = kept(&of_columns) == to_columns.len() && kept(&of_rows) == to_rows.len();
    has_all.then_some((of_columns, of_rows))
}

/// `from` with the bounds and costs of `to`: what `to` lacks is held at zero, or free.
fn held(
    from: &Program,
    to: &Program,
    columns: &[Option<usize>],
    rows: &[Option<usize>],
) -> Program {
    let taken = |places: &[Option<usize>], numbers: &[f64], gone: f64| -> Vec<f64> {
        let number = |place: &Option<usize>| place.map_or(gone, |k| numbers[k]);
        places.iter().map(number).collect()
    };
    let mut program = from.clone();
    program.lower = taken(columns, &to.lower, 0.0);
    program.upper = taken(columns, &to.upper, 0.0);
    program.row_lower = taken(rows, &to.row_lower, f64::NEG_INFINITY);
    program.row_upper = taken(rows, &to.row_upper, f64::INFINITY);
    for (objective, of) in program.objectives.iter_mut().zip(&to.objectives) {
        for (cost, place) in objective.coefficients.iter_mut().zip(columns) {
            *cost = place.map_or(*cost, |k| of.coefficients[k]);
        }
    }
    program
}

/// What the columns and the rows of a case's programme stand for.
fn keys(program: &Program) -> Option<(&[ColumnKey], &[RowKey])> {
    Keys::of(program).map(|keys| (keys.columns.as_slice(), keys.rows.as_slice()))
}

/// The place of each key among `keys`.
fn places_in<K: Copy + Eq + Hash>(keys: &[K], of: &[K]) -> Vec<Option<usize>> {
    let known: FxHashMap<K, usize> = keys.iter().copied().zip(0..).collect();
    of.iter().map(|key| known.get(key).copied()).collect()
}

/// A basis of `from` for `to`, a programme of the same case that may have other rows and columns.
pub(crate) fn carried(basis: &Basis, from: &Program, to: &Program) -> Basis {
    let (Some((columns, rows)), Some((to_columns, to_rows))) = (keys(from), keys(to)) else {
        return slack(to);
    };
    if columns == to_columns && rows == to_rows {
        return basis.clone();
    }
    Basis::from_statuses(
        &carried_places(columns, to_columns, |j| basis.column(j), BasisStatus::Lower),
        &carried_places(rows, to_rows, |i| basis.row(i), BasisStatus::Basic),
    )
}

fn carried_places<K: Copy + Eq + Hash>(
    from: &[K],
    to: &[K],
    place: impl Fn(usize) -> BasisStatus,
    new: BasisStatus,
) -> Vec<BasisStatus> {
    let places = places_in(from, to).into_iter();
    places.map(|known| known.map_or(new, &place)).collect()
}

/// Whether two programmes of a case have the same rows and columns, and entries in the same places.
pub(crate) fn has_same_pattern(a: &Program, b: &Program) -> bool {
    keys(a) == keys(b) && a.matrix.starts == b.matrix.starts && a.matrix.rows == b.matrix.rows
}

/// Whether two programmes are the same but for their names.
pub(super) fn has_same_numbers(a: &Program, b: &Program) -> bool {
    keys(a) == keys(b)
        && a.row_lower == b.row_lower
        && a.row_upper == b.row_upper
        && a.lower == b.lower
        && a.upper == b.upper
        && a.objectives == b.objectives
        && a.matrix == b.matrix
}

#[cfg(test)]
mod tests {
    use crate::formulation::formulate;
    use crate::optimum::{self, Optimum};
    use crate::parameter::Change;
    use crate::placement::Placement;
    use crate::solver::Solver;

    /// Down, where columns go, and up, where they come; prices in between.
    #[test]
    fn answers_in_a_row_are_those_from_scratch() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
        let read = crate::input::read_case(&folder);
        let case = read.unwrap_or_else(|report| panic!("{report}")).case;
        let case = case.averaged();
        let mut last: Option<Optimum> = None;
        for text in [
            "rtt_limit.realtime=40",
            "rtt_limit.realtime=20",
            "rtt_limit.realtime=9",
            "rtt_limit.realtime=4",
            "carbon_price=300",
            "rtt_limit.realtime=30",
        ] {
            let mut changed = case.clone();
            let change = Change::parse(text, &case).expect("a change");
            change.apply(&mut changed).expect("a value within range");
            let optimum = Optimum::near(&changed, formulate(&changed), last.as_ref());
            let optimum = optimum.expect("an optimum");
            let warm = optimum.placement(&changed);
            last = Some(optimum);
            let (formulation, solved) =
                optimum::solve(&changed, Solver::Engine).expect("an optimum");
            let cold = Placement::read(&changed, &formulation, &solved.solution);
            let figures = |p: &Placement| [p.costs.total(), p.carbon.location_t, p.mean_rtt_ms];
            for (warm, cold) in figures(&warm).into_iter().zip(figures(&cold)) {
                assert!((warm - cold).abs() <= 1e-11 * cold, "{text}: {warm} {cold}");
            }
            assert_eq!(warm.shortfalls.len(), cold.shortfalls.len(), "{text}");
        }
    }
}
