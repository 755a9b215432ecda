//! A figure of a sweep over two parameters.

mod cells;
mod regions;
mod ticks;

use std::fmt;

use crate::report::plot::palette::RGBColor;

use cells::Cells;
use regions::Regions;

use super::frame::{Frame, Point};
use super::lettering::{Anchor, Lettering, Wording};
use super::look::Look;
use super::measure::{Measure, parameter_in_words};
use super::palette::{self, BLUE, FAINT_INK, GRID, INK, VERMILLION};
use super::picture::Picture;
use super::scale::{Axis, feet, heading};
use crate::report::number::figure;
use crate::report::saved::SweepRows;

const SHEET: (u32, u32) = (900, 612);
const LEAST: (u32, u32) = (700, 440);

/// Where the cells and the bar of colours lie.
#[derive(Clone, Copy)]
struct Panels {
    map: Frame,
    bar: Frame,
}

impl Panels {
    /// Under the heading, which ends at `under`.
    fn of(sheet: Frame, under: f64) -> Self {
        let map = Frame {
            left: 100.0,
            top: under + 42.0,
            right: sheet.right - 160.0,
            bottom: sheet.bottom - 60.0,
        };
        let bar = Frame {
            left: sheet.right - 120.0,
            right: sheet.right - 100.0,
            ..map
        };
        Self { map, bar }
    }
}

/// What lies between: neither side.
const MIDDLE: RGBColor = RGBColor(0xF5, 0xF3, 0xEE);

/// Why rows cannot be drawn as a heat map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatError(String);

impl fmt::Display for HeatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for HeatError {}

/// What is shown, with its scale.
struct Heat {
    title: String,
    lowest: f64,
    highest: f64,
    /// Figures and colours; ascending figures, evenly mixed between.
    stops: Vec<(f64, RGBColor)>,
    per_cent: bool,
    /// What one of the shown figures stands for.
    unit: f64,
}

/// A heat map of a sweep over a grid of two parameters: a column of its rows, or, where none is named, the
/// share of the load that runs in the west. Regions in which the same basis answered are outlined.
///
/// # Errors
/// [`HeatError`] where other than two parameters vary, where the scenarios are no grid, and where there is no
/// such column.
pub fn heat(rows: &SweepRows, column: Option<&str>, look: &Look) -> Result<Picture, HeatError> {
    Ok(on_cells(rows, column, look)?.0)
}

/// As [`heat`] of the share of the load in the west, with the place of every row.
#[cfg(feature = "page")]
pub(in crate::report) fn heat_with_places(
    rows: &SweepRows,
) -> Result<(Picture, Vec<Option<Point>>), HeatError> {
    let (picture, cells, map) = on_cells(rows, None, &Look::default())?;
    let mut places = vec![None; rows.points.len()];
    for y in 0..cells.y.values.len() {
        for x in 0..cells.x.values.len() {
            if let Some(row) = cells.row(x, y) {
                places[row] = Some(middle(cells.frame(x, y, map)));
            }
        }
    }
    Ok((picture, places))
}

fn on_cells(
    rows: &SweepRows,
    column: Option<&str>,
    look: &Look,
) -> Result<(Picture, Cells, Frame), HeatError> {
    let cells = Cells::of(rows)?;
    let figures = measured(rows, column)?;
    let values: Vec<f64> = figures.iter().copied().filter(|v| v.is_finite()).collect();
    let shown = Heat::of(column, &values);
    let regions = Regions::of(rows, &cells, &figures, shown.per_cent.then_some(0.5));
    let mut picture = look.sheet(SHEET, LEAST);
    let held: Vec<String> = rows.held.iter().map(in_words).collect();
    let held = match held.as_slice() {
        [] => String::new(),
        held => tr!(", {}", held.join(tr!(", "))),
    };
    let mut subtitle = tr!(
        "{}{held}. {}",
        cells.counted(),
        regions.in_words(),
        held = held
    );
    if column.is_some() && shown.lowest > 0.0 {
        subtitle.push_str(tr!(" Colours do not begin at 0."));
    }
    if look.title.is_some() {
        // the title said what is shown
        subtitle = tr!("{}: {subtitle}", shown.title, subtitle = subtitle);
    }
    let title = look.title(Wording::from(shown.title.as_str()));
    let under = heading(&mut picture, &title, &subtitle);
    let panels = Panels::of(picture.frame(), under);
    paint(&mut picture, &cells, &figures, &shown, panels.map);
    regions.outline(&mut picture, &cells, panels.map);
    let labels = regions.labels(&cells, &figures, panels.map, |value| shown.show(value));
    for (at, text) in labels {
        picture.text_on_white(text, at, Lettering::plain(13.0, Anchor::Middle));
    }
    axes(&mut picture, &cells, panels.map);
    bar(&mut picture, &shown, panels.bar);
    Ok((picture, cells, panels.map))
}

