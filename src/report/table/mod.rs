//! # The terminal table
//!
//! The answer for people, section by section: what falls short (first, where anything does), the verdicts on the three claims, the
//! figures in short, hubs, cost and carbon, and the proof: two screens. The whole page has also where each workload runs,
//! links and trunks, what binds and the claims with their figures.

mod accelerators;
mod binding;
pub(super) mod claims;
mod contracts;
mod costs;
pub(super) mod diagnosis;
mod hubs;
mod kinds;
mod links;
pub(super) mod page;
mod placement;
mod short;
mod shortfall;
pub(super) mod shown;
pub(super) mod verdicts;

use crate::language::{either, word};
use page::Page;
#[cfg(feature = "cli")]
pub(crate) use page::is_colour;

use super::number::{grouped, residual};
use super::words;
use crate::answer::Answer;
use crate::certificate::TOLERANCE;
use crate::ranges::Ranges;

/// How the table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to use terminal colours.
    pub colour: bool,
    /// Columns of the page; tables are made for 100, and narrowed where there are fewer.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            colour: false,
            width: 100,
        }
    }
}

/// The answer in two screens.
#[must_use]
pub fn brief(answer: &Answer, style: Style) -> String {
    brief_with(answer, None, style)
}

/// As [`brief`], with what the ranges of the case's figures do to each claim.
#[must_use]
pub(crate) fn brief_with(answer: &Answer, ranges: Option<&Ranges>, style: Style) -> String {
    let mut page = Page::new(style);
    title(&mut page, answer);
    shortfall::section(&mut page, answer);
    verdicts::section(&mut page, answer, ranges);
    short::section(&mut page, answer);
    hubs::brief_section(&mut page, answer);
    contracts::section(&mut page, answer);
    kinds::section(&mut page, answer);
    costs::cost_section(&mut page, answer);
    shown::section(&mut page, answer);
    costs::carbon_section(&mut page, answer);
    note(&mut page, answer);
    proof(&mut page, answer);
    let rest =
        tr!("`--full` has each workload, links, what binds and the claims with their figures.");
    page.faint(rest);
    page.finish()
}

/// The whole answer as text for a terminal.
#[must_use]
pub fn table(answer: &Answer, style: Style) -> String {
    table_with(answer, None, style)
}

/// As [`table`], with what the ranges of the case's figures do to each claim.
#[must_use]
pub(crate) fn table_with(answer: &Answer, ranges: Option<&Ranges>, style: Style) -> String {
    let mut page = Page::new(style);
    title(&mut page, answer);
    shortfall::section(&mut page, answer);
    verdicts::section(&mut page, answer, ranges);
    short::section(&mut page, answer);
    placement::section(&mut page, answer);
    hubs::section(&mut page, answer);
    accelerators::section(&mut page, answer);
    contracts::section(&mut page, answer);
    kinds::section(&mut page, answer);
    costs::cost_section(&mut page, answer);
    shown::section(&mut page, answer);
    costs::carbon_section(&mut page, answer);
    links::link_section(&mut page, answer);
    links::trunk_section(&mut page, answer);
    binding::section(&mut page, answer);
    claims::section(&mut page, answer);
    note(&mut page, answer);
    proof(&mut page, answer);
    page.finish()
}

fn title(page: &mut Page, answer: &Answer) {
    let case = &answer.case;
    match either(&case.title, case.title_zh.as_deref()) {
        title if title == case.name => page.title(&case.name),
        title => page.title(&tr!("{}: {}", case.name, title)),
    }
    let periods = words::periods(case);
    let hours = grouped(case.horizon_hours(), 0);
    let (solver, status) = (&answer.provenance.solver, word(answer.status()));
    let found = match &answer.near {
        Some(near) if !near.bounds.gap().is_finite() => {
            tr!("{status}, not proved to be near the best", status = status)
        }
        Some(near) => tr!(
            "{status}, within {} of the best",
            residual(near.bounds.gap()),
            status = status
        ),
        None => status.to_owned(),
    };
    page.faint(&tr!(
        "{hours} h in {periods}, solved by {solver}: {found}",
        hours = hours,
        periods = periods,
        solver = solver,
        found = found
    ));
}

/// What the case says of itself.
fn note(page: &mut Page, answer: &Answer) {
    if let Some(note) = &answer.case.note {
        page.heading(tr!("Note of the case"));
        page.paragraph(1, either(note, answer.case.note_zh.as_deref()));
    }
}

/// The gap that an answer may have: what was asked for, where that is more than the tolerance of all answers.
fn allowed_gap(answer: &Answer) -> f64 {
    let asked = answer.near.map(|near| near.asked_gap);
    let asked = asked.filter(|gap| gap.is_finite());
    asked.map_or(TOLERANCE, |gap| gap.max(TOLERANCE))
}

#[allow(clippy::cast_precision_loss)]
fn proof(page: &mut Page, answer: &Answer) {
    page.heading(tr!("Proof and origin"));
    let certificate = &answer.certificate;
    if let Some(near) = &answer.near {
        page.paragraph(1, &words::near(near));
    }
    let or_absent = |value: Option<f64>| {
        value.map_or_else(|| tr!("not given by this solver").to_owned(), residual)
    };
    page.paragraph(
        1,
        &tr!(
            "primal residual {}, dual residual {}, relative gap {} ({} allowed); {} rows, {} columns",
            residual(certificate.primal_residual),
            or_absent(certificate.dual_residual),
            or_absent(certificate.relative_gap),
            format_args!("{:.0e}", allowed_gap(answer)),
            grouped(answer.row_count as f64, 0),
            grouped(answer.column_count as f64, 0),
        ),
    );
    page.paragraph(1, &words::origin(&answer.provenance));
}
