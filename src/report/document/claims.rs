//! Records of the three claims.

use serde::Serialize;

use super::{CostRecord, ShortfallRow, plain, tables};
use crate::case::Case;
use crate::claims::{CapacityClaim, CarbonClaim, Claims, CostClaim, DirtierMove, Unserved};
use crate::report::words;

/// The three claims against the programme restricted to eastern hubs.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimsRecord {
    /// Part of the plan's IT energy that the comparison covers, 0..1.
    pub compared_share: f64,
    /// What the east alone cannot serve.
    pub unserved_in_east: Vec<UnservedRow>,
    /// Policies that the baseline cannot meet.
    pub broken_in_east: Vec<ShortfallRow>,
    /// Claim 1.
    pub cost: CostClaimRow,
    /// Claim 2, by accounting.
    pub carbon: Vec<CarbonClaimRow>,
    /// Where claim 2 stops being true.
    pub dirtier_moves: Vec<DirtierMoveRow>,
    /// Claim 3.
    pub capacity: CapacityClaimRow,
}

impl ClaimsRecord {
    pub(super) fn of(case: &Case, claims: &Claims) -> Self {
        let unserved = claims.unserved_in_east.iter();
        let carbon = claims.carbon.iter();
        let moves = claims.dirtier_moves.iter();
        Self {
            compared_share: plain(claims.compared_share),
            unserved_in_east: unserved.map(|u| UnservedRow::of(case, u)).collect(),
            broken_in_east: tables::shortfall(case, &claims.broken_in_east),
            cost: CostClaimRow::of(&claims.cost, claims),
            carbon: carbon.map(CarbonClaimRow::of).collect(),
            dirtier_moves: moves.map(|m| DirtierMoveRow::of(case, m)).collect(),
            capacity: CapacityClaimRow::of(case, &claims.capacity),
        }
    }
}

/// What the east alone cannot serve of one workload.
#[derive(Debug, Clone, Serialize)]
pub struct UnservedRow {
    /// Id of the workload.
    pub workload: String,
    /// Greatest shortfall of any period, MW.
    pub peak_mw: f64,
    /// IT energy not served, MWh.
    pub energy_mwh: f64,
    /// Its part of the workload's energy, 0..1.
    pub share: f64,
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

/// Claim 1: moving west saves more on energy and hosting than the network then costs.
#[derive(Debug, Clone, Serialize)]
pub struct CostClaimRow {
    /// Whether it holds.
    pub holds: bool,
    /// Electricity and hosting of the baseline less the plan's, CNY.
    pub saved_cny: f64,
    /// Bandwidth and transfer of the plan less the baseline's, CNY.
    pub network_cny: f64,
    /// Saved ÷ network, where the network costs more.
    pub ratio: Option<f64>,
    /// All that is paid in the baseline less all that is paid in the plan, CNY.
    pub net_cny: f64,
    /// Cost of the plan for the compared load, CNY.
    pub plan_cost_cny: CostRecord,
    /// Cost of the baseline for the compared load, CNY.
    pub baseline_cost_cny: CostRecord,
}

impl CostClaimRow {
    fn of(cost: &CostClaim, claims: &Claims) -> Self {
        Self {
            holds: cost.holds(),
            saved_cny: plain(cost.saved_cny),
            network_cny: plain(cost.network_cny),
            ratio: cost.ratio().map(plain),
            net_cny: plain(cost.net_cny),
            plan_cost_cny: CostRecord::of(&claims.plan.costs),
            baseline_cost_cny: CostRecord::of(&claims.baseline.costs),
        }
    }
}

/// Claim 2: moving west avoids carbon, in one accounting.
#[derive(Debug, Clone, Serialize)]
pub struct CarbonClaimRow {
    /// `location`, `market` or `marginal`.
    pub accounting: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// Emission of the baseline, t CO2.
    pub baseline_t: f64,
    /// Emission of the plan for the same load, t CO2.
    pub plan_t: f64,
    /// Baseline less plan, t CO2.
    pub avoided_t: f64,
    /// Avoided ÷ baseline.
    pub avoided_share: f64,
}

impl CarbonClaimRow {
    fn of(claim: &CarbonClaim) -> Self {
        Self {
            accounting: words::accounting(claim.accounting),
            holds: claim.holds(),
            baseline_t: plain(claim.baseline_t),
            plan_t: plain(claim.plan_t),
            avoided_t: plain(claim.avoided_t()),
            avoided_share: plain(claim.avoided_share()),
        }
    }
}

/// A move west that adds carbon, in the case's accounting.
#[derive(Debug, Clone, Serialize)]
pub struct DirtierMoveRow {
    /// Id of the eastern hub that does less than in the baseline.
    pub from: String,
    /// Id of the western hub that does more.
    pub to: String,
    /// Emission at the eastern hub, t CO2 per MWh (IT).
    pub from_t_per_mwh: f64,
    /// Emission at the western hub, t CO2 per MWh (IT).
    pub to_t_per_mwh: f64,
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

/// Claim 3: moving west frees low-latency capacity in the east.
#[derive(Debug, Clone, Serialize)]
pub struct CapacityClaimRow {
    /// Whether it holds.
    pub holds: bool,
    /// Eastern capacity contracted in the baseline less the plan's, MW.
    pub freed_mw: f64,
    /// Id of the service with the tightest round-trip limit.
    pub tightest_service: Option<String>,
    /// Requests per second of it that the freed capacity could serve.
    pub requests_per_s: Option<f64>,
}

impl CapacityClaimRow {
    fn of(case: &Case, claim: &CapacityClaim) -> Self {
        Self {
            holds: claim.holds(),
            freed_mw: plain(claim.freed_mw),
            tightest_service: claim.tightest.map(|service| case[service].id.clone()),
            requests_per_s: claim.requests_per_s.map(plain),
        }
    }
}
