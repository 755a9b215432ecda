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
//! Where the case is the load that plan and baseline both hold, D and E are those of the whole load.
//!
//! The shares of each workload and origin add up to 1, so what is served in full is served by these shares, hour by hour;
//! a run chooses its hours. A pair that the plan does not name has the share 0.

use crate::case::{Case, HubId, OriginId, PeriodId, Work, Workload, WorkloadId};
use crate::formulation::keys::RowKey;
use crate::formulation::{Assembly, LoadColumn};

type Pair = (WorkloadId, OriginId, HubId);

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    if case.placed.is_empty() {
        return;
    }
    let shares = Shares::of(case);
    let whole = case.placed_of.as_deref().unwrap_or(&case.workloads);
    let mut runs: Vec<(Pair, Vec<(usize, f64)>)> = Vec::new();
    let mut demand = Demand::default();
    for at in 0..assembly.loads.len() {
        let load = assembly.loads[at];
        let pair = (load.workload, load.origin, load.hub);
        match demand.mw(whole, &load) {
            Some(mw) => assembly.bound(load.index, shares.of_pair(pair) * mw),
            None => match runs.last_mut() {
                Some((last, terms)) if *last == pair => terms.push((load.index, load.hours)),
                _ => runs.push((pair, vec![(load.index, load.hours)])),
            },
        }
    }
    for (pair, terms) in runs {
        let Work::Training(run) = &whole[pair.0.index()].work else {
            continue;
        };
        let row = RowKey::Placed {
            workload: pair.0,
            origin: pair.1,
            hub: pair.2,
        };
        let most = shares.of_pair(pair) * run.energy_mwh;
        assembly.row(row, f64::NEG_INFINITY, most, terms);
    }
}

/// The shares of a plan, pair by pair.
struct Shares {
    origins: usize,
    hubs: usize,
    shares: Vec<f64>,
}

impl Shares {
    fn of(case: &Case) -> Self {
        let (origins, hubs) = (case.origins.len(), case.hubs.len());
        let mut shares = Shares {
            origins,
            hubs,
            shares: vec![0.0; case.workloads.len() * origins * hubs],
        };
        for row in &case.placed {
            let place = shares.place((row.workload, row.origin, row.hub));
            shares.shares[place] = row.share;
        }
        shares
    }

    const fn place(&self, (workload, origin, hub): Pair) -> usize {
        (workload.index() * self.origins + origin.index()) * self.hubs + hub.index()
    }

    fn of_pair(&self, pair: Pair) -> f64 {
        self.shares[self.place(pair)]
    }
}

/// Demand of the rows that load columns are in. Loads come origin by origin, so the place of the last origin is looked at first.
#[derive(Default)]
struct Demand {
    place: usize,
}

impl Demand {
    /// MW; `None` for training, which has energy to get.
    fn mw(&mut self, whole: &[Workload], load: &LoadColumn) -> Option<f64> {
        match &whole[load.workload.index()].work {
            Work::Inference(service) => {
                let rates = &service.requests_per_s;
                let (_, rate) = &rates[self.seek(rates, load.origin)?];
                let t = load.period.map_or(0, PeriodId::index);
                Some(rate.at(t) * service.mw_per_request_per_s)
            }
            Work::Storage(archive) => {
                let volumes = &archive.volume_pb;
                let (_, pb) = volumes[self.seek(volumes, load.origin)?];
                Some(pb * archive.mw_per_pb)
            }
            Work::Training(_) => None,
        }
    }

    fn seek<T>(&mut self, rows: &[(OriginId, T)], origin: OriginId) -> Option<usize> {
        let is_own = |place: &usize| rows.get(*place).is_some_and(|(of, _)| *of == origin);
        if !is_own(&self.place) {
            self.place = (0..rows.len()).find(is_own)?;
        }
        Some(self.place)
    }
}
