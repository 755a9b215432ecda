//! # A trace as JSON, CSV and text

use crate::language::word;
use serde_json::{Value, json};

use super::fields::{self, Fields, field, number, object};
use super::json::written;
use super::number::{SHORT_FROM_MWH, amount, counted, decimals_for, grouped, percent};
use super::table::Style;
use super::table::page::{Page, Sheet};
use super::words;
use crate::answer::Provenance;
use crate::case::{Case, Hub, Kind, Side};
use crate::formulation::keys::RowKey;
use crate::trace::bracket::{LINE, WhyBracketed};
use crate::trace::event::{Event, Use};
use crate::trace::{At, Method, Trace, TraceRow};

/// Breakpoints that are shown; files hold all.
const SHOWN: usize = 30;

/// One document: every row with its figures and what changes there; how breakpoints were found, and the proof.
#[must_use]
pub fn trace_json(trace: &Trace, provenance: &Provenance) -> String {
    let method = match &trace.method {
        Method::Exact(walk) => json!({"name": "exact", "proof": fields::of_walk(walk)}),
        Method::Bracketed(bracketing) => json!({
            "name": "bracketed",
            "bracket_width": bracketing.width,
            "line_true_to": LINE,
            "programmes_solved": bracketing.solved,
            "solved_by_reference": bracketing.by_reference,
            "unanswered": bracketing.unanswered,
            "path_given_up": match &bracketing.why {
                WhyBracketed::NotAffine => Value::Null,
                WhyBracketed::NoPath { reason } => Value::from(reason.as_str()),
            },
        }),
    };
    let mut document = json!({
        "schema_version": 1,
        "case": trace.case.name,
        "title": trace.case.title,
        "accounting": trace.case.accounting,
        "parameter": trace.parameter.key.as_str(),
        "how": trace.parameter.how.name(),
        "unit": trace.parameter.key.unit(),
        "base": super::saved::base(trace),
        "from": trace.from,
        "to": trace.to,
        "complete": trace.is_complete(),
        "breakpoints": trace.breakpoint_count(),
        "method": method,
        "hubs": trace.case.hubs.iter().map(of_hub).collect::<Vec<_>>(),
        "rows": trace.rows.iter().map(|row| object(of_row(trace, row))).collect::<Vec<_>>(),
        "provenance": provenance,
    });
    if let Some(title) = &trace.case.title_zh {
        document["title_zh"] = title.as_str().into();
    }
    written(&document)
}

/// What a hub is called, and its side.
fn of_hub(hub: &Hub) -> Value {
    json!({"hub": hub.id, "name": hub.name, "name_zh": hub.name_zh, "side": hub.side})
}

/// One row for the start, the end and each breakpoint, two where the plan jumps, and those between that the line needs.
#[must_use]
pub fn trace_csv(trace: &Trace) -> Vec<u8> {
    let rows: Vec<Fields> = trace.rows.iter().map(|row| of_row(trace, row)).collect();
    fields::csv(&rows)
}

fn of_row(trace: &Trace, row: &TraceRow) -> Fields {
    let case = &trace.case;
    let mut fields = vec![
        (trace.parameter.label(), number(row.value)),
        field("at", row.at.name()),
    ];
    fields.extend(fields::of_plan(case, &row.figures));
    let list = |texts: Vec<String>| Value::from(texts);
    fields.push(field("moves", list(moves(case, &row.event))));
    fields.push(field("enters", list(enters(case, &row.event))));
    fields.push(field("leaves", list(leaves(case, &row.event))));
    fields
}

fn moves(case: &Case, event: &Event) -> Vec<String> {
    event.moves.iter().map(|m| m.describe(case)).collect()
}

/// What begins to run, and what binds from here on.
fn enters(case: &Case, event: &Event) -> Vec<String> {
    let begins = event.enters.iter().map(|&used| in_words(case, used));
    begins
        .chain(event.fills.iter().map(|&row| full(case, row)))
        .collect()
}

/// What no longer runs, and what no longer binds.
fn leaves(case: &Case, event: &Event) -> Vec<String> {
    let ends = event.leaves.iter().map(|&used| in_words(case, used));
    let free = |&row: &RowKey| tr!("{} no longer binds", words::limit(case, row));
    ends.chain(event.frees.iter().map(free)).collect()
}

