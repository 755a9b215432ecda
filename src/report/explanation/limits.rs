//! What binds: limits with their prices on both sides, share rules, round-trip limits.

use super::{as_set, milliseconds};
use crate::case::{Case, HubId, OriginId};
use crate::explain::{
    Explanation, LatencyLimit, LatencyStep, Limit, Piece, PricedLimit, PricedShare, Share,
};
use crate::formulation::keys::RowKey;
use crate::report::number::{ABSENT, amount, decimals_for, figure, money, percent};
use crate::report::table::page::{Page, Sheet};
use crate::report::words;

/// Links named in a sentence; the rest is counted.
const LINKS_SHOWN: usize = 3;

pub(super) fn limit_section(page: &mut Page, told: &Explanation) {
    let (telling, idle): (Vec<&PricedLimit>, Vec<&PricedLimit>) =
        told.limits.iter().partition(|priced| priced.matters());
    let room = rooms(told);
    let focus = &told.request.focus;
    let asked = focus.is_everything() || !focus.rules.is_empty() || !focus.trunks.is_empty();
    let nothing =
        telling.is_empty() && idle.is_empty() && told.shares.is_empty() && room.is_empty();
    if nothing && !asked {
        return;
    }
    page.heading(tr!("What binds, and what one unit more or less is worth"));
    if nothing {
        page.paragraph(
            1,
            tr!("No limit that you asked about holds this plan back."),
        );
    }
    if !telling.is_empty() {
        page.sheet(sheet(&told.case, &telling));
        page.paragraph(
            1,
            tr!("CNY per unit over the horizon. Each price holds exactly as far as the column beside it says; further on, one more saves less and one less costs more."),
        );
    }
    if telling.iter().any(|priced| priced.is_degenerate()) {
        page.paragraph(
            1,
            tr!("* The price differs on the two sides: the plan just meets the limit (a degenerate optimum). Both are exact, each on its side."),
        );
    }
    if !idle.is_empty() {
        let names: Vec<String> = idle.iter().map(|p| in_words(&told.case, p.limit)).collect();
        page.paragraph(
            1,
            &tr!(
                "At the limit, but one unit more or less changes nothing: {}.",
                names.join(tr!(", "))
            ),
        );
    }
    for sentence in room {
        page.paragraph(1, &sentence);
    }
}

/// The hubs that were named and have room left.
fn rooms(told: &Explanation) -> Vec<String> {
    let full = |hub: HubId| told.limits.iter().any(|p| p.limit == Limit::Capacity(hub));
    let hubs = told.request.focus.hubs.iter();
    hubs.filter(|&&hub| !full(hub))
        .map(|&hub| {
            let used = told.placement.hubs.get(hub.index());
            tr!(
                "{} contracts {} of its {} MW (IT): one more MW there is worth nothing.",
                told.case[hub].name,
                figure(used.map_or(0.0, |used| used.contracted_mw)),
                figure(told.case[hub].capacity_mw)
            )
        })
        .collect()
}

/// A limit in words: `capacity of Zhongwei`.
pub(super) fn in_words(case: &Case, limit: Limit) -> String {
    match limit {
        Limit::Capacity(hub) => words::limit(case, RowKey::HubCapacity { hub }),
        Limit::FacilityLimit(hub) => tr!("grid connection of {}", case[hub].name),
        Limit::LinkCapacity(origin, hub) => {
            words::limit(case, RowKey::LinkCapacity { origin, hub })
        }
        Limit::TrunkCapacity(trunk) => words::limit(case, RowKey::TrunkCapacity { trunk }),
        Limit::Accelerators(run) => tr!("accelerators of {}", case[run].id),
        Limit::Fleet(kind, hub) => words::fleet(case, kind, hub),
        Limit::Contract(contract) => words::limit(case, RowKey::PowerContractMax { contract }),
        Limit::CarbonCap => words::limit(case, RowKey::CarbonCap),
    }
}

fn sheet(case: &Case, limits: &[&PricedLimit]) -> Sheet {
    let mut sheet = Sheet::new(&[
        tr!("limit"),
        tr!("now\n"),
        tr!("unit\n"),
        tr!("one more\nsaves, CNY"),
        tr!("up to\n"),
        tr!("one less\ncosts, CNY"),
        tr!("down to\n"),
    ]);
    for priced in limits {
        let (priced, unit) = &as_set(case, priced);
        let decimals = decimals_for(priced.now);
        let figure_like = |value: f64| amount(value, decimals);
        let mark = if priced.is_degenerate() { " *" } else { "" };
        sheet.row(vec![
            format!("{}{mark}", in_words(case, priced.limit)),
            figure_like(priced.now),
            crate::language::unit(unit),
            priced
                .more
                .map_or_else(absent, |_| figure(priced.one_more_saves())),
            priced
                .more
                .map_or_else(absent, |piece| up_to(priced.now, piece, decimals)),
            priced
                .less
                .map_or_else(absent, |_| figure(priced.one_less_costs())),
            priced.less.map_or_else(absent, |piece| {
                figure_like((priced.now + piece.until).max(0.0))
            }),
        ]);
    }
    sheet.text_column(2);
    sheet
}

