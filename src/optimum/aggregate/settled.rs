//! # Periods beside a first stage that stands
//!
//! Contracts, accelerators and the energy of runs are given, x̄₀. Then no period meets another but in rules that hold for all together, whose prices
//! λ are given too, and each is a small programme:
//!
//! ```text
//!     min { (c_t − L_tᵀλ)·x_t :  A_t x_t + T_t x̄₀ = b_t,  columns of linking equations (loads of runs) at most as in the representative period }
//! ```
//!
//! Linking equations say what of the first stage the periods add up to: a run's energy, and what of it is not served. λ of such a row is what
//! its first-stage column costs, the penalty, so that runs lose load only where there is no room for it. Every period has a plan, since every demand
//! may stay unserved. The points of all periods, with what they add up to, and with the shortfalls of rules that hold for all together as small as they
//! can be, are a plan of the whole; that it is one is measured by who asks.

use std::collections::{BTreeMap, HashSet};

use crate::blocks::Partition;
use crate::control::{self, Cancelled};
use crate::engine::{Basis, Engine, Outcome, Settings, Status};
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::parallel;
use crate::program::{Matrix, Objective, Program};

/// Periods that are settled one after the other, each from the basis of the one before.
const TOGETHER: usize = 64;

/// The programme of all periods, and what belongs to each.
pub(super) struct Periods<'a> {
    program: &'a Program,
    keys: &'a [ColumnKey],
    /// Rows of each period.
    rows: Vec<Vec<u32>>,
    /// Columns of each period.
    columns: Vec<Vec<u32>>,
    /// Columns of the first stage.
    shared: Vec<u32>,
    /// The period of each row.
    owner: Vec<Option<u32>>,
    /// Linking equations with one column of the first stage.
    sums: Vec<SumRow>,
}

/// An equation `Σ a_t x_t + coefficient·x₀ = side` over all periods.
struct SumRow {
    row: usize,
    column: usize,
    coefficient: f64,
}

/// What is given: activities of the first stage in each row, values of all columns, prices of linking rows.
#[derive(Clone, Copy)]
struct Given<'a> {
    at: &'a [f64],
    x: &'a [f64],
    links: &'a [f64],
}

/// A period, settled: values of its columns, none where it has no plan, and what it costs more than the values that were given.
#[derive(Default)]
struct Settled {
    values: Vec<f64>,
    dearer: f64,
}

impl<'a> Periods<'a> {
    /// Those of a programme that is stated in periods.
    pub(super) fn of(formulation: &'a Formulation) -> Option<Self> {
        let program = &formulation.program;
        let partition = Partition::stated(program)?;
        let (rows, _) = Partition::members(&partition.rows, partition.blocks);
        let (columns, shared) = Partition::members(&partition.columns, partition.blocks);
        let sums = sum_rows(program, &partition, &shared);
        Some(Periods {
            program,
            keys: formulation.columns(),
            rows,
            columns,
            shared,
            owner: partition.rows,
            sums,
        })
    }

    /// Columns of the first stage become what periods add up to.
    pub(super) fn sum_up(&self, x: &mut [f64]) {
        let program = self.program;
        self.sums.iter().for_each(|sum| x[sum.column] = 0.0);
        let activity = program.matrix.times(x, program.row_count());
        for sum in &self.sums {
            let value = (program.row_lower[sum.row] - activity[sum.row]) / sum.coefficient;
            // what is less than nothing by rounding stays nothing
            x[sum.column] = value.clamp(program.lower[sum.column], program.upper[sum.column]);
        }
    }

    /// Prices of linking rows, where those of equations are what their columns cost.
    fn priced(&self, links: &[f64]) -> Vec<f64> {
        let mut prices = links.to_vec();
        let costs = &self.program.objective().coefficients;
        for sum in &self.sums {
            prices[sum.row] = costs[sum.column] / sum.coefficient;
        }
        prices
    }

    /// Settles each period beside the first stage of `x`; what each costs more than its values in `x` do, infinite where it has no plan.
    ///
    /// # Errors
    /// [`Cancelled`] where somebody asked to stop.
    pub(super) fn settle(&self, x: &mut [f64], links: &[f64]) -> Result<Vec<f64>, Cancelled> {
        let mut at = vec![0.0; self.program.row_count()];
        for &j in &self.shared {
            for (i, a) in self.program.matrix.column(j as usize) {
                at[i] += a * x[j as usize];
            }
        }
        let all: Vec<usize> = (0..self.rows.len()).collect();
        let together: Vec<&[usize]> = all.chunks(TOGETHER).collect();
        let links = &self.priced(links);
        let given = Given { at: &at, x, links };
        let settled = parallel::each(&together, |chunk| self.settled(chunk, given));
        control::go_on()?;
        let mut dearer = Vec::with_capacity(all.len());
        for (columns, settled) in self.columns.iter().zip(settled.into_iter().flatten()) {
            for (&j, value) in columns.iter().zip(settled.values) {
                x[j as usize] = value;
            }
            dearer.push(settled.dearer);
        }
        Ok(dearer)
    }

