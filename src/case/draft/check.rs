//! What gathers faults while a draft is checked.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::place::{DraftPlace, Table};
use super::problem::{Fault, Problem, is_id_char};
use super::terms::Noun;
use crate::case::bounds::Bounds;
use crate::language::word;
use crate::text::nearest::nearest;

/// Figures other than 0 have a size between these, so that products of several stay finite.
const LEAST: f64 = 1e-15;
const GREATEST: f64 = 1e15;

/// Most characters of a title or of a name for people.
const LINE: usize = 500;

/// Whether a figure is 0, has a size that figures of a case have, or is infinite, which stands for no limit.
pub(crate) fn is_figure(value: f64) -> bool {
    value == 0.0 || value.is_infinite() || (LEAST..=GREATEST).contains(&value.abs())
}

/// A cell: its table, row and column.
type CellPlace = (Table, Option<usize>, Option<Cow<'static, str>>);

/// Faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults {
    list: Vec<Fault>,
    /// Where they are.
    cells: HashSet<CellPlace>,
}

impl Faults {
    pub(crate) fn push(&mut self, place: DraftPlace, problem: Problem) {
        self.push_related(place, problem, None);
    }

    pub(crate) fn push_related(
        &mut self,
        place: DraftPlace,
        problem: Problem,
        related: Option<DraftPlace>,
    ) {
        self.cells
            .insert((place.table, place.row, place.column.clone()));
        self.list.push(Fault {
            place,
            problem,
            related,
        });
    }

    /// Faults of a row; `item` says what it is about.
    pub(crate) fn row(&mut self, table: Table, index: usize, name: &str) -> Row<'_> {
        Row {
            table,
            index: Some(index),
            item: (!name.is_empty()).then(|| format!("{} `{name}`", word(table.item()))),
            faults: self,
        }
    }

    /// Faults of the settings.
    pub(crate) fn settings(&mut self) -> Row<'_> {
        Row {
            table: Table::Settings,
            index: None,
            item: None,
            faults: self,
        }
    }

    pub(crate) fn into_result<T>(self, value: T) -> Result<T, Vec<Fault>> {
        if self.list.is_empty() {
            Ok(value)
        } else {
            Err(self.list)
        }
    }
}

/// A row under check.
pub(super) struct Row<'a> {
    table: Table,
    index: Option<usize>,
    item: Option<String>,
    faults: &'a mut Faults,
}

impl Row<'_> {
    pub(crate) fn place(&self, column: impl Into<Cow<'static, str>>) -> DraftPlace {
        DraftPlace {
            table: self.table,
            row: self.index,
            column: Some(column.into()),
            item: self.item.clone(),
        }
    }

    pub(crate) fn fault(&mut self, column: impl Into<Cow<'static, str>>, problem: Problem) {
        let place = self.place(column);
        self.faults.push(place, problem);
    }

    /// A required figure.
    pub(crate) fn number(
        &mut self,
        column: impl Into<Cow<'static, str>>,
        quantity: &'static str,
        allowed: Bounds,
        found: f64,
    ) {
        if let Some(problem) = number_problem(quantity, allowed, found) {
            self.fault(column, problem);
        }
    }

    /// An optional figure.
    pub(crate) fn optional(
        &mut self,
        column: impl Into<Cow<'static, str>>,
        quantity: &'static str,
        allowed: Bounds,
        found: Option<f64>,
    ) {
        match found {
            Some(found) if found.is_nan() => {
                self.fault(column, Problem::NotFinite { quantity, found });
            }
            Some(found) => self.number(column, quantity, allowed, found),
            None => {}
        }
    }

    /// Latitude and longitude: both or neither.
    pub(crate) fn coordinates(&mut self, lat_deg: Option<f64>, lon_deg: Option<f64>) {
        self.optional("lat_deg", "latitude", Bounds::Between(-90.0, 90.0), lat_deg);
        self.optional(
            "lon_deg",
            "longitude",
            Bounds::Between(-180.0, 180.0),
            lon_deg,
        );
        self.both_or_neither(
            ("lat_deg", lat_deg.is_some()),
            ("lon_deg", lon_deg.is_some()),
        );
    }

    /// A text for people, which is not of any length.
    pub(crate) fn line(
        &mut self,
        column: &'static str,
        quantity: &'static str,
        text: Option<&String>,
    ) {
        let found = text.map_or(0, |text| text.chars().count());
        if found > LINE {
            let problem = Problem::TooLong {
                quantity,
                found,
                most: LINE,
            };
            self.fault(column, problem);
        }
    }

    /// Two cells that go together.
    pub(crate) fn both_or_neither(&mut self, a: (&'static str, bool), b: (&'static str, bool)) {
        let (given, other) = match (a.1, b.1) {
            (true, false) => (a.0, b.0),
            (false, true) => (b.0, a.0),
            _ => return,
        };
        let problem = Problem::HalfPair {
            column: given,
            other,
        };
        self.fault(given, problem);
    }

    /// Form of an id that this row gives; `reserved` are words that it must not be.
    pub(crate) fn id(&mut self, column: &'static str, noun: Noun, name: &str, reserved: &[&str]) {
        if let Some(problem) = id_problem(noun, name, reserved) {
            self.fault(column, problem);
        }
    }

    /// Index of a name that this row refers to, and a fault where there is none.
    pub(crate) fn refer(
        &mut self,
        column: &'static str,
        names: &Names,
        name: &str,
    ) -> Option<usize> {
        let found = names.find(name);
        if found.is_none() {
            let problem = if name.is_empty() {
                Problem::MissingId { noun: names.noun }
            } else {
                names.unknown(name)
            };
            self.fault(column, problem);
        }
        found
    }

    pub(crate) fn duplicate(
        &mut self,
        column: &'static str,
        what: String,
        unique: &'static str,
        first: DraftPlace,
    ) {
        let place = self.place(column);
        let problem = Problem::Duplicate {
            what,
            where_unique: unique,
        };
        self.faults.push_related(place, problem, Some(first));
    }

    pub(crate) fn related(&mut self, column: &'static str, problem: Problem, first: DraftPlace) {
        let place = self.place(column);
        self.faults.push_related(place, problem, Some(first));
    }

    /// Whether a cell of this row, or of another, has a fault already.
    pub(crate) fn has_fault(&self, place: &DraftPlace) -> bool {
        let cell = (place.table, place.row, place.column.clone());
        self.faults.cells.contains(&cell)
    }
}

