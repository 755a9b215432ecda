//! # The neutral linear programme
//!
//! ```text
//!     minimise    c·x + c₀
//!     subject to  row_lower ≤ A x ≤ row_upper        (rows)
//!                 lower     ≤   x ≤ upper            (columns)
//! ```
//!
//! A [`Program`] is data: numbers in a sparse matrix, and a name for each row and each column. What they stand for is known to who
//! wrote it ([`Meaning`]). It knows no domain, no solver and no file
//! format. Further objectives are ranked: the second decides among the optima of the first, and so on.

pub(crate) mod delta;

pub(crate) use delta::Delta;

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

/// Bounds and sides of this size and more stand for infinity: in files, in the engine, and before any other solver.
pub(crate) const INFINITE: f64 = 1e20;

/// `bound`, or the infinity that it stands for.
#[must_use]
pub(crate) fn widened(bound: f64) -> f64 {
    if bound.abs() >= INFINITE {
        f64::INFINITY.copysign(bound)
    } else {
        bound
    }
}

/// Sparse matrix by columns: entries of column `j` are `starts[j]..starts[j + 1]`.
///
/// Row indices of one column ascend and are distinct; explicit zeros are allowed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matrix {
    /// Offsets into `rows` and `values`, one more than there are columns.
    pub starts: Vec<usize>,
    /// Row index of each entry.
    pub rows: Vec<usize>,
    /// Value of each entry.
    pub values: Vec<f64>,
}

impl Matrix {
    /// The matrix of `columns` columns from entries `(row, column, value)`; equal places are summed.
    #[must_use]
    pub fn from_triplets(columns: usize, entries: Vec<(usize, usize, f64)>) -> Self {
        let entries = by_column(columns, entries);
        let mut matrix = Matrix {
            starts: Vec::with_capacity(columns + 1),
            rows: Vec::with_capacity(entries.len()),
            values: Vec::with_capacity(entries.len()),
        };
        matrix.starts.push(0);
        let mut last = None;
        for (row, column, value) in entries {
            while matrix.starts.len() <= column {
                matrix.starts.push(matrix.rows.len());
            }
            if last == Some((row, column)) {
                if let Some(sum) = matrix.values.last_mut() {
                    *sum += value;
                }
            } else {
                matrix.rows.push(row);
                matrix.values.push(value);
                last = Some((row, column));
            }
        }
        while matrix.starts.len() <= columns {
            matrix.starts.push(matrix.rows.len());
        }
        matrix
    }

    /// The matrix of `columns` columns of what is written by rows; equal places are summed. No entry is held twice but in the two forms, which
    /// counts where there are millions.
    #[must_use]
    pub(crate) fn from_rows(columns: usize, written: &Written) -> Self {
        let mut starts = vec![0; columns + 1];
        for &column in &written.columns {
            starts[column as usize + 1] += 1;
        }
        for column in 0..columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let (mut rows, mut values) = (vec![0; starts[columns]], vec![0.0; starts[columns]]);
        for (row, ends) in written.starts.windows(2).enumerate() {
            for k in ends[0]..ends[1] {
                let column = written.columns[k] as usize;
                let place = next[column];
                if place > starts[column] && rows[place - 1] == row {
                    values[place - 1] += written.values[k];
                } else {
                    (rows[place], values[place]) = (row, written.values[k]);
                    next[column] += 1;
                }
            }
        }
        let ends = next;
        let matrix = Matrix {
            starts,
            rows,
            values,
        };
        matrix.closed_up(&ends)
    }

    /// Without what is behind the ends of columns.
    fn closed_up(mut self, ends: &[usize]) -> Self {
        let columns = self.starts.len() - 1;
        if (0..columns).all(|j| ends[j] == self.starts[j + 1]) {
            return self;
        }
        let mut kept = 0;
        for (j, &end) in ends.iter().enumerate().take(columns) {
            let begin = std::mem::replace(&mut self.starts[j], kept);
            self.rows.copy_within(begin..end, kept);
            self.values.copy_within(begin..end, kept);
            kept += end - begin;
        }
        self.starts[columns] = kept;
        self.rows.truncate(kept);
        self.values.truncate(kept);
        self
    }

    /// The matrix with one more row, the last, from one coefficient per column; zeros are left out.
    #[must_use]
    pub fn with_row(&self, row: usize, coefficients: impl Iterator<Item = f64>) -> Self {
        let mut grown = Matrix {
            starts: vec![0],
            ..Matrix::default()
        };
        for (j, coefficient) in coefficients.enumerate() {
            let range = self.starts[j]..self.starts[j + 1];
            grown.rows.extend_from_slice(&self.rows[range.clone()]);
            grown.values.extend_from_slice(&self.values[range]);
            if coefficient != 0.0 {
                grown.rows.push(row);
                grown.values.push(coefficient);
            }
            grown.starts.push(grown.rows.len());
        }
        grown
    }

