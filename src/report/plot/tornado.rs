//! Tornado beside histogram: what ranges do to each outcome.

use crate::report::plot::palette::RGBColor;

use super::frame::Frame;
use super::lettering::{Anchor, Lettering, Wording};
use super::look::Look;
use super::palette::{BLUE, FAINT_INK, GRID, INK, ORANGE, SKY, VERMILLION};
use super::picture::Picture;
use super::scale::{Axis, feet, heading};
use crate::case::retold;
use crate::language::word;
use crate::ranges::{Histogram, Interval, Outcome, Ranges};
use crate::report::number::{Money, figure, percent, unit_in_words};
use crate::report::ranges::{FigureRecord, RangesDocument, SampledOutcome, shown, with_error};

const WIDTH: u32 = 1200;
/// Figures told for each outcome.
const BARS: usize = 8;
const BAR_STEP: f64 = 24.0;
/// Head of a row: its title.
const HEAD: f64 = 46.0;
/// Foot of a row: the axis and its name.
const FOOT: f64 = 58.0;
const TOP: f64 = 100.0;
const TORNADO: (f64, f64) = (450.0, 810.0);
const HISTOGRAM: (f64, f64) = (880.0, 1170.0);

/// Of a fresh study.
#[must_use]
pub fn tornado(ranges: &Ranges, look: &Look) -> Picture {
    tornado_as(&RangesDocument::of(ranges), look)
}

/// One row an outcome: at the left the figures that move it most, each alone at its two ends; at the right the sample.
#[must_use]
pub fn tornado_as(ranges: &RangesDocument, look: &Look) -> Picture {
    let row = HEAD + BARS as f64 * BAR_STEP + FOOT;
    let height = TOP + row * Outcome::ALL.len() as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let sheet = (WIDTH, height.ceil() as u32);
    let mut picture = look.sheet(sheet, sheet);
    let title = look.title(Wording::from(tr!(
        "{}: what ranges do to the answer",
        ranges.case
    )));
    let subtitle = tr!(
        "Each figure alone at the low (blue) and the high end (orange) of its range; the sample of all together. Baseline: {}",
        retold(&ranges.baseline)
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
            Outcome::CarbonSaved if largest >= 1e6 => (1e-6, tr!("Mt CO2")),
            Outcome::CarbonSaved => (1.0, "t CO2"),
            Outcome::HeadroomGained => (1.0, tr!("times the demand")),
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

/// What one figure does to an outcome.
struct Bar<'a> {
    figure: &'a FigureRecord,
    /// At the low and the high end.
    ends: [f64; 2],
    interval: Interval,
}

/// The figures that move an outcome most, each alone.
fn bars_of(ranges: &RangesDocument, outcome: Outcome) -> Vec<Bar<'_>> {
    let bar = |figure| Bar {
        figure,
        ends: [figure.at_low.at(outcome), figure.at_high.at(outcome)],
        interval: figure.alone.of(outcome),
    };
    let mut bars: Vec<Bar<'_>> = ranges.figures.iter().map(bar).collect();
    bars.retain(|bar| bar.interval.width() > 0.0);
    // stable: equals stay in the order of the figures
    bars.sort_by(|a, b| b.interval.width().total_cmp(&a.interval.width()));
    bars.truncate(BARS);
    bars
}

fn panel(picture: &mut Picture, ranges: &RangesDocument, outcome: Outcome, top: f64) {
    let order = bars_of(ranges, outcome);
    let base = ranges.base.at(outcome);
    let intervals = order.iter().map(|bar| bar.interval);
    let reached = intervals.flat_map(|interval| [interval.least, interval.greatest]);
    let values: Vec<f64> = reached.chain([base]).collect();
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
    let title = tr!(
        "{}: {} as stated",
        word(outcome.title()),
        shown(outcome, base)
    );
    picture.text(title, (20.0, top + 18.0), name);
    if order.is_empty() {
        let none = tr!("no figure alone moves it");
        let at = (frame.left, frame.top + 12.0);
        picture.text(none, at, Lettering::plain(13.0, Anchor::Start).faint());
    } else {
        let axis = axis_of(&told, &values, frame);
        bars(picture, (&told, base), &axis, &order, frame);
        axis_name(picture, &told, frame);
    }
    let sample = ranges.sample.iter().flat_map(|sample| &sample.outcomes);
    let mut of_outcome = sample.filter(|sampled| sampled.outcome == outcome.key());
    if let Some(sampled) = of_outcome.next() {
        let frame = Frame {
            left: HISTOGRAM.0,
            right: HISTOGRAM.1,
            ..frame
        };
        histogram(picture, base, sampled, outcome, frame);
    }
}

