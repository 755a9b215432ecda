//! How a plan follows a parameter: load by hub, over cost and carbon.

use super::cloth::{self, Cloth};
use super::frame::{Frame, Point};
use super::lettering::{Anchor, Lettering, Wording};
use super::look::Look;
use super::measure::{Measure, parameter_in_words};
use super::palette::{BLUE, FAINT_INK, INK, WHITE};
use super::picture::{Fill, Picture};
use super::scale::{Axis, EndLabel, MARGIN, end_labels, feet, heading, rungs};
use crate::case::Side;
use crate::language::noun;
use crate::report::number::{SHORT_FROM_MWH, grouped};
use crate::report::saved::{Layer, TraceRow, TraceRows};

const SHEET: (u32, u32) = (1060, 790);
const LEAST: (u32, u32) = (860, 620);
/// Room to the right of the panels, for names.
const NAMES: f64 = 320.0;

/// The panels, from the top down.
struct Panels {
    load: Frame,
    cost: Frame,
    carbon: Frame,
}

impl Panels {
    /// Under the heading, which ends at `under`: three fifths of the room for the load.
    fn of(sheet: Frame, under: f64) -> Self {
        let top = under + 24.0;
        let room = sheet.bottom - 70.0 - 120.0 - top;
        let panel = |top: f64, share: f64| Frame {
            left: 90.0,
            top,
            right: sheet.right - NAMES,
            bottom: top + share * room,
        };
        let load = panel(top, 0.6);
        let cost = panel(load.bottom + 60.0, 0.2);
        Self {
            load,
            cost,
            carbon: panel(cost.bottom + 60.0, 0.2),
        }
    }

    const fn all(&self) -> [Frame; 3] {
        [self.load, self.cost, self.carbon]
    }
}

/// More breakpoints than this are marked on the axis alone.
const MOST_LINES: usize = 60;

/// The load of each hub against the parameter, stacked, western hubs at the bottom in cold colours, eastern ones above
/// in warm ones, with the cost and the carbon under it; breakpoints and the case's own value marked.
#[must_use]
pub fn trace(rows: &TraceRows, look: &Look) -> Picture {
    let rows = &rising(rows);
    let mut picture = look.sheet(SHEET, LEAST);
    let title = match &rows.case {
        Some((id, title)) => Wording::named(id, title),
        None => tr!("Trace").into(),
    };
    let breakpoints = breakpoints(&rows.rows);
    let subtitle = subtitle(rows, breakpoints.len());
    let under = heading(&mut picture, &look.title(title), &subtitle);
    let panels = Panels::of(picture.frame(), under);
    let values = || rows.rows.iter().map(|row| row.value);
    let least = values().fold(f64::INFINITY, f64::min);
    let most = values().fold(f64::NEG_INFINITY, f64::max);
    let x = Axis::exactly(least, most, panels.load.left, panels.load.right);
    loads(&mut picture, rows, &x, panels.load);
    measure(&mut picture, rows, &x, panels.cost, "cost_cny", |row| {
        row.cost_cny
    });
    measure(&mut picture, rows, &x, panels.carbon, "carbon_t", |row| {
        row.carbon_t
    });
    for panel in panels.all() {
        feet(&mut picture, &x.ticks(), panel);
    }
    mark(&mut picture, &breakpoints, &x, &panels);
    base(&mut picture, rows, (least, most), &x, &panels);
    let below = Lettering::plain(14.0, Anchor::Middle);
    let middle = f64::midpoint(panels.carbon.left, panels.carbon.right);
    let name = parameter_in_words(&rows.parameter);
    picture.text(name, (middle, panels.carbon.bottom + 42.0), below);
    picture
}

/// The rows from left to right, which a trace towards smaller values gives from right to left.
fn rising(rows: &TraceRows) -> TraceRows {
    let mut rising = rows.clone();
    if let (Some(first), Some(last)) = (rows.rows.first(), rows.rows.last())
        && first.value > last.value
    {
        rising.rows.reverse();
    }
    rising
}

