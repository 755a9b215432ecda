//! # Round trips of one origin that are not of one kind
//!
//! Measured round trips hold detours and queues that derived ones do not. Where an origin has both, the order of its
//! hubs may be one of method, not of distance. Of an origin the worst pair is told: one where the nearer hub seems the
//! farther, by over a tenth; else one where a measured round trip is over half as long again as its derivation, or under
//! two thirds of it.

use std::collections::HashMap;

use super::{Found, cell};
use crate::case::draft::{Draft, Table};
use crate::case::{Case, OriginId};
use crate::input::warning::Concern;

const DISORDER: f64 = 1.1;
const SKEW: f64 = 1.5;

/// A link with both ends on the map.
#[derive(Clone, Copy)]
struct Trip {
    hub: usize,
    km: f64,
    ms: f64,
}

/// Concerns about the links of each origin.
pub(super) fn compare(draft: &Draft, case: &Case, found: &mut Vec<Found>) {
    let rows = draft.links.iter().enumerate();
    let rows = rows.map(|(row, link)| ((link.origin.as_str(), link.hub.as_str()), row));
    let rows: HashMap<(&str, &str), usize> = rows.collect();
    for origin in case.origin_ids() {
        let (measured, derived) = trips(case, origin);
        let worst = disorder(&measured, &derived).or_else(|| skew(case, &measured, &derived));
        let Some((stated, other)) = worst else {
            continue;
        };
        let (id, hub) = (&case[origin].id, &case.hubs[stated.hub].id);
        let Some(&row) = rows.get(&(id.as_str(), hub.as_str())) else {
            continue;
        };
        let concern = Concern::RoundTripsDisagree {
            origin: id.clone(),
            measured: hub.clone(),
            measured_ms_km: (stated.ms, stated.km),
            would_be_ms: case.network.derived_rtt_ms(stated.km),
            derived: case.hubs[other.hub].id.clone(),
            derived_ms_km: (other.ms, other.km),
        };
        let place = cell(Table::Links, row, &format!("{id}–{hub}"), "rtt_ms");
        found.push((Some(place), concern));
    }
}

/// The links of an origin: measured, and derived.
fn trips(case: &Case, origin: OriginId) -> (Vec<Trip>, Vec<Trip>) {
    let (mut measured, mut derived) = (Vec::new(), Vec::new());
    for (hub, place) in case.hubs.iter().enumerate() {
        let link = &case.links[origin.index() * case.hubs.len() + hub];
        let Some((from, to)) = case[origin].at.zip(place.at) else {
            continue;
        };
        let trip = Trip {
            hub,
            km: from.great_circle_km(to),
            ms: link.rtt_ms,
        };
        if link.derived {
            derived.push(trip);
        } else {
            measured.push(trip);
        }
    }
    (measured, derived)
}

fn pairs<'a>(measured: &'a [Trip], derived: &'a [Trip]) -> impl Iterator<Item = (Trip, Trip)> + 'a {
    let of = |stated: &'a Trip| derived.iter().map(move |other| (*stated, *other));
    measured.iter().flat_map(of)
}

/// The pair whose order by time is most against that by distance.
fn disorder(measured: &[Trip], derived: &[Trip]) -> Option<(Trip, Trip)> {
    let ratio = |(stated, other): &(Trip, Trip)| {
        if stated.km <= other.km {
            stated.ms / other.ms
        } else {
            other.ms / stated.ms
        }
    };
    let against = pairs(measured, derived).filter(|pair| ratio(pair) > DISORDER);
    against.max_by(|a, b| ratio(a).total_cmp(&ratio(b)))
}

/// The measured link that is least like its derivation, beside the derived one of the nearest distance.
fn skew(case: &Case, measured: &[Trip], derived: &[Trip]) -> Option<(Trip, Trip)> {
    let ratio = |trip: &Trip| {
        let ratio = trip.ms / case.network.derived_rtt_ms(trip.km);
        ratio.max(1.0 / ratio)
    };
    let skewed = measured.iter().filter(|trip| ratio(trip) > SKEW);
    let worst = skewed.max_by(|a, b| ratio(a).total_cmp(&ratio(b)))?;
    let gap = |trip: &&Trip| (trip.km - worst.km).abs();
    let beside = derived.iter().min_by(|a, b| gap(a).total_cmp(&gap(b)))?;
    Some((*worst, *beside))
}
