//! # Units in names
//!
//! The name of a column or key ends in its unit: `price_cny_per_kwh` is a price in CNY/kWh. A file may
//! state another unit of the same dimension in its header, `price_usd_per_mwh`, and its figures are
//! converted. This is the one table of units and the one place where that is done:
//!
//! ```text
//!     unit        =  tokens [per tokens]          tokens joined by `_` are multiplied
//!     size        =  Π sizes before `per` / Π sizes after it
//!     dimension   =  Σ dimensions before `per` − Σ dimensions after it
//!     figure in the default unit  =  figure · size(stated) / size(default)
//! ```
//!
//! Sizes are whole multiples of small base units (CNY, g, m, µs, W, byte, flop), so that a change of
//! unit by a power of ten is one correctly rounded division. A month is 730 h and a year 8,760 h, as in
//! [`HOURS_PER_MONTH`](crate::case::HOURS_PER_MONTH). `kb`, `mb`, … are thousands, millions, … of
//! *bytes*; bits are `kbit`, `gbit`, and `gbps` is Gbit/s.

use std::collections::BTreeMap;
use std::fmt;

use crate::language::word;

/// Exponents of the base quantities, in the order of [`BASES`].
type Dimension = [i8; 9];

/// Names of the base quantities, for people.
const BASES: [&str; 9] = [
    "money",
    "mass",
    "length",
    "time",
    "power",
    "data",
    "floating-point operations",
    "angle",
    "requests",
];

const NONE: Dimension = [0; 9];
const MONEY: Dimension = [1, 0, 0, 0, 0, 0, 0, 0, 0];
const MASS: Dimension = [0, 1, 0, 0, 0, 0, 0, 0, 0];
const LENGTH: Dimension = [0, 0, 1, 0, 0, 0, 0, 0, 0];
const TIME: Dimension = [0, 0, 0, 1, 0, 0, 0, 0, 0];
const POWER: Dimension = [0, 0, 0, 0, 1, 0, 0, 0, 0];
const ENERGY: Dimension = [0, 0, 0, 1, 1, 0, 0, 0, 0];
const DATA: Dimension = [0, 0, 0, 0, 0, 1, 0, 0, 0];
const BANDWIDTH: Dimension = [0, 0, 0, -1, 0, 1, 0, 0, 0];
const COMPUTE: Dimension = [0, 0, 0, -1, 0, 0, 1, 0, 0];
const ANGLE: Dimension = [0, 0, 0, 0, 0, 0, 0, 1, 0];
const REQUEST: Dimension = [0, 0, 0, 0, 0, 0, 0, 0, 1];

/// Dimensions that have a name of their own.
const NAMED: [(Dimension, &str); 5] = [
    (NONE, "a plain number"),
    (ENERGY, "energy"),
    (BANDWIDTH, "data per time"),
    (COMPUTE, "compute (operations per time)"),
    ([0, 0, 0, 0, 0, 0, 1, 0, 0], "compute (operations)"),
];

/// µs in an hour.
const HOUR: f64 = 3.6e9;

