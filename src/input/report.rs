//! Faults of a case's files: where, what, and what to do.

use crate::language::{noun, word};
use std::collections::HashMap;
use std::fmt;
use std::mem::{Discriminant, discriminant};

use crate::text::amount::{Bytes, Count};

use super::figure_problem::FigureProblem;
use crate::case::draft::{self, counted};
use crate::parameter::ChangeError;
use crate::text::decode::Encoding;
use crate::text::echo::short;

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
    pub(crate) fn file(name: impl Into<String>) -> Self {
        Self {
            file: name.into(),
            ..Self::default()
        }
    }

    /// A line of a file.
    pub(crate) fn line(name: impl Into<String>, line: usize) -> Self {
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
            f.write_str(&tr!(", line {line}", line = line))?;
        }
        if let Some(character) = self.character {
            f.write_str(&tr!(", character {character}", character = character))?;
        }
        if let Some(heading) = &self.heading {
            let word = if self.file.ends_with(".toml") {
                "key"
            } else {
                "column"
            };
            let told = tr!(
                ", {word} `{heading}`",
                word = self::word(word),
                heading = heading
            );
            f.write_str(&told)?;
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
    #[error("{}", tr!("this is not a case: {found}", found = .found))]
    NotACase {
        /// What was found.
        found: String,
    },
    /// A file that the case needs.
    #[error("{}", tr!("the case has no `{file}`{because}", file = .file, because = .because))]
    MissingFile {
        /// Its name.
        file: String,
        /// Why it is needed, or nothing.
        because: String,
    },
    /// A folder or a device under the name of a file.
    #[error("{}", tr!("a file is needed here, found {found}", found = .found))]
    NotAFile {
        /// What was found.
        found: &'static str,
    },
    /// A link to a file that is not there.
    #[error("{}", tr!("this is a link to `{target}`, and there is no such file", target = .target))]
    DanglingLink {
        /// Where it leads.
        target: String,
    },
    /// A table under a name that is not read.
    #[error("{}", tr!("the table `{file}` would be missing, since this file is not called so", file = .file))]
    NotItsName {
        /// The name that is read.
        file: String,
        /// Whether the file is text, so that its name is all that is wrong.
        plain: bool,
    },
    /// More than memory can hold.
    #[error("{}", tr!("the file has {}; to read it takes about {} of memory where {} are free", Bytes(*.bytes), Bytes(*.needed), Bytes(*.free)))]
    TooLarge {
        /// Size of the file.
        bytes: u64,
        /// Memory that it and the other tables take.
        needed: u64,
        /// Memory that there is.
        free: u64,
    },
    /// The system would not give the file.
    #[error("{}", tr!("the file cannot be read: {reason}", reason = .reason))]
    Unreadable {
        /// What the system said.
        reason: String,
    },
    /// No header.
    #[error("{}", tr!("the file is empty; a line of column names is needed"))]
    EmptyFile,
    /// Neither UTF-8 nor GB18030.
    #[error("{}", tr!("these bytes are no text; UTF-8 and GB18030 are allowed"))]
    NotText {
        /// What to do about it, where it can be seen what they are.
        advice: Option<&'static str>,
    },
    /// Bytes of another encoding than the case's.
    #[error("{}", tr!("these bytes are not {encoding}, {}", why_encoding(.stated, .encoding), encoding = .encoding))]
    NotInEncoding {
        /// The encoding of the case.
        encoding: Encoding,
        /// Whether `case.toml` states it.
        stated: bool,
    },
    /// TOML that does not parse.
    #[error("{}", tr!("this is not TOML: {message}", message = .message))]
    NotToml {
        /// What the parser said.
        message: String,
    },
    /// A key or section that does not exist.
    #[error("{}", tr!("no {what} is called `{name}`", what = word(.what), name = .name))]
    UnknownName {
        /// Column, key or section.
        what: &'static str,
        /// The name found.
        name: String,
        /// The nearest right name.
        nearest: Option<String>,
        /// All right names.
        allowed: Vec<&'static str>,
    },
    /// A value of another type.
    #[error("{}", tr!("{allowed} is needed here, found {found}", allowed = .allowed, found = .found))]
    WrongType {
        /// What was found.
        found: String,
        /// What is allowed.
        allowed: String,
    },
    /// A word that is none of those allowed.
    #[error("{}", tr!("{quantity} must be {allowed}, found `{found}`", quantity = word(.quantity), allowed = .allowed, found = .found))]
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
    #[error("{}", tr!("the column `{column}` is missing", column = .column))]
    MissingColumn {
        /// Its name.
        column: String,
    },
    /// Two columns of one name.
    #[error("{}", tr!("the column `{column}` is there twice", column = .column))]
    RepeatedColumn {
        /// Its name.
        column: String,
    },
    /// Two columns or keys for one quantity.
    #[error("{}", tr!("`{first}` and `{second}` mean the same quantity; one of them is allowed", first = .first, second = .second))]
    SameQuantity {
        /// The first heading.
        first: String,
        /// The second.
        second: String,
    },
    /// A column without name.
    #[error("{}", tr!("column {number} has no name, but its cells are not empty", number = .number))]
    NamelessColumn {
        /// Its place, from 1.
        number: usize,
    },
    /// A unit that is not known.
    #[error("{}", tr!("`{token}` is not a known unit; {expected} is needed, as in `{field}`", token = .token, expected = .expected, field = .field))]
    UnknownUnit {
        /// What was found.
        token: String,
        /// The column in its default unit.
        field: String,
        /// The dimension needed.
        expected: String,
    },
    /// A unit of another dimension.
    #[error("{}", tr!("the unit of `{name}` is {found}; {expected} is needed, as in `{field}`", name = .name, found = .found, expected = .expected, field = .field))]
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
    #[error("{}", tr!("money in {currency} needs its rate in case.toml", currency = .currency))]
    NoRate {
        /// Its code.
        currency: String,
    },
    /// More or fewer cells than columns.
    #[error("{}", tr!("a row needs {}, found {found}", counted_cells(.columns), found = .found))]
    RowLength {
        /// Cells found.
        found: usize,
        /// Columns of the header.
        columns: usize,
        /// A figure that a comma between thousands may have torn in two.
        figure: Option<String>,
    },
    /// A cell that is no number.
    #[error("{}", tr!("a number is needed here, found `{found}`", found = .found))]
    NotANumber {
        /// What was found.
        found: String,
    },
    /// A figure that is NaN or infinite.
    #[error("{}", tr!("a finite number is needed here, found `{found}`", found = .found))]
    NotFinite {
        /// What was found.
        found: String,
    },
    /// A figure other than 0 that is too small to be told from 0.
    #[error("{}", tr!("a figure must be 0, or have a size from 1e-15 to 1e15, found `{found}`", found = .found))]
    Vanishes {
        /// What was found.
        found: String,
    },
    /// Cells are separated by something else than commas.
    #[error("{}", tr!("cells must be separated by commas, found {separator}", separator = .separator))]
    WrongSeparator {
        /// What separates them.
        separator: &'static str,
    },
    /// A quotation mark that is never closed.
    #[error("{}", tr!("a quotation mark opens here and is never closed"))]
    UnclosedQuote,
    /// A cell of more than one line.
    #[error("{}", tr!("a cell runs over more than one line"))]
    LineBreakInCell,
    /// A code in `[exchange]` that is none.
    #[error(
        "{}", tr!("`{found}` is no currency code: three capital letters are needed, other than CNY and the names of units", found = .found))]
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

