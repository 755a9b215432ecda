//! Services.

use super::check::{Faults, Names};
use super::place::Table;
use super::problem::Problem;
use super::spread::{Group, Share, World, agree, allowed, cell, groups, nameless, spread};
use super::time::Shapes;
use super::{Draft, InferenceRow};
use crate::case::bounds::Bounds;
use crate::case::quantity::Quantity;
use crate::case::{AcceleratorId, Hourly, Inference, Link, OriginId, Work, Workload};

/// What services need beside places.
pub(super) struct Context<'a> {
    pub draft: &'a Draft,
    pub world: &'a World<'a>,
    pub accelerators: &'a Names,
    pub shapes: &'a Shapes,
    pub links: &'a [Option<Link>],
}

/// The services of a draft.
pub(super) fn services(context: &Context<'_>, faults: &mut Faults) -> Vec<Workload> {
    let rows = &context.draft.inference;
    for (index, row) in rows.iter().enumerate() {
        figures(index, row, faults);
        names(context, index, row, faults);
    }
    groups(rows.iter().map(|row| row.service.as_str()))
        .iter()
        .map(|group| service(context, group, faults))
        .collect()
}

fn figures(index: usize, service: &InferenceRow, faults: &mut Faults) {
    let mut row = faults.row(Table::Inference, index, &service.service);
    row.number(
        "requests_per_s",
        "demand",
        Bounds::NOT_NEGATIVE,
        service.requests_per_s,
    );
    row.number(
        "accelerator_s_per_request",
        "accelerator time per request",
        Bounds::Positive,
        service.accelerator_s_per_request,
    );
    row.optional(
        "utilisation",
        "utilisation",
        Bounds::PositiveUpTo(1.0),
        service.utilisation,
    );
    row.optional(
        "traffic_kb_per_request",
        "traffic",
        Bounds::NOT_NEGATIVE,
        service.traffic_kb_per_request,
    );
    row.optional(
        "rtt_limit_ms",
        "round-trip limit",
        Quantity::RttLimit.bounds(),
        service.rtt_limit_ms,
    );
}

/// Names that a row refers to, whether or not its service is sound: those that its service looks up have their faults there.
fn names(context: &Context<'_>, index: usize, service: &InferenceRow, faults: &mut Faults) {
    let mut row = faults.row(Table::Inference, index, &service.service);
    let profile = service.demand_profile.as_ref();
    context
        .shapes
        .hourly(&mut row, "demand_profile", 1.0, profile);
    if service.service.is_empty() {
        row.refer("accelerator", context.accelerators, &service.accelerator);
        nameless(
            &mut row,
            context.world,
            &service.origin,
            &service.hubs_allowed,
        );
    }
}

fn service(context: &Context<'_>, group: &Group<'_>, faults: &mut Faults) -> Workload {
    let rows = &context.draft.inference;
    let head = &rows[group.rows[0]];
    let shares: Vec<Share<'_>> = group
        .rows
        .iter()
        .map(|&row| Share {
            row,
            origin: &rows[row].origin,
        })
        .collect();
    let spread = spread(faults, context.world, Table::Inference, group.id, &shares);
    let mut row = faults.row(Table::Inference, group.rows[0], group.id);
    let accelerator = row.refer("accelerator", context.accelerators, &head.accelerator);
    let it_power_w = accelerator.map_or(f64::NAN, |index| {
        context.draft.accelerators[index].it_power_w
    });
    let allowed = allowed(&mut row, context.world, group.id, &head.hubs_allowed);
    let rates = rates(context, &spread);
    reach(context, &allowed, &spread, faults);
    agreement(context, group, faults);
    let accelerators = head.accelerator_s_per_request / head.utilisation.unwrap_or(1.0);
    Workload {
        id: group.id.to_owned(),
        allowed,
        work: Work::Inference(Inference {
            requests_per_s: rates,
            mw_per_request_per_s: accelerators * it_power_w / 1e6,
            traffic_kb_per_request: head.traffic_kb_per_request.unwrap_or(0.0),
            rtt_limit_ms: head.rtt_limit_ms.unwrap_or(f64::INFINITY),
            accelerator: AcceleratorId::new(accelerator.unwrap_or(0)),
            accelerators_per_request_per_s: accelerators,
        }),
    }
}

