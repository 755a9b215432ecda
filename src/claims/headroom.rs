//! # Headroom: claim 3
//!
//! Low-latency capacity is scarce where it is near to users who ask for it. A sum of megawatts that stand free somewhere says nothing
//! of that, so the claim is told as a multiple: the largest λ for which λ times the demand of the services S with the tightest
//! limits is served in full,
//!
//! ```text
//!     maximise λ
//!     Σ_h x[w,o,h,t] = λ·D[w,o,t]                ∀ w in S, o, t          [MW]
//!     s ≤ s before                               all other demands and all policies
//!     x[w,o,h,t] = x_baseline[w,o,h,t]           ∀ other w, for λ₀; free for λ₁
//! ```
//!
//! Both are told of like loads. Where plan or baseline cannot hold all of everything else, that is less in both: what both hold, as in the
//! comparison of cost and carbon ([`of_both`](super::of_both)); else the second multiple would stand beside an east that is relieved of load which
//! the plan has to bear. The services themselves are asked for in full, and a λ under 1 says that not even their demand as stated is
//! served.
//!
//! Where no λ at all keeps the policies as they were (less of these services may leave a hub with more than its share of the rest), they
//! are let go, and [`Reach::policies`] says so. λ₀ with everything else held at its baseline place, λ₁ with everything else free; the services of S themselves may run wherever they
//! may. The claim holds where λ₁ is more than λ₀. Capacities, contracts, links and policies are those of the case; money is not in it.
//! What binds has a price in λ: hubs whose capacity, and origins whose demand, would change it.

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use super::kind::{held_near, held_optimum};
use super::still::hold;
use super::verdict::Verdict;
use super::{Claims, still};
use crate::case::reach::reachable;
use crate::case::{Case, HubId, OriginId, Work, WorkloadId};
use crate::formulation::keys::{ColumnKey, Keys, RowKey};
use crate::formulation::{Formulation, Values, formulate};
use crate::optimum::Optimum;
use crate::optimum::way::Way;
use crate::placement::Placement;
use crate::program::Objective;
use crate::rounding::settled;
use crate::solver::SolveError;

/// Services with a limit under this are near, ms.
pub(crate) const NEAR_MS: f64 = 20.0;

/// A price of a limit in λ, times the limit, over this part of λ binds.
const BINDS: f64 = 1e-6;

/// So many times the gap of a plan that is near the best, its prices are louder than what it is off by.
const LOUD: f64 = 100.0;

/// Room of what is short already, relative to it, beside a plan that is near the best.
const ROOM_BESIDE_STILL: f64 = 1e-8;

/// How far services can grow.
#[derive(Debug, Clone, PartialEq)]
pub struct Headroom {
    /// Which services.
    pub services: Vec<WorkloadId>,
    /// The longest of their limits, ms.
    pub limit_ms: f64,
    /// Their requests per second now, mean over the horizon.
    pub requests_per_s: f64,
    /// Part of their demand that no hub reaches in time, 0..1; it is as unserved as before, and in no λ.
    pub out_of_reach_share: f64,
    /// λ₀: with everything else at its baseline place.
    pub baseline: Reach,
    /// λ₁: with everything else free.
    pub plan: Reach,
    /// Capacity that the plan no longer contracts, hub by hub.
    pub freed: Vec<Freed>,
}

impl Headroom {
    /// Whether everything else has to move for the services to grow so far.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.verdict() == Verdict::Holds
    }

    /// What is proved of it: each λ lies between what was found and what it can be at most.
    pub(crate) fn verdict(&self) -> Verdict {
        let (held, free) = (&self.baseline, &self.plan);
        if gained(held.factor_at_most, free.factor) > 0.0 {
            Verdict::Holds
        } else if gained(held.factor, free.factor_at_most) <= 0.0 {
            Verdict::Fails
        } else {
            Verdict::Open
        }
    }

    /// Requests per second at λ₀.
    #[must_use]
    pub fn requests_per_s_baseline(&self) -> f64 {
        self.baseline.factor * self.requests_per_s
    }

    /// Requests per second at λ₁.
    #[must_use]
    pub fn requests_per_s_plan(&self) -> f64 {
        self.plan.factor * self.requests_per_s
    }
}

