//! What the rows of the programme are called in reports, and in which unit their prices are.

use super::number::{grouped, residual};
use crate::answer::Provenance;
use crate::blocks::Bounds;
use crate::case::{AcceleratorId, Accounting, Case, HubId, PeriodId};
use crate::formulation::keys::RowKey;
use crate::placement::scope_in_words;
use crate::solver::near::Near;

/// A limit in words: `capacity of Zhongwei`.
pub(super) fn limit(case: &Case, row: RowKey) -> String {
    match row {
        RowKey::HubCapacity { hub } => format!("capacity of {}", case[hub].name),
        RowKey::FacilityLimit { hub, period } => {
            let hub = &case[hub].name;
            format!("grid connection of {hub}{}", in_period(case, period))
        }
        RowKey::LinkCapacity { origin, hub } => {
            format!("link {} – {}", case[origin].name, case[hub].name)
        }
        RowKey::TrunkCapacity { trunk } => format!("trunk {}", case[trunk].id),
        RowKey::TrainingPower { workload } => format!("accelerators of {}", case[workload].id),
        RowKey::FleetMax { accelerator, hub } => fleet(case, accelerator, hub),
        RowKey::Standing { accelerator, hub } => {
            let (kind, hub) = (&case[accelerator].id, &case[hub].name);
            format!("{kind} that stand at {hub}")
        }
        RowKey::FleetBought { accelerator } => {
            format!("{} that are there", case[accelerator].id)
        }
        RowKey::AcceleratorPeak {
            accelerator,
            hub,
            period,
        } => {
            let (kind, hub) = (&case[accelerator].id, &case[hub].name);
            format!("{kind} at {hub}{}", in_period(case, period))
        }
        RowKey::RunPart {
            workload,
            hub,
            period,
        } => {
            let (run, hub) = (&case[workload].id, &case[hub].name);
            format!("part of {run} at {hub}{}", in_period(case, period))
        }
        RowKey::GreenTarget { scope } => format!("green share of {}", scope_in_words(case, scope)),
        RowKey::CarbonCap => "carbon cap".to_owned(),
        RowKey::HubShare { hub } => format!("greatest share of {}", case[hub].name),
        RowKey::TrainingWest => "training in the west".to_owned(),
        RowKey::Demand { workload, .. } | RowKey::TrainingEnergy { workload } => {
            format!("demand of {}", case[workload].id)
        }
        RowKey::LinkPeak {
            origin,
            hub,
            period,
        } => {
            let (origin, hub) = (&case[origin].name, &case[hub].name);
            format!("bandwidth {origin} – {hub}{}", in_period(case, period))
        }
        RowKey::RunEnergy { workload, hub, .. } => {
            format!("energy of {} at {}", case[workload].id, case[hub].name)
        }
        RowKey::Placed { workload, hub, .. } => {
            format!("share of {} at {}", case[workload].id, case[hub].name)
        }
        RowKey::GreenBound { hub, period } => {
            let hub = &case[hub].name;
            format!("energy not green at {hub}{}", in_period(case, period))
        }
    }
}

/// `fleet of h800`, `fleet of h800 at Wuhu`
pub(super) fn fleet(case: &Case, accelerator: AcceleratorId, hub: Option<HubId>) -> String {
    let at = hub.map_or_else(String::new, |hub| format!(" at {}", case[hub].name));
    format!("fleet of {}{at}", case[accelerator].id)
}

/// ` in h14`, nothing where the horizon has one period.
fn in_period(case: &Case, period: PeriodId) -> String {
    match case.periods.get(period.index()) {
        Some(period) if case.periods.len() > 1 => format!(" in {}", period.id),
        _ => String::new(),
    }
}

/// Unit of a row's shadow price.
pub(super) const fn price_unit(row: RowKey) -> &'static str {
    match row {
        RowKey::HubCapacity { .. }
        | RowKey::TrainingPower { .. }
        | RowKey::FleetMax { .. }
        | RowKey::Standing { .. }
        | RowKey::FleetBought { .. } => "CNY per MW (IT) over the horizon",
        RowKey::FacilityLimit { .. } => "CNY per MW (facility) in the period",
        RowKey::LinkCapacity { .. } | RowKey::TrunkCapacity { .. } => {
            "CNY per Gbps over the horizon"
        }
        RowKey::RunPart { .. } | RowKey::AcceleratorPeak { .. } => "CNY per MW (IT) in the period",
        RowKey::Demand { period: None, .. } => "CNY per MW (IT) over the horizon",
        RowKey::Demand { .. } => "CNY per MW (IT) in the period",
        RowKey::TrainingEnergy { .. }
        | RowKey::RunEnergy { .. }
        | RowKey::HubShare { .. }
        | RowKey::TrainingWest
        | RowKey::Placed { .. } => "CNY per MWh (IT)",
        RowKey::LinkPeak { .. } => "CNY per Gbps in the period",
        RowKey::GreenTarget { .. } | RowKey::GreenBound { .. } => "CNY per MWh of green energy",
        RowKey::CarbonCap => "CNY per t CO2",
    }
}

/// `location`, `market` or `marginal`.
pub(super) const fn accounting(accounting: Accounting) -> &'static str {
    match accounting {
        Accounting::Location => "location",
        Accounting::Market => "market",
        Accounting::Marginal => "marginal",
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
    let mut origin = format!("eastwest {}, solver {}", from.version, from.solver);
    if let Some(hash) = &from.case_hash {
        origin.push_str(&format!(", case sha256 {hash}"));
    }
    if !from.options.is_empty() {
        origin.push_str(&format!(", options {}", from.options.join(" ")));
    }
    origin
}

/// What is proved of a plan that was not solved exactly.
pub(super) fn near(near: &Near) -> String {
    let Bounds { lower, upper } = near.bounds;
    let ended = match (near.is_reached(), near.is_stopped) {
        (true, _) => "",
        (false, true) => ", when it was stopped",
        (false, false) => ", beyond which it did not come",
    };
    if !near.bounds.gap().is_finite() {
        return format!(
            "interior point over {} blocks, {} steps: how near to the best the plan is was not yet proved, when it was stopped",
            near.blocks, near.steps
        );
    }
    format!(
        "interior point over {} blocks, {} steps: no plan costs less than {} CNY, this one costs {} CNY, {} more ({:.0e} asked){ended}",
        near.blocks,
        near.steps,
        grouped(lower, 0),
        grouped(upper, 0),
        residual(near.bounds.gap()),
        near.asked_gap
    )
}

/// `1 period`, `24 periods`.
pub(super) fn periods(case: &Case) -> String {
    match case.periods.len() {
        1 => "1 period".to_owned(),
        many => format!("{many} periods"),
    }
}

/// With a capital letter at its begin.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
