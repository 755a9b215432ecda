//! Records of the three claims.

use serde::Serialize;

use super::headroom::HeadroomRow;
use super::{CostRecord, ShortfallRow, plain, tables};
use crate::case::{Baseline, Case, Kind};
use crate::claims::certificates::{EqualShare, Levelling, Purchase};
use crate::claims::{
    CameHome, CapacityClaim, CarbonClaim, Claims, CostClaim, DirtierMove, KindClaim, Unserved,
};

/// The three claims against the baseline.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ClaimsRecord {
    /// What the plan is compared with.
    pub(crate) baseline: BaselineRecord,
    /// Part of the plan's IT energy that the comparison covers, 0..1.
    pub(crate) compared_share: f64,
    /// What the baseline cannot serve.
    pub(crate) unserved_in_baseline: Vec<UnservedRow>,
    /// Policies that the baseline cannot meet.
    pub(crate) broken_in_baseline: Vec<ShortfallRow>,
    /// Claim 1 for all work together.
    pub(crate) cost: CostClaimRow,
    /// Claims 1 and 2 by kind of work.
    pub(crate) by_kind: ByKindRecord,
    /// Claim 2, by accounting.
    pub(crate) carbon: Vec<CarbonClaimRow>,
    /// What levels claim 2 in the market.
    pub(crate) levelling: LevellingRecord,
    /// Where claim 2 stops being true.
    pub(crate) dirtier_moves: Vec<DirtierMoveRow>,
    /// What the plan no longer contracts in the east.
    pub(crate) capacity: CapacityClaimRow,
    /// Claim 3; none without services that have a limit.
    pub(crate) headroom: Option<HeadroomRow>,
}

impl ClaimsRecord {
    pub(super) fn of(case: &Case, claims: &Claims) -> Self {
        let unserved = claims.unserved.iter();
        let carbon = claims.carbon.iter();
        let moves = claims.dirtier_moves.iter();
        Self {
            baseline: BaselineRecord::of(case),
            compared_share: plain(claims.compared_share),
            unserved_in_baseline: unserved.map(|u| UnservedRow::of(case, u)).collect(),
            broken_in_baseline: tables::shortfall(case, &claims.broken),
            cost: CostClaimRow::of(&claims.cost, claims),
            by_kind: ByKindRecord::of(case, claims),
            carbon: carbon.map(CarbonClaimRow::of).collect(),
            levelling: LevellingRecord::of(&claims.levelling),
            dirtier_moves: moves.map(|m| DirtierMoveRow::of(case, m)).collect(),
            capacity: CapacityClaimRow::of(&claims.capacity),
            headroom: HeadroomRow::of(case, claims),
        }
    }
}

/// What the plan is compared with.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BaselineRecord {
    /// `side`, `hubs` or `plan`.
    pub(crate) kind: &'static str,
    /// In words.
    pub(crate) name: String,
    /// Ids of the hubs that it uses.
    pub(crate) hubs: Vec<String>,
    /// The file of today's plan.
    pub(crate) file: Option<String>,
}

impl BaselineRecord {
    fn of(case: &Case) -> Self {
        let hubs = case.hub_ids().filter(|&hub| case.baseline.uses(case, hub));
        Self {
            kind: case.baseline.kind(),
            name: case.baseline.in_words(case),
            hubs: hubs.map(|hub| case[hub].id.clone()).collect(),
            file: match &case.baseline {
                Baseline::Plan { file, .. } => Some(file.clone()),
                _ => None,
            },
        }
    }
}

/// What the baseline cannot serve of one workload.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct UnservedRow {
    /// Id of the workload.
    pub(crate) workload: String,
    /// Greatest shortfall of any period, MW.
    pub(crate) peak_mw: f64,
    /// IT energy not served, MWh.
    pub(crate) energy_mwh: f64,
    /// Its part of the workload's energy, 0..1.
    pub(crate) share: f64,
}

impl UnservedRow {
    fn of(case: &Case, unserved: &Unserved) -> Self {
        Self {
            workload: case[unserved.workload].id.clone(),
            peak_mw: plain(unserved.peak_mw),
            energy_mwh: plain(unserved.energy_mwh),
            share: plain(unserved.share),
        }
    }
}

/// Claim 1 for all work together: moving saves more on fees than the network then costs.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CostClaimRow {
    /// Whether it holds; none where the gaps of near plans leave that open.
    pub(crate) holds: Option<bool>,
    /// All that is paid in the baseline less all that is paid in the plan, CNY.
    pub(crate) net_cny: f64,
    /// How far the difference of the two best plans may be from that, CNY; 0 where these are the best.
    pub(crate) within_cny: f64,
    /// Cost of the plan for the compared load, CNY.
    pub(crate) plan_cost_cny: CostRecord,
    /// Cost of the baseline for the compared load, CNY.
    pub(crate) baseline_cost_cny: CostRecord,
}

