//! Tables whose rows are single figures: summary, costs, carbon, claims.

use serde::Serialize;

use crate::report::document::{
    ClaimsRecord, CostRecord, Document, HeadroomRow, PurchaseRow, ShortfallRow,
};

pub(super) const SUMMARY: [&str; 3] = ["measure", "value", "unit"];

/// A figure or a word of the whole answer.
#[derive(Debug, Serialize)]
pub(super) struct SummaryRow {
    measure: &'static str,
    value: Option<Value>,
    unit: &'static str,
}

/// What a summary holds: numbers keep full precision.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum Value {
    Number(f64),
    Count(usize),
    Text(String),
}

pub(super) fn summary(document: &Document) -> Vec<SummaryRow> {
    let number = |value: f64| Some(Value::Number(value));
    let text = |value: &str| Some(Value::Text(value.to_owned()));
    let (certificate, provenance) = (&document.certificate, &document.provenance);
    let claims = document.claims.as_ref();
    let rows: [(&'static str, Option<Value>, &'static str); 31] = [
        (
            "schema_version",
            Some(Value::Count(document.schema_version as usize)),
            "",
        ),
        ("status", text(document.status), ""),
        ("case", text(&document.case.name), ""),
        ("title", text(&document.case.title), ""),
        ("note", document.case.note.as_deref().and_then(text), ""),
        ("horizon", number(document.case.horizon_hours), "h"),
        (
            "periods",
            Some(Value::Count(document.case.periods.len())),
            "",
        ),
        ("objective", number(document.objective_cny), "CNY"),
        ("cost", number(document.cost_cny.total), "CNY"),
        ("carbon", number(document.carbon_t), "t CO2"),
        ("carbon_accounting", text(document.carbon.accounting), ""),
        ("it_energy", number(document.energy_mwh.it), "MWh"),
        ("it_energy_idle", number(document.energy_mwh.it_idle), "MWh"),
        (
            "facility_energy",
            number(document.energy_mwh.facility),
            "MWh",
        ),
        ("green_energy", number(document.energy_mwh.green), "MWh"),
        (
            "green_energy_bought",
            number(document.energy_mwh.green_bought),
            "MWh",
        ),
        ("mean_pue", document.mean_pue.map(Value::Number), ""),
        (
            "green_share",
            document.green_share.map(Value::Number),
            "0..1",
        ),
        ("mean_rtt", document.mean_rtt_ms.map(Value::Number), "ms"),
        (
            "inference_rtt",
            document.inference_rtt_ms.map(Value::Number),
            "ms",
        ),
        (
            "baseline",
            claims.map(|claims| Value::Text(claims.baseline.name.clone())),
            "",
        ),
        (
            "compared_share",
            claims.map(|claims| Value::Number(claims.compared_share)),
            "0..1",
        ),
        ("primal_residual", number(certificate.primal_residual), ""),
        (
            "dual_residual",
            certificate.dual_residual.map(Value::Number),
            "",
        ),
        (
            "relative_gap",
            certificate.relative_gap.map(Value::Number),
            "",
        ),
        ("version", text(&provenance.version), ""),
        (
            "case_hash",
            provenance.case_hash.clone().map(Value::Text),
            "",
        ),
        ("solver", text(&provenance.solver), ""),
        ("options", text(&provenance.options.join(" ")), ""),
        ("rows", Some(Value::Count(provenance.rows)), ""),
        ("columns", Some(Value::Count(provenance.columns)), ""),
    ];
    let said = [
        ("title_zh", &document.case.title_zh),
        ("note_zh", &document.case.note_zh),
    ];
    let chinese = said
        .into_iter()
        .filter_map(|(measure, said)| Some((measure, text(said.as_deref()?), "")));
    rows.into_iter()
        .chain(chinese)
        .map(|(measure, value, unit)| SummaryRow {
            measure,
            value,
            unit,
        })
        .collect()
}

pub(super) const COSTS: [&str; 4] = [
    "item",
    "cost_cny",
    "compared_plan_cost_cny",
    "baseline_cost_cny",
];

/// One item of the cost.
#[derive(Debug, Serialize)]
pub(super) struct CostRow {
    item: &'static str,
    cost_cny: f64,
    compared_plan_cost_cny: Option<f64>,
    baseline_cost_cny: Option<f64>,
}

pub(super) fn costs(document: &Document) -> Vec<CostRow> {
    let claim = document.claims.as_ref().map(|claims| &claims.cost);
    let compared = claim.map(|cost| cost_items(&cost.plan_cost_cny));
    let baseline = claim.map(|cost| cost_items(&cost.baseline_cost_cny));
    let figure = |items: &Option<Vec<(&str, f64)>>, at: usize| {
        items
            .as_ref()
            .and_then(|items| items.get(at))
            .map(|(_, cost)| *cost)
    };
    let plan = cost_items(&document.cost_cny).into_iter().enumerate();
    plan.map(|(at, (item, cost_cny))| CostRow {
        item,
        cost_cny,
        compared_plan_cost_cny: figure(&compared, at),
        baseline_cost_cny: figure(&baseline, at),
    })
    .collect()
}

