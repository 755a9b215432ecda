//! What is asked about: names of workloads, hubs, origins, trunks and rules.

use crate::case::{Case, HubId, OriginId, TrunkId, WorkloadId};
use crate::parameter::Quantity;
use crate::text::nearest::nearest;

/// A kind of limit that can bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Capacity of a hub.
    Capacity,
    /// Grid connection of a hub.
    FacilityLimit,
    /// Bandwidth of a link.
    LinkCapacity,
    /// Bandwidth of a trunk.
    TrunkCapacity,
    /// Accelerators of a training run.
    AcceleratorsMax,
    /// Accelerators of a kind, at a hub or at all.
    Fleet,
    /// Least green share.
    GreenTarget,
    /// Least green share in every period.
    HourlyGreenShare,
    /// Least green share of every hub in every period.
    HourlyGreenShareEachHub,
    /// Most of a contract for green power.
    ContractMax,
    /// Most carbon.
    CarbonCap,
    /// Greatest share of one hub.
    HubShareMax,
    /// Least share of training in the west.
    TrainingWestShare,
    /// Round-trip limit of a service.
    RttLimit,
}

impl Rule {
    /// All rules, in the order in which they are told of.
    pub(crate) const ALL: [Rule; 14] = [
        Rule::Capacity,
        Rule::FacilityLimit,
        Rule::LinkCapacity,
        Rule::TrunkCapacity,
        Rule::AcceleratorsMax,
        Rule::Fleet,
        Rule::GreenTarget,
        Rule::HourlyGreenShare,
        Rule::HourlyGreenShareEachHub,
        Rule::ContractMax,
        Rule::CarbonCap,
        Rule::HubShareMax,
        Rule::TrainingWestShare,
        Rule::RttLimit,
    ];

    /// The parameter that states it.
    #[must_use]
    pub(crate) const fn quantity(self) -> Quantity {
        match self {
            Rule::Capacity => Quantity::Capacity,
            Rule::FacilityLimit => Quantity::FacilityLimit,
            Rule::LinkCapacity => Quantity::LinkCapacity,
            Rule::TrunkCapacity => Quantity::TrunkCapacity,
            Rule::AcceleratorsMax => Quantity::AcceleratorsMax,
            Rule::Fleet => Quantity::Fleet,
            Rule::GreenTarget => Quantity::GreenTarget,
            Rule::HourlyGreenShare => Quantity::HourlyGreenShare,
            Rule::HourlyGreenShareEachHub => Quantity::HourlyGreenShareEachHub,
            Rule::ContractMax => Quantity::ContractMax,
            Rule::CarbonCap => Quantity::CarbonCap,
            Rule::HubShareMax => Quantity::HubShareMax,
            Rule::TrainingWestShare => Quantity::TrainingWestShare,
            Rule::RttLimit => Quantity::RttLimit,
        }
    }

    /// Its name, the parameter's: `capacity`.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        self.quantity().name()
    }
}

/// A name that nothing has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", tr!("no workload, hub, origin, trunk or rule is called `{found}`{}", advice(nearest.as_deref()), found = .found))]
pub struct UnknownName {
    /// The name.
    pub found: String,
    /// The nearest right one.
    pub nearest: Option<String>,
}

fn advice(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| {
        tr!("; did you mean `{name}`?", name = name)
    })
}

/// What the names mean. An id that two things share means both. Without names, everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Focus {
    /// Workloads named.
    pub workloads: Vec<WorkloadId>,
    /// Hubs named.
    pub hubs: Vec<HubId>,
    /// Origins named.
    pub origins: Vec<OriginId>,
    /// Trunks named.
    pub trunks: Vec<TrunkId>,
    /// Rules named.
    pub rules: Vec<Rule>,
}

impl Focus {
    /// What `names` mean in `case`.
    ///
    /// # Errors
    /// At the first name that nothing has.
    pub fn on<S: AsRef<str>>(case: &Case, names: &[S]) -> Result<Self, UnknownName> {
        let mut focus = Focus::default();
        for name in names {
            focus.add(case, name.as_ref())?;
        }
        focus.forget_repetitions();
        Ok(focus)
    }

    fn add(&mut self, case: &Case, name: &str) -> Result<(), UnknownName> {
        let before = self.count();
        let trunks = (0..case.trunks.len()).map(TrunkId::new);
        self.workloads
            .extend(case.workload_ids().filter(|&w| case[w].id == name));
        self.hubs
            .extend(case.hub_ids().filter(|&h| case[h].id == name));
        self.origins
            .extend(case.origin_ids().filter(|&o| case[o].id == name));
        self.trunks.extend(trunks.filter(|&t| case[t].id == name));
        self.rules
            .extend(Rule::ALL.into_iter().filter(|rule| rule.name() == name));
        if self.count() > before {
            return Ok(());
        }
        Err(UnknownName {
            found: name.to_owned(),
            nearest: nearest(name, names_of(case)).map(str::to_owned),
        })
    }

    fn forget_repetitions(&mut self) {
        fn once<T: Ord>(named: &mut Vec<T>) {
            named.sort_unstable();
            named.dedup();
        }
        once(&mut self.workloads);
        once(&mut self.hubs);
        once(&mut self.origins);
        once(&mut self.trunks);
        once(&mut self.rules);
    }

    fn count(&self) -> usize {
        self.workloads.len()
            + self.hubs.len()
            + self.origins.len()
            + self.trunks.len()
            + self.rules.len()
    }

    /// Whether everything is asked about.
    #[must_use]
    pub(crate) fn is_everything(&self) -> bool {
        self.count() == 0
    }

    /// The workloads to tell of: those named; all where a hub or an origin is named; else none.
    #[must_use]
    pub(crate) fn workloads_of(&self, case: &Case) -> Vec<WorkloadId> {
        let by_place = !self.hubs.is_empty() || !self.origins.is_empty();
        if self.workloads.is_empty() && (self.is_everything() || by_place) {
            case.workload_ids().collect()
        } else {
            self.workloads.clone()
        }
    }

    /// The hubs to tell of: those named, or all.
    #[must_use]
    pub(crate) fn hubs_of(&self, case: &Case) -> Vec<HubId> {
        if self.hubs.is_empty() {
            case.hub_ids().collect()
        } else {
            self.hubs.clone()
        }
    }
}

fn names_of(case: &Case) -> impl Iterator<Item = &str> {
    let workloads = case.workloads.iter().map(|w| w.id.as_str());
    let hubs = case.hubs.iter().map(|hub| hub.id.as_str());
    let origins = case.origins.iter().map(|origin| origin.id.as_str());
    let trunks = case.trunks.iter().map(|trunk| trunk.id.as_str());
    let rules = Rule::ALL.iter().map(|rule| rule.name());
    workloads
        .chain(hubs)
        .chain(origins)
        .chain(trunks)
        .chain(rules)
}
