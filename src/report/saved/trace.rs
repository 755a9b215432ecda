//! Traces: what pictures need of them.

use crate::case::Side;
use crate::parameter::OperationKind;
use crate::trace::{At, Trace};

/// How the plan follows a parameter.
#[derive(Debug, Clone)]
pub struct TraceRows {
    /// Id and title of the case, where known.
    pub case: Option<(String, String)>,
    /// Heading of the parameter: its key, with `*=` or `+=` behind it for factors and additions.
    pub parameter: String,
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
    /// Whether it is a breakpoint, rather than an end of the range.
    pub is_breakpoint: bool,
    /// What is paid, CNY.
    pub cost_cny: f64,
    /// Emission in the case's accounting, t CO2.
    pub carbon_t: f64,
    /// Mean load by layer, MW (IT).
    pub mw: Vec<f64>,
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
            is_breakpoint: !matches!(row.at, At::Start | At::End),
            cost_cny: row.figures.costs.paid(),
            carbon_t: row.figures.carbon.of(case.accounting),
            mw: (0..case.hubs.len())
                .map(|hub| row.figures.hub_total_mw(hub))
                .collect(),
        });
        Self {
            case: Some((case.name.clone(), case.title.clone())),
            parameter: trace.parameter.label(),
            base: match trace.parameter.how {
                OperationKind::Value => trace
                    .parameter
                    .key
                    .base(case)
                    .filter(|(least, most)| least == most)
                    .map(|(base, _)| base),
                OperationKind::Factor => Some(1.0),
                OperationKind::Addition => Some(0.0),
            },
            layers: layers.collect(),
            rows: rows.collect(),
            is_complete: Some(trace.is_complete()),
        }
    }
}