/// Every unit: token, size in base units, dimension.
const UNITS: &[(&str, f64, Dimension)] = &[
    ("percent", 0.01, NONE),
    ("pct", 0.01, NONE),
    ("cny", 1.0, MONEY),
    ("yuan", 1.0, MONEY),
    ("rmb", 1.0, MONEY),
    ("g", 1.0, MASS),
    ("kg", 1e3, MASS),
    ("t", 1e6, MASS),
    ("kt", 1e9, MASS),
    ("mt", 1e12, MASS),
    ("m", 1.0, LENGTH),
    ("km", 1e3, LENGTH),
    ("us", 1.0, TIME),
    ("ms", 1e3, TIME),
    ("s", 1e6, TIME),
    ("min", 6e7, TIME),
    ("minutes", 6e7, TIME),
    ("h", HOUR, TIME),
    ("hour", HOUR, TIME),
    ("hours", HOUR, TIME),
    ("day", 24.0 * HOUR, TIME),
    ("days", 24.0 * HOUR, TIME),
    ("week", 168.0 * HOUR, TIME),
    ("weeks", 168.0 * HOUR, TIME),
    ("month", 730.0 * HOUR, TIME),
    ("months", 730.0 * HOUR, TIME),
    ("year", 8760.0 * HOUR, TIME),
    ("years", 8760.0 * HOUR, TIME),
    ("w", 1.0, POWER),
    ("kw", 1e3, POWER),
    ("mw", 1e6, POWER),
    ("gw", 1e9, POWER),
    ("wh", HOUR, ENERGY),
    ("kwh", 1e3 * HOUR, ENERGY),
    ("mwh", 1e6 * HOUR, ENERGY),
    ("gwh", 1e9 * HOUR, ENERGY),
    ("twh", 1e12 * HOUR, ENERGY),
    ("byte", 1.0, DATA),
    ("bytes", 1.0, DATA),
    ("kb", 1e3, DATA),
    ("mb", 1e6, DATA),
    ("gb", 1e9, DATA),
    ("tb", 1e12, DATA),
    ("pb", 1e15, DATA),
    ("eb", 1e18, DATA),
    ("bit", 0.125, DATA),
    ("kbit", 125.0, DATA),
    ("mbit", 125e3, DATA),
    ("gbit", 125e6, DATA),
    // per second, in bytes per µs
    ("kbps", 125.0 / 1e6, BANDWIDTH),
    ("mbps", 0.125, BANDWIDTH),
    ("gbps", 125.0, BANDWIDTH),
    ("tbps", 125e3, BANDWIDTH),
    // per second, in flop per µs
    ("gflops", 1e3, COMPUTE),
    ("tflops", 1e6, COMPUTE),
    ("tf", 1e6, COMPUTE),
    ("pflops", 1e9, COMPUTE),
    ("pf", 1e9, COMPUTE),
    ("eflops", 1e12, COMPUTE),
    ("ef", 1e12, COMPUTE),
    ("deg", 1.0, ANGLE),
    ("rad", 180.0 / std::f64::consts::PI, ANGLE),
    ("request", 1.0, REQUEST),
    ("requests", 1.0, REQUEST),
];

/// Currencies that are known by name, so that one without a rate is told from a slip of the pen.
const CURRENCIES: [&str; 20] = [
    "usd", "eur", "gbp", "jpy", "hkd", "krw", "sgd", "inr", "aud", "cad", "chf", "twd", "myr",
    "thb", "vnd", "idr", "rub", "brl", "sek", "nok",
];

/// CNY per unit of other currencies, by their codes in lower case.
pub(crate) type Rates = BTreeMap<String, f64>;

/// Why a unit cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UnitProblem {
    /// A token that is no unit.
    Unknown {
        /// The token.
        token: String,
    },
    /// A currency without a rate.
    NoRate {
        /// Its code, in capitals.
        currency: String,
    },
    /// A unit of another dimension.
    Incompatible {
        /// The dimension found, in words.
        found: String,
    },
}

/// A size and a dimension. Numerator and denominator of the size are kept apart, both exact.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Unit {
    above: f64,
    below: f64,
    dimension: Dimension,
}

/// `figure · above / below`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Conversion {
    above: f64,
    below: f64,
}

impl Conversion {
    /// Leaves figures as they are.
    pub(crate) const IDENTITY: Conversion = Conversion {
        above: 1.0,
        below: 1.0,
    };

    /// From a unit to another of its dimension, with sizes reduced so that powers of ten stay exact.
    fn between(from: Unit, to: Unit) -> Self {
        let above = from.above * to.below;
        let below = from.below * to.above;
        if above % below == 0.0 {
            Self {
                above: above / below,
                below: 1.0,
            }
        } else if below % above == 0.0 {
            Self {
                above: 1.0,
                below: below / above,
            }
        } else {
            Self { above, below }
        }
    }

    /// The figure in the default unit.
    #[must_use]
    pub(crate) fn apply(self, figure: f64) -> f64 {
        figure * self.above / self.below
    }

