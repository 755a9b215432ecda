//! `case.toml` → keys with their places.

use std::collections::HashMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::findings::Findings;
use super::naming::{Advice, Field, Holds, NameProblem, find_advised};
use super::report::{Location, Problem};
use super::schema::{self, EXCHANGE, GREEN_BY_HUB, SCENARIOS, SECTIONS, Section};
use super::sheet::{ids, name_problem};
use super::units::{Conversion, Rates, is_unit};
use crate::case::draft::Table;
use crate::text::decode::Lines;
use crate::text::number;

/// A value of a kind that settings have.
#[derive(Debug, Clone)]
enum Value {
    Text(String),
    Number(f64),
    Truth(bool),
}

/// A key as the file has it.
#[derive(Debug, Clone)]
struct Entry {
    value: Value,
    /// Dotted, as written.
    written: String,
    line: usize,
    character: usize,
    conversion: Conversion,
}

/// All keys of `case.toml`, by their dotted names in default units.
#[derive(Debug, Default)]
pub(super) struct Keys {
    entries: HashMap<String, Entry>,
    /// Keys of the section of hubs, in order.
    pub green_by_hub: Vec<(String, f64)>,
}

impl Keys {
    /// Adds line, character and key as written to a location.
    pub(crate) fn locate(&self, key: &str, location: &mut Location) {
        match self.entries.get(key) {
            Some(entry) => {
                location.line = Some(entry.line);
                location.character = Some(entry.character);
                location.heading = Some(entry.written.clone());
            }
            None => location.heading = Some(key.to_owned()),
        }
    }

    /// The figure as written, where its unit was converted.
    pub(crate) fn as_written(&self, key: &str) -> Option<String> {
        let entry = self.entries.get(key)?;
        let Value::Number(figure) = entry.value else {
            return None;
        };
        (!entry.conversion.is_identity()).then(|| {
            tr!(
                "converted from `{figure}` in the unit of `{}`",
                entry.written,
                figure = figure
            )
        })
    }

    /// A key that holds it, in its default unit.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        match &self.entries.get(key)?.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// The ids that a key lists.
    pub(crate) fn list(&self, key: &str) -> Vec<String> {
        self.text(key).map(|text| ids(&text)).unwrap_or_default()
    }

    /// A key that holds it, in its default unit.
    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        let entry = self.entries.get(key)?;
        match entry.value {
            Value::Number(figure) => Some(entry.conversion.apply(figure)),
            _ => None,
        }
    }

    /// A key that holds it, in its default unit.
    pub(crate) fn truth(&self, key: &str) -> Option<bool> {
        match self.entries.get(key)?.value {
            Value::Truth(truth) => Some(truth),
            _ => None,
        }
    }
}

/// Reads `case.toml`: its keys, and the rates of currencies.
pub(super) fn read(text: &str, findings: &mut Findings) -> (Keys, Rates) {
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            not_toml(text, &error, findings);
            return Default::default();
        }
    };
    let mut reader = Reader {
        text,
        lines: Lines::of(text),
        advice: Advice::default(),
        findings,
        keys: Keys::default(),
        rates: Rates::new(),
    };
    // rates first: they are needed for the units of all other keys
    if let Some(exchange) = subtable(table.get_ref(), EXCHANGE) {
        reader.exchange(exchange);
    }
    for section in SECTIONS {
        if let Some(keys) = subtable(table.get_ref(), section.name) {
            reader.section(section, keys);
        }
    }
    let Reader { keys, rates, .. } = reader;
    (keys, rates)
}

fn not_toml(text: &str, error: &toml::de::Error, findings: &mut Findings) {
    let mut location = Location::file(schema::file(Table::Settings));
    if let Some(span) = error.span() {
        let (line, character) = Lines::of(text).position(text, span.start);
        location.line = Some(line);
        location.character = Some(character);
    }
    let message = error.message().trim().replace('\n', "; ");
    findings.whole(Table::Settings, location, Problem::NotToml { message });
}

/// The table at a dotted name; that itself where the name is empty.
fn subtable<'a, 'i>(table: &'a DeTable<'i>, name: &str) -> Option<&'a DeTable<'i>> {
    name.split('.')
        .filter(|part| !part.is_empty())
        .try_fold(table, |table, part| {
            table.get(part).and_then(|value| value.get_ref().as_table())
        })
}

/// `section.key`.
fn dotted(section: &str, key: &str) -> String {
    if section.is_empty() {
        key.to_owned()
    } else {
        format!("{section}.{key}")
    }
}

struct Reader<'a> {
    text: &'a str,
    lines: Lines,
    advice: Advice,
    findings: &'a mut Findings,
    keys: Keys,
    rates: Rates,
}

