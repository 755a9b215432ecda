//! Axes with round ticks, headings, and labels that do not overlap.

use plotters::style::RGBColor;

use super::frame::Frame;
use super::lettering::{Anchor, Lettering, Wording};
use super::palette::{FAINT_INK, GRID, INK};
use super::picture::Picture;
use crate::report::number::grouped;

/// Room between the edge of the sheet and what stands at its left.
pub(super) const MARGIN: f64 = 20.0;

/// A linear axis between two round values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    /// Pixel of the first tick.
    start: f64,
    /// Pixel of the last tick.
    end: f64,
    first: f64,
    last: f64,
    step: f64,
}

impl Axis {
    /// An axis from 0 to the first tick at or over `largest`.
    pub fn up_to(largest: f64, start: f64, end: f64) -> Self {
        let largest = if largest.is_finite() && largest > 0.0 {
            largest
        } else {
            1.0
        };
        Self::between(0.0, largest, start, end)
    }

    /// An axis that holds `least` and `largest` and need not begin at 0.
    pub fn between(least: f64, largest: f64, start: f64, end: f64) -> Self {
        let (least, largest) = if least < largest {
            (least, largest)
        } else {
            let room = (0.01 * least.abs()).max(0.5);
            (least - room, least + room)
        };
        let step = round_step((largest - least) / 5.0);
        Self {
            start,
            end,
            first: (least / step + 1e-9).floor() * step,
            last: (largest / step - 1e-9).ceil() * step,
            step,
        }
    }

    /// An axis that ends exactly at `least` and `largest`; its ticks lie between.
    pub fn exactly(least: f64, largest: f64, start: f64, end: f64) -> Self {
        let rounded = Self::between(least, largest, start, end);
        if least < largest {
            Self {
                first: least,
                last: largest,
                ..rounded
            }
        } else {
            rounded
        }
    }

    pub fn pixel(&self, value: f64) -> f64 {
        let share = (value - self.first) / (self.last - self.first);
        self.start + share.clamp(0.0, 1.0) * (self.end - self.start)
    }

    /// Ticks with their labels.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let decimals = (-(self.step * 1.000_001).log10().floor()).max(0.0) as usize;
        let begin = (self.first / self.step - 1e-6).ceil();
        let count = (self.last / self.step + 1e-6).floor() - begin;
        (0..=count.clamp(0.0, 50.0) as u32)
            .map(|k| {
                let value = (begin + f64::from(k)) * self.step;
                (self.pixel(value), grouped(value, decimals))
            })
            .collect()
    }
}

/// The least of 1, 2 or 5 times a power of ten that is at least `step`.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let found = [1.0, 2.0, 5.0]
        .iter()
        .find(|k| **k * power >= step * (1.0 - 1e-9));
    found.map_or(10.0 * power, |k| k * power)
}

/// Lines of a vertical axis across `frame`, with their labels to the left.
pub(super) fn rungs(picture: &mut Picture, axis: &Axis, frame: Frame) {
    for (y, label) in axis.ticks() {
        picture.line(vec![(frame.left, y), (frame.right, y)], GRID, 1.0);
        let lettering = Lettering::plain(13.0, Anchor::End).faint();
        picture.text(label, (frame.left - 8.0, y), lettering);
    }
}

/// Ticks of a horizontal axis under `frame`, as many labels as have room, and its line.
pub(super) fn feet(picture: &mut Picture, ticks: &[(f64, String)], frame: Frame) {
    let lettering = Lettering::plain(13.0, Anchor::Middle).faint();
    let y = frame.bottom;
    let mut free_from = f64::NEG_INFINITY;
    for (x, label) in ticks {
        let half = lettering.width(label) / 2.0;
        picture.line(vec![(*x, y), (*x, y + 4.0)], FAINT_INK, 1.0);
        if x - half >= free_from {
            picture.text(label.as_str(), (*x, y + 15.0), lettering);
            free_from = x + half + 8.0;
        }
    }
    picture.line(vec![(frame.left, y), (frame.right, y)], INK, 1.0);
}

