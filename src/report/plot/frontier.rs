//! A frontier, or a family of them, with what its edges are worth.

use crate::report::plot::palette::RGBColor;

use super::frame::{Frame, Point};
use super::labels::{Labels, Outwards};
use super::lettering::{Anchor, Lettering, Wording};
use super::look::Look;
use super::measure::{Measure, parameter_in_words, value_in_words};
use super::palette::{self, BLUE, FAINT_INK, GREEN, INK, ORANGE, PURPLE, SKY, VERMILLION, WHITE};
use super::picture::Picture;
use super::scale::{Axis, feet, heading, rungs};
use super::slopes::{Polyline, slopes};
use crate::case::retold;
use crate::report::number::{SHORT_FROM_MWH, grouped, percent};
use crate::report::saved::{Baseline, Corner, Curve, FrontierRows};
use crate::report::words;

const SHEET: (u32, u32) = (900, 654);
const LEAST: (u32, u32) = (760, 500);
const COLOURS: [RGBColor; 6] = [BLUE, ORANGE, GREEN, PURPLE, SKY, INK];
const UP_NAME: Lettering = Lettering::plain(14.0, Anchor::Start);
const NOTE: Lettering = Lettering::plain(13.0, Anchor::Start);

/// The baseline is within the axes where the frontier still takes this part of each.
const LEAST_PART: f64 = 0.2;

/// The frontier of two measures: corners and edges exactly as they are, edges with their slopes where there is
/// room, the cheapest plan and the baseline marked. Of a family, each by its name.
#[must_use]
pub fn frontier(rows: &FrontierRows, look: &Look) -> Picture {
    on_plane(rows, look).0
}

/// As [`frontier`], with the place of every corner.
#[cfg(feature = "page")]
pub(in crate::report) fn frontier_with_places(
    rows: &FrontierRows,
) -> (Picture, Vec<Option<Point>>) {
    let (picture, plane) = on_plane(rows, &Look::default());
    let corners = rows.curves.iter().flat_map(|curve| &curve.corners);
    let places = corners.map(|corner| Some(plane.corner(corner))).collect();
    (picture, places)
}

fn on_plane(rows: &FrontierRows, look: &Look) -> (Picture, Plane) {
    let mut picture = look.sheet(SHEET, LEAST);
    let sheet = picture.frame();
    let title = match &rows.case {
        Some((id, title)) => Wording::named(id, title),
        None => tr!("Frontier").into(),
    };
    // what is said does not hang on where the axes lie
    let subtitle = subtitle(rows, &Plane::of(rows, sheet));
    let under = heading(&mut picture, &look.title(title), &subtitle);
    let frame = Frame {
        left: 110.0,
        top: under + 48.0,
        right: sheet.right - 32.0,
        bottom: sheet.bottom - 72.0,
    };
    let plane = Plane::of(rows, frame);
    rungs(&mut picture, &plane.y, frame);
    feet(&mut picture, &plane.x.ticks(), frame);
    picture.text(plane.up_title(), plane.up_title_at(), UP_NAME);
    let middle = f64::midpoint(frame.left, frame.right);
    let below = Lettering::plain(14.0, Anchor::Middle);
    let across = plane.x.noted(&plane.across.title());
    picture.text(across, (middle, frame.bottom + 42.0), below);
    draw(&mut picture, rows, &plane);
    (picture, plane)
}

/// What stands on the axes, and where.
struct Plane {
    frame: Frame,
    across: Measure,
    up: Measure,
    x: Axis,
    y: Axis,
    /// Whether the baselines lie within.
    holds_baselines: bool,
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), v| {
        (least.min(v), most.max(v))
    })
}

