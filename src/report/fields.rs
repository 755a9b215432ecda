//! Records of named fields: one list, written as a JSON object or as a row of CSV, so that the two cannot differ.

use serde_json::{Map, Value};

use super::defused::defused;
use super::number::{counted, residual};
use crate::case::{Case, Kind, Side};
use crate::certificate::Certificate;
use crate::formulation::measures::Item;
use crate::parameter::Allowed;
use crate::parameter::Parameter;
use crate::path::figures::Figures;

/// Names with values, in the order of columns.
pub(super) type Fields = Vec<(String, Value)>;

/// A JSON object.
pub(super) fn object(fields: Fields) -> Value {
    Value::Object(fields.into_iter().collect::<Map<String, Value>>())
}

/// A number; `null` where it is none, and never −0.
pub(super) fn number(value: f64) -> Value {
    Value::from(value + 0.0)
}

/// A field.
pub(super) fn field(name: &str, value: impl Into<Value>) -> (String, Value) {
    (name.to_owned(), value.into())
}

/// CSV with a header, of records that all have the same names.
pub(super) fn csv(records: &[Fields]) -> Vec<u8> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let header = records.first().map_or(&[][..], Vec::as_slice);
    let names = header.iter().map(|(name, _)| name.clone()).collect();
    let rows = records
        .iter()
        .map(|row| row.iter().map(|(_, value)| cell(value)).collect());
    for row in std::iter::once(names).chain(rows) {
        let row: Vec<String> = row;
        // text written to memory, with as many fields as the header: nothing here can fail
        let written = writer.write_record(&row);
        debug_assert!(written.is_ok(), "{written:?}");
    }
    defused(writer.into_inner().unwrap_or_default())
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

/// A value of a parameter: a number, or the name that it stands for; `inf` where it is no limit, which JSON has no number for.
pub(super) fn of_parameter(parameter: &Parameter, value: f64) -> Value {
    let is_named = parameter.key.quantity().allowed() == Allowed::Accounting;
    if is_named || !value.is_finite() {
        Value::String(parameter.key.write(parameter.how, value))
    } else {
        number(value)
    }
}

/// A mean over what a plan runs; null where it runs nothing.
fn of_load(figures: &Figures, value: f64) -> Value {
    if figures.runs() {
        number(value)
    } else {
        Value::Null
    }
}

/// What is green in its own hour.
pub(super) fn of_matching(figures: &Figures) -> Fields {
    let share = of_load(figures, figures.matched_share());
    vec![
        field(
            Item::MatchedEnergy.name(),
            number(figures.matched_energy_mwh),
        ),
        field("matched_share", share),
    ]
}

/// What a plan costs, emits and runs where.
pub(super) fn of_plan(case: &Case, figures: &Figures) -> Fields {
    let of_load = |value| of_load(figures, value);
    let mut fields = vec![
        field("cost_cny", number(figures.costs.paid())),
        field("carbon_t", number(figures.carbon.of(case.accounting))),
        field("mean_rtt_ms", of_load(figures.mean_rtt_ms())),
        field("green_share", of_load(figures.green_share())),
    ];
    let items = figures.costs.items();
    let items = items.into_iter();
    fields.extend(items.map(|(name, cny)| (format!("{name}_cny"), number(cny))));
    fields.extend([
        field("accounting", case.accounting.name()),
        field("carbon_location_t", number(figures.carbon.location_t)),
        field("carbon_market_t", number(figures.carbon.market_t)),
        field(
            "carbon_marginal_t",
            figures.carbon.marginal_t.map_or(Value::Null, number),
        ),
        field(Item::ItEnergy.name(), number(figures.it_energy_mwh)),
        field(Item::Energy.name(), number(figures.energy_mwh)),
        field(Item::GreenEnergy.name(), number(figures.green_energy_mwh)),
        field("unserved_mwh", number(figures.unserved_mwh)),
    ]);
    if !case.power_contracts.is_empty() {
        fields.extend(of_matching(figures));
    }
    for side in Side::BOTH {
        for kind in Kind::ALL {
            let name = format!("{}_{}_mw", side.name(), kind.name());
            fields.push((name, number(figures.side_mw(case, side, kind))));
        }
    }
    for (place, hub) in case.hubs.iter().enumerate() {
        let name = format!("hub_{}_mw", hub.id);
        fields.push((name, number(figures.hub_total_mw(place))));
    }
    fields
}

/// How a path was walked, in one sentence.
pub(super) fn walk_in_words(walk: &crate::path::Walk) -> String {
    tr!(
        "{} solved from scratch, {}, {}; largest {}",
        counted(walk.solved_from_scratch, "programme", "programmes"),
        counted(walk.pieces, "basis", "bases"),
        counted(walk.pivots, "basis change", "basis changes"),
        worst_in_words(&walk.worst),
    )
}

/// Residuals and gap, in words.
pub(super) fn worst_in_words(worst: &Certificate) -> String {
    tr!(
        "primal residual {}, dual residual {}, gap {}",
        residual(worst.primal_residual),
        residual(worst.dual_residual.unwrap_or(0.0)),
        residual(worst.relative_gap.unwrap_or(0.0)),
    )
}

/// How a path was walked, as JSON.
pub(super) fn of_walk(walk: &crate::path::Walk) -> Value {
    serde_json::json!({
        "bases": walk.pieces,
        "basis_changes": walk.pivots,
        "solved_from_scratch": walk.solved_from_scratch,
        "primal_residual": walk.worst.primal_residual,
        "dual_residual": walk.worst.dual_residual,
        "relative_gap": walk.worst.relative_gap,
        "not_proved": walk.gaps,
    })
}
