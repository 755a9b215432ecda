//! # The numbers that move
//!
//! A scenario's numbers are `v(φ) = v₀ + Σ_m φ_m·Δ_m v` (see [`super::family`]). Here stand those with any
//! Δ, each with its own few changes, so that an engine is brought to a scenario by one pass over what
//! differs.

use std::collections::BTreeMap;

use crate::engine::Engine;

use super::family::{Effect, Family};

/// A number and what moves it.
#[derive(Debug, Clone)]
struct Moving {
    base: f64,
    /// Feature, change per unit.
    changes: Vec<(u32, f64)>,
}

impl Moving {
    fn still(base: f64) -> Self {
        Moving {
            base,
            changes: Vec::new(),
        }
    }

    fn at(&self, features: &[f64]) -> f64 {
        let parts = self.changes.iter();
        self.base
            + parts
                .map(|&(m, change)| change * features[m as usize])
                .sum::<f64>()
    }

    fn moved(&self, stirred: &[bool]) -> bool {
        self.changes.iter().any(|&(m, _)| stirred[m as usize])
    }
}

/// All numbers that move, by kind, and the features that an engine's numbers stand at.
#[derive(Debug, Clone, Default)]
pub struct Moves {
    costs: Vec<(usize, usize, Moving)>,
    columns: Vec<(usize, Moving, Moving)>,
    rows: Vec<(usize, Moving, Moving)>,
    entries: Vec<(usize, usize, Moving)>,
    stands_at: Vec<f64>,
    stirred: Vec<bool>,
}

impl Moves {
    /// The numbers of a family that move; an engine for its programme stands at the reference.
    #[must_use]
    pub fn new(family: &Family) -> Self {
        let program = &family.formulation.program;
        let effects = family.effects.as_slice();
        let mut moves = Moves {
            stands_at: vec![0.0; family.features.len()],
            ..Moves::default()
        };
        for (rank, objective) in program.objectives.iter().enumerate() {
            let of_rank = by_place(effects, &objective.coefficients, |e| &e.costs[rank]);
            moves
                .costs
                .extend(of_rank.into_iter().map(|(j, moving)| (rank, j, moving)));
        }
        moves.columns = pairs(
            by_place(effects, &program.lower, |e| &e.lower),
            by_place(effects, &program.upper, |e| &e.upper),
            &program.lower,
            &program.upper,
        );
        moves.rows = pairs(
            by_place(effects, &program.row_lower, |e| &e.row_lower),
            by_place(effects, &program.row_upper, |e| &e.row_upper),
            &program.row_lower,
            &program.row_upper,
        );
        let entries = by_place(effects, &program.matrix.values, |e| &e.entries);
        moves.entries = entries
            .into_iter()
            .map(|(entry, moving)| {
                let starts = &program.matrix.starts;
                let column = starts.partition_point(|&start| start <= entry) - 1;
                (program.matrix.rows[entry], column, moving)
            })
            .collect();
        moves
    }

    /// Sets every number of `engine` that differs from where it stands.
    pub fn apply(&mut self, engine: &mut Engine, features: &[f64]) {
        self.stirred.clear();
        let both = self.stands_at.iter().zip(features);
        self.stirred.extend(both.map(|(a, b)| a != b));
        let stirred = &self.stirred;
        for (rank, j, cost) in &self.costs {
            if cost.moved(stirred) {
                engine.set_cost(*rank, *j, cost.at(features));
            }
        }
        for (j, lower, upper) in &self.columns {
            if lower.moved(stirred) || upper.moved(stirred) {
                engine.set_column_bounds(*j, lower.at(features), upper.at(features));
            }
        }
        for (i, lower, upper) in &self.rows {
            if lower.moved(stirred) || upper.moved(stirred) {
                engine.set_row_bounds(*i, lower.at(features), upper.at(features));
            }
        }
        for (i, j, value) in &self.entries {
            if value.moved(stirred) {
                // the entry was found in the same matrix
                let _ = engine.set_coefficient(*i, *j, value.at(features));
            }
        }
        self.stands_at.copy_from_slice(features);
    }
}

/// By place, the numbers that any effect changes.
fn by_place<'f>(
    effects: &'f [Effect],
    base: &[f64],
    changes_of: impl Fn(&'f Effect) -> &'f [(usize, f64)],
) -> BTreeMap<usize, Moving> {
    let mut moving = BTreeMap::<usize, Moving>::new();
    for (m, effect) in effects.iter().enumerate() {
        for &(at, change) in changes_of(effect) {
            let number = moving.entry(at).or_insert_with(|| Moving::still(base[at]));
            number.changes.push((m as u32, change));
        }
    }
    moving
}

/// Joins what moves lower and what moves upper bounds.
fn pairs(
    mut lower: BTreeMap<usize, Moving>,
    mut upper: BTreeMap<usize, Moving>,
    base_lower: &[f64],
    base_upper: &[f64],
) -> Vec<(usize, Moving, Moving)> {
    let mut places: Vec<usize> = lower.keys().chain(upper.keys()).copied().collect();
    places.sort_unstable();
    places.dedup();
    let take = |of: &mut BTreeMap<usize, Moving>, base: &[f64], at: usize| {
        of.remove(&at).unwrap_or_else(|| Moving::still(base[at]))
    };
    places
        .into_iter()
        .map(|at| {
            (
                at,
                take(&mut lower, base_lower, at),
                take(&mut upper, base_upper, at),
            )
        })
        .collect()
}
