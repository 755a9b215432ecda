//! # Demand
//!
//! What users ask for is served somewhere, or is short:
//!
//! ```text
//!     inference   Σ_h x[w,o,h,t] + s[w,o,t] = D[w,o,t]        ∀ w, o, t        [MW]
//!     storage     Σ_h x[w,o,h]   + s[w,o]   = D[w,o]          ∀ w, o           [MW]
//! ```
//!
//! `D = requests_per_s · mw_per_request_per_s` for inference, `volume_pb · mw_per_pb` for storage.
//! Shadow price: cost of one MW more, CNY per MW over the hours of the row.

use std::collections::HashMap;

use crate::case::{OriginId, PeriodId, Work, WorkloadId};
use crate::formulation::Assembly;
use crate::formulation::keys::{ColumnKey, RowKey};

pub(crate) fn rows(assembly: &mut Assembly) {
    let served = columns_by_demand(assembly);
    let case = assembly.case;
    for w in case.workload_ids() {
        match &case[w].work {
            Work::Inference(service) => {
                for (origin, rate) in &service.requests_per_s {
                    for t in case.period_ids() {
                        let mw = rate.at(t.index()) * service.mw_per_request_per_s;
                        row(assembly, &served, w, *origin, Some(t), mw);
                    }
                }
            }
            Work::Storage(archive) => {
                for &(origin, volume_pb) in &archive.volume_pb {
                    let mw = volume_pb * archive.mw_per_pb;
                    row(assembly, &served, w, origin, None, mw);
                }
            }
            Work::Training(_) => {}
        }
    }
}

/// Place of a demand: workload, origin, period.
type Demand = (WorkloadId, OriginId, Option<PeriodId>);

fn columns_by_demand(assembly: &Assembly) -> HashMap<Demand, Vec<usize>> {
    let mut served: HashMap<Demand, Vec<usize>> = HashMap::new();
    for load in &assembly.loads {
        served
            .entry((load.workload, load.origin, load.period))
            .or_default()
            .push(load.index);
    }
    served
}

fn row(
    assembly: &mut Assembly,
    served: &HashMap<Demand, Vec<usize>>,
    workload: WorkloadId,
    origin: OriginId,
    period: Option<PeriodId>,
    mw: f64,
) {
    let case = assembly.case;
    let hours = case.hours_of(period);
    let unserved = assembly.shortfall(
        ColumnKey::Unserved {
            workload,
            origin,
            period,
        },
        hours * case.unserved_penalty_cny_per_mwh(workload),
    );
    let columns = served
        .get(&(workload, origin, period))
        .map_or(&[][..], Vec::as_slice);
    let terms = columns.iter().chain([&unserved]).map(|&j| (j, 1.0));
    assembly.row(
        RowKey::Demand {
            workload,
            origin,
            period,
        },
        mw,
        mw,
        terms,
    );
}
