//! What the plan cannot meet: first, and loud.

use super::page::{Page, Sheet};
use crate::answer::Answer;
use crate::case::Case;
use crate::claims::{Unserved, unserved};
use crate::placement::{Placement, Shortfall};
use crate::report::conflict::sentence;
use crate::report::number::{figure, percent};

/// Single shortfalls shown; the rest is counted.
const SHOWN: usize = 10;

pub(super) fn section(page: &mut Page, answer: &Answer) {
    let (case, plan) = (&answer.case, &answer.placement);
    if plan.shortfalls.is_empty() {
        return;
    }
    page.heading(tr!("Shortfall"));
    page.loud(tr!(
        "This plan does not meet everything that was asked for."
    ));
    for missing in unserved(case, plan) {
        page.paragraph(1, &in_words(case, &missing));
    }
    let mut sheet = Sheet::new(&[tr!("What is short"), tr!("by"), tr!("unit")]);
    for short in largest(plan) {
        sheet.row(vec![
            short.what.describe(case),
            figure(short.amount),
            short.what.unit().to_owned(),
        ]);
    }
    sheet.text_column(2);
    page.sheet(sheet);
    if plan.shortfalls.len() > SHOWN {
        let rest = plan.shortfalls.len() - SHOWN;
        page.paragraph(1, &tr!("and {rest} more, smaller", rest = rest));
    }
    why(page, answer);
}

/// The rules that cannot hold together, where any cannot.
fn why(page: &mut Page, answer: &Answer) {
    page.heading(tr!("Why"));
    for conflict in &answer.conflicts {
        page.paragraph(1, &sentence(&answer.case, conflict));
    }
    if answer.conflicts.is_empty() {
        let text = match answer.near {
            None => {
                tr!("All rules can hold together, but breaking some costs less than keeping them.")
            }
            Some(_) => tr!(
                "Which rules cannot hold together was not looked into: the plan is near the best, and so is what is short."
            ),
        };
        page.paragraph(1, text);
    }
    page.paragraph(
        1,
        tr!("`eastwest diagnose` has every such conflict, and what would mend it."),
    );
}

/// `chat: up to 12.3 MW short, 345 MWh (IT) over the horizon (1.2 % of its energy)`.
pub(super) fn in_words(case: &Case, missing: &Unserved) -> String {
    tr!(
        "{}: up to {} MW short, {} MWh (IT) over the horizon ({} of its energy)",
        case[missing.workload].id,
        figure(missing.peak_mw),
        figure(missing.energy_mwh),
        percent(missing.share)
    )
}

/// Policies first, then demands by size; the first [`SHOWN`].
fn largest(plan: &Placement) -> Vec<&Shortfall> {
    let mut shortfalls: Vec<&Shortfall> = plan.shortfalls.iter().collect();
    shortfalls.sort_by(|a, b| {
        let key = |s: &Shortfall| (s.what.is_demand(), s.what.unit());
        key(a).cmp(&key(b)).then(b.amount.total_cmp(&a.amount))
    });
    shortfalls.truncate(SHOWN);
    shortfalls
}
