//! # The answer as plain records
//!
//! What JSON and CSV write: ids instead of indices, units in the names, every figure in full
//! precision. Lists keep the order of the case; a bound that is infinite or a figure that is not at
//! hand is `None`. Minus zero is written as zero.

mod claims;
mod contracts;
pub(super) mod diagnosis;
mod headroom;
mod kinds;
mod tables;

pub(crate) use claims::{ClaimsRecord, DirtierMoveRow, PurchaseRow};
pub(crate) use contracts::{HourlyGreenRecord, PowerContractRow};
pub(crate) use diagnosis::ConflictRecord;
pub(crate) use diagnosis::DiagnosisDocument;
pub(crate) use headroom::HeadroomRow;
pub(crate) use kinds::KindsRecord;
pub(crate) use tables::{
    AcceleratorRow, BindingRow, HubPeriodRow, PlacementRow, ShortfallRow, TrunkRow,
};
pub(crate) use tables::{HubRow, LinkRow, OriginRow};

use serde::{Deserialize, Serialize};

use super::ranges::document::RangesDocument;
use super::table::shown;
use crate::answer::Answer;
use crate::case::{Case, WorkloadId};
use crate::language::either;
use crate::placement::{Costs, Placement, run_costs};
use crate::solver::near::Near;

/// Version of the keys below; it grows when a key changes its meaning or goes away.
pub(crate) const SCHEMA_VERSION: u32 = 2;

/// A whole answer.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Document {
    /// [`SCHEMA_VERSION`].
    pub(crate) schema_version: u32,
    /// `optimal` or `shortfall`.
    pub(crate) status: &'static str,
    /// What was solved.
    pub(crate) case: CaseRecord,
    /// Value of the first objective, CNY.
    pub(crate) objective_cny: f64,
    /// Cost by item, CNY.
    pub(crate) cost_cny: CostRecord,
    /// Costs in the currency that the case asks for (`currency_shown`); none where it does not.
    pub(crate) shown: Option<ShownRecord>,
    /// Emissions in the case's accounting, t CO2.
    pub(crate) carbon_t: f64,
    /// Emissions in every accounting.
    pub(crate) carbon: CarbonRecord,
    /// Energy over the horizon, MWh.
    pub(crate) energy_mwh: EnergyRecord,
    /// Facility energy ÷ all IT energy, that of idle accelerators included; `null` where nothing is drawn.
    pub(crate) mean_pue: Option<f64>,
    /// Green energy ÷ facility energy, 0..1; none where nothing runs.
    pub(crate) green_share: Option<f64>,
    /// Round-trip time weighted by IT energy, ms; none where nothing runs.
    pub(crate) mean_rtt_ms: Option<f64>,
    /// The same for inference alone, ms.
    pub(crate) inference_rtt_ms: Option<f64>,
    /// Who runs where.
    pub(crate) placement: Vec<PlacementRow>,
    /// Every hub of the case.
    pub(crate) hubs: Vec<HubRow>,
    /// Accelerators that stand, by kind and hub.
    pub(crate) accelerators: Vec<AcceleratorRow>,
    /// Contracts for green power; absent where the case has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) power_contracts: Vec<PowerContractRow>,
    /// How green every hour is; absent where the case has neither contracts nor a rule for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hourly_green: Option<HourlyGreenRecord>,
    /// Every hub in every period.
    pub(crate) hub_periods: Vec<HubPeriodRow>,
    /// Every origin of the case.
    pub(crate) origins: Vec<OriginRow>,
    /// Every link of the case.
    pub(crate) links: Vec<LinkRow>,
    /// Every trunk of the case.
    pub(crate) trunks: Vec<TrunkRow>,
    /// Limits that bind.
    pub(crate) binding: Vec<BindingRow>,
    /// Kinds of hour; absent where there are few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kinds_of_hour: Option<KindsRecord>,
    /// The three claims; none where the plan alone was asked for.
    pub(crate) claims: Option<ClaimsRecord>,
    /// What the ranges of the case's figures do to them; only where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ranges: Option<RangesDocument>,
    /// What is not met; empty where all is.
    pub(crate) shortfall: Vec<ShortfallRow>,
    /// Why: the first few sets of rules that cannot hold together; `eastwest diagnose` finds them all.
    pub(crate) conflicts: Vec<ConflictRecord>,
    /// Proof of the plan.
    pub(crate) certificate: CertificateRecord,
    /// How near to the best the plan is proved to be, where it was not solved exactly.
    pub(crate) near: Option<NearRecord>,
    /// Where the answer comes from.
    pub(crate) provenance: ProvenanceRecord,
}

