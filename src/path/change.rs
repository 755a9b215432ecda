//! # What changes between two plans, in words
//!
//! The loads of each workload and origin are compared hub by hub, as means over the horizon. What a hub loses goes
//! to the hubs that gain, the greatest amounts first:
//!
//! ```text
//!     2.1 MW of chat for Shanghai leaves Wuhu for Gui'an
//! ```

use std::collections::BTreeMap;

use crate::case::{Case, HubId, Kind, OriginId, WorkloadId};
use crate::formulation::keys::ColumnKey;

/// Loads under this part of all load are rounding, and not told.
const NEGLIGIBLE: f64 = 1e-9;

/// Load that moves from one hub to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    /// Which workload.
    pub workload: WorkloadId,
    /// Whose load.
    pub origin: OriginId,
    /// Where it ran; `None` where it was not served.
    pub from: Option<HubId>,
    /// Where it runs now; `None` where it is no longer served.
    pub to: Option<HubId>,
    /// Mean load over the horizon, MW (IT).
    pub mw: f64,
}

impl Move {
    /// What moves from before the first of several steps to after the last, greatest first.
    #[must_use]
    pub(crate) fn net<'m>(steps: impl IntoIterator<Item = &'m Move>) -> Vec<Move> {
        let mut gains: BTreeMap<(WorkloadId, OriginId), BTreeMap<HubId, f64>> = BTreeMap::new();
        let mut all_mw = 0.0;
        for step in steps {
            let of = gains.entry((step.workload, step.origin)).or_default();
            all_mw += step.mw;
            for (hub, mw) in [(step.from, -step.mw), (step.to, step.mw)] {
                if let Some(hub) = hub {
                    *of.entry(hub).or_insert(0.0) += mw;
                }
            }
        }
        let pairs = gains.into_iter().flat_map(|((workload, origin), by_hub)| {
            let by_hub: Vec<(HubId, f64)> = by_hub.into_iter().collect();
            paired(workload, origin, &by_hub, NEGLIGIBLE * all_mw)
        });
        let mut moves: Vec<Move> = pairs.collect();
        moves.sort_by(|a, b| b.mw.total_cmp(&a.mw));
        moves
    }

    /// `2.1 MW of chat for Shanghai leaves Wuhu for Gui'an`.
    #[must_use]
    pub fn describe(&self, case: &Case) -> String {
        let workload = &case[self.workload];
        let what = match workload.kind() {
            Kind::Training => workload.id.clone(),
            _ => tr!("{} for {}", workload.id, case[self.origin].name),
        };
        let mw = megawatts(self.mw);
        let name = |hub: HubId| case[hub].name.as_str();
        match (self.from, self.to) {
            (Some(from), Some(to)) => {
                tr!(
                    "{mw} MW of {what} leaves {} for {}",
                    name(from),
                    name(to),
                    mw = mw,
                    what = what
                )
            }
            (Some(from), None) => tr!(
                "{mw} MW of {what} leaves {} unserved",
                name(from),
                mw = mw,
                what = what
            ),
            (None, Some(to)) => tr!(
                "{mw} MW of {what} is now served by {}",
                name(to),
                mw = mw,
                what = what
            ),
            (None, None) => tr!("{mw} MW of {what} stays", mw = mw, what = what),
        }
    }
}

/// An amount with two digits that tell.
fn megawatts(mw: f64) -> String {
    match mw {
        mw if mw >= 10.0 => format!("{mw:.0}"),
        mw if mw >= 0.1 => format!("{mw:.1}"),
        mw => format!("{mw:.1e}"),
    }
}

/// Mean load of each workload from each origin at each hub, MW (IT), in the order workload, origin, hub.
pub(crate) type Loads = Vec<f64>;

/// Reads the loads of plans of one programme.
#[derive(Debug, Clone)]
pub(crate) struct LoadReader {
    origins: usize,
    hubs: usize,
    count: usize,
    /// By column: its place among the loads, and the part of the horizon that it runs.
    columns: Vec<Option<(u32, f64)>>,
}

