//! # Looking on
//!
//! Large programmes take minutes, and whoever waits wants to see that they go on. A watcher is set for the time of some
//! work on this thread, and told now and then where the engines that run in it stand. It changes nothing; without one, a step
//! costs a comparison. At the same time an engine looks whether it is to go on ([`crate::control`]).

use std::cell::RefCell;
use std::sync::Arc;

/// Steps between looks.
pub(super) const EVERY: usize = 64;

/// What an engine is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Values come within their bounds: the dual method.
    Feasibility,
    /// The first objective falls: the primal method.
    Objective,
    /// Later objectives decide among equals.
    Ties,
    /// An interior point goes through blocks: [`crate::blocks`].
    Blocks,
}

impl Phase {
    /// In a word or two.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Phase::Feasibility => "feasibility",
            Phase::Objective => "objective",
            Phase::Ties => "ties",
            Phase::Blocks => "blocks",
        }
    }
}

/// Where an engine stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Look {
    /// What it is about.
    pub phase: Phase,
    /// Rows of its programme.
    pub rows: usize,
    /// Columns of its programme.
    pub columns: usize,
    /// Steps since it began: basis changes and flips; those of an interior point.
    pub pivots: usize,
    /// Value of the first objective at the present basis: where the dual method rises from below, a bound but for what its
    /// costs are shifted by.
    pub objective: f64,
    /// What is proved of the optimum so far: no less, and no more; where a method knows both.
    pub bounds: Option<[f64; 2]>,
}

/// Who is told.
pub(crate) type Watcher = Arc<dyn Fn(&Look) + Send + Sync>;

thread_local! {
    static WATCHER: RefCell<Option<Watcher>> = const { RefCell::new(None) };
}

/// Sets back the watcher that was there before, also where the work panics.
struct Before(Option<Watcher>);

impl Drop for Before {
    fn drop(&mut self) {
        let before = self.0.take();
        WATCHER.with(|own| *own.borrow_mut() = before);
    }
}

/// Does `work` on this thread while `watcher` is told where its engines stand.
pub(crate) fn watched<R>(watcher: Option<Watcher>, work: impl FnOnce() -> R) -> R {
    let _before = Before(WATCHER.with(|own| own.replace(watcher)));
    work()
}

/// The watcher of this thread, to be handed to others.
#[must_use]
pub(crate) fn watcher() -> Option<Watcher> {
    WATCHER.with(|own| own.borrow().clone())
}
