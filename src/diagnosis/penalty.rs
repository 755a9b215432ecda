//! # Where the rules can hold and the plan breaks them all the same
//!
//! A penalty is a price. With all shortfalls held at zero, a row's dual value `y` is what its rule costs at the
//! margin, and the plan keeps the rule where the penalty is no less:
//!
//! ```text
//!     penalty · size[s]  ≥  Σ_i y[i]·A[i,s]        ∀ shortfalls s,     size: hours of a load, else 1
//! ```

use crate::case::Scope;
use crate::case::{Case, HubId, Kind};
use crate::formulation::formulate;
use crate::formulation::keys::ColumnKey;
use crate::placement::{Placement, ShortfallKind};
use crate::solver::{self, SolveError, Solver, Status};

use super::Rule;
use super::field::unit_size;
use super::kind::RemedyKind;
use super::step::{Step, generous, key};

/// Penalties by the key of their parameter.
const PENALTIES: [&str; 4] = [
    "unserved_penalty",
    "green_penalty",
    "carbon_penalty",
    "share_penalty",
];

/// What can be done about a plan that falls short where it need not: higher penalties, or each policy as
/// far as the plan keeps it.
pub(super) fn ways(
    case: &Case,
    present: &Placement,
) -> Result<Vec<(RemedyKind, Vec<Step>)>, SolveError> {
    let mut ways = Vec::new();
    let raised = raised(case)?;
    if !raised.is_empty() {
        ways.push((RemedyKind::Penalty, raised));
    }
    let kept: Vec<Step> = present
        .shortfalls
        .iter()
        .filter_map(|short| as_kept(case, present, short.what, short.amount))
        .collect();
    let all_policies = present
        .shortfalls
        .iter()
        .all(|short| !short.what.is_demand());
    if all_policies && let Some(kind) = kept.first().map(|step| kind_of(step, &kept)) {
        ways.push((kind, kept));
    }
    Ok(ways)
}

fn kind_of(first: &Step, steps: &[Step]) -> RemedyKind {
    let kind = |step: &Step| match step.rule {
        Some(Rule::GreenTarget { .. } | Rule::HourlyGreen { .. }) => RemedyKind::GreenTarget,
        Some(Rule::CarbonCap) => RemedyKind::CarbonCap,
        _ => RemedyKind::Shares,
    };
    if steps.iter().all(|step| kind(step) == kind(first)) {
        kind(first)
    } else {
        RemedyKind::Several
    }
}

/// The step that sets the least green share of every period to what the plan reaches in all of them.
fn hourly_as_kept(case: &Case, plan: &Placement, hub: Option<HubId>) -> Option<Step> {
    let rule = Rule::HourlyGreen { hub };
    let key = key(case, rule)?;
    let from = crate::parameter::Key::parse(&key, case).ok()?.base(case)?.0;
    let to = plan.least_matched(case, hub)?.1;
    let to = generous(to, from - to, false).max(0.0);
    Some(Step::to_value(Some(rule), key, from, to))
}

/// The step that sets a policy to what the plan reaches.
fn as_kept(case: &Case, plan: &Placement, what: ShortfallKind, amount: f64) -> Option<Step> {
    if let ShortfallKind::HourlyGreen { hub } = what {
        return hourly_as_kept(case, plan, hub);
    }
    let (rule, whole) = match what {
        ShortfallKind::Green { scope } => {
            (Rule::GreenTarget { scope }, energy_mwh(case, plan, scope))
        }
        ShortfallKind::Carbon => (Rule::CarbonCap, 1.0),
        ShortfallKind::HubShare { .. } => (Rule::HubShare, plan.it_energy_mwh),
        ShortfallKind::TrainingWest => (Rule::TrainingWest, training_mwh(plan)),
        ShortfallKind::Load { .. }
        | ShortfallKind::Training { .. }
        | ShortfallKind::HourlyGreen { .. } => return None,
    };
    let key = key(case, rule)?;
    let from = crate::parameter::Key::parse(&key, case).ok()?.base(case)?.0;
    let by = amount / whole;
    let up = matches!(rule, Rule::CarbonCap | Rule::HubShare);
    let to = generous(if up { from + by } else { from - by }, by, up).max(0.0);
    Some(Step::to_value(Some(rule), key, from, to))
}

/// Facility energy of a green target's hubs.
fn energy_mwh(case: &Case, plan: &Placement, scope: Scope) -> f64 {
    let hubs = plan.hubs.iter();
    hubs.filter(|used| scope.holds(case, used.hub))
        .map(|used| used.energy_mwh)
        .sum()
}

fn training_mwh(plan: &Placement) -> f64 {
    let hubs = plan.hubs.iter();
    hubs.map(|used| used.it_energy_by_kind_mwh[Kind::Training as usize])
        .sum()
}

/// The penalties that are too low for the rules to be kept, raised to where they are; none where the rules cannot hold.
pub(super) fn raised(case: &Case) -> Result<Vec<Step>, SolveError> {
    let mut hard = formulate(case);
    hard.program.objectives.truncate(1);
    let shortfalls: Vec<usize> = (0..hard.columns().len())
        .filter(|&j| hard.columns()[j].is_shortfall())
        .collect();
    for &j in &shortfalls {
        hard.program.upper[j] = 0.0;
        // prices of the rules, not of the penalties that were too low
        hard.program.objectives[0].coefficients[j] = 0.0;
    }
    let solved = solver::solve(&hard.program, Solver::Engine)?;
    let (Status::Optimal, Some(prices)) = (solved.status, &solved.solution.duals) else {
        return Ok(Vec::new());
    };
    let mut needed = [0.0_f64; PENALTIES.len()];
    for &j in &shortfalls {
        let column = hard.columns()[j];
        let which = penalty_of(column);
        let price = hard.program.matrix.column_times(j, prices) / unit_size(case, column);
        needed[which] = needed[which].max(price);
    }
    Ok((0..PENALTIES.len())
        .filter(|&which| needed[which] > now(case, which) * (1.0 - 1e-9))
        .map(|which| {
            let to = generous(needed[which] * 1.001, needed[which], true);
            Step::to_value(None, PENALTIES[which].to_owned(), now(case, which), to)
        })
        .collect())
}

/// Which penalty a shortfall column pays.
const fn penalty_of(column: ColumnKey) -> usize {
    match column {
        ColumnKey::GreenShort { .. } | ColumnKey::HourlyGreenShort { .. } => 1,
        ColumnKey::CarbonOver => 2,
        ColumnKey::HubShareOver { .. } | ColumnKey::TrainingWestShort => 3,
        _ => 0,
    }
}

fn now(case: &Case, which: usize) -> f64 {
    let penalties = &case.penalties;
    [
        penalties.unserved_cny_per_mwh,
        penalties.green_cny_per_mwh,
        penalties.carbon_cny_per_t,
        penalties.share_cny_per_mwh,
    ][which]
}
