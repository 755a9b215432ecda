//! # Changing numbers in place
//!
//! Every edit changes the unscaled programme and its scaled form together and leaves the basis as it is;
//! [`Engine::reoptimise`] goes on from there. Rows and columns keep their place and the matrix its pattern.

use thiserror::Error;

use crate::program::Program;

use super::form;
use super::instance::Engine;

/// An edit that the programme has no place for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the matrix has no entry in row {row} and column {column}")]
pub struct EditError {
    /// The row.
    pub row: usize,
    /// The column.
    pub column: usize,
}

impl Engine {
    /// Sets the cost of column `j` in the objective of the given rank.
    ///
    /// # Panics
    /// If there is no such objective or column.
    pub fn set_cost(&mut self, rank: usize, j: usize, cost: f64) {
        self.program.objectives[rank].coefficients[j] = cost;
        self.simplex.costs_changed(rank);
        self.form.set_cost(rank, j, cost);
    }

    /// Sets the bounds of column `j`; either may be infinite.
    ///
    /// # Panics
    /// If there is no such column.
    pub fn set_column_bounds(&mut self, j: usize, lower: f64, upper: f64) {
        self.program.lower[j] = form::normalised(lower);
        self.program.upper[j] = form::normalised(upper);
        self.set_bounds(j, lower, upper);
    }

    /// Sets the bounds of the activity of row `i`; either may be infinite.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn set_row_bounds(&mut self, i: usize, lower: f64, upper: f64) {
        self.program.row_lower[i] = form::normalised(lower);
        self.program.row_upper[i] = form::normalised(upper);
        self.set_bounds(self.form.columns + i, lower, upper);
    }

    /// Bounds of column `j`.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn column_bounds(&self, j: usize) -> (f64, f64) {
        (self.program.lower[j], self.program.upper[j])
    }

    /// Bounds of the activity of row `i`.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn row_bounds(&self, i: usize) -> (f64, f64) {
        (self.program.row_lower[i], self.program.row_upper[i])
    }

    fn set_bounds(&mut self, v: usize, lower: f64, upper: f64) {
        self.form.set_bounds(v, lower, upper);
        self.artificial_bounds = None;
        self.simplex.bound_changed(&self.form, v);
    }

    /// Sets the entry in row `i` and column `j`, which has to be in the matrix's pattern.
    ///
    /// # Errors
    /// If it is not.
    pub fn set_coefficient(&mut self, i: usize, j: usize, value: f64) -> Result<(), EditError> {
        let entry = self.entry(i, j).ok_or(EditError { row: i, column: j })?;
        self.set_entry(entry, i, j, value);
        Ok(())
    }

    /// The place of row `i` and column `j` in the matrix's list of entries, if it is in the pattern.
    #[must_use]
    pub(crate) fn entry(&self, i: usize, j: usize) -> Option<usize> {
        let matrix = &self.program.matrix;
        let range = *matrix.starts.get(j)?..*matrix.starts.get(j + 1)?;
        let rows = &matrix.rows[range.clone()];
        rows.binary_search(&i).ok().map(|k| range.start + k)
    }

    /// Sets the entry at a place in the matrix's list of entries, which is of column `j`.
    pub(crate) fn set_value(&mut self, entry: usize, j: usize, value: f64) {
        let i = self.program.matrix.rows[entry];
        self.set_entry(entry, i, j, value);
    }

    fn set_entry(&mut self, entry: usize, i: usize, j: usize, value: f64) {
        self.program.matrix.values[entry] = value;
        self.form.set_entry(entry, i, j, value);
        self.artificial_bounds = None;
        self.simplex.entry_changed(j);
    }

    /// Takes over every number of `program`, which has the pattern of the programme at hand; whether any differs from what it was.
    pub(crate) fn renumber(&mut self, program: &Program) -> bool {
        let mut differs = false;
        for (rank, objective) in program.objectives.iter().enumerate() {
            for (j, &cost) in objective.coefficients.iter().enumerate() {
                if cost != self.program.objectives[rank].coefficients[j] {
                    self.set_cost(rank, j, cost);
                    differs = true;
                }
            }
            self.program.objectives[rank].constant = objective.constant;
        }
        for j in 0..program.column_count() {
            let bounds = (
                form::normalised(program.lower[j]),
                form::normalised(program.upper[j]),
            );
            if bounds != self.column_bounds(j) {
                self.set_column_bounds(j, bounds.0, bounds.1);
                differs = true;
            }
        }
        for i in 0..program.row_count() {
            let (lower, upper) = (program.row_lower[i], program.row_upper[i]);
            let bounds = (form::normalised(lower), form::normalised(upper));
            if bounds != self.row_bounds(i) {
                self.set_row_bounds(i, bounds.0, bounds.1);
                differs = true;
            }
        }
        for j in 0..program.column_count() {
            for entry in program.matrix.starts[j]..program.matrix.starts[j + 1] {
                let value = program.matrix.values[entry];
                if value != self.program.matrix.values[entry] {
                    self.set_entry(entry, program.matrix.rows[entry], j, value);
                    differs = true;
                }
            }
        }
        differs
    }

    /// Sets the constant of the objective of the given rank.
    ///
    /// # Panics
    /// If there is no such objective.
    #[cfg(test)]
    pub(crate) fn set_constant(&mut self, rank: usize, constant: f64) {
        self.program.objectives[rank].constant = constant;
    }
}
