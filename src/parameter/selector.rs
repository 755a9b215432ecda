//! From the selectors of a key to the places of a case that it touches.
//!
//! The word `all` stands for everything at its place, so that an id which means two things can be
//! told apart: `bandwidth_price.gz.all` is the origin `gz`, `bandwidth_price.all.gz` the hub.

use super::error::KeyError;
use crate::case::Scope;
use crate::case::quantity::{Family, Quantity};
use crate::case::{
    AcceleratorId, Case, HubId, Kind, OriginId, PowerContractId, PowerSource, Side, TrunkId, Work,
    Workload, WorkloadId,
};
use crate::text::nearest::nearest;

/// A place of a case that holds a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// The case itself.
    Whole,
    /// A hub.
    Hub(HubId),
    /// A link, by its place in the list.
    Link(usize),
    /// A trunk.
    Trunk(TrunkId),
    /// One origin's part of a service's or an archive's demand, by its place in the list.
    Entry(WorkloadId, usize),
    /// A workload.
    Workload(WorkloadId),
    /// A workload at a hub.
    Place(WorkloadId, HubId),
    /// A period of a training run, by its place in the list.
    Window(WorkloadId, usize),
    /// A kind of accelerator.
    Accelerator(AcceleratorId),
    /// A kind of accelerator at a hub, or at all hubs together.
    Fleet(AcceleratorId, Option<HubId>),
    /// A contract for green power.
    Contract(PowerContractId),
    /// Whose green target.
    Scope(Scope),
}

/// A key taken apart.
pub(super) struct Selection<'a> {
    pub(super) case: &'a Case,
    pub(super) quantity: Quantity,
    pub(super) selectors: &'a [&'a str],
}

/// The places found, or why there are none.
type Resolved = Result<Vec<Target>, KeyError>;

const ALL: &str = "all";

