//! The answer of `solve`: what pictures need of it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{SavedError, known, table};
use crate::answer::Answer;
use crate::report::document::{
    CaseRecord, CostRecord, Document, HubPeriodRow, HubRow, OriginRow, PeriodRow, PlacementRow,
};

/// A plan as it was saved, or as it would be.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What was solved.
    pub case: CaseRecord,
    /// Part of the plan's IT energy that the comparison with the baseline covers, 0..1.
    pub compared_share: f64,
    /// Cost of the plan for the compared load, CNY.
    pub plan_cost_cny: CostRecord,
    /// Cost of the baseline for the compared load, CNY.
    pub baseline_cost_cny: CostRecord,
    /// Every hub of the case.
    pub hubs: Vec<HubRow>,
    /// Every hub in every period.
    pub hub_periods: Vec<HubPeriodRow>,
    /// Every origin of the case.
    pub origins: Vec<OriginRow>,
    /// Who runs where.
    pub placement: Vec<PlacementRow>,
}

impl From<Document> for Plan {
    fn from(document: Document) -> Self {
        Self {
            case: document.case,
            compared_share: document.claims.compared_share,
            plan_cost_cny: document.claims.cost.plan_cost_cny,
            baseline_cost_cny: document.claims.cost.baseline_cost_cny,
            hubs: document.hubs,
            hub_periods: document.hub_periods,
            origins: document.origins,
            placement: document.placement,
        }
    }
}

impl From<&Answer> for Plan {
    fn from(answer: &Answer) -> Self {
        Document::of(answer).into()
    }
}

/// The keys of the JSON document that are read.
#[derive(Deserialize)]
struct Keys {
    case: CaseRecord,
    claims: ClaimKeys,
    hubs: Vec<HubRow>,
    hub_periods: Vec<HubPeriodRow>,
    origins: Vec<OriginRow>,
    placement: Vec<PlacementRow>,
}

#[derive(Deserialize)]
struct ClaimKeys {
    compared_share: f64,
    cost: CostKeys,
}

#[derive(Deserialize)]
struct CostKeys {
    plan_cost_cny: CostRecord,
    baseline_cost_cny: CostRecord,
}

/// A row of `summary.csv`.
#[derive(Deserialize)]
struct SummaryRow {
    measure: String,
    value: String,
}

/// A row of `costs.csv`.
#[derive(Deserialize)]
struct CostRow {
    item: String,
    compared_plan_cost_cny: f64,
    baseline_cost_cny: f64,
}

impl Plan {
    pub(super) fn from_json(path: &Path, text: &str) -> Result<Self, SavedError> {
        let fault = |error: serde_json::Error| SavedError::new(path, error.to_string());
        let keys: Keys = serde_json::from_str(text).map_err(fault)?;
        Self {
            case: keys.case,
            compared_share: keys.claims.compared_share,
            plan_cost_cny: keys.claims.cost.plan_cost_cny,
            baseline_cost_cny: keys.claims.cost.baseline_cost_cny,
            hubs: keys.hubs,
            hub_periods: keys.hub_periods,
            origins: keys.origins,
            placement: keys.placement,
        }
        .whole(path)
    }

