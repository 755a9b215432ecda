//! # A basis: where each column and each row stands
//!
//! Two bits per column and row, so that thousands of bases can be kept, compared and hashed.

use thiserror::Error;

/// Where a column, or the activity of a row, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Place {
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

impl Place {
    fn bits(self) -> u64 {
        match self {
            Place::Basic => 0,
            Place::Lower => 1,
            Place::Upper => 2,
            Place::Free => 3,
        }
    }

    fn from_bits(bits: u64) -> Self {
        match bits & 3 {
            0 => Place::Basic,
            1 => Place::Lower,
            2 => Place::Upper,
            _ => Place::Free,
        }
    }
}

/// Places of all columns and rows of a programme.
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

/// Places in one word.
const PER_WORD: usize = 32;

impl Basis {
    /// The basis with the given places: first all columns, then all rows.
    ///
    /// It need not have as many basic places as there are rows, nor be regular: loading repairs it.
    #[must_use]
    pub fn from_places(columns: &[Place], rows: &[Place]) -> Self {
        let places = columns.iter().chain(rows).copied();
        Self::pack(columns.len(), rows.len(), places)
    }

    pub(crate) fn pack(columns: usize, rows: usize, places: impl Iterator<Item = Place>) -> Self {
        let mut words = vec![0; (columns + rows).div_ceil(PER_WORD)];
        for (k, place) in places.enumerate() {
            words[k / PER_WORD] |= place.bits() << (2 * (k % PER_WORD));
        }
        Self {
            columns: columns as u32,
            rows: rows as u32,
            words: words.into_boxed_slice(),
        }
    }

    fn at(&self, k: usize) -> Place {
        Place::from_bits(self.words[k / PER_WORD] >> (2 * (k % PER_WORD)))
    }

    /// Number of columns.
    #[must_use]
    pub fn column_count(&self) -> usize {
        self.columns as usize
    }

    /// Number of rows.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.rows as usize
    }

    /// Place of column `j`.
    #[must_use]
    pub fn column(&self, j: usize) -> Place {
        self.at(j)
    }

    /// Place of the activity of row `i`: `Lower` at `row_lower`, `Upper` at `row_upper`.
    #[must_use]
    pub fn row(&self, i: usize) -> Place {
        self.at(self.columns as usize + i)
    }

    /// All places: first columns, then rows.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        (0..self.columns as usize + self.rows as usize).map(|k| self.at(k))
    }

    /// How many columns and rows stand elsewhere in `other`: a measure of how far two bases are apart.
    #[must_use]
    pub fn distance(&self, other: &Basis) -> usize {
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
    fn places_survive_packing_and_differences_are_counted() {
        let mut columns = vec![Place::Lower; 40];
        columns[33] = Place::Free;
        columns[7] = Place::Basic;
        let rows = [Place::Upper, Place::Basic];
        let basis = Basis::from_places(&columns, &rows);
        assert_eq!(basis.column(33), Place::Free);
        assert_eq!(basis.column(7), Place::Basic);
        assert_eq!(basis.row(0), Place::Upper);
        columns[7] = Place::Upper;
        columns[39] = Place::Basic;
        assert_eq!(basis.distance(&Basis::from_places(&columns, &rows)), 2);
    }
}
