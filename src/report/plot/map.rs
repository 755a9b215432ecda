//! Hubs and origins where they are, with the load that goes from one to the other.

mod coast;
mod legend;
mod places;
mod projection;

use plotters::style::RGBColor;

use places::Places;

use super::frame::{Frame, Point};
use super::labels::{Labels, Outwards};
use super::lettering::{Anchor, Lettering, Wording};
use super::palette::{self, FAINT_INK, WHITE};
use super::picture::{Fill, Picture};
use super::scale::{MARGIN, heading};
use crate::report::number::{amount, decimals_for};
use crate::report::saved::Plan;

const SHEET: (u32, u32) = (960, 784);
const MAP: Frame = Frame {
    left: MARGIN,
    top: 72.0,
    right: 940.0,
    bottom: 764.0,
};

/// Width of the greatest flow, pixels.
const WIDEST: f64 = 10.0;
/// Radius of the hub with most load, pixels.
const LARGEST: f64 = 17.0;
const NAME: Lettering = Lettering::plain(13.0, Anchor::Start);
const NOTE: Lettering = Lettering::plain(12.0, Anchor::Start).faint();

/// A map of hubs and origins by their coordinates: arcs from where users and data are to the hubs that
/// serve them, as wide as their mean load, in the colour of the hub's side. Without coordinates both
/// stand in two columns.
#[must_use]
pub fn map(plan: &Plan) -> Picture {
    let mut picture = Picture::new(SHEET.0, SHEET.1);
    let places = Places::of(plan, MAP);
    let title = Wording::named(&plan.case.name, &plan.case.title);
    let mut subtitle = "IT load from where users and data are to the hubs that serve them, \
                        mean over the horizon, MW"
        .to_owned();
    if places.projection.is_none() {
        subtitle.push_str("; in columns, as not every place has coordinates");
    }
    heading(&mut picture, title, &subtitle);
    if let Some(projection) = &places.projection {
        coast::draw(&mut picture, projection, MAP);
    }
    let flows = flows(plan);
    arcs(&mut picture, plan, &places, &flows);
    marks(&mut picture, plan, &places);
    let greatest = flows.first().map_or(0.0, |flow| flow.mw);
    let mut labels = Labels::within(MAP);
    let outwards = if places.projection.is_some() {
        Outwards::Right
    } else {
        Outwards::Left
    };
    for (&at, hub) in places.hubs.iter().zip(&plan.hubs) {
        labels.keep_clear(at, radius(plan, hub.mean_mw));
    }
    for &at in &places.origins {
        labels.keep_clear(at, 3.0);
    }
    legend::draw(&mut picture, &mut labels, greatest);
    name_hubs(&mut picture, &mut labels, plan, &places);
    name_origins(&mut picture, &mut labels, plan, &places, outwards);
    picture
}

/// What goes from an origin to a hub.
struct Flow {
    origin: usize,
    hub: usize,
    mw: f64,
}

/// Mean load by origin and hub, greatest first.
fn flows(plan: &Plan) -> Vec<Flow> {
    let horizon: f64 = plan.case.periods.iter().map(|period| period.hours).sum();
    let mut mean = vec![vec![0.0; plan.hubs.len()]; plan.origins.len()];
    for row in &plan.placement {
        let origin = plan.origins.iter().position(|o| o.origin == row.origin);
        let hub = plan.hubs.iter().position(|h| h.hub == row.hub);
        let hours = match &row.period {
            Some(id) => plan.case.periods.iter().find(|period| &period.period == id),
            None => None,
        }
        .map_or(horizon, |period| period.hours);
        if let (Some(origin), Some(hub)) = (origin, hub) {
            mean[origin][hub] += row.mw * hours / horizon;
        }
    }
    let cells = mean.into_iter().enumerate().flat_map(|(origin, hubs)| {
        let hubs = hubs.into_iter().enumerate();
        hubs.map(move |(hub, mw)| Flow { origin, hub, mw })
    });
    let mut flows: Vec<Flow> = cells.filter(|flow| flow.mw > 1e-6).collect();
    flows.sort_by(|a, b| b.mw.total_cmp(&a.mw));
    flows
}