type Item<'a, 'i> = (
    &'a Spanned<std::borrow::Cow<'i, str>>,
    &'a Spanned<DeValue<'i>>,
);

impl Reader<'_> {
    fn location(&self, at: usize, key: String) -> Location {
        let (line, character) = self.lines.position(self.text, at);
        Location {
            character: Some(character),
            heading: Some(key),
            ..Location::line(schema::file(Table::Settings), line)
        }
    }

    fn fault(&mut self, at: usize, written: String, canonical: String, problem: Problem) {
        let location = self.location(at, written);
        let cell = (Table::Settings, None, canonical);
        self.findings.cell(location, problem, cell);
    }

    /// A section whose keys are known, or the section of hubs.
    fn section(&mut self, section: &Section, keys: &DeTable<'_>) {
        let mut misnamed = Vec::new();
        for item in keys {
            if section.name == GREEN_BY_HUB {
                self.green_by_hub(item);
            } else if ![EXCHANGE, SCENARIOS].contains(&section.name)
                && !self.is_section(section, item)
                && let Err(problem) = self.key(section, item)
            {
                misnamed.push((item, problem));
            }
        }
        // when all others are known: the right key may stand behind a misspelt one
        for (item, problem) in misnamed {
            self.misnamed(section, item, problem);
        }
    }

    /// Whether an item is a section of its own; a fault where a section is no table.
    fn is_section(&mut self, section: &Section, (key, value): Item<'_, '_>) -> bool {
        let name = dotted(section.name, key.get_ref());
        if !SECTIONS.iter().any(|section| section.name == name) {
            return false;
        }
        if value.get_ref().as_table().is_none() {
            let problem = Problem::WrongType {
                found: described(value.get_ref()),
                allowed: tr!("a section `[{name}]`", name = name),
            };
            self.fault(value.span().start, name.clone(), name, problem);
        }
        true
    }

    fn key(&mut self, section: &Section, (key, value): Item<'_, '_>) -> Result<(), NameProblem> {
        let name = key.get_ref();
        let (index, conversion) =
            find_advised(name, section.fields, &self.rates, &mut self.advice)?;
        let field = section.fields[index];
        let written = dotted(section.name, name);
        let canonical = dotted(section.name, field.name);
        if let Some(value) = self.value(field, value, &written, &canonical) {
            self.store(canonical, written, key.span().start, value, conversion);
        }
        Ok(())
    }

    /// A key that is none, which hides what is said of the one that was meant, unless that is there as well.
    fn misnamed(&mut self, section: &Section, (key, value): Item<'_, '_>, problem: NameProblem) {
        let name = key.get_ref();
        let what = match value.get_ref().as_table() {
            Some(_) => "section",
            None => "key",
        };
        let (mut problem, meant) = name_problem(what, name, problem, section.fields);
        complete(&mut problem, name, &names_in(section.name));
        let location = self.location(key.span().start, dotted(section.name, name));
        let canonical = dotted(section.name, &meant.unwrap_or_default());
        if self.keys.entries.contains_key(&canonical) {
            self.findings.push(location, problem);
        } else {
            let cell = (Table::Settings, None, canonical);
            self.findings.cell(location, problem, cell);
        }
    }

    fn store(
        &mut self,
        canonical: String,
        written: String,
        at: usize,
        value: Value,
        conversion: Conversion,
    ) {
        if let Some(before) = self.keys.entries.get(&canonical) {
            let problem = Problem::SameQuantity {
                first: before.written.clone(),
                second: written.clone(),
            };
            self.fault(at, written, canonical, problem);
            return;
        }
        let (line, character) = self.lines.position(self.text, at);
        let entry = Entry {
            value,
            written,
            line,
            character,
            conversion,
        };
        self.keys.entries.insert(canonical, entry);
    }

    /// A value of the type that the field holds.
    fn value(
        &mut self,
        field: Field,
        value: &Spanned<DeValue<'_>>,
        written: &str,
        canonical: &str,
    ) -> Option<Value> {
        let (found, allowed) = match (field.holds, value.get_ref()) {
            (Holds::Text, DeValue::String(text)) => {
                return Some(Value::Text(text.trim().to_owned()));
            }
            (Holds::List, DeValue::String(text)) => {
                return Some(Value::Text(text.trim().to_owned()));
            }
            (Holds::List, DeValue::Array(items)) => match texts(items) {
                Some(text) => return Some(Value::Text(text)),
                None => (described(value.get_ref()), tr!("a list of texts")),
            },
            (Holds::Truth, DeValue::Boolean(truth)) => return Some(Value::Truth(*truth)),
            (Holds::Number { .. }, other) => match number(other) {
                Some(figure) if figure.is_finite() => return Some(Value::Number(figure)),
                _ => (described(other), tr!("a finite number")),
            },
            (Holds::Text, other) => (described(other), tr!("text in quotation marks")),
            (Holds::List, other) => (
                described(other),
                tr!("a list of texts, as `[\"a\", \"b\"]`"),
            ),
            (Holds::Truth, other) => (described(other), tr!("`true` or `false`")),
        };
        let problem = Problem::WrongType {
            found,
            allowed: allowed.to_owned(),
        };
        self.fault(
            value.span().start,
            written.to_owned(),
            canonical.to_owned(),
            problem,
        );
        None
    }

    fn green_by_hub(&mut self, (key, value): Item<'_, '_>) {
        let hub = key.get_ref().to_string();
        let name = dotted(GREEN_BY_HUB, &hub);
        let field = Field::number("", "");
        let Some(Value::Number(share)) = self.value(field, value, &name, &name) else {
            return;
        };
        let at = key.span().start;
        self.store(
            name.clone(),
            name,
            at,
            Value::Number(share),
            Conversion::IDENTITY,
        );
        self.keys.green_by_hub.push((hub, share));
    }

    /// CNY per unit of other currencies.
    fn exchange(&mut self, rates: &DeTable<'_>) {
        for (code, value) in rates {
            let name = dotted(EXCHANGE, code.get_ref());
            let token = code.get_ref().to_lowercase();
            let capitals =
                code.get_ref().len() == 3 && code.get_ref().bytes().all(|b| b.is_ascii_uppercase());
            if !capitals || is_unit(&token) {
                let problem = Problem::NotACurrency {
                    found: code.get_ref().to_string(),
                };
                self.fault(code.span().start, name.clone(), name, problem);
                continue;
            }
            match number(value.get_ref()) {
                Some(rate) if rate.is_finite() && rate > 0.0 => {
                    self.rates.insert(token, rate);
                }
                _ => {
                    let problem = Problem::WrongType {
                        found: described(value.get_ref()),
                        allowed: tr!("a number over 0 (CNY per {})", code.get_ref()),
                    };
                    self.fault(value.span().start, name.clone(), name, problem);
                    // one fault for the rate, none for each column that needs it
                    self.rates.insert(token, 1.0);
                }
            }
        }
    }
}