impl Plane {
    fn of(rows: &FrontierRows, frame: Frame) -> Self {
        let corners = || rows.curves.iter().flat_map(|curve| &curve.corners);
        let mut x = range(
            corners()
                .map(|corner| corner.x)
                .chain(rows.base.map(|b| b.0)),
        );
        let mut y = range(
            corners()
                .map(|corner| corner.y)
                .chain(rows.base.map(|b| b.1)),
        );
        let reach = |(least, most): (f64, f64), at: f64| (least.min(at), most.max(at));
        let is_near = |of: (f64, f64), at: f64| {
            let (least, most) = reach(of, at);
            // a frontier that is one point is a point wherever the axes end
            of.1 - of.0 >= LEAST_PART * (most - least) || of.1 - of.0 <= 1e-9 * of.1.abs()
        };
        let rivals: Vec<Baseline> = rivals(rows).into_iter().map(|(_, b)| b).collect();
        let holds_baselines = rivals.iter().all(|b| is_near(x, b.x) && is_near(y, b.y));
        for baseline in rivals.iter().filter(|_| holds_baselines) {
            (x, y) = (reach(x, baseline.x), reach(y, baseline.y));
        }
        let accounting = rows.accounting.as_deref();
        let across = Measure::of(rows.x, x.0.abs().max(x.1.abs())).counted_by(rows.x, accounting);
        let up = Measure::of(rows.y, y.0.abs().max(y.1.abs())).counted_by(rows.y, accounting);
        Self {
            x: Axis::between(x.0 / across.per, x.1 / across.per, frame.left, frame.right),
            y: Axis::between(y.0 / up.per, y.1 / up.per, frame.bottom, frame.top),
            frame,
            across,
            up,
            holds_baselines,
        }
    }

    fn up_title(&self) -> String {
        self.y.noted(&self.up.title())
    }

    fn up_title_at(&self) -> Point {
        (20.0, self.frame.top - 20.0)
    }

    fn point(&self, x: f64, y: f64) -> Point {
        (
            self.x.pixel(x / self.across.per),
            self.y.pixel(y / self.up.per),
        )
    }

    fn corner(&self, corner: &Corner) -> Point {
        self.point(corner.x, corner.y)
    }

    /// `22,655 million CNY and 16.38 million t CO2`
    fn show(&self, x: f64, y: f64) -> String {
        tr!("{} and {}", self.across.show(x), self.up.show(y))
    }
}

fn subtitle(rows: &FrontierRows, plane: &Plane) -> String {
    let (x, y) = (
        plane.across.name.to_lowercase(),
        plane.up.name.to_lowercase(),
    );
    let (x, y) = (first_words(&x), first_words(&y));
    let corners: usize = rows.curves.iter().map(|curve| curve.corners.len()).sum();
    let mut text = match rows.curves.len() {
        1 => tr!("The frontier of {x} and {y}: ", x = x, y = y),
        count => {
            let family = rows.parameter.as_deref().map(parameter_in_words);
            let by = family.map_or_else(String::new, |name| tr!(", by {name}", name = name));
            tr!(
                "{count} frontiers of {x} and {y}{by}: ",
                count = count,
                x = x,
                y = y,
                by = by
            )
        }
    };
    text.push_str(&match corners {
        1 => tr!("one plan is best in both").to_owned(),
        #[allow(clippy::cast_precision_loss)]
        count => tr!(
            "{} corners; along the edges, {}",
            grouped(count as f64, 0),
            what_slopes_say(rows)
        ),
    });
    let proved = rows.curves.iter().map(|curve| curve.is_complete);
    match proved.collect::<Option<Vec<bool>>>() {
        Some(all) if all.iter().all(|is| *is) => {
            text.push_str(tr!(
                ". Proved complete: no plan for the same load is better in both."
            ));
        }
        Some(_) => text.push_str(tr!(". Not proved complete.")),
        None => text.push_str(tr!(".")),
    }
    text.push_str(&what_is_unserved(rows));
    text.push_str(&what_the_baseline_cannot(rows, plane));
    text
}

