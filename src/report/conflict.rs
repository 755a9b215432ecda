//! What a conflict of rules and a mend are called in reports.

use crate::case::reach::in_time;
use crate::case::{Case, HubId, Kind, Scope, Work, WorkloadId};
use crate::diagnosis::{Conflict, Missing, RemedyKind, Rule, Step};
use crate::parameter::Operation;
use crate::placement::scope_in_words;

use super::number::{figure, percent};
use super::words;

/// Names of a list that are told; the rest is counted.
const NAMED: usize = 4;

/// A conflict in one sentence: `chat for Shanghai within 20 ms needs 41 MW more than Wuhu and Yangtze River
/// Delta have from 19:00 to 22:00`.
pub(super) fn sentence(case: &Case, conflict: &Conflict) -> String {
    let demands = demands(case, conflict);
    if let Some((policy, amount)) = conflict.missing.policy {
        let amount = format!("{} {}", figure(amount), policy.unit(case));
        let within = match limits(case, conflict) {
            Some((limits, verb)) => tr!(" with what {limits} {verb}", limits = limits, verb = verb),
            None => String::new(),
        };
        return tr!(
            "{}, {} {demands}{within}",
            policy_name(case, policy),
            missed(policy, &amount),
            demands = demands,
            within = within
        );
    }
    let (amount, when) = (amount(conflict), when(case, conflict));
    match limits(case, conflict) {
        Some((limits, verb)) => {
            let needs = if plural(conflict) {
                tr!("need")
            } else {
                tr!("needs")
            };
            tr!(
                "{demands} {needs} {amount} more than {limits} {verb}{when}",
                demands = demands,
                needs = needs,
                amount = amount,
                limits = limits,
                verb = verb,
                when = when
            )
        }
        None => tr!(
            "{demands}: {}; {amount} go unserved{when}",
            out_of_reach(case, conflict),
            demands = demands,
            amount = amount,
            when = when
        ),
    }
}

fn missed(policy: Rule, amount: &str) -> String {
    match policy {
        Rule::CarbonCap => tr!("is {amount} too low for", amount = amount),
        Rule::HubShare => tr!("is exceeded by at least {amount} by", amount = amount),
        _ => tr!("is missed by at least {amount} by", amount = amount),
    }
}

fn amount(conflict: &Conflict) -> String {
    let missing = &conflict.missing;
    if missing.load_mw.is_empty() {
        format!("{} MWh", figure(missing.energy_mwh))
    } else {
        let most = if is_uneven(missing) {
            tr!("up to ")
        } else {
            ""
        };
        format!("{most}{} MW", figure(missing.peak_mw()))
    }
}

/// Whether less is missing in some of the periods in which load is short than in others.
fn is_uneven(missing: &Missing) -> bool {
    let mut short = missing.periods().into_iter().map(|t| missing.load_mw[t]);
    short.any(|mw| figure(mw) != figure(missing.peak_mw()))
}

/// The periods in which as much is missing as in any.
fn worst(missing: &Missing) -> Vec<usize> {
    let most = figure(missing.peak_mw());
    let mut periods = missing.periods();
    periods.retain(|&t| figure(missing.load_mw[t]) == most);
    periods
}

fn plural(conflict: &Conflict) -> bool {
    conflict
        .rules
        .iter()
        .filter(|rule| rule.is_demand())
        .count()
        > 1
}

/// `chat for Shanghai and Beijing within 20 ms, training run pretrain`.
fn demands(case: &Case, conflict: &Conflict) -> String {
    let has = |rule: Rule| conflict.rules.contains(&rule);
    let parts: Vec<String> = case
        .workload_ids()
        .filter_map(|w| {
            let origins: Vec<String> = conflict
                .rules
                .iter()
                .filter_map(|rule| match *rule {
                    Rule::Demand { workload, origin } if workload == w => {
                        Some(case[origin].name.clone())
                    }
                    _ => None,
                })
                .collect();
            if origins.is_empty() {
                return None;
            }
            let mut text = match case[w].kind() {
                Kind::Training => tr!("training run {}", case[w].id),
                _ => tr!("{} for {}", case[w].id, list(&origins)),
            };
            if has(Rule::RttLimit { workload: w }) {
                text.push_str(&tr!(" within {} ms", figure(case[w].rtt_limit_ms())));
            }
            if has(Rule::Hubs { workload: w }) {
                text.push_str(&tr!(" at {} only", list(&allowed(case, w))));
            }
            Some(text)
        })
        .collect();
    list(&parts)
}

