//! Cost by item, plan beside baseline.

use crate::report::plot::palette::RGBColor;

use super::frame::Frame;
use super::lettering::{Anchor, Lettering, Wording};
use super::look::Look;
use super::palette::{BLUE, FAINT_INK, GREEN, INK, ORANGE, PURPLE, SKY, VERMILLION, WHITE, YELLOW};
use super::picture::Picture;
use super::scale::{Axis, heading, rungs, spread};
use crate::case::retold;
use crate::language::word;
use crate::report::document::CostRecord;
use crate::report::number::{Money, money, percent, signed_percent};
use crate::report::saved::Plan;

const SHEET: (u32, u32) = (900, 540);
const LEAST: (u32, u32) = (860, 440);
const BAR_WIDTH: f64 = 130.0;
const LABEL_GAP: f64 = 18.0;

/// Of accelerators: unlike its neighbours.
const CHIPS: RGBColor = RGBColor(0x8C, 0x56, 0x4B);

/// Of contracts for green power.
const CONTRACTS: RGBColor = RGBColor(0x6B, 0x8E, 0x23);

/// Colours of the items, in their order.
const COLOURS: [RGBColor; 9] = [
    BLUE, ORANGE, CHIPS, GREEN, YELLOW, SKY, VERMILLION, PURPLE, CONTRACTS,
];

/// Stacked bars of what is paid by item: the plan beside the baseline, for the load that both serve; the plan alone where it was
/// solved for without claims.
#[must_use]
pub fn costs(plan: &Plan, look: &Look) -> Picture {
    let compared = plan.compared.as_ref();
    let bars = match compared {
        Some(both) => vec![&both.plan_cost_cny, &both.baseline_cost_cny],
        None => vec![&plan.cost_cny],
    };
    let paid = bars.iter().map(|costs| costs.paid());
    let largest = paid.fold(0.0, f64::max);
    let unit = Money::up_to(largest);
    let mut picture = look.sheet(SHEET, LEAST);
    let title = look.title(Wording::named(&plan.case.name, plan.case.spoken_title()));
    let under = heading(&mut picture, &title, &subtitle(plan, unit));
    let sheet = picture.frame();
    let panel = Frame {
        left: 90.0,
        top: under + 45.0,
        right: sheet.right - 20.0,
        bottom: sheet.bottom - 55.0,
    };
    let axis = Axis::up_to(unit.scaled(largest), panel.bottom, panel.top);
    rungs(&mut picture, &axis, panel);
    let baseline = compared.map(|compared| retold(&compared.baseline));
    let names = [plan_name(&bars), baseline.unwrap_or_default()];
    let at = [panel.left + 30.0, panel.left + 30.0 + panel.width() / 2.0];
    for ((costs, x), name) in bars.into_iter().zip(at).zip(names) {
        bar(&mut picture, (&axis, panel), unit, x, costs);
        let middle = x + BAR_WIDTH / 2.0;
        let below = Lettering::plain(15.0, Anchor::Middle);
        picture.text(name, (middle, panel.bottom + 22.0), below);
    }
    let foot = vec![(panel.left, panel.bottom), (panel.right, panel.bottom)];
    picture.line(foot, INK, 1.0);
    picture
}

fn subtitle(plan: &Plan, unit: Money) -> String {
    let mut subtitle = tr!("Cost over the horizon by item, {}", unit.unit);
    match &plan.compared {
        Some(compared) if compared.share < 1.0 - 1e-9 => {
            subtitle.push_str(&tr!(
                "; the {share} of the load that can be served with {baseline} too",
                share = percent(compared.share),
                baseline = retold(&compared.baseline)
            ));
        }
        _ => {}
    }
    subtitle
}

/// `plan (-39.9 %)`
fn plan_name(bars: &[&CostRecord]) -> String {
    match bars {
        [plan, baseline] if baseline.paid() > 0.0 => {
            let change = signed_percent(plan.paid() / baseline.paid() - 1.0);
            tr!("plan ({change})", change = change)
        }
        _ => word("plan").to_owned(),
    }
}

/// A segment of a bar, from its item.
struct Segment {
    colour: RGBColor,
    label: String,
    from: f64,
    to: f64,
}

/// Segments of what is paid, from the bottom up. Penalties are paid by nobody.
fn segments(axis: &Axis, unit: Money, costs: &CostRecord) -> Vec<Segment> {
    let mut sum = 0.0;
    let mut segments = Vec::new();
    for ((name, cost), colour) in costs.items().into_iter().zip(COLOURS) {
        if name == "shortfall" || cost.abs() < 0.005 {
            continue;
        }
        let from = axis.pixel(unit.scaled(sum));
        // what is earned, at a price below 0, has a label and no height
        sum += cost.max(0.0);
        segments.push(Segment {
            colour,
            label: format!(
                "{} {} ({})",
                word(&name.replace('_', " ")),
                unit.show(cost),
                percent(cost / costs.paid())
            ),
            from,
            to: axis.pixel(unit.scaled(sum)),
        });
    }
    segments
}

fn bar(
    picture: &mut Picture,
    (axis, panel): (&Axis, Frame),
    unit: Money,
    x: f64,
    costs: &CostRecord,
) {
    let segments = segments(axis, unit, costs);
    for segment in &segments {
        let frame = Frame {
            left: x,
            top: segment.to,
            right: x + BAR_WIDTH,
            bottom: segment.from,
        };
        picture.rectangle(frame, segment.colour);
        // a thin segment is not made thinner
        if frame.height() > 3.0 {
            let edge = vec![(frame.left, frame.top), (frame.right, frame.top)];
            picture.line(edge, WHITE, 0.75);
        }
    }
    labels(picture, x + BAR_WIDTH, &segments, panel);
    let top = axis.pixel(unit.scaled(costs.paid()));
    let total = Lettering::plain(15.0, Anchor::Middle).bold();
    let at = (x + BAR_WIDTH / 2.0, top - 14.0);
    picture.text_on_white(money(costs.paid()), at, total);
}

/// Labels beside a bar, each tied to its segment by a line.
fn labels(picture: &mut Picture, x: f64, segments: &[Segment], panel: Frame) {
    let middle = |segment: &Segment| (segment.from + segment.to) / 2.0;
    // `spread` wants heights that ascend: from the top down
    let wanted: Vec<f64> = segments.iter().rev().map(middle).collect();
    let heights = spread(&wanted, LABEL_GAP, panel.top - 30.0, panel.bottom - 10.0);
    for (segment, height) in segments.iter().rev().zip(heights) {
        let tie = vec![
            (x + 2.0, middle(segment)),
            (x + 14.0, height),
            (x + 20.0, height),
        ];
        picture.line(tie, FAINT_INK, 0.75);
        let lettering = Lettering::plain(14.0, Anchor::Start);
        picture.text_on_white(segment.label.as_str(), (x + 25.0, height), lettering);
    }
}
