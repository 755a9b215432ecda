//! What each row and column of the programme stands for.
//!
//! Keys are asked for by meaning ("capacity of zhongwei"), never by position. Their names are used in
//! exported files: parts joined by dots, which ids of a case cannot contain.

use std::sync::Arc;

pub(crate) use crate::case::Scope;

use crate::case::{
    AcceleratorId, Case, HubId, OriginId, PeriodId, PowerContractId, TrunkId, WorkloadId,
};
use crate::program::{Labels, Meaning, Program};

/// What a column decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ColumnKey {
    /// x\[w,o,h,t\]: IT load of a workload from an origin at a hub, MW. Storage is constant and has no period.
    Load {
        /// w
        workload: WorkloadId,
        /// o
        origin: OriginId,
        /// h
        hub: HubId,
        /// t
        period: Option<PeriodId>,
    },
    /// a\[k,h\]: accelerators of a kind that stand at a hub, by their IT power, MW.
    Installed {
        /// k
        accelerator: AcceleratorId,
        /// h
        hub: HubId,
    },
    /// v\[k\]: accelerators of a kind bought beyond what is there, by their IT power, MW.
    Bought {
        /// k
        accelerator: AcceleratorId,
    },
    /// Accelerators that stand at a hub and have no room there, by their IT power, MW: nothing in any case as it is read or changed,
    /// whose standing fleet is what has room ([`Case::standing_mw`]).
    Removed {
        /// k
        accelerator: AcceleratorId,
        /// h
        hub: HubId,
    },
    /// y\[w,h\]: the part of a training run at a hub, by the IT power of its accelerators, MW.
    RunPart {
        /// w
        workload: WorkloadId,
        /// h
        hub: HubId,
    },
    /// b\[o,h\]: contracted bandwidth, Gbps.
    Bandwidth {
        /// o
        origin: OriginId,
        /// h
        hub: HubId,
    },
    /// E\[w,o,h\]: energy of a training run at a hub over the horizon, MWh (IT); a sum of loads, with several periods only.
    RunEnergy {
        /// w
        workload: WorkloadId,
        /// o
        origin: OriginId,
        /// h
        hub: HubId,
    },
    /// q\[h,t\]: green energy bought over all hours of the period, MWh.
    Green {
        /// h
        hub: HubId,
        /// t
        period: PeriodId,
    },
    /// m\[c\]: contracted plants for green power, MW.
    PowerContracted {
        /// c
        contract: PowerContractId,
    },
    /// z\[c,t\]: what a hub uses of a contract over all hours of the period, MWh.
    PowerUsed {
        /// c
        contract: PowerContractId,
        /// t
        period: PeriodId,
    },
    /// Load not served, MW; energy not served for training, MWh.
    Unserved {
        /// w
        workload: WorkloadId,
        /// o
        origin: OriginId,
        /// t, for inference
        period: Option<PeriodId>,
    },
    /// Green energy missing from a target, MWh.
    GreenShort {
        /// Whose target.
        scope: Scope,
    },
    /// Green energy missing in a period, MWh.
    HourlyGreenShort {
        /// Whose; `None` is all hubs together.
        hub: Option<HubId>,
        /// t
        period: PeriodId,
    },
    /// Carbon over the cap, t CO2.
    CarbonOver,
    /// IT energy of a hub over its greatest share, MWh.
    HubShareOver {
        /// h
        hub: HubId,
    },
    /// Training energy missing from the west's share, MWh.
    TrainingWestShort,
    /// λ: how many times the demand of some services is served; in programmes of headroom alone.
    Headroom,
}