    /// The matrix of some of its `row_count` rows and of some of its columns, both in ascending order.
    #[must_use]
    pub(crate) fn part(&self, columns: &[usize], rows: &[usize], row_count: usize) -> Self {
        let mut place = vec![None; row_count];
        for (k, &i) in rows.iter().enumerate() {
            place[i] = Some(k);
        }
        let mut part = Matrix {
            starts: vec![0],
            ..Matrix::default()
        };
        for &j in columns {
            for (i, a) in self.column(j) {
                if let Some(k) = place[i] {
                    part.rows.push(k);
                    part.values.push(a);
                }
            }
            part.starts.push(part.rows.len());
        }
        part
    }

    /// Entries of column `j` as `(row, value)`.
    #[inline]
    pub fn column(&self, j: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.starts[j]..self.starts[j + 1];
        self.rows[range.clone()]
            .iter()
            .copied()
            .zip(self.values[range].iter().copied())
    }

    /// All columns in order, as row indices and values.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&[usize], &[f64])> {
        let mut rest = (self.rows.as_slice(), self.values.as_slice());
        self.starts.windows(2).map(move |ends| {
            let (rows, more_rows) = rest.0.split_at(ends[1] - ends[0]);
            let (values, more_values) = rest.1.split_at(ends[1] - ends[0]);
            rest = (more_rows, more_values);
            (rows, values)
        })
    }

    /// Number of stored entries.
    #[must_use]
    pub(crate) fn entry_count(&self) -> usize {
        self.values.len()
    }

    /// `A x`, for `rows` rows.
    #[must_use]
    pub fn times(&self, x: &[f64], rows: usize) -> Vec<f64> {
        let mut activity = vec![0.0; rows];
        for (j, &value) in x.iter().enumerate() {
            if value != 0.0 {
                for (i, a) in self.column(j) {
                    activity[i] += a * value;
                }
            }
        }
        activity
    }

    /// `Aᵀ y` for column `j`.
    #[must_use]
    #[inline]
    pub(crate) fn column_times(&self, j: usize, y: &[f64]) -> f64 {
        self.column(j).map(|(i, a)| a * y[i]).sum()
    }
}

/// A matrix in the making, row by row.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    /// Where each row begins, and where the next one will.
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f64>,
}

impl Default for Written {
    fn default() -> Self {
        Written {
            starts: vec![0],
            columns: Vec::new(),
            values: Vec::new(),
        }
    }
}

impl Written {
    /// Adds a row of terms: column and coefficient.
    pub(crate) fn row(&mut self, terms: impl IntoIterator<Item = (usize, f64)>) {
        for (column, value) in terms {
            // a programme of four thousand million columns fits no memory
            self.columns.push(column as u32);
            self.values.push(value);
        }
        self.starts.push(self.columns.len());
    }
}

/// Entries by column and then by row, equal places in the order in which they came. Nearly all programmes are written row by row,
/// so that counting how many entries a column has puts each at its place.
fn by_column(columns: usize, mut entries: Vec<(usize, usize, f64)>) -> Vec<(usize, usize, f64)> {
    let is_written_by_rows = entries.is_sorted_by_key(|&(row, _, _)| row);
    let is_within = entries.iter().all(|&(_, column, _)| column < columns);
    if !(is_written_by_rows && is_within) {
        entries.sort_by_key(|&(row, column, _)| (column, row));
        return entries;
    }
    let mut place = vec![0; columns + 1];
    for &(_, column, _) in &entries {
        place[column + 1] += 1;
    }
    for column in 0..columns {
        place[column + 1] += place[column];
    }
    let mut sorted = vec![(0, 0, 0.0); entries.len()];
    for entry in entries {
        sorted[place[entry.1]] = entry;
        place[entry.1] += 1;
    }
    sorted
}

/// One objective, always to be minimised: `coefficients · x + constant`.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// What it measures, with its unit: `cost_cny`.
    pub name: String,
    /// One coefficient per column.
    pub coefficients: Vec<f64>,
    /// Added to the sum.
    pub constant: f64,
}

impl Objective {
    /// Its value at `x`.
    #[must_use]
    pub fn value(&self, x: &[f64]) -> f64 {
        self.constant
            + self
                .coefficients
                .iter()
                .zip(x)
                .map(|(c, x)| c * x)
                .sum::<f64>()
    }
}

/// The direction in which a file states its objective. A [`Program`] always minimises; a programme
/// read as a maximisation has its objective negated, and [`Program::reported`] turns values back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sense {
    /// Smaller is better.
    #[default]
    Minimise,
    /// Larger is better.
    Maximise,
}

/// What rows and columns are called.
#[derive(Debug, Clone)]
pub enum Labels {
    /// Names as read from a file.
    Named {
        /// One name per column.
        columns: Vec<String>,
        /// One name per row.
        rows: Vec<String>,
    },
    /// What they stand for, to who wrote the programme.
    Meant(Arc<dyn Meaning>),
}

