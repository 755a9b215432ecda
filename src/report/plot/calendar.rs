//! A year as a calendar: a column for each day, from midnight down, for the load of each hub, the price and the green share.

use crate::report::plot::palette::RGBColor;

use super::frame::Frame;
use super::hours::{green_share, means, of_the_whole_plan, stack};
use super::lettering::{Anchor, Lettering, Wording};
use super::look::Look;
use super::palette::{self, FAINT_INK, GREEN, GRID, ORANGE};
use super::picture::Picture;
use super::scale::{MARGIN, feet, heading};
use crate::language::{is_chinese, unit as unit_in_words};
use crate::report::document::{HubPeriodRow, HubRow};
use crate::report::number::figure;
use crate::report::saved::Plan;

const SHEET: (u32, u32) = (960, 820);
const LEAST: (u32, u32) = (760, 600);
/// Periods of a column.
const DAY: usize = 24;
/// Shades of a panel: neighbours of one shade are one rectangle.
const SHADES: f64 = 24.0;
/// The shade of nothing.
const PALE: RGBColor = RGBColor(0xF2, 0xF2, 0xF2);
/// Room over each panel for its name.
const NAME: f64 = 22.0;
/// Room between two columns of panels.
const GAP: f64 = 36.0;

/// A figure of each period, from the least to the most of its colour.
struct Panel {
    name: Wording,
    colour: RGBColor,
    figures: Vec<Option<f64>>,
    least: f64,
    most: f64,
}

impl Panel {
    /// A figure that is drawn from 0 on, where none is less.
    fn of(name: Wording, unit: &str, colour: RGBColor, figures: Vec<Option<f64>>) -> Self {
        let known = || figures.iter().flatten().copied();
        let (least, most) = (known().fold(0.0, f64::min), known().fold(0.0, f64::max));
        let range = tr!(
            "{} to {} {}",
            figure(least),
            figure(most),
            unit_in_words(unit)
        );
        Panel {
            name: name.changed(|name| format!("{name}, {range}")),
            colour,
            figures,
            least,
            most,
        }
    }

    fn shade(&self, t: usize) -> RGBColor {
        let Some(Some(figure)) = self.figures.get(t) else {
            return GRID;
        };
        let width = self.most - self.least;
        let share = if width > 0.0 {
            (figure - self.least) / width
        } else {
            0.0
        };
        palette::mixed(PALE, self.colour, (share * SHADES).round() / SHADES)
    }
}

/// Heat maps of all hubs in use, in the colours of their sides, and of the mean price and green share of what is used: a column of 24 periods
/// for each day of a case of hours, or for each month of one of 288 representative hours.
#[must_use]
pub fn calendar(plan: &Plan, look: &Look) -> Picture {
    let mut picture = look.sheet(SHEET, LEAST);
    let title = look.title(Wording::named(&plan.case.name, plan.case.spoken_title()));
    let subtitle = tr!(
        "A column is {} periods, from the top down. IT load of each hub, MW, price and green share of what is used{}",
        DAY,
        of_the_whole_plan(plan)
    );
    let under = heading(&mut picture, &title, &subtitle);
    let panels = panels(plan);
    let frames = frames(picture.frame(), under, panels.len());
    let last_row = frames.iter().map(|frame| frame.bottom).fold(0.0, f64::max);
    for (panel, frame) in panels.iter().zip(frames) {
        name(&mut picture, panel, frame);
        paint(&mut picture, plan, panel, frame);
        if frame.bottom >= last_row {
            feet(&mut picture, &days(plan, frame), frame);
        }
    }
    picture
}

