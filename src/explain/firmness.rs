//! # How firm the answer is
//!
//! Many plans may be nearly as good. For each hub, the least and the most load that it carries in any plan
//! whose cost is within an allowance of the best:
//!
//! ```text
//!     min / max   Σ n[t]·x[w,o,h,t] / H        subject to the programme's rows
//!                 cost·x ≤ cost* + p·paid*
//! ```
//!
//! `paid*` is the cost without penalties, so that a shortfall in the plan does not stretch the allowance. The
//! optimum is a feasible start, so each of these programmes goes on from its basis. (Modelling to generate
//! alternatives: Brill, Chang and Hopkins 1982.)
//!
//! What a hub is worth as a whole is what the best plan without it costs more: its capacity set to zero.

use crate::case::{Case, HubId, Side, WorkloadId};
use crate::control;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::parallel;
use crate::placement::{NEGLIGIBLE, unserved_mwh as mwh_of_unit};
use crate::program::Program;
use crate::solver::SolveError;

use super::Progress;
use super::focus::Focus;
use super::optimum::{BasicOptimum, Probe, objective, with_row, with_slack_rows};

/// Whose load is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// A hub.
    Hub(HubId),
    /// All hubs of a side.
    Side(Side),
    /// One workload at a hub.
    WorkloadAt(WorkloadId, HubId),
}

impl Carrier {
    /// Whether it carries a load of that workload at that hub.
    fn carries(self, case: &Case, workload: WorkloadId, at: HubId) -> bool {
        match self {
            Carrier::Hub(hub) => hub == at,
            Carrier::Side(side) => case[at].side == side,
            Carrier::WorkloadAt(only, hub) => only == workload && hub == at,
        }
    }
}

/// The least and the most that is carried in any plan within the allowance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Firm {
    /// By whom.
    pub carrier: Carrier,
    /// Mean load in this plan, MW (IT).
    pub now_mw: f64,
    /// Least mean load, MW (IT).
    pub least_mw: f64,
    /// Most mean load, MW (IT).
    pub most_mw: f64,
}

/// The best plan without a hub.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Without {
    /// Which hub.
    pub hub: HubId,
    /// What it costs more over the horizon, penalties included, CNY; 0 where nothing.
    pub cost_cny: f64,
    /// IT energy that it does not serve and this plan does, MWh.
    pub unserved_mwh: f64,
}

/// Extra costs under this part of the cost are rounding.
const ROUNDING: f64 = 1e-10;

/// Without hubs that carry more than this part of all load, a large programme is solved from the start: the basis of this plan is no help.
const MUCH: f64 = 0.05;

/// Who is bounded: hubs and sides, or a named workload at each hub.
pub(super) fn carriers(case: &Case, focus: &Focus) -> Vec<Carrier> {
    let workloads = &focus.workloads;
    let by_workload = workloads.iter().flat_map(|&workload| {
        let hubs = focus.hubs_of(case).into_iter();
        hubs.filter(move |&hub| case[workload].may_run_at(hub))
            .map(move |hub| Carrier::WorkloadAt(workload, hub))
    });
    let mut carriers: Vec<Carrier> = focus.hubs.iter().map(|&hub| Carrier::Hub(hub)).collect();
    if focus.is_everything() {
        for side in Side::BOTH {
            let of_side = case.hub_ids().filter(|&hub| case[hub].side == side);
            carriers.extend(of_side.map(Carrier::Hub));
            carriers.push(Carrier::Side(side));
        }
    }
    carriers.extend(by_workload);
    carriers
}

/// Bounds of every carrier's load, within `allowance_cny` of the best cost.
pub(super) fn bounds(
    optimum: &BasicOptimum<'_>,
    carriers: &[Carrier],
    allowance_cny: f64,
    progress: &Progress<'_>,
) -> Result<Vec<Firm>, SolveError> {
    let cost = &optimum.plain.objective().coefficients;
    let budget = optimum.objective_cny + allowance_cny;
    let within = with_row(&optimum.plain, cost, f64::NEG_INFINITY, budget);
    let bounds = parallel::each(carriers, |&carrier| {
        control::go_on()?;
        let firm = bound(optimum, &within, carrier);
        progress.step();
        firm
    });
    bounds.into_iter().collect()
}

fn bound(
    optimum: &BasicOptimum<'_>,
    within: &Program,
    carrier: Carrier,
) -> Result<Firm, SolveError> {
    let load = load_of(optimum, carrier);
    let now_mw: f64 = load
        .iter()
        .zip(&optimum.x)
        .map(|(share, x)| share * x)
        .sum();
    let extreme = |sign: f64| -> Result<f64, SolveError> {
        let mut program = within.clone();
        let signed = load.iter().map(|share| sign * share).collect();
        program.objectives = vec![objective("load_mw", signed)];
        let basis = with_slack_rows(&optimum.basis, 1);
        let outcome = Probe::new(&program, basis).ask_feasible()?;
        Ok(settled(sign * outcome.objective))
    };
    let (least_mw, most_mw) = (extreme(1.0)?, extreme(-1.0)?);
    Ok(Firm {
        carrier,
        now_mw: settled(now_mw),
        least_mw: least_mw.min(settled(now_mw)),
        most_mw: most_mw.max(settled(now_mw)),
    })
}

/// A load, nothing where it is rounding.
fn settled(mw: f64) -> f64 {
    if mw > NEGLIGIBLE { mw } else { 0.0 }
}

