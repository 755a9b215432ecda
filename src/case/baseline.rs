//! # The baseline: where load runs today, or would without a move west
//!
//! What a plan saves is saved against something. A case says what: all load on a set of hubs (by default the eastern ones, with
//! every workload where it is cheapest among them), or today's plan, share by share.

use super::{Case, HubId, OriginId, Side, WorkloadId};

/// What a plan is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Baseline {
    /// The same programme restricted to the hubs of a side.
    Side(Side),
    /// The same programme restricted to these hubs.
    Hubs(Vec<HubId>),
    /// Where load runs today.
    Plan {
        /// The file that says it.
        file: String,
        /// Its rows; the shares of each workload and origin add up to 1.
        shares: Vec<PlacedShare>,
    },
}

impl Default for Baseline {
    fn default() -> Self {
        Baseline::Side(Side::East)
    }
}

/// The part of a workload's load from an origin that runs at a hub.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedShare {
    /// Which workload.
    pub workload: WorkloadId,
    /// From where.
    pub origin: OriginId,
    /// At which hub.
    pub hub: HubId,
    /// Its part, 0..1.
    pub share: f64,
}

impl Baseline {
    /// Whether any load may be at a hub.
    #[must_use]
    pub(crate) fn uses(&self, case: &Case, hub: HubId) -> bool {
        match self {
            Baseline::Side(side) => case[hub].side == *side,
            Baseline::Hubs(hubs) => hubs.contains(&hub),
            Baseline::Plan { shares, .. } => shares.iter().any(|row| row.hub == hub),
        }
    }

    /// `side`, `hubs` or `plan`.
    #[must_use]
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Baseline::Side(_) => "side",
            Baseline::Hubs(_) => "hubs",
            Baseline::Plan { .. } => "plan",
        }
    }

    /// `eastern hubs alone`, `Wuhu and Shaoguan alone`, `today's plan (baseline.csv)`.
    #[must_use]
    pub(crate) fn in_words(&self, case: &Case) -> String {
        match self {
            Baseline::Side(Side::East) => tr!("eastern hubs alone").to_owned(),
            Baseline::Side(Side::West) => tr!("western hubs alone").to_owned(),
            Baseline::Hubs(hubs) => {
                let names: Vec<&str> = hubs.iter().map(|&hub| case[hub].name.as_str()).collect();
                match names.as_slice() {
                    [first @ .., last] if !first.is_empty() => {
                        tr!("{} and {last} alone", first.join(", "), last = last)
                    }
                    _ => tr!("{} alone", names.join("")),
                }
            }
            Baseline::Plan { file, .. } => tr!("today's plan ({file})", file = file),
        }
    }
}

/// What a saved result says in English of its baseline, in the language that is spoken.
#[must_use]
pub(crate) fn retold(name: &str) -> String {
    let hubs = name.strip_suffix(" alone");
    let file = || name.strip_prefix("today's plan (")?.strip_suffix(')');
    match (name, hubs) {
        ("eastern hubs alone", _) => tr!("eastern hubs alone").to_owned(),
        ("western hubs alone", _) => tr!("western hubs alone").to_owned(),
        ("the baseline", _) => tr!("the baseline").to_owned(),
        (_, Some(hubs)) => match hubs.rsplit_once(" and ") {
            Some((first, last)) => tr!("{} and {last} alone", first, last = last),
            None => tr!("{} alone", hubs),
        },
        _ => match file() {
            Some(file) => tr!("today's plan ({file})", file = file),
            None => name.to_owned(),
        },
    }
}

impl Case {
    /// The same case with every workload held to its baseline places. Rules that name the other side, or a share between
    /// sides or hubs, have no meaning there and are dropped.
    #[must_use]
    pub fn at_baseline(&self) -> Case {
        let mut case = self.restricted(|hub| self.baseline.uses(self, hub));
        if let Baseline::Plan { shares, .. } = &self.baseline {
            case.placed.clone_from(shares);
        }
        case
    }

    /// The same case with every workload restricted to the hubs of one side, and without the rules that have no meaning
    /// there.
    #[must_use]
    pub fn restricted_to(&self, side: Side) -> Case {
        self.restricted(|hub| self[hub].side == side)
    }

    /// Whether all rules of the case have a meaning at the baseline, too.
    pub(crate) const fn has_rules_of_baseline(&self) -> bool {
        self.policy.training_west_share_min.is_none() && self.policy.hub_share_max.is_none()
    }

    fn restricted(&self, keeps: impl Fn(HubId) -> bool) -> Case {
        let mut case = self.clone();
        for workload in &mut case.workloads {
            for (hub, allowed) in workload.allowed.iter_mut().enumerate() {
                *allowed &= keeps(HubId::new(hub));
            }
        }
        case.policy.training_west_share_min = None;
        case.policy.hub_share_max = None;
        case
    }
}
