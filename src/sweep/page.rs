//! # Rows as text
//!
//! Parameters are written in the shortest form that reads back the same (Adams 2018, by `ryu`), figures with twelve
//! significant digits: three more than the proof promises. A decimal of so few digits is the shortest form of the
//! double nearest to it, so that its digits are written as they are.

use std::io::Write;

/// Significant digits of a figure.
pub const DIGITS: i32 = 12;
/// Significant digits of a residual.
pub const PROOF_DIGITS: i32 = 3;

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
pub struct Page {
    /// The rows.
    pub text: Vec<u8>,
    cells: Vec<Cell>,
    column: usize,
}

impl Page {
    /// A page that goes on behind `text`.
    #[must_use]
    pub fn new(text: Vec<u8>) -> Self {
        Page {
            text,
            ..Page::default()
        }
    }

    /// Begins a row.
    pub fn begin(&mut self) {
        self.column = 0;
    }

    /// Writes a comma and the next figure of the row, rounded where digits are given.
    pub fn put(&mut self, value: f64, digits: Option<i32>) {
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
        if digits > 0 {
            rounded_figure(&mut self.text, value, digits);
        } else {
            figure(&mut self.text, value);
        }
        self.keep(at, bits, digits, start);
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

/// Writes `value` in the shortest form that reads back the same.
fn figure(out: &mut Vec<u8>, value: f64) {
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

/// Writes `value` to `digits` significant digits, or one more.
fn rounded_figure(out: &mut Vec<u8>, value: f64, digits: i32) {
    if value == 0.0 || !value.is_finite() {
        return figure(out, value);
    }
    // the exponent of two gives that of ten to within one digit
    let exponent = ((value.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    let places = digits - 1 - (f64::from(exponent) * std::f64::consts::LOG10_2).floor() as i32;
    match POWERS.get(places.unsigned_abs() as usize) {
        Some(&power) if places >= 0 => {
            if value < 0.0 {
                out.push(b'-');
            }
            decimal(out, (value.abs() * power).round() as u64, places);
        }
        Some(&power) => figure(out, (value / power).round() * power),
        None => figure(out, value),
    }
}

/// Writes `number / 10^places` for a number of no more than fifteen digits, as [`figure`] writes the double
/// nearest to it: so few digits are the shortest that read back the same.
fn decimal(out: &mut Vec<u8>, mut number: u64, mut places: i32) {
    if number == 0 {
        return out.push(b'0');
    }
    while places > 0 && number.is_multiple_of(10) {
        number /= 10;
        places -= 1;
    }
    let mut buffer = [0; 20];
    let mut start = buffer.len();
    while number > 0 {
        start -= 1;
        buffer[start] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    let digits = &buffer[start..];
    // digits before the point
    let whole = digits.len() as i32 - places;
    match whole {
        ..=-5 => {
            out.push(digits[0]);
            if digits.len() > 1 {
                out.push(b'.');
                out.extend_from_slice(&digits[1..]);
            }
            // writing to a vector cannot fail
            let _ = write!(out, "e{}", whole - 1);
        }
        -4..=0 => {
            out.extend_from_slice(&b"0.0000"[..2 + whole.unsigned_abs() as usize]);
            out.extend_from_slice(digits);
        }
        _ => {
            let (before, after) = digits.split_at(whole as usize);
            out.extend_from_slice(before);
            if !after.is_empty() {
                out.push(b'.');
                out.extend_from_slice(after);
            }
        }
    }
}

/// Powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Writes text as a CSV cell.
pub fn text(out: &mut Vec<u8>, text: &str) {
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
    use crate::mixing::{GAMMA, mix};

    fn written(value: f64, digits: i32) -> String {
        let mut out = Vec::new();
        rounded_figure(&mut out, value, digits);
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
    fn rounded_figures_are_the_shortest_that_read_back_the_same() {
        for k in 0..20_000_u64 {
            let bits = mix(k.wrapping_mul(GAMMA));
            let magnitude = 10.0_f64.powi((bits % 36) as i32 - 20);
            let value = (bits >> 11) as f64 / 9.0e15 * magnitude - 1e-9 * magnitude;
            // some with few digits
            let value = if k % 3 == 0 {
                value as f32 as f64
            } else {
                value
            };
            let text = written(value, if k % 2 == 0 { DIGITS } else { PROOF_DIGITS });
            let read: f64 = text.parse().unwrap_or(f64::NAN);
            let mut shortest = Vec::new();
            figure(&mut shortest, read);
            assert_eq!(text.as_bytes(), shortest, "{value}");
        }
    }

    #[test]
    fn a_figure_that_stays_is_written_again_in_its_own_digits() {
        let mut page = Page::default();
        for digits in [Some(3), Some(3), None] {
            page.begin();
            page.put(0.123_456, digits);
            page.put(7.0, Some(12));
        }
        assert_eq!(page.text, b",0.1235,7,0.1235,7,0.123456,7");
    }

    #[test]
    fn cells_with_commas_and_quotes_are_quoted() {
        let mut out = Vec::new();
        text(&mut out, "a \"b\", c");
        assert_eq!(out, b"\"a \"\"b\"\", c\"");
    }
}
