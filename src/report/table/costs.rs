//! Cost by item and carbon by accounting, each beside the baseline.

use super::page::{Page, Sheet};
use super::short::carbon_t;
use crate::answer::Answer;
use crate::case::Accounting;
use crate::language::word;
use crate::placement::Placement;
use crate::report::number::{ABSENT, Money, amount, decimals_for, percent, signed_percent};
use crate::report::words;
use crate::rounding::settled;

/// Plan and baseline for the compared load, where they were compared.
fn compared(answer: &Answer) -> Option<[&Placement; 2]> {
    let claims = answer.claims.as_ref()?;
    Some([&claims.plan, &claims.baseline])
}

/// Whether the claims compare another load than the plan's.
pub(super) fn compares_less(answer: &Answer) -> bool {
    compared(answer).is_some_and(|[plan, _]| answer.placement.loads != plan.loads)
}

/// Header of the columns beside the plan: the plan for the compared load where it is another, the
/// baseline, and their difference.
fn header<'a>(answer: &Answer, first: &'a str, plan: &'a str) -> Vec<&'a str> {
    let mut header = vec![first, plan, tr!("share\n")];
    if compares_less(answer) {
        header.push(tr!("plan,\ncompared load"));
        header.push(tr!("baseline,\ncompared load"));
    } else if compared(answer).is_some() {
        header.push(tr!("baseline\n"));
    }
    if compared(answer).is_some() {
        header.extend([tr!("difference\n"), "\n"]);
    }
    header
}

pub(super) fn cost_section(page: &mut Page, answer: &Answer) {
    let [of_plan, of_baseline] = compared(answer).unwrap_or([&answer.placement; 2]);
    let plans = [&answer.placement, of_plan, of_baseline];
    let largest = terms_cny(answer);
    let money = Money::up_to(largest);
    page.heading(&tr!("Cost over the horizon, {}", money.unit));
    let mut sheet = Sheet::new(&header(answer, tr!("item"), tr!("plan\n")));
    for index in 0..answer.placement.costs.items().len() {
        let (name, _) = answer.placement.costs.items()[index];
        let [plan, compared, baseline] = plans.map(|plan| plan.costs.items()[index].1);
        // what an interior-point method leaves of a zero is no item
        let is_empty = [plan, compared, baseline]
            .iter()
            .all(|&cost| settled(cost, largest) == 0.0);
        if !is_empty {
            let total = answer.placement.costs.total();
            let name = match name {
                "shortfall" => tr!("shortfall (penalty)").to_owned(),
                item => word(&item.replace('_', " ")).to_owned(),
            };
            sheet.row(cost_row(
                answer,
                name,
                [plan, compared, baseline],
                total,
                money,
            ));
        }
    }
    let totals = plans.map(|plan| plan.costs.total());
    sheet.row(cost_row(
        answer,
        tr!("total").into(),
        totals,
        totals[0],
        money,
    ));
    page.sheet(sheet);
}

fn cost_row(
    answer: &Answer,
    name: String,
    [plan, compared, baseline]: [f64; 3],
    total: f64,
    money: Money,
) -> Vec<String> {
    let difference = settled(compared - baseline, terms_cny(answer));
    let share = if total > 0.0 {
        percent(plan / total)
    } else {
        ABSENT.to_owned()
    };
    let mut row = vec![name, money.show(plan), share];
    if compares_less(answer) {
        row.push(money.show(compared));
    }
    if self::compared(answer).is_some() {
        row.extend([
            money.show(baseline),
            money.show(difference),
            change(difference, baseline),
        ]);
    }
    row
}

/// How large the terms are of what is paid in any of the plans, CNY.
fn terms_cny(answer: &Answer) -> f64 {
    let own = answer.placement.magnitudes;
    let all = compared(answer).map(|[plan, baseline]| {
        let both = plan.magnitudes.max(&baseline.magnitudes);
        own.max(&both)
    });
    all.unwrap_or(own).paid_cny
}

/// A difference in per cent of the baseline.
fn change(difference: f64, baseline: f64) -> String {
    if baseline > 0.0 {
        signed_percent(difference / baseline)
    } else {
        ABSENT.to_owned()
    }
}

pub(super) fn carbon_section(page: &mut Page, answer: &Answer) {
    page.heading(tr!(
        "Carbon over the horizon, t CO2 (* what policies and the carbon price use)"
    ));
    let mut columns = header(answer, tr!("accounting"), tr!("plan\n"));
    columns[2] = tr!("t per\nMWh (IT)");
    let mut sheet = Sheet::new(&columns);
    for accounting in Accounting::ALL {
        if let Some(row) = carbon_row(answer, accounting) {
            sheet.row(row);
        }
    }
    page.sheet(sheet);
}

fn carbon_row(answer: &Answer, accounting: Accounting) -> Option<Vec<String>> {
    let of = |plan: &Placement| carbon_t(plan, accounting);
    let plan = of(&answer.placement)?;
    let sides = compared(answer).unwrap_or([&answer.placement; 2]);
    let (compared, baseline) = (of(sides[0])?, of(sides[1])?);
    let mark = if accounting == answer.case.accounting {
        " *"
    } else {
        ""
    };
    let [own, other] = sides.map(|plan| plan.magnitudes.carbon_in_t(accounting));
    let difference = settled(compared - baseline, own.max(other));
    let decimals = decimals_for(plan.max(baseline));
    let energy = answer.placement.it_energy_mwh;
    let intensity = if energy > 0.0 {
        amount(plan / energy, 4)
    } else {
        ABSENT.to_owned()
    };
    let mut row = vec![
        tr!("{}-based{mark}", words::accounting(accounting), mark = mark)
            .replace(tr!("marginal-based"), tr!("marginal")),
        amount(plan, decimals),
        intensity,
    ];
    if compares_less(answer) {
        row.push(amount(compared, decimals));
    }
    if answer.claims.is_some() {
        row.extend([
            amount(baseline, decimals),
            amount(difference, decimals),
            change(difference, baseline),
        ]);
    }
    Some(row)
}