    /// Whether it leaves figures as they are.
    #[must_use]
    pub(crate) fn is_identity(self) -> bool {
        self.above == self.below
    }
}

/// Most tokens of a unit; no unit in use has more.
const TOKENS_MAX: usize = 8;

/// Reads a unit, `usd_per_mwh`. An empty one is a plain number.
fn parse(unit: &str, rates: &Rates) -> Result<Unit, UnitProblem> {
    let mut parsed = Unit {
        above: 1.0,
        below: 1.0,
        dimension: NONE,
    };
    let mut below = false;
    if unit.split('_').count() > TOKENS_MAX {
        return Err(UnitProblem::Unknown {
            token: unit.to_owned(),
        });
    }
    for token in unit.split('_').filter(|token| !token.is_empty()) {
        if token == "per" && !below {
            below = true;
            continue;
        }
        let (size, dimension) = lookup(token, rates)?;
        let sign = if below { -1 } else { 1 };
        let (above, divided) = fraction(size);
        if below {
            parsed.below *= above;
            parsed.above *= divided;
        } else {
            parsed.above *= above;
            parsed.below *= divided;
        }
        for (sum, exponent) in parsed.dimension.iter_mut().zip(dimension) {
            *sum = sum.saturating_add(sign * exponent);
        }
    }
    Ok(parsed)
}

/// A size as a fraction of whole numbers where it is one over a whole number: a percent is 1/100.
fn fraction(size: f64) -> (f64, f64) {
    let inverse = 1.0 / size;
    if size < 1.0 && inverse.fract() == 0.0 {
        (1.0, inverse)
    } else {
        (size, 1.0)
    }
}

fn lookup(token: &str, rates: &Rates) -> Result<(f64, Dimension), UnitProblem> {
    if let Some(&(_, size, dimension)) = UNITS.iter().find(|(name, ..)| *name == token) {
        return Ok((size, dimension));
    }
    if let Some(&rate) = rates.get(token) {
        return Ok((rate, MONEY));
    }
    if CURRENCIES.contains(&token) {
        return Err(UnitProblem::NoRate {
            currency: token.to_uppercase(),
        });
    }
    Err(UnitProblem::Unknown {
        token: token.to_owned(),
    })
}

/// Whether `token` is the name of a unit, which a currency code must not be.
#[must_use]
pub(crate) fn is_unit(token: &str) -> bool {
    UNITS.iter().any(|(name, ..)| *name == token)
}

/// How to turn figures stated in `stated` into figures in `default`.
///
/// # Errors
///
/// An unknown unit, a currency without a rate, or a unit of another dimension.
pub(crate) fn conversion(
    stated: &str,
    default: &str,
    rates: &Rates,
) -> Result<Conversion, UnitProblem> {
    let from = parse(stated, rates)?;
    let to = parse(default, rates)?;
    if from.dimension == to.dimension {
        Ok(Conversion::between(from, to))
    } else {
        Err(UnitProblem::Incompatible {
            found: Words(from.dimension).to_string(),
        })
    }
}

/// The dimension of a default unit in words: `money per energy`.
#[must_use]
pub(crate) fn dimension_in_words(unit: &str) -> String {
    parse(unit, &Rates::new())
        .map(|unit| Words(unit.dimension).to_string())
        .unwrap_or_default()
}

/// A dimension, for people.
struct Words(Dimension);