impl Selection<'_> {
    /// The places that the key touches; at least one.
    pub(super) fn resolve(&self) -> Resolved {
        let targets = match self.quantity.family() {
            Family::Whole => self.whole(),
            Family::Hubs => self.hubs(),
            Family::Links => self.links(),
            Family::Trunks => self.trunks(),
            Family::Demands => self.demands(),
            Family::Workloads => self.workloads(&Kind::ALL),
            Family::Switches => self.switches(),
            Family::Places => self.places(),
            Family::Windows => self.windows(),
            Family::Services => self.workloads(&[Kind::Inference]),
            Family::Runs => self.workloads(&[Kind::Training]),
            Family::Accelerators => self.accelerators(),
            Family::Fleets => self.fleets(),
            Family::Contracts => self.contracts(),
            Family::Targets => self.scopes(),
        }?;
        if targets.is_empty() {
            return Err(KeyError::TouchesNothing { key: self.key() });
        }
        Ok(targets)
    }

    fn key(&self) -> String {
        self.key_with(self.selectors)
    }

    fn key_with(&self, selectors: &[&str]) -> String {
        let mut key = self.quantity.name().to_owned();
        for selector in selectors {
            key.push('.');
            key.push_str(selector);
        }
        key
    }

    fn too_many(&self) -> Resolved {
        Err(KeyError::TooManySelectors {
            key: self.key(),
            quantity: self.quantity.name(),
            allowed: self.quantity.family().selectors(),
        })
    }

    /// The selector at `place` is unknown; `candidates` are the names that could stand there.
    fn unknown<'n>(&self, place: usize, candidates: impl IntoIterator<Item = &'n str>) -> KeyError {
        let found = self.selectors[place];
        let right = nearest(found, candidates).map(|name| {
            let mut selectors = self.selectors.to_vec();
            selectors[place] = name;
            self.key_with(&selectors)
        });
        KeyError::UnknownSelector {
            key: self.key(),
            quantity: self.quantity.name(),
            found: found.to_owned(),
            allowed: self.quantity.family().selectors(),
            nearest: right,
        }
    }

    fn ambiguous(&self, name: &str, first_is: &'static str, second_is: &'static str) -> KeyError {
        KeyError::Ambiguous {
            key: self.key(),
            first: self.key_with(&[ALL, name]),
            first_is,
            second: self.key_with(&[name, ALL]),
            second_is,
        }
    }

    fn whole(&self) -> Resolved {
        match self.selectors {
            [] | [ALL] => Ok(vec![Target::Whole]),
            _ => self.too_many(),
        }
    }

    fn hubs(&self) -> Resolved {
        let hubs = match self.selectors {
            [] => self.case.hub_ids().collect(),
            [name] => self
                .hubs_called(name)
                .ok_or_else(|| self.unknown(0, hub_names(self.case)))?,
            _ => return self.too_many(),
        };
        Ok(hubs.into_iter().map(Target::Hub).collect())
    }

    /// All hubs, those of a side, or one.
    fn hubs_called(&self, name: &str) -> Option<Vec<HubId>> {
        let case = self.case;
        if name == ALL {
            return Some(case.hub_ids().collect());
        }
        if let Some(side) = side_called(name) {
            return Some(case.hub_ids().filter(|&h| case[h].side == side).collect());
        }
        let hub = case.hub_ids().find(|&h| case[h].id == name)?;
        Some(vec![hub])
    }

    /// All origins, or one.
    fn origins_called(&self, name: &str) -> Option<Vec<OriginId>> {
        let case = self.case;
        if name == ALL {
            return Some(case.origin_ids().collect());
        }
        let origin = case.origin_ids().find(|&o| case[o].id == name)?;
        Some(vec![origin])
    }

    fn links(&self) -> Resolved {
        match *self.selectors {
            [] => Ok((0..self.case.links.len()).map(Target::Link).collect()),
            [name] => self.links_called(name),
            [origin, hub] => {
                let origins = self
                    .origins_called(origin)
                    .ok_or_else(|| self.unknown(0, origin_names(self.case)))?;
                let hubs = self
                    .hubs_called(hub)
                    .ok_or_else(|| self.unknown(1, hub_names(self.case)))?;
                Ok(self.links_between(&origins, &hubs))
            }
            _ => self.too_many(),
        }
    }

    fn links_called(&self, name: &str) -> Resolved {
        let case = self.case;
        let hubs = self.hubs_called(name);
        // words like `east` are never meant as origins; `east.all` reaches an origin of that name
        let origin = case.origins.iter().any(|origin| origin.id == name);
        let reserved = name == ALL || side_called(name).is_some();
        match hubs {
            Some(_) if origin && !reserved => Err(self.ambiguous(name, "the hub", "the origin")),
            Some(hubs) => Ok(self.links_between(&case.origin_ids().collect::<Vec<_>>(), &hubs)),
            None => {
                let origins = self
                    .origins_called(name)
                    .ok_or_else(|| self.unknown(0, hub_names(case).chain(origin_names(case))))?;
                Ok(self.links_between(&origins, &case.hub_ids().collect::<Vec<_>>()))
            }
        }
    }

    fn links_between(&self, origins: &[OriginId], hubs: &[HubId]) -> Vec<Target> {
        let width = self.case.hubs.len();
        let places = origins.iter().flat_map(|origin| {
            hubs.iter()
                .map(move |hub| origin.index() * width + hub.index())
        });
        places.map(Target::Link).collect()
    }

    fn trunks(&self) -> Resolved {
        let trunks = || (0..self.case.trunks.len()).map(TrunkId::new);
        match *self.selectors {
            [] | [ALL] => Ok(trunks().map(Target::Trunk).collect()),
            [name] => trunks()
                .find(|&trunk| self.case[trunk].id == name)
                .map(|trunk| vec![Target::Trunk(trunk)])
                .ok_or_else(|| self.unknown(0, self.case.trunks.iter().map(|t| t.id.as_str()))),
            _ => self.too_many(),
        }
    }

    /// Workloads of these kinds: all, those of one kind, or one.
    fn workloads_called(&self, name: &str, kinds: &[Kind]) -> Option<Vec<WorkloadId>> {
        let case = self.case;
        let of_kinds = |&w: &WorkloadId| kinds.contains(&case[w].kind());
        if name == ALL {
            return Some(case.workload_ids().filter(of_kinds).collect());
        }
        if let Some(kind) = kinds.iter().find(|kind| kind.name() == name) {
            let of_kind = |&w: &WorkloadId| case[w].kind() == *kind;
            return Some(case.workload_ids().filter(of_kind).collect());
        }
        let mut named = case.workload_ids().filter(of_kinds);
        named.find(|&w| case[w].id == name).map(|w| vec![w])
    }

    fn workloads(&self, kinds: &[Kind]) -> Resolved {
        let name = match *self.selectors {
            [] => ALL,
            [name] => name,
            _ => return self.too_many(),
        };
        let found = self
            .workloads_called(name, kinds)
            .ok_or_else(|| self.unknown(0, workload_names(self.case, kinds)))?;
        Ok(found.into_iter().map(Target::Workload).collect())
    }

    /// Workloads where no selector is given; a name may be that of a workload or of a hub.
    fn switches(&self) -> Resolved {
        let hubs = |name: &str| {
            let hubs = self.hubs_called(name)?;
            Some(hubs.into_iter().map(Target::Hub).collect::<Vec<_>>())
        };
        let workloads = |name: &str| {
            let workloads = self.workloads_called(name, &Kind::ALL)?;
            Some(
                workloads
                    .into_iter()
                    .map(Target::Workload)
                    .collect::<Vec<_>>(),
            )
        };
        let unknown = |place: usize| {
            let names = workload_names(self.case, &Kind::ALL).chain(hub_names(self.case));
            self.unknown(place, names)
        };
        match *self.selectors {
            [] | [ALL] => self.workloads(&Kind::ALL),
            [ALL, name] => hubs(name).ok_or_else(|| unknown(1)),
            [name, ALL] => workloads(name).ok_or_else(|| unknown(0)),
            [name] => match (workloads(name), hubs(name)) {
                (Some(_), Some(_)) => Err(self.ambiguous(name, "the hub", "the workload")),
                (Some(targets), None) | (None, Some(targets)) => Ok(targets),
                (None, None) => Err(unknown(0)),
            },
            _ => self.too_many(),
        }
    }

    fn demands(&self) -> Resolved {
        match *self.selectors {
            [] => self.workloads(&Kind::ALL),
            [name] => self.demands_called(name),
            [workload, origin] => {
                let workloads = self
                    .workloads_called(workload, &Kind::ALL)
                    .ok_or_else(|| self.unknown(0, workload_names(self.case, &Kind::ALL)))?;
                let origins = self
                    .origins_called(origin)
                    .ok_or_else(|| self.unknown(1, origin_names(self.case)))?;
                Ok(self.demands_of(&workloads, &origins))
            }
            _ => self.too_many(),
        }
    }

    fn demands_called(&self, name: &str) -> Resolved {
        let case = self.case;
        let workloads = self.workloads_called(name, &Kind::ALL);
        let reserved = name == ALL || Kind::ALL.iter().any(|kind| kind.name() == name);
        let origin = case.origin_ids().find(|&o| case[o].id == name);
        match (workloads, origin) {
            (Some(_), Some(_)) if !reserved => {
                Err(self.ambiguous(name, "the origin", "the workload"))
            }
            (Some(workloads), _) => Ok(workloads.into_iter().map(Target::Workload).collect()),
            (None, Some(origin)) => {
                Ok(self.demands_of(&case.workload_ids().collect::<Vec<_>>(), &[origin]))
            }
            (None, None) => {
                let names = workload_names(case, &Kind::ALL).chain(origin_names(case));
                Err(self.unknown(0, names))
            }
        }
    }

    fn demands_of(&self, workloads: &[WorkloadId], origins: &[OriginId]) -> Vec<Target> {
        workloads
            .iter()
            .flat_map(|&w| entries(w, &self.case[w], origins))
            .collect()
    }

    fn places(&self) -> Resolved {
        let case = self.case;
        let all = || case.workload_ids().collect::<Vec<_>>();
        match *self.selectors {
            [] => Ok(pairs(&all(), &case.hub_ids().collect::<Vec<_>>())),
            [name] => self.places_called(name),
            [workload, hub] => {
                let workloads = self
                    .workloads_called(workload, &Kind::ALL)
                    .ok_or_else(|| self.unknown(0, workload_names(case, &Kind::ALL)))?;
                let hubs = self
                    .hubs_called(hub)
                    .ok_or_else(|| self.unknown(1, hub_names(case)))?;
                Ok(pairs(&workloads, &hubs))
            }
            _ => self.too_many(),
        }
    }

    /// A name alone is a kind or a workload at all hubs, or a side or a hub for all workloads.
    fn places_called(&self, name: &str) -> Resolved {
        let case = self.case;
        let hubs: Vec<HubId> = case.hub_ids().collect();
        match (
            self.workloads_called(name, &Kind::ALL),
            self.hubs_called(name),
        ) {
            (Some(_), Some(_)) if name != ALL => {
                Err(self.ambiguous(name, "the hub", "the workload"))
            }
            (Some(workloads), _) => Ok(pairs(&workloads, &hubs)),
            (None, Some(hubs)) => Ok(pairs(&case.workload_ids().collect::<Vec<_>>(), &hubs)),
            (None, None) => {
                let names = workload_names(case, &Kind::ALL).chain(hub_names(case));
                Err(self.unknown(0, names))
            }
        }
    }

    fn windows(&self) -> Resolved {
        let periods = 0..self.case.periods.len();
        let (run, periods): (&str, Vec<usize>) = match *self.selectors {
            [] => (ALL, periods.collect()),
            [run] | [run, ALL] => (run, periods.collect()),
            [run, period] => (run, vec![self.period(1, period)?]),
            [run, first, last] => {
                let (first, last) = (self.period(1, first)?, self.period(2, last)?);
                // as in `training.csv`, around the end
                let inside = |t: &usize| match first <= last {
                    true => (first..=last).contains(t),
                    false => *t >= first || *t <= last,
                };
                (run, periods.filter(inside).collect())
            }
            _ => return self.too_many(),
        };
        let kinds = [Kind::Training];
        let runs = self
            .workloads_called(run, &kinds)
            .ok_or_else(|| self.unknown(0, workload_names(self.case, &kinds)))?;
        let of_run = |&run: &WorkloadId| periods.iter().map(move |&t| Target::Window(run, t));
        Ok(runs.iter().flat_map(of_run).collect())
    }

    /// The place of the period that the selector at `place` names.
    fn period(&self, place: usize, name: &str) -> Result<usize, KeyError> {
        let periods = &self.case.periods;
        let found = periods.iter().position(|period| period.id == name);
        found.ok_or_else(|| self.unknown(place, periods.iter().map(|period| period.id.as_str())))
    }

    /// All kinds of accelerators, or one.
    fn accelerators_called(&self, name: &str) -> Result<Vec<AcceleratorId>, KeyError> {
        let case = self.case;
        if name == ALL {
            return Ok(case.accelerator_ids().collect());
        }
        let named = case.accelerator_ids().find(|&kind| case[kind].id == name);
        let names = || case.accelerators.iter().map(|kind| kind.id.as_str());
        named
            .map(|kind| vec![kind])
            .ok_or_else(|| self.unknown(0, names()))
    }

    fn accelerators(&self) -> Resolved {
        let name = match *self.selectors {
            [] => ALL,
            [name] => name,
            _ => return self.too_many(),
        };
        let kinds = self.accelerators_called(name)?;
        Ok(kinds.into_iter().map(Target::Accelerator).collect())
    }

    fn fleets(&self) -> Resolved {
        let (name, hubs) = match *self.selectors {
            [] => (ALL, vec![None]),
            [name] => (name, vec![None]),
            [name, hub] => {
                let hubs = self.hubs_called(hub);
                let hubs = hubs.ok_or_else(|| self.unknown(1, hub_names(self.case)))?;
                (name, hubs.into_iter().map(Some).collect())
            }
            _ => return self.too_many(),
        };
        let kinds = self.accelerators_called(name)?;
        let of_kind = |&kind: &AcceleratorId| hubs.iter().map(move |&hub| Target::Fleet(kind, hub));
        Ok(kinds.iter().flat_map(of_kind).collect())
    }

    /// All contracts for green power, those of a source, or one.
    fn contracts(&self) -> Resolved {
        let name = match *self.selectors {
            [] => ALL,
            [name] => name,
            _ => return self.too_many(),
        };
        let case = self.case;
        let source = PowerSource::ALL.into_iter().find(|s| s.name() == name);
        let is_meant = |id: &PowerContractId| match source {
            Some(source) => case[*id].source == source,
            None => name == ALL || case[*id].id == name,
        };
        let found: Vec<PowerContractId> = case.power_contract_ids().filter(is_meant).collect();
        let is_group = name == ALL || source.is_some();
        if found.is_empty() && !is_group && !case.power_contracts.is_empty() {
            return Err(self.unknown(0, contract_names(case)));
        }
        Ok(found.into_iter().map(Target::Contract).collect())
    }

    fn scopes(&self) -> Resolved {
        let scope = match *self.selectors {
            [] | [ALL] => Scope::All,
            ["east"] => Scope::East,
            ["west"] => Scope::West,
            [name] => {
                let hub = self.case.hub_ids().find(|&h| self.case[h].id == name);
                Scope::Hub(hub.ok_or_else(|| self.unknown(0, hub_names(self.case)))?)
            }
            _ => return self.too_many(),
        };
        Ok(vec![Target::Scope(scope)])
    }
}

