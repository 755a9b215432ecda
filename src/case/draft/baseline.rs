//! The baseline: a side, a list of hubs, or today's plan.

use std::collections::BTreeMap;

use super::check::{Faults, Names, Row};
use super::place::{DraftPlace, Table};
use super::problem::{Fault, Problem};
use super::terms::Noun;
use super::{BaselineRow, BaselineSettings, Draft};
use crate::case::bounds::Bounds;
use crate::case::reach::{in_time, origins};
use crate::case::{Baseline, Case, HubId, OriginId, PlacedShare, WorkloadId};

/// How far from 1 shares may add up to, for figures with a few decimals.
const SUM_TOLERANCE: f64 = 1e-6;

/// What can be said of a baseline without a case: that it is stated once, its names and its shares.
pub(super) fn stated(draft: &Draft, faults: &mut Faults) {
    let settings = &draft.settings.baseline;
    let known = Known::of_draft(draft);
    stated_once(settings, faults);
    for name in &settings.hubs {
        if known.hubs.find(name).is_none() {
            let problem = known.hubs.unknown(name);
            faults.settings().fault("baseline.hubs", problem);
        }
    }
    for (at, row) in draft.baseline.iter().enumerate() {
        known.row(row, &mut faults.row(Table::Baseline, at, &row.workload));
    }
    if settings.plan.is_some() && draft.baseline.is_empty() {
        let problem = Problem::Needed {
            quantity: "today's plan",
            reason: tr!("`[baseline]` names it: `baseline.csv` needs its rows").to_owned(),
        };
        faults.settings().fault("baseline.plan", problem);
    }
}

fn stated_once(settings: &BaselineSettings, faults: &mut Faults) {
    let given = [
        ("baseline.side", settings.side.is_some()),
        ("baseline.hubs", !settings.hubs.is_empty()),
        ("baseline.plan", settings.plan.is_some()),
    ];
    let mut named = given
        .iter()
        .filter(|(_, given)| *given)
        .map(|(key, _)| *key);
    if let (Some(first), Some(second)) = (named.next(), named.next()) {
        let problem = Problem::ExactlyOne {
            first: first.trim_start_matches("baseline."),
            second: second.trim_start_matches("baseline."),
            both: true,
        };
        faults.settings().fault(second, problem);
    }
}

/// What a finished case is compared with, where [`stated`] found no fault.
pub(super) fn baseline(draft: &Draft, case: &Case) -> Result<Baseline, Vec<Fault>> {
    let settings = &draft.settings.baseline;
    let mut faults = Faults::default();
    let known = Known::of(case);
    let hubs = settings.hubs.iter();
    let mut chosen: Vec<HubId> = hubs
        .filter_map(|name| known.hubs.find(name).map(HubId::new))
        .collect();
    chosen.sort();
    chosen.dedup();
    let shares = placed(&draft.baseline, case, &mut faults);
    faults.into_result(match (&settings.plan, settings.side) {
        (Some(file), _) => Baseline::Plan {
            file: file.clone(),
            shares,
        },
        (None, Some(side)) => Baseline::Side(side),
        (None, None) if !chosen.is_empty() => Baseline::Hubs(chosen),
        (None, None) => Baseline::default(),
    })
}

/// Names that rows may refer to.
struct Known {
    workloads: Names,
    origins: Names,
    hubs: Names,
}

impl Known {
    fn of(case: &Case) -> Self {
        let workloads = case.workloads.iter().map(|workload| workload.id.as_str());
        let origins = case.origins.iter();
        let ids = origins.clone().map(|origin| origin.id.as_str());
        let aliases = origins.map(|origin| (origin.id.as_str(), &origin.name_zh));
        let hubs = case.hubs.iter();
        let hub_ids = hubs.clone().map(|hub| hub.id.as_str());
        Known {
            workloads: Names::new(Noun::Workload, workloads),
            origins: Names::new(Noun::Origin, ids).with_aliases(aliases),
            hubs: Names::new(Noun::Hub, hub_ids)
                .with_aliases(hubs.map(|hub| (hub.id.as_str(), &hub.name_zh))),
        }
    }

    fn of_draft(draft: &Draft) -> Self {
        let services = draft.inference.iter().map(|row| row.service.as_str());
        let runs = draft.training.iter().map(|row| row.run.as_str());
        let archives = draft.storage.iter().map(|row| row.archive.as_str());
        let (hubs, origins) = draft.place_names();
        Known {
            workloads: Names::new(Noun::Workload, services.chain(runs).chain(archives)),
            origins,
            hubs,
        }
    }

    /// What a row refers to, where all of it is known; no origin stands for every one.
    fn row(
        &self,
        row: &BaselineRow,
        checked: &mut Row<'_>,
    ) -> Option<(WorkloadId, Option<OriginId>, HubId)> {
        let workload = checked.refer("workload", &self.workloads, &row.workload);
        let hub = checked.refer("hub", &self.hubs, &row.hub);
        checked.number("share", "share", Bounds::SHARE, row.share);
        let origin = match row.origin.as_str() {
            "*" => Some(None),
            name => checked.refer("origin", &self.origins, name).map(Some),
        };
        let (workload, hub) = (WorkloadId::new(workload?), HubId::new(hub?));
        Some((workload, origin?.map(OriginId::new), hub))
    }
}