impl Document {
    /// The records of an answer.
    #[must_use]
    pub(crate) fn of(answer: &Answer) -> Self {
        let (case, plan) = (&answer.case, &answer.placement);
        let carbon = CarbonRecord::of(case, plan);
        let of_load = |value| plan.runs().then(|| plain(value));
        let priced = answer.certificate.dual_residual.is_some();
        Self {
            schema_version: SCHEMA_VERSION,
            status: answer.status(),
            case: CaseRecord::of(case),
            objective_cny: plain(answer.objective_cny),
            cost_cny: CostRecord::of(&plan.costs),
            shown: ShownRecord::of(answer),
            carbon_t: carbon.in_accounting(),
            carbon,
            energy_mwh: EnergyRecord::of(case, plan),
            mean_pue: plan.mean_pue(case).map(plain),
            green_share: of_load(plan.green_share()),
            mean_rtt_ms: of_load(plan.mean_rtt_ms),
            inference_rtt_ms: of_load(plan.inference_rtt_ms),
            placement: tables::placement(case, plan),
            hubs: tables::hubs(case, plan, priced),
            accelerators: tables::accelerators(case, plan),
            power_contracts: contracts::contracts(case, plan),
            hourly_green: contracts::hourly(case, plan),
            hub_periods: tables::hub_periods(case, plan),
            origins: tables::origins(case, plan),
            links: tables::links(case, plan),
            trunks: tables::trunks(case, plan, priced),
            binding: tables::binding(case, plan),
            kinds_of_hour: answer
                .kinds
                .as_ref()
                .map(|kinds| KindsRecord::of(case, kinds)),
            claims: answer
                .claims
                .as_ref()
                .map(|claims| ClaimsRecord::of(case, claims)),
            ranges: None,
            shortfall: tables::shortfall(case, &plan.shortfalls),
            conflicts: diagnosis::conflicts(case, &answer.conflicts),
            certificate: CertificateRecord::of(answer),
            near: answer.near.map(NearRecord::of),
            provenance: ProvenanceRecord::of(answer),
        }
    }
}

/// The case that was solved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CaseRecord {
    /// Its id.
    pub(crate) name: String,
    /// One line for people.
    pub(crate) title: String,
    /// The same in Chinese, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title_zh: Option<String>,
    /// What has to be known of it beside the answer.
    #[serde(default)]
    pub(crate) note: Option<String>,
    /// The same in Chinese, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note_zh: Option<String>,
    /// Length of the horizon, h.
    pub(crate) horizon_hours: f64,
    /// Its representative hours.
    pub(crate) periods: Vec<PeriodRow>,
}

impl CaseRecord {
    /// One line for people, in the language that is spoken.
    pub(crate) fn spoken_title(&self) -> &str {
        either(&self.title, self.title_zh.as_deref())
    }

    fn of(case: &Case) -> Self {
        let periods = case.periods.iter().map(|period| PeriodRow {
            period: period.id.clone(),
            hours: period.hours,
        });
        Self {
            name: case.name.clone(),
            title: case.title.clone(),
            title_zh: case.title_zh.clone(),
            note: case.note.clone(),
            note_zh: case.note_zh.clone(),
            horizon_hours: case.horizon_hours(),
            periods: periods.collect(),
        }
    }
}

