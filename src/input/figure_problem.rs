//! What can be wrong with a row of `figures.csv` or `sources.csv`.

/// What is wrong.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FigureProblem {
    /// A cell that has to be filled.
    #[error("{}", tr!("{what} is needed here", what = crate::language::word(.what)))]
    Missing {
        /// What belongs there.
        what: &'static str,
    },
    /// A file that no case has.
    #[error("{}", tr!("`{found}` is no file of this case with figures", found = .found))]
    NoFile {
        /// What was found.
        found: String,
        /// The nearest right name.
        nearest: Option<String>,
    },
    /// A row that the file does not have.
    #[error("{}", tr!("`{file}` has no row `{found}`", file = .file, found = .found))]
    NoRow {
        /// The file.
        file: String,
        /// What was found.
        found: String,
        /// The nearest right name.
        nearest: Option<String>,
    },
    /// A column of figures that the file does not have.
    #[error("{}", tr!("`{file}` has no figures in a column or key `{found}`", file = .file, found = .found))]
    NoColumn {
        /// The file.
        file: String,
        /// What was found.
        found: String,
        /// The nearest right name.
        nearest: Option<String>,
    },
    /// The cell is empty.
    #[error("{}", tr!("`{file}` states no figure in `{column}` of {row}", file = .file, column = .column, row = .row))]
    NoFigure {
        /// The file.
        file: String,
        /// The row, for people.
        row: String,
        /// The column.
        column: String,
    },
    /// A unit that does not fit the column.
    #[error("{}", tr!("the unit of `{column}` is `{expected}` or another of its kind, found `{found}`", column = .column, expected = .expected, found = .found))]
    WrongUnit {
        /// The column.
        column: String,
        /// Its default unit.
        expected: String,
        /// What was found.
        found: String,
    },
    /// The table has another figure.
    #[error("{}", tr!("the figure is {found} here and {in_table} in {place}", found = .found, in_table = .in_table, place = .place))]
    OtherValue {
        /// As `figures.csv` states it.
        found: String,
        /// As the table states it, with its unit.
        in_table: String,
        /// Where.
        place: String,
    },
    /// The range does not hold the figure.
    #[error("{}", tr!("the figure {value} is not within its range from {low} to {high}", value = .value, low = .low, high = .high))]
    OutsideRange {
        /// The figure.
        value: f64,
        /// Its low end.
        low: f64,
        /// Its high end.
        high: f64,
    },
    /// The figure has no range, or only one end of it.
    #[error("{}", tr!("a range needs a figure and both its ends"))]
    HalfRange,
    /// A word that is no status.
    #[error("{}", tr!("status must be `published`, `derived`, `estimated` or `invented`, found `{found}`", found = .found))]
    NoStatus {
        /// What was found.
        found: String,
    },
    /// What the status asks for is not there.
    #[error("{}", tr!("a {status} figure needs {needed}", status = .status, needed = .needed))]
    Unfounded {
        /// The status.
        status: &'static str,
        /// What it needs.
        needed: &'static str,
    },
    /// A source that is not listed.
    #[error("{}", tr!("no source is called `{found}`", found = .found))]
    NoSource {
        /// What was found.
        found: String,
        /// The nearest right name.
        nearest: Option<String>,
    },
    /// The formula cannot be computed.
    #[error("{}", tr!("the formula cannot be computed: {why}", why = .why))]
    BadFormula {
        /// Why not.
        why: String,
    },
    /// The formula gives another figure.
    #[error("{}", tr!("the formula gives {computed}, the figure is {value}{place}", computed = .computed, value = .value, place = .place))]
    OtherResult {
        /// What comes out.
        computed: f64,
        /// What is stated.
        value: String,
        /// Of which row, where one formula is that of many.
        place: String,
    },
    /// The same row twice.
    #[error("{}", tr!("`{name}` is there twice", name = .name))]
    Twice {
        /// What.
        name: String,
    },
    /// A common multiple whose figure is not 1.
    #[error("{}", tr!("a range of multiples has the figure 1, found `{found}`", found = .found))]
    NotOne {
        /// What was found.
        found: f64,
    },
}

impl FigureProblem {
    /// What to do about it, where that can be guessed.
    #[must_use]
    pub(crate) fn help(&self) -> Option<String> {
        match self {
            FigureProblem::NoFile { nearest, .. }
            | FigureProblem::NoRow { nearest, .. }
            | FigureProblem::NoColumn { nearest, .. }
            | FigureProblem::NoSource { nearest, .. } => {
                nearest.as_ref().map(|name| tr!("did you mean `{name}`?", name = name))
            }
            FigureProblem::WrongUnit { .. } => {
                Some(tr!("units are written as in the names of columns, `cny_per_kwh`; a plain number has none").to_owned())
            }
            FigureProblem::BadFormula { .. } => {
                Some(tr!("a formula is arithmetic; write words in `note`").to_owned())
            }
            FigureProblem::OtherValue { .. } => {
                Some(tr!("change both: `figures.csv` says where the figures of the tables come from").to_owned())
            }
            _ => None,
        }
    }
}

impl FigureProblem {
    /// Whether it is told of a table and not of the row alone: it may follow from a fault of the table.
    #[must_use]
    pub(crate) fn speaks_of_tables(&self) -> bool {
        use FigureProblem::{
            BadFormula, NoColumn, NoFigure, NoFile, NoRow, OtherResult, OtherValue, WrongUnit,
        };
        matches!(
            self,
            BadFormula { .. }
                | NoColumn { .. }
                | NoFigure { .. }
                | NoFile { .. }
                | NoRow { .. }
                | OtherResult { .. }
                | OtherValue { .. }
                | WrongUnit { .. }
        )
    }
}
