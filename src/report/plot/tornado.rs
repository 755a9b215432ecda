//! Tornado beside histogram: what ranges do to each outcome.

use super::frame::Frame;
use super::lettering::{Anchor, Lettering, Wording};
use super::look::Look;
use super::palette::{BLUE, FAINT_INK, GRID, INK, ORANGE, SKY, VERMILLION};
use super::picture::Picture;
use super::scale::{Axis, feet, heading};
use crate::ranges::study::ranked;
use crate::ranges::{Outcome, Ranges, Sampled};
use crate::report::number::{Money, figure, percent};
use crate::report::ranges::shown;

const WIDTH: u32 = 1080;
/// Figures told for each outcome.
const BARS: usize = 8;
const BAR_STEP: f64 = 24.0;
/// Head of a row: its title.
const HEAD: f64 = 46.0;
/// Foot of a row: the axis and its name.
const FOOT: f64 = 58.0;
const TOP: f64 = 100.0;
const TORNADO: (f64, f64) = (330.0, 690.0);
const HISTOGRAM: (f64, f64) = (760.0, 1050.0);
const BINS: usize = 40;

/// One row an outcome: at the left the figures that move it most, each alone at its two ends; at the right the sample.
#[must_use]
pub fn tornado(ranges: &Ranges, look: &Look) -> Picture {
    let row = HEAD + BARS as f64 * BAR_STEP + FOOT;
    let height = TOP + row * Outcome::ALL.len() as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let sheet = (WIDTH, height.ceil() as u32);
    let mut picture = look.sheet(sheet, sheet);
    let title = look.title(Wording::from(format!(
        "{}: what ranges do to the answer",
        ranges.case
    )));
    let subtitle = format!(
        "Each figure alone at the low (blue) and the high end (orange) of its range; the sample of all together. Baseline: {}",
        ranges.baseline
    );
    let under = heading(&mut picture, &title, &subtitle);
    for (k, outcome) in Outcome::ALL.into_iter().enumerate() {
        panel(
            &mut picture,
            ranges,
            outcome,
            under.max(TOP - 20.0) + 20.0 + row * k as f64,
        );
    }
    picture
}

/// How an outcome is told on an axis.
struct Told {
    outcome: Outcome,
    scale: f64,
    unit: &'static str,
}

impl Told {
    fn of(outcome: Outcome, largest: f64) -> Self {
        let money = Money::up_to(largest);
        let (scale, unit) = match outcome {
            Outcome::CostSaved => (money.scaled(1.0), money.unit),
            Outcome::CarbonSaved if largest >= 1e6 => (1e-6, "Mt CO2"),
            Outcome::CarbonSaved => (1.0, "t CO2"),
            Outcome::HeadroomGained => (1.0, "times the demand"),
        };
        Self {
            outcome,
            scale,
            unit,
        }
    }

    fn at(&self, value: f64) -> f64 {
        self.scale * value
    }
}

fn panel(picture: &mut Picture, ranges: &Ranges, outcome: Outcome, top: f64) {
    let found = &ranges.found;
    let order: Vec<usize> = ranked(&found.base, &found.tornado, outcome)
        .into_iter()
        .take(BARS)
        .collect();
    let ends = |k: &usize| found.tornado[*k].map(|end| end.of(outcome));
    let base = found.base.of(outcome);
    let values: Vec<f64> = order.iter().flat_map(ends).chain([base]).collect();
    let largest = values
        .iter()
        .fold(0.0_f64, |most, value| most.max(value.abs()));
    let told = Told::of(outcome, largest);
    let frame = Frame {
        left: TORNADO.0,
        top: top + HEAD,
        right: TORNADO.1,
        bottom: top + HEAD + BARS as f64 * BAR_STEP,
    };
    let name = Lettering::plain(16.0, Anchor::Start).bold();
    let title = format!("{}: {} as stated", outcome.title(), shown(outcome, base));
    picture.text(title, (20.0, top + 18.0), name);
    let axis = axis_of(&told, &values, frame);
    bars(picture, ranges, &told, &axis, &order, frame);
    axis_name(picture, &told, frame, "");
    if let Some(sample) = &found.sample {
        let frame = Frame {
            left: HISTOGRAM.0,
            right: HISTOGRAM.1,
            ..frame
        };
        histogram(picture, ranges, sample, outcome, frame);
    }
}

fn axis_of(told: &Told, values: &[f64], frame: Frame) -> Axis {
    let scaled = values.iter().map(|&value| told.at(value));
    let least = scaled.clone().fold(f64::INFINITY, f64::min);
    let largest = scaled.fold(f64::NEG_INFINITY, f64::max);
    Axis::between(least, largest, frame.left, frame.right)
}

