//! What an MPS file has said so far: rows, columns, entries and sides by name, each checked as it comes.

use std::collections::{HashMap, HashSet};

use crate::exchange::mps_fields::{Fields, Section, is_valueless};
use crate::exchange::mps_problem::{MpsProblem, MpsWarning};
use crate::exchange::numbers::parse;
use crate::language::word;
use crate::program::{INFINITE, Sense, widened};
use crate::text::nearest::nearest;

/// Type of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `N`: the objective, or nothing.
    Free,
    /// `E`: equal to its right-hand side.
    Equal,
    /// `L`: at most its right-hand side.
    AtMost,
    /// `G`: at least its right-hand side.
    AtLeast,
}

/// A row as stated.
#[derive(Debug)]
pub(super) struct MpsRow<'a> {
    pub name: &'a str,
    pub kind: Kind,
    pub line: usize,
    /// Right-hand side.
    pub side: Option<f64>,
    /// Range, with its sign.
    pub width: Option<f64>,
    /// The last column with an entry here.
    last_column: Option<usize>,
}

/// Where a bound comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// From nowhere: the default.
    Default,
    /// Opened by `FR`, `MI` or `PL`: a number may still follow.
    Open,
    /// Stated as a number, in this line.
    Number(usize),
}

/// A column as stated.
#[derive(Debug)]
pub(super) struct Column<'a> {
    pub name: &'a str,
    line: usize,
    pub lower: (f64, Given),
    pub upper: (f64, Given),
}

/// Sets of one section: the first is used.
#[derive(Debug, Default)]
struct Sets<'a> {
    used: Option<&'a str>,
    further: HashSet<&'a str>,
}

/// A file read so far.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    pub name: &'a str,
    /// From OBJSENSE, with its line.
    pub sense: Option<(Sense, usize)>,
    /// From OBJNAME, with its line.
    pub objective_name: Option<(&'a str, usize)>,
    pub rows: Vec<MpsRow<'a>>,
    pub columns: Vec<Column<'a>>,
    /// Row, column, value; columns ascend.
    pub entries: Vec<(usize, usize, f64)>,
    pub warnings: Vec<MpsWarning>,
    row_places: HashMap<&'a str, usize>,
    column_places: HashMap<&'a str, usize>,
    sides: Sets<'a>,
    widths: Sets<'a>,
    bounds: Sets<'a>,
}

impl<'a> Draft<'a> {
    /// Takes a data line of `section`.
    pub(crate) fn take(
        &mut self,
        section: Section,
        fields: Fields<'a>,
        line: usize,
    ) -> Result<(), MpsProblem> {
        match section {
            Section::Rows => self.take_row(fields, line),
            Section::Columns => self.take_entries(fields, line),
            Section::Rhs | Section::Ranges => self.take_sides(section, fields, line),
            Section::Bounds => self.take_bound(fields, line),
        }
    }

    /// Whether COLUMNS has a column of this name.
    pub(crate) fn has_column(&self, name: &str) -> bool {
        self.column_places.contains_key(name)
    }

    fn take_row(&mut self, [code, name, ..]: Fields<'a>, line: usize) -> Result<(), MpsProblem> {
        let kind = row_kind(code)?;
        if let Some(&place) = self.row_places.get(name) {
            let first = self.rows[place].line;
            return Err(MpsProblem::DuplicateRow {
                row: name.to_owned(),
                first,
            });
        }
        self.row_places.insert(name, self.rows.len());
        self.rows.push(MpsRow {
            name,
            kind,
            line,
            side: None,
            width: None,
            last_column: None,
        });
        Ok(())
    }

    fn take_entries(&mut self, fields: Fields<'a>, line: usize) -> Result<(), MpsProblem> {
        let column = self.current_column(fields[1], line)?;
        for (row, text) in pairs(fields) {
            let place = self.row_place(row)?;
            let value = finite(text, "a coefficient")?;
            if self.rows[place].last_column.replace(column) == Some(column) {
                return Err(MpsProblem::DuplicateEntry {
                    column: fields[1].to_owned(),
                    row: row.to_owned(),
                });
            }
            self.entries.push((place, column, value));
        }
        Ok(())
    }

