//! What the rows of the programme are called in reports, and in which unit their prices are.

use super::number::{grouped, residual};
use crate::answer::Provenance;
use crate::blocks::Bounds;
use crate::case::{AcceleratorId, Accounting, Case, HubId, PeriodId, Scope};
use crate::formulation::keys::RowKey;
use crate::placement::scope_in_words;
use crate::solver::near::Near;

/// A limit in words: `capacity of Zhongwei`.
pub(super) fn limit(case: &Case, row: RowKey) -> String {
    match row {
        RowKey::HubCapacity { hub } => tr!("capacity of {}", case[hub].name),
        RowKey::FacilityLimit { hub, period } => {
            let hub = &case[hub].name;
            tr!(
                "grid connection of {hub}{}",
                in_period(case, period),
                hub = hub
            )
        }
        RowKey::LinkCapacity { origin, hub } => {
            tr!("link {} – {}", case[origin].name, case[hub].name)
        }
        RowKey::TrunkCapacity { trunk } => tr!("trunk {}", case[trunk].id),
        RowKey::TrainingPower { workload } => tr!("accelerators of {}", case[workload].id),
        RowKey::FleetMax { accelerator, hub } => fleet(case, accelerator, hub),
        RowKey::Standing { accelerator, hub } => {
            let (kind, hub) = (&case[accelerator].id, &case[hub].name);
            tr!("{kind} that stand at {hub}", kind = kind, hub = hub)
        }
        RowKey::FleetBought { accelerator } => {
            tr!("{} that are there", case[accelerator].id)
        }
        RowKey::AcceleratorPeak {
            accelerator,
            hub,
            period,
        } => {
            let (kind, hub) = (&case[accelerator].id, &case[hub].name);
            tr!(
                "{kind} at {hub}{}",
                in_period(case, period),
                kind = kind,
                hub = hub
            )
        }
        RowKey::RunPart {
            workload,
            hub,
            period,
        } => {
            let (run, hub) = (&case[workload].id, &case[hub].name);
            tr!(
                "part of {run} at {hub}{}",
                in_period(case, period),
                run = run,
                hub = hub
            )
        }
        RowKey::GreenTarget { scope } => tr!("green share of {}", scope_in_words(case, scope)),
        RowKey::CarbonCap => tr!("carbon cap").to_owned(),
        RowKey::HubShare { hub } => tr!("greatest share of {}", case[hub].name),
        RowKey::TrainingWest => tr!("training in the west").to_owned(),
        RowKey::HourlyGreen { hub, period } => {
            let whose = scope_in_words(case, hub.map_or(Scope::All, Scope::Hub));
            tr!(
                "hourly green share of {whose}{}",
                in_period(case, period),
                whose = whose
            )
        }
        RowKey::PowerContractMax { contract } => tr!("contract {}", case[contract].id),
        RowKey::PowerGenerated { contract, period } => {
            let contract = &case[contract].id;
            tr!(
                "power of {contract}{}",
                in_period(case, period),
                contract = contract
            )
        }
        RowKey::PowerDrawn { hub, period } => {
            let hub = &case[hub].name;
            tr!(
                "contracts used at {hub}{}",
                in_period(case, period),
                hub = hub
            )
        }
        RowKey::Demand { workload, .. } | RowKey::TrainingEnergy { workload } => {
            tr!("demand of {}", case[workload].id)
        }
        RowKey::LinkPeak {
            origin,
            hub,
            period,
        } => {
            let (origin, hub) = (&case[origin].name, &case[hub].name);
            tr!(
                "bandwidth {origin} – {hub}{}",
                in_period(case, period),
                origin = origin,
                hub = hub
            )
        }
        RowKey::RunEnergy { workload, hub, .. } => {
            tr!("energy of {} at {}", case[workload].id, case[hub].name)
        }
        RowKey::Placed { workload, hub, .. } => {
            tr!("share of {} at {}", case[workload].id, case[hub].name)
        }
        RowKey::GreenBound { hub, period } => {
            let hub = &case[hub].name;
            tr!(
                "energy not green at {hub}{}",
                in_period(case, period),
                hub = hub
            )
        }
    }
}

/// `fleet of h800`, `fleet of h800 at Wuhu`
pub(super) fn fleet(case: &Case, accelerator: AcceleratorId, hub: Option<HubId>) -> String {
    let at = hub.map_or_else(String::new, |hub| tr!(" at {}", case[hub].name));
    tr!("fleet of {}{at}", case[accelerator].id, at = at)
}

/// ` in h14`, nothing where the horizon has one period.
fn in_period(case: &Case, period: PeriodId) -> String {
    match case.periods.get(period.index()) {
        Some(period) if case.periods.len() > 1 => tr!(" in {}", period.id),
        _ => String::new(),
    }
}

