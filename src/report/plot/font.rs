//! The embedded font, so that no picture depends on what a machine has installed.
//!
//! Arimo has the widths of Arial and Helvetica, which stand first in the stack of SVG: what is
//! measured here holds there too. Its licence is `font/OFL.txt`.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef};

/// A font that is part of the programme: no input can make it fail.
fn embedded(bytes: &'static [u8]) -> FontRef<'static> {
    FontRef::try_from_slice(bytes).expect("the embedded font is a font")
}

static REGULAR: LazyLock<FontRef<'static>> =
    LazyLock::new(|| embedded(include_bytes!("font/Arimo-Regular.ttf")));
static BOLD: LazyLock<FontRef<'static>> =
    LazyLock::new(|| embedded(include_bytes!("font/Arimo-Bold.ttf")));

pub(super) fn face(bold: bool) -> &'static FontRef<'static> {
    if bold { &BOLD } else { &REGULAR }
}

/// Whether the font has every letter of `text`.
pub(super) fn can_write(text: &str) -> bool {
    text.chars().all(|letter| REGULAR.glyph_id(letter).0 != 0)
}

/// How far a letter moves the next one, em; 1 for what the font lacks, as Chinese characters have.
pub(super) fn advance(letter: char, bold: bool) -> f64 {
    let font = face(bold);
    match (font.glyph_id(letter), font.units_per_em()) {
        (id, Some(units)) if id.0 != 0 => f64::from(font.h_advance_unscaled(id) / units),
        _ => 1.0,
    }
}
