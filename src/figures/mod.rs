//! # Figures: where each number of a case comes from, and between which ends it lies
//!
//! A case may have two more tables beside those that make its programme. `figures.csv` has one row for each figure of the
//! tables: its value again, its low and its high end, unit, year, status, source, formula and note. `sources.csv` lists the
//! sources with title, author, year, document number and address. [`read_figures`] reads both and holds them to the tables:
//!
//! ```text
//!     low  ≤  value  =  cell of the table  ≤  high          in whatever units either is stated
//!     value  =  formula, rounded to the digits of the value
//! ```
//!
//! A row may be a pattern: `*` is every row of the table, `chat` every row whose first key is `chat`, `*.zhongwei` every link
//! of a hub. Such a row states one figure for all, or, without a value, one formula for all. In the unit `times` it states
//! how far all of them may lie from their own values together: value 1, low 0.5, high 2.
//!
//! [`Figures::ranges`] says for each figure with a range which [keys](crate::parameter) move it.

mod bibliography;
mod check;
mod entry;
mod formula;
mod handle;
mod place;
mod range;
mod sheet;
mod source;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;

pub use self::{
    bibliography::{bibtex, csl_json},
    entry::Status,
    place::FigurePlace,
    range::{FollowingKey, Range, put},
};
pub(crate) use crate::input::{FIGURES, SOURCES};
pub(crate) use entry::Figure;
pub(crate) use source::Source;

use crate::case::draft::Table;
use crate::input::disk::regular_file;
use crate::input::report::{Fault, Location, Problem, Report};
use crate::input::{encoding, not_text, schema};
use crate::text::decode;
use tables::Tables;

/// Where the figures of a case come from.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// The rows of `figures.csv`, in order.
    pub entries: Vec<Figure>,
    /// The rows of `sources.csv`, in order.
    pub sources: Vec<Source>,
    tables: Tables,
}

/// What a case does not say of its figures.
#[derive(Debug, Clone, Default)]
pub struct Gaps {
    /// Figures of the tables without an entry.
    pub without_entry: Vec<FigurePlace>,
    /// Estimated figures without a range.
    pub without_range: Vec<FigurePlace>,
    /// Figures with a range that no key moves.
    pub without_key: Vec<FigurePlace>,
    /// Figures that the tables and settings state.
    pub stated: usize,
}

/// Reads `figures.csv` and `sources.csv` of a case; `None` where it has no `figures.csv`.
///
/// # Errors
///
/// All faults of the two files, with line and column; faults of the case itself are left to
/// [`read_case`](crate::input::read_case).
pub fn read_figures(dir: &Path) -> Result<Option<Figures>, Report> {
    let tables = [Table::Settings].into_iter().chain(Table::LISTS);
    let names = tables
        .map(schema::file)
        .chain([FIGURES.to_owned(), SOURCES.to_owned()]);
    let mut files = BTreeMap::new();
    for name in names {
        let path = dir.join(&name);
        let own = [FIGURES, SOURCES].contains(&name.as_str());
        let there = std::fs::symlink_metadata(&path).is_ok();
        match regular_file(&path) {
            Ok(bytes) => {
                files.insert(name, bytes);
            }
            Err(problem) if own && there => return Err(whole(dir, &name, problem)),
            // the reader of the case tells of its own tables, or there is nothing
            Err(_) => {}
        }
    }
    read_figures_bytes(&dir.display().to_string(), &files)
}

fn whole(dir: &Path, name: &str, problem: Problem) -> Report {
    let fault = Fault {
        location: Location::file(name),
        problem,
        note: None,
    };
    Report::new(dir.display().to_string(), vec![fault])
}

