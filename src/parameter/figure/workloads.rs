use super::Figure;
use crate::case::{Case, Training, Work, Workload, WorkloadId};
use crate::parameter::Quantity;

/// What [`Case::averaged`] multiplied the power limit of a run by: its window's part of the horizon.
///
/// With one period a window either is the whole horizon (1) or was averaged away.
pub(super) fn power_limit_share(case: &Case, id: WorkloadId) -> f64 {
    match case
        .workloads
        .get(id.index())
        .map(|workload| &workload.work)
    {
        Some(Work::Training(run)) if case.periods.len() == 1 => {
            run.window_hours / case.horizon_hours()
        }
        _ => 1.0,
    }
}

/// IT power of one accelerator of a run, MW; 0 for a run without work.
fn mw_per_accelerator(run: &Training) -> f64 {
    if run.accelerator_hours > 0.0 {
        run.energy_mwh / run.accelerator_hours
    } else {
        0.0
    }
}

pub(super) fn read(workload: &Workload, quantity: Quantity, share: f64) -> Option<Figure<'_>> {
    Some(match (quantity, &workload.work) {
        (Quantity::Demand | Quantity::Traffic, _) => Figure::flat(1.0),
        (Quantity::Enabled, work) => Figure::flat(f64::from(u8::from(asks_for_anything(work)))),
        (Quantity::RttLimit, Work::Inference(service)) => Figure::flat(service.rtt_limit_ms),
        (Quantity::AcceleratorsMax, Work::Training(run)) => {
            Figure::optional(accelerators(run, share))
        }
        _ => return None,
    })
}

/// One origin's part of a demand is a multiple, too.
pub(super) fn read_entry(workload: &Workload, place: usize) -> Option<Figure<'_>> {
    let places = match &workload.work {
        Work::Inference(service) => service.requests_per_s.len(),
        Work::Storage(archive) => archive.volume_pb.len(),
        Work::Training(_) => 0,
    };
    (place < places).then(|| Figure::flat(1.0))
}

/// Power limit of a run for each of its accelerators, MW; 0 for a run without work.
pub(crate) fn power_limit_per_accelerator_mw(case: &Case, id: WorkloadId) -> f64 {
    match &case[id].work {
        Work::Training(run) => mw_per_accelerator(run) * power_limit_share(case, id),
        _ => 0.0,
    }
}

/// Most accelerators of a run; `None` for a run without work, which has no power to count them by.
fn accelerators(run: &Training, share: f64) -> Option<f64> {
    let mw = mw_per_accelerator(run) * share;
    (mw > 0.0).then(|| run.power_limit_mw / mw)
}

fn asks_for_anything(work: &Work) -> bool {
    match work {
        Work::Inference(service) => service
            .requests_per_s
            .iter()
            .any(|(_, rate)| rate.base > 0.0),
        Work::Training(run) => run.energy_mwh > 0.0,
        Work::Storage(archive) => archive.volume_pb.iter().any(|(_, volume)| *volume > 0.0),
    }
}

pub(super) fn write(
    workload: &mut Workload,
    quantity: Quantity,
    value: f64,
    share: f64,
) -> Option<()> {
    match (quantity, &mut workload.work) {
        (Quantity::Demand, _) => workload.scale_demand(value),
        (Quantity::Enabled, _) if value == 0.0 => workload.scale_demand(0.0),
        (Quantity::Enabled, _) => {}
        (Quantity::Traffic, work) => scale_traffic(work, value),
        (Quantity::RttLimit, Work::Inference(service)) => service.rtt_limit_ms = value,
        (Quantity::AcceleratorsMax, Work::Training(run)) => {
            // ∞ · 0 is no number, and a run without work needs no limit
            run.power_limit_mw = if value.is_finite() {
                value * mw_per_accelerator(run) * share
            } else {
                value
            };
        }
        _ => return None,
    }
    Some(())
}

fn scale_traffic(work: &mut Work, factor: f64) {
    match work {
        Work::Inference(service) => service.traffic_kb_per_request *= factor,
        Work::Training(run) => run.volume_tb *= factor,
        Work::Storage(archive) => archive.traffic_tb_per_pb_day *= factor,
    }
}

/// Multiplies the demand of one origin.
pub(super) fn scale_entry(workload: &mut Workload, place: usize, factor: f64) -> Option<()> {
    match &mut workload.work {
        Work::Inference(service) => service.requests_per_s.get_mut(place)?.1.base *= factor,
        Work::Storage(archive) => archive.volume_pb.get_mut(place)?.1 *= factor,
        Work::Training(_) => return None,
    }
    Some(())
}

/// Puts back the demand of one origin.
pub(super) fn restore_entry(workload: &mut Workload, base: &Workload, place: usize) -> Option<()> {
    match (&mut workload.work, &base.work) {
        (Work::Inference(to), Work::Inference(from)) => {
            to.requests_per_s.get_mut(place)?.1.base = from.requests_per_s.get(place)?.1.base;
        }
        (Work::Storage(to), Work::Storage(from)) => {
            to.volume_pb.get_mut(place)?.1 = from.volume_pb.get(place)?.1;
        }
        _ => return None,
    }
    Some(())
}

/// Puts back every figure of a workload that a parameter can change.
pub(super) fn restore(workload: &mut Workload, base: &Workload) -> Option<()> {
    match (&mut workload.work, &base.work) {
        (Work::Inference(to), Work::Inference(from)) => {
            to.rtt_limit_ms = from.rtt_limit_ms;
            to.traffic_kb_per_request = from.traffic_kb_per_request;
            for (to, from) in to.requests_per_s.iter_mut().zip(&from.requests_per_s) {
                to.1.base = from.1.base;
            }
        }
        (Work::Training(to), Work::Training(from)) => {
            to.energy_mwh = from.energy_mwh;
            to.power_limit_mw = from.power_limit_mw;
            to.compute_pf_days = from.compute_pf_days;
            to.accelerator_hours = from.accelerator_hours;
            to.volume_tb = from.volume_tb;
        }
        (Work::Storage(to), Work::Storage(from)) => {
            to.traffic_tb_per_pb_day = from.traffic_tb_per_pb_day;
            for (to, from) in to.volume_pb.iter_mut().zip(&from.volume_pb) {
                to.1 = from.1;
            }
        }
        _ => return None,
    }
    Some(())
}