/// Labels to the right of a panel, each tied to the height that it speaks of; heights have to ascend.
pub(super) fn end_labels(
    picture: &mut Picture,
    labels: Vec<(Wording, RGBColor, f64)>,
    panel: Frame,
) {
    const GAP: f64 = 17.0;
    let wanted: Vec<f64> = labels.iter().map(|(_, _, y)| *y).collect();
    let heights = spread(&wanted, GAP, panel.top - 10.0, panel.bottom - 2.0);
    let lettering = Lettering::plain(14.0, Anchor::Start);
    let room = picture.frame().right - panel.right - 25.0 - 8.0;
    for ((name, colour, y), height) in labels.into_iter().zip(heights) {
        let tie = vec![
            (panel.right + 1.0, y),
            (panel.right + 14.0, height),
            (panel.right + 20.0, height),
        ];
        picture.line(tie, colour, 1.5);
        picture.text(
            name.shortened(lettering, room),
            (panel.right + 25.0, height),
            lettering,
        );
    }
}

/// The picture's title, and under it lines that say what is drawn. Gives the height under them.
pub(super) fn heading(picture: &mut Picture, title: Wording, subtitle: &str) -> f64 {
    let room = picture.frame().width() - 2.0 * MARGIN;
    let bold = Lettering::plain(17.0, Anchor::Start).bold();
    picture.text(title.shortened(bold, room), (MARGIN, 28.0), bold);
    let plain = Lettering::plain(14.0, Anchor::Start).faint();
    let mut y = 52.0;
    for line in plain.wrapped(subtitle, room) {
        picture.text(line, (MARGIN, y), plain);
        y += 18.0;
    }
    y
}

/// Moves heights that ascend apart until neighbours are `gap` pixels apart and all lie within
/// `top..=bottom`, as far as there is room.
pub(super) fn spread(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut heights = wanted.to_vec();
    let mut least = top;
    for height in &mut heights {
        *height = height.max(least);
        least = *height + gap;
    }
    let mut most = bottom;
    for height in heights.iter_mut().rev() {
        *height = height.min(most);
        most = *height - gap;
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: Axis) -> Vec<String> {
        axis.ticks().into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round_and_reach_over_the_largest_value() {
        let axis = Axis::up_to(1234.0, 500.0, 100.0);
        assert_eq!(labels(axis), ["0", "500", "1,000", "1,500"]);
        assert_eq!((axis.pixel(0.0), axis.pixel(1500.0)), (500.0, 100.0));
    }

    #[test]
    fn an_axis_need_not_begin_at_zero() {
        let axis = Axis::between(22_655.0, 23_120.0, 0.0, 100.0);
        assert_eq!(
            labels(axis),
            [
                "22,600", "22,700", "22,800", "22,900", "23,000", "23,100", "23,200"
            ]
        );
        assert_eq!(
            labels(Axis::between(0.25, 0.5, 0.0, 1.0))
                .first()
                .map(String::as_str),
            Some("0.25")
        );
        assert_eq!(
            labels(Axis::exactly(-0.3, 0.3, 0.0, 1.0)),
            ["-0.2", "0.0", "0.2"]
        );
    }

    #[test]
    fn an_axis_over_nothing_still_has_ticks() {
        assert!(Axis::up_to(0.0, 100.0, 0.0).ticks().len() > 1);
        assert!(Axis::up_to(f64::NAN, 100.0, 0.0).ticks().len() > 1);
        assert!(Axis::between(7.0, 7.0, 100.0, 0.0).ticks().len() > 1);
        assert!(!Axis::exactly(7.0, 7.0, 100.0, 0.0).ticks().is_empty());
    }

    #[test]
    fn labels_are_moved_apart_and_stay_on_the_sheet() {
        assert_eq!(
            spread(&[10.0, 12.0, 13.0], 10.0, 0.0, 100.0),
            [10.0, 20.0, 30.0]
        );
        assert_eq!(
            spread(&[95.0, 98.0, 99.0], 10.0, 0.0, 100.0),
            [80.0, 90.0, 100.0]
        );
        assert_eq!(
            spread(&[10.0, 50.0, 90.0], 10.0, 0.0, 100.0),
            [10.0, 50.0, 90.0]
        );
    }
}
