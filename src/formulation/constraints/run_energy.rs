//! # Energy of a run at a hub
//!
//! A run's data flow in its whole window, wherever in it the work is done, so its traffic in every period asks for its
//! energy of all periods. An auxiliary column holds that sum once, and the rows of bandwidth read it:
//!
//! ```text
//!     Σ_t n[t]·x[w,o,h,t] − E[w,o,h] = 0        ∀ training w, h        [MWh (IT)]
//! ```
//!
//! A window of W periods then takes 2·W + 1 entries a hub instead of W². The column exists only where that is fewer (three
//! periods or more) and where the run moves data at all. It decides nothing: loads determine it. Its price is
//! CNY per MWh (IT) of bandwidth that the run's energy at the hub occupies.

use std::collections::BTreeMap;

use crate::case::{HubId, OriginId, Training, Work, WorkloadId};
use crate::formulation::Assembly;
use crate::formulation::keys::{ColumnKey, RowKey};

/// Periods of a window from which the column makes a programme smaller: 2·W + 1 < W².
const LEAST_PERIODS: usize = 3;

/// Columns and rows of all runs that have them; gives the column of each run and hub.
pub(crate) fn rows(assembly: &mut Assembly) -> BTreeMap<(WorkloadId, HubId), usize> {
    let mut terms: BTreeMap<(WorkloadId, OriginId, HubId), Vec<(usize, f64)>> = BTreeMap::new();
    for load in &assembly.loads {
        if needed(&assembly.case[load.workload].work) {
            let place = (load.workload, load.origin, load.hub);
            let term = (load.index, load.hours);
            terms.entry(place).or_default().push(term);
        }
    }
    let mut columns = BTreeMap::new();
    for ((workload, origin, hub), terms) in terms {
        let energy = assembly.column(ColumnKey::RunEnergy {
            workload,
            origin,
            hub,
        });
        let row = RowKey::RunEnergy {
            workload,
            origin,
            hub,
        };
        assembly.row(row, 0.0, 0.0, terms.into_iter().chain([(energy, -1.0)]));
        columns.insert((workload, hub), energy);
    }
    columns
}

/// Whether a workload is a run whose traffic is written by its energy.
pub(crate) fn needed(work: &Work) -> bool {
    match work {
        Work::Training(run) => is_shorter(run) && run.gbps_per_mwh() > 0.0,
        Work::Inference(_) | Work::Storage(_) => false,
    }
}

/// Whether a run's window is so long that the column makes the programme smaller.
pub(crate) fn is_shorter(run: &Training) -> bool {
    run.open_periods() >= LEAST_PERIODS
}