/// Items and total with their names.
fn cost_items(costs: &CostRecord) -> Vec<(&'static str, f64)> {
    let mut items = costs.items().to_vec();
    items.push(("total", costs.total));
    items
}

pub(super) const CARBON: [&str; 7] = [
    "accounting",
    "used_by_policies",
    "carbon_t",
    "compared_plan_carbon_t",
    "baseline_carbon_t",
    "avoided_t",
    "avoided_share",
];

/// Emissions in one accounting.
#[derive(Debug, Serialize)]
pub(super) struct CarbonRow {
    accounting: &'static str,
    used_by_policies: bool,
    carbon_t: Option<f64>,
    compared_plan_carbon_t: Option<f64>,
    baseline_carbon_t: Option<f64>,
    avoided_t: Option<f64>,
    avoided_share: Option<f64>,
}

pub(super) fn carbon(document: &Document) -> Vec<CarbonRow> {
    let own = &document.carbon;
    let figures = [
        ("location", Some(own.location_t)),
        ("market", Some(own.market_t)),
        ("marginal", own.marginal_t),
    ];
    let known = figures.into_iter().filter(|(_, t)| t.is_some());
    known
        .map(|(accounting, carbon_t)| {
            let claims = document.claims.as_ref();
            let claim = claims.and_then(|claims| {
                let mut carbon = claims.carbon.iter();
                carbon.find(|claim| claim.accounting == accounting)
            });
            CarbonRow {
                accounting,
                used_by_policies: accounting == own.accounting,
                carbon_t,
                compared_plan_carbon_t: claim.map(|claim| claim.plan_t),
                baseline_carbon_t: claim.map(|claim| claim.baseline_t),
                avoided_t: claim.map(|claim| claim.avoided_t),
                avoided_share: claim.map(|claim| claim.avoided_share),
            }
        })
        .collect()
}

pub(super) const CLAIMS: [&str; 5] = ["claim", "subject", "measure", "value", "unit"];

/// One figure of one claim; what holds is 1, what does not is 0.
#[derive(Debug, Serialize)]
pub(super) struct ClaimRow {
    claim: &'static str,
    subject: String,
    measure: &'static str,
    value: Option<f64>,
    unit: &'static str,
}

/// Collects the figures of one subject of one claim.
fn add(
    rows: &mut Vec<ClaimRow>,
    claim: &'static str,
    subject: &str,
    figures: &[(&'static str, Option<f64>, &'static str)],
) {
    rows.extend(figures.iter().map(|&(measure, value, unit)| ClaimRow {
        claim,
        subject: subject.to_owned(),
        measure,
        value,
        unit,
    }));
}

fn truth(holds: impl Into<Option<bool>>) -> Option<f64> {
    holds.into().map(|holds| f64::from(u8::from(holds)))
}

pub(super) fn claims(document: &Document) -> Vec<ClaimRow> {
    let mut rows = Vec::new();
    if let Some(claims) = &document.claims {
        compared(&mut rows, claims);
        cost_claims(&mut rows, claims);
        carbon_claims(&mut rows, claims);
        levelling(&mut rows, claims);
        headrooms(&mut rows, claims);
    }
    rows
}

fn compared(rows: &mut Vec<ClaimRow>, claims: &ClaimsRecord) {
    let share = Some(claims.compared_share);
    add(rows, "compared", "", &[("share", share, "0..1")]);
    for unserved in &claims.unserved_in_baseline {
        let figures = [
            ("peak_mw", Some(unserved.peak_mw), "MW"),
            ("energy_mwh", Some(unserved.energy_mwh), "MWh"),
            ("share", Some(unserved.share), "0..1"),
        ];
        add(rows, "unserved_in_baseline", &unserved.workload, &figures);
    }
    for ShortfallRow {
        what, amount, unit, ..
    } in &claims.broken_in_baseline
    {
        let figures = [("amount", Some(*amount), *unit)];
        add(rows, "broken_in_baseline", what, &figures);
    }
}

fn cost_claims(rows: &mut Vec<ClaimRow>, claims: &ClaimsRecord) {
    for (kind, claim) in claims.by_kind.rows() {
        let avoided = &claim.carbon_avoided_t;
        let figures = [
            ("holds", truth(claim.holds), "0 or 1"),
            ("fees_saved_cny", Some(claim.fees_saved_cny), "CNY"),
            ("network_more_cny", Some(claim.network_more_cny), "CNY"),
            ("ratio", claim.ratio, ""),
            ("net_cny", Some(claim.net_cny), "CNY"),
            ("within_cny", Some(claim.within_cny), "CNY"),
            ("moved_mw", Some(claim.moved_mw), "MW (IT)"),
            ("carbon_avoided_location_t", Some(avoided.location), "t CO2"),
            ("carbon_avoided_market_t", Some(avoided.market), "t CO2"),
            ("carbon_avoided_marginal_t", avoided.marginal, "t CO2"),
        ];
        add(rows, "by_kind", kind, &figures);
        for came in &claim.came_home {
            let subject = format!("{kind}: {} from {}", came.workload, came.origin);
            add(
                rows,
                "came_home",
                &subject,
                &[("mw", Some(came.mw), "MW (IT)")],
            );
        }
    }
}