impl CostClaimRow {
    fn of(cost: &CostClaim, claims: &Claims) -> Self {
        Self {
            holds: cost.verdict().told(),
            net_cny: plain(cost.net_cny),
            within_cny: plain(cost.within_cny),
            plan_cost_cny: CostRecord::of(&claims.plan.costs),
            baseline_cost_cny: CostRecord::of(&claims.baseline.costs),
        }
    }
}

/// Claims 1 and 2 where one kind of work alone may move, and where all may.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ByKindRecord {
    /// Training alone; none where the case has none.
    pub(crate) training: Option<KindRow>,
    /// Storage alone.
    pub(crate) storage: Option<KindRow>,
    /// Inference alone.
    pub(crate) inference: Option<KindRow>,
    /// All work.
    pub(crate) all: Option<KindRow>,
}

impl ByKindRecord {
    fn of(case: &Case, claims: &Claims) -> Self {
        let row = |kind| claims.of_kind(kind).map(|claim| KindRow::of(case, claim));
        Self {
            training: row(Some(Kind::Training)),
            storage: row(Some(Kind::Storage)),
            inference: row(Some(Kind::Inference)),
            all: row(None),
        }
    }

    /// The rows that there are, with their names.
    pub(in crate::report) fn rows(&self) -> impl Iterator<Item = (&'static str, &KindRow)> {
        [
            ("training", &self.training),
            ("storage", &self.storage),
            ("inference", &self.inference),
            ("all", &self.all),
        ]
        .into_iter()
        .filter_map(|(name, row)| Some((name, row.as_ref()?)))
    }
}

/// Claims 1 and 2 of one kind of work.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct KindRow {
    /// Whether the fees saved are more than what the network costs more; none where the gaps of near plans leave that open.
    pub(crate) holds: Option<bool>,
    /// Electricity, hosting and chips, baseline less plan, CNY.
    pub(crate) fees_saved_cny: f64,
    /// Bandwidth and transfer, plan less baseline, CNY.
    pub(crate) network_more_cny: f64,
    /// Saved ÷ more, where that has a meaning.
    pub(crate) ratio: Option<f64>,
    /// All that is paid, baseline less plan, CNY.
    pub(crate) net_cny: f64,
    /// How far the difference of the two best plans may be from that, CNY; 0 where these are the best.
    pub(crate) within_cny: f64,
    /// Load at another hub than in the baseline, mean over the horizon, MW (IT).
    pub(crate) moved_mw: f64,
    /// Carbon avoided, by accounting.
    pub(crate) carbon_avoided_t: AvoidedRecord,
    /// Load that runs nearer than in the baseline, the most first.
    pub(crate) came_home: Vec<CameHomeRow>,
}

impl KindRow {
    fn of(case: &Case, claim: &KindClaim) -> Self {
        let home = claim.came_home.iter();
        Self {
            holds: claim.cost.verdict().told(),
            fees_saved_cny: plain(claim.cost.saved_cny),
            network_more_cny: plain(claim.cost.network_cny),
            ratio: claim.ratio.map(plain),
            net_cny: plain(claim.cost.net_cny),
            within_cny: plain(claim.cost.within_cny),
            moved_mw: plain(claim.moved_mw),
            carbon_avoided_t: AvoidedRecord::of(&claim.carbon),
            came_home: home.map(|came| CameHomeRow::of(case, came)).collect(),
        }
    }
}

/// Carbon avoided in every accounting, t CO2.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct AvoidedRecord {
    /// By the average factors of the grid.
    pub(crate) location: f64,
    /// With green contracts counted.
    pub(crate) market: f64,
    /// By the marginal factors; none where a hub has none.
    pub(crate) marginal: Option<f64>,
}

impl AvoidedRecord {
    fn of(carbon: &[CarbonClaim]) -> Self {
        use crate::case::Accounting;
        let avoided = |accounting| {
            let claim = carbon.iter().find(|claim| claim.accounting == accounting);
            claim.map(|claim| plain(claim.avoided_t()))
        };
        Self {
            location: avoided(Accounting::Location).unwrap_or(0.0),
            market: avoided(Accounting::Market).unwrap_or(0.0),
            marginal: avoided(Accounting::Marginal),
        }
    }
}

/// Load that runs nearer to its users or data than in the baseline.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CameHomeRow {
    /// Id of the workload.
    pub(crate) workload: String,
    /// Id of the origin.
    pub(crate) origin: String,
    /// Load at another hub than in the baseline, mean over the horizon, MW (IT).
    pub(crate) mw: f64,
    /// Mean round trip in the baseline, ms.
    pub(crate) from_rtt_ms: f64,
    /// Mean round trip in the plan, ms.
    pub(crate) to_rtt_ms: f64,
}

impl CameHomeRow {
    fn of(case: &Case, came: &CameHome) -> Self {
        Self {
            workload: case[came.workload].id.clone(),
            origin: case[came.origin].id.clone(),
            mw: plain(came.mw),
            from_rtt_ms: plain(came.from_rtt_ms),
            to_rtt_ms: plain(came.to_rtt_ms),
        }
    }
}