/// Each workload at each hub.
fn pairs(workloads: &[WorkloadId], hubs: &[HubId]) -> Vec<Target> {
    let at = |&w: &WorkloadId| hubs.iter().map(move |&h| Target::Place(w, h));
    workloads.iter().flat_map(at).collect()
}

/// The parts of a workload's demand that lie at `origins`.
fn entries(id: WorkloadId, workload: &Workload, origins: &[OriginId]) -> Vec<Target> {
    let places: Vec<OriginId> = match &workload.work {
        Work::Inference(service) => service.requests_per_s.iter().map(|(o, _)| *o).collect(),
        Work::Storage(archive) => archive.volume_pb.iter().map(|(o, _)| *o).collect(),
        Work::Training(run) if origins.contains(&run.origin) => return vec![Target::Workload(id)],
        Work::Training(_) => return Vec::new(),
    };
    let here = |(_, origin): &(usize, OriginId)| origins.contains(origin);
    let chosen = places.into_iter().enumerate().filter(here);
    chosen.map(|(place, _)| Target::Entry(id, place)).collect()
}

fn contract_names(case: &Case) -> impl Iterator<Item = &str> {
    let sources = PowerSource::ALL.iter().map(|source| source.name());
    sources.chain(
        case.power_contracts
            .iter()
            .map(|contract| contract.id.as_str()),
    )
}

fn side_called(name: &str) -> Option<Side> {
    Side::BOTH.into_iter().find(|side| side.name() == name)
}

fn hub_names(case: &Case) -> impl Iterator<Item = &str> {
    let sides = Side::BOTH.iter().map(|side| side.name());
    sides.chain(case.hubs.iter().map(|hub| hub.id.as_str()))
}

fn origin_names(case: &Case) -> impl Iterator<Item = &str> {
    case.origins.iter().map(|origin| origin.id.as_str())
}

fn workload_names<'a>(case: &'a Case, kinds: &[Kind]) -> impl Iterator<Item = &'a str> + use<'a> {
    let kinds = kinds.to_vec();
    let words: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    let of_kinds = move |workload: &&'a Workload| kinds.contains(&workload.kind());
    let ids = case.workloads.iter().filter(of_kinds);
    words
        .into_iter()
        .chain(ids.map(|workload| workload.id.as_str()))
}
