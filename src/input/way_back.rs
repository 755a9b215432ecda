//! From faults of the draft back to file, line and column.

use std::collections::HashMap;

use super::findings::Findings;
use super::keys::Keys;
use super::report::{Fault, Location, Problem};
use super::schema;
use super::sheet::Sheet;
use crate::case::draft::{self, DraftPlace, Noun, Table};

/// The files as read, for the way back from a place in the draft.
pub(super) struct Files<'a> {
    pub sheets: &'a HashMap<Table, Sheet>,
    pub keys: &'a Keys,
    /// Whether these are all files of the case: where not, none is missing.
    pub all: bool,
}

impl Files<'_> {
    /// Where in the files a place of the draft is.
    pub(crate) fn locate(&self, place: &DraftPlace) -> Location {
        let mut location = Location::file(schema::file(place.table));
        location.item.clone_from(&place.item);
        let column = place.column.as_deref();
        if place.table == Table::Settings {
            if let Some(key) = column {
                self.keys.locate(key, &mut location);
            }
            return location;
        }
        let sheet = self.sheets.get(&place.table);
        location.line = match (place.row, column) {
            (Some(row), _) => sheet.and_then(|sheet| sheet.line(row)),
            (None, Some(_)) => sheet.map(Sheet::header_line),
            (None, None) => None,
        };
        location.heading = column.map(|column| {
            sheet
                .and_then(|sheet| sheet.heading(column))
                .unwrap_or(column)
                .to_owned()
        });
        location
    }

    /// The figure as the file states it, where its unit was converted.
    fn as_written(&self, place: &DraftPlace) -> Option<String> {
        let column = place.column.as_deref()?;
        if place.table == Table::Settings {
            return self.keys.as_written(column);
        }
        self.sheets
            .get(&place.table)?
            .as_written(place.row?, column)
    }

    /// Takes the faults of the draft over into `findings`, one for each cause.
    pub(crate) fn take_over(&self, faults: Vec<draft::Fault>, findings: &mut Findings) {
        for fault in faults {
            if findings.moot(&fault) || self.missing_file(&fault, findings) {
                continue;
            }
            if self.missing_column(&fault, findings) {
                continue;
            }
            if let draft::Problem::Empty { noun } = fault.problem {
                findings.illegible(noun.table());
            }
            let note = match &fault.related {
                Some(related) => Some(tr!("first given in {}", self.locate(related))),
                None => self.as_written(&fault.place),
            };
            findings.faults.push(Fault {
                location: self.locate(&fault.place),
                problem: Problem::Case(fault.problem),
                note,
            });
        }
    }

    /// Whether the fault is that of a file that is not there.
    fn missing_file(&self, fault: &draft::Fault, findings: &mut Findings) -> bool {
        let (noun, because) = match &fault.problem {
            draft::Problem::Empty {
                noun: Noun::Workload,
            } => return self.no_workload(findings),
            draft::Problem::Empty { noun } => (*noun, String::new()),
            draft::Problem::Unknown { noun, name, .. } => (
                *noun,
                tr!(
                    ", where {} `{name}` would be given",
                    noun.word(),
                    name = name
                ),
            ),
            _ => return false,
        };
        let table = noun.table();
        if !self.all || table == Table::Settings || self.sheets.contains_key(&table) {
            return false;
        }
        let file = schema::file(table);
        let location = match fault.problem {
            draft::Problem::Empty { .. } => Location::file(file.clone()),
            _ => self.locate(&fault.place),
        };
        findings.whole(table, location, Problem::MissingFile { file, because });
        true
    }

    /// No workload is a fault of three files at once.
    fn no_workload(&self, findings: &mut Findings) -> bool {
        let problem = Problem::Case(draft::Problem::Empty {
            noun: Noun::Workload,
        });
        findings.push(
            Location::file(tr!("inference.csv, training.csv or storage.csv")),
            problem,
        );
        true
    }

    /// Whether the fault is that of a column that is not there, which is one fault for all rows.
    fn missing_column(&self, fault: &draft::Fault, findings: &mut Findings) -> bool {
        let DraftPlace { table, column, .. } = &fault.place;
        let (draft::Problem::Missing { .. } | draft::Problem::MissingId { .. }, Some(column)) =
            (&fault.problem, column)
        else {
            return false;
        };
        let Some(sheet) = self.sheets.get(table) else {
            return false;
        };
        if sheet.heading(column).is_some() {
            return false;
        }
        findings.cell(
            Location::line(schema::file(*table), sheet.header_line()),
            Problem::MissingColumn {
                column: column.to_string(),
            },
            (*table, None, column.to_string()),
        );
        true
    }
}
