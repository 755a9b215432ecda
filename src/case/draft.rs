//! # What the files say, before it is checked
//!
//! A [`Draft`] is plain rows with public fields, in the units of the names, without file positions.
//! [`Draft::build`] checks all of it and makes a [`Case`], or lists every fault. A case can so be built
//! in code as well as from files:
//!
//! ```
//! use eastwest::case::{Side, draft::*};
//!
//! let mut draft = Draft::default();
//! draft.settings.name = "small".into();
//! draft.settings.horizon_hours = 8760.0;
//! draft.settings.network.price_cny_per_gbps_month = Some(12_000.0);
//! draft.hubs = vec![HubRow {
//!     hub: "guian".into(),
//!     side: Some(Side::West),
//!     capacity_mw: 100.0,
//!     pue: 1.2,
//!     price_cny_per_kwh: 0.35,
//!     hosting_cny_per_kw_month: 216.0,
//!     emission_factor_kg_per_kwh: 0.5,
//!     ..HubRow::default()
//! }];
//! draft.origins = vec![OriginRow { origin: "SH".into(), ..OriginRow::default() }];
//! draft.links = vec![LinkRow {
//!     origin: "SH".into(),
//!     hub: "guian".into(),
//!     rtt_ms: Some(22.0),
//!     ..LinkRow::default()
//! }];
//! draft.storage = vec![StorageRow {
//!     archive: "backup".into(),
//!     origin: "SH".into(),
//!     volume_pb: 50.0,
//!     mw_per_pb: 0.004,
//!     ..StorageRow::default()
//! }];
//! let case = draft.build().expect("the draft has no fault");
//! assert_eq!(case.workloads.len(), 1);
//! ```

mod baseline;
mod check;
mod contracts;
mod fleet;
mod hourly;
mod inference;
mod links;
mod place;
mod places;
mod problem;
mod rows;
mod settings;
mod spread;
mod storage;
mod terms;
mod time;
mod training;

use std::collections::HashMap;

pub use self::{
    problem::{Fault, Problem},
    rows::{
        AcceleratorRow, FleetRow, HubRow, InferenceRow, LinkRow, OriginRow, PeriodRow, ProfileRow,
        Settings, StorageRow, TrainingRow,
    },
};
pub(crate) use baseline::todays_plan;
pub(crate) use place::{DraftPlace, Table};
pub(crate) use rows::{
    BaselineRow, BaselineSettings, HourlyRow, NetworkSettings, PolicySettings, PowerContractRow,
    TrunkRow,
};
pub(crate) use terms::Noun;

pub(crate) use check::is_figure;
pub(crate) use problem::{counted, told};

use crate::case::{Baseline, Case, Workload};
use check::{Faults, Names};

/// Words that stand for kinds of work.
const RESERVED_WORKLOADS: [&str; 4] = ["inference", "training", "storage", "all"];

/// A case as its files state it. See [`Draft::build`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft {
    /// Name, horizon, policies, and prices that are not per hub.
    pub settings: Settings,
    /// Data-centre clusters; at least one.
    pub hubs: Vec<HubRow>,
    /// Where users and training data are; at least one.
    pub origins: Vec<OriginRow>,
    /// Origin–hub pairs; what is absent is derived.
    pub links: Vec<LinkRow>,
    /// Capacities that links share.
    pub trunks: Vec<TrunkRow>,
    /// What workloads run on.
    pub accelerators: Vec<AcceleratorRow>,
    /// Where accelerators stand and how many may.
    pub fleet: Vec<FleetRow>,
    /// Green power that hubs may contract.
    pub power_contracts: Vec<PowerContractRow>,
    /// Services; one row, or one an origin.
    pub inference: Vec<InferenceRow>,
    /// Training runs.
    pub training: Vec<TrainingRow>,
    /// Archives; one row, or one an origin.
    pub storage: Vec<StorageRow>,
    /// Representative hours; one for the whole horizon, `all`, where empty.
    pub periods: Vec<PeriodRow>,
    /// Multipliers, one row a period.
    pub profiles: Vec<ProfileRow>,
    /// Figures of hubs in single periods, which go before those of `hubs`.
    pub hourly: Vec<HourlyRow>,
    /// Where load runs today; it is what plans are compared with where the settings say so.
    pub baseline: Vec<BaselineRow>,
}

