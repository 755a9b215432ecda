//! What a workload asks for, origin by origin and hour by hour.

use crate::case::reach::reachable;
use crate::case::{Case, HubId, OriginId, PeriodId, Work, WorkloadId};

/// Why a workload cannot run at a hub.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Barred {
    /// The case does not allow it there.
    NotAllowed,
    /// Every round trip is over its limit: the shortest, ms.
    TooFar(f64),
}

/// What one origin asks for.
pub(super) struct Part {
    pub origin: OriginId,
    /// By period, MW (IT); for training its mean over the window.
    pub mw: Vec<f64>,
    /// Traffic at its peak, Gbps.
    pub peak_gbps: f64,
}

/// A workload's demand, of one origin or of all.
pub(super) struct Asked {
    pub workload: WorkloadId,
    pub origin: Option<OriginId>,
    pub parts: Vec<Part>,
}

impl Asked {
    pub(crate) fn of(case: &Case, workload: WorkloadId, origin: Option<OriginId>) -> Self {
        let mut parts = parts(case, workload);
        parts.retain(|part| origin.is_none_or(|only| only == part.origin));
        Asked {
            workload,
            origin,
            parts,
        }
    }

    /// Whether a load is part of it.
    pub(crate) fn is_of(&self, workload: WorkloadId, origin: OriginId) -> bool {
        workload == self.workload && self.origin.is_none_or(|only| only == origin)
    }

    /// The parts whose origins may use the hub.
    pub(crate) fn parts_within<'a>(
        &'a self,
        case: &'a Case,
        hub: HubId,
    ) -> impl Iterator<Item = &'a Part> + 'a {
        let within = move |part: &&Part| reachable(case, self.workload, part.origin, hub);
        self.parts.iter().filter(within)
    }

    /// Whether any of it may run at the hub.
    pub(crate) fn reaches(&self, case: &Case, hub: HubId) -> bool {
        self.parts_within(case, hub).next().is_some()
    }

    /// Why none of it may run at the hub, if that is so.
    pub(crate) fn barred_from(&self, case: &Case, hub: HubId) -> Option<Barred> {
        if !case[self.workload].may_run_at(hub) {
            return Some(Barred::NotAllowed);
        }
        let round_trips = self
            .parts
            .iter()
            .map(|part| case.link(part.origin, hub).rtt_ms);
        let shortest = round_trips.fold(f64::INFINITY, f64::min);
        (!self.reaches(case, hub)).then_some(Barred::TooFar(shortest))
    }

    /// What an origin asks for in a period, MW (IT); storage in any.
    pub(crate) fn demand_mw(&self, origin: OriginId, period: Option<usize>) -> f64 {
        let part = self.parts.iter().find(|part| part.origin == origin);
        let mw = part.and_then(|part| part.mw.get(period.unwrap_or(0)));
        mw.copied().unwrap_or(0.0)
    }

    /// IT energy, of the origins that may use `hub` or of all, MWh.
    pub(crate) fn energy_mwh(&self, case: &Case, hub: Option<HubId>) -> f64 {
        let of_part = |part: &Part| -> f64 {
            let hours = case.periods.iter().map(|period| period.hours);
            hours.zip(&part.mw).map(|(n, mw)| n * mw).sum()
        };
        match hub {
            Some(hub) => self.parts_within(case, hub).map(of_part).sum(),
            None => self.parts.iter().map(of_part).sum(),
        }
    }

    /// Greatest load of the origins that may use the hub, MW (IT).
    pub(crate) fn peak_mw(&self, case: &Case, hub: HubId) -> f64 {
        let in_period = |t: usize| -> f64 {
            let loads = self
                .parts_within(case, hub)
                .filter_map(|part| part.mw.get(t));
            loads.sum()
        };
        (0..case.periods.len()).map(in_period).fold(0.0, f64::max)
    }

    /// kWh at the meter per MWh (IT) at a hub, each weighted by the profile of the hub's price.
    pub(crate) fn kwh_per_mwh(&self, case: &Case, hub: HubId) -> f64 {
        let shape = &case[hub].price_cny_per_kwh.shape;
        let (mut kwh, mut mwh) = (0.0, 0.0);
        for part in self.parts_within(case, hub) {
            for (t, (period, mw)) in case.periods.iter().zip(&part.mw).enumerate() {
                let profile = shape.get(t).copied().unwrap_or(1.0);
                kwh += 1000.0 * case[hub].pue.at(t) * profile * period.hours * mw;
                mwh += period.hours * mw;
            }
        }
        if mwh > 0.0 { kwh / mwh } else { 0.0 }
    }

    /// Energy of a shortfall: MWh for training, MW over its hours for the rest.
    pub(crate) fn unserved_mwh(&self, case: &Case, period: Option<PeriodId>, amount: f64) -> f64 {
        amount * case.mwh_per_unserved(self.workload, period)
    }
}

fn parts(case: &Case, workload: WorkloadId) -> Vec<Part> {
    let periods = case.periods.len();
    match &case[workload].work {
        Work::Inference(service) => {
            let rates = service.requests_per_s.iter();
            let part = |(origin, rate): &(OriginId, crate::case::Hourly)| {
                let mw = (0..periods).map(|t| rate.at(t) * service.mw_per_request_per_s);
                let mw: Vec<f64> = mw.collect();
                let peak_mw = mw.iter().copied().fold(0.0, f64::max);
                Part {
                    origin: *origin,
                    mw,
                    peak_gbps: peak_mw * service.gbps_per_mw(),
                }
            };
            rates.map(part).collect()
        }
        Work::Training(run) => {
            let hours = case.periods.iter().zip(&run.window);
            let open_hours: f64 = hours.filter(|(_, open)| **open).map(|(p, _)| p.hours).sum();
            let mean_mw = run.energy_mwh / open_hours;
            let mw = |&open: &bool| if open { mean_mw } else { 0.0 };
            vec![Part {
                origin: run.origin,
                mw: run.window.iter().map(mw).collect(),
                peak_gbps: run.energy_mwh * run.gbps_per_mwh(),
            }]
        }
        Work::Storage(archive) => {
            let volumes = archive.volume_pb.iter();
            let part = |&(origin, volume_pb): &(OriginId, f64)| {
                let mw = volume_pb * archive.mw_per_pb;
                Part {
                    origin,
                    mw: vec![mw; periods],
                    peak_gbps: mw * archive.gbps_per_mw(),
                }
            };
            volumes.map(part).collect()
        }
    }
}