/// What limits them, with the verb that goes with it; `None` where no limit has a part.
fn limits(case: &Case, conflict: &Conflict) -> Option<(String, &'static str)> {
    let hubs: Vec<String> = conflict
        .rules
        .iter()
        .filter_map(|rule| match *rule {
            Rule::Capacity { hub } => Some(case[hub].name.clone()),
            _ => None,
        })
        .collect();
    let others: Vec<String> = conflict
        .rules
        .iter()
        .filter_map(|&rule| limit(case, rule))
        .collect();
    match (hubs.len(), others.is_empty()) {
        (0, true) => None,
        (1, true) => Some((list(&hubs), tr!("has"))),
        (_, true) => Some((list(&hubs), tr!("have"))),
        (0, false) if others.len() == 1 => Some((list(&others), tr!("allows"))),
        (0, false) => Some((list(&others), tr!("allow"))),
        (_, false) => {
            let mut all = vec![tr!("the capacity of {}", list(&hubs))];
            all.extend(others);
            Some((list(&all), tr!("allow")))
        }
    }
}

fn limit(case: &Case, rule: Rule) -> Option<String> {
    Some(match rule {
        Rule::FacilityLimit { hub } => tr!("the grid connection of {}", case[hub].name),
        Rule::LinkCapacity { origin, hub } => {
            tr!("the link {} – {}", case[origin].name, case[hub].name)
        }
        Rule::TrunkCapacity { trunk } => tr!("trunk {}", case[trunk].id),
        Rule::Accelerators { workload } => tr!("the fleet of {}", case[workload].id),
        Rule::Fleet { accelerator, hub } => {
            tr!("the {}", words::fleet(case, accelerator, hub))
        }
        _ => return None,
    })
}

/// Why no hub at all is left: the nearest is too far.
fn out_of_reach(case: &Case, conflict: &Conflict) -> String {
    let demand = conflict.rules.iter().find_map(|rule| match *rule {
        Rule::Demand { workload, origin } => Some((workload, origin)),
        _ => None,
    });
    let nearest = demand.and_then(|(workload, origin)| {
        let kept = conflict.rules.contains(&Rule::Hubs { workload });
        let rtt = |hub: HubId| case.link(origin, hub).rtt_ms;
        case.hub_ids()
            .filter(|&hub| !kept || case[workload].may_run_at(hub))
            .filter(|&hub| !in_time(case, workload, origin, hub) || !kept)
            .min_by(|&a, &b| rtt(a).total_cmp(&rtt(b)))
            .map(|hub| (hub, rtt(hub)))
    });
    match nearest {
        Some((hub, rtt)) => tr!(
            "no hub is near enough, the nearest, {}, is {} ms away",
            case[hub].name,
            figure(rtt)
        ),
        None => tr!("no hub may run it").to_owned(),
    }
}

/// ` from 19:00 to 22:00`, and where not as much is missing in all of them, ` in every period, most from 20:00 to 21:00`;
/// nothing where the horizon has one period.
fn when(case: &Case, conflict: &Conflict) -> String {
    let periods = conflict.missing.periods();
    if case.periods.len() == 1 || periods.is_empty() {
        return String::new();
    }
    let all = if periods.len() == case.periods.len() {
        tr!("in every period").to_owned()
    } else {
        spans(case, periods)
    };
    if is_uneven(&conflict.missing) {
        tr!(
            " {all}, most {}",
            spans(case, worst(&conflict.missing)),
            all = all
        )
    } else {
        tr!(" {all}", all = all)
    }
}

/// `from 19:00 to 22:00 and in h04`, of periods that ascend.
fn spans(case: &Case, periods: Vec<usize>) -> String {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for t in periods {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == t => *last = t,
            _ => spans.push((t, t)),
        }
    }
    let spans: Vec<String> = spans
        .into_iter()
        .map(|(first, last)| span(case, first, last))
        .collect();
    list(&spans)
}

