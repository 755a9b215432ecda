//! What differs between two plans: the base plan and a position of the sliders, or two that are compared.

use super::html::{Table, escaped, paragraph};
use super::lang::{Language, Text, word};
use super::money::in_millions;
use super::snapshot::{Short, Snapshot};
use crate::language::{self, is_chinese};
use crate::report::number::{ABSENT, amount, decimals_for, figure, residual};

/// The names of the two columns.
pub(super) struct Columns {
    pub(super) before: String,
    pub(super) now: String,
}

impl Columns {
    pub(super) fn of_live(language: Language) -> Self {
        let text = |text| language.text(text).to_owned();
        Self {
            before: text(Text::Base),
            now: text(Text::Now),
        }
    }
}

/// Tables of what changed: measures, items, hubs, and what is not met.
#[must_use]
pub(super) fn changes(
    base: &Snapshot,
    now: &Snapshot,
    columns: &Columns,
    language: Language,
) -> String {
    let mut out = shortfalls(&now.shortfall, language);
    out.push_str(&measures(base, now, columns, language));
    out.push_str(&hubs(base, now, columns, language));
    out.push_str(&items(base, now, columns, language));
    out
}

/// A table with the two plans and what changed between them.
struct Changes {
    table: Table,
    language: Language,
}

impl Changes {
    fn new(caption: Text, what: Text, columns: &Columns, language: Language) -> Self {
        let head = [
            language.text(what),
            &columns.before,
            &columns.now,
            language.text(Text::Change),
        ];
        Self {
            table: Table::new(language.text(caption), &head),
            language,
        }
    }

    fn row(&mut self, name: &str, before: Option<f64>, now: Option<f64>) {
        let largest = before.unwrap_or(0.0).abs().max(now.unwrap_or(0.0).abs());
        let decimals = if largest == 0.0 {
            0
        } else {
            decimals_for(largest)
        };
        let show = |value: Option<f64>| {
            value.map_or_else(|| ABSENT.to_owned(), |value| amount(value, decimals))
        };
        let change = match (before, now) {
            (Some(before), Some(now)) => change(before, now, decimals, self.language),
            _ => ABSENT.to_owned(),
        };
        self.table
            .marked_row("", &[escaped(name), show(before), show(now), change]);
    }
}

/// Differences under this, relative, are rounding.
const SAME: f64 = 1e-9;

/// `▲ +12.3 (+4.0 %)`, with a word for those who do not see the arrow.
fn change(before: f64, now: f64, decimals: usize, language: Language) -> String {
    let difference = now - before;
    if difference.abs() <= SAME * before.abs().max(now.abs()) {
        let same = escaped(language.text(Text::NoChange));
        return format!("<span class=\"same\" title=\"{same}\">=</span>");
    }
    let (arrow, class, sign, told) = if difference > 0.0 {
        ("▲", "up", "+", Text::More)
    } else {
        ("▼", "down", "−", Text::Less)
    };
    let share = match amount(100.0 * (difference / before).abs(), 1) {
        _ if before == 0.0 => String::new(),
        tiny if tiny.starts_with('<') => format!(" ({tiny} %)"),
        share => format!(" ({sign}{share} %)"),
    };
    let told = escaped(language.text(told));
    let size = escaped(&match amount(difference.abs(), decimals) {
        tiny if tiny.starts_with('<') => tiny,
        size => format!("{sign}{size}"),
    });
    format!(
        "<span class=\"{class}\"><span aria-hidden=\"true\">{arrow}</span><span class=\"hidden\">{told}</span> {size}{}</span>",
        escaped(&share)
    )
}

