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
//! `paid*` is the cost without penalties, so that a shortfall in the plan does not stretch the allowance. (Modelling to generate
//! alternatives: Brill, Chang and Hopkins 1982.) Both are found by prices on the load ([`super::extreme`]), each from where the one before ended:
//! exactly, but in a large programme to within a fiftieth of the load that could come or go, and after a few prices at most, with a bound on
//! what is left.
//!
//! What a hub is worth as a whole is what the best plan without it costs more: its capacity set to zero.

use crate::case::{Case, HubId, Side, WorkloadId};
use crate::control;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::parallel;
use crate::placement::{NEGLIGIBLE, unserved_mwh as mwh_of_unit};
use crate::solver::SolveError;

use super::Progress;
use super::extreme::{Corner, Extreme, Search, least};
use super::focus::Focus;
use super::optimum::{BasicOptimum, Probe};

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

/// The least and the most that is carried in any plan within the allowance. Such plans reach `least_mw` and `most_mw`; in a large programme
/// some may go further, but none further than the bounds.
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
    /// No plan within the allowance carries less, MW (IT).
    pub least_bound_mw: f64,
    /// No plan within the allowance carries more, MW (IT).
    pub most_bound_mw: f64,
}

impl Firm {
    /// How much further than told a plan might go, MW (IT); 0 where both ends are exact.
    #[must_use]
    pub(crate) fn open_mw(&self) -> f64 {
        (self.least_mw - self.least_bound_mw).max(self.most_bound_mw - self.most_mw)
    }
}

/// Prices for each end in a large programme, where each takes about as long as the plan itself.
const PRICES_OF_LARGE: usize = 4;

/// Prices for each end else: it ends before.
const PRICES: usize = 200;

/// In a large programme an end is left off within this part of the load that could come or go.
const NEAR_OF_LARGE: f64 = 0.02;

/// Else it is exact but for this part, which is rounding.
const NEAR: f64 = 1e-9;

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
    (allowance_cny, without_each): (f64, &[Without]),
    progress: &Progress<'_>,
) -> Result<Vec<Firm>, SolveError> {
    let probe = optimum.probe();
    let probes = || probe.clone();
    let bounds = parallel::each_with(carriers, probes, |probe, &carrier| {
        control::go_on()?;
        let found = without_each
            .iter()
            .find(|of| carrier == Carrier::Hub(of.hub));
        let empty_cny = found.map(|without| optimum.objective_cny + without.cost_cny);
        let firm = bound(optimum, probe, carrier, (allowance_cny, empty_cny));
        progress.step();
        firm
    });
    bounds.into_iter().collect()
}

fn bound(
    optimum: &BasicOptimum<'_>,
    probe: &mut Probe,
    carrier: Carrier,
    (allowance_cny, empty_cny): (f64, Option<f64>),
) -> Result<Firm, SolveError> {
    let load = load_of(optimum, carrier);
    let now_mw = settled(of_plan(&load, &optimum.x));
    let mut extreme = |sign: f64, floor_mw: f64, known: Option<Corner>| {
        let load: Vec<(usize, f64)> = load.iter().map(|&(j, share)| (j, sign * share)).collect();
        let found = extreme(optimum, probe, &load, (floor_mw, allowance_cny), known);
        price(optimum, probe, &load, 0.0);
        found
    };
    // the best plan without the hub is the best with no load there
    let empty = empty_cny.map(|cost| Corner { cost, load: 0.0 });
    let least = extreme(1.0, 0.0, empty)?;
    let most = extreme(-1.0, -room_mw(optimum.case, carrier), None)?;
    Ok(Firm {
        carrier,
        now_mw,
        least_mw: settled(least.reached).min(now_mw),
        most_mw: settled(-most.reached).max(now_mw),
        least_bound_mw: settled(least.bound).min(now_mw),
        most_bound_mw: settled(-most.bound).max(now_mw),
    })
}

