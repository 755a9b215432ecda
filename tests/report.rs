//! What an answer looks like in every format.

#[path = "report/cases.rs"]
mod cases;

use std::collections::{BTreeMap, BTreeSet};

use eastwest::answer::{Answer, answer};
use eastwest::blocks::Bounds;
use eastwest::case::{Case, HubId, OriginId, PeriodId};
use eastwest::placement::kinds::{Contracted, Kinds, Setting};
use eastwest::report::{self, Style};
use eastwest::solver::Solver;
use eastwest::solver::near::{Aggregate, Near};
use serde_json::Value;

const SCHEMA: &str = include_str!("../docs/output.md");

/// JSON lists that are CSV tables of the same name.
const SHARED_LISTS: [&str; 8] = [
    "placement",
    "hubs",
    "hub_periods",
    "origins",
    "links",
    "trunks",
    "binding",
    "shortfall",
];

fn answered(case: &Case) -> Answer {
    // an inner point may be too far from a vertex for its certificate
    let inner = answer(case, Solver::Clarabel);
    let exact = inner.or_else(|_| answer(case, Solver::Engine));
    exact.expect("the case is solvable")
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&report::json(answer)).expect("JSON that parses")
}

fn table(answer: &Answer) -> String {
    report::table(answer, Style::default())
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn assert_close(found: f64, expected: f64) {
    let tolerance = 1e-6 * (1.0 + expected.abs());
    assert!(
        (found - expected).abs() <= tolerance,
        "{found} is not {expected}"
    );
}

/// Columns of a terminal that a line takes: Chinese characters take two.
fn terminal_width(line: &str) -> usize {
    line.chars()
        .map(|c| {
            if ('\u{2e80}'..'\u{ffe0}').contains(&c) {
                2
            } else {
                1
            }
        })
        .sum()
}

fn without_colour(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').expect("a whole escape").1;
    }
    plain + rest
}

/// Header and rows of a CSV table.
fn csv_table(answer: &Answer, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let files = report::csv(answer);
    let (_, bytes) = files
        .iter()
        .find(|(file, _)| file == &format!("{name}.csv"))
        .expect("a table of that name");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let strings = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = strings(reader.headers().expect("a header"));
    let rows = reader
        .records()
        .map(|record| strings(&record.expect("a row as long as the header")))
        .collect();
    (header, rows)
}

#[test]
fn the_table_of_two_hubs_reads_as_it_should() {
    let table = table(&answered(&cases::two_hubs()));
    // residuals are the machine's, not ours
    let (figures, _) = table.split_once("Proof and origin").expect("a proof");
    insta::assert_snapshot!(figures);
}

#[test]
fn the_table_of_a_shortfall_says_so_first() {
    let answer = answered(&cases::short());
    let table = table(&answer);
    let place = |text: &str| {
        table
            .find(text)
            .unwrap_or_else(|| panic!("no `{text}` in\n{table}"))
    };
    assert!(place("This plan does not meet everything") < place("In short"));
    assert!(place("NOT SERVED") > place("Where each workload runs"));
    assert!(table.contains("The baseline cannot serve everything"));
    assert!(table.contains("The baseline does not keep the rule on carbon over the cap"));
    assert_eq!(json(&answer)["status"], "shortfall");
    assert!(!list(&json(&answer)["shortfall"]).is_empty());
}

#[test]
fn no_line_is_wider_than_the_page() {
    for case in [
        cases::two_hubs(),
        cases::ten_hubs(),
        cases::short(),
        cases::hostile_names(),
    ] {
        let answer = answered(&case);
        for width in [100, 80] {
            let style = Style {
                colour: false,
                width,
            };
            for line in report::table(&answer, style).lines() {
                assert!(terminal_width(line) <= width, "{}: `{line}`", case.name);
                assert_eq!(line.trim_end(), line);
            }
        }
    }
}

#[test]
fn colours_change_nothing_but_colours() {
    let answer = answered(&cases::short());
    let colour = report::table(
        &answer,
        Style {
            colour: true,
            width: 100,
        },
    );
    assert!(colour.contains('\u{1b}'));
    assert!(!table(&answer).contains('\u{1b}'));
    assert_eq!(without_colour(&colour), table(&answer));
}

