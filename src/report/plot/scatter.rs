//! The scenarios of a sweep as points: what each costs against what it emits.

use super::frame::{Frame, Point};
use super::lettering::{Anchor, Lettering, Wording};
use super::look::Look;
use super::measure::Measure;
use super::palette::{BLUE, FAINT_INK, VERMILLION};
use super::picture::{Fill, Picture};
use super::scale::{Axis, feet, heading, rungs};
use crate::report::number::grouped;
use crate::report::saved::SweepRows;

const SHEET: (u32, u32) = (900, 560);
const LEAST: (u32, u32) = (700, 440);

/// Cost against carbon of every scenario, blue where most load runs in the west, with the place of each row; nothing where no row has both.
#[must_use]
pub(in crate::report) fn scatter(rows: &SweepRows) -> Option<(Picture, Vec<Option<Point>>)> {
    let points: Vec<(f64, f64)> = (0..rows.figures.len())
        .map(|row| point(rows, row))
        .collect();
    let known = || {
        points
            .iter()
            .filter(|(x, y)| x.is_finite() && y.is_finite())
    };
    let (xs, ys) = (range(known().map(|p| p.0))?, range(known().map(|p| p.1))?);
    let of = |name, (least, most): (f64, f64)| Measure::of(name, least.abs().max(most.abs()));
    let (across, up) = (of("cost_cny", xs), of("carbon_t", ys));
    let mut picture = Look::default().sheet(SHEET, LEAST);
    #[allow(clippy::cast_precision_loss)]
    let count = grouped(known().count() as f64, 0);
    let subtitle = tr!(
        "{count} scenarios; blue where most of the load runs in the west, vermillion where it runs in the east",
        count = count
    );
    let title = Wording::from(tr!("Cost and carbon of every scenario"));
    let under = heading(&mut picture, &title, &subtitle);
    let sheet = picture.frame();
    let frame = Frame {
        left: 110.0,
        top: under + 48.0,
        right: sheet.right - 32.0,
        bottom: sheet.bottom - 72.0,
    };
    let x = Axis::between(
        xs.0 / across.per,
        xs.1 / across.per,
        frame.left,
        frame.right,
    );
    let y = Axis::between(ys.0 / up.per, ys.1 / up.per, frame.bottom, frame.top);
    rungs(&mut picture, &y, frame);
    feet(&mut picture, &x.ticks(), frame);
    let name = Lettering::plain(14.0, Anchor::Start);
    picture.text(y.noted(&up.title()), (20.0, frame.top - 20.0), name);
    let below = Lettering::plain(14.0, Anchor::Middle);
    let middle = (f64::midpoint(frame.left, frame.right), frame.bottom + 42.0);
    picture.text(x.noted(&across.title()), middle, below);
    let place = |&(cost, carbon): &(f64, f64)| {
        let is_known = cost.is_finite() && carbon.is_finite();
        is_known.then(|| (x.pixel(cost / across.per), y.pixel(carbon / up.per)))
    };
    let places: Vec<Option<Point>> = points.iter().map(place).collect();
    for (row, at) in places.iter().enumerate() {
        if let Some(at) = at {
            picture.dot(*at, 3.0, colour(rows, row));
        }
    }
    Some((picture, places))
}

/// What is paid (penalties are not), and what is emitted.
fn point(rows: &SweepRows, row: usize) -> (f64, f64) {
    let figure = |name| rows.column(name).map(|at| rows.figures[row][at]);
    let cost = figure("objective_cny").map(|all| all - figure("shortfall_cny").unwrap_or(0.0));
    let [cost, carbon] = [cost, figure("carbon_t")].map(|known| known.unwrap_or(f64::NAN));
    (cost, carbon)
}

fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |range, value| match range {
        None => Some((value, value)),
        Some((least, most)) => Some((least.min(value), most.max(value))),
    })
}

fn colour(rows: &SweepRows, row: usize) -> Fill {
    let side = |side: &str| -> f64 {
        let names = ["inference", "training", "storage"].map(|kind| format!("{side}_{kind}_mw"));
        let places = names.iter().filter_map(|name| rows.column(name));
        places.map(|at| rows.figures[row][at]).sum()
    };
    let (west, east) = (side("west"), side("east"));
    let colour = match west.partial_cmp(&east) {
        Some(std::cmp::Ordering::Greater) => BLUE,
        Some(std::cmp::Ordering::Less) => VERMILLION,
        _ => FAINT_INK,
    };
    Fill {
        colour,
        opacity: 0.7,
    }
}
