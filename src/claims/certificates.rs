//! # What levels claim 2
//!
//! By market-based accounting a side is as green as it buys. So beside what it avoids stands what would level it: certificates
//! that the dirtier side could buy, the cheapest per tonne first, until both emit the same,
//!
//! ```text
//!     minimise Σ premium[h]·q[h,t]   with   Σ residual[h,t]·q[h,t] = M_dirtier − M_cleaner,
//!     0 ≤ q[h,t] ≤ energy at h in t that is not green yet            [MWh]
//! ```
//!
//! which is a fractional knapsack; and, as a second figure, what is avoided where both sides have the same green share: the one that
//! has less buys the cheapest certificates per MWh until its share is the other's.

use crate::case::{Accounting, Case, HubId};
use crate::placement::Placement;
use crate::rounding;

/// A side of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buyer {
    /// The baseline emits more.
    Baseline,
    /// The plan emits more.
    Plan,
}

impl Buyer {
    /// `baseline` or `plan`.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Buyer::Baseline => "baseline",
            Buyer::Plan => "plan",
        }
    }
}

/// Certificates that a side would buy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Purchase {
    /// Who buys.
    pub buyer: Buyer,
    /// How much, MWh.
    pub mwh: f64,
    /// What it costs, CNY.
    pub cost_cny: f64,
    /// Emissions that it displaces in the market, t CO2.
    pub displaced_t: f64,
}

impl Purchase {
    /// Mean price of a certificate, CNY per MWh.
    #[must_use]
    pub fn price_cny_per_mwh(&self) -> f64 {
        self.cost_cny / self.mwh
    }

    /// What a tonne costs, CNY.
    #[must_use]
    pub fn cny_per_t(&self) -> f64 {
        self.cost_cny / self.displaced_t
    }
}

/// Market-based emissions of two sides with the same green share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EqualShare {
    /// The share, 0..1.
    pub green_share: f64,
    /// Emission of the baseline, t CO2.
    pub baseline_t: f64,
    /// Emission of the plan, t CO2.
    pub plan_t: f64,
    /// Baseline less plan, t CO2; 0 where they differ by rounding.
    pub avoided_t: f64,
    /// What the side with less bought.
    pub purchase: Option<Purchase>,
}

/// What levels the two sides in the market.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Levelling {
    /// Certificates that make both emit the same; `None` where they do, or where all that can be bought is not enough.
    pub equal_carbon: Option<Purchase>,
    /// Both sides with the same green share; `None` where nothing runs.
    pub equal_share: Option<EqualShare>,
}

impl Levelling {
    pub(super) fn of(case: &Case, plan: &Placement, baseline: &Placement) -> Self {
        let terms = plan.magnitudes.max(&baseline.magnitudes);
        let terms_t = terms.carbon_in_t(Accounting::Market);
        let avoided_t = rounding::settled(baseline.carbon.market_t - plan.carbon.market_t, terms_t);
        let (buyer, dirtier) = if avoided_t > 0.0 {
            (Buyer::Baseline, baseline)
        } else {
            (Buyer::Plan, plan)
        };
        let equal_carbon = (avoided_t != 0.0)
            .then(|| Offers::of(case, dirtier).displacing(avoided_t.abs(), buyer))
            .flatten();
        Levelling {
            equal_carbon,
            equal_share: equal_share(case, plan, baseline, terms_t),
        }
    }
}

fn equal_share(
    case: &Case,
    plan: &Placement,
    baseline: &Placement,
    terms_t: f64,
) -> Option<EqualShare> {
    if !(plan.runs() && baseline.runs()) {
        return None;
    }
    let shares = [baseline.green_share(), plan.green_share()];
    let green_share = shares[0].max(shares[1]);
    let (buyer, side) = if shares[0] < shares[1] {
        (Buyer::Baseline, baseline)
    } else {
        (Buyer::Plan, plan)
    };
    let missing_mwh = green_share * side.energy_mwh - side.green_energy_mwh;
    let missing_mwh = rounding::settled(missing_mwh, side.energy_mwh);
    let purchase = (missing_mwh > 0.0)
        .then(|| Offers::of(case, side).greening(missing_mwh, buyer))
        .flatten();
    let displaced = |of| match purchase {
        Some(purchase) if purchase.buyer == of => purchase.displaced_t,
        _ => 0.0,
    };
    let baseline_t = baseline.carbon.market_t - displaced(Buyer::Baseline);
    let plan_t = plan.carbon.market_t - displaced(Buyer::Plan);
    Some(EqualShare {
        green_share,
        baseline_t,
        plan_t,
        avoided_t: rounding::settled(baseline_t - plan_t, terms_t),
        purchase,
    })
}

/// Energy of a hub in a period that is not green yet.
#[derive(Debug, Clone, Copy)]
struct Offer {
    mwh: f64,
    premium_cny_per_mwh: f64,
    residual_t_per_mwh: f64,
}

struct Offers(Vec<Offer>);

impl Offers {
    fn of(case: &Case, side: &Placement) -> Self {
        let periods = 0..case.periods.len();
        let pairs = case
            .hub_ids()
            .flat_map(|hub| periods.clone().map(move |t| (hub, t)));
        let offers = pairs.map(|(hub, t)| offer(case, side, hub, t));
        Offers(offers.filter(|offer| offer.mwh > 0.0).collect())
    }

    /// The cheapest tonnes.
    fn displacing(mut self, tonnes: f64, buyer: Buyer) -> Option<Purchase> {
        self.0.retain(|offer| offer.residual_t_per_mwh > 0.0);
        let per_t = |offer: &Offer| offer.premium_cny_per_mwh / offer.residual_t_per_mwh;
        self.0.sort_by(|a, b| per_t(a).total_cmp(&per_t(b)));
        self.buy(tonnes, buyer, |offer| offer.residual_t_per_mwh)
    }

    /// The cheapest green energy.
    fn greening(mut self, mwh: f64, buyer: Buyer) -> Option<Purchase> {
        let by_premium =
            |a: &Offer, b: &Offer| a.premium_cny_per_mwh.total_cmp(&b.premium_cny_per_mwh);
        self.0.sort_by(by_premium);
        self.buy(mwh, buyer, |_| 1.0)
    }

    /// Buys in order until there is enough, by what a MWh gives; `None` where there is not.
    fn buy(&self, needed: f64, buyer: Buyer, gives: fn(&Offer) -> f64) -> Option<Purchase> {
        let mut left = needed;
        let mut purchase = Purchase {
            buyer,
            mwh: 0.0,
            cost_cny: 0.0,
            displaced_t: 0.0,
        };
        for offer in &self.0 {
            let mwh = offer.mwh.min(left / gives(offer));
            purchase.mwh += mwh;
            purchase.cost_cny += mwh * offer.premium_cny_per_mwh;
            purchase.displaced_t += mwh * offer.residual_t_per_mwh;
            left -= mwh * gives(offer);
            if rounding::is_nothing(left, needed) {
                return Some(purchase);
            }
        }
        None
    }
}

fn offer(case: &Case, side: &Placement, id: HubId, t: usize) -> Offer {
    let (hub, used) = (&case[id], &side.hubs[id.index()]);
    // what stands idle draws, too
    let energy_mwh = used.draw_mw[t] * case.periods[t].hours * hub.pue.at(t);
    let not_green = (1.0 - hub.green_share.at(t)) * (energy_mwh - used.contracted_mwh[t]);
    Offer {
        mwh: not_green - used.green_bought_mwh[t],
        premium_cny_per_mwh: hub.green_premium_cny_per_mwh,
        residual_t_per_mwh: hub.residual_factor(t),
    }
}