/// What becomes of policies (green shares, caps and the like) while the services grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policies {
    /// There are none.
    #[default]
    Absent,
    /// They are kept as well as before: none falls shorter.
    Kept,
    /// No multiple keeps them as well as before, so they are no limit.
    LetGo,
}

/// A multiple of demand with what keeps it from being larger.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reach {
    /// λ.
    pub factor: f64,
    /// No λ is more: λ itself where it was solved exactly.
    pub factor_at_most: f64,
    /// What becomes of policies at λ.
    pub policies: Policies,
    /// What binds; empty where the solver gives no prices.
    pub binding: Vec<Bound>,
}

/// What keeps services from growing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bound {
    /// Capacity or grid connection of a hub.
    Hub(HubId),
    /// Demand of an origin, which no other hub reaches in time.
    Origin(OriginId),
    /// Another limit.
    Limit(RowKey),
}

/// Capacity that the plan no longer contracts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Freed {
    /// At which hub.
    pub hub: HubId,
    /// How much less than in the baseline, MW (IT).
    pub mw: f64,
    /// Part of the services' demand that the hub reaches in time and may serve, 0..1.
    pub reached_share: f64,
}

/// The two sides from which headrooms are told.
pub(super) struct Sides<'a> {
    pub case: &'a Case,
    /// The case with the load that both sides hold.
    pub compared: &'a Case,
    /// The baseline of that load.
    pub baseline: &'a Optimum,
    /// The plan of that load, where it is at hand.
    pub plan: Option<&'a Optimum>,
    /// How programmes are solved.
    pub way: Way,
}

/// The case in which services grow: they are asked for as in `case`, everything else as in `compared`, of which both sides hold all.
#[must_use]
pub(crate) fn grown(case: &Case, compared: &Case, services: &[WorkloadId]) -> Case {
    let mut grown = compared.clone();
    for &service in services {
        let place = service.index();
        grown.workloads[place].clone_from(&case.workloads[place]);
    }
    grown
}

/// The programme of λ of services beside a plan or a baseline, from a like one where there is one; `None` where nothing of them is in
/// reach.
///
/// # Errors
/// [`SolveError`] where it has no certified optimum.
pub(crate) fn reach(
    case: &Case,
    services: &[WorkloadId],
    (before, is_held): (&Optimum, bool),
    near: Option<&Optimum>,
) -> Result<Option<Optimum>, SolveError> {
    if out_of_reach_share(case, services) >= 1.0 {
        return Ok(None);
    }
    let with = |policies| {
        let of = |room| programme(case, services, (before, room), is_held, policies);
        held_near(case, of, near)
    };
    with_policies(with).map(|(optimum, _)| Some(optimum))
}

/// λ₁ − λ₀, 0 where it is rounding.
pub(crate) fn gained(held: f64, free: f64) -> f64 {
    // in multiples of the demand: next to nothing of it is rounding, too
    settled(free - held, free.max(1.0))
}

/// λ of such a programme.
pub(crate) fn factor(optimum: &Optimum) -> f64 {
    optimum.solution().x.last().copied().unwrap_or(0.0)
}

/// Headroom of the tightest services, and of all near ones where those are more.
pub(super) fn both(
    sides: &Sides<'_>,
    claims: &Claims,
) -> Result<(Option<Headroom>, Option<Headroom>), SolveError> {
    let case = sides.case;
    let tightest = tightest(case);
    let near = near(case);
    let own;
    let plan = match sides.plan {
        Some(plan) => plan,
        None => {
            own = sides.way.best(sides.compared, formulate(sides.compared))?;
            &own
        }
    };
    let of = |services: Vec<WorkloadId>| headroom(sides, plan, services, claims);
    let is_more = near.len() > tightest.len();
    let tightest = (!tightest.is_empty()).then(|| of(tightest)).transpose()?;
    let near = is_more.then(|| of(near)).transpose()?;
    Ok((tightest, near))
}

