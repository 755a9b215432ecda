//! The three claims in sentences, with where each stops being true.

use super::page::Page;
use super::shortfall;
use crate::answer::Answer;
use crate::case::{Case, HubId, Side};
use crate::claims::{CarbonClaim, Claims, DirtierMove};
use crate::placement::Placement;
use crate::report::number::{figure, grouped, money, percent, signed_percent};
use crate::report::words;

/// Hubs told of that emit more than those they relieve.
const HUBS_SHOWN: usize = 6;

/// Money under this is rounding of the solver, CNY.
const NO_MONEY_CNY: f64 = 0.5;

pub(super) fn section(page: &mut Page, answer: &Answer) {
    page.heading("The three claims, against the same programme restricted to eastern hubs");
    let (case, claims) = (&answer.case, &answer.claims);
    compared(page, case, claims);
    let statement = "1. Moving west saves more on energy and hosting than the network then costs";
    page.verdict(statement, claims.cost.holds());
    cost(page, claims);
    let in_accounting = claims
        .carbon
        .iter()
        .find(|c| c.accounting == case.accounting);
    page.verdict(
        "2. It cuts carbon",
        in_accounting.is_some_and(CarbonClaim::holds),
    );
    carbon(page, case, claims);
    page.verdict(
        "3. It frees low-latency capacity in the east",
        claims.capacity.holds(),
    );
    capacity(page, case, claims);
}

/// What the comparison covers, and what the east cannot do alone.
fn compared(page: &mut Page, case: &Case, claims: &Claims) {
    if !claims.unserved_in_east.is_empty() {
        let text = "The east alone cannot serve everything; what bears a longer round trip is left out first:";
        page.paragraph(1, text);
        for missing in &claims.unserved_in_east {
            page.paragraph(3, &shortfall::in_words(case, missing));
        }
    }
    for short in &claims.broken_in_east {
        let (what, amount) = (short.what.describe(case), figure(short.amount));
        let unit = short.what.unit();
        let text = format!(
            "The east alone does not keep the rule on {what}: {amount} {unit} short. The penalty is in no figure below."
        );
        page.paragraph(1, &text);
    }
    if claims.plan.it_energy_mwh <= 0.0 {
        page.paragraph(
            1,
            "The east can hold none of this load: there is nothing to compare.",
        );
    } else if !claims.unserved_in_east.is_empty() {
        let share = percent(claims.compared_share);
        let text = format!("Compared is what both can serve: {share} of the plan's energy.");
        page.paragraph(1, &text);
    }
}

/// `12.3 M CNY less`, `4 CNY more`.
fn less_or_more(saved_cny: f64) -> String {
    let direction = if saved_cny >= 0.0 { "less" } else { "more" };
    format!("{} {direction}", money(saved_cny.abs()))
}

fn cost(page: &mut Page, claims: &Claims) {
    let claim = &claims.cost;
    if claim.saved_cny.abs() < NO_MONEY_CNY && claim.network_cny.abs() < NO_MONEY_CNY {
        page.paragraph(
            3,
            "Nothing is saved: the plan costs what the baseline costs.",
        );
        return;
    }
    let (plan, baseline) = (&claims.plan.costs, &claims.baseline.costs);
    page.paragraph(
        3,
        &format!(
            "Electricity and hosting cost {}: {} instead of {}. Bandwidth and transfer cost {}: {} instead of {}.",
            less_or_more(claim.saved_cny),
            money(plan.energy_and_hosting()),
            money(baseline.energy_and_hosting()),
            less_or_more(-claim.network_cny),
            money(plan.network()),
            money(baseline.network()),
        ),
    );
    if let Some(ratio) = claim.ratio().filter(|ratio| *ratio > 0.0) {
        page.paragraph(3, &break_even(ratio, claim.holds()));
    } else if claim.holds() {
        let text = "The network costs no more, so there is no ratio: moving saves on both.";
        page.paragraph(3, text);
    }
    let share = if baseline.paid() > 0.0 {
        format!(" ({})", signed_percent(-claim.net_cny / baseline.paid()))
    } else {
        String::new()
    };
    let all = format!(
        "All that is paid together: {}{share}.",
        less_or_more(claim.net_cny)
    );
    page.paragraph(3, &all);
}

fn break_even(ratio: f64, holds: bool) -> String {
    let times = figure(ratio);
    let turns = if holds { "stops being" } else { "becomes" };
    format!(
        "The saving is {times} times what the network costs more: with this plan, the claim {turns} true \
         where bandwidth and transfer cost {times} times as much."
    )
}

