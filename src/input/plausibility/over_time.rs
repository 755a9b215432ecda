//! Figures over the periods: profiles that are no multipliers, means far from what was seen.

use super::{FACTOR, Found, PRICE, cell, compare, unit_advice};
use crate::case::draft::{Draft, DraftPlace, HubRow, Table};
use crate::case::{Case, Hourly, Hub, Work};
use crate::input::warning::Concern;

/// Means of profiles that are taken as meant.
const AROUND_ONE: std::ops::RangeInclusive<f64> = 0.8..=1.25;

/// A demand profile whose peak is 1 is relative to its peak, as `requests_per_s` is then.
const PEAK_TOLERANCE: f64 = 0.01;

/// A figure of a hub that a profile may shape: the profile's column, the figure's, and what it is.
type Shaped<'a> = (
    &'static str,
    Option<&'a String>,
    &'a Hourly,
    &'static str,
    &'static str,
);

fn shaped<'a>(row: &'a HubRow, hub: &'a Hub) -> [Shaped<'a>; 4] {
    [
        (
            "price_profile",
            row.price_profile.as_ref(),
            &hub.price_cny_per_kwh,
            "electricity price in CNY/kWh",
            "price_cny_per_kwh",
        ),
        (
            "pue_profile",
            row.pue_profile.as_ref(),
            &hub.pue,
            "PUE",
            "pue",
        ),
        (
            "green_share_profile",
            row.green_share_profile.as_ref(),
            &hub.green_share,
            "green share",
            "green_share",
        ),
        (
            "emission_factor_profile",
            row.emission_factor_profile.as_ref(),
            &hub.emission_factor_kg_per_kwh,
            "emission factor in kg CO2/kWh",
            "emission_factor_kg_per_kwh",
        ),
    ]
}

fn hours(case: &Case) -> Vec<f64> {
    case.periods.iter().map(|period| period.hours).collect()
}

/// Profiles whose mean is far from 1, and prices that come of a profile.
pub(super) fn profiles(draft: &Draft, case: &Case, found: &mut Vec<Found>) {
    let hours = hours(case);
    for (index, (row, hub)) in draft.hubs.iter().zip(&case.hubs).enumerate() {
        for (at, profile, figure, quantity, column) in shaped(row, hub) {
            let Some(profile) = profile.filter(|_| figure.base != 0.0) else {
                continue;
            };
            let mean = figure.mean(&hours) / figure.base;
            let place = cell(Table::Hubs, index, &row.hub, at);
            if !AROUND_ONE.contains(&mean) {
                let concern = Concern::ProfileMean {
                    profile: profile.clone(),
                    mean,
                    quantity,
                    base: figure.base,
                    column: Some(column),
                };
                found.push((Some(place), concern));
            } else if column == "price_cny_per_kwh" && is_seen_alone(figure.base) {
                compare(found, place, figure.mean(&hours), (PRICE, 2.0), None);
            }
        }
    }
    demand(draft, case, &hours, found);
}

/// Whether a base price is warned of by itself.
fn is_seen_alone(price: f64) -> bool {
    (PRICE.least / 2.0..=PRICE.greatest * 2.0).contains(&price)
}

fn demand(draft: &Draft, case: &Case, hours: &[f64], found: &mut Vec<Found>) {
    let services = case
        .workloads
        .iter()
        .filter_map(|workload| match &workload.work {
            Work::Inference(service) => Some((workload.id.as_str(), &service.requests_per_s)),
            _ => None,
        });
    let rates: std::collections::HashMap<&str, _> = services.collect();
    for (index, row) in draft.inference.iter().enumerate() {
        let Some(profile) = &row.demand_profile else {
            continue;
        };
        let rates = rates
            .get(row.service.as_str())
            .map(|rates| rates.as_slice());
        let own = |(origin, _): &&(crate::case::OriginId, Hourly)| {
            row.origin == "*" || case[*origin].id == row.origin
        };
        let Some((_, rate)) = rates.and_then(|rates| rates.iter().find(own)) else {
            continue;
        };
        let unit = Hourly {
            base: 1.0,
            shape: rate.shape.clone(),
        };
        let to_its_peak = (unit.peak() - 1.0).abs() <= PEAK_TOLERANCE;
        let mean = unit.mean(hours);
        if !to_its_peak && !AROUND_ONE.contains(&mean) {
            let concern = Concern::ProfileMean {
                profile: profile.clone(),
                mean,
                quantity: "demand in requests per second",
                base: row.requests_per_s,
                column: None,
            };
            let place = cell(Table::Inference, index, &row.service, "demand_profile");
            found.push((Some(place), concern));
        }
    }
}

/// Means of what `hourly` states, against what was seen.
pub(super) fn hourly(draft: &Draft, case: &Case, found: &mut Vec<Found>) {
    let hours = hours(case);
    let mut seen: std::collections::HashSet<(&str, bool)> = std::collections::HashSet::new();
    for (index, row) in draft.hourly.iter().enumerate() {
        let Some(hub) = case.hubs.iter().find(|hub| hub.id == row.hub) else {
            continue;
        };
        let at = |column: &'static str| DraftPlace {
            column: Some(column.into()),
            ..cell(Table::Hourly, index, &row.hub, column)
        };
        if row.price_cny_per_kwh.is_some() && seen.insert((&row.hub, true)) {
            let mean = hub.price_cny_per_kwh.mean(&hours);
            let advice = unit_advice(mean, PRICE, &[(1e-3, "CNY/MWh", "price_cny_per_mwh")]);
            compare(found, at("price_cny_per_kwh"), mean, (PRICE, 2.0), advice);
        }
        if row.emission_factor_kg_per_kwh.is_some() && seen.insert((&row.hub, false)) {
            let mean = hub.emission_factor_kg_per_kwh.mean(&hours);
            let advice = unit_advice(
                mean,
                FACTOR,
                &[(1e-3, "g/kWh", "emission_factor_g_per_kwh")],
            );
            compare(
                found,
                at("emission_factor_kg_per_kwh"),
                mean,
                (FACTOR, 1.6),
                advice,
            );
        }
    }
}
