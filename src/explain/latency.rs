//! # What a longer round-trip limit would admit
//!
//! A limit of latency is no row: it decides which columns there are. The least cost is a step function of it,
//! which falls only where the limit reaches the round trip of a link that was out of reach. So the steps are
//! tried one by one: the case is solved with the limit at the next such round trip. It never rises, so
//! the first step that saves anything is found by halving the list.

use crate::case::reach::{origins, reachable};
use crate::case::{Case, HubId, OriginId, Work, WorkloadId};
use crate::engine::Status;
use crate::formulation::formulate;
use crate::solver::SolveError;

use super::focus::{Focus, Rule};
use super::optimum::{BasicOptimum, Probe, first_objective};

/// A limit that would admit more links, with what it would change.
#[derive(Debug, Clone, PartialEq)]
pub struct LatencyStep {
    /// The longer limit: the round trip of a link, ms.
    pub rtt_limit_ms: f64,
    /// Links that it admits and the present one does not.
    pub admits: Vec<(OriginId, HubId)>,
    /// What the best plan then costs less, CNY over the horizon.
    pub saving_cny: f64,
}

/// The round-trip limit of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct LatencyLimit {
    /// The service.
    pub service: WorkloadId,
    /// Its limit, ms.
    pub rtt_limit_ms: f64,
    /// The longest round trip that the plan uses for it, ms; 0 where it serves nothing.
    pub longest_used_ms: f64,
    /// The next longer limit that admits a link; `None` where all that it may use is within reach.
    pub next: Option<LatencyStep>,
    /// The least longer limit that saves anything.
    pub first_saving: Option<LatencyStep>,
}

/// Savings under this part of the cost are rounding.
const ROUNDING: f64 = 1e-10;

/// The limits of the services that are asked about.
pub(super) fn limits(
    optimum: &BasicOptimum<'_>,
    focus: &Focus,
) -> Result<Vec<LatencyLimit>, SolveError> {
    let case = optimum.case;
    let asked = |w: &WorkloadId| {
        focus.is_everything()
            || focus.workloads.contains(w)
            || focus.rules.contains(&Rule::RttLimit)
    };
    let services = case
        .workload_ids()
        .filter(|&w| case[w].rtt_limit_ms().is_finite());
    services.filter(asked).map(|w| limit(optimum, w)).collect()
}

fn limit(optimum: &BasicOptimum<'_>, service: WorkloadId) -> Result<LatencyLimit, SolveError> {
    let case = optimum.case;
    let loads = optimum
        .placement
        .loads
        .iter()
        .filter(|load| load.workload == service);
    let used = loads.map(|load| case.link(load.origin, load.hub).rtt_ms);
    let steps = longer_limits(case, service);
    let saved = |at: usize| step(optimum, service, steps[at]);
    let next = if steps.is_empty() {
        None
    } else {
        Some(saved(0)?)
    };
    let first_saving = match &next {
        Some(next) if next.saving_cny > 0.0 => Some(next.clone()),
        _ => first_saving(steps.len(), saved)?,
    };
    Ok(LatencyLimit {
        service,
        rtt_limit_ms: case[service].rtt_limit_ms(),
        longest_used_ms: used.fold(0.0, f64::max),
        next,
        first_saving,
    })
}

/// The first of `count` steps that saves anything; steps never save less than those before.
fn first_saving(
    count: usize,
    saved: impl Fn(usize) -> Result<LatencyStep, SolveError>,
) -> Result<Option<LatencyStep>, SolveError> {
    // every step before `low` is known to save nothing; nearer steps admit fewer links and are cheaper to try
    let (mut low, mut stride) = (1, 1);
    let (mut high, mut found) = loop {
        if low >= count {
            return Ok(None);
        }
        let tried = (low + stride - 1).min(count - 1);
        let step = saved(tried)?;
        if step.saving_cny > 0.0 {
            break (tried, step);
        }
        (low, stride) = (tried + 1, 2 * stride);
    };
    while low < high {
        let middle = (low + high) / 2;
        let step = saved(middle)?;
        if step.saving_cny > 0.0 {
            (high, found) = (middle, step);
        } else {
            low = middle + 1;
        }
    }
    Ok(Some(found))
}

/// Round trips over a service's limit of links that it might use, ascending, each once.
fn longer_limits(case: &Case, service: WorkloadId) -> Vec<f64> {
    let mut steps: Vec<f64> = pairs(case, service)
        .filter(|&(origin, hub)| !reachable(case, service, origin, hub))
        .map(|(origin, hub)| case.link(origin, hub).rtt_ms)
        .collect();
    steps.sort_by(f64::total_cmp);
    steps.dedup();
    steps
}

/// Origins with hubs where the service may run, latency aside.
fn pairs(case: &Case, service: WorkloadId) -> impl Iterator<Item = (OriginId, HubId)> {
    origins(&case[service]).into_iter().flat_map(move |origin| {
        let hubs = case
            .hub_ids()
            .filter(move |&hub| case[service].may_run_at(hub));
        hubs.map(move |hub| (origin, hub))
    })
}

fn step(
    optimum: &BasicOptimum<'_>,
    service: WorkloadId,
    rtt_limit_ms: f64,
) -> Result<LatencyStep, SolveError> {
    let mut longer = optimum.case.clone();
    if let Work::Inference(inference) = &mut longer.workloads[service.index()].work {
        inference.rtt_limit_ms = rtt_limit_ms;
    }
    let newly = |&(origin, hub): &(OriginId, HubId)| {
        reachable(&longer, service, origin, hub) && !reachable(optimum.case, service, origin, hub)
    };
    let admits = pairs(&longer, service).filter(newly).collect();
    let formulation = formulate(&longer);
    let basis = optimum.carried_to(&formulation);
    let outcome = Probe::new(&first_objective(&formulation.program), basis).ask_feasible()?;
    debug_assert_eq!(outcome.status, Status::Optimal);
    let saving = optimum.objective_cny - outcome.objective;
    let seen = saving > ROUNDING * (1.0 + optimum.objective_cny.abs());
    Ok(LatencyStep {
        rtt_limit_ms,
        admits,
        saving_cny: if seen { saving } else { 0.0 },
    })
}