/// A representative hour.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PeriodRow {
    /// Its id.
    pub(crate) period: String,
    /// Hours of the horizon that it stands for.
    pub(crate) hours: f64,
}

/// Cost by item over the horizon, CNY.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct CostRecord {
    /// The items.
    #[serde(flatten)]
    pub(crate) of: Costs,
    /// Sum of the items.
    pub(crate) total: f64,
}

impl CostRecord {
    fn of(costs: &Costs) -> Self {
        Self {
            of: costs.map(plain),
            total: plain(costs.total()),
        }
    }

    /// Items with their names, in the order of the keys, without the total.
    #[must_use]
    pub(crate) fn items(&self) -> Vec<(&'static str, f64)> {
        self.of.items()
    }

    /// What is paid: all but penalties.
    #[must_use]
    pub(crate) const fn paid(&self) -> f64 {
        self.total - self.of.shortfall
    }
}

/// Costs in another currency.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ShownRecord {
    /// Its code: `USD`.
    pub(crate) currency: String,
    /// CNY per unit.
    pub(crate) cny_per_unit: f64,
    /// The plan's cost by item, mean of a day.
    pub(crate) plan_per_day: CostRecord,
    /// The baseline's, for the compared load; none where the plan alone was asked for.
    pub(crate) baseline_per_day: Option<CostRecord>,
    /// Training runs, each with contracts and accelerators for its own peak.
    pub(crate) runs: Vec<RunCostRecord>,
}

/// What a training run costs by itself.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RunCostRecord {
    /// Id of the run.
    pub(crate) run: String,
    /// Its cost by item over the horizon, in the currency.
    pub(crate) cost: CostRecord,
}

impl ShownRecord {
    fn of(answer: &Answer) -> Option<Self> {
        let case = &answer.case;
        let currency = case.shown.as_ref()?;
        let a_day = 24.0 / case.horizon_hours();
        let of = |costs: &Costs, part: f64| {
            CostRecord::of(&costs.map(|cny| part / currency.cny_per_unit * cny))
        };
        let baseline = answer.claims.as_ref().map(|claims| &claims.baseline.costs);
        let run = |id: WorkloadId| RunCostRecord {
            run: case[id].id.clone(),
            cost: of(&run_costs(case, &answer.placement, id), 1.0),
        };
        Some(Self {
            currency: currency.code.clone(),
            cny_per_unit: currency.cny_per_unit,
            plan_per_day: of(&answer.placement.costs, a_day),
            baseline_per_day: baseline.map(|costs| of(costs, a_day)),
            runs: shown::runs(case).map(run).collect(),
        })
    }
}

/// Emissions over the horizon, t CO2.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct CarbonRecord {
    /// The accounting that policies and the carbon price use: `location`, `market` or `marginal`.
    pub(crate) accounting: &'static str,
    /// By the average factor of the grid.
    pub(crate) location_t: f64,
    /// With green contracts counted.
    pub(crate) market_t: f64,
    /// By the marginal factor, where every hub has one.
    pub(crate) marginal_t: Option<f64>,
}

impl CarbonRecord {
    fn of(case: &Case, plan: &Placement) -> Self {
        Self {
            accounting: case.accounting.name(),
            location_t: plain(plan.carbon.location_t),
            market_t: plain(plan.carbon.market_t),
            marginal_t: plan.carbon.marginal_t.map(plain),
        }
    }

    /// Emissions in the case's accounting. A case with marginal accounting has all marginal factors.
    fn in_accounting(&self) -> f64 {
        match self.accounting {
            "market" => self.market_t,
            "marginal" => self.marginal_t.unwrap_or(f64::NAN),
            _ => self.location_t,
        }
    }
}

/// Energy over the horizon, MWh.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct EnergyRecord {
    /// Energy of the IT equipment at work.
    pub(crate) it: f64,
    /// What idle accelerators draw beside it.
    pub(crate) it_idle: f64,
    /// Energy of the facilities: all IT energy times PUE.
    pub(crate) facility: f64,
    /// Renewable energy used, contracts and purchases.
    pub(crate) green: f64,
    /// Renewable energy bought on top of the hubs' own contracts.
    pub(crate) green_bought: f64,
}

