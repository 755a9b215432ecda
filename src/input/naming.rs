//! What the columns of tables and the keys of settings are called, and how a name found in a file is
//! matched with them.

use super::units::{Conversion, Rates, UnitProblem, conversion, dimension_in_words};
use crate::text::nearest::nearest;

/// What a column or key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A name, an id, a list of ids, a word.
    Text,
    /// A figure in a unit; empty for a plain number.
    Number {
        /// The unit as it ends the name; the whole name where it is nothing but a unit.
        unit: &'static str,
    },
    /// Ids, in settings: a TOML list of texts, or one text.
    List,
    /// `true` or `false`, in settings.
    Truth,
}

/// A column of a table or a key of the settings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    /// Its name: `price_cny_per_kwh`.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
}

impl Field {
    /// A field of text.
    pub(crate) const fn text(name: &'static str) -> Self {
        Self {
            name,
            holds: Holds::Text,
        }
    }

    /// A field of figures.
    pub(crate) const fn number(name: &'static str, unit: &'static str) -> Self {
        Self {
            name,
            holds: Holds::Number { unit },
        }
    }

    /// A field of ids.
    pub(crate) const fn list(name: &'static str) -> Self {
        Self {
            name,
            holds: Holds::List,
        }
    }

    /// A field of truth.
    pub(crate) const fn truth(name: &'static str) -> Self {
        Self {
            name,
            holds: Holds::Truth,
        }
    }

    /// Whether its figures may be written with a per cent sign: shares and ratios, but no counts.
    pub(crate) fn takes_per_cent(&self) -> bool {
        self.holds == Holds::Number { unit: "" } && self.name != "accelerators_max"
    }

    /// The unit that `name` would state, were it this field in another unit.
    fn unit_in<'a>(&self, name: &'a str) -> Option<(&'a str, &'static str)> {
        let Holds::Number { unit } = self.holds else {
            return None;
        };
        let stem = self.name.strip_suffix(unit).unwrap_or(self.name);
        let rest = name.strip_prefix(stem)?;
        // a plain number has no `_` of its own before a unit: `green_share`, `green_share_percent`
        let rest = if unit.is_empty() {
            rest.strip_prefix('_')?
        } else {
            rest
        };
        (!rest.is_empty()).then_some((rest, unit))
    }
}

/// Why a name found in a file is none of the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NameProblem {
    /// Nothing is called so.
    Unknown {
        /// The nearest right name.
        nearest: Option<String>,
    },
    /// It is a field in a unit that cannot be used.
    Unit {
        /// The field in its default unit.
        field: &'static str,
        /// The dimension that its unit must have.
        expected: String,
        /// What is wrong.
        problem: UnitProblem,
    },
}

/// How many more names may be looked for among the right ones: of very many unknown names, the first are advised on.
#[derive(Debug)]
pub(crate) struct Advice {
    left: usize,
}

impl Default for Advice {
    fn default() -> Self {
        Self { left: 100 }
    }
}

impl Advice {
    /// Whether there is some left.
    pub(crate) const fn is_left(&self) -> bool {
        self.left > 0
    }

    /// Whether there is advice left for one more.
    fn take(&mut self) -> bool {
        let any = self.left > 0;
        self.left = self.left.saturating_sub(1);
        any
    }
}

/// Which of `fields` is called `name`, in its default unit or in another, and how its figures convert.
///
/// # Errors
///
/// The name is none of theirs, or its unit cannot be used.
pub(crate) fn find(
    name: &str,
    fields: &[Field],
    rates: &Rates,
) -> Result<(usize, Conversion), NameProblem> {
    find_advised(name, fields, rates, &mut Advice::default())
}

/// As [`find`], for one of very many names.
///
/// # Errors
///
/// As [`find`].
pub(crate) fn find_advised(
    name: &str,
    fields: &[Field],
    rates: &Rates,
    advice: &mut Advice,
) -> Result<(usize, Conversion), NameProblem> {
    if let Some(index) = fields.iter().position(|field| field.name == name) {
        return Ok((index, Conversion::IDENTITY));
    }
    let mut refused = None;
    for (index, field) in fields.iter().enumerate() {
        let Some((stated, unit)) = field.unit_in(name) else {
            continue;
        };
        match conversion(stated, unit, rates) {
            Ok(conversion) => return Ok((index, conversion)),
            // a name that is nothing but a unit matches every name, and a plain number needs no unit
            Err(_) if unit == field.name || unit.is_empty() => {}
            Err(problem) => {
                refused.get_or_insert(NameProblem::Unit {
                    field: field.name,
                    expected: dimension_in_words(unit),
                    problem,
                });
            }
        }
    }
    let near = || nearest(name, fields.iter().map(|field| field.name)).map(str::to_owned);
    let nearest = advice.take().then(near).flatten();
    Err(better(refused, nearest, fields))
}

/// A unit problem, unless the name is a slip of the pen for a field without unit.
fn better(refused: Option<NameProblem>, nearest: Option<String>, fields: &[Field]) -> NameProblem {
    let slip = nearest.as_ref().is_some_and(|name| {
        fields
            .iter()
            .any(|field| field.name == name && field.holds == Holds::Text)
    });
    match refused {
        Some(problem) if !slip => problem,
        _ => NameProblem::Unknown { nearest },
    }
}

/// Whether a column is a comment: `note`, `source`, `status`, or ending so.
#[must_use]
pub(crate) fn is_comment(name: &str) -> bool {
    ["note", "source", "status"].iter().any(|word| {
        name == *word
            || name
                .strip_suffix(word)
                .is_some_and(|stem| stem.ends_with('_'))
    })
}
