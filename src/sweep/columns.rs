//! # Rows as columns
//!
//! What [`super::row_writer`] writes as text, as values side by side, for whoever takes columns. A figure is the number that its text reads back
//! as, so that both writings of a sweep are one.

use super::row_cells::Cells;
use super::row_writer::round;

/// The figures of a column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// By row; 0 where there is none.
    pub values: Vec<f64>,
    /// Rows without one, in order.
    pub empty: Vec<usize>,
}

/// The texts of a column, one behind the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// All of them.
    pub text: String,
    /// By row, where its text ends; that of an empty cell ends where it begins.
    pub ends: Vec<usize>,
}

/// A column of figures or of texts.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Figures.
    Figures(Figures),
    /// Texts.
    Words(Words),
}

/// Rows by columns, in the order of the header.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Columns {
    /// Numbers of the scenarios.
    pub scenarios: Vec<u64>,
    /// All columns behind `scenario`.
    pub others: Vec<Column>,
    at: usize,
}

impl Columns {
    fn next(&mut self, fresh: impl FnOnce() -> Column) -> Option<&mut Column> {
        if self.at == self.others.len() {
            self.others.push(fresh());
        }
        self.at += 1;
        self.others.get_mut(self.at - 1)
    }
}

impl Cells for Columns {
    fn begin(&mut self, scenario: u64) {
        self.scenarios.push(scenario);
        self.at = 0;
    }

    fn put(&mut self, value: f64, digits: Option<i32>) {
        let rounded = digits.map_or(value, |digits| round(value, digits));
        let row = self.scenarios.len() - 1;
        let column = self.next(|| Column::Figures(Figures::default()));
        if let Some(Column::Figures(figures)) = column {
            if rounded.is_finite() || rounded > 0.0 {
                // without the sign of zero, which text has not
                figures.values.push(rounded + 0.0);
            } else {
                figures.values.push(0.0);
                figures.empty.push(row);
            }
        }
    }

    fn skip(&mut self) {
        self.put(f64::NAN, None);
    }

    fn word(&mut self, text: &str) {
        let column = self.next(|| Column::Words(Words::default()));
        if let Some(Column::Words(words)) = column {
            words.text.push_str(text);
            words.ends.push(words.text.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_their_columns() {
        let mut columns = Columns::default();
        for (scenario, value, word) in [(3, 1.0 / 3.0, "a"), (4, f64::NAN, ""), (5, -0.0, "bc")] {
            columns.begin(scenario);
            columns.put(value, Some(3));
            columns.word(word);
        }
        assert_eq!(columns.scenarios, [3, 4, 5]);
        let figures = Figures {
            values: vec![0.333, 0.0, 0.0],
            empty: vec![1],
        };
        let words = Words {
            text: "abc".to_owned(),
            ends: vec![1, 1, 3],
        };
        assert_eq!(
            columns.others,
            [Column::Figures(figures), Column::Words(words)]
        );
    }
}
