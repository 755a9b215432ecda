//! # What is swept: a family of programmes with its figures
//!
//! The family's numbers are laid out for inner loops, see [`super::axes`]: bounds by the features that move any
//! bound, costs by those that move any cost.

use crate::case::Case;
use crate::mixing::order_weight;

use super::axes::{Axes, Table};
use super::indicators::{Indicator, Indicators};
use crate::family::{Family, FeatureEffect, Range};

/// A family with what does not change while it is swept.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    /// The programmes.
    pub family: Family,
    /// The figures of a row.
    pub indicators: Indicators,
    /// Least and greatest value of each feature in the grid.
    pub spans: Vec<(f64, f64)>,
    /// All features.
    pub all: Axes,
    /// The features that move bounds, of columns or rows: primal values follow them.
    pub of_bounds: Axes,
    /// The features that move costs: prices and reduced costs follow them.
    pub of_costs: Axes,
    /// By variable, whether it cannot move: its bounds are equal for all φ.
    pub fixed: Vec<bool>,
    /// Lower bounds of all variables (columns, then rows).
    pub lower: Table,
    /// Upper bounds of all variables.
    pub upper: Table,
    /// Costs of the columns by rank; the last rank is the tie-break.
    pub costs: Vec<Table>,
}

impl Subject {
    /// The subject for a family over parameter ranges.
    #[must_use]
    pub(crate) fn new(
        case: &Case,
        family: Family,
        ranges: &[Range],
        kinds: Vec<Indicator>,
    ) -> Self {
        let indicators = Indicators::new(case, &family, kinds);
        let spans = family.spans(ranges);
        let effects = &family.effects;
        let all = Axes::new(&spans, |_| true);
        let of_bounds = Axes::new(&spans, |m| effects[m].delta.moves_bounds());
        let of_costs = Axes::new(&spans, |m| effects[m].delta.moves_costs());
        let (lower, upper) = bounds(&family, &of_bounds);
        Subject {
            fixed: (0..lower.len())
                .map(|v| lower.at(v) == upper.at(v))
                .collect(),
            costs: costs(&family, &of_costs),
            all,
            of_bounds,
            of_costs,
            lower,
            upper,
            family,
            indicators,
            spans,
        }
    }
}

/// Bounds of all variables.
fn bounds(family: &Family, axes: &Axes) -> (Table, Table) {
    let program = &family.formulation.program;
    let table = |columns: &[f64],
                 rows: &[f64],
                 of_columns: fn(&FeatureEffect) -> &[(usize, f64)],
                 of_rows: fn(&FeatureEffect) -> &[(usize, f64)]| {
        let mut table = Table::of(columns.iter().chain(rows).copied(), axes);
        for (k, &w) in axes.features.iter().enumerate().skip(1) {
            let effect = &family.effects[w - 1];
            table.put(k, of_columns(effect), 0);
            table.put(k, of_rows(effect), columns.len());
        }
        table
    };
    (
        table(
            &program.lower,
            &program.row_lower,
            |e| &e.delta.lower,
            |e| &e.delta.row_lower,
        ),
        table(
            &program.upper,
            &program.row_upper,
            |e| &e.delta.upper,
            |e| &e.delta.row_upper,
        ),
    )
}

/// Costs of the columns by rank.
fn costs(family: &Family, axes: &Axes) -> Vec<Table> {
    let program = &family.formulation.program;
    let mut tables = Vec::new();
    for (rank, objective) in program.objectives.iter().enumerate() {
        let mut table = Table::of(objective.coefficients.iter().copied(), axes);
        for (k, &w) in axes.features.iter().enumerate().skip(1) {
            table.put(k, &family.effects[w - 1].delta.costs[rank], 0);
        }
        tables.push(table);
    }
    let weights = (0..program.column_count()).map(order_weight);
    tables.push(Table::of(weights, axes));
    tables
}
