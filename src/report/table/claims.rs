//! The three claims in sentences, with where each stops being true.

use super::page::{Page, Sheet};
use super::shortfall;
use super::verdicts::{multiples, of_cost, subject};
use crate::answer::Answer;
use crate::case::{Case, HubId, Side};
use crate::claims::headroom::{Bound, Policies};
use crate::claims::verdict::Verdict;
use crate::claims::{CarbonClaim, Claims, DirtierMove, Headroom, KindClaim};
use crate::language::word;
use crate::placement::Placement;
use crate::report::number::{ABSENT, figure, grouped, money, percent, signed_percent};
use crate::report::words;

/// Hubs told of that emit more than those they relieve.
const HUBS_SHOWN: usize = 6;

/// Load that came home, by workload and origin, told of by name.
const HOMES_SHOWN: usize = 4;

pub(super) fn section(page: &mut Page, answer: &Answer) {
    let Some(claims) = &answer.claims else {
        return;
    };
    let case = &answer.case;
    let baseline = case.baseline.in_words(case);
    page.heading(&tr!(
        "The three claims, against {baseline}",
        baseline = baseline
    ));
    compared(page, case, claims);
    if claims.plan.it_energy_mwh <= 0.0 {
        return;
    }
    page.paragraph(
        0,
        tr!("1. Moving saves more on fees than the network then costs"),
    );
    cost(page, case, claims);
    page.paragraph(0, tr!("2. It cuts carbon"));
    carbon(page, case, claims);
    page.paragraph(0, tr!("3. It frees low-latency capacity"));
    capacity(page, case, claims);
}

/// What the comparison covers, and what the baseline cannot do.
fn compared(page: &mut Page, case: &Case, claims: &Claims) {
    if !claims.unserved.is_empty() {
        let text = tr!(
            "The baseline cannot serve everything; what bears a longer round trip is left out first:"
        );
        page.paragraph(1, text);
        for missing in &claims.unserved {
            page.paragraph(3, &shortfall::in_words(case, missing));
        }
    }
    for short in &claims.broken {
        let (what, amount) = (short.what.describe(case), figure(short.amount));
        let unit = short.what.unit();
        let text = tr!(
            "The baseline does not keep the rule on {what}: {amount} {unit} short. The penalty is in no figure below.",
            what = what,
            amount = amount,
            unit = unit
        );
        page.paragraph(1, &text);
    }
    if claims.plan.it_energy_mwh <= 0.0 {
        page.paragraph(
            1,
            tr!("The baseline can serve none of this load: there is nothing to compare."),
        );
    } else if !claims.unserved.is_empty() {
        let share = percent(claims.compared_share);
        let text = tr!(
            "Compared is what both can serve: {share} of the plan's energy.",
            share = share
        );
        page.paragraph(1, &text);
    }
}

/// `12.3 M CNY less`, `4 CNY more`.
fn less_or_more(saved_cny: f64) -> String {
    let direction = if saved_cny >= 0.0 {
        tr!("less")
    } else {
        tr!("more")
    };
    tr!(
        "{} {direction}",
        money(saved_cny.abs()),
        direction = direction
    )
}

/// One row a kind of work that alone may leave its baseline places.
fn cost(page: &mut Page, case: &Case, claims: &Claims) {
    let header = [
        tr!("what may move\n"),
        tr!("moved\nMW (IT)"),
        tr!("fees saved\nCNY"),
        tr!("network more\nCNY"),
        tr!("ratio\n"),
        tr!("paid less\nCNY"),
        "\n",
    ];
    let mut sheet = Sheet::new(&header);
    for claim in &claims.by_kind {
        sheet.row(vec![
            subject(claim).to_owned(),
            figure(claim.moved_mw),
            money(claim.cost.saved_cny),
            money(claim.cost.network_cny),
            claim.ratio.map_or_else(|| ABSENT.to_owned(), figure),
            money(claim.cost.net_cny),
            match claim.cost.verdict().told() {
                Some(true) => tr!("holds"),
                Some(false) => tr!("does not"),
                None => tr!("open"),
            }
            .to_owned(),
        ]);
    }
    sheet.text_column(6);
    page.sheet(sheet);
    let text = tr!(
        "fees: electricity, hosting and chips; all other work stays exactly at its baseline place"
    );
    page.paragraph(1, text);
    within(page, claims);
    for claim in claims.by_kind.iter().filter(|claim| claim.kind.is_some()) {
        home(page, case, claim);
    }
    if let Some(claim) = of_cost(claims)
        && let Some(ratio) = claim.ratio
        && claim.cost.verdict() != Verdict::Open
    {
        page.paragraph(3, &break_even(subject(claim), ratio, claim.cost.holds()));
    }
    let paid = claims.baseline.costs.paid();
    let share = if paid > 0.0 {
        format!(" ({})", signed_percent(-claims.cost.net_cny / paid))
    } else {
        String::new()
    };
    let net = less_or_more(claims.cost.net_cny);
    page.paragraph(
        3,
        &tr!(
            "All work, all that is paid together: {net}{share}.",
            net = net,
            share = share
        ),
    );
}