/// `from 19:00 to 22:00` where periods are named by the hour, `in h19 to h21` where not.
fn span(case: &Case, first: usize, last: usize) -> String {
    let id = |t: usize| case.periods[t].id.as_str();
    let hour = |t: usize| {
        let digits = id(t).strip_prefix('h')?;
        (digits.len() == 2)
            .then(|| digits.parse::<u32>().ok())
            .flatten()
            .filter(|&hour| hour < 24)
    };
    match (hour(first), hour(last)) {
        (Some(from), Some(to)) if case.periods.len() == 24 => {
            tr!("from {from:02}:00 to {:02}:00", to + 1, from = from)
        }
        _ if first == last => tr!("in {}", id(first)),
        _ => tr!("in {} to {}", id(first), id(last)),
    }
}

/// `a`, `a and b`, `a, b, c, d and 9 more`.
fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] if names.len() <= NAMED => {
            tr!("{} and {last}", most.join(tr!(", ")), last = last)
        }
        _ => tr!(
            "{} and {} more",
            names[..NAMED].join(tr!(", ")),
            names.len() - NAMED
        ),
    }
}

fn allowed(case: &Case, workload: WorkloadId) -> Vec<String> {
    let hubs = case.hub_ids().filter(|&hub| case[workload].may_run_at(hub));
    hubs.map(|hub| case[hub].name.clone()).collect()
}

fn policy_name(case: &Case, rule: Rule) -> String {
    let policy = &case.policy;
    let share = |share: Option<f64>| percent(share.unwrap_or(0.0));
    match rule {
        Rule::CarbonCap => {
            let cap = policy.carbon_cap_t.unwrap_or(0.0);
            tr!("the carbon cap, {} t CO2", figure(cap))
        }
        Rule::HubShare => tr!(
            "the greatest share of one hub, {}",
            share(policy.hub_share_max)
        ),
        Rule::TrainingWest => tr!(
            "the west's least share of training, {}",
            share(policy.training_west_share_min)
        ),
        Rule::GreenTarget { scope } => {
            tr!("the green share of {}", scope_in_words(case, scope))
        }
        Rule::HourlyGreen { hub } => {
            let scope = hub.map_or(Scope::All, Scope::Hub);
            let whose = scope_in_words(case, scope);
            let least = match hub {
                Some(_) => policy.hourly_green_share_min_each_hub,
                None => policy.hourly_green_share_min,
            };
            tr!(
                "the green share of {whose} in every period, {}",
                share(least),
                whose = whose
            )
        }
        _ => String::new(),
    }
}

/// A rule with its figure.
pub(super) fn rule(case: &Case, rule: Rule) -> String {
    match rule {
        Rule::Demand { workload, origin } => demand(case, workload, &case[origin].name),
        Rule::Accelerators { workload } => {
            let mw = match &case[workload].work {
                Work::Training(run) => run.power_limit_mw,
                _ => f64::INFINITY,
            };
            let run = &case[workload].id;
            tr!(
                "training run {run} has accelerators of {} MW",
                figure(mw),
                run = run
            )
        }
        Rule::Fleet { accelerator, hub } => {
            let fleet = &case[accelerator].fleet;
            let most = hub.map_or(fleet.max, |hub| fleet.max_at(hub));
            let what = words::fleet(case, accelerator, hub);
            tr!(
                "the {what} is {} accelerators at most",
                figure(most),
                what = what
            )
        }
        Rule::FacilityLimit { hub } => tr!(
            "the grid connection of {} feeds {} MW",
            case[hub].name,
            figure(case[hub].facility_limit_mw)
        ),
        Rule::Capacity { hub } => {
            tr!(
                "{} has {} MW (IT)",
                case[hub].name,
                figure(case[hub].capacity_mw)
            )
        }
        Rule::LinkCapacity { origin, hub } => tr!(
            "the link {} – {} carries {} Gbps",
            case[origin].name,
            case[hub].name,
            figure(case.link(origin, hub).capacity_gbps)
        ),
        Rule::TrunkCapacity { trunk } => tr!(
            "trunk {} carries {} Gbps",
            case[trunk].id,
            figure(case[trunk].capacity_gbps)
        ),
        Rule::PowerContract { contract } => tr!(
            "contract {contract} has {} MW",
            figure(case[contract].mw_max),
            contract = case[contract].id
        ),
        Rule::Hubs { workload } => {
            tr!(
                "{} may run only at {}",
                case[workload].id,
                list(&allowed(case, workload))
            )
        }
        Rule::RttLimit { workload } => tr!(
            "{} has to answer within {} ms",
            case[workload].id,
            figure(case[workload].rtt_limit_ms())
        ),
        policy => tr!("{}, holds", policy_name(case, policy)),
    }
}

