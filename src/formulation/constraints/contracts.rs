//! # Contracts for green power
//!
//! `m[c]` MW of plants are contracted for all the horizon; `z[c,t]` is what the hub uses of them in a period:
//!
//! ```text
//!     z[c,t] ≤ n[t]·p[c,t]·m[c]                               ∀ c, t with p > 0      [MWh]
//!     Σ_{c at h} z[c,t] ≤ n[t]·PUE[h,t]·draw[h,t]             ∀ h, t                 [MWh]
//!     m[c] ≤ mw_max[c]                                        where limited          [MW]
//! ```
//!
//! `n·p·m − z` is curtailed, for nothing: none is sold back and none is kept for another period. The energy of a hub in a period is what it
//! draws from the grid and what it uses of its contracts, so a MWh of `z` is one less of the grid's mix, with its price and its green
//! share `g`:
//!
//! ```text
//!     electricity       −1000·price[h,t]·z
//!     power contracts   (price[c], if paid for what is used, + grid fee[c])·z
//!                       + (1000·months·connection[c] + price[c]·Σ n·p, if paid for what is generated)·m
//!     green energy      (1 − g)·z             carbon, market     −(1 − g)·residual·z
//!     carbon, location  −factor·z             carbon, marginal   −marginal·z            of direct supply alone
//! ```
//!
//! Over the grid a contract is a claim, and location-based and marginal factors are those of the grid that feeds the hub, whoever has which
//! contract; power over a line of its own is not drawn from that grid. Shadow price of `mw_max`: CNY per MW over the horizon.

use std::collections::BTreeMap;

use crate::case::{Accounting, HubId, PaidFor, PeriodId, PowerContractId, Supply};
use crate::formulation::Assembly;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::formulation::measures::Item;

/// Columns of what hubs use of their contracts in each period.
pub(crate) type UseColumns = BTreeMap<(HubId, PeriodId), Vec<usize>>;

pub(crate) fn rows(assembly: &mut Assembly) {
    let case = assembly.case;
    for contract in case.power_contract_ids() {
        let contracted = contracted(assembly, contract);
        for period in case.period_ids() {
            used(assembly, (contract, contracted), period);
        }
    }
    for hub in case.hub_ids() {
        if case.power_contracts.iter().any(|of| of.hub == hub) {
            within_draw(assembly, hub);
        }
    }
}

/// `m[c]` with its limit, and what it costs whether it is used or not.
fn contracted(assembly: &mut Assembly, id: PowerContractId) -> usize {
    let (case, months) = (assembly.case, assembly.months);
    let contract = &case[id];
    let column = assembly.column(ColumnKey::PowerContracted { contract: id });
    let hours = case.periods.iter().map(|period| period.hours);
    let paid = match contract.paid_for {
        PaidFor::Generated => contract.price_cny_per_mwh * contract.mwh_per_mw(hours),
        PaidFor::Used => 0.0,
    };
    let connection = 1000.0 * months * contract.connection_cny_per_kw_month;
    let measures = &mut assembly.measures;
    measures.add(Item::PowerContracts, column, connection + paid);
    if contract.mw_max.is_finite() {
        let row = RowKey::PowerContractMax { contract: id };
        assembly.row(row, f64::NEG_INFINITY, contract.mw_max, [(column, 1.0)]);
    }
    column
}

/// `z[c,t]`, within what is generated.
fn used(assembly: &mut Assembly, (id, contracted): (PowerContractId, usize), period: PeriodId) {
    let case = assembly.case;
    let (contract, t) = (&case[id], period.index());
    let mwh_per_mw = case.periods[t].hours * contract.profile.at(t);
    if mwh_per_mw <= 0.0 {
        return;
    }
    let key = ColumnKey::PowerUsed {
        contract: id,
        period,
    };
    let column = assembly.column(key);
    measure(assembly, (id, column), t);
    let row = RowKey::PowerGenerated {
        contract: id,
        period,
    };
    let terms = [(column, 1.0), (contracted, -mwh_per_mw)];
    assembly.row(row, f64::NEG_INFINITY, 0.0, terms);
    let own = assembly.contracted.entry((contract.hub, period));
    own.or_default().push(column);
}

/// What a MWh used costs and emits in place of one from the grid.
fn measure(assembly: &mut Assembly, (id, column): (PowerContractId, usize), t: usize) {
    let case = assembly.case;
    let contract = &case[id];
    let hub = &case[contract.hub];
    let not_green = 1.0 - hub.green_share.at(t);
    let displaced = |accounting| match (accounting, contract.supply) {
        (Accounting::Market, _) | (_, Supply::Direct) => {
            hub.emission_factor(accounting, t).unwrap_or(0.0)
        }
        (Accounting::Location | Accounting::Marginal, Supply::Grid) => 0.0,
    };
    let priced = case.carbon_price_cny_per_t * displaced(case.accounting);
    for (item, amount) in [
        (Item::Electricity, -1000.0 * hub.price_cny_per_kwh.at(t)),
        (Item::PowerContracts, contract.cny_per_mwh_used()),
        (Item::GreenEnergy, not_green),
        (Item::MatchedEnergy, not_green),
        (Item::CarbonLocation, -displaced(Accounting::Location)),
        (Item::CarbonMarket, -displaced(Accounting::Market)),
        (Item::CarbonMarginal, -displaced(Accounting::Marginal)),
        (Item::Carbon, -priced),
    ] {
        assembly.measures.add(item, column, amount);
    }
}

/// Contracts feed no more than the hub draws.
fn within_draw(assembly: &mut Assembly, hub: HubId) {
    let case = assembly.case;
    let drawing = assembly.drawing_at(hub);
    for (t, period) in (0..).zip(case.period_ids()) {
        let used = assembly.used_at(hub, period);
        if used.is_empty() {
            continue;
        }
        let energy_mwh = case.periods[t].hours * case[hub].pue.at(t);
        let draw = drawing[t].iter().map(|&(j, mw)| (j, -mw * energy_mwh));
        let used = used.iter().map(|&j| (j, 1.0)).collect::<Vec<_>>();
        let row = RowKey::PowerDrawn { hub, period };
        assembly.row(row, f64::NEG_INFINITY, 0.0, draw.chain(used));
    }
}
