//! Contracts for green power, and how green every hour is.

use super::page::{Page, Sheet};
use crate::answer::Answer;
use crate::placement::ContractUse;
use crate::report::number::{ABSENT, Money, amount, decimals_for, figure, percent};

pub(super) fn section(page: &mut Page, answer: &Answer) {
    let (case, plan) = (&answer.case, &answer.placement);
    if plan.power_contracts.is_empty() {
        return;
    }
    let costs = plan.power_contracts.iter().map(|used| used.cost_cny);
    let money = Money::up_to(costs.fold(0.0, f64::max));
    page.heading(tr!("Contracts for green power"));
    let header = [
        tr!("contract\n").to_owned(),
        tr!("hub\n").to_owned(),
        "MW\n".to_owned(),
        tr!("generated\nMWh").to_owned(),
        tr!("used\nMWh").to_owned(),
        tr!("curtailed\nMWh").to_owned(),
        "\n".to_owned(),
        tr!("cost\n{}", money.unit),
    ];
    let mut sheet = Sheet::new(&header);
    let largest = plan.power_contracts.iter().map(|used| used.mw);
    let decimals = decimals_for(largest.fold(0.0, f64::max)).min(2);
    for used in &plan.power_contracts {
        sheet.row(row(answer, used, decimals, money));
    }
    page.sheet(sheet);
    if let Some((t, least)) = plan.least_matched(case, None) {
        page.paragraph(
            1,
            &tr!(
                "by the hour: {matched} of all energy is green in its own period, by contracts and the hubs' own mix; least in {period}, {least}",
                matched = percent(plan.matched_share(case)),
                period = case.periods[t].id,
                least = percent(least)
            ),
        );
    }
}

fn row(answer: &Answer, used: &ContractUse, decimals: usize, money: Money) -> Vec<String> {
    let contract = &answer.case[used.contract];
    let or_absent = |value: f64, shown: String| {
        if value > 0.0 {
            shown
        } else {
            ABSENT.to_owned()
        }
    };
    let curtailed = used.curtailed();
    let share = if used.generated_mwh > 0.0 {
        curtailed / used.generated_mwh
    } else {
        0.0
    };
    vec![
        contract.id.clone(),
        answer.case[contract.hub].name.clone(),
        or_absent(used.mw, amount(used.mw, decimals)),
        or_absent(used.generated_mwh, figure(used.generated_mwh)),
        or_absent(used.used(), figure(used.used())),
        or_absent(curtailed, figure(curtailed)),
        or_absent(share, percent(share)),
        or_absent(used.cost_cny, money.show(used.cost_cny)),
    ]
}