fn measures(base: &Snapshot, now: &Snapshot, columns: &Columns, language: Language) -> String {
    let mut changes = Changes::new(Text::WhatChanged, Text::Measure, columns, language);
    let text = |text| language.text(text);
    changes.row(
        text(Text::PaidCost),
        Some(base.paid_cny()),
        Some(now.paid_cny()),
    );
    let before: Vec<_> = base.carbon.all().collect();
    for (accounting, tonnes) in now.carbon.all() {
        let name = word(accounting).map_or(accounting, |word| language.text(word));
        let name = language.say(Text::CarbonT, &[("accounting", name)]);
        let before = before.iter().find(|(other, _)| *other == accounting);
        changes.row(&name, before.map(|(_, tonnes)| *tonnes), Some(tonnes));
    }
    let percent = |share: Option<f64>| share.map(|share| 100.0 * share);
    changes.row(
        text(Text::GreenShare),
        percent(base.green_share),
        percent(now.green_share),
    );
    changes.row(
        text(Text::Energy),
        Some(base.energy_mwh.facility),
        Some(now.energy_mwh.facility),
    );
    changes.row(
        text(Text::ItEnergy),
        Some(base.energy_mwh.it),
        Some(now.energy_mwh.it),
    );
    changes.row(text(Text::MeanPue), base.mean_pue, now.mean_pue);
    changes.row(text(Text::RoundTrip), base.mean_rtt_ms, now.mean_rtt_ms);
    changes.row(
        text(Text::InferenceRoundTrip),
        base.inference_rtt_ms,
        now.inference_rtt_ms,
    );
    changes.table.html()
}

fn items(base: &Snapshot, now: &Snapshot, columns: &Columns, language: Language) -> String {
    let mut changes = Changes::new(Text::ItemsChanged, Text::Item, columns, language);
    let in_millions = |cny: f64| Some(in_millions(cny));
    let pairs = base.cost_cny.items().into_iter().zip(now.cost_cny.items());
    for ((name, before), (_, now)) in pairs.filter(|((_, a), (_, b))| *a != 0.0 || *b != 0.0) {
        let name = word(name).map_or(name, |word| language.text(word));
        changes.row(name, in_millions(before), in_millions(now));
    }
    let total = language.text(Text::Total);
    changes.row(
        total,
        in_millions(base.cost_cny.total),
        in_millions(now.cost_cny.total),
    );
    changes.table.html()
}

fn hubs(base: &Snapshot, now: &Snapshot, columns: &Columns, language: Language) -> String {
    let mut changes = Changes::new(Text::HubsChanged, Text::Hub, columns, language);
    for hub in &now.hubs {
        let before = base.hubs.iter().find(|other| other.hub == hub.hub);
        let name = language.name(&hub.name, hub.name_zh.as_deref());
        changes.row(name, before.map(|hub| hub.mean_mw), Some(hub.mean_mw));
    }
    for hub in base
        .hubs
        .iter()
        .filter(|hub| now.hubs.iter().all(|other| other.hub != hub.hub))
    {
        let name = language.name(&hub.name, hub.name_zh.as_deref());
        changes.row(name, Some(hub.mean_mw), None);
    }
    changes.table.html()
}

/// Shortfalls that are told; the rest is in the tables of the command.
const TOLD: usize = 8;

/// What is not met; nothing where all is.
pub(super) fn shortfalls(shortfalls: &[Short], language: Language) -> String {
    if shortfalls.is_empty() {
        return String::new();
    }
    let items: String = shortfalls
        .iter()
        .take(TOLD)
        .map(|short| format!("<li>{}</li>", escaped(&told(short))))
        .collect();
    let rest = match shortfalls.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!("<li>+ {more}</li>"),
    };
    let heading = escaped(language.text(Text::NotMet));
    format!("<div class=\"short\"><strong>{heading}</strong><ul>{items}{rest}</ul></div>\n")
}

/// `demand chat SH h14: 12.3 MW (IT)`: the names are ids, as in every language.
fn told(short: &Short) -> String {
    let places = [&short.workload, &short.origin, &short.scope, &short.period];
    let kind = short.kind.replace('_', " ");
    let mut what = vec![match is_chinese() {
        true => language::word(&kind),
        false => short.kind.as_str(),
    }];
    what.extend(places.into_iter().filter_map(|place| place.as_deref()));
    format!(
        "{}: {} {}",
        what.join(" "),
        figure(short.amount),
        language::unit(&short.unit)
    )
}

/// The residuals of a plan in a sentence.
pub(super) fn proof(of: &Snapshot, language: Language) -> String {
    let shown = |value: Option<f64>| value.map_or_else(|| ABSENT.to_owned(), residual);
    let proof = &of.certificate;
    paragraph(&language.say(
        Text::Residuals,
        &[
            ("primal", &residual(proof.primal_residual)),
            ("dual", &shown(proof.dual_residual)),
            ("gap", &shown(proof.relative_gap)),
        ],
    ))
}
