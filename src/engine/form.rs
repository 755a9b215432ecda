//! # Computational form and scaling
//!
//! Each row's activity becomes a variable of its own, the *logical* `r`:
//!
//! ```text
//!     minimise c·x    subject to    A x − r = 0,    lower ≤ (x, r) ≤ (upper, row bounds)
//! ```
//!
//! Variables `0..n` are the programme's columns, `n..n+m` its logicals. The reduced cost of a logical is
//! `0 − (−1)·y_i = y_i`, the row's dual value.
//!
//! Scaled numbers, with row factors R, column factors C, one factor β for bounds and one γ per objective:
//!
//! ```text
//!     a' = R·a·C     x' = x/(C·β)     r' = r·R/β     c' = γ·c·C     y = y'·R/γ     d = d'/(γ·C)
//! ```
//!
//! R and C come from a few passes of geometric scaling (Fulkerson and Wolfe 1962; Curtis and Reid 1972)
//! and, as β and γ, are rounded to powers of two, so that scaling and unscaling are exact. They are fixed
//! when the form is built; edits are scaled with the same factors.

use crate::mixing::order_weight;
pub(crate) use crate::program::widened as normalised;
use crate::program::{Labels, Program};

use super::tolerances::{BLEND, PRIMAL};

/// Compressed lists: entries of list `k` are `start[k]..start[k + 1]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists {
    /// Offsets.
    pub start: Vec<u32>,
    /// Index of each entry.
    pub index: Vec<u32>,
    /// Value of each entry.
    pub value: Vec<f64>,
}

impl Lists {
    /// No lists yet.
    #[must_use]
    pub(crate) fn empty() -> Self {
        Self {
            start: vec![0],
            ..Self::default()
        }
    }

    /// Forgets all lists, keeping the space.
    pub(crate) fn clear(&mut self) {
        self.start.clear();
        self.start.push(0);
        self.index.clear();
        self.value.clear();
    }

    /// Adds an entry to the list that is being written.
    #[inline]
    pub(crate) fn push(&mut self, index: u32, value: f64) {
        self.index.push(index);
        self.value.push(value);
    }

    /// Ends the list that is being written.
    pub(crate) fn close(&mut self) {
        self.start.push(self.index.len() as u32);
    }

    /// Places of list `k`.
    #[inline]
    #[must_use]
    pub(crate) fn range(&self, k: usize) -> std::ops::Range<usize> {
        self.start[k] as usize..self.start[k + 1] as usize
    }

    /// Entries of list `k`.
    #[inline]
    pub(crate) fn entries(&self, k: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.range(k);
        self.index[range.clone()]
            .iter()
            .map(|&i| i as usize)
            .zip(self.value[range].iter().copied())
    }

    /// Writes the transpose, with `count` lists, into `target`; `twin` takes the place there of each entry.
    pub(crate) fn transpose_into(&self, count: usize, target: &mut Lists, twin: &mut Vec<u32>) {
        target.start.clear();
        target.start.resize(count + 1, 0);
        for &i in &self.index {
            target.start[i as usize + 1] += 1;
        }
        for i in 0..count {
            target.start[i + 1] += target.start[i];
        }
        target.index.resize(self.index.len(), 0);
        target.value.resize(self.index.len(), 0.0);
        twin.resize(self.index.len(), 0);
        for k in 0..self.start.len() - 1 {
            for e in self.range(k) {
                let row = self.index[e] as usize;
                let place = target.start[row];
                target.start[row] += 1;
                target.index[place as usize] = k as u32;
                target.value[place as usize] = self.value[e];
                twin[e] = place;
            }
        }
        for i in (0..count).rev() {
            target.start[i + 1] = target.start[i];
        }
        target.start[0] = 0;
    }
}