/// How far what is paid less may be from that of the best plans, where these are near the best.
fn within(page: &mut Page, claims: &Claims) {
    let far = claims.by_kind.iter().map(|claim| claim.cost.within_cny);
    let far = far.fold(0.0, f64::max);
    if far > 0.0 {
        let text = tr!(
            "All plans compared are near the best: what is paid less is within {} CNY of what it is between the best, which is proved. Fees, network and carbon are those of these plans.",
            money(far)
        );
        page.paragraph(1, &text);
    }
}

/// Load that came home, where the network costs no more.
fn home(page: &mut Page, case: &Case, claim: &KindClaim) {
    if claim.cost.network_cny > 0.0 || claim.came_home.is_empty() {
        return;
    }
    let all_mw: f64 = claim.came_home.iter().map(|came| came.mw).sum();
    let named = claim.came_home.iter().take(HOMES_SHOWN).map(|came| {
        let (work, from) = (&case[came.workload].id, &case[came.origin].name);
        tr!(
            "{work} of {from} {} MW",
            figure(came.mw),
            work = work,
            from = from
        )
    });
    let mut named = named.collect::<Vec<_>>().join(tr!(", "));
    if claim.came_home.len() > HOMES_SHOWN {
        named.push_str(&tr!(" and {} more", claim.came_home.len() - HOMES_SHOWN));
    }
    let text = tr!(
        "{}: the network costs no more, because {} MW come nearer to where they are asked for ({named}).",
        subject(claim),
        figure(all_mw),
        named = named
    );
    page.paragraph(3, &text);
}

fn break_even(subject: &str, ratio: f64, holds: bool) -> String {
    let times = figure(ratio);
    let turns = if holds {
        tr!("stops being")
    } else {
        tr!("becomes")
    };
    tr!(
        "With {subject} where it then is, the claim {turns} true where what the network costs more is {times} times as much.",
        subject = subject,
        turns = turns,
        times = times
    )
}

fn carbon(page: &mut Page, case: &Case, claims: &Claims) {
    for claim in &claims.carbon {
        page.paragraph(
            3,
            &carbon_sentence(claim, claim.accounting == case.accounting),
        );
    }
    by_kind(page, case, claims);
    levelling(page, claims);
    if claims.dirtier_moves.is_empty() {
        page.paragraph(
            3,
            tr!("No work goes to a western hub that emits more per MWh (IT) than the eastern hub it leaves."),
        );
        return;
    }
    page.paragraph(
        3,
        tr!("It is not true where work moves to a western hub that emits more:"),
    );
    dirtier(page, case, &claims.dirtier_moves, 5);
}

/// What each kind alone avoids, in the case's accounting.
fn by_kind(page: &mut Page, case: &Case, claims: &Claims) {
    let kinds = claims.by_kind.iter().filter(|claim| claim.kind.is_some());
    let told: Vec<String> = kinds
        .filter_map(|claim| {
            let mut carbon = claim.carbon.iter();
            let own = carbon.find(|of| of.accounting == case.accounting)?;
            let avoided_t = own.avoided_t();
            let direction = if avoided_t >= 0.0 {
                tr!("less")
            } else {
                tr!("more")
            };
            let t = figure(avoided_t.abs());
            Some(tr!(
                "{} {t} t {direction}",
                subject(claim),
                t = t,
                direction = direction
            ))
        })
        .collect();
    if told.len() > 1 {
        page.paragraph(3, &tr!("Each kind alone: {}.", told.join(tr!(", "))));
    }
}

/// What makes both sides equally green in the market.
fn levelling(page: &mut Page, claims: &Claims) {
    if let Some(purchase) = &claims.levelling.equal_carbon {
        let text = tr!(
            "In the market, the {} emits as little with certificates of {} MWh, {} CNY each: {} in all, {} CNY per t.",
            word(purchase.buyer.name()),
            figure(purchase.mwh),
            figure(purchase.price_cny_per_mwh()),
            money(purchase.cost_cny),
            figure(purchase.cny_per_t())
        );
        page.paragraph(3, &text);
    }
    if let Some(equal) = &claims.levelling.equal_share {
        let direction = if equal.avoided_t >= 0.0 {
            tr!("less")
        } else {
            tr!("more")
        };
        let text = tr!(
            "With the same green share on both sides, {}, the plan emits {} t {direction} in the market.",
            percent(equal.green_share),
            figure(equal.avoided_t.abs()),
            direction = direction
        );
        page.paragraph(3, &text);
    }
}

