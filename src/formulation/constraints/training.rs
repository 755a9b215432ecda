//! # Training
//!
//! A run gets its energy inside its window, and never uses more accelerators than it has:
//!
//! ```text
//!     Σ_{h,t} n[t]·x[w,o,h,t] + s[w] = E[w]       ∀ training w        [MWh (IT)]
//!     Σ_h x[w,o,h,t] ≤ P[w]                       ∀ training w, t     [MW]
//! ```
//!
//! `o` is where the run's data lies. Shadow prices: CNY per MWh of training, CNY per MW of
//! accelerators in that period (never positive).

use crate::case::Work;
use crate::formulation::Assembly;
use crate::formulation::keys::{ColumnKey, RowKey};

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    for workload in case.workload_ids() {
        let Work::Training(run) = &case[workload].work else {
            continue;
        };
        let unserved = assembly.shortfall(
            ColumnKey::Unserved {
                workload,
                origin: run.origin,
                period: None,
            },
            case.unserved_penalty_cny_per_mwh(workload),
        );
        let loads: Vec<_> = assembly
            .loads
            .iter()
            .filter(|load| load.workload == workload.index())
            .copied()
            .collect();
        let energy = loads.iter().map(|load| (load.index, load.hours));
        assembly.row(
            RowKey::TrainingEnergy { workload },
            run.energy_mwh,
            run.energy_mwh,
            energy.chain([(unserved, 1.0)]),
        );
        if run.power_limit_mw.is_finite() {
            for (t, period) in (0..case.periods.len()).zip(0u32..) {
                let power = loads.iter().filter(|load| load.period == Some(t));
                if run.window[t] {
                    assembly.row(
                        RowKey::TrainingPower { workload, period },
                        f64::NEG_INFINITY,
                        run.power_limit_mw,
                        power.map(|load| (load.index, 1.0)),
                    );
                }
            }
        }
    }
}
