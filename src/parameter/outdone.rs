//! # Limits that were raised in vain
//!
//! Two limits of a case can bound the same load. Where a change raises one of them over what the other lets through,
//! the rest of the change has no effect:
//!
//! ```text
//!     Σ x[h,t] ≤ capacity[h]        pue[h,t] · Σ x[h,t] ≤ facility_limit[h]
//!     b[o,h]   ≤ capacity[o,h]      Σ b over the links of a trunk ≤ capacity[trunk]
//! ```

use std::fmt;

use crate::case::Case;

/// Relative difference below which two limits are one.
const SAME: f64 = 1e-9;

/// A limit that was raised over what another one lets through.
#[derive(Debug, Clone, PartialEq)]
pub struct Outdone {
    /// What was raised: `capacity of Zhongwei`.
    pub limit: String,
    /// To what, in `unit`.
    pub raised_to: f64,
    /// What the other limit lets through, in `unit`.
    pub lets_through: f64,
    /// `MW (IT)`.
    pub unit: &'static str,
    /// The other limit: `its grid connection`.
    pub other: &'static str,
    /// The key that raises the other limit: `facility_limit.zhongwei`.
    pub key: String,
}

impl fmt::Display for Outdone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&tr!(
            "the {} is now {} {unit}, and {} lets only {} {unit} through: the rest has no effect",
            self.limit,
            short(self.raised_to),
            self.other,
            short(self.lets_through),
            unit = self.unit
        ))
    }
}

/// Six digits that tell, without zeros at the end.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    rounded.to_string()
}

/// The limits that are higher in `after` than in `before`, and higher than another limit lets them be of use.
#[must_use]
pub fn outdone(before: &Case, after: &Case) -> Vec<Outdone> {
    let mut found = Vec::new();
    hubs(before, after, &mut found);
    links(before, after, &mut found);
    trunks(before, after, &mut found);
    found
}

/// Whether `now` was raised over what is let through.
fn is_in_vain(was: f64, now: f64, lets_through: f64) -> bool {
    now > was && now.is_finite() && now > lets_through * (1.0 + SAME)
}

fn hubs(before: &Case, after: &Case, found: &mut Vec<Outdone>) {
    for (was, now) in before.hubs.iter().zip(&after.hubs) {
        let pue = || (0..after.periods.len()).map(|t| now.pue.at(t));
        let carries = now.facility_limit_mw / pue().fold(f64::INFINITY, f64::min);
        if is_in_vain(was.capacity_mw, now.capacity_mw, carries) {
            found.push(Outdone {
                limit: tr!("capacity of {}", now.name),
                raised_to: now.capacity_mw,
                lets_through: carries,
                unit: "MW (IT)",
                other: tr!("its grid connection"),
                key: format!("facility_limit.{}", now.id),
            });
        }
        let draws = now.capacity_mw * pue().fold(0.0, f64::max);
        if is_in_vain(was.facility_limit_mw, now.facility_limit_mw, draws) {
            found.push(Outdone {
                limit: tr!("grid connection of {}", now.name),
                raised_to: now.facility_limit_mw,
                lets_through: draws,
                unit: "MW (facility)",
                other: tr!("its capacity"),
                key: format!("capacity.{}", now.id),
            });
        }
    }
}

fn links(before: &Case, after: &Case, found: &mut Vec<Outdone>) {
    for (place, (was, now)) in before.links.iter().zip(&after.links).enumerate() {
        let Some(trunk) = now.trunk.map(|trunk| &after[trunk]) else {
            continue;
        };
        if is_in_vain(was.capacity_gbps, now.capacity_gbps, trunk.capacity_gbps) {
            let width = after.hubs.len().max(1);
            found.push(Outdone {
                limit: tr!(
                    "capacity of link {} – {}",
                    after.origins[place / width].name,
                    after.hubs[place % width].name
                ),
                raised_to: now.capacity_gbps,
                lets_through: trunk.capacity_gbps,
                unit: "Gbps",
                other: tr!("its trunk"),
                key: format!("trunk_capacity.{}", trunk.id),
            });
        }
    }
}

fn trunks(before: &Case, after: &Case, found: &mut Vec<Outdone>) {
    for (place, (was, now)) in before.trunks.iter().zip(&after.trunks).enumerate() {
        let of_it = |link: &&crate::case::Link| link.trunk.is_some_and(|t| t.index() == place);
        let capacities = after.links.iter().filter(of_it).map(|l| l.capacity_gbps);
        let all: f64 = capacities.sum();
        if is_in_vain(was.capacity_gbps, now.capacity_gbps, all) {
            found.push(Outdone {
                limit: tr!("capacity of trunk {}", now.id),
                raised_to: now.capacity_gbps,
                lets_through: all,
                unit: "Gbps",
                other: tr!("what its links hold together"),
                key: "link_capacity".to_owned(),
            });
        }
    }
}
