//! What can be wrong with a row of `figures.csv` or `sources.csv`.

/// What is wrong.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FigureProblem {
    /// A cell that has to be filled.
    #[error("{what} is needed here")]
    Missing {
        /// What belongs there.
        what: &'static str,
    },
    /// A file that no case has.
    #[error("`{found}` is no file of this case with figures")]
    NoFile {
        /// What was found.
        found: String,
        /// The nearest right name.
        nearest: Option<String>,
    },
    /// A row that the file does not have.
    #[error("`{file}` has no row `{found}`")]
    NoRow {
        /// The file.
        file: String,
        /// What was found.
        found: String,
        /// The nearest right name.
        nearest: Option<String>,
    },
    /// A column of figures that the file does not have.
    #[error("`{file}` has no figures in a column or key `{found}`")]
    NoColumn {
        /// The file.
        file: String,
        /// What was found.
        found: String,
        /// The nearest right name.
        nearest: Option<String>,
    },
    /// The cell is empty.
    #[error("`{file}` states no figure in `{column}` of {row}")]
    NoFigure {
        /// The file.
        file: String,
        /// The row, for people.
        row: String,
        /// The column.
        column: String,
    },
    /// A unit that does not fit the column.
    #[error("the unit of `{column}` is `{expected}` or another of its kind, found `{found}`")]
    WrongUnit {
        /// The column.
        column: String,
        /// Its default unit.
        expected: String,
        /// What was found.
        found: String,
    },
    /// The table has another figure.
    #[error("the figure is {found} here and {in_table} in {place}")]
    OtherValue {
        /// As `figures.csv` states it.
        found: String,
        /// As the table states it, with its unit.
        in_table: String,
        /// Where.
        place: String,
    },
    /// The range does not hold the figure.
    #[error("the figure {value} is not within its range from {low} to {high}")]
    OutsideRange {
        /// The figure.
        value: f64,
        /// Its low end.
        low: f64,
        /// Its high end.
        high: f64,
    },
    /// The figure has no range, or only one end of it.
    #[error("a range needs a figure and both its ends")]
    HalfRange,
    /// A word that is no status.
    #[error("status must be `published`, `derived`, `estimated` or `invented`, found `{found}`")]
    NoStatus {
        /// What was found.
        found: String,
    },
    /// What the status asks for is not there.
    #[error("a {status} figure needs {needed}")]
    Unfounded {
        /// The status.
        status: &'static str,
        /// What it needs.
        needed: &'static str,
    },
    /// A source that is not listed.
    #[error("no source is called `{found}`")]
    NoSource {
        /// What was found.
        found: String,
        /// The nearest right name.
        nearest: Option<String>,
    },
    /// The formula cannot be computed.
    #[error("the formula cannot be computed: {why}")]
    BadFormula {
        /// Why not.
        why: String,
    },
    /// The formula gives another figure.
    #[error("the formula gives {computed}, the figure is {value}{place}")]
    OtherResult {
        /// What comes out.
        computed: f64,
        /// What is stated.
        value: String,
        /// Of which row, where one formula is that of many.
        place: String,
    },
    /// The same row twice.
    #[error("`{name}` is there twice")]
    Twice {
        /// What.
        name: String,
    },
    /// A common multiple whose figure is not 1.
    #[error("a range of multiples has the figure 1, found `{found}`")]
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
                nearest.as_ref().map(|name| format!("did you mean `{name}`?"))
            }
            FigureProblem::WrongUnit { .. } => {
                Some("units are written as in the names of columns, `cny_per_kwh`; a plain number has none".to_owned())
            }
            FigureProblem::BadFormula { .. } => {
                Some("a formula is arithmetic; write words in `note`".to_owned())
            }
            FigureProblem::OtherValue { .. } => {
                Some("change both: `figures.csv` says where the figures of the tables come from".to_owned())
            }
            _ => None,
        }
    }
}
