//! Traces: what pictures need of them.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::parameter::ParameterKeys;
use super::{SavedError, table};
use crate::case::{Kind, Side};
use crate::language::{either, word};
use crate::parameter::OperationKind;
use crate::parameter::Parameter;
use crate::trace::{At, Trace};

/// How the plan follows a parameter.
#[derive(Debug, Clone)]
pub struct TraceRows {
    /// Id and title of the case, where known.
    pub case: Option<(String, String)>,
    /// Heading of the parameter: its key, with `*=` or `+=` behind it for factors and additions.
    pub parameter: String,
    /// The accounting of its carbon, where known.
    pub accounting: Option<String>,
    /// The parameter's value in the case as it is, where known.
    pub base: Option<f64>,
    /// What load is told of: hubs, or kinds of work on a side.
    pub layers: Vec<Layer>,
    /// The plan at the start, at each breakpoint (before and after, where it jumps) and at the end.
    pub rows: Vec<TraceRow>,
    /// Whether it is proved that these are all breakpoints, where known.
    pub is_complete: Option<bool>,
}

/// A hub, or a kind of work on a side.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Name in Chinese.
    pub name_zh: Option<String>,
    /// East or west.
    pub side: Side,
}

/// The plan at one value of the parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceRow {
    /// Value of the parameter.
    pub value: f64,
    /// Whether a breakpoint is counted here: where the plan bends, and behind a jump.
    pub is_breakpoint: bool,
    /// What is paid, CNY.
    pub cost_cny: f64,
    /// Emission in the case's accounting, t CO2.
    pub carbon_t: f64,
    /// IT energy that the plan does not serve, MWh.
    pub unserved_mwh: f64,
    /// Mean load by layer, MW (IT).
    pub mw: Vec<f64>,
}

/// The keys of the JSON document that are read.
#[derive(Deserialize)]
struct DocumentKeys {
    case: String,
    title: String,
    #[serde(default)]
    title_zh: Option<String>,
    accounting: String,
    parameter: String,
    how: String,
    base: Option<f64>,
    complete: bool,
    hubs: Vec<HubKeys>,
    rows: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
struct HubKeys {
    hub: String,
    name: String,
    name_zh: Option<String>,
    side: Side,
}

impl TraceRows {
    pub(super) fn from_json(path: &Path, text: &str) -> Result<Self, SavedError> {
        let document: DocumentKeys =
            serde_json::from_str(text).map_err(|error| SavedError::new(path, error.to_string()))?;
        let parameter = ParameterKeys::new(document.parameter, document.how).label();
        let hubs = document.hubs.iter();
        let columns: Vec<String> = hubs.map(|hub| format!("hub_{}_mw", hub.hub)).collect();
        let row = |keys: &Map<String, Value>| {
            let number = |name: &str| keys.get(name)?.as_f64();
            Some(TraceRow {
                value: number(&parameter)?,
                is_breakpoint: is_breakpoint(keys.get("at")?.as_str()?),
                cost_cny: number("cost_cny")?,
                carbon_t: number("carbon_t")?,
                unserved_mwh: number("unserved_mwh")?,
                mw: columns
                    .iter()
                    .map(|name| number(name))
                    .collect::<Option<_>>()?,
            })
        };
        let rows: Option<Vec<TraceRow>> = document.rows.iter().map(row).collect();
        let layers = document.hubs.into_iter().map(|hub| Layer {
            id: hub.hub,
            name: hub.name,
            name_zh: hub.name_zh,
            side: hub.side,
        });
        let title = either(&document.title, document.title_zh.as_deref()).to_owned();
        Self {
            case: Some((document.case, title)),
            accounting: Some(document.accounting),
            base: document.base,
            layers: layers.collect(),
            rows: rows
                .ok_or_else(|| SavedError::new(path, tr!("has a row without its figures")))?,
            is_complete: Some(document.complete),
            parameter,
        }
        .whole(path)
    }