fn panels(plan: &Plan) -> Vec<Panel> {
    let of_hubs = stack(plan).into_iter().map(|layer| {
        let loads = layer.rows.iter().map(|row| Some(row.load_mw));
        let hub = layer.hub;
        // a panel's name has no room for two
        let chinese = hub.name_zh.as_deref().filter(|_| is_chinese());
        let name = Wording::of_place(&hub.hub, &hub.name, chinese);
        let colour = palette::side(hub.side);
        Panel::of(name, "MW", colour, loads.collect())
    });
    let by_use = |_: &HubRow, row: &HubPeriodRow| row.facility_mw;
    let price = means(plan, None, by_use, |row| row.price_cny_per_kwh);
    let green = green_share(plan, None);
    let all = [
        Panel::of(tr!("Price").into(), "CNY/kWh", ORANGE, price),
        Panel::of(tr!("Green share").into(), "%", GREEN, green),
    ];
    of_hubs.chain(all).collect()
}

/// Where panels are: in two columns where there are more than three.
#[allow(clippy::cast_precision_loss)]
fn frames(sheet: Frame, under: f64, count: usize) -> Vec<Frame> {
    let across = if count > 3 { 2 } else { 1 };
    let down = count.div_ceil(across).max(1);
    let width = (sheet.right - 2.0 * MARGIN - GAP * (across as f64 - 1.0)) / across as f64;
    let height = (sheet.bottom - 34.0 - under) / down as f64;
    (0..count)
        .map(|k| {
            let left = MARGIN + (width + GAP) * (k % across) as f64;
            let top = under + height * (k / across) as f64;
            Frame {
                left,
                top: top + NAME,
                right: left + width,
                bottom: top + height - 4.0,
            }
        })
        .collect()
}

fn name(picture: &mut Picture, panel: &Panel, frame: Frame) {
    let lettering = Lettering::plain(13.0, Anchor::Start).faint();
    let name = panel.name.clone();
    let short = name.changed(|text| lettering.shortened(text, frame.width()));
    picture.text(short, (frame.left, frame.top - 9.0), lettering);
}

/// The cell of a day's period.
#[allow(clippy::cast_precision_loss)]
fn cell(plan: &Plan, frame: Frame, day: usize, hour: usize) -> Frame {
    let days = plan.case.periods.len().div_ceil(DAY).max(1) as f64;
    let hours = plan.case.periods.len().clamp(1, DAY) as f64;
    let (width, height) = (frame.width() / days, frame.height() / hours);
    Frame {
        left: frame.left + width * day as f64,
        top: frame.top + height * hour as f64,
        right: frame.left + width * (day + 1) as f64,
        bottom: frame.top + height * (hour + 1) as f64,
    }
}

/// Cells, in runs of days of one shade, so that files stay small.
fn paint(picture: &mut Picture, plan: &Plan, panel: &Panel, frame: Frame) {
    let periods = plan.case.periods.len();
    for hour in 0..periods.min(DAY) {
        let days = (periods - hour).div_ceil(DAY);
        let mut start = 0;
        for day in 0..days {
            let here = panel.shade(day * DAY + hour);
            if day + 1 < days && panel.shade((day + 1) * DAY + hour) == here {
                continue;
            }
            let first = cell(plan, frame, start, hour);
            let run = Frame {
                right: cell(plan, frame, day, hour).right,
                // a little over the one above, so that no seam is seen
                top: (first.top - 0.5).max(frame.top),
                ..first
            };
            picture.rectangle(run, here);
            start = day + 1;
        }
    }
    let mut rim = frame.corners().to_vec();
    rim.extend_from_within(..1);
    picture.line(rim, FAINT_INK, 0.5);
}

/// Names of the first periods of days, in the middles of their columns.
fn days(plan: &Plan, frame: Frame) -> Vec<(f64, String)> {
    let lettering = Lettering::plain(13.0, Anchor::Middle);
    let periods = plan.case.periods.iter().step_by(DAY).enumerate();
    let named = periods.map(|(day, row)| {
        let column = cell(plan, frame, day, 0);
        let middle = f64::midpoint(column.left, column.right);
        (middle, lettering.shortened(&row.period, 90.0))
    });
    let named: Vec<_> = named.collect();
    // a tick for each would be a band
    let each = named.len().div_ceil(12).max(1);
    named.into_iter().step_by(each).collect()
}
