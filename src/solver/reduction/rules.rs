//! # What decides nothing

use crate::program::Program;

use super::restored::{Side, Step, by_row};

/// The rules at work on a programme.
pub(super) struct Rules<'a> {
    program: &'a Program,
    /// The matrix by rows: column and coefficient.
    by_row: Vec<Vec<(usize, f64)>>,
    /// Columns that are left.
    pub open_columns: Vec<bool>,
    /// Rows that are left.
    pub open_rows: Vec<bool>,
    /// Open rows of each column.
    entries: Vec<usize>,
    /// Bounds of rows, widened by what was slack of them.
    pub row_lower: Vec<f64>,
    pub row_upper: Vec<f64>,
    /// What fixed columns add to each row.
    pub settled: Vec<f64>,
    pub steps: Vec<Step>,
}

impl<'a> Rules<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        let (rows, columns) = (program.row_count(), program.column_count());
        Rules {
            by_row: by_row(&program.matrix, rows),
            open_columns: vec![true; columns],
            open_rows: vec![true; rows],
            entries: (0..columns)
                .map(|j| program.matrix.column(j).filter(|&(_, a)| a != 0.0).count())
                .collect(),
            row_lower: program.row_lower.clone(),
            row_upper: program.row_upper.clone(),
            settled: vec![0.0; rows],
            steps: Vec::new(),
            program,
        }
    }

    /// Applies all rules until none takes anything away.
    pub(crate) fn run(&mut self) {
        let mut left = usize::MAX;
        while self.left() < left {
            left = self.left();
            for j in 0..self.open_columns.len() {
                if self.open_columns[j] {
                    self.judge_column(j);
                }
            }
            for i in 0..self.open_rows.len() {
                if self.open_rows[i] && self.always_holds(i) {
                    self.drop_row(i);
                }
            }
        }
    }

    /// Rows and columns that are left.
    fn left(&self) -> usize {
        let open = |of: &[bool]| of.iter().filter(|open| **open).count();
        open(&self.open_columns) + open(&self.open_rows)
    }

    fn judge_column(&mut self, j: usize) {
        let (lower, upper) = (self.program.lower[j], self.program.upper[j]);
        if lower == upper {
            return self.fix(j, lower);
        }
        if self.program.objective().coefficients[j] != 0.0 || self.entries[j] == 0 {
            return;
        }
        if upper == f64::INFINITY && self.relaxes_all(j, Side::Upper) {
            self.relax(j, Side::Upper);
        } else if lower == f64::NEG_INFINITY && self.relaxes_all(j, Side::Lower) {
            self.relax(j, Side::Lower);
        } else if self.entries[j] == 1 {
            self.absorb(j);
        }
    }

    /// Rows of a column that are left, with its coefficients that are not zero.
    fn open_entries(&self, j: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let entries = self.program.matrix.column(j);
        entries.filter(|&(i, a)| a != 0.0 && self.open_rows[i])
    }

    fn fix(&mut self, j: usize, value: f64) {
        for (i, a) in self.program.matrix.column(j) {
            self.settled[i] += a * value;
        }
        self.open_columns[j] = false;
        self.steps.push(Step::Fixed { column: j, value });
    }

    /// Whether no row keeps a column from going to a side for ever.
    fn relaxes_all(&self, j: usize, side: Side) -> bool {
        self.open_entries(j).all(|(i, a)| {
            let rises = (a > 0.0) == (side == Side::Upper);
            let bound = if rises {
                self.row_upper[i]
            } else {
                self.row_lower[i]
            };
            bound.is_infinite()
        })
    }

    fn relax(&mut self, j: usize, side: Side) {
        let rows: Vec<usize> = self.open_entries(j).map(|(i, _)| i).collect();
        let bounds = rows
            .iter()
            .map(|&i| (i, self.row_lower[i], self.row_upper[i]));
        self.steps.push(Step::Relaxing {
            column: j,
            side,
            rows: bounds.collect(),
        });
        self.open_columns[j] = false;
        for i in rows {
            self.drop_row(i);
        }
    }

    /// Widens the one row of a column by it.
    fn absorb(&mut self, j: usize) {
        let Some((i, a)) = self.open_entries(j).next() else {
            return;
        };
        let (lower, upper) = (self.row_lower[i], self.row_upper[i]);
        self.steps.push(Step::Slack {
            column: j,
            row: (i, lower, upper),
        });
        let (least, greatest) = term(a, (self.program.lower[j], self.program.upper[j]));
        self.row_lower[i] = lower - greatest;
        self.row_upper[i] = upper - least;
        self.open_columns[j] = false;
    }

    /// Whether a row is within its bounds wherever its columns are within theirs; a row without columns, but for rounding.
    fn always_holds(&self, i: usize) -> bool {
        let (mut least, mut greatest) = (self.settled[i], self.settled[i]);
        let mut empty = true;
        for &(j, a) in &self.by_row[i] {
            if self.open_columns[j] {
                let bounds = (self.program.lower[j], self.program.upper[j]);
                let (low, high) = term(a, bounds);
                least += low;
                greatest += high;
                empty = false;
            }
        }
        let room = |bound: f64| match empty {
            true if bound.is_finite() => 1e-12 * bound.abs().max(self.settled[i].abs()).max(1.0),
            _ => 0.0,
        };
        let (lower, upper) = (self.row_lower[i], self.row_upper[i]);
        least >= lower - room(lower) && greatest <= upper + room(upper)
    }

    fn drop_row(&mut self, i: usize) {
        self.open_rows[i] = false;
        for &(j, _) in &self.by_row[i] {
            self.entries[j] -= 1;
        }
    }
}

/// Least and greatest value of `a·x` between bounds.
fn term(a: f64, (lower, upper): (f64, f64)) -> (f64, f64) {
    if a > 0.0 {
        (a * lower, a * upper)
    } else {
        (a * upper, a * lower)
    }
}