/// What the figures along the edges mean.
fn what_slopes_say(rows: &FrontierRows) -> &'static str {
    match (rows.x, rows.y) {
        ("cost_cny", "carbon_t") => tr!("what one tonne less costs"),
        ("cost_cny", "mean_rtt_ms") => tr!("what one ms less costs"),
        ("cost_cny", "matched_share") => {
            tr!("what one MWh more that is green in its own hour costs")
        }
        _ => tr!("their slopes"),
    }
}

/// A sentence where the plans themselves leave load unserved; true of every frontier of a family.
fn what_is_unserved(rows: &FrontierRows) -> String {
    let of_curve = |curve: &Curve| {
        let short = curve.corners.iter().map(|corner| corner.unserved_mwh);
        short.fold(0.0, f64::max)
    };
    let (least, most) = range(rows.curves.iter().map(of_curve));
    if most <= SHORT_FROM_MWH {
        return String::new();
    }
    let upto = if grouped(least, 0) == grouped(most, 0) || least <= SHORT_FROM_MWH {
        grouped(most, 0)
    } else {
        tr!("{} to {}", grouped(least, 0), grouped(most, 0))
    };
    match rows.curves.len() {
        1 => tr!(" The plans leave {upto} MWh (IT) unserved.", upto = upto),
        _ if least > SHORT_FROM_MWH => {
            tr!(
                " The plans of all leave {upto} MWh (IT) unserved.",
                upto = upto
            )
        }
        _ => tr!(
            " The plans of some leave up to {upto} MWh (IT) unserved.",
            upto = upto
        ),
    }
}

/// A sentence where the baseline cannot serve the load, of all frontiers or of some.
fn what_the_baseline_cannot(rows: &FrontierRows, plane: &Plane) -> String {
    let parts: Vec<_> = baselines(rows).filter(|(_, b)| !serves_all(b)).collect();
    let what = if parts.len() < baselines(rows).count() {
        tr!("For some of them, {}", retold(&rows.baseline))
    } else {
        words::capitalised(&retold(&rows.baseline))
    };
    match distinct(parts).as_slice() {
        [] => String::new(),
        [(_, part)] => tr!(
            " {what} cannot serve it: {} of it takes {}.",
            percent(part.served_share),
            plane.show(part.x, part.y),
            what = what
        ),
        several => {
            let (least, most) = range(several.iter().map(|(_, part)| part.served_share));
            let upto = if percent(least) == percent(most) {
                String::new()
            } else {
                tr!(" to {}", percent(most))
            };
            tr!(
                " {what} can serve {}{upto} of it.",
                percent(least),
                what = what,
                upto = upto
            )
        }
    }
}

/// The baselines, each with the place of its frontier.
fn baselines(rows: &FrontierRows) -> impl Iterator<Item = (usize, Baseline)> {
    let curves = rows.curves.iter().enumerate();
    curves.filter_map(|(at, curve)| Some((at, curve.baseline?)))
}

/// Those that serve the whole load; one where they are the same for all frontiers.
fn rivals(rows: &FrontierRows) -> Vec<(usize, Baseline)> {
    distinct(baselines(rows).filter(|(_, b)| serves_all(b)).collect())
}

/// One alone where all are the same.
fn distinct(mut all: Vec<(usize, Baseline)>) -> Vec<(usize, Baseline)> {
    let same = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
    if let [(_, first), rest @ ..] = all.as_slice()
        && rest
            .iter()
            .all(|(_, other)| same(first.x, other.x) && same(first.y, other.y))
    {
        all.truncate(1);
    }
    all
}

/// Whether it can be compared with the plans of a frontier, which all serve the same load.
fn serves_all(baseline: &Baseline) -> bool {
    baseline.served_share >= 1.0 - 1e-9
}

/// What stands before the comma, without `over the horizon`.
fn first_words(name: &str) -> &str {
    let name = name.split([',', '，']).next().unwrap_or(name);
    name.strip_suffix(" over the horizon").unwrap_or(name)
}

