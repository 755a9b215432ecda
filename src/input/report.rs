//! Faults of a case's files: where, what, and what to do.

use std::fmt;

use crate::case::draft::{self, counted};
use crate::figures::FigureProblem;
use crate::parameter::ChangeError;

/// Where in a file something is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Location {
    /// Name of the file: `hubs.csv`.
    pub file: String,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Character in the line, from 1, in `case.toml`.
    pub character: Option<usize>,
    /// Heading of the column as the file has it, or dotted key of `case.toml`.
    pub heading: Option<String>,
    /// What the row is about: ``hub `zhongwei` ``.
    pub item: Option<String>,
}

impl Location {
    /// A file as a whole.
    pub fn file(name: impl Into<String>) -> Self {
        Self {
            file: name.into(),
            ..Self::default()
        }
    }

    /// A line of a file.
    pub fn line(name: impl Into<String>, line: usize) -> Self {
        Self {
            line: Some(line),
            ..Self::file(name)
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(character) = self.character {
            write!(f, ", character {character}")?;
        }
        if let Some(heading) = &self.heading {
            let word = if self.file.ends_with(".toml") {
                "key"
            } else {
                "column"
            };
            write!(f, ", {word} `{heading}`")?;
        }
        if let Some(item) = &self.item {
            write!(f, " ({item})")?;
        }
        Ok(())
    }
}

/// What is wrong with a file, or with the case that the files state.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The case itself.
    #[error(transparent)]
    Case(draft::Problem),
    /// The folder does not exist, is no folder, or has no `case.toml`.
    #[error("this is not a case: {found}")]
    NotACase {
        /// What was found.
        found: String,
    },
    /// A file that the case needs.
    #[error("the case has no `{file}`{because}")]
    MissingFile {
        /// Its name.
        file: String,
        /// Why it is needed, or nothing.
        because: String,
    },
    /// A folder or a device under the name of a file.
    #[error("a file is needed here, found {found}")]
    NotAFile {
        /// What was found.
        found: &'static str,
    },
    /// The system would not give the file.
    #[error("the file cannot be read: {reason}")]
    Unreadable {
        /// What the system said.
        reason: String,
    },
    /// No header.
    #[error("the file is empty; a line of column names is needed")]
    EmptyFile,
    /// Neither UTF-8 nor GB18030.
    #[error("these bytes are no text; UTF-8 and GB18030 are allowed")]
    NotText {
        /// Whether it looks like UTF-16.
        utf16: bool,
    },
    /// TOML that does not parse.
    #[error("this is not TOML: {message}")]
    NotToml {
        /// What the parser said.
        message: String,
    },
    /// A key or section that does not exist.
    #[error("no {what} is called `{name}`")]
    UnknownName {
        /// Column, key or section.
        what: &'static str,
        /// The name found.
        name: String,
        /// The nearest right name.
        nearest: Option<String>,
        /// All right names.
        allowed: Vec<String>,
    },
    /// A value of another type.
    #[error("{allowed} is needed here, found {found}")]
    WrongType {
        /// What was found.
        found: String,
        /// What is allowed.
        allowed: String,
    },
    /// A word that is none of those allowed.
    #[error("{quantity} must be {allowed}, found `{found}`")]
    WrongWord {
        /// What it is.
        quantity: &'static str,
        /// What was found.
        found: String,
        /// The words allowed.
        allowed: &'static str,
        /// The nearest of them.
        nearest: Option<String>,
    },
    /// A required column.
    #[error("the column `{column}` is missing")]
    MissingColumn {
        /// Its name.
        column: String,
    },
    /// Two columns of one name.
    #[error("the column `{column}` is there twice")]
    RepeatedColumn {
        /// Its name.
        column: String,
    },
    /// Two columns or keys for one quantity.
    #[error("`{first}` and `{second}` mean the same quantity; one of them is allowed")]
    SameQuantity {
        /// The first heading.
        first: String,
        /// The second.
        second: String,
    },
    /// A column without name.
    #[error("column {number} has no name, but its cells are not empty")]
    NamelessColumn {
        /// Its place, from 1.
        number: usize,
    },
    /// A unit that is not known.
    #[error("`{token}` is not a known unit; {expected} is needed, as in `{field}`")]
    UnknownUnit {
        /// What was found.
        token: String,
        /// The column in its default unit.
        field: String,
        /// The dimension needed.
        expected: String,
    },
    /// A unit of another dimension.
    #[error("the unit of `{name}` is {found}; {expected} is needed, as in `{field}`")]
    IncompatibleUnit {
        /// The heading.
        name: String,
        /// The dimension found.
        found: String,
        /// The dimension needed.
        expected: String,
        /// The column in its default unit.
        field: String,
    },
    /// A currency without rate.
    #[error("money in {currency} needs its rate in case.toml")]
    NoRate {
        /// Its code.
        currency: String,
    },
    /// More or fewer cells than columns.
    #[error("a row needs {}, found {found}", counted_cells(.columns))]
    RowLength {
        /// Cells found.
        found: usize,
        /// Columns of the header.
        columns: usize,
    },
    /// A cell that is no number.
    #[error("a number is needed here, found `{found}`")]
    NotANumber {
        /// What was found.
        found: String,
    },
    /// A figure that is NaN or infinite.
    #[error("a finite number is needed here, found `{found}`")]
    NotFinite {
        /// What was found.
        found: String,
    },
    /// Cells are separated by something else than commas.
    #[error("cells must be separated by commas, found {separator}")]
    WrongSeparator {
        /// What separates them.
        separator: &'static str,
    },
    /// A quotation mark that is never closed.
    #[error("a quotation mark opens here and is never closed")]
    UnclosedQuote,
    /// A cell of more than one line.
    #[error("a cell runs over more than one line")]
    LineBreakInCell,
    /// A code in `[exchange]` that is none.
    #[error(
        "`{found}` is no currency code: three capital letters are needed, other than CNY and the names of units"
    )]
    NotACurrency {
        /// What was found.
        found: String,
    },
    /// A change of a scenario.
    #[error("{0}")]
    Change(ChangeError),
    /// A row of `figures.csv` or `sources.csv`.
    #[error(transparent)]
    Figure(FigureProblem),
}