impl Draft {
    /// Checks everything and makes the case.
    ///
    /// # Errors
    ///
    /// All faults of the draft: one for each cause, in the order of the tables.
    pub fn build(&self) -> Result<Case, Vec<Fault>> {
        let mut faults = Faults::default();
        settings::settings(self, &mut faults);
        let periods = time::periods(self, &mut faults);
        let shapes = time::Shapes::of(self, &periods, &mut faults);
        let (hub_names, origin_names) = self.place_names();
        let hourly = hourly::Stated::of(self, &periods, &hub_names, &mut faults);
        let over_time = places::OverTime {
            periods: &periods,
            shapes: &shapes,
            hourly: &hourly,
        };
        let hubs = places::hubs(self, &over_time, &mut faults);
        let origins = places::origins(self, &mut faults);
        let trunks = links::trunks(self, &mut faults);
        let trunk_names = Names::new(
            Noun::Trunk,
            self.trunks.iter().map(|row| row.trunk.as_str()),
        );
        let network = links::network(self);
        let ends = links::Ends {
            draft: self,
            hubs: &hubs,
            origins: &origins,
            hub_names: &hub_names,
            origin_names: &origin_names,
            trunk_names: &trunk_names,
        };
        let links = links::links(&ends, &network, &mut faults);
        let world = spread::World {
            hubs: &hubs,
            origins: &origins,
            hub_names: &hub_names,
            origin_names: &origin_names,
        };
        let workloads = self.workloads(&world, &links, &periods, &shapes, &mut faults);
        let accelerators = fleet::accelerators(self, &hubs, &hub_names, &mut faults);
        let power_contracts =
            contracts::contracts(self, (&shapes, &periods), &hub_names, &mut faults);
        let policy = settings::policy(self, &hub_names, &mut faults);
        baseline::stated(self, &mut faults);
        let settings = &self.settings;
        let mut case = faults.into_result(()).map(|()| Case {
            name: settings.name.clone(),
            title: settings
                .title
                .clone()
                .unwrap_or_else(|| settings.name.clone()),
            title_zh: settings.title_zh.clone(),
            note: settings.note.clone(),
            note_zh: settings.note_zh.clone(),
            periods,
            hubs,
            origins,
            // a pair without a link has its fault, so that none is lost here
            links: links.into_iter().flatten().collect(),
            trunks,
            accelerators,
            discount_rate: settings.discount_rate,
            power_contracts,
            workloads,
            network,
            policy,
            accounting: settings.accounting,
            carbon_price_cny_per_t: settings.carbon_price_cny_per_t,
            penalties: settings.penalties.clone(),
            baseline: Baseline::default(),
            shown: settings.shown.clone(),
            placed: Vec::new(),
            placed_of: None,
        })?;
        case.baseline = baseline::baseline(self, &case)?;
        Ok(case)
    }

    /// Ids of hubs and origins, with their names for people.
    fn place_names(&self) -> (Names, Names) {
        let hubs = self.hubs.iter();
        let origins = self.origins.iter();
        (
            Names::new(Noun::Hub, hubs.clone().map(|row| row.hub.as_str())).with_aliases(
                hubs.flat_map(|row| [&row.name, &row.name_zh].map(|name| (row.hub.as_str(), name))),
            ),
            Names::new(Noun::Origin, origins.clone().map(|row| row.origin.as_str())).with_aliases(
                origins.flat_map(|row| {
                    [&row.name, &row.name_zh].map(|name| (row.origin.as_str(), name))
                }),
            ),
        )
    }

    /// All workloads: services, runs, archives, each in the order of its table.
    fn workloads(
        &self,
        world: &spread::World<'_>,
        links: &[Option<crate::case::Link>],
        periods: &[crate::case::Period],
        shapes: &time::Shapes,
        faults: &mut Faults,
    ) -> Vec<Workload> {
        training::accelerators(self, faults);
        let accelerators = Names::new(
            Noun::Accelerator,
            self.accelerators.iter().map(|row| row.accelerator.as_str()),
        );
        let services = inference::Context {
            draft: self,
            world,
            accelerators: &accelerators,
            shapes,
            links,
        };
        let runs = training::Context {
            draft: self,
            world,
            accelerators: &accelerators,
            periods,
            period_names: &time::names(periods),
        };
        let mut workloads = inference::services(&services, faults);
        workloads.extend(training::runs(&runs, faults));
        workloads.extend(storage::archives(self, world, faults));
        self.workload_ids(faults);
        workloads
    }

    /// Ids of workloads are unique over the three tables, and there is at least one.
    fn workload_ids(&self, faults: &mut Faults) {
        if self.inference.is_empty() && self.training.is_empty() && self.storage.is_empty() {
            let problem = Problem::Empty {
                noun: Noun::Workload,
            };
            faults.push(DraftPlace::table(Table::Settings), problem);
        }
        let services = self.inference.iter().map(|row| row.service.as_str());
        let runs = self.training.iter().map(|row| row.run.as_str());
        let archives = self.storage.iter().map(|row| row.archive.as_str());
        let mut firsts: HashMap<&str, DraftPlace> = HashMap::new();
        let rows = (services
            .enumerate()
            .map(|(i, id)| (Table::Inference, i, id)))
        .chain(runs.enumerate().map(|(i, id)| (Table::Training, i, id)))
        .chain(archives.enumerate().map(|(i, id)| (Table::Storage, i, id)));
        for (table, index, id) in rows {
            let column = table.item();
            let mut row = faults.row(table, index, id);
            match firsts.get(id) {
                // a service or an archive may have one row an origin
                Some(first) if first.table == table && table != Table::Training => {}
                Some(first) if !id.is_empty() => {
                    let what = format!("workload `{id}`");
                    let unique = tr!("its id is unique over inference, training and storage");
                    row.duplicate(column, what, unique, first.clone());
                }
                _ => {
                    row.id(column, Noun::Workload, id, &RESERVED_WORKLOADS);
                    firsts.insert(id, row.place(column));
                }
            }
        }
    }
}
