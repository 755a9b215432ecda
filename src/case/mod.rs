//! # The world as given
//!
//! A [`Case`] is a validated whole: hubs, origins, links, workloads, periods, prices and policies. It
//! is made only by [`Draft::build`](draft::Draft::build), which reports every fault at once; later
//! code trusts it. It knows nothing of files, solvers or terminals.

mod accelerator;
mod baseline;
pub(crate) mod bounds;
mod contract;
pub mod draft;
mod hourly;
mod hub;
mod network;
mod policy;
pub(crate) mod quantity;
pub(crate) mod reach;
mod representatives;
mod split;
mod urgency;
mod workload;

use std::sync::Arc;

pub use self::{
    accelerator::{Accelerator, Fleet},
    baseline::{Baseline, PlacedShare},
    contract::{PaidFor, PowerContract, PowerContractId, PowerSource, Supply},
    hourly::Hourly,
    hub::{Accounting, Coordinates, Hub, HubId, Side},
    network::{Link, Network, Origin, OriginId, Trunk, TrunkId},
    policy::{Penalties, Policy},
    reach::Scope,
    workload::{Inference, Kind, Storage, Training, Work, Workload, WorkloadId},
};
pub(crate) use accelerator::{LIFETIME_YEARS, annuity};
pub(crate) use baseline::retold;
pub(crate) use hourly::Groups;

/// Hours in a month: a year of 8,760 hours over twelve. Monthly fees are turned into fees for the
/// horizon with it.
pub(crate) const HOURS_PER_MONTH: f64 = 730.0;

id!(
    /// A period of a case.
    PeriodId
);

id!(
    /// A kind of accelerator of a case.
    AcceleratorId
);

/// A representative hour.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// Its name: `h14`.
    pub id: String,
    /// Hours of the horizon that it stands for.
    pub hours: f64,
    /// The representative hour that stands for it where a case is [grouped](Case::grouped), if any.
    pub group: Option<String>,
}

/// Everything one programme is made from. All lists keep the order of their files.
#[derive(Debug, Clone)]
pub struct Case {
    /// Short name: `china`.
    pub name: String,
    /// One line that says what the case is about.
    pub title: String,
    /// The same in Chinese, where it has one.
    pub title_zh: Option<String>,
    /// What has to be known of it beside any answer, if anything.
    pub note: Option<String>,
    /// The same in Chinese, where it has one.
    pub note_zh: Option<String>,
    /// Representative hours; their `hours` add up to [`Case::horizon_hours`].
    pub periods: Vec<Period>,
    /// Data-centre clusters.
    pub hubs: Vec<Hub>,
    /// Where users and training data are.
    pub origins: Vec<Origin>,
    /// One link for each origin and hub, origin-major; see [`Case::link`].
    pub links: Vec<Link>,
    /// Capacities that links share.
    pub trunks: Vec<Trunk>,
    /// What workloads run on.
    pub accelerators: Vec<Accelerator>,
    /// Yearly rate at which money is worth less later: of the annuity of accelerators.
    pub discount_rate: f64,
    /// Green power that hubs may contract.
    pub power_contracts: Vec<PowerContract>,
    /// What has to run.
    pub workloads: Vec<Workload>,
    /// How a link that the files do not give is derived.
    pub network: Network,
    /// Rules that a plan has to follow.
    pub policy: Policy,
    /// The emission accounting that policies and the carbon price use.
    pub accounting: Accounting,
    /// Price of a tonne of CO2.
    pub carbon_price_cny_per_t: f64,
    /// Prices of not meeting a demand or a policy.
    pub penalties: Penalties,
    /// What plans are compared with.
    pub baseline: Baseline,
    /// A currency in which costs are shown beside CNY; `None` where the case does not ask for one.
    pub shown: Option<Currency>,
    /// Shares that every load is held to, where the case is a baseline by a plan; empty where load is free.
    pub placed: Vec<PlacedShare>,
    /// What they are shares of, where that is not the load of the case: it may have less, of which each hub then still holds no more than its share
    /// of the whole.
    pub placed_of: Option<Arc<Vec<Workload>>>,
}

