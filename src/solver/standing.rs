//! # A programme that stands in the engine, and one way to its answer
//!
//! Whoever asks a programme, once or again and again with numbers that change in place, asks a [`Standing`] one. The policy is stated
//! here and nowhere else:
//!
//! 1. *warm*: from the basis at hand, or one that is given, if there is one;
//! 2. *cold*: where that proves nothing, from the start: by way of the [inside](super::inside) in [`solve_near`](super::solve_near), where there is no
//!    basis at all. A warm start that does not settle says nothing about the programme;
//! 3. *others*: where the engine proves nothing at all, as [`verdict`](super::verdict) has it;
//! 4. *proof*: no answer without a certificate, a multiplier or a ray that holds.
//!
//! [`Standing::outcome`] stops after the second step, for those who read more than an answer;
//! [`solve_near`](super::solve_near) goes on to the last. Three leave a step out, because of what they count or keep: a [worker](crate::sweep::worker) of a sweep has no cold start, so that its
//! time is bounded; a [line](crate::optimum::line) of cases starts its cold solve anew, with the runs that are held together; a
//! [path](crate::path) follows a basis and notes a gap where it is lost.

use super::proved;
use crate::engine::{Basis, Engine, Outcome};

/// A programme in the engine.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    engine: Engine,
}

/// Where a solve begins.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Begin<'a> {
    /// At the start.
    Cold,
    /// At a basis that was met in a like programme.
    Warm(&'a Basis),
    /// At a basis of which the edge weights are known.
    Weighed(&'a Basis, &'a [f32]),
    /// Where the engine stands.
    Here,
}

impl Standing {
    /// The programme that stands in `engine`.
    pub(crate) const fn new(engine: Engine) -> Self {
        Standing { engine }
    }

    /// The engine, to change numbers in.
    pub(crate) const fn engine(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// The engine, to be looked at.
    pub(crate) const fn looked_at(&self) -> &Engine {
        &self.engine
    }

    /// What the engine says of the numbers as they stand: warm, or else cold.
    pub(crate) fn outcome(&mut self, begin: Begin<'_>) -> Outcome {
        let warm = match begin {
            Begin::Cold => None,
            Begin::Warm(basis) => self.engine.solve_from(basis).ok(),
            Begin::Weighed(basis, weights) => self.engine.solve_weighed(basis, weights).ok(),
            Begin::Here => Some(self.engine.reoptimise()),
        };
        let warm = warm.filter(|outcome| proved(outcome.status).is_some());
        warm.unwrap_or_else(|| self.engine.solve())
    }
}
