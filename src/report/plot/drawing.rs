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
pub(super) const UNITS: u32 = 4;

/// How a line or an area looks on a backend.
struct Look {
    fill: Fill,
    width: f64,
}

impl BackendStyle for Look {
    fn color(&self) -> BackendColor {
        let colour = self.fill.colour;
        BackendColor {
            alpha: self.fill.opacity,
            rgb: (colour.0, colour.1, colour.2),
        }
    }

    fn stroke_width(&self) -> u32 {
        // two at least: the backends draw thinner lines in another way
        whole(self.width).unsigned_abs().max(2)
    }
}

/// A length in units of the backend.
#[allow(clippy::cast_possible_truncation)]
fn whole(pixels: f64) -> i32 {
    (pixels * f64::from(UNITS)).round() as i32
}

fn coordinates(point: Point) -> BackendCoord {
    (whole(point.0), whole(point.1))
}

/// Draws all marks; neither a text nor a buffer in memory can fail, so errors are the caller's to drop.
pub(super) fn draw<B: DrawingBackend>(
    picture: &Picture,
    backend: &mut B,
    script: Script,
) -> Result<(), DrawingErrorKind<B::ErrorType>> {
    let look = |fill: Fill, width: f64| Look { fill, width };
    for mark in &picture.marks {
        match mark {
            Mark::Area { corners, fill } => {
                let corners = corners.iter().copied().map(coordinates);
                backend.fill_polygon(corners, &look(*fill, 1.0))?;
            }
            Mark::Line {
                points,
                stroke,
                width,
            } => {
                let mut points: Vec<_> = points.iter().copied().map(coordinates).collect();
                points.dedup();
                for run in runs(&points) {
                    backend.draw_path(run.iter().copied(), &look(*stroke, *width))?;
                }
            }
            Mark::Dot { at, radius, fill } => {
                let radius = whole(*radius).unsigned_abs();
                backend.draw_circle(coordinates(*at), radius, &look(*fill, 1.0), true)?;
            }
            Mark::Text {
                wording,
                at,
                lettering,
                on_white,
            } => {
                write(backend, script(wording), *at, *lettering, *on_white)?;
            }
        }
    }
    backend.present()
}

/// Writes a text, on its ground where it has one.
fn write<B: DrawingBackend>(
    backend: &mut B,
    text: &str,
    at: Point,
    lettering: Lettering,
    on_white: bool,
) -> Result<(), DrawingErrorKind<B::ErrorType>> {
    // XML forbids some of what is no text, and a reader obeys the rest
    let text = replaced(text);
    if on_white {
        let ground = ground(&text, at, lettering).corners().map(coordinates);
        let look = Look {
            fill: GROUND,
            width: 1.0,
        };
        backend.fill_polygon(ground, &look)?;
    }
    let face = Face {
        lettering,
        scale: f64::from(UNITS),
    };
    backend.draw_text(&text, &face, coordinates(at))
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

/// What is under a text: nearly white, so that a line is seen to go on.
const GROUND: Fill = Fill {
    colour: WHITE,
    opacity: 0.85,
};

fn ground(text: &str, at: Point, lettering: Lettering) -> Frame {
    let frame = lettering.frame_of_width(lettering.width(text), at);
    Frame {
        left: frame.left - 2.0,
        right: frame.right + 2.0,
        ..frame
    }
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
