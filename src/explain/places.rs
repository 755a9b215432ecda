//! # Why a workload runs where it runs
//!
//! For a workload w (of one origin, or of all) and a hub h that it may use: what a MWh (IT) of it costs there,
//! and how far that is from being its place. Let `f(E)` be the least cost of the whole programme when
//! exactly `E` MWh of w run at h:
//!
//! ```text
//!     f(E) = min { cost :  Σ_{o,t} n[t]·x[w,o,h,t] = E }
//! ```
//!
//! `f` is convex and least at the plan's own `E₀`. Its slope to the right is what the next MWh there would make
//! the whole plan dearer: the hub's price for w has to fall by just that before any (more) of it comes. The
//! slope to the left, turned round, is by how much that price may rise before any of it leaves. That is the ranging
//! of a cost, for all columns of w at h together, and exact on both sides where the optimum is degenerate.
//! All that is displaced is moved to its next best place in this, so a full hub shows what its room is worth.
//!
//! The cost of a MWh is stated for w with its own profile, hosting and bandwidth contracted for its own
//! peak. Where other work peaks at other hours and shares the contracts, the plan pays less.

use crate::case::{HubId, OriginId, WorkloadId};
use crate::control;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::parallel;
use crate::solver::SolveError;

use super::Progress;
use super::asked::{Asked, Barred};
use super::focus::Focus;
use super::optimum::{BasicOptimum, Probe, Shift, with_row, with_slack_rows};
use super::slope::{Direction, Reach, Touch, piece};
use super::unit_cost::{Prices, UnitCost};

/// A workload at a hub.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct At {
    /// Which hub.
    pub hub: HubId,
    /// Its load there in this plan, mean over the horizon, MW (IT).
    pub mean_mw: f64,
    /// Part of what it asks for that comes from origins that may use the hub, 0..1.
    pub within_reach: f64,
    /// Cost of a MWh (IT) from these origins.
    pub unit_cost: UnitCost,
    /// By how much a MWh (IT) would have to become cheaper here before any more of it came, CNY; `None`
    /// where no more can come.
    pub fall_before_more_cny_per_mwh: Option<f64>,
    /// By how much a MWh (IT) would have to become dearer here before any of it left, CNY; `None` where
    /// none is here, or none can leave.
    pub rise_before_less_cny_per_mwh: Option<f64>,
    /// What a MWh (IT) costs more for each CNY per kWh of the hub's electricity price: kWh at the meter,
    /// weighted by the price's profile.
    pub kwh_per_mwh: f64,
}

/// A workload, of one origin or of all, at every hub that is asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkloadPrice {
    /// Which workload.
    pub workload: WorkloadId,
    /// From where; `None` for all its origins.
    pub origin: Option<OriginId>,
    /// What it asks for, mean over the horizon, MW (IT).
    pub demand_mw: f64,
    /// What is not served, mean over the horizon, MW (IT).
    pub unserved_mw: f64,
    /// Change of the cost with one MWh (IT) more of it, CNY; `None` where it asks for nothing.
    pub next_mwh_costs_cny: Option<f64>,
    /// What a MWh less of it would save, CNY.
    pub last_mwh_costs_cny: Option<f64>,
    /// Hubs by its load, then by cost.
    pub hubs: Vec<At>,
    /// Hubs where it cannot run.
    pub barred: Vec<(HubId, Barred)>,
}

/// A step small beside what a workload asks for: where its slope does not hold as far, it is halved or met.
const STEP: f64 = 1e-4;

/// Looks for the slope alone, not for where it ends.
const fn only(near: f64) -> Reach {
    Reach { near, far: near }
}

/// A workload at a hub that it may use.
struct Job {
    /// Its place among what is asked about.
    group: usize,
    hub: HubId,
    /// By column: hours of the horizon that a MW of the workload runs there.
    hours: Vec<f64>,
}

/// Prices of workloads, hub by hub.
pub(super) fn workload_prices(
    optimum: &BasicOptimum<'_>,
    focus: &Focus,
    progress: &Progress<'_>,
) -> Result<Vec<WorkloadPrice>, SolveError> {
    let asked = asked(optimum, focus);
    let hubs = focus.hubs_of(optimum.case);
    let jobs = jobs(optimum, &asked, &hubs);
    let places = places(optimum, &asked, &jobs, progress)?;
    asked
        .iter()
        .enumerate()
        .map(|(group, asked)| {
            let own = jobs
                .iter()
                .zip(&places)
                .filter(|(job, _)| job.group == group);
            told(optimum, asked, own.map(|(_, at)| *at).collect(), &hubs)
        })
        .collect()
}

