//! # The factors of the present basis, and what changed since
//!
//! ```text
//!     B = B₀ E₁ … E_k        B₀ = L U as of the last factorisation, E_i one exchanged column each
//! ```
//!
//! Nobody else sees the factors: who needs a solve asks here, and who changes the basis otherwise than by [`replace`](Factorisation::replace)
//! says that they are [stale](Factorisation::mark_stale).

use crate::engine::factorise::Factoriser;
use crate::engine::form::Form;
use crate::engine::lu::Factors;
use crate::engine::sparse::SparseVector;
use crate::engine::tolerances::UPDATES;
use crate::engine::updates::Updates;

/// Updates that are always few.
const FEW_UPDATES: usize = 8;

/// Entries of updates for each of the factors and positions before new factors pay.
const WORN_ENTRIES: usize = 3;

/// Factors of a basis with updates.
#[derive(Debug, Clone)]
pub(crate) struct Factorisation {
    factors: Factors,
    updates: Updates,
    factoriser: Factoriser,
    /// Whether factors do not belong to the basis or the matrix.
    stale: bool,
}

impl Factorisation {
    /// None yet.
    #[must_use]
    pub(super) fn none() -> Self {
        Self {
            factors: Factors::default(),
            updates: Updates::default(),
            factoriser: Factoriser::default(),
            stale: true,
        }
    }

    /// Factorises the basis of the given variables, in canonical order.
    pub(super) fn run(&mut self, form: &Form, basic: impl Iterator<Item = usize>) {
        self.factoriser.run(form, basic, &mut self.factors);
        self.updates.clear();
        self.stale = false;
    }

    /// Variables by position, as of the last factorisation.
    pub(super) fn head(&self) -> &[u32] {
        &self.factoriser.head
    }

    /// Columns without pivot, which lost their place in the last factorisation.
    pub(super) fn rejected(&self) -> &[u32] {
        &self.factoriser.rejected
    }

    /// Logicals that took their place.
    pub(super) fn inserted(&self) -> &[u32] {
        &self.factoriser.inserted
    }

    /// Says that the factors do not belong to the basis or the matrix any more.
    pub(super) fn mark_stale(&mut self) {
        self.stale = true;
    }

    /// Whether they do not.
    pub(super) fn is_stale(&self) -> bool {
        self.stale
    }

    /// Whether no column was exchanged since the last factorisation.
    #[inline]
    pub(super) fn is_fresh(&self) -> bool {
        self.updates.is_empty()
    }

    /// Whether it is time for new factors.
    #[must_use]
    pub(super) fn is_worn(&self) -> bool {
        let most = WORN_ENTRIES * (self.factors.entry_count() + self.factors.row_at.len());
        self.updates.len() >= UPDATES
            || (self.updates.len() > FEW_UPDATES && self.updates.entry_count() > most)
    }

    /// Replaces the column at position `p` by the one with `B⁻¹ a = alpha`.
    pub(super) fn replace(&mut self, p: usize, alpha: &SparseVector) {
        self.updates.push(p, alpha);
    }

    /// Solves `B x = b` in place: `b` by position of rows, `x` by position.
    #[inline]
    pub(super) fn solve(&mut self, vector: &mut SparseVector) {
        self.factors.solve(vector);
        self.updates.apply(vector);
    }

    /// Solves `Bᵀ y = c` in place: `c` by position, `y` by position of rows.
    #[inline]
    pub(super) fn solve_transposed(&mut self, vector: &mut SparseVector) {
        self.updates.apply_transposed(vector);
        self.factors.solve_transposed(vector);
    }

    /// Position of row `i`.
    #[inline(always)]
    pub(super) fn position_of_row(&self, i: usize) -> usize {
        self.factors.position_of_row[i] as usize
    }

    /// Row at position `k`.
    #[inline(always)]
    pub(super) fn row_at(&self, k: usize) -> usize {
        self.factors.row_at[k] as usize
    }

    /// Rows by position.
    pub(super) fn rows(&self) -> &[u32] {
        &self.factors.row_at
    }

    /// Drops all updates, for tests of when they are too many.
    #[cfg(test)]
    pub(super) fn forget_updates(&mut self) {
        self.updates.clear();
    }
}
