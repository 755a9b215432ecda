//! # The numbers that move
//!
//! A scenario's numbers are `v(φ) = v₀ + Σ_m φ_m·Δ_m v` (see [`crate::family`]). Here stand those with any
//! Δ, each with its own few changes, so that an engine is brought to a scenario by one pass over what
//! differs.

use std::collections::BTreeMap;

use crate::engine::Engine;
use crate::program::Program;

use crate::family::{Family, FeatureEffect};

/// Numbers of one kind, by place: changes of the `k`-th are `starts[k]..starts[k + 1]`.
#[derive(Debug, Clone, Default)]
struct Moving {
    places: Vec<usize>,
    base: Vec<f64>,
    starts: Vec<u32>,
    /// Feature, change per unit.
    changes: Vec<(u32, f64)>,
}

impl Moving {
    /// The numbers of `base` that any effect changes.
    fn new<'f>(
        effects: &'f [FeatureEffect],
        base: &[f64],
        changes_of: impl Fn(&'f FeatureEffect) -> &'f [(usize, f64)],
    ) -> Self {
        let mut by_place = BTreeMap::<usize, Vec<(u32, f64)>>::new();
        for (m, effect) in effects.iter().enumerate() {
            for &(at, change) in changes_of(effect) {
                by_place.entry(at).or_default().push((m as u32, change));
            }
        }
        let mut moving = Moving {
            starts: vec![0],
            ..Moving::default()
        };
        for (at, changes) in by_place {
            moving.places.push(at);
            moving.base.push(base[at]);
            moving.changes.extend(changes);
            moving.starts.push(moving.changes.len() as u32);
        }
        moving
    }

    /// Sets each number that a stirred feature moves: `set(k, number)` for the `k`-th.
    fn apply(&self, features: &[f64], stirred: &[bool], mut set: impl FnMut(usize, f64)) {
        let ends = self.starts.windows(2);
        for (k, (&base, ends)) in self.base.iter().zip(ends).enumerate() {
            let changes = &self.changes[ends[0] as usize..ends[1] as usize];
            let mut number = base;
            let mut moved = false;
            for &(m, change) in changes {
                number += change * features[m as usize];
                moved |= stirred[m as usize];
            }
            if moved {
                set(k, number);
            }
        }
    }
}

/// All numbers that move, by kind, and the features that an engine's numbers stand at.
#[derive(Debug, Clone)]
pub(crate) struct Moves {
    /// By rank.
    costs: Vec<Moving>,
    lower: Moving,
    upper: Moving,
    row_lower: Moving,
    row_upper: Moving,
    entries: Moving,
    /// Row and column of each moving entry.
    entry_places: Vec<(usize, usize)>,
    stands_at: Vec<f64>,
    stirred: Vec<bool>,
}

impl Moves {
    /// The numbers of a family that move; an engine for its programme stands at the reference.
    #[must_use]
    pub(crate) fn new(family: &Family) -> Self {
        let program = &family.formulation.program;
        let effects = family.effects.as_slice();
        let costs = program.objectives.iter().enumerate();
        let entries = Moving::new(effects, &program.matrix.values, |e| &e.delta.entries);
        Moves {
            costs: costs
                .map(|(rank, objective)| {
                    Moving::new(effects, &objective.coefficients, |e| &e.delta.costs[rank])
                })
                .collect(),
            lower: Moving::new(effects, &program.lower, |e| &e.delta.lower),
            upper: Moving::new(effects, &program.upper, |e| &e.delta.upper),
            row_lower: Moving::new(effects, &program.row_lower, |e| &e.delta.row_lower),
            row_upper: Moving::new(effects, &program.row_upper, |e| &e.delta.row_upper),
            entry_places: entries
                .places
                .iter()
                .map(|&e| place_of(program, e))
                .collect(),
            entries,
            stands_at: vec![0.0; family.features.len()],
            stirred: Vec::new(),
        }
    }

    /// Sets every number of `engine` that differs from where it stands.
    pub(crate) fn apply(&mut self, engine: &mut Engine, features: &[f64]) {
        self.stirred.clear();
        let both = self.stands_at.iter().zip(features);
        self.stirred.extend(both.map(|(a, b)| a != b));
        let stirred = &self.stirred;
        for (rank, costs) in self.costs.iter().enumerate() {
            costs.apply(features, stirred, |k, cost| {
                engine.set_cost(rank, costs.places[k], cost);
            });
        }
        self.lower.apply(features, stirred, |k, bound| {
            let (_, upper) = engine.column_bounds(self.lower.places[k]);
            engine.set_column_bounds(self.lower.places[k], bound, upper);
        });
        self.upper.apply(features, stirred, |k, bound| {
            let (lower, _) = engine.column_bounds(self.upper.places[k]);
            engine.set_column_bounds(self.upper.places[k], lower, bound);
        });
        self.row_lower.apply(features, stirred, |k, bound| {
            let (_, upper) = engine.row_bounds(self.row_lower.places[k]);
            engine.set_row_bounds(self.row_lower.places[k], bound, upper);
        });
        self.row_upper.apply(features, stirred, |k, bound| {
            let (lower, _) = engine.row_bounds(self.row_upper.places[k]);
            engine.set_row_bounds(self.row_upper.places[k], lower, bound);
        });
        self.entries.apply(features, stirred, |k, value| {
            let (i, j) = self.entry_places[k];
            // the entry was found in the same matrix
            let _ = engine.set_coefficient(i, j, value);
        });
        self.stands_at.copy_from_slice(features);
    }
}

/// Row and column of an entry of the matrix.
fn place_of(program: &Program, entry: usize) -> (usize, usize) {
    let starts = &program.matrix.starts;
    let column = starts.partition_point(|&start| start <= entry) - 1;
    (program.matrix.rows[entry], column)
}
