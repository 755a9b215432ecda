//! The embedded font, so that hardly any picture depends on what a machine has installed.
//!
//! Arimo has the widths of Arial and Helvetica, which stand first in the stack of SVG: what is
//! measured here holds there too. Its licence is `font/OFL.txt`. What it lacks, such as Chinese characters, is looked for
//! in the fonts of the [system](super::system).

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, Outline};

use super::system;

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

/// Whether the font, or one of the system's, has every letter of `text`.
pub(super) fn can_draw(text: &str) -> bool {
    text.chars()
        .all(|letter| REGULAR.glyph_id(letter).0 != 0 || system::has(letter))
}

/// How far a letter moves the next one, em; 1 for what the font lacks, as Chinese characters have.
pub(super) fn advance(letter: char, bold: bool) -> f64 {
    let font = face(bold);
    match (font.glyph_id(letter), font.units_per_em()) {
        (id, Some(units)) if id.0 != 0 => f64::from(font.h_advance_unscaled(id) / units),
        _ => 1.0,
    }
}

/// A letter as it is drawn: its outline in an em of one, from the baseline up, to be moved to the right by `shift`.
pub(super) struct Drawn {
    pub outline: Outline,
    /// One unit of the outline, em.
    pub unit: f32,
    /// To the middle of its room, em: a letter of another font may be narrower than the room that is kept for it.
    pub shift: f32,
}

/// The letter in the embedded font, else in one of the system's; `None` of a blank.
pub(super) fn drawn(letter: char, bold: bool) -> Option<Drawn> {
    let own = face(bold);
    if own.glyph_id(letter).0 != 0 || !system::has(letter) {
        return outlined(own, letter, None);
    }
    outlined(system::font(letter)?, letter, Some(advance(letter, bold)))
}

#[allow(clippy::cast_possible_truncation)]
fn outlined(font: &impl Font, letter: char, room: Option<f64>) -> Option<Drawn> {
    let id = font.glyph_id(letter);
    let unit = 1.0 / font.units_per_em()?;
    let width = unit * font.h_advance_unscaled(id);
    Some(Drawn {
        outline: font.outline(id)?,
        unit,
        shift: room.map_or(0.0, |room| (room as f32 - width) / 2.0),
    })
}
