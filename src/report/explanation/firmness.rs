//! How firm the answer is: what each hub carries in any plan nearly as good, and what it is worth as a whole.

use super::hubs_in_words;
use crate::case::Case;
use crate::explain::{Carrier, Explanation, Firm, Without};
use crate::language::word;
use crate::report::number::{ABSENT, amount, decimals_for, figure, money, percent};
use crate::report::table::page::{Page, Sheet};
use crate::report::words;

pub(super) fn section(page: &mut Page, told: &Explanation) {
    if told.firmness.is_empty() {
        return;
    }
    let within = percent(told.request.within);
    page.heading(&tr!(
        "How firm it is: mean MW (IT) in any plan within {within} of the best cost",
        within = within
    ));
    page.sheet_that_fits(sheet(told, true), sheet(told, false));
    page.paragraph(
        1,
        &tr!(
            "Within {within}: such a plan may be up to {} dearer. Least and most are each reached by some such plan, not all at once.",
            money(told.allowance_cny), within = within),
    );
    let open_mw = told.firmness.iter().map(Firm::open_mw).fold(0.0, f64::max);
    if open_mw > OPEN {
        page.paragraph(
            1,
            &tr!(
                "In a programme of this size the ends are left off where little is left to find: no such plan goes more than {} MW beyond them.",
                figure(open_mw)
            ),
        );
    }
    if !told.without.is_empty() {
        page.paragraph(1, &dropped(told));
    }
}

fn sheet(told: &Explanation, with_chinese: bool) -> Sheet {
    let case = &told.case;
    let mut header = vec!["", tr!("now\n"), tr!("least\n"), tr!("most\n"), ""];
    let drops = !told.without.is_empty();
    if drops {
        header.push(tr!("the best plan\nwithout it costs"));
    }
    let mut sheet = Sheet::new(&header);
    let most = told
        .firmness
        .iter()
        .map(|firm| firm.most_mw)
        .fold(0.0, f64::max);
    let decimals = decimals_for(most).min(1);
    for firm in &told.firmness {
        let mut row = vec![
            carrier(case, firm.carrier, with_chinese),
            amount(firm.now_mw, decimals),
            amount(firm.least_mw, decimals),
            amount(firm.most_mw, decimals),
            verdict(firm).to_owned(),
        ];
        if drops {
            row.push(without(told, firm.carrier));
        }
        sheet.row(row);
    }
    sheet.text_column(4);
    sheet
}

fn carrier(case: &Case, carrier: Carrier, with_chinese: bool) -> String {
    match carrier {
        Carrier::Hub(hub) => words::hub(case, hub, with_chinese),
        Carrier::Side(side) => format!("= {}", word(side.name())),
        Carrier::WorkloadAt(workload, hub) => {
            let hub = words::hub(case, hub, with_chinese);
            tr!("{} at {hub}", case[workload].id, hub = hub)
        }
    }
}

/// MW by which an end that was left off may be off and be told as exact.
const OPEN: f64 = 0.005;

/// In a word, which holds of all plans: what is not known to the end counts as it may be.
fn verdict(firm: &Firm) -> &'static str {
    let width = firm.most_bound_mw - firm.least_bound_mw;
    if firm.most_bound_mw <= OPEN {
        tr!("never used")
    } else if width <= 0.02 * firm.most_mw {
        tr!("fixed")
    } else if firm.least_mw <= 0.0 {
        tr!("may be empty")
    } else if width <= 0.2 * firm.most_mw {
        tr!("firm")
    } else {
        tr!("open")
    }
}

fn without(told: &Explanation, carrier: Carrier) -> String {
    let Carrier::Hub(hub) = carrier else {
        return String::new();
    };
    let found = told.without.iter().find(|without| without.hub == hub);
    match found {
        Some(Without { cost_cny, .. }) if *cost_cny <= 0.0 => tr!("nothing more").to_owned(),
        Some(found) if found.unserved_mwh > 0.0 => {
            tr!("{} MWh not served", figure(found.unserved_mwh))
        }
        Some(found) => tr!("{} more", money(found.cost_cny)),
        None => ABSENT.to_owned(),
    }
}

fn dropped(told: &Explanation) -> String {
    let case = &told.case;
    match told.droppable.as_slice() {
        [] => tr!("None of these hubs could be dropped at no cost.").to_owned(),
        [one] => tr!("{} could be dropped at no cost.", case[*one].name),
        several => tr!(
            "{} could be dropped at no cost, all together.",
            hubs_in_words(case, several)
        ),
    }
}