/// Claim 2: moving west avoids carbon, in one accounting.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CarbonClaimRow {
    /// `location`, `market` or `marginal`.
    pub(crate) accounting: &'static str,
    /// Whether it holds; none where the gaps of near plans leave that open.
    pub(crate) holds: Option<bool>,
    /// Emission of the baseline, t CO2.
    pub(crate) baseline_t: f64,
    /// Emission of the plan for the same load, t CO2.
    pub(crate) plan_t: f64,
    /// Baseline less plan, t CO2.
    pub(crate) avoided_t: f64,
    /// Avoided ÷ baseline.
    pub(crate) avoided_share: f64,
}

impl CarbonClaimRow {
    fn of(claim: &CarbonClaim) -> Self {
        Self {
            accounting: claim.accounting.name(),
            holds: claim.verdict().told(),
            baseline_t: plain(claim.baseline_t),
            plan_t: plain(claim.plan_t),
            avoided_t: plain(claim.avoided_t()),
            avoided_share: plain(claim.avoided_share()),
        }
    }
}

/// What makes both sides equally green in the market.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LevellingRecord {
    /// Certificates that make both emit the same; none where they do, or where there are not enough.
    pub(crate) equal_carbon: Option<PurchaseRow>,
    /// Both sides with the same green share; none where nothing runs.
    pub(crate) equal_green_share: Option<EqualShareRow>,
}

impl LevellingRecord {
    fn of(levelling: &Levelling) -> Self {
        Self {
            equal_carbon: levelling.equal_carbon.as_ref().map(PurchaseRow::of),
            equal_green_share: levelling.equal_share.as_ref().map(EqualShareRow::of),
        }
    }
}

/// Certificates that a side would buy.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PurchaseRow {
    /// `baseline` or `plan`.
    pub(crate) buyer: &'static str,
    /// How much, MWh.
    pub(crate) mwh: f64,
    /// What it costs, CNY.
    pub(crate) cost_cny: f64,
    /// Mean price of a certificate, CNY/MWh.
    pub(crate) price_cny_per_mwh: f64,
    /// What a tonne costs, CNY.
    pub(crate) cny_per_t: Option<f64>,
}

impl PurchaseRow {
    fn of(purchase: &Purchase) -> Self {
        Self {
            buyer: purchase.buyer.name(),
            mwh: plain(purchase.mwh),
            cost_cny: plain(purchase.cost_cny),
            price_cny_per_mwh: plain(purchase.price_cny_per_mwh()),
            cny_per_t: (purchase.displaced_t > 0.0).then(|| plain(purchase.cny_per_t())),
        }
    }
}

/// Market-based emissions of two sides with the same green share.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EqualShareRow {
    /// The share, 0..1.
    pub(crate) green_share: f64,
    /// Emission of the baseline, t CO2.
    pub(crate) baseline_t: f64,
    /// Emission of the plan, t CO2.
    pub(crate) plan_t: f64,
    /// Baseline less plan, t CO2.
    pub(crate) avoided_t: f64,
    /// What the side with less bought.
    pub(crate) purchase: Option<PurchaseRow>,
}

impl EqualShareRow {
    fn of(equal: &EqualShare) -> Self {
        Self {
            green_share: plain(equal.green_share),
            baseline_t: plain(equal.baseline_t),
            plan_t: plain(equal.plan_t),
            avoided_t: plain(equal.avoided_t),
            purchase: equal.purchase.as_ref().map(PurchaseRow::of),
        }
    }
}

/// A move west that adds carbon, in the case's accounting.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DirtierMoveRow {
    /// Id of the eastern hub that does less than in the baseline.
    pub(crate) from: String,
    /// Id of the western hub that does more.
    pub(crate) to: String,
    /// Emission at the eastern hub, t CO2 per MWh (IT).
    pub(crate) from_t_per_mwh: f64,
    /// Emission at the western hub, t CO2 per MWh (IT).
    pub(crate) to_t_per_mwh: f64,
}

impl DirtierMoveRow {
    pub(in crate::report) fn of(case: &Case, dirtier: &DirtierMove) -> Self {
        Self {
            from: case[dirtier.from].id.clone(),
            to: case[dirtier.to].id.clone(),
            from_t_per_mwh: plain(dirtier.from_t_per_mwh),
            to_t_per_mwh: plain(dirtier.to_t_per_mwh),
        }
    }
}

/// What the plan no longer contracts in the east.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CapacityClaimRow {
    /// Whether it is less; none where the gaps of near plans leave that open.
    pub(crate) holds: Option<bool>,
    /// Eastern capacity contracted in the baseline less the plan's, MW.
    pub(crate) freed_mw: f64,
}

impl CapacityClaimRow {
    fn of(claim: &CapacityClaim) -> Self {
        Self {
            holds: claim.verdict().told(),
            freed_mw: plain(claim.freed_mw),
        }
    }
}
