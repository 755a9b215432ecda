//! # Round-trip limits, one by one
//!
//! Which loads a limit admits changes only where it reaches the round trip of a link, so between two such round trips
//! nothing changes, and the claims are assessed once for each stretch.

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
    let mut limits = round_trips(case, driver);
    // a limit has to be over 0, and under the least round trip nothing is served
    limits.retain(|&ms| ms > 0.0);
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
    let ends = limits.iter().skip(1).copied().chain([f64::INFINITY]);
    let spans = limits.iter().zip(ends).zip(runs.into_iter().flatten());
    let spans = spans.map(|((&from, to), both)| Span {
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
