//! # A frontier, or a family of them, as JSON, CSV and text

pub(super) mod table;

use serde_json::{Value, json};

use super::fields::{self, Fields, field, number, object};
use super::json::written;
use crate::answer::Provenance;
use crate::frontier::{Axis, Baseline, Family, Frontier, Member, Point};
use crate::parameter::Parameter;
use crate::path::figures::Figures;

/// Before the columns of a baseline.
pub(super) const BASELINE: &str = "baseline_";

/// What a baseline is, in words.
pub(super) const NAME: &str = "name";

/// One document: every corner with its figures, its slope and what moved; whether each frontier is complete, and its
/// proof.
#[must_use]
pub fn frontier_json(family: &Family, provenance: &Provenance) -> String {
    let Some(first) = family.members.first().map(|member| &member.frontier) else {
        return "{}\n".to_owned();
    };
    let parameter = family.parameter.as_ref().map(|parameter| {
        json!({"key": parameter.key.as_str(), "how": parameter.how.name(), "unit": parameter.key.unit()})
    });
    let mut document = json!({
        "schema_version": 1,
        "case": first.case.name,
        "title": first.case.title,
        "accounting": first.case.accounting,
        "x": first.x.column(),
        "y": first.y.column(),
        "slope": first.price_column(),
        "complete": family.is_complete(),
        "parameter": parameter,
        "frontiers": family.members.iter().map(|m| of_member(family.parameter.as_ref(), m)).collect::<Vec<_>>(),
        "provenance": provenance,
    });
    if let Some(title) = &first.case.title_zh {
        document["title_zh"] = title.as_str().into();
    }
    written(&document)
}

/// A value of a family's parameter; null where nothing varies.
fn value_of(parameter: Option<&Parameter>, value: Option<f64>) -> Value {
    match (parameter, value) {
        (Some(parameter), Some(value)) => fields::of_parameter(parameter, value),
        _ => Value::Null,
    }
}

fn of_member(parameter: Option<&Parameter>, member: &Member) -> Value {
    let frontier = &member.frontier;
    let points = frontier.points.iter().enumerate();
    json!({
        "value": value_of(parameter, member.value),
        "accounting": frontier.case.accounting,
        "complete": frontier.is_complete(),
        "proof": proof(frontier),
        "rows": frontier.row_count,
        "columns": frontier.column_count,
        "cheapest": object(of_plan(frontier, &frontier.cheapest)),
        "baseline": member.baseline.as_ref().map(|baseline| object(of_baseline(frontier, baseline))),
        "points": points.map(|(at, point)| object(of_point(frontier, at, point))).collect::<Vec<_>>(),
    })
}

/// How a frontier was found; with `corners_one_by_one` where no path is proved.
fn proof(frontier: &Frontier) -> Value {
    let mut proof = fields::of_walk(&frontier.walk);
    if let Some(weighed) = &frontier.weighed {
        proof["corners_one_by_one"] = json!({
            "path_given_up": weighed.why,
            "programmes_solved": weighed.solved,
            "solved_by_reference": weighed.by_reference,
            "edges_not_searched": weighed.open_edges,
        });
    }
    proof
}

/// One row a corner; in a family, the value stands first, under the parameter's name. Figures of the baseline are the
/// same in all rows of a frontier, so that a row says by itself what its plan saves.
#[must_use]
pub fn frontier_csv(family: &Family) -> Vec<u8> {
    let mut rows = Vec::new();
    for member in &family.members {
        for (at, point) in member.frontier.points.iter().enumerate() {
            let mut row = of_point(&member.frontier, at, point);
            // what moved is the longest cell, and stays the last
            let moves = row.split_off(row.len() - 1);
            let baseline = member.baseline.as_ref();
            row.extend(baseline_columns(&member.frontier, baseline));
            row.extend(moves);
            if let (Some(parameter), Some(value)) = (&family.parameter, member.value) {
                row.insert(
                    0,
                    (parameter.label(), fields::of_parameter(parameter, value)),
                );
            }
            rows.push(row);
        }
    }
    fields::csv(&rows)
}

/// The fields of a baseline by their columns; empty where there is none.
fn baseline_columns(frontier: &Frontier, baseline: Option<&Baseline>) -> Fields {
    let none = Baseline {
        cost_cny: f64::NAN,
        carbon_t: f64::NAN,
        mean_rtt_ms: f64::NAN,
        green_share: f64::NAN,
        matched_share: f64::NAN,
        served_share: f64::NAN,
    };
    let mut fields = of_baseline(frontier, baseline.unwrap_or(&none));
    if baseline.is_none() {
        fields[0].1 = Value::Null;
    }
    let fields = fields.into_iter();
    fields
        .map(|(name, value)| (format!("{BASELINE}{name}"), value))
        .collect()
}

fn of_baseline(frontier: &Frontier, baseline: &Baseline) -> Fields {
    let case = &frontier.case;
    let mut fields = vec![
        field(NAME, case.baseline.in_words(case)),
        field("cost_cny", number(baseline.cost_cny)),
        field("carbon_t", number(baseline.carbon_t)),
        field("mean_rtt_ms", number(baseline.mean_rtt_ms)),
        field("green_share", number(baseline.green_share)),
        field("served_share", number(baseline.served_share)),
    ];
    if !case.power_contracts.is_empty() || is_by_the_hour(frontier) {
        fields.push(field("matched_share", number(baseline.matched_share)));
    }
    fields
}

/// Whether one of its axes is what is green in its own hour.
fn is_by_the_hour(frontier: &Frontier) -> bool {
    [frontier.x, frontier.y].contains(&Axis::Hourly)
}

/// The fields of a plan, those of the frontier's axes among them.
fn of_plan(frontier: &Frontier, figures: &Figures) -> Fields {
    let case = &frontier.case;
    let mut plan = fields::of_plan(case, figures);
    if case.power_contracts.is_empty() && is_by_the_hour(frontier) {
        plan.extend(fields::of_matching(figures));
    }
    plan
}

fn of_point(frontier: &Frontier, at: usize, point: &Point) -> Fields {
    let case = &frontier.case;
    let mut fields = vec![field("point", at + 1)];
    let mut plan = of_plan(frontier, &point.figures);
    let rest = plan.split_off(4);
    fields.extend(plan);
    let price = frontier.price(point).map_or(Value::Null, number);
    fields.push((frontier.price_column(), price));
    fields.extend(rest);
    let moves = point.moves.iter().map(|moved| moved.describe(case));
    fields.push(field("moves", moves.collect::<Vec<_>>()));
    fields
}
