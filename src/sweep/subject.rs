//! # What is swept: a family of programmes with its figures
//!
//! The family's numbers are laid out for inner loops: for each variable (columns, then rows) one coefficient per
//! feature side by side, filled up with zeros to whole wide registers.

use crate::case::Case;
use crate::mixing::order_weight;

use super::family::{Effect, Family, Range};
use super::gauges::{Gauge, Gauges};

/// Coefficients of a number are filled up to a multiple of this.
pub const WIDE: usize = 4;

/// Numbers that are affine in the features: `stride` coefficients for each place, the constant first.
#[derive(Debug, Clone, Default)]
pub struct Table {
    stride: usize,
    coefficients: Vec<f64>,
}

impl Table {
    /// A table of constants.
    fn of(constants: impl Iterator<Item = f64>, stride: usize) -> Self {
        let mut coefficients = Vec::new();
        for constant in constants {
            coefficients.push(constant);
            coefficients.resize(coefficients.len() + stride - 1, 0.0);
        }
        Table {
            stride,
            coefficients,
        }
    }

    /// Puts the changes by feature `m` where they belong, `shift` places on.
    fn put(&mut self, m: usize, changes: &[(usize, f64)], shift: usize) {
        for &(at, change) in changes {
            self.coefficients[(at + shift) * self.stride + m + 1] = change;
        }
    }

    /// Coefficients of the number at place `v`.
    #[inline]
    #[must_use]
    pub fn at(&self, v: usize) -> &[f64] {
        &self.coefficients[v * self.stride..(v + 1) * self.stride]
    }
}

/// A family with what does not change while it is swept.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The programmes.
    pub family: Family,
    /// The figures of a row.
    pub gauges: Gauges,
    /// Least and greatest value of each feature in the grid.
    pub spans: Vec<(f64, f64)>,
    /// Greatest size of each feature in the grid, after 1 for the constant; filled up with zeros.
    pub reach: Vec<f64>,
    /// By variable, whether it cannot move: its bounds are equal for all φ.
    pub fixed: Vec<bool>,
    /// Lower bounds of all variables.
    pub lower: Table,
    /// Upper bounds of all variables.
    pub upper: Table,
    /// Costs of the columns by rank; the last rank is the tie-break.
    pub costs: Vec<Table>,
}

impl Subject {
    /// The subject for a family over parameter ranges.
    #[must_use]
    pub fn new(case: &Case, family: Family, ranges: &[Range], kinds: Vec<Gauge>) -> Self {
        let gauges = Gauges::new(case, &family, kinds);
        let spans = family.spans(ranges);
        let sizes = spans.iter().map(|&(low, high)| low.abs().max(high.abs()));
        let (lower, upper) = bounds(&family);
        let variables = lower.coefficients.len() / lower.stride;
        let filling = std::iter::repeat(0.0);
        let reach = std::iter::once(1.0).chain(sizes).chain(filling);
        Subject {
            reach: reach.take(lower.stride).collect(),
            fixed: (0..variables).map(|v| lower.at(v) == upper.at(v)).collect(),
            costs: costs(&family),
            lower,
            upper,
            family,
            gauges,
            spans,
        }
    }

    /// Coefficients of each number: one for the constant and one per feature.
    #[must_use]
    pub fn width(&self) -> usize {
        1 + self.spans.len()
    }

    /// Coefficients of each number with what fills them up.
    #[must_use]
    pub fn stride(&self) -> usize {
        self.reach.len()
    }
}

/// Bounds of all variables.
fn bounds(family: &Family) -> (Table, Table) {
    let program = &family.formulation.program;
    let stride = (1 + family.features.len()).next_multiple_of(WIDE);
    let table = |columns: &[f64],
                 rows: &[f64],
                 of_columns: fn(&Effect) -> &[(usize, f64)],
                 of_rows: fn(&Effect) -> &[(usize, f64)]| {
        let mut table = Table::of(columns.iter().chain(rows).copied(), stride);
        for (m, effect) in family.effects.iter().enumerate() {
            table.put(m, of_columns(effect), 0);
            table.put(m, of_rows(effect), columns.len());
        }
        table
    };
    (
        table(
            &program.lower,
            &program.row_lower,
            |e| &e.lower,
            |e| &e.row_lower,
        ),
        table(
            &program.upper,
            &program.row_upper,
            |e| &e.upper,
            |e| &e.row_upper,
        ),
    )
}

/// Costs of the columns by rank.
fn costs(family: &Family) -> Vec<Table> {
    let program = &family.formulation.program;
    let stride = (1 + family.features.len()).next_multiple_of(WIDE);
    let mut tables = Vec::new();
    for (rank, objective) in program.objectives.iter().enumerate() {
        let mut table = Table::of(objective.coefficients.iter().copied(), stride);
        for (m, effect) in family.effects.iter().enumerate() {
            table.put(m, &effect.costs[rank], 0);
        }
        tables.push(table);
    }
    let weights = (0..program.column_count()).map(order_weight);
    tables.push(Table::of(weights, stride));
    tables
}