fn full(case: &Case, row: RowKey) -> String {
    tr!("{} binds", words::limit(case, row))
}

/// `chat for Shanghai at Gui'an`.
fn in_words(case: &Case, used: Use) -> String {
    let workload = &case[used.workload];
    let hub = &case[used.hub].name;
    match workload.kind() {
        Kind::Training => tr!("{} at {hub}", workload.id, hub = hub),
        _ => tr!(
            "{} for {} at {hub}",
            workload.id,
            case[used.origin].name,
            hub = hub
        ),
    }
}

/// The trace as text for a terminal.
#[must_use]
pub fn trace_table(trace: &Trace, style: Style) -> String {
    let mut page = Page::new(style);
    title(&mut page, trace);
    let rows = shown(trace);
    page.sheet(sheet(trace, &rows));
    let hidden = trace.breakpoint_count()
        - rows
            .iter()
            .filter(|row| matches!(row.at, At::Passing | At::After))
            .count();
    if hidden > 0 {
        let more = counted(hidden, "more breakpoint is", "more breakpoints are");
        page.faint(&tr!(
            "{more} not shown; `-o FILE.csv` holds all",
            more = more
        ));
    }
    method(&mut page, trace);
    page.finish()
}

fn title(page: &mut Page, trace: &Trace) {
    let unit = match (trace.parameter.how, trace.parameter.key.unit()) {
        (crate::parameter::OperationKind::Factor, _) | (_, "-") => String::new(),
        (_, written) => format!(" {}", crate::language::unit(written)),
    };
    page.title(&tr!(
        "{}: {} from {} to {}{unit}",
        trace.case.name,
        trace.parameter.label(),
        trace.from,
        trace.to,
        unit = unit
    ));
    let count = match trace.breakpoint_count() {
        0 => tr!("the same plan all the way").to_owned(),
        many => counted(many, "breakpoint", "breakpoints"),
    };
    match &trace.method {
        Method::Exact(walk) if walk.is_complete => page.faint(&tr!(
            "{count}; complete: proved that the plan is optimal all the way and changes nowhere else"
        , count = count)),
        Method::Exact(walk) => page.loud(&tr!(
            "{count}; not complete: {} not proved",
            counted(walk.gaps.len(), "part of the range is", "parts of the range are"), count = count)),
        Method::Bracketed(bracketing) => page.loud(&tr!(
            "{count}, each bracketed to {}: {}; what happens between two samples that look alike is not known",
            short(bracketing.width),
            match &bracketing.why {
                WhyBracketed::NotAffine =>
                    tr!("the parameter enters the matrix or moves rows and columns, so the path is not piecewise linear")
                        .to_owned(),
                WhyBracketed::NoPath { reason } => tr!("no path is proved ({reason})", reason = reason),
            }, count = count)),
    }
}

fn method(page: &mut Page, trace: &Trace) {
    match &trace.method {
        Method::Exact(walk) => page.faint(&fields::walk_in_words(walk)),
        Method::Bracketed(bracketing) => page.faint(&tr!(
            "{}, each proved optimal at its value{}. Rows joined by straight lines are within {} of them: a file has the rows between breakpoints, too",
            counted(bracketing.solved, "programme solved", "programmes solved"),
            match bracketing.by_reference {
                0 => String::new(),
                some => tr!(", {some} by the reference solver, where the engine could not certify its answer", some = some),
            } + &match bracketing.unanswered {
                0 => String::new(),
                some => tr!("; {} passed over, for no solver had a certified answer", counted(some, "value", "values")),
            },
            percent(LINE)
        )),
    }
}

