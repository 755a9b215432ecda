//! # Factorising a basis: peel first, pivot last
//!
//! 1. Basic logicals, then *column singletons*: a column with one entry in rows not pivoted yet. Its
//!    entry is a pivot without elimination.
//! 2. *Row singletons*: a row with one entry in columns not pivoted yet. Its pivot eliminates, but
//!    nothing fills in.
//! 3. The *nucleus* that remains, by threshold Markowitz pivoting ([`super::markowitz`]).
//!
//! On a placement programme the first two steps find, for nothing, one key column for every demand row;
//! the nucleus is the working basis of the generalised upper bound method (see [`super`]).
//!
//! A singular basis is repaired: a column without pivot gives way to the logical of a row without pivot,
//! both in ascending order, so that the repair is reproducible.

use super::form::{Form, Lists};
use super::lu::{Factors, NONE};
use super::markowitz::Nucleus;
use super::tolerances::SINGULAR;

/// Scratch space of factorisations.
#[derive(Debug, Clone, Default)]
pub(crate) struct Factoriser {
    /// Basic columns that are not logicals.
    structurals: Vec<u32>,
    /// Whether each of them has a pivot.
    done: Vec<bool>,
    /// Entries in rows without pivot, by structural; then by row.
    column_count: Vec<u32>,
    row_count: Vec<u32>,
    /// Structurals (by place in `structurals`) with an entry in each row.
    by_row: Lists,
    triplets: Lists,
    twin: Vec<u32>,
    queue: Vec<u32>,
    nucleus: Nucleus,
    /// Variables by position, of the last factorisation.
    pub head: Vec<u32>,
    /// Columns that lost their place in the last factorisation.
    pub rejected: Vec<u32>,
    /// Logicals that took their place.
    pub inserted: Vec<u32>,
}

impl Factoriser {
    /// Factorises the basis of the given variables, in ascending order, into `factors`.
    pub(crate) fn run(
        &mut self,
        form: &Form,
        basic: impl Iterator<Item = usize>,
        factors: &mut Factors,
    ) {
        self.begin(form, factors);
        for v in basic {
            if v < form.columns {
                self.structurals.push(v as u32);
            } else {
                self.pivot(factors, (v - form.columns) as u32, v as u32, -1.0);
                factors.upper_columns.close();
                factors.lower_columns.close();
            }
        }
        self.count(form, factors);
        self.peel_columns(form, factors);
        self.peel_rows(form, factors);
        self.factorise_nucleus(form, factors);
        self.complete(form, factors);
        for row in &mut factors.lower_columns.index {
            *row = factors.position_of_row[*row as usize];
        }
        factors.finish();
    }

    fn begin(&mut self, form: &Form, factors: &mut Factors) {
        self.structurals.clear();
        self.head.clear();
        self.rejected.clear();
        self.inserted.clear();
        factors.lower_columns.clear();
        factors.upper_columns.clear();
        factors.inverse_pivot.clear();
        factors.row_at.clear();
        factors.position_of_row.clear();
        factors.position_of_row.resize(form.rows, NONE);
    }

    /// Gives `row` and variable `v` the next position.
    fn pivot(&mut self, factors: &mut Factors, row: u32, v: u32, value: f64) {
        factors.position_of_row[row as usize] = self.head.len() as u32;
        factors.row_at.push(row);
        factors.inverse_pivot.push(1.0 / value);
        self.head.push(v);
    }

    /// Counts entries in rows without pivot and lists structurals by row.
    fn count(&mut self, form: &Form, factors: &Factors) {
        self.done.clear();
        self.done.resize(self.structurals.len(), false);
        self.column_count.clear();
        self.triplets.clear();
        for &v in &self.structurals {
            let before = self.triplets.index.len();
            for (i, a) in form.by_column.entries(v as usize) {
                if factors.position_of_row[i] == NONE && a.abs() > SINGULAR {
                    self.triplets.push(i as u32, a);
                }
            }
            self.triplets.close();
            self.column_count
                .push((self.triplets.index.len() - before) as u32);
        }
        self.triplets
            .transpose_into(form.rows, &mut self.by_row, &mut self.twin);
    }