fn axis_name(picture: &mut Picture, told: &Told, frame: Frame, more: &str) {
    let middle = (frame.left + frame.right) / 2.0;
    let lettering = Lettering::plain(13.0, Anchor::Middle).faint();
    let name = format!("{}, {}{more}", told.outcome.title(), told.unit);
    picture.text(name, (middle, frame.bottom + 36.0), lettering);
}

fn bars(
    picture: &mut Picture,
    ranges: &Ranges,
    told: &Told,
    axis: &Axis,
    order: &[usize],
    frame: Frame,
) {
    for (x, _) in axis.ticks() {
        picture.line(vec![(x, frame.top), (x, frame.bottom)], GRID, 1.0);
    }
    feet(picture, &axis.ticks(), frame);
    let base = axis.pixel(told.at(ranges.found.base.of(told.outcome)));
    for (place, &k) in order.iter().enumerate() {
        let middle = frame.top + (place as f64 + 0.5) * BAR_STEP;
        let ends = ranges.found.tornado[k].map(|end| axis.pixel(told.at(end.of(told.outcome))));
        for (end, colour) in ends.into_iter().zip([BLUE, ORANGE]) {
            let bar = Frame {
                left: base.min(end),
                right: base.max(end),
                top: middle - 8.0,
                bottom: middle + 8.0,
            };
            if bar.width() > 0.0 {
                picture.rectangle(bar, colour);
            }
        }
        label(picture, ranges, k, middle, frame.left);
    }
    let line = vec![(base, frame.top - 4.0), (base, frame.bottom)];
    picture.line(line, INK, 1.5);
}

/// Key and range of a figure, before its bar.
fn label(picture: &mut Picture, ranges: &Ranges, k: usize, middle: f64, right: f64) {
    let of = &ranges.figures[k];
    let lettering = Lettering::plain(13.0, Anchor::End);
    let range = format!("{} … {}", figure(of.range.low), figure(of.range.high));
    let room = right - 10.0 - 20.0 - lettering.width(&range) - 8.0;
    let key = lettering.shortened(&of.key, room);
    let at = right - 10.0;
    picture.text(range.as_str(), (at, middle), lettering.faint());
    picture.text(key, (at - lettering.width(&range) - 8.0, middle), lettering);
}

fn histogram(
    picture: &mut Picture,
    ranges: &Ranges,
    sample: &Sampled,
    outcome: Outcome,
    frame: Frame,
) {
    let sorted = &sample.sorted[outcome as usize];
    // the outermost thousandths would squeeze all the rest
    let (least, largest) = (
        sample.quantile(outcome, 0.001),
        sample.quantile(outcome, 0.999),
    );
    if sorted.is_empty() || least >= largest {
        return;
    }
    let told = Told::of(outcome, least.abs().max(largest.abs()));
    let axis = axis_of(&told, &[least, largest], frame);
    let counts = counted(sorted, least, largest);
    let most = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
    let width = (largest - least) / BINS as f64;
    for (bin, count) in counts.into_iter().enumerate() {
        let from = least + bin as f64 * width;
        let colour = if from + width / 2.0 > 0.0 {
            SKY
        } else {
            VERMILLION
        };
        let bar = Frame {
            left: axis.pixel(told.at(from)),
            right: axis.pixel(told.at(from + width)),
            top: frame.bottom - count as f64 / most * frame.height(),
            bottom: frame.bottom,
        };
        picture.rectangle(bar, colour);
    }
    feet(picture, &axis.ticks(), frame);
    let base = axis.pixel(told.at(ranges.found.base.of(outcome)));
    picture.line(
        vec![(base, frame.top - 4.0), (base, frame.bottom)],
        INK,
        1.5,
    );
    if least < 0.0 && largest > 0.0 {
        let zero = axis.pixel(0.0);
        picture.dashes((zero, frame.top), (zero, frame.bottom), FAINT_INK, 1.0);
    }
    let holds = percent(sample.holds[outcome as usize]);
    let name = Lettering::plain(14.0, Anchor::Start);
    picture.text(
        format!("claim holds in {holds} of the sample"),
        (frame.left, frame.top - 20.0),
        name,
    );
    axis_name(picture, &told, frame, "");
}

/// How many values lie in each bin; those beyond the ends are in the outermost.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn counted(sorted: &[f64], least: f64, largest: f64) -> Vec<usize> {
    let mut counts = vec![0; BINS];
    for value in sorted {
        let share = (value - least) / (largest - least) * BINS as f64;
        counts[(share.max(0.0) as usize).min(BINS - 1)] += 1;
    }
    counts
}