impl LoadReader {
    /// For the columns of a case's programme.
    #[must_use]
    pub(crate) fn new(case: &Case, keys: &[ColumnKey]) -> Self {
        let part_of_horizon = case.parts_of_horizon();
        let (origins, hubs) = (case.origins.len(), case.hubs.len());
        let column = |key: &ColumnKey| match *key {
            ColumnKey::Load {
                workload,
                origin,
                hub,
                period,
            } => {
                let place = (workload.index() * origins + origin.index()) * hubs + hub.index();
                Some((place as u32, part_of_horizon(period)))
            }
            _ => None,
        };
        LoadReader {
            origins,
            hubs,
            count: case.workloads.len() * origins * hubs,
            columns: keys.iter().map(column).collect(),
        }
    }

    /// The loads of a plan.
    #[must_use]
    pub(crate) fn loads(&self, x: &[f64]) -> Loads {
        let mut loads = vec![0.0; self.count];
        for (column, &value) in self.columns.iter().zip(x) {
            if let (Some((place, hours)), true) = (column, value != 0.0) {
                loads[*place as usize] += value * hours;
            }
        }
        loads
    }

    /// The load that moves from `before` to `after`, greatest first. Both may be of any programmes of the case.
    #[must_use]
    pub(crate) fn moves(&self, before: &Loads, after: &Loads) -> Vec<Move> {
        let least = NEGLIGIBLE * after.iter().sum::<f64>();
        let pairs = before.chunks(self.hubs).zip(after.chunks(self.hubs));
        let mut moves: Vec<Move> = pairs
            .enumerate()
            .filter(|(_, (a, b))| a != b)
            .flat_map(|(place, (a, b))| {
                let workload = WorkloadId::new(place / self.origins);
                let origin = OriginId::new(place % self.origins);
                let by_hub = a.iter().zip(b).enumerate();
                let gains = by_hub.map(|(hub, (a, b))| (HubId::new(hub), b - a));
                paired(workload, origin, &gains.collect::<Vec<_>>(), least)
            })
            .collect();
        moves.sort_by(|a, b| b.mw.total_cmp(&a.mw));
        moves
    }
}

/// What hubs lose, given to those that gain.
fn paired(
    workload: WorkloadId,
    origin: OriginId,
    by_hub: &[(HubId, f64)],
    least: f64,
) -> Vec<Move> {
    let sorted = |sign: f64| {
        let of_sign = by_hub.iter().map(|&(hub, mw)| (hub, sign * mw));
        let mut list: Vec<(HubId, f64)> = of_sign.filter(|&(_, mw)| mw > least).collect();
        list.sort_by(|a, b| b.1.total_cmp(&a.1));
        list
    };
    let (mut losing, mut gaining) = (sorted(-1.0), sorted(1.0));
    let mut moves = Vec::new();
    let (mut i, mut k) = (0, 0);
    loop {
        let (from, to) = (losing.get_mut(i), gaining.get_mut(k));
        let mw = match (&from, &to) {
            (Some(from), Some(to)) => from.1.min(to.1),
            (Some(one), None) | (None, Some(one)) => one.1,
            (None, None) => return moves,
        };
        if mw > least {
            moves.push(Move {
                workload,
                origin,
                from: from.as_ref().map(|from| from.0),
                to: to.as_ref().map(|to| to.0),
                mw,
            });
        }
        i += usize::from(taken(from, mw, least));
        k += usize::from(taken(to, mw, least));
    }
}

/// Takes `mw` from an amount; whether it is used up, or there is none.
fn taken(amount: Option<&mut (HubId, f64)>, mw: f64, least: f64) -> bool {
    match amount {
        Some(amount) => {
            amount.1 -= mw;
            amount.1 <= least
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(from: Option<usize>, to: Option<usize>, mw: f64) -> Move {
        let [from, to] = [from, to].map(|hub| hub.map(HubId::new));
        Move {
            workload: WorkloadId::new(0),
            origin: OriginId::new(0),
            from,
            to,
            mw,
        }
    }

    /// 5 MW from 0 to 1, then 3 of them on to 2, and 1 back: 1 ends at 1, 3 at 2. What was unserved and is served at 3 is told as such.
    #[test]
    fn steps_add_up_to_what_moved_in_all() {
        let steps = [
            step(Some(0), Some(1), 5.0),
            step(Some(1), Some(2), 3.0),
            step(Some(1), Some(0), 1.0),
        ];
        let net = [step(Some(0), Some(2), 3.0), step(Some(0), Some(1), 1.0)];
        assert_eq!(Move::net(&steps), net);
        let served = step(None, Some(3), 2.0);
        assert_eq!(Move::net([&served]), [served]);
    }
}
