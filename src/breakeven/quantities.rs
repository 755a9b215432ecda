//! What the claims are made of: figures of two placements, and the parts that have to be positive.

use crate::case::{Accounting, Case, Side};
use crate::claims::Claims;
use crate::placement::{Carbon, Costs, Placement};
use crate::rounding::{Magnitudes, settled};

/// A claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Moving west saves more on energy and hosting than the network then costs.
    Cost,
    /// It cuts carbon, in one accounting.
    Carbon(Accounting),
    /// It frees capacity in the east.
    Capacity,
}

impl Claim {
    /// All claims that can be made about a case: marginal carbon only where every hub has a factor.
    #[must_use]
    pub fn all(case: &Case) -> Vec<Claim> {
        let has_marginal =
            |hub: &crate::case::Hub| hub.marginal_emission_factor_kg_per_kwh.is_some();
        let mut claims = vec![
            Claim::Cost,
            Claim::Carbon(Accounting::Location),
            Claim::Carbon(Accounting::Market),
        ];
        if case.hubs.iter().all(has_marginal) {
            claims.push(Claim::Carbon(Accounting::Marginal));
        }
        claims.push(Claim::Capacity);
        claims
    }

    /// Whether it holds.
    #[must_use]
    pub fn holds(self, claims: &Claims) -> bool {
        match self {
            Claim::Cost => claims.cost.holds(),
            Claim::Carbon(accounting) => {
                let mut of = claims.carbon.iter();
                of.find(|claim| claim.accounting == accounting)
                    .is_some_and(|claim| claim.holds())
            }
            Claim::Capacity => claims.capacity.holds(),
        }
    }

    /// The parts that have to be positive, 0 where they are rounding.
    pub(super) fn parts(self, plan: &Quantities, baseline: &Quantities) -> [f64; 2] {
        let terms = plan.magnitudes.max(&baseline.magnitudes);
        match self {
            Claim::Cost => {
                let saved = baseline.energy_and_hosting - plan.energy_and_hosting;
                let network = plan.network - baseline.network;
                [
                    settled(saved - network, terms.paid_cny),
                    settled(saved, terms.paid_cny),
                ]
            }
            Claim::Carbon(accounting) => {
                let of = |quantities: &Quantities| quantities.carbon[accounting as usize];
                let avoided_t = of(baseline) - of(plan);
                [settled(avoided_t, terms.carbon_in_t(accounting)); 2]
            }
            Claim::Capacity => [settled(baseline.east_mw - plan.east_mw, baseline.east_mw); 2],
        }
    }
}

/// Figures of a placement that the claims compare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Quantities {
    /// Electricity and hosting, CNY.
    energy_and_hosting: f64,
    /// Bandwidth and transfer, CNY.
    network: f64,
    /// By location, market and marginal factors, t CO2.
    carbon: [f64; 3],
    /// Contracted in the east, MW (IT).
    pub east_mw: f64,
    /// How large the terms of cost and carbon are.
    magnitudes: Magnitudes,
}

impl Quantities {
    pub fn of(case: &Case, placement: &Placement) -> Self {
        let east_mw = placement.side_contracted_mw(case, Side::East);
        let (costs, carbon) = (&placement.costs, &placement.carbon);
        Quantities::new(costs, carbon, placement.magnitudes, east_mw)
    }

    pub fn new(costs: &Costs, carbon: &Carbon, magnitudes: Magnitudes, east_mw: f64) -> Self {
        Quantities {
            energy_and_hosting: costs.fees(),
            network: costs.network(),
            carbon: [
                carbon.location_t,
                carbon.market_t,
                carbon.marginal_t.unwrap_or(0.0),
            ],
            east_mw,
            magnitudes,
        }
    }

    /// Whether all figures are the same, but for rounding.
    #[cfg(test)]
    pub fn is_close_to(&self, other: &Self) -> bool {
        let figures = |q: &Self| {
            let [location, market, marginal] = q.carbon;
            let money = [q.energy_and_hosting, q.network, q.magnitudes.paid_cny];
            [money, [location, market, marginal], [q.east_mw; 3]].concat()
        };
        let pairs = figures(self).into_iter().zip(figures(other));
        pairs
            .into_iter()
            .all(|(a, b)| (a - b).abs() <= 1e-12 * (1.0 + a.abs()))
    }

    /// A part of the way to `other`: all are affine between.
    pub fn towards(&self, other: &Self, part: f64) -> Self {
        let between = |a: f64, b: f64| if part <= 0.0 { a } else { a + part * (b - a) };
        let carbon = |k: usize| between(self.carbon[k], other.carbon[k]);
        Quantities {
            energy_and_hosting: between(self.energy_and_hosting, other.energy_and_hosting),
            network: between(self.network, other.network),
            carbon: [carbon(0), carbon(1), carbon(2)],
            east_mw: between(self.east_mw, other.east_mw),
            // each is the rounding of figures on the whole way
            magnitudes: self.magnitudes.max(&other.magnitudes),
        }
    }
}