/// By column: mean load over the horizon per MW, for the loads that the carrier carries.
fn load_of(optimum: &BasicOptimum<'_>, carrier: Carrier) -> Vec<f64> {
    let horizon = optimum.case.horizon_hours();
    let columns = optimum.formulation.columns().iter();
    let shares = columns.map(|key| match *key {
        ColumnKey::Load {
            workload,
            hub,
            period,
            ..
        } if carrier.carries(optimum.case, workload, hub) => {
            optimum.case.hours_of(period) / horizon
        }
        _ => 0.0,
    });
    shares.collect()
}

/// What the best plan without each hub costs more.
pub(super) fn without_each(
    optimum: &BasicOptimum<'_>,
    hubs: &[HubId],
    progress: &Progress<'_>,
) -> Result<Vec<Without>, SolveError> {
    let probe = optimum.probe();
    let probes = || probe.clone();
    let without_each = parallel::each_with(hubs, probes, |probe, &hub| {
        control::go_on()?;
        let found = without(optimum, probe, &[hub]);
        progress.step();
        let (cost_cny, unserved_mwh) = found?;
        Ok(Without {
            hub,
            cost_cny,
            unserved_mwh,
        })
    });
    without_each.into_iter().collect()
}

/// Hubs that can be dropped all together at no cost: each that costs nothing alone, in the case's order, as long
/// as those before it leave room; hubs without load first.
pub(super) fn droppable(
    optimum: &BasicOptimum<'_>,
    without_each: &[Without],
) -> Result<Vec<HubId>, SolveError> {
    let mut probe = optimum.probe();
    let free = without_each
        .iter()
        .filter(|without| without.cost_cny == 0.0);
    let is_idle = |hub: HubId| optimum.placement.hubs[hub.index()].it_energy_mwh <= 0.0;
    let (idle, in_use): (Vec<HubId>, Vec<HubId>) = free
        .map(|without| without.hub)
        .partition(|&hub| is_idle(hub));
    let mut dropped = idle;
    for hub in in_use {
        let tried: Vec<HubId> = dropped.iter().copied().chain([hub]).collect();
        if without(optimum, &mut probe, &tried)?.0 == 0.0 {
            dropped = tried;
        }
    }
    dropped.sort_unstable();
    Ok(dropped)
}

/// Extra cost and extra energy not served of the best plan without some hubs. Every column that takes room there is held at zero, which is the same as
/// no capacity and much less work for the dual method: it moves load by load away, each along the short row of its demand, where the one
/// row of the capacity would be lowered over all kinks of its price, and is as long as the programme is wide.
fn without(
    optimum: &BasicOptimum<'_>,
    probe: &mut Probe,
    hubs: &[HubId],
) -> Result<(f64, f64), SolveError> {
    let columns = taking_room(optimum, hubs);
    let before: Vec<(f64, f64)> = columns.iter().map(|&j| probe.column_bounds(j)).collect();
    for (&j, &(lower, _)) in columns.iter().zip(&before) {
        probe.set_column_bounds(j, (lower, 0.0));
    }
    let asked = if carried_share(optimum, hubs) > MUCH {
        probe.ask_afresh()
    } else {
        probe.ask_feasible()
    };
    for (&j, &bounds) in columns.iter().zip(&before) {
        probe.set_column_bounds(j, bounds);
    }
    let outcome = asked?;
    let extra = outcome.objective - optimum.objective_cny;
    let extra = if extra > ROUNDING * (1.0 + optimum.objective_cny.abs()) {
        extra
    } else {
        0.0
    };
    let short = unserved_mwh(optimum, &outcome.x) - unserved_mwh(optimum, &optimum.x);
    Ok((extra, if extra > 0.0 { settled(short) } else { 0.0 }))
}

/// The part of all load that runs at some hubs, 0..1.
fn carried_share(optimum: &BasicOptimum<'_>, hubs: &[HubId]) -> f64 {
    let energy = |hub: HubId| optimum.placement.hubs[hub.index()].it_energy_mwh;
    let of_all: f64 = optimum.case.hub_ids().map(energy).sum();
    let there: f64 = hubs.iter().map(|&hub| energy(hub)).sum();
    if of_all > 0.0 { there / of_all } else { 0.0 }
}

/// What counts against the capacity of hubs, and the loads within it.
fn taking_room(optimum: &BasicOptimum<'_>, hubs: &[HubId]) -> Vec<usize> {
    let rows = optimum.formulation.rows();
    let counts = |(row, _): (usize, f64)| matches!(rows[row], RowKey::HubCapacity { hub } if hubs.contains(&hub));
    let is_load =
        |key: &ColumnKey| matches!(key, ColumnKey::Load { hub, .. } if hubs.contains(hub));
    let columns = optimum.formulation.columns().iter().enumerate();
    let there =
        columns.filter(|&(j, key)| is_load(key) || optimum.plain.matrix.column(j).any(counts));
    there.map(|(j, _)| j).collect()
}

fn unserved_mwh(optimum: &BasicOptimum<'_>, x: &[f64]) -> f64 {
    let columns = optimum.formulation.columns().iter().zip(x);
    let amounts = columns.map(|(&key, &amount)| {
        let mwh = mwh_of_unit(optimum.case, key);
        mwh.map_or(0.0, |mwh| amount * mwh)
    });
    amounts.sum()
}
