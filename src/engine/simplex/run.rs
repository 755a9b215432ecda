//! # How a run goes: steps, stalling, limits

use crate::engine::pivots::Pivots;
use crate::engine::tolerances::{DEGENERATE, PIVOT, PIVOT_LAST};
use crate::engine::watch::EVERY;

/// Counters and limits of a run.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// Steps so far.
    pub(super) pivots: Pivots,
    /// Consecutive degenerate steps.
    pub(super) stalled: usize,
    /// Whether perturbation is still allowed in this solve.
    pub(super) may_perturb: bool,
    /// Basis changes and flips after which a solve gives up.
    pub(super) iteration_limit: usize,
    /// Smallest pivots that ratio tests look at: while factors are updated, and when they are fresh.
    pub(super) least_pivots: [f64; 2],
    /// Steps after which a watcher is told next.
    pub(super) next_look: usize,
    /// Constant of the first objective, for watchers.
    pub(super) constant: f64,
}

impl Run {
    /// At its start, without limits.
    pub(super) fn new() -> Self {
        Self {
            pivots: Pivots::default(),
            stalled: 0,
            may_perturb: true,
            iteration_limit: usize::MAX,
            least_pivots: [PIVOT, PIVOT_LAST],
            next_look: 0,
            constant: 0.0,
        }
    }

    /// Begins to count steps.
    pub(super) fn begin(&mut self, constant: f64) {
        self.pivots = Pivots::default();
        self.next_look = EVERY;
        self.constant = constant;
    }

    /// Counts a step of this length in a basis of so many positions; whether so many came to nothing that a perturbation is due.
    pub(super) fn is_stalling(&mut self, step: f64, positions: usize) -> bool {
        if step.abs() > DEGENERATE {
            self.stalled = 0;
            return false;
        }
        self.stalled += 1;
        let due = self.stalled > 20 + positions / 20 && self.may_perturb;
        if due {
            self.stalled = 0;
        }
        due
    }
}