/// The services with the tightest limit; none where no service has one.
#[must_use]
pub(crate) fn tightest(case: &Case) -> Vec<WorkloadId> {
    let asked = services(case, f64::is_finite);
    let limits = asked.iter().map(|&service| case[service].rtt_limit_ms());
    let least = limits.fold(f64::INFINITY, f64::min);
    services(case, |limit_ms| limit_ms == least)
}

/// The services with a limit under [`NEAR_MS`].
pub(crate) fn near(case: &Case) -> Vec<WorkloadId> {
    services(case, |limit_ms| limit_ms < NEAR_MS)
}

/// Part of the demand of services that no hub reaches in time.
pub(crate) fn out_of_reach_share(case: &Case, services: &[WorkloadId]) -> f64 {
    1.0 - reached_share(case, services, |case, service, origin| {
        let mut hubs = case.hub_ids();
        hubs.any(|hub| reachable(case, service, origin, hub))
    })
}

/// Services with demand, by their limit.
fn services(case: &Case, wanted: impl Fn(f64) -> bool) -> Vec<WorkloadId> {
    let is_wanted = |id: &WorkloadId| {
        matches!(case[*id].work, Work::Inference(_))
            && case.demand_mwh(*id) > 0.0
            && case[*id].rtt_limit_ms().is_finite()
            && wanted(case[*id].rtt_limit_ms())
    };
    case.workload_ids().filter(is_wanted).collect()
}

fn headroom(
    sides: &Sides<'_>,
    plan: &Optimum,
    services: Vec<WorkloadId>,
    claims: &Claims,
) -> Result<Headroom, SolveError> {
    let case = sides.case;
    let out_of_reach_share = out_of_reach_share(case, &services);
    let grown = grown(case, sides.compared, &services);
    let reach = |before: &Optimum, is_held: bool| {
        if out_of_reach_share >= 1.0 {
            return Ok::<_, SolveError>(Reach::default());
        }
        let (optimum, policies) = widest(&grown, &services, before, is_held, sides.way.gap())?;
        Ok(read(&services, &optimum, policies))
    };
    let limits = services.iter().map(|&service| case[service].rtt_limit_ms());
    Ok(Headroom {
        limit_ms: limits.fold(0.0, f64::max),
        requests_per_s: requests_per_s(case, &services),
        out_of_reach_share,
        baseline: reach(sides.baseline, true)?,
        plan: reach(plan, false)?,
        freed: freed(case, &services, &claims.plan, &claims.baseline),
        services,
    })
}

/// The largest λ with policies kept, or else with policies let go; within a relative gap, where one is asked for and that is found.
///
/// # Errors
/// [`SolveError`] where neither programme has a certified optimum.
pub(super) fn widest(
    case: &Case,
    services: &[WorkloadId],
    before: &Optimum,
    is_held: bool,
    gap: Option<f64>,
) -> Result<(Optimum, Policies), SolveError> {
    let values = before.values();
    if let Some(gap) = gap {
        let kept = beside_still(case, services, &values, is_held);
        let has_policies = has_policies(&kept);
        if let Some(optimum) = Optimum::any_within(case, kept, gap)? {
            let policies = match has_policies {
                true => Policies::Kept,
                false => Policies::Absent,
            };
            return Ok((optimum, policies));
        }
    }
    widest_of(case, services, &values, is_held)
}

/// The programme of λ with policies kept, beside a plan that is near the best.
fn beside_still(
    case: &Case,
    services: &[WorkloadId],
    values: &Values,
    is_held: bool,
) -> Formulation {
    let room = (values, ROOM_BESIDE_STILL);
    let mut formulation = of_values(case, services, room, is_held, Policies::Kept);
    if is_held {
        still::stand(&mut formulation, values, |workload| {
            !services.contains(&workload)
        });
    }
    formulation
}

