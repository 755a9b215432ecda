//! The one reader of tables: header, units, cells with their places.

use std::collections::HashMap;

use csv::StringRecord;

use super::chinese;
use super::findings::Findings;
use super::naming::{Advice, Field, NameProblem, find_advised, is_comment};
use super::report::{Location, Problem};
use super::schema;
use super::units::{Conversion, Rates, UnitProblem};
use crate::case::draft::Table;
use crate::language::word;
use crate::text::number::{self, NoFigure};
use crate::text::records::{Line, other_separator, records, unclosed_quote};

/// A column of a file.
#[derive(Debug)]
struct Column {
    /// Heading as the file has it.
    heading: String,
    /// What it is called in the draft.
    name: String,
    /// To the default unit.
    conversion: Conversion,
    /// Whether its figures may have a per cent sign.
    per_cent: bool,
    /// Place in the rows.
    index: usize,
}

/// A table as its file has it.
#[derive(Debug)]
pub(super) struct Sheet {
    table: Table,
    header_line: usize,
    columns: Vec<Column>,
    /// Places in `columns` by name.
    named: HashMap<String, usize>,
    lines: Vec<Line>,
}

impl Sheet {
    /// Reads a table. `None` where there is no header to go by.
    pub(crate) fn read(
        table: Table,
        text: &str,
        rates: &Rates,
        findings: &mut Findings,
    ) -> Option<Sheet> {
        let file = schema::file(table);
        if let Some(line) = unclosed_quote(text) {
            findings.whole(table, Location::line(file, line), Problem::UnclosedQuote);
            return None;
        }
        let mut records = records(text).into_iter();
        let Some(header) = records.next() else {
            findings.whole(table, Location::file(file), Problem::EmptyFile);
            return None;
        };
        if let Some(separator) = other_separator(&header.cells) {
            let location = Location::line(file, header.number);
            findings.whole(table, location, Problem::WrongSeparator { separator });
            return None;
        }
        let mut sheet = Sheet {
            table,
            header_line: header.number,
            columns: Vec::new(),
            named: HashMap::new(),
            lines: records.collect(),
        };
        sheet.name_columns(&header.cells, rates, findings);
        sheet.check_key(findings);
        sheet.check_lengths(header.cells.len(), findings);
        Some(sheet)
    }

    /// Line of the header.
    pub(crate) fn header_line(&self) -> usize {
        self.header_line
    }

    /// Line of a row.
    pub(crate) fn line(&self, row: usize) -> Option<usize> {
        self.lines.get(row).map(|line| line.number)
    }

    /// Number of rows.
    pub(crate) fn row_count(&self) -> usize {
        self.lines.len()
    }

    /// Heading of a column as the file has it.
    pub(crate) fn heading(&self, name: &str) -> Option<&str> {
        self.column(name).map(|column| column.heading.as_str())
    }

    /// A cell as written, where its unit was converted.
    pub(crate) fn as_written(&self, row: usize, name: &str) -> Option<String> {
        let column = self.column(name)?;
        let cell = self.lines.get(row)?.cells.get(column.index)?;
        (!column.conversion.is_identity() && !cell.is_empty()).then(|| {
            tr!(
                "converted from `{cell}` in the unit of `{}`",
                column.heading,
                cell = cell
            )
        })
    }

    /// Names of columns beyond those of the schema: the profiles.
    pub(crate) fn extra_columns(&self) -> Vec<String> {
        let known = schema::columns(self.table);
        self.columns
            .iter()
            .filter(|column| known.iter().all(|field| field.name != column.name))
            .map(|column| column.name.clone())
            .collect()
    }

    /// The rows, to be taken apart cell by cell.
    pub(crate) fn rows<'a>(&'a self, findings: &'a mut Findings) -> Rows<'a> {
        Rows {
            sheet: self,
            findings,
            row: 0,
        }
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.columns.get(*self.named.get(name)?)
    }

    fn location(&self, line: usize, heading: Option<&str>) -> Location {
        Location {
            heading: heading.map(str::to_owned),
            ..Location::line(schema::file(self.table), line)
        }
    }

    /// Matches the header with the columns of the schema.
    fn name_columns(&mut self, header: &StringRecord, rates: &Rates, findings: &mut Findings) {
        let fields = schema::columns(self.table);
        let mut advice = Advice::default();
        let mut misnamed = Vec::new();
        for (index, heading) in header.iter().enumerate() {
            if heading.is_empty() {
                self.nameless(index, findings);
            } else if !is_comment(heading) && !chinese::is_comment(heading) {
                match named(self.table, heading, fields, rates, &mut advice) {
                    Ok(column) => self.add(Column { index, ..column }, findings),
                    Err(problem) => misnamed.push((heading, problem)),
                }
            }
        }
        // when all others are known: the right column may stand behind a misspelt one
        for (heading, problem) in misnamed {
            self.misnamed(heading, problem, fields, findings);
        }
    }

