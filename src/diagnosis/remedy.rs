//! # What would mend it, and at which price
//!
//! For each kind of change the least of it that lets all rules hold, found on the [field](super::field) by one programme a
//! question:
//!
//! ```text
//!     minimise  Σ r      over the elastic columns of the kind, all rules on
//! ```
//!
//! first with one hub, one run, one service alone, where one alone is enough: it has to have a part in
//! every conflict. Round-trip limits move columns, so they are searched for: the least of the times of the
//! hubs beyond the limit with which all rules can hold, one service after the other.
//!
//! Where no kind is enough, all are taken together, each relative to what there is now.
//!
//! Nothing is offered that was not tried: each mend is applied to the case as `--set` would, and the case
//! solved. A plan may fall short although it need not, where a penalty is cheaper than the rule; penalties
//! are then raised to the price of the rule, its dual value (exact penalties: Zangwill 1967).

use crate::case::{Case, WorkloadId};
use crate::formulation::formulate;
use crate::placement::{NEGLIGIBLE, Placement};
use crate::solver::{self, SolveError, Solver, Status};

use super::conflict::Conflict;
use super::field::{Field, Verdict};
use super::kind::RemedyKind;
use super::step::{Step, generous, key};
use super::{Rule, penalty};

/// Changes that let the plan meet everything, tried and priced.
#[derive(Debug, Clone, PartialEq)]
pub struct Remedy {
    /// What is changed.
    pub kind: RemedyKind,
    /// The changes, all of them needed.
    pub steps: Vec<Step>,
    /// What the mended plan pays, CNY.
    pub cost_cny: f64,
    /// That less what the present plan pays, penalties aside, CNY.
    pub cost_change_cny: f64,
    /// IT energy that the mended plan serves, less what the present one does, MWh.
    pub served_change_mwh: f64,
}

/// Steps of one kind.
type Way = (RemedyKind, Vec<Step>);

/// Mends, those that serve all demand first, the cheapest of them first.
pub(super) fn mends(
    field: &mut Field,
    conflicts: &[Conflict],
    present: &Placement,
) -> Result<Vec<Remedy>, SolveError> {
    let ways = if conflicts.is_empty() {
        penalty::ways(field.case, present)?
    } else {
        ways(field, conflicts)?
    };
    let mut mends = Vec::new();
    for (kind, steps) in ways {
        mends.extend(tried(field.case, kind, steps, present)?);
    }
    mends.sort_by(|a, b| {
        let less = |mend: &Remedy| mend.kind == RemedyKind::Demand;
        less(a)
            .cmp(&less(b))
            .then(a.cost_cny.total_cmp(&b.cost_cny))
    });
    Ok(mends)
}

/// The least changes of each kind, not tried yet.
fn ways(field: &mut Field, conflicts: &[Conflict]) -> Result<Vec<Way>, SolveError> {
    field.set_all(|_| true);
    let mut ways = Vec::new();
    for kind in RemedyKind::OF_ELASTICS {
        ways.extend(by_kind(field, kind, conflicts)?);
    }
    ways.extend(by_rtt_limits(field, conflicts)?);
    if ways.is_empty() {
        ways.extend(by_several(field)?);
    }
    ways.extend(together(field, RemedyKind::Demand)?);
    Ok(ways)
}

/// One of a kind alone, for each that is enough; else all together, if they are.
fn by_kind(
    field: &mut Field,
    kind: RemedyKind,
    conflicts: &[Conflict],
) -> Result<Vec<Way>, SolveError> {
    let elastics = field.elastics.iter().map(|elastic| elastic.rule);
    let mut parts: Vec<Rule> = elastics
        .filter(|&rule| kind.moves(rule))
        .map(part)
        .collect();
    parts.sort_unstable();
    parts.dedup();
    let in_all = |&one: &Rule| {
        let has = |conflict: &Conflict| conflict.rules.iter().any(|&rule| part(rule) == one);
        conflicts.iter().all(has)
    };
    let mut ways = Vec::new();
    for one in parts.into_iter().filter(in_all) {
        ways.extend(least(field, kind, |rule| {
            kind.moves(rule) && part(rule) == one
        })?);
    }
    if ways.is_empty() {
        ways.extend(together(field, kind)?);
    }
    Ok(ways)
}

