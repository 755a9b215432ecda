//! # Files → Case
//!
//! [`read_case`] reads the folder that docs/case.md describes, in four steps, each of which goes on after
//! a fault so that all faults of a case are found in one go:
//!
//! 1. bytes → text (`text`): UTF-8 or GB18030, any line ends;
//! 2. text → keys and sheets: `case.toml` with the place of every key, tables with the line of every row;
//!    names are matched with the schema and their units converted ([`units`]);
//! 3. sheets → [`Draft`](crate::case::draft::Draft): every cell a name or a figure in its default unit;
//! 4. draft → [`Case`], by [`Draft::build`](crate::case::draft::Draft::build), whose faults are mapped
//!    back to file, line and column.
//!
//! A fault is reported once, where it was first seen: what a later step says of the same cell, or of a
//! file that could not be read, is left out.

mod disk;
mod findings;
mod hash;
mod keys;
pub(crate) mod naming;
mod plausibility;
pub(crate) mod records;
pub mod regular;
pub(crate) mod report;
mod rows;
mod scenarios;
pub(crate) mod schema;
mod settings;
pub(crate) mod sheet;
pub(crate) mod text;
pub mod units;
mod warning;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

pub use hash::CaseHash;
pub use report::{Fault, Location, Problem, Report};
pub use scenarios::Scenario;
pub use warning::{Concern, Warning};

use crate::case::Case;
use crate::case::draft::Table;
use crate::figures::{FIGURES, SOURCES};
use disk::Folder;
use findings::{Files, Findings};
use sheet::Sheet;
use units::Rates;

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
        Err(found) => Err(not_a_case(name, found)),
    }
}

/// Reads a case from bytes by name of file (`hubs.csv`), as [`read_case`] does from a folder; `name` is
/// what the report calls the case. Names that a case does not know are ignored, with a warning if they
/// end in `.csv`.
///
/// # Errors
///
/// All faults of the case.
pub fn read_case_bytes(name: &str, files: &BTreeMap<String, Vec<u8>>) -> Result<Loaded, Report> {
    let mut folder = Folder::default();
    let known = |name: &String| {
        let mut tables = [Table::Settings].into_iter().chain(Table::LISTS);
        tables.any(|table| schema::file(table) == *name)
    };
    for (file, bytes) in files {
        if known(file) {
            folder.files.insert(file.clone(), Ok(bytes.clone()));
        } else if file.ends_with(".csv") {
            folder.strangers.push(file.clone());
        }
    }
    if folder.files.contains_key("case.toml") {
        return read_folder(name, folder);
    }
    Err(not_a_case(name.to_owned(), disk::NO_CASE_TOML.to_owned()))
}

fn not_a_case(name: String, found: String) -> Report {
    let fault = Fault {
        location: Location::file(name.clone()),
        problem: Problem::NotACase { found },
        note: None,
    };
    Report::new(name, vec![fault])
}

fn read_folder(name: &str, folder: Folder) -> Result<Loaded, Report> {
    let mut findings = Findings::default();
    let texts = texts(folder.files, &mut findings);
    let toml = texts
        .get("case.toml")
        .map(String::as_str)
        .unwrap_or_default();
    let (keys, rates) = keys::read(toml, &mut findings);
    let settings = settings::settings(&keys, &mut findings);
    let sheets = sheets(&texts, &rates, &mut findings);
    let draft = rows::draft(settings, &sheets, &mut findings);
    let files = Files {
        sheets: &sheets,
        keys: &keys,
    };
    let built = draft.build();
    let case = match built {
        Ok(case) if findings.faults.is_empty() => case,
        Ok(_) => return Err(Report::new(name.to_owned(), findings.faults)),
        Err(faults) => {
            files.take_over(faults, &mut findings);
            return Err(Report::new(name.to_owned(), findings.faults));
        }
    };
    let (scenarios, faults) = scenarios::read(toml, &case);
    if !faults.is_empty() {
        return Err(Report::new(name.to_owned(), faults));
    }
    let warnings = plausibility::warnings(&draft, &case)
        .into_iter()
        .map(|(place, concern)| Warning {
            location: place.map(|place| files.locate(&place)),
            concern,
        })
        .chain(warning::strangers(folder.strangers))
        .collect();
    let hash = CaseHash::of(&texts);
    Ok(Loaded {
        case,
        scenarios,
        warnings,
        hash,
    })
}

/// The texts of the files that are texts.
fn texts(
    files: BTreeMap<String, Result<Vec<u8>, Problem>>,
    findings: &mut Findings,
) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for table in [Table::Settings].into_iter().chain(Table::LISTS) {
        let name = schema::file(table);
        match files.get(&name) {
            None => {}
            Some(Err(problem)) => {
                findings.whole(table, Location::file(name), problem.clone());
            }
            Some(Ok(bytes)) => match text::decode(bytes) {
                Ok(text) => {
                    texts.insert(name, text);
                }
                Err(text::NotText { line, utf16 }) => {
                    findings.whole(
                        table,
                        Location::line(name, line),
                        Problem::NotText { utf16 },
                    );
                }
            },
        }
    }
    texts
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