fn subtitle(rows: &TraceRows, breakpoints: usize) -> String {
    let name = parameter_in_words(&rows.parameter);
    let count = match (breakpoints, rows.is_complete) {
        (0, Some(true)) => tr!("proved to have no breakpoint").to_owned(),
        (0, _) => tr!("no breakpoint found").to_owned(),
        (count, proved) => {
            let word = noun(count, "breakpoint", "breakpoints");
            let proof = match proved {
                Some(true) => tr!(", proved to be all"),
                Some(false) => tr!(", bracketed"),
                None => "",
            };
            format!("{count} {word}{proof}")
        }
    };
    let short = what_is_unserved(&rows.rows);
    tr!(
        "The best plan against {name}: {count}.{short} Mean IT load, MW",
        name = name,
        count = count,
        short = short
    )
}

/// A sentence where plans leave load unserved.
fn what_is_unserved(rows: &[TraceRow]) -> String {
    let short = || rows.iter().map(|row| row.unserved_mwh);
    let (least, most) = (
        short().fold(f64::INFINITY, f64::min),
        short().fold(0.0, f64::max),
    );
    let (from, to) = (grouped(least, 0), grouped(most, 0));
    if most <= SHORT_FROM_MWH {
        String::new()
    } else if from == to {
        tr!(" {to} MWh (IT) stay unserved.", to = to)
    } else {
        tr!(
            " {from} to {to} MWh (IT) stay unserved.",
            from = from,
            to = to
        )
    }
}

/// Values at which the plan changes, each once.
fn breakpoints(rows: &[TraceRow]) -> Vec<f64> {
    let marked = rows.iter().filter(|row| row.is_breakpoint);
    let mut values: Vec<f64> = marked.map(|row| row.value).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// Layers with load, in the order in which they are stacked, with their cloths.
fn stack(rows: &TraceRows) -> Vec<(usize, Cloth)> {
    let used = |layer: usize| rows.rows.iter().any(|row| row.mw[layer] > 1e-6);
    let of_side = |side: Side| -> Vec<usize> {
        let layers = 0..rows.layers.len();
        layers
            .filter(|&layer| rows.layers[layer].side == side && used(layer))
            .collect()
    };
    [Side::West, Side::East]
        .into_iter()
        .flat_map(|side| {
            let layers = of_side(side);
            let cloths = cloth::cloths(side, layers.len());
            layers.into_iter().zip(cloths)
        })
        .collect()
}

fn loads(picture: &mut Picture, rows: &TraceRows, x: &Axis, panel: Frame) {
    let stack = stack(rows);
    let total = |row: &TraceRow| row.mw.iter().sum::<f64>();
    let peak = rows.rows.iter().map(total).fold(0.0, f64::max);
    let y = Axis::up_to(peak, panel.bottom, panel.top);
    rungs(picture, &y, panel);
    let mut floor = vec![0.0; rows.rows.len()];
    let mut labels = Vec::new();
    for (layer, cloth) in stack {
        let lower = points(rows, x, &y, |k, _| floor[k]);
        for (sum, row) in floor.iter_mut().zip(&rows.rows) {
            *sum += row.mw[layer];
        }
        let upper = points(rows, x, &y, |k, _| floor[k]);
        if let (Some(low), Some(high)) = (lower.last(), upper.last()) {
            let Layer {
                id, name, name_zh, ..
            } = &rows.layers[layer];
            let name = Wording::of_place(id, name, name_zh.as_deref());
            let y = f64::midpoint(low.1, high.1);
            labels.push(EndLabel { name, cloth, y });
        }
        let mut corners = upper.clone();
        corners.extend(lower.into_iter().rev());
        cloth::fill(picture, corners, cloth);
        picture.line(upper, WHITE, 0.5);
    }
    labels.reverse();
    end_labels(picture, &labels, panel);
}

/// Where a figure stands in each row, without points that no eye could part from the line.
fn points(
    rows: &TraceRows,
    x: &Axis,
    y: &Axis,
    figure: impl Fn(usize, &TraceRow) -> f64,
) -> Vec<Point> {
    let rows = rows.rows.iter().enumerate();
    let all: Vec<Point> = rows
        .map(|(k, row)| (x.pixel(row.value), y.pixel(figure(k, row))))
        .collect();
    thinned(&all)
}

/// The points that a line needs to stay within a quarter of a pixel of all (Douglas and Peucker, 1973).
fn thinned(points: &[Point]) -> Vec<Point> {
    const TOLERANCE: f64 = 0.25;
    let Some(last) = points.len().checked_sub(1) else {
        return Vec::new();
    };
    let mut kept = vec![false; points.len()];
    (kept[0], kept[last]) = (true, true);
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let distances =
            (from + 1..to).map(|at| (at, distance(points[at], points[from], points[to])));
        if let Some((at, far)) = distances.max_by(|a, b| a.1.total_cmp(&b.1))
            && far > TOLERANCE
        {
            kept[at] = true;
            open.extend([(from, at), (at, to)]);
        }
    }
    let marked = points.iter().zip(kept);
    marked
        .filter(|(_, kept)| *kept)
        .map(|(point, _)| *point)
        .collect()
}