/// The texts of a list, joined as in a cell; `None` where one is no text.
fn texts(items: &[Spanned<DeValue<'_>>]) -> Option<String> {
    let texts = items.iter().map(|item| match item.get_ref() {
        DeValue::String(text) => Some(text.trim().to_owned()),
        _ => None,
    });
    Some(texts.collect::<Option<Vec<_>>>()?.join("|"))
}

/// Names of keys and sections within a section.
fn names_in(section: &str) -> Vec<&'static str> {
    let keys = SECTIONS
        .iter()
        .filter(|other| other.name == section)
        .flat_map(|section| section.fields.iter().map(|field| field.name));
    let prefix = dotted(section, "");
    let sections = SECTIONS
        .iter()
        .filter_map(|other| other.name.strip_prefix(prefix.as_str()))
        .filter(|rest| !rest.is_empty() && !rest.contains('.'));
    keys.chain(sections).collect()
}

/// Adds sections to the names that may have been meant.
fn complete(problem: &mut Problem, name: &str, names: &[&'static str]) {
    if let Problem::UnknownName {
        nearest, allowed, ..
    } = problem
    {
        *nearest = crate::text::nearest::nearest(name, names.iter().copied()).map(str::to_owned);
        *allowed = names.to_vec();
    }
}

/// A TOML integer or float as a number.
fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(integer) => {
            let digits = integer.as_str().replace('_', "");
            match integer.radix() {
                10 => number::read(&digits).ok(),
                // no whole number of a case needs more than 64 bits
                #[allow(clippy::cast_precision_loss)]
                radix => i64::from_str_radix(&digits, radix)
                    .ok()
                    .map(|whole| whole as f64),
            }
        }
        DeValue::Float(float) => number::read(&float.as_str().replace('_', "")).ok(),
        _ => None,
    }
}

/// A TOML value as people would name it.
pub(super) fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => {
            let short: String = text.chars().take(60).collect();
            tr!("the text `{}`", short.replace('\n', " "))
        }
        DeValue::Integer(integer) => format!("`{}`", integer.as_str()),
        DeValue::Float(float) => format!("`{}`", float.as_str()),
        DeValue::Boolean(truth) => format!("`{truth}`"),
        DeValue::Datetime(date) => tr!("the date `{date}`", date = date),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a section".to_owned(),
    }
}
