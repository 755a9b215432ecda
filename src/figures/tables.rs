//! The figures that the tables and the settings of a case state, each with its place.

use std::collections::{BTreeMap, HashMap};

use super::place::FigurePlace;
use crate::case::draft::Table;
use crate::input::naming::{Field, Holds, find, is_comment};
use crate::input::schema::{self, EXCHANGE, GREEN_BY_HUB, SECTIONS};
use crate::input::units::{Conversion, Rates};
use crate::text::number;
use crate::text::records::records;

/// A figure as the files of the case state it.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub place: FigurePlace,
    /// In the default unit of its column.
    pub figure: f64,
    /// As written, with the heading that has its unit.
    pub written: String,
    pub heading: String,
    pub line: usize,
    /// What one of its heading's unit is in the default one.
    pub scale: f64,
    /// Default unit of its column.
    pub unit: String,
}

/// All figures of a case, in the order of its files.
#[derive(Debug, Clone, Default)]
pub(super) struct Tables {
    pub cells: Vec<Cell>,
    pub rates: Rates,
    index: HashMap<FigurePlace, usize>,
    /// All rows of each file, whether they state figures or not.
    pub rows: BTreeMap<String, Vec<String>>,
}

impl Tables {
    /// The figures in the texts of the files; what cannot be read is left out, for the reader of the case tells of it.
    pub(crate) fn read(texts: &BTreeMap<String, String>) -> Tables {
        let mut tables = Tables::default();
        if let Some(settings) = texts.get("case.toml").and_then(|text| text.parse().ok()) {
            tables.settings(&settings);
        }
        for table in Table::LISTS {
            if let Some(text) = texts.get(&schema::file(table)) {
                tables.table(table, text);
            }
        }
        tables
    }

    pub(crate) fn get(&self, place: &FigurePlace) -> Option<&Cell> {
        self.index.get(place).map(|at| &self.cells[*at])
    }

    /// A figure by file, row and column.
    pub(crate) fn figure(&self, file: &str, row: &str, column: &str) -> Option<f64> {
        self.get(&FigurePlace::new(file, row, column))
            .map(|cell| cell.figure)
    }

