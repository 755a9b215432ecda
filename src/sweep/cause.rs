//! # What a scenario with a shortfall is short of
//!
//! Of all that is short the rule whose shortfall costs most: a demand of one workload from one origin, or a
//! policy. `chat within 20 ms from Shanghai` names what was asked for; `eastwest diagnose` finds which other
//! rules it conflicts with.

use crate::case::{Case, Kind};
use crate::language::{Language, either, word};

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
    what: What,
    /// As rows have it.
    name: String,
    /// What one unit of it costs in the case, CNY.
    penalty: f64,
}

/// What can be short.
#[derive(Debug, Clone)]
enum What {
    /// A policy, as it is called in English.
    Rule(&'static str),
    /// A training run.
    Run(String),
    /// What a workload asks for, of one origin where that is told apart.
    Demand {
        workload: String,
        limit: Limit,
        origin: Option<(String, Option<String>)>,
    },
}

/// Within which round-trip time.
#[derive(Debug, Clone, Copy)]
enum Limit {
    None,
    /// Another one in each scenario.
    Varies,
    Ms(f64),
}

impl Causes {
    /// The causes among the indicators of a sweep over `parameters`.
    #[must_use]
    pub(crate) fn of(case: &Case, parameters: &[String], kinds: &[Indicator]) -> Self {
        let limits_vary = parameters.iter().any(|key| key.starts_with("rtt_limit"));
        let penalties = &case.penalties;
        let mut causes = Causes::default();
        for (figure, &indicator) in kinds.iter().enumerate() {
            let (what, penalty) = match indicator {
                Indicator::Short(workload, origin) => (
                    demand(case, workload, origin, limits_vary),
                    penalties.unserved_cny_per_mwh,
                ),
                Indicator::GreenShort => (What::Rule("green target"), penalties.green_cny_per_mwh),
                Indicator::CarbonOver => (What::Rule("carbon cap"), penalties.carbon_cny_per_t),
                Indicator::ShareBreach => (What::Rule("share rule"), penalties.share_cny_per_mwh),
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
                name: Language::En.speak(|| what.told()),
                what,
                penalty,
            });
        }
        causes
    }

    /// Places of the figures that say whether anything is short.
    pub(super) fn totals(&self) -> &[usize] {
        &self.totals
    }

    /// As rows have it, in English.
    #[must_use]
    pub(crate) fn name(&self, cause: usize) -> &str {
        self.causes.get(cause).map_or("", |cause| &cause.name)
    }

    /// In the language that is spoken.
    #[must_use]
    pub(crate) fn told(&self, cause: usize) -> String {
        let cause = self.causes.get(cause);
        cause.map(|cause| cause.what.told()).unwrap_or_default()
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

impl What {
    /// In the language that is spoken: `chat within 20 ms from Shanghai`, `training run pretrain`.
    fn told(&self) -> String {
        let (workload, limit, origin) = match self {
            What::Rule(name) => return word(name).to_owned(),
            What::Run(run) => return tr!("training run {}", run),
            What::Demand {
                workload,
                limit,
                origin,
            } => (workload, limit, origin),
        };
        let told = match limit {
            Limit::None => workload.clone(),
            Limit::Varies => tr!("{workload} within its limit", workload = workload),
            Limit::Ms(limit) => tr!(
                "{workload} within {limit}",
                workload = workload,
                limit = format!("{limit} ms")
            ),
        };
        match origin {
            Some((name, name_zh)) => {
                let place = either(name, name_zh.as_deref());
                tr!("{told} from {place}", told = told, place = place)
            }
            None => told,
        }
    }
}

/// What a workload asks for, from one origin or from all.
fn demand(case: &Case, workload: usize, origin: Option<usize>, limits_vary: bool) -> What {
    let workload = &case.workloads[workload];
    if workload.kind() == Kind::Training {
        return What::Run(workload.id.clone());
    }
    let limit = workload.rtt_limit_ms();
    let place = |origin: usize| {
        let origin = &case.origins[origin];
        (origin.name.clone(), origin.name_zh.clone())
    };
    What::Demand {
        workload: workload.id.clone(),
        limit: if limits_vary && workload.kind() == Kind::Inference {
            Limit::Varies
        } else if limit.is_finite() {
            Limit::Ms(limit)
        } else {
            Limit::None
        },
        origin: origin.map(place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_reads_like_a_sentence_is_told_whole() {
        let what = What::Demand {
            workload: "chat within reach".to_owned(),
            limit: Limit::Ms(20.0),
            origin: Some(("Far from A".to_owned(), None)),
        };
        let english = Language::En.speak(|| what.told());
        assert_eq!(english, "chat within reach within 20 ms from Far from A");
        let chinese = Language::Zh.speak(|| what.told());
        assert!(
            chinese.contains("Far from A") && chinese.contains("chat within reach"),
            "{chinese}"
        );
        assert!(!chinese.contains("20 ms from"), "{chinese}");
    }
}