fn axis_of(told: &Told, values: &[f64], frame: Frame) -> Axis {
    let scaled = values.iter().map(|&value| told.at(value));
    let least = scaled.clone().fold(f64::INFINITY, f64::min);
    let largest = scaled.fold(f64::NEG_INFINITY, f64::max);
    Axis::between(least, largest, frame.left, frame.right)
}

fn axis_name(picture: &mut Picture, told: &Told, frame: Frame) {
    let middle = (frame.left + frame.right) / 2.0;
    let lettering = Lettering::plain(13.0, Anchor::Middle).faint();
    let name = tr!("{}, {}", word(told.outcome.title()), told.unit);
    picture.text(name, (middle, frame.bottom + 36.0), lettering);
}

fn bars(
    picture: &mut Picture,
    (told, base): (&Told, f64),
    axis: &Axis,
    order: &[Bar<'_>],
    frame: Frame,
) {
    for (x, _) in axis.ticks() {
        picture.line(vec![(x, frame.top), (x, frame.bottom)], GRID, 1.0);
    }
    feet(picture, &axis.ticks(), frame);
    let base = axis.pixel(told.at(base));
    for (place, bar) in order.iter().enumerate() {
        let middle = frame.top + (place as f64 + 0.5) * BAR_STEP;
        // what is reached between the ends alone lies behind them
        let interval = [bar.interval.least, bar.interval.greatest];
        stretch(
            picture,
            interval.map(|end| axis.pixel(told.at(end))),
            middle,
            FAINT_INK,
        );
        for (end, colour) in bar.ends.into_iter().zip([BLUE, ORANGE]) {
            stretch(picture, [base, axis.pixel(told.at(end))], middle, colour);
        }
        label(picture, bar.figure, middle, frame.left);
    }
    let line = vec![(base, frame.top - 4.0), (base, frame.bottom)];
    picture.line(line, INK, 1.5);
}

/// A bar between two places.
fn stretch(picture: &mut Picture, [a, b]: [f64; 2], middle: f64, colour: RGBColor) {
    let bar = Frame {
        left: a.min(b),
        right: a.max(b),
        top: middle - 8.0,
        bottom: middle + 8.0,
    };
    if bar.width() > 0.0 {
        picture.rectangle(bar, colour);
    }
}

/// Key of a figure, with its range and unit, before its bar.
fn label(picture: &mut Picture, of: &FigureRecord, middle: f64, right: f64) {
    let lettering = Lettering::plain(13.0, Anchor::End);
    let unit = unit_in_words(&of.unit);
    let range = format!("{} … {}{unit}", figure(of.low), figure(of.high));
    let room = right - 10.0 - 20.0 - lettering.width(&range) - 8.0;
    let key = lettering.shortened(&of.key, room);
    let at = right - 10.0;
    picture.text(range.as_str(), (at, middle), lettering.faint());
    picture.text(key, (at - lettering.width(&range) - 8.0, middle), lettering);
}

fn histogram(
    picture: &mut Picture,
    base: f64,
    sampled: &SampledOutcome,
    outcome: Outcome,
    frame: Frame,
) {
    let holds = match sampled.holds_error {
        Some(error) => with_error(sampled.holds, error),
        None => percent(sampled.holds),
    };
    let name = Lettering::plain(14.0, Anchor::Start);
    let above = (frame.left, frame.top - 20.0);
    picture.text(
        tr!("claim holds in {holds} of the sample", holds = holds),
        above,
        name,
    );
    let Some(Histogram { from, to, counts }) = &sampled.histogram else {
        return;
    };
    let (least, largest) = (*from, *to);
    let told = Told::of(outcome, least.abs().max(largest.abs()));
    let axis = axis_of(&told, &[least, largest], frame);
    let most = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
    let width = (largest - least) / counts.len() as f64;
    for (bin, count) in counts.iter().enumerate() {
        let from = least + bin as f64 * width;
        let colour = if from + width / 2.0 > 0.0 {
            SKY
        } else {
            VERMILLION
        };
        let bar = Frame {
            left: axis.pixel(told.at(from)),
            right: axis.pixel(told.at(from + width)),
            top: frame.bottom - *count as f64 / most * frame.height(),
            bottom: frame.bottom,
        };
        picture.rectangle(bar, colour);
    }
    feet(picture, &axis.ticks(), frame);
    let base = axis.pixel(told.at(base));
    if (frame.left..=frame.right).contains(&base) {
        let line = vec![(base, frame.top - 4.0), (base, frame.bottom)];
        picture.line(line, INK, 1.5);
    }
    if least < 0.0 && largest > 0.0 {
        let zero = axis.pixel(0.0);
        picture.dashes((zero, frame.top), (zero, frame.bottom), FAINT_INK, 1.0);
    }
    axis_name(picture, &told, frame);
}
