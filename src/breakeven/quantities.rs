//! What the claims are made of: figures of two placements, and the parts that have to be positive.

use crate::case::{Accounting, Case, Kind};
use crate::claims::headroom::{self, Headroom};
use crate::claims::{Claims, KindClaim, cost};
use crate::placement::{Carbon, Costs, Placement};
use crate::rounding::{Magnitudes, settled};

/// A claim, as `solve` tells it: by kind of work, or of all work where there is no kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Moving saves more on fees than the network then costs.
    Cost(Option<Kind>),
    /// It cuts carbon, in one accounting.
    Carbon(Option<Kind>, Accounting),
    /// It lets services grow further than they could with everything else at its baseline place.
    Headroom(Services),
}

/// The services that a headroom is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Services {
    /// Those with the tightest limit.
    Tightest,
    /// All with a limit under [`headroom::NEAR_MS`].
    Near,
}

impl Services {
    /// Which services of a case they are.
    pub(super) fn of(self, case: &Case) -> Vec<crate::case::WorkloadId> {
        match self {
            Services::Tightest => headroom::tightest(case),
            Services::Near => headroom::near(case),
        }
    }
}

/// What has to be positive for a claim to hold: every part of it.
pub(super) type Parts = [f64; 2];

/// No claim: nothing is positive.
pub(super) const NOTHING: Parts = [0.0; 2];

impl Claim {
    /// All claims that can be made about a case: for each kind of work that it has and for all together, marginal carbon only
    /// where every hub has a factor, headroom where a service has a limit.
    #[must_use]
    pub fn all(case: &Case) -> Vec<Claim> {
        let kinds = KindClaim::ORDER.into_iter().filter(|kind| {
            kind.is_none_or(|kind| case.workloads.iter().any(|work| work.kind() == kind))
        });
        let kinds: Vec<Option<Kind>> = kinds.collect();
        let mut claims: Vec<Claim> = kinds.iter().map(|&kind| Claim::Cost(kind)).collect();
        for accounting in accountings(case) {
            claims.push(Claim::Carbon(None, accounting));
        }
        for &kind in kinds.iter().filter(|kind| kind.is_some()) {
            claims.extend(accountings(case).map(|accounting| Claim::Carbon(kind, accounting)));
        }
        let (tightest, near) = (headroom::tightest(case), headroom::near(case));
        if !tightest.is_empty() {
            claims.push(Claim::Headroom(Services::Tightest));
        }
        if near.len() > tightest.len() {
            claims.push(Claim::Headroom(Services::Near));
        }
        claims
    }

    /// The kind of work that alone may leave its baseline places; `None` where all may.
    #[must_use]
    pub(crate) const fn kind(self) -> Option<Kind> {
        match self {
            Claim::Cost(kind) | Claim::Carbon(kind, _) => kind,
            Claim::Headroom(_) => None,
        }
    }

    /// Whether it holds.
    #[must_use]
    pub fn holds(self, claims: &Claims) -> bool {
        match self {
            Claim::Cost(kind) => claims.of_kind(kind).is_some_and(|of| of.cost.holds()),
            Claim::Carbon(kind, accounting) => claims.of_kind(kind).is_some_and(|of| {
                let mut carbon = of.carbon.iter();
                carbon.any(|claim| claim.accounting == accounting && claim.holds())
            }),
            Claim::Headroom(Services::Tightest) => {
                claims.headroom.as_ref().is_some_and(Headroom::holds)
            }
            // where the near ones are the tightest, they are told once
            Claim::Headroom(Services::Near) => {
                let tightest = claims.headroom.as_ref();
                let tightest = tightest.filter(|of| of.limit_ms < headroom::NEAR_MS);
                let near = claims.headroom_of_near.as_ref().or(tightest);
                near.is_some_and(Headroom::holds)
            }
        }
    }

    /// The parts that have to be positive, 0 where they are rounding, of a claim about cost or carbon.
    pub(super) fn parts(self, plan: &Quantities, baseline: &Quantities) -> Parts {
        let terms = plan.magnitudes.max(&baseline.magnitudes);
        match self {
            Claim::Cost(_) => {
                let (saved, network) = (baseline.fees - plan.fees, plan.network - baseline.network);
                cost::parts(saved, network, terms.paid_cny)
            }
            Claim::Carbon(_, accounting) => {
                let of = |quantities: &Quantities| quantities.carbon[accounting as usize];
                let avoided_t = of(baseline) - of(plan);
                [settled(avoided_t, terms.carbon_in_t(accounting)); 2]
            }
            Claim::Headroom(_) => NOTHING,
        }
    }
}

/// Parts of a headroom: λ₁ − λ₀.
pub(super) fn headroom_parts([held, free]: [f64; 2]) -> Parts {
    [headroom::gained(held, free); 2]
}

fn accountings(case: &Case) -> impl Iterator<Item = Accounting> {
    let all = case.has_marginal_factors();
    let known = move |accounting: &Accounting| all || *accounting != Accounting::Marginal;
    Accounting::ALL.into_iter().filter(known)
}

/// Figures of a placement that the claims compare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Quantities {
    /// Electricity, hosting and chips, CNY.
    fees: f64,
    /// Bandwidth and transfer, CNY.
    network: f64,
    /// By location, market and marginal factors, t CO2.
    carbon: [f64; 3],
    /// How large the terms of cost and carbon are.
    magnitudes: Magnitudes,
}

impl Quantities {
    pub(crate) fn of(placement: &Placement) -> Self {
        Quantities::new(&placement.costs, &placement.carbon, placement.magnitudes)
    }

    pub(crate) fn new(costs: &Costs, carbon: &Carbon, magnitudes: Magnitudes) -> Self {
        Quantities {
            fees: costs.fees(),
            network: costs.network(),
            carbon: [
                carbon.location_t,
                carbon.market_t,
                carbon.marginal_t.unwrap_or(0.0),
            ],
            magnitudes,
        }
    }

    /// Whether all figures are the same, but for rounding.
    #[cfg(test)]
    pub(crate) fn is_close_to(&self, other: &Self) -> bool {
        let figures = |q: &Self| {
            let money = [q.fees, q.network, q.magnitudes.paid_cny];
            [money, q.carbon].concat()
        };
        let pairs = figures(self).into_iter().zip(figures(other));
        pairs
            .into_iter()
            .all(|(a, b)| (a - b).abs() <= 1e-12 * (1.0 + a.abs()))
    }

    /// A part of the way to `other`: all are affine between.
    pub(crate) fn towards(&self, other: &Self, part: f64) -> Self {
        let between = |a: f64, b: f64| if part <= 0.0 { a } else { a + part * (b - a) };
        let carbon = |k: usize| between(self.carbon[k], other.carbon[k]);
        Quantities {
            fees: between(self.fees, other.fees),
            network: between(self.network, other.network),
            carbon: [carbon(0), carbon(1), carbon(2)],
            // each is the rounding of figures on the whole way
            magnitudes: self.magnitudes.max(&other.magnitudes),
        }
    }
}
