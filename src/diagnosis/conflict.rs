//! # The smallest sets of rules that cannot hold together
//!
//! An irreducible infeasible set, by the deletion filter (Chinneck and Dravnieks, *Locating minimal
//! infeasible constraint sets in linear programs*, ORSA J. Computing 3, 1991), over rules instead of rows:
//!
//! 1. All rules are on and cannot hold together. The engine's Farkas multipliers prove that those rules alone which
//!    they speak of cannot either; all others are switched off.
//! 2. Each rule that is left is switched off in turn. Where the rest can hold without it, it is needed and
//!    switched on again; where not, it stays off, and with it all that the new proof does not speak of.
//!
//! What stays is infeasible, and feasible without any one of its rules. Rules are tried in an order that leaves
//! the largest demands and the plainest reasons.
//!
//! The next conflict is looked for without the policy of the one found or, where it has none, its demands, until all that is left
//! can hold.

use crate::case::{Kind, WorkloadId};
use crate::formulation::keys::ColumnKey;
use crate::placement::NEGLIGIBLE;
use crate::solver::SolveError;

use super::Rule;
use super::field::{Field, Verdict, unit_size};

/// Conflicts looked for in a diagnosis.
pub(super) const MOST: usize = 64;

/// Rules of which each is needed for them not to hold together.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The rules, demands first.
    pub rules: Vec<Rule>,
    /// By how much they miss each other.
    pub missing: Missing,
}

/// By how much the rules of a conflict miss each other: the least shortfall under these rules alone. Of the policy where one is among
/// the rules, else of the demands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Missing {
    /// Load that cannot be served, all demands of the conflict together, MW, by period; empty where no load is short.
    pub load_mw: Vec<f64>,
    /// IT energy that cannot be served, MWh.
    pub energy_mwh: f64,
    /// The policy that is missed, with the amount in the unit of [`Rule::unit`].
    pub policy: Option<(Rule, f64)>,
}

impl Missing {
    /// Most load short at once, MW.
    #[must_use]
    pub fn peak_mw(&self) -> f64 {
        self.load_mw.iter().copied().fold(0.0, f64::max)
    }

    /// Periods in which load is short.
    #[must_use]
    pub fn periods(&self) -> Vec<usize> {
        let short = self.load_mw.iter().enumerate();
        short
            .filter(|&(_, &mw)| mw > NEGLIGIBLE)
            .map(|(t, _)| t)
            .collect()
    }
}

/// Conflicts, at most so many, and whether these are all. `suspects` are demands that the plan falls short of, which
/// are looked at first each alone, then with the others of their workload: small conflicts tell more.
pub(super) fn conflicts(
    field: &mut Field,
    suspects: &[Rule],
    most: usize,
) -> Result<(Vec<Conflict>, bool), SolveError> {
    let mut found = Vec::new();
    let mut settled = Vec::new();
    for circle in circles(suspects) {
        let open = |rule: Rule| !rule.is_demand() || circle.holds(rule);
        loop {
            let on: Vec<bool> = field
                .rules
                .iter()
                .map(|&rule| open(rule) && !settled.contains(&rule))
                .collect();
            field.set_all(|rule| on[rule]);
            let Verdict::Conflict(proof) = field.verdict()? else {
                break;
            };
            if found.len() == most {
                return Ok((found, false));
            }
            let conflict = irreducible(field, proof.as_deref())?;
            let answered = answered(&conflict);
            if answered.is_empty() {
                // without a demand nothing needs to be placed, so this is rounding at a limit
                return Ok((found, false));
            }
            settled.extend(answered);
            found.push(conflict);
        }
    }
    Ok((found, true))
}

/// Which demands are looked at.
enum Circle {
    One(Rule),
    Workload(WorkloadId),
    All,
}

impl Circle {
    fn holds(&self, demand: Rule) -> bool {
        match (self, demand) {
            (Circle::All, _) => true,
            (Circle::Workload(of), Rule::Demand { workload, .. }) => *of == workload,
            (Circle::One(one), other) => *one == other,
            (Circle::Workload(_), _) => false,
        }
    }
}

/// Each suspect, each workload of a suspect, everything.
fn circles(suspects: &[Rule]) -> Vec<Circle> {
    let mut circles: Vec<Circle> = suspects.iter().map(|&rule| Circle::One(rule)).collect();
    let mut workloads: Vec<WorkloadId> = suspects
        .iter()
        .filter_map(|rule| match *rule {
            Rule::Demand { workload, .. } => Some(workload),
            _ => None,
        })
        .collect();
    workloads.sort_unstable();
    workloads.dedup();
    circles.extend(workloads.into_iter().map(Circle::Workload));
    circles.push(Circle::All);
    circles
}

/// What is left out after a conflict, so that the next is another: its policy, which would meet every demand again, or
/// its demands.
fn answered(conflict: &Conflict) -> Vec<Rule> {
    let rules = conflict.rules.iter().copied();
    let policies: Vec<Rule> = rules.clone().filter(|rule| rule.is_policy()).collect();
    if policies.is_empty() {
        rules.filter(|rule| rule.is_demand()).collect()
    } else {
        policies
    }
}

