//! Kinds of hour, and which hours set what is contracted.

use super::page::{Page, Sheet};
use crate::answer::Answer;
use crate::case::Case;
use crate::placement::kinds::{Contracted, Kinds, Setting};
use crate::report::number::{counted, figure, percent};

/// Contracts shown; the rest is counted.
const SHOWN: usize = 6;

/// Nothing where there are few periods.
pub(super) fn section(page: &mut Page, answer: &Answer) {
    let Some(kinds) = &answer.kinds else {
        return;
    };
    let case = &answer.case;
    page.heading(tr!("Kinds of hour"));
    page.paragraph(1, &how_many(case, kinds));
    if kinds.settings.is_empty() {
        return;
    }
    let header = [
        tr!("what is contracted"),
        tr!("periods that set it"),
        tr!("most of all"),
        tr!("its part"),
    ];
    let mut sheet = Sheet::new(&header);
    for setting in kinds.settings.iter().take(SHOWN) {
        sheet.row(row(case, setting));
    }
    sheet.text_column(2);
    page.sheet(sheet);
    let rest = kinds.settings.len().saturating_sub(SHOWN);
    if rest > 0 {
        page.paragraph(1, &tr!("and {rest} more, in JSON", rest = rest));
    }
    page.faint(tr!(
        "a period sets a contract by its part of the price of all its peaks, from a thousandth on"
    ));
}

/// `The 8,760 periods are of 312 kinds: … The most frequent, as m01d01h00: 1,022 periods.`
fn how_many(case: &Case, kinds: &Kinds) -> String {
    let periods = counted(case.periods.len(), "period", "periods");
    let count = counted(kinds.sizes.len(), "kind", "kinds");
    let most = kinds.sizes.first().copied().unwrap_or(0);
    let first = kinds.first(0).map_or("", |t| &case.periods[t.index()].id);
    tr!(
        "{periods} are of {count}: in periods of one kind the same loads run at the same hubs, of those that are a hundredth of what is asked for or more. The most frequent kind, that of {first}, has {most}.",
        periods = periods,
        count = count,
        first = first,
        most = counted(most, "period", "periods")
    )
}

fn row(case: &Case, setting: &Setting) -> Vec<String> {
    let (first, share) = match setting.by.first() {
        Some(&(t, share)) => (case.periods[t.index()].id.clone(), percent(share)),
        None => Default::default(),
    };
    #[allow(clippy::cast_precision_loss)]
    let count = figure(setting.by.len() as f64);
    vec![contracted(case, setting.contracted), count, first, share]
}

fn contracted(case: &Case, what: Contracted) -> String {
    match what {
        Contracted::Accelerators(kind, hub) => {
            let (kind, hub) = (&case[kind].id, &case[hub].name);
            tr!("{kind} at {hub}", kind = kind, hub = hub)
        }
        Contracted::Bandwidth(origin, hub) => {
            tr!("link {} – {}", case[origin].name, case[hub].name)
        }
    }
}
