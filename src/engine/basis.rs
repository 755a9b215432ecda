//! # A basis: where each column and each row stands
//!
//! Two bits per column and row, so that thousands of bases can be kept, compared and hashed.

use thiserror::Error;

/// Where a column, or the activity of a row, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum BasisStatus {
    /// Basic: its value follows from the others.
    Basic,
    /// At its lower bound.
    #[default]
    Lower,
    /// At its upper bound.
    Upper,
    /// At zero, without finite bounds.
    Free,
}

impl BasisStatus {
    fn bits(self) -> u64 {
        match self {
            BasisStatus::Basic => 0,
            BasisStatus::Lower => 1,
            BasisStatus::Upper => 2,
            BasisStatus::Free => 3,
        }
    }

    fn from_bits(bits: u64) -> Self {
        match bits & 3 {
            0 => BasisStatus::Basic,
            1 => BasisStatus::Lower,
            2 => BasisStatus::Upper,
            _ => BasisStatus::Free,
        }
    }
}

/// Status of all columns and rows of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Basis {
    columns: u32,
    rows: u32,
    words: Box<[u64]>,
}

/// A basis that does not fit the programme.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "a basis of {found_columns} columns and {found_rows} rows cannot start a programme of {columns} columns and {rows} rows"
)]
pub struct BasisMismatch {
    /// Columns of the programme.
    pub columns: usize,
    /// Rows of the programme.
    pub rows: usize,
    /// Columns of the basis.
    pub found_columns: usize,
    /// Rows of the basis.
    pub found_rows: usize,
}

/// Statuses in one word.
const PER_WORD: usize = 32;

impl Basis {
    /// The basis with the given statuses: first all columns, then all rows.
    ///
    /// It need not have as many basic variables as there are rows, nor be regular: loading repairs it.
    #[must_use]
    pub fn from_statuses(columns: &[BasisStatus], rows: &[BasisStatus]) -> Self {
        let statuses = columns.iter().chain(rows).copied();
        Self::pack(columns.len(), rows.len(), statuses)
    }

    pub(crate) fn pack(
        columns: usize,
        rows: usize,
        statuses: impl Iterator<Item = BasisStatus>,
    ) -> Self {
        let mut words = vec![0; (columns + rows).div_ceil(PER_WORD)];
        for (k, status) in statuses.enumerate() {
            words[k / PER_WORD] |= status.bits() << (2 * (k % PER_WORD));
        }
        Self {
            columns: columns as u32,
            rows: rows as u32,
            words: words.into_boxed_slice(),
        }
    }

    /// Two bits a place, all columns, then all rows.
    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    /// The basis with these [`words`](Basis::words), of which there have to be as many as it takes.
    pub(crate) fn from_words(columns: usize, rows: usize, words: &[u64]) -> Self {
        Self {
            columns: columns as u32,
            rows: rows as u32,
            words: words.into(),
        }
    }

    fn at(&self, k: usize) -> BasisStatus {
        BasisStatus::from_bits(self.words[k / PER_WORD] >> (2 * (k % PER_WORD)))
    }

    /// Number of columns.
    #[must_use]
    pub(crate) fn column_count(&self) -> usize {
        self.columns as usize
    }

    /// Number of rows.
    #[must_use]
    pub(crate) fn row_count(&self) -> usize {
        self.rows as usize
    }

    /// BasisStatus of column `j`.
    #[must_use]
    pub(crate) fn column(&self, j: usize) -> BasisStatus {
        self.at(j)
    }

    /// BasisStatus of the activity of row `i`: `Lower` at `row_lower`, `Upper` at `row_upper`.
    #[must_use]
    pub(crate) fn row(&self, i: usize) -> BasisStatus {
        self.at(self.columns as usize + i)
    }

    /// All statuses: first columns, then rows.
    pub(crate) fn statuses(&self) -> impl Iterator<Item = BasisStatus> + '_ {
        (0..self.columns as usize + self.rows as usize).map(|k| self.at(k))
    }

    /// How many columns and rows stand elsewhere in `other`: a measure of how far two bases are apart.
    #[must_use]
    pub(crate) fn distance(&self, other: &Basis) -> usize {
        const LOW: u64 = 0x5555_5555_5555_5555;
        let words = self.words.iter().zip(&other.words);
        words
            .map(|(a, b)| {
                let differ = a ^ b;
                ((differ | (differ >> 1)) & LOW).count_ones() as usize
            })
            .sum()
    }

    /// Whether it has the dimensions of a programme of `columns` and `rows`.
    pub(crate) fn fits(&self, columns: usize, rows: usize) -> Result<(), BasisMismatch> {
        if self.column_count() == columns && self.row_count() == rows {
            Ok(())
        } else {
            Err(BasisMismatch {
                columns,
                rows,
                found_columns: self.column_count(),
                found_rows: self.row_count(),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_survive_packing_and_differences_are_counted() {
        let mut columns = vec![BasisStatus::Lower; 40];
        columns[33] = BasisStatus::Free;
        columns[7] = BasisStatus::Basic;
        let rows = [BasisStatus::Upper, BasisStatus::Basic];
        let basis = Basis::from_statuses(&columns, &rows);
        assert_eq!(basis.column(33), BasisStatus::Free);
        assert_eq!(basis.column(7), BasisStatus::Basic);
        assert_eq!(basis.row(0), BasisStatus::Upper);
        columns[7] = BasisStatus::Upper;
        columns[39] = BasisStatus::Basic;
        assert_eq!(basis.distance(&Basis::from_statuses(&columns, &rows)), 2);
    }
}
