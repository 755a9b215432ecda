//! Costs in the currency that a case asks for: a day of plan and baseline, and each training run with its chips.

use super::page::{Page, Sheet};
use crate::answer::Answer;
use crate::case::{Case, Kind, WorkloadId};
use crate::language::{unit, word};
use crate::placement::{Costs, run_costs};
use crate::report::number::{ABSENT, amount, figure};

/// Training runs told of by name.
const RUNS_SHOWN: usize = 4;

pub(super) fn section(page: &mut Page, answer: &Answer) {
    let case = &answer.case;
    let Some(currency) = &case.shown else {
        return;
    };
    let a_day = 24.0 / case.horizon_hours();
    let mut header = vec![tr!("item\n").to_owned(), tr!("plan,\na day").to_owned()];
    let mut columns = vec![(answer.placement.costs, a_day)];
    if let Some(claims) = &answer.claims {
        header.push(tr!("baseline,\na day").to_owned());
        columns.push((claims.baseline.costs, a_day));
    }
    for run in runs(case).take(RUNS_SHOWN) {
        header.push(tr!("run {},\nin all", case[run].id));
        columns.push((run_costs(case, &answer.placement, run), 1.0));
    }
    let rate = if currency.code == "CNY" {
        String::new()
    } else {
        tr!(" ({} CNY each)", figure(currency.cny_per_unit))
    };
    page.heading(&tr!("In {}{rate}", unit(&currency.code), rate = rate));
    let mut sheet = Sheet::new(&header);
    let cell = |cny: f64, part: f64| match cny * part / currency.cny_per_unit {
        0.0 => ABSENT.to_owned(),
        money if money.abs() >= 0.5 => amount(money, 0),
        money => amount(money, 2),
    };
    for (name, _) in answer.placement.costs.items() {
        let of = |costs: &Costs| {
            let items = costs.items();
            let item = items.iter().find(|(item, _)| *item == name);
            item.map_or(0.0, |(_, cny)| *cny)
        };
        if columns.iter().any(|(costs, _)| of(costs) != 0.0) {
            let mut row = vec![word(&name.replace('_', " ")).to_owned()];
            row.extend(columns.iter().map(|(costs, part)| cell(of(costs), *part)));
            sheet.row(row);
        }
    }
    let mut total = vec![tr!("total").to_owned()];
    total.extend(
        columns
            .iter()
            .map(|(costs, part)| cell(costs.total(), *part)),
    );
    sheet.row(total);
    page.sheet(sheet);
    if runs(case).next().is_some() {
        let text = tr!("run: with contracts and chips for its own peak, as if it stood alone");
        page.paragraph(1, text);
    }
}

/// The training runs of a case.
pub(crate) fn runs(case: &Case) -> impl Iterator<Item = WorkloadId> + '_ {
    case.workload_ids()
        .filter(|&id| case[id].kind() == Kind::Training)
}
