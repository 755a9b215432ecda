//! # What hubs use of their contracts for green power
//!
//! ```text
//!     generated[c] = Σ_t n·p·m        curtailed = generated − Σ_t z
//! ```

use crate::case::{Case, PowerContractId};
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::formulation::measures::Item;

use super::sums::NEGLIGIBLE;

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
    let costs = |j| formulation.measures.at(Item::PowerContracts, j);
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
        contracts[contract.index()].cost_cny += costs(j) * x[j];
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
