//! # One kind of work at a time
//!
//! What training saves in the west is hidden in the plan of all work, where inference that comes home pays for its way. So
//! for each kind there is a plan in which it alone may leave its baseline places: the loads of the two others are fixed
//! at the baseline, hour by hour,
//!
//! ```text
//!     x[w,o,h,t] = x_baseline[w,o,h,t]        ∀ w of another kind
//!     S = Δ(electricity + hosting + accelerators)     baseline − plan, CNY
//!     N = Δ(bandwidth + transfer)                     plan − baseline, CNY
//! ```
//!
//! and everything else of the programme holds as it stands. A ratio S ÷ N is told where the network costs more and something is saved.
//! For all kinds together it is told only where no kind's network costs less: a sum of what cancels is no whole to divide by. Where the
//! network costs no more, the load that came nearer to its users and data is named instead.

use super::carbon::{CarbonClaim, carbon_claims};
use super::home::{CameHome, came_home, moved_mw};
use super::verdict::Apart;
use super::{Claims, CostClaim, still};
use crate::case::{Case, Kind};
use crate::formulation::keys::ColumnKey;
use crate::formulation::{Formulation, formulate};
use crate::optimum::Optimum;
use crate::optimum::way::Way;
use crate::placement::Placement;
use crate::solver::{SolveError, Solver};

/// Claims 1 and 2 of one kind of work, or of all.
#[derive(Debug, Clone, PartialEq)]
pub struct KindClaim {
    /// The kind that may leave its baseline places; `None` where all may.
    pub kind: Option<Kind>,
    /// Fees, network and everything paid.
    pub cost: CostClaim,
    /// Fees saved ÷ what the network costs more, where that has a meaning.
    pub ratio: Option<f64>,
    /// Carbon, by accounting.
    pub carbon: Vec<CarbonClaim>,
    /// Load at another hub than in the baseline, mean over the horizon, MW (IT).
    pub moved_mw: f64,
    /// Load that came nearer, the most first.
    pub came_home: Vec<CameHome>,
}

impl KindClaim {
    /// The kinds in the order of the claims: what the west is for first, all together last.
    pub(crate) const ORDER: [Option<Kind>; 4] = [
        Some(Kind::Training),
        Some(Kind::Storage),
        Some(Kind::Inference),
        None,
    ];

    fn of(
        case: &Case,
        kind: Option<Kind>,
        (plan, baseline): (&Placement, &Placement),
        apart: Apart,
    ) -> Self {
        let cost = super::cost::cost_claim(&plan.totals(), &baseline.totals()).within(apart);
        let carbon = carbon_claims(&plan.totals(), &baseline.totals());
        let is_whole = cost.network_cny > 0.0 && cost.saved_cny > 0.0;
        KindClaim {
            kind,
            ratio: is_whole.then(|| cost.saved_cny / cost.network_cny),
            cost,
            carbon: carbon
                .into_iter()
                .map(|claim| claim.within(apart))
                .collect(),
            moved_mw: moved_mw(case, kind, plan, baseline),
            came_home: came_home(case, kind, plan, baseline),
        }
    }
}

/// The claims of each kind that the case has, and of all together, for the compared load with its baseline.
pub(super) fn claims(
    case: &Case,
    baseline: &Optimum,
    compared: &Claims,
    way: Way,
) -> Result<Vec<KindClaim>, SolveError> {
    let mut claims = Vec::new();
    for kind in KindClaim::ORDER.into_iter().flatten() {
        if case.workloads.iter().any(|work| work.kind() == kind) {
            let optimum = only_optimum(case, kind, baseline, way)?;
            let sides = (&optimum.placement(case), &compared.baseline);
            let apart = Apart::of([optimum.near, baseline.near]);
            claims.push(KindClaim::of(case, Some(kind), sides, apart));
        }
    }
    let sides = (&compared.plan, &compared.baseline);
    let mut all = KindClaim::of(case, None, sides, compared.apart);
    if claims.iter().any(|claim| claim.cost.network_cny < 0.0) {
        all.ratio = None;
    }
    claims.push(all);
    Ok(claims)
}

/// Room left to values that are held, relative to them: none, and, where the last digits of one programme do not fit
/// another, rounding.
pub(crate) const ROOM: [f64; 3] = [0.0, 1e-10, 1e-8];

/// The optimum of a programme in which columns are held at the values of another, with the least room that has one.
///
/// # Errors
/// [`SolveError`] where it has none with any room.
pub(super) fn held_optimum(
    programme: impl Fn(f64) -> Formulation,
    solve: impl Fn(Formulation) -> Result<Optimum, SolveError>,
) -> Result<Optimum, SolveError> {
    let [exactly, wider @ ..] = ROOM;
    let mut found = solve(programme(exactly));
    for room in wider {
        if found.is_ok() {
            break;
        }
        found = solve(programme(room)).or(found);
    }
    found
}

/// As [`held_optimum`], by the engine, from the optimum of a like programme where there is one.
///
/// # Errors
/// As [`held_optimum`].
pub(crate) fn held_near(
    case: &Case,
    programme: impl Fn(f64) -> Formulation,
    near: Option<&Optimum>,
) -> Result<Optimum, SolveError> {
    let [exactly, ..] = ROOM;
    Optimum::near(case, programme(exactly), near).or_else(|_| {
        held_optimum(programme, |formulation| {
            Optimum::of(case, formulation, Solver::Engine)
        })
    })
}

/// The plan in which one kind alone may leave its baseline places.
///
/// # Errors
/// [`SolveError`] where its programme has no certified optimum.
pub(super) fn only_optimum(
    case: &Case,
    kind: Kind,
    baseline: &Optimum,
    way: Way,
) -> Result<Optimum, SolveError> {
    if let Some(gap) = way.gap() {
        let still = only_kind_beside_still(case, kind, baseline);
        if let Some(optimum) = Optimum::any_within(case, still, gap)? {
            return Ok(optimum);
        }
    }
    let solver = way.solver();
    held_optimum(
        |room| only_kind(case, kind, baseline, room),
        |formulation| Optimum::of(case, formulation, solver),
    )
}

/// The programme in which one kind alone may leave its baseline places, of costs alone, beside a baseline that is near the best.
fn only_kind_beside_still(case: &Case, kind: Kind, baseline: &Optimum) -> Formulation {
    let mut formulation = formulate(case);
    formulation.program.objectives.truncate(1);
    still::stand(&mut formulation, &baseline.values(), |workload| {
        case[workload].kind() != kind
    });
    formulation
}

/// The programme in which one kind alone may leave its baseline places; the others have so much room, relative to their load.
pub(crate) fn only_kind(case: &Case, kind: Kind, baseline: &Optimum, room: f64) -> Formulation {
    let mut formulation = formulate(case);
    still::hold(
        &mut formulation,
        (&baseline.values(), room),
        |key| matches!(key, ColumnKey::Load { workload, .. } if case[workload].kind() != kind),
    );
    formulation
}
