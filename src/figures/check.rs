//! `figures.csv` held to the tables, to its own ranges, formulas and sources.

use std::collections::HashSet;

use super::Figures;
use super::entry::{Figure, Status};
use super::formula::{Names, evaluate};
use super::place::FigurePlace;
use super::tables::{Cell, Tables};
use crate::input::FigureProblem;
use crate::input::report::Fault;
use crate::text::nearest::nearest;

/// All faults of the entries.
pub(super) fn check(figures: &Figures, faults: &mut Vec<Fault>) {
    let mut seen = HashSet::new();
    for entry in &figures.entries {
        if !seen.insert((&entry.place, entry.is_multiple())) {
            let name = entry.place.to_string();
            faults.push(entry.fault("row", FigureProblem::Twice { name }));
        }
        range(entry, faults);
        value(entry, &figures.tables, faults);
        formula(entry, &figures.tables, faults);
        foundation(entry, faults);
        sources(entry, figures, faults);
    }
}

/// low ≤ value ≤ high, both ends or none.
fn range(entry: &Figure, faults: &mut Vec<Fault>) {
    match (entry.low, entry.value, entry.high) {
        (None, _, None) => {}
        (Some(low), Some(value), Some(high)) if low <= value && value <= high => {}
        (Some(low), Some(value), Some(high)) => {
            faults.push(entry.fault("low", FigureProblem::OutsideRange { value, low, high }));
        }
        _ => faults.push(entry.fault("low", FigureProblem::HalfRange)),
    }
}

/// The figure equals that of every cell that it speaks of; a multiple is 1.
fn value(entry: &Figure, tables: &Tables, faults: &mut Vec<Fault>) {
    let Some(value) = entry.value else {
        if entry.formula.is_none() {
            let what = tr!("a figure, or a formula that gives it,");
            faults.push(entry.fault("value", FigureProblem::Missing { what }));
        }
        return;
    };
    if entry.is_multiple() {
        if value != 1.0 {
            faults.push(entry.fault("value", FigureProblem::NotOne { found: value }));
        }
        return;
    }
    let wanted = entry.in_default_unit(value);
    let FigurePlace { file, row, column } = &entry.place;
    for cell in tables.select(file, row, column) {
        // beyond the rounding of the conversions of both
        if (cell.figure - wanted).abs() > 1e-12 * wanted.abs().max(cell.figure.abs()) {
            faults.push(entry.fault("value", other_value(entry, value, cell)));
        }
    }
}

fn other_value(entry: &Figure, value: f64, cell: &Cell) -> FigureProblem {
    let line = match cell.line {
        0 => String::new(),
        line => format!(", line {line}"),
    };
    FigureProblem::OtherValue {
        found: format!("{value} {}", entry.unit).trim().to_owned(),
        in_table: format!("{} (`{}`)", cell.written, cell.heading),
        place: format!("{}{line}", cell.place.file),
    }
}

/// What a formula of a row may refer to.
struct RowNames<'a> {
    tables: &'a Tables,
    place: &'a FigurePlace,
}

impl Names for RowNames<'_> {
    fn reference(&self, reference: &str) -> Option<f64> {
        let parts: Vec<&str> = reference.split(':').collect();
        match parts[..] {
            [column] => self
                .tables
                .figure(&self.place.file, &self.place.row, column),
            [file, row, column] => self.tables.figure(file, row, column),
            _ => None,
        }
    }

    fn word(&self, word: &str) -> Option<f64> {
        (word == "km").then(|| self.tables.km(&self.place.row))?
    }
}

/// The formula gives the figure, to the digits that are stated; without a stated one, that of every cell to the digits of
/// the cell.
fn formula(entry: &Figure, tables: &Tables, faults: &mut Vec<Fault>) {
    let Some(formula) = &entry.formula else {
        return;
    };
    let FigurePlace { file, row, column } = &entry.place;
    for cell in tables.select(file, row, column) {
        let place = &cell.place;
        let computed = match evaluate(formula, &RowNames { tables, place }) {
            Ok(computed) => computed,
            Err(why) => {
                faults.push(entry.fault("formula", FigureProblem::BadFormula { why }));
                return;
            }
        };
        // a formula is in the unit of its row; where it stands alone it is held to the table's cell
        let (converted, stated, written, scale) = match entry.value {
            Some(value) => (computed, value, &entry.written, 1.0),
            None => (
                entry.in_default_unit(computed),
                cell.figure,
                &cell.written,
                cell.scale,
            ),
        };
        if !agrees(converted, stated, written, scale) {
            let shown = match entry.value {
                Some(_) => String::new(),
                None => format!(" in {place}"),
            };
            faults.push(entry.fault(
                "formula",
                FigureProblem::OtherResult {
                    // without the noise of its last digits
                    computed: format!("{converted:.11e}").parse().unwrap_or(converted),
                    value: written.clone(),
                    place: shown,
                },
            ));
        }
    }
}

/// Within half a unit of the last digit that is written, and its rounding.
fn agrees(computed: f64, stated: f64, written: &str, scale: f64) -> bool {
    let (digits, exponent) = written.split_once(['e', 'E']).unwrap_or((written, "0"));
    let decimals = digits.split_once('.').map_or(0, |(_, after)| after.len());
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let unit = 10f64.powi(exponent - i32::try_from(decimals).unwrap_or(0));
    (computed - stated).abs() <= 0.5 * unit * scale.abs() * (1.0 + 1e-9) + 1e-12 * stated.abs()
}

/// A published figure has a source, a derived one a formula or a note that says how.
fn foundation(entry: &Figure, faults: &mut Vec<Fault>) {
    let (missing, needed) = match entry.status {
        Status::Published => (entry.sources.is_empty(), "a source"),
        Status::Derived => (
            entry.formula.is_none() && entry.note.is_empty(),
            tr!("a formula, or a note that says how"),
        ),
        Status::Estimated => (
            entry.note.is_empty() && entry.formula.is_none() && entry.sources.is_empty(),
            tr!("a source, a formula or a note that says how"),
        ),
        Status::Invented => (false, ""),
    };
    if missing {
        let status = entry.status.name();
        faults.push(entry.fault("status", FigureProblem::Unfounded { status, needed }));
    }
}

fn sources(entry: &Figure, figures: &Figures, faults: &mut Vec<Fault>) {
    for id in &entry.sources {
        if figures.source(id).is_none() {
            let ids = figures.sources.iter().map(|source| source.id.as_str());
            let problem = FigureProblem::NoSource {
                found: id.clone(),
                nearest: nearest(id, ids).map(str::to_owned),
            };
            faults.push(entry.fault("source", problem));
        }
    }
}