fn why_encoding(stated: &bool, encoding: &Encoding) -> String {
    if *stated {
        tr!(
            "which `encoding = \"{}\"` in case.toml states",
            encoding.name()
        )
    } else {
        tr!("the encoding of other files of the case").to_owned()
    }
}

fn counted_cells(columns: &usize) -> String {
    counted(*columns, "cell")
}

impl Problem {
    /// What to do about it, where that can be guessed.
    #[must_use]
    pub(crate) fn help(&self) -> Option<String> {
        match self {
            Problem::Case(problem) => problem.help(),
            Problem::Figure(problem) => problem.help(),
            Problem::NotACase { .. } => Some(
                tr!("a case is a folder with `case.toml`, `hubs.csv` and `origins.csv`; `eastwest new DIR` starts one")
                    .to_owned(),
            ),
            Problem::DanglingLink { .. } => {
                Some(tr!("restore the file that it leads to, or remove the link").to_owned())
            }
            Problem::NotItsName { file, plain: true } => Some(tr!(
                "call it `{file}`, or move it out of the folder if it is no part of the case"
            , file = file)),
            Problem::NotItsName { file, plain: false } => Some(tr!(
                "save it as CSV in UTF-8 under the name `{file}`, or move it out of the folder if it is no part of the case"
            , file = file)),
            Problem::NotText { advice } => advice.map(str::to_owned),
            Problem::NotInEncoding { stated: true, .. } => {
                Some(tr!("save the file in this encoding, or state the other one").to_owned())
            }
            Problem::NotInEncoding { .. } => {
                Some(tr!("save all files of the case in one encoding, best in UTF-8").to_owned())
            }
            Problem::UnknownName {
                nearest, allowed, ..
            } => name_help(nearest.as_ref(), allowed),
            Problem::WrongWord {
                quantity: "currency",
                ..
            } => Some(
                tr!("state rates under `[exchange]` and name columns by their currency, `price_usd_per_kwh`")
                    .to_owned(),
            ),
            Problem::WrongWord { nearest, .. } => {
                nearest.as_ref().map(|word| tr!("did you mean `{word}`?", word = word))
            }
            Problem::UnknownUnit { field, .. } => {
                Some(tr!("name it `{field}`, or in a unit that docs/case.md lists", field = field))
            }
            Problem::NoRate { currency } => Some(tr!(
                "add `{currency} = …` (CNY per {currency}) under `[exchange]`"
            , currency = currency)),
            Problem::WrongSeparator { .. } => {
                Some(tr!("save the table with commas, figures with a decimal point").to_owned())
            }
            Problem::RowLength {
                figure: Some(figure),
                ..
            } => Some(tr!(
                "if `{figure}` is one figure, write it without separators of thousands, `{}`; put a cell that contains a comma in quotation marks",
                figure.replace(',', ""), figure = figure)),
            Problem::RowLength { found, columns, .. } if found > columns => {
                Some(tr!("put a cell that contains a comma in quotation marks").to_owned())
            }
            Problem::RowLength { .. } => {
                Some(tr!("leave a cell empty where there is nothing to state, but write its comma").to_owned())
            }
            Problem::NotANumber { found } => number_help(found),
            Problem::LineBreakInCell => {
                Some(tr!("is a closing quotation mark missing?").to_owned())
            }
            _ => None,
        }
    }
}

