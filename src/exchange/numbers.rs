//! Numbers in programme files.
//!
//! Written as the shortest decimal text that reads back as the same number. Read as Fortran and C
//! write them: `1.5`, `.5`, `1.`, `+5`, `1e-7`, `1.5D+03`, `Inf`, `-infinity`.

use std::fmt;

/// A number as it stands in a file; negative zero as `0`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number(pub f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        if size == 0.0 {
            f.write_str("0")
        } else if (1e-5..1e15).contains(&size) || size.is_infinite() {
            write!(f, "{}", self.0)
        } else {
            write!(f, "{:e}", self.0)
        }
    }
}

/// The number that `text` states; none where it states none, or "not a number".
pub(super) fn parse(text: &str) -> Option<f64> {
    let fortran = || text.replace(['d', 'D'], "e").parse();
    let value: f64 = text.parse().or_else(|_| fortran()).ok()?;
    // never −0
    (!value.is_nan()).then_some(value + 0.0)
}

/// `-value`, never negative zero.
pub(super) fn negated(value: f64) -> f64 {
    0.0 - value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fortran_and_c_numbers_are_read() {
        for (text, value) in [
            ("1.5D+03", 1500.0),
            ("-2d-1", -0.2),
            ("1.", 1.0),
            (".5", 0.5),
            ("+5", 5.0),
            ("Inf", f64::INFINITY),
            ("-infinity", f64::NEG_INFINITY),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_read() {
        for text in ["", "nan", "1,5", "0x10", "1e", "d", "5 5"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn extreme_numbers_are_written_short() {
        let written = |value| Number(value).to_string();
        assert_eq!(written(1e300), "1e300");
        assert_eq!(written(-2.5e-9), "-2.5e-9");
        assert_eq!(written(-0.0), "0");
        assert_eq!(written(0.1), "0.1");
        assert_eq!(written(f64::NEG_INFINITY), "-inf");
    }
}