fn carbon(page: &mut Page, case: &Case, claims: &Claims) {
    for claim in &claims.carbon {
        page.paragraph(
            3,
            &carbon_sentence(claim, claim.accounting == case.accounting),
        );
    }
    if claims.dirtier_moves.is_empty() {
        page.paragraph(
            3,
            "No work goes to a western hub that emits more per MWh (IT) than the eastern hub it leaves.",
        );
        return;
    }
    page.paragraph(
        3,
        "It is not true where work moves to a western hub that emits more:",
    );
    dirtier(page, case, &claims.dirtier_moves, 5);
}

/// A sentence for each western hub that emits more than one that it relieves, the dirtiest first.
pub(in crate::report) fn dirtier(page: &mut Page, case: &Case, moves: &[DirtierMove], indent: u16) {
    for (place, to) in dirtier_hubs(moves).into_iter().enumerate() {
        if place == HUBS_SHOWN {
            page.paragraph(indent, "and others");
            return;
        }
        page.paragraph(indent, &dirtier_sentence(case, moves, to));
    }
}

/// Western hubs that emit more than one that they relieve, the dirtiest first.
fn dirtier_hubs(moves: &[DirtierMove]) -> Vec<HubId> {
    let mut moves: Vec<&DirtierMove> = moves.iter().collect();
    moves.sort_by(|a, b| {
        let dirtiest_first = b.to_t_per_mwh.total_cmp(&a.to_t_per_mwh);
        dirtiest_first.then(a.to.cmp(&b.to))
    });
    let mut hubs: Vec<HubId> = moves.iter().map(|dirtier| dirtier.to).collect();
    hubs.dedup();
    hubs
}

fn carbon_sentence(claim: &CarbonClaim, decides: bool) -> String {
    if claim.avoided_t() == 0.0 {
        let (factors, t) = (words::accounting(claim.accounting), figure(claim.plan_t));
        return format!("By {factors} factors: no change, {t} t.");
    }
    let direction = if claim.avoided_t() >= 0.0 {
        "less"
    } else {
        "more"
    };
    let change = signed_percent(-claim.avoided_share());
    format!(
        "By {} factors{}: {} t CO2 {direction} ({change}), {} t instead of {} t.",
        words::accounting(claim.accounting),
        if decides {
            " (the case's accounting)"
        } else {
            ""
        },
        figure(claim.avoided_t().abs()),
        figure(claim.plan_t),
        figure(claim.baseline_t),
    )
}

/// `Horinger emits 0.830 t per MWh (IT) where Shaoguan emits 0.550, Wuhu 0.712`.
fn dirtier_sentence(case: &Case, moves: &[DirtierMove], to: HubId) -> String {
    let mut sentence = String::new();
    for dirtier in moves.iter().filter(|m| m.to == to) {
        let from = &case[dirtier.from].name;
        let there = grouped(dirtier.from_t_per_mwh, 3);
        if sentence.is_empty() {
            let (name, here) = (&case[to].name, grouped(dirtier.to_t_per_mwh, 3));
            sentence = format!("{name} emits {here} t per MWh (IT) where {from} emits {there}");
        } else {
            sentence.push_str(&format!(", {from} {there}"));
        }
    }
    sentence
}

fn capacity(page: &mut Page, case: &Case, claims: &Claims) {
    let claim = &claims.capacity;
    let east = |plan: &Placement| figure(plan.side_contracted_mw(case, Side::East));
    let eastern = if claims.compared_share < 1.0 - 1e-9 {
        "For the compared load, eastern"
    } else {
        "Eastern"
    };
    let mut text = format!(
        "{eastern} hubs contract {} MW (IT) instead of {}",
        east(&claims.plan),
        east(&claims.baseline)
    );
    if claim.holds() {
        text.push_str(&format!(": {} MW are free", figure(claim.freed_mw)));
        if let (Some(service), Some(rate)) = (claim.tightest, claim.requests_per_s) {
            let limit = case[service].rtt_limit_ms();
            let limit = if limit.is_finite() {
                format!("{} ms", figure(limit))
            } else {
                "no limit".to_owned()
            };
            let (rate, id) = (figure(rate), &case[service].id);
            text.push_str(&format!(
                ", room for {rate} requests/s of {id}, the service with the tightest round trip ({limit})"
            ));
        }
    }
    text.push('.');
    page.paragraph(3, &text);
}