/// What a row demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowKey {
    /// Load to serve, MW.
    Demand {
        /// w
        workload: WorkloadId,
        /// o
        origin: OriginId,
        /// t, for inference
        period: Option<PeriodId>,
    },
    /// Energy that a training run needs, MWh.
    TrainingEnergy {
        /// w
        workload: WorkloadId,
    },
    /// Accelerators that a training run has, all hubs together, MW.
    TrainingPower {
        /// w
        workload: WorkloadId,
    },
    /// Load of a training run at a hub within its part there, MW.
    RunPart {
        /// w
        workload: WorkloadId,
        /// h
        hub: HubId,
        /// t
        period: PeriodId,
    },
    /// Load of a kind of accelerator within what stands at the hub, MW.
    AcceleratorPeak {
        /// k
        accelerator: AcceleratorId,
        /// h
        hub: HubId,
        /// t
        period: PeriodId,
    },
    /// Accelerators that stand at a hub already stay, MW.
    Standing {
        /// k
        accelerator: AcceleratorId,
        /// h
        hub: HubId,
    },
    /// Accelerators of a kind within what may stand, at a hub or at all, MW.
    FleetMax {
        /// k
        accelerator: AcceleratorId,
        /// h; `None` is all hubs together.
        hub: Option<HubId>,
    },
    /// Accelerators of a kind within what is there and what is bought, MW.
    FleetBought {
        /// k
        accelerator: AcceleratorId,
    },
    /// Contracted capacity within the hub's, MW.
    HubCapacity {
        /// h
        hub: HubId,
    },
    /// Facility power within the grid connection, MW (facility).
    FacilityLimit {
        /// h
        hub: HubId,
        /// t
        period: PeriodId,
    },
    /// Traffic within contracted bandwidth, Gbps.
    LinkPeak {
        /// o
        origin: OriginId,
        /// h
        hub: HubId,
        /// t
        period: PeriodId,
    },
    /// Energy of a training run at a hub is the sum of its loads, MWh (IT).
    RunEnergy {
        /// w
        workload: WorkloadId,
        /// o
        origin: OriginId,
        /// h
        hub: HubId,
    },
    /// Contracted bandwidth within the link's, Gbps.
    LinkCapacity {
        /// o
        origin: OriginId,
        /// h
        hub: HubId,
    },
    /// Contracted bandwidth of all links of a trunk within its capacity, Gbps.
    TrunkCapacity {
        /// The trunk.
        trunk: TrunkId,
    },
    /// Energy of a workload within its share at a hub by today's plan, MWh (IT).
    Placed {
        /// w
        workload: WorkloadId,
        /// o
        origin: OriginId,
        /// h
        hub: HubId,
    },
    /// Green energy bought within the energy that is not green yet, MWh.
    GreenBound {
        /// h
        hub: HubId,
        /// t
        period: PeriodId,
    },
    /// Green share, MWh of green energy over the target.
    GreenTarget {
        /// Whose target.
        scope: Scope,
    },
    /// Contracted plants within what there is, MW.
    PowerContractMax {
        /// c
        contract: PowerContractId,
    },
    /// What is used of a contract within what it generates, MWh.
    PowerGenerated {
        /// c
        contract: PowerContractId,
        /// t
        period: PeriodId,
    },
    /// What is used of all contracts of a hub within what it draws, MWh.
    PowerDrawn {
        /// h
        hub: HubId,
        /// t
        period: PeriodId,
    },
    /// Green share in a period, MWh of green energy over the target.
    HourlyGreen {
        /// Whose; `None` is all hubs together.
        hub: Option<HubId>,
        /// t
        period: PeriodId,
    },
    /// Carbon cap, t CO2.
    CarbonCap,
    /// Greatest share of one hub, MWh (IT).
    HubShare {
        /// h
        hub: HubId,
    },
    /// Least share of training in the west, MWh (IT).
    TrainingWest,
}

impl Scope {
    /// `all`, `east`, `west` or the hub's id.
    #[must_use]
    pub(crate) fn name(self, names: &NameTable) -> &str {
        match self {
            Scope::All => "all",
            Scope::East => "east",
            Scope::West => "west",
            Scope::Hub(hub) => &names.hubs[hub.index()],
        }
    }
}

/// What each row and column of a case's programme stands for, with the names of the case they speak of.
#[derive(Debug, Clone)]
pub struct Keys {
    /// One key per column.
    pub columns: Vec<ColumnKey>,
    /// One key per row.
    pub rows: Vec<RowKey>,
    /// Names of hubs, origins, workloads, periods and trunks.
    pub names: Arc<NameTable>,
}

impl Meaning for Keys {
    fn column_name(&self, j: usize) -> String {
        self.columns[j].name(&self.names)
    }

    fn row_name(&self, i: usize) -> String {
        self.rows[i].name(&self.names)
    }

    fn is_shortfall(&self, j: usize) -> bool {
        self.columns[j].is_shortfall()
    }

    fn block_of_column(&self, j: usize) -> Option<u32> {
        block(self.columns[j].period())
    }

    fn block_of_row(&self, i: usize) -> Option<u32> {
        block(self.rows[i].period())
    }
}

impl Keys {
    /// Those of a programme; `None` where it is no case's.
    #[must_use]
    pub fn of(program: &Program) -> Option<&Self> {
        program.labels.meaning()
    }

    /// As the labels of a programme.
    #[must_use]
    pub fn labels(self) -> Labels {
        Labels::Meant(Arc::new(self))
    }
}

