use std::fmt;

use super::error::ChangeError;
use super::figure::{self, Figure};
use super::{Key, Target};
use crate::case::draft::is_figure;
use crate::case::quantity::{Allowed, Effect, Quantity, accounting_figure};
use crate::case::{Accounting, Case, Hub};

/// What is done to a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Operation {
    /// It becomes this, in the unit of its quantity.
    Value(f64),
    /// It is multiplied by this.
    Factor(f64),
    /// This is added to it, in the unit of its quantity.
    Addition(f64),
}

/// The kind of an [`Operation`], without its figure.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum OperationKind {
    /// `KEY=VALUE`
    #[default]
    Value,
    /// `KEY*=FACTOR`
    Factor,
    /// `KEY+=ADDITION`
    Addition,
}

impl OperationKind {
    /// The operation of this kind with a figure.
    #[must_use]
    pub const fn with(self, figure: f64) -> Operation {
        match self {
            OperationKind::Value => Operation::Value(figure),
            OperationKind::Factor => Operation::Factor(figure),
            OperationKind::Addition => Operation::Addition(figure),
        }
    }

    /// `=`, `*=` or `+=`.
    #[must_use]
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            OperationKind::Value => "=",
            OperationKind::Factor => "*=",
            OperationKind::Addition => "+=",
        }
    }

    /// `value`, `factor` or `addition`.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            OperationKind::Value => "value",
            OperationKind::Factor => "factor",
            OperationKind::Addition => "addition",
        }
    }

    /// Splits `KEY=…`, `KEY*=…` or `KEY+=…` into the key, the kind and what follows, all trimmed.
    ///
    /// # Errors
    /// If there is no `=`, or another sign before it.
    pub fn split(text: &str) -> Result<(&str, OperationKind, &str), ChangeError> {
        let Some((left, right)) = text.split_once('=') else {
            return Err(ChangeError::NoOperation {
                text: text.to_owned(),
            });
        };
        let left = left.trim_end();
        let (key, kind) = if let Some(key) = left.strip_suffix('*') {
            (key, OperationKind::Factor)
        } else if let Some(key) = left.strip_suffix('+') {
            (key, OperationKind::Addition)
        } else {
            refuse_operator(text, left)?;
            (left, OperationKind::Value)
        };
        Ok((key.trim(), kind, right.trim()))
    }
}

/// `-=` and `/=` are habits of other languages; say what to write instead.
fn refuse_operator(text: &str, left: &str) -> Result<(), ChangeError> {
    let (operator, advice) = match left.chars().next_back() {
        Some('-') => ('-', "KEY+=-ADDITION"),
        Some('/') => ('/', "KEY*=FACTOR"),
        _ => return Ok(()),
    };
    Err(ChangeError::UnknownOperation {
        text: text.to_owned(),
        operator,
        advice,
    })
}

impl Operation {
    /// Its kind.
    #[must_use]
    pub(crate) const fn kind(self) -> OperationKind {
        match self {
            Operation::Value(_) => OperationKind::Value,
            Operation::Factor(_) => OperationKind::Factor,
            Operation::Addition(_) => OperationKind::Addition,
        }
    }

    /// Its figure.
    #[must_use]
    pub(crate) const fn figure(self) -> f64 {
        match self {
            Operation::Value(figure) | Operation::Factor(figure) | Operation::Addition(figure) => {
                figure
            }
        }
    }

    /// What becomes of a figure; `None` leaves it alone, as scaling does with what is absent or infinite.
    fn on(self, base: Option<f64>) -> Option<f64> {
        let finite = base.filter(|base| !base.is_infinite());
        match self {
            Operation::Value(value) => Some(value),
            Operation::Factor(factor) => finite.map(|base| base * factor),
            Operation::Addition(addition) => finite.map(|base| base + addition),
        }
    }
}

/// A change to a case: a key and what is done to all figures that it touches.
///
/// Its text forms are `KEY=VALUE`, `KEY*=FACTOR` and `KEY+=ADDITION`.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What is changed.
    pub key: Key,
    /// How.
    pub how: Operation,
}

impl Change {
    /// Reads `KEY=VALUE`, `KEY*=FACTOR` or `KEY+=ADDITION`. A value may be `inf` where the quantity can
    /// be without limit.
    ///
    /// # Errors
    /// If the text has none of these forms, the key is wrong, or the figure is no number.
    pub fn parse(text: &str, case: &Case) -> Result<Change, ChangeError> {
        let (key, kind, figure) = OperationKind::split(text)?;
        let key = Key::parse(key, case)?;
        let Some(number) = key.read(kind, figure) else {
            if key.quantity().allowed() == Allowed::Accounting && kind == OperationKind::Value {
                return Err(ChangeError::UnknownName {
                    key: key.as_str().to_owned(),
                    found: figure.to_owned(),
                    allowed: Allowed::Accounting,
                });
            }
            return Err(ChangeError::NotANumber {
                unit: if kind == OperationKind::Factor {
                    ""
                } else {
                    key.unit()
                },
                key: key.as_str().to_owned(),
                found: figure.to_owned(),
                what: kind.name(),
            });
        };
        let how = kind.with(number);
        if !is_figure(number) {
            return Err(ChangeError::NotAFigure {
                change: key.changed(how),
                found: number,
            });
        }
        Ok(Change { key, how })
    }

    /// Whether this change can add or remove rows or columns of the programme.
    ///
    /// Scaling never makes a limit of none, so it is asked of less than [`Key::changes_structure`].
    #[must_use]
    pub fn changes_structure(&self) -> bool {
        let sets = matches!(self.how, Operation::Value(_));
        self.key.effect() == Effect::Structure
            || !self.how.figure().is_finite()
            || (sets && self.key.some_absent())
    }

