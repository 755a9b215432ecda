//! # What binds, and what one unit more or less of it is worth
//!
//! A limit is one number of the case, which bounds one row or several: a grid connection bounds the power of
//! every period. With all its rows moved by `t`, the least cost is `v(t)`; [`slope`](super::slope) gives its
//! slope on both sides and where each ends. `v` is convex, so one unit less costs at least as much as one
//! unit more saves.

use crate::case::{AcceleratorId, Case, HubId, OriginId, PowerContractId, TrunkId, WorkloadId};
use crate::formulation::keys::RowKey;
use crate::solver::SolveError;

use super::focus::{Focus, Rule};
use super::optimum::{BasicOptimum, Probe, Shift};
use super::slope::{Direction, Piece, Reach, Touch, piece};

/// A number of the case that bounds rows of the programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Limit {
    /// Capacity of a hub, MW (IT).
    Capacity(HubId),
    /// Grid connection of a hub, MW (facility).
    FacilityLimit(HubId),
    /// Bandwidth of a link, Gbps.
    LinkCapacity(OriginId, HubId),
    /// Bandwidth of a trunk, Gbps.
    TrunkCapacity(TrunkId),
    /// Accelerators of a training run, MW (IT).
    Accelerators(WorkloadId),
    /// Accelerators of a kind, at a hub or at all, MW (IT).
    Fleet(AcceleratorId, Option<HubId>),
    /// A contract for green power, MW.
    Contract(PowerContractId),
    /// Carbon, t CO2.
    CarbonCap,
}

impl Limit {
    /// The limit that a row states, if it states one as its right-hand side.
    const fn of(row: RowKey) -> Option<Self> {
        match row {
            RowKey::HubCapacity { hub } => Some(Limit::Capacity(hub)),
            RowKey::FacilityLimit { hub, .. } => Some(Limit::FacilityLimit(hub)),
            RowKey::LinkCapacity { origin, hub } => Some(Limit::LinkCapacity(origin, hub)),
            RowKey::TrunkCapacity { trunk } => Some(Limit::TrunkCapacity(trunk)),
            RowKey::TrainingPower { workload, .. } => Some(Limit::Accelerators(workload)),
            RowKey::FleetMax { accelerator, hub } => Some(Limit::Fleet(accelerator, hub)),
            RowKey::PowerContractMax { contract } => Some(Limit::Contract(contract)),
            RowKey::CarbonCap => Some(Limit::CarbonCap),
            _ => None,
        }
    }

    /// Which kind of limit it is.
    #[must_use]
    pub(crate) const fn rule(self) -> Rule {
        match self {
            Limit::Capacity(_) => Rule::Capacity,
            Limit::FacilityLimit(_) => Rule::FacilityLimit,
            Limit::LinkCapacity(..) => Rule::LinkCapacity,
            Limit::TrunkCapacity(_) => Rule::TrunkCapacity,
            Limit::Accelerators(_) => Rule::AcceleratorsMax,
            Limit::Fleet(..) => Rule::Fleet,
            Limit::Contract(_) => Rule::ContractMax,
            Limit::CarbonCap => Rule::CarbonCap,
        }
    }

    /// Its unit: `MW (IT)`.
    #[must_use]
    pub(crate) const fn unit(self) -> &'static str {
        match self {
            Limit::Capacity(_) | Limit::Accelerators(_) | Limit::Fleet(..) => "MW (IT)",
            Limit::FacilityLimit(_) => "MW (facility)",
            Limit::LinkCapacity(..) | Limit::TrunkCapacity(_) => "Gbps",
            Limit::Contract(_) => "MW",
            Limit::CarbonCap => "t CO2",
        }
    }

    /// The key that sets it in `--set`: `capacity.zhongwei`. A training run's and a fleet's are in accelerators.
    #[must_use]
    pub(crate) fn key(self, case: &Case) -> String {
        let name = self.rule().name();
        match self {
            Limit::Capacity(hub) | Limit::FacilityLimit(hub) => {
                format!("{name}.{}", case[hub].id)
            }
            Limit::LinkCapacity(origin, hub) => {
                format!("{name}.{}.{}", case[origin].id, case[hub].id)
            }
            Limit::TrunkCapacity(trunk) => format!("{name}.{}", case[trunk].id),
            Limit::Accelerators(run) => format!("{name}.{}", case[run].id),
            Limit::Contract(contract) => format!("{name}.{}", case[contract].id),
            Limit::Fleet(kind, None) => format!("{name}.{}", case[kind].id),
            Limit::Fleet(kind, Some(hub)) => {
                format!("{name}.{}.{}", case[kind].id, case[hub].id)
            }
            Limit::CarbonCap => name.to_owned(),
        }
    }

    /// Whether it is asked about.
    fn concerns(self, case: &Case, focus: &Focus) -> bool {
        let placed = match self {
            Limit::Capacity(hub) | Limit::FacilityLimit(hub) => focus.hubs.contains(&hub),
            Limit::LinkCapacity(origin, hub) => {
                focus.hubs.contains(&hub) || focus.origins.contains(&origin)
            }
            Limit::TrunkCapacity(trunk) => focus.trunks.contains(&trunk),
            Limit::Accelerators(run) => focus.workloads.contains(&run),
            Limit::Fleet(_, hub) => hub.is_some_and(|hub| focus.hubs.contains(&hub)),
            Limit::Contract(contract) => focus.hubs.contains(&case[contract].hub),
            Limit::CarbonCap => false,
        };
        focus.is_everything() || placed || focus.rules.contains(&self.rule())
    }
}