    fn add(&mut self, column: Column, findings: &mut Findings) {
        let Some(before) = self.column(&column.name) else {
            self.named.insert(column.name.clone(), self.columns.len());
            self.columns.push(column);
            return;
        };
        let problem = if before.heading == column.heading {
            Problem::RepeatedColumn {
                column: column.heading.clone(),
            }
        } else {
            Problem::SameQuantity {
                first: before.heading.clone(),
                second: column.heading.clone(),
            }
        };
        let location = self.location(self.header_line, Some(&column.heading));
        findings.push(location, problem);
    }

    /// A column without name is a fault if anything stands in it.
    fn nameless(&self, index: usize, findings: &mut Findings) {
        let full = |line: &&Line| line.cells.get(index).is_some_and(|cell| !cell.is_empty());
        if self.lines.iter().any(|line| full(&line)) {
            let problem = Problem::NamelessColumn { number: index + 1 };
            findings.push(self.location(self.header_line, None), problem);
        }
    }

    fn misnamed(
        &self,
        heading: &str,
        problem: NameProblem,
        fields: &[Field],
        findings: &mut Findings,
    ) {
        let location = self.location(self.header_line, Some(heading));
        let (problem, field) = name_problem("column", heading, problem, fields);
        match field {
            // the column is there, so that the draft's view of it is moot, unless the right one is there as well
            Some(field) if self.column(&field).is_none() => {
                findings.cell(location, problem, (self.table, None, field));
            }
            _ => findings.push(location, problem),
        }
    }

    /// A table without its key cannot be referred to.
    fn check_key(&self, findings: &mut Findings) {
        let key = schema::columns(self.table)
            .first()
            .map_or("", |field| field.name);
        if self.column(key).is_none() {
            let problem = Problem::MissingColumn {
                column: key.to_owned(),
            };
            let location = self.location(self.header_line, None);
            if self.table == Table::Profiles {
                // its other columns have any name, so that the key may be one of them
                findings.whole(self.table, location, problem);
            } else {
                findings.nameless(location, problem, (self.table, None, key.to_owned()));
            }
        }
    }

    /// Every row has as many cells as the header; further cells are allowed where they are empty.
    fn check_lengths(&self, columns: usize, findings: &mut Findings) {
        for (row, line) in self.lines.iter().enumerate() {
            let found = line.cells.len();
            let spare = line.cells.iter().skip(columns).all(str::is_empty);
            if found < columns || !spare {
                let figure = thousands(&line.cells).filter(|_| found > columns);
                let problem = Problem::RowLength {
                    found,
                    columns,
                    figure,
                };
                let location = self.location(line.number, None);
                findings.row(location, problem, self.table, row);
            }
        }
    }
}

/// The figure that a comma between thousands has torn into two cells, `40` and `000`, as it was meant.
fn thousands(cells: &StringRecord) -> Option<String> {
    let digits = |cell: &str| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    let pairs = cells.iter().zip(cells.iter().skip(1));
    pairs
        .filter(|(left, right)| {
            digits(left) && left.len() <= 3 && digits(right) && right.len() == 3
        })
        .map(|(left, right)| format!("{left},{right}"))
        .next()
}

/// What a heading is called in the draft, and how its figures convert; its place is still open.
fn named(
    table: Table,
    heading: &str,
    fields: &[Field],
    rates: &Rates,
    advice: &mut Advice,
) -> Result<Column, NameProblem> {
    let column = |name: &str, conversion, per_cent| Column {
        heading: heading.to_owned(),
        name: name.to_owned(),
        conversion,
        per_cent,
        index: 0,
    };
    let translated = chinese::heading(heading, fields);
    let name = translated.as_deref().unwrap_or(heading);
    if table == Table::Profiles && fields.iter().all(|field| field.name != name) {
        return Ok(column(heading, Conversion::IDENTITY, true));
    }
    let found = find_advised(name, fields, rates, advice);
    let is_unread = translated.is_none() && chinese::is_chinese(heading);
    let (index, conversion) = found.map_err(|problem| match is_unread && advice.is_left() {
        true => NameProblem::Unknown {
            nearest: chinese::meant(heading, fields),
        },
        false => problem,
    })?;
    let field = fields[index];
    Ok(column(field.name, conversion, field.takes_per_cent()))
}

/// The fault of a name that is none of `fields`, and the field that it was meant to be, if that is known.
pub(super) fn name_problem(
    what: &'static str,
    name: &str,
    problem: NameProblem,
    fields: &[Field],
) -> (Problem, Option<String>) {
    match problem {
        NameProblem::Unknown { nearest } => {
            let field = |name: &String| chinese::heading(name, fields).unwrap_or(name.clone());
            let meant = nearest.as_ref().map(field);
            let problem = Problem::UnknownName {
                what,
                name: name.to_owned(),
                nearest,
                allowed: fields.iter().map(|field| field.name).collect(),
            };
            (problem, meant)
        }
        NameProblem::Unit {
            field,
            expected,
            problem,
        } => {
            let default = field.to_owned();
            let problem = match problem {
                UnitProblem::Unknown { token } => Problem::UnknownUnit {
                    token,
                    field: default,
                    expected,
                },
                UnitProblem::NoRate { currency } => Problem::NoRate { currency },
                UnitProblem::Incompatible { found } => Problem::IncompatibleUnit {
                    name: name.to_owned(),
                    found,
                    expected,
                    field: default,
                },
            };
            (problem, Some(field.to_owned()))
        }
    }
}

