//! # Training
//!
//! A run gets its energy inside its window, and never has more accelerators than it may. They stay where they are for the whole
//! run: its parts at its hubs add up to no more.
//!
//! ```text
//!     Σ_{h,t} n[t]·x[w,o,h,t] + s[w] = E[w]       ∀ training w              [MWh (IT)]
//!     x[w,o,h,t] ≤ y[w,h]                         ∀ training w, h, t        [MW]
//!     Σ_h y[w,h] ≤ P[w]                           ∀ training w              [MW]
//! ```
//!
//! `o` is where the run's data lies. In a window of one period `y[w,h] = x[w,o,h,t]` is substituted, and a run without a limit
//! has no `y`. Shadow prices: CNY per MWh of training, CNY per MW of accelerators over the horizon (never positive).

use std::collections::BTreeMap;

use crate::case::{HubId, Training, Work, WorkloadId};
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::formulation::{Assembly, LoadColumn};

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    for workload in case.workload_ids() {
        let Work::Training(run) = &case[workload].work else {
            continue;
        };
        let of_run = assembly.loads.iter();
        let loads: Vec<_> = of_run
            .filter(|load| load.workload == workload)
            .copied()
            .collect();
        energy(assembly, workload, run, &loads);
        if run.power_limit_mw.is_finite() && run.open_periods() > 0 {
            let parts = parts(assembly, workload, run, &loads);
            assembly.row(
                RowKey::TrainingPower { workload },
                f64::NEG_INFINITY,
                run.power_limit_mw,
                parts.into_iter().map(|part| (part, 1.0)),
            );
        }
    }
}

fn energy(assembly: &mut Assembly, workload: WorkloadId, run: &Training, loads: &[LoadColumn]) {
    let unserved = assembly.shortfall(
        ColumnKey::Unserved {
            workload,
            origin: run.origin,
            period: None,
        },
        assembly.case.unserved_penalty_cny_per_mwh(workload),
    );
    let energy = loads.iter().map(|load| (load.index, load.hours));
    assembly.row(
        RowKey::TrainingEnergy { workload },
        run.energy_mwh,
        run.energy_mwh,
        energy.chain([(unserved, 1.0)]),
    );
}

/// `y[w,h]` at every hub; the load itself where the window has one period.
fn parts(
    assembly: &mut Assembly,
    workload: WorkloadId,
    run: &Training,
    loads: &[LoadColumn],
) -> Vec<usize> {
    if run.open_periods() == 1 {
        return loads.iter().map(|load| load.index).collect();
    }
    let mut by_hub: BTreeMap<HubId, Vec<LoadColumn>> = BTreeMap::new();
    for load in loads {
        by_hub.entry(load.hub).or_default().push(*load);
    }
    let mut parts = Vec::new();
    for (hub, loads) in by_hub {
        let part = assembly.column(ColumnKey::RunPart { workload, hub });
        for load in loads {
            let Some(period) = load.period else {
                continue;
            };
            let row = RowKey::RunPart {
                workload,
                hub,
                period,
            };
            let terms = [(load.index, 1.0), (part, -1.0)];
            assembly.row(row, f64::NEG_INFINITY, 0.0, terms);
        }
        parts.push(part);
    }
    parts
}