fn counted_cells(columns: &usize) -> String {
    counted(*columns, "cell")
}

impl Problem {
    /// What to do about it, where that can be guessed.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Problem::Case(problem) => problem.help(),
            Problem::Figure(problem) => problem.help(),
            Problem::NotACase { .. } => Some(
                "a case is a folder with `case.toml`, `hubs.csv` and `origins.csv`; `eastwest new DIR` starts one"
                    .to_owned(),
            ),
            Problem::NotText { utf16: true } => {
                Some("this looks like UTF-16; save it as UTF-8".to_owned())
            }
            Problem::UnknownName {
                nearest, allowed, ..
            } => name_help(nearest.as_ref(), allowed),
            Problem::WrongWord {
                quantity: "currency",
                ..
            } => Some(
                "state rates under `[exchange]` and name columns by their currency, `price_usd_per_kwh`"
                    .to_owned(),
            ),
            Problem::WrongWord { nearest, .. } => {
                nearest.as_ref().map(|word| format!("did you mean `{word}`?"))
            }
            Problem::UnknownUnit { field, .. } => {
                Some(format!("name it `{field}`, or in a unit that docs/case.md lists"))
            }
            Problem::NoRate { currency } => Some(format!(
                "add `{currency} = …` (CNY per {currency}) under `[exchange]`"
            )),
            Problem::RowLength { found, columns } if found > columns => {
                Some("put a cell that contains a comma in quotation marks".to_owned())
            }
            Problem::RowLength { .. } => {
                Some("leave a cell empty where there is nothing to state, but write its comma".to_owned())
            }
            Problem::NotANumber { found } => number_help(found),
            Problem::LineBreakInCell => {
                Some("is a closing quotation mark missing?".to_owned())
            }
            _ => None,
        }
    }
}

/// Most names that a message lists.
const LISTED: usize = 10;

fn name_help(nearest: Option<&String>, allowed: &[String]) -> Option<String> {
    match nearest {
        Some(name) => Some(format!("did you mean `{name}`?")),
        None if allowed.is_empty() => None,
        None if allowed.len() > LISTED => Some("docs/case.md lists them".to_owned()),
        None => Some(format!("known: `{}`", allowed.join("`, `"))),
    }
}

