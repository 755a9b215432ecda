//! # A frontier, or a family of them, as JSON, CSV and text

mod table;

use serde_json::{Value, json};

use super::fields::{self, Fields, field, number, object};
use crate::answer::Provenance;
use crate::frontier::{Family, Frontier, Member, Point};

pub use table::frontier_table;

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
    let document = json!({
        "schema_version": 1,
        "case": first.case.name,
        "title": first.case.title,
        "accounting": first.case.accounting,
        "x": first.x.column(),
        "y": first.y.column(),
        "slope": first.price_column(),
        "complete": family.is_complete(),
        "parameter": parameter,
        "frontiers": family.members.iter().map(of_member).collect::<Vec<_>>(),
        "provenance": provenance,
    });
    // string keys only, written to memory: nothing can fail
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn of_member(member: &Member) -> Value {
    let frontier = &member.frontier;
    let points = frontier.points.iter().enumerate();
    json!({
        "value": member.value,
        "complete": frontier.is_complete(),
        "proof": fields::of_walk(&frontier.walk),
        "rows": frontier.row_count,
        "columns": frontier.column_count,
        "cheapest": object(fields::of_plan(&frontier.case, &frontier.cheapest)),
        "points": points.map(|(at, point)| object(of_point(frontier, at, point))).collect::<Vec<_>>(),
    })
}

/// One row a corner; in a family, the value stands first, under the parameter's name.
#[must_use]
pub fn frontier_csv(family: &Family) -> Vec<u8> {
    let mut rows = Vec::new();
    for member in &family.members {
        for (at, point) in member.frontier.points.iter().enumerate() {
            let mut row = of_point(&member.frontier, at, point);
            if let (Some(parameter), Some(value)) = (&family.parameter, member.value) {
                row.insert(0, (parameter.label(), number(value)));
            }
            rows.push(row);
        }
    }
    fields::csv(&rows)
}

fn of_point(frontier: &Frontier, at: usize, point: &Point) -> Fields {
    let case = &frontier.case;
    let mut fields = vec![field("point", at + 1)];
    let mut plan = fields::of_plan(case, &point.figures);
    let rest = plan.split_off(4);
    fields.extend(plan);
    let price = frontier.price(point).map_or(Value::Null, number);
    fields.push((frontier.price_column(), price));
    fields.extend(rest);
    let moves = point.moves.iter().map(|moved| moved.describe(case));
    fields.push(field("moves", moves.collect::<Vec<_>>()));
    fields
}
