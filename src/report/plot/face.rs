//! Lettering as the backends of plotters take it.

use std::convert::Infallible;

use ab_glyph::{Font, Point, PxScale};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendTextStyle, FontFamily, FontStyle};

use super::font::{advance, face};
use super::lettering::{Anchor, Lettering};

/// Sans-serif of one width, with fonts that have Chinese characters for names that need them.
const STACK: &str = "Arimo, Arial, Helvetica, Liberation Sans, Noto Sans CJK SC, Noto Sans SC, \
                     Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, sans-serif";

/// The SVG backend divides font sizes by this; we multiply, so that sizes are pixels.
const SVG_FONT_SCALE: f64 = 1.24;

/// A text is centred on half the height of a lower-case x, as the SVG backend does: em.
const BASELINE: f64 = 0.26;

/// Lettering for a backend, all lengths multiplied by `scale`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    pub lettering: Lettering,
    pub scale: f64,
}

impl Face {
    fn pixels(&self) -> f64 {
        self.lettering.size * self.scale
    }
}

impl BackendTextStyle for Face {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        let ink = self.lettering.colour;
        BackendColor {
            alpha: 1.0,
            rgb: (ink.0, ink.1, ink.2),
        }
    }

    fn size(&self) -> f64 {
        self.pixels() * SVG_FONT_SCALE
    }

    fn style(&self) -> FontStyle {
        if self.lettering.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        }
    }

    fn anchor(&self) -> Pos {
        let along = match self.lettering.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        Pos::new(along, VPos::Center)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(STACK)
    }

    /// No height: [`Face::draw`] puts the baseline where it belongs.
    #[allow(clippy::cast_possible_truncation)]
    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        let width = self.lettering.width(text) * self.scale;
        Ok(((0, 0), (width.round() as i32, 0)))
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
    fn draw<E, DrawFunc: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        _: (i32, i32),
        mut draw: DrawFunc,
    ) -> Result<Result<(), E>, Infallible> {
        let font = face(self.lettering.bold);
        let em = self.pixels() as f32;
        // ab_glyph's scale is the height from the lowest to the highest letter, not the em
        let scale = PxScale::from(em * font.height_unscaled() / font.units_per_em().unwrap_or(1.0));
        let mut pen = Point {
            x: 0.0,
            y: BASELINE as f32 * em,
        };
        for letter in text.chars() {
            let glyph = font.glyph_id(letter).with_scale_and_position(scale, pen);
            pen.x += advance(letter, self.lettering.bold) as f32 * em;
            let Some(outline) = font.outline_glyph(glyph) else {
                continue;
            };
            let corner = outline.px_bounds().min;
            let mut drawn = Ok(());
            outline.draw(|x, y, coverage| {
                let at = (corner.x as i32 + x as i32, corner.y as i32 + y as i32);
                let ink = self.color().mix(f64::from(coverage));
                if drawn.is_ok() && coverage > 0.0 {
                    drawn = draw(at.0, at.1, ink);
                }
            });
            if drawn.is_err() {
                return Ok(drawn);
            }
        }
        Ok(Ok(()))
    }
}