/// What is changed together: a hub's capacity and its grid connection.
const fn part(rule: Rule) -> Rule {
    match rule {
        Rule::FacilityLimit { hub } => Rule::Capacity { hub },
        other => other,
    }
}

fn together(field: &mut Field, kind: RemedyKind) -> Result<Option<Way>, SolveError> {
    least(field, kind, |rule| kind.moves(rule))
}

/// The least sum of the elastic columns that are `wanted`.
fn least(
    field: &mut Field,
    kind: RemedyKind,
    wanted: impl Fn(Rule) -> bool,
) -> Result<Option<Way>, SolveError> {
    let elastics = field.elastics.iter().filter(|elastic| wanted(elastic.rule));
    let weighted: Vec<(usize, f64)> = elastics
        .map(|elastic| (elastic.column, elastic.size))
        .collect();
    if weighted.is_empty() {
        return Ok(None);
    }
    let found = field.least(&weighted)?;
    Ok(found.and_then(|x| steps(field, &x, wanted).map(|steps| (kind, steps))))
}

/// The elastic columns that are used at a point, as changes of the case; `None` where one cannot be written as such.
fn steps(field: &Field, x: &[f64], wanted: impl Fn(Rule) -> bool) -> Option<Vec<Step>> {
    let used = field
        .elastics
        .iter()
        .filter(|elastic| wanted(elastic.rule) && x[elastic.column] * elastic.size > NEGLIGIBLE);
    let steps: Option<Vec<Step>> = used
        .map(|elastic| Step::relaxing(field.case, elastic.rule, x[elastic.column]))
        .collect();
    steps.filter(|steps| !steps.is_empty())
}

/// One service alone, for each that is enough; else all together.
fn by_rtt_limits(field: &mut Field, conflicts: &[Conflict]) -> Result<Vec<Way>, SolveError> {
    let services: Vec<WorkloadId> = field.case.workload_ids().collect();
    let in_all = |&workload: &WorkloadId| {
        let rule = Rule::RttLimit { workload };
        conflicts
            .iter()
            .all(|conflict| conflict.rules.contains(&rule))
    };
    let mut ways = Vec::new();
    for one in services.iter().copied().filter(in_all) {
        ways.extend(longer_limits(field, &[one])?);
    }
    if ways.is_empty() {
        ways.extend(longer_limits(field, &services)?);
    }
    let ways = ways.into_iter().filter(|steps| !steps.is_empty());
    Ok(ways.map(|steps| (RemedyKind::RttLimit, steps)).collect())
}

/// The least limits of `services` with which the rules can hold, one after the other while the later ones have none;
/// `None` where they cannot hold without any.
fn longer_limits(
    field: &mut Field,
    services: &[WorkloadId],
) -> Result<Option<Vec<Step>>, SolveError> {
    for &workload in services {
        field.set_rtt_limit(workload, f64::INFINITY);
    }
    let possible = holds(field)?;
    let mut steps = Vec::new();
    for &workload in services.iter().filter(|_| possible) {
        let own = field.case[workload].rtt_limit_ms();
        let limit = least_limit(field, workload, own)?;
        field.set_rtt_limit(workload, limit);
        if limit > own {
            let rule = Rule::RttLimit { workload };
            let key = key(field.case, rule).unwrap_or_default();
            steps.push(Step::to_value(Some(rule), key, own, limit));
        }
    }
    for &workload in services {
        field.set_rtt_limit(workload, field.case[workload].rtt_limit_ms());
    }
    Ok(possible.then_some(steps))
}