    /// The column that entries now belong to, begun if it is new.
    fn current_column(&mut self, name: &'a str, line: usize) -> Result<usize, MpsProblem> {
        let last = self.columns.len().wrapping_sub(1);
        match self.column_places.get(name) {
            Some(&place) if place == last => Ok(place),
            Some(&place) => Err(MpsProblem::ColumnAgain {
                column: name.to_owned(),
                first: self.columns[place].line,
            }),
            None => {
                self.column_places.insert(name, self.columns.len());
                self.columns.push(Column {
                    name,
                    line,
                    lower: (0.0, Given::Default),
                    upper: (f64::INFINITY, Given::Default),
                });
                Ok(self.columns.len() - 1)
            }
        }
    }

    fn take_sides(
        &mut self,
        section: Section,
        fields: Fields<'a>,
        line: usize,
    ) -> Result<(), MpsProblem> {
        if !self.uses(section, fields[1]) {
            return Ok(());
        }
        for (name, text) in pairs(fields) {
            let place = self.row_place(name)?;
            let value = self.number(text, line)?;
            let row = &mut self.rows[place];
            let slot = if section == Section::Rhs {
                check_side(row.kind, value, text)?;
                &mut row.side
            } else {
                &mut row.width
            };
            if slot.replace(value).is_some() {
                return Err(MpsProblem::DuplicateValue {
                    section: section.name(),
                    row: name.to_owned(),
                });
            }
        }
        Ok(())
    }

    fn take_bound(&mut self, fields: Fields<'a>, line: usize) -> Result<(), MpsProblem> {
        let [code, set, name, text, ..] = fields;
        let code = code.to_ascii_uppercase();
        check_bound_type(&code)?;
        if !self.uses(Section::Bounds, set) {
            return Ok(());
        }
        let Some(&place) = self.column_places.get(name) else {
            let nearest =
                nearest(name, self.columns.iter().map(|column| column.name)).map(str::to_owned);
            return Err(MpsProblem::UnknownColumn {
                column: name.to_owned(),
                nearest,
            });
        };
        if is_valueless(&code) {
            return self.columns[place].open(code != "PL", code != "MI");
        }
        let value = self.number(text, line)?;
        let column = &mut self.columns[place];
        if matches!(code.as_str(), "LO" | "FX") {
            column.raise(value, text, line)?;
        }
        if matches!(code.as_str(), "UP" | "FX") {
            column.cap(value, text, line)?;
        }
        Ok(())
    }

    /// Whether `set` is the first of its section; a further one is warned of, once.
    fn uses(&mut self, section: Section, set: &'a str) -> bool {
        let sets = match section {
            Section::Rhs => &mut self.sides,
            Section::Ranges => &mut self.widths,
            _ => &mut self.bounds,
        };
        let used = *sets.used.get_or_insert(set) == set;
        if !used && sets.further.insert(set) {
            self.warnings.push(MpsWarning::FurtherSet {
                section: section.name(),
                set: named(set),
                used: sets.used.map_or_else(String::new, named),
            });
        }
        used
    }

    /// A side or bound; infinite if it is large, which is warned of, once, where it is not plain that it was meant.
    fn number(&mut self, text: &str, line: usize) -> Result<f64, MpsProblem> {
        let value = parse(text).ok_or_else(|| MpsProblem::NotANumber {
            found: text.to_owned(),
        })?;
        if (INFINITE..PLAINLY_INFINITE).contains(&value.abs()) {
            let told = self.warnings.iter_mut().find_map(|warning| match warning {
                MpsWarning::TakenAsInfinite { count, .. } => Some(count),
                _ => None,
            });
            match told {
                Some(count) => *count += 1,
                None => self.warnings.push(MpsWarning::TakenAsInfinite {
                    found: text.to_owned(),
                    line,
                    count: 1,
                }),
            }
        }
        Ok(widened(value))
    }

    fn row_place(&self, name: &str) -> Result<usize, MpsProblem> {
        self.row_places
            .get(name)
            .copied()
            .ok_or_else(|| MpsProblem::UnknownRow {
                row: name.to_owned(),
                nearest: nearest(name, self.rows.iter().map(|row| row.name)).map(str::to_owned),
            })
    }
}

