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

use crate::case::{OriginId, PeriodId, Work, WorkloadId};
use crate::formulation::Assembly;
use crate::formulation::keys::{ColumnKey, RowKey};

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    let mut served = Served::default();
    for w in case.workload_ids() {
        match &case[w].work {
            Work::Inference(service) => {
                for (origin, rate) in &service.requests_per_s {
                    served.seek(assembly, w, *origin);
                    for t in case.period_ids() {
                        let mw = rate.at(t.index()) * service.mw_per_request_per_s;
                        let columns = &served.by_period[t.index()];
                        row(assembly, columns, w, *origin, Some(t), mw);
                    }
                }
            }
            Work::Storage(archive) => {
                for &(origin, volume_pb) in &archive.volume_pb {
                    let mw = volume_pb * archive.mw_per_pb;
                    served.seek(assembly, w, origin);
                    row(assembly, &served.always, w, origin, None, mw);
                }
            }
            Work::Training(_) => {}
        }
    }
}

/// Columns that serve a workload from an origin. Loads are declared workload by workload and origin by origin, as rows of demand are,
/// so that one walk over the loads finds those of each.
#[derive(Default)]
struct Served {
    /// How far the walk is.
    next: usize,
    by_period: Vec<Vec<usize>>,
    /// Of storage, which is the same in all periods.
    always: Vec<usize>,
}

impl Served {
    fn seek(&mut self, assembly: &Assembly, workload: WorkloadId, origin: OriginId) {
        self.by_period
            .resize_with(assembly.case.periods.len(), Vec::new);
        self.by_period.iter_mut().for_each(Vec::clear);
        self.always.clear();
        let rest = &assembly.loads[self.next..];
        let before = rest.iter().take_while(|load| load.workload < workload);
        self.next += before.count();
        let rest = &assembly.loads[self.next..];
        let own = rest
            .iter()
            .take_while(|load| load.workload == workload && load.origin == origin);
        for load in own {
            self.next += 1;
            match load.period {
                Some(t) => self.by_period[t.index()].push(load.index),
                None => self.always.push(load.index),
            }
        }
    }
}

fn row(
    assembly: &mut Assembly,
    columns: &[usize],
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
