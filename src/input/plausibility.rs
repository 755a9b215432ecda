//! # Figures against the world
//!
//! A figure is *far outside* a range seen in the world if it is over `margin` times its greatest figure,
//! or under its least divided by `margin`; zero and negative figures are taken as meant. The ranges are
//! those of public material collected in November 2026, named in each source.

mod over_time;
mod round_trips;

use std::collections::{HashMap, HashSet};

use super::warning::{Concern, Seen};
use crate::case::draft::{Draft, DraftPlace, HubRow, Table};
use crate::case::{Case, Side, Work};
use crate::language::word;

/// A concern and the place of the draft that it is about.
type Found = (Option<DraftPlace>, Concern);

const PRICE: Seen = Seen {
    quantity: "electricity price in CNY/kWh",
    least: 0.26,
    greatest: 1.1,
    source: "delivered to Chinese data centres, 2024 to 2026: press on Hohhot and on Beijing",
};
const FACTOR: Seen = Seen {
    quantity: "emission factor in kg CO2/kWh",
    least: 0.1235,
    greatest: 0.7901,
    source: "Chinese provinces, 2021: Yunnan and Hebei, Ministry of Ecology and Environment",
};
const HOSTING: Seen = Seen {
    quantity: "hosting fee in CNY per kW and month",
    least: 180.0,
    greatest: 650.0,
    source: "wholesale rent without power in China, 2025 to 2026, investment-bank reports",
};
const PUE: Seen = Seen {
    quantity: "PUE",
    least: 1.07,
    greatest: 1.42,
    source: "best site in Qingyang, and the Chinese average of mid-2025",
};
const PREMIUM: Seen = Seen {
    quantity: "green premium in CNY/MWh",
    least: 1.0,
    greatest: 50.0,
    source: "Chinese green certificates of 2025, and estimates for bundled green power",
};
const CAPACITY: Seen = Seen {
    quantity: "capacity of a hub in MW (IT)",
    least: 1.0,
    greatest: 1_150.0,
    source: "racks of Zhangjiakou, the largest of the ten national clusters",
};
const BANDWIDTH: Seen = Seen {
    quantity: "bandwidth price in CNY per Gbps and month",
    least: 3_500.0,
    greatest: 345_000.0,
    source: "a quotation for a dedicated 100 Gbps line of 2024, and a cloud's list price of 2021 to 2022",
};
const ACCELERATOR_POWER: Seen = Seen {
    quantity: "power of an accelerator in W",
    least: 400.0,
    greatest: 1_700.0,
    source: "H20 alone, and a GB200 with its share of an NVL72 rack",
};
const ACCELERATOR_PEAK: Seen = Seen {
    quantity: "dense peak in TFLOPS",
    least: 119.5,
    greatest: 2_500.0,
    source: "L20 and GB200 in bf16",
};
const TRAINING_UTILISATION: Seen = Seen {
    quantity: "utilisation of training",
    least: 0.3,
    greatest: 0.5,
    source: "reported for large models, 2024 to 2025",
};

/// All concerns about a case, in the order of its tables.
pub(super) fn warnings(draft: &Draft, case: &Case) -> Vec<Found> {
    let mut found = Vec::new();
    hubs(draft, &mut found);
    over_time::profiles(draft, case, &mut found);
    over_time::hourly(draft, case, &mut found);
    network(draft, &mut found);
    round_trips::compare(draft, case, &mut found);
    accelerators(draft, &mut found);
    training(draft, case, &mut found);
    capacity(case, &mut found);
    unused(draft, case, &mut found);
    rules(draft, &mut found);
    idle_baseline(draft, &mut found);
    found
}

/// Today's plan, where `[baseline]` does not name it.
fn idle_baseline(draft: &Draft, found: &mut Vec<Found>) {
    if !draft.baseline.is_empty() && draft.settings.baseline.plan.is_none() {
        let place = DraftPlace {
            table: Table::Baseline,
            row: None,
            column: None,
            item: None,
        };
        let concern = Concern::IdleTable {
            file: "baseline.csv",
            what: "the case compares with something else than today's plan",
            remedy: "state `plan = \"baseline.csv\"` under `[baseline]` in case.toml, or take the file away",
        };
        found.push((Some(place), concern));
    }
}

