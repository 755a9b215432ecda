//! The rows of `figures.csv`.

use super::FIGURES;
use super::place::FigurePlace;
use super::sheet::{self, SheetRow};
use super::tables::{Tables, matches};
use crate::case::draft::Table;
use crate::input::FigureProblem;
use crate::input::naming::find;
use crate::input::report::{Fault, Location, Problem};
use crate::input::schema;
use crate::input::units::{Conversion, conversion};
use crate::text::nearest::nearest;

/// How a figure came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Read in a source.
    Published,
    /// Computed from published figures.
    Derived,
    /// Assumed, or computed from what is assumed.
    Estimated,
    /// Made up for an example.
    Invented,
}

impl Status {
    /// All of them.
    pub(crate) const ALL: [Status; 4] = [
        Status::Published,
        Status::Derived,
        Status::Estimated,
        Status::Invented,
    ];

    /// The word in the table.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Status::Published => "published",
            Status::Derived => "derived",
            Status::Estimated => "estimated",
            Status::Invented => "invented",
        }
    }
}

/// A row of `figures.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Which figure, or which figures.
    pub place: FigurePlace,
    /// The figure in [`Figure::unit`]; `None` where the formula alone says it.
    pub value: Option<f64>,
    /// Its low end.
    pub low: Option<f64>,
    /// Its high end.
    pub high: Option<f64>,
    /// As written; empty for a plain number, `times` for a multiple of what the tables state.
    pub unit: String,
    /// The year or month that it is of.
    pub year: String,
    /// How it came to be.
    pub status: Status,
    /// Ids of its sources.
    pub sources: Vec<String>,
    /// Arithmetic that gives it.
    pub formula: Option<String>,
    /// What else is to know.
    pub note: String,
    pub(super) line: usize,
    /// The value as written, whose digits a formula is held to.
    pub(super) written: String,
    pub(super) conversion: Conversion,
    /// The default unit of its column.
    default: String,
}

/// The unit of a multiple.
const TIMES: &str = "times";

pub(super) const COLUMNS: [&str; 12] = [
    "file", "row", "column", "value", "low", "high", "unit", "year", "status", "source", "formula",
    "note",
];

impl Figure {
    /// Whether it bounds how far figures lie from their own values, together.
    #[must_use]
    pub(crate) fn is_multiple(&self) -> bool {
        self.unit == TIMES
    }

    /// Low end, figure and high end in the unit of the row, where it has a range.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64, f64)> {
        Some((self.low?, self.value?, self.high?))
    }

    /// Whether it speaks of the figure at `place`.
    #[must_use]
    pub fn covers(&self, place: &FigurePlace) -> bool {
        self.place.file == place.file
            && self.place.column == place.column
            && matches(&self.place.row, &place.row)
    }

    /// Whether the rows of one are among those of the other.
    pub(super) fn overlaps(&self, other: &Figure) -> bool {
        self.covers(&other.place) || other.covers(&self.place)
    }

    /// A figure of the row's unit in the default unit of its column.
    pub(super) fn in_default_unit(&self, figure: f64) -> f64 {
        self.conversion.apply(figure)
    }

    /// The unit in which `--set` takes it and in which it is moved: the default unit of its column, whatever the tables state it in.
    #[must_use]
    pub(crate) fn unit_moved(&self) -> &str {
        if self.is_multiple() {
            &self.unit
        } else {
            &self.default
        }
    }

    /// A fault of one of its cells.
    pub(super) fn fault(&self, column: &str, problem: FigureProblem) -> Fault {
        fault(self.line, column, Problem::Figure(problem), &self.place)
    }
}

fn fault(line: usize, column: &str, problem: Problem, place: &FigurePlace) -> Fault {
    let shown = place.to_string();
    Fault {
        location: Location {
            heading: Some(column.to_owned()),
            item: (!shown.trim().is_empty()).then(|| format!("`{}`", shown.trim())),
            ..Location::line(FIGURES, line)
        },
        problem,
        note: None,
    }
}

/// The rows of a text, as far as each can be understood.
pub(super) fn read(text: &str, tables: &Tables, faults: &mut Vec<Fault>) -> Vec<Figure> {
    let rows = sheet::rows(FIGURES, text, &COLUMNS, 4, faults);
    rows.iter()
        .filter_map(|row| {
            let before = faults.len();
            let figure = Reader {
                row,
                tables,
                faults,
            }
            .figure();
            // a row with a fault in itself is not compared with the tables
            figure.filter(|_| faults.len() == before)
        })
        .collect()
}

