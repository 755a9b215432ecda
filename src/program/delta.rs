//! A change of a programme's numbers.

use super::{Program, widened};

/// Changes by place, each per unit of whatever moves them.
type Changes = Vec<(usize, f64)>;

/// How the numbers of a programme change, per unit of a parameter, or from one programme to another that differs in numbers alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Delta {
    /// By rank of the objective: column, change.
    pub costs: Vec<Changes>,
    /// Column, change of its lower bound.
    pub lower: Changes,
    /// Column, change of its upper bound.
    pub upper: Changes,
    /// Row, change of its lower bound.
    pub row_lower: Changes,
    /// Row, change of its upper bound.
    pub row_upper: Changes,
    /// Entry of the matrix, change.
    pub entries: Changes,
}

impl Delta {
    /// Whether any bound of a column or a row moves.
    #[must_use]
    pub(crate) fn moves_bounds(&self) -> bool {
        let bounds = [&self.lower, &self.upper, &self.row_lower, &self.row_upper];
        bounds.iter().any(|changes| !changes.is_empty())
    }

    /// Whether the cost of any objective moves.
    #[must_use]
    pub(crate) fn moves_costs(&self) -> bool {
        self.costs.iter().any(|changes| !changes.is_empty())
    }

    /// Whether an entry of the matrix moves.
    #[must_use]
    pub(crate) fn moves_matrix(&self) -> bool {
        !self.entries.is_empty()
    }

    /// Whether nothing moves.
    #[must_use]
    pub(crate) fn is_nothing(&self) -> bool {
        !self.moves_bounds() && !self.moves_costs() && !self.moves_matrix()
    }

    /// Changes of the costs of one objective.
    #[must_use]
    pub(crate) fn of_rank(&self, rank: usize) -> &[(usize, f64)] {
        self.costs.get(rank).map_or(&[], Vec::as_slice)
    }

    /// So many times the change.
    #[must_use]
    pub(crate) fn times(&self, factor: f64) -> Self {
        let times = |changes: &Changes| -> Changes {
            let each = changes.iter();
            each.map(|&(at, change)| (at, change * factor)).collect()
        };
        Delta {
            costs: self.costs.iter().map(times).collect(),
            lower: times(&self.lower),
            upper: times(&self.upper),
            row_lower: times(&self.row_lower),
            row_upper: times(&self.row_upper),
            entries: times(&self.entries),
        }
    }

    /// Whether the costs of an objective whose rank is in `ranks` move.
    #[must_use]
    pub(crate) fn moves_costs_of(&self, ranks: std::ops::Range<usize>) -> bool {
        ranks.into_iter().any(|rank| !self.of_rank(rank).is_empty())
    }

    /// Moves the numbers of `program`, which are those of `base` or were moved before, to θ.
    pub(crate) fn move_to(&self, theta: f64, base: &Program, program: &mut Program) {
        for (rank, changes) in self.costs.iter().enumerate() {
            let costs = &base.objectives[rank].coefficients;
            let moved = &mut program.objectives[rank].coefficients;
            move_each(theta, changes, costs, moved);
        }
        for (changes, base, moved) in [
            (&self.lower, &base.lower, &mut program.lower),
            (&self.upper, &base.upper, &mut program.upper),
            (&self.row_lower, &base.row_lower, &mut program.row_lower),
            (&self.row_upper, &base.row_upper, &mut program.row_upper),
        ] {
            move_each(theta, changes, base, moved);
            for &(at, _) in changes {
                moved[at] = widened(moved[at]);
            }
        }
    }

    /// Adds so many times the change to the numbers of `program`.
    pub(crate) fn add_to(&self, program: &mut Program, amount: f64) {
        for (objective, changes) in program.objectives.iter_mut().zip(&self.costs) {
            add(&mut objective.coefficients, changes, amount);
        }
        add(&mut program.lower, &self.lower, amount);
        add(&mut program.upper, &self.upper, amount);
        add(&mut program.row_lower, &self.row_lower, amount);
        add(&mut program.row_upper, &self.row_upper, amount);
        add(&mut program.matrix.values, &self.entries, amount);
    }
}

/// Adds so many times each change.
pub(crate) fn add(numbers: &mut [f64], changes: &[(usize, f64)], amount: f64) {
    for &(at, change) in changes {
        numbers[at] += amount * change;
    }
}

fn move_each(theta: f64, changes: &[(usize, f64)], base: &[f64], moved: &mut [f64]) {
    for &(at, change) in changes {
        moved[at] = base[at] + theta * change;
    }
}