    /// Periods one after the other.
    fn settled(&self, chunk: &[usize], given: Given<'_>) -> Vec<Settled> {
        let mut near = None;
        let periods = chunk.iter().take_while(|_| !control::is_cancelled());
        let settled = periods.map(|&t| {
            let program = self.period(t, given);
            let promised = self.columns[t].iter().map(|&j| given.x[j as usize]);
            let promised = program.objective().value(&promised.collect::<Vec<f64>>());
            match solved(&program, &mut near) {
                Some(Outcome { x, objective, .. }) => Settled {
                    values: x,
                    dearer: objective - promised,
                },
                None => Settled {
                    values: Vec::new(),
                    dearer: f64::INFINITY,
                },
            }
        });
        settled.collect()
    }

    /// The programme of a period.
    fn period(&self, t: usize, given: Given<'_>) -> Program {
        let (program, rows, columns) = (self.program, &self.rows[t], &self.columns[t]);
        let mut part = Program {
            name: program.name.clone(),
            objectives: vec![Objective {
                name: program.objective().name.clone(),
                coefficients: Vec::with_capacity(columns.len()),
                constant: 0.0,
            }],
            sense: program.sense,
            row_lower: rows
                .iter()
                .map(|&i| program.row_lower[i as usize] - given.at[i as usize])
                .collect(),
            row_upper: rows
                .iter()
                .map(|&i| program.row_upper[i as usize] - given.at[i as usize])
                .collect(),
            lower: Vec::with_capacity(columns.len()),
            upper: Vec::with_capacity(columns.len()),
            matrix: Matrix {
                starts: vec![0],
                ..Matrix::default()
            },
            labels: program.labels.clone(),
        };
        columns
            .iter()
            .for_each(|&j| self.add_column(&mut part, j as usize, rows, given));
        part
    }

    /// Adds a column, without its entries in rows that link periods: their prices are in its cost.
    fn add_column(&self, part: &mut Program, j: usize, rows: &[u32], given: Given<'_>) {
        let program = self.program;
        let (mut cost, mut is_sum) = (program.objective().coefficients[j], false);
        for (i, a) in program.matrix.column(j) {
            if self.owner[i].is_none() {
                cost -= a * given.links[i];
                is_sum |= program.row_lower[i] == program.row_upper[i];
            } else if let Ok(row) = rows.binary_search(&(i as u32)) {
                part.matrix.rows.push(row);
                part.matrix.values.push(a);
            }
        }
        part.matrix.starts.push(part.matrix.rows.len());
        part.objectives[0].coefficients.push(cost);
        let (lower, upper) = (program.lower[j], program.upper[j]);
        let held = given.x[j].clamp(lower, upper);
        part.lower.push(lower);
        part.upper.push(if is_sum { held } else { upper });
    }

    /// Shortfalls of rules that hold for all periods together, as small as the plan lets them be.
    pub(super) fn fall_short(&self, x: &mut [f64]) {
        let program = self.program;
        let is_rule =
            |i: usize| self.owner[i].is_none() && program.row_lower[i] != program.row_upper[i];
        let shared = self.shared.iter().map(|&j| j as usize);
        let shortfalls = shared.filter(|&j| {
            self.keys[j].is_shortfall() && program.matrix.column(j).all(|(i, _)| is_rule(i))
        });
        let shortfalls: Vec<usize> = shortfalls.collect();
        for &j in &shortfalls {
            x[j] = program.lower[j].max(0.0);
        }
        let activity = program.matrix.times(x, program.row_count());
        for j in shortfalls {
            let entries = program.matrix.column(j).filter(|&(_, a)| a != 0.0);
            let missing = entries.map(|(i, a)| {
                let side = if a > 0.0 {
                    program.row_lower[i]
                } else {
                    program.row_upper[i]
                };
                (side - activity[i]) / a
            });
            let missing = missing
                .filter(|missing| missing.is_finite())
                .fold(0.0, f64::max);
            x[j] = (x[j] + missing).min(program.upper[j]);
        }
    }
}

/// Equations over all periods that have one column of the first stage.
fn sum_rows(program: &Program, partition: &Partition, shared: &[u32]) -> Vec<SumRow> {
    let is_equation =
        |i: usize| partition.rows[i].is_none() && program.row_lower[i] == program.row_upper[i];
    let mut columns: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
    for &j in shared {
        let entries = program.matrix.column(j as usize);
        for (i, a) in entries.filter(|&(i, a)| a != 0.0 && is_equation(i)) {
            columns.entry(i).or_default().push((j as usize, a));
        }
    }
    let of_periods = (0..program.column_count()).filter(|&j| partition.columns[j].is_some());
    let entries = of_periods.flat_map(|j| program.matrix.column(j));
    let rows = entries.map(|(i, _)| i).filter(|&i| is_equation(i));
    let links: HashSet<usize> = rows.collect();
    let sums = columns
        .into_iter()
        .filter_map(|(row, columns)| match *columns {
            [(column, coefficient)] if links.contains(&row) => Some(SumRow {
                row,
                column,
                coefficient,
            }),
            _ => None,
        });
    sums.collect()
}

/// The optimum of a small programme, from the basis of one like it; nothing where it has none.
fn solved(program: &Program, near: &mut Option<Basis>) -> Option<Outcome> {
    let settings = Settings {
        tie_break: false,
        ..Settings::default()
    };
    let mut engine = Engine::with_settings(program, settings);
    let is_optimal = |outcome: &Outcome| outcome.status == Status::Optimal;
    let warm = near.take().and_then(|basis| engine.solve_from(&basis).ok());
    let outcome = warm.filter(is_optimal).unwrap_or_else(|| engine.solve());
    *near = Some(outcome.basis.clone());
    is_optimal(&outcome).then_some(outcome)
}
