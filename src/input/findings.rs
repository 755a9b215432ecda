//! What gathers faults of files.

use std::collections::HashSet;

use super::report::{Fault, Location, Problem};
use crate::case::draft::{self, DraftPlace, Table};

/// A cell of the draft: table, row, column.
type Cell = (Table, Option<usize>, String);

/// Faults so far, and what they make moot.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub faults: Vec<Fault>,
    /// Cells that have a fault of their own already.
    reported: HashSet<Cell>,
    /// Tables that could not be read as a whole.
    illegible: HashSet<Table>,
    /// Tables whose rows have no names.
    nameless: HashSet<Table>,
    /// Rows whose cells cannot be told apart.
    broken_rows: HashSet<(Table, usize)>,
}

impl Findings {
    pub(crate) fn push(&mut self, location: Location, problem: Problem) {
        self.faults.push(Fault {
            location,
            problem,
            note: None,
        });
    }

    /// A fault of a cell; what the draft says of the same cell is moot.
    pub(crate) fn cell(&mut self, location: Location, problem: Problem, cell: Cell) {
        let broken = cell
            .1
            .is_some_and(|row| self.broken_rows.contains(&(cell.0, row)));
        if !broken && !self.illegible.contains(&cell.0) {
            self.push(location, problem);
        }
        self.reported.insert(cell);
    }

    /// A fault of a row as a whole; what else is said of the row is moot.
    pub(crate) fn row(&mut self, location: Location, problem: Problem, table: Table, row: usize) {
        self.broken_rows.insert((table, row));
        self.push(location, problem);
    }

    /// A fault of a file as a whole; what the draft says of what it holds is moot.
    pub(crate) fn whole(&mut self, table: Table, location: Location, problem: Problem) {
        self.illegible.insert(table);
        self.push(location, problem);
    }

    /// The column by which rows of a table are referred to is not there: what is said of its names is moot, not what is said of its other cells.
    pub(crate) fn nameless(&mut self, location: Location, problem: Problem, cell: Cell) {
        self.nameless.insert(cell.0);
        self.cell(location, problem, cell);
    }

    /// What the draft says of a table is moot from here on.
    pub(crate) fn illegible(&mut self, table: Table) {
        self.illegible.insert(table);
    }

    /// Whether a fault of the draft is said already, or follows from what was said.
    pub(crate) fn moot(&self, fault: &draft::Fault) -> bool {
        let DraftPlace {
            table, row, column, ..
        } = &fault.place;
        let column = column.as_deref().unwrap_or_default();
        let cell = |row| (*table, row, column.to_owned());
        let illegible = |table: &Table| self.illegible.contains(table);
        illegible(table)
            || row.is_some_and(|row| self.broken_rows.contains(&(*table, row)))
            || fault.problem.rests_on().iter().any(illegible)
            || (fault.problem.rests_on_names())
                .iter()
                .any(|table| self.nameless.contains(table))
            || self.reported.contains(&cell(*row))
            || self.reported.contains(&cell(None))
    }
}