/// A walk over the rows of a sheet.
pub(super) struct Rows<'a> {
    sheet: &'a Sheet,
    findings: &'a mut Findings,
    row: usize,
}

impl Rows<'_> {
    /// The rows made into rows of the draft.
    pub(crate) fn map<T>(mut self, make: impl Fn(&mut Self) -> T) -> Vec<T> {
        let mut made = Vec::with_capacity(self.sheet.row_count());
        for row in 0..self.sheet.row_count() {
            self.row = row;
            made.push(make(&mut self));
        }
        made
    }

    /// A cell; `None` where it is empty or the column is not there.
    fn cell(&mut self, name: &str) -> Option<String> {
        let column = self.sheet.column(name)?;
        let line = &self.sheet.lines[self.row];
        let cell = line
            .cells
            .get(column.index)
            .filter(|cell| !cell.is_empty())?;
        if cell.contains('\n') {
            let cell = cell.replace('\n', " ");
            self.fault(name, Problem::LineBreakInCell);
            return Some(cell);
        }
        Some(cell.to_owned())
    }

    fn fault(&mut self, name: &str, problem: Problem) {
        let sheet = self.sheet;
        let mut location = sheet.location(sheet.lines[self.row].number, sheet.heading(name));
        location.item = self.item();
        let cell = (sheet.table, Some(self.row), name.to_owned());
        self.findings.cell(location, problem, cell);
    }

    /// ``hub `wuhu` ``, after the first column of the schema.
    fn item(&self) -> Option<String> {
        let key = schema::columns(self.sheet.table).first()?;
        let column = self.sheet.column(key.name)?;
        let cell = self.sheet.lines[self.row].cells.get(column.index)?;
        let item = match self.sheet.table {
            Table::Links | Table::Hourly => {
                let hub = self.sheet.column("hub")?;
                let hub = self.sheet.lines[self.row].cells.get(hub.index)?;
                format!("{cell}–{hub}")
            }
            _ => cell.to_owned(),
        };
        (!cell.is_empty()).then(|| format!("{} `{item}`", word(self.sheet.table.item())))
    }

    /// A required name; empty where it is not stated.
    pub(crate) fn text(&mut self, name: &str) -> String {
        self.cell(name).unwrap_or_default()
    }

    /// An optional name.
    pub(crate) fn optional_text(&mut self, name: &str) -> Option<String> {
        self.cell(name)
    }

    /// Names separated by white space or `|`.
    pub(crate) fn list(&mut self, name: &str) -> Vec<String> {
        ids(&self.text(name))
    }

    /// A required figure; NaN where it is not stated.
    pub(crate) fn number(&mut self, name: &str) -> f64 {
        self.optional_number(name).unwrap_or(f64::NAN)
    }

    /// An optional figure in its default unit; NaN where the cell is no number, which has its fault.
    pub(crate) fn optional_number(&mut self, name: &str) -> Option<f64> {
        let column = self.sheet.column(name)?;
        let (conversion, per_cent) = (column.conversion, column.per_cent);
        let cell = self.cell(name)?;
        if let Some(share) = number::per_cent(&cell).filter(|_| per_cent) {
            return Some(share);
        }
        match parse_number(&cell) {
            Ok(figure) => Some(conversion.apply(figure)),
            Err(problem) => {
                self.fault(name, problem);
                Some(f64::NAN)
            }
        }
    }

    /// One of a few words.
    pub(crate) fn word<T: Copy>(
        &mut self,
        name: &'static str,
        allowed: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let found = self.cell(name)?;
        let value = words.iter().find(|(word, _)| *word == found);
        if value.is_none() {
            self.fault(name, wrong_word(name, found, allowed, words));
        }
        value.map(|(_, value)| *value)
    }
}

/// A finite number.
pub(crate) fn parse_number(cell: &str) -> Result<f64, Problem> {
    let found = || cell.to_owned();
    number::finite(cell).map_err(|problem| match problem {
        NoFigure::NotANumber => Problem::NotANumber { found: found() },
        NoFigure::NotFinite => Problem::NotFinite { found: found() },
        NoFigure::Vanishes => Problem::Vanishes { found: found() },
    })
}

/// The fault of a word that is none of those allowed.
pub(super) fn wrong_word<T>(
    quantity: &'static str,
    found: String,
    allowed: &'static str,
    words: &[(&'static str, T)],
) -> Problem {
    let nearest = crate::text::nearest::nearest(&found, words.iter().map(|(word, _)| *word))
        .map(str::to_owned);
    Problem::WrongWord {
        quantity,
        found,
        allowed,
        nearest,
    }
}

/// Ids that spaces or `|` separate.
pub(super) fn ids(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == '|')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
