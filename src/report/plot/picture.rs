//! A picture as a list of marks, drawn later by whichever backend the file's ending asks for.

use plotters::style::RGBColor;

use super::frame::{Frame, Point};
use super::lettering::{Lettering, Wording};
use super::palette::WHITE;

/// A finished picture, in pixels of a screen. It does not know yet in which format it is wanted.
#[derive(Debug, Clone)]
pub struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
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
    /// A text with its middle at the height of `at`, `on_white` on a ground that keeps lines away from it.
    Text {
        wording: Wording,
        at: Point,
        lettering: Lettering,
        on_white: bool,
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
        let mut picture = Self {
            width,
            height,
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
            right: f64::from(self.width),
            bottom: f64::from(self.height),
        }
    }

    /// Width and height in pixels of a screen.
    #[must_use]
    pub const fn size(&self) -> (u32, u32) {
        (self.width, self.height)
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
        self.marks.push(Mark::Text {
            wording: wording.into(),
            at,
            lettering,
            on_white: false,
        });
    }

    /// Writes as [`Picture::text`] does, on a white ground that keeps lines away from it.
    pub(super) fn text_on_white(
        &mut self,
        wording: impl Into<Wording>,
        at: Point,
        lettering: Lettering,
    ) {
        self.marks.push(Mark::Text {
            wording: wording.into(),
            at,
            lettering,
            on_white: true,
        });
    }
}
