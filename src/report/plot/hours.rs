//! Load by hub and period, over the price of electricity.

use plotters::style::RGBColor;

use super::canvas::{Anchor, Canvas, FAINT_INK, GRID, INK, Lettering, shortened};
use super::scale::{Axis, shades, spread};
use crate::answer::Answer;
use crate::case::{Case, HubId, Side};
use crate::report::words;

const WIDTH: i32 = 960;
const HEIGHT: i32 = 620;
const LEFT: i32 = 80;
/// Labels of hubs stand to the right of this.
const RIGHT: i32 = WIDTH - 200;
const LOAD_TOP: i32 = 100;
const LOAD_BOTTOM: i32 = 400;
const PRICE_TOP: i32 = 470;
const PRICE_BOTTOM: i32 = 570;
const LABEL_GAP: i32 = 17;

// Okabe–Ito: vermillion to yellow for the east, blue to sky blue for the west.
const EAST: [RGBColor; 2] = [RGBColor(0xD5, 0x5E, 0x00), RGBColor(0xF0, 0xC4, 0x42)];
const WEST: [RGBColor; 2] = [RGBColor(0x00, 0x72, 0xB2), RGBColor(0x9A, 0xD4, 0xF2)];
const WHITE: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);

/// Stacked bars of the load of each hub in each period, western hubs at the bottom in blues, eastern
/// ones above in oranges, over the mean electricity price of each side. An SVG document.
///
/// Made for a day of hours; every period takes the same room, however many hours it stands for.
#[must_use]
pub fn plot_hours_svg(answer: &Answer) -> String {
    Canvas::picture(WIDTH.unsigned_abs(), HEIGHT.unsigned_abs(), |canvas| {
        let lettering = Lettering::plain(17, Anchor::Start).bold();
        canvas.text(
            &shortened(&answer.case.title, 17, WIDTH - 40),
            (20, 28),
            lettering,
        );
        let faint = Lettering::plain(14, Anchor::Start).faint();
        canvas.text("IT load by hub and period, MW", (20, 54), faint);
        loads(canvas, answer);
        let note = "Electricity price, CNY/kWh, mean of each side's hubs by capacity";
        canvas.text(note, (20, PRICE_TOP - 28), faint);
        prices(canvas, &answer.case);
        period_names(canvas, &answer.case);
    })
}

/// Hubs in use with their colours, in the order in which they are stacked.
fn stack(answer: &Answer) -> Vec<(HubId, RGBColor)> {
    let (case, plan) = (&answer.case, &answer.placement);
    let in_use = |side: Side| -> Vec<HubId> {
        case.hub_ids()
            .filter(|&hub| case[hub].side == side)
            .filter(|hub| plan.hubs[hub.index()].it_energy_mwh > 1e-6 * plan.it_energy_mwh)
            .collect()
    };
    let (west, east) = (in_use(Side::West), in_use(Side::East));
    let colours = shades(WEST[0], WEST[1], west.len())
        .into_iter()
        .chain(shades(EAST[0], EAST[1], east.len()));
    west.iter().chain(&east).copied().zip(colours).collect()
}

/// Left edge of period `t`; that of one past the last is the right edge.
fn edge(case: &Case, t: usize) -> i32 {
    let count = i64::try_from(case.periods.len()).unwrap_or(1).max(1);
    let t = i64::try_from(t).unwrap_or(0);
    let offset = i64::from(RIGHT - LEFT) * t / count;
    LEFT + i32::try_from(offset).unwrap_or(0)
}

fn loads(canvas: &Canvas, answer: &Answer) {
    let (case, plan) = (&answer.case, &answer.placement);
    let stack = stack(answer);
    let total = |t: usize| -> f64 {
        stack
            .iter()
            .map(|(h, _)| plan.hubs[h.index()].load_mw[t])
            .sum()
    };
    let peak = (0..case.periods.len()).map(total).fold(0.0, f64::max);
    let axis = Axis::up_to(peak, LOAD_BOTTOM, LOAD_TOP);
    grid(canvas, &axis);
    let mut sums = vec![0.0; case.periods.len()];
    let mut middles = Vec::new();
    for &(hub, colour) in &stack {
        for (t, sum) in sums.iter_mut().enumerate() {
            let from = axis.pixel(*sum);
            *sum += plan.hubs[hub.index()].load_mw[t];
            let to = axis.pixel(*sum);
            let right = (edge(case, t + 1) - 1).max(edge(case, t) + 1);
            canvas.rectangle((edge(case, t), to), (right, from), colour);
            canvas.line(vec![(edge(case, t), to), (right, to)], WHITE, 1);
            if t + 1 == case.periods.len() {
                middles.push((from + to) / 2);
            }
        }
    }
    canvas.line(vec![(LEFT, LOAD_BOTTOM), (RIGHT, LOAD_BOTTOM)], INK, 1);
    hub_names(canvas, case, &stack, &middles);
}