/// What a cell that is no number may have been meant to be.
fn number_help(found: &str) -> Option<String> {
    let number = |text: &str| {
        text.trim()
            .parse::<f64>()
            .ok()
            .filter(|value| value.is_finite())
    };
    if let Some(value) = found.strip_suffix(['%', '％']).and_then(number) {
        // through a decimal shift, so that 35.7 % is 0.357
        let share = format!("{:.12}", value / 100.0);
        let share = share.trim_end_matches('0').trim_end_matches('.');
        return Some(format!("write a share as a number from 0 to 1, `{share}`"));
    }
    let bare = found.replace([',', '，', ' ', '\'', '’', '_', '\u{a0}'], "");
    if bare != found && number(&bare).is_some() {
        let decimal = found.matches(',').count() == 1
            && found
                .split(',')
                .next_back()
                .is_some_and(|part| part.len() != 3);
        return Some(if decimal {
            format!(
                "write the decimal sign as a point, `{}`",
                found.replace(',', ".")
            )
        } else {
            format!("write it without separators of thousands, `{bare}`")
        });
    }
    if [
        "-", "–", "—", "n/a", "na", "none", "null", "#n/a", "?", "x", "tbd",
    ]
    .contains(&found.to_lowercase().as_str())
    {
        return Some("leave the cell empty where there is no figure".to_owned());
    }
    let figure: String = found
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))
        .collect();
    let unit = found.strip_prefix(&figure).unwrap_or_default().trim();
    let unit_like =
        unit.starts_with(char::is_alphabetic) && !unit.contains(|c: char| c.is_ascii_digit());
    (unit_like && number(&figure).is_some()).then(|| {
        format!("write the figure alone, `{figure}`; the unit stands in the name of the column")
    })
}

/// A problem and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Where.
    pub location: Location,
    /// What.
    pub problem: Problem,
    /// What else is to know: the first row of a key given twice, or the figure before its unit was converted.
    pub note: Option<String>,
}

impl Fault {
    /// What to do about it, where that can be guessed.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        self.problem.help()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\n  --> {}", self.problem, self.location)?;
        if let Some(note) = &self.note {
            write!(f, "\nnote: {note}")?;
        }
        if let Some(help) = self.help() {
            write!(f, "\nhelp: {help}")?;
        }
        Ok(())
    }
}

/// Every fault of a case's files, in the order of file, line and column.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The case, as the user named it.
    pub case: String,
    /// At least one.
    pub faults: Vec<Fault>,
}

impl Report {
    pub(crate) fn new(case: String, mut faults: Vec<Fault>) -> Self {
        faults.sort_by(|a, b| a.location.cmp(&b.location));
        Self { case, faults }
    }
}

/// Places of one fault, beside the first, from which on they are told together.
const MANY: usize = 3;
/// Lines that are named of them.
const NAMED: usize = 6;

impl Report {
    /// The faults, where one that comes in many lines is told once, with the others' lines.
    fn told(&self) -> Vec<Fault> {
        let mut told: Vec<Fault> = Vec::new();
        let mut done = vec![false; self.faults.len()];
        for (at, fault) in self.faults.iter().enumerate() {
            if done[at] {
                continue;
            }
            let same = |other: &Fault| {
                let (here, there) = (&fault.location, &other.location);
                fault.note.is_none()
                    && (&other.problem, &other.note) == (&fault.problem, &fault.note)
                    && (&there.file, &there.heading) == (&here.file, &here.heading)
            };
            let later = at + 1..self.faults.len();
            let others: Vec<usize> = later.filter(|&k| same(&self.faults[k])).collect();
            let mut fault = fault.clone();
            if others.len() >= MANY {
                others.iter().for_each(|&k| done[k] = true);
                let lines = others.iter().filter_map(|&k| self.faults[k].location.line);
                let named: Vec<String> = lines.take(NAMED).map(|line| line.to_string()).collect();
                let more = if others.len() > NAMED { ", …" } else { "" };
                let count = others.len();
                let named = named.join(", ");
                fault.note = Some(format!("the same in {count} more lines: {named}{more}"));
            }
            told.push(fault);
        }
        told
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in self.told() {
            write!(f, "{fault}\n\n")?;
        }
        write!(
            f,
            "{} in `{}`",
            counted(self.faults.len(), "fault"),
            self.case
        )
    }
}

impl std::error::Error for Report {}
