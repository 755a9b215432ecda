//! # Where a figure stands

use std::fmt;

/// Where a figure stands: file, row and column.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FigurePlace {
    /// `hubs.csv`, or `case.toml`.
    pub file: String,
    /// Its keys joined by points: `zhongwei`, `BJ.zhongwei`; empty for `case.toml`. Of an entry, a pattern.
    pub row: String,
    /// The column in its default unit, or the dotted key of `case.toml`.
    pub column: String,
}

impl FigurePlace {
    /// A place by its three names.
    #[must_use]
    pub fn new(file: &str, row: &str, column: &str) -> Self {
        Self {
            file: file.to_owned(),
            row: row.to_owned(),
            column: column.to_owned(),
        }
    }

    /// Whether its column, or its row and column joined by a point, is called so; of a dotted key, the last name too.
    pub(super) fn is_called(&self, text: &str) -> bool {
        let of_row = text.strip_suffix(self.column.as_str());
        let is_row = of_row.and_then(|row| row.strip_suffix('.')) == Some(self.row.as_str());
        let last = self.column.rsplit('.').next();
        of_row == Some("") || (is_row && !self.row.is_empty()) || last == Some(text)
    }
}

impl fmt::Display for FigurePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if !self.row.is_empty() {
            write!(f, " {}", self.row)?;
        }
        write!(f, " {}", self.column)
    }
}
