//! # Which rows and columns belong to which block
//!
//! Stated by who writes the programme, never guessed from its matrix. What belongs to no block is *shared*: first-stage columns, and
//! rows that link blocks or hold for the first stage alone.

use crate::program::{Labels, Program};

/// A block, by its number; what is shared belongs to none.
pub(crate) type Owner = Option<u32>;

/// The block of each row and of each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// How many blocks there are.
    pub blocks: usize,
    /// One per row.
    pub rows: Vec<Owner>,
    /// One per column.
    pub columns: Vec<Owner>,
}

/// Why a programme is not in the blocks that it is said to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Not one owner per row and column.
    #[error("the partition is of {rows} rows and {columns} columns, which the programme has not")]
    Size {
        /// Rows of the partition.
        rows: usize,
        /// Columns of the partition.
        columns: usize,
    },
    /// A block beyond the last.
    #[error("there is no block {block}")]
    NoBlock {
        /// Its number.
        block: u32,
    },
    /// An entry where two blocks meet.
    #[error("column {column} of block {own} is in row {row} of block {other}")]
    Across {
        /// The column.
        column: usize,
        /// Its block.
        own: u32,
        /// The row.
        row: usize,
        /// Its block.
        other: u32,
    },
}

impl Partition {
    /// The blocks that a programme is stated in by who wrote it; `None` where it is in none. A column that a row of another block asks for
    /// is shared, whatever it is called: a run whose data flow in two periods, wherever in them it works.
    #[must_use]
    pub fn stated(program: &Program) -> Option<Self> {
        let Labels::Meant(meaning) = &program.labels else {
            return None;
        };
        let rows = (0..program.row_count()).map(|i| meaning.block_of_row(i));
        let columns = (0..program.column_count()).map(|j| meaning.block_of_column(j));
        let rows: Vec<Owner> = rows.collect();
        let is_own = |j: usize, own: u32| {
            let mut met = program.matrix.column(j).map(|(i, _)| rows[i]);
            met.all(|other| other.is_none_or(|other| other == own))
        };
        let columns: Vec<Owner> = columns
            .enumerate()
            .map(|(j, owner)| owner.filter(|&own| is_own(j, own)))
            .collect();
        let last = rows.iter().chain(&columns).flatten().max()?;
        Some(Partition {
            blocks: *last as usize + 1,
            rows,
            columns,
        })
    }

    /// Whether `program` is in these blocks: no column of a block is in a row of another.
    ///
    /// # Errors
    /// The first place where it is not.
    pub fn check(&self, program: &Program) -> Result<(), Misfit> {
        if self.rows.len() != program.row_count() || self.columns.len() != program.column_count() {
            return Err(Misfit::Size {
                rows: self.rows.len(),
                columns: self.columns.len(),
            });
        }
        let owners = self.rows.iter().chain(&self.columns).flatten();
        if let Some(&block) = owners.clone().find(|&&b| b as usize >= self.blocks) {
            return Err(Misfit::NoBlock { block });
        }
        for (column, own) in self.columns.iter().enumerate() {
            let Some(own) = *own else { continue };
            for (row, _) in program.matrix.column(column) {
                if let Some(other) = self.rows[row].filter(|&other| other != own) {
                    return Err(Misfit::Across {
                        column,
                        own,
                        row,
                        other,
                    });
                }
            }
        }
        Ok(())
    }

    /// Positions of each block, and what is shared last.
    pub(crate) fn members(owners: &[Owner], blocks: usize) -> (Vec<Vec<u32>>, Vec<u32>) {
        let mut own = vec![Vec::new(); blocks];
        let mut shared = Vec::new();
        for (k, owner) in (0u32..).zip(owners) {
            match owner {
                Some(block) => own[*block as usize].push(k),
                None => shared.push(k),
            }
        }
        (own, shared)
    }
}