/// The least of a load in any plan within the allowance, where no plan has less than `floor_mw`.
fn extreme(
    optimum: &BasicOptimum<'_>,
    probe: &mut Probe,
    load: &[(usize, f64)],
    (floor_mw, allowance_cny): (f64, f64),
    known: Option<Corner>,
) -> Result<Extreme, SolveError> {
    let start = Corner {
        cost: optimum.objective_cny,
        load: of_plan(load, &optimum.x),
    };
    // where there is no floor, all load
    let room_mw = if floor_mw.is_finite() {
        start.load - floor_mw
    } else {
        of_plan(&everything(optimum), &optimum.x)
    };
    let (near, prices) = if probe.is_of_large() {
        (NEAR_OF_LARGE, PRICES_OF_LARGE)
    } else {
        (NEAR, PRICES)
    };
    let least_allowance = ROUNDING * (1.0 + start.cost.abs());
    let search = Search {
        budget: start.cost + allowance_cny.max(least_allowance),
        floor: floor_mw,
        price: 2.0 * allowance_cny.max(1e-6 * start.cost.abs()).max(1.0) / room_mw.max(NEGLIGIBLE),
        near: (near * room_mw).max(NEGLIGIBLE),
        prices,
        known,
    };
    let mut is_first = true;
    least(start, search, |cny_per_mw| {
        control::go_on()?;
        price(optimum, probe, load, cny_per_mw);
        let outcome = if std::mem::take(&mut is_first) {
            probe.ask_feasible()?
        } else {
            probe.ask_on()?
        };
        let load = of_plan(load, &outcome.x);
        Ok(Corner {
            cost: outcome.objective - cny_per_mw * load,
            load,
        })
    })
}

/// Puts a price on a load, CNY for each MW of its mean.
fn price(optimum: &BasicOptimum<'_>, probe: &mut Probe, load: &[(usize, f64)], cny_per_mw: f64) {
    let costs = &optimum.plain.objective().coefficients;
    for &(j, share) in load {
        probe.set_cost(j, costs[j] + cny_per_mw * share);
    }
}

/// The load of a plan.
fn of_plan(load: &[(usize, f64)], x: &[f64]) -> f64 {
    load.iter().map(|&(j, share)| share * x[j]).sum()
}

/// What a carrier cannot hold more than, MW (IT).
fn room_mw(case: &Case, carrier: Carrier) -> f64 {
    let of_all = case.hub_ids();
    match carrier {
        Carrier::Hub(hub) | Carrier::WorkloadAt(_, hub) => case[hub].capacity_mw,
        Carrier::Side(side) => of_all
            .filter(|&hub| case[hub].side == side)
            .map(|hub| case[hub].capacity_mw)
            .sum(),
    }
}

/// A load, nothing where it is rounding.
fn settled(mw: f64) -> f64 {
    if mw > NEGLIGIBLE { mw } else { 0.0 }
}

/// Columns of the loads that the carrier carries, each with its mean load over the horizon per MW.
fn load_of(optimum: &BasicOptimum<'_>, carrier: Carrier) -> Vec<(usize, f64)> {
    loads(optimum, |workload, hub| {
        carrier.carries(optimum.case, workload, hub)
    })
}

/// All loads.
fn everything(optimum: &BasicOptimum<'_>) -> Vec<(usize, f64)> {
    loads(optimum, |_, _| true)
}

fn loads(
    optimum: &BasicOptimum<'_>,
    counts: impl Fn(WorkloadId, HubId) -> bool,
) -> Vec<(usize, f64)> {
    let part_of_horizon = optimum.case.parts_of_horizon();
    let columns = optimum.formulation.columns().iter().enumerate();
    let shares = columns.filter_map(|(j, key)| match *key {
        ColumnKey::Load {
            workload,
            hub,
            period,
            ..
        } if counts(workload, hub) => Some((j, part_of_horizon(period))),
        _ => None,
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
