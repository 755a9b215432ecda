//! Outcomes of a case at points of its ranges: plan, baseline and headrooms, each from its last basis.

use std::sync::Arc;

use crate::case::Case;
use crate::claims::headroom::{self, factors};
use crate::claims::{Asked, CarbonClaim, compare_by};
use crate::figures;
use crate::formulation::formulate;
use crate::optimum::Optimum;
use crate::parameter::Change;
use crate::solver::SolveError;

use super::RangesError;
use super::outcome::Outcomes;
use super::study::Evaluate;

/// The case in which figures are moved.
#[derive(Debug, Clone, Copy)]
pub struct Moved<'a> {
    /// As it was read: what `figures.csv` is held to.
    pub read: &'a Case,
    /// Made after the figures were moved: scenarios and `--set`.
    pub changes: &'a [Change],
    /// Whether all periods become one at the end.
    pub one_period: bool,
}

impl Moved<'_> {
    /// The case where figure `i` is `point[i]`.
    ///
    /// # Errors
    /// [`RangesError::Invalid`] where that is no valid case.
    pub fn at(&self, ranges: &[figures::Range<'_>], point: &[f64]) -> Result<Case, RangesError> {
        let mut case = self.read.clone();
        for (range, &figure) in ranges.iter().zip(point) {
            // a figure at its value is in the case already, to the last digit
            if figure != range.value {
                apply(&range.changes(figure), &mut case).map_err(|error| {
                    let name = range.name();
                    RangesError::Invalid {
                        name,
                        figure,
                        error: Box::new(error),
                    }
                })?;
            }
        }
        for change in self.changes {
            change
                .apply(&mut case)
                .map_err(|error| RangesError::Invalid {
                    name: change.key.to_string(),
                    figure: change.how.figure(),
                    error: Box::new(error),
                })?;
        }
        Ok(if self.one_period {
            case.averaged()
        } else {
            case
        })
    }
}

fn apply(changes: &[Change], case: &mut Case) -> Result<(), crate::parameter::ChangeError> {
    changes.iter().try_for_each(|change| change.apply(case))
}

/// Optima of one point, where those of the next one start.
#[derive(Debug, Clone, Default)]
struct Met {
    plan: Option<Arc<Optimum>>,
    /// By [`Asked`].
    compared: [Option<Arc<Optimum>>; 3],
    headroom: [Option<Arc<Optimum>>; 2],
}

/// Evaluates a case; a clone goes on from where the original stands. A programme that a figure does not move is not solved again.
#[derive(Debug, Clone)]
pub(super) struct CaseEvaluator<'a> {
    moved: Moved<'a>,
    ranges: &'a [figures::Range<'a>],
    near: Met,
}

impl<'a> CaseEvaluator<'a> {
    pub fn new(moved: Moved<'a>, ranges: &'a [figures::Range<'a>]) -> Self {
        let near = Met::default();
        CaseEvaluator {
            moved,
            ranges,
            near,
        }
    }

    fn outcomes(&self, case: &Case) -> Result<(Outcomes, Met), SolveError> {
        let plan = next(case, self.near.plan.as_deref())?;
        let mut met = Met {
            plan: Some(Arc::clone(&plan)),
            ..self.near.clone()
        };
        let claims = compare_by(case, &plan.placement(case), |asked, case| {
            let near = self.near.compared[asked as usize].as_deref();
            let optimum = next(case, near.or(Some(&plan)))?;
            let placement = optimum.placement(case);
            met.compared[asked as usize] = Some(optimum);
            Ok(placement)
        })?;
        let gained = match met.compared[Asked::East as usize].clone() {
            Some(first) => gained(case, &first, &plan, &mut met.headroom)?,
            None => 0.0,
        };
        let mut carbon = claims.carbon.iter();
        let carbon = carbon.find(|claim| claim.accounting == case.accounting);
        let values = [
            claims.cost.net_cny,
            carbon.map_or(0.0, CarbonClaim::avoided_t),
            gained,
        ];
        Ok((Outcomes { values }, met))
    }
}

/// λ₁ − λ₀; 0 without services that have a limit.
fn gained(
    case: &Case,
    first: &Optimum,
    plan: &Optimum,
    met: &mut [Option<Arc<Optimum>>; 2],
) -> Result<f64, SolveError> {
    let near = met.each_ref().map(Option::as_deref);
    let Some(found) = factors(case, [first, plan], near)? else {
        return Ok(0.0);
    };
    let [held, free] = found.each_ref().map(headroom::factor);
    *met = found.map(|optimum| Some(Arc::new(optimum)));
    Ok(headroom::gained(held, free))
}

fn next(case: &Case, near: Option<&Optimum>) -> Result<Arc<Optimum>, SolveError> {
    Optimum::near(case, formulate(case), near).map(Arc::new)
}

impl Evaluate for CaseEvaluator<'_> {
    type Error = RangesError;

    fn at(&mut self, point: &[f64]) -> Result<Outcomes, RangesError> {
        let case = self.moved.at(self.ranges, point)?;
        let (outcomes, met) = self.outcomes(&case)?;
        self.near = met;
        Ok(outcomes)
    }

    fn near(&self, point: &[f64]) -> Result<Outcomes, RangesError> {
        let case = self.moved.at(self.ranges, point)?;
        Ok(self.outcomes(&case)?.0)
    }
}