fn middle(frame: Frame) -> Point {
    (
        f64::midpoint(frame.left, frame.right),
        f64::midpoint(frame.top, frame.bottom),
    )
}

/// What is held at which value: `carbon price = 100 CNY/t`.
fn in_words((heading, value): &(String, String)) -> String {
    let words = parameter_in_words(heading);
    match words.split_once([',', '，']) {
        Some((name, unit)) => tr!(
            "{name} = {value} ({unit})",
            name = name,
            value = value,
            unit = unit.trim_start()
        ),
        None => format!("{words} = {value}"),
    }
}

/// The figure of every row.
fn measured(rows: &SweepRows, column: Option<&str>) -> Result<Vec<f64>, HeatError> {
    let Some(name) = column else {
        let side = |side: &str| -> Vec<usize> {
            let kinds = ["inference", "training", "storage"];
            let columns = kinds
                .iter()
                .filter_map(|kind| rows.column(&format!("{side}_{kind}_mw")));
            columns.collect()
        };
        let (west, east) = (side("west"), side("east"));
        let sum =
            |row: &[f64], columns: &[usize]| -> f64 { columns.iter().map(|&at| row[at]).sum() };
        return Ok(rows
            .figures
            .iter()
            .map(|row| {
                let (west, east) = (sum(row, &west), sum(row, &east));
                // nothing runs: neither
                if west + east == 0.0 {
                    f64::NAN
                } else {
                    west / (west + east)
                }
            })
            .collect());
    };
    let Some(at) = rows.column(name) else {
        let names = rows.names.iter().map(String::as_str);
        let nearest = crate::text::nearest::nearest(name, names);
        return Err(HeatError(match nearest {
            Some(meant) => tr!(
                "the rows have no column `{name}`; did you mean `{meant}`?",
                name = name,
                meant = meant
            ),
            None => tr!(
                "the rows have no column `{name}`; they have {}",
                rows.names.join(", "),
                name = name
            ),
        }));
    };
    Ok(rows.figures.iter().map(|row| row[at]).collect())
}

impl Heat {
    fn of(column: Option<&str>, values: &[f64]) -> Self {
        let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (lowest, highest) = if lowest <= highest {
            (lowest, highest)
        } else {
            (0.0, 1.0)
        };
        match column {
            None => {
                // as far to one side as to the other, so that the middle is where neither wins
                let reach = (0.5 - lowest).max(highest - 0.5).clamp(0.1, 0.5);
                let reach = (10.0 * reach - 1e-9).ceil() / 10.0;
                let (lowest, highest) = (0.5 - reach, 0.5 + reach);
                Self {
                    title: tr!("Share of the load that runs in the west").to_owned(),
                    lowest,
                    highest,
                    stops: vec![(lowest, VERMILLION), (0.5, MIDDLE), (highest, BLUE)],
                    per_cent: true,
                    unit: 1.0,
                }
            }
            Some(name) => {
                let measure = Measure::of(name, lowest.abs().max(highest.abs()));
                let highest = if lowest < highest {
                    highest
                } else {
                    lowest + lowest.abs().max(1.0)
                };
                Self {
                    title: measure.title(),
                    lowest,
                    highest,
                    stops: vec![
                        (lowest, MIDDLE),
                        (f64::midpoint(lowest, highest), palette::SKY),
                        (highest, RGBColor(0x00, 0x3B, 0x66)),
                    ],
                    per_cent: false,
                    unit: measure.per,
                }
            }
        }
    }