fn jobs(optimum: &BasicOptimum<'_>, asked: &[Asked], hubs: &[HubId]) -> Vec<Job> {
    let pairs = asked.iter().enumerate();
    let pairs = pairs.flat_map(|(group, asked)| hubs.iter().map(move |&hub| (group, asked, hub)));
    pairs
        .filter(|(_, asked, hub)| asked.reaches(optimum.case, *hub))
        .map(|(group, asked, hub)| Job {
            group,
            hub,
            hours: hours_there(optimum, asked, hub),
        })
        .collect()
}

/// Every workload at every hub: the programme gets a free row for the energy of each, which is then held.
fn places(
    optimum: &BasicOptimum<'_>,
    asked: &[Asked],
    jobs: &[Job],
    progress: &Progress<'_>,
) -> Result<Vec<At>, SolveError> {
    let first_row = optimum.plain.row_count();
    let grown = jobs.iter().fold(optimum.plain.clone(), |program, job| {
        with_row(&program, &job.hours, f64::NEG_INFINITY, f64::INFINITY)
    });
    let probe = Probe::asked_often(&grown, with_slack_rows(&optimum.basis, jobs.len()));
    let prices = Prices::of(optimum);
    let numbered: Vec<(usize, &Job)> = jobs.iter().enumerate().collect();
    let probes = || probe.clone();
    let places = parallel::each_with(&numbered, probes, |probe, &(k, job)| {
        control::go_on()?;
        let asked = &asked[job.group];
        let energy = job.hours.iter().zip(&optimum.x).map(|(n, x)| n * x).sum();
        let found = place(optimum, probe, first_row + k, energy, asked, job.hub)?;
        progress.step();
        Ok(At {
            unit_cost: prices.unit_cost(asked, job.hub),
            ..found
        })
    });
    places.into_iter().collect()
}

/// How many steps of progress [`workload_prices`] makes at most.
pub(super) fn step_count(optimum: &BasicOptimum<'_>, focus: &Focus) -> usize {
    let hubs = focus.hubs_of(optimum.case);
    let reached = |asked: &Asked| {
        let within = hubs.iter().filter(|&&hub| asked.reaches(optimum.case, hub));
        within.count()
    };
    asked(optimum, focus).iter().map(reached).sum()
}

/// The workloads to tell of, of the origins that are named or of all.
fn asked(optimum: &BasicOptimum<'_>, focus: &Focus) -> Vec<Asked> {
    let workloads = focus.workloads_of(optimum.case).into_iter();
    let of_one = |workload: WorkloadId| -> Vec<Asked> {
        if focus.origins.is_empty() {
            return vec![Asked::of(optimum.case, workload, None)];
        }
        let origins = focus.origins.iter();
        origins
            .map(|&origin| Asked::of(optimum.case, workload, Some(origin)))
            .filter(|asked| !asked.parts.is_empty())
            .collect()
    };
    let asked = workloads.flat_map(of_one);
    asked
        .filter(|asked| asked.energy_mwh(optimum.case, None) > 0.0)
        .collect()
}

/// By column: hours of the horizon that a MW of the workload runs at the hub.
fn hours_there(optimum: &BasicOptimum<'_>, asked: &Asked, at: HubId) -> Vec<f64> {
    let columns = optimum.formulation.columns().iter();
    let hours = columns.map(|key| match *key {
        ColumnKey::Load {
            workload,
            origin,
            hub,
            period,
        } if hub == at && asked.is_of(workload, origin) => optimum.case.hours_of(period),
        _ => 0.0,
    });
    hours.collect()
}