    pub(super) fn from_tables(folder: &Path) -> Result<Self, SavedError> {
        let path = folder.join("summary.csv");
        if !path.exists() {
            let what = "holds neither `answer.json` nor the tables of an answer (no `summary.csv`)";
            return Err(SavedError::new(folder, what)
                .with_help("`eastwest solve CASE --format csv -o DIR` writes them"));
        }
        let summary = table::rows::<SummaryRow>(&path)?;
        let measure = |name: &str| {
            let found = summary.iter().find(|row| row.measure == name);
            found
                .map(|row| row.value.as_str())
                .ok_or_else(|| SavedError::new(&path, format!("has no measure called `{name}`")))
        };
        known(&path, measure("schema_version")?)?;
        let share = measure("compared_share")?;
        let compared_share = share.parse().map_err(|_| {
            SavedError::new(
                &path,
                format!("`compared_share` is `{share}`, not a number"),
            )
        })?;
        let (plan_cost_cny, baseline_cost_cny) = costs(&folder.join("costs.csv"))?;
        let hub_periods: Vec<HubPeriodRow> = table::rows(&folder.join("hub_periods.csv"))?;
        let periods = periods(&hub_periods);
        Self {
            case: CaseRecord {
                name: measure("case")?.to_owned(),
                title: measure("title")?.to_owned(),
                horizon_hours: periods.iter().map(|period| period.hours).sum(),
                periods,
            },
            compared_share,
            plan_cost_cny,
            baseline_cost_cny,
            hubs: table::rows(&folder.join("hubs.csv"))?,
            hub_periods,
            origins: table::rows(&folder.join("origins.csv"))?,
            placement: table::rows(&folder.join("placement.csv"))?,
        }
        .whole(folder)
    }

    /// Checks that lists speak of the same hubs, periods and origins.
    fn whole(self, path: &Path) -> Result<Self, SavedError> {
        let cells = self.hubs.len() * self.case.periods.len();
        if cells == 0 || self.hub_periods.len() != cells {
            let found = self.hub_periods.len();
            let what = format!("has {found} rows of hubs in periods instead of {cells}");
            return Err(SavedError::new(path, what));
        }
        let hubs = self.hubs.iter().map(|row| row.hub.as_str());
        let periods = || self.case.periods.iter().map(|row| row.period.as_str());
        let expected = hubs.flat_map(|hub| periods().map(move |period| (hub, period)));
        for (row, (hub, period)) in self.hub_periods.iter().zip(expected) {
            if (row.hub.as_str(), row.period.as_str()) != (hub, period) {
                let what = format!("hub `{hub}` in period `{period}` is missing or out of order");
                return Err(SavedError::new(path, what));
            }
        }
        for row in &self.placement {
            let known = self.hubs.iter().any(|hub| hub.hub == row.hub)
                && self
                    .origins
                    .iter()
                    .any(|origin| origin.origin == row.origin);
            if !known {
                let what = format!(
                    "a load runs from `{}` at `{}`, which are not both listed",
                    row.origin, row.hub
                );
                return Err(SavedError::new(path, what));
            }
        }
        Ok(self)
    }
}

/// Costs of the plan and of the baseline for the compared load.
fn costs(path: &Path) -> Result<(CostRecord, CostRecord), SavedError> {
    let rows: BTreeMap<String, (f64, f64)> = table::rows::<CostRow>(path)?
        .into_iter()
        .map(|row| {
            (
                row.item,
                (row.compared_plan_cost_cny, row.baseline_cost_cny),
            )
        })
        .collect();
    let item = |name: &str| {
        let found = rows.get(name).copied();
        found.ok_or_else(|| SavedError::new(path, format!("has no item called `{name}`")))
    };
    let record = |of: fn((f64, f64)) -> f64| -> Result<CostRecord, SavedError> {
        Ok(CostRecord {
            electricity: of(item("electricity")?),
            hosting: of(item("hosting")?),
            // files of earlier versions have none
            accelerators: rows.get("accelerators").copied().map_or(0.0, of),
            bandwidth: of(item("bandwidth")?),
            transfer: of(item("transfer")?),
            green_premium: of(item("green_premium")?),
            carbon_price: of(item("carbon_price")?),
            shortfall: of(item("shortfall")?),
            total: of(item("total")?),
        })
    };
    Ok((record(|(plan, _)| plan)?, record(|(_, baseline)| baseline)?))
}

/// The periods, as the rows of the first hub name them.
fn periods(rows: &[HubPeriodRow]) -> Vec<PeriodRow> {
    let first = rows.first().map(|row| row.hub.as_str());
    rows.iter()
        .take_while(|row| Some(row.hub.as_str()) == first)
        .map(|row| PeriodRow {
            period: row.period.clone(),
            hours: row.hours,
        })
        .collect()
}