/// A limit that binds, with its price on both sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PricedLimit {
    /// Which.
    pub limit: Limit,
    /// Where it stands, in its unit.
    pub now: f64,
    /// One unit more changes the cost by `slope` (not positive) CNY, `until` the limit is so far over where it
    /// stands. `None` only where the arithmetic could not decide.
    pub more: Option<Piece>,
    /// One unit less changes it by `-slope` (not negative) CNY, `until` (not positive) the limit is so far
    /// under where it stands; `None` where there is nothing to take away.
    pub less: Option<Piece>,
}

impl PricedLimit {
    /// What one unit more saves, CNY per unit over the horizon.
    #[must_use]
    pub fn one_more_saves(&self) -> f64 {
        self.more.map_or(0.0, |piece| -piece.slope + 0.0)
    }

    /// What one unit less costs, CNY per unit over the horizon.
    #[must_use]
    pub fn one_less_costs(&self) -> f64 {
        self.less.map_or(0.0, |piece| -piece.slope + 0.0)
    }

    /// Whether the price differs on the two sides.
    #[must_use]
    pub fn is_degenerate(&self) -> bool {
        let (more, less) = (self.one_more_saves(), self.one_less_costs());
        self.less.is_some() && less - more > 1e-6 * less.abs()
    }

    /// Whether a unit more or less would change the cost.
    #[must_use]
    pub(crate) fn matters(&self) -> bool {
        self.one_more_saves().max(self.one_less_costs()) > 1e-6
    }
}

/// How far a limit is looked for upwards: so many times where it stands, and so many units.
const REACH: f64 = 100.0;

/// The first step, in the same measure.
const NEAR: f64 = 1e-3;

/// Relative distance within which a row is at its limit.
const AT_LIMIT: f64 = 1e-7;

/// Prices every limit that binds and is asked about.
pub(super) fn priced(
    optimum: &BasicOptimum<'_>,
    focus: &Focus,
) -> Result<Vec<PricedLimit>, SolveError> {
    let mut probe = optimum.probe();
    let binding = binding(optimum).into_iter();
    let mut priced = Vec::new();
    for (limit, rows, now) in binding.filter(|(limit, ..)| limit.concerns(optimum.case, focus)) {
        priced.push(price(optimum, &mut probe, limit, &rows, now)?);
    }
    Ok(priced)
}

/// Limits with a row at its bound, by kind: each with all its rows and its value.
fn binding(optimum: &BasicOptimum<'_>) -> Vec<(Limit, Vec<usize>, f64)> {
    use std::collections::BTreeMap;
    let program = &optimum.plain;
    let activity = program.matrix.times(&optimum.x, program.row_count());
    let mut limits: BTreeMap<Limit, (Vec<usize>, f64, bool)> = BTreeMap::new();
    for (i, &row) in optimum.formulation.rows().iter().enumerate() {
        let Some(limit) = Limit::of(row) else {
            continue;
        };
        let bound = program.row_upper[i];
        let at = (activity[i] - bound).abs() <= AT_LIMIT * (1.0 + bound.abs());
        let entry = limits.entry(limit).or_insert((Vec::new(), bound, false));
        entry.0.push(i);
        entry.2 |= at;
    }
    let bound = limits.into_iter().filter(|(_, (_, _, at))| *at);
    bound
        .map(|(limit, (rows, now, _))| (limit, rows, now))
        .collect()
}

fn price(
    optimum: &BasicOptimum<'_>,
    probe: &mut Probe,
    limit: Limit,
    rows: &[usize],
    now: f64,
) -> Result<PricedLimit, SolveError> {
    let shifts: Vec<Shift> = rows.iter().map(|&row| Shift { row, rate: 1.0 }).collect();
    let origin = Touch {
        at: 0.0,
        value: optimum.objective_cny,
        slope: rows.iter().map(|&row| optimum.duals[row]).sum(),
    };
    let mut side = |direction, far| {
        let near = (NEAR * (1.0 + now)).min(far);
        let reach = Reach { near, far };
        piece(origin, direction, reach, |t| probe.touch(&shifts, t))
    };
    Ok(PricedLimit {
        limit,
        now,
        more: side(Direction::Up, REACH * (1.0 + now))?,
        less: if now > 0.0 {
            side(Direction::Down, now)?
        } else {
            None
        },
    })
}
