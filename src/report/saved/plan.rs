//! The answer of `solve`: what pictures need of it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{SavedError, known, table};
use crate::answer::Answer;
use crate::placement::Costs;
use crate::report::document::{
    CaseRecord, CostRecord, Document, HubPeriodRow, HubRow, OriginRow, PeriodRow, PlacementRow,
};

/// A plan as it was saved, or as it would be.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What was solved.
    pub(crate) case: CaseRecord,
    /// Cost of the plan, CNY.
    pub(crate) cost_cny: CostRecord,
    /// Plan and baseline; `None` where the plan alone was solved for.
    pub(crate) compared: Option<Compared>,
    /// Every hub of the case.
    pub(crate) hubs: Vec<HubRow>,
    /// Every hub in every period.
    pub(crate) hub_periods: Vec<HubPeriodRow>,
    /// Every origin of the case.
    pub(crate) origins: Vec<OriginRow>,
    /// Who runs where.
    pub(crate) placement: Vec<PlacementRow>,
}

/// Costs of plan and baseline for the load that both serve.
#[derive(Debug, Clone)]
pub(crate) struct Compared {
    /// What the baseline is, in words.
    pub(crate) baseline: String,
    /// Part of the plan's IT energy that the comparison covers, 0..1.
    pub(crate) share: f64,
    /// Cost of the plan for the compared load, CNY.
    pub(crate) plan_cost_cny: CostRecord,
    /// Cost of the baseline for the compared load, CNY.
    pub(crate) baseline_cost_cny: CostRecord,
}

/// What the baseline of version 1 was.
const BASELINE_OF_VERSION_1: &str = "eastern hubs alone";

