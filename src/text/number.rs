//! Text → figure, the one way for cells, settings, grids and the command line.

use std::borrow::Cow;

/// Why a text is no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoFigure {
    /// It is no number.
    NotANumber,
    /// It has no finite value, `inf`, or one that 64 bits round to infinity.
    NotFinite,
    /// It is a number other than 0 that 64 bits round to 0.
    Vanishes,
}

/// A finite figure. Full-width digits and signs, which input methods write, count as their plain ones.
pub(crate) fn finite(text: &str) -> Result<f64, NoFigure> {
    let figure = read(text)?;
    if figure.is_finite() {
        Ok(figure)
    } else {
        Err(NoFigure::NotFinite)
    }
}

/// A figure that may be infinite, where the text says `inf`, or NaN, where it says `nan`.
pub(crate) fn read(text: &str) -> Result<f64, NoFigure> {
    let plain = half_width(text);
    let figure: f64 = plain.trim().parse().map_err(|_| NoFigure::NotANumber)?;
    let mantissa = plain.split(['e', 'E']).next().unwrap_or_default();
    let digits = |least: char| mantissa.contains(|c: char| (least..='9').contains(&c));
    if figure == 0.0 && digits('1') {
        Err(NoFigure::Vanishes)
    } else if figure.is_infinite() && digits('0') {
        Err(NoFigure::NotFinite)
    } else {
        Ok(figure)
    }
}

/// The share that a per cent sign states, `35.7%`; shifted by two places as digits, so that it is 0.357.
pub(crate) fn per_cent(text: &str) -> Option<f64> {
    let plain = half_width(text);
    let figure = plain.trim().strip_suffix('%')?.trim_end();
    if figure.contains(['e', 'E']) || finite(figure).is_err() {
        return None;
    }
    finite(&format!("{figure}e-2")).ok()
}

/// The text with full-width digits, signs and points, and the minus sign, in ASCII.
pub(crate) fn half_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let plain = |c: char| match c {
        '０'..='９' | '．' | '＋' | '－' | '％' | 'ｅ' | 'Ｅ' => {
            // full-width forms are ASCII moved by a fixed distance
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        '−' => '-',
        '\u{3000}' | '\u{a0}' => ' ',
        c => c,
    };
    Cow::Owned(text.chars().map(plain).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_figures_are_figures() {
        assert_eq!(finite("４０"), Ok(40.0));
        assert_eq!(finite("０．３５"), Ok(0.35));
        assert_eq!(finite("−1.5"), Ok(-1.5));
        assert_eq!(finite("１ｅ３"), Ok(1000.0));
        assert_eq!(finite("四十"), Err(NoFigure::NotANumber));
    }

    #[test]
    fn per_cent_signs_shift_digits() {
        assert_eq!(per_cent("20%"), Some(0.2));
        assert_eq!(per_cent("35.7 %"), Some(0.357));
        assert_eq!(per_cent("３５％"), Some(0.35));
        assert_eq!(per_cent("2e1%"), None);
        assert_eq!(per_cent("%"), None);
    }

    #[test]
    fn what_bits_cannot_hold_is_no_figure() {
        assert_eq!(finite("1e-999"), Err(NoFigure::Vanishes));
        assert_eq!(read("1e999"), Err(NoFigure::NotFinite));
        assert_eq!(read("inf"), Ok(f64::INFINITY));
        assert_eq!(finite("inf"), Err(NoFigure::NotFinite));
        assert_eq!(finite("0e-999"), Ok(0.0));
        assert_eq!(finite("-0.000"), Ok(0.0));
    }
}
