//! What a plan leaves unserved, and the case without it.

use std::sync::Arc;

use crate::case::{Case, PeriodId, Work, WorkloadId};
use crate::placement::{NEGLIGIBLE, Placement, Shortfall, ShortfallKind};

/// What the baseline cannot serve of one workload.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unserved {
    /// Which workload.
    pub workload: WorkloadId,
    /// Greatest shortfall of any period, all origins together, MW (for training: mean over its window).
    pub peak_mw: f64,
    /// IT energy not served over the horizon, MWh.
    pub energy_mwh: f64,
    /// Its part of the workload's energy, 0..1.
    pub share: f64,
}

/// What `plan` leaves unserved, by workload.
#[must_use]
pub(crate) fn unserved(case: &Case, plan: &Placement) -> Vec<Unserved> {
    case.workload_ids()
        .filter_map(|workload| {
            let amounts = plan.shortfalls.iter();
            let (peak_mw, energy_mwh) = match &case[workload].work {
                Work::Training(run) => {
                    let what = ShortfallKind::Training { workload };
                    let energy = amounts.filter(|short| short.what == what);
                    let energy_mwh: f64 = energy.map(|short| short.amount).sum();
                    (energy_mwh / run.window_hours, energy_mwh)
                }
                Work::Inference(_) | Work::Storage(_) => {
                    let mut by_period = vec![0.0; case.periods.len()];
                    for short in amounts {
                        add_unserved(workload, short, &mut by_period);
                    }
                    let hours = case.periods.iter().map(|period| period.hours);
                    let energy = by_period.iter().zip(hours).map(|(mw, n)| mw * n);
                    (by_period.iter().copied().fold(0.0, f64::max), energy.sum())
                }
            };
            (energy_mwh > NEGLIGIBLE).then(|| Unserved {
                workload,
                peak_mw,
                energy_mwh,
                share: energy_mwh / case.demand_mwh(workload),
            })
        })
        .collect()
}

/// Adds the load that is short to its periods, MW.
fn add_unserved(workload: WorkloadId, short: &Shortfall, by_period: &mut [f64]) {
    match short.what {
        ShortfallKind::Load {
            workload: of,
            period: Some(t),
            ..
        } if of == workload => by_period[t.index()] += short.amount,
        ShortfallKind::Load {
            workload: of,
            period: None,
            ..
        } if of == workload => {
            for mw in by_period {
                *mw += short.amount;
            }
        }
        _ => {}
    }
}

impl Case {
    /// The same case without the demand that is short: each demand less its greatest shortfall. Where loads are held to shares of a plan of today,
    /// these are shares of the whole still: a hub that is full holds no less for it, and the others no more.
    #[must_use]
    pub(crate) fn without(&self, short: &[Shortfall]) -> Case {
        let mut case = self.clone();
        if !case.placed.is_empty() && case.placed_of.is_none() {
            case.placed_of = Some(Arc::new(self.workloads.clone()));
        }
        for workload in self.workload_ids() {
            let missing = |matches: &dyn Fn(ShortfallKind) -> bool| {
                let of_it = short.iter().filter(|s| matches(s.what));
                of_it.map(|s| s.amount).fold(0.0, f64::max)
            };
            match &mut case.workloads[workload.index()].work {
                Work::Inference(service) => {
                    let per_request = service.mw_per_request_per_s;
                    for (origin, rate) in &mut service.requests_per_s {
                        let served = |t: usize| {
                            let what = ShortfallKind::Load {
                                workload,
                                origin: *origin,
                                period: Some(PeriodId::new(t)),
                            };
                            let short = missing(&|kind| kind == what) / per_request;
                            served_of(rate.at(t), short)
                        };
                        rate.shape = (0..self.periods.len()).map(served).collect();
                        rate.base = 1.0;
                    }
                }
                Work::Training(run) => {
                    let what = ShortfallKind::Training { workload };
                    let energy = served_of(run.energy_mwh, missing(&|kind| kind == what));
                    if run.energy_mwh > 0.0 {
                        run.volume_tb *= energy / run.energy_mwh;
                    }
                    run.energy_mwh = energy;
                }
                Work::Storage(archive) => {
                    let per_pb = archive.mw_per_pb;
                    for (origin, volume_pb) in &mut archive.volume_pb {
                        let what = ShortfallKind::Load {
                            workload,
                            origin: *origin,
                            period: None,
                        };
                        let short = missing(&|kind| kind == what) / per_pb;
                        *volume_pb = served_of(*volume_pb, short);
                    }
                }
            }
        }
        case
    }
}

/// Load that no figure shows, a tenth of what counts as rounding, MW.
const TRACE_MW: f64 = 0.1 * NEGLIGIBLE;

impl Case {
    /// The same case with a trace of load wherever services or archives ask for nothing: loads that add up to nothing leave an interior point no
    /// room to be in, and those of an hour that the baseline cannot serve at all do.
    #[must_use]
    pub(super) fn with_a_trace(&self) -> Case {
        let mut case = self.clone();
        for workload in &mut case.workloads {
            match &mut workload.work {
                Work::Inference(service) => {
                    let least = TRACE_MW / service.mw_per_request_per_s;
                    for (_, rate) in &mut service.requests_per_s {
                        let traced = (0..self.periods.len()).map(|t| rate.at(t).max(least));
                        rate.shape = traced.collect();
                        rate.base = 1.0;
                    }
                }
                Work::Storage(archive) => {
                    for (_, volume_pb) in &mut archive.volume_pb {
                        *volume_pb = volume_pb.max(TRACE_MW / archive.mw_per_pb);
                    }
                }
                Work::Training(_) => {}
            }
        }
        case
    }
}

/// What is left of a demand, nothing where only the solver's rounding would be.
pub(crate) fn served_of(demand: f64, short: f64) -> f64 {
    let served = demand - short;
    if served > 1e-9 * demand { served } else { 0.0 }
}
