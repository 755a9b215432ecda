//! The three claims in a line each.

use super::page::Page;
use crate::answer::Answer;
use crate::case::{Case, Kind};
use crate::claims::{CarbonClaim, Claims, Headroom, KindClaim};
use crate::language::word;
use crate::ranges::{Outcome, Ranges};
use crate::report::number::{figure, grouped, money, percent, signed_percent};
use crate::report::ranges::sentence::in_range;
use crate::report::words;

pub(super) fn section(page: &mut Page, answer: &Answer, ranges: Option<&Ranges>) {
    let Some(claims) = &answer.claims else {
        return;
    };
    let case = &answer.case;
    let (baseline, share) = (case.baseline.in_words(case), percent(claims.compared_share));
    page.heading(&tr!(
        "In short, against {baseline}, for the {share} of the plan's energy that both serve",
        baseline = baseline,
        share = share
    ));
    if claims.plan.it_energy_mwh <= 0.0 {
        page.paragraph(
            1,
            tr!("They can serve none of this load: there is nothing to compare."),
        );
        return;
    }
    if let Some(claim) = of_cost(claims) {
        page.verdict(&cost(claim), claim.cost.verdict().told());
    }
    range(page, ranges, Outcome::CostSaved);
    let in_accounting = |claim: &&CarbonClaim| claim.accounting == case.accounting;
    match claims.carbon.iter().find(in_accounting) {
        Some(claim) => page.verdict(&carbon(None, claim), claim.verdict().told()),
        None => page.verdict(
            tr!("2. It cuts carbon (not every hub states its factor)"),
            false,
        ),
    }
    range(page, ranges, Outcome::CarbonSaved);
    match &claims.headroom {
        Some(of) => {
            page.verdict(&headroom(case, of), of.verdict().told());
        }
        None => page.paragraph(
            0,
            tr!("3. No service has a round-trip limit: low latency is not scarce."),
        ),
    }
    range(page, ranges, Outcome::HeadroomGained);
}

/// What the ranges of the figures do to a claim, where that was asked for.
fn range(page: &mut Page, ranges: Option<&Ranges>, outcome: Outcome) {
    if let Some(ranges) = ranges {
        page.paragraph(3, &in_range(ranges, outcome));
    }
}

/// The claim is about training; about all work where there is none.
pub(super) fn of_cost(claims: &Claims) -> Option<&KindClaim> {
    let training = claims.of_kind(Some(Kind::Training));
    training.or_else(|| claims.of_kind(None))
}

/// `training`, `all work`.
pub(super) fn subject(claim: &KindClaim) -> &'static str {
    claim.kind.map_or(tr!("all work"), |kind| word(kind.name()))
}

/// `12.3 M CNY more`, `no more`.
fn more_or_less(more_cny: f64) -> String {
    if more_cny == 0.0 {
        tr!("no more").to_owned()
    } else {
        let direction = if more_cny > 0.0 {
            tr!("more")
        } else {
            tr!("less")
        };
        tr!(
            "{} {direction}",
            money(more_cny.abs()),
            direction = direction
        )
    }
}

/// `1. Moving training saves 12.3 M CNY of fees for 1 M CNY more network (12.3 times)`
pub(in crate::report) fn cost(claim: &KindClaim) -> String {
    let (subject, saved) = (subject(claim), claim.cost.saved_cny);
    let saves = if saved >= 0.0 {
        tr!("saves")
    } else {
        tr!("loses")
    };
    let ratio = claim.ratio.map(|ratio| tr!(" ({} times)", figure(ratio)));
    tr!(
        "1. Moving {subject} {saves} {} of fees for {} network{}",
        money(saved.abs()),
        more_or_less(claim.cost.network_cny),
        ratio.unwrap_or_default(),
        subject = subject,
        saves = saves
    )
}

/// `2. It avoids 12 t CO2 (-3 %), by location factors`, of all work or of a kind that alone moves.
pub(in crate::report) fn carbon(kind: Option<Kind>, claim: &CarbonClaim) -> String {
    let subject = kind.map_or_else(
        || tr!("It").to_owned(),
        |kind| tr!("Moving {} alone", word(kind.name())),
    );
    let avoided_t = claim.avoided_t();
    let factors = words::accounting(claim.accounting);
    if avoided_t == 0.0 {
        return tr!(
            "2. {subject} changes no carbon, by {factors} factors",
            subject = subject,
            factors = factors
        );
    }
    let verb = if avoided_t > 0.0 {
        tr!("avoids")
    } else {
        tr!("adds")
    };
    tr!(
        "2. {subject} {verb} {} t CO2 ({}), by {factors} factors",
        figure(avoided_t.abs()),
        signed_percent(-claim.avoided_share()),
        subject = subject,
        verb = verb,
        factors = factors
    )
}

/// Multiples of a demand: rounded down, since so much can be served and no more, with so many digits that a thousandth more cannot, and as many
/// decimals as tell them apart.
pub(in crate::report) fn multiples(factors: [f64; 2]) -> [String; 2] {
    let down = |factor: f64, decimals: usize| {
        let unit = 10_f64.powi(-i32::try_from(decimals).unwrap_or(0));
        grouped((factor / unit * (1.0 + 1e-9)).floor() * unit, decimals)
    };
    let told = |decimals| factors.map(|factor| down(factor, decimals));
    let fewest = factors.map(decimals_to_a_thousandth);
    let fewest = fewest[0].max(fewest[1]);
    let apart = (fewest..MOST_DECIMALS)
        .map(told)
        .find(|[one, other]| one != other);
    apart.unwrap_or_else(|| told(fewest))
}

/// Decimals to tell multiples apart.
const MOST_DECIMALS: usize = 6;

/// Decimals of four significant digits; two where there is nothing.
fn decimals_to_a_thousandth(factor: f64) -> usize {
    let next =
        |&decimals: &usize| factor * 10_f64.powi(i32::try_from(decimals).unwrap_or(0)) < 1000.0;
    if factor <= 0.0 {
        return 2;
    }
    (0..MOST_DECIMALS).take_while(next).count().max(2)
}

/// `3. It lets realtime grow 4.216 times instead of 2.950`
pub(in crate::report) fn headroom(case: &Case, of: &Headroom) -> String {
    let services: Vec<&str> = of.services.iter().map(|&id| case[id].id.as_str()).collect();
    let [plan, baseline] = multiples([of.plan.factor, of.baseline.factor]);
    let services = services.join(tr!(", "));
    tr!(
        "3. It lets {services} grow {plan} times instead of {baseline}",
        services = services,
        plan = plan,
        baseline = baseline
    )
}

#[cfg(test)]
mod tests {
    use super::multiples;

    #[test]
    fn multiples_are_rounded_down_and_told_apart() {
        assert_eq!(multiples([4.2169, 2.9599]), ["4.216", "2.959"]);
        assert_eq!(multiples([6.2044, 6.2041]), ["6.2044", "6.2041"]);
        assert_eq!(multiples([1.0, 1.2]), ["1.000", "1.200"]);
        assert_eq!(multiples([2.0 - 1e-12, 2.0]), ["2.000", "2.000"]);
        assert_eq!(multiples([45.465, 12.0]), ["45.46", "12.00"]);
        assert_eq!(multiples([0.12345, 0.0]), ["0.1234", "0.0000"]);
    }
}
