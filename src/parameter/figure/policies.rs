use super::Figure;
use crate::case::Scope;
use crate::case::quantity::{accounting, accounting_figure};
use crate::case::{Case, HubId};
use crate::parameter::Quantity;

pub(super) fn read(case: &Case, quantity: Quantity) -> Option<Figure<'_>> {
    let (policy, penalties) = (&case.policy, &case.penalties);
    Some(match quantity {
        Quantity::CarbonPrice => Figure::flat(case.carbon_price_cny_per_t),
        Quantity::CarbonAccounting => Figure::flat(accounting_figure(case.accounting)),
        Quantity::CarbonCap => Figure::optional(policy.carbon_cap_t),
        Quantity::HourlyGreenShare => Figure::optional(policy.hourly_green_share_min),
        Quantity::HourlyGreenShareEachHub => {
            Figure::optional(policy.hourly_green_share_min_each_hub)
        }
        Quantity::HubShareMax => Figure::optional(policy.hub_share_max),
        Quantity::TrainingWestShare => Figure::optional(policy.training_west_share_min),
        Quantity::UnservedPenalty => Figure::flat(penalties.unserved_cny_per_mwh),
        Quantity::GreenPenalty => Figure::flat(penalties.green_cny_per_mwh),
        Quantity::CarbonPenalty => Figure::flat(penalties.carbon_cny_per_t),
        Quantity::SharePenalty => Figure::flat(penalties.share_cny_per_mwh),
        _ => return None,
    })
}

/// Sets a figure of the whole case; `None` removes a rule, and so does an infinite carbon cap.
pub(super) fn write(case: &mut Case, quantity: Quantity, value: Option<f64>) -> Option<()> {
    match quantity {
        Quantity::CarbonPrice => case.carbon_price_cny_per_t = value?,
        Quantity::CarbonAccounting => case.accounting = accounting(value?)?,
        Quantity::CarbonCap => case.policy.carbon_cap_t = value.filter(|cap| cap.is_finite()),
        Quantity::HourlyGreenShare => case.policy.hourly_green_share_min = value,
        Quantity::HourlyGreenShareEachHub => case.policy.hourly_green_share_min_each_hub = value,
        Quantity::HubShareMax => case.policy.hub_share_max = value,
        Quantity::TrainingWestShare => case.policy.training_west_share_min = value,
        Quantity::UnservedPenalty => case.penalties.unserved_cny_per_mwh = value?,
        Quantity::GreenPenalty => case.penalties.green_cny_per_mwh = value?,
        Quantity::CarbonPenalty => case.penalties.carbon_cny_per_t = value?,
        Quantity::SharePenalty => case.penalties.share_cny_per_mwh = value?,
        _ => return None,
    }
    Some(())
}

pub(super) fn green_target(case: &Case, scope: Scope) -> Option<f64> {
    let policy = &case.policy;
    match scope {
        Scope::All => policy.green_share_min,
        Scope::East => policy.green_share_min_east,
        Scope::West => policy.green_share_min_west,
        Scope::Hub(hub) => {
            let rules = policy.green_share_min_by_hub.iter();
            rules.filter(|rule| rule.0 == hub).map(|rule| rule.1).next()
        }
    }
}

pub(super) fn set_green_target(case: &mut Case, scope: Scope, value: Option<f64>) -> Option<()> {
    let policy = &mut case.policy;
    match scope {
        Scope::All => policy.green_share_min = value,
        Scope::East => policy.green_share_min_east = value,
        Scope::West => policy.green_share_min_west = value,
        Scope::Hub(hub) => {
            case.hubs.get(hub.index())?;
            set_rule(&mut policy.green_share_min_by_hub, hub, value);
        }
    }
    Some(())
}

fn set_rule(rules: &mut Vec<(HubId, f64)>, hub: HubId, value: Option<f64>) {
    let place = rules.iter().position(|rule| rule.0 == hub);
    match (place, value) {
        (Some(place), Some(value)) => rules[place].1 = value,
        (Some(place), None) => {
            rules.remove(place);
        }
        (None, Some(value)) => rules.push((hub, value)),
        (None, None) => {}
    }
}

pub(super) fn scope_name(case: &Case, scope: Scope) -> String {
    match scope {
        Scope::All => "all".to_owned(),
        Scope::East => "east".to_owned(),
        Scope::West => "west".to_owned(),
        Scope::Hub(hub) => case
            .hubs
            .get(hub.index())
            .map_or_else(String::new, |hub| hub.id.clone()),
    }
}