/// From a point to the segment between two others.
fn distance(point: Point, from: Point, to: Point) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let along = (point.0 - from.0) * dx + (point.1 - from.1) * dy;
    let share = if length > 0.0 {
        (along / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (point.0 - from.0 - share * dx).hypot(point.1 - from.1 - share * dy)
}

/// A figure as a line in a panel of its own.
fn measure(
    picture: &mut Picture,
    rows: &TraceRows,
    x: &Axis,
    panel: Frame,
    column: &str,
    figure: impl Fn(&TraceRow) -> f64,
) {
    let values = || rows.rows.iter().map(&figure);
    let least = values().fold(f64::INFINITY, f64::min);
    let most = values().fold(f64::NEG_INFINITY, f64::max);
    let measure = Measure::of(column, least.abs().max(most.abs()))
        .counted_by(column, rows.accounting.as_deref());
    let y = Axis::between(
        least / measure.per,
        most / measure.per,
        panel.bottom,
        panel.top,
    );
    let faint = Lettering::plain(14.0, Anchor::Start).faint();
    let title = y.noted(&measure.title());
    picture.text(title, (MARGIN, panel.top - 22.0), faint);
    rungs(picture, &y, panel);
    let line = points(rows, x, &y, |_, row| figure(row) / measure.per);
    picture.line(line, BLUE, 2.5);
    if let Some(last) = rows.rows.last() {
        let at = y.pixel(figure(last) / measure.per);
        let label = EndLabel::of_line(measure.show(figure(last)), BLUE, at);
        end_labels(picture, &[label], panel);
    }
}

/// Breakpoints: lines through the panels where they are few, and feet under the lowest.
fn mark(picture: &mut Picture, breakpoints: &[f64], x: &Axis, panels: &Panels) {
    let faint = Fill {
        colour: INK,
        opacity: 0.3,
    };
    for &value in breakpoints {
        let at = x.pixel(value);
        if breakpoints.len() <= MOST_LINES {
            for panel in panels.all() {
                picture.line(vec![(at, panel.top), (at, panel.bottom)], faint, 0.5);
            }
        }
        for panel in panels.all() {
            let foot = vec![(at, panel.bottom - 5.0), (at, panel.bottom)];
            picture.line(foot, FAINT_INK, 0.75);
        }
    }
}

/// The case's own value, where it lies in the range.
fn base(
    picture: &mut Picture,
    rows: &TraceRows,
    (least, most): (f64, f64),
    x: &Axis,
    panels: &Panels,
) {
    let Some(base) = rows.base.filter(|base| (least..=most).contains(base)) else {
        return;
    };
    let at = x.pixel(base);
    for panel in panels.all() {
        picture.dashes((at, panel.top), (at, panel.bottom), INK, 1.25);
    }
    let (anchor, at) = if at > f64::midpoint(panels.load.left, panels.load.right) {
        (Anchor::End, at - 4.0)
    } else {
        (Anchor::Start, at + 4.0)
    };
    let lettering = Lettering::plain(13.0, anchor);
    picture.text(
        tr!("the case as it is"),
        (at, panels.load.top - 10.0),
        lettering,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thinned_line_keeps_its_corners_and_jumps() {
        let steps = [
            (0.0, 0.0),
            (1.0, 0.05),
            (2.0, 0.0),
            (2.0, 9.0),
            (3.0, 9.1),
            (4.0, 9.0),
        ];
        assert_eq!(
            thinned(&steps),
            [(0.0, 0.0), (2.0, 0.0), (2.0, 9.0), (4.0, 9.0)]
        );
        assert_eq!(thinned(&[(1.0, 2.0)]), [(1.0, 2.0)]);
        assert!(thinned(&[]).is_empty());
    }
}
