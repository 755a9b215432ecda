//! # What hubs use of their contracts for green power, and how green every hour is
//!
//! ```text
//!     generated[c] = Σ_t n·p·m        curtailed = generated − Σ_t z
//!     matched[h,t] = g·(energy − Σ_c z) + Σ_c z                          green in its own period, MWh
//! ```
//!
//! The share of a period is `Σ matched ÷ Σ energy` over the hubs in question. Weighted by energy its mean over the periods is the share of
//! all energy that is green in its own hour: what the literature on 24/7 matching calls the CFE score.

use crate::case::{Case, HubId, PowerContractId};
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::formulation::measures::Item;

use super::plan::Placement;
use super::sums::{NEGLIGIBLE, share};

/// What becomes of a contract.
#[derive(Debug, Clone, PartialEq)]
pub struct ContractUse {
    /// Which.
    pub contract: PowerContractId,
    /// Contracted plants, MW.
    pub mw: f64,
    /// What they could give over the horizon, MWh.
    pub generated_mwh: f64,
    /// What the hub uses of it in each period, MWh.
    pub used_mwh: Vec<f64>,
    /// What it costs over the horizon: energy, grid fee and connection, CNY.
    pub cost_cny: f64,
}

impl ContractUse {
    /// What the hub uses over the horizon, MWh.
    #[must_use]
    pub fn used(&self) -> f64 {
        self.used_mwh.iter().sum()
    }

    /// What is generated and not used, MWh.
    #[must_use]
    pub fn curtailed(&self) -> f64 {
        let curtailed = self.generated_mwh - self.used();
        if curtailed > NEGLIGIBLE * (1.0 + self.generated_mwh) {
            curtailed
        } else {
            0.0
        }
    }
}

/// The contracts of a plan, in the case's order.
pub(super) fn contracts(case: &Case, formulation: &Formulation, x: &[f64]) -> Vec<ContractUse> {
    let mut contracts: Vec<ContractUse> = case
        .power_contract_ids()
        .map(|contract| ContractUse {
            contract,
            mw: 0.0,
            generated_mwh: 0.0,
            used_mwh: vec![0.0; case.periods.len()],
            cost_cny: 0.0,
        })
        .collect();
    if contracts.is_empty() {
        return contracts;
    }
    let costs = formulation.measures.of(Item::PowerContracts);
    for (j, key) in formulation.columns().iter().enumerate() {
        let contract = match *key {
            ColumnKey::PowerContracted { contract } => {
                contracts[contract.index()].mw = x[j];
                contract
            }
            ColumnKey::PowerUsed { contract, period } => {
                contracts[contract.index()].used_mwh[period.index()] = x[j];
                contract
            }
            _ => continue,
        };
        contracts[contract.index()].cost_cny += costs[j] * x[j];
    }
    for used in &mut contracts {
        settle(case, used);
    }
    contracts
}

/// Of a contract that costs nothing unless it is used, any amount up to the limit is as good: no more than is used is told.
fn settle(case: &Case, used: &mut ContractUse) {
    let contract = &case[used.contract];
    let hours = || case.periods.iter().map(|period| period.hours);
    let is_free = contract.connection_cny_per_kw_month == 0.0
        && (contract.paid_for == crate::case::PaidFor::Used || contract.price_cny_per_mwh == 0.0);
    if is_free {
        let each = used.used_mwh.iter().zip(hours()).enumerate();
        let needed = each.filter(|(_, (mwh, _))| **mwh > 0.0);
        used.mw = needed
            .map(|(t, (mwh, n))| mwh / (n * contract.profile.at(t)))
            .fold(0.0, f64::max);
    }
    if used.mw <= NEGLIGIBLE {
        used.mw = 0.0;
        used.used_mwh.iter_mut().for_each(|mwh| *mwh = 0.0);
    }
    used.generated_mwh = used.mw * contract.mwh_per_mw(hours());
}

impl Placement {
    /// Energy in each period, and what of it is green in that period, MWh: of a hub, or of all together.
    #[must_use]
    pub fn matched_mwh(&self, case: &Case, only: Option<HubId>) -> Vec<[f64; 2]> {
        let mut by_period = vec![[0.0; 2]; case.periods.len()];
        let hubs = self.hubs.iter();
        for used in hubs.filter(|used| only.is_none_or(|hub| hub == used.hub)) {
            let hub = &case[used.hub];
            for (t, sums) in by_period.iter_mut().enumerate() {
                let energy = used.draw_mw[t] * case.periods[t].hours * hub.pue.at(t);
                let contracted = used.contracted_mwh[t];
                sums[0] += energy;
                sums[1] += hub.green_share.at(t) * (energy - contracted) + contracted;
            }
        }
        by_period
    }

    /// Share of all energy that is green in its own period; 0 where nothing runs.
    #[must_use]
    pub fn matched_share(&self, case: &Case) -> f64 {
        let by_period = self.matched_mwh(case, None);
        let sum = |at: usize| by_period.iter().map(|sums| sums[at]).sum::<f64>();
        share(sum(1), sum(0))
    }

    /// The period whose share is least, with that share; `None` where nothing runs.
    #[must_use]
    pub fn least_matched(&self, case: &Case, only: Option<HubId>) -> Option<(usize, f64)> {
        let by_period = self.matched_mwh(case, only).into_iter().enumerate();
        by_period
            .filter(|(_, [energy, _])| *energy > NEGLIGIBLE)
            .map(|(t, [energy, green])| (t, share(green, energy)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
    }
}
