//! # What a scenario with a shortfall is short of
//!
//! Of all that is short the rule whose shortfall costs most: a demand of one workload from one origin, or a
//! policy. `chat within 20 ms from Shanghai` names what was asked for; `eastwest diagnose` finds which other
//! rules it conflicts with.

use crate::case::{Case, Kind};
use crate::language::word;

use super::indicators::Indicator;

/// Everything that can be short, by place.
#[derive(Debug, Clone, Default)]
pub struct Causes {
    causes: Vec<Cause>,
    /// Places of the figures that say whether anything is short.
    totals: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Cause {
    /// Its place among the figures of a row.
    figure: usize,
    name: String,
    /// What one unit of it costs in the case, CNY.
    penalty: f64,
}

impl Causes {
    /// The causes among the indicators of a sweep over `parameters`.
    #[must_use]
    pub(crate) fn of(case: &Case, parameters: &[String], kinds: &[Indicator]) -> Self {
        let limits_vary = parameters.iter().any(|key| key.starts_with("rtt_limit"));
        let penalties = &case.penalties;
        let mut causes = Causes::default();
        for (figure, &indicator) in kinds.iter().enumerate() {
            let (name, penalty) = match indicator {
                Indicator::Short(workload, origin) => (
                    demand(case, workload, origin, limits_vary),
                    penalties.unserved_cny_per_mwh,
                ),
                Indicator::GreenShort => ("green target".to_owned(), penalties.green_cny_per_mwh),
                Indicator::CarbonOver => ("carbon cap".to_owned(), penalties.carbon_cny_per_t),
                Indicator::ShareBreach => ("share rule".to_owned(), penalties.share_cny_per_mwh),
                Indicator::Unserved => {
                    causes.totals.push(figure);
                    continue;
                }
                _ => continue,
            };
            if !matches!(indicator, Indicator::Short(..)) {
                causes.totals.push(figure);
            }
            causes.causes.push(Cause {
                figure,
                name,
                penalty,
            });
        }
        causes
    }

    /// Places of the figures that say whether anything is short.
    pub(super) fn totals(&self) -> &[usize] {
        &self.totals
    }

    /// In words.
    #[must_use]
    pub(crate) fn name(&self, cause: usize) -> &str {
        self.causes.get(cause).map_or("", |cause| &cause.name)
    }

    /// The cause whose shortfall costs most, with its amount in MWh, or t for the carbon cap; the first of equals.
    pub(super) fn most(&self, figures: &[f64]) -> Option<(usize, f64)> {
        let mut most: Option<(usize, f64, f64)> = None;
        for (place, cause) in self.causes.iter().enumerate() {
            let amount = figures.get(cause.figure).copied().unwrap_or(0.0);
            // a penalty of nothing still orders by amount
            let cost = amount * (cause.penalty + f64::MIN_POSITIVE);
            if amount > 0.0 && most.is_none_or(|(_, _, so_far)| cost > so_far) {
                most = Some((place, amount, cost));
            }
        }
        most.map(|(place, amount, _)| (place, amount))
    }
}

/// The name of a cause, as rows have it, in the language that is spoken.
#[must_use]
pub(crate) fn retold(cause: &str) -> String {
    if let Some(run) = cause.strip_prefix(RUN) {
        return tr!("training run {}", run);
    }
    let (what, place) = match cause.rsplit_once(FROM) {
        Some((what, place)) => (what, Some(place)),
        None => (cause, None),
    };
    let told = match what.rsplit_once(WITHIN) {
        Some((workload, "its limit")) => tr!("{workload} within its limit", workload = workload),
        Some((workload, limit)) => tr!(
            "{workload} within {limit}",
            workload = workload,
            limit = limit
        ),
        None => word(what).to_owned(),
    };
    match place {
        Some(place) => tr!("{told} from {place}", told = told, place = place),
        None => told,
    }
}

/// Parts of the names of causes.
const RUN: &str = "training run ";
const WITHIN: &str = " within ";
const FROM: &str = " from ";

/// `chat within 20 ms from Shanghai`, `training run pretrain`.
fn demand(case: &Case, workload: usize, origin: Option<usize>, limits_vary: bool) -> String {
    let workload = &case.workloads[workload];
    if workload.kind() == Kind::Training {
        return format!("{RUN}{}", workload.id);
    }
    let mut name = workload.id.clone();
    let limit = workload.rtt_limit_ms();
    if limits_vary && workload.kind() == Kind::Inference {
        name.push_str(WITHIN);
        name.push_str("its limit");
    } else if limit.is_finite() {
        name.push_str(&format!("{WITHIN}{limit} ms"));
    }
    if let Some(origin) = origin {
        name.push_str(&format!("{FROM}{}", case.origins[origin].name));
    }
    name
}