/// Ids of a case, so that keys can be written out without it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameTable {
    /// By [`HubId`].
    pub hubs: Vec<String>,
    /// By [`OriginId`].
    pub origins: Vec<String>,
    /// By [`AcceleratorId`].
    pub accelerators: Vec<String>,
    /// By [`WorkloadId`].
    pub workloads: Vec<String>,
    /// By [`PeriodId`].
    pub periods: Vec<String>,
    /// By [`TrunkId`].
    pub trunks: Vec<String>,
    /// By [`PowerContractId`].
    pub power_contracts: Vec<String>,
}

impl NameTable {
    /// The ids of `case`.
    #[must_use]
    pub(crate) fn of(case: &Case) -> Self {
        Self {
            hubs: case.hubs.iter().map(|hub| hub.id.clone()).collect(),
            origins: case.origins.iter().map(|o| o.id.clone()).collect(),
            accelerators: case.accelerators.iter().map(|a| a.id.clone()).collect(),
            workloads: case.workloads.iter().map(|w| w.id.clone()).collect(),
            periods: case.periods.iter().map(|p| p.id.clone()).collect(),
            trunks: case.trunks.iter().map(|trunk| trunk.id.clone()).collect(),
            power_contracts: case.power_contracts.iter().map(|c| c.id.clone()).collect(),
        }
    }

    /// `head.part.part`, without the parts that are absent.
    fn join(head: &str, parts: &[Option<&str>]) -> String {
        let mut name = head.to_owned();
        for part in parts.iter().flatten() {
            name.push('.');
            name.push_str(part);
        }
        name
    }

    fn hub(&self, hub: HubId) -> Option<&str> {
        Some(&self.hubs[hub.index()])
    }

    fn accelerator(&self, accelerator: AcceleratorId) -> Option<&str> {
        Some(&self.accelerators[accelerator.index()])
    }

    fn origin(&self, origin: OriginId) -> Option<&str> {
        Some(&self.origins[origin.index()])
    }

    fn workload(&self, workload: WorkloadId) -> Option<&str> {
        Some(&self.workloads[workload.index()])
    }

    /// `head.workload.origin.hub`
    fn at_hub(&self, head: &str, workload: WorkloadId, origin: OriginId, hub: HubId) -> String {
        NameTable::join(
            head,
            &[self.workload(workload), self.origin(origin), self.hub(hub)],
        )
    }

    fn contract(&self, contract: PowerContractId) -> Option<&str> {
        Some(&self.power_contracts[contract.index()])
    }

    fn period(&self, period: PeriodId) -> Option<&str> {
        Some(&self.periods[period.index()])
    }
}

/// Periods are blocks: they share contracts, accelerators, archives and the energy of runs, and nothing else.
fn block(period: Option<PeriodId>) -> Option<u32> {
    period.and_then(|t| u32::try_from(t.index()).ok())
}

/// The hub's id, or `all`, which no hub is called.
fn hub_or_all(n: &NameTable, hub: Option<HubId>) -> Option<&str> {
    hub.map_or(Some("all"), |hub| n.hub(hub))
}

/// The key of a row or column, which may be of a period.
pub(crate) trait Timed: Copy {
    /// The period that it belongs to, to be changed.
    fn period_mut(&mut self) -> Option<&mut PeriodId>;

    /// Whether a unit of it is energy over all hours of its period, MWh, rather than power or traffic at any moment.
    fn is_energy_of_period(self) -> bool;

    /// The period that it belongs to; what belongs to none holds for all.
    fn period(mut self) -> Option<PeriodId> {
        self.period_mut().copied()
    }

    /// The same of another period; what belongs to none stays.
    #[must_use]
    fn in_period(mut self, t: PeriodId) -> Self {
        if let Some(period) = self.period_mut() {
            *period = t;
        }
        self
    }
}

impl Timed for ColumnKey {
    fn period_mut(&mut self) -> Option<&mut PeriodId> {
        match self {
            ColumnKey::Load { period, .. } | ColumnKey::Unserved { period, .. } => period.as_mut(),
            ColumnKey::Green { period, .. }
            | ColumnKey::PowerUsed { period, .. }
            | ColumnKey::HourlyGreenShort { period, .. } => Some(period),
            ColumnKey::Installed { .. }
            | ColumnKey::Bought { .. }
            | ColumnKey::Removed { .. }
            | ColumnKey::RunPart { .. }
            | ColumnKey::Bandwidth { .. }
            | ColumnKey::RunEnergy { .. }
            | ColumnKey::PowerContracted { .. }
            | ColumnKey::GreenShort { .. }
            | ColumnKey::CarbonOver
            | ColumnKey::HubShareOver { .. }
            | ColumnKey::TrainingWestShort
            | ColumnKey::Headroom => None,
        }
    }