fn carbon_claims(rows: &mut Vec<ClaimRow>, claims: &ClaimsRecord) {
    for claim in &claims.carbon {
        let figures = [
            ("holds", truth(claim.holds), "0 or 1"),
            ("baseline_t", Some(claim.baseline_t), "t CO2"),
            ("plan_t", Some(claim.plan_t), "t CO2"),
            ("avoided_t", Some(claim.avoided_t), "t CO2"),
            ("avoided_share", Some(claim.avoided_share), "0..1"),
        ];
        add(rows, "carbon", claim.accounting, &figures);
    }
    for dirtier in &claims.dirtier_moves {
        let subject = format!("{} > {}", dirtier.from, dirtier.to);
        let unit = "t CO2 per MWh (IT)";
        let figures = [
            ("from_t_per_mwh", Some(dirtier.from_t_per_mwh), unit),
            ("to_t_per_mwh", Some(dirtier.to_t_per_mwh), unit),
        ];
        add(rows, "dirtier_moves", &subject, &figures);
    }
}

fn levelling(rows: &mut Vec<ClaimRow>, claims: &ClaimsRecord) {
    if let Some(purchase) = &claims.levelling.equal_carbon {
        bought(rows, "equal_carbon", purchase);
    }
    if let Some(equal) = &claims.levelling.equal_green_share {
        let figures = [
            ("green_share", Some(equal.green_share), "0..1"),
            ("baseline_t", Some(equal.baseline_t), "t CO2"),
            ("plan_t", Some(equal.plan_t), "t CO2"),
            ("avoided_t", Some(equal.avoided_t), "t CO2"),
        ];
        add(rows, "equal_green_share", "", &figures);
        if let Some(purchase) = &equal.purchase {
            bought(rows, "equal_green_share", purchase);
        }
    }
}

fn bought(rows: &mut Vec<ClaimRow>, claim: &'static str, purchase: &PurchaseRow) {
    let figures = [
        ("mwh", Some(purchase.mwh), "MWh"),
        ("cost_cny", Some(purchase.cost_cny), "CNY"),
        (
            "price_cny_per_mwh",
            Some(purchase.price_cny_per_mwh),
            "CNY per MWh",
        ),
        ("cny_per_t", purchase.cny_per_t, "CNY per t CO2"),
    ];
    add(rows, claim, purchase.buyer, &figures);
}

fn headrooms(rows: &mut Vec<ClaimRow>, claims: &ClaimsRecord) {
    let freed = Some(claims.capacity.freed_mw);
    add(rows, "capacity", "east", &[("freed_mw", freed, "MW (IT)")]);
    let tightest = claims.headroom.as_ref();
    let near = tightest.and_then(|of| of.under_20_ms.as_deref());
    for of in tightest.into_iter().chain(near) {
        headroom(rows, of);
    }
}

fn headroom(rows: &mut Vec<ClaimRow>, of: &HeadroomRow) {
    let services = of.services.join(" ");
    let per_s = "requests/s";
    let figures = [
        ("holds", truth(of.holds), "0 or 1"),
        ("factor_baseline", Some(of.factor_baseline), ""),
        ("factor_plan", Some(of.factor_plan), ""),
        (
            "factor_baseline_at_most",
            Some(of.factor_baseline_at_most),
            "",
        ),
        ("factor_plan_at_most", Some(of.factor_plan_at_most), ""),
        ("requests_per_s", Some(of.requests_per_s), per_s),
        (
            "requests_per_s_baseline",
            Some(of.requests_per_s_baseline),
            per_s,
        ),
        ("requests_per_s_plan", Some(of.requests_per_s_plan), per_s),
        ("out_of_reach_share", Some(of.out_of_reach_share), "0..1"),
        (
            "policies_let_go_baseline",
            truth(of.policies_let_go_baseline),
            "0 or 1",
        ),
        (
            "policies_let_go_plan",
            truth(of.policies_let_go_plan),
            "0 or 1",
        ),
    ];
    add(rows, "headroom", &services, &figures);
    for bound in &of.binding {
        let subject = format!("{services}, {}: {} {}", bound.of, bound.kind, bound.id);
        add(
            rows,
            "headroom_binding",
            &subject,
            &[("binds", Some(1.0), "0 or 1")],
        );
    }
    for freed in &of.freed {
        let figures = [
            ("freed_mw", Some(freed.freed_mw), "MW (IT)"),
            ("reached_share", Some(freed.reached_share), "0..1"),
        ];
        add(
            rows,
            "headroom_freed",
            &format!("{services} at {}", freed.hub),
            &figures,
        );
    }
}