    fn colour(&self, value: f64) -> RGBColor {
        let next = self.stops.iter().position(|(at, _)| *at >= value);
        let next = next.unwrap_or(self.stops.len() - 1).max(1);
        let ((from, light), (to, dark)) = (self.stops[next - 1], self.stops[next]);
        palette::mixed(light, dark, (value - from) / (to - from))
    }

    fn show(&self, value: f64) -> String {
        if self.per_cent {
            format!("{:.0} %", 100.0 * value)
        } else {
            figure(value / self.unit)
        }
    }
}

/// Cells, in runs of one colour so that files stay small.
fn paint(picture: &mut Picture, cells: &Cells, figures: &[f64], shown: &Heat, map: Frame) {
    let colour = |x: usize, y: usize| match cells.row(x, y) {
        Some(row) if figures[row].is_finite() => shown.colour(figures[row]),
        _ => GRID,
    };
    for y in 0..cells.y.values.len() {
        let mut start = 0;
        for x in 0..cells.x.values.len() {
            let here = colour(x, y);
            if x + 1 < cells.x.values.len() && colour(x + 1, y) == here {
                continue;
            }
            let cell = cells.frame(start, y, map);
            let run = Frame {
                right: cells.frame(x, y, map).right,
                // a little over the next one, so that no seam is seen
                top: (cell.top - 0.5).max(map.top),
                ..cell
            };
            picture.rectangle(run, here);
            start = x + 1;
        }
    }
}

fn axes(picture: &mut Picture, cells: &Cells, map: Frame) {
    let across = |x: usize| middle(cells.frame(x, 0, map)).0;
    feet(picture, &ticks::along(&cells.x.values, across, 60.0), map);
    let faint = Lettering::plain(13.0, Anchor::End).faint();
    let up = |y: usize| middle(cells.frame(0, y, map)).1;
    for (y, label) in ticks::along(&cells.y.values, up, 20.0) {
        picture.line(vec![(map.left - 4.0, y), (map.left, y)], FAINT_INK, 1.0);
        picture.text(label, (map.left - 8.0, y), faint);
    }
    let left = vec![(map.left, map.top), (map.left, map.bottom)];
    picture.line(left, INK, 1.0);
    let name = Lettering::plain(14.0, Anchor::Middle);
    let below = (f64::midpoint(map.left, map.right), map.bottom + 42.0);
    picture.text(cells.x.name.as_str(), below, name);
    let name = Lettering::plain(14.0, Anchor::Start);
    picture.text(cells.y.name.as_str(), (20.0, map.top - 22.0), name);
}

/// The colours with their figures.
fn bar(picture: &mut Picture, shown: &Heat, bar: Frame) {
    const STEPS: u32 = 60;
    let axis = Axis::exactly(
        shown.lowest / shown.unit,
        shown.highest / shown.unit,
        bar.bottom,
        bar.top,
    );
    for step in 0..STEPS {
        let share = (f64::from(step) + 0.5) / f64::from(STEPS);
        let value = shown.lowest + share * (shown.highest - shown.lowest);
        let height = bar.height() / f64::from(STEPS);
        let bottom = bar.bottom - f64::from(step) * height;
        let band = Frame {
            top: (bottom - height - 0.5).max(bar.top),
            bottom,
            ..bar
        };
        picture.rectangle(band, shown.colour(value));
    }
    let lettering = Lettering::plain(13.0, Anchor::Start).faint();
    for (y, label) in axis.ticks() {
        let label = match (shown.per_cent, label.parse::<f64>()) {
            (true, Ok(share)) => format!("{:.0} %", 100.0 * share),
            _ => label,
        };
        picture.line(vec![(bar.right, y), (bar.right + 4.0, y)], FAINT_INK, 1.0);
        picture.text(label, (bar.right + 8.0, y), lettering);
    }
    let mut rim = bar.corners().to_vec();
    rim.extend_from_within(..1);
    picture.line(rim, FAINT_INK, 0.75);
}