/// Unit of a row's shadow price.
pub(super) fn price_unit(row: RowKey) -> &'static str {
    match row {
        RowKey::HubCapacity { .. }
        | RowKey::TrainingPower { .. }
        | RowKey::FleetMax { .. }
        | RowKey::Standing { .. }
        | RowKey::FleetBought { .. } => tr!("CNY per MW (IT) over the horizon"),
        RowKey::FacilityLimit { .. } => tr!("CNY per MW (facility) in the period"),
        RowKey::LinkCapacity { .. } | RowKey::TrunkCapacity { .. } => {
            tr!("CNY per Gbps over the horizon")
        }
        RowKey::RunPart { .. } | RowKey::AcceleratorPeak { .. } => {
            tr!("CNY per MW (IT) in the period")
        }
        RowKey::Demand { period: None, .. } => tr!("CNY per MW (IT) over the horizon"),
        RowKey::Demand { .. } => tr!("CNY per MW (IT) in the period"),
        RowKey::TrainingEnergy { .. }
        | RowKey::RunEnergy { .. }
        | RowKey::HubShare { .. }
        | RowKey::TrainingWest
        | RowKey::Placed { .. } => tr!("CNY per MWh (IT)"),
        RowKey::LinkPeak { .. } => tr!("CNY per Gbps in the period"),
        RowKey::GreenTarget { .. } | RowKey::GreenBound { .. } | RowKey::HourlyGreen { .. } => {
            tr!("CNY per MWh of green energy")
        }
        RowKey::CarbonCap => tr!("CNY per t CO2"),
        RowKey::PowerContractMax { .. } => tr!("CNY per MW over the horizon"),
        RowKey::PowerGenerated { .. } | RowKey::PowerDrawn { .. } => tr!("CNY per MWh"),
    }
}

/// `location`, `market` or `marginal`.
pub(super) fn accounting(accounting: Accounting) -> &'static str {
    match accounting {
        Accounting::Location => tr!("location"),
        Accounting::Market => tr!("market"),
        Accounting::Marginal => tr!("marginal"),
    }
}

/// The hub's name, with its Chinese one where it has one and there is room for it.
pub(super) fn hub(case: &Case, hub: HubId, with_chinese: bool) -> String {
    beside(&case[hub].name, case[hub].name_zh.as_deref(), with_chinese)
}

/// `name 名` where there is room, `name` where not.
pub(super) fn beside(name: &str, name_zh: Option<&str>, with_chinese: bool) -> String {
    match name_zh {
        Some(name_zh) if with_chinese && name_zh != name => format!("{name} {name_zh}"),
        _ => name.to_owned(),
    }
}

/// Who answered, from which case, with which options.
pub(super) fn origin(from: &Provenance) -> String {
    let mut origin = tr!("eastwest {}, solver {}", from.version, from.solver);
    if let Some(hash) = &from.case_hash {
        origin.push_str(&tr!(", case sha256 {hash}", hash = hash));
    }
    if !from.options.is_empty() {
        origin.push_str(&tr!(", options {}", from.options.join(" ")));
    }
    origin
}

/// What is proved of a plan that was not solved exactly.
pub(super) fn near(near: &Near) -> String {
    let Bounds { lower, upper } = near.bounds;
    if let Some(few) = near.aggregate {
        return tr!(
            "found with {} representative periods, whose own best plan costs {} CNY: of all {} periods no plan costs less than {} CNY, this one costs {} CNY, {} more",
            few.periods,
            grouped(few.objective, 0),
            near.blocks,
            grouped(lower, 0),
            grouped(upper, 0),
            residual(near.bounds.gap())
        );
    }
    let ended = match (near.is_reached(), near.is_stopped) {
        (true, _) => "",
        (false, true) => tr!(", when it was stopped"),
        (false, false) => tr!(", beyond which it did not come"),
    };
    if !near.bounds.gap().is_finite() {
        return tr!(
            "interior point over {} blocks, {} steps: how near to the best the plan is was not yet proved, when it was stopped",
            near.blocks,
            near.steps
        );
    }
    tr!(
        "interior point over {} blocks, {} steps: no plan costs less than {} CNY, this one costs {} CNY, {} more ({:.0e} asked){ended}",
        near.blocks,
        near.steps,
        grouped(lower, 0),
        grouped(upper, 0),
        residual(near.bounds.gap()),
        near.asked_gap,
        ended = ended
    )
}

/// `1 period`, `24 periods`.
pub(super) fn periods(case: &Case) -> String {
    match case.periods.len() {
        1 => tr!("1 period").to_owned(),
        many => tr!("{many} periods", many = many),
    }
}

/// With a capital letter at its begin.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
