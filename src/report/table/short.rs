//! The answer in five lines.

use super::page::{Page, Sheet};
use crate::answer::Answer;
use crate::case::{Accounting, Case};
use crate::placement::Placement;
use crate::report::number::{figure, money, percent};
use crate::report::words;

pub(super) fn section(page: &mut Page, answer: &Answer) {
    let plan = &answer.placement;
    page.heading("The plan");
    let mut sheet = Sheet::without_header();
    sheet.row(vec!["cost".into(), money(plan.costs.total()), cost(plan)]);
    let carbon_t = carbon_t(plan, answer.case.accounting);
    sheet.row(vec![
        "carbon".into(),
        carbon_t.map_or_else(|| "–".to_owned(), |t| format!("{} t CO2", figure(t))),
        carbon(plan, answer.case.accounting),
    ]);
    sheet.row(vec![
        "energy".into(),
        format!("{} MWh", figure(plan.energy_mwh)),
        energy(&answer.case, plan),
    ]);
    if plan.runs() {
        sheet.row(vec![
            "green share".into(),
            percent(plan.green_share()),
            green(plan),
        ]);
        sheet.row(vec![
            "round trip".into(),
            format!("{} ms", figure(plan.mean_rtt_ms)),
            format!(
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
        return format!("{} CNY paid per MWh (IT)", figure(per_mwh));
    }
    let penalties = percent(plan.costs.shortfall / plan.costs.total());
    let (paid, per_mwh) = (money(plan.costs.paid()), figure(per_mwh));
    format!("{penalties} of it penalties; {paid} paid, {per_mwh} CNY per MWh (IT)")
}

fn carbon(plan: &Placement, accounting: Accounting) -> String {
    let basis = format!("{}-based", words::accounting(accounting));
    match carbon_t(plan, accounting) {
        Some(t) if plan.it_energy_mwh > 0.0 => {
            format!("{basis}; {} t per MWh (IT)", figure(t / plan.it_energy_mwh))
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
        return format!("at the facility; IT {it} MWh + {idle} idle, mean PUE {pue}");
    }
    format!("at the facility; {it} MWh (IT), mean PUE {pue}")
}

fn green(plan: &Placement) -> String {
    let bought = figure(plan.green_bought_mwh);
    let green = figure(plan.green_energy_mwh);
    format!("{green} MWh, of which {bought} MWh bought on top of the hubs' own")
}
