//! What the plan costs and emits, beside the baseline.

use super::html::{Table, escaped, note, picture, section};
use super::lang::{Language, Text, word};
use super::snapshot::{Claims, Snapshot};
use crate::report::number::{amount, grouped, signed_percent};
use crate::report::plot::{self, Look};
use crate::report::saved::Plan;

/// Cost by item.
pub(super) fn costs(plan: &Snapshot, of: &Plan, language: Language) -> String {
    let drawn = picture(
        &plot::costs(of, &Look::default()).svg(),
        language.text(Text::Cost),
        language.text(Text::CostTable),
    );
    let table = match &plan.claims {
        Some(claims) => format!(
            "{}{}",
            compared(claims, language),
            note(language.text(Text::ForCompared))
        ),
        None => alone(plan, language),
    };
    section(
        "cost",
        language.text(Text::Cost),
        &format!("{drawn}{table}"),
    )
}

/// CNY in the tables of items.
pub(super) const fn in_millions(cny: f64) -> f64 {
    cny / 1e6
}

fn millions(cny: f64) -> String {
    amount(in_millions(cny), 1)
}

fn compared(claims: &Claims, language: Language) -> String {
    let heads =
        [Text::Item, Text::Plan, Text::Baseline, Text::Change].map(|text| language.text(text));
    let mut table = Table::new(language.text(Text::CostTable), &heads);
    let (plan, baseline) = (&claims.cost.plan_cost_cny, &claims.cost.baseline_cost_cny);
    let items = plan.items().into_iter().zip(baseline.items());
    let items = items.map(|((name, plan), (_, baseline))| (name, plan, baseline));
    for (name, plan, baseline) in items.chain([("total", plan.total, baseline.total)]) {
        if plan != 0.0 || baseline != 0.0 {
            let name = word(name).unwrap_or(Text::Total);
            table.row(&[
                language.text(name).to_owned(),
                millions(plan),
                millions(baseline),
                millions(plan - baseline),
            ]);
        }
    }
    table.html()
}

fn alone(plan: &Snapshot, language: Language) -> String {
    let heads = [Text::Item, Text::Plan].map(|text| language.text(text));
    let mut table = Table::new(language.text(Text::CostTable), &heads);
    let items = plan.cost_cny.items().into_iter();
    for (name, cny) in items
        .chain([("total", plan.cost_cny.total)])
        .filter(|(_, cny)| *cny != 0.0)
    {
        let name = word(name).unwrap_or(Text::Total);
        table.row(&[language.text(name).to_owned(), millions(cny)]);
    }
    table.html()
}

/// Emissions in every accounting.
pub(super) fn carbon(plan: &Snapshot, language: Language) -> String {
    let heads = [
        Text::Accounting,
        Text::Plan,
        Text::Baseline,
        Text::Avoided,
        Text::Change,
    ];
    let heads = heads.map(|text| language.text(text));
    let mut table = Table::new(language.text(Text::CarbonTable), &heads);
    for (accounting, tonnes) in plan.carbon.all() {
        let claims = plan.claims.iter().flat_map(|claims| &claims.carbon);
        let mut claim = claims.filter(|claim| claim.accounting == accounting);
        let name = word(accounting).map_or(accounting, |word| language.text(word));
        let own = if accounting == plan.carbon.accounting {
            language.text(Text::InForce)
        } else {
            ""
        };
        let mut row = vec![escaped(format!("{name} {own}").trim_end())];
        match claim.next() {
            Some(claim) => row.extend([
                grouped(claim.plan_t, 0),
                grouped(claim.baseline_t, 0),
                grouped(claim.avoided_t, 0),
                escaped(&signed_percent(-claim.avoided_share)),
            ]),
            None => row.extend([
                grouped(tonnes, 0),
                String::new(),
                String::new(),
                String::new(),
            ]),
        }
        table.marked_row("", &row);
    }
    let mut inner = table.html();
    if plan.claims.is_some() {
        inner.push_str(&note(language.text(Text::ForCompared)));
    }
    section("carbon", language.text(Text::Carbon), &inner)
}
