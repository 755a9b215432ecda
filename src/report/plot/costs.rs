//! Cost by item, plan beside baseline.

use plotters::style::RGBColor;

use super::canvas::{Anchor, Canvas, FAINT_INK, GRID, INK, Lettering, shortened};
use super::scale::{Axis, spread};
use crate::answer::Answer;
use crate::placement::{Costs, Placement};
use crate::report::number::{Money, money, percent};

const WIDTH: i32 = 900;
const HEIGHT: i32 = 540;
const AXIS_X: i32 = 90;
const RIGHT: i32 = WIDTH - 20;
const TOP: i32 = 120;
const BOTTOM: i32 = HEIGHT - 50;
const BAR_WIDTH: i32 = 130;
const BARS_X: [i32; 2] = [AXIS_X + 30, AXIS_X + 425];
const LABEL_GAP: i32 = 18;

/// Okabe–Ito, in the order of [`Costs::items`].
const COLOURS: [RGBColor; 7] = [
    RGBColor(0x00, 0x72, 0xB2), // electricity: blue
    RGBColor(0xE6, 0x9F, 0x00), // hosting: orange
    RGBColor(0x00, 0x9E, 0x73), // bandwidth: bluish green
    RGBColor(0xF0, 0xE4, 0x42), // transfer: yellow
    RGBColor(0x56, 0xB4, 0xE9), // green premium: sky blue
    RGBColor(0xD5, 0x5E, 0x00), // carbon price: vermillion
    RGBColor(0xCC, 0x79, 0xA7), // shortfall: reddish purple
];

/// Stacked bars of what is paid by item: the plan beside the baseline of eastern hubs alone, for
/// the load that both serve. An SVG document.
#[must_use]
pub fn plot_costs_svg(answer: &Answer) -> String {
    Canvas::picture(WIDTH.unsigned_abs(), HEIGHT.unsigned_abs(), |canvas| {
        draw(canvas, answer);
    })
}

fn draw(canvas: &Canvas, answer: &Answer) {
    let (plan, baseline) = (&answer.claims.plan, &answer.claims.baseline);
    let largest = plan.costs.paid().max(baseline.costs.paid());
    let unit = Money::up_to(largest);
    titles(canvas, answer, unit);
    let axis = Axis::up_to(unit.scaled(largest), BOTTOM, TOP);
    for (pixel, label) in axis.ticks() {
        canvas.line(vec![(AXIS_X, pixel), (RIGHT, pixel)], GRID, 1);
        let lettering = Lettering::plain(13, Anchor::End).faint();
        canvas.text(&label, (AXIS_X - 8, pixel), lettering);
    }
    bar(canvas, &axis, unit, BARS_X[0], "plan", plan);
    bar(
        canvas,
        &axis,
        unit,
        BARS_X[1],
        "eastern hubs only",
        baseline,
    );
    canvas.line(vec![(AXIS_X, BOTTOM), (RIGHT, BOTTOM)], INK, 1);
}

fn titles(canvas: &Canvas, answer: &Answer, unit: Money) {
    let lettering = Lettering::plain(17, Anchor::Start).bold();
    canvas.text(
        &shortened(&answer.case.title, 17, WIDTH - 40),
        (20, 28),
        lettering,
    );
    let mut subtitle = format!("Cost over the horizon by item, {}", unit.unit);
    if answer.claims.compared_share < 1.0 - 1e-9 {
        let share = percent(answer.claims.compared_share);
        subtitle.push_str(&format!(
            "; the {share} of the load that eastern hubs alone can serve too"
        ));
    }
    canvas.text(
        &subtitle,
        (20, 54),
        Lettering::plain(14, Anchor::Start).faint(),
    );
}

/// A segment of a bar, from its item.
struct Segment {
    colour: RGBColor,
    label: String,
    from: i32,
    to: i32,
}

/// Segments of what is paid, from the bottom up. Penalties are paid by nobody.
fn segments(axis: &Axis, unit: Money, costs: &Costs) -> Vec<Segment> {
    let mut sum = 0.0;
    let mut segments = Vec::new();
    for ((name, cost), colour) in costs.items().into_iter().zip(COLOURS) {
        if name == "shortfall" || cost < 0.005 {
            continue;
        }
        let from = axis.pixel(unit.scaled(sum));
        sum += cost;
        segments.push(Segment {
            colour,
            label: format!(
                "{} {} ({})",
                name.replace('_', " "),
                unit.show(cost),
                percent(cost / costs.paid())
            ),
            from,
            to: axis.pixel(unit.scaled(sum)),
        });
    }
    segments
}

fn bar(canvas: &Canvas, axis: &Axis, unit: Money, x: i32, name: &str, plan: &Placement) {
    let segments = segments(axis, unit, &plan.costs);
    for segment in &segments {
        canvas.rectangle(
            (x, segment.to),
            (x + BAR_WIDTH, segment.from),
            segment.colour,
        );
        canvas.line(
            vec![(x, segment.to), (x + BAR_WIDTH, segment.to)],
            RGBColor(0xFF, 0xFF, 0xFF),
            1,
        );
    }
    labels(canvas, x + BAR_WIDTH, &segments);
    let middle = x + BAR_WIDTH / 2;
    let top = axis.pixel(unit.scaled(plan.costs.paid()));
    let total = Lettering::plain(15, Anchor::Middle).bold();
    canvas.text_on_white(&money(plan.costs.paid()), (middle, top - 14), total);
    let below = Lettering::plain(15, Anchor::Middle);
    canvas.text(name, (middle, BOTTOM + 22), below);
}

/// Labels beside a bar, each tied to its segment by a line.
fn labels(canvas: &Canvas, x: i32, segments: &[Segment]) {
    let middle = |segment: &Segment| (segment.from + segment.to) / 2;
    // `spread` wants heights that ascend: from the top down
    let wanted: Vec<i32> = segments.iter().rev().map(middle).collect();
    let heights = spread(&wanted, LABEL_GAP, TOP - 20, BOTTOM - 8);
    for (segment, height) in segments.iter().rev().zip(heights) {
        let tie = vec![(x + 2, middle(segment)), (x + 14, height), (x + 20, height)];
        canvas.line(tie, FAINT_INK, 1);
        let lettering = Lettering::plain(14, Anchor::Start);
        canvas.text_on_white(&segment.label, (x + 25, height), lettering);
    }
}
