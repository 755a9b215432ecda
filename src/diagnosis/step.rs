use crate::case::Scope;
use crate::case::{Case, Work, WorkloadId};
use crate::parameter::{Change, ChangeError, Key, Operation, OperationKind};

use super::Rule;

/// A figure of the case that is changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The rule that is relaxed; `None` where a penalty is raised.
    pub rule: Option<Rule>,
    /// The figure, as [`crate::parameter`] names it.
    pub key: String,
    /// What is done to it.
    pub how: Operation,
    /// What it is before; for a factor 1.
    pub from: f64,
}

impl Step {
    /// The figure after the step.
    #[must_use]
    pub(crate) fn to(&self) -> f64 {
        self.how.figure()
    }

    /// As `--set` takes it: `capacity.wuhu=191.3`.
    #[must_use]
    pub fn change(&self) -> String {
        format!("{}{}{}", self.key, self.how.kind().sign(), self.to())
    }

    /// Makes it.
    pub(super) fn apply(&self, case: &mut Case) -> Result<(), ChangeError> {
        Change::parse(&self.change(), case)?.apply(case)
    }

    /// The step that relaxes `rule` by `amount`, in the unit of its elastic column; rounded to the generous side.
    /// `None` where no parameter can do it.
    pub(super) fn relaxing(case: &Case, rule: Rule, amount: f64) -> Option<Step> {
        let key = key(case, rule)?;
        if rule.is_demand() {
            return Some(Step {
                rule: Some(rule),
                key,
                how: Operation::Factor(generous(1.0 - amount, amount, false).max(0.0)),
                from: 1.0,
            });
        }
        let (from, _) = Key::parse(&key, case).ok()?.base(case)?;
        let amount = amount / units(case, rule, &key)?;
        let up = !matches!(
            rule,
            Rule::TrainingWest | Rule::GreenTarget { .. } | Rule::HourlyGreen { .. }
        );
        let to = generous(if up { from + amount } else { from - amount }, amount, up);
        let to = if matches!(rule, Rule::HubShare) {
            to.min(1.0)
        } else {
            to.max(0.0)
        };
        Some(Step::to_value(Some(rule), key, from, to))
    }

    /// The step that sets a figure.
    pub(super) fn to_value(rule: Option<Rule>, key: String, from: f64, to: f64) -> Step {
        Step {
            rule,
            key,
            how: OperationKind::Value.with(to),
            from,
        }
    }
}

/// The parameter that moves a rule's limit.
pub(super) fn key(case: &Case, rule: Rule) -> Option<String> {
    Some(match rule {
        Rule::Demand { workload, origin } => {
            format!("demand.{}.{}", case[workload].id, case[origin].id)
        }
        Rule::Accelerators { workload } => format!("accelerators_max.{}", case[workload].id),
        Rule::Fleet { accelerator, hub } => {
            let at = hub.map_or_else(String::new, |hub| format!(".{}", case[hub].id));
            format!("fleet.{}{at}", case[accelerator].id)
        }
        Rule::Capacity { hub } => format!("capacity.{}", case[hub].id),
        Rule::FacilityLimit { hub } => format!("facility_limit.{}", case[hub].id),
        Rule::LinkCapacity { origin, hub } => {
            format!("link_capacity.{}.{}", case[origin].id, case[hub].id)
        }
        Rule::TrunkCapacity { trunk } => format!("trunk_capacity.{}", case[trunk].id),
        Rule::RttLimit { workload } => format!("rtt_limit.{}", case[workload].id),
        Rule::HubShare => "hub_share_max".to_owned(),
        Rule::TrainingWest => "training_west_share".to_owned(),
        Rule::CarbonCap => "carbon_cap".to_owned(),
        Rule::GreenTarget { scope } => match scope {
            Scope::All => "green_target".to_owned(),
            Scope::East => "green_target.east".to_owned(),
            Scope::West => "green_target.west".to_owned(),
            Scope::Hub(hub) => format!("green_target.{}", case[hub].id),
        },
        Rule::HourlyGreen { hub: None } => "hourly_green_share".to_owned(),
        Rule::HourlyGreen { hub: Some(_) } => "hourly_green_share_each_hub".to_owned(),
        Rule::PowerContract { contract } => format!("contract_max.{}", case[contract].id),
        Rule::Hubs { .. } => return None,
    })
}

/// Units of a rule's elastic column in one unit of its parameter: MWh in a share of all energy, MW in an accelerator.
fn units(case: &Case, rule: Rule, key: &str) -> Option<f64> {
    let units = match rule {
        Rule::HubShare => case.workload_ids().map(|w| case.demand_mwh(w)).sum(),
        Rule::TrainingWest => {
            let is_training = |w: &WorkloadId| matches!(case[*w].work, Work::Training(_));
            let runs = case.workload_ids().filter(is_training);
            runs.map(|w| case.demand_mwh(w)).sum()
        }
        Rule::Accelerators { workload } => mw_per_accelerator(case, workload, key)?,
        Rule::Fleet { accelerator, .. } => case[accelerator].mw(1.0),
        _ => 1.0,
    };
    (units > 0.0).then_some(units)
}

/// What one accelerator adds to a run's power limit, found by setting the limit to one.
fn mw_per_accelerator(case: &Case, workload: WorkloadId, key: &str) -> Option<f64> {
    let mut one = case.clone();
    let change = Change::parse(&format!("{key}=1"), case).ok()?;
    change.apply(&mut one).ok()?;
    match &one[workload].work {
        Work::Training(run) => Some(run.power_limit_mw),
        _ => None,
    }
}

/// `value` to four significant digits of `amount`, up or down.
pub(super) fn generous(value: f64, amount: f64, up: bool) -> f64 {
    let places = 3.0 - libm::log10(amount.abs()).floor();
    if !places.is_finite() || !(-12.0..=12.0).contains(&places) {
        return value;
    }
    let scale = libm::pow(10.0, places);
    let whole = if up {
        (value * scale).ceil()
    } else {
        (value * scale).floor()
    };
    let decimals = if places > 0.0 { places as usize } else { 0 };
    // through its text, which has no rounding behind the last digit
    format!("{:.decimals$}", whole / scale)
        .parse()
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::generous;

    #[test]
    fn figures_are_rounded_to_the_generous_side() {
        assert_eq!(generous(191.234_51, 41.234_51, true), 191.24);
        assert_eq!(generous(0.812_345, 0.187_655, false), 0.8123);
        assert_eq!(generous(1_234_567.0, 34_567.0, true), 1_234_570.0);
        assert_eq!(generous(12.0, 3.0, true), 12.0);
        assert_eq!(generous(5.0, 0.0, true), 5.0);
    }
}