#[test]
fn json_holds_exactly_the_documented_keys() {
    let mut found = BTreeSet::new();
    for case in [cases::two_hubs(), cases::short()] {
        let mut answer = answered(&case);
        // a plan of many periods says how near it is
        answer.near = Some(Near {
            bounds: Bounds {
                lower: 1.0,
                upper: 2.0,
            },
            asked_gap: 1e-6,
            blocks: 49,
            steps: 30,
            is_stopped: false,
            aggregate: Some(Aggregate {
                periods: 12,
                objective: 1.5,
            }),
        });
        // and which of them are of one kind
        answer.kinds = Some(Kinds {
            of_period: vec![0],
            sizes: vec![1],
            settings: vec![Setting {
                contracted: Contracted::Bandwidth(OriginId::new(0), HubId::new(0)),
                by: vec![(PeriodId::new(0), 1.0)],
                price_cny: 1.0,
            }],
        });
        collect_keys(&json(&answer), "", &mut found);
    }
    let section = SCHEMA.split("## CSV").next().expect("a section on JSON");
    let documented: BTreeSet<String> = first_cells(section).collect();
    let missing: Vec<_> = found.difference(&documented).collect();
    let gone: Vec<_> = documented.difference(&found).collect();
    assert!(missing.is_empty(), "not in docs/output.md: {missing:?}");
    assert!(gone.is_empty(), "only in docs/output.md: {gone:?}");
}

/// What is not as near to the best as was asked is not called optimal: neither in the title nor in JSON.
#[test]
fn a_plan_that_stopped_early_is_not_called_optimal() {
    let near = |upper, is_stopped| Near {
        bounds: Bounds { lower: 1.0, upper },
        asked_gap: 1e-6,
        blocks: 49,
        steps: 30,
        is_stopped,
        aggregate: None,
    };
    let mut answer = answered(&cases::two_hubs());
    for (near, status) in [
        (None, "optimal"),
        (Some(near(1.0 + 1e-7, false)), "optimal"),
        // the gap was reached when it was stopped
        (Some(near(1.0 + 1e-7, true)), "optimal"),
        (Some(near(1.5, true)), "stopped"),
        (Some(near(1.5, false)), "stalled"),
        (Some(near(f64::INFINITY, true)), "stopped"),
    ] {
        answer.near = near;
        assert_eq!(json(&answer)["status"], status, "{near:?}");
        let told = format!(": {status}");
        assert!(table(&answer).contains(&told), "no `{told}`");
    }
    answer = answered(&cases::short());
    assert_eq!(json(&answer)["status"], "shortfall");
    answer.near = Some(near(1.5, true));
    assert_eq!(json(&answer)["status"], "stopped");
}

/// Paths of all keys: `hubs[].pue`.
fn collect_keys(value: &Value, path: &str, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                collect_keys(value, &path, keys);
                keys.insert(path);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect_keys(item, &format!("{path}[]"), keys);
            }
        }
        _ => {}
    }
}

/// What stands in backticks in the first cell of each table row.
fn first_cells(markdown: &str) -> impl Iterator<Item = String> + '_ {
    markdown
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(cell, _)| cell.to_owned())
}

#[test]
fn csv_has_exactly_the_documented_tables_and_columns() {
    let answer = answered(&cases::short());
    let section = SCHEMA.split("## CSV").nth(1).expect("a section on CSV");
    let mut documented: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for part in section.split("\n### `").skip(1) {
        let (file, rest) = part.split_once('`').expect("a file name");
        documented.insert(file.to_owned(), first_cells(rest).collect());
    }
    let written: BTreeMap<String, Vec<String>> = report::csv(&answer)
        .into_iter()
        .map(|(file, _)| {
            let name = file.trim_end_matches(".csv").to_owned();
            (file, csv_table(&answer, &name).0)
        })
        .collect();
    assert_eq!(written, documented);
}

#[test]
fn csv_tables_say_what_json_says() {
    for case in [cases::short(), cases::hostile_names()] {
        let answer = answered(&case);
        let document = json(&answer);
        for name in SHARED_LISTS {
            let (header, rows) = csv_table(&answer, name);
            let objects = list(&document[name]);
            assert_eq!(rows.len(), objects.len(), "{name}");
            for (row, object) in rows.iter().zip(objects) {
                for (column, cell) in header.iter().zip(row) {
                    assert_same(cell, &object[column], &format!("{name}.{column}"));
                }
            }
        }
    }
}

fn assert_same(cell: &str, value: &Value, place: &str) {
    match value {
        Value::Null => assert_eq!(cell, "", "{place}"),
        Value::Number(_) => assert_eq!(cell.parse(), Ok(number(value)), "{place}"),
        Value::Bool(truth) => assert_eq!(cell, truth.to_string(), "{place}"),
        // a formula is defused by an apostrophe, see below
        Value::String(text) if text.starts_with(['=', '+', '-', '@']) => {
            assert_eq!(cell, format!("'{text}"), "{place}");
        }
        Value::String(text) => assert_eq!(cell, text, "{place}"),
        _ => panic!("{place} is not flat"),
    }
}

