//! # Elastic columns: what more could be had of, or asked less of
//!
//! An elastic column is one that relaxes the rows of a rule, as many units as it has:
//!
//! ```text
//!     limits    Σ … − r ≤ limit          accelerators  Σ_h x[w,o,h,t] − r ≤ P[w]
//!     shares    (Σ n·x of a hub) − r ≤ hub_share_max · Σ n·x
//!     demand    Σ_h x + D·c = D          training      Σ n·x + E·c = E,   Σ_h x[·,t] + P·c ≤ P      0 ≤ c ≤ 1
//! ```
//!
//! `r` is the same in all periods and `c` cuts all periods by one share, because that is what a parameter
//! of the case can do. For the carbon cap, the west's share and green targets the column of their shortfall is elastic.

use std::collections::BTreeMap;

use crate::case::{Case, Work};
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::program::Program;

use super::Rule;

/// An elastic column: of the case, where it is that of a shortfall, or appended behind.
#[derive(Debug, Clone)]
pub(super) struct ElasticColumn {
    /// What it relaxes.
    pub rule: Rule,
    /// Its column.
    pub column: usize,
    /// The most that makes sense.
    pub most: f64,
    /// What one unit of it adds up to, for comparing elastic columns of one kind: MWh of a demand, else 1.
    pub size: f64,
    /// Rows and coefficients; empty where the column exists already.
    entries: Vec<(usize, f64)>,
}

/// All elastic columns of a case; those to be appended have the columns after those of `program`, in order.
pub(super) fn columns(
    case: &Case,
    rows: &[RowKey],
    program: &Program,
    columns: &[ColumnKey],
) -> Vec<ElasticColumn> {
    let mut entries: BTreeMap<Rule, Vec<(usize, f64)>> = BTreeMap::new();
    let mut sizes: BTreeMap<Rule, f64> = BTreeMap::new();
    for (i, &row) in rows.iter().enumerate() {
        let Some(rule) = Rule::of_row(case, row) else {
            continue;
        };
        if let RowKey::TrainingPower { workload, .. } = row
            && let Work::Training(run) = &case[workload].work
        {
            let demand = Rule::Demand {
                workload,
                origin: run.origin,
            };
            entries
                .entry(demand)
                .or_default()
                .push((i, program.row_upper[i]));
        }
        let coefficient = match rule {
            Rule::HourlyGreen { .. } => 1.0,
            rule if rule.is_demand() => program.row_upper[i],
            _ => -1.0,
        };
        entries.entry(rule).or_default().push((i, coefficient));
        *sizes.entry(rule).or_default() += asked_mwh(case, row, program.row_upper[i]);
    }
    entries.retain(|rule, entries| !is_shortfall(*rule) && entries.iter().any(|e| e.1 != 0.0));
    let mut elastics: Vec<ElasticColumn> = entries
        .into_iter()
        .zip(program.column_count()..)
        .map(|((rule, mut entries), column)| {
            entries.sort_unstable_by_key(|&(row, _)| row);
            ElasticColumn {
                rule,
                column,
                most: if rule.is_demand() { 1.0 } else { f64::INFINITY },
                size: sizes
                    .get(&rule)
                    .copied()
                    .filter(|&mwh| mwh > 0.0)
                    .unwrap_or(1.0),
                entries,
            }
        })
        .collect();
    elastics.extend(existing(columns));
    elastics
}

/// Shortfall columns that are elastic columns.
fn existing(columns: &[ColumnKey]) -> Vec<ElasticColumn> {
    let rules = columns.iter().enumerate().filter_map(|(j, &column)| {
        let rule = match column {
            ColumnKey::CarbonOver => Rule::CarbonCap,
            ColumnKey::TrainingWestShort => Rule::TrainingWest,
            ColumnKey::GreenShort { scope } => Rule::GreenTarget { scope },
            _ => return None,
        };
        Some((rule, j))
    });
    rules
        .map(|(rule, column)| ElasticColumn {
            rule,
            column,
            most: f64::INFINITY,
            size: 1.0,
            entries: Vec::new(),
        })
        .collect()
}

/// Whether a rule's shortfall column serves as its elastic column.
const fn is_shortfall(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::CarbonCap | Rule::TrainingWest | Rule::GreenTarget { .. }
    )
}

/// What a row of a demand asks for over the horizon, MWh; 0 for other rows.
fn asked_mwh(case: &Case, row: RowKey, amount: f64) -> f64 {
    match row {
        RowKey::Demand { period, .. } => amount * case.hours_of(period),
        RowKey::TrainingEnergy { .. } => amount,
        _ => 0.0,
    }
}

/// Appends the columns of `elastic columns` that are not there yet, closed.
pub(super) fn append(program: &mut Program, elastics: &[ElasticColumn]) {
    for elastic in elastics
        .iter()
        .filter(|elastic| !elastic.entries.is_empty())
    {
        program.lower.push(0.0);
        program.upper.push(0.0);
        let matrix = &mut program.matrix;
        matrix
            .rows
            .extend(elastic.entries.iter().map(|&(row, _)| row));
        matrix
            .values
            .extend(elastic.entries.iter().map(|&(_, value)| value));
        matrix.starts.push(matrix.rows.len());
    }
}
