//! # What is not met

use crate::case::{Case, HubId, Kind, OriginId, PeriodId, Scope, WorkloadId};
use crate::formulation::keys::ColumnKey;

use super::sums::NEGLIGIBLE;

/// A demand or a policy that is not met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shortfall {
    /// What is short.
    pub what: ShortfallKind,
    /// By how much, in the unit of [`ShortfallKind::unit`].
    pub amount: f64,
}

/// What can be short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ShortfallKind {
    /// Load of a service or an archive, MW.
    Load {
        /// Which workload.
        workload: WorkloadId,
        /// From where.
        origin: OriginId,
        /// When; `None` for storage.
        period: Option<PeriodId>,
    },
    /// Energy of a training run, MWh (IT).
    Training {
        /// Which run.
        workload: WorkloadId,
    },
    /// Green energy of a target, MWh.
    Green {
        /// Whose target.
        scope: Scope,
    },
    /// Green energy missing in single periods, MWh over all of them.
    HourlyGreen {
        /// Whose; `None` is all hubs together.
        hub: Option<HubId>,
    },
    /// Carbon over the cap, t CO2.
    Carbon,
    /// IT energy of a hub over its greatest share, MWh.
    HubShare {
        /// Which hub.
        hub: HubId,
    },
    /// Training energy missing in the west, MWh.
    TrainingWest,
}

impl ShortfallKind {
    /// Unit of the amount.
    #[must_use]
    pub(crate) const fn unit(self) -> &'static str {
        match self {
            ShortfallKind::Load { .. } => "MW",
            ShortfallKind::Carbon => "t",
            _ => "MWh",
        }
    }

    /// Whether a demand, not a policy, is short.
    #[must_use]
    pub const fn is_demand(self) -> bool {
        matches!(
            self,
            ShortfallKind::Load { .. } | ShortfallKind::Training { .. }
        )
    }

    /// In words: `chat for SH in h19`.
    #[must_use]
    pub(crate) fn describe(self, case: &Case) -> String {
        match self {
            ShortfallKind::Load {
                workload,
                origin,
                period,
            } => {
                let (what, place) = (&case[workload].id, &case[origin].name);
                match period {
                    Some(t) if case.periods.len() > 1 => {
                        tr!(
                            "{what} for {place} in {}",
                            case.periods[t.index()].id,
                            what = what,
                            place = place
                        )
                    }
                    _ => tr!("{what} for {place}", what = what, place = place),
                }
            }
            ShortfallKind::Training { workload } => tr!("training run {}", case[workload].id),
            ShortfallKind::Green { scope } => {
                tr!("green share of {}", scope_in_words(case, scope))
            }
            ShortfallKind::HourlyGreen { hub } => {
                let scope = hub.map_or(Scope::All, Scope::Hub);
                tr!("hourly green share of {}", scope_in_words(case, scope))
            }
            ShortfallKind::Carbon => tr!("carbon over the cap").to_owned(),
            ShortfallKind::HubShare { hub } => {
                tr!("{} over its greatest share", case[hub].name)
            }
            ShortfallKind::TrainingWest => tr!("training in the west").to_owned(),
        }
    }
}

/// `all hubs`, `the eastern hubs` or the hub's name.
#[must_use]
pub(crate) fn scope_in_words(case: &Case, scope: Scope) -> String {
    match scope {
        Scope::All => tr!("all hubs").to_owned(),
        Scope::East => tr!("the eastern hubs").to_owned(),
        Scope::West => tr!("the western hubs").to_owned(),
        Scope::Hub(hub) => case[hub].name.clone(),
    }
}

/// Columns that say what is short.
#[derive(Debug, Clone)]
pub(crate) struct ShortColumns {
    /// Column, what is short where it is over an amount, and that amount: the rounding of the solver, which grows with
    /// the figures, 1e-8 of all demand.
    columns: Vec<(usize, ShortfallKind, f64)>,
}

impl ShortColumns {
    pub(crate) fn of(case: &Case, keys: &[ColumnKey]) -> Self {
        let demand_mwh: f64 = case.workload_ids().map(|w| case.demand_mwh(w)).sum();
        let rounding = |what: ShortfallKind| match what.unit() {
            "MW" => 1e-8 * demand_mwh / case.horizon_hours(),
            _ => 1e-8 * demand_mwh,
        };
        let column = |(j, key): (usize, &ColumnKey)| {
            let what = shortfall_kind(case, *key)?;
            Some((j, what, rounding(what).max(NEGLIGIBLE)))
        };
        ShortColumns {
            columns: keys.iter().enumerate().filter_map(column).collect(),
        }
    }

    /// Those of demands, each with the amount over which it counts.
    pub(crate) fn of_demand(&self) -> Vec<(usize, f64)> {
        let columns = self.columns.iter();
        columns
            .filter(|(_, what, _)| what.is_demand())
            .map(|&(j, _, least)| (j, least))
            .collect()
    }

    /// What is short; periods of one rule for every hour are told together.
    pub(crate) fn read(&self, x: &[f64]) -> impl Iterator<Item = Shortfall> {
        let mut shorts: Vec<Shortfall> = Vec::new();
        for &(j, what, least) in &self.columns {
            let amount = x[j];
            let before = shorts.last_mut().filter(|before| before.what == what);
            match before {
                _ if amount <= least => {}
                Some(before) => before.amount += amount,
                None => shorts.push(Shortfall { what, amount }),
            }
        }
        shorts.into_iter()
    }
}

/// IT energy that a unit of a column leaves unserved, MWh; `None` where it is no demand's.
pub(crate) fn unserved_mwh(case: &Case, key: ColumnKey) -> Option<f64> {
    match key {
        ColumnKey::Unserved {
            workload, period, ..
        } => Some(case.mwh_per_unserved(workload, period)),
        _ => None,
    }
}

fn shortfall_kind(case: &Case, key: ColumnKey) -> Option<ShortfallKind> {
    match key {
        ColumnKey::Unserved {
            workload,
            origin,
            period,
        } => Some(match case[workload].kind() {
            Kind::Training => ShortfallKind::Training { workload },
            Kind::Inference | Kind::Storage => ShortfallKind::Load {
                workload,
                origin,
                period,
            },
        }),
        ColumnKey::GreenShort { scope } => Some(ShortfallKind::Green { scope }),
        ColumnKey::HourlyGreenShort { hub, .. } => Some(ShortfallKind::HourlyGreen { hub }),
        ColumnKey::CarbonOver => Some(ShortfallKind::Carbon),
        ColumnKey::HubShareOver { hub } => Some(ShortfallKind::HubShare { hub }),
        ColumnKey::TrainingWestShort => Some(ShortfallKind::TrainingWest),
        ColumnKey::Load { .. }
        | ColumnKey::Installed { .. }
        | ColumnKey::Bought { .. }
        // nothing in any case: what stands there is what has room
        | ColumnKey::Removed { .. }
        | ColumnKey::RunPart { .. }
        | ColumnKey::Bandwidth { .. }
        | ColumnKey::RunEnergy { .. }
        | ColumnKey::Green { .. }
        | ColumnKey::PowerContracted { .. }
        | ColumnKey::PowerUsed { .. }
        | ColumnKey::Headroom => None,
    }
}
