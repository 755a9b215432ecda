use std::fmt;
use std::hash::{Hash, Hasher};

use super::error::KeyError;
use super::figure;
use super::selector::{Selection, Target};
use crate::case::Case;
use crate::case::quantity::{Effect, Quantity};
use crate::text::decode::composed;
use crate::text::nearest::nearest;

/// A readable name of figures of a case: `quantity[.selector[.selector]]`, resolved once.
///
/// Two keys are equal if they touch the same figures, however they are written.
#[derive(Debug, Clone)]
pub struct Key {
    text: String,
    quantity: Quantity,
    pub(super) targets: Vec<Target>,
    /// Whether a figure that it touches was absent or infinite in the case that it was read for.
    some_absent: bool,
}

impl Key {
    /// Reads a key for `case`. It then serves for this case, its clones, and other cases with the same
    /// hubs, origins, workloads and trunks.
    ///
    /// # Errors
    /// If it names no quantity, selects nothing, or can be understood in two ways; the error gives the
    /// nearest right key.
    pub fn parse(text: &str, case: &Case) -> Result<Key, KeyError> {
        // ids of a case are composed, however they are typed
        let text = &composed(text.trim());
        let parts: Vec<&str> = text.split('.').collect();
        let Some(quantity) = Quantity::named(parts[0]) else {
            return Err(unknown(text, &parts));
        };
        let targets = Selection {
            case,
            quantity,
            selectors: &parts[1..],
        }
        .resolve()?;
        let absent = |&target: &Target| {
            figure::read(case, quantity, target)
                .and_then(|figure| figure.base)
                .is_none_or(f64::is_infinite)
        };
        Ok(Key {
            text: text.to_string(),
            quantity,
            some_absent: targets.iter().any(absent),
            targets,
        })
    }

    /// The key as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it changes.
    #[must_use]
    pub(crate) const fn quantity(&self) -> Quantity {
        self.quantity
    }

    /// Unit of its figures; `-` where they have none.
    #[must_use]
    pub(crate) const fn unit(&self) -> &'static str {
        self.quantity.unit()
    }

    /// Where it enters the programme.
    #[must_use]
    pub const fn effect(&self) -> Effect {
        self.quantity.effect()
    }

    /// Whether giving it a value can add or remove rows or columns of the programme: times and limits
    /// of latency, workloads switched off, and limits or rules that the case does not have yet.
    #[must_use]
    pub const fn changes_structure(&self) -> bool {
        matches!(self.quantity.effect(), Effect::Structure) || self.some_absent
    }

    /// Whether a figure that it touches was absent or infinite in the case that it was read for.
    pub(super) const fn some_absent(&self) -> bool {
        self.some_absent
    }

    /// Least and greatest figure that it touches, before any hourly shape; `None` where the case has
    /// none (a rule that is not set). Limits that are not given count as +∞.
    #[must_use]
    pub fn base(&self, case: &Case) -> Option<(f64, f64)> {
        let figures = self
            .targets
            .iter()
            .filter_map(|&target| figure::read(case, self.quantity, target)?.base);
        figures.fold(None, |range, value| {
            let (low, high) = range.unwrap_or((value, value));
            Some((value.min(low), value.max(high)))
        })
    }

    /// Whether it touches every figure that the other key touches.
    #[must_use]
    pub fn covers(&self, other: &Key) -> bool {
        let touches = |target: &Target| self.targets.contains(target);
        self.quantity == other.quantity && other.targets.iter().all(touches)
    }

    /// Puts the figures that the key touches back to what they are in `base`: cheaper than a clone of
    /// the case. Where several keys overlap, restore all of them before applying any change.
    ///
    /// Does nothing where the two cases differ in their hubs, origins, workloads or trunks.
    pub fn restore(&self, case: &mut Case, base: &Case) {
        for &target in &self.targets {
            // `None` is a figure that one of the cases does not hold
            let _: Option<()> = figure::restore(case, base, self.quantity, target);
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.quantity == other.quantity && self.targets == other.targets
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.quantity.hash(state);
        self.targets.hash(state);
    }
}

/// Column names and other words that are not like the quantity that they mean.
const SYNONYMS: [(&str, &str); 14] = [
    ("price", "electricity_price"),
    ("price_cny_per_kwh", "electricity_price"),
    ("hosting_cny_per_kw_month", "hosting_fee"),
    ("hosting", "hosting_fee"),
    ("price_cny_per_gbps_month", "bandwidth_price"),
    ("price_cny_per_t", "carbon_price"),
    ("rtt", "round_trip"),
    ("rtt_ms", "round_trip"),
    ("latency", "rtt_limit"),
    ("green_share_min", "green_target"),
    ("requests_per_s", "demand"),
    ("load", "demand"),
    ("traffic_kb_per_request", "traffic"),
    ("unserved_cny_per_mwh", "unserved_penalty"),
];

fn unknown(text: &str, parts: &[&str]) -> KeyError {
    KeyError::UnknownQuantity {
        found: text.to_owned(),
        nearest: right_order(parts).or_else(|| right_quantity(parts)),
    }
}

/// `west.electricity_price` → `electricity_price.west`.
fn right_order(parts: &[&str]) -> Option<String> {
    let place = parts
        .iter()
        .position(|part| Quantity::named(part).is_some())?;
    let mut parts = parts.to_vec();
    parts[..=place].rotate_right(1);
    Some(parts.join("."))
}

fn right_quantity(parts: &[&str]) -> Option<String> {
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == parts[0]);
    let names = Quantity::ALL.into_iter().map(Quantity::name);
    let name = synonym
        .map(|&(_, name)| name)
        .or_else(|| nearest(parts[0], names))?;
    let mut parts = parts.to_vec();
    parts[0] = name;
    Some(parts.join("."))
}
