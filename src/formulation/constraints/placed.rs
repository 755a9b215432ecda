//! # Shares of today's plan
//!
//! Where a case is held to a plan, each workload's load from an origin is at the hubs that the plan names, by its shares, or
//! is short:
//!
//! ```text
//!     x[w,o,h,t] ≤ share[w,o,h]·D[w,o,t]              ∀ services, archives: a bound of the column    [MW]
//!     Σ_t n[t]·x[w,o,h,t] ≤ share[w,o,h]·E[w]         ∀ training w, h                                [MWh (IT)]
//! ```
//!
//! The shares of each workload and origin add up to 1, so what is served in full is served by these shares, hour by hour;
//! a run chooses its hours. A pair that the plan does not name has the share 0.

use std::collections::HashMap;

use crate::case::{HubId, OriginId, PeriodId, Work, WorkloadId};
use crate::formulation::keys::RowKey;
use crate::formulation::{Assembly, LoadColumn};

type Pair = (WorkloadId, OriginId, HubId);

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    if case.placed.is_empty() {
        return;
    }
    let shares: HashMap<Pair, f64> = case
        .placed
        .iter()
        .map(|row| {
            let pair = (row.workload, row.origin, row.hub);
            (pair, row.share)
        })
        .collect();
    let mut runs: Vec<(Pair, Vec<(usize, f64)>)> = Vec::new();
    for load in assembly.loads.clone() {
        let pair = (load.workload, load.origin, load.hub);
        let share = shares.get(&pair).copied().unwrap_or(0.0);
        match demand_mw(assembly, &load) {
            Some(mw) => assembly.bound(load.index, share * mw),
            None => match runs.last_mut() {
                Some((last, terms)) if *last == pair => terms.push((load.index, load.hours)),
                _ => runs.push((pair, vec![(load.index, load.hours)])),
            },
        }
    }
    for (pair, terms) in runs {
        let share = shares.get(&pair).copied().unwrap_or(0.0);
        let Work::Training(run) = &case[pair.0].work else {
            continue;
        };
        let row = RowKey::Placed {
            workload: pair.0,
            origin: pair.1,
            hub: pair.2,
        };
        assembly.row(row, f64::NEG_INFINITY, share * run.energy_mwh, terms);
    }
}

/// Demand of the row that a load column is in, MW; `None` for training, which has energy to get.
fn demand_mw(assembly: &Assembly, load: &LoadColumn) -> Option<f64> {
    let origin = |of: &OriginId| *of == load.origin;
    match &assembly.case[load.workload].work {
        Work::Inference(service) => {
            let mut rates = service.requests_per_s.iter();
            let (_, rate) = rates.find(|(of, _)| origin(of))?;
            let t = load.period.map_or(0, PeriodId::index);
            Some(rate.at(t) * service.mw_per_request_per_s)
        }
        Work::Storage(archive) => {
            let mut volumes = archive.volume_pb.iter();
            let (_, pb) = volumes.find(|(of, _)| origin(of))?;
            Some(pb * archive.mw_per_pb)
        }
        Work::Training(_) => None,
    }
}
