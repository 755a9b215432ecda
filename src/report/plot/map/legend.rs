//! What widths and colours mean.

use super::super::frame::Frame;
use super::super::labels::Labels;
use super::super::palette::{self, FAINT_INK, WHITE};
use super::super::picture::{Fill, Picture};
use super::{NAME, NOTE, megawatts, width};
use crate::case::Side;

const SIZE: (f64, f64) = (176.0, 118.0);

/// Draws the legend in the corner with fewest marks, and keeps it clear of labels.
pub(super) fn draw(picture: &mut Picture, labels: &mut Labels, greatest_mw: f64, map: Frame) {
    let corner = |left: f64, top: f64| Frame {
        left,
        top,
        right: left + SIZE.0,
        bottom: top + SIZE.1,
    };
    let (left, right) = (map.left + 8.0, map.right - SIZE.0 - 8.0);
    let (top, bottom) = (map.top + 8.0, map.bottom - SIZE.1 - 8.0);
    let corners = [(left, bottom), (right, bottom), (left, top), (right, top)];
    let corners = corners.map(|(left, top)| corner(left, top));
    let Some(frame) = corners.into_iter().min_by_key(|frame| labels.hits(frame)) else {
        return;
    };
    labels.take(frame);
    let ground = Fill {
        colour: WHITE,
        opacity: 0.85,
    };
    picture.rectangle(frame, ground);
    let mut y = frame.top + 15.0;
    let x = frame.left + 10.0;
    for side in [Side::West, Side::East] {
        picture.dot((x + 20.0, y), 6.0, palette::side(side));
        let name = match side {
            Side::West => tr!("western hub"),
            Side::East => tr!("eastern hub"),
        };
        picture.text(name, (x + 50.0, y), NAME);
        y += 18.0;
    }
    picture.dot((x + 20.0, y), 2.25, FAINT_INK);
    picture.text(tr!("users or data"), (x + 50.0, y), NAME);
    y += 21.0;
    for mw in samples(greatest_mw) {
        let line = vec![(x, y), (x + 40.0, y)];
        picture.line(line, FAINT_INK, width(mw, greatest_mw));
        picture.text(megawatts(mw), (x + 50.0, y), NOTE);
        y += 16.0;
    }
}

/// Up to three round loads, the greatest not over the greatest flow.
fn samples(greatest_mw: f64) -> Vec<f64> {
    if greatest_mw <= 0.0 {
        return Vec::new();
    }
    let power = 10_f64.powf(greatest_mw.log10().floor());
    let top = [5.0, 2.0, 1.0]
        .into_iter()
        .map(|k| k * power)
        .find(|mw| *mw <= greatest_mw * (1.0 + 1e-9))
        .unwrap_or(power);
    vec![top, top / 2.0, top / 10.0]
}
