//! Duration curves: for how many hours a load, a price and a green share are at least so high.

use super::cloth::Cloth;
use super::frame::{Frame, Point};
use super::hours::{Panels, means, of_the_whole_plan, panel_title, stack};
use super::lettering::Wording;
use super::look::Look;
use super::palette::{self, INK};
use super::picture::Picture;
use super::scale::{Axis, EndLabel, end_labels, feet, heading, rungs};
use crate::case::Side;
use crate::language::word;
use crate::report::document::{HubPeriodRow, HubRow};
use crate::report::saved::Plan;

const SHEET: (u32, u32) = (960, 760);
const LEAST: (u32, u32) = (760, 600);

/// Steps that are lower than this, in pixels, are one.
const FLAT: f64 = 0.2;

/// A figure of each period, from the highest down, with the hours for which it holds.
struct Curve {
    name: Wording,
    cloth: Cloth,
    steps: Vec<(f64, f64)>,
}

impl Curve {
    fn of(plan: &Plan, name: Wording, cloth: Cloth, figures: &[Option<f64>]) -> Self {
        let hours = plan.case.periods.iter().map(|row| row.hours);
        let known = figures.iter().zip(hours);
        let mut steps: Vec<(f64, f64)> = known.filter_map(|(f, n)| Some(((*f)?, n))).collect();
        steps.sort_by(|a, b| b.0.total_cmp(&a.0));
        Curve { name, cloth, steps }
    }

    /// Of the mean of a side, or of all.
    fn of_side(plan: &Plan, side: Option<Side>, figures: &[Option<f64>]) -> Self {
        let (name, colour) = side.map_or((tr!("all"), INK), |side| {
            (word(side.name()), palette::side(side))
        });
        let cloth = EndLabel::of_line(name, colour, 0.0).cloth;
        Curve::of(plan, name.into(), cloth, figures)
    }

    /// Corners of its steps; what is lower by less than can be seen is no step.
    fn line(&self, axis: &Axis, hours: &Axis) -> Vec<Point> {
        let (mut line, mut spent): (Vec<Point>, f64) = (Vec::new(), 0.0);
        for &(figure, for_hours) in &self.steps {
            let (left, y) = (hours.pixel(spent), axis.pixel(figure));
            spent += for_hours;
            let right = hours.pixel(spent);
            match line.last_mut() {
                Some(last) if (last.1 - y).abs() < FLAT => last.0 = right,
                _ => line.extend([(left, y), (right, y)]),
            }
        }
        line
    }
}

/// Curves of the load of each hub in use, and of the mean price and green share of each side: each from its highest period to its lowest.
#[must_use]
pub fn duration(plan: &Plan, look: &Look) -> Picture {
    let mut picture = look.sheet(SHEET, LEAST);
    let title = look.title(Wording::named(&plan.case.name, &plan.case.title));
    let whole = of_the_whole_plan(plan);
    let subtitle = tr!(
        "IT load of each hub, MW: at least so much for so many hours{}",
        whole
    );
    let under = heading(&mut picture, &title, &subtitle);
    let panels = Panels::of(picture.frame(), under);
    draw(&mut picture, plan, panels.load, &loads(plan));
    let price = tr!("Electricity price, CNY/kWh, mean of each side's hubs by capacity");
    panel_title(&mut picture, price, panels.price);
    let by_capacity = |hub: &HubRow, _: &HubPeriodRow| hub.capacity_mw;
    let prices = Side::BOTH.map(|side| {
        let means = means(plan, Some(side), by_capacity, |row| row.price_cny_per_kwh);
        Curve::of_side(plan, Some(side), &means)
    });
    draw(&mut picture, plan, panels.price, &prices);
    let green = tr!("Green share of the energy used, %, by the hubs' own contracts");
    panel_title(&mut picture, green, panels.green_share);
    let by_use = |_: &HubRow, row: &HubPeriodRow| row.facility_mw;
    let shares = [None, Some(Side::East), Some(Side::West)].map(|side| {
        let means = means(plan, side, by_use, |row| 100.0 * row.green_share);
        Curve::of_side(plan, side, &means)
    });
    draw(&mut picture, plan, panels.green_share, &shares);
    picture
}

fn loads(plan: &Plan) -> Vec<Curve> {
    let layers = stack(plan).into_iter();
    let curves = layers.map(|layer| {
        let figures: Vec<_> = layer.rows.iter().map(|row| Some(row.load_mw)).collect();
        let hub = layer.hub;
        let name = Wording::of_place(&hub.hub, &hub.name, hub.name_zh.as_deref());
        Curve::of(plan, name, layer.cloth, &figures)
    });
    curves.collect()
}

fn draw(picture: &mut Picture, plan: &Plan, panel: Frame, curves: &[Curve]) {
    let figures = || {
        curves
            .iter()
            .flat_map(|curve| &curve.steps)
            .map(|step| step.0)
    };
    let highest = figures().fold(0.0, f64::max);
    let lowest = figures().fold(0.0, f64::min);
    let axis = Axis::between(lowest, highest.max(lowest + 1e-6), panel.bottom, panel.top);
    rungs(picture, &axis, panel);
    let horizon: f64 = plan.case.periods.iter().map(|row| row.hours).sum();
    let hours = Axis::exactly(0.0, horizon, panel.left, panel.right);
    let mut labels = Vec::new();
    for curve in curves {
        let line = curve.line(&axis, &hours);
        if let Some(&(_, y)) = line.last() {
            let (name, cloth) = (curve.name.clone(), curve.cloth);
            labels.push(EndLabel { name, cloth, y });
        }
        picture.line(line, curve.cloth.colour, 2.0);
    }
    feet(picture, &hours.ticks(), panel);
    labels.sort_by(|a, b| a.y.total_cmp(&b.y));
    end_labels(picture, &labels, panel);
}
