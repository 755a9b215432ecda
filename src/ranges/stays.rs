//! # Whether an optimum stays where it is
//!
//! A figure that moves the price of an empty hub, or room that nobody asks for, moves nothing else. That is proved from the point and the prices at hand,
//! without a step of the engine: what the figure touches still holds, everything else is as it was.
//!
//! ```text
//!     row i         is basic, and  lower' ≤ a_i·x ≤ upper'                 (its price is 0)
//!     x_j basic     costs and has the entries of before, and  lower' ≤ x_j ≤ upper'
//!     x_j at lower  that is as before, and  c'_j − a'_j·y > 0, or nothing else is allowed
//! ```
//!
//! and for one at its upper bound with the other sign. With `>` clearly over rounding a column that is touched lies beyond the face of best points, so that
//! the best of them by later objectives is still the best, unless costs of these moved where several points are best by the first.

use crate::case::Accounting;
use crate::certificate::activities;
use crate::engine::{Basis, BasisStatus};
use crate::formulation::Formulation;
use crate::formulation::measures::Item;
use crate::optimum::line::{Edits, Line};
use crate::program::Program;

use super::touch::differ;

/// A reduced cost is not zero if it is more than this part of the terms that it is the sum of.
const CLEARLY: f64 = 1e-8;

/// An optimum with its prices.
pub(super) struct Known {
    basis: Basis,
    duals: Vec<f64>,
    /// Of each row.
    activity: Vec<f64>,
    /// Whether no other point is as good by the first objective.
    is_unique: bool,
}

impl Known {
    /// Of the programme that was solved last; `None` where its prices or its basis are not known.
    pub(crate) fn of(line: &Line) -> Option<Self> {
        let program = &line.formulation()?.program;
        let (basis, duals) = (line.basis()?, line.duals().to_vec());
        if duals.len() != program.row_count() {
            return None;
        }
        let (activity, _) = activities(program, line.x());
        let mut known = Known {
            basis,
            duals,
            activity,
            is_unique: false,
        };
        known.is_unique = known.rows_rest(program) && known.columns_rest(program);
        Some(known)
    }

    /// Whether every row that is not basic is held at its bound by its price.
    fn rows_rest(&self, program: &Program) -> bool {
        let largest = self.duals.iter().fold(0.0_f64, |most, y| most.max(y.abs()));
        let mut rows = 0..program.row_count();
        rows.all(|i| {
            self.basis.row(i) == BasisStatus::Basic
                || program.row_lower[i] == program.row_upper[i]
                || self.duals[i].abs() > CLEARLY * largest
        })
    }

    /// Whether every column that is not basic [rests](Self::rests).
    fn columns_rest(&self, program: &Program) -> bool {
        let costs = program.objective().coefficients.iter().enumerate();
        let mut resting = costs.map(|(j, &cost)| {
            self.basis.column(j) == BasisStatus::Basic || self.rests(j, cost, program)
        });
        resting.all(|rests| rests)
    }

    /// Whether a column that is not basic is held where it is by its cost or its bounds.
    fn rests(&self, j: usize, cost: f64, program: &Program) -> bool {
        let (mut reduced, mut size) = (cost, cost.abs());
        for (i, a) in program.matrix.column(j) {
            let term = a * self.duals[i];
            reduced -= term;
            size += term.abs();
        }
        let clearly = CLEARLY * size;
        program.lower[j] == program.upper[j]
            || match self.basis.column(j) {
                BasisStatus::Lower => reduced > clearly,
                BasisStatus::Upper => reduced < -clearly,
                BasisStatus::Basic | BasisStatus::Free => false,
            }
    }

    /// Whether `x` is the optimum of `now`, too, which had the numbers of `before` where it is edited.
    pub(crate) fn stays(
        &self,
        x: &[f64],
        (before, now): (&Before, &Formulation),
        accounting: Accounting,
    ) -> bool {
        self.limits_stay(x, before, &now.program)
            && before.columns.iter().all(|&(j, costs)| {
                let after = now.measures.objectives_of(j, accounting);
                let mut later = costs.iter().zip(&after).skip(1);
                let later_stay = later.all(|(&a, &b)| !differ(a, b));
                let first_stays = match self.basis.column(j) {
                    BasisStatus::Basic => !differ(costs[0], after[0]),
                    _ => self.rests(j, after[0], &now.program),
                };
                first_stays && (self.is_unique || later_stay)
            })
    }

