//! # From what the file said to the programme
//!
//! With right-hand side b and range R (b = 0 where RHS has none):
//!
//! ```text
//!     type       without range     with range
//!     E          b ≤ row ≤ b       b ≤ row ≤ b + R   (R ≥ 0),   b + R ≤ row ≤ b   (R < 0)
//!     L              row ≤ b       b − |R| ≤ row ≤ b
//!     G          b ≤ row           b ≤ row ≤ b + |R|
//!     N          objective, with constant −b; other N rows are left out
//! ```

use crate::exchange::mps_draft::{Column, Draft, Given, Kind, MpsRow};
use crate::exchange::mps_problem::{MpsProblem, MpsWarning, Placed};
use crate::exchange::mps_writer::RULES;
use crate::exchange::numbers::negated;
use crate::program::{Labels, Matrix, Objective, Program, Sense, widened};
use crate::text::nearest::nearest;

/// The programme of a whole file, and what is odd about it.
pub(super) fn programme(mut draft: Draft<'_>) -> Placed<(Program, Vec<MpsWarning>)> {
    let objective_row = objective_row(&draft)?;
    let mut warnings = std::mem::take(&mut draft.warnings);
    warnings.extend(left_out(&draft, objective_row));
    let (lower, upper) = column_bounds(&draft.columns, &mut warnings);
    let kept: Vec<&MpsRow<'_>> = kept_rows(&draft).collect();
    let (row_lower, row_upper) = kept.iter().map(|row| row_bounds(row)).unzip();
    let labels = Labels::Named {
        columns: legal(
            draft.columns.iter().map(|column| column.name),
            &mut warnings,
        ),
        rows: legal(kept.iter().map(|row| row.name), &mut warnings),
    };
    let program = Program {
        name: draft.name.to_owned(),
        objectives: vec![objective(&draft, objective_row)],
        sense: sense(&draft),
        lower,
        upper,
        row_lower,
        row_upper,
        matrix: matrix(&draft),
        labels,
    };
    Ok((program, warnings))
}

/// Rows other than N rows.
fn kept_rows<'d, 'a>(draft: &'d Draft<'a>) -> impl Iterator<Item = &'d MpsRow<'a>> {
    draft.rows.iter().filter(|row| row.kind != Kind::Free)
}

/// The N row that OBJNAME names, or else the first.
fn objective_row(draft: &Draft<'_>) -> Placed<Option<usize>> {
    let wanted = |row: &MpsRow<'_>| {
        draft
            .objective_name
            .is_none_or(|(name, _)| name == row.name)
    };
    let found = draft
        .rows
        .iter()
        .position(|row| row.kind == Kind::Free && wanted(row));
    match (found, draft.objective_name) {
        (None, Some((name, line))) => {
            let free = draft.rows.iter().filter(|row| row.kind == Kind::Free);
            let nearest = nearest(name, free.map(|row| row.name)).map(str::to_owned);
            let row = name.to_owned();
            Err((line, MpsProblem::UnknownObjective { row, nearest }))
        }
        _ => Ok(found),
    }
}

/// Warnings of what stays behind.
fn left_out<'d>(
    draft: &'d Draft<'_>,
    objective_row: Option<usize>,
) -> impl Iterator<Item = MpsWarning> + 'd {
    let free = draft
        .rows
        .iter()
        .enumerate()
        .filter(move |&(place, row)| row.kind == Kind::Free && Some(place) != objective_row);
    let free = free.map(|(_, row)| MpsWarning::FreeRow {
        row: row.name.to_owned(),
    });
    let none = objective_row.is_none().then_some(MpsWarning::NoObjective);
    none.into_iter().chain(free)
}

/// The objective, turned into a minimisation.
fn objective(draft: &Draft<'_>, row: Option<usize>) -> Objective {
    let minimised = |value: f64| match sense(draft) {
        Sense::Minimise => value,
        Sense::Maximise => negated(value),
    };
    let mut coefficients = vec![0.0; draft.columns.len()];
    for &(place, column, value) in &draft.entries {
        if Some(place) == row {
            coefficients[column] = minimised(value);
        }
    }
    let stated = row.map(|place| &draft.rows[place]);
    let name = stated.map_or("objective", |row| row.name);
    let side = stated.and_then(|row| row.side).unwrap_or(0.0);
    Objective {
        name: RULES.applied(vec![name.to_owned()]).concat(),
        coefficients,
        constant: minimised(negated(side)),
    }
}

fn sense(draft: &Draft<'_>) -> Sense {
    draft.sense.map_or(Sense::default(), |(sense, _)| sense)
}

/// Entries of the rows that are kept, under their new numbers.
fn matrix(draft: &Draft<'_>) -> Matrix {
    let mut next = 0;
    let numbers: Vec<Option<usize>> = draft
        .rows
        .iter()
        .map(|row| {
            (row.kind != Kind::Free).then(|| {
                next += 1;
                next - 1
            })
        })
        .collect();
    let entries = draft.entries.iter();
    let kept = entries.filter_map(|&(place, column, value)| Some((numbers[place]?, column, value)));
    Matrix::from_triplets(draft.columns.len(), kept.collect())
}

fn row_bounds(row: &MpsRow<'_>) -> (f64, f64) {
    let side = row.side.unwrap_or(0.0);
    // an infinite side is no side, whatever the range
    let width = row.width.filter(|_| side.is_finite());
    let (lower, upper) = match (row.kind, width) {
        (Kind::Free, _) => (f64::NEG_INFINITY, f64::INFINITY),
        (Kind::Equal, Some(width)) if width < 0.0 => (side + width, side),
        (Kind::Equal, width) => (side, side + width.unwrap_or(0.0)),
        (Kind::AtMost, width) => (side - width.map_or(f64::INFINITY, f64::abs), side),
        (Kind::AtLeast, width) => (side, side + width.map_or(f64::INFINITY, f64::abs)),
    };
    match row.kind {
        Kind::AtMost if side == f64::INFINITY => (f64::NEG_INFINITY, side),
        Kind::AtLeast if side == f64::NEG_INFINITY => (side, f64::INFINITY),
        // side and width may reach what counts as infinite together
        _ => (widened(lower), widened(upper)),
    }
}

fn column_bounds(columns: &[Column<'_>], warnings: &mut Vec<MpsWarning>) -> (Vec<f64>, Vec<f64>) {
    columns
        .iter()
        .map(|column| {
            let (upper, _) = column.upper;
            let (mut lower, given) = column.lower;
            let name = || column.name.to_owned();
            if upper < 0.0 && given == Given::Default {
                lower = f64::NEG_INFINITY;
                warnings.push(MpsWarning::NegativeUpper {
                    column: name(),
                    upper,
                });
            } else if lower > upper {
                warnings.push(MpsWarning::CrossedBounds {
                    column: name(),
                    lower,
                    upper,
                });
            }
            (lower, upper)
        })
        .unzip()
}

/// Names without blanks.
fn legal<'a>(names: impl Iterator<Item = &'a str>, warnings: &mut Vec<MpsWarning>) -> Vec<String> {
    let stated: Vec<String> = names.map(str::to_owned).collect();
    let count = stated
        .iter()
        .filter(|name| name.contains(char::is_whitespace))
        .count();
    if count == 0 {
        return stated;
    }
    warnings.push(MpsWarning::BlanksInNames { count });
    RULES.applied(stated)
}