#[test]
fn single_figures_in_csv_are_those_of_json() {
    let answer = answered(&cases::two_hubs());
    let document = json(&answer);
    let (_, summary) = csv_table(&answer, "summary");
    let summary: BTreeMap<_, _> = summary
        .iter()
        .map(|row| (row[0].as_str(), &row[1]))
        .collect();
    assert_same(summary["cost"], &document["cost_cny"]["total"], "cost");
    assert_same(summary["carbon"], &document["carbon_t"], "carbon");
    assert_same(summary["mean_rtt"], &document["mean_rtt_ms"], "mean_rtt");
    assert_same(
        summary["solver"],
        &document["provenance"]["solver"],
        "solver",
    );
    let (_, costs) = csv_table(&answer, "costs");
    for row in costs {
        let claim = &document["claims"]["cost"];
        assert_same(&row[1], &document["cost_cny"][&row[0]], &row[0]);
        assert_same(&row[2], &claim["plan_cost_cny"][&row[0]], &row[0]);
        assert_same(&row[3], &claim["baseline_cost_cny"][&row[0]], &row[0]);
    }
    let (_, claims) = csv_table(&answer, "claims");
    let saved = claims
        .iter()
        .find(|row| row[0] == "by_kind" && row[1] == "all" && row[2] == "fees_saved_cny");
    assert_same(
        &saved.expect("the saving")[3],
        &document["claims"]["by_kind"]["all"]["fees_saved_cny"],
        "fees_saved_cny",
    );
}

#[test]
fn costs_add_up_to_their_total_and_to_the_objective() {
    for case in [
        cases::two_hubs(),
        cases::short(),
        cases::two_hubs().averaged(),
    ] {
        let document = json(&answered(&case));
        let costs = document["cost_cny"].as_object().expect("costs");
        let items = costs.iter().filter(|(item, _)| *item != "total");
        let sum: f64 = items.map(|(_, cost)| number(cost)).sum();
        assert_close(sum, number(&costs["total"]));
        assert_close(sum, number(&document["objective_cny"]));
    }
}

#[test]
fn placement_and_shortfall_add_up_to_what_is_asked_for() {
    for case in [
        cases::two_hubs(),
        cases::short(),
        cases::two_hubs().averaged(),
    ] {
        let document = json(&answered(&case));
        let hours: BTreeMap<&str, f64> = list(&document["case"]["periods"])
            .iter()
            .map(|period| {
                (
                    period["period"].as_str().unwrap_or(""),
                    number(&period["hours"]),
                )
            })
            .collect();
        let of_period = |period: &Value| match period.as_str() {
            Some(period) => hours[period],
            None => hours.values().sum(),
        };
        for workload in case.workload_ids() {
            let id = case[workload].id.as_str();
            let placed = list(&document["placement"])
                .iter()
                .filter(|row| row["workload"] == id);
            let placed: f64 = placed
                .map(|row| number(&row["mw"]) * of_period(&row["period"]))
                .sum();
            let short = list(&document["shortfall"])
                .iter()
                .filter(|row| row["workload"] == id);
            let short: f64 = short
                .map(|row| match row["unit"].as_str() {
                    Some("MW") => number(&row["amount"]) * of_period(&row["period"]),
                    _ => number(&row["amount"]),
                })
                .sum();
            assert_close(placed + short, case.demand_mwh(workload));
        }
    }
}

#[test]
fn one_period_is_reported_as_many_are() {
    let case = cases::two_hubs().averaged();
    let answer = answered(&case);
    assert!(table(&answer).contains("8,760 h in 1 period,"));
    let document = json(&answer);
    assert_eq!(list(&document["hub_periods"]).len(), case.hubs.len());
}

#[test]
fn a_solver_without_prices_leaves_them_out() {
    let case = cases::two_hubs().averaged();
    let answer = answer(&case, Solver::Microlp).expect("the case is solvable");
    let document = json(&answer);
    assert!(document["certificate"]["dual_residual"].is_null());
    assert!(document["hubs"][0]["capacity_shadow_price_cny_per_mw"].is_null());
    assert!(!table(&answer).contains("value of a"));
    assert!(table(&answer).contains("dual residual not given by this solver"));
}

#[test]
fn a_report_is_the_same_bytes_every_time_and_ends_its_last_line() {
    let answer = answered(&cases::two_hubs());
    assert_eq!(report::json(&answer), report::json(&answer));
    assert_eq!(report::csv(&answer), report::csv(&answer));
    assert!(report::json(&answer).ends_with("}\n"));
    assert!(table(&answer).ends_with('\n'));
}

#[test]
fn names_survive_json_and_never_reach_the_terminal_raw() {
    let case = cases::hostile_names();
    let answer = answered(&case);
    let document = json(&answer);
    assert_eq!(document["case"]["title"], case.title.as_str());
    assert_eq!(document["hubs"][0]["name"], case.hubs[0].name.as_str());
    assert!(!table(&answer).contains('\u{1b}'));
}
