//! A picture as a PDF file: one page of vectors, letters as outlines, so that it looks the same everywhere.

use std::io::Write;

use ab_glyph::OutlineCurve;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

use super::drawing::under;
use super::face::BASELINE;
use super::font::{advance, drawn};
use super::frame::Point;
use super::lettering::Lettering;
use super::picture::{Fill, Mark, Picture};
use crate::legible::replaced;

/// Points of paper for a pixel of a screen of 96 dpi.
const POINTS: f64 = 0.75;

/// Steps of opacity that are told apart.
const STEPS: f64 = 100.0;

impl Picture {
    /// The picture as a PDF file of one page, as large on paper as on a screen of 96 dpi. Lettered as [`Picture::png`] is.
    #[must_use]
    pub fn pdf(&self) -> Vec<u8> {
        let (width, height) = self.size();
        let (width, height) = (POINTS * f64::from(width), POINTS * f64::from(height));
        let mut page = Page {
            content: Content::new(),
            opacities: Vec::new(),
        };
        let scale = POINTS * self.shrunk();
        // down the page as on a screen
        page.content
            .transform([scale, 0.0, 0.0, -scale, 0.0, height].map(short));
        page.content.set_line_join(LineJoinStyle::RoundJoin);
        page.content.set_line_cap(LineCapStyle::ButtCap);
        for mark in &self.marks {
            page.draw(mark);
        }
        page.file(width, height)
    }
}

/// What PDF counts in.
#[allow(clippy::cast_possible_truncation)]
const fn short(value: f64) -> f32 {
    value as f32
}

/// What is drawn so far.
struct Page {
    content: Content,
    /// Opacities in use, in steps, in the order of their first use.
    opacities: Vec<u8>,
}

impl Page {
    fn draw(&mut self, mark: &Mark) {
        match mark {
            Mark::Area { corners, fill } => self.area(corners, *fill),
            Mark::Line {
                points,
                stroke,
                width,
            } => self.line(points, *stroke, *width),
            Mark::Dot { at, radius, fill } => self.dot(*at, *radius, *fill),
            Mark::Text {
                wording,
                at,
                lettering,
                ground,
            } => {
                let text = replaced(wording.drawn());
                if let Some((room, fill)) = under(&text, *at, *lettering, *ground) {
                    self.area(&room.corners(), fill);
                }
                self.text(&text, *at, *lettering);
            }
        }
    }

    /// Sets the colour and the opacity of what follows.
    fn ink(&mut self, fill: Fill) {
        let [red, green, blue] =
            [fill.colour.0, fill.colour.1, fill.colour.2].map(|c| f32::from(c) / 255.0);
        self.content.set_fill_rgb(red, green, blue);
        self.content.set_stroke_rgb(red, green, blue);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let steps = (STEPS * fill.opacity.clamp(0.0, 1.0)).round() as u8;
        if !self.opacities.contains(&steps) {
            self.opacities.push(steps);
        }
        self.content
            .set_parameters(Name(opacity_name(steps).as_bytes()));
    }

    fn path(&mut self, points: &[Point]) {
        for (k, &(x, y)) in points.iter().enumerate() {
            if k == 0 {
                self.content.move_to(short(x), short(y));
            } else {
                self.content.line_to(short(x), short(y));
            }
        }
    }

    fn area(&mut self, corners: &[Point], fill: Fill) {
        if corners.len() < 3 {
            return;
        }
        self.ink(fill);
        self.path(corners);
        self.content.close_path();
        self.content.fill_nonzero();
    }

    fn line(&mut self, points: &[Point], stroke: Fill, width: f64) {
        if points.len() < 2 {
            return;
        }
        self.ink(stroke);
        self.content.set_line_width(short(width));
        self.path(points);
        self.content.stroke();
    }

    /// Four arcs of a circle, each a cubic curve that is off by less than 0.03 % (Riškus, 2006).
    fn dot(&mut self, (x, y): Point, radius: f64, fill: Fill) {
        const REACH: f64 = 0.552_284_749_8;
        self.ink(fill);
        let at = |dx: f64, dy: f64| (short(x + radius * dx), short(y + radius * dy));
        let begin = at(1.0, 0.0);
        self.content.move_to(begin.0, begin.1);
        let mut from = (1.0, 0.0);
        for _ in 0..4 {
            let to = (-from.1, from.0);
            let (a, b) = (
                at(from.0 + REACH * to.0, from.1 + REACH * to.1),
                at(to.0 + REACH * from.0, to.1 + REACH * from.1),
            );
            let end = at(to.0, to.1);
            self.content.cubic_to(a.0, a.1, b.0, b.1, end.0, end.1);
            from = to;
        }
        self.content.close_path();
        self.content.fill_nonzero();
    }

