//! A picture as a list of marks, drawn later by whichever backend the file's ending asks for.

use crate::report::plot::palette::RGBColor;

use super::font;
use super::frame::{Frame, Point};
use super::lettering::{Lettering, Wording};
use super::palette::WHITE;

/// A finished picture, in pixels of a screen. It does not know yet in which format it is wanted.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Width and height of the sheet that is drawn on.
    pub(super) sheet: (f64, f64),
    /// Width and height that it is shown with, where another size was asked for; pixels.
    shown: Option<(u32, u32)>,
    pub(super) marks: Vec<Mark>,
}

/// What is put on a picture; later marks lie over earlier ones.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// A filled polygon; its last corner is joined to the first.
    Area { corners: Vec<Point>, fill: Fill },
    /// A line through points.
    Line {
        points: Vec<Point>,
        stroke: Fill,
        width: f64,
    },
    /// A filled circle.
    Dot { at: Point, radius: f64, fill: Fill },
    /// A text with its middle at the height of `at`, on a white ground of that opacity.
    Text {
        wording: Wording,
        at: Point,
        lettering: Lettering,
        ground: f64,
    },
}

/// A colour that may let through what lies under it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fill {
    pub colour: RGBColor,
    /// 1 hides what lies under it, 0 is nothing.
    pub opacity: f64,
}

impl From<RGBColor> for Fill {
    fn from(colour: RGBColor) -> Self {
        Fill {
            colour,
            opacity: 1.0,
        }
    }
}

impl Picture {
    /// An empty white sheet.
    pub(super) fn new(width: u32, height: u32) -> Self {
        Self::blank((f64::from(width), f64::from(height)), None)
    }

    /// An empty white sheet that is shown with that size: as large as that, or so much larger that it is `least` each way.
    pub(super) fn of_size(size: (u32, u32), least: (u32, u32)) -> Self {
        let size = (size.0.max(1), size.1.max(1));
        let times = |least: u32, size: u32| f64::from(least) / f64::from(size);
        let larger = times(least.0, size.0).max(times(least.1, size.1)).max(1.0);
        let sheet = (larger * f64::from(size.0), larger * f64::from(size.1));
        Self::blank(sheet, Some(size))
    }

    fn blank(sheet: (f64, f64), shown: Option<(u32, u32)>) -> Self {
        let mut picture = Self {
            sheet,
            shown,
            marks: Vec::new(),
        };
        picture.rectangle(picture.frame(), WHITE);
        picture
    }

    /// The whole sheet.
    pub(super) fn frame(&self) -> Frame {
        Frame {
            left: 0.0,
            top: 0.0,
            right: self.sheet.0,
            bottom: self.sheet.1,
        }
    }

    /// Width and height in pixels of a screen.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn size(&self) -> (u32, u32) {
        self.shown
            .unwrap_or((self.sheet.0 as u32, self.sheet.1 as u32))
    }

    /// Whether its size was asked for, and is to be had exactly.
    pub(super) const fn has_own_size(&self) -> bool {
        self.shown.is_some()
    }

    /// Pixels of a screen for one of the sheet.
    pub(super) fn shrunk(&self) -> f64 {
        f64::from(self.size().0) / self.sheet.0
    }

    pub(super) fn rectangle(&mut self, frame: Frame, fill: impl Into<Fill>) {
        self.area(frame.corners().to_vec(), fill);
    }

    pub(super) fn area(&mut self, corners: Vec<Point>, fill: impl Into<Fill>) {
        let fill = fill.into();
        self.marks.push(Mark::Area { corners, fill });
    }

    pub(super) fn line(&mut self, points: Vec<Point>, stroke: impl Into<Fill>, width: f64) {
        let stroke = stroke.into();
        self.marks.push(Mark::Line {
            points,
            stroke,
            width,
        });
    }

    /// A straight line of dashes.
    pub(super) fn dashes(&mut self, from: Point, to: Point, stroke: RGBColor, width: f64) {
        const DASH: f64 = 5.0;
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let at = |distance: f64| {
            let share = (distance / length).min(1.0);
            let along = |a: f64, b: f64| a + share * (b - a);
            (along(from.0, to.0), along(from.1, to.1))
        };
        let mut start = 0.0;
        while start < length {
            self.line(vec![at(start), at(start + DASH)], stroke, width);
            start += 2.0 * DASH;
        }
    }

    pub(super) fn dot(&mut self, at: Point, radius: f64, fill: impl Into<Fill>) {
        let fill = fill.into();
        self.marks.push(Mark::Dot { at, radius, fill });
    }

    /// Writes a text with its middle at the height of `at`.
    pub(super) fn text(&mut self, wording: impl Into<Wording>, at: Point, lettering: Lettering) {
        self.text_on(0.0, wording, at, lettering);
    }

    /// Writes as [`Picture::text`] does, on a white ground that keeps lines away from it.
    pub(super) fn text_on_white(
        &mut self,
        wording: impl Into<Wording>,
        at: Point,
        lettering: Lettering,
    ) {
        self.text_on(GROUND, wording, at, lettering);
    }

    /// Writes on a white ground of that opacity.
    pub(super) fn text_on(
        &mut self,
        ground: f64,
        wording: impl Into<Wording>,
        at: Point,
        lettering: Lettering,
    ) {
        self.marks.push(Mark::Text {
            wording: wording.into(),
            at,
            lettering,
            ground,
        });
    }

    /// Texts that a picture whose letters are drawn, a PNG or PDF, has in other letters than their own, as no font here has
    /// theirs; each once.
    #[must_use]
    pub(crate) fn written_otherwise(&self) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        for mark in &self.marks {
            if let Mark::Text { wording, .. } = mark
                && wording.is_stand_in
                && !font::can_draw(wording.whole())
                && !texts.iter().any(|text| text == wording.whole())
            {
                texts.push(wording.whole().to_owned());
            }
        }
        texts
    }
}

/// What is under a text: nearly white, so that a line is seen to go on.
const GROUND: f64 = 0.85;
