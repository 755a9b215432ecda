//! # Files → Case
//!
//! [`read_case`] reads the folder that docs/case.md describes, in four steps, each of which goes on after
//! a fault so that all faults of a case are found in one go:
//!
//! 1. bytes → text (`encoding`, [`text`](crate::text)): UTF-8 or GB18030, decided once for the case, any line ends;
//! 2. text → keys and sheets: `case.toml` with the place of every key, tables with the line of every row;
//!    names are matched with the schema and their units converted ([`units`]);
//! 3. sheets → [`Draft`](crate::case::draft::Draft): every cell a name or a figure in its default unit;
//! 4. draft → [`Case`], by [`Draft::build`](crate::case::draft::Draft::build), whose faults are mapped
//!    back to file, line and column.
//!
//! A fault is reported once, where it was first seen: what a later step says of the same cell, or of a
//! file that could not be read, is left out.

mod baseline;
mod chinese;
pub(crate) mod disk;
pub(crate) mod encoding;
mod figure_problem;
mod findings;
mod hash;
mod keys;
mod likeness;
pub(crate) mod naming;
mod plausibility;
pub(crate) mod report;
mod room;
mod rows;
mod scenarios;
pub(crate) mod schema;
mod settings;
pub(crate) mod sheet;
pub(crate) mod units;
mod warning;
mod way_back;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

pub use self::{
    baseline::{BaselineError, choose_baseline},
    report::{Fault, Location, Report},
    room::free_memory,
    scenarios::Scenario,
    warning::{Concern, Warning},
};
pub use crate::text::decode::Encoding;
pub(crate) use figure_problem::FigureProblem;
pub(crate) use hash::CaseHash;
pub(crate) use report::Problem;

use crate::case::Case;
use crate::case::draft::Table;
use crate::text::decode;
use disk::Folder;
use encoding::Choice;
use findings::Findings;
use likeness::Likeness;
use sheet::Sheet;
use units::Rates;
use way_back::Files;

/// The file of figures.
pub const FIGURES: &str = "figures.csv";
/// The file of sources.
pub const SOURCES: &str = "sources.csv";

/// A case as read from its files.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The case.
    pub case: Case,
    /// Changes that `case.toml` names, in its order.
    pub scenarios: Vec<Scenario>,
    /// What is likely a mistake, though it is allowed.
    pub warnings: Vec<Warning>,
    /// Hash of the files that were read.
    pub hash: CaseHash,
    /// How their letters were written as bytes; `None` where all are ASCII.
    pub encoding: Option<Encoding>,
    /// Their texts by name of file, as [`read_case_texts`] takes them.
    pub texts: BTreeMap<String, String>,
}

/// Whether a file of this name is read where it stands in the folder of a case.
#[must_use]
pub fn is_case_file(name: &str) -> bool {
    let tables = [Table::Settings].into_iter().chain(Table::LISTS);
    let of_figures = [FIGURES, SOURCES].map(str::to_owned);
    tables
        .map(schema::file)
        .chain(of_figures)
        .any(|file| file.eq_ignore_ascii_case(name))
}

/// Reads a case from its folder.
///
/// # Errors
///
/// All faults of the case: those of the folder, of its files, and of what they state.
pub fn read_case(dir: &Path) -> Result<Loaded, Report> {
    let name = dir.display().to_string();
    match disk::read(dir) {
        Ok(folder) => read_folder(&name, folder),
        Err(fault) => Err(Report::new(name, vec![fault])),
    }
}

/// Reads a case from bytes by name of file (`hubs.csv`), as [`read_case`] does from a folder; `name` is
/// what the report calls the case. Names that a case does not know are ignored, unless they look like tables:
/// then there is a warning, or a fault where a table of the case would be lost.
///
/// # Errors
///
/// All faults of the case.
pub fn read_case_bytes(name: &str, files: &BTreeMap<String, Vec<u8>>) -> Result<Loaded, Report> {
    let mut folder = Folder::default();
    for (file, bytes) in files {
        if schema::files().any(|known| known == *file) {
            folder.files.insert(file.clone(), Ok(bytes.clone()));
        } else {
            folder.others.push(file.clone());
        }
    }
    match folder.with_settings() {
        Ok(folder) => read_folder(name, folder),
        Err(problem) => {
            let fault = Fault {
                location: Location::file(name),
                problem,
                note: None,
            };
            Err(Report::new(name.to_owned(), vec![fault]))
        }
    }
}

/// Reads a case from the texts of its files by name, as [`Loaded::texts`] holds them: case and hash are those of the files.
///
/// # Errors
///
/// All faults of the case.
pub fn read_case_texts(name: &str, texts: &BTreeMap<String, String>) -> Result<Loaded, Report> {
    read_texts(name, texts.clone(), Findings::default(), Vec::new())
}

fn read_folder(name: &str, folder: Folder) -> Result<Loaded, Report> {
    let mut findings = Findings::default();
    let mut warnings = others(&folder, &mut findings);
    let texts = texts(folder.files, &mut findings);
    warnings.extend(texts.warnings);
    let read = read_texts(name, texts.by_name, findings, warnings)?;
    Ok(Loaded {
        encoding: texts.encoding,
        ..read
    })
}

