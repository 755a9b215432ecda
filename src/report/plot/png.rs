//! A picture as a PNG file.

#[cfg(not(target_family = "wasm"))]
use plotters::backend::BitMapBackend;
#[cfg(target_family = "wasm")]
use plotters_bitmap::BitMapBackend;

use super::drawing::{self, UNITS};
use super::lettering::Wording;
use super::picture::Picture;

/// Pixels of a PNG for one of the picture, each way, where no size was asked for: sharp on a dense screen and in print.
const PNG_SCALE: u32 = 2;

impl Picture {
    /// The picture as a PNG file: of exactly the size that was asked for, else with twice as many pixels each
    /// way. Lettered in an embedded font, and in one of this computer for what that lacks; names that neither has
    /// are written in Latin letters, and [`Picture::written_otherwise`] says which.
    #[must_use]
    pub fn png(&self) -> Vec<u8> {
        file(self)
    }
}

fn file(picture: &Picture) -> Vec<u8> {
    let scale = if picture.has_own_size() { 1 } else { PNG_SCALE };
    let (width, height) = (picture.size().0 * scale, picture.size().1 * scale);
    let fine = UNITS / scale;
    let (wide, high) = (width * fine, height * fine);
    let mut drawn = vec![0xFF; 3 * wide as usize * high as usize];
    {
        let mut backend = BitMapBackend::with_buffer(&mut drawn, (wide, high));
        // drawing into memory does not fail
        let _ = drawing::draw(picture, &mut backend, Wording::drawn);
    }
    encoded(
        &smoothed(&drawn, wide as usize, fine),
        (width, height),
        scale,
    )
}

/// Each pixel the mean of `fine` by `fine` drawn ones, which smooths edges; three bytes a pixel.
fn smoothed(drawn: &[u8], wide: usize, fine: u32) -> Vec<u8> {
    let count = fine * fine;
    let fine = fine as usize;
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
                pixels.push(mean(sum, count));
            }
        }
    }
    pixels
}

#[allow(clippy::cast_possible_truncation)] // a mean of bytes is a byte
const fn mean(sum: u32, count: u32) -> u8 {
    ((sum + count / 2) / count) as u8
}

/// The file; on paper as large as its picture is on a screen of 96 dpi.
fn encoded(pixels: &[u8], (width, height): (u32, u32), scale: u32) -> Vec<u8> {
    let per_metre = 96 * scale * 10_000 / 254;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    // writing to memory does not fail, and the size is that of the pixels
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(pixels));
    debug_assert!(written.is_ok(), "{written:?}");
    bytes
}
