use crate::case::Scope;
use crate::case::{
    AcceleratorId, Case, HubId, Kind, OriginId, PowerContractId, TrunkId, Work, WorkloadId,
};
use crate::formulation::keys::RowKey;

/// A rule of a case, in its user's terms: what a conflict is made of. It holds in all periods at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// What a workload asks for from an origin is served; for a training run, its energy inside its window.
    Demand {
        /// Which workload.
        workload: WorkloadId,
        /// From where; for a training run, where its data lies.
        origin: OriginId,
    },
    /// A training run uses no more accelerators at once than it has.
    Accelerators {
        /// Which run.
        workload: WorkloadId,
    },
    /// No more accelerators of a kind stand than may, at a hub or at all.
    Fleet {
        /// Which kind.
        accelerator: AcceleratorId,
        /// Where; `None` is all hubs together.
        hub: Option<HubId>,
    },
    /// Facility power of a hub stays within its grid connection.
    FacilityLimit {
        /// Which hub.
        hub: HubId,
    },
    /// A hub's load stays within its capacity.
    Capacity {
        /// Which hub.
        hub: HubId,
    },
    /// Traffic of a link stays within its capacity.
    LinkCapacity {
        /// From where.
        origin: OriginId,
        /// To which hub.
        hub: HubId,
    },
    /// Traffic of all links of a trunk stays within its capacity.
    TrunkCapacity {
        /// Which trunk.
        trunk: TrunkId,
    },
    /// A workload runs only at the hubs that are allowed.
    Hubs {
        /// Which workload.
        workload: WorkloadId,
    },
    /// A service answers within its round-trip limit.
    RttLimit {
        /// Which service.
        workload: WorkloadId,
    },
    /// No hub serves more than its share.
    HubShare,
    /// The west gets its share of training.
    TrainingWest,
    /// A green target.
    GreenTarget {
        /// Whose.
        scope: Scope,
    },
    /// Green energy in every period.
    HourlyGreen {
        /// Whose; `None` is all hubs together.
        hub: Option<HubId>,
    },
    /// Most of a contract for green power.
    PowerContract {
        /// Which contract.
        contract: PowerContractId,
    },
    /// The carbon cap.
    CarbonCap,
}

impl Rule {
    /// The rule that a row is a part of; `None` for rows that only define a quantity.
    pub(super) fn of_row(case: &Case, row: RowKey) -> Option<Rule> {
        Some(match row {
            RowKey::Demand {
                workload, origin, ..
            } => Rule::Demand { workload, origin },
            RowKey::TrainingEnergy { workload } => Rule::of_training(case, workload)?,
            RowKey::TrainingPower { workload, .. } => Rule::Accelerators { workload },
            RowKey::FleetMax { accelerator, hub } => Rule::Fleet { accelerator, hub },
            RowKey::HubCapacity { hub } => Rule::Capacity { hub },
            RowKey::FacilityLimit { hub, .. } => Rule::FacilityLimit { hub },
            RowKey::LinkCapacity { origin, hub } => Rule::LinkCapacity { origin, hub },
            RowKey::TrunkCapacity { trunk } => Rule::TrunkCapacity { trunk },
            RowKey::GreenTarget { scope } => Rule::GreenTarget { scope },
            RowKey::HourlyGreen { hub, .. } => Rule::HourlyGreen { hub },
            RowKey::PowerContractMax { contract } => Rule::PowerContract { contract },
            RowKey::CarbonCap => Rule::CarbonCap,
            RowKey::HubShare { .. } => Rule::HubShare,
            RowKey::TrainingWest => Rule::TrainingWest,
            RowKey::RunPart { .. }
            | RowKey::AcceleratorPeak { .. }
            | RowKey::FleetBought { .. }
            | RowKey::Standing { .. }
            | RowKey::LinkPeak { .. }
            | RowKey::RunEnergy { .. }
            | RowKey::GreenBound { .. }
            | RowKey::PowerGenerated { .. }
            | RowKey::PowerDrawn { .. }
            // of a baseline, which is not diagnosed
            | RowKey::Placed { .. } => return None,
        })
    }

    /// What a training run asks for.
    pub(super) fn of_training(case: &Case, workload: WorkloadId) -> Option<Rule> {
        match &case[workload].work {
            Work::Training(run) => Some(Rule::Demand {
                workload,
                origin: run.origin,
            }),
            _ => None,
        }
    }

    /// Whether it asks for something to be served, rather than limits how.
    #[must_use]
    pub(crate) const fn is_demand(self) -> bool {
        matches!(self, Rule::Demand { .. })
    }

    /// Whether it is a policy: a rule over the whole plan.
    #[must_use]
    pub(crate) const fn is_policy(self) -> bool {
        matches!(
            self,
            Rule::HubShare
                | Rule::TrainingWest
                | Rule::GreenTarget { .. }
                | Rule::HourlyGreen { .. }
                | Rule::CarbonCap
        )
    }

    /// Unit of what it is short of.
    #[must_use]
    pub(crate) fn unit(self, case: &Case) -> &'static str {
        match self {
            Rule::Demand { workload, .. } if case[workload].kind() == Kind::Training => "MWh",
            Rule::CarbonCap => "t",
            rule if rule.is_policy() => "MWh",
            Rule::LinkCapacity { .. } | Rule::TrunkCapacity { .. } => "Gbps",
            Rule::RttLimit { .. } => "ms",
            _ => "MW",
        }
    }
}