/// Rows of one service may differ in demand only.
fn agreement(context: &Context<'_>, group: &Group<'_>, faults: &mut Faults) {
    let rows = &context.draft.inference;
    let head = &rows[group.rows[0]];
    let first = faults
        .row(Table::Inference, group.rows[0], group.id)
        .place("service");
    for &index in &group.rows[1..] {
        let service = &rows[index];
        let mut row = faults.row(Table::Inference, index, group.id);
        for (column, cells) in [
            (
                "accelerator",
                (service.accelerator.clone(), head.accelerator.clone()),
            ),
            (
                "accelerator_s_per_request",
                (
                    cell(Some(service.accelerator_s_per_request)),
                    cell(Some(head.accelerator_s_per_request)),
                ),
            ),
            (
                "utilisation",
                (cell(service.utilisation), cell(head.utilisation)),
            ),
            (
                "traffic_kb_per_request",
                (
                    cell(service.traffic_kb_per_request),
                    cell(head.traffic_kb_per_request),
                ),
            ),
            (
                "rtt_limit_ms",
                (cell(service.rtt_limit_ms), cell(head.rtt_limit_ms)),
            ),
            (
                "hubs_allowed",
                (service.hubs_allowed.join(" "), head.hubs_allowed.join(" ")),
            ),
        ] {
            agree(&mut row, group.id, column, cells, &first);
        }
    }
}

/// Demand by origin.
fn rates(context: &Context<'_>, spread: &[(usize, OriginId, f64)]) -> Vec<(OriginId, Hourly)> {
    let rows = &context.draft.inference;
    let mut rates = Vec::with_capacity(spread.len());
    // the row of `*` speaks for many origins; its profile is looked up once
    let mut last: Option<(usize, Vec<f64>)> = None;
    for &(index, origin, factor) in spread {
        let service = &rows[index];
        let shape = match last.take() {
            Some((row, shape)) if row == index => shape,
            _ => context.shapes.multipliers(service.demand_profile.as_ref()),
        };
        last = Some((index, shape.clone()));
        let base = service.requests_per_s * factor;
        rates.push((origin, Hourly { base, shape }));
    }
    rates
}

/// Every origin with demand must have a hub in time.
fn reach(
    context: &Context<'_>,
    allowed: &[bool],
    spread: &[(usize, OriginId, f64)],
    faults: &mut Faults,
) {
    for &(index, origin, _) in spread {
        let service = &context.draft.inference[index];
        let Some(limit_ms) = service.rtt_limit_ms.filter(|limit| *limit > 0.0) else {
            continue;
        };
        let Some((hub, rtt_ms)) = nearest_hub(context, allowed, origin) else {
            continue;
        };
        if rtt_ms <= limit_ms || !limit_ms.is_finite() || service.requests_per_s <= 0.0 {
            continue;
        }
        let problem = Problem::Unreachable {
            service: service.service.clone(),
            origin: context.world.origins[origin.index()].id.clone(),
            limit_ms,
            hub: context.world.hubs[hub].id.clone(),
            rtt_ms,
            restricted: allowed.contains(&false),
        };
        faults
            .row(Table::Inference, index, &service.service)
            .fault("rtt_limit_ms", problem);
    }
}

/// The nearest allowed hub; `None` where there is none or one of the links could not be made.
fn nearest_hub(context: &Context<'_>, allowed: &[bool], origin: OriginId) -> Option<(usize, f64)> {
    let count = context.world.hubs.len();
    let links = &context.links[origin.index() * count..][..count];
    let mut nearest: Option<(usize, f64)> = None;
    for (hub, link) in links.iter().enumerate().filter(|(hub, _)| allowed[*hub]) {
        // a round trip that is no number has a fault of its own, where it comes from
        let rtt_ms = Some(link.as_ref()?.rtt_ms).filter(|rtt_ms| rtt_ms.is_finite())?;
        if nearest.is_none_or(|(_, least)| rtt_ms < least) {
            nearest = Some((hub, rtt_ms));
        }
    }
    nearest
}