/// The place of a cell.
fn cell(table: Table, row: usize, name: &str, column: &'static str) -> DraftPlace {
    DraftPlace {
        table,
        row: Some(row),
        column: Some(column.into()),
        item: Some(format!("{} `{name}`", word(table.item()))),
    }
}

/// A concern if the figure is far outside.
fn compare(
    found: &mut Vec<Found>,
    place: DraftPlace,
    figure: f64,
    (seen, margin): (Seen, f64),
    advice: Option<String>,
) {
    if figure > 0.0 && (figure > seen.greatest * margin || figure < seen.least / margin) {
        let concern = Concern::FarOutside {
            found: figure,
            seen,
            advice,
        };
        found.push((Some(place), concern));
    }
}

/// Advice on a figure that would fit in another unit.
fn unit_advice(figure: f64, seen: Seen, units: &[(f64, &str, &str)]) -> Option<String> {
    units
        .iter()
        .find(|(size, ..)| (seen.least / 2.0..=seen.greatest * 2.0).contains(&(figure * size)))
        .map(|(_, unit, heading)| {
            tr!(
                "if this is in {unit}, name the column `{heading}`",
                unit = unit,
                heading = heading
            )
        })
}

fn hubs(draft: &Draft, found: &mut Vec<Found>) {
    for (row, hub) in draft.hubs.iter().enumerate() {
        let at = |column| cell(Table::Hubs, row, &hub.hub, column);
        let price = hub.price_cny_per_kwh;
        let units = [
            (1e-3, "CNY/MWh", "price_cny_per_mwh"),
            (7.0, "USD/kWh", "price_usd_per_kwh"),
            (7e-3, "USD/MWh", "price_usd_per_mwh"),
        ];
        let advice = unit_advice(price, PRICE, &units);
        compare(found, at("price_cny_per_kwh"), price, (PRICE, 2.0), advice);
        let factors = [
            (
                "emission_factor_kg_per_kwh",
                Some(hub.emission_factor_kg_per_kwh),
            ),
            (
                "residual_emission_factor_kg_per_kwh",
                hub.residual_emission_factor_kg_per_kwh,
            ),
            (
                "marginal_emission_factor_kg_per_kwh",
                hub.marginal_emission_factor_kg_per_kwh,
            ),
        ];
        for (column, factor) in factors {
            let Some(factor) = factor else { continue };
            let heading = column.replace("kg_per_kwh", "g_per_kwh");
            let advice = unit_advice(factor, FACTOR, &[(1e-3, "g/kWh", &heading)]);
            // a few grids are cleaner than any province
            compare(found, at(column), factor, (FACTOR, 1.6), advice);
        }
        let fee = hub.hosting_cny_per_kw_month;
        let units = [(1e-3, "CNY per MW and month", "hosting_cny_per_mw_month")];
        let advice = unit_advice(fee, HOSTING, &units);
        compare(
            found,
            at("hosting_cny_per_kw_month"),
            fee,
            (HOSTING, 2.5),
            advice,
        );
        capacities(hub, &at, found);
        // 3 is over twice the average
        if hub.pue > 3.0 {
            compare(found, at("pue"), hub.pue, (PUE, 2.0), None);
        }
        if let Some(premium) = hub.green_premium_cny_per_mwh {
            let place = at("green_premium_cny_per_mwh");
            compare(found, place, premium, (PREMIUM, 4.0), None);
        }
    }
}

