//! # The working basis: who is in it, and who may enter
//!
//! Each variable is basic, at a bound, or free; basic ones have a position. In which directions a nonbasic one may move is kept
//! beside it: while later objectives are decided, those that an earlier one holds at their bound may not.

use crate::engine::basis::BasisStatus;
use crate::engine::lu::NONE;
use crate::engine::sparse::IndexSet;

/// May rise from its bound: attractive if its reduced cost is negative.
pub(crate) const RISE: u8 = 1;

/// May fall from its bound: attractive if its reduced cost is positive.
pub(crate) const FALL: u8 = 2;

/// In which of the directions `moves` a variable with reduced cost `d` may go at no cost, or at a gain.
#[inline(always)]
#[must_use]
pub(crate) fn free_moves(moves: u8, d: f64, tie: f64) -> u8 {
    // without a branch that is hard to foretell
    moves & ((u8::from(d <= tie) * RISE) | (u8::from(d >= -tie) * FALL))
}

/// Which variable stands where.
#[derive(Debug, Clone)]
pub(crate) struct WorkingBasis {
    /// Of each variable.
    pub(super) status: Vec<BasisStatus>,
    /// Variable at each position.
    pub(super) head: Vec<u32>,
    /// Position of each basic variable.
    pub(super) position: Vec<u32>,
    /// Whether a factorisation changed the basis since this was last cleared.
    pub(super) repaired: bool,
    /// In which directions each variable may enter: a sum of [`RISE`] and [`FALL`]; zero for basic and
    /// fixed variables and for those that an earlier objective holds at their bound.
    pub(super) moves: Vec<u8>,
    /// While later objectives are decided: variables that may move, or may have at some time.
    pub(super) open: IndexSet,
    /// While later objectives are decided: variables that changed their status; not those that a repair moved.
    pub(super) changed: Vec<u32>,
}

impl WorkingBasis {
    /// No variable is basic yet.
    pub(super) fn new(rows: usize, variables: usize) -> Self {
        Self {
            status: vec![BasisStatus::Lower; variables],
            head: Vec::with_capacity(rows),
            position: vec![NONE; variables],
            repaired: false,
            moves: vec![0; variables],
            open: IndexSet::new(variables),
            changed: Vec::new(),
        }
    }

    /// Whether all logicals, which stand behind the columns, are basic.
    pub(super) fn is_slack(&self, columns: usize) -> bool {
        let mut logicals = self.status[columns..].iter();
        logicals.all(|status| *status == BasisStatus::Basic)
    }

    /// Takes over the order of a factorisation.
    pub(super) fn take_order(&mut self, head: &[u32]) {
        self.head.clear();
        self.head.extend_from_slice(head);
        for (k, &v) in head.iter().enumerate() {
            self.position[v as usize] = k as u32;
        }
    }

    /// Makes `v` basic without a position.
    pub(super) fn admit(&mut self, v: usize) {
        self.status[v] = BasisStatus::Basic;
        self.moves[v] = 0;
    }

    /// Puts `q` at position `p` and gives the variable that stood there, which goes to `status`.
    pub(super) fn exchange(&mut self, p: usize, q: usize, status: BasisStatus) -> usize {
        let leaving = self.head[p] as usize;
        self.head[p] = q as u32;
        self.position[q] = p as u32;
        self.admit(q);
        self.status[leaving] = status;
        self.position[leaving] = NONE;
        leaving
    }

    /// Notes that `entering` and `leaving` changed their status while a later objective decides.
    pub(super) fn note_change(&mut self, entering: usize, leaving: usize) {
        self.open.set(leaving, true);
        self.changed.extend([entering as u32, leaving as u32]);
    }
}
