//! Marks on a backend of plotters.

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind,
};

use super::face::Face;
use super::frame::{Frame, Point};
use super::lettering::{Lettering, Wording};
use super::palette::WHITE;
use super::picture::{Fill, Mark, Picture};
use crate::legible::replaced;

/// Which writing of a text a format takes.
pub(super) type Script = fn(&Wording) -> &str;

/// Units of the backend for a pixel of the picture: backends know whole numbers only.
pub(in crate::report) const UNITS: u32 = 4;

/// How a line or an area looks on a backend.
struct Ink {
    fill: Fill,
    /// In units of the backend.
    width: f64,
}

impl BackendStyle for Ink {
    fn color(&self) -> BackendColor {
        let colour = self.fill.colour;
        BackendColor {
            alpha: self.fill.opacity,
            rgb: (colour.0, colour.1, colour.2),
        }
    }

    fn stroke_width(&self) -> u32 {
        // two at least: the backends draw thinner lines in another way
        rounded(self.width).unsigned_abs().max(2)
    }
}

#[allow(clippy::cast_possible_truncation)]
fn rounded(units: f64) -> i32 {
    units.round() as i32
}

/// Draws all marks; neither a text nor a buffer in memory can fail, so errors are the caller's to drop.
pub(super) fn draw<B: DrawingBackend>(
    picture: &Picture,
    backend: &mut B,
    script: Script,
) -> Result<(), DrawingErrorKind<B::ErrorType>> {
    let units = picture.shrunk() * f64::from(UNITS);
    let coordinates = |point: Point| (rounded(units * point.0), rounded(units * point.1));
    let ink = |fill: Fill, width: f64| Ink {
        fill,
        width: units * width,
    };
    for mark in &picture.marks {
        match mark {
            Mark::Area { corners, fill } => {
                let corners = corners.iter().copied().map(coordinates);
                backend.fill_polygon(corners, &ink(*fill, 1.0))?;
            }
            Mark::Line {
                points,
                stroke,
                width,
            } => {
                let mut points: Vec<_> = points.iter().copied().map(coordinates).collect();
                points.dedup();
                for run in runs(&points) {
                    backend.draw_path(run.iter().copied(), &ink(*stroke, *width))?;
                }
            }
            Mark::Dot { at, radius, fill } => {
                let radius = rounded(units * *radius).unsigned_abs();
                backend.draw_circle(coordinates(*at), radius, &ink(*fill, 1.0), true)?;
            }
            Mark::Text {
                wording,
                at,
                lettering,
                ground,
            } => {
                // XML forbids some of what is no text, and a reader obeys the rest
                let text = replaced(script(wording));
                if text.is_empty() {
                    continue;
                }
                if let Some((room, fill)) = under(&text, *at, *lettering, *ground) {
                    backend.fill_polygon(room.corners().map(coordinates), &ink(fill, 1.0))?;
                }
                let face = Face {
                    lettering: *lettering,
                    scale: units,
                };
                backend.draw_text(&text, &face, coordinates(*at))?;
            }
        }
    }
    backend.present()
}

/// A line in runs that never turn back: where one does, a backend's joint would become a spike.
fn runs(points: &[BackendCoord]) -> Vec<&[BackendCoord]> {
    let turns_back = |at: usize| {
        let [a, b, c] =
            [points[at - 1], points[at], points[at + 1]].map(|(x, y)| (i64::from(x), i64::from(y)));
        (b.0 - a.0) * (c.0 - b.0) + (b.1 - a.1) * (c.1 - b.1) < 0
    };
    let mut runs = Vec::new();
    let mut start = 0;
    for at in 1..points.len().saturating_sub(1) {
        if turns_back(at) {
            runs.push(&points[start..=at]);
            start = at;
        }
    }
    // the backends need two points
    if points.len() > start + 1 {
        runs.push(&points[start..]);
    }
    runs
}

/// The ground of a text, where it has one.
pub(super) fn under(
    text: &str,
    at: Point,
    lettering: Lettering,
    opacity: f64,
) -> Option<(Frame, Fill)> {
    let frame = lettering.frame_of_width(lettering.width(text), at);
    let room = Frame {
        left: frame.left - 2.0,
        right: frame.right + 2.0,
        ..frame
    };
    let colour = WHITE;
    (opacity > 0.0).then_some((room, Fill { colour, opacity }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_where_it_turns_back() {
        let there_and_back = [(0, 0), (10, 0), (10, 10), (10, 2), (20, 2)];
        let cut = runs(&there_and_back);
        assert_eq!(cut, [&there_and_back[..3], &there_and_back[2..]]);
        assert!(runs(&there_and_back[..1]).is_empty());
        assert!(runs(&[]).is_empty());
    }
}
