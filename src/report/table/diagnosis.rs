//! Why a case cannot meet everything, and what would mend it, for people.

use super::Style;
use super::page::Page;
use crate::case::Case;
use crate::diagnosis::{Cause, Conflict, Diagnosis, Remedy};
use crate::report::conflict;
use crate::report::number::{figure, money};

/// Conflicts told in full; the rest is counted.
const SHOWN: usize = 8;

/// Rules of a conflict and changes of a mend that are listed.
const LISTED: usize = 10;

/// A diagnosis as text for a terminal.
#[must_use]
pub fn diagnosis_table(case: &Case, diagnosis: &Diagnosis, style: Style) -> String {
    let mut page = Page::new(style);
    page.title(&format!("{}: {}", case.name, verdict(diagnosis)));
    for (place, conflict) in diagnosis.conflicts.iter().take(SHOWN).enumerate() {
        section(&mut page, case, place + 1, conflict);
    }
    rest(&mut page, diagnosis);
    if diagnosis.cause == Cause::Penalty {
        page.paragraph(
            1,
            tr!("All rules can hold together, but breaking some costs less than keeping them:"),
        );
        for short in diagnosis.shortfalls.iter().take(LISTED) {
            let amount = figure(short.amount);
            let text = format!(
                "{}: {amount} {}",
                short.what.describe(case),
                short.what.unit()
            );
            page.paragraph(3, &text);
        }
    }
    if diagnosis.cause != Cause::None {
        mends(&mut page, case, &diagnosis.mends);
    }
    page.finish()
}

fn verdict(diagnosis: &Diagnosis) -> String {
    match (diagnosis.cause, diagnosis.conflicts.len()) {
        (Cause::None, _) => tr!("every rule holds, and nothing is short").to_owned(),
        (Cause::Penalty, _) => tr!("rules are broken that could be kept").to_owned(),
        (Cause::Conflict, 1) => tr!("one set of rules cannot hold together").to_owned(),
        (Cause::Conflict, many) => tr!("{many} sets of rules cannot hold together", many = many),
    }
}

fn section(page: &mut Page, case: &Case, number: usize, conflict: &Conflict) {
    page.heading(&tr!("Conflict {number}", number = number));
    page.loud(&conflict::sentence(case, conflict));
    page.paragraph(
        1,
        tr!("That is what these rules miss each other by alone. Without any one of them, the others can hold:"),
    );
    let shown = if conflict.rules.len() > LISTED + 1 {
        LISTED
    } else {
        conflict.rules.len()
    };
    for &rule in &conflict.rules[..shown] {
        page.paragraph(3, &format!("- {}", conflict::rule(case, rule)));
    }
    if shown < conflict.rules.len() {
        let more = conflict.rules.len() - shown;
        page.paragraph(
            3,
            &tr!("- and {more} more; `--format json` has all", more = more),
        );
    }
}

fn rest(page: &mut Page, diagnosis: &Diagnosis) {
    let more = diagnosis.conflicts.len().saturating_sub(SHOWN);
    if more > 0 {
        page.heading(&tr!(
            "and {more} more conflicts; `--format json` has all",
            more = more
        ));
    }
    if !diagnosis.complete {
        page.paragraph(1, tr!("There are more conflicts than were looked for."));
    }
}

fn mends(page: &mut Page, case: &Case, mends: &[Remedy]) {
    page.heading(tr!(
        "What would mend it: what serves all demand first, each the cheapest first"
    ));
    if mends.is_empty() {
        page.paragraph(1, tr!("Nothing was found that does."));
        return;
    }
    page.paragraph(
        1,
        tr!("Each was tried: with it the plan meets everything. The price is what the plan then pays more."),
    );
    for (place, mend) in mends.iter().enumerate() {
        let words = conflict::mend(case, mend.kind, &mend.steps);
        page.paragraph(1, &format!("{}. {words}", place + 1));
        page.paragraph(4, &price(mend));
        for step in mend.steps.iter().take(LISTED) {
            page.paragraph(4, &tr!("--set '{}'", step.change()));
        }
        if mend.steps.len() > LISTED {
            let more = mend.steps.len() - LISTED;
            page.paragraph(
                4,
                &tr!("and {more} more; `--format json` has all", more = more),
            );
        }
    }
}

fn price(mend: &Remedy) -> String {
    let change = mend.cost_change_cny;
    let paid = match change {
        cny if cny.abs() < 0.5 => tr!("the same").to_owned(),
        cny if cny > 0.0 => tr!("{} more", money(cny)),
        cny => tr!("{} less", money(-cny)),
    };
    let served = mend.served_change_mwh;
    let served = match served {
        mwh if mwh.abs() < 1e-3 => tr!("serves the same").to_owned(),
        mwh if mwh > 0.0 => tr!("serves {} MWh (IT) more", figure(mwh)),
        mwh => tr!("serves {} MWh (IT) less", figure(-mwh)),
    };
    tr!(
        "pays {paid}, {} in all; {served}",
        money(mend.cost_cny),
        paid = paid,
        served = served
    )
}