    /// Whether `x` is within the bounds of rows and columns that are edited, each that rests where it was.
    fn limits_stay(&self, x: &[f64], before: &Before, program: &Program) -> bool {
        let is_within = |value: f64, lower: f64, upper: f64| lower <= value && value <= upper;
        let mut rows = before.numbers.rows.iter();
        let rows_stay = rows.all(|&(i, ..)| {
            self.basis.row(i) == BasisStatus::Basic
                && is_within(self.activity[i], program.row_lower[i], program.row_upper[i])
        });
        let mut bounds = before.numbers.bounds.iter();
        let bounds_stay = bounds.all(|&(j, lower, upper)| match self.basis.column(j) {
            BasisStatus::Basic => is_within(x[j], program.lower[j], program.upper[j]),
            BasisStatus::Lower => program.lower[j] == lower,
            BasisStatus::Upper => program.upper[j] == upper,
            BasisStatus::Free => false,
        });
        let mut entries = before.numbers.entries.iter();
        let entries_stay = entries.all(|&(entry, j, value)| {
            program.matrix.values[entry] == value
                || (x[j] == 0.0 && self.basis.column(j) != BasisStatus::Basic)
        });
        rows_stay && bounds_stay && entries_stay
    }
}

/// What a programme had where edits were made.
#[derive(Debug)]
pub(super) struct Before {
    /// Measures of columns.
    measures: Vec<(Item, usize, f64)>,
    /// All columns of which anything is edited, with their costs by objective.
    columns: Vec<(usize, [f64; 3])>,
    /// Its numbers.
    numbers: Edits,
}

impl Before {
    /// Makes edits in a programme; measures become those of `from`. Its objectives stay as they were.
    pub(crate) fn edit(
        of: &mut Formulation,
        from: &Formulation,
        edits: &Edits,
        accounting: Accounting,
    ) -> Self {
        let measured = edits.measures.iter().map(|&(_, j)| j);
        let bounded = edits.bounds.iter().map(|&(j, ..)| j);
        let entered = edits.entries.iter().map(|&(_, j, _)| j);
        let mut columns: Vec<usize> = measured.chain(bounded).chain(entered).collect();
        columns.sort_unstable();
        columns.dedup();
        let costs = |j: usize| (j, of.measures.objectives_of(j, accounting));
        let measures = edits.measures.iter();
        let before = Before {
            columns: columns.into_iter().map(costs).collect(),
            measures: measures
                .map(|&(item, j)| (item, j, of.measures.at(item, j)))
                .collect(),
            numbers: edits.undone(&of.program),
        };
        for &(item, j) in &edits.measures {
            of.measures.set(item, j, from.measures.at(item, j));
        }
        edits.apply(&mut of.program);
        before
    }

    /// Takes the edits back.
    pub(crate) fn restore(self, of: &mut Formulation) {
        for (item, j, value) in self.measures {
            of.measures.set(item, j, value);
        }
        self.numbers.apply(&mut of.program);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Case;
    use crate::formulation::formulate;
    use crate::formulation::keys::RowKey;

    fn tiny() -> Case {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
        let read = crate::input::read_case(&folder).unwrap_or_else(|report| panic!("{report}"));
        read.case
    }

    /// Whether the plan of `tiny` stays, and whether the programme is what it was once the edits are taken back.
    fn stays(change: impl Fn(&Formulation, &Line) -> (Formulation, Edits)) -> bool {
        let case = tiny();
        let mut line = Line::default();
        line.solve(&case, formulate(&case)).expect("an optimum");
        let before = line.formulation().expect("it was solved").clone();
        let known = Known::of(&line).expect("the engine solved it");
        let (from, edits) = change(&before, &line);
        let mut now = before.clone();
        let undo = Before::edit(&mut now, &from, &edits, case.accounting);
        let stays = known.stays(line.x(), (&undo, &now), case.accounting);
        undo.restore(&mut now);
        assert_eq!(now.program.row_upper, before.program.row_upper);
        assert_eq!(now.measures, before.measures);
        stays
    }

    fn capacity(hub: usize, mw: f64) -> bool {
        stays(|before, _| {
            let is_of_hub =
                |row: &RowKey| matches!(row, RowKey::HubCapacity { hub: of } if of.index() == hub);
            let row = before.rows().iter().position(is_of_hub);
            let edits = Edits {
                rows: vec![(row.expect("its capacity"), f64::NEG_INFINITY, mw)],
                ..Edits::default()
            };
            (before.clone(), edits)
        })
    }

    /// The plan has 12 of 30 MW at the coast, and all 14 of the plateau.
    #[test]
    fn room_that_nobody_asks_for_moves_nothing() {
        assert!(capacity(0, 25.0));
        assert!(!capacity(0, 11.0));
        assert!(!capacity(1, 15.0));
    }

    /// The electricity of the first load that is used, or is not, `by` CNY dearer for each MW.
    fn dearer(is_used: bool, by: f64) -> bool {
        stays(|before, line| {
            let mut columns = line.x().iter().zip(before.columns());
            let place = columns.position(|(&x, key)| !key.is_shortfall() && (x > 0.0) == is_used);
            let j = place.expect("such a load");
            let mut from = before.clone();
            from.measures.add(Item::Electricity, j, by);
            let edits = Edits {
                measures: vec![(Item::Electricity, j)],
                ..Edits::default()
            };
            (from, edits)
        })
    }

    #[test]
    fn a_dearer_load_that_is_not_used_moves_nothing() {
        assert!(dearer(false, 1e6));
        assert!(!dearer(false, -1e9));
        assert!(!dearer(true, 1e6));
    }
}
