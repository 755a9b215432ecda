//! Records of claim 3.

use serde::Serialize;

use super::plain;
use crate::case::Case;
use crate::claims::headroom::{Bound, Freed, Policies, Reach};
use crate::claims::{Claims, Headroom};
use crate::formulation::keys::NameTable;

/// Claim 3: how many times the demand of services can be served in full.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HeadroomRow {
    /// Whether the services can grow further where everything else may move; none where the gaps of near plans leave that open.
    pub(crate) holds: Option<bool>,
    /// Ids of the services.
    pub(crate) services: Vec<String>,
    /// The longest of their limits, ms.
    pub(crate) limit_ms: f64,
    /// Their requests per second now, mean over the horizon.
    pub(crate) requests_per_s: f64,
    /// Part of their demand that no hub reaches in time; it is in no factor.
    pub(crate) out_of_reach_share: f64,
    /// Multiple of their demand with everything else at its baseline place.
    pub(crate) factor_baseline: f64,
    /// Multiple of their demand with everything else free.
    pub(crate) factor_plan: f64,
    /// No multiple is more, of the first; the first itself where it was solved exactly.
    pub(crate) factor_baseline_at_most: f64,
    /// The same of the second.
    pub(crate) factor_plan_at_most: f64,
    /// Requests per second at the first.
    pub(crate) requests_per_s_baseline: f64,
    /// Requests per second at the second.
    pub(crate) requests_per_s_plan: f64,
    /// Whether no multiple at all kept the policies beside the baseline, so that they are no limit of the first.
    pub(crate) policies_let_go_baseline: bool,
    /// The same of the second.
    pub(crate) policies_let_go_plan: bool,
    /// What keeps the two from being larger.
    pub(crate) binding: Vec<BoundRow>,
    /// Capacity that the plan no longer contracts, hub by hub.
    pub(crate) freed: Vec<FreedRow>,
    /// The same of all services with a limit under 20 ms, where those are more.
    pub(crate) under_20_ms: Option<Box<HeadroomRow>>,
}

impl HeadroomRow {
    pub(super) fn of(case: &Case, claims: &Claims) -> Option<Self> {
        let near = claims.headroom_of_near.as_ref();
        let near = near.map(|near| Box::new(Self::row(case, near, None)));
        let tightest = claims.headroom.as_ref()?;
        Some(Self::row(case, tightest, near))
    }

    fn row(case: &Case, of: &Headroom, under_20_ms: Option<Box<Self>>) -> Self {
        let services = of.services.iter();
        let both = [("baseline", &of.baseline), ("plan", &of.plan)];
        Self {
            holds: of.verdict().told(),
            services: services.map(|&id| case[id].id.clone()).collect(),
            limit_ms: plain(of.limit_ms),
            requests_per_s: plain(of.requests_per_s),
            out_of_reach_share: plain(of.out_of_reach_share),
            factor_baseline: plain(of.baseline.factor),
            factor_plan: plain(of.plan.factor),
            factor_baseline_at_most: plain(of.baseline.factor_at_most),
            factor_plan_at_most: plain(of.plan.factor_at_most),
            requests_per_s_baseline: plain(of.requests_per_s_baseline()),
            requests_per_s_plan: plain(of.requests_per_s_plan()),
            policies_let_go_baseline: of.baseline.policies == Policies::LetGo,
            policies_let_go_plan: of.plan.policies == Policies::LetGo,
            binding: both
                .into_iter()
                .flat_map(|(side, reach)| BoundRow::all(case, side, reach))
                .collect(),
            freed: of.freed.iter().map(|f| FreedRow::of(case, f)).collect(),
            under_20_ms,
        }
    }
}

/// What keeps services from growing.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BoundRow {
    /// Of which factor: `baseline` or `plan`.
    pub(crate) of: &'static str,
    /// `hub`, `origin` or `limit`.
    pub(crate) kind: &'static str,
    /// Id of the hub or origin, name of the row of another limit.
    pub(crate) id: String,
}

impl BoundRow {
    fn all(case: &Case, of: &'static str, reach: &Reach) -> Vec<Self> {
        let bounds = reach.binding.iter();
        let row = |bound: &Bound| {
            let (kind, id) = match *bound {
                Bound::Hub(hub) => ("hub", case[hub].id.clone()),
                Bound::Origin(origin) => ("origin", case[origin].id.clone()),
                Bound::Limit(row) => ("limit", row.name(&NameTable::of(case))),
            };
            BoundRow { of, kind, id }
        };
        bounds.map(row).collect()
    }
}

/// Capacity that the plan no longer contracts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FreedRow {
    /// Id of the hub.
    pub(crate) hub: String,
    /// How much less than in the baseline, MW (IT).
    pub(crate) freed_mw: f64,
    /// Part of the services' demand that the hub reaches in time, 0..1.
    pub(crate) reached_share: f64,
}

impl FreedRow {
    fn of(case: &Case, freed: &Freed) -> Self {
        Self {
            hub: case[freed.hub].id.clone(),
            freed_mw: plain(freed.mw),
            reached_share: plain(freed.reached_share),
        }
    }
}
