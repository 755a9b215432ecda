//! Where work runs: the map, what each hub does, which workload runs where, and hour by hour.

use super::html::{Table, escaped, folded, picture, section};
use super::lang::{Language, Text};
use super::snapshot::{Drawn, Snapshot};
use crate::case::Side;
use crate::report::document::HubRow;
use crate::report::number::{ABSENT, amount, decimals_for, grouped};
use crate::report::plot::{self, Look, Picture};
use crate::report::saved::Plan;

/// The map with its table.
pub(super) fn map(plan: &Snapshot, drawn: &Drawn, of: &Plan, language: Language) -> String {
    let inner = format!(
        "{}{}{}",
        figure_of_map(of, Text::Map, language),
        hub_table(plan, language),
        folded(
            language.text(Text::WorkloadTable),
            &workload_table(plan, drawn, language)
        ),
    );
    section("map", language.text(Text::Map), &inner)
}

/// A map as a figure.
pub(super) fn figure_of_map(of: &Plan, label: Text, language: Language) -> String {
    let drawn: Picture = plot::map(of, &Look::default());
    picture(
        &drawn.svg(),
        language.text(label),
        language.text(Text::MapCaption),
    )
}

fn side(hub: &HubRow, language: Language) -> &'static str {
    language.text(match hub.side {
        Side::East => Text::East,
        Side::West => Text::West,
    })
}

fn hub_table(plan: &Snapshot, language: Language) -> String {
    let heads = [
        Text::Hub,
        Text::Side,
        Text::Contracted,
        Text::Capacity,
        Text::MeanLoad,
        Text::Inference,
        Text::Training,
        Text::Storage,
        Text::Price,
        Text::Pue,
        Text::Factor,
    ];
    let heads = heads.map(|text| language.text(text));
    let mut table = Table::new(language.text(Text::HubTable), &heads).text_columns(&[1]);
    for hub in &plan.hubs {
        let of_energy = |mwh: f64| amount(mwh / plan.case.horizon_hours, 1);
        table.row(&[
            language.name(&hub.name, hub.name_zh.as_deref()).to_owned(),
            side(hub, language).to_owned(),
            amount(hub.contracted_mw, 1),
            amount(hub.capacity_mw, 1),
            amount(hub.mean_mw, 1),
            of_energy(hub.inference_it_energy_mwh),
            of_energy(hub.training_it_energy_mwh),
            of_energy(hub.storage_it_energy_mwh),
            grouped(hub.price_cny_per_kwh, 4),
            grouped(hub.pue, 2),
            grouped(hub.emission_factor_kg_per_kwh, 4),
        ]);
    }
    table.html()
}

fn workload_table(plan: &Snapshot, drawn: &Drawn, language: Language) -> String {
    let names: Vec<&str> = plan
        .hubs
        .iter()
        .map(|hub| language.name(&hub.name, hub.name_zh.as_deref()))
        .collect();
    let mut heads = vec![language.text(Text::Workload)];
    heads.extend(&names);
    heads.push(language.text(Text::Total));
    let mut table = Table::new(language.text(Text::WorkloadTable), &heads);
    for (workload, loads) in mean_loads(plan, drawn) {
        let mut row = vec![workload];
        row.extend(loads.iter().map(|mw| {
            if *mw == 0.0 {
                ABSENT.to_owned()
            } else {
                amount(*mw, 1)
            }
        }));
        row.push(amount(loads.iter().sum(), 1));
        table.row(&row);
    }
    table.html()
}

/// Mean load of each workload at each hub, in the order of the case.
fn mean_loads(plan: &Snapshot, drawn: &Drawn) -> Vec<(String, Vec<f64>)> {
    let horizon = plan.case.horizon_hours;
    let mut means: Vec<(String, Vec<f64>)> = Vec::new();
    for row in &drawn.placement {
        let hours = row.period.as_ref().map_or(horizon, |id| {
            let period = plan.case.periods.iter().find(|period| period.period == *id);
            period.map_or(0.0, |period| period.hours)
        });
        let place = means
            .iter()
            .position(|(workload, _)| *workload == row.workload);
        let place = place.unwrap_or_else(|| {
            means.push((row.workload.clone(), vec![0.0; plan.hubs.len()]));
            means.len() - 1
        });
        if let Some(hub) = plan.hubs.iter().position(|hub| hub.hub == row.hub) {
            means[place].1[hub] += row.mw * hours / horizon;
        }
    }
    means
}

/// Load hour by hour with its table.
pub(super) fn hours(plan: &Snapshot, drawn: &Drawn, of: &Plan, language: Language) -> String {
    let picture = picture(
        &plot::hours(of, &Look::default()).svg(),
        language.text(Text::Hours),
        language.text(Text::HoursCaption),
    );
    let table = folded(
        language.text(Text::ShowTable),
        &hour_table(plan, drawn, language),
    );
    section(
        "hours",
        language.text(Text::Hours),
        &format!("{picture}{table}"),
    )
}

fn hour_table(plan: &Snapshot, drawn: &Drawn, language: Language) -> String {
    let mut heads = vec![language.text(Text::Period)];
    heads.extend(
        plan.hubs
            .iter()
            .map(|hub| language.name(&hub.name, hub.name_zh.as_deref())),
    );
    let mut table = Table::new(language.text(Text::HoursTable), &heads);
    for period in &plan.case.periods {
        let mut row = vec![escaped(&period.period)];
        row.extend(plan.hubs.iter().map(|hub| {
            let mut cells = drawn.hub_periods.iter();
            let cell = cells.find(|cell| cell.hub == hub.hub && cell.period == period.period);
            cell.map_or_else(String::new, |cell| {
                escaped(&amount(cell.load_mw, decimals_for(cell.load_mw).min(1)))
            })
        }));
        table.marked_row("", &row);
    }
    table.html()
}
