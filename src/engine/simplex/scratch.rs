//! # Room to work in
//!
//! Vectors of one step, allocated once. What a run ends with stays in them until the next step: the row that proves infeasibility, the
//! column that proves unboundedness.

use crate::engine::sparse::SparseVector;

/// Vectors and lists of a step.
#[derive(Debug, Clone)]
pub(crate) struct Scratch {
    /// Row of B⁻¹.
    pub(super) rho: SparseVector,
    /// Column B⁻¹ a_q.
    pub(super) alpha: SparseVector,
    /// Further column.
    pub(super) tau: SparseVector,
    /// Row of B⁻¹ [A, −I].
    pub(super) row: SparseVector,
    /// Candidates of a ratio test.
    pub(super) candidates: Vec<u32>,
    /// Variables to flip in a dual step.
    pub(super) flips: Vec<u32>,
}

impl Scratch {
    pub(super) fn new(rows: usize, variables: usize) -> Self {
        Self {
            rho: SparseVector::zero(rows),
            alpha: SparseVector::zero(rows),
            tau: SparseVector::zero(rows),
            row: SparseVector::zero(variables),
            candidates: Vec::new(),
            flips: Vec::new(),
        }
    }
}