/// A sentence for each western hub that emits more than one that it relieves, the dirtiest first.
pub(in crate::report) fn dirtier(page: &mut Page, case: &Case, moves: &[DirtierMove], indent: u16) {
    for (place, to) in dirtier_hubs(moves).into_iter().enumerate() {
        if place == HUBS_SHOWN {
            page.paragraph(indent, tr!("and others"));
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
        return tr!(
            "By {factors} factors: no change, {t} t.",
            factors = factors,
            t = t
        );
    }
    let direction = if claim.avoided_t() >= 0.0 {
        tr!("less")
    } else {
        tr!("more")
    };
    let change = signed_percent(-claim.avoided_share());
    tr!(
        "By {} factors{}: {} t CO2 {direction} ({change}), {} t instead of {} t.",
        words::accounting(claim.accounting),
        if decides {
            tr!(" (the case's accounting)")
        } else {
            ""
        },
        figure(claim.avoided_t().abs()),
        figure(claim.plan_t),
        figure(claim.baseline_t),
        direction = direction,
        change = change
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
            sentence = tr!(
                "{name} emits {here} t per MWh (IT) where {from} emits {there}",
                name = name,
                here = here,
                from = from,
                there = there
            );
        } else {
            sentence.push_str(&tr!(", {from} {there}", from = from, there = there));
        }
    }
    sentence
}

fn capacity(page: &mut Page, case: &Case, claims: &Claims) {
    let both = [&claims.headroom, &claims.headroom_of_near];
    for of in both.into_iter().flatten() {
        headroom(page, case, of);
    }
    let east = |plan: &Placement| figure(plan.side_contracted_mw(case, Side::East));
    let eastern = if claims.compared_share < 1.0 - 1e-9 {
        tr!("For the compared load, eastern")
    } else {
        tr!("Eastern")
    };
    let text = tr!(
        "{eastern} hubs contract {} MW (IT) instead of {}.",
        east(&claims.plan),
        east(&claims.baseline),
        eastern = eastern
    );
    page.paragraph(3, &text);
    let Some(of) = claims.headroom.as_ref().filter(|of| !of.freed.is_empty()) else {
        return;
    };
    let freed = of.freed.iter().map(|freed| {
        let (hub, mw) = (&case[freed.hub].name, figure(freed.mw));
        let reached = percent(freed.reached_share);
        tr!(
            "{hub} {mw} MW (in time for {reached} of the demand)",
            hub = hub,
            mw = mw,
            reached = reached
        )
    });
    let freed = freed.collect::<Vec<_>>().join(tr!(", "));
    page.paragraph(3, &tr!("Freed: {freed}.", freed = freed));
}

/// How far services can grow, and what binds.
fn headroom(page: &mut Page, case: &Case, of: &Headroom) {
    let services: Vec<&str> = of.services.iter().map(|&id| case[id].id.as_str()).collect();
    let [plan, baseline] = multiples([of.plan.factor, of.baseline.factor]);
    let text = tr!(
        "{} (within {} ms): {} requests/s, {plan} times the demand, instead of {} requests/s, {baseline} times, with everything else at its baseline place.",
        services.join(tr!(", ")),
        figure(of.limit_ms),
        figure(of.requests_per_s_plan()),
        figure(of.requests_per_s_baseline()),
        plan = plan,
        baseline = baseline
    );
    page.paragraph(3, &text);
    let most = [of.plan.factor_at_most, of.baseline.factor_at_most];
    if most != [of.plan.factor, of.baseline.factor] {
        let [plan, baseline] = most.map(|factor| grouped(factor, 6));
        let text = tr!(
            "Proved: no more than {plan} times, and {baseline} times.",
            plan = plan,
            baseline = baseline
        );
        page.paragraph(5, &text);
    }
    if of.out_of_reach_share > 0.0 {
        let share = percent(of.out_of_reach_share);
        let text = tr!(
            "{share} of their demand is out of reach of every hub, and in neither.",
            share = share
        );
        page.paragraph(5, &text);
    }
    for (reach, told) in [
        (&of.plan, tr!("then")),
        (&of.baseline, tr!("at the baseline")),
    ] {
        if let Some(policies) = policies_in_words(reach.policies, told) {
            page.paragraph(5, &policies);
        }
        if !reach.binding.is_empty() {
            let bounds = reach
                .binding
                .iter()
                .map(|&bound| bound_in_words(case, bound));
            let bounds = bounds.collect::<Vec<_>>().join(tr!(", "));
            page.paragraph(
                5,
                &tr!("What binds {told}: {bounds}.", told = told, bounds = bounds),
            );
        }
    }
}

/// What becomes of policies, where there are any.
fn policies_in_words(policies: Policies, told: &str) -> Option<String> {
    match policies {
        Policies::Absent => None,
        Policies::Kept => Some(tr!("Policies {told}: kept as well as before.", told = told)),
        Policies::LetGo => Some(tr!(
            "Policies {told}: let go, as no multiple keeps them as well as before.",
            told = told
        )),
    }
}

fn bound_in_words(case: &Case, bound: Bound) -> String {
    match bound {
        Bound::Hub(hub) => case[hub].name.clone(),
        Bound::Origin(origin) => tr!("users of {}", case[origin].name),
        Bound::Limit(row) => words::limit(case, row),
    }
}