fn draw(picture: &mut Picture, rows: &FrontierRows, plane: &Plane) {
    let mut labels = Labels::within(Frame {
        top: plane.frame.top - 32.0,
        ..plane.frame
    });
    // the name of the vertical axis
    labels.take(UP_NAME.frame(&plane.up_title().into(), plane.up_title_at()));
    for curve in &rows.curves {
        keep_clear(&mut labels, curve, plane);
    }
    let colours = colours(rows.curves.len());
    for (k, curve) in rows.curves.iter().enumerate() {
        line(picture, curve, plane, colours[k]);
    }
    mark_baselines(picture, &mut labels, rows, plane);
    mark_ends(picture, &mut labels, rows, plane);
    if rows.curves.len() > 1 {
        for (k, curve) in rows.curves.iter().enumerate() {
            let of_it = value_of(rows, curve);
            name(picture, &mut labels, curve, of_it, plane, lettered(rows, k));
        }
    }
    let lines: Vec<Polyline> = rows
        .curves
        .iter()
        .enumerate()
        .map(|(k, curve)| Polyline {
            corners: curve
                .corners
                .iter()
                .map(|c| (plane.corner(c), c.slope))
                .collect(),
            colour: if rows.curves.len() > 1 {
                lettered(rows, k)
            } else {
                FAINT_INK
            },
        })
        .collect();
    slopes(picture, &mut labels, &lines, rows.slope_unit, FAINT_INK);
}

/// The colours of so many frontiers: of their own where they are few, else a ramp in the order in which they stand.
fn colours(count: usize) -> Vec<RGBColor> {
    if count <= COLOURS.len() {
        COLOURS[..count].to_vec()
    } else {
        palette::ramp(count)
    }
}

/// The colour of a frontier of a family, dark enough for letters.
fn lettered(rows: &FrontierRows, k: usize) -> RGBColor {
    let colours = colours(rows.curves.len());
    palette::mixed(colours.get(k).copied().unwrap_or(INK), INK, 0.3)
}

/// Nothing is written over a frontier.
fn keep_clear(labels: &mut Labels, curve: &Curve, plane: &Plane) {
    const STEP: f64 = 5.0;
    let points: Vec<Point> = curve.corners.iter().map(|c| plane.corner(c)).collect();
    for pair in points.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let mut along = 0.0;
        while along < length {
            let share = along / length;
            let at = |a: f64, b: f64| a + share * (b - a);
            labels.keep_clear((at(from.0, to.0), at(from.1, to.1)), 2.5);
            along += STEP;
        }
    }
    for point in points {
        labels.keep_clear(point, 4.0);
    }
}

fn line(picture: &mut Picture, curve: &Curve, plane: &Plane, colour: RGBColor) {
    let points: Vec<Point> = curve.corners.iter().map(|c| plane.corner(c)).collect();
    picture.line(points.clone(), colour, 2.0);
    // so many that they touch are drawn smaller, and do not hide the line
    let many = points.len() > 40;
    for point in points {
        if !many {
            picture.dot(point, 4.0, WHITE);
        }
        picture.dot(point, if many { 1.75 } else { 3.25 }, colour);
    }
}

