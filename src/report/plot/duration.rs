//! Duration curves: for how many hours a load, a price and a green share are at least so high.

use super::cloth::Cloth;
use super::frame::{Frame, Point};
use super::hours::{Panels, Series, green_shares, of_the_whole_plan, panel_title, prices, stack};
use super::lettering::Wording;
use super::look::Look;
use super::picture::Picture;
use super::scale::{Axis, EndLabel, end_labels, feet, heading, rungs};
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

    fn of_series(plan: &Plan, &(name, colour, ref figures): &Series) -> Self {
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
    let title = look.title(Wording::named(&plan.case.name, plan.case.spoken_title()));
    let whole = of_the_whole_plan(plan);
    let subtitle = tr!(
        "IT load of each hub, MW: at least so much for so many hours{}",
        whole
    );
    let under = heading(&mut picture, &title, &subtitle);
    let panels = Panels::of(picture.frame(), under);
    draw(&mut picture, plan, panels.load, &loads(plan));
    let curves = |series: &[Series]| -> Vec<Curve> {
        let curves = series.iter().map(|of| Curve::of_series(plan, of));
        curves.collect()
    };
    let (title, prices) = prices(plan);
    panel_title(&mut picture, title, panels.price);
    draw(&mut picture, plan, panels.price, &curves(&prices));
    let (title, shares) = green_shares(plan);
    panel_title(&mut picture, title, panels.green_share);
    draw(&mut picture, plan, panels.green_share, &curves(&shares));
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