    /// The figures of a file that a pattern of rows and a column select.
    pub(crate) fn select<'a>(
        &'a self,
        file: &'a str,
        rows: &'a str,
        column: &'a str,
    ) -> impl Iterator<Item = &'a Cell> {
        self.cells.iter().filter(move |cell| {
            cell.place.file == file && cell.place.column == column && matches(rows, &cell.place.row)
        })
    }

    /// Columns with figures in a currency, all rows of each that are.
    pub(crate) fn in_currency(&self, code: &str) -> Vec<FigurePlace> {
        let code = code.to_lowercase();
        let mut places: Vec<FigurePlace> = Vec::new();
        let stated = self.cells.iter().filter(|cell| {
            !cell.place.column.starts_with(EXCHANGE)
                && cell
                    .heading
                    .to_lowercase()
                    .split('_')
                    .any(|part| part == code)
        });
        for cell in stated {
            let row = if cell.place.row.is_empty() { "" } else { "*" };
            let place = FigurePlace::new(&cell.place.file, row, &cell.place.column);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    fn add(&mut self, cell: Cell) {
        self.index.insert(cell.place.clone(), self.cells.len());
        self.cells.push(cell);
    }

    /// Figures of `case.toml`: dotted keys without a row.
    fn settings(&mut self, settings: &toml::Table) {
        if let Some(toml::Value::Table(rates)) = settings.get(EXCHANGE) {
            for (code, rate) in rates {
                if let Some(rate) = number(rate) {
                    self.rates.insert(code.to_lowercase(), rate);
                    self.setting(format!("{EXCHANGE}.{code}"), code, rate, "cny");
                }
            }
        }
        for section in SECTIONS {
            let Some(keys) = subtable(settings, section.name) else {
                continue;
            };
            for (key, value) in keys {
                if let Some(figure) = number(value) {
                    self.key(section.name, section.fields, key, figure);
                }
            }
        }
    }

    fn key(&mut self, section: &str, fields: &[Field], key: &str, figure: f64) {
        if section == GREEN_BY_HUB {
            self.setting(format!("{section}.{key}"), key, figure, "");
            return;
        }
        let Ok((at, conversion)) = find(key, fields, &self.rates) else {
            return;
        };
        let Holds::Number { unit } = fields[at].holds else {
            return;
        };
        let name = match section {
            "" => fields[at].name.to_owned(),
            _ => format!("{section}.{}", fields[at].name),
        };
        self.add(Cell {
            place: FigurePlace::new("case.toml", "", &name),
            figure: conversion.apply(figure),
            written: figure.to_string(),
            heading: key.to_owned(),
            line: 0,
            scale: conversion.apply(1.0),
            unit: unit.to_owned(),
        });
    }

    fn setting(&mut self, name: String, heading: &str, figure: f64, unit: &str) {
        self.add(Cell {
            place: FigurePlace::new("case.toml", "", &name),
            figure,
            written: figure.to_string(),
            heading: heading.to_owned(),
            line: 0,
            scale: 1.0,
            unit: unit.to_owned(),
        });
    }

    fn table(&mut self, table: Table, text: &str) {
        let file = schema::file(table);
        let mut lines = records(text).into_iter();
        let Some(header) = lines.next() else {
            return;
        };
        let columns: Vec<Option<Column>> = header
            .cells
            .iter()
            .map(|heading| Column::named(table, heading, &self.rates))
            .collect();
        let keys: Vec<usize> = key_columns(table)
            .iter()
            .filter_map(|key| header.cells.iter().position(|heading| heading == *key))
            .collect();
        for line in lines {
            let key: Vec<&str> = keys.iter().filter_map(|at| line.cells.get(*at)).collect();
            let row = key.join(".");
            self.rows.entry(file.clone()).or_default().push(row.clone());
            for (column, written) in columns.iter().zip(&line.cells) {
                let Some(column) = column else { continue };
                if let Some(figure) = column.figure(written) {
                    self.add(Cell {
                        place: FigurePlace::new(&file, &row, &column.name),
                        figure,
                        written: written.to_owned(),
                        heading: column.heading.clone(),
                        line: line.number,
                        scale: column.conversion.apply(1.0),
                        unit: column.unit.to_owned(),
                    });
                }
            }
        }
    }

    /// Great circle between the two places of a row of `links.csv`.
    pub(crate) fn km(&self, row: &str) -> Option<f64> {
        let (origin, hub) = row.split_once('.')?;
        let at = |file: &str, row: &str| {
            Some(crate::case::Coordinates {
                lat_deg: self.figure(file, row, "lat_deg")?,
                lon_deg: self.figure(file, row, "lon_deg")?,
            })
        };
        Some(at("origins.csv", origin)?.great_circle_km(at("hubs.csv", hub)?))
    }
}

/// A column of figures.
struct Column {
    name: String,
    heading: String,
    unit: &'static str,
    conversion: Conversion,
    per_cent: bool,
}

impl Column {
    /// The figure of a cell in the default unit.
    fn figure(&self, written: &str) -> Option<f64> {
        let share = number::per_cent(written).filter(|_| self.per_cent);
        share.or_else(|| Some(self.conversion.apply(number::finite(written).ok()?)))
    }

    /// `None` for a column of text or a comment.
    fn named(table: Table, heading: &str, rates: &Rates) -> Option<Column> {
        if heading.is_empty() || is_comment(heading) {
            return None;
        }
        let fields = schema::columns(table);
        let (name, unit, conversion, per_cent) = match find(heading, fields, rates) {
            Ok((at, conversion)) => match fields[at].holds {
                Holds::Number { unit } => {
                    let field = fields[at];
                    (field.name, unit, conversion, field.takes_per_cent())
                }
                Holds::Text | Holds::List | Holds::Truth => return None,
            },
            Err(_) if table == Table::Profiles => (heading, "", Conversion::IDENTITY, true),
            Err(_) => return None,
        };
        Some(Column {
            name: name.to_owned(),
            heading: heading.to_owned(),
            unit,
            conversion,
            per_cent,
        })
    }
}

/// The columns whose cells, joined by points, are the name of a row.
pub(super) fn key_columns(table: Table) -> &'static [&'static str] {
    match table {
        Table::Links => &["origin", "hub"],
        Table::Hourly => &["period", "hub"],
        Table::Inference => &["service", "origin"],
        Table::Storage => &["archive", "origin"],
        Table::Fleet => &["accelerator", "hub"],
        Table::Baseline => &["workload", "origin", "hub"],
        _ => match schema::columns(table) {
            [key, ..] => std::slice::from_ref(&key.name),
            [] => &[],
        },
    }
}

/// Whether a row is one of those that a pattern names: `*` stands for any part, and parts that are left out for any.
pub(super) fn matches(pattern: &str, row: &str) -> bool {
    if pattern == row {
        return true;
    }
    let mut parts = row.split('.');
    pattern.split('.').all(|wanted| {
        parts
            .next()
            .is_some_and(|part| wanted == "*" || wanted == part)
    })
}

fn number(value: &toml::Value) -> Option<f64> {
    match value {
        #[allow(clippy::cast_precision_loss)]
        toml::Value::Integer(whole) => Some(*whole as f64),
        toml::Value::Float(figure) => Some(*figure),
        _ => None,
    }
}

/// The section of that dotted name; the whole where it is empty.
fn subtable<'a>(table: &'a toml::Table, name: &str) -> Option<&'a toml::Table> {
    name.split('.')
        .filter(|part| !part.is_empty())
        .try_fold(table, |table, part| table.get(part)?.as_table())
}
