//! # Rows as text
//!
//! Numbers are written in the shortest form that reads back the same (Adams 2018, by `ryu`), figures rounded to twelve
//! significant digits or one more before: three more than the proof promises.

use std::io::Write as _;

use super::row_cells::Cells;

/// Significant digits of a figure.
pub(crate) const DIGITS: i32 = 12;
/// Significant digits of a residual.
pub(crate) const PROOF_DIGITS: i32 = 3;

/// Longest text of a figure.
const LONGEST: usize = 24;

/// A figure as it was written last.
#[derive(Debug, Clone, Copy)]
struct Cell {
    bits: u64,
    digits: i32,
    length: u8,
    text: [u8; LONGEST],
}

/// Rows as text. Scenarios that stand side by side share most of their figures, so what was last written in a
/// column is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowWriter {
    /// The rows.
    pub text: Vec<u8>,
    cells: Vec<Cell>,
    column: usize,
}

impl RowWriter {
    /// A page that goes on behind `text`.
    #[must_use]
    pub(crate) fn new(text: Vec<u8>) -> Self {
        RowWriter {
            text,
            ..RowWriter::default()
        }
    }

    /// Ends a row.
    pub(super) fn end(&mut self) {
        self.text.push(b'\n');
    }

    /// Keeps what was written from `start` on.
    fn keep(&mut self, at: usize, bits: u64, digits: i32, start: usize) {
        let written = &self.text[start..];
        let mut cell = Cell {
            bits,
            digits,
            length: written.len() as u8,
            text: [0; LONGEST],
        };
        if let Some(text) = cell.text.get_mut(..written.len()) {
            text.copy_from_slice(written);
            match self.cells.get_mut(at) {
                Some(kept) => *kept = cell,
                None => self.cells.push(cell),
            }
        }
    }
}

impl Cells for RowWriter {
    fn begin(&mut self, scenario: u64) {
        self.column = 0;
        // writing to a vector cannot fail
        let _ = write!(self.text, "{scenario}");
    }

    fn put(&mut self, value: f64, digits: Option<i32>) {
        self.text.push(b',');
        let (bits, digits) = (value.to_bits(), digits.unwrap_or(0));
        let at = self.column;
        self.column += 1;
        if let Some(cell) = self.cells.get(at)
            && cell.bits == bits
            && cell.digits == digits
        {
            let text = &cell.text[..usize::from(cell.length)];
            self.text.extend_from_slice(text);
            return;
        }
        let start = self.text.len();
        let value = if digits > 0 {
            round(value, digits)
        } else {
            value
        };
        figure(&mut self.text, value);
        self.keep(at, bits, digits, start);
    }

    fn skip(&mut self) {
        self.text.push(b',');
        let start = self.text.len();
        // no figure has these bits and digits, so nothing is taken for it
        self.keep(self.column, f64::NAN.to_bits(), -1, start);
        self.column += 1;
    }

    fn word(&mut self, word: &str) {
        self.text.push(b',');
        text(&mut self.text, word);
    }
}

/// Writes `value` in the shortest form that reads back the same.
pub fn figure(out: &mut Vec<u8>, value: f64) {
    if value == 0.0 {
        out.push(b'0');
    } else if value.is_finite() {
        let mut buffer = ryu::Buffer::new();
        let text = buffer.format_finite(value);
        out.extend_from_slice(text.strip_suffix(".0").unwrap_or(text).as_bytes());
    } else if value > 0.0 {
        out.extend_from_slice(b"inf");
    }
}

/// `value` to `digits` significant digits or one more; as it is where it is too small for a power of ten.
pub(super) fn round(value: f64, digits: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    // the exponent of two gives that of ten to within one digit
    let exponent = ((value.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    let places = digits - 1 - (f64::from(exponent) * std::f64::consts::LOG10_2).floor() as i32;
    match POWERS.get(places.unsigned_abs() as usize) {
        Some(&power) if places >= 0 => (value * power).round() / power,
        Some(&power) => (value / power).round() * power,
        None => value,
    }
}

/// Powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Writes text as a CSV cell.
pub(crate) fn text(out: &mut Vec<u8>, text: &str) {
    if text.contains([',', '"']) {
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: f64, digits: i32) -> String {
        let mut out = Vec::new();
        figure(&mut out, round(value, digits));
        String::from_utf8(out).unwrap_or_default()
    }

    #[test]
    fn figures_keep_twelve_digits_and_read_back() {
        for value in [
            1.0 / 3.0,
            12_345_678_901.234_567,
            -2.5e-7,
            9.999_999_999_999_9e8,
            3.7e15,
            -8.25e21,
            1.5e-40,
        ] {
            let text = written(value, DIGITS);
            let read: f64 = text.parse().unwrap_or(f64::NAN);
            assert!(
                (read - value).abs() <= 5e-12 * value.abs(),
                "{value} became {text}"
            );
        }
        assert_eq!(written(1.0 / 3.0, DIGITS), "0.333333333333");
        assert_eq!(written(2.0e-16 / 3.0, PROOF_DIGITS), "6.67e-17");
        assert_eq!(written(1200.0, DIGITS), "1200");
        assert_eq!(written(-0.0, DIGITS), "0");
    }

    #[test]
    fn a_figure_that_stays_is_written_again_in_its_own_digits() {
        let mut page = RowWriter::default();
        for digits in [Some(3), Some(3), None] {
            page.begin(8);
            page.put(0.123_456, digits);
            page.put(7.0, Some(12));
        }
        assert_eq!(page.text, b"8,0.1235,78,0.1235,78,0.123456,7");
    }

    #[test]
    fn cells_with_commas_and_quotes_are_quoted() {
        let mut out = Vec::new();
        text(&mut out, "a \"b\", c");
        assert_eq!(out, b"\"a \"\"b\"\", c\"");
    }
}
