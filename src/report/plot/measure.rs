//! Columns and parameters in words, with units that keep figures short.

use crate::language::{self as words, word};
use crate::parameter::{OperationKind, Quantity};
use crate::report::number::{amount, decimals_for};

/// From here on figures are told in millions: more digits than anybody reads.
pub(super) const IN_MILLIONS_FROM: f64 = 1e7;

/// A column of results as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measure {
    /// In words, without its unit: `Cost`.
    pub name: String,
    /// Its unit: `million CNY`; empty for a plain number.
    pub unit: String,
    /// What one of its unit stands for.
    pub per: f64,
}

/// Names of columns that say more than their words do.
const NAMES: [(&str, &str); 5] = [
    (
        "matched_share",
        "Green in its own hour, share of all energy",
    ),
    ("cost_cny", "Cost over the horizon"),
    ("mean_rtt_ms", "Round-trip time, mean by IT energy"),
    ("objective_cny", "Objective"),
    ("carbon_t", "Carbon over the horizon"),
];

/// Endings of columns, and their units for people.
const UNITS: [(&str, &str); 5] = [
    ("_cny", "CNY"),
    ("_mwh", "MWh"),
    ("_mw", "MW"),
    ("_ms", "ms"),
    ("_t", "t CO2"),
];

impl Measure {
    /// Of a column with figures up to `largest`.
    pub(crate) fn of(column: &str, largest: f64) -> Self {
        let ending = UNITS.iter().find(|(ending, _)| column.ends_with(ending));
        let (stem, unit) = match ending {
            Some((ending, unit)) => (column.trim_end_matches(ending), *unit),
            None => (column, ""),
        };
        let known = NAMES.iter().find(|(name, _)| *name == column);
        let name = known.map_or_else(
            || capital(word(&stem.replace('_', " "))),
            |(_, name)| word(name).to_owned(),
        );
        if column.ends_with("_share") {
            return Self {
                name,
                unit: "%".to_owned(),
                per: 0.01,
            };
        }
        let (unit, per) = if largest.abs() >= IN_MILLIONS_FROM {
            (millions(unit), 1e6)
        } else {
            (words::unit(unit), 1.0)
        };
        Self { name, unit, per }
    }

    /// The same, told in which accounting carbon is counted, where that is known and it is carbon.
    pub(crate) fn counted_by(mut self, column: &str, accounting: Option<&str>) -> Self {
        if let (true, Some(accounting)) = (column.starts_with("carbon"), accounting) {
            self.name = tr!(
                "{name}, {accounting}-based",
                name = self.name,
                accounting = word(accounting)
            );
        }
        self
    }

    /// `Cost, million CNY`
    pub(crate) fn title(&self) -> String {
        if self.unit.is_empty() {
            self.name.clone()
        } else {
            tr!("{}, {}", self.name, self.unit)
        }
    }

    /// A figure with its unit: `22,655 million CNY`.
    pub(crate) fn show(&self, value: f64) -> String {
        let value = value / self.per;
        let text = amount(value, decimals_for(value));
        format!("{text} {}", self.unit).trim_end().to_owned()
    }
}

/// A unit of a million of `unit`, in words.
pub(super) fn millions(unit: &str) -> String {
    match unit {
        "CNY" => tr!("million CNY").to_owned(),
        "" => tr!("million").to_owned(),
        unit => tr!("million {}", words::unit(unit)),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

/// A column in words, with the unit of its figures as they stand.
#[cfg(feature = "page")]
pub(in crate::report) fn column_in_words(column: &str) -> String {
    let told = Measure::of(column, 0.0);
    match told.per == 1.0 {
        true => told.title(),
        false => told.name,
    }
}

/// A parameter's heading in words: `electricity_price.west*=` as `electricity price of the west, as a factor`.
pub(in crate::report) fn parameter_in_words(heading: &str) -> String {
    let (key, how) = [OperationKind::Factor, OperationKind::Addition]
        .into_iter()
        .find_map(|how| Some((heading.strip_suffix(how.sign())?, how)))
        .unwrap_or((heading, OperationKind::Value));
    let (name, place) = key.split_once('.').unwrap_or((key, ""));
    let unit = Quantity::named(name).map_or("", Quantity::unit);
    let name = name.replace('_', " ");
    let name = word(&name);
    let named = match place {
        "" => name.to_owned(),
        "east" | "west" => tr!("{name} of the {place}", name = name, place = word(place)),
        place => tr!("{name} of {place}", name = name, place = place),
    };
    match how {
        OperationKind::Factor => tr!("{name}, as a factor", name = named),
        _ if unit.is_empty() || unit == "-" => named,
        OperationKind::Addition => tr!("{name}, added, {}", words::unit(unit), name = named),
        OperationKind::Value => tr!("{}, {}", named, words::unit(unit)),
    }
}

/// A value of the parameter of that heading: `× 1.5` of a factor, `+5` of an addition.
pub(super) fn value_in_words(heading: &str, value: f64) -> String {
    let is = |how: OperationKind| heading.ends_with(how.sign());
    if is(OperationKind::Factor) {
        format!("× {value}")
    } else if is(OperationKind::Addition) {
        format!("{value:+}")
    } else {
        let name = heading.split('.').next().unwrap_or(heading);
        Quantity::named(name).map_or_else(|| value.to_string(), |q| q.allowed().write(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_put_in_words() {
        assert_eq!(
            parameter_in_words("electricity_price.west*="),
            "electricity price of the west, as a factor"
        );
        assert_eq!(parameter_in_words("carbon_price"), "carbon price, CNY/t");
        assert_eq!(value_in_words("carbon_price", 50.0), "50");
        assert_eq!(value_in_words("electricity_price.west*=", 1.5), "× 1.5");
        assert_eq!(value_in_words("carbon_price+=", 5.0), "+5");
        assert_eq!(value_in_words("carbon_accounting", 1.0), "market");
    }

    #[test]
    fn columns_are_put_in_words_and_units() {
        let title = |column, largest| Measure::of(column, largest).title();
        assert_eq!(title("electricity_cny", 2e7), "Electricity, million CNY");
        assert_eq!(title("west_training_mw", 300.0), "West training, MW");
        assert_eq!(title("green_share", 0.8), "Green share, %");
        assert_eq!(
            Measure::of("carbon_t", 1.6e7).show(16_375_896.0),
            "16.38 million t CO2"
        );
        assert_eq!(Measure::of("green_share", 1.0).show(0.725), "72.50 %");
    }
}
