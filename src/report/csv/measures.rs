//! Tables whose rows are single figures: summary, costs, carbon, claims.

use serde::Serialize;

use crate::report::document::{CostRecord, Document, ShortfallRow};

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
    let rows: [(&'static str, Option<Value>, &'static str); 27] = [
        (
            "schema_version",
            Some(Value::Count(document.schema_version as usize)),
            "",
        ),
        ("status", text(document.status), ""),
        ("case", text(&document.case.name), ""),
        ("title", text(&document.case.title), ""),
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
            "compared_share",
            number(document.claims.compared_share),
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
    rows.into_iter()
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
    compared_plan_cost_cny: f64,
    baseline_cost_cny: f64,
}

pub(super) fn costs(document: &Document) -> Vec<CostRow> {
    let plan = cost_items(&document.cost_cny);
    let compared = cost_items(&document.claims.cost.plan_cost_cny);
    let baseline = cost_items(&document.claims.cost.baseline_cost_cny);
    plan.into_iter()
        .zip(compared.into_iter().zip(baseline))
        .map(|((item, cost), (compared, baseline))| CostRow {
            item,
            cost_cny: cost,
            compared_plan_cost_cny: compared.1,
            baseline_cost_cny: baseline.1,
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
    compared_plan_carbon_t: f64,
    baseline_carbon_t: f64,
    avoided_t: f64,
    avoided_share: f64,
}

pub(super) fn carbon(document: &Document) -> Vec<CarbonRow> {
    let claims = document.claims.carbon.iter();
    claims
        .map(|claim| CarbonRow {
            accounting: claim.accounting,
            used_by_policies: claim.accounting == document.carbon.accounting,
            carbon_t: match claim.accounting {
                "location" => Some(document.carbon.location_t),
                "market" => Some(document.carbon.market_t),
                _ => document.carbon.marginal_t,
            },
            compared_plan_carbon_t: claim.plan_t,
            baseline_carbon_t: claim.baseline_t,
            avoided_t: claim.avoided_t,
            avoided_share: claim.avoided_share,
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

fn truth(holds: bool) -> Option<f64> {
    Some(f64::from(u8::from(holds)))
}

pub(super) fn claims(document: &Document) -> Vec<ClaimRow> {
    let mut rows = Vec::new();
    compared(&mut rows, document);
    cost_claim(&mut rows, document);
    carbon_claims(&mut rows, document);
    capacity_claim(&mut rows, document);
    rows
}

fn compared(rows: &mut Vec<ClaimRow>, document: &Document) {
    let claims = &document.claims;
    let share = Some(claims.compared_share);
    add(rows, "compared", "", &[("share", share, "0..1")]);
    for unserved in &claims.unserved_in_east {
        let figures = [
            ("peak_mw", Some(unserved.peak_mw), "MW"),
            ("energy_mwh", Some(unserved.energy_mwh), "MWh"),
            ("share", Some(unserved.share), "0..1"),
        ];
        add(rows, "unserved_in_east", &unserved.workload, &figures);
    }
    for ShortfallRow {
        what, amount, unit, ..
    } in &claims.broken_in_east
    {
        add(
            rows,
            "broken_in_east",
            what,
            &[("amount", Some(*amount), unit)],
        );
    }
}

fn cost_claim(rows: &mut Vec<ClaimRow>, document: &Document) {
    let cost = &document.claims.cost;
    let figures = [
        ("holds", truth(cost.holds), "0 or 1"),
        ("saved_cny", Some(cost.saved_cny), "CNY"),
        ("network_cny", Some(cost.network_cny), "CNY"),
        ("ratio", cost.ratio, ""),
        ("net_cny", Some(cost.net_cny), "CNY"),
    ];
    add(rows, "cost", "", &figures);
}

fn carbon_claims(rows: &mut Vec<ClaimRow>, document: &Document) {
    for claim in &document.claims.carbon {
        let figures = [
            ("holds", truth(claim.holds), "0 or 1"),
            ("baseline_t", Some(claim.baseline_t), "t CO2"),
            ("plan_t", Some(claim.plan_t), "t CO2"),
            ("avoided_t", Some(claim.avoided_t), "t CO2"),
            ("avoided_share", Some(claim.avoided_share), "0..1"),
        ];
        add(rows, "carbon", claim.accounting, &figures);
    }
    for dirtier in &document.claims.dirtier_moves {
        let subject = format!("{} > {}", dirtier.from, dirtier.to);
        let unit = "t CO2 per MWh (IT)";
        let figures = [
            ("from_t_per_mwh", Some(dirtier.from_t_per_mwh), unit),
            ("to_t_per_mwh", Some(dirtier.to_t_per_mwh), unit),
        ];
        add(rows, "dirtier_moves", &subject, &figures);
    }
}

fn capacity_claim(rows: &mut Vec<ClaimRow>, document: &Document) {
    let claim = &document.claims.capacity;
    let service = claim.tightest_service.as_deref().unwrap_or_default();
    let figures = [
        ("holds", truth(claim.holds), "0 or 1"),
        ("freed_mw", Some(claim.freed_mw), "MW (IT)"),
        ("requests_per_s", claim.requests_per_s, "requests/s"),
    ];
    add(rows, "capacity", service, &figures);
}