fn read_texts(
    name: &str,
    texts: BTreeMap<String, String>,
    mut findings: Findings,
    mut warnings: Vec<Warning>,
) -> Result<Loaded, Report> {
    let toml = texts
        .get("case.toml")
        .map(String::as_str)
        .unwrap_or_default();
    let (keys, rates) = keys::read(toml, &mut findings);
    let settings = settings::settings(&keys, &rates, &mut findings);
    let sheets = sheets(&texts, &rates, &mut findings);
    let draft = rows::draft(settings, &sheets, &mut findings);
    let files = Files {
        sheets: &sheets,
        keys: &keys,
        all: true,
    };
    let built = draft.build();
    let case = match built {
        Ok(case) if findings.faults.is_empty() => Some(case),
        Ok(_) => None,
        Err(faults) => {
            files.take_over(faults, &mut findings);
            None
        }
    };
    let (scenarios, faults) = scenarios::read(toml, case.as_ref());
    findings.faults.extend(faults);
    let Some(case) = case.filter(|_| findings.faults.is_empty()) else {
        return Err(Report::new(name.to_owned(), findings.faults));
    };
    let about_figures = plausibility::warnings(&draft, &case)
        .into_iter()
        .map(|(place, concern)| Warning::new(place.map(|place| files.locate(&place)), concern));
    warnings.splice(0..0, about_figures);
    Ok(Loaded {
        case,
        scenarios,
        warnings: warning::folded(warnings),
        hash: CaseHash::of(&texts),
        encoding: None,
        texts,
    })
}

/// Files beside those that are read: a fault where one is a table under another name, which would be lost; a warning
/// where it only looks like one.
fn others(folder: &Folder, findings: &mut Findings) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let read_elsewhere = |name: &&String| [FIGURES, SOURCES].contains(&name.as_str());
    for name in folder.others.iter().filter(|name| !read_elsewhere(name)) {
        match likeness::likeness(name) {
            Likeness::Nothing => {}
            Likeness::Sheet => warnings.push(warning::stranger(name, None)),
            Likeness::Table(table) => {
                let file = schema::file(table);
                if folder.files.contains_key(&file) {
                    warnings.push(warning::stranger(name, Some(&file)));
                    continue;
                }
                let plain = likeness::is_plain(name);
                let problem = Problem::NotItsName { file, plain };
                findings.whole(table, Location::file(name), problem);
            }
        }
    }
    warnings
}

/// Files as text.
struct Texts {
    by_name: BTreeMap<String, String>,
    encoding: Option<Encoding>,
    warnings: Vec<Warning>,
}

/// The texts of the files that are texts.
fn texts(mut files: BTreeMap<String, Result<Vec<u8>, Problem>>, findings: &mut Findings) -> Texts {
    let mut bytes: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for table in [Table::Settings].into_iter().chain(Table::LISTS) {
        let name = schema::file(table);
        match files.remove(&name) {
            None => {}
            Some(Err(problem)) => findings.whole(table, Location::file(name), problem),
            Some(Ok(found)) => {
                bytes.insert(name, found);
            }
        }
    }
    let choice = encoding::choose(&bytes);
    let mut by_name = BTreeMap::new();
    for table in [Table::Settings].into_iter().chain(Table::LISTS) {
        let name = schema::file(table);
        let Some(found) = bytes.get(&name) else {
            continue;
        };
        match decode::decode(found, choice.of(&name, found)) {
            Ok(_) if choice.is_misfit(&name, found) => {
                let first = found.iter().position(|byte| !byte.is_ascii());
                let line = decode::line_of(found, first.unwrap_or(0));
                let (encoding, stated) = (choice.encoding, choice.stated);
                let problem = Problem::NotInEncoding { encoding, stated };
                findings.whole(table, Location::line(name, line), problem);
            }
            Ok(text) => {
                by_name.insert(name, text);
            }
            Err(problem) => {
                let (line, problem) = not_text(found, &problem, choice);
                findings.whole(table, Location::line(name, line), problem);
            }
        }
    }
    let ascii = bytes.values().all(|bytes| bytes.is_ascii());
    Texts {
        by_name,
        encoding: (!ascii).then_some(choice.encoding),
        warnings: encoding::doubts(&bytes, choice),
    }
}

/// What is wrong with bytes that are not of the case's encoding, and where: they are of the other, or of none.
pub(crate) fn not_text(
    bytes: &[u8],
    problem: &decode::NotText,
    choice: Choice,
) -> (usize, Problem) {
    let encoding = choice.encoding;
    match decode::decode(bytes, encoding.other()) {
        Ok(_) => {
            let stated = choice.stated;
            (problem.line, Problem::NotInEncoding { encoding, stated })
        }
        Err(other) => {
            let advice = problem.advice;
            (problem.line.max(other.line), Problem::NotText { advice })
        }
    }
}

/// The tables that can be read.
fn sheets(
    texts: &BTreeMap<String, String>,
    rates: &Rates,
    findings: &mut Findings,
) -> HashMap<Table, Sheet> {
    let mut sheets = HashMap::new();
    for table in Table::LISTS {
        if let Some(text) = texts.get(&schema::file(table))
            && let Some(sheet) = Sheet::read(table, text, rates, findings)
        {
            sheets.insert(table, sheet);
        }
    }
    sheets
}
