//! Axes with round ticks, headings, and labels that do not overlap.

use crate::report::plot::palette::RGBColor;

use super::cloth::{self, Cloth, Pattern};
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
    pub(crate) fn up_to(largest: f64, start: f64, end: f64) -> Self {
        let largest = if largest.is_finite() && largest > 0.0 {
            largest
        } else {
            1.0
        };
        Self::between(0.0, largest, start, end)
    }

    /// An axis that holds `least` and `largest` and need not begin at 0.
    pub(crate) fn between(least: f64, largest: f64, start: f64, end: f64) -> Self {
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
    pub(crate) fn exactly(least: f64, largest: f64, start: f64, end: f64) -> Self {
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

    /// The title of what stands on the axis, with a word where it does not hold 0: a part of a range looks like all of it.
    pub(crate) fn noted(&self, title: &str) -> String {
        if self.first > 0.0 || self.last < 0.0 {
            tr!("{title} (axis does not begin at 0)", title = title)
        } else {
            title.to_owned()
        }
    }

    pub(crate) fn pixel(&self, value: f64) -> f64 {
        let share = (value - self.first) / (self.last - self.first);
        self.start + share.clamp(0.0, 1.0) * (self.end - self.start)
    }

    /// Ticks with their labels.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub(crate) fn ticks(&self) -> Vec<(f64, String)> {
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

/// A name to the right of a panel.
pub(super) struct EndLabel {
    pub name: Wording,
    /// Of what it names.
    pub cloth: Cloth,
    /// The height that it speaks of.
    pub y: f64,
}

impl EndLabel {
    /// Of a line of that colour.
    pub(crate) fn of_line(name: impl Into<Wording>, colour: RGBColor, y: f64) -> Self {
        let pattern = Pattern::Plain;
        Self {
            name: name.into(),
            cloth: Cloth { colour, pattern },
            y,
        }
    }
}

/// Heights of the letters of labels, the first with which all have room.
const LABEL_SIZES: [f64; 4] = [14.0, 12.0, 11.0, 10.0];

/// Labels to the right of a panel, each tied to the height that it speaks of; heights have to ascend. Names are wrapped,
/// and where there are too many for that, written smaller; where there are too many for the smallest, in one line each, cut.
pub(super) fn end_labels(picture: &mut Picture, labels: &[EndLabel], panel: Frame) {
    const AIR: f64 = 3.0;
    const SWATCH: f64 = 11.0;
    let left = panel.right + 25.0 + SWATCH + 5.0;
    let room = picture.frame().right - left - 8.0;
    let (top, bottom) = (panel.top - 12.0, panel.bottom + 6.0);
    let wrapped = |lettering: Lettering| -> Vec<Vec<Vec<Wording>>> {
        let names = labels.iter();
        names
            .map(|label| label.name.wrapped_apart(lettering, room))
            .collect()
    };
    #[allow(clippy::cast_precision_loss)]
    let tall = |writings: &[Vec<Vec<Wording>>], lettering: Lettering| -> Vec<f64> {
        let most = |writings: &Vec<Vec<Wording>>| writings.iter().map(Vec::len).max();
        let counts = writings.iter().map(|writings| most(writings).unwrap_or(0));
        counts
            .map(|count| count as f64 * (lettering.size + 1.0) + AIR)
            .collect()
    };
    let sizes = LABEL_SIZES.map(|size| Lettering::plain(size, Anchor::Start));
    let fitting = sizes.into_iter().find_map(|lettering| {
        let lines = wrapped(lettering);
        let height: f64 = tall(&lines, lettering).iter().sum();
        (height <= bottom - top).then_some((lettering, lines))
    });
    let (lettering, lines) = fitting.unwrap_or_else(|| {
        let lettering = Lettering::plain(12.0, Anchor::Start);
        let short = |label: &EndLabel| {
            let name = label.name.clone();
            vec![vec![name.changed(|text| lettering.shortened(text, room))]]
        };
        (lettering, labels.iter().map(short).collect())
    });
    let wanted: Vec<f64> = labels.iter().map(|label| label.y).collect();
    let heights = spread_tall(&wanted, &tall(&lines, lettering), top, bottom);
    for ((label, writings), height) in labels.iter().zip(lines).zip(heights) {
        let tie = vec![
            (panel.right + 1.0, label.y),
            (panel.right + 14.0, height),
            (panel.right + 20.0, height),
        ];
        picture.line(tie, label.cloth.colour, 1.5);
        let half = SWATCH / 2.0;
        let swatch = Frame {
            left: panel.right + 20.0,
            top: height - half,
            right: panel.right + 20.0 + SWATCH,
            bottom: height + half,
        };
        cloth::fill(picture, swatch.corners().to_vec(), label.cloth);
        let step = lettering.size + 1.0;
        for lines in writings {
            #[allow(clippy::cast_precision_loss)]
            let mut y = height - step * (lines.len() as f64 - 1.0) / 2.0;
            for line in lines {
                picture.text(line, (left, y), lettering);
                y += step;
            }
        }
    }
}

/// Lines of a title and of a subtitle, at most: a file may hold a title of any length, and the picture needs room.
const TITLE_LINES: usize = 4;
const SUBTITLE_LINES: usize = 6;

/// The first lines; a mark stands at the end of the last where there are more.
fn capped(text: &Wording, lettering: Lettering, room: f64, most: usize) -> Vec<Wording> {
    let mut lines = text.wrapped(lettering, room);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.pop() {
            lines.push(last.changed(|text| lettering.shortened(&format!("{text} …"), room)));
        }
    }
    lines
}

/// The picture's title, and under it lines that say what is drawn. Gives the height under them.
pub(super) fn heading(picture: &mut Picture, title: &Wording, subtitle: &str) -> f64 {
    let room = picture.frame().width() - 2.0 * MARGIN;
    let bold = Lettering::plain(17.0, Anchor::Start).bold();
    let mut y = 28.0;
    for line in capped(title, bold, room, TITLE_LINES) {
        picture.text(line, (MARGIN, y), bold);
        y += 22.0;
    }
    y += 2.0;
    let plain = Lettering::plain(14.0, Anchor::Start).faint();
    for line in capped(&subtitle.into(), plain, room, SUBTITLE_LINES) {
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

/// As [`spread`], of labels that are so tall each, by their middles.
fn spread_tall(wanted: &[f64], tall: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut heights = wanted.to_vec();
    let mut least = top;
    for (height, tall) in heights.iter_mut().zip(tall) {
        *height = height.max(least + tall / 2.0);
        least = *height + tall / 2.0;
    }
    let mut most = bottom;
    for (height, tall) in heights.iter_mut().zip(tall).rev() {
        *height = height.min(most - tall / 2.0);
        most = *height - tall / 2.0;
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
    fn an_axis_that_hides_zero_says_so() {
        let noted = |least, largest| Axis::between(least, largest, 0.0, 1.0).noted("Cost");
        assert_eq!(noted(0.0, 9.0), "Cost");
        assert_eq!(noted(-3.0, 9.0), "Cost");
        assert_eq!(noted(96.0, 100.0), "Cost (axis does not begin at 0)");
        assert_eq!(noted(-9.0, -7.0), "Cost (axis does not begin at 0)");
    }

    #[test]
    fn a_title_of_any_length_leaves_room() {
        let mut picture = Picture::new(900, 600);
        let endless = "an endless title ".repeat(100_000);
        assert!(heading(&mut picture, &endless.as_str().into(), &endless) < 260.0);
    }

    #[test]
    fn tall_labels_are_moved_apart_by_their_heights() {
        assert_eq!(
            spread_tall(&[10.0, 12.0], &[30.0, 10.0], 0.0, 100.0),
            [15.0, 35.0]
        );
        assert_eq!(
            spread_tall(&[95.0, 99.0], &[10.0, 30.0], 0.0, 100.0),
            [65.0, 85.0]
        );
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