/// As [`widest`], where the values of the columns before are at hand.
///
/// # Errors
/// As [`widest`].
pub(crate) fn widest_of(
    case: &Case,
    services: &[WorkloadId],
    values: &Values,
    is_held: bool,
) -> Result<(Optimum, Policies), SolveError> {
    with_policies(|policies| {
        held_optimum(
            |room| of_values(case, services, (values, room), is_held, policies),
            |formulation| Optimum::any_of(case, formulation),
        )
    })
}

/// The optimum with policies kept, or else with policies let go.
fn with_policies(
    solve: impl Fn(Policies) -> Result<Optimum, SolveError>,
) -> Result<(Optimum, Policies), SolveError> {
    match solve(Policies::Kept) {
        Ok(optimum) if has_policies(&optimum.formulation) => Ok((optimum, Policies::Kept)),
        Ok(optimum) => Ok((optimum, Policies::Absent)),
        Err(error) => match solve(Policies::LetGo) {
            Ok(optimum) => Ok((optimum, Policies::LetGo)),
            Err(_) => Err(error),
        },
    }
}

/// Whether a column is what a policy falls short of.
const fn is_of_policy(key: ColumnKey) -> bool {
    key.is_shortfall() && !matches!(key, ColumnKey::Unserved { .. } | ColumnKey::Removed { .. })
}

fn has_policies(formulation: &Formulation) -> bool {
    formulation.columns().iter().any(|&key| is_of_policy(key))
}

/// The programme of λ, which is at least 1 where `before` serves the services in full.
fn programme(
    case: &Case,
    services: &[WorkloadId],
    (before, room): (&Optimum, f64),
    is_held: bool,
    policies: Policies,
) -> Formulation {
    of_values(case, services, (&before.values(), room), is_held, policies)
}

/// As [`programme`], where the values of the columns before are at hand.
pub(crate) fn of_values(
    case: &Case,
    services: &[WorkloadId],
    (values, room): (&Values, f64),
    is_held: bool,
    policies: Policies,
) -> Formulation {
    let formulation = if is_held && !case.has_rules_of_baseline() {
        // rules that mean nothing at the baseline mean nothing beside it
        let mut ruled = case.clone();
        ruled.policy = case.at_baseline().policy;
        formulate(&ruled)
    } else {
        formulate(case)
    };
    within(formulation, services, (values, room), is_held, policies)
}

/// The programme of λ within that of the case, of which it has all but the costs; `values` are those of the columns before.
pub(crate) fn within(
    mut formulation: Formulation,
    services: &[WorkloadId],
    (values, room): (&Values, f64),
    is_held: bool,
    policies: Policies,
) -> Formulation {
    if is_held {
        hold(
            &mut formulation,
            (values, room),
            |key| matches!(key, ColumnKey::Load { workload, .. } if !services.contains(&workload)),
        );
    }
    let reached = reached(&formulation, services);
    keep_served(
        &mut formulation,
        (services, &reached),
        (values, room),
        policies,
    );
    let demand = demand_rows(&formulation, &reached);
    let in_full = room <= 0.0 && serves(&formulation, &demand, values);
    add_factor(&mut formulation, &demand, f64::from(u8::from(in_full)));
    formulation
}

/// Whether the values of columns meet the demand of rows.
fn serves(formulation: &Formulation, demand: &[Grown], values: &Values) -> bool {
    let program = &formulation.program;
    let mut missing = vec![0.0; program.row_count()];
    for grown in demand.iter().filter(|grown| grown.is_reached) {
        missing[grown.row] = grown.mw;
    }
    for (j, key) in formulation.columns().iter().enumerate() {
        if matches!(key, ColumnKey::Load { .. }) {
            let value = values.get(key).copied().unwrap_or(0.0);
            for (row, of) in program.matrix.column(j).filter(|_| value > 0.0) {
                missing[row] -= of * value;
            }
        }
    }
    let mut rows = demand.iter();
    rows.all(|grown| missing[grown.row] <= crate::placement::NEGLIGIBLE)
}

