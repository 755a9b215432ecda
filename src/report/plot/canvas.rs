//! A sheet to draw on, in pixels from its upper left corner.

use plotters::coord::Shift;
use plotters::prelude::{
    DrawingArea, FontStyle, IntoDrawingArea, PathElement, RGBColor, Rectangle, SVGBackend, Text,
    WHITE,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, TextStyle};

/// Sans-serif, with fonts that have Chinese characters for names that need them.
const FONTS: &str =
    "Helvetica Neue, Arial, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif";

/// The SVG backend divides font sizes by this; we multiply, so that sizes are pixels.
const BACKEND_FONT_SCALE: f64 = 1.24;

pub(super) const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
pub(super) const FAINT_INK: RGBColor = RGBColor(0x66, 0x66, 0x66);
pub(super) const GRID: RGBColor = RGBColor(0xE2, 0xE2, 0xE2);

/// Where a text begins, ends or is centred.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lettering {
    pub size: i32,
    pub bold: bool,
    pub colour: RGBColor,
    pub anchor: Anchor,
}

impl Lettering {
    pub const fn plain(size: i32, anchor: Anchor) -> Self {
        Self {
            size,
            bold: false,
            colour: INK,
            anchor,
        }
    }

    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub const fn faint(self) -> Self {
        Self {
            colour: FAINT_INK,
            ..self
        }
    }
}

/// A white sheet.
///
/// Drawing into a text cannot fail, so what the backend returns is not looked at.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

impl Canvas<'_> {
    /// The picture that `draw` makes on a white sheet of that size.
    pub fn picture(width: u32, height: u32, draw: impl FnOnce(&Canvas)) -> String {
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
            area.fill(&WHITE).ok();
            let canvas = Canvas { area };
            draw(&canvas);
            canvas.area.present().ok();
        }
        svg
    }

    pub fn rectangle(&self, from: (i32, i32), to: (i32, i32), colour: RGBColor) {
        self.area
            .draw(&Rectangle::new([from, to], colour.filled()))
            .ok();
    }

    pub fn line(&self, points: Vec<(i32, i32)>, colour: RGBColor, width: u32) {
        self.area
            .draw(&PathElement::new(points, colour.stroke_width(width)))
            .ok();
    }

    /// Writes `text` as [`Canvas::text`] does, on a white ground that keeps lines away from it.
    #[allow(clippy::cast_possible_truncation)]
    pub fn text_on_white(&self, text: &str, at: (i32, i32), lettering: Lettering) {
        let width = width_of(text, lettering.size).ceil() as i32;
        let left = match lettering.anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - width / 2,
            Anchor::End => at.0 - width,
        };
        let half = lettering.size / 2 + 1;
        let from = (left - 2, at.1 - half);
        self.area
            .draw(&Rectangle::new(
                [from, (left + width + 2, at.1 + half)],
                WHITE.filled(),
            ))
            .ok();
        self.text(text, at, lettering);
    }

    /// Writes `text` with its middle at the height of `at`.
    pub fn text(&self, text: &str, at: (i32, i32), lettering: Lettering) {
        let style = if lettering.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let size = f64::from(lettering.size) * BACKEND_FONT_SCALE;
        let anchor = match lettering.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = TextStyle::from(FontDesc::new(FontFamily::Name(FONTS), size, style))
            .color(&lettering.colour)
            .pos(Pos::new(anchor, VPos::Center));
        self.area.draw(&Text::new(writable(text), at, style)).ok();
    }
}

/// Width of `text` in pixels, by a generous estimate.
fn width_of(text: &str, size: i32) -> f64 {
    text.chars().map(|letter| letter_width(letter, size)).sum()
}

/// Latin letters are about 0.6 em wide in bold sans-serif, Chinese ones 1 em.
fn letter_width(letter: char, size: i32) -> f64 {
    f64::from(size) * if letter.is_ascii() { 0.6 } else { 1.0 }
}

/// `text` without the control characters that XML forbids.
fn writable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// `text`, cut where it would be wider than `width` pixels.
pub(super) fn shortened(text: &str, size: i32, width: i32) -> String {
    let mut used = 0.0;
    let mut kept = String::new();
    for letter in text.chars() {
        used += letter_width(letter, size);
        if used > f64::from(width) {
            kept.push('…');
            return kept;
        }
        kept.push(letter);
    }
    kept
}
