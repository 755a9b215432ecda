//! What binds, and why work runs where it runs: from the document of an explanation.

use super::html::{Table, folded, note, paragraph, section};
use super::lang::{Language, Text};
use super::snapshot::Snapshot;
use crate::explain::Explanation;
use crate::language::unit;
use crate::report::explanation::document::{
    AtRecord, ExplanationDocument, LimitRecord, WorkloadRecord,
};
use crate::report::number::{ABSENT, amount, figure, grouped};

/// Limits that bind, and reasons.
pub(super) fn reasons(plan: &Snapshot, told: &Explanation, language: Language) -> String {
    let told = ExplanationDocument::of(told);
    let of_one = if told.periods < plan.case.periods.len() {
        note(language.text(Text::ForOnePeriod))
    } else {
        String::new()
    };
    let binding = format!("{of_one}{}", limits(&told.limits, language));
    let mut inner = format!("{}{of_one}", note(language.text(Text::ReasonsHow)));
    for workload in &told.workloads {
        inner.push_str(&of_workload(plan, workload, language));
    }
    format!(
        "{}{}",
        section("binding", language.text(Text::Binding), &binding),
        section("reasons", language.text(Text::Reasons), &inner)
    )
}

fn limits(limits: &[LimitRecord], language: Language) -> String {
    if limits.is_empty() {
        return paragraph(language.text(Text::NothingBinds));
    }
    let heads = [
        Text::Limit,
        Text::Stands,
        Text::Unit,
        Text::OneMore,
        Text::OneLess,
    ];
    let heads = heads.map(|text| language.text(text));
    let mut table = Table::new(language.text(Text::BindingTable), &heads).text_columns(&[2]);
    let or_absent = |value: Option<f64>| value.map_or_else(|| ABSENT.to_owned(), figure);
    for limit in limits {
        table.row(&[
            limit.key.clone(),
            figure(limit.value),
            unit(limit.unit),
            or_absent(limit.one_more_saves_cny),
            or_absent(limit.one_less_costs_cny),
        ]);
    }
    table.html()
}

fn of_workload(plan: &Snapshot, workload: &WorkloadRecord, language: Language) -> String {
    let origin = workload.origin.iter();
    let name: Vec<&str> = [workload.workload.as_str()]
        .into_iter()
        .chain(origin.map(String::as_str))
        .collect();
    let name = name.join(" · ");
    let caption = language.say(Text::ReasonTable, &[("workload", &name)]);
    let heads = [
        Text::Hub,
        Text::MeanLoad,
        Text::Fees,
        Text::Network,
        Text::Rules,
        Text::Scarcity,
        Text::Total,
        Text::MustFall,
    ];
    let heads = heads.map(|text| language.text(text));
    let mut table = Table::new(&caption, &heads);
    for at in &workload.hubs {
        table.row(&row(plan, at, language));
    }
    for barred in &workload.barred {
        let why = if barred.why == "round_trip" {
            Text::TooFar
        } else {
            Text::NotAllowed
        };
        let mut why = language.text(why).to_owned();
        if let Some(ms) = barred.shortest_rtt_ms {
            why.push_str(&format!(" ({} ms)", figure(ms)));
        }
        let mut row = vec![hub_name(plan, &barred.hub, language), ABSENT.to_owned()];
        row.resize(7, String::new());
        row.push(why);
        table.row(&row);
    }
    folded(&caption, &table.html())
}

fn row(plan: &Snapshot, at: &AtRecord, language: Language) -> Vec<String> {
    let cost = &at.cost_cny_per_mwh;
    let cny = |value: f64| grouped(value, 2);
    vec![
        hub_name(plan, &at.hub, language),
        if at.mean_mw == 0.0 {
            ABSENT.to_owned()
        } else {
            amount(at.mean_mw, 1)
        },
        cny(cost.electricity + cost.hosting + cost.accelerators),
        cny(cost.bandwidth + cost.transfer),
        cny(cost.carbon_price + cost.rules),
        cny(cost.scarcity),
        cny(cost.total),
        at.fall_before_more_cny_per_mwh
            .map_or_else(|| ABSENT.to_owned(), figure),
    ]
}

fn hub_name(plan: &Snapshot, id: &str, language: Language) -> String {
    let hub = plan.hubs.iter().find(|hub| hub.hub == id);
    hub.map_or_else(
        || id.to_owned(),
        |hub| language.name(&hub.name, hub.name_zh.as_deref()).to_owned(),
    )
}
