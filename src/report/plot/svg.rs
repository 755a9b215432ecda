//! A picture as an SVG document.

#[cfg(not(target_family = "wasm"))]
use plotters::backend::SVGBackend;
#[cfg(target_family = "wasm")]
use plotters_svg::SVGBackend;

use super::drawing::{self, UNITS};
use super::picture::Picture;

impl Picture {
    /// The picture as an SVG document. Fonts are the viewer's: a stack with fonts for Chinese characters.
    #[must_use]
    pub fn svg(&self) -> String {
        document(self)
    }
}

/// The document, with fractions of pixels: its view box is [`UNITS`] times as large as the picture.
fn document(picture: &Picture) -> String {
    let (width, height) = picture.size();
    let (wide, high) = (width * UNITS, height * UNITS);
    let mut svg = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut svg, (wide, high));
        // writing to memory does not fail
        let _ = drawing::draw(picture, &mut backend, |wording| &wording.full);
    }
    let drawn = format!("<svg width=\"{wide}\" height=\"{high}\"");
    let shown = format!("<svg width=\"{width}\" height=\"{height}\"");
    svg.replacen(&drawn, &shown, 1)
        // the backend's defaults, and its blanks
        .replace(" opacity=\"1\"", "")
        .replace(" \"/>", "\"/>")
}