/// The baselines, or at the edge the direction in which they lie. Where they differ within a family,
/// each in the colour of its frontier; those at one place are one mark.
fn mark_baselines(picture: &mut Picture, labels: &mut Labels, rows: &FrontierRows, plane: &Plane) {
    let beyond = if plane.holds_baselines {
        ""
    } else {
        tr!(", beyond this edge")
    };
    let mut marks: Vec<(Point, Vec<(usize, Baseline)>)> = Vec::new();
    for (k, baseline) in rivals(rows) {
        let at = plane.point(baseline.x, baseline.y);
        let is_here = |mark: &&mut (Point, _)| (mark.0.0 - at.0).hypot(mark.0.1 - at.1) < 8.0;
        match marks.iter_mut().find(is_here) {
            Some((_, here)) => here.push((k, baseline)),
            None => marks.push((at, vec![(k, baseline)])),
        }
    }
    for (at, _) in &marks {
        labels.keep_clear(*at, 7.0);
    }
    let is_one = marks.len() == 1;
    for (at, here) in &marks {
        let values = here.iter().map(|(k, _)| value_of(rows, &rows.curves[*k]));
        let (colour, of) = match here.as_slice() {
            [(k, _)] if !is_one => (lettered(rows, *k), values.collect::<Vec<_>>().join(", ")),
            _ if !is_one => (VERMILLION, values.collect::<Vec<_>>().join(", ")),
            _ => (VERMILLION, String::new()),
        };
        let of = if of.is_empty() {
            of
        } else {
            tr!(": {of}", of = of)
        };
        let what = format!("{}{beyond}{of}", retold(&rows.baseline));
        let mut lines = vec![(what.into(), NOTE.bold().coloured(colour))];
        if let ([(_, baseline)], true) = (here.as_slice(), is_one) {
            lines.push((plane.across.show(baseline.x).into(), NOTE));
            lines.push((plane.up.show(baseline.y).into(), NOTE));
        }
        picture.dot(*at, 6.5, colour);
        picture.dot(*at, 3.5, WHITE);
        labels.place(picture, *at, 7.0, &lines, Outwards::Far);
    }
}

/// The cheapest plan, and the other end of the first frontier.
fn mark_ends(picture: &mut Picture, labels: &mut Labels, rows: &FrontierRows, plane: &Plane) {
    if let Some((x, y)) = rows.base {
        let at = plane.point(x, y);
        picture.dot(at, 6.5, INK);
        picture.dot(at, 3.5, WHITE);
        labels.keep_clear(at, 7.0);
        let lines = [
            (tr!("the cheapest plan").into(), NOTE.bold()),
            (plane.across.show(x).into(), NOTE),
            (plane.up.show(y).into(), NOTE),
        ];
        labels.place(picture, at, 7.0, &lines, Outwards::Far);
    }
    let [curve] = rows.curves.as_slice() else {
        return;
    };
    if let [only] = curve.corners.as_slice() {
        let lines = [
            (tr!("best in both").into(), NOTE.bold()),
            (plane.across.show(only.x).into(), NOTE),
            (plane.up.show(only.y).into(), NOTE),
        ];
        labels.place(picture, plane.corner(only), 4.0, &lines, Outwards::Far);
    }
    if let Some(last) = curve.corners.last().filter(|_| curve.corners.len() > 1) {
        let best = match rows.y {
            "green_share" => tr!("most green"),
            "matched_share" => tr!("most green by the hour"),
            "mean_rtt_ms" => tr!("nearest"),
            "carbon_t" => tr!("least carbon"),
            _ => tr!("last corner"),
        };
        let lines = [
            (best.into(), NOTE.bold()),
            (plane.across.show(last.x).into(), NOTE),
            (plane.up.show(last.y).into(), NOTE),
        ];
        labels.place(picture, plane.corner(last), 4.0, &lines, Outwards::Far);
    }
}

/// What parts a frontier from the others of its family: `× 1.5`.
fn value_of(rows: &FrontierRows, curve: &Curve) -> String {
    let heading = rows.parameter.as_deref().unwrap_or_default();
    curve
        .value
        .map_or_else(String::new, |value| value_in_words(heading, value))
}

/// A frontier's name, at its first corner that has room.
fn name(
    picture: &mut Picture,
    labels: &mut Labels,
    curve: &Curve,
    name: String,
    plane: &Plane,
    colour: RGBColor,
) {
    let lettering = NOTE.bold().coloured(colour);
    let line = [(name.into(), lettering)];
    let corners = || curve.corners.iter().map(|corner| plane.corner(corner));
    let _ = corners().any(|at| labels.place(picture, at, 7.0, &line, Outwards::Right))
        || corners().any(|at| labels.place(picture, at, 7.0, &line, Outwards::Far));
}