/// The scaled programme with logicals, by columns and by rows.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    /// Rows, m.
    pub rows: usize,
    /// Columns, n, without logicals.
    pub columns: usize,
    /// Scaled matrix by columns.
    pub by_column: Lists,
    /// Scaled matrix by rows.
    pub by_row: Lists,
    /// BasisStatus in `by_row` of each entry of `by_column`.
    twin: Vec<u32>,
    /// Scaled lower bounds of columns and logicals.
    pub lower: Vec<f64>,
    /// Scaled upper bounds of columns and logicals.
    pub upper: Vec<f64>,
    /// Scaled costs by rank; the last rank is the tie-break if there is one.
    pub cost: Vec<Vec<f64>>,
    /// Factor from scaled to unscaled value of each variable.
    pub unit: Vec<f64>,
    row_scale: Vec<f64>,
    column_scale: Vec<f64>,
    cost_scale: Vec<f64>,
    column_unit: Vec<f64>,
    tie_break: bool,
    /// Variables whose lower bound exceeds their upper bound.
    pub crossed: usize,
}

impl Form {
    /// The form of `program`, with a last objective that breaks ties if asked.
    #[must_use]
    pub(crate) fn new(program: &Program, tie_break: bool) -> Self {
        let (rows, columns) = (program.row_count(), program.column_count());
        let (row_scale, column_scale) = super::scaling::factors(program);
        let by_column = scaled_matrix(program, &row_scale, &column_scale);
        let (mut by_row, mut twin) = (Lists::empty(), Vec::new());
        by_column.transpose_into(rows, &mut by_row, &mut twin);
        let beta = super::scaling::bound_factor(program, &row_scale, &column_scale);
        let of_columns = column_scale.iter().map(|c| c * beta);
        let unit: Vec<f64> = of_columns
            .chain(row_scale.iter().map(|r| beta / r))
            .collect();
        let mut form = Self {
            rows,
            columns,
            by_column,
            by_row,
            twin,
            lower: vec![0.0; rows + columns],
            upper: vec![0.0; rows + columns],
            cost: Vec::new(),
            unit,
            // exact: factors are powers of two
            column_unit: column_scale.iter().map(|c| 1.0 / c).collect(),
            row_scale,
            column_scale,
            cost_scale: Vec::new(),
            tie_break,
            crossed: 0,
        };
        form.take_bounds(program);
        form.take_costs(program);
        form
    }

    fn take_bounds(&mut self, program: &Program) {
        let columns = program.lower.iter().zip(&program.upper);
        let rows = program.row_lower.iter().zip(&program.row_upper);
        for (v, (&lower, &upper)) in columns.chain(rows).enumerate() {
            self.set_bounds(v, lower, upper);
        }
    }

    fn take_costs(&mut self, program: &Program) {
        for objective in &program.objectives {
            let scale = super::scaling::cost_factor(&objective.coefficients, &self.column_scale);
            self.cost_scale.push(scale);
            let scaled = objective.coefficients.iter().zip(&self.column_scale);
            let mut cost: Vec<f64> = scaled.map(|(c, s)| c * s * scale).collect();
            cost.resize(self.rows + self.columns, 0.0);
            self.cost.push(cost);
        }
        if self.tie_break {
            self.cost_scale.push(1.0);
            self.cost.push(vec![0.0; self.rows + self.columns]);
            for j in 0..self.columns {
                self.weigh(j);
            }
        }
    }

    /// All objectives in one, each [`BLEND`] times the one before: what the dual method starts from.
    pub(crate) fn blend_into(&self, blend: &mut [f64]) {
        blend.fill(0.0);
        for cost in self.cost.iter().rev() {
            for (blend, cost) in blend.iter_mut().zip(cost) {
                *blend = *blend * BLEND + cost;
            }
        }
    }

    /// Weight of column `j` in the tie-break: a number in 1..2 towards its finite bound, times the
    /// column's scale; zero for a free column.
    fn weigh(&mut self, j: usize) {
        let weight = order_weight(j);
        let signed = if self.lower[j].is_finite() {
            weight
        } else if self.upper[j].is_finite() {
            -weight
        } else {
            0.0
        };
        if let Some(cost) = self.cost.last_mut() {
            cost[j] = signed * self.column_scale[j];
        }
    }

    /// All variables, n + m.
    #[must_use]
    pub(crate) fn variables(&self) -> usize {
        self.rows + self.columns
    }

    /// Sets the unscaled bounds of variable `v`.
    pub(crate) fn set_bounds(&mut self, v: usize, lower: f64, upper: f64) {
        self.crossed -= usize::from(self.is_crossed(v));
        self.lower[v] = normalised(lower) / self.unit[v];
        self.upper[v] = normalised(upper) / self.unit[v];
        self.crossed += usize::from(self.is_crossed(v));
        if self.tie_break && v < self.columns && !self.cost.is_empty() {
            self.weigh(v);
        }
    }