fn grid(canvas: &Canvas, axis: &Axis) {
    for (pixel, label) in axis.ticks() {
        canvas.line(vec![(LEFT, pixel), (RIGHT, pixel)], GRID, 1);
        let lettering = Lettering::plain(13, Anchor::End).faint();
        canvas.text(&label, (LEFT - 8, pixel), lettering);
    }
}

/// Names beside the last period, each tied to its part of the stack.
fn hub_names(canvas: &Canvas, case: &Case, stack: &[(HubId, RGBColor)], middles: &[i32]) {
    let wanted: Vec<i32> = middles.iter().rev().copied().collect();
    let heights = spread(&wanted, LABEL_GAP, LOAD_TOP - 10, LOAD_BOTTOM - 6);
    for ((&(hub, colour), &middle), height) in stack.iter().zip(middles).rev().zip(heights) {
        let tie = vec![
            (RIGHT + 1, middle),
            (RIGHT + 14, height),
            (RIGHT + 20, height),
        ];
        canvas.line(tie, colour, 2);
        let name = words::hub(case, hub, true);
        let name = shortened(&name, 14, WIDTH - RIGHT - 30);
        let lettering = Lettering::plain(14, Anchor::Start);
        canvas.text(&name, (RIGHT + 25, height), lettering);
    }
}

/// Mean price of a side's hubs in a period, weighted by capacity; `None` where it has none.
fn price(case: &Case, side: Side, t: usize) -> Option<f64> {
    let hubs = || case.hubs.iter().filter(|hub| hub.side == side);
    let capacity: f64 = hubs().map(|hub| hub.capacity_mw).sum();
    let weighted: f64 = hubs()
        .map(|hub| hub.capacity_mw * hub.price_cny_per_kwh.at(t))
        .sum();
    (capacity > 0.0).then(|| weighted / capacity)
}

fn prices(canvas: &Canvas, case: &Case) {
    let lines: Vec<(Side, RGBColor, Vec<f64>)> = [(Side::East, EAST[0]), (Side::West, WEST[0])]
        .into_iter()
        .filter_map(|(side, colour)| {
            let prices = (0..case.periods.len()).map(|t| price(case, side, t));
            Some((side, colour, prices.collect::<Option<Vec<f64>>>()?))
        })
        .collect();
    let highest = lines
        .iter()
        .flat_map(|(_, _, prices)| prices)
        .fold(0.0_f64, |most, price| most.max(*price));
    let axis = Axis::up_to(highest, PRICE_BOTTOM, PRICE_TOP);
    grid(canvas, &axis);
    let mut ends = Vec::new();
    for (side, colour, prices) in &lines {
        // a price holds for its whole period: steps, not slopes
        let points = prices.iter().enumerate().flat_map(|(t, price)| {
            let y = axis.pixel(*price);
            [(edge(case, t), y), (edge(case, t + 1), y)]
        });
        canvas.line(points.collect(), *colour, 3);
        ends.push((
            prices.last().map_or(PRICE_BOTTOM, |p| axis.pixel(*p)),
            *side,
            *colour,
        ));
    }
    ends.sort_by_key(|(y, ..)| *y);
    let wanted: Vec<i32> = ends.iter().map(|(y, ..)| *y).collect();
    let heights = spread(&wanted, LABEL_GAP, PRICE_TOP, PRICE_BOTTOM);
    for ((y, side, colour), height) in ends.into_iter().zip(heights) {
        let tie = vec![(RIGHT + 1, y), (RIGHT + 14, height), (RIGHT + 20, height)];
        canvas.line(tie, colour, 2);
        let lettering = Lettering::plain(14, Anchor::Start);
        canvas.text(side.name(), (RIGHT + 25, height), lettering);
    }
    canvas.line(vec![(LEFT, PRICE_BOTTOM), (RIGHT, PRICE_BOTTOM)], INK, 1);
}

/// Names of periods under both panels, as many as have room.
fn period_names(canvas: &Canvas, case: &Case) {
    let longest = case.periods.iter().map(|p| p.id.chars().count()).max();
    let room = 9 * i32::try_from(longest.unwrap_or(1)).unwrap_or(64) + 8;
    let pitch = (edge(case, 1) - LEFT).max(1);
    let every = usize::try_from((room + pitch - 1) / pitch)
        .unwrap_or(1)
        .max(1);
    for t in (0..case.periods.len()).step_by(every) {
        let middle = i32::midpoint(edge(case, t), edge(case, t + 1));
        for bottom in [LOAD_BOTTOM, PRICE_BOTTOM] {
            canvas.line(vec![(middle, bottom), (middle, bottom + 4)], FAINT_INK, 1);
            let name = shortened(&case.periods[t].id, 13, room.max(pitch));
            let lettering = Lettering::plain(13, Anchor::Middle).faint();
            canvas.text(&name, (middle, bottom + 15), lettering);
        }
    }
}
