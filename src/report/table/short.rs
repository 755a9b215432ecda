//! The answer in five lines.

use super::page::{Page, Sheet};
use crate::answer::Answer;
use crate::case::{Accounting, Case};
use crate::placement::Placement;
use crate::report::number::{figure, money, percent};
use crate::report::words;

pub(super) fn section(page: &mut Page, answer: &Answer) {
    let plan = &answer.placement;
    page.heading(tr!("The plan"));
    let mut sheet = Sheet::without_header();
    sheet.row(vec![
        tr!("cost").into(),
        money(plan.costs.total()),
        cost(plan),
    ]);
    let carbon_t = carbon_t(plan, answer.case.accounting);
    sheet.row(vec![
        tr!("carbon").into(),
        carbon_t.map_or_else(|| "–".to_owned(), |t| format!("{} t CO2", figure(t))),
        carbon(plan, answer.case.accounting),
    ]);
    sheet.row(vec![
        tr!("energy").into(),
        format!("{} MWh", figure(plan.energy_mwh)),
        energy(&answer.case, plan),
    ]);
    if plan.runs() {
        sheet.row(vec![
            tr!("green share").into(),
            percent(plan.green_share()),
            green(plan),
        ]);
        sheet.row(vec![
            tr!("round trip").into(),
            format!("{} ms", figure(plan.mean_rtt_ms)),
            tr!(
                "mean weighted by load; inference alone {} ms",
                figure(plan.inference_rtt_ms)
            ),
        ]);
    }
    sheet.text_column(2);
    page.sheet(sheet);
}

/// Emissions in an accounting, where every hub has its factor.
pub(super) const fn carbon_t(plan: &Placement, accounting: Accounting) -> Option<f64> {
    match accounting {
        Accounting::Location => Some(plan.carbon.location_t),
        Accounting::Market => Some(plan.carbon.market_t),
        Accounting::Marginal => plan.carbon.marginal_t,
    }
}

fn cost(plan: &Placement) -> String {
    if plan.it_energy_mwh <= 0.0 {
        return String::new();
    }
    let per_mwh = plan.costs.paid() / plan.it_energy_mwh;
    if plan.shortfalls.is_empty() {
        return tr!("{} CNY paid per MWh (IT)", figure(per_mwh));
    }
    let penalties = percent(plan.costs.shortfall / plan.costs.total());
    let (paid, per_mwh) = (money(plan.costs.paid()), figure(per_mwh));
    tr!(
        "{penalties} of it penalties; {paid} paid, {per_mwh} CNY per MWh (IT)",
        penalties = penalties,
        paid = paid,
        per_mwh = per_mwh
    )
}

fn carbon(plan: &Placement, accounting: Accounting) -> String {
    let basis = tr!("{}-based", words::accounting(accounting));
    match carbon_t(plan, accounting) {
        Some(t) if plan.it_energy_mwh > 0.0 => {
            tr!(
                "{basis}; {} t per MWh (IT)",
                figure(t / plan.it_energy_mwh),
                basis = basis
            )
        }
        _ => basis,
    }
}

fn energy(case: &Case, plan: &Placement) -> String {
    let (idle_mwh, Some(pue)) = (plan.idle_energy_mwh(case), plan.mean_pue(case)) else {
        return String::new();
    };
    let (it, pue) = (figure(plan.it_energy_mwh), figure(pue));
    if idle_mwh > 0.0 {
        let idle = figure(idle_mwh);
        return tr!(
            "at the facility; IT {it} MWh + {idle} idle, mean PUE {pue}",
            it = it,
            idle = idle,
            pue = pue
        );
    }
    tr!(
        "at the facility; {it} MWh (IT), mean PUE {pue}",
        it = it,
        pue = pue
    )
}

fn green(plan: &Placement) -> String {
    let bought = figure(plan.green_bought_mwh);
    let green = figure(plan.green_energy_mwh);
    tr!(
        "{green} MWh, of which {bought} MWh bought on top of the hubs' own",
        green = green,
        bought = bought
    )
}