    fn is_energy_of_period(self) -> bool {
        matches!(
            self,
            ColumnKey::Green { .. }
                | ColumnKey::PowerUsed { .. }
                | ColumnKey::HourlyGreenShort { .. }
        )
    }
}

impl ColumnKey {
    /// Whether it is a shortfall: of a demand or of a policy.
    #[must_use]
    pub const fn is_shortfall(self) -> bool {
        match self {
            ColumnKey::Unserved { .. }
            | ColumnKey::Removed { .. }
            | ColumnKey::GreenShort { .. }
            | ColumnKey::HourlyGreenShort { .. }
            | ColumnKey::CarbonOver
            | ColumnKey::HubShareOver { .. }
            | ColumnKey::TrainingWestShort => true,
            ColumnKey::Load { .. }
            | ColumnKey::Installed { .. }
            | ColumnKey::Bought { .. }
            | ColumnKey::RunPart { .. }
            | ColumnKey::Bandwidth { .. }
            | ColumnKey::RunEnergy { .. }
            | ColumnKey::Green { .. }
            | ColumnKey::PowerContracted { .. }
            | ColumnKey::PowerUsed { .. }
            | ColumnKey::Headroom => false,
        }
    }

    /// Unique name: `load.chat.SH.wuhu.h14`.
    #[must_use]
    pub(crate) fn name(&self, n: &NameTable) -> String {
        match *self {
            ColumnKey::Load {
                workload,
                origin,
                hub,
                period,
            } => NameTable::join(
                "load",
                &[
                    n.workload(workload),
                    n.origin(origin),
                    n.hub(hub),
                    period.and_then(|t| n.period(t)),
                ],
            ),
            ColumnKey::Installed { accelerator, hub } => {
                NameTable::join("installed", &[n.accelerator(accelerator), n.hub(hub)])
            }
            ColumnKey::Bought { accelerator } => {
                NameTable::join("bought", &[n.accelerator(accelerator)])
            }
            ColumnKey::Removed { accelerator, hub } => {
                NameTable::join("removed", &[n.accelerator(accelerator), n.hub(hub)])
            }
            ColumnKey::RunPart { workload, hub } => {
                NameTable::join("part", &[n.workload(workload), n.hub(hub)])
            }
            ColumnKey::Bandwidth { origin, hub } => {
                NameTable::join("bandwidth", &[n.origin(origin), n.hub(hub)])
            }
            ColumnKey::RunEnergy {
                workload,
                origin,
                hub,
            } => n.at_hub("energy", workload, origin, hub),
            ColumnKey::Green { hub, period } => {
                NameTable::join("green", &[n.hub(hub), n.period(period)])
            }
            ColumnKey::Unserved {
                workload,
                origin,
                period,
            } => NameTable::join(
                "unserved",
                &[
                    n.workload(workload),
                    n.origin(origin),
                    period.and_then(|t| n.period(t)),
                ],
            ),
            ColumnKey::GreenShort { scope } => {
                NameTable::join("green_short", &[Some(scope.name(n))])
            }
            ColumnKey::PowerContracted { contract } => {
                NameTable::join("contracted", &[n.contract(contract)])
            }
            ColumnKey::PowerUsed { contract, period } => {
                NameTable::join("contract_used", &[n.contract(contract), n.period(period)])
            }
            ColumnKey::HourlyGreenShort { hub, period } => NameTable::join(
                "hourly_green_short",
                &[hub_or_all(n, hub), n.period(period)],
            ),
            ColumnKey::CarbonOver => "carbon_over".to_owned(),
            ColumnKey::HubShareOver { hub } => NameTable::join("hub_share_over", &[n.hub(hub)]),
            ColumnKey::TrainingWestShort => "training_west_short".to_owned(),
            ColumnKey::Headroom => "headroom".to_owned(),
        }
    }
}

impl Timed for RowKey {
    fn period_mut(&mut self) -> Option<&mut PeriodId> {
        match self {
            RowKey::Demand { period, .. } => period.as_mut(),
            RowKey::RunPart { period, .. }
            | RowKey::AcceleratorPeak { period, .. }
            | RowKey::FacilityLimit { period, .. }
            | RowKey::LinkPeak { period, .. }
            | RowKey::GreenBound { period, .. }
            | RowKey::PowerGenerated { period, .. }
            | RowKey::PowerDrawn { period, .. }
            | RowKey::HourlyGreen { period, .. } => Some(period),
            RowKey::TrainingEnergy { .. }
            | RowKey::TrainingPower { .. }
            | RowKey::Standing { .. }
            | RowKey::FleetMax { .. }
            | RowKey::FleetBought { .. }
            | RowKey::HubCapacity { .. }
            | RowKey::RunEnergy { .. }
            | RowKey::LinkCapacity { .. }
            | RowKey::TrunkCapacity { .. }
            | RowKey::Placed { .. }
            | RowKey::GreenTarget { .. }
            | RowKey::PowerContractMax { .. }
            | RowKey::CarbonCap
            | RowKey::HubShare { .. }
            | RowKey::TrainingWest => None,
        }
    }

