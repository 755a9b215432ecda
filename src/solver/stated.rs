//! # Finite or infinite, the same for every solver
//!
//! A bound or side of [`INFINITE`] and more stands for infinity. Solvers draw this line at different places or nowhere, so it
//! is drawn before any of them sees the programme: what is on its harmless side becomes infinite, and what would have to be
//! beyond it is refused by name.

use std::borrow::Cow;

use super::SolveError;
use crate::program::{INFINITE, Program, widened};

/// `program` with each bound either finite and less than [`INFINITE`] in size, or infinite.
pub(super) fn finite_or_infinite(program: &Program) -> Result<Cow<'_, Program>, SolveError> {
    refuse_beyond(program, &program.lower, &program.upper, |j| {
        format!("column `{}`", program.column_name(j))
    })?;
    refuse_beyond(program, &program.row_lower, &program.row_upper, |i| {
        format!("row `{}`", program.row_name(i))
    })?;
    let sides = [
        &program.lower,
        &program.upper,
        &program.row_lower,
        &program.row_upper,
    ];
    let is_large = |bound: &f64| bound.is_finite() && bound.abs() >= INFINITE;
    if !sides.into_iter().flatten().any(is_large) {
        return Ok(Cow::Borrowed(program));
    }
    let mut program = program.clone();
    for sides in [
        &mut program.lower,
        &mut program.upper,
        &mut program.row_lower,
        &mut program.row_upper,
    ] {
        sides.iter_mut().for_each(|side| *side = widened(*side));
    }
    Ok(Cow::Owned(program))
}

/// Refuses a lower bound of +∞ and an upper one of −∞, and what stands for them.
fn refuse_beyond(
    program: &Program,
    lower: &[f64],
    upper: &[f64],
    what: impl Fn(usize) -> String,
) -> Result<(), SolveError> {
    let low = lower.iter().position(|&bound| bound >= INFINITE);
    let high = upper.iter().position(|&bound| bound <= -INFINITE);
    let (place, side, bounds) = match (low, high) {
        (Some(place), _) => (place, tr!("at least"), lower),
        (None, Some(place)) => (place, tr!("at most"), upper),
        (None, None) => return Ok(()),
    };
    Err(SolveError::Beyond {
        program: program.name.clone(),
        what: what(place),
        side,
        bound: bounds[place],
    })
}