    fn peel_columns(&mut self, form: &Form, factors: &mut Factors) {
        self.queue.clear();
        let counts = self.column_count.iter().enumerate();
        self.queue
            .extend(counts.filter(|(_, n)| **n == 1).map(|(c, _)| c as u32));
        let mut next = 0;
        while let Some(&c) = self.queue.get(next) {
            next += 1;
            if self.column_count[c as usize] == 1 {
                self.peel_column(form, factors, c as usize);
            }
        }
    }

    /// Pivots on the only entry of structural `c` in rows without pivot.
    fn peel_column(&mut self, form: &Form, factors: &mut Factors, c: usize) {
        let v = self.structurals[c];
        let mut pivot = None;
        for (i, a) in form.by_column.entries(v as usize) {
            match factors.position_of_row[i] {
                NONE if a.abs() > SINGULAR => pivot = Some((i, a)),
                NONE => {}
                position => factors.upper_columns.push(position, a),
            }
        }
        factors.upper_columns.close();
        factors.lower_columns.close();
        let Some((row, value)) = pivot else { return };
        self.done[c] = true;
        self.pivot(factors, row as u32, v, value);
        for e in self.by_row.range(row) {
            let other = self.by_row.index[e];
            let count = &mut self.column_count[other as usize];
            *count -= 1;
            if *count == 1 {
                self.queue.push(other);
            }
        }
    }

    fn peel_rows(&mut self, form: &Form, factors: &mut Factors) {
        self.row_count.clear();
        self.row_count.resize(form.rows, 0);
        for row in 0..form.rows {
            if factors.position_of_row[row] == NONE {
                let open = self.by_row.entries(row).filter(|&(c, _)| !self.done[c]);
                self.row_count[row] = open.count() as u32;
            }
        }
        self.queue.clear();
        let counts = self.row_count.iter().enumerate();
        self.queue
            .extend(counts.filter(|(_, n)| **n == 1).map(|(i, _)| i as u32));
        let mut next = 0;
        while let Some(&row) = self.queue.get(next) {
            next += 1;
            if self.row_count[row as usize] == 1 {
                self.peel_row(form, factors, row as usize);
            }
        }
    }

    /// Pivots on the only entry of `row` in structurals without pivot.
    fn peel_row(&mut self, form: &Form, factors: &mut Factors, row: usize) {
        let found = self.by_row.entries(row).find(|&(c, _)| !self.done[c]);
        let Some((c, value)) = found else { return };
        let v = self.structurals[c];
        for (i, a) in form.by_column.entries(v as usize) {
            match factors.position_of_row[i] {
                NONE if i != row && a.abs() > SINGULAR => {
                    factors.lower_columns.push(i as u32, a / value);
                    self.row_count[i] -= 1;
                    if self.row_count[i] == 1 {
                        self.queue.push(i as u32);
                    }
                }
                NONE => {}
                position => factors.upper_columns.push(position, a),
            }
        }
        factors.upper_columns.close();
        factors.lower_columns.close();
        self.done[c] = true;
        self.row_count[row] = 0;
        self.pivot(factors, row as u32, v, value);
    }

    fn factorise_nucleus(&mut self, form: &Form, factors: &mut Factors) {
        let mut nucleus = std::mem::take(&mut self.nucleus);
        nucleus.begin(form.rows);
        for c in 0..self.structurals.len() {
            if !self.done[c] {
                let entries = form.by_column.entries(self.structurals[c] as usize);
                nucleus.add(c, entries, &factors.position_of_row);
            }
        }
        nucleus.link();
        while let Some(pivot) = nucleus.choose() {
            let position = self.head.len() as u32;
            nucleus.eliminate(&pivot, position, factors);
            let c = nucleus.structural(pivot.column);
            self.done[c] = true;
            self.pivot(
                factors,
                nucleus.row(pivot.row),
                self.structurals[c],
                pivot.value,
            );
        }
        self.nucleus = nucleus;
    }

    /// Fills rows without pivot with their logicals and notes the columns that found none.
    fn complete(&mut self, form: &Form, factors: &mut Factors) {
        let open = self.structurals.iter().zip(&self.done);
        let open = open.filter(|(_, done)| !**done).map(|(v, _)| *v);
        self.rejected.extend(open);
        for row in 0..form.rows {
            if factors.position_of_row[row] == NONE {
                let logical = (form.columns + row) as u32;
                self.pivot(factors, row as u32, logical, -1.0);
                self.inserted.push(logical);
                factors.upper_columns.close();
                factors.lower_columns.close();
            }
        }
    }
}
