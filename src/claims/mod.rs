//! # The three claims of 东数西算, tested
//!
//! Moving work west (1) saves more on electricity, hosting and chips than the network then costs, (2) avoids
//! carbon, (3) frees low-latency capacity in the east. Each is measured against the case's [**baseline**](crate::case::Baseline):
//! the same programme with every workload held to its baseline places, by default the eastern hubs.
//!
//! Where the baseline cannot hold all load, penalties would decide the comparison, so both sides are
//! solved again for the load that both can serve:
//!
//! ```text
//!     D'[w,o,t] = D[w,o,t] − max(s_plan[w,o,t], s_baseline[w,o,t])
//! ```
//!
//! and what the baseline cannot serve is stated beside it. With one penalty for all load, the east would drop whatever costs
//! most to serve there, and keep training while its users wait. An operator who has the east alone would give it to the
//! work that needs it. So which load is dropped is decided by **urgency**: the tighter the round-trip limit, the later;
//!
//! ```text
//!     penalty[w] = unserved_cny_per_mwh · (1 + number of distinct limits that are longer than w's)
//! ```
//!
//! with no limit as the longest: training and storage first. These penalties choose the load and are in no figure.
//!
//! Four kinds of plan come from the baseline:
//!
//! - the plan for the compared load, in which all work may move ([`CostClaim`], [`CarbonClaim`]);
//! - [`kind`]: for training, storage and inference, the plan in which only that kind may leave its baseline places, so that
//!   what one kind saves is not hidden in what another costs;
//! - [`headroom`]: how many times the demand of the tightest services can be served in full, with everything else at its baseline
//!   place and with everything else free;
//! - [`certificates`]: what makes both sides equally green.

mod capacity;
mod carbon;
pub(crate) mod certificates;
mod compare;
pub(crate) mod cost;
mod dirtier;
pub(crate) mod headroom;
mod home;
pub(crate) mod kind;
mod programme;
mod still;
mod unserved;
pub(crate) mod verdict;

pub use self::{
    carbon::CarbonClaim,
    certificates::Buyer,
    headroom::{Bound, Headroom, Policies},
    kind::KindClaim,
    programme::ClaimProgram,
    unserved::Unserved,
};
pub(crate) use capacity::CapacityClaim;
pub(crate) use cost::{CostClaim, cost_claim};
pub(crate) use dirtier::DirtierMove;
pub(crate) use home::CameHome;
pub(crate) use unserved::{served_of, unserved};

pub(crate) use carbon::carbon_claims;
pub(crate) use compare::{Asked, compare_by, of_both};

use crate::case::{Accounting, Case, Kind};
use crate::formulation::formulate;
use crate::optimum::Optimum;
use crate::optimum::way::Way;
use crate::placement::{Placement, Shortfall};
use crate::solver::{SolveError, Solver};

use certificates::Levelling;
use compare::Kept;
use verdict::Apart;

/// The three claims, for the load that plan and baseline both serve.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// Part of the plan's IT energy that the comparison covers, 0..1.
    pub compared_share: f64,
    /// What the baseline cannot serve.
    pub unserved: Vec<Unserved>,
    /// Policies that the baseline cannot meet; their penalties are in neither side's figures.
    pub broken: Vec<Shortfall>,
    /// The plan for the compared load.
    pub plan: Placement,
    /// The baseline for the compared load.
    pub baseline: Placement,
    /// How far plan and baseline may be from the best, together.
    pub(crate) apart: Apart,
    /// Claim 1 for all work together.
    pub cost: CostClaim,
    /// Claim 2 for all work together, by accounting.
    pub carbon: Vec<CarbonClaim>,
    /// What the plan no longer contracts in the east.
    pub capacity: CapacityClaim,
    /// Where claim 2 stops being true, in the case's accounting.
    pub dirtier_moves: Vec<DirtierMove>,
    /// What levels the two sides of claim 2.
    pub levelling: Levelling,
    /// Claims 1 and 2 by kind of work, in the order of [`KindClaim::ORDER`]; empty where only the two sides were compared.
    pub by_kind: Vec<KindClaim>,
    /// Claim 3: headroom of the services with the tightest limit; `None` without services that have one.
    pub headroom: Option<Headroom>,
    /// Headroom of all services with a limit under [`headroom::NEAR_MS`], where those are more than the tightest.
    pub headroom_of_near: Option<Headroom>,
}