/// The slopes of `f` on both sides of the energy that is there.
fn place(
    optimum: &BasicOptimum<'_>,
    probe: &mut Probe,
    row: usize,
    energy_mwh: f64,
    asked: &Asked,
    hub: HubId,
) -> Result<At, SolveError> {
    let origin = Touch {
        at: 0.0,
        value: optimum.objective_cny,
        slope: 0.0,
    };
    let shifts = [Shift { row, rate: 1.0 }];
    let all_mwh = asked.energy_mwh(optimum.case, Some(hub));
    let negligible = 1e-9 * all_mwh;
    probe.set_row_bounds(row, (energy_mwh, energy_mwh));
    let mut slope = |direction, room: f64| -> Result<Option<f64>, SolveError> {
        if room <= negligible {
            return Ok(None);
        }
        let reach = only(room.min(STEP * all_mwh));
        let found = piece(origin, direction, reach, |t| probe.touch(&shifts, t))?;
        Ok(found.map(|piece| piece.slope))
    };
    let up = slope(Direction::Up, all_mwh - energy_mwh);
    let down = slope(Direction::Down, energy_mwh);
    probe.set_row_bounds(row, (f64::NEG_INFINITY, f64::INFINITY));
    Ok(At {
        hub,
        mean_mw: energy_mwh / optimum.case.horizon_hours() + 0.0,
        within_reach: all_mwh / asked.energy_mwh(optimum.case, None),
        unit_cost: UnitCost::default(),
        fall_before_more_cny_per_mwh: up?.map(|slope| slope.max(0.0)),
        rise_before_less_cny_per_mwh: down?.map(|slope| (-slope).max(0.0)),
        kwh_per_mwh: asked.kwh_per_mwh(optimum.case, hub),
    })
}

fn told(
    optimum: &BasicOptimum<'_>,
    asked: &Asked,
    mut at: Vec<At>,
    hubs: &[HubId],
) -> Result<WorkloadPrice, SolveError> {
    let case = optimum.case;
    at.sort_by(|a, b| {
        let cost = |at: &At| at.unit_cost.with_scarcity();
        let by_load = b.mean_mw.total_cmp(&a.mean_mw);
        by_load.then(cost(a).total_cmp(&cost(b)))
    });
    let barred = hubs.iter().filter_map(|&hub| {
        let why = asked.barred_from(case, hub)?;
        Some((hub, why))
    });
    let (next, last) = marginal(optimum, asked)?;
    Ok(WorkloadPrice {
        workload: asked.workload,
        origin: asked.origin,
        demand_mw: asked.energy_mwh(case, None) / case.horizon_hours(),
        unserved_mw: unserved_mwh(optimum, asked) / case.horizon_hours() + 0.0,
        next_mwh_costs_cny: next,
        last_mwh_costs_cny: last,
        barred: barred.collect(),
        hubs: at,
    })
}

fn unserved_mwh(optimum: &BasicOptimum<'_>, asked: &Asked) -> f64 {
    let columns = optimum.formulation.columns().iter().zip(&optimum.x);
    let missing = columns.map(|(key, amount)| match *key {
        ColumnKey::Unserved {
            workload,
            origin,
            period,
        } if asked.is_of(workload, origin) => asked.unserved_mwh(optimum.case, period, *amount),
        _ => 0.0,
    });
    missing.sum()
}

/// What one MWh more costs, and one less saves, its profile as it is.
fn marginal(
    optimum: &BasicOptimum<'_>,
    asked: &Asked,
) -> Result<(Option<f64>, Option<f64>), SolveError> {
    let energy_mwh = asked.energy_mwh(optimum.case, None);
    if energy_mwh <= 0.0 {
        return Ok((None, None));
    }
    let rows = optimum.formulation.rows().iter().enumerate();
    let shifts: Vec<Shift> = rows
        .filter(|(_, key)| match **key {
            RowKey::Demand {
                workload, origin, ..
            } => asked.is_of(workload, origin),
            RowKey::TrainingEnergy { workload } => workload == asked.workload,
            _ => false,
        })
        .map(|(row, _)| Shift {
            row,
            rate: optimum.plain.row_upper[row] / energy_mwh,
        })
        .collect();
    let origin = Touch {
        at: 0.0,
        value: optimum.objective_cny,
        slope: shifts.iter().map(|s| s.rate * optimum.duals[s.row]).sum(),
    };
    let mut probe = optimum.probe();
    let mut side = |direction| {
        let reach = only(STEP * energy_mwh);
        let found = piece(origin, direction, reach, |t| probe.touch(&shifts, t))?;
        Ok::<_, SolveError>(found.map(|piece| piece.slope))
    };
    Ok((side(Direction::Up)?, side(Direction::Down)?))
}
