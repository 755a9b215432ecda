//! Lettering as the backends of plotters take it.

use std::convert::Infallible;

use ab_glyph::{GlyphId, OutlinedGlyph, PxScaleFactor, point};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendTextStyle, FontFamily, FontStyle};

use super::font::{self, advance};
use super::lettering::{Anchor, Lettering};

/// Sans-serif of one width, with fonts that have Chinese characters for names that need them.
pub(in crate::report) const STACK: &str = "Arimo, Arial, Helvetica, Liberation Sans, Noto Sans CJK SC, Noto Sans SC, \
                     Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, sans-serif";

/// The SVG backend divides font sizes by this; we multiply, so that sizes are pixels.
const SVG_FONT_SCALE: f64 = 1.24;

/// A text is centred on half the height of a lower-case x, as the SVG backend does: em.
pub(super) const BASELINE: f64 = 0.26;

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
        let em = self.pixels() as f32;
        let mut pen = 0.0;
        for letter in text.chars() {
            let drawn = font::drawn(letter, self.lettering.bold);
            let at = pen;
            pen += advance(letter, self.lettering.bold) as f32 * em;
            let Some(drawn) = drawn else {
                continue;
            };
            let begin = point(at + drawn.shift * em, BASELINE as f32 * em);
            let scale = PxScaleFactor {
                horizontal: drawn.unit * em,
                vertical: drawn.unit * em,
            };
            let glyph = GlyphId(0).with_scale_and_position(em, begin);
            let outlined = OutlinedGlyph::new(glyph, drawn.outline, scale);
            let corner = outlined.px_bounds().min;
            let mut told = Ok(());
            outlined.draw(|x, y, coverage| {
                let at = (corner.x as i32 + x as i32, corner.y as i32 + y as i32);
                let ink = self.color().mix(f64::from(coverage));
                if told.is_ok() && coverage > 0.0 {
                    told = draw(at.0, at.1, ink);
                }
            });
            if told.is_err() {
                return Ok(told);
            }
        }
        Ok(Ok(()))
    }
}
