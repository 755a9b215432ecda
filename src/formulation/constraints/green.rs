//! # Green energy
//!
//! Purchases cover energy that is not green yet, and reach the targets, or are short:
//!
//! ```text
//!     q[h,t] ≤ (1 − g[h,t])·(e[h,t]·draw[h,t] − Σ_c z[c,t])         ∀ h, t             [MWh]
//!     Σ_{h in S} Σ_t (g·e·draw + (1 − g)·Σ_c z + q[h,t]) + s[S] ≥ G[S]·Σ_{h in S} Σ_t e·draw     ∀ targets S    [MWh]
//! ```
//!
//! `e = n[t]·PUE[h,t]` is the facility energy of one MW, `z` what is used of [contracts](super::contracts). S is all hubs, a side or one hub. Shadow
//! price of a target: CNY per MWh of green energy that it asks for.

use crate::case::HubId;
use crate::formulation::keys::{ColumnKey, RowKey, Scope};
use crate::formulation::measures::Item;
use crate::formulation::variables::sells_green;
use crate::formulation::{Assembly, Draw};

pub(crate) fn rows(assembly: &mut Assembly) {
    if !sells_green(assembly.case) {
        return;
    }
    let purchases = purchases(assembly);
    let policy = &assembly.case.policy;
    let targets = [
        (Scope::All, policy.green_share_min),
        (Scope::East, policy.green_share_min_east),
        (Scope::West, policy.green_share_min_west),
    ];
    for (scope, target) in targets {
        if let Some(share) = target {
            target_row(assembly, &purchases, scope, share);
        }
    }
    for &(hub, share) in &policy.green_share_min_by_hub {
        target_row(assembly, &purchases, Scope::Hub(hub), share);
    }
}

/// Declares `q[h,t]` with its bound; gives each with its hub.
fn purchases(assembly: &mut Assembly) -> Vec<(HubId, usize)> {
    let case = assembly.case;
    let mut purchases = Vec::new();
    for hub in case.hub_ids() {
        let drawing = assembly.drawing_at(hub);
        for (t, period) in (0..).zip(case.period_ids()) {
            let q = assembly.column(ColumnKey::Green { hub, period });
            measure(assembly, q, hub, t);
            let energy_mwh = case.periods[t].hours * case[hub].pue.at(t);
            let not_green = (1.0 - case[hub].green_share.at(t)) * energy_mwh;
            let terms = drawing[t].iter().map(|&(j, mw)| (j, -mw * not_green));
            let not_green = 1.0 - case[hub].green_share.at(t);
            let used = assembly.used_at(hub, period).iter();
            let contracted: Vec<_> = used.map(|&j| (j, not_green)).collect();
            assembly.row(
                RowKey::GreenBound { hub, period },
                f64::NEG_INFINITY,
                0.0,
                terms.chain([(q, 1.0)]).chain(contracted),
            );
            purchases.push((hub, q));
        }
    }
    purchases
}

/// A MWh bought costs the premium, is green, and in the market displaces the residual factor.
fn measure(assembly: &mut Assembly, q: usize, hub: HubId, t: usize) {
    use crate::case::Accounting;
    let case = assembly.case;
    let displaced = case[hub].residual_factor(t);
    let measures = &mut assembly.measures;
    measures.add(Item::GreenPremium, q, case[hub].green_premium_cny_per_mwh);
    measures.add(Item::GreenEnergy, q, 1.0);
    measures.add(Item::CarbonMarket, q, -displaced);
    if case.accounting == Accounting::Market {
        measures.add(Item::Carbon, q, -displaced * case.carbon_price_cny_per_t);
    }
}

fn target_row(assembly: &mut Assembly, purchases: &[(HubId, usize)], scope: Scope, share: f64) {
    let case = assembly.case;
    let short = assembly.shortfall(
        ColumnKey::GreenShort { scope },
        case.penalties.green_cny_per_mwh,
    );
    let over_target = |draw: &Draw| {
        let green = assembly.measures.at(Item::GreenEnergy, draw.column);
        green - share * assembly.measures.at(Item::Energy, draw.column)
    };
    let mut terms: Vec<_> = assembly
        .draws
        .iter()
        .filter(|draw| scope.holds(case, draw.hub))
        .map(|draw| (draw.column, over_target(draw)))
        .collect();
    let bought = purchases.iter().filter(|(hub, _)| scope.holds(case, *hub));
    terms.extend(bought.map(|&(_, q)| (q, 1.0)));
    let contracted = assembly.contracted.iter();
    let contracted = contracted.filter(|((hub, _), _)| scope.holds(case, *hub));
    let green = |&j: &usize| (j, assembly.measures.at(Item::GreenEnergy, j));
    terms.extend(contracted.flat_map(|(_, used)| used.iter().map(green)));
    terms.push((short, 1.0));
    assembly.row(RowKey::GreenTarget { scope }, 0.0, f64::INFINITY, terms);
}