/// Capacities so large that they are likely stated in kW.
fn capacities(hub: &HubRow, at: &dyn Fn(&'static str) -> DraftPlace, found: &mut Vec<Found>) {
    let figures = [
        ("capacity_mw", "capacity_kw", Some(hub.capacity_mw)),
        (
            "facility_limit_mw",
            "facility_limit_kw",
            hub.facility_limit_mw,
        ),
    ];
    for (column, heading, figure) in figures {
        let Some(figure) = figure.filter(|figure| *figure > CAPACITY.greatest) else {
            continue;
        };
        let kilowatts = tr!(
            "if this is in kW, name the column `{heading}`",
            heading = heading
        );
        compare(found, at(column), figure, (CAPACITY, 5.0), Some(kilowatts));
    }
}

fn network(draft: &Draft, found: &mut Vec<Found>) {
    let network = &draft.settings.network;
    if let Some(price) = network.price_cny_per_gbps_month {
        let place = DraftPlace::setting("network.price_cny_per_gbps_month");
        compare(found, place, price, (BANDWIDTH, 3.0), None);
    }
    if let Some(premium) = draft.settings.green_premium_cny_per_mwh {
        let place = DraftPlace::setting("green.premium_cny_per_mwh");
        compare(found, place, premium, (PREMIUM, 4.0), None);
    }
    for (row, link) in draft.links.iter().enumerate() {
        let name = format!("{}–{}", link.origin, link.hub);
        let at = |column| cell(Table::Links, row, &name, column);
        if let Some(price) = link.price_cny_per_gbps_month {
            let place = at("price_cny_per_gbps_month");
            compare(found, place, price, (BANDWIDTH, 3.0), None);
        }
    }
}

fn accelerators(draft: &Draft, found: &mut Vec<Found>) {
    for (row, accelerator) in draft.accelerators.iter().enumerate() {
        let at = |column| cell(Table::Accelerators, row, &accelerator.accelerator, column);
        let power = accelerator.it_power_w;
        let units = [(1e3, "kW", "it_power_kw")];
        let advice = unit_advice(power, ACCELERATOR_POWER, &units);
        compare(
            found,
            at("it_power_w"),
            power,
            (ACCELERATOR_POWER, 4.0),
            advice,
        );
        if let Some(peak) = accelerator.peak_tflops {
            let units = [(1e3, "PFLOPS", "peak_pflops")];
            let advice = unit_advice(peak, ACCELERATOR_PEAK, &units);
            compare(
                found,
                at("peak_tflops"),
                peak,
                (ACCELERATOR_PEAK, 4.0),
                advice,
            );
        }
    }
}

fn training(draft: &Draft, case: &Case, found: &mut Vec<Found>) {
    let works = case
        .workloads
        .iter()
        .map(|workload| (workload.id.as_str(), &workload.work));
    let works: HashMap<&str, &Work> = works.collect();
    for (row, run) in draft.training.iter().enumerate() {
        if let Some(utilisation) = run.utilisation {
            let place = cell(Table::Training, row, &run.run, "utilisation");
            compare(found, place, utilisation, (TRAINING_UTILISATION, 1.6), None);
        }
        let Some(Work::Training(work)) = works.get(run.run.as_str()) else {
            continue;
        };
        if let Some(days) = run
            .transfer_days
            .filter(|days| days * 24.0 > work.window_hours)
        {
            let concern = Concern::LongTransfer {
                run: run.run.clone(),
                days,
                window_days: work.window_hours / 24.0,
            };
            let place = cell(Table::Training, row, &run.run, "transfer_days");
            found.push((Some(place), concern));
        }
        let needed_hours = work.energy_mwh / work.power_limit_mw;
        if needed_hours > work.window_hours * (1.0 + 1e-9) {
            let concern = Concern::TooLittleTime {
                run: run.run.clone(),
                needed_hours,
                window_hours: work.window_hours,
            };
            let place = cell(Table::Training, row, &run.run, "accelerators_max");
            found.push((Some(place), concern));
        }
    }
}

/// Load of a workload in period `t`, MW; of training its mean over the window.
fn load_mw(work: &Work, t: usize) -> f64 {
    match work {
        Work::Inference(service) => {
            let rate: f64 = service
                .requests_per_s
                .iter()
                .map(|(_, rate)| rate.at(t))
                .sum();
            rate * service.mw_per_request_per_s
        }
        Work::Training(run) if run.window.get(t) == Some(&true) => {
            run.energy_mwh / run.window_hours
        }
        Work::Training(_) => 0.0,
        Work::Storage(archive) => {
            let volume: f64 = archive.volume_pb.iter().map(|(_, volume)| volume).sum();
            volume * archive.mw_per_pb
        }
    }
}

fn capacity(case: &Case, found: &mut Vec<Found>) {
    let demand_mw = (0..case.periods.len())
        .map(|t| case.workloads.iter().map(|w| load_mw(&w.work, t)).sum())
        .fold(0.0, f64::max);
    let capacity_mw: f64 = case.hubs.iter().map(|hub| hub.capacity_mw).sum();
    if demand_mw > capacity_mw {
        let concern = Concern::OverCapacity {
            demand_mw,
            capacity_mw,
        };
        found.push((Some(DraftPlace::table(Table::Hubs)), concern));
    }
}

/// Names of a table that nothing refers to.
fn unused(draft: &Draft, case: &Case, found: &mut Vec<Found>) {
    let mut report = |table: Table, why, names: Vec<String>| {
        if !names.is_empty() {
            let what = match table {
                Table::Profiles => "profile",
                _ => table.item(),
            };
            found.push((
                Some(DraftPlace::table(table)),
                Concern::Unused { what, names, why },
            ));
        }
    };
    let services = draft.inference.iter().map(|row| &row.accelerator);
    let runs = draft.training.iter().map(|row| &row.accelerator);
    let accelerators = draft.accelerators.iter().map(|row| &row.accelerator);
    report(
        Table::Accelerators,
        "no workload runs on",
        rest(accelerators, services.chain(runs)),
    );
    let trunks = draft.trunks.iter().map(|row| &row.trunk);
    let named = draft.links.iter().filter_map(|row| row.trunk.as_ref());
    report(Table::Trunks, "no link belongs to", rest(trunks, named));
    let profiles = draft.profiles.iter().flat_map(|row| row.multipliers.keys());
    report(
        Table::Profiles,
        "nothing refers to",
        rest(profiles, profiles_used(draft)),
    );
    report(Table::Origins, "no demand comes from", idle_origins(case));
    demand_shares(draft, found);
}

/// The names that are not among `used`, each once.
fn rest<'a>(
    names: impl Iterator<Item = &'a String>,
    used: impl Iterator<Item = &'a String>,
) -> Vec<String> {
    let mut used: HashSet<&String> = used.collect();
    names.filter(|name| used.insert(name)).cloned().collect()
}