impl Claims {
    /// Moves to western hubs that emit more than an eastern hub that they relieve, in an accounting: where the carbon
    /// claim fails pair by pair. None in marginal accounting where a hub has no marginal factor.
    #[must_use]
    pub(crate) fn dirtier_moves_by(&self, case: &Case, accounting: Accounting) -> Vec<DirtierMove> {
        dirtier::dirtier_moves(case, &self.plan, &self.baseline, accounting, self.apart)
    }

    /// The same of two sides that are so far from the best.
    fn within(self, case: &Case, apart: Apart) -> Self {
        let carbon = self.carbon.iter().map(|claim| claim.within(apart));
        let claims = Claims {
            apart,
            cost: self.cost.within(apart),
            carbon: carbon.collect(),
            capacity: self.capacity.within(apart),
            ..self
        };
        Claims {
            dirtier_moves: claims.dirtier_moves_by(case, case.accounting),
            ..claims
        }
    }

    /// The claim of one kind of work, or of all.
    #[must_use]
    pub fn of_kind(&self, kind: Option<Kind>) -> Option<&KindClaim> {
        self.by_kind.iter().find(|claim| claim.kind == kind)
    }
}

/// Measures the claims for `plan`, the answer to `case`.
///
/// # Errors
/// [`SolveError`] where a comparison cannot be solved.
pub(crate) fn assess(case: &Case, plan: &Placement, solver: Solver) -> Result<Claims, SolveError> {
    assess_from(case, plan, None, solver)
}

/// Compares plan and baseline alone: claims without kinds and headroom.
///
/// # Errors
/// [`SolveError`] where a side cannot be solved.
pub(crate) fn compare(case: &Case, plan: &Placement, solver: Solver) -> Result<Claims, SolveError> {
    compare_by(case, plan, |_, case| {
        let optimum = Optimum::of(case, formulate(case), solver)?;
        Ok(optimum.placement(case))
    })
}

/// As [`assess`], with the optimum that the plan was read from, if it is at hand. Each programme is solved from scratch: with
/// 24 periods of `china`, the bases of neighbours, in which most columns are new or fixed, take ten times as long. Those of
/// headroom ask for a number alone, so that they are solved [without what decides nothing](crate::solver::reduction).
/// Kinds and headrooms are the engine's, whoever solves the rest.
pub(crate) fn assess_from(
    case: &Case,
    plan: &Placement,
    optimum: Option<&Optimum>,
    solver: Solver,
) -> Result<Claims, SolveError> {
    let claims = assess_by(case, plan, optimum, Way::Exactly(solver))?;
    if solver == Solver::Engine {
        return Ok(claims);
    }
    // loads are fixed at a vertex that is exact to the last digits, or nothing beside them would be feasible
    let exact = Optimum::of(case, formulate(case), Solver::Engine)?;
    let of = assess_from(case, &exact.placement(case), Some(&exact), Solver::Engine)?;
    Ok(Claims {
        by_kind: of.by_kind,
        headroom: of.headroom,
        headroom_of_near: of.headroom_of_near,
        ..claims
    })
}

/// As [`assess_from`], with all programmes solved as the plan was. Kinds and headrooms are left out where another solver than the engine
/// is asked for.
pub(crate) fn assess_by(
    case: &Case,
    plan: &Placement,
    optimum: Option<&Optimum>,
    way: Way,
) -> Result<Claims, SolveError> {
    let mut kept = Kept::new(way);
    let mut claims = compare_by(case, plan, |asked, case| kept.place(asked, case))?;
    let Some((compared, baseline)) = kept.baseline(case) else {
        return Ok(claims);
    };
    let plan = kept.plan().or(optimum);
    let apart = Apart::of([plan.and_then(|plan| plan.near), baseline.near]);
    claims = claims.within(case, apart);
    if way.solver() != Solver::Engine {
        return Ok(claims);
    }
    claims.by_kind = kind::claims(compared, baseline, &claims, way)?;
    let sides = headroom::Sides {
        case,
        compared,
        baseline,
        plan,
        way,
    };
    (claims.headroom, claims.headroom_of_near) = headroom::both(&sides, &claims)?;
    Ok(claims)
}