fn arcs(picture: &mut Picture, plan: &Plan, places: &Places, flows: &[Flow]) {
    let greatest = flows.first().map_or(1.0, |flow| flow.mw);
    for flow in flows {
        let stroke = Fill {
            colour: palette::side(plan.hubs[flow.hub].side),
            opacity: 0.55,
        };
        let curve = arc(places.origins[flow.origin], places.hubs[flow.hub]);
        picture.line(curve, stroke, width(flow.mw, greatest));
    }
}

/// Width of a flow's arc.
fn width(mw: f64, greatest: f64) -> f64 {
    (WIDEST * mw / greatest).max(0.75)
}

/// Points of a quadratic Bézier curve that leaves the straight line to the left.
fn arc(from: Point, to: Point) -> Vec<Point> {
    const BEND: f64 = 0.16;
    const STEPS: u32 = 24;
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let control = (
        f64::midpoint(from.0, to.0) + BEND * dy,
        f64::midpoint(from.1, to.1) - BEND * dx,
    );
    (0..=STEPS)
        .map(|k| {
            let t = f64::from(k) / f64::from(STEPS);
            let along = |a: f64, c: f64, b: f64| {
                (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * c + t * t * b
            };
            (
                along(from.0, control.0, to.0),
                along(from.1, control.1, to.1),
            )
        })
        .collect()
}

/// Radius of a hub's disc: its area goes with the load.
fn radius(plan: &Plan, mean_mw: f64) -> f64 {
    let most = plan.hubs.iter().map(|hub| hub.mean_mw).fold(0.0, f64::max);
    (LARGEST * (mean_mw / most.max(1e-9)).sqrt()).max(4.0)
}

fn marks(picture: &mut Picture, plan: &Plan, places: &Places) {
    for &at in &places.origins {
        picture.dot(at, 3.25, WHITE);
        picture.dot(at, 2.25, FAINT_INK);
    }
    for (&at, hub) in places.hubs.iter().zip(&plan.hubs) {
        let radius = radius(plan, hub.mean_mw);
        let colour = palette::side(hub.side);
        picture.dot(at, radius + 1.25, WHITE);
        picture.dot(at, radius, colour);
        if hub.mean_mw <= 1e-6 {
            // it serves nobody
            picture.dot(at, radius - 1.5, WHITE);
        }
    }
}

/// How much: `123.4 MW`, `20 MW`.
fn megawatts(mw: f64) -> String {
    let text = amount(mw, decimals_for(mw).min(1));
    format!("{} MW", text.strip_suffix(".0").unwrap_or(&text))
}

fn name_hubs(picture: &mut Picture, labels: &mut Labels, plan: &Plan, places: &Places) {
    let mut hubs: Vec<_> = plan.hubs.iter().zip(&places.hubs).collect();
    hubs.sort_by(|a, b| b.0.mean_mw.total_cmp(&a.0.mean_mw));
    for (hub, &at) in hubs {
        let colour: RGBColor = palette::mixed(palette::side(hub.side), palette::INK, 0.35);
        let name = Wording::named(&hub.hub, &hub.name).shortened(NAME.bold(), 190.0);
        let load = megawatts(hub.mean_mw);
        let chinese = hub.name_zh.as_deref().unwrap_or_default();
        let note = Wording {
            full: format!("{} {load}", NOTE.shortened(chinese, 130.0))
                .trim_start()
                .to_owned(),
            latin: load,
        };
        let lines = [(name, NAME.bold().coloured(colour)), (note, NOTE)];
        labels.place(
            picture,
            at,
            radius(plan, hub.mean_mw),
            &lines,
            Outwards::Far,
        );
    }
}

fn name_origins(
    picture: &mut Picture,
    labels: &mut Labels,
    plan: &Plan,
    places: &Places,
    outwards: Outwards,
) {
    let mut origins: Vec<_> = plan.origins.iter().zip(&places.origins).collect();
    origins.sort_by(|a, b| b.0.mean_mw.total_cmp(&a.0.mean_mw));
    // names that have no room beside their place stand farther off, when all others are written
    let mut crowded = Vec::new();
    for (origin, &at) in origins {
        let name = Wording::named(&origin.origin, &origin.name);
        let name = name
            .beside(origin.name_zh.as_deref())
            .shortened(NOTE, 150.0);
        let line = [(name, NOTE)];
        if !labels.place(picture, at, 2.5, &line, outwards) {
            crowded.push((at, line));
        }
    }
    for (at, line) in crowded {
        labels.place(picture, at, 2.5, &line, Outwards::Far);
    }
}
