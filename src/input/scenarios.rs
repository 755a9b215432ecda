//! `[scenarios.NAME]` of `case.toml`: changes that belong together, under a name.
//!
//! ```text
//!     [scenarios.factors-2022]
//!     title = "Grid factors of 2022"
//!     title_zh = "2022 年电网因子"
//!     set = ["emission_factor.zhongwei=0.6423", "carbon_price*=1.1"]
//! ```
//!
//! They are read when the case stands, for each change has to be one that can be made to it. Where none stands, their form is
//! looked at all the same.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::report::{Fault, Location, Problem};
use super::schema::{self, SCENARIOS};
use crate::case::Case;
use crate::case::draft::Table;
#[cfg(feature = "cli")]
use crate::language::either;
use crate::parameter::Change;
use crate::text::decode::Lines;
use crate::text::nearest::nearest;

/// Changes to a case, under a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its name in `case.toml`.
    pub name: String,
    /// One line for people; the name where none is given.
    pub title: String,
    /// The same in Chinese, where it is given.
    pub(crate) title_zh: Option<String>,
    /// `KEY=VALUE`, `KEY*=FACTOR` or `KEY+=ADDITION`, made in this order.
    pub changes: Vec<Change>,
}

impl Scenario {
    /// Its title in the language that is spoken.
    #[cfg(feature = "cli")]
    pub(crate) fn told(&self) -> &str {
        either(&self.title, self.title_zh.as_deref())
    }

    /// The case after all changes.
    ///
    /// # Errors
    /// As [`Change::apply`], which cannot be for the case that the scenario was read with.
    pub fn apply(&self, case: &mut Case) -> Result<(), crate::parameter::ChangeError> {
        self.changes
            .iter()
            .try_for_each(|change| change.apply(case))
    }
}

/// The scenarios of a text, in its order, and the faults in them; without a case, those of their form.
pub(super) fn read(text: &str, case: Option<&Case>) -> (Vec<Scenario>, Vec<Fault>) {
    let mut reader = Reader {
        text,
        lines: Lines::of(text),
        case,
        faults: Vec::new(),
    };
    let mut scenarios = Vec::new();
    let Ok(settings) = DeTable::parse(text) else {
        // the reader of the settings tells of it
        return Default::default();
    };
    let section = settings.get_ref().get(SCENARIOS);
    if let Some(named) = section.and_then(|section| section.get_ref().as_table()) {
        for (name, value) in named {
            scenarios.extend(reader.scenario(name.get_ref(), value));
        }
    }
    (scenarios, reader.faults)
}

struct Reader<'a> {
    text: &'a str,
    lines: Lines,
    case: Option<&'a Case>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, at: usize, key: String, problem: Problem) {
        let (line, character) = self.lines.position(self.text, at);
        self.faults.push(Fault {
            location: Location {
                character: Some(character),
                heading: Some(key),
                ..Location::line(schema::file(Table::Settings), line)
            },
            problem,
            note: None,
        });
    }

    fn wrong(&mut self, at: usize, key: &str, allowed: &str, found: &DeValue<'_>) {
        let problem = Problem::WrongType {
            found: super::keys::described(found),
            allowed: allowed.to_owned(),
        };
        self.fault(at, key.to_owned(), problem);
    }

    fn scenario(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<Scenario> {
        let path = format!("{SCENARIOS}.{name}");
        let at = value.span().start;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(
                at,
                &path,
                &tr!("a section `[{path}]`", path = path),
                value.get_ref(),
            );
            return None;
        };
        let mut scenario = Scenario {
            name: name.to_owned(),
            title: name.to_owned(),
            title_zh: None,
            changes: Vec::new(),
        };
        let mut stated = false;
        for (key, value) in table {
            let dotted = format!("{path}.{}", key.get_ref());
            let at = value.span().start;
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("title", DeValue::String(title)) => scenario.title = title.trim().to_owned(),
                ("title_zh", DeValue::String(title)) => {
                    scenario.title_zh = Some(title.trim().to_owned());
                }
                ("title" | "title_zh", other) => {
                    self.wrong(at, &dotted, tr!("text in quotation marks"), other)
                }
                ("set", DeValue::Array(list)) => {
                    stated = true;
                    scenario.changes = self.changes(&dotted, list);
                }
                ("set", other) => {
                    stated = true;
                    self.wrong(at, &dotted, LIST, other);
                }
                (other, _) => {
                    let known = ["title", "title_zh", "set"];
                    let problem = Problem::UnknownName {
                        what: "key",
                        name: other.to_owned(),
                        nearest: nearest(other, known).map(str::to_owned),
                        allowed: known.to_vec(),
                    };
                    self.fault(key.span().start, dotted, problem);
                }
            }
        }
        if !stated {
            let key = format!("{path}.set", path = path);
            let allowed = LIST.to_owned();
            let found = "none".to_owned();
            self.fault(at, key, Problem::WrongType { found, allowed });
        }
        Some(scenario)
    }

    /// The changes of a list, each tried on the case as those before it leave it.
    fn changes(&mut self, key: &str, list: &[Spanned<DeValue<'_>>]) -> Vec<Change> {
        let mut trial = self.case.cloned();
        let mut changes = Vec::new();
        for entry in list {
            let at = entry.span().start;
            let DeValue::String(text) = entry.get_ref() else {
                self.wrong(at, key, LIST, entry.get_ref());
                continue;
            };
            let Some(trial) = &mut trial else {
                continue;
            };
            let made = Change::parse(text, trial).and_then(|change| {
                change.apply(trial)?;
                Ok(change)
            });
            match made {
                Ok(change) => changes.push(change),
                Err(error) => self.fault(at, key.to_owned(), Problem::Change(error)),
            }
        }
        changes
    }
}

const LIST: &str = "a list of changes, `[\"KEY=VALUE\", \"KEY*=FACTOR\"]`,";
