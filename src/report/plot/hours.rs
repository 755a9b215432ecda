//! Load by hub and period, over the price of electricity and the green share.

use crate::report::plot::palette::RGBColor;

use super::cloth::{self, Cloth};
use super::frame::{Frame, Point};
use super::lettering::{Anchor, Lettering, Wording};
use super::look::Look;
use super::palette::{self, INK, WHITE};
use super::picture::Picture;
use super::scale::{Axis, EndLabel, MARGIN, end_labels, feet, heading, rungs};
use crate::case::Side;
use crate::language::word;
use crate::report::document::{HubPeriodRow, HubRow};
use crate::report::number::percent;
use crate::report::saved::Plan;

const SHEET: (u32, u32) = (960, 760);
const LEAST: (u32, u32) = (760, 600);
const LEFT: f64 = 80.0;
/// Room to the right of the panels, for names.
const NAMES: f64 = 220.0;

/// The panels, from the top down.
pub(super) struct Panels {
    pub load: Frame,
    pub price: Frame,
    pub green_share: Frame,
}

impl Panels {
    /// Under the heading, which ends at `under`: half of the room for the load.
    pub(crate) fn of(sheet: Frame, under: f64) -> Self {
        let room = sheet.bottom - 40.0 - 125.0 - (under + 20.0);
        let panel = |top: f64, share: f64| Frame {
            left: LEFT,
            top,
            right: sheet.right - NAMES,
            bottom: top + share * room,
        };
        let load = panel(under + 20.0, 0.61);
        let price = panel(load.bottom + 65.0, 0.2);
        Self {
            load,
            price,
            green_share: panel(price.bottom + 60.0, 0.19),
        }
    }
}

/// Stacked bars of the load of each hub in each period, western hubs at the bottom in cold colours, eastern
/// ones above in warm ones, over the mean electricity price and the green share of each side.
///
/// Made for a day of hours; every period takes the same room, however many hours it stands for.
#[must_use]
pub fn hours(plan: &Plan, look: &Look) -> Picture {
    let mut picture = look.sheet(SHEET, LEAST);
    let title = look.title(Wording::named(&plan.case.name, plan.case.spoken_title()));
    let subtitle = tr!("IT load by hub and period, MW{}", of_the_whole_plan(plan));
    let under = heading(&mut picture, &title, &subtitle);
    let panels = Panels::of(picture.frame(), under);
    loads(&mut picture, plan, panels.load);
    let (title, prices) = prices(plan);
    panel_title(&mut picture, title, panels.price);
    lines(&mut picture, plan, panels.price, &prices);
    let (title, shares) = green_shares(plan);
    panel_title(&mut picture, title, panels.green_share);
    lines(&mut picture, plan, panels.green_share, &shares);
    picture
}

/// A figure of each period, with whose it is and in which colour it is drawn.
pub(super) type Series = (&'static str, RGBColor, Vec<Option<f64>>);

/// What each side's electricity costs, with what that is called.
pub(super) fn prices(plan: &Plan) -> (&'static str, [Series; 2]) {
    let by_capacity = |hub: &HubRow, _: &HubPeriodRow| hub.capacity_mw;
    let series = Side::BOTH.map(|side| {
        let means = means(plan, Some(side), by_capacity, |row| row.price_cny_per_kwh);
        series_of(Some(side), means)
    });
    let title = tr!("Electricity price, CNY/kWh, mean of each side's hubs by capacity");
    (title, series)
}

/// How green the energy is that all and each side use, with what that is called.
pub(super) fn green_shares(plan: &Plan) -> (&'static str, [Series; 3]) {
    let sides = [None, Some(Side::East), Some(Side::West)];
    let series = sides.map(|side| series_of(side, green_share(plan, side)));
    let title = tr!("Green share of the energy used, %, by the hubs' own contracts");
    (title, series)
}

/// How green the energy is that the hubs of a side use, or all of them, %.
pub(super) fn green_share(plan: &Plan, side: Option<Side>) -> Vec<Option<f64>> {
    let by_use = |_: &HubRow, row: &HubPeriodRow| row.facility_mw;
    means(plan, side, by_use, |row| 100.0 * row.matched_share())
}

fn series_of(side: Option<Side>, figures: Vec<Option<f64>>) -> Series {
    match side {
        Some(side) => (word(side.name()), palette::side(side), figures),
        None => (tr!("all"), INK, figures),
    }
}

pub(super) fn panel_title(picture: &mut Picture, text: &str, panel: Frame) {
    let faint = Lettering::plain(14.0, Anchor::Start).faint();
    picture.text(text, (MARGIN, panel.top - 22.0), faint);
}

/// Said where the claims compare less than the plan that is drawn.
pub(super) fn of_the_whole_plan(plan: &Plan) -> String {
    let compared = plan.compared.as_ref().map(|both| both.share);
    if let Some(share) = compared.filter(|share| *share < 1.0 - 1e-9) {
        let share = percent(share);
        tr!(
            "; the whole plan (the claims compare {share} of it)",
            share = share
        )
    } else {
        String::new()
    }
}

/// A hub in use, with its cloth and its rows by period.
pub(super) struct Layer<'a> {
    pub hub: &'a HubRow,
    pub cloth: Cloth,
    pub rows: &'a [HubPeriodRow],
}

/// Hubs in use, in the order in which they are stacked.
pub(super) fn stack(plan: &Plan) -> Vec<Layer<'_>> {
    let energy: f64 = plan.hubs.iter().map(|hub| hub.it_energy_mwh).sum();
    let in_use = |side: Side| -> Vec<_> {
        let hubs = plan.hubs.iter().zip(periods_of_hubs(plan));
        hubs.filter(|(hub, _)| hub.side == side && hub.it_energy_mwh > 1e-6 * energy)
            .collect()
    };
    [Side::West, Side::East]
        .into_iter()
        .flat_map(|side| {
            let hubs = in_use(side);
            let cloths = cloth::cloths(side, hubs.len());
            hubs.into_iter().zip(cloths)
        })
        .map(|((hub, rows), cloth)| Layer { hub, cloth, rows })
        .collect()
}