impl EnergyRecord {
    fn of(case: &Case, plan: &Placement) -> Self {
        Self {
            it: plain(plan.it_energy_mwh),
            it_idle: plain(plan.idle_energy_mwh(case)),
            facility: plain(plan.energy_mwh),
            green: plain(plan.green_energy_mwh),
            green_bought: plain(plan.green_bought_mwh),
        }
    }
}

/// Proof of the plan; see [`crate::certificate`].
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct CertificateRecord {
    /// Largest relative violation of a row or bound.
    pub(crate) primal_residual: f64,
    /// Largest relative violation of dual feasibility, where the solver gave prices.
    pub(crate) dual_residual: Option<f64>,
    /// Relative gap between primal and dual objective, where the solver gave prices.
    pub(crate) relative_gap: Option<f64>,
}

/// How near to the best a plan is; see [`crate::blocks`].
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct NearRecord {
    /// No plan costs less, CNY.
    pub(crate) lower_bound_cny: f64,
    /// (cost − lower bound)/(1 + |cost|).
    pub(crate) gap: f64,
    /// The gap that was asked for; none where the plan is one of representative periods.
    pub(crate) asked_gap: Option<f64>,
    /// Blocks: periods.
    pub(crate) blocks: usize,
    /// Steps of the interior point.
    pub(crate) steps: usize,
    /// Whether it was stopped before it came as near as was asked.
    pub(crate) is_stopped: bool,
    /// Representative periods that it was found with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) representative_periods: Option<usize>,
    /// What their own best plan costs, CNY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) representative_cost_cny: Option<f64>,
}

impl NearRecord {
    fn of(near: Near) -> Self {
        Self {
            lower_bound_cny: plain(near.bounds.lower),
            gap: near.bounds.gap(),
            asked_gap: Some(near.asked_gap).filter(|gap| gap.is_finite()),
            blocks: near.blocks,
            steps: near.steps,
            is_stopped: near.is_stopped,
            representative_periods: near.aggregate.map(|few| few.periods),
            representative_cost_cny: near.aggregate.map(|few| plain(few.objective)),
        }
    }
}

impl CertificateRecord {
    fn of(answer: &Answer) -> Self {
        Self {
            primal_residual: answer.certificate.primal_residual,
            dual_residual: answer.certificate.dual_residual,
            relative_gap: answer.certificate.relative_gap,
        }
    }
}

/// Where the answer comes from.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ProvenanceRecord {
    /// Version of eastwest.
    pub(crate) version: String,
    /// SHA-256 of the case's files, where it was read from files.
    pub(crate) case_hash: Option<String>,
    /// Which solver answered.
    pub(crate) solver: String,
    /// What was asked for.
    pub(crate) options: Vec<String>,
    /// Rows of the programme.
    pub(crate) rows: usize,
    /// Columns of the programme.
    pub(crate) columns: usize,
}

impl ProvenanceRecord {
    fn of(answer: &Answer) -> Self {
        Self {
            version: answer.provenance.version.clone(),
            case_hash: answer.provenance.case_hash.clone(),
            solver: answer.provenance.solver.clone(),
            options: answer.provenance.options.clone(),
            rows: answer.row_count,
            columns: answer.column_count,
        }
    }
}

/// Minus zero becomes zero; all else stays.
fn plain(value: f64) -> f64 {
    value + 0.0
}

/// `None` where there is no bound.
fn bounded(value: f64) -> Option<f64> {
    value.is_finite().then(|| plain(value))
}

/// `part ÷ whole` where the whole is a bound over 0.
fn share(part: f64, whole: f64) -> Option<f64> {
    (whole.is_finite() && whole > 0.0).then(|| plain(part / whole))
}