/// Most names that a message lists.
const LISTED: usize = 18;

fn name_help(nearest: Option<&String>, allowed: &[&str]) -> Option<String> {
    match nearest {
        Some(name) => Some(tr!("did you mean `{name}`?", name = name)),
        None if allowed.is_empty() => None,
        None if allowed.len() > LISTED => Some(tr!("docs/case.md lists them").to_owned()),
        None => Some(tr!("known: `{}`", allowed.join("`, `"))),
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
        return Some(tr!(
            "a per cent sign is allowed where a share or a ratio is needed; as a number this is `{share}`",
            share = share
        ));
    }
    let bare = found.replace([',', '，', ' ', '\'', '’', '_', '\u{a0}'], "");
    if bare != found && number(&bare).is_some() {
        let decimal = found.matches(',').count() == 1
            && found
                .split(',')
                .next_back()
                .is_some_and(|part| part.len() != 3);
        return Some(if decimal {
            tr!(
                "write the decimal sign as a point, `{}`",
                found.replace(',', ".")
            )
        } else {
            tr!(
                "write it without separators of thousands, `{bare}`",
                bare = bare
            )
        });
    }
    if [
        "-", "–", "—", "n/a", "na", "none", "null", "#n/a", "?", "x", "tbd",
    ]
    .contains(&found.to_lowercase().as_str())
    {
        return Some(tr!("leave the cell empty where there is no figure").to_owned());
    }
    let figure: String = found
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))
        .collect();
    let unit = found.strip_prefix(&figure).unwrap_or_default().trim();
    let unit_like =
        unit.starts_with(char::is_alphabetic) && !unit.contains(|c: char| c.is_ascii_digit());
    (unit_like && number(&figure).is_some()).then(|| {
        tr!(
            "write the figure alone, `{figure}`; the unit stands in the name of the column",
            figure = figure
        )
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
        f.write_str(&draft::told(
            &self.problem,
            &self.location,
            self.note.as_deref(),
            self.help(),
        ))
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

/// Places of one message, beside the first, from which on they are told together.
const MANY: usize = 3;
/// Lines that are named of them.
const NAMED: usize = 6;
/// Faults of one kind in one file that are listed.
const OF_A_KIND: usize = 40;
/// Faults that are listed at all.
const LISTED_FAULTS: usize = 200;

/// What is said of a message that comes in other lines as well; nothing where they are few.
pub(super) fn same_in(lines: &[Option<usize>]) -> Option<String> {
    if lines.len() < MANY {
        return None;
    }
    let named: Vec<String> = lines
        .iter()
        .flatten()
        .take(NAMED)
        .map(ToString::to_string)
        .collect();
    let more = if lines.len() > NAMED { ", …" } else { "" };
    let count = Count(lines.len() as u64);
    Some(tr!(
        "the same in {count} more lines: {}{more}",
        named.join(", "),
        count = count,
        more = more
    ))
}

/// What two messages share that are told together, and the lines of those after the first.
pub(super) struct Folds<K> {
    /// Places of the first of each, and the others.
    groups: HashMap<K, Vec<usize>>,
}

impl<K: std::hash::Hash + Eq> Folds<K> {
    /// Groups messages by what they share; those without are alone.
    pub(crate) fn of(keys: impl Iterator<Item = Option<K>>) -> Self {
        let mut groups: HashMap<K, Vec<usize>> = HashMap::new();
        for (place, key) in keys.enumerate() {
            if let Some(key) = key {
                groups.entry(key).or_default().push(place);
            }
        }
        Self { groups }
    }

    /// For each message of `count`: the places of those that are told with it, or `None` where it is told with another.
    pub(crate) fn told(self, count: usize) -> Vec<Option<Vec<usize>>> {
        let mut told: Vec<Option<Vec<usize>>> = vec![Some(Vec::new()); count];
        for places in self
            .groups
            .into_values()
            .filter(|places| places.len() > MANY)
        {
            if let Some((&first, others)) = places.split_first() {
                told[first] = Some(others.to_vec());
                others.iter().for_each(|&other| told[other] = None);
            }
        }
        told
    }
}

/// What kind of fault it is, whatever it found.
type KindOfProblem = (Discriminant<Problem>, Option<Discriminant<draft::Problem>>);

impl Problem {
    fn kind(&self) -> KindOfProblem {
        let inner = match self {
            Problem::Case(problem) => Some(discriminant(problem)),
            _ => None,
        };
        (discriminant(self), inner)
    }
}

impl Report {
    /// The faults, where one that comes in many lines is told once, with the others' lines, and of very many the first of
    /// each kind; and how many are left out.
    fn told(&self) -> (Vec<Fault>, usize) {
        let key = |fault: &Fault| {
            fault.note.is_none().then(|| {
                let Location { file, heading, .. } = &fault.location;
                (file.clone(), heading.clone(), fault.problem.to_string())
            })
        };
        let folds = Folds::of(self.faults.iter().map(key)).told(self.faults.len());
        let mut kinds: HashMap<(&str, KindOfProblem), usize> = HashMap::new();
        let (mut told, mut left_out) = (Vec::new(), 0);
        for (fault, others) in self.faults.iter().zip(folds) {
            let Some(others) = others else { continue };
            let kind = (fault.location.file.as_str(), fault.problem.kind());
            let count = kinds.entry(kind).or_default();
            *count += 1;
            if *count > OF_A_KIND || told.len() >= LISTED_FAULTS {
                left_out += 1 + others.len();
                continue;
            }
            let mut fault = fault.clone();
            let lines: Vec<Option<usize>> = others
                .iter()
                .map(|&other| self.faults[other].location.line)
                .collect();
            fault.note = same_in(&lines).or(fault.note);
            told.push(fault);
        }
        (told, left_out)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (told, left_out) = self.told();
        for fault in told {
            write!(f, "{fault}\n\n")?;
        }
        if left_out > 0 {
            f.write_str(&tr!("and {} more like these\n\n", Count(left_out as u64)))?;
        }
        let word = noun(self.faults.len(), "fault", "faults");
        let count = Count(self.faults.len() as u64);
        f.write_str(&tr!(
            "{count} {word} in `{}`",
            short(&self.case, 400),
            count = count,
            word = word
        ))
    }
}

impl std::error::Error for Report {}