fn periods_of_hubs(plan: &Plan) -> impl Iterator<Item = &[HubPeriodRow]> {
    plan.hub_periods.chunks(plan.case.periods.len().max(1))
}

/// Left edge of period `t`; that of one past the last is the right edge.
#[allow(clippy::cast_precision_loss)]
fn edge(plan: &Plan, panel: Frame, t: usize) -> f64 {
    panel.left + panel.width() * t as f64 / plan.case.periods.len().max(1) as f64
}

fn loads(picture: &mut Picture, plan: &Plan, panel: Frame) {
    let stack = stack(plan);
    let mut sums = vec![0.0; plan.case.periods.len()];
    let total = |t: usize| -> f64 { stack.iter().map(|layer| layer.rows[t].load_mw).sum() };
    let peak = (0..sums.len()).map(total).fold(0.0, f64::max);
    let axis = Axis::up_to(peak, panel.bottom, panel.top);
    rungs(picture, &axis, panel);
    let mut middles = Vec::new();
    for layer in &stack {
        for (t, (sum, row)) in sums.iter_mut().zip(layer.rows).enumerate() {
            let bottom = axis.pixel(*sum);
            *sum += row.load_mw;
            let (left, right) = (edge(plan, panel, t), edge(plan, panel, t + 1));
            // bars that are hardly wider than a line touch
            let gap = if right - left > 3.0 { 0.5 } else { 0.0 };
            let bar = Frame {
                left: left + gap,
                top: axis.pixel(*sum),
                right: right - gap,
                bottom,
            };
            cloth::fill(picture, bar.corners().to_vec(), layer.cloth);
            if gap > 0.0 {
                let top = vec![(bar.left, bar.top), (bar.right, bar.top)];
                picture.line(top, WHITE, 0.75);
            }
            if t + 1 == plan.case.periods.len() {
                middles.push((bar.top + bar.bottom) / 2.0);
            }
        }
    }
    feet(picture, &period_names(plan, panel), panel);
    hub_names(picture, &stack, &middles, panel);
}

/// Names beside the last period, each tied to its part of the stack.
fn hub_names(picture: &mut Picture, stack: &[Layer], middles: &[f64], panel: Frame) {
    let labels = stack.iter().zip(middles).rev().map(|(layer, &y)| {
        let hub = layer.hub;
        EndLabel {
            name: Wording::of_place(&hub.hub, &hub.name, hub.name_zh.as_deref()),
            cloth: layer.cloth,
            y,
        }
    });
    end_labels(picture, &labels.collect::<Vec<_>>(), panel);
}

/// Mean of a figure over a side's hubs in each period; `None` where all weights are 0.
pub(super) fn means(
    plan: &Plan,
    side: Option<Side>,
    weight: impl Fn(&HubRow, &HubPeriodRow) -> f64,
    figure: impl Fn(&HubPeriodRow) -> f64,
) -> Vec<Option<f64>> {
    let hubs = || plan.hubs.iter().zip(periods_of_hubs(plan));
    let mean = |t: usize| {
        let (mut sum, mut total) = (0.0, 0.0);
        for (hub, rows) in hubs().filter(|(hub, _)| side.is_none_or(|side| hub.side == side)) {
            sum += weight(hub, &rows[t]) * figure(&rows[t]);
            total += weight(hub, &rows[t]);
        }
        (total > 1e-9).then(|| sum / total)
    };
    (0..plan.case.periods.len()).map(mean).collect()
}

/// Steps of figures that hold for whole periods, each line named at its end.
fn lines(picture: &mut Picture, plan: &Plan, panel: Frame, series: &[Series]) {
    let figures = series.iter().flat_map(|(_, _, figures)| figures);
    let highest = figures.flatten().copied().fold(0.0, f64::max);
    let lowest = series.iter().flat_map(|(_, _, figures)| figures).flatten();
    let lowest = lowest.copied().fold(0.0, f64::min);
    let axis = Axis::between(lowest, highest.max(lowest + 1e-6), panel.bottom, panel.top);
    rungs(picture, &axis, panel);
    let mut labels: Vec<EndLabel> = Vec::new();
    for (name, colour, figures) in series {
        let mut run: Vec<Point> = Vec::new();
        for (t, figure) in figures.iter().enumerate() {
            match figure.map(|figure| axis.pixel(figure)) {
                Some(y) => run.extend([(edge(plan, panel, t), y), (edge(plan, panel, t + 1), y)]),
                None => picture.line(std::mem::take(&mut run), *colour, 2.5),
            }
        }
        if let Some(&(_, y)) = run.last() {
            labels.push(EndLabel::of_line(*name, *colour, y));
        }
        picture.line(run, *colour, 2.5);
    }
    feet(picture, &period_names(plan, panel), panel);
    labels.sort_by(|a, b| a.y.total_cmp(&b.y));
    end_labels(picture, &labels, panel);
}

/// Names of periods in their middles.
fn period_names(plan: &Plan, panel: Frame) -> Vec<(f64, String)> {
    let lettering = Lettering::plain(13.0, Anchor::Middle);
    let periods = plan.case.periods.iter().enumerate();
    periods
        .map(|(t, row)| {
            let middle = f64::midpoint(edge(plan, panel, t), edge(plan, panel, t + 1));
            (middle, lettering.shortened(&row.period, 120.0))
        })
        .collect()
}