impl Words {
    /// Names of the base quantities with a positive exponent, energy and bandwidth by their own names.
    fn side(mut dimension: Dimension) -> Vec<String> {
        let mut words = Vec::new();
        for (compound, name) in [(ENERGY, "energy")] {
            let holds = |d: &Dimension| d.iter().zip(compound).all(|(d, c)| c <= 0 || *d >= c);
            while holds(&dimension) {
                words.push(word(name).to_owned());
                for (sum, exponent) in dimension.iter_mut().zip(compound) {
                    *sum -= exponent;
                }
            }
        }
        for (name, &exponent) in BASES.iter().zip(&dimension) {
            for _ in 0..exponent.max(0) {
                words.push(word(name).to_owned());
            }
        }
        words
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((_, name)) = NAMED.iter().find(|(dimension, _)| *dimension == self.0) {
            return f.write_str(word(name));
        }
        let above = Self::side(self.0);
        let below: Vec<String> = Self::side(self.0.map(i8::wrapping_neg))
            .iter()
            .map(|name| name.replace("requests", "request"))
            .collect();
        let above = if above.is_empty() {
            tr!("a number").to_owned()
        } else {
            above.join(tr!(" times "))
        };
        f.write_str(&above)?;
        if !below.is_empty() {
            f.write_str(&tr!(" per {}", below.join(tr!(" and "))))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates() -> Rates {
        Rates::from([("usd".to_owned(), 7.1)])
    }

    fn converted(figure: f64, stated: &str, default: &str) -> f64 {
        conversion(stated, default, &rates()).unwrap().apply(figure)
    }

    #[test]
    fn powers_of_ten_are_converted_without_a_rounding_of_their_own() {
        assert_eq!(converted(581.0, "g_per_kwh", "kg_per_kwh"), 0.581);
        assert_eq!(converted(0.581, "t_per_mwh", "kg_per_kwh"), 0.581);
        assert_eq!(converted(1234.5, "kw", "mw"), 1.2345);
        assert_eq!(converted(1.5, "gw", "mw"), 1500.0);
        assert_eq!(converted(22_100.0, "us", "ms"), 22.1);
        assert_eq!(converted(0.02, "mb_per_request", "kb_per_request"), 20.0);
        assert_eq!(converted(570.0, "gb", "tb"), 0.57);
        assert_eq!(converted(35.0, "percent", ""), 0.35);
    }

    #[test]
    fn money_goes_through_its_rate() {
        assert_eq!(
            converted(80.0, "usd_per_mwh", "cny_per_kwh"),
            80.0 * 7.1 / 1000.0
        );
        assert_eq!(
            conversion("eur_per_mwh", "cny_per_kwh", &rates()),
            Err(UnitProblem::NoRate {
                currency: "EUR".into()
            })
        );
    }

    #[test]
    fn a_year_has_twelve_months_and_a_month_730_hours() {
        assert_eq!(
            converted(12_000.0, "cny_per_mw_year", "cny_per_kw_month"),
            1.0
        );
        assert_eq!(converted(730.0, "cny_per_kw_month", "cny_per_kw_h"), 1.0);
    }

    #[test]
    fn bits_are_told_from_bytes() {
        assert_eq!(converted(8.0, "kbit_per_request", "kb_per_request"), 1.0);
        assert_eq!(converted(2000.0, "mbps", "gbps"), 2.0);
        assert_eq!(converted(1.0, "gb_per_s", "gbps"), 8.0);
        assert_eq!(
            converted(20.0, "cny_per_mbps_month", "cny_per_gbps_month"),
            20_000.0
        );
    }

    #[test]
    fn compute_is_a_rate_times_time() {
        assert_eq!(converted(3.64, "ef_days", "pf_days"), 3640.0);
        assert_eq!(converted(24.0, "pf_hours", "pf_days"), 1.0);
        assert_eq!(converted(0.312, "pflops", "tflops"), 312.0);
    }

    #[test]
    fn other_dimensions_are_refused_in_words() {
        assert_eq!(
            conversion("mwh", "mw", &rates()),
            Err(UnitProblem::Incompatible {
                found: "energy".into()
            })
        );
        assert_eq!(dimension_in_words("cny_per_kwh"), "money per energy");
        assert_eq!(dimension_in_words("kg_per_kwh"), "mass per energy");
        assert_eq!(dimension_in_words("cny_per_kw_month"), "money per energy");
        assert_eq!(dimension_in_words("kb_per_request"), "data per request");
        assert_eq!(dimension_in_words(""), "a plain number");
        assert_eq!(dimension_in_words("requests_per_s"), "requests per time");
    }

    #[test]
    fn an_unknown_token_is_named() {
        assert_eq!(
            conversion("parsec", "km", &rates()),
            Err(UnitProblem::Unknown {
                token: "parsec".into()
            })
        );
    }
}
