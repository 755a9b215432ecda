use super::Figure;
use crate::case::{Case, HubId, Period, Training, Work, Workload, WorkloadId};
use crate::parameter::Quantity;

const HOURS_PER_DAY: f64 = 24.0;

/// What one accelerator of a run adds to its power limit, MW; 0 for a run without work. Where a window was averaged away, its
/// part of the horizon.
fn mw_per_accelerator(run: &Training) -> f64 {
    if run.accelerator_hours > 0.0 {
        run.energy_mwh / run.accelerator_hours * run.power_limit_share
    } else {
        0.0
    }
}

/// A switch as a figure.
fn switch(on: bool) -> Figure<'static> {
    Figure::flat(f64::from(u8::from(on)))
}

/// Whether a workload may run at a hub.
pub(super) fn read_allowed(workload: &Workload, hub: HubId) -> Option<Figure<'_>> {
    workload.allowed.get(hub.index()).map(|on| switch(*on))
}

/// Allows a hub to a workload, or takes it away.
pub(super) fn allow(workload: &mut Workload, hub: HubId, on: bool) -> Option<()> {
    *workload.allowed.get_mut(hub.index())? = on;
    Some(())
}

/// Whether a run may use a period.
pub(super) fn read_window(workload: &Workload, period: usize) -> Option<Figure<'_>> {
    match &workload.work {
        Work::Training(run) => run.window.get(period).map(|open| switch(*open)),
        Work::Inference(_) | Work::Storage(_) => None,
    }
}

/// Opens or closes a period of a run's window.
pub(super) fn set_window(
    workload: &mut Workload,
    period: usize,
    open: bool,
    periods: &[Period],
) -> Option<()> {
    match &mut workload.work {
        Work::Training(run) => run.set_window(period, open, periods),
        Work::Inference(_) | Work::Storage(_) => None,
    }
}

pub(super) fn read(workload: &Workload, quantity: Quantity) -> Option<Figure<'_>> {
    Some(match (quantity, &workload.work) {
        (Quantity::Demand | Quantity::Traffic, _) => Figure::flat(1.0),
        (Quantity::Enabled, work) => switch(asks_for_anything(work)),
        (Quantity::RttLimit, Work::Inference(service)) => Figure::flat(service.rtt_limit_ms),
        (Quantity::AcceleratorsMax, Work::Training(run)) => Figure::optional(accelerators(run)),
        (Quantity::TransferDays, Work::Training(run)) => Figure::flat(days(run)),
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
        Work::Training(run) => mw_per_accelerator(run),
        _ => 0.0,
    }
}

/// Most accelerators of a run; `None` for a run without work, which has no power to count them by.
fn accelerators(run: &Training) -> Option<f64> {
    let mw = mw_per_accelerator(run);
    (mw > 0.0).then(|| run.power_limit_mw / mw)
}

/// Days within which a run's data are moved; +∞ where they are spread over its window.
fn days(run: &Training) -> f64 {
    run.transfer_hours
        .map_or(f64::INFINITY, |hours| hours / HOURS_PER_DAY)
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

pub(super) fn write(workload: &mut Workload, quantity: Quantity, value: f64) -> Option<()> {
    match (quantity, &mut workload.work) {
        (Quantity::Demand, _) => workload.scale_demand(value),
        (Quantity::Enabled, _) if value == 0.0 => workload.scale_demand(0.0),
        (Quantity::Enabled, _) => {}
        (Quantity::Traffic, work) => scale_traffic(work, value),
        (Quantity::RttLimit, Work::Inference(service)) => service.rtt_limit_ms = value,
        (Quantity::AcceleratorsMax, Work::Training(run)) => {
            // ∞ · 0 is no number, and a run without work needs no limit
            run.power_limit_mw = if value.is_finite() {
                value * mw_per_accelerator(run)
            } else {
                value
            };
        }
        (Quantity::TransferDays, Work::Training(run)) => {
            run.transfer_hours = value.is_finite().then_some(value * HOURS_PER_DAY);
        }
        _ => return None,
    }
    Some(())
}

fn scale_traffic(work: &mut Work, factor: f64) {
    match work {
        Work::Inference(service) => service.traffic_kb_per_request *= factor,
        Work::Training(run) => {
            run.volume_tb *= factor;
            run.sync_gbps_per_mw *= factor;
        }
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
            to.transfer_hours = from.transfer_hours;
            to.sync_gbps_per_mw = from.sync_gbps_per_mw;
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
