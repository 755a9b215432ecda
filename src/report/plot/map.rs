//! Hubs and origins where they are, with the load that goes from one to the other.

mod coast;
mod legend;
mod places;
mod projection;

use crate::report::plot::palette::RGBColor;

use places::Places;

use super::frame::{Frame, Point};
use super::hours::of_the_whole_plan;
use super::labels::{Labels, Outwards};
use super::lettering::{Anchor, Lettering, Wording};
use super::look::Look;
use super::palette::{self, FAINT_INK, WHITE};
use super::picture::{Fill, Picture};
use super::scale::{MARGIN, heading};
use crate::language::is_chinese;
use crate::report::number::{amount, decimals_for};
use crate::report::saved::Plan;

const SHEET: (u32, u32) = (960, 784);
const LEAST: (u32, u32) = (760, 600);

/// Width of the greatest flow, pixels.
const WIDEST: f64 = 10.0;
/// Names are wrapped to lines of this width, pixels.
const NAME_ROOM: f64 = 150.0;
/// Radius of the hub with most load, pixels.
const LARGEST: f64 = 17.0;
const NAME: Lettering = Lettering::plain(13.0, Anchor::Start);
const NOTE: Lettering = Lettering::plain(12.0, Anchor::Start).faint();

/// A map of hubs and origins by their coordinates: arcs from where users and data are to the hubs that
/// serve them, as wide as their mean load, in the colour of the hub's side. Without coordinates both
/// stand in two columns.
#[must_use]
pub fn map(plan: &Plan, look: &Look) -> Picture {
    let mut picture = look.sheet(SHEET, LEAST);
    let title = look.title(Wording::named(&plan.case.name, plan.case.spoken_title()));
    let mut subtitle =
        tr!("IT load from users and data to the hubs that serve them, MW, mean over the horizon")
            .to_owned();
    subtitle.push_str(&of_the_whole_plan(plan));
    if !Places::have_coordinates(plan) {
        subtitle.push_str(tr!("; in columns, as not every place has coordinates"));
    }
    let under = heading(&mut picture, &title, &subtitle);
    let frame = frame_under(&picture, under);
    let mut places = Places::of(plan, frame);
    let radii: Vec<f64> = plan
        .hubs
        .iter()
        .map(|hub| radius(plan, hub.mean_mw))
        .collect();
    places.move_origins_off_hubs(&radii, frame);
    if let Some(projection) = &places.projection {
        coast::draw(&mut picture, projection, frame);
    }
    let flows = flows(plan);
    arcs(&mut picture, plan, &places, &flows);
    marks(&mut picture, plan, &places);
    let greatest = flows.first().map_or(0.0, |flow| flow.mw);
    let mut labels = Labels::within(frame);
    for flow in &flows {
        labels.spare(&arc(places.origins[flow.origin], places.hubs[flow.hub]));
    }
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
    legend::draw(&mut picture, &mut labels, greatest, frame);
    name_hubs(&mut picture, &mut labels, plan, &places);
    name_origins(&mut picture, &mut labels, plan, &places, outwards);
    picture
}

/// The sheet under its heading.
fn frame_under(picture: &Picture, under: f64) -> Frame {
    let sheet = picture.frame();
    Frame {
        left: MARGIN,
        top: under + 2.0,
        right: sheet.right - MARGIN,
        bottom: sheet.bottom - MARGIN,
    }
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
    // the smaller of two that touch lies over the larger
    let mut hubs: Vec<_> = places.hubs.iter().zip(&plan.hubs).collect();
    hubs.sort_by(|a, b| b.1.mean_mw.total_cmp(&a.1.mean_mw));
    for (&at, hub) in hubs {
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
        let bold = NAME.bold().coloured(colour);
        let load = megawatts(hub.mean_mw);
        let (name, note) = match (is_chinese(), hub.name_zh.as_deref()) {
            (false, Some(chinese)) => (
                Wording::named(&hub.hub, &hub.name),
                Wording {
                    full: format!("{chinese} {load}").trim_start().to_owned(),
                    latin: load,
                    is_stand_in: false,
                    whole: None,
                },
            ),
            (_, chinese) => (Wording::of_place(&hub.hub, &hub.name, chinese), load.into()),
        };
        let name = name.wrapped(bold, NAME_ROOM);
        let note = note.wrapped(NOTE, NAME_ROOM).into_iter();
        let lines = name.into_iter().map(|line| (line, bold));
        let lines: Vec<_> = lines.chain(note.map(|line| (line, NOTE))).collect();
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
        let name = Wording::of_place(&origin.origin, &origin.name, origin.name_zh.as_deref());
        let lines = name.wrapped(NOTE, NAME_ROOM).into_iter();
        let line: Vec<_> = lines.map(|line| (line, NOTE)).collect();
        if !labels.place(picture, at, 2.5, &line, outwards) {
            crowded.push((at, line));
        }
    }
    for (at, line) in crowded {
        labels.place(picture, at, 2.5, &line, Outwards::Far);
    }
}