fn number_problem(quantity: &'static str, allowed: Bounds, found: f64) -> Option<Problem> {
    if found.is_nan() {
        Some(Problem::Missing { quantity })
    } else if found.is_infinite() {
        Some(Problem::NotFinite { quantity, found })
    } else if !allowed.hold(found) {
        Some(Problem::OutOfBounds {
            quantity,
            found,
            allowed,
        })
    } else if found != 0.0 && !(LEAST..=GREATEST).contains(&found.abs()) {
        Some(Problem::NotPlausible {
            quantity,
            found,
            least: LEAST,
            greatest: GREATEST,
        })
    } else {
        None
    }
}

pub(super) fn id_problem(noun: Noun, name: &str, reserved: &[&str]) -> Option<Problem> {
    if name.is_empty() {
        Some(Problem::MissingId { noun })
    } else if name.chars().count() > 64 || !name.chars().all(is_id_char) {
        Some(Problem::BadId {
            noun,
            name: name.to_owned(),
        })
    } else if reserved.contains(&name) {
        Some(Problem::ReservedId {
            noun,
            name: name.to_owned(),
        })
    } else {
        None
    }
}

/// How much is still searched for names that were meant: of very many unknown names, the first are advised on.
#[derive(Debug)]
pub(super) struct Advice {
    /// Comparisons left.
    left: Cell<usize>,
}

impl Default for Advice {
    fn default() -> Self {
        Self {
            left: Cell::new(2_000_000),
        }
    }
}

impl Advice {
    /// The nearest of some names, unless too many were compared before.
    pub(crate) fn nearest<'a, I: Iterator<Item = &'a str>>(
        &self,
        name: &str,
        names: impl Fn() -> I,
    ) -> Option<String> {
        let left = self.left.get();
        if left == 0 {
            return None;
        }
        self.left.set(left.saturating_sub(names().count()));
        nearest(name, names()).map(str::to_owned)
    }
}

/// Names of one kind, by the index of their row.
pub(super) struct Names {
    pub noun: Noun,
    index: HashMap<String, usize>,
    /// Ids by names for people.
    aliases: HashMap<String, String>,
    advice: Advice,
}

/// Most names that a message lists.
const LISTED: usize = 12;
impl Names {
    /// The names of a list; where a name is given twice, its first row counts.
    pub(crate) fn new<'a>(noun: Noun, names: impl Iterator<Item = &'a str>) -> Self {
        let mut index = HashMap::new();
        for (place, name) in names.enumerate() {
            if !name.is_empty() {
                index.entry(name.to_owned()).or_insert(place);
            }
        }
        Self {
            noun,
            index,
            aliases: HashMap::new(),
            advice: Advice::default(),
        }
    }

    /// The same with names for people, by which an id that was meant can be found.
    pub(crate) fn with_aliases<'a>(
        mut self,
        aliases: impl Iterator<Item = (&'a str, &'a Option<String>)>,
    ) -> Self {
        for (id, alias) in aliases.filter(|(id, _)| !id.is_empty()) {
            if let Some(alias) = alias {
                self.aliases.insert(alias.to_lowercase(), id.to_owned());
            }
        }
        self
    }

    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    pub(crate) fn unknown(&self, name: &str) -> Problem {
        let names = || self.index.keys().map(String::as_str);
        let meant = self.aliases.get(&name.to_lowercase()).cloned();
        let nearest = meant.or_else(|| self.advice.nearest(name, names));
        let few = nearest.is_none() && self.index.len() <= LISTED;
        let mut all: Vec<String> = names().filter(|_| few).map(str::to_owned).collect();
        all.sort();
        Problem::Unknown {
            noun: self.noun,
            name: name.to_owned(),
            nearest,
            all,
        }
    }
}

/// Checks the ids of a list: their form, and that each is given once.
pub(super) fn ids<'a>(
    faults: &mut Faults,
    table: Table,
    column: &'static str,
    noun: Noun,
    reserved: &[&str],
    names: impl Iterator<Item = &'a str>,
) {
    let mut first: HashMap<&str, DraftPlace> = HashMap::new();
    for (index, name) in names.enumerate() {
        let mut row = faults.row(table, index, name);
        row.id(column, noun, name, reserved);
        match first.get(name) {
            Some(before) if !name.is_empty() => {
                let what = format!("{} `{name}`", noun.word());
                row.duplicate(column, what, tr!("an id may be given once"), before.clone());
            }
            _ => {
                first.insert(name, row.place(column));
            }
        }
    }
}