    fn is_crossed(&self, v: usize) -> bool {
        self.lower[v] > self.upper[v] + PRIMAL * self.upper[v].abs().max(1.0)
            || self.lower[v] == f64::INFINITY
            || self.upper[v] == f64::NEG_INFINITY
    }

    /// Sets the unscaled cost of column `j` in objective `rank`.
    pub(crate) fn set_cost(&mut self, rank: usize, j: usize, cost: f64) {
        self.cost[rank][j] = cost * self.column_scale[j] * self.cost_scale[rank];
    }

    /// Sets the unscaled value of entry `e` (by columns) in row `i` and column `j`.
    pub(crate) fn set_entry(&mut self, e: usize, i: usize, j: usize, value: f64) {
        let scaled = value * self.row_scale[i] * self.column_scale[j];
        self.by_column.value[e] = scaled;
        self.by_row.value[self.twin[e] as usize] = scaled;
    }

    /// Unscaled prices of the first objective from scaled ones.
    #[must_use]
    pub(crate) fn prices(&self, scaled: &[f64]) -> Vec<f64> {
        let unit = 1.0 / self.cost_scale[0];
        let prices = scaled.iter().zip(&self.row_scale);
        prices.map(|(y, scale)| y * scale * unit + 0.0).collect()
    }

    /// Unscaled reduced costs of the first objective from scaled ones.
    #[must_use]
    pub(crate) fn reduced_costs(&self, scaled: &[f64]) -> Vec<f64> {
        let unit = 1.0 / self.cost_scale[0];
        let prices = scaled.iter().zip(&self.column_unit);
        prices.map(|(d, scale)| d * scale * unit + 0.0).collect()
    }

    /// The first objective, without its constant, at scaled values of all variables, unscaled.
    #[must_use]
    pub(crate) fn objective_at(&self, scaled: &[f64]) -> f64 {
        let costs = self.cost[0].iter().zip(&self.column_unit);
        let terms = costs.zip(scaled).zip(&self.unit);
        let sum: f64 = terms
            .map(|(((cost, per_column), x), unit)| cost * per_column * x * unit)
            .sum();
        sum / self.cost_scale[0]
    }

    /// Factor γ of the costs of `rank`.
    #[must_use]
    pub(crate) fn cost_scale(&self, rank: usize) -> f64 {
        self.cost_scale[rank]
    }

    /// Scaled price of row `i` from an unscaled one.
    #[must_use]
    pub(crate) fn row_factor(&self, i: usize) -> f64 {
        self.row_scale[i]
    }

    /// Factor from scaled to unscaled value of variable `v` where right-hand sides are not scaled.
    #[must_use]
    pub(crate) fn basis_factor(&self, v: usize) -> f64 {
        if v < self.columns {
            self.column_factor(v)
        } else {
            1.0 / self.row_factor(v - self.columns)
        }
    }

    /// Factor of column `j`.
    #[must_use]
    pub(crate) fn column_factor(&self, j: usize) -> f64 {
        self.column_scale[j]
    }
}

fn scaled_matrix(program: &Program, row_scale: &[f64], column_scale: &[f64]) -> Lists {
    let mut lists = Lists::empty();
    for j in 0..program.column_count() {
        for (i, a) in program.matrix.column(j) {
            lists.push(i as u32, a * row_scale[i] * column_scale[j]);
        }
        lists.close();
    }
    lists
}

/// A copy of `program` without its labels, in which bounds too large to bind are infinite.
pub(crate) fn normalised_program(program: &Program) -> Program {
    let infinite = |bounds: &[f64]| bounds.iter().map(|&b| normalised(b)).collect();
    Program {
        name: program.name.clone(),
        objectives: program.objectives.clone(),
        sense: program.sense,
        lower: infinite(&program.lower),
        upper: infinite(&program.upper),
        row_lower: infinite(&program.row_lower),
        row_upper: infinite(&program.row_upper),
        matrix: program.matrix.clone(),
        labels: Labels::Named {
            columns: Vec::new(),
            rows: Vec::new(),
        },
    }
}