    /// Makes the change: [`Key::apply`].
    ///
    /// # Errors
    /// As [`Key::apply`].
    pub fn apply(&self, case: &mut Case) -> Result<(), ChangeError> {
        self.key.apply(self.how, case)
    }
}

impl Key {
    /// Whether an operation could be made on `case`, which would stay valid.
    ///
    /// # Errors
    /// As [`Key::apply`].
    pub(crate) fn check(&self, how: Operation, case: &Case) -> Result<(), ChangeError> {
        let scales = !matches!(how, Operation::Value(_));
        if scales && self.quantity().allowed().is_choice() {
            return Err(ChangeError::SwitchNotScalable {
                change: self.changed(how),
                key: self.to_string(),
                allowed: self.quantity().allowed(),
            });
        }
        self.check_factors(how, case)?;
        let mut touched = false;
        for &target in &self.targets {
            let figure = self.figure(case, target)?;
            if let Some(value) = how.on(figure.base) {
                touched = true;
                if value.is_finite() && value.abs() > 1.0 && !is_figure(value) {
                    return Err(ChangeError::NotAFigure {
                        change: self.changed(how),
                        found: value,
                    });
                }
                self.check_one(how, case, target, figure, value)?;
            }
        }
        if touched {
            Ok(())
        } else {
            Err(ChangeError::NoValueToScale {
                change: self.changed(how),
                key: self.to_string(),
            })
        }
    }

    /// Does an operation to `case`. A value is given to every figure that the key touches; a factor or
    /// an addition leaves alone those that are absent or infinite.
    ///
    /// # Errors
    /// If a figure would leave its range in any period, if there is nothing to scale, or if the key was
    /// read for another case. The case is then as it was.
    pub fn apply(&self, how: Operation, case: &mut Case) -> Result<(), ChangeError> {
        self.check(how, case)?;
        for &target in &self.targets {
            let figure = self.figure(case, target)?;
            if let Some(value) = how.on(figure.base) {
                figure::write(case, self.quantity(), target, value)
                    .ok_or_else(|| self.other_case())?;
            }
        }
        Ok(())
    }

    fn figure<'c>(&self, case: &'c Case, target: Target) -> Result<Figure<'c>, ChangeError> {
        figure::read(case, self.quantity(), target).ok_or_else(|| self.other_case())
    }

    /// Reads the figure of an operation on this key; `None` where it is none.
    #[must_use]
    pub(crate) fn read(&self, kind: OperationKind, text: &str) -> Option<f64> {
        let allowed = match kind {
            OperationKind::Value => self.quantity().allowed(),
            OperationKind::Factor | OperationKind::Addition => Allowed::Limit,
        };
        allowed.read(text)
    }

    /// Writes the figure of an operation on this key as [`Key::read`] reads it.
    #[must_use]
    pub(crate) fn write(&self, kind: OperationKind, figure: f64) -> String {
        match kind {
            OperationKind::Value => self.quantity().allowed().write(figure),
            OperationKind::Factor | OperationKind::Addition => figure.to_string(),
        }
    }

    fn changed(&self, how: Operation) -> String {
        let (kind, figure) = (how.kind(), how.figure());
        format!("{self}{}{}", kind.sign(), self.write(kind, figure))
    }

    /// Marginal accounting needs the factor of every hub.
    fn check_factors(&self, how: Operation, case: &Case) -> Result<(), ChangeError> {
        let marginal = accounting_figure(Accounting::Marginal);
        if self.quantity() != Quantity::CarbonAccounting || how != Operation::Value(marginal) {
            return Ok(());
        }
        let lacks = |hub: &&Hub| hub.marginal_emission_factor_kg_per_kwh.is_none();
        match case.hubs.iter().find(lacks) {
            Some(hub) => Err(ChangeError::NoMarginalFactor {
                change: self.changed(how),
                hub: hub.id.clone(),
            }),
            None => Ok(()),
        }
    }

    fn other_case(&self) -> ChangeError {
        ChangeError::OtherCase {
            key: self.to_string(),
        }
    }

    /// Whether `value`, under the figure's shape, stays within what the quantity allows.
    fn check_one(
        &self,
        how: Operation,
        case: &Case,
        target: Target,
        figure: Figure<'_>,
        value: f64,
    ) -> Result<(), ChangeError> {
        let quantity = self.quantity();
        let allowed = quantity.allowed();
        let out_of_range = |found: f64, period: Option<usize>| ChangeError::OutOfRange {
            change: self.changed(how),
            quantity: quantity.name(),
            at: figure::place(case, target, period),
            found: readable(found, allowed),
            unit: match quantity.unit() {
                "0 or 1" => "-",
                unit => unit,
            },
            allowed,
        };
        if figure.shape.is_empty() {
            return allowed
                .holds(value)
                .then_some(())
                .ok_or_else(|| out_of_range(value, None));
        }
        let shaped = figure.shape.iter().map(|multiplier| value * multiplier);
        match shaped
            .enumerate()
            .find(|&(_, found)| !allowed.holds_product(found))
        {
            Some((period, found)) => Err(out_of_range(found, Some(period))),
            None => Ok(()),
        }
    }
}

/// The figure without the noise of its last digits, unless they are what is wrong with it.
fn readable(found: f64, allowed: Allowed) -> f64 {
    let short = format!("{found:.11e}").parse().unwrap_or(found);
    if allowed.holds(short) { found } else { short }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key.changed(self.how))
    }
}
