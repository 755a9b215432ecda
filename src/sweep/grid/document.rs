//! Typed access to a TOML document that gathers faults, with their lines, instead of stopping.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::Faults;
use crate::case::draft::is_figure;
use crate::language::{is_chinese, word};
use crate::text::nearest::nearest;
use crate::text::number;

type Value<'i> = Spanned<DeValue<'i>>;

/// The text that spans point into, and what is wrong with it.
pub(super) struct Document<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    pub(super) faults: Faults,
}

impl Document<'_> {
    pub(super) fn fault(&mut self, at: &Range<usize>, message: impl Into<String>) {
        let before = self.text.as_bytes().iter().take(at.start);
        let line = 1 + before.filter(|&&byte| byte == b'\n').count();
        self.faults.add(self.file, Some(line), message);
    }

    /// A fault of the whole file.
    pub(super) fn fault_of_file(&mut self, message: impl Into<String>) {
        self.faults.add(self.file, None, message);
    }

    fn wrong_type(&mut self, name: &str, value: &Value<'_>, expected: &str) {
        let found = value.get_ref().type_str();
        self.fault(
            &value.span(),
            tr!(
                "{name} has to be {expected}, not {}",
                with_article(found),
                name = name,
                expected = expected
            ),
        );
    }

    /// A number: an integer or a float. Infinite only where it says so, never NaN.
    fn number_of(&mut self, name: &str, value: &Value<'_>) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
            DeValue::Integer(integer) =>
            {
                #[allow(clippy::cast_precision_loss)]
                i64::from_str_radix(integer.as_str(), integer.radix())
                    .ok()
                    .map(|integer| integer as f64)
            }
            DeValue::Float(float) => number::read(float.as_str()).ok(),
            _ => {
                self.wrong_type(name, value, tr!("a number"));
                return None;
            }
        };
        let number = number.filter(|number| !number.is_nan());
        match number {
            None => self.fault(&value.span(), tr!("{name} has to be a number", name = name)),
            Some(number) if !is_figure(number) => {
                let message = tr!(
                    "{name} has to be 0, or have a size from 1e-15 to 1e15, not {number:e}",
                    name = name,
                    number = number
                );
                self.fault(&value.span(), message);
            }
            Some(_) => {}
        }
        number
    }

    fn string_of<'v>(&mut self, name: &str, value: &'v Value<'_>) -> Option<&'v str> {
        let string = value.get_ref().as_str();
        if string.is_none() {
            self.wrong_type(name, value, tr!("a text"));
        }
        string
    }
}

fn with_article(kind: &str) -> String {
    if is_chinese() {
        return word(kind).to_owned();
    }
    let article = if kind.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {kind}")
}

/// A table of a document.
pub(super) struct Section<'a, 'i> {
    table: &'a DeTable<'i>,
    pub(super) span: Range<usize>,
    /// What it is, for messages: "a `[[parameter]]`".
    name: &'static str,
}

impl<'a, 'i> Section<'a, 'i> {
    pub(super) const fn new(
        table: &'a DeTable<'i>,
        span: Range<usize>,
        name: &'static str,
    ) -> Self {
        Self { table, span, name }
    }

