//! The embedded fonts, so that hardly any picture depends on what a machine has installed.
//!
//! Arimo has the widths of Arial and Helvetica, which stand first in the stack of SVG: what is
//! measured here holds there too. Its licence is `font/OFL.txt`. Chinese characters of places, of the field and of
//! all that the command says are those of Noto Sans CJK SC, whose licence is `font/OFL-NotoSansCJK.txt`: `font/chinese.txt` lists those
//! that stand neither in datasets/ nor in the catalogue, and `font/subset` made the fonts. What both lack is looked for in the fonts of the [system](super::system).

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

static CHINESE: LazyLock<FontRef<'static>> =
    LazyLock::new(|| embedded(include_bytes!("font/NotoSansCJKsc-Regular.otf")));
static CHINESE_BOLD: LazyLock<FontRef<'static>> =
    LazyLock::new(|| embedded(include_bytes!("font/NotoSansCJKsc-Bold.otf")));

pub(super) fn face(bold: bool) -> &'static FontRef<'static> {
    if bold { &BOLD } else { &REGULAR }
}

fn chinese(bold: bool) -> &'static FontRef<'static> {
    if bold { &CHINESE_BOLD } else { &CHINESE }
}

fn has(font: &impl Font, letter: char) -> bool {
    font.glyph_id(letter).0 != 0
}

/// Whether an embedded font has the letter.
fn is_embedded(letter: char) -> bool {
    has(&*REGULAR, letter) || has(&*CHINESE, letter)
}

/// Whether Arimo has every letter of `text`.
pub(super) fn can_write(text: &str) -> bool {
    text.chars().all(|letter| has(&*REGULAR, letter))
}

/// Whether the embedded fonts have every letter of `text`.
#[cfg(not(target_family = "wasm"))]
pub(super) fn has_all(text: &str) -> bool {
    text.chars().all(is_embedded)
}

/// A browser has SVG alone, whose letters are the reader's: the Chinese fonts are no part of its engine.
#[cfg(target_family = "wasm")]
pub(super) fn has_all(_: &str) -> bool {
    true
}

/// Whether an embedded font, or one of the system's, has every letter of `text`.
pub(super) fn can_draw(text: &str) -> bool {
    text.chars()
        .all(|letter| is_embedded(letter) || system::has(letter))
}

/// How far a letter moves the next one, em; 1 for what Arimo lacks, as Chinese characters have.
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

/// The letter in an embedded font, else in one of the system's; `None` of a blank.
pub(super) fn drawn(letter: char, bold: bool) -> Option<Drawn> {
    let room = Some(advance(letter, bold));
    if has(face(bold), letter) {
        outlined(face(bold), letter, None)
    } else if has(chinese(bold), letter) {
        outlined(chinese(bold), letter, room)
    } else if let Some(font) = system::font(letter) {
        outlined(font, letter, room)
    } else {
        outlined(face(bold), letter, None)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(folder: &std::path::Path) -> Vec<(std::path::PathBuf, String)> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let mut found = Vec::new();
        for path in paths {
            if path.is_dir() {
                found.extend(texts(&path));
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                found.push((path, text));
            }
        }
        found
    }

    /// In both weights, so that no name changes its face within a title.
    fn assert_embedded(text: &str, of: &str) {
        for letter in text.chars().filter(|letter| !letter.is_control()) {
            for bold in [false, true] {
                assert!(
                    has(face(bold), letter) || has(chinese(bold), letter),
                    "`{letter}` of {of}: add it to font/chinese.txt, and run font/subset"
                );
            }
        }
    }

    #[test]
    fn every_character_of_the_datasets_is_embedded() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let texts = texts(&root.join("datasets"));
        assert!(texts.iter().any(|(_, text)| text.contains('卫')));
        for (path, text) in texts {
            // notes and names of sources are never drawn
            if path
                .extension()
                .is_some_and(|ending| ending == "csv" || ending == "toml")
            {
                assert_embedded(&text, &path.display().to_string());
            }
        }
    }

    #[test]
    fn every_character_of_the_catalogue_is_embedded() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let texts = texts(&root.join("src/language"));
        assert!(texts.iter().any(|(_, text)| text.contains('隙')));
        for (path, text) in texts {
            let chinese: String = text.chars().filter(|&c| c >= '\u{2e80}').collect();
            assert_embedded(&chinese, &path.display().to_string());
        }
    }

    #[test]
    fn every_character_that_is_listed_is_embedded() {
        assert_embedded(include_str!("font/chinese.txt"), "the list");
        assert!(is_embedded('卫') && !is_embedded('龘'));
    }

    #[test]
    fn the_embedded_fonts_are_small() {
        let bytes = include_bytes!("font/NotoSansCJKsc-Regular.otf").len()
            + include_bytes!("font/NotoSansCJKsc-Bold.otf").len();
        assert!(bytes < 450_000, "{bytes}");
    }

    /// A square of one em with its ink in it, and no box of what is missing.
    #[test]
    fn a_chinese_letter_is_drawn_within_its_square() {
        for bold in [false, true] {
            let drawn = drawn('卫', bold).expect("an outline");
            let bounds = drawn.outline.bounds;
            let width = (bounds.max.x - bounds.min.x) * drawn.unit;
            assert!((0.7..1.0).contains(&width.abs()), "{width}");
            assert!(drawn.shift.abs() < 1e-6);
            assert!(drawn.outline.curves.len() > 8);
        }
    }
}