impl Column<'_> {
    /// Opens the lower side, the upper side, or both.
    fn open(&mut self, lower: bool, upper: bool) -> Result<(), MpsProblem> {
        if lower {
            self.refuse_second(self.lower.1, word(LOWER))?;
            self.lower = (f64::NEG_INFINITY, Given::Open);
        }
        if upper {
            self.refuse_second(self.upper.1, word(UPPER))?;
            self.upper = (f64::INFINITY, Given::Open);
        }
        Ok(())
    }

    /// Sets the lower bound.
    fn raise(&mut self, value: f64, text: &str, line: usize) -> Result<(), MpsProblem> {
        self.refuse_second(self.lower.1, word(LOWER))?;
        if value == f64::INFINITY {
            return Err(impossible(word(LOWER), text));
        }
        self.lower = (value, Given::Number(line));
        Ok(())
    }

    /// Sets the upper bound.
    fn cap(&mut self, value: f64, text: &str, line: usize) -> Result<(), MpsProblem> {
        self.refuse_second(self.upper.1, word(UPPER))?;
        if value == f64::NEG_INFINITY {
            return Err(impossible(word(UPPER), text));
        }
        self.upper = (value, Given::Number(line));
        Ok(())
    }

    fn refuse_second(&self, given: Given, bound: &'static str) -> Result<(), MpsProblem> {
        match given {
            Given::Number(first) => Err(MpsProblem::DuplicateBound {
                column: self.name.to_owned(),
                bound,
                first,
            }),
            Given::Default | Given::Open => Ok(()),
        }
    }
}

/// From here on a number is meant to be infinite.
const PLAINLY_INFINITE: f64 = 1e30;

/// A set's name as messages say it.
fn named(set: &str) -> String {
    if set.is_empty() {
        tr!("without a name").to_owned()
    } else {
        format!("`{set}`")
    }
}

const LOWER: &str = "a lower bound";
const UPPER: &str = "an upper bound";

fn impossible(bound: &'static str, text: &str) -> MpsProblem {
    MpsProblem::Impossible {
        bound,
        found: text.to_owned(),
    }
}

fn row_kind(code: &str) -> Result<Kind, MpsProblem> {
    match code {
        "N" | "n" => Ok(Kind::Free),
        "E" | "e" => Ok(Kind::Equal),
        "L" | "l" => Ok(Kind::AtMost),
        "G" | "g" => Ok(Kind::AtLeast),
        _ => Err(MpsProblem::UnknownRowType {
            found: code.to_owned(),
        }),
    }
}

/// Refuses what is no bound of a linear programme.
fn check_bound_type(code: &str) -> Result<(), MpsProblem> {
    let what = match code {
        "UP" | "LO" | "FX" | "FR" | "MI" | "PL" => return Ok(()),
        "BV" => tr!("a binary column"),
        "LI" | "UI" => tr!("an integer column"),
        "SC" | "SI" => tr!("a semi-continuous column"),
        _ => {
            return Err(MpsProblem::UnknownBoundType {
                found: code.to_owned(),
            });
        }
    };
    Err(MpsProblem::NotLinear {
        found: code.to_owned(),
        what,
    })
}

/// Refuses a right-hand side that nothing can meet.
fn check_side(kind: Kind, value: f64, text: &str) -> Result<(), MpsProblem> {
    let found = || text.to_owned();
    match kind {
        Kind::Free if value.is_infinite() => Err(MpsProblem::NotFinite {
            found: found(),
            place: tr!("the constant of an objective"),
        }),
        Kind::Equal if value.is_infinite() => Err(impossible(tr!("a right-hand side"), text)),
        Kind::AtMost if value == f64::NEG_INFINITY => Err(impossible(word(UPPER), text)),
        Kind::AtLeast if value == f64::INFINITY => Err(impossible(word(LOWER), text)),
        _ => Ok(()),
    }
}

/// The one or two pairs of name and number in fields 3 to 6.
fn pairs(fields: Fields<'_>) -> impl Iterator<Item = (&str, &str)> {
    let [_, _, name, value, second_name, second_value] = fields;
    [(name, value), (second_name, second_value)]
        .into_iter()
        .filter(|(name, _)| !name.is_empty())
}

/// A number that must be finite.
fn finite(text: &str, place: &'static str) -> Result<f64, MpsProblem> {
    let found = || text.to_owned();
    match parse(text) {
        None => Err(MpsProblem::NotANumber { found: found() }),
        Some(value) if value.is_infinite() => Err(MpsProblem::NotFinite {
            found: found(),
            place,
        }),
        Some(value) => Ok(value),
    }
}