/// Today's plan, held against a case that it did not come with.
///
/// # Errors
/// All faults of the rows.
pub(crate) fn todays_plan(
    rows: &[BaselineRow],
    case: &Case,
) -> Result<Vec<PlacedShare>, Vec<Fault>> {
    let mut faults = Faults::default();
    let shares = placed(rows, case, &mut faults);
    if rows.is_empty() {
        let problem = Problem::Needed {
            quantity: "today's plan",
            reason: tr!("the file has no rows").to_owned(),
        };
        faults.push(DraftPlace::table(Table::Baseline), problem);
    }
    faults.into_result(shares)
}

/// The shares of the rows, each origin by itself; sums that are 1 but for rounding are made 1.
fn placed(rows: &[BaselineRow], case: &Case, faults: &mut Faults) -> Vec<PlacedShare> {
    let mut reading = Reading::of(case);
    for (at, row) in rows.iter().enumerate() {
        reading.row(at, row, &mut faults.row(Table::Baseline, at, &row.workload));
    }
    reading.sums(faults);
    if reading.is_known && !rows.is_empty() {
        reading.rest(faults);
    }
    reading.shares()
}

/// Rows of one workload and origin: the first of them, and the sum of their shares.
struct Group {
    first: usize,
    sum: f64,
    is_sound: bool,
}

/// Rows on their way to shares.
struct Reading<'a> {
    case: &'a Case,
    known: Known,
    shares: BTreeMap<(WorkloadId, OriginId, HubId), f64>,
    groups: BTreeMap<(WorkloadId, OriginId), Group>,
    /// Whether all names are those of something.
    is_known: bool,
}

impl<'a> Reading<'a> {
    fn of(case: &'a Case) -> Self {
        Reading {
            case,
            known: Known::of(case),
            shares: BTreeMap::new(),
            groups: BTreeMap::new(),
            is_known: true,
        }
    }

    fn row(&mut self, at: usize, row: &BaselineRow, checked: &mut Row<'_>) {
        let Some((workload, origin, hub)) = self.known.row(row, checked) else {
            self.is_known = false;
            return;
        };
        let mut from = origins(&self.case[workload]);
        if let Some(origin) = origin {
            from.retain(|&own| own == origin);
        }
        if from.is_empty() {
            let problem = Problem::NoDemandThere {
                workload: row.workload.clone(),
                origin: row.origin.clone(),
            };
            checked.fault("origin", problem);
        }
        for origin in from {
            let problem = self.fault_of(row, (workload, origin, hub));
            let is_sound = problem.is_none() && (0.0..=1.0).contains(&row.share);
            if let Some(problem) = problem {
                checked.fault("hub", problem);
            }
            self.shares
                .entry((workload, origin, hub))
                .or_insert(row.share);
            let group = self.groups.entry((workload, origin)).or_insert(Group {
                first: at,
                sum: 0.0,
                is_sound: true,
            });
            group.sum += row.share;
            group.is_sound &= is_sound;
        }
    }

    /// Why a share cannot be.
    fn fault_of(
        &self,
        row: &BaselineRow,
        (workload, origin, hub): (WorkloadId, OriginId, HubId),
    ) -> Option<Problem> {
        let case = self.case;
        if self.shares.contains_key(&(workload, origin, hub)) {
            let (what, from) = (&row.workload, &case[origin].id);
            return Some(Problem::Duplicate {
                what: tr!(
                    "the share of `{what}` from `{from}` at `{}`",
                    row.hub,
                    what = what,
                    from = from
                ),
                where_unique: tr!("each workload, origin and hub has one share"),
            });
        }
        if !case[workload].may_run_at(hub) {
            return Some(Problem::NotAllowedThere {
                workload: row.workload.clone(),
                hub: row.hub.clone(),
            });
        }
        let is_far = row.share > 0.0 && !in_time(case, workload, origin, hub);
        is_far.then(|| Problem::TooFar {
            workload: row.workload.clone(),
            origin: case[origin].id.clone(),
            hub: row.hub.clone(),
            rtt_ms: case.link(origin, hub).rtt_ms,
            limit_ms: case[workload].rtt_limit_ms(),
        })
    }

    /// Shares that are not a whole.
    fn sums(&self, faults: &mut Faults) {
        let whole = |group: &Group| (group.sum - 1.0).abs() <= SUM_TOLERANCE;
        for (&(workload, origin), group) in &self.groups {
            if group.is_sound && !whole(group) {
                let workload = &self.case[workload].id;
                let problem = Problem::SharesDoNotAddUp {
                    workload: workload.clone(),
                    origin: self.case[origin].id.clone(),
                    sum: group.sum,
                };
                let mut row = faults.row(Table::Baseline, group.first, workload);
                row.fault("share", problem);
            }
        }
    }

    /// Load that no row places.
    fn rest(&self, faults: &mut Faults) {
        for workload in self.case.workload_ids() {
            let from = origins(&self.case[workload]).into_iter();
            for origin in from.filter(|&origin| !self.groups.contains_key(&(workload, origin))) {
                let problem = Problem::NotPlaced {
                    workload: self.case[workload].id.clone(),
                    origin: self.case[origin].id.clone(),
                };
                faults.push(DraftPlace::table(Table::Baseline), problem);
            }
        }
    }

    fn shares(self) -> Vec<PlacedShare> {
        let groups = self.groups;
        let shares = self.shares.into_iter();
        shares
            .map(|((workload, origin, hub), share)| PlacedShare {
                workload,
                origin,
                hub,
                share: share
                    / groups
                        .get(&(workload, origin))
                        .map_or(1.0, |group| group.sum),
            })
            .collect()
    }
}