/// Services with origins from which there are loads, and whether some hub is reached in time: a load that is held at nothing stands in the
/// programme for the sake of other cases.
type Reached = FxHashMap<(WorkloadId, OriginId), bool>;

fn reached(formulation: &Formulation, services: &[WorkloadId]) -> Reached {
    let mut reached = Reached::default();
    let columns = formulation.columns().iter();
    for (key, &most) in columns.zip(&formulation.program.upper) {
        if let ColumnKey::Load {
            workload, origin, ..
        } = *key
            && services.contains(&workload)
        {
            *reached.entry((workload, origin)).or_default() |= most > 0.0;
        }
    }
    reached
}

/// No shortfall of what is reached of the services, and of everything else no more than before.
fn keep_served(
    formulation: &mut Formulation,
    (services, reached): (&[WorkloadId], &Reached),
    (before, room): (&Values, f64),
    policies: Policies,
) {
    let keys: Vec<ColumnKey> = formulation.columns().to_vec();
    for (j, key) in keys
        .into_iter()
        .enumerate()
        .filter(|(_, key)| key.is_shortfall())
    {
        // a rule that the other programme has not, as the baseline has none of those that it cannot follow, is no limit here
        let Some(amount) = before.get(&key).map(|amount| amount.max(0.0)) else {
            continue;
        };
        let (is_of_services, is_theirs) = match key {
            ColumnKey::Unserved {
                workload, origin, ..
            } => (
                services.contains(&workload),
                reached.get(&(workload, origin)) == Some(&true),
            ),
            _ => (false, false),
        };
        if is_of_services && !is_theirs {
            // out of reach of every hub, and in no λ
            continue;
        }
        if is_of_policy(key) && policies == Policies::LetGo {
            continue;
        }
        formulation.program.upper[j] = if is_theirs {
            0.0
        } else {
            amount + room * amount.max(1.0)
        };
    }
}

/// A row of demand that λ has an entry in.
#[derive(Debug, Clone, Copy)]
struct Grown {
    row: usize,
    mw: f64,
    /// Else it is out of reach, and λ has nothing of it.
    is_reached: bool,
}

/// Demand rows of the services.
fn demand_rows(formulation: &Formulation, reached: &Reached) -> Vec<Grown> {
    let rows = formulation
        .rows()
        .iter()
        .zip(&formulation.program.row_lower);
    rows.enumerate()
        .filter_map(|(row, (key, &mw))| match *key {
            RowKey::Demand {
                workload, origin, ..
            } => reached.get(&(workload, origin)).map(|&is_reached| Grown {
                row,
                mw,
                is_reached,
            }),
            _ => None,
        })
        .collect()
}

/// Adds the column λ, by which the demand of rows is multiplied, and makes it the one objective.
fn add_factor(formulation: &mut Formulation, demand: &[Grown], least: f64) {
    let program = &mut formulation.program;
    let columns = program.column_count();
    for grown in demand {
        program.matrix.rows.push(grown.row);
        if grown.is_reached {
            (program.row_lower[grown.row], program.row_upper[grown.row]) = (0.0, 0.0);
            program.matrix.values.push(-grown.mw);
        } else {
            program.matrix.values.push(0.0);
        }
    }
    program.matrix.starts.push(program.matrix.rows.len());
    program.lower.push(least);
    program.upper.push(f64::INFINITY);
    let mut coefficients = vec![0.0; columns];
    coefficients.push(-1.0);
    program.objectives = vec![Objective {
        name: "headroom".to_owned(),
        coefficients,
        constant: 0.0,
    }];
    if let Some(mut keys) = Keys::of(program).cloned() {
        keys.columns.push(ColumnKey::Headroom);
        program.labels = keys.labels();
    }
}

