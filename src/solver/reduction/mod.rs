//! # Without what decides nothing
//!
//! A programme of one objective that asks for any of its optima is solved faster without the rows and columns that cannot matter. Four
//! rules take them away ([`rules`]), until none applies:
//!
//! ```text
//!     l = u                                          a fixed column: its value goes to the bounds of its rows
//!     c = 0, and all its rows relax as x rises       a column that is set as high as its rows ask for, and these rows
//!       to +∞, or falls to −∞
//!     c = 0, one row                                 a column that is slack of its row: it widens the row's bounds
//!     Σ a·x within the row's bounds at all bounds    a row that always holds
//! ```
//!
//! (Andersen and Andersen, *Presolving in linear programming*, Math. Programming 71, 1995.) In a programme in which money is no object
//! these are the contracts of bandwidth with the rows of their peaks: two rows in three with 24 periods.
//!
//! What was taken away has a value that follows from the rest, and its rows have the price zero ([`restored`]). So the answer is one
//! of the whole programme, and is certified as such.

mod restored;
mod rules;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::proof::{Farkas, Proof};
use super::{SolveError, Solved, Solver, Status, by_engine, checked, engine_answer, solve};
use crate::engine;
use crate::program::{Labels, Meaning, Program};

use restored::Step;
use rules::Rules;

/// A programme without what decides nothing.
pub(super) struct Reduction {
    /// What is left.
    pub program: Program,
    /// Columns of the whole that are left, in order.
    columns: Vec<usize>,
    /// Rows of the whole that are left, in order.
    rows: Vec<usize>,
    /// What was taken away, in order.
    steps: Vec<Step>,
}

/// Any optimum of a programme of one objective, by the engine, with its certificate. Where the smaller programme has none, or its
/// answer is none of the whole, the whole is solved.
///
/// # Errors
/// As [`solve`].
pub(crate) fn solve_any(program: &Program) -> Result<Solved, SolveError> {
    if let Some(solved) = by_reduction(program) {
        return Ok(solved);
    }
    solve(program, Solver::Engine)
}

fn by_reduction(program: &Program) -> Option<Solved> {
    if program.objectives.len() != 1 {
        return None;
    }
    let program = &*super::stated::finite_or_infinite(program).ok()?;
    let reduction = Reduction::of(program);
    let outcome = by_engine(&reduction.program);
    if let (engine::Status::Infeasible, Some(multipliers)) = (outcome.status, &outcome.farkas) {
        return disproved(program, &reduction.restored_rows(program, multipliers));
    }
    let solved = engine_answer(&reduction.program, &outcome)?.ok()?;
    if solved.status != Status::Optimal {
        return None;
    }
    let solution = reduction.restored(program, &solved.solution);
    checked(program, solution, Solver::Engine).ok()
}

/// That no point meets all rows, where multipliers prove it of the whole: those of rows that were taken away are zero.
fn disproved(program: &Program, multipliers: &[f64]) -> Option<Solved> {
    let margin = engine::verify_farkas(program, multipliers);
    let proof = Proof::Farkas(Farkas::of(program, multipliers));
    engine::certify::proves(margin)
        .then(|| Solved::without_point(Status::Infeasible, proof, Solver::Engine))
}

impl Reduction {
    pub(crate) fn of(program: &Program) -> Self {
        let mut rules = Rules::new(program);
        rules.run();
        let left = |open: &[bool]| (0..open.len()).filter(|&k| open[k]).collect::<Vec<_>>();
        let (columns, rows) = (left(&rules.open_columns), left(&rules.open_rows));
        Reduction {
            program: part(program, &rules, &columns, &rows),
            steps: rules.steps,
            columns,
            rows,
        }
    }
}

/// The part of a programme that is left.
fn part(program: &Program, rules: &Rules<'_>, columns: &[usize], rows: &[usize]) -> Program {
    let picked = |numbers: &[f64], places: &[usize]| -> Vec<f64> {
        places.iter().map(|&k| numbers[k]).collect()
    };
    let mut objectives = program.objectives.clone();
    for objective in &mut objectives {
        objective.coefficients = picked(&objective.coefficients, columns);
    }
    let moved = |bounds: &[f64]| -> Vec<f64> {
        rows.iter().map(|&i| bounds[i] - rules.settled[i]).collect()
    };
    Program {
        name: program.name.clone(),
        objectives,
        sense: program.sense,
        lower: picked(&program.lower, columns),
        upper: picked(&program.upper, columns),
        row_lower: moved(&rules.row_lower),
        row_upper: moved(&rules.row_upper),
        matrix: program.matrix.part(columns, rows, program.row_count()),
        labels: labels(program, columns, rows),
    }
}

/// What rows and columns that are left stand for: what they stood for in the whole.
#[derive(Debug)]
struct Part {
    whole: Labels,
    columns: Vec<usize>,
    rows: Vec<usize>,
}

impl Meaning for Part {
    fn column_name(&self, j: usize) -> String {
        self.whole.column_name(self.columns[j])
    }

    fn row_name(&self, i: usize) -> String {
        self.whole.row_name(self.rows[i])
    }

    fn is_shortfall(&self, j: usize) -> bool {
        let j = self.columns[j];
        self.whole.meant(|of| of.is_shortfall(j), false)
    }

    fn block_of_column(&self, j: usize) -> Option<u32> {
        let j = self.columns[j];
        self.whole.meant(|of| of.block_of_column(j), None)
    }

    fn block_of_row(&self, i: usize) -> Option<u32> {
        let i = self.rows[i];
        self.whole.meant(|of| of.block_of_row(i), None)
    }
}

fn labels(of: &Program, columns: &[usize], rows: &[usize]) -> Labels {
    Labels::Meant(Arc::new(Part {
        whole: of.labels.clone(),
        columns: columns.to_vec(),
        rows: rows.to_vec(),
    }))
}