fn profiles_used(draft: &Draft) -> impl Iterator<Item = &String> {
    let hubs = draft.hubs.iter().flat_map(|hub| {
        [
            &hub.pue_profile,
            &hub.price_profile,
            &hub.green_share_profile,
            &hub.emission_factor_profile,
        ]
    });
    let services = draft.inference.iter().map(|row| &row.demand_profile);
    let contracts = draft.power_contracts.iter().map(|row| &row.profile);
    hubs.chain(services).flatten().chain(contracts)
}

fn idle_origins(case: &Case) -> Vec<String> {
    let mut busy = HashSet::new();
    for workload in &case.workloads {
        match &workload.work {
            Work::Inference(service) => busy.extend(service.requests_per_s.iter().map(|(o, _)| *o)),
            Work::Training(run) => {
                busy.insert(run.origin);
            }
            Work::Storage(archive) => busy.extend(archive.volume_pb.iter().map(|(o, _)| *o)),
        }
    }
    case.origin_ids()
        .filter(|origin| !busy.contains(origin))
        .map(|origin| case[origin].id.clone())
        .collect()
}

/// Shares of demand count only where a row spreads its demand over all origins.
fn demand_shares(draft: &Draft, found: &mut Vec<Found>) {
    let star = draft.inference.iter().any(|row| row.origin == "*")
        || draft.storage.iter().any(|row| row.origin == "*");
    let stated = draft.origins.iter().any(|row| row.demand_share.is_some());
    if stated && !star {
        let place = DraftPlace {
            column: Some("demand_share".into()),
            ..DraftPlace::table(Table::Origins)
        };
        let concern = Concern::IdleRule {
            key: "demand_share",
            why: "no workload is spread over all origins (`*`)",
        };
        found.push((Some(place), concern));
    }
}

/// Rules about nothing.
fn rules(draft: &Draft, found: &mut Vec<Found>) {
    let policy = &draft.settings.policy;
    let none_in = |side| draft.hubs.iter().all(|hub| hub.side != Some(side));
    let (no_east, no_west) = (none_in(Side::East), none_in(Side::West));
    for (key, stated, idle, why) in [
        (
            "policy.green_share_min_east",
            policy.green_share_min_east.is_some(),
            no_east,
            "no hub lies in the east",
        ),
        (
            "policy.green_share_min_west",
            policy.green_share_min_west.is_some(),
            no_west,
            "no hub lies in the west",
        ),
        (
            "policy.training_west_share_min",
            policy.training_west_share_min.is_some(),
            draft.training.is_empty(),
            "the case has no training",
        ),
    ] {
        if stated && idle {
            found.push((
                Some(DraftPlace::setting(key)),
                Concern::IdleRule { key, why },
            ));
        }
    }
}