struct Reader<'a> {
    row: &'a SheetRow,
    tables: &'a Tables,
    faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    fn cell(&self, column: &str) -> &str {
        let at = COLUMNS.iter().position(|name| *name == column);
        at.map_or("", |at| self.row.cell(at))
    }

    fn push(&mut self, column: &str, problem: Problem) {
        let place = FigurePlace::new(self.cell("file"), self.cell("row"), self.cell("column"));
        self.faults
            .push(fault(self.row.line, column, problem, &place));
    }

    fn wrong(&mut self, column: &str, problem: FigureProblem) {
        self.push(column, Problem::Figure(problem));
    }

    fn figure(&mut self) -> Option<Figure> {
        let (place, default) = self.place()?;
        let conversion = self.unit(&default)?;
        let value = self.number("value");
        let (low, high) = (self.number("low"), self.number("high"));
        let status = self.status()?;
        let text = |this: &Self, column: &str| this.cell(column).to_owned();
        let sources = self.cell("source").split([';', ' ']);
        Some(Figure {
            place,
            value,
            low,
            high,
            unit: text(self, "unit"),
            year: text(self, "year"),
            status,
            sources: sources
                .filter(|id| !id.is_empty())
                .map(str::to_owned)
                .collect(),
            formula: Some(text(self, "formula")).filter(|formula| !formula.is_empty()),
            note: text(self, "note"),
            line: self.row.line,
            written: text(self, "value"),
            conversion,
            default,
        })
    }

    /// The figures that the row is about, and the default unit of their column.
    fn place(&mut self) -> Option<(FigurePlace, String)> {
        let (file, row) = (self.cell("file").to_owned(), self.cell("row").to_owned());
        let column = canonical(&file, self.cell("column"), self.tables);
        let mut cells = self.tables.select(&file, &row, &column);
        if let Some(cell) = cells.next() {
            return Some((FigurePlace::new(&file, &row, &column), cell.unit.clone()));
        }
        let (at, problem) = self.missing(&file, &row, &column);
        self.wrong(at, problem);
        None
    }

    /// Why there is no figure: no such file, row, column, or an empty cell.
    fn missing(&self, file: &str, row: &str, column: &str) -> (&'static str, FigureProblem) {
        let cells = &self.tables.cells;
        let names =
            |of: fn(&FigurePlace) -> &str, wanted: &str, all: &dyn Fn(&FigurePlace) -> bool| {
                let places = cells.iter().map(|cell| &cell.place);
                nearest(wanted, places.filter(|place| all(place)).map(of)).map(str::to_owned)
            };
        if !cells.iter().any(|cell| cell.place.file == file) {
            let nearest = names(|place| &place.file, file, &|_| true);
            let found = file.to_owned();
            return ("file", FigureProblem::NoFile { found, nearest });
        }
        let rows = self.tables.rows.get(file).map_or(&[][..], Vec::as_slice);
        let file = file.to_owned();
        if file != "case.toml" && !rows.iter().any(|name| matches(row, name)) {
            let nearest = nearest(row, rows.iter().map(String::as_str)).map(str::to_owned);
            let found = row.to_owned();
            return (
                "row",
                FigureProblem::NoRow {
                    file,
                    found,
                    nearest,
                },
            );
        }
        let here = |place: &FigurePlace| place.file == file;
        if !cells
            .iter()
            .any(|cell| here(&cell.place) && cell.place.column == column)
        {
            let nearest = names(|place| &place.column, column, &here);
            let found = column.to_owned();
            return (
                "column",
                FigureProblem::NoColumn {
                    file,
                    found,
                    nearest,
                },
            );
        }
        let (row, column) = (format!("row `{row}`"), column.to_owned());
        ("column", FigureProblem::NoFigure { file, row, column })
    }

    fn unit(&mut self, default: &str) -> Option<Conversion> {
        let stated = self.cell("unit").to_owned();
        if stated == TIMES {
            return Some(Conversion::IDENTITY);
        }
        match conversion(&stated, default, &self.tables.rates) {
            Ok(conversion) => Some(conversion),
            Err(_) => {
                let column = self.cell("column").to_owned();
                let expected = match default {
                    "" => "no unit".to_owned(),
                    unit => unit.to_owned(),
                };
                self.wrong(
                    "unit",
                    FigureProblem::WrongUnit {
                        column,
                        expected,
                        found: stated,
                    },
                );
                None
            }
        }
    }

    fn number(&mut self, column: &'static str) -> Option<f64> {
        let cell = self.cell(column).to_owned();
        if cell.is_empty() {
            return None;
        }
        match crate::input::sheet::parse_number(&cell) {
            Ok(figure) => Some(figure),
            Err(problem) => {
                self.push(column, problem);
                None
            }
        }
    }

    fn status(&mut self) -> Option<Status> {
        let found = self.cell("status").to_owned();
        let status = Status::ALL.into_iter().find(|s| s.name() == found);
        if status.is_none() {
            self.wrong("status", FigureProblem::NoStatus { found });
        }
        status
    }
}

/// The name of a column or key in its default unit.
fn canonical(file: &str, column: &str, tables: &Tables) -> String {
    let table = Table::LISTS.into_iter().find(|t| schema::file(*t) == file);
    let renamed = match table {
        Some(table) => rename(column, schema::columns(table), tables),
        None => {
            let (section, key) = column.rsplit_once('.').unwrap_or(("", column));
            let known = schema::SECTIONS.iter().find(|s| s.name == section);
            let key = known.and_then(|known| rename(key, known.fields, tables));
            key.map(|key| match section {
                "" => key,
                _ => format!("{section}.{key}"),
            })
        }
    };
    renamed.unwrap_or_else(|| column.to_owned())
}

fn rename(name: &str, fields: &[crate::input::naming::Field], tables: &Tables) -> Option<String> {
    let (at, _) = find(name, fields, &tables.rates).ok()?;
    Some(fields[at].name.to_owned())
}
