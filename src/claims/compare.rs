//! Plan and baseline for the load that both can serve.

use std::borrow::Cow;

use super::capacity::capacity_claim;
use super::carbon::carbon_claims;
use super::certificates::Levelling;
use super::cost::cost_claim;
use super::dirtier::dirtier_moves;
use super::verdict::Apart;
use super::{Claims, unserved};
use crate::case::Case;
use crate::formulation::formulate;
use crate::optimum::Optimum;
use crate::optimum::way::Way;
use crate::placement::{Placement, Shortfall};
use crate::solver::SolveError;

/// What is solved to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The baseline, to learn what it cannot serve.
    East,
    /// The plan for the load that both can serve.
    Plan,
    /// The baseline for that load.
    Baseline,
}

/// The plan's case and the baseline's with the load that both can serve; `None` where that is all.
pub(crate) fn of_both(cases: [&Case; 2], short: &[Shortfall]) -> Option<[Case; 2]> {
    let is_less = short.iter().any(|short| short.what.is_demand());
    is_less.then(|| cases.map(|case| case.without(short)))
}

/// Compares, where `place` gives the best plan of each case that is asked.
pub(crate) fn compare_by(
    case: &Case,
    plan: &Placement,
    mut place: impl FnMut(Asked, &Case) -> Result<Placement, SolveError>,
) -> Result<Claims, SolveError> {
    let held = case.at_baseline();
    let first = place(Asked::East, &held.urgent_first())?;
    let short: Vec<Shortfall> = [plan, &first]
        .iter()
        .flat_map(|p| p.shortfalls.iter().copied())
        .collect();
    let (compared_plan, baseline) = match of_both([case, &held], &short) {
        None => (plan.clone(), first.clone()),
        Some([plan, baseline]) => (
            place(Asked::Plan, &plan)?,
            place(Asked::Baseline, &baseline)?,
        ),
    };
    Ok(Claims {
        compared_share: if plan.it_energy_mwh > 0.0 {
            compared_plan.it_energy_mwh / plan.it_energy_mwh
        } else {
            1.0
        },
        unserved: unserved(case, &first),
        broken: baseline
            .shortfalls
            .iter()
            .filter(|short| !short.what.is_demand())
            .copied()
            .collect(),
        cost: cost_claim(&compared_plan.totals(), &baseline.totals()),
        carbon: carbon_claims(&compared_plan.totals(), &baseline.totals()),
        capacity: capacity_claim(case, &compared_plan, &baseline),
        dirtier_moves: dirtier_moves(
            case,
            &compared_plan,
            &baseline,
            case.accounting,
            Apart::default(),
        ),
        apart: Apart::default(),
        levelling: Levelling::of(case, &compared_plan, &baseline),
        by_kind: Vec::new(),
        headroom: None,
        headroom_of_near: None,
        plan: compared_plan,
        baseline,
    })
}

/// Optima on the way to a comparison.
pub(super) struct Kept {
    way: Way,
    first: Option<Optimum>,
    compared: Option<(Case, Optimum)>,
    baseline: Option<Optimum>,
}

impl Kept {
    pub(crate) const fn new(way: Way) -> Self {
        Kept {
            way,
            first: None,
            compared: None,
            baseline: None,
        }
    }

    /// The best plan of a case that is asked for.
    pub(crate) fn place(&mut self, asked: Asked, case: &Case) -> Result<Placement, SolveError> {
        let case = &match self.way.gap() {
            Some(_) => Cow::Owned(case.with_a_trace()),
            None => Cow::Borrowed(case),
        };
        let optimum = self.way.best(case, formulate(case))?;
        let placement = optimum.placement(case);
        match asked {
            Asked::East => self.first = Some(optimum),
            Asked::Plan => self.compared = Some((case.clone().into_owned(), optimum)),
            Asked::Baseline => self.baseline = Some(optimum),
        }
        Ok(placement)
    }

    /// The plan of the compared load, where that is not the whole.
    pub(crate) fn plan(&self) -> Option<&Optimum> {
        self.compared.as_ref().map(|(_, plan)| plan)
    }

    /// The case of the compared load, which is `case` where all is served, with its baseline.
    pub(crate) fn baseline<'b>(&'b self, case: &'b Case) -> Option<(&'b Case, &'b Optimum)> {
        match (&self.compared, &self.baseline) {
            (Some((compared, _)), Some(baseline)) => Some((compared, baseline)),
            _ => Some((case, self.first.as_ref()?)),
        }
    }
}
