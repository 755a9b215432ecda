//! What the page shows of a plan, as the JSON document of an answer has it: from a fresh answer, or from a file that was saved.

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::report::document::{
    CaseRecord, CostRecord, Document, HubPeriodRow, HubRow, PlacementRow,
};

/// A plan with its figures. Its keys are some of those of `eastwest solve --format json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Snapshot {
    pub(super) status: String,
    pub(super) case: CaseRecord,
    pub(super) objective_cny: f64,
    pub(super) cost_cny: CostRecord,
    pub(super) carbon: Carbon,
    pub(super) energy_mwh: Energy,
    pub(super) mean_pue: Option<f64>,
    pub(super) green_share: Option<f64>,
    pub(super) mean_rtt_ms: Option<f64>,
    pub(super) inference_rtt_ms: Option<f64>,
    pub(super) hubs: Vec<HubRow>,
    pub(super) claims: Option<Claims>,
    pub(super) shortfall: Vec<Short>,
    pub(super) certificate: Proof,
    pub(super) provenance: Origin,
}

/// What of a plan is drawn, beside its [`Snapshot`].
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub(super) placement: Vec<PlacementRow>,
    pub(super) hub_periods: Vec<HubPeriodRow>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Carbon {
    pub(super) accounting: String,
    pub(super) location_t: f64,
    pub(super) market_t: f64,
    pub(super) marginal_t: Option<f64>,
}

impl Carbon {
    /// Every accounting that there is, with its name.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'static str, f64)> {
        [
            ("location", Some(self.location_t)),
            ("market", Some(self.market_t)),
            ("marginal", self.marginal_t),
        ]
        .into_iter()
        .filter_map(|(name, tonnes)| Some((name, tonnes?)))
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Energy {
    pub(super) it: f64,
    pub(super) facility: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Claims {
    pub(super) baseline: Named,
    pub(super) compared_share: f64,
    pub(super) cost: CostClaim,
    pub(super) by_kind: ByKind,
    pub(super) carbon: Vec<CarbonClaim>,
    pub(super) headroom: Option<Headroom>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CostClaim {
    pub(super) plan_cost_cny: CostRecord,
    pub(super) baseline_cost_cny: CostRecord,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ByKind {
    pub(super) training: Option<KindClaim>,
    pub(super) storage: Option<KindClaim>,
    pub(super) inference: Option<KindClaim>,
    pub(super) all: Option<KindClaim>,
}

impl ByKind {
    /// The rows that there are, with their names.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&'static str, &KindClaim)> {
        [
            ("training", &self.training),
            ("storage", &self.storage),
            ("inference", &self.inference),
            ("all", &self.all),
        ]
        .into_iter()
        .filter_map(|(name, row)| Some((name, row.as_ref()?)))
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KindClaim {
    pub(super) holds: Option<bool>,
    pub(super) fees_saved_cny: f64,
    pub(super) network_more_cny: f64,
    pub(super) ratio: Option<f64>,
    pub(super) net_cny: f64,
    pub(super) moved_mw: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CarbonClaim {
    pub(super) accounting: String,
    pub(super) holds: Option<bool>,
    pub(super) baseline_t: f64,
    pub(super) plan_t: f64,
    pub(super) avoided_t: f64,
    pub(super) avoided_share: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Headroom {
    pub(super) holds: Option<bool>,
    pub(super) services: Vec<String>,
    pub(super) factor_baseline: f64,
    pub(super) factor_plan: f64,
}

/// Something that is not met.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Short {
    pub(super) kind: String,
    pub(super) workload: Option<String>,
    pub(super) origin: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) period: Option<String>,
    pub(super) amount: f64,
    pub(super) unit: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Proof {
    pub(super) primal_residual: f64,
    pub(super) dual_residual: Option<f64>,
    pub(super) relative_gap: Option<f64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Origin {
    pub(super) version: String,
    pub(super) case_hash: Option<String>,
    pub(super) solver: String,
    pub(super) options: Vec<String>,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

impl Snapshot {
    /// That of an answer.
    ///
    /// # Errors
    /// None that can occur: its own document has all that is read of it.
    pub(crate) fn of(answer: &Answer) -> Result<Self, serde_json::Error> {
        Self::and_drawn(answer).map(|(snapshot, ..)| snapshot)
    }

    /// That of an answer, with what is drawn of it.
    pub(super) fn and_drawn(answer: &Answer) -> Result<(Self, Drawn), serde_json::Error> {
        let mut document = Document::of(answer);
        let drawn = Drawn {
            placement: std::mem::take(&mut document.placement),
            hub_periods: std::mem::take(&mut document.hub_periods),
        };
        document.links.clear();
        document.origins.clear();
        document.binding.clear();
        serde_json::from_value(serde_json::to_value(&document)?).map(|snapshot| (snapshot, drawn))
    }

    /// That of a document which `eastwest solve --format json` wrote.
    ///
    /// # Errors
    /// If it is none.
    pub(crate) fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// What is paid, CNY.
    pub(super) const fn paid_cny(&self) -> f64 {
        self.cost_cny.paid()
    }
}