impl From<Document> for Plan {
    fn from(document: Document) -> Self {
        Self {
            case: document.case,
            cost_cny: document.cost_cny,
            compared: document.claims.map(|claims| Compared {
                baseline: claims.baseline.name,
                share: claims.compared_share,
                plan_cost_cny: claims.cost.plan_cost_cny,
                baseline_cost_cny: claims.cost.baseline_cost_cny,
            }),
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
    cost_cny: CostRecord,
    claims: Option<ClaimKeys>,
    hubs: Vec<HubRow>,
    hub_periods: Vec<HubPeriodRow>,
    origins: Vec<OriginRow>,
    placement: Vec<PlacementRow>,
}

#[derive(Deserialize)]
struct ClaimKeys {
    baseline: Option<BaselineKeys>,
    compared_share: f64,
    cost: CostKeys,
}

#[derive(Deserialize)]
struct BaselineKeys {
    name: String,
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
    cost_cny: f64,
    compared_plan_cost_cny: Option<f64>,
    baseline_cost_cny: Option<f64>,
}

impl Plan {
    pub(super) fn from_json(path: &Path, text: &str) -> Result<Self, SavedError> {
        let fault = |error: serde_json::Error| SavedError::new(path, error.to_string());
        let keys: Keys = serde_json::from_str(text).map_err(fault)?;
        Self {
            case: keys.case,
            cost_cny: keys.cost_cny,
            compared: keys.claims.map(|claims| Compared {
                baseline: claims.baseline.map_or_else(
                    || BASELINE_OF_VERSION_1.to_owned(),
                    |baseline| baseline.name,
                ),
                share: claims.compared_share,
                plan_cost_cny: claims.cost.plan_cost_cny,
                baseline_cost_cny: claims.cost.baseline_cost_cny,
            }),
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
            let what =
                tr!("holds neither `answer.json` nor the tables of an answer (no `summary.csv`)");
            return Err(SavedError::new(folder, what)
                .with_help(tr!("`eastwest solve CASE --format csv -o DIR` writes them")));
        }
        let summary = table::rows::<SummaryRow>(&path)?;
        let measure = |name: &str| {
            let found = summary.iter().find(|row| row.measure == name);
            found.map(|row| row.value.as_str()).ok_or_else(|| {
                SavedError::new(&path, tr!("has no measure called `{name}`", name = name))
            })
        };
        known(&path, measure("schema_version")?)?;
        let stated = |name: &str| {
            let text = measure(name).ok().filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        let [cost_cny, of_plan, of_baseline] = costs(&folder.join("costs.csv"))?;
        let compared = match measure("compared_share")? {
            "" => None,
            share => {
                let name = measure("baseline").unwrap_or(BASELINE_OF_VERSION_1);
                Some(compared(&path, name, share, (of_plan, of_baseline))?)
            }
        };
        let hub_periods: Vec<HubPeriodRow> = table::rows(&folder.join("hub_periods.csv"))?;
        let periods = periods(&hub_periods);
        Self {
            case: CaseRecord {
                name: measure("case")?.to_owned(),
                title: measure("title")?.to_owned(),
                title_zh: stated("title_zh"),
                note: stated("note"),
                note_zh: stated("note_zh"),
                horizon_hours: periods.iter().map(|period| period.hours).sum(),
                periods,
            },
            cost_cny,
            compared,
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
            let what = tr!(
                "has {found} rows of hubs in periods instead of {cells}",
                found = found,
                cells = cells
            );
            return Err(SavedError::new(path, what));
        }
        let hubs = self.hubs.iter().map(|row| row.hub.as_str());
        let periods = || self.case.periods.iter().map(|row| row.period.as_str());
        let expected = hubs.flat_map(|hub| periods().map(move |period| (hub, period)));
        for (row, (hub, period)) in self.hub_periods.iter().zip(expected) {
            if (row.hub.as_str(), row.period.as_str()) != (hub, period) {
                let what = tr!(
                    "hub `{hub}` in period `{period}` is missing or out of order",
                    hub = hub,
                    period = period
                );
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
                let what = tr!(
                    "a load runs from `{}` at `{}`, which are not both listed",
                    row.origin,
                    row.hub
                );
                return Err(SavedError::new(path, what));
            }
        }
        Ok(self)
    }
}

fn compared(
    path: &Path,
    baseline: &str,
    share: &str,
    (plan_cost_cny, baseline_cost_cny): (CostRecord, CostRecord),
) -> Result<Compared, SavedError> {
    let fault = |_| {
        let what = tr!("`compared_share` is `{share}`, not a number", share = share);
        SavedError::new(path, what)
    };
    Ok(Compared {
        baseline: baseline.to_owned(),
        share: share.parse().map_err(fault)?,
        plan_cost_cny,
        baseline_cost_cny,
    })
}

/// Costs of the plan, and of plan and baseline for the compared load: 0 where they were not compared.
fn costs(path: &Path) -> Result<[CostRecord; 3], SavedError> {
    let rows = table::rows::<CostRow>(path)?.into_iter();
    let rows: BTreeMap<String, [f64; 3]> = rows
        .map(|row| {
            let both = [row.compared_plan_cost_cny, row.baseline_cost_cny];
            let [plan, baseline] = both.map(Option::unwrap_or_default);
            (row.item, [row.cost_cny, plan, baseline])
        })
        .collect();
    let record = |k: usize| -> Result<CostRecord, SavedError> {
        let item = |name: &str| {
            let found = rows.get(name).map(|costs| costs[k]);
            found.ok_or_else(|| {
                SavedError::new(path, tr!("has no item called `{name}`", name = name))
            })
        };
        let of = Costs {
            electricity: item("electricity")?,
            hosting: item("hosting")?,
            // files of earlier versions have none
            accelerators: rows.get("accelerators").map_or(0.0, |costs| costs[k]),
            bandwidth: item("bandwidth")?,
            transfer: item("transfer")?,
            green_premium: item("green_premium")?,
            carbon_price: item("carbon_price")?,
            shortfall: item("shortfall")?,
            power_contracts: rows.get("power_contracts").map(|costs| costs[k]),
        };
        let total = item("total")?;
        Ok(CostRecord { of, total })
    };
    Ok([record(0)?, record(1)?, record(2)?])
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