/// A currency with its rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Currency {
    /// `USD`.
    pub code: String,
    /// CNY per unit.
    pub cny_per_unit: f64,
}

impl Case {
    /// Length of the horizon.
    #[must_use]
    pub fn horizon_hours(&self) -> f64 {
        self.periods.iter().map(|period| period.hours).sum()
    }

    /// Length of the horizon in months of [`HOURS_PER_MONTH`].
    #[must_use]
    pub(crate) fn horizon_months(&self) -> f64 {
        self.horizon_hours() / HOURS_PER_MONTH
    }

    /// Hours of the horizon that a period stands for; `None` is all of them.
    #[must_use]
    pub fn hours_of(&self, period: Option<PeriodId>) -> f64 {
        let period = period.and_then(|t| self.periods.get(t.index()));
        period.map_or_else(|| self.horizon_hours(), |period| period.hours)
    }

    /// The part of the horizon that a period stands for, `None` for all of it: what a MW in the period adds to a mean MW.
    pub(crate) fn parts_of_horizon(&self) -> impl Fn(Option<PeriodId>) -> f64 + '_ {
        let horizon = self.horizon_hours();
        move |period| self.hours_of(period) / horizon
    }

    /// Whether every hub has a marginal emission factor, so that marginal carbon can be told.
    #[must_use]
    pub(crate) fn has_marginal_factors(&self) -> bool {
        let mut hubs = self.hubs.iter();
        hubs.all(|hub| hub.marginal_emission_factor_kg_per_kwh.is_some())
    }

    /// IT energy of one unit of what a workload lacks in a period, MWh: load lacks over the hours of the period, a training run
    /// lacks energy.
    #[must_use]
    pub(crate) fn mwh_per_unserved(&self, workload: WorkloadId, period: Option<PeriodId>) -> f64 {
        match self[workload].kind() {
            Kind::Training => 1.0,
            Kind::Inference | Kind::Storage => self.hours_of(period),
        }
    }

    /// The link between an origin and a hub.
    #[must_use]
    pub fn link(&self, origin: OriginId, hub: HubId) -> &Link {
        &self.links[origin.index() * self.hubs.len() + hub.index()]
    }

    /// All hub ids, in order.
    pub fn hub_ids(&self) -> impl DoubleEndedIterator<Item = HubId> + use<> {
        (0..self.hubs.len()).map(HubId::new)
    }

    /// All origin ids, in order.
    pub fn origin_ids(&self) -> impl Iterator<Item = OriginId> + use<> {
        (0..self.origins.len()).map(OriginId::new)
    }

    /// All period ids, in order.
    pub(crate) fn period_ids(&self) -> impl Iterator<Item = PeriodId> + use<> {
        (0..self.periods.len()).map(PeriodId::new)
    }

    /// The periods that one stands for: itself; all, where there is none.
    pub(crate) fn periods_of(
        &self,
        period: Option<PeriodId>,
    ) -> impl Iterator<Item = PeriodId> + use<> {
        let range = period.map_or(0..self.periods.len(), |t| t.index()..t.index() + 1);
        range.map(PeriodId::new)
    }

    /// All ids of contracts for green power, in order.
    pub(crate) fn power_contract_ids(&self) -> impl Iterator<Item = PowerContractId> + use<> {
        (0..self.power_contracts.len()).map(PowerContractId::new)
    }

    /// All workload ids, in order.
    pub fn workload_ids(&self) -> impl Iterator<Item = WorkloadId> + use<> {
        (0..self.workloads.len()).map(WorkloadId::new)
    }

    /// The same case with one period for the whole horizon: every hourly figure is replaced by its
    /// mean over the horizon, weighted by hours. A training window becomes a limit on mean power.
    #[must_use]
    pub fn averaged(&self) -> Case {
        self.clone().into_averaged()
    }

    /// As [`averaged`](Self::averaged), of a case that is not wanted otherwise.
    pub(crate) fn into_averaged(self) -> Case {
        let hours: Vec<f64> = self.periods.iter().map(|period| period.hours).collect();
        let horizon_hours = self.horizon_hours();
        let mut case = self;
        case.periods = vec![Period {
            id: "all".to_owned(),
            hours: horizon_hours,
            group: None,
        }];
        for hub in &mut case.hubs {
            hub.average(&hours);
        }
        for contract in &mut case.power_contracts {
            contract.profile.average(&hours);
        }
        for workload in &mut case.workloads {
            workload.average(&hours);
        }
        case
    }
}

