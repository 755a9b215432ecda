//! # Round-trip limits, one by one
//!
//! Which loads a limit admits changes only where it reaches the round trip of a link. Which load the baseline leaves out
//! changes where the limit comes to another workload's and where it passes it ([`Case::order_changes`]), and there, and at 20 ms,
//! which services the headroom is told of. Between two such values nothing changes, and the claims are assessed once for each stretch: at its begin, and under the first value at
//! half of it.
//!
//! Round trips that are multiplied change which loads a service may use only where a link comes to its limit, at the factor
//! `limit ÷ round trip`; up to there, that factor included, nothing changes.

use crate::case::reach::origins;
use crate::case::{Case, WorkloadId};
use crate::claims::headroom::NEAR_MS;
use crate::parallel;

use super::assessor::Assessor;
use super::quantities::{Claim, Parts};
use super::signs::Signs;
use super::{BreakevenError, Driver, Method};

/// Limits that are tried one after the other, each from the answer at the one before; such runs are independent.
const IN_A_ROW: usize = 65;

/// The signs of all claims over all limits.
pub(super) fn signs(
    case: &Case,
    driver: &Driver,
    claims: &[Claim],
) -> Result<(Signs, Method), BreakevenError> {
    let limits = stretches(case, driver);
    let samples = samples(case, driver, claims, &limits)?;
    let begins = std::iter::once(driver.from).chain(limits.iter().skip(1).copied());
    let ends = limits.iter().skip(1).copied().chain([driver.to]);
    Ok(told(claims, begins.zip(ends), &samples))
}

/// The signs of all claims over all factors of round trips.
pub(super) fn of_latency(
    case: &Case,
    driver: &Driver,
    claims: &[Claim],
) -> Result<(Signs, Method), BreakevenError> {
    let factors = factors(case, driver);
    let samples = samples(case, driver, claims, &factors)?;
    let begins = std::iter::once(driver.from).chain(factors.iter().copied());
    Ok(told(claims, begins.zip(factors.iter().copied()), &samples))
}

/// Factors at which some link comes to the limit of some service, within the range; its end is the last.
fn factors(case: &Case, driver: &Driver) -> Vec<f64> {
    let services = case
        .workload_ids()
        .filter(|&w| case[w].rtt_limit_ms().is_finite());
    let of = |w: WorkloadId| {
        let limit = case[w].rtt_limit_ms();
        round_trips(case, w).into_iter().map(move |ms| limit / ms)
    };
    let mut factors: Vec<f64> = services.flat_map(of).collect();
    factors.retain(|factor| (driver.from..driver.to).contains(factor));
    factors.push(driver.to);
    factors.sort_by(f64::total_cmp);
    factors.dedup();
    factors
}

/// What has to be positive for each of the claims at values, in their order.
fn samples(
    case: &Case,
    driver: &Driver,
    claims: &[Claim],
    values: &[f64],
) -> Result<Vec<Vec<Parts>>, BreakevenError> {
    let runs: Vec<&[f64]> = values.chunks(IN_A_ROW).collect();
    let runs = parallel::each(&runs, |run| {
        let mut assessor = Assessor::new(case, driver);
        let samples = run.iter().rev().map(|&limit| assessor.at(limit, claims));
        let mut samples = samples.collect::<Result<Vec<_>, _>>()?;
        samples.reverse();
        Ok::<_, BreakevenError>(samples)
    });
    // whichever run is done first, the first error is told
    let runs = runs.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(runs.into_iter().flatten().collect())
}

/// Stretches with what was found on each.
fn told(
    claims: &[Claim],
    stretches: impl Iterator<Item = (f64, f64)>,
    samples: &[Vec<Parts>],
) -> (Signs, Method) {
    let tried = samples.len();
    let stretches: Vec<(f64, f64)> = stretches.collect();
    let signs = Signs::still(claims, &stretches, samples);
    (signs, Method::Steps { tried })
}

/// A limit of each stretch: where it begins, but for the first one, in which nothing is within reach. Ascending, each once.
fn stretches(case: &Case, driver: &Driver) -> Vec<f64> {
    let is_it =
        |w: &WorkloadId| driver.parameter.key.as_str() == format!("rtt_limit.{}", case[*w].id);
    let Some(service) = case.workload_ids().find(is_it) else {
        return vec![driver.now];
    };
    let mut limits = round_trips(case, service);
    limits.extend(case.order_changes(service));
    // there it stops to count among the near ones
    limits.push(NEAR_MS);
    // a limit has to be over 0
    limits.retain(|&ms| ms > 0.0 && ms.is_finite());
    limits.sort_by(f64::total_cmp);
    limits.dedup();
    let least = limits.first().copied().unwrap_or(driver.now);
    limits.insert(0, 0.5 * least);
    limits
}

/// Round trips of links that a service might use.
fn round_trips(case: &Case, service: WorkloadId) -> Vec<f64> {
    let hubs = || case.hub_ids().filter(|&hub| case[service].may_run_at(hub));
    let of = |origin| hubs().map(move |hub| case.link(origin, hub).rtt_ms);
    origins(&case[service]).into_iter().flat_map(of).collect()
}
