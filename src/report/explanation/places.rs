//! Why each workload runs where it runs: its cost at each hub, and how far each is from being its place.

use super::{hubs_in_words, milliseconds};
use crate::case::{Case, HubId};
use crate::explain::{At, Barred, Explanation, UnitCost, WorkloadPrice};
use crate::language::word;
use crate::report::number::{ABSENT, amount, decimals_for, figure, grouped, percent};
use crate::report::table::page::{Page, Sheet};

/// From this part of the penalty on, the next MWh has a price only because something is left unserved.
const PENALTY_PART: f64 = 0.5;

/// Differences under this are no reason, CNY per MWh.
const NO_DIFFERENCE: f64 = 0.05;

/// An item's name and where it stands in a cost.
type Item = (&'static str, fn(&UnitCost) -> f64);

const ITEMS: [Item; 7] = [
    ("electricity", |cost| cost.electricity),
    ("hosting", |cost| cost.hosting),
    ("accelerators", |cost| cost.accelerators),
    ("network", UnitCost::network),
    ("carbon", |cost| cost.carbon_price),
    ("rules", |cost| cost.rules),
    ("scarcity", |cost| cost.scarcity),
];

/// An item's name over a narrow column.
fn narrow(name: &str) -> String {
    match name {
        "electricity" => tr!("electri-\ncity").to_owned(),
        "accelerators" => tr!("accele-\nrators").to_owned(),
        "network" => tr!("net-\nwork").to_owned(),
        "scarcity" => tr!("scar-\ncity").to_owned(),
        name => format!("{}\n", word(name)),
    }
}

pub(super) fn section(page: &mut Page, told: &Explanation) {
    if told.places.is_empty() {
        return;
    }
    page.heading(tr!(
        "Why each workload runs where it runs: CNY per MWh (IT)"
    ));
    let items = items_in_use(told);
    for place in &told.places {
        workload(page, told, place, &items);
    }
    legend(page, &items);
}

/// Items that any workload pays anywhere.
fn items_in_use(told: &Explanation) -> Vec<Item> {
    let all = || told.places.iter().flat_map(|place| &place.hubs);
    let used = |item: &Item| all().any(|at| item.1(&at.unit_cost).abs() > 1e-6);
    ITEMS.into_iter().filter(used).collect()
}

fn workload(page: &mut Page, told: &Explanation, place: &WorkloadPrice, items: &[Item]) {
    let case = &told.case;
    page.paragraph(0, "");
    page.paragraph(0, &lead(case, place));
    if !place.hubs.is_empty() {
        let wide = sheet(case, place, items, true);
        page.sheet_that_fits(wide, sheet(case, place, items, false));
    }
    for sentence in barred(case, place) {
        page.paragraph(1, &sentence);
    }
    let limit = PENALTY_PART * case.penalties.unserved_cny_per_mwh;
    if told.request.focus.is_everything() {
        if let Some(nearest) = nearest(place, limit) {
            let text = tr!("Nearest to more: {}", fall_sentence(case, nearest, limit));
            page.paragraph(1, &text);
        }
    } else {
        for at in &place.hubs {
            page.paragraph(1, &reason(case, place, at, items, limit));
        }
    }
}

/// `chat, 120.8 MW: 80 % at Wuhu, 20 % at Gui'an. The next MWh costs 812 CNY.`
fn lead(case: &Case, place: &WorkloadPrice) -> String {
    let id = &case[place.workload].id;
    let from = place
        .origin
        .map_or_else(String::new, |origin| tr!(" for {}", case[origin].name));
    let mut text = tr!(
        "{id}{from}, {} MW (IT) on average",
        figure(place.demand_mw),
        id = id,
        from = from
    );
    let used = place.hubs.iter().filter(|at| at.mean_mw > 0.0);
    let shares: Vec<String> = used
        .map(|at| {
            let share = percent(at.mean_mw / place.demand_mw);
            tr!("{share} at {}", case[at.hub].name, share = share)
        })
        .collect();
    if !shares.is_empty() {
        text.push_str(&tr!(": {}", shares.join(tr!(", "))));
    }
    text += tr!(".");
    if place.unserved_mw > 0.0 {
        let share = percent(place.unserved_mw / place.demand_mw);
        text.push_str(&tr!(" NOT SERVED: {share}.", share = share));
    }
    text.push_str(&marginal(place));
    text
}

fn marginal(place: &WorkloadPrice) -> String {
    match (place.next_mwh_costs_cny, place.last_mwh_costs_cny) {
        (Some(next), Some(last)) if (next - last).abs() > 1e-6 * next.abs() => tr!(
            " One MWh more costs {} CNY, one less saves {} CNY.",
            figure(next),
            figure(last)
        ),
        (Some(next), _) => tr!(" One MWh more costs {} CNY.", figure(next)),
        (None, Some(last)) => tr!(" One MWh less saves {} CNY.", figure(last)),
        (None, None) => String::new(),
    }
}

fn sheet(case: &Case, place: &WorkloadPrice, items: &[Item], with_names: bool) -> Sheet {
    let everywhere = place.hubs.iter().all(|at| at.within_reach > 1.0 - 1e-9);
    let mut header = vec![tr!("hub").to_owned(), "MW\n".to_owned()];
    if !everywhere {
        header.push(tr!("within\nreach").to_owned());
    }
    header.extend(items.iter().map(|(name, _)| narrow(name)));
    let last = [
        tr!("sum\n"),
        tr!("more if\ncheaper"),
        tr!("less if\ndearer"),
    ];
    header.extend(last.map(str::to_owned));
    let mut sheet = Sheet::new(&header);
    let limit = PENALTY_PART * case.penalties.unserved_cny_per_mwh;
    let sums = place.hubs.iter().map(|at| at.unit_cost.with_scarcity());
    // penalties of a shortfall make figures that no decimal makes clearer
    let decimals = decimals_for(sums.fold(0.0, f64::max)).min(1);
    for at in &place.hubs {
        let hub = &case[at.hub];
        let name = if with_names { &hub.name } else { &hub.id };
        let mut row = vec![name.clone(), load(at.mean_mw)];
        if !everywhere {
            row.push(format!("{:.0} %", 100.0 * at.within_reach));
        }
        row.extend(
            items
                .iter()
                .map(|(_, of)| grouped(of(&at.unit_cost), decimals)),
        );
        row.push(grouped(at.unit_cost.with_scarcity(), decimals));
        row.push(match at.fall_before_more_cny_per_mwh {
            Some(fall) if fall < limit => amount(fall, 2),
            _ => ABSENT.to_owned(),
        });
        row.push(match at.rise_before_less_cny_per_mwh {
            Some(rise) if rise < limit => amount(rise, 2),
            Some(_) => tr!("never").to_owned(),
            None => ABSENT.to_owned(),
        });
        sheet.row(row);
    }
    sheet
}

fn load(mw: f64) -> String {
    if mw > 0.0 {
        amount(mw, 1)
    } else {
        ABSENT.to_owned()
    }
}

/// Hubs where it cannot run, with why.
fn barred(case: &Case, place: &WorkloadPrice) -> Vec<String> {
    let mut sentences = Vec::new();
    let not_allowed: Vec<HubId> = place
        .barred
        .iter()
        .filter(|(_, why)| *why == Barred::NotAllowed)
        .map(|(hub, _)| *hub)
        .collect();
    if !not_allowed.is_empty() {
        sentences.push(tr!("Not allowed at {}.", hubs_in_words(case, &not_allowed)));
    }
    let too_far: Vec<String> = place
        .barred
        .iter()
        .filter_map(|(hub, why)| match why {
            Barred::TooFar(ms) => Some(format!("{} ({})", case[*hub].name, milliseconds(*ms))),
            Barred::NotAllowed => None,
        })
        .collect();
    if !too_far.is_empty() {
        let limit = milliseconds(case[place.workload].rtt_limit_ms());
        sentences.push(tr!(
            "Too far for its limit of {limit}, shortest round trip: {}.",
            too_far.join(tr!(", ")),
            limit = limit
        ));
    }
    sentences
}

/// The hub without any of it that is nearest to getting some.
fn nearest(place: &WorkloadPrice, limit: f64) -> Option<&At> {
    let fall = |at: &&At| at.fall_before_more_cny_per_mwh.filter(|fall| *fall < limit);
    let candidates = place
        .hubs
        .iter()
        .filter(|at| at.mean_mw <= 0.0 && fall(at).is_some());
    candidates.min_by(|a, b| {
        let of = |at: &&At| fall(at).unwrap_or(f64::INFINITY);
        of(a).total_cmp(&of(b))
    })
}

/// Why a hub carries what it carries, beside the workload's main place.
fn reason(case: &Case, place: &WorkloadPrice, at: &At, items: &[Item], limit: f64) -> String {
    let main = place.hubs.first().filter(|main| main.mean_mw > 0.0);
    let mut text = String::new();
    if let Some(main) = main.filter(|main| main.hub != at.hub) {
        text = compared(case, main, at, items);
    }
    text + &fall_sentence(case, at, limit)
}

/// `Beside Gui'an, Wuhu is 180.1 dearer in electricity, 12 cheaper in network. `
fn compared(case: &Case, main: &At, at: &At, items: &[Item]) -> String {
    let differences: Vec<String> = items
        .iter()
        .map(|(name, of)| (name, of(&at.unit_cost) - of(&main.unit_cost)))
        .filter(|(_, difference)| difference.abs() > NO_DIFFERENCE)
        .map(|(name, difference)| {
            let told = if difference > 0.0 {
                tr!("dearer")
            } else {
                tr!("cheaper")
            };
            tr!(
                "{} {word} in {name}",
                figure(difference.abs()),
                word = told,
                name = word(name)
            )
        })
        .collect();
    let (here, there) = (&case[at.hub].name, &case[main.hub].name);
    if differences.is_empty() {
        return tr!(
            "Beside {there}, {here} costs the same. ",
            there = there,
            here = here
        );
    }
    tr!(
        "Beside {there}, {here} is {}. ",
        differences.join(tr!(", ")),
        there = there,
        here = here
    )
}

/// By how much a hub has to change before the plan does.
fn fall_sentence(case: &Case, at: &At, limit: f64) -> String {
    let name = &case[at.hub].name;
    let more = if at.mean_mw > 0.0 {
        tr!("more")
    } else {
        tr!("any")
    };
    let mut text = match at.fall_before_more_cny_per_mwh {
        None if at.mean_mw > 0.0 => tr!("{name} has all of it that may come.", name = name),
        None => tr!("There is no room for any of it at {name}.", name = name),
        Some(fall) if fall >= limit => {
            tr!(
                "{name} could take {more} only if other work were left unserved.",
                name = name,
                more = more
            )
        }
        Some(fall) if fall < 1e-6 => {
            tr!(
                "{name} could take {more} at no cost: another best plan does.",
                name = name,
                more = more
            )
        }
        Some(fall) => {
            let price = fall / at.kwh_per_mwh;
            tr!(
                "{name} has to become {} CNY per MWh cheaper for it ({} CNY/kWh of electricity) before {more} comes.",
                figure(fall),
                figure(price),
                name = name,
                more = more
            )
        }
    };
    match at.rise_before_less_cny_per_mwh {
        Some(rise) if rise >= limit => {
            text.push_str(tr!(" Nothing else could serve what is there."))
        }
        Some(rise) if rise < 1e-6 => text.push_str(tr!(" Some could leave at no cost.")),
        Some(rise) => text.push_str(&tr!(
            " What is there stays until {name} is {} CNY per MWh dearer.",
            figure(rise),
            name = name
        )),
        None => {}
    }
    text
}

fn legend(page: &mut Page, items: &[Item]) {
    let has = |name: &str| items.iter().any(|(item, _)| *item == name);
    page.paragraph(0, "");
    let mut text =
        tr!("Hosting and bandwidth are contracts for the workload's own peak.").to_owned();
    if has("rules") {
        text.push_str(tr!(
            " Rules: what green shares and caps add, at their shadow prices."
        ));
    }
    if has("scarcity") {
        text.push_str(tr!(
            " Scarcity: what the room at a full hub or link is worth, at its shadow price."
        ));
    }
    page.paragraph(1, &text);
    page.paragraph(
        1,
        tr!("More if cheaper: by how many CNY a MWh of this workload has to become cheaper here before (more of) it comes. Less if dearer: by how many it has to become dearer before any leaves. Both are exact slopes of the best cost, with all other work moved to its next best place."),
    );
}