/// The rows that a terminal shows: start, end, and of the breakpoints those at which most moves.
fn shown(trace: &Trace) -> Vec<&TraceRow> {
    let is_break = |row: &&TraceRow| matches!(row.at, At::Passing | At::After);
    let size = |row: &TraceRow| row.event.moves.iter().map(|m| m.mw).sum::<f64>();
    let mut breaks: Vec<&TraceRow> = trace.rows.iter().filter(is_break).collect();
    if breaks.len() > SHOWN {
        breaks.sort_by(|a, b| size(b).total_cmp(&size(a)));
        if size(breaks[0]) > 0.0 {
            breaks.truncate(SHOWN);
        } else {
            breaks.sort_by(|a, b| a.value.total_cmp(&b.value));
            let count = breaks.len();
            breaks = (0..SHOWN).map(|k| breaks[k * count / SHOWN]).collect();
        }
    }
    let rises = trace.to > trace.from;
    breaks.sort_by(|a, b| {
        let order = a.value.total_cmp(&b.value);
        if rises { order } else { order.reverse() }
    });
    let ends = [trace.rows.first(), trace.rows.last()];
    let [start, end] = ends.map(|row| row.into_iter());
    start.chain(breaks).chain(end).collect()
}

fn sheet(trace: &Trace, rows: &[&TraceRow]) -> Sheet {
    let case = &trace.case;
    let costs = rows.iter().map(|row| row.figures.costs.paid());
    let money = super::number::Money::up_to(costs.fold(0.0, f64::max));
    let most = rows
        .iter()
        .map(|row| row.figures.carbon.of(case.accounting));
    let (carbon, per_unit) = match most.fold(0.0, f64::max) {
        most if most >= 1e6 => ("kt CO2", 1e3),
        _ => ("t CO2", 1.0),
    };
    let is_short = rows
        .iter()
        .any(|row| row.figures.unserved_mwh > SHORT_FROM_MWH);
    let mut header = vec![
        tr!("value\n").to_owned(),
        tr!("cost\n{}", money.unit),
        tr!(
            "carbon ({})\n{carbon}",
            word(case.accounting.name()),
            carbon = carbon
        ),
        tr!("east\nMW (IT)").to_owned(),
        tr!("west\nMW (IT)").to_owned(),
    ];
    if is_short {
        header.push(tr!("unserved\nMWh (IT)").to_owned());
    }
    header.push(tr!("what changes\n").to_owned());
    let mut sheet = Sheet::new(&header);
    for row in rows {
        let side = |side| -> f64 {
            let of = |kind| row.figures.side_mw(case, side, kind);
            Kind::ALL.into_iter().map(of).sum()
        };
        let [east, west] = Side::BOTH.map(side);
        let decimals = decimals_for(east.max(west)).min(1);
        let mut cells = vec![
            short(row.value),
            money.show(row.figures.costs.paid()),
            grouped(row.figures.carbon.of(case.accounting) / per_unit, 1),
            amount(east, decimals),
            amount(west, decimals),
        ];
        if is_short {
            cells.push(grouped(row.figures.unserved_mwh, 0));
        }
        cells.push(change(case, row));
        sheet.row(cells);
    }
    sheet.text_column(header.len() - 1);
    sheet
}

/// A value with the digits that tell.
fn short(value: f64) -> String {
    let text = format!("{value:.6}");
    if value != 0.0 && value.abs() < 1e-3 {
        return format!("{value:.3e}");
    }
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

/// What changes at a row, in one line.
fn change(case: &Case, row: &TraceRow) -> String {
    let event = &row.event;
    let mut parts = moves(case, event);
    if parts.is_empty() {
        let begins = event
            .enters
            .iter()
            .map(|&used| in_words(case, used) + tr!(" begins"));
        let ends = event
            .leaves
            .iter()
            .map(|&used| in_words(case, used) + tr!(" ends"));
        parts.extend(begins.chain(ends));
    }
    parts.extend(event.fills.iter().map(|&row| full(case, row)));
    let free = |&row: &RowKey| tr!("{} no longer binds", words::limit(case, row));
    parts.extend(event.frees.iter().map(free));
    match (parts.as_slice(), row.at, event.by_row) {
        ([], At::Start, _) => tr!("start").to_owned(),
        ([], At::End, _) => tr!("end").to_owned(),
        ([], _, Some(row)) => tr!("{} turns", words::limit(case, row)),
        ([], _, None) => tr!("the rates change").to_owned(),
        ([one], ..) => one.clone(),
        ([one, two], ..) => format!("{one}; {two}"),
        ([one, rest @ ..], ..) => tr!("{one}; {} more", rest.len(), one = one),
    }
}