    fn text(&mut self, text: &str, at: Point, lettering: Lettering) {
        self.ink(lettering.colour.into());
        let em = lettering.size;
        let mut pen = lettering.frame_of_width(lettering.width(text), at).left;
        let baseline = at.1 + BASELINE * em;
        for letter in text.chars() {
            if let Some(drawn) = drawn(letter, lettering.bold) {
                let unit = f64::from(drawn.unit) * em;
                let left = pen + f64::from(drawn.shift) * em;
                let place = |p: &ab_glyph::Point| {
                    (
                        short(left + unit * f64::from(p.x)),
                        short(baseline - unit * f64::from(p.y)),
                    )
                };
                self.outline(&drawn.outline.curves, place);
            }
            pen += advance(letter, lettering.bold) * em;
        }
    }

    /// Fills what curves enclose; one that does not begin where the last one ended begins a contour.
    fn outline(&mut self, curves: &[OutlineCurve], place: impl Fn(&ab_glyph::Point) -> (f32, f32)) {
        let mut pen = None;
        for curve in curves {
            let (begin, end) = match curve {
                OutlineCurve::Line(a, b) => (a, b),
                OutlineCurve::Quad(a, _, c) => (a, c),
                OutlineCurve::Cubic(a, _, _, d) => (a, d),
            };
            let (from, to) = (place(begin), place(end));
            if pen != Some(from) {
                self.content.move_to(from.0, from.1);
            }
            match curve {
                OutlineCurve::Line(..) => {
                    self.content.line_to(to.0, to.1);
                }
                OutlineCurve::Quad(_, b, _) => {
                    // the cubic curve that is the same
                    let b = place(b);
                    let third = |end: f32, control: f32| end + 2.0 / 3.0 * (control - end);
                    self.content.cubic_to(
                        third(from.0, b.0),
                        third(from.1, b.1),
                        third(to.0, b.0),
                        third(to.1, b.1),
                        to.0,
                        to.1,
                    );
                }
                OutlineCurve::Cubic(_, b, c, _) => {
                    let (b, c) = (place(b), place(c));
                    self.content.cubic_to(b.0, b.1, c.0, c.1, to.0, to.1);
                }
            }
            pen = Some(to);
        }
        if pen.is_some() {
            self.content.fill_nonzero();
        }
    }

    fn file(self, width: f64, height: f64) -> Vec<u8> {
        let [catalog, pages, page, content] = [1, 2, 3, 4].map(Ref::new);
        let states: Vec<(u8, Ref)> = self
            .opacities
            .iter()
            .copied()
            .zip((5..).map(Ref::new))
            .collect();
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(pages);
        pdf.pages(pages).kids([page]).count(1);
        let mut sheet = pdf.page(page);
        sheet
            .media_box(Rect::new(0.0, 0.0, short(width), short(height)))
            .parent(pages)
            .contents(content);
        let mut resources = sheet.resources();
        let mut named = resources.ext_g_states();
        for &(steps, state) in &states {
            named.pair(Name(opacity_name(steps).as_bytes()), state);
        }
        named.finish();
        resources.finish();
        sheet.finish();
        for &(steps, state) in &states {
            let opacity = f32::from(steps) / short(STEPS);
            pdf.ext_graphics(state)
                .non_stroking_alpha(opacity)
                .stroking_alpha(opacity);
        }
        let drawn = self.content.finish();
        pdf.stream(content, &compressed(drawn.as_slice()))
            .filter(Filter::FlateDecode);
        pdf.finish()
    }
}

/// The name of an opacity in the page's resources.
fn opacity_name(steps: u8) -> String {
    format!("a{steps}")
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // writing to memory does not fail
    let written = encoder.write_all(bytes);
    debug_assert!(written.is_ok(), "{written:?}");
    encoder.finish().unwrap_or_default()
}
