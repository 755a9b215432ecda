//! # Numbers for people
//!
//! Engineers' rounding: thousands separated (`1,234,567`), never more than four significant decimals,
//! and no figure that is not zero is shown as zero: what rounds to it is `<0.01`.

use crate::language::{is_chinese, noun, word};
use crate::text::thousands::in_thousands;

/// From here on the money of a table is told in millions.
const TABLE_IN_MILLIONS_FROM: f64 = 1e7;

/// From here on an amount of money in running text is told in millions.
const AMOUNT_IN_MILLIONS_FROM: f64 = 1e6;

/// From here on load that is not served is told, MWh (IT); less is rounding.
pub(crate) const SHORT_FROM_MWH: f64 = 1.0;

/// What stands where there is no figure.
pub(super) const ABSENT: &str = "–";

/// How many decimals figures of this size are shown with, so that a column is of one kind.
pub(super) fn decimals_for(largest: f64) -> usize {
    match largest.abs() {
        size if size >= 10_000.0 => 0,
        size if size >= 100.0 => 1,
        size if size >= 1.0 => 2,
        _ => 4,
    }
}

/// `value` with that many decimals and separated thousands; `-0` is `0`, an infinity is [`ABSENT`].
pub(super) fn grouped(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return ABSENT.to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + text.len() / 3 + 1);
    let is_zero = text.bytes().all(|digit| matches!(digit, b'0' | b'.'));
    if value < 0.0 && !is_zero {
        out.push('-');
    }
    out.push_str(&in_thousands(whole));
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// As [`grouped`], but what is not zero and would be shown as zero is shown as `<0.01`.
pub(super) fn amount(value: f64, decimals: usize) -> String {
    let least = 10_f64.powi(-i32::try_from(decimals).unwrap_or(0));
    let invisible = value != 0.0 && value.abs() < least / 2.0;
    if invisible {
        format!("<{}", grouped(least, decimals))
    } else {
        grouped(value, decimals)
    }
}

/// A single figure in running text, with decimals of its own, and none where it is whole.
pub(super) fn figure(value: f64) -> String {
    let text = amount(value, decimals_for(value));
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        _ => text,
    }
}

/// A share of 0..1 in per cent: `12.3 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", amount(100.0 * share, 1))
}

/// As [`percent`], with its sign: `-12.3 %`, `+4.0 %`.
pub(super) fn signed_percent(share: f64) -> String {
    let text = percent(share);
    if share > 0.0 && !text.starts_with('<') {
        format!("+{text}")
    } else {
        text
    }
}

/// A residual: `1.2e-9`.
pub(super) fn residual(value: f64) -> String {
    if value == 0.0 {
        "0".to_owned()
    } else {
        format!("{value:.1e}")
    }
}

/// The unit that money of one table is told in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Money {
    per_unit: f64,
    decimals: usize,
    /// `CNY` or `M CNY`.
    pub unit: &'static str,
}

impl Money {
    /// For a table of amounts up to `largest`, CNY; its small items deserve a decimal of a million.
    pub(crate) fn up_to(largest: f64) -> Self {
        let money = Self::in_millions_from(TABLE_IN_MILLIONS_FROM, largest);
        let decimals = if money.per_unit > 1.0 {
            money.decimals.max(1)
        } else {
            money.decimals
        };
        Self { decimals, ..money }
    }

    fn in_millions_from(from: f64, largest: f64) -> Self {
        if largest.abs() >= from {
            Money {
                per_unit: 1e6,
                decimals: decimals_for(largest / 1e6),
                unit: tr!("M CNY"),
            }
        } else {
            Money {
                per_unit: 1.0,
                decimals: if largest.abs() >= 1000.0 { 0 } else { 2 },
                unit: tr!("CNY"),
            }
        }
    }

    /// The amount in the unit.
    pub(crate) fn scaled(self, cny: f64) -> f64 {
        cny / self.per_unit
    }

    /// The amount as text, without its unit.
    pub(crate) fn show(self, cny: f64) -> String {
        amount(self.scaled(cny), self.decimals)
    }
}

/// `1 basis`, `8,640 bases`.
#[allow(clippy::cast_precision_loss)]
pub(super) fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{} {}", grouped(count as f64, 0), noun(count, one, more))
}

/// An amount of money in running text, with its unit: `12.3 M CNY`.
pub(super) fn money(cny: f64) -> String {
    let money = Money::in_millions_from(AMOUNT_IN_MILLIONS_FROM, cny);
    format!("{} {}", money.show(cny), money.unit)
}

/// ` CNY/kWh` of `cny_per_kwh`; nothing for a plain number.
pub(crate) fn unit_in_words(unit: &str) -> String {
    let written = |part: &str| match part {
        "cny" => tr!("CNY").to_owned(),
        "month" => word("month").to_owned(),
        "usd" => "USD".to_owned(),
        "kw" => "kW".to_owned(),
        "kwh" => "kWh".to_owned(),
        "mw" => "MW".to_owned(),
        "mwh" => "MWh".to_owned(),
        "gbps" => "Gbps".to_owned(),
        "tb" => "TB".to_owned(),
        "pb" => "PB".to_owned(),
        "kb" => "kB".to_owned(),
        "w" => "W".to_owned(),
        other => word(other).to_owned(),
    };
    match unit {
        "" => String::new(),
        "times" => tr!(" x").to_owned(),
        unit => {
            let parts: Vec<String> = unit.split('_').map(written).collect();
            let told = parts.join(" ");
            match told.split_once(" per ") {
                Some((of, per)) if is_chinese() => format!(" {of}/{}", per.replace(' ', "/")),
                _ => format!(" {}", told.replace(" per ", "/")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated_and_minus_zero_is_zero() {
        assert_eq!(grouped(1_234_567.4, 0), "1,234,567");
        assert_eq!(grouped(-1234.56, 1), "-1,234.6");
        assert_eq!(grouped(999.0, 0), "999");
        assert_eq!(grouped(-0.0, 1), "0.0");
        assert_eq!(grouped(-0.004, 2), "0.00");
        assert_eq!(grouped(f64::INFINITY, 2), ABSENT);
    }

    #[test]
    fn what_is_not_zero_is_never_shown_as_zero() {
        assert_eq!(amount(0.004, 2), "<0.01");
        assert_eq!(amount(0.0, 2), "0.00");
        assert_eq!(amount(0.006, 2), "0.01");
        assert_eq!(percent(0.000_1), "<0.1 %");
    }

    #[test]
    fn money_is_told_in_millions_where_it_is_large() {
        assert_eq!(money(999_999.0), "999,999 CNY");
        assert_eq!(money(1_650_765.0), "1.65 M CNY");
        assert_eq!(money(1_234_567_890.0), "1,234.6 M CNY");
        assert_eq!(money(-12_345_678.0), "-12.35 M CNY");
        assert_eq!(money(3.5), "3.50 CNY");
    }

    #[test]
    fn a_whole_figure_has_no_decimals() {
        assert_eq!(figure(40.0), "40");
        assert_eq!(figure(0.0), "0");
        assert_eq!(figure(40.25), "40.25");
        assert_eq!(figure(0.5), "0.5000");
    }

    #[test]
    fn shares_show_their_sign_where_they_are_a_change() {
        assert_eq!(signed_percent(0.249), "+24.9 %");
        assert_eq!(signed_percent(-0.796), "-79.6 %");
        assert_eq!(signed_percent(0.0), "0.0 %");
    }
}