    /// The table that `value` is; a fault if it is none.
    pub(super) fn of(
        document: &mut Document<'_>,
        value: &'a Value<'i>,
        key: &str,
        name: &'static str,
    ) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Self::new(table, value.span(), name)),
            _ => {
                document.wrong_type(&quote(key), value, tr!("a table"));
                None
            }
        }
    }

    /// Every key has to be one of `known`.
    pub(super) fn expect_only(&self, document: &mut Document<'_>, known: &[&str]) {
        for key in self.table.keys() {
            let found = key.get_ref().as_ref();
            if !known.contains(&found) {
                let advice = match nearest(found, known.iter().copied()) {
                    Some(right) => tr!("did you mean `{right}`?", right = right),
                    None => tr!("it has {}", listing(known)),
                };
                let message = tr!(
                    "{} has no `{found}`; {advice}",
                    self.name,
                    found = found,
                    advice = advice
                );
                document.fault(&key.span(), message);
            }
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Value<'i>> {
        self.table.get(key)
    }

    /// The value at `key`; a fault where there is none.
    fn required(&self, document: &mut Document<'_>, key: &str) -> Option<&'a Value<'i>> {
        let value = self.get(key);
        if value.is_none() {
            document.fault(&self.span, format!("{} needs `{key}`", self.name));
        }
        value
    }

    /// The tables of an array of tables; none where there is no such array.
    pub(super) fn sections(
        &self,
        document: &mut Document<'_>,
        key: &str,
        name: &'static str,
    ) -> Vec<Section<'a, 'i>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            let expected = tr!("an array of tables, written `[[{key}]]`", key = key);
            document.wrong_type(&quote(key), value, &expected);
            return Vec::new();
        };
        array
            .iter()
            .filter_map(|value| Section::of(document, value, key, name))
            .collect()
    }

    pub(super) fn string(&self, document: &mut Document<'_>, key: &str) -> Option<&'a str> {
        let value = self.required(document, key)?;
        document.string_of(&quote(key), value)
    }

    pub(super) fn number(&self, document: &mut Document<'_>, key: &str) -> Option<f64> {
        let value = self.required(document, key)?;
        document.number_of(&quote(key), value)
    }

    /// The number at `key`, or `absent`; `None` is a fault.
    pub(super) fn number_or(
        &self,
        document: &mut Document<'_>,
        key: &str,
        absent: f64,
    ) -> Option<f64> {
        match self.get(key) {
            Some(value) => document.number_of(&quote(key), value),
            None => Some(absent),
        }
    }

    /// An integer from `least` on.
    pub(super) fn count(&self, document: &mut Document<'_>, key: &str, least: u64) -> Option<u64> {
        let value = self.required(document, key)?;
        let count = match value.get_ref() {
            DeValue::Integer(integer) => {
                u64::from_str_radix(integer.as_str(), integer.radix()).ok()
            }
            _ => None,
        };
        let count = count.filter(|&count| count >= least);
        if count.is_none() {
            let message = tr!(
                "`{key}` has to be a whole number, {least} or more",
                key = key,
                least = least
            );
            document.fault(&value.span(), message);
        }
        count
    }

    /// A list of numbers.
    pub(super) fn numbers(&self, document: &mut Document<'_>, key: &str) -> Option<Vec<f64>> {
        let value = self.required(document, key)?;
        let Some(array) = value.get_ref().as_array() else {
            document.wrong_type(&quote(key), value, tr!("a list of numbers"));
            return None;
        };
        let numbers: Vec<Option<f64>> = array
            .iter()
            .map(|value| document.number_of(&tr!("each of `{key}`", key = key), value))
            .collect();
        numbers.into_iter().collect()
    }

    /// One of the names of `choices`, or `absent` where there is none; `None` is a fault.
    pub(super) fn choice<T: Copy>(
        &self,
        document: &mut Document<'_>,
        key: &str,
        choices: &[(&str, T)],
        absent: Option<T>,
    ) -> Option<T> {
        let value = match (self.get(key), absent) {
            (None, Some(absent)) => return Some(absent),
            _ => self.required(document, key)?,
        };
        let found = document.string_of(&quote(key), value)?;
        let choice = choices.iter().find(|(name, _)| *name == found);
        if choice.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let advice = nearest(found, names.iter().copied()).map_or_else(String::new, |right| {
                tr!("; did you mean `{right}`?", right = right)
            });
            let right = alternatives(&names);
            let message = tr!(
                "`{key}` has to be {right}, not `{found}`{advice}",
                key = key,
                right = right,
                found = found,
                advice = advice
            );
            document.fault(&value.span(), message);
        }
        choice.map(|&(_, choice)| choice)
    }
}

fn quote(name: &str) -> String {
    format!("`{name}`")
}

fn quoted(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| quote(name)).collect()
}

fn listing(names: &[&str]) -> String {
    quoted(names).join(", ")
}

/// `a`, `b` or `c`
fn alternatives(names: &[&str]) -> String {
    let names = quoted(names);
    match names.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => names.concat(),
    }
}