/// As [`read_figures`], from bytes by name of file; `name` is what the report calls the case.
///
/// # Errors
///
/// As [`read_figures`].
pub fn read_figures_bytes(
    name: &str,
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<Option<Figures>, Report> {
    if !files.contains_key(FIGURES) {
        return Ok(None);
    }
    let choice = encoding::choose(files);
    let mut faults = Vec::new();
    let mut texts = BTreeMap::new();
    for (file, bytes) in files {
        match decode::decode(bytes, choice.of(file, bytes)) {
            Ok(text) => {
                texts.insert(file.clone(), text);
            }
            Err(problem) if [FIGURES, SOURCES].contains(&file.as_str()) => {
                let (line, problem) = not_text(bytes, &problem, choice);
                faults.push(Fault {
                    location: Location::line(file, line),
                    problem,
                    note: None,
                });
            }
            // the reader of the case tells of it
            Err(_) => {}
        }
    }
    let tables = Tables::read(&texts);
    let sources = source::read(texts.get(SOURCES).map(String::as_str), &mut faults);
    let entries = texts
        .get(FIGURES)
        .map(|text| entry::read(text, &tables, &mut faults))
        .unwrap_or_default();
    let figures = Figures {
        entries,
        sources,
        tables,
    };
    check::check(&figures, &mut faults);
    if faults.is_empty() {
        Ok(Some(figures))
    } else {
        Err(Report::new(name.to_owned(), faults))
    }
}

/// A case that was read with what was read of its figures: the faults of both are one report. Where the case has faults, only what the
/// rows of figures have wrong in themselves is told with them: that they differ from a table may be what is wrong with the table.
///
/// # Errors
///
/// All faults of the two.
pub fn together<T>(
    case: Result<T, Report>,
    figures: Result<Option<Figures>, Report>,
) -> Result<(T, Option<Figures>), Report> {
    match (case, figures) {
        (Ok(case), Ok(figures)) => Ok((case, figures)),
        (Err(of_case), Err(of_figures)) => {
            let own = of_figures
                .faults
                .into_iter()
                .filter(|fault| match &fault.problem {
                    Problem::Figure(problem) => !problem.speaks_of_tables(),
                    _ => true,
                });
            let faults = of_case.faults.into_iter().chain(own);
            Err(Report::new(of_case.case, faults.collect()))
        }
        (Err(report), Ok(_)) | (Ok(_), Err(report)) => Err(report),
    }
}

impl Figures {
    /// The entries that say something of a figure, its range as well as its origin.
    #[must_use]
    pub(crate) fn of(&self, place: &FigurePlace) -> Vec<&Figure> {
        let entries = self.entries.iter();
        entries.filter(|entry| entry.covers(place)).collect()
    }

    /// The entries of the one figure that is called so: by its row and column, or by its column alone where no other figure has it.
    #[must_use]
    pub fn called(&self, text: &str) -> Option<Vec<&Figure>> {
        let entries = self.entries.iter();
        let called: Vec<&Figure> = entries.filter(|e| e.place.is_called(text)).collect();
        let first = &called.first()?.place;
        called
            .iter()
            .all(|entry| entry.place == *first)
            .then_some(called)
    }

    /// The source of that id.
    #[must_use]
    pub(crate) fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// All places where the tables and settings state a figure.
    pub(crate) fn places(&self) -> impl Iterator<Item = &FigurePlace> {
        self.tables.cells.iter().map(|cell| &cell.place)
    }

    /// What is not said of the figures of a case.
    #[must_use]
    pub fn gaps(&self, case: &crate::Case) -> Gaps {
        let said = |entry: &&Figure| !entry.is_multiple();
        let explained = |place: &&FigurePlace| self.of(place).iter().any(said);
        let ranged = |entry: &&Figure| {
            let covered = |other: &Figure| other.range().is_some() && other.overlaps(entry);
            self.entries.iter().any(covered)
        };
        let moved: Vec<&Figure> = self.ranges(case).iter().map(|range| range.entry).collect();
        let places = |entries: Vec<&Figure>| entries.iter().map(|e| e.place.clone()).collect();
        let estimated = self
            .entries
            .iter()
            .filter(|e| e.status == Status::Estimated);
        let with_range = self.entries.iter().filter(|e| e.range().is_some());
        Gaps {
            without_entry: self
                .places()
                .filter(|place| !explained(place))
                .cloned()
                .collect(),
            without_range: places(estimated.filter(|entry| !ranged(entry)).collect()),
            without_key: places(
                with_range
                    .filter(|entry| !moved.iter().any(|other| std::ptr::eq(*other, *entry)))
                    .collect(),
            ),
            stated: self.tables.cells.len(),
        }
    }
}