impl Case {
    /// The same case with one period for each group of periods, in the order in which they first occur: every hourly figure is its mean over the
    /// group, weighted by hours, so that peaks within a group are lost. A run may use a group of which it may use any period. `None`
    /// where the periods state no groups.
    #[must_use]
    pub(crate) fn grouped(&self) -> Option<Case> {
        let mut names: Vec<&str> = Vec::new();
        let mut places: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
        let mut of_period = Vec::with_capacity(self.periods.len());
        for period in &self.periods {
            let name = period.group.as_deref()?;
            let place = *places.entry(name).or_insert_with(|| {
                names.push(name);
                names.len() - 1
            });
            of_period.push(place);
        }
        let names = names.into_iter().map(str::to_owned).collect();
        Some(self.by_groups(names, of_period))
    }

    /// The same case with one period for each of the groups that have these names: every hourly figure is its mean over the group.
    fn by_groups(&self, names: Vec<String>, of_period: Vec<usize>) -> Case {
        let groups = Groups {
            of_period,
            hours: self.periods.iter().map(|period| period.hours).collect(),
            count: names.len(),
        };
        let mut case = self.clone();
        let named = names.into_iter().zip(groups.totals());
        case.periods = named
            .map(|(id, hours)| Period {
                id,
                hours,
                group: None,
            })
            .collect();
        case.hubs.iter_mut().for_each(|hub| hub.group(&groups));
        for contract in &mut case.power_contracts {
            contract.profile.group(&groups);
        }
        for workload in &mut case.workloads {
            workload.group(&groups, &case.periods);
        }
        case
    }
}

impl std::ops::Index<HubId> for Case {
    type Output = Hub;
    fn index(&self, id: HubId) -> &Hub {
        &self.hubs[id.index()]
    }
}

impl std::ops::Index<OriginId> for Case {
    type Output = Origin;
    fn index(&self, id: OriginId) -> &Origin {
        &self.origins[id.index()]
    }
}

impl std::ops::Index<WorkloadId> for Case {
    type Output = Workload;
    fn index(&self, id: WorkloadId) -> &Workload {
        &self.workloads[id.index()]
    }
}

impl std::ops::Index<AcceleratorId> for Case {
    type Output = Accelerator;
    fn index(&self, id: AcceleratorId) -> &Accelerator {
        &self.accelerators[id.index()]
    }
}

impl std::ops::Index<PowerContractId> for Case {
    type Output = PowerContract;
    fn index(&self, id: PowerContractId) -> &PowerContract {
        &self.power_contracts[id.index()]
    }
}

impl std::ops::Index<TrunkId> for Case {
    type Output = Trunk;
    fn index(&self, id: TrunkId) -> &Trunk {
        &self.trunks[id.index()]
    }
}

/// Defines an id: a place in one of a case's lists, made only from that list.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);
        impl $name {
            /// The id of the item at `index` of the case's list.
            #[must_use]
            #[allow(clippy::cast_possible_truncation)]
            pub const fn new(index: usize) -> Self {
                Self(index as u32)
            }
            /// DraftPlace in the case's list.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
pub(crate) use id;