fn read(services: &[WorkloadId], optimum: &Optimum, policies: Policies) -> Reach {
    let solution = optimum.solution();
    let factor = factor(optimum);
    // prices of a plan that is near the best are as true as it is near
    let least = optimum
        .near
        .map_or(BINDS, |near| BINDS.max(LOUD * near.bounds.gap()));
    let duals = solution.duals.as_deref().unwrap_or_default();
    let program = &optimum.formulation.program;
    let demand = &demand_of(program.matrix.column(program.column_count() - 1));
    let rows = optimum.formulation.rows().iter().enumerate();
    let mut binding: Vec<Bound> = rows
        .zip(duals)
        .filter_map(|((i, &row), &price)| {
            let (lower, upper) = (program.row_lower[i], program.row_upper[i]);
            let bound = if price < 0.0 { upper } else { lower };
            let limit = demand.get(&i).copied().unwrap_or(bound);
            let moves = limit.is_finite() && (price * limit).abs() > least * factor.max(1.0);
            moves.then(|| bound_of(services, row)).flatten()
        })
        .collect();
    binding.sort();
    binding.dedup();
    Reach {
        factor,
        factor_at_most: optimum.near.map_or(factor, |near| -near.bounds.lower),
        policies,
        binding,
    }
}

/// Demand by row, from the column λ, MW.
fn demand_of(column: impl Iterator<Item = (usize, f64)>) -> HashMap<usize, f64> {
    column
        .map(|(row, coefficient)| (row, -coefficient))
        .collect()
}

/// What a row stands for, where it keeps services from growing.
fn bound_of(services: &[WorkloadId], row: RowKey) -> Option<Bound> {
    match row {
        RowKey::HubCapacity { hub } | RowKey::FacilityLimit { hub, .. } => Some(Bound::Hub(hub)),
        RowKey::Demand {
            workload, origin, ..
        } => services
            .contains(&workload)
            .then_some(Bound::Origin(origin)),
        RowKey::TrainingEnergy { .. }
        | RowKey::RunEnergy { .. }
        | RowKey::RunPart { .. }
        | RowKey::AcceleratorPeak { .. }
        | RowKey::LinkPeak { .. } => None,
        other => Some(Bound::Limit(other)),
    }
}

/// Requests per second of services, mean over the horizon.
fn requests_per_s(case: &Case, services: &[WorkloadId]) -> f64 {
    let mean = |&service: &WorkloadId| match &case[service].work {
        Work::Inference(of) => {
            case.demand_mwh(service) / case.horizon_hours() / of.mw_per_request_per_s
        }
        _ => 0.0,
    };
    services.iter().map(mean).sum()
}

fn freed(
    case: &Case,
    services: &[WorkloadId],
    plan: &Placement,
    baseline: &Placement,
) -> Vec<Freed> {
    let at = |hub: HubId| {
        let [before, now] = [baseline, plan].map(|side| side.hubs[hub.index()].contracted_mw);
        Freed {
            hub,
            mw: settled(before - now, before),
            reached_share: reached_share(case, services, |case, service, origin| {
                reachable(case, service, origin, hub)
            }),
        }
    };
    case.hub_ids()
        .map(at)
        .filter(|freed| freed.mw > 0.0)
        .collect()
}

/// Part of the demand of services whose origins are reached.
fn reached_share(
    case: &Case,
    services: &[WorkloadId],
    is_reached: impl Fn(&Case, WorkloadId, OriginId) -> bool,
) -> f64 {
    let hours: Vec<f64> = case.periods.iter().map(|period| period.hours).collect();
    let (mut reached, mut all) = (0.0, 0.0);
    for &service in services {
        if let Work::Inference(of) = &case[service].work {
            for (origin, rate) in &of.requests_per_s {
                let mw = rate.mean(&hours) * of.mw_per_request_per_s;
                all += mw;
                if is_reached(case, service, *origin) {
                    reached += mw;
                }
            }
        }
    }
    crate::placement::ratio(reached, all)
}
