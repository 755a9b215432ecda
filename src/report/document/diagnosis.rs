//! A diagnosis as plain records.

use serde::Serialize;

use super::ShortfallRow;
use super::{plain, tables};
use crate::case::Case;
use crate::case::Scope;
use crate::diagnosis::{Cause, Conflict, Diagnosis, Remedy, RemedyKind, Rule, Step};
use crate::formulation::keys::NameTable;
use crate::report::conflict;

/// Version of the keys below.
const SCHEMA_VERSION: u32 = 1;

/// A whole diagnosis.
#[derive(Debug, Clone, Serialize)]
pub struct DiagnosisDocument {
    /// Version of these keys.
    pub(crate) schema_version: u32,
    /// Name of the case.
    pub(crate) case: String,
    /// SHA-256 of the case's files.
    pub case_hash: Option<String>,
    /// What was asked for.
    pub options: Vec<String>,
    /// `none`, `conflict` or `penalty`.
    pub(crate) cause: Cause,
    /// Sets of rules that cannot hold together; no rule of a set can be spared.
    pub(crate) conflicts: Vec<ConflictRecord>,
    /// Whether these are all.
    pub(crate) complete: bool,
    /// What the cheapest plan falls short of now.
    pub(crate) shortfall: Vec<ShortfallRow>,
    /// Changes after each of which the plan meets everything.
    pub(crate) mends: Vec<RemedyRecord>,
}

/// A set of rules that cannot hold together.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ConflictRecord {
    /// For people.
    pub(crate) sentence: String,
    /// Most load short at once, MW; `None` where no load is.
    pub(crate) peak_mw: Option<f64>,
    /// IT energy short over the horizon, MWh.
    pub(crate) energy_mwh: f64,
    /// Periods in which load is short.
    pub(crate) periods: Vec<String>,
    /// What the policy among the rules is missed by, in its unit (t or MWh).
    pub(crate) policy_missed_by: Option<f64>,
    /// The rules.
    pub(crate) rules: Vec<RuleRecord>,
}

/// A rule, with the ids that say whose it is.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct RuleRecord {
    /// `demand`, `capacity`, `rtt_limit` and so on.
    pub(crate) rule: &'static str,
    /// The workload's id.
    pub(crate) workload: Option<String>,
    /// The origin's id.
    pub(crate) origin: Option<String>,
    /// The hub's id.
    pub(crate) hub: Option<String>,
    /// Id of the kind of accelerator, where it has one.
    pub(crate) accelerator: Option<String>,
    /// The trunk's id.
    pub(crate) trunk: Option<String>,
    /// Whose green target: `all`, `east`, `west` or a hub's id.
    pub(crate) scope: Option<String>,
    /// For people, with its figure.
    pub(crate) words: String,
}

/// Changes that mend the case.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RemedyRecord {
    /// What is changed.
    pub(crate) kind: RemedyKind,
    /// For people.
    pub(crate) words: String,
    /// The values of `--set`.
    pub(crate) set: Vec<String>,
    /// What the mended plan pays, CNY.
    pub(crate) cost_cny: f64,
    /// That less what the present plan pays, CNY.
    pub(crate) cost_change_cny: f64,
    /// IT energy served, less what the present plan serves, MWh.
    pub(crate) served_change_mwh: f64,
}

impl DiagnosisDocument {
    /// The records of a diagnosis.
    #[must_use]
    pub fn of(case: &Case, diagnosis: &Diagnosis) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            case: case.name.clone(),
            case_hash: None,
            options: Vec::new(),
            cause: diagnosis.cause,
            conflicts: conflicts(case, &diagnosis.conflicts),
            complete: diagnosis.complete,
            shortfall: tables::shortfall(case, &diagnosis.shortfalls),
            mends: diagnosis
                .mends
                .iter()
                .map(|mend| mend_record(case, mend))
                .collect(),
        }
    }
}

/// The records of conflicts.
pub(super) fn conflicts(case: &Case, conflicts: &[Conflict]) -> Vec<ConflictRecord> {
    let record = |conflict: &Conflict| ConflictRecord {
        sentence: conflict::sentence(case, conflict),
        peak_mw: (!conflict.missing.load_mw.is_empty()).then(|| plain(conflict.missing.peak_mw())),
        energy_mwh: plain(conflict.missing.energy_mwh),
        periods: conflict
            .missing
            .periods()
            .into_iter()
            .map(|t| case.periods[t].id.clone())
            .collect(),
        policy_missed_by: conflict.missing.policy.map(|(_, amount)| plain(amount)),
        rules: conflict
            .rules
            .iter()
            .map(|&rule| rule_record(case, rule))
            .collect(),
    };
    conflicts.iter().map(record).collect()
}

fn mend_record(case: &Case, mend: &Remedy) -> RemedyRecord {
    RemedyRecord {
        kind: mend.kind,
        words: conflict::mend(case, mend.kind, &mend.steps),
        set: mend.steps.iter().map(Step::change).collect(),
        cost_cny: plain(mend.cost_cny),
        cost_change_cny: plain(mend.cost_change_cny),
        served_change_mwh: plain(mend.served_change_mwh),
    }
}

fn rule_record(case: &Case, rule: Rule) -> RuleRecord {
    let mut record = RuleRecord {
        words: conflict::rule(case, rule),
        ..RuleRecord::default()
    };
    record.rule = match rule {
        Rule::Demand { workload, origin } => {
            record.workload = Some(case[workload].id.clone());
            record.origin = Some(case[origin].id.clone());
            "demand"
        }
        Rule::Accelerators { workload } => {
            record.workload = Some(case[workload].id.clone());
            "accelerators"
        }
        Rule::Fleet { accelerator, hub } => {
            record.accelerator = Some(case[accelerator].id.clone());
            record.hub = hub.map(|hub| case[hub].id.clone());
            "fleet"
        }
        Rule::FacilityLimit { hub } => {
            record.hub = Some(case[hub].id.clone());
            "facility_limit"
        }
        Rule::Capacity { hub } => {
            record.hub = Some(case[hub].id.clone());
            "capacity"
        }
        Rule::LinkCapacity { origin, hub } => {
            record.origin = Some(case[origin].id.clone());
            record.hub = Some(case[hub].id.clone());
            "link_capacity"
        }
        Rule::TrunkCapacity { trunk } => {
            record.trunk = Some(case[trunk].id.clone());
            "trunk_capacity"
        }
        Rule::Hubs { workload } => {
            record.workload = Some(case[workload].id.clone());
            "hubs"
        }
        Rule::RttLimit { workload } => {
            record.workload = Some(case[workload].id.clone());
            "rtt_limit"
        }
        Rule::GreenTarget { scope } => {
            record.scope = Some(scope_name(case, scope));
            "green_target"
        }
        Rule::HourlyGreen { hub } => {
            record.scope = Some(scope_name(case, hub.map_or(Scope::All, Scope::Hub)));
            "hourly_green_share"
        }
        Rule::PowerContract { contract } => {
            record.hub = Some(case[case[contract].hub].id.clone());
            "contract_max"
        }
        Rule::HubShare => "hub_share_max",
        Rule::TrainingWest => "training_west_share",
        Rule::CarbonCap => "carbon_cap",
    };
    record
}

fn scope_name(case: &Case, scope: Scope) -> String {
    scope.name(&NameTable::of(case)).to_owned()
}
