//! What can be wrong with an MPS file, and what is odd about it.

use thiserror::Error;

/// What is wrong with an MPS file, and where.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", tr!("{problem}\n  --> {file}, line {line}{}", help_line(.problem), problem = .problem, file = .file, line = .line))]
pub struct MpsError {
    /// The file's name, as given by the caller.
    pub file: String,
    /// Line, from 1; for what is missing, the last line.
    pub line: usize,
    /// What is wrong.
    pub problem: MpsProblem,
}

fn help_line(problem: &MpsProblem) -> String {
    problem
        .help()
        .map_or_else(String::new, |help| tr!("\nhelp: {help}", help = help))
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum MpsProblem {
    /// Bytes that are neither UTF-8 nor GB18030, or control characters.
    #[error("{}", tr!("the file is not text"))]
    NotText {
        /// What to do about it, where it can be seen what they are.
        advice: Option<&'static str>,
    },
    /// A file without anything but blanks and comments.
    #[error("{}", tr!("the file is empty"))]
    Empty,
    /// A line in the first column that begins no section.
    #[error("{}", tr!("no section of an MPS file is called `{found}`", found = .found))]
    UnknownSection {
        /// The word found.
        found: String,
        /// The section most like it.
        nearest: Option<String>,
    },
    /// A section or bound that asks for more than a linear programme.
    #[error("{}", tr!("`{found}` asks for {what}, which a linear programme does not have", found = .found, what = .what))]
    NotLinear {
        /// The word found.
        found: String,
        /// What it means.
        what: &'static str,
    },
    /// Text after a section's name.
    #[error("{}", tr!("unexpected `{found}` after the section name `{section}`", found = .found, section = .section))]
    AfterSection {
        /// The section.
        section: &'static str,
        /// The text.
        found: String,
    },
    /// A data line where none belongs.
    #[error("{}", tr!("`{found}` stands outside any section", found = .found))]
    OutsideSection {
        /// The line's first word.
        found: String,
    },
    /// Too few or too many fields.
    #[error("{}", tr!("a line of {section} has {allowed}, found {found} fields", section = .section, allowed = .allowed, found = .found))]
    FieldCount {
        /// The section.
        section: &'static str,
        /// Number of fields found.
        found: usize,
        /// What the section allows.
        allowed: &'static str,
    },
    /// A line that leaves the columns of fixed MPS.
    #[error("{}", tr!("character {column} stands between the fields of fixed MPS", column = .column))]
    BetweenFields {
        /// Its column, from 1.
        column: usize,
    },
    /// A row of no known type.
    #[error("{}", tr!("no row type is called `{found}`", found = .found))]
    UnknownRowType {
        /// The type found.
        found: String,
    },
    /// Two rows of one name.
    #[error("{}", tr!("row `{row}` is already there, in line {first}", row = .row, first = .first))]
    DuplicateRow {
        /// The row.
        row: String,
        /// Line of the first.
        first: usize,
    },
    /// A column whose entries do not stand together.
    #[error("{}", tr!("column `{column}` begins again; it began in line {first}", column = .column, first = .first))]
    ColumnAgain {
        /// The column.
        column: String,
        /// Line of its first entry.
        first: usize,
    },
    /// A row that ROWS does not have.
    #[error("{}", tr!("no row is called `{row}`", row = .row))]
    UnknownRow {
        /// The name found.
        row: String,
        /// The row most like it.
        nearest: Option<String>,
    },
    /// A column that COLUMNS does not have.
    #[error("{}", tr!("no column is called `{column}`", column = .column))]
    UnknownColumn {
        /// The name found.
        column: String,
        /// The column most like it.
        nearest: Option<String>,
    },
    /// Two coefficients of one column in one row.
    #[error("{}", tr!("column `{column}` has two coefficients in row `{row}`", column = .column, row = .row))]
    DuplicateEntry {
        /// The column.
        column: String,
        /// The row.
        row: String,
    },
    /// Two right-hand sides or ranges of one row in one set.
    #[error("{}", tr!("row `{row}` has two values in {section}", row = .row, section = .section))]
    DuplicateValue {
        /// `RHS` or `RANGES`.
        section: &'static str,
        /// The row.
        row: String,
    },
    /// Text where a number belongs.
    #[error("{}", tr!("`{found}` is not a number", found = .found))]
    NotANumber {
        /// The text.
        found: String,
    },
    /// Infinity where a finite number belongs.
    #[error("{}", tr!("`{found}` is too large for {place}", found = .found, place = .place))]
    NotFinite {
        /// The text.
        found: String,
        /// What it was meant for.
        place: &'static str,
    },
    /// A bound that no number can meet.
    #[error("{}", tr!("no number can meet {bound} of `{found}`", bound = .bound, found = .found))]
    Impossible {
        /// Which bound.
        bound: &'static str,
        /// The text.
        found: String,
    },
    /// A bound of no known type.
    #[error("{}", tr!("no bound type is called `{found}`", found = .found))]
    UnknownBoundType {
        /// The type found.
        found: String,
    },
    /// Two bounds on the same side of a column in one set.
    #[error("{}", tr!("column `{column}` already has {bound}, from line {first}", column = .column, bound = .bound, first = .first))]
    DuplicateBound {
        /// The column.
        column: String,
        /// Which bound.
        bound: &'static str,
        /// Line of the first.
        first: usize,
    },
    /// An objective sense of no known name.
    #[error("{}", tr!("no objective sense is called `{found}`", found = .found))]
    UnknownSense {
        /// The word found.
        found: String,
    },
    /// Two objective senses that differ.
    #[error("{}", tr!("`{found}` contradicts the objective sense in line {first}", found = .found, first = .first))]
    OtherSense {
        /// The word found.
        found: String,
        /// Line of the first.
        first: usize,
    },
    /// OBJNAME names a second row.
    #[error("{}", tr!("OBJNAME asks for `{row}`, and for another row in line {first}", row = .row, first = .first))]
    OtherObjective {
        /// The name found.
        row: String,
        /// Line of the first.
        first: usize,
    },
    /// OBJNAME names no free row.
    #[error("{}", tr!("no N row is called `{row}`, which OBJNAME asks for", row = .row))]
    UnknownObjective {
        /// The name found.
        row: String,
        /// The N row most like it.
        nearest: Option<String>,
    },
    /// A name where a `$` begins a comment.
    #[error("{}", tr!("`{found}` begins with `$`, which makes a comment of it here and of the rest of the line", found = .found))]
    DollarName {
        /// The name.
        found: String,
    },
    /// A file without rows or columns.
    #[error("{}", tr!("the section {section} is missing", section = .section))]
    MissingSection {
        /// The section.
        section: &'static str,
    },
    /// A file that was cut short.
    #[error("{}", tr!("the file ends without ENDATA"))]
    MissingEnd,
}

impl MpsProblem {
    /// What is allowed instead, where the message does not say it.
    #[must_use]
    pub(crate) fn help(&self) -> Option<String> {
        let text = match self {
            Self::NotText { advice } => advice.unwrap_or(tr!("MPS is text in UTF-8 or GB18030")),
            Self::DollarName { .. } => tr!("give it a name that begins with another character"),
            Self::UnknownSection { nearest: None, .. } => {
                tr!(
                    "sections are NAME, OBJSENSE, OBJNAME, ROWS, COLUMNS, RHS, RANGES, BOUNDS and ENDATA; lines within a section begin with a blank"
                )
            }
            Self::NotLinear { .. } => {
                tr!("solve the linear relaxation, or use a solver for this kind of programme")
            }
            Self::OutsideSection { .. } => {
                tr!("data lines follow ROWS, COLUMNS, RHS, RANGES or BOUNDS")
            }
            Self::BetweenFields { .. } => {
                tr!(
                    "fields of fixed MPS are columns 2-3, 5-12, 15-22, 25-36, 40-47 and 50-61; names in free MPS have no blanks"
                )
            }
            Self::UnknownRowType { .. } => tr!("row types are N, E, L and G"),
            Self::ColumnAgain { .. } => tr!("all entries of a column stand together"),
            Self::DuplicateEntry { .. } => tr!("write their sum once"),
            Self::NotANumber { .. } => tr!("numbers look like 12, -0.5, 1e-7 or 1.5D+03"),
            Self::UnknownBoundType { .. } => tr!("bound types are UP, LO, FX, FR, MI and PL"),
            Self::UnknownSense { .. } => tr!("senses are MIN, MINIMIZE, MAX and MAXIMIZE"),
            Self::Impossible { .. } => tr!("1e20 and more stands for infinity"),
            Self::OtherSense { .. } => tr!("state it once: MIN or MAX"),
            Self::OtherObjective { .. } => tr!("name one objective: the others are left out"),
            Self::MissingEnd => tr!("the file may have been cut short"),
            Self::UnknownSection { nearest, .. }
            | Self::UnknownRow { nearest, .. }
            | Self::UnknownColumn { nearest, .. }
            | Self::UnknownObjective { nearest, .. } => {
                return nearest
                    .as_ref()
                    .map(|name| tr!("did you mean `{name}`?", name = name));
            }
            _ => return None,
        };
        Some(text.to_owned())
    }
}

/// What is odd about a file that could be read all the same.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum MpsWarning {
    /// A negative upper bound without a lower one.
    #[error("{}", tr!("column `{column}` has upper bound {upper} and no lower bound: its lower bound is taken as -inf, as is usual", column = .column, upper = .upper))]
    NegativeUpper {
        /// The column.
        column: String,
        /// Its upper bound.
        upper: f64,
    },
    /// A lower bound over the upper one.
    #[error("{}", tr!("column `{column}` has lower bound {lower} over upper bound {upper}: the programme is infeasible", column = .column, lower = .lower, upper = .upper))]
    CrossedBounds {
        /// The column.
        column: String,
        /// Its lower bound.
        lower: f64,
        /// Its upper bound.
        upper: f64,
    },
    /// A second set of right-hand sides, ranges or bounds.
    #[error("{}", tr!("{section} has a further set {set}: only the first is used, the set {used}", section = .section, set = .set, used = .used))]
    FurtherSet {
        /// The section.
        section: &'static str,
        /// The set's name in backquotes, or that it has none.
        set: String,
        /// The name of the one that is used.
        used: String,
    },
    /// Finite numbers that count as infinite.
    #[error("{}", tr!("`{found}` in line {line} is taken as infinite, as 1e20 and more is{}", and_more(*.count), found = .found, line = .line))]
    TakenAsInfinite {
        /// The first.
        found: String,
        /// Its line.
        line: usize,
        /// How many there are.
        count: usize,
    },
    /// An N row that is not the objective.
    #[error("{}", tr!("row `{row}` is free and not the objective: it is left out", row = .row))]
    FreeRow {
        /// The row.
        row: String,
    },
    /// No N row at all.
    #[error("{}", tr!("the file has no N row: every feasible point is optimal"))]
    NoObjective,
    /// Names with blanks, or otherwise unfit.
    #[error("{}", tr!("{count} names have blanks: these became `_`", count = .count))]
    BlanksInNames {
        /// How many.
        count: usize,
    },
}

fn and_more(count: usize) -> String {
    match count.saturating_sub(1) {
        0 => String::new(),
        1 => tr!(", and so is another number").to_owned(),
        more => tr!(", and so are {more} more numbers", more = more),
    }
}

/// A result, or the line and what is wrong there.
pub(super) type Placed<T> = Result<T, (usize, MpsProblem)>;