fn absent() -> String {
    ABSENT.to_owned()
}

fn up_to(now: f64, piece: Piece, decimals: usize) -> String {
    if piece.ends {
        amount(now + piece.until, decimals)
    } else {
        tr!("no end").to_owned()
    }
}

pub(super) fn share_section(page: &mut Page, told: &Explanation) {
    for priced in &told.shares {
        page.paragraph(1, &share_sentence(&told.case, priced));
    }
}

fn share_sentence(case: &Case, priced: &PricedShare) -> String {
    let row = match priced.share {
        Share::Green(scope) => words::limit(case, RowKey::GreenTarget { scope }),
        Share::HourlyGreen => tr!("green share of all hubs in every period").to_owned(),
        Share::HourlyGreenEachHub => tr!("green share of every hub in every period").to_owned(),
        Share::HubMax => tr!("greatest share of one hub").to_owned(),
        Share::TrainingWest => words::limit(case, RowKey::TrainingWest),
    };
    let now = percent(priced.now);
    let (up, down) = (
        priced.slope_up_cny_per_point,
        priced.slope_down_cny_per_point,
    );
    let price = match (up, down) {
        (Some(up), Some(down)) if (up - down).abs() > 1e-6 * up.abs().max(down.abs()) => tr!(
            "at this very share a percentage point is worth {} upwards and {} downwards (a degenerate optimum)",
            change(up),
            change(-down)
        ),
        (Some(slope), _) | (_, Some(slope)) => tr!(
            "at this very share a percentage point more changes the cost by {}",
            change(slope)
        ),
        (None, None) => tr!("no basis holds on either side").to_owned(),
    };
    let whole = |name: &str, cny: Option<f64>| {
        cny.map_or_else(String::new, |cny| {
            tr!("; a whole point {name}: {}", change(cny), name = name)
        })
    };
    tr!(
        "{row}, {now}: {price}{}{}.",
        whole(tr!("more"), priced.point_more_cny),
        whole(tr!("less"), priced.point_less_cny),
        row = row,
        now = now,
        price = price
    )
}

/// `+1.2 M CNY`, `-3 CNY`, `nothing`.
fn change(cny: f64) -> String {
    if cny.abs() < 0.005 {
        tr!("nothing").to_owned()
    } else if cny > 0.0 {
        format!("+{}", money(cny))
    } else {
        money(cny)
    }
}

pub(super) fn latency_section(page: &mut Page, told: &Explanation) {
    if told.latency.is_empty() {
        return;
    }
    page.heading(tr!("Round-trip limits, step by step to the next link"));
    for limit in &told.latency {
        page.paragraph(1, &latency_sentence(&told.case, limit));
    }
}

fn latency_sentence(case: &Case, limit: &LatencyLimit) -> String {
    let service = &case[limit.service].id;
    let mut text = tr!(
        "{service}, {} (longest in use {}): ",
        milliseconds(limit.rtt_limit_ms),
        milliseconds(limit.longest_used_ms),
        service = service
    );
    match (&limit.next, &limit.first_saving) {
        (None, _) => text.push_str(tr!(
            "every hub that it may use is within reach of all its origins."
        )),
        (Some(next), None) => text.push_str(&tr!(
            "the next link, {}, comes with {}; neither it nor any longer limit saves anything.",
            links(case, &next.admits),
            milliseconds(next.rtt_limit_ms)
        )),
        (Some(next), Some(saving)) if next.rtt_limit_ms == saving.rtt_limit_ms => {
            text.push_str(&saving_sentence(
                case,
                saving,
                tr!("the next link"),
                limit.rtt_limit_ms,
            ));
        }
        (Some(next), Some(saving)) => {
            text.push_str(&tr!(
                "the next link, {}, comes with {} and saves nothing; ",
                links(case, &next.admits),
                milliseconds(next.rtt_limit_ms)
            ));
            let first = tr!("the first limit that saves anything");
            text.push_str(&saving_sentence(case, saving, first, limit.rtt_limit_ms));
        }
    }
    text
}

fn saving_sentence(case: &Case, step: &LatencyStep, what: &str, now_ms: f64) -> String {
    let longer = step.rtt_limit_ms - now_ms;
    tr!(
        "{what} is {} ({} more), which admits {} and saves {}: {} per ms.",
        milliseconds(step.rtt_limit_ms),
        milliseconds(longer),
        links(case, &step.admits),
        money(step.saving_cny),
        money(step.saving_cny / longer),
        what = what
    )
}

/// `Shanghai – Gui'an, Beijing – Wuhu and 4 more`.
fn links(case: &Case, admits: &[(OriginId, HubId)]) -> String {
    let shown = admits.iter().take(LINKS_SHOWN);
    let names: Vec<String> = shown
        .map(|&(origin, hub)| format!("{} – {}", case[origin].name, case[hub].name))
        .collect();
    let more = admits.len().saturating_sub(LINKS_SHOWN);
    match more {
        0 => names.join(tr!(", ")),
        more => tr!("{} and {more} more", names.join(tr!(", ")), more = more),
    }
}
