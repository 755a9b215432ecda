//! # Reasons for people and for programs
//!
//! [`explanation_table`] tells an [`Explanation`] on a page of text, section by section; [`explanation_json`]
//! writes the same figures in full precision.

pub(super) mod document;
mod firmness;
mod limits;
mod places;

pub(crate) use document::ExplanationDocument;

use super::json::written;
use super::number::{amount, grouped, money, residual};
use super::table::Style;
use super::table::page::Page;
use crate::case::{Case, HubId};
use crate::certificate::TOLERANCE;
use crate::explain::{Explanation, Limit, Piece, PricedLimit};
use crate::parameter::{Quantity, power_limit_per_accelerator_mw};

/// The explanation as text for a terminal.
#[must_use]
pub fn explanation_table(told: &Explanation, style: Style) -> String {
    let mut page = Page::new(style);
    title(&mut page, told);
    limits::limit_section(&mut page, told);
    limits::share_section(&mut page, told);
    limits::latency_section(&mut page, told);
    places::section(&mut page, told);
    firmness::section(&mut page, told);
    proof(&mut page, told);
    page.finish()
}

/// The explanation as one JSON document with a `schema_version`, full double precision, a line end at the end.
#[must_use]
pub fn explanation_json(told: &Explanation) -> String {
    written(&ExplanationDocument::of(told))
}

/// A limit in the unit of its key, which `--set` takes: the accelerators of a run are counted, where the programme
/// has their power. With the unit.
fn as_set(case: &Case, priced: &PricedLimit) -> (PricedLimit, &'static str) {
    let per_mw = match priced.limit {
        Limit::Accelerators(run) => 1.0 / power_limit_per_accelerator_mw(case, run),
        Limit::Fleet(kind, _) => case[kind].count(1.0),
        _ => 1.0,
    };
    if per_mw == 1.0 || !per_mw.is_finite() {
        return (*priced, priced.limit.unit());
    }
    let piece = |piece: Piece| Piece {
        slope: piece.slope / per_mw,
        until: piece.until * per_mw,
        ..piece
    };
    let counted = PricedLimit {
        now: priced.now * per_mw,
        more: priced.more.map(piece),
        less: priced.less.map(piece),
        ..*priced
    };
    (counted, Quantity::AcceleratorsMax.unit())
}

fn title(page: &mut Page, told: &Explanation) {
    let case = &told.case;
    page.title(&tr!("{}: why the best plan is what it is", case.name));
    let periods = super::words::periods(case);
    let hours = grouped(case.horizon_hours(), 0);
    let paid = money(told.placement.costs.paid());
    page.faint(&tr!(
        "{hours} h in {periods}; the best plan costs {paid}; all prices are over the horizon",
        hours = hours,
        periods = periods,
        paid = paid
    ));
    if !told.placement.shortfalls.is_empty() {
        let penalties = money(told.placement.costs.shortfall);
        page.loud(&tr!(
            "This plan does not meet everything that was asked for: {penalties} of penalties stand beside its cost, and prices here are mostly those of the shortfall."
        , penalties = penalties));
    }
}

fn proof(page: &mut Page, told: &Explanation) {
    page.heading(tr!("Proof and origin"));
    let certificate = &told.certificate;
    let text = tr!(
        "primal residual {}, dual residual {}, relative gap {} ({TOLERANCE:.0e} allowed)",
        residual(certificate.primal_residual),
        certificate.dual_residual.map_or_else(String::new, residual),
        certificate.relative_gap.map_or_else(String::new, residual),
        TOLERANCE = TOLERANCE
    );
    page.paragraph(1, &text);
    page.paragraph(1, &super::words::origin(&told.provenance));
}

/// Names of hubs, `A, B and C`.
fn hubs_in_words(case: &Case, hubs: &[HubId]) -> String {
    let names: Vec<&str> = hubs.iter().map(|&hub| case[hub].name.as_str()).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => tr!("{} and {last}", most.join(tr!(", ")), last = last),
    }
}

/// `12.3 ms`, to four decimals: steps of a round-trip limit are small.
fn milliseconds(ms: f64) -> String {
    let text = amount(ms, 4);
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text} ms")
}
