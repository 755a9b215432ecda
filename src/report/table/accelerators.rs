//! Which accelerators stand where: a line a kind.

use super::page::Page;
use crate::answer::Answer;
use crate::case::{AcceleratorId, Case};
use crate::placement::Installed;
use crate::report::number::{Money, amount, decimals_for, grouped, percent};

pub(super) fn section(page: &mut Page, answer: &Answer) {
    let (case, plan) = (&answer.case, &answer.placement);
    if plan.installed.is_empty() {
        return;
    }
    page.heading(tr!("Accelerators: what stands where, MW (IT)"));
    for kind in case.accelerator_ids() {
        let here: Vec<&Installed> = plan
            .installed
            .iter()
            .filter(|stands| stands.accelerator == kind)
            .collect();
        if !here.is_empty() {
            page.paragraph(1, &line(answer, kind, &here));
        }
    }
    if case.accelerators.iter().any(|kind| kind.fleet.is_owned()) {
        page.faint(tr!(
            "what is there already is sunk: it costs its place and its power, and no annuity"
        ));
    }
}

/// `h800: 100,000 (163.5 MW), 85 % at work: Zhongwei 100.0, Wuhu 63.5; 20,000 were there already; 1,203 M CNY for the rest`
fn line(answer: &Answer, id: AcceleratorId, here: &[&Installed]) -> String {
    let (case, plan) = (&answer.case, &answer.placement);
    let kind = &case[id];
    let total: f64 = here.iter().map(|stands| stands.mw).sum();
    let energy: f64 = here
        .iter()
        .map(|stands| {
            let load = plan.load_of(case, id, stands.hub);
            let hours = case.periods.iter().map(|period| period.hours);
            load.iter().zip(hours).map(|(mw, n)| mw * n).sum::<f64>()
        })
        .sum();
    let decimals = decimals_for(total);
    let places: Vec<String> = here
        .iter()
        .map(|stands| format!("{} {}", case[stands.hub].name, amount(stands.mw, decimals)))
        .collect();
    tr!(
        "{}: {} ({} MW), {} at work: {}{}{}",
        kind.id,
        grouped(kind.count(total), 0),
        amount(total, decimals),
        percent(energy / case.horizon_hours() / total),
        places.join(tr!(", ")),
        there_already(case, id, here),
        bought(case, id, total),
    )
}

/// `; 20,000 were there already`
fn there_already(case: &Case, id: AcceleratorId, here: &[&Installed]) -> String {
    let kind = &case[id];
    let standing: f64 = here.iter().map(|stands| stands.standing_mw).sum();
    let total: f64 = here.iter().map(|stands| stands.mw).sum();
    let moved = kind.mw(kind.fleet.movable).min(total - standing);
    if standing + moved > 0.0 {
        tr!(
            "; {} were there already",
            grouped(kind.count(standing + moved), 0)
        )
    } else {
        String::new()
    }
}

/// `; 1,203 M CNY for the rest`: the annuity of what is bought.
fn bought(case: &Case, id: AcceleratorId, total_mw: f64) -> String {
    let bought_mw = (total_mw - case.owned_mw(id)).max(0.0);
    let annuity = case.annuity_cny_per_mw(id) * bought_mw;
    if annuity > 0.0 {
        let money = Money::up_to(annuity);
        tr!("; annuity {} {}", money.show(annuity), money.unit)
    } else {
        String::new()
    }
}