/// What the rows and columns of a programme stand for. A programme asks for no more than their names.
pub trait Meaning: Any + Debug + Send + Sync {
    /// Name of column `j`: unique in the programme, without white space.
    fn column_name(&self, j: usize) -> String;
    /// Name of row `i`: unique in the programme, without white space.
    fn row_name(&self, i: usize) -> String;
    /// Whether column `j` is what is missing of something that is asked for. Solvers that rank objectives one by one hold such columns
    /// where the first objective left them.
    fn is_shortfall(&self, j: usize) -> bool;
    /// The block of column `j`, where the programme is one of blocks: what belongs to none is shared by all.
    fn block_of_column(&self, _j: usize) -> Option<u32> {
        None
    }
    /// The block of row `i`.
    fn block_of_row(&self, _i: usize) -> Option<u32> {
        None
    }
}

impl Labels {
    /// Name of column `j`.
    pub(crate) fn column_name(&self, j: usize) -> String {
        match self {
            Labels::Named { columns, .. } => columns[j].clone(),
            Labels::Meant(meaning) => meaning.column_name(j),
        }
    }

    /// Name of row `i`.
    pub(crate) fn row_name(&self, i: usize) -> String {
        match self {
            Labels::Named { rows, .. } => rows[i].clone(),
            Labels::Meant(meaning) => meaning.row_name(i),
        }
    }

    /// Whatever a meaning says; `none` where there are names alone.
    pub(crate) fn meant<R>(&self, say: impl Fn(&dyn Meaning) -> R, none: R) -> R {
        match self {
            Labels::Named { .. } => none,
            Labels::Meant(meaning) => say(&**meaning),
        }
    }

    /// What rows and columns stand for, to who wrote the programme so.
    #[must_use]
    pub(crate) fn meaning<M: Meaning>(&self) -> Option<&M> {
        match self {
            Labels::Named { .. } => None,
            Labels::Meant(meaning) => (&**meaning as &dyn Any).downcast_ref(),
        }
    }
}

/// A linear programme whose rows and columns have names.
#[derive(Debug, Clone)]
pub struct Program {
    /// Its name: the case's, or the file's.
    pub name: String,
    /// Objectives by rank; at least one. All have one coefficient per column.
    pub objectives: Vec<Objective>,
    /// The direction in which the first objective is reported.
    pub sense: Sense,
    /// Least value of each column; may be −∞.
    pub lower: Vec<f64>,
    /// Greatest value of each column; may be +∞.
    pub upper: Vec<f64>,
    /// Least activity of each row; may be −∞.
    pub row_lower: Vec<f64>,
    /// Greatest activity of each row; may be +∞.
    pub row_upper: Vec<f64>,
    /// Coefficients.
    pub matrix: Matrix,
    /// Names or meanings of rows and columns.
    pub labels: Labels,
}

impl Program {
    /// Number of rows.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.row_lower.len()
    }

    /// Number of columns.
    #[must_use]
    pub fn column_count(&self) -> usize {
        self.lower.len()
    }

    /// The first objective.
    #[must_use]
    pub fn objective(&self) -> &Objective {
        &self.objectives[0]
    }

    /// An objective value in the direction the programme was stated in, never −0.
    #[must_use]
    pub fn reported(&self, minimised: f64) -> f64 {
        match self.sense {
            Sense::Minimise => minimised + 0.0,
            Sense::Maximise => 0.0 - minimised,
        }
    }

    /// Name of column `j`: unique in the programme, without white space.
    #[must_use]
    pub fn column_name(&self, j: usize) -> String {
        self.labels.column_name(j)
    }

    /// Name of row `i`: unique in the programme, without white space.
    #[must_use]
    pub fn row_name(&self, i: usize) -> String {
        self.labels.row_name(i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: of two rows the second names a column twice, and the last column is in none.
    #[test]
    fn what_is_written_by_rows_is_what_triplets_say() {
        let rows: [&[(usize, f64)]; 3] = [
            &[(2, 1.0), (0, 2.0)],
            &[(0, 3.0), (2, 4.0), (0, 0.5)],
            &[(1, 6.0)],
        ];
        let mut written = Written::default();
        let mut entries = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            written.row(row.iter().copied());
            entries.extend(row.iter().map(|&(j, a)| (i, j, a)));
        }
        let matrix = Matrix::from_rows(4, &written);
        let by_hand = Matrix {
            starts: vec![0, 2, 3, 5, 5],
            rows: vec![0, 1, 2, 0, 1],
            values: vec![2.0, 3.5, 6.0, 1.0, 4.0],
        };
        assert_eq!(matrix, by_hand);
        assert_eq!(matrix, Matrix::from_triplets(4, entries));
    }
}
