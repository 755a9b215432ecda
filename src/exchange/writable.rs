//! What no programme file can say, found before a byte is written.

use std::io;

use crate::program::{Program, widened};

/// Why a programme cannot be written; inside the [`io::Error`] of kind `InvalidInput` that writers return.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum Unwritable {
    /// A coefficient or the objective's constant is NaN or infinite.
    #[error("{}", tr!("a coefficient of {what} is not a finite number", what = .what))]
    Coefficient {
        /// The column or objective.
        what: String,
    },
    /// A bound is NaN, a lower bound +∞ or an upper bound −∞.
    #[error("{}", tr!("the bounds of {what} are not numbers, or infinite on the wrong side", what = .what))]
    Bound {
        /// The column or row.
        what: String,
    },
    /// A row's lower bound is over its upper one.
    #[error("{}", tr!("row `{row}` has its lower bound over its upper bound, which the format cannot state", row = .row))]
    CrossedRow {
        /// The row.
        row: String,
    },
}

impl From<Unwritable> for io::Error {
    fn from(why: Unwritable) -> Self {
        io::Error::new(io::ErrorKind::InvalidInput, why)
    }
}

/// Refuses a programme that a file cannot hold.
pub(super) fn check(program: &Program) -> Result<(), Unwritable> {
    check_objectives(program)?;
    check_columns(program)?;
    check_rows(program)
}

fn check_objectives(program: &Program) -> Result<(), Unwritable> {
    for objective in &program.objectives {
        let finite = objective.coefficients.iter().all(|c| c.is_finite());
        if !finite || !objective.constant.is_finite() {
            let what = format!("objective `{}`", objective.name);
            return Err(Unwritable::Coefficient { what });
        }
    }
    Ok(())
}

fn check_columns(program: &Program) -> Result<(), Unwritable> {
    for j in 0..program.column_count() {
        let what = || format!("column `{}`", program.column_name(j));
        if !sound(program.lower[j], program.upper[j]) {
            return Err(Unwritable::Bound { what: what() });
        }
        if !program.matrix.column(j).all(|(_, a)| a.is_finite()) {
            return Err(Unwritable::Coefficient { what: what() });
        }
    }
    Ok(())
}

fn check_rows(program: &Program) -> Result<(), Unwritable> {
    for (i, (&lower, &upper)) in program.row_lower.iter().zip(&program.row_upper).enumerate() {
        let row = || program.row_name(i);
        if !sound(lower, upper) {
            let what = format!("row `{}`", row());
            return Err(Unwritable::Bound { what });
        }
        if lower > upper {
            return Err(Unwritable::CrossedRow { row: row() });
        }
    }
    Ok(())
}

/// Whether neither bound is NaN or infinite on the wrong side; NaN fails both comparisons.
fn sound(lower: f64, upper: f64) -> bool {
    widened(lower) < f64::INFINITY && widened(upper) > f64::NEG_INFINITY
}
