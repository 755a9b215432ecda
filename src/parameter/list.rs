use super::Key;
use crate::case::quantity::{Family, Quantity};
use crate::case::{Case, Kind, PowerSource, Side};

/// A key that a case has, with what it stands at.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ParameterInfo {
    /// The key: `electricity_price.west`.
    pub key: String,
    /// Least figure that it touches; `None` where the case has none (a rule that is not set).
    pub base_low: Option<f64>,
    /// Greatest figure that it touches; +∞ for a limit that is not given.
    pub base_high: Option<f64>,
    /// Unit of the figures; `-` where they have none.
    pub unit: &'static str,
    /// One line that says what the quantity is.
    pub what: &'static str,
}

/// The keys of a case: for every quantity that the case has, the whole and each single selector.
///
/// Keys with two selectors (`bandwidth_price.ORIGIN.HUB`, `demand.WORKLOAD.ORIGIN`) are too many to list.
#[must_use]
pub fn list_parameters(case: &Case) -> Vec<ParameterInfo> {
    let quantities = Quantity::ALL.into_iter().filter(|&q| is_of_use(case, q));
    let keys = quantities.flat_map(|quantity| {
        let selectors = selectors(case, quantity.family());
        let name = quantity.name();
        std::iter::once(name.to_owned()).chain(
            selectors
                .into_iter()
                .map(move |selector| format!("{name}.{selector}")),
        )
    });
    // a key that touches nothing (no hub in the east, no trunk) or means two things is not offered
    keys.filter_map(|key| Key::parse(&key, case).ok())
        .map(|key| describe(case, &key))
        .collect()
}

/// Whether a case has what a quantity speaks of: a rule for every hour is offered where contracts can meet it, or where it stands.
fn is_of_use(case: &Case, quantity: Quantity) -> bool {
    let rule = match quantity {
        Quantity::HourlyGreenShare => case.policy.hourly_green_share_min,
        Quantity::HourlyGreenShareEachHub => case.policy.hourly_green_share_min_each_hub,
        _ => return true,
    };
    rule.is_some() || !case.power_contracts.is_empty()
}

fn describe(case: &Case, key: &Key) -> ParameterInfo {
    let base = key.base(case);
    ParameterInfo {
        key: key.to_string(),
        base_low: base.map(|(low, _)| low),
        base_high: base.map(|(_, high)| high),
        unit: key.unit(),
        what: key.quantity().what(),
    }
}

/// The single selectors of a family, groups first.
fn selectors(case: &Case, family: Family) -> Vec<String> {
    let sides = || Side::BOTH.into_iter().map(|side| side.name().to_owned());
    let hubs = || case.hubs.iter().map(|hub| hub.id.clone());
    let origins = || case.origins.iter().map(|origin| origin.id.clone());
    let kinds = || Kind::ALL.into_iter().map(|kind| kind.name().to_owned());
    let workloads = || case.workloads.iter().map(|workload| workload.id.clone());
    match family {
        Family::Whole => Vec::new(),
        Family::Hubs | Family::Targets => sides().chain(hubs()).collect(),
        Family::Links => sides().chain(hubs()).chain(origins()).collect(),
        Family::Trunks => case.trunks.iter().map(|trunk| trunk.id.clone()).collect(),
        Family::Accelerators | Family::Fleets => case
            .accelerators
            .iter()
            .map(|kind| kind.id.clone())
            .collect(),
        Family::Contracts => {
            let sources = PowerSource::ALL.into_iter().map(|s| s.name().to_owned());
            let ids = case.power_contracts.iter().map(|c| c.id.clone());
            sources.chain(ids).collect()
        }
        Family::Demands => kinds().chain(workloads()).chain(origins()).collect(),
        Family::Workloads => kinds().chain(workloads()).collect(),
        Family::Switches => {
            let workloads = kinds().chain(workloads());
            workloads.chain(sides()).chain(hubs()).collect()
        }
        Family::Places => kinds()
            .chain(workloads())
            .chain(sides())
            .chain(hubs())
            .collect(),
        Family::Services | Family::Runs | Family::Windows => workloads().collect(),
    }
}