fn demand(case: &Case, workload: WorkloadId, place: &str) -> String {
    let id = &case[workload].id;
    let peak =
        |of: &dyn Fn(usize) -> f64| figure((0..case.periods.len()).map(of).fold(0.0_f64, f64::max));
    let here = |origin: crate::case::OriginId| case[origin].name == place;
    match &case[workload].work {
        Work::Training(run) => {
            tr!(
                "training run {id} asks for {} MWh (IT)",
                figure(run.energy_mwh),
                id = id
            )
        }
        Work::Inference(service) => {
            let rate = |t: usize| -> f64 {
                let parts = service.requests_per_s.iter().filter(|part| here(part.0));
                parts.map(|(_, rate)| rate.at(t)).sum::<f64>() * service.mw_per_request_per_s
            };
            tr!(
                "{id} for {place} asks for up to {} MW",
                peak(&rate),
                id = id,
                place = place
            )
        }
        Work::Storage(archive) => {
            let parts = archive.volume_pb.iter().filter(|part| here(part.0));
            let mw = parts.map(|(_, pb)| pb).sum::<f64>() * archive.mw_per_pb;
            tr!(
                "{id} for {place} asks for {} MW",
                figure(mw),
                id = id,
                place = place
            )
        }
    }
}

/// A mend in words, without its price.
pub(super) fn mend(case: &Case, kind: RemedyKind, steps: &[Step]) -> String {
    let head = match kind {
        RemedyKind::Capacity => tr!("more capacity"),
        RemedyKind::RttLimit => tr!("a longer round-trip limit"),
        RemedyKind::Bandwidth => tr!("more bandwidth"),
        RemedyKind::Accelerators => tr!("more accelerators"),
        RemedyKind::CarbonCap => tr!("a higher carbon cap"),
        RemedyKind::GreenTarget => tr!("a lower green target"),
        RemedyKind::Shares => tr!("a looser share rule"),
        RemedyKind::Several => tr!("several at once"),
        RemedyKind::Penalty => tr!("a penalty that is worth keeping the rules for"),
        RemedyKind::Demand => tr!("less demand"),
    };
    let parts: Vec<String> = steps.iter().map(|part| step(case, part)).collect();
    format!("{head}: {}", list(&parts))
}

/// `Wuhu 191.3 MW instead of 150`.
pub(super) fn step(case: &Case, step: &Step) -> String {
    if let (Operation::Factor(factor), Some(Rule::Demand { workload, origin })) =
        (step.how, step.rule)
    {
        let what = match case[workload].kind() {
            Kind::Training => tr!("training run {}", case[workload].id),
            _ => tr!("{} for {}", case[workload].id, case[origin].name),
        };
        return if factor > 0.0 {
            tr!("{what} {} less", percent(1.0 - factor), what = what)
        } else {
            tr!("{what} not at all", what = what)
        };
    }
    let what = match step.rule {
        Some(Rule::Capacity { hub }) => case[hub].name.clone(),
        Some(Rule::FacilityLimit { hub }) => tr!("grid connection of {}", case[hub].name),
        Some(Rule::RttLimit { workload } | Rule::Accelerators { workload }) => {
            case[workload].id.clone()
        }
        Some(other) => limit(case, other).unwrap_or_else(|| step.key.clone()),
        None => step.key.clone(),
    };
    let unit = crate::parameter::Key::parse(&step.key, case).map_or("-", |key| key.unit());
    let unit = if unit == "-" {
        String::new()
    } else {
        format!(" {}", crate::language::unit(unit))
    };
    tr!(
        "{what} {}{unit} instead of {}",
        exact(step.to()),
        exact(step.from),
        what = what,
        unit = unit
    )
}

/// A figure that is set, in full.
fn exact(value: f64) -> String {
    if value.is_infinite() {
        tr!("no limit").to_owned()
    } else if value.abs() >= 1e6 {
        figure(value)
    } else {
        format!("{value}")
    }
}
