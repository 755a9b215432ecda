//! A picture as a PNG file.

use plotters::backend::BitMapBackend;

use super::drawing::{self, UNITS};
use super::picture::Picture;

/// Pixels of a PNG for one of the picture, each way: sharp on a dense screen and in print.
pub const PNG_SCALE: u32 = 2;

/// Drawn pixels for one of the file, each way; their mean smooths edges.
const FINE: u32 = UNITS / PNG_SCALE;

/// Pixels per metre that make the file as large on paper as its picture is on a screen of 96 dpi.
const PER_METRE: u32 = 96 * PNG_SCALE * 10_000 / 254;

impl Picture {
    /// The picture as a PNG file with [`PNG_SCALE`] times as many pixels each way, lettered in an embedded font.
    /// Names in characters that the font lacks are written in Latin letters.
    #[must_use]
    pub fn png(&self) -> Vec<u8> {
        file(self)
    }
}

fn file(picture: &Picture) -> Vec<u8> {
    let (width, height) = (picture.width * PNG_SCALE, picture.height * PNG_SCALE);
    let (wide, high) = (width * FINE, height * FINE);
    let mut drawn = vec![0xFF; 3 * wide as usize * high as usize];
    {
        let mut backend = BitMapBackend::with_buffer(&mut drawn, (wide, high));
        // drawing into memory does not fail
        let _ = drawing::draw(picture, &mut backend, |wording| &wording.latin);
    }
    encoded(&smoothed(&drawn, wide as usize), width, height)
}

/// Each pixel the mean of `FINE` by `FINE` drawn ones; three bytes a pixel.
fn smoothed(drawn: &[u8], wide: usize) -> Vec<u8> {
    let fine = FINE as usize;
    let row = 3 * wide;
    let mut pixels = Vec::with_capacity(drawn.len() / (fine * fine));
    for rows in drawn.chunks_exact(fine * row) {
        for column in 0..wide / fine {
            for colour in 0..3 {
                let mut sum = 0;
                for y in 0..fine {
                    for x in 0..fine {
                        sum += u32::from(rows[y * row + 3 * (column * fine + x) + colour]);
                    }
                }
                pixels.push(mean(sum));
            }
        }
    }
    pixels
}

#[allow(clippy::cast_possible_truncation)] // a mean of bytes is a byte
const fn mean(sum: u32) -> u8 {
    ((sum + FINE * FINE / 2) / (FINE * FINE)) as u8
}

fn encoded(pixels: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: PER_METRE,
        yppu: PER_METRE,
        unit: png::Unit::Meter,
    }));
    // writing to memory does not fail, and the size is that of the pixels
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(pixels));
    debug_assert!(written.is_ok(), "{written:?}");
    bytes
}
