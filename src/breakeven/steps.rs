//! # Round-trip limits, one by one
//!
//! Which loads a limit admits changes only where it reaches the round trip of a link. Which load the baseline leaves out
//! changes where the limit comes to another workload's and where it passes it ([`Case::order_changes`]). Between two such
//! values nothing changes, and the claims are assessed once for each stretch: at its begin, and under the first value at
//! half of it.

use rayon::prelude::*;

use crate::case::{Case, WorkloadId};
use crate::formulation::variables::origins;

use super::assessor::Assessor;
use super::signs::{Signs, Span};
use super::{BreakevenError, Driver, Method};

/// Limits that are tried one after the other, each from the answer at the one before; such runs are independent.
const IN_A_ROW: usize = 65;

/// The signs of all claims over all limits.
pub(super) fn signs(case: &Case, driver: &Driver) -> Result<(Signs, Method), BreakevenError> {
    let limits = stretches(case, driver);
    let runs = limits.par_chunks(IN_A_ROW).map(|run| {
        let mut assessor = Assessor::new(case, driver);
        let samples = run.iter().rev().map(|&limit| assessor.at(limit));
        let mut samples = samples.collect::<Result<Vec<_>, _>>()?;
        samples.reverse();
        Ok::<_, BreakevenError>(samples)
    });
    // whichever run is done first, the first error is told
    let runs = runs.collect::<Vec<_>>();
    let runs = runs.into_iter().collect::<Result<Vec<_>, _>>()?;
    let begins = std::iter::once(driver.from).chain(limits.iter().skip(1).copied());
    let ends = limits.iter().skip(1).copied().chain([driver.to]);
    let spans = begins.zip(ends).zip(runs.into_iter().flatten());
    let spans = spans.map(|((from, to), both)| Span {
        from,
        to,
        start: both,
        end: both,
    });
    let signs = Signs {
        spans: spans.collect(),
    };
    Ok((
        signs,
        Method::Steps {
            tried: limits.len(),
        },
    ))
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
