//! # Round-trip limits, one by one
//!
//! Which loads a limit admits changes only where it reaches the round trip of a link, so between two such round trips
//! nothing changes, and the claims are assessed once for each stretch.

use crate::answer;
use crate::case::{Case, WorkloadId};
use crate::claims;
use crate::formulation::variables::origins;
use crate::placement::Placement;
use crate::solver::Solver;

use super::quantities::Quantities;
use super::signs::{Signs, Span};
use super::{BreakevenError, Driver, Method};

/// The signs of all claims over all limits.
pub(super) fn signs(case: &Case, driver: &Driver) -> Result<(Signs, Method), BreakevenError> {
    let mut limits = round_trips(case, driver);
    // a limit has to be over 0, and under the least round trip nothing is served
    limits.retain(|&ms| ms > 0.0);
    let mut signs = Signs::default();
    for (k, &from) in limits.iter().enumerate() {
        let to = limits.get(k + 1).copied().unwrap_or(f64::INFINITY);
        let both = assess_at(case, driver, from)?;
        signs.spans.push(Span {
            from,
            to,
            start: both,
            end: both,
        });
    }
    Ok((
        signs,
        Method::Steps {
            tried: limits.len(),
        },
    ))
}

/// Plan and baseline of the claims at a value of the driver.
pub(super) fn assess_at(
    case: &Case,
    driver: &Driver,
    value: f64,
) -> Result<(Quantities, Quantities), BreakevenError> {
    let mut changed = case.clone();
    let how = driver.parameter.how.with(value);
    driver.parameter.key.apply(how, &mut changed)?;
    let (formulation, solved) = answer::solve(&changed, Solver::Engine)?;
    let plan = Placement::read(&changed, &formulation, &solved.solution);
    let claims = claims::assess(&changed, &plan, Solver::Engine)?;
    Ok((
        Quantities::of(&changed, &claims.plan),
        Quantities::of(&changed, &claims.baseline),
    ))
}

/// Round trips of links that the service might use, ascending, each once.
fn round_trips(case: &Case, driver: &Driver) -> Vec<f64> {
    let is_it = |w: &WorkloadId| {
        let limit = case[*w].rtt_limit_ms();
        let key = format!("rtt_limit.{}", case[*w].id);
        limit == driver.now && driver.parameter.key.as_str() == key
    };
    let service = case.workload_ids().find(is_it);
    let mut trips: Vec<f64> = service
        .into_iter()
        .flat_map(|w| {
            let hubs = case.hub_ids().filter(move |&hub| case[w].may_run_at(hub));
            let pairs = hubs.flat_map(move |hub| {
                let origins = origins(&case[w]).into_iter();
                origins.map(move |origin| case.link(origin, hub).rtt_ms)
            });
            pairs.collect::<Vec<f64>>()
        })
        .collect();
    trips.sort_by(f64::total_cmp);
    trips.dedup();
    trips
}
