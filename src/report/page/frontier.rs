//! The exact frontier, each corner with its slope and its plan.

use super::html::{Table, escaped, long, note, section};
use super::lang::{Language, Text};
use super::rows::drawn as drawn_with;
use super::snapshot::Snapshot;
use crate::frontier::{Family, Frontier, Point};
use crate::report::fields;
use crate::report::number::{amount, grouped};
use crate::report::plot;
use crate::report::saved::FrontierRows;

/// The frontier of cost against carbon; nothing where there is none.
pub(super) fn frontier(plan: &Snapshot, family: &Family, language: Language) -> String {
    let Some(drawn) = family.members.first().map(|member| &member.frontier) else {
        return String::new();
    };
    let mut inner = String::new();
    let mut places = Vec::new();
    if let Some(rows) = FrontierRows::of(family) {
        let said = (Text::Frontier, Text::FrontierCaption);
        let (picture, of_corners) = drawn_with(plot::frontier_with_places(&rows), said, language);
        inner.push_str(&picture);
        places = of_corners;
    }
    if plan.case.periods.len() > 1 {
        inner.push_str(&note(language.text(Text::FrontierOne)));
    }
    inner.push_str(&note(language.text(if drawn.is_complete() {
        Text::Complete
    } else {
        Text::Incomplete
    })));
    inner.push_str(&picker(drawn, &places, language));
    let caption = language.text(Text::FrontierTable);
    inner.push_str(&long(caption, &table(plan, drawn, language)));
    section("frontier", language.text(Text::Frontier), &inner)
}

/// A slider along the corners, which stand in the picture at `places`; the script shows the row of the table that it stands at.
fn picker(drawn: &Frontier, places: &[Option<(i64, i64)>], language: Language) -> String {
    let count = drawn.points.len();
    if count < 2 {
        return String::new();
    }
    let (label, there) = (
        escaped(language.text(Text::PickCorner)),
        escaped(language.text(Text::PlanThere)),
    );
    let place = |place: &Option<(i64, i64)>| {
        place.map_or_else(|| "null".to_owned(), |(x, y)| format!("[{x},{y}]"))
    };
    let places: Vec<String> = places.iter().map(place).collect();
    let places = places.join(",");
    format!(
        "<div class=\"live\" hidden><div class=\"control\"><label for=\"corner\">{label}</label>\
         <input type=\"range\" id=\"corner\" min=\"1\" max=\"{count}\" step=\"1\" value=\"1\" data-places=\"[{places}]\"><output id=\"corner-o\" for=\"corner\">1</output></div>\
         <div id=\"corner-plan\" data-caption=\"{there}\" aria-live=\"polite\"></div></div>\n"
    )
}

fn table(plan: &Snapshot, drawn: &Frontier, language: Language) -> String {
    let mut heads = vec![
        language.text(Text::Corner).to_owned(),
        language.text(Text::PaidCost).to_owned(),
        tr!("{}, {}", language.text(Text::Carbon), "t CO2"),
        language.text(Text::Slope).to_owned(),
        language.text(Text::RoundTrip).to_owned(),
    ];
    let names = plan
        .hubs
        .iter()
        .map(|hub| language.name(&hub.name, hub.name_zh.as_deref()).to_owned());
    heads.extend(names);
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(language.text(Text::FrontierTable), &heads);
    for (at, point) in drawn.points.iter().enumerate() {
        table.row(&row(plan, drawn, at, point));
    }
    format!("<div id=\"corners\">{}</div>", table.html())
}

fn row(plan: &Snapshot, drawn: &Frontier, at: usize, point: &Point) -> Vec<String> {
    let of_plan = fields::object(fields::of_plan(&drawn.case, &point.figures));
    let number = |name: &str| of_plan[name].as_f64();
    let (cost, carbon) = drawn.place(&point.figures);
    let mut row = vec![
        (at + 1).to_string(),
        grouped(cost, 0),
        grouped(carbon, 0),
        point
            .slope
            .map_or_else(String::new, |slope| grouped(slope, 2)),
        number("mean_rtt_ms").map_or_else(String::new, |ms| grouped(ms, 2)),
    ];
    row.extend(plan.hubs.iter().map(|hub| {
        let mw = number(&format!("hub_{}_mw", hub.hub)).unwrap_or(0.0);
        amount(mw, 1)
    }));
    row
}
