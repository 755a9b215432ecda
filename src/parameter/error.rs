//! What can be wrong with a key or a change, and the nearest right one.

use super::Allowed;
use crate::language::{unit, word};

/// Why a key reaches nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Its first part is no quantity.
    #[error("{}", tr!("no parameter is called `{found}`{}", advice(nearest.as_deref()), found = .found))]
    UnknownQuantity {
        /// The whole key.
        found: String,
        /// The nearest right key.
        nearest: Option<String>,
    },
    /// A selector names nothing that the quantity can be selected by.
    #[error("{}", tr!("`{key}`: `{quantity}` has no `{found}`; it takes {allowed}{}", hint(nearest.as_deref()), key = .key, quantity = .quantity, found = .found, allowed = word(.allowed)))]
    UnknownSelector {
        /// The whole key.
        key: String,
        /// Its quantity.
        quantity: &'static str,
        /// The selector.
        found: String,
        /// What the quantity takes.
        allowed: &'static str,
        /// The nearest right key.
        nearest: Option<String>,
    },
    /// More selectors than the quantity takes.
    #[error("{}", tr!("`{key}` has too many selectors; `{quantity}` takes {allowed}", key = .key, quantity = .quantity, allowed = word(.allowed)))]
    TooManySelectors {
        /// The whole key.
        key: String,
        /// Its quantity.
        quantity: &'static str,
        /// What the quantity takes.
        allowed: &'static str,
    },
    /// A selector is the id of two different things.
    #[error("{}", tr!("`{key}` is ambiguous: write `{first}` for {first_is}, `{second}` for {second_is}", key = .key, first = .first, first_is = word(.first_is), second = .second, second_is = word(.second_is)))]
    Ambiguous {
        /// The whole key.
        key: String,
        /// The key that means the first.
        first: String,
        /// What the first is.
        first_is: &'static str,
        /// The key that means the second.
        second: String,
        /// What the second is.
        second_is: &'static str,
    },
    /// The key is right, and this case has nothing that it touches.
    #[error("{}", tr!("`{key}` touches nothing in this case", key = .key))]
    TouchesNothing {
        /// The whole key.
        key: String,
    },
}

/// Why a change cannot be read or made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// Its key is wrong.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// There is no operation in it.
    #[error("{}", tr!("`{text}` is no change; write `KEY=VALUE`, `KEY*=FACTOR` or `KEY+=ADDITION`", text = .text))]
    NoOperation {
        /// The text.
        text: String,
    },
    /// The operation is none of the three.
    #[error("{}", tr!("`{text}`: there is no `{operator}=`; write `{advice}`", text = .text, operator = .operator, advice = .advice))]
    UnknownOperation {
        /// The text.
        text: String,
        /// What stands before the `=`.
        operator: char,
        /// What to write instead.
        advice: &'static str,
    },
    /// The figure is no number.
    #[error(
        "{}", tr!("`{key}`: `{found}` is no number; a {what} is expected{}", in_unit(unit), key = .key, found = .found, what = word(.what)))]
    NotANumber {
        /// The key.
        key: String,
        /// The text after the operation.
        found: String,
        /// Value, factor or addition.
        what: &'static str,
        /// Unit of the figure; empty for a factor.
        unit: &'static str,
    },
    /// The case would not be valid any more.
    #[error(
        "{}", tr!("`{change}` would make `{quantity}`{} {found}{}; it has to be {allowed}", place(at),
        with_unit(unit), change = .change, quantity = .quantity, found = .found, allowed = .allowed))]
    OutOfRange {
        /// The change.
        change: String,
        /// What it changes.
        quantity: &'static str,
        /// Where, and in which period: ids; empty for the whole case.
        at: String,
        /// The figure that would come out.
        found: f64,
        /// Its unit.
        unit: &'static str,
        /// What may come out.
        allowed: Allowed,
    },
    /// A figure that no case may have, as no file may state it.
    #[error("{}", tr!("`{change}`: a figure has to be 0, or have a size from 1e-15 to 1e15, found {found:e}", change = .change, found = .found))]
    NotAFigure {
        /// The change.
        change: String,
        /// The figure, or what would come out.
        found: f64,
    },
    /// There is no figure to multiply or to add to: a limit that is infinite, a rule that is not set.
    #[error(
        "{}", tr!("`{change}`: `{key}` has no value to scale in this case; give it one with `{key}=VALUE`", change = .change, key = .key))]
    NoValueToScale {
        /// The change.
        change: String,
        /// Its key.
        key: String,
    },
    /// A switch was to be scaled.
    #[error("`{change}`: {}", choose(key, *allowed))]
    SwitchNotScalable {
        /// The change.
        change: String,
        /// Its key.
        key: String,
        /// What may be chosen.
        allowed: Allowed,
    },
    /// The name is none that may be chosen.
    #[error("{}", tr!("`{key}`: there is no `{found}`; it is one of {allowed}", key = .key, found = .found, allowed = .allowed))]
    UnknownName {
        /// The key.
        key: String,
        /// The text after the operation.
        found: String,
        /// What may be chosen.
        allowed: Allowed,
    },
    /// Marginal accounting where a hub has no marginal factor.
    #[error(
        "{}", tr!("`{change}`: hub `{hub}` has no marginal emission factor; give it one in hubs.csv or with `marginal_emission_factor.{hub}=VALUE` before", change = .change, hub = .hub))]
    NoMarginalFactor {
        /// The change.
        change: String,
        /// The first hub without.
        hub: String,
    },
    /// The key was read for a case of another shape.
    #[error("{}", tr!("`{key}` was read for another case", key = .key))]
    OtherCase {
        /// The key.
        key: String,
    },
}

fn choose(key: &str, allowed: Allowed) -> String {
    match allowed {
        Allowed::Switch => tr!(
            "`{key}` is a switch; write `{key}=0` or `{key}=1`",
            key = key
        ),
        _ => tr!(
            "`{key}` is one of {allowed}; write `{key}=` and its name",
            key = key,
            allowed = allowed
        ),
    }
}

fn advice(nearest: Option<&str>) -> String {
    nearest.map_or_else(
        || tr!("; `eastwest sweep --list-parameters CASE` lists them").to_owned(),
        |nearest| tr!("; did you mean `{nearest}`?", nearest = nearest),
    )
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |_| advice(nearest))
}

fn in_unit(of: &str) -> String {
    match of {
        "" | "-" => String::new(),
        written => tr!(", in {unit}", unit = unit(written)),
    }
}

fn with_unit(of: &str) -> String {
    match of {
        "" | "-" => String::new(),
        written => format!(" {}", unit(written)),
    }
}

fn place(at: &str) -> String {
    if at.is_empty() {
        String::new()
    } else {
        tr!(" of {at}", at = at)
    }
}
