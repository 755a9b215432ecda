//! Records of contracts for green power, and of how green every hour is.

use serde::{Deserialize, Serialize};

use super::plain;
use crate::case::{Case, PaidFor, PowerSource, Supply};
use crate::placement::Placement;

/// What becomes of a contract for green power.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PowerContractRow {
    /// Its id.
    pub contract: String,
    /// Id of its hub.
    pub hub: String,
    /// What its plants are.
    pub kind: PowerSource,
    /// The way to the hub.
    pub supply: Supply,
    /// Which energy its price is paid for.
    pub paid_for: PaidFor,
    /// Contracted plants, MW.
    pub contracted_mw: f64,
    /// What they could give over the horizon, MWh.
    pub generated_mwh: f64,
    /// What the hub uses, MWh.
    pub used_mwh: f64,
    /// The rest, MWh.
    pub curtailed_mwh: f64,
    /// Energy, grid fee and connection over the horizon, CNY.
    pub cost_cny: f64,
}

pub(super) fn contracts(case: &Case, plan: &Placement) -> Vec<PowerContractRow> {
    let row = |used: &crate::placement::ContractUse| {
        let contract = &case[used.contract];
        PowerContractRow {
            contract: contract.id.clone(),
            hub: case[contract.hub].id.clone(),
            kind: contract.source,
            supply: contract.supply,
            paid_for: contract.paid_for,
            contracted_mw: plain(used.mw),
            generated_mwh: plain(used.generated_mwh),
            used_mwh: plain(used.used()),
            curtailed_mwh: plain(used.curtailed()),
            cost_cny: plain(used.cost_cny),
        }
    };
    plan.power_contracts.iter().map(row).collect()
}

/// How much of the energy is green in its own period.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct HourlyGreenRecord {
    /// Of all energy over the horizon, 0..1.
    pub matched_share: f64,
    /// Of the energy of the period where it is least, all hubs together, 0..1.
    pub least_share: f64,
    /// That period.
    pub least_period: String,
}

/// Where there are contracts, or a rule for every hour.
pub(super) fn hourly(case: &Case, plan: &Placement) -> Option<HourlyGreenRecord> {
    let policy = &case.policy;
    let asked =
        policy.hourly_green_share_min.is_some() || policy.hourly_green_share_min_each_hub.is_some();
    let (t, least) = plan.least_matched(case, None)?;
    (asked || !case.power_contracts.is_empty()).then(|| HourlyGreenRecord {
        matched_share: plain(plan.matched_share(case)),
        least_share: plain(least),
        least_period: case.periods[t].id.clone(),
    })
}
