//! The claims at one value of a driver after the other.

use crate::case::{Case, Kind};
use crate::claims::kind::{held_near, only_kind};
use crate::claims::{self, Asked, headroom};
use crate::formulation::formulate;
use crate::optimum::Optimum;
use crate::solver::SolveError;

use super::quantities::{Claim, NOTHING, Parts, Quantities, Services, headroom_parts};
use super::{BreakevenError, Driver};

/// Assesses claims at values of a driver, each from the optima at the one before.
pub(super) struct Assessor<'a> {
    case: &'a Case,
    driver: &'a Driver,
    near: Met,
}

/// Optima met last.
#[derive(Default)]
struct Met {
    plan: Option<Optimum>,
    /// By [`Asked`].
    compared: [Option<Optimum>; 3],
    /// By [`Kind`].
    kinds: [Option<Optimum>; 3],
    /// Of the tightest and of all near services: beside the baseline and beside the plan.
    headroom: [[Option<Optimum>; 2]; 2],
}

/// Both sides at one value.
struct Sides {
    case: Case,
    /// The case of the load that both serve.
    compared: Case,
    /// Whether that is the whole load.
    is_whole: bool,
    plan: Quantities,
    baseline: Quantities,
}

impl<'a> Assessor<'a> {
    pub(crate) fn new(case: &'a Case, driver: &'a Driver) -> Self {
        Assessor {
            case,
            driver,
            near: Met::default(),
        }
    }

    /// What has to be positive for each of the claims, at a value.
    pub(crate) fn at(
        &mut self,
        value: f64,
        claims: &[Claim],
    ) -> Result<Vec<Parts>, BreakevenError> {
        let mut changed = self.case.clone();
        let parameter = &self.driver.parameter;
        parameter
            .key
            .apply(parameter.how.with(value), &mut changed)?;
        let sides = self.sides(changed)?;
        let mut kinds: [Option<Quantities>; 3] = [None; 3];
        let mut parts = Vec::with_capacity(claims.len());
        for &claim in claims {
            parts.push(match (claim, claim.kind()) {
                (Claim::Headroom(services), _) => self.headroom(&sides, services)?,
                (_, None) => claim.parts(&sides.plan, &sides.baseline),
                (_, Some(kind)) => {
                    let known = kinds[kind as usize];
                    let moved = known.map_or_else(|| self.kind(&sides, kind), Ok)?;
                    kinds[kind as usize] = Some(moved);
                    claim.parts(&moved, &sides.baseline)
                }
            });
        }
        Ok(parts)
    }

    /// Plan and baseline, for all that both serve.
    fn sides(&mut self, case: Case) -> Result<Sides, SolveError> {
        let near = &mut self.near;
        let plan = next(&case, &mut near.plan)?.placement(&case);
        let mut compared = None;
        let claims = claims::compare_by(&case, &plan, |asked, case| {
            if asked == Asked::Plan {
                compared = Some(case.clone());
            }
            let optimum = next(case, &mut near.compared[asked as usize])?;
            Ok(optimum.placement(case))
        })?;
        Ok(Sides {
            is_whole: compared.is_none(),
            compared: compared.unwrap_or_else(|| case.clone()),
            plan: Quantities::of(&claims.plan),
            baseline: Quantities::of(&claims.baseline),
            case,
        })
    }

    /// The plan in which one kind of work alone may leave its baseline places.
    fn kind(&mut self, sides: &Sides, kind: Kind) -> Result<Quantities, SolveError> {
        let at = if sides.is_whole {
            Asked::East
        } else {
            Asked::Baseline
        };
        let Some(baseline) = &self.near.compared[at as usize] else {
            return Ok(sides.baseline);
        };
        let only = |room| only_kind(&sides.compared, kind, baseline, room);
        let place = &mut self.near.kinds[kind as usize];
        let optimum = held_near(&sides.compared, only, place.as_ref())?;
        let moved = Quantities::of(&optimum.placement(&sides.compared));
        *place = Some(optimum);
        Ok(moved)
    }

    /// How much further services can grow.
    fn headroom(&mut self, sides: &Sides, which: Services) -> Result<Parts, SolveError> {
        let services = which.of(&sides.case);
        let Met {
            plan,
            compared: [first, compared, baseline],
            headroom,
            ..
        } = &mut self.near;
        let both = if sides.is_whole {
            (first, plan)
        } else {
            (baseline, compared)
        };
        let (Some(first), Some(plan)) = both else {
            return Ok(NOTHING);
        };
        let grown = headroom::grown(&sides.case, &sides.compared, &services);
        let places = &mut headroom[which as usize];
        let mut factors = [0.0; 2];
        for (side, before) in [&*first, &*plan].into_iter().enumerate() {
            let near = places[side].take();
            let room = (before, side == 0);
            let found = headroom::reach(&grown, &services, room, near.as_ref())?;
            factors[side] = found.as_ref().map_or(0.0, headroom::factor);
            places[side] = found;
        }
        Ok(headroom_parts(factors))
    }
}

/// The optimum of the next case, from that of the one before.
fn next<'m>(case: &Case, near: &'m mut Option<Optimum>) -> Result<&'m Optimum, SolveError> {
    let optimum = Optimum::near(case, formulate(case), near.as_ref())?;
    Ok(near.insert(optimum))
}
