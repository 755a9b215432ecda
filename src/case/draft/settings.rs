//! Settings, policies and penalties.

use std::collections::HashSet;

use super::Draft;
use super::check::{Faults, Names, Row};
use super::terms::Noun;
use crate::case::bounds::Bounds;
use crate::case::quantity::Quantity;
use crate::case::{HubId, Policy};

/// Figures of the settings on their own.
pub(super) fn settings(draft: &Draft, faults: &mut Faults) {
    let settings = &draft.settings;
    let mut row = faults.settings();
    row.id("name", Noun::Case, &settings.name, &[]);
    row.line("title", "a title", settings.title.as_ref());
    row.line("title_zh", "a title", settings.title_zh.as_ref());
    row.line("note", "a note", settings.note.as_ref());
    row.line("note_zh", "a note", settings.note_zh.as_ref());
    row.number(
        "horizon_hours",
        "horizon",
        Bounds::Positive,
        settings.horizon_hours,
    );
    row.number(
        "carbon.price_cny_per_t",
        "carbon price",
        Quantity::CarbonPrice.bounds(),
        settings.carbon_price_cny_per_t,
    );
    row.optional(
        "green.premium_cny_per_mwh",
        "green premium",
        Quantity::GreenPremium.bounds(),
        settings.green_premium_cny_per_mwh,
    );
    row.number(
        "finance.discount_rate",
        "discount rate",
        Bounds::Between(0.0, 1.0),
        settings.discount_rate,
    );
    penalties(draft, &mut row);
    network(draft, &mut row);
}

fn penalties(draft: &Draft, row: &mut Row<'_>) {
    let penalties = &draft.settings.penalties;
    for (key, quantity, value) in [
        (
            "penalty.unserved_cny_per_mwh",
            Quantity::UnservedPenalty,
            penalties.unserved_cny_per_mwh,
        ),
        (
            "penalty.green_cny_per_mwh",
            Quantity::GreenPenalty,
            penalties.green_cny_per_mwh,
        ),
        (
            "penalty.carbon_cny_per_t",
            Quantity::CarbonPenalty,
            penalties.carbon_cny_per_t,
        ),
        (
            "penalty.share_cny_per_mwh",
            Quantity::SharePenalty,
            penalties.share_cny_per_mwh,
        ),
    ] {
        row.number(key, "penalty", quantity.bounds(), value);
    }
}

fn network(draft: &Draft, row: &mut Row<'_>) {
    let network = &draft.settings.network;
    let fibre_us_per_km = 1000.0 / super::terms::FIBRE_KM_PER_MS;
    // light in fibre takes 4.897 µs/km; figures rounded to two decimals are not faults
    let least_delay = (fibre_us_per_km * 100.0).floor() / 100.0;
    let not_negative = Bounds::NOT_NEGATIVE;
    for (key, quantity, bounds, value) in [
        (
            "network.route_factor",
            "route factor",
            Bounds::AtLeast(1.0),
            network.route_factor,
        ),
        (
            "network.fibre_delay_us_per_km",
            "delay of fibre in µs/km",
            Bounds::AtLeast(least_delay),
            network.fibre_delay_us_per_km,
        ),
        (
            "network.equipment_delay_ms",
            "equipment delay",
            not_negative,
            network.equipment_delay_ms,
        ),
        (
            "network.price_cny_per_gbps_month",
            "bandwidth price",
            Quantity::BandwidthPrice.bounds(),
            network.price_cny_per_gbps_month,
        ),
        (
            "network.capacity_gbps",
            "link capacity",
            Quantity::LinkCapacity.bounds(),
            network.capacity_gbps,
        ),
        (
            "network.transfer_cny_per_tb",
            "transfer price",
            Quantity::TransferPrice.bounds(),
            Some(network.transfer_cny_per_tb),
        ),
    ] {
        row.optional(key, quantity, bounds, value);
    }
}

/// The rules of a draft.
pub(super) fn policy(draft: &Draft, hubs: &Names, faults: &mut Faults) -> Policy {
    let policy = &draft.settings.policy;
    let mut row = faults.settings();
    for (key, name, quantity, value) in [
        (
            "policy.green_share_min",
            "green share",
            Quantity::GreenTarget,
            policy.green_share_min,
        ),
        (
            "policy.green_share_min_east",
            "green share",
            Quantity::GreenTarget,
            policy.green_share_min_east,
        ),
        (
            "policy.green_share_min_west",
            "green share",
            Quantity::GreenTarget,
            policy.green_share_min_west,
        ),
        (
            "policy.hourly_green_share_min",
            "green share",
            Quantity::HourlyGreenShare,
            policy.hourly_green_share_min,
        ),
        (
            "policy.hourly_green_share_min_each_hub",
            "green share",
            Quantity::HourlyGreenShareEachHub,
            policy.hourly_green_share_min_each_hub,
        ),
        (
            "policy.hub_share_max",
            "hub share",
            Quantity::HubShareMax,
            policy.hub_share_max,
        ),
        (
            "policy.training_west_share_min",
            "share of training in the west",
            Quantity::TrainingWestShare,
            policy.training_west_share_min,
        ),
    ] {
        row.optional(key, name, quantity.bounds(), value);
    }
    row.optional(
        "policy.carbon_cap_t",
        "carbon cap",
        Quantity::CarbonCap.bounds(),
        policy.carbon_cap_t,
    );
    Policy {
        green_share_min: policy.green_share_min,
        green_share_min_east: policy.green_share_min_east,
        green_share_min_west: policy.green_share_min_west,
        hourly_green_share_min: policy.hourly_green_share_min,
        hourly_green_share_min_each_hub: policy.hourly_green_share_min_each_hub,
        green_share_min_by_hub: green_by_hub(draft, hubs, &mut row),
        carbon_cap_t: policy.carbon_cap_t,
        hub_share_max: policy.hub_share_max,
        training_west_share_min: policy.training_west_share_min,
    }
}

fn green_by_hub(draft: &Draft, hubs: &Names, row: &mut Row<'_>) -> Vec<(HubId, f64)> {
    let mut shares: Vec<(HubId, f64)> = Vec::new();
    let mut seen: HashSet<usize> = HashSet::new();
    for (name, share) in &draft.settings.policy.green_share_min_by_hub {
        let key = format!("policy.green_share_min_by_hub.{name}");
        row.optional(
            key.clone(),
            "green share",
            Quantity::GreenTarget.bounds(),
            Some(*share),
        );
        match hubs.find(name) {
            Some(hub) if !seen.insert(hub) => {
                let problem = super::Problem::Duplicate {
                    what: format!("hub `{name}`"),
                    where_unique: tr!("a hub has one green target"),
                };
                row.fault(key, problem);
            }
            Some(hub) => shares.push((HubId::new(hub), *share)),
            None => row.fault(key, hubs.unknown(name)),
        }
    }
    shares
}