    /// Tables name no sides of hubs, so load is told by side and kind of work.
    pub(super) fn from_table(path: &Path) -> Result<Self, SavedError> {
        let header = table::header(path)?;
        let place = |name: &str| {
            let found = header.iter().position(|other| other == name);
            found.ok_or_else(|| SavedError::new(path, tr!("has no column `{name}`", name = name)))
        };
        let [cost, carbon, unserved] = [
            place("cost_cny")?,
            place("carbon_t")?,
            place("unserved_mwh")?,
        ];
        let mut layers = Vec::new();
        let mut loads = Vec::new();
        for side in Side::BOTH {
            for kind in Kind::ALL {
                let id = format!("{}_{}_mw", side.name(), kind.name());
                loads.push(place(&id)?);
                layers.push(Layer {
                    name: tr!("{}, {}", word(kind.name()), word(side.name())),
                    name_zh: None,
                    id,
                    side,
                });
            }
        }
        let mut rows = Vec::new();
        // files of earlier versions have none
        let accounting_at = place("accounting").ok();
        let mut accounting = None;
        table::each(path, &header, |row| {
            accounting = accounting_at.map(|at| row.text(at).to_owned());
            let mw = loads.iter().map(|&at| row.number(at));
            rows.push(TraceRow {
                value: row.number(0)?,
                is_breakpoint: is_breakpoint(row.text(1)),
                cost_cny: row.number(cost)?,
                carbon_t: row.number(carbon)?,
                unserved_mwh: row.number(unserved)?,
                mw: mw.collect::<Result<_, _>>()?,
            });
            Ok(())
        })?;
        Self {
            case: None,
            accounting,
            parameter: header[0].clone(),
            base: None,
            layers,
            rows,
            is_complete: None,
        }
        .whole(path)
    }

    fn whole(self, path: &Path) -> Result<Self, SavedError> {
        let is_whole = |row: &TraceRow| {
            let figures = [row.value, row.cost_cny, row.carbon_t];
            figures
                .iter()
                .chain(&row.mw)
                .all(|figure| figure.is_finite())
        };
        if self.rows.len() < 2 {
            return Err(SavedError::new(path, tr!("has not both ends of a range")));
        }
        if !self.rows.iter().all(is_whole) {
            return Err(SavedError::new(path, tr!("has a row without its figures")));
        }
        Ok(self)
    }
}

fn is_breakpoint(at: &str) -> bool {
    at == At::Passing.name() || at == At::After.name()
}

impl From<&Trace> for TraceRows {
    fn from(trace: &Trace) -> Self {
        let case = &trace.case;
        let layers = case.hubs.iter().map(|hub| Layer {
            id: hub.id.clone(),
            name: hub.name.clone(),
            name_zh: hub.name_zh.clone(),
            side: hub.side,
        });
        let rows = trace.rows.iter().map(|row| TraceRow {
            value: row.value,
            is_breakpoint: matches!(row.at, At::Passing | At::After),
            cost_cny: row.figures.costs.paid(),
            carbon_t: row.figures.carbon.of(case.accounting),
            unserved_mwh: row.figures.unserved_mwh,
            mw: (0..case.hubs.len())
                .map(|hub| row.figures.hub_total_mw(hub))
                .collect(),
        });
        Self {
            case: Some((
                case.name.clone(),
                either(&case.title, case.title_zh.as_deref()).to_owned(),
            )),
            accounting: Some(case.accounting.name().to_owned()),
            parameter: trace.parameter.label(),
            base: base(trace),
            layers: layers.collect(),
            rows: rows.collect(),
            is_complete: Some(trace.is_complete()),
        }
    }
}

/// Value of the parameter in the case as it is, where it is one.
pub(in crate::report) fn base(trace: &Trace) -> Option<f64> {
    let Parameter { key, how } = &trace.parameter;
    match how {
        OperationKind::Value => key
            .base(&trace.case)
            .filter(|(least, most)| least == most && least.is_finite())
            .map(|(base, _)| base),
        OperationKind::Factor => Some(1.0),
        OperationKind::Addition => Some(0.0),
    }
}