    fn is_energy_of_period(self) -> bool {
        matches!(
            self,
            RowKey::GreenBound { .. }
                | RowKey::PowerGenerated { .. }
                | RowKey::PowerDrawn { .. }
                | RowKey::HourlyGreen { .. }
        )
    }
}

impl RowKey {
    /// Unique name: `demand.chat.SH.h14`.
    #[must_use]
    pub(crate) fn name(&self, n: &NameTable) -> String {
        match *self {
            RowKey::Demand {
                workload,
                origin,
                period,
            } => NameTable::join(
                "demand",
                &[
                    n.workload(workload),
                    n.origin(origin),
                    period.and_then(|t| n.period(t)),
                ],
            ),
            RowKey::TrainingEnergy { workload } => {
                NameTable::join("training_energy", &[n.workload(workload)])
            }
            RowKey::TrainingPower { workload } => {
                NameTable::join("training_power", &[n.workload(workload)])
            }
            RowKey::RunPart {
                workload,
                hub,
                period,
            } => NameTable::join(
                "run_part",
                &[n.workload(workload), n.hub(hub), n.period(period)],
            ),
            RowKey::AcceleratorPeak {
                accelerator,
                hub,
                period,
            } => NameTable::join(
                "accelerator_peak",
                &[n.accelerator(accelerator), n.hub(hub), n.period(period)],
            ),
            RowKey::Standing { accelerator, hub } => {
                NameTable::join("standing", &[n.accelerator(accelerator), n.hub(hub)])
            }
            RowKey::FleetMax { accelerator, hub } => NameTable::join(
                "fleet_max",
                &[n.accelerator(accelerator), hub.and_then(|hub| n.hub(hub))],
            ),
            RowKey::FleetBought { accelerator } => {
                NameTable::join("fleet_bought", &[n.accelerator(accelerator)])
            }
            RowKey::HubCapacity { hub } => NameTable::join("hub_capacity", &[n.hub(hub)]),
            RowKey::FacilityLimit { hub, period } => {
                NameTable::join("facility_limit", &[n.hub(hub), n.period(period)])
            }
            RowKey::LinkPeak {
                origin,
                hub,
                period,
            } => NameTable::join(
                "link_peak",
                &[n.origin(origin), n.hub(hub), n.period(period)],
            ),
            RowKey::RunEnergy {
                workload,
                origin,
                hub,
            } => n.at_hub("run_energy", workload, origin, hub),
            RowKey::LinkCapacity { origin, hub } => {
                NameTable::join("link_capacity", &[n.origin(origin), n.hub(hub)])
            }
            RowKey::TrunkCapacity { trunk } => {
                NameTable::join("trunk_capacity", &[Some(&n.trunks[trunk.index()])])
            }
            RowKey::Placed {
                workload,
                origin,
                hub,
            } => NameTable::join(
                "placed",
                &[n.workload(workload), n.origin(origin), n.hub(hub)],
            ),
            RowKey::GreenBound { hub, period } => {
                NameTable::join("green_bound", &[n.hub(hub), n.period(period)])
            }
            RowKey::GreenTarget { scope } => {
                NameTable::join("green_target", &[Some(scope.name(n))])
            }
            RowKey::PowerContractMax { contract } => {
                NameTable::join("contract_max", &[n.contract(contract)])
            }
            RowKey::PowerGenerated { contract, period } => NameTable::join(
                "contract_generated",
                &[n.contract(contract), n.period(period)],
            ),
            RowKey::PowerDrawn { hub, period } => {
                NameTable::join("contracts_drawn", &[n.hub(hub), n.period(period)])
            }
            RowKey::HourlyGreen { hub, period } => {
                NameTable::join("hourly_green", &[hub_or_all(n, hub), n.period(period)])
            }
            RowKey::CarbonCap => "carbon_cap".to_owned(),
            RowKey::HubShare { hub } => NameTable::join("hub_share", &[n.hub(hub)]),
            RowKey::TrainingWest => "training_west".to_owned(),
        }
    }
}