/// Reduces the rules that are on, which cannot hold together.
fn irreducible(field: &mut Field, proof: Option<&[f64]>) -> Result<Conflict, SolveError> {
    narrow(field, proof);
    for rule in order(field) {
        if !field.is_on(rule) {
            continue;
        }
        field.set(rule, false);
        match field.verdict()? {
            Verdict::Feasible(_) => field.set(rule, true),
            Verdict::Conflict(proof) => narrow(field, proof.as_deref()),
        }
    }
    let mut kept = field.rules_on();
    kept.sort_by_key(|&rule| field.rules[rule]);
    let missing = missing(field, &kept)?;
    Ok(Conflict {
        rules: kept.into_iter().map(|rule| field.rules[rule]).collect(),
        missing,
    })
}

/// Switches off all that a proof does not speak of.
fn narrow(field: &mut Field, proof: Option<&[f64]>) {
    let Some(multipliers) = proof else {
        return;
    };
    let support = field.support(multipliers);
    field.set_all(|rule| support[rule]);
}

/// The rules that are on in the order in which they are tried: policies, which are the least plain of reasons, then demands, the smallest
/// first, then limits, and what takes hubs away last.
fn order(field: &Field) -> Vec<usize> {
    let mut rules = field.rules_on();
    let size = |rule: usize| {
        let elastic = field
            .elastics
            .iter()
            .find(|elastic| elastic.rule == field.rules[rule]);
        elastic.map_or(0.0, |elastic| elastic.size)
    };
    rules.sort_by(|&a, &b| {
        let key = |rule: usize| (class(field.rules[rule]), size(rule));
        let ((class_a, size_a), (class_b, size_b)) = (key(a), key(b));
        class_a.cmp(&class_b).then(size_a.total_cmp(&size_b))
    });
    rules
}

const fn class(rule: Rule) -> u8 {
    match rule {
        Rule::HubShare
        | Rule::TrainingWest
        | Rule::GreenTarget { .. }
        | Rule::HourlyGreen { .. }
        | Rule::CarbonCap => 0,
        Rule::Demand { .. } => 1,
        Rule::TrunkCapacity { .. } | Rule::LinkCapacity { .. } => 2,
        Rule::Accelerators { .. }
        | Rule::Fleet { .. }
        | Rule::Capacity { .. }
        | Rule::PowerContract { .. }
        | Rule::FacilityLimit { .. } => 3,
        Rule::Hubs { .. } | Rule::RttLimit { .. } => 4,
    }
}

/// The least shortfall under the rules that are on: of a policy among them, else of their demands.
fn missing(field: &mut Field, rules: &[usize]) -> Result<Missing, SolveError> {
    let policy = rules
        .iter()
        .map(|&rule| field.rules[rule])
        .find(|rule| rule.is_policy());
    let wanted: Vec<(usize, f64)> = shortfalls(field)
        .into_iter()
        .filter(|&(j, _)| match policy {
            Some(policy) => policy_of(field.columns[j]) == Some(policy),
            None => rules
                .iter()
                .any(|&r| asks(field.rules[r], field.columns[j])),
        })
        .collect();
    let Some(x) = field.least(&wanted)? else {
        return Ok(Missing::default());
    };
    let total: f64 = wanted.iter().map(|&(j, size)| size * x[j]).sum();
    if let Some(policy) = policy {
        return Ok(Missing {
            policy: Some((policy, total)),
            ..Missing::default()
        });
    }
    let mut load_mw = vec![0.0; field.case.periods.len()];
    for &(j, _) in &wanted {
        if let ColumnKey::Unserved {
            workload, period, ..
        } = field.columns[j]
            && field.case[workload].kind() != Kind::Training
        {
            let periods = period.map_or(0..load_mw.len(), |t| t.index()..t.index() + 1);
            for mw in &mut load_mw[periods] {
                *mw += x[j];
            }
        }
    }
    if load_mw.iter().all(|&mw| mw <= NEGLIGIBLE) {
        load_mw.clear();
    }
    Ok(Missing {
        load_mw,
        energy_mwh: total,
        policy: None,
    })
}

/// Shortfall columns with the size of one unit.
fn shortfalls(field: &Field) -> Vec<(usize, f64)> {
    let columns = field.columns.iter().enumerate();
    columns
        .filter(|(_, column)| column.is_shortfall())
        .map(|(j, &column)| (j, unit_size(field.case, column)))
        .collect()
}

/// Whether a column is the shortfall of a demand.
fn asks(rule: Rule, column: ColumnKey) -> bool {
    match (rule, column) {
        (
            Rule::Demand { workload, origin },
            ColumnKey::Unserved {
                workload: w,
                origin: o,
                ..
            },
        ) => (workload, origin) == (w, o),
        _ => false,
    }
}

/// The policy that a column is the shortfall of.
const fn policy_of(column: ColumnKey) -> Option<Rule> {
    match column {
        ColumnKey::GreenShort { scope } => Some(Rule::GreenTarget { scope }),
        ColumnKey::HourlyGreenShort { hub, .. } => Some(Rule::HourlyGreen { hub }),
        ColumnKey::CarbonOver => Some(Rule::CarbonCap),
        ColumnKey::HubShareOver { .. } => Some(Rule::HubShare),
        ColumnKey::TrainingWestShort => Some(Rule::TrainingWest),
        _ => None,
    }
}