/// The least limit of a service with which the rules hold, which they do without one.
fn least_limit(field: &mut Field, workload: WorkloadId, own: f64) -> Result<f64, SolveError> {
    field.set_rtt_limit(workload, own);
    if holds(field)? {
        return Ok(own);
    }
    let times = field.times_beyond(workload);
    let (mut low, mut high) = (0, times.len().saturating_sub(1));
    while low < high {
        let middle = low + (high - low) / 2;
        field.set_rtt_limit(workload, times[middle]);
        if holds(field)? {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let least = times.get(high).copied().unwrap_or(own);
    // a hundredth of a millisecond is more than anybody measures
    Ok(generous(least, 10.0, true))
}

fn holds(field: &mut Field) -> Result<bool, SolveError> {
    Ok(matches!(field.verdict()?, Verdict::Feasible(_)))
}

/// All kinds but less demand together, each relative to what there is now; round-trip limits where the
/// others are not enough. Less demand as well, at a great weight, where even that is not enough.
fn by_several(field: &mut Field) -> Result<Option<Way>, SolveError> {
    let kind = RemedyKind::Several;
    let open: Vec<usize> = field
        .elastics
        .iter()
        .filter(|elastic| kind.moves(elastic.rule))
        .map(|elastic| elastic.column)
        .collect();
    field.open(open.iter().copied());
    let services: Vec<WorkloadId> = field.case.workload_ids().collect();
    let limits = longer_limits(field, &services)?;
    field.close(open.iter().copied());
    let Some(limits) = limits else {
        return Ok(None);
    };
    for step in &limits {
        if let Some(Rule::RttLimit { workload }) = step.rule {
            field.set_rtt_limit(workload, step.to());
        }
    }
    let weighted: Vec<(usize, f64)> = field
        .elastics
        .iter()
        .filter(|elastic| kind.moves(elastic.rule))
        .map(|elastic| (elastic.column, 1.0 / now(field, elastic.rule)))
        .collect();
    let found = field.least(&weighted)?;
    let mut all = limits;
    let used = found.and_then(|x| steps(field, &x, |rule| kind.moves(rule)));
    for workload in services {
        field.set_rtt_limit(workload, field.case[workload].rtt_limit_ms());
    }
    all.extend(used.unwrap_or_default());
    Ok((!all.is_empty()).then_some((kind, all)))
}

/// The size of a rule's limit now, 1 where it is zero or has none.
fn now(field: &Field, rule: Rule) -> f64 {
    let place = field.place(rule);
    let stated = place.into_iter().flat_map(|place| field.stated(place));
    let size = stated
        .filter(|limit| limit.is_finite())
        .fold(0.0_f64, |most, limit| most.max(limit.abs()));
    if size > 0.0 { size } else { 1.0 }
}

/// Applies the steps, and solves; `None` where something is still short.
fn tried(
    case: &Case,
    kind: RemedyKind,
    mut steps: Vec<Step>,
    present: &Placement,
) -> Result<Option<Remedy>, SolveError> {
    let mut mended = case.clone();
    if steps.iter().any(|step| step.apply(&mut mended).is_err()) {
        return Ok(None);
    }
    let mut plan = cheapest(&mended)?;
    if !plan.shortfalls.is_empty() && kind != RemedyKind::Penalty {
        // the rules may hold now, and a penalty be cheaper
        for step in penalty::raised(&mended)? {
            if step.apply(&mut mended).is_ok() {
                steps.push(step);
            }
        }
        plan = cheapest(&mended)?;
    }
    Ok(plan.shortfalls.is_empty().then(|| Remedy {
        kind,
        steps,
        cost_cny: plan.costs.paid(),
        cost_change_cny: plan.costs.paid() - present.costs.paid(),
        served_change_mwh: plan.it_energy_mwh - present.it_energy_mwh,
    }))
}

/// The cheapest plan of a case; ties are left open, as only its cost and its shortfalls are asked for.
pub(super) fn cheapest(case: &Case) -> Result<Placement, SolveError> {
    let mut formulation = formulate(case);
    formulation.program.objectives.truncate(1);
    let solved = solver::solve(&formulation.program, Solver::Engine)?;
    match solved.status {
        Status::Optimal => Ok(Placement::read(case, &formulation, &solved.solution)),
        Status::Infeasible | Status::Unbounded => Err(SolveError::Failed {
            solver: solved.solver,
            program: case.name.clone(),
            reason: tr!("it calls it {}, which no case can be", solved.status.name()),
        }),
    }
}
