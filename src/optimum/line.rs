//! # A programme that stands in the engine
//!
//! Where a case is asked thousands of times with other figures, its programme keeps its pattern nearly always and changes its
//! numbers. So it stands in the engine: the numbers that differ are changed in place, and the simplex method goes on from the basis where it
//! stands, which is a few steps from the next one. Where rows or columns come or go, a new engine starts from the basis as
//! it is [carried] over.
//!
//! The optimum is unique and certified like any other, so the answer is that from scratch to the rounding of the last digits.

use crate::case::Case;
use crate::engine::{Basis, Engine, Outcome, Settings, Status};
use crate::formulation::Formulation;
use crate::program::Program;
use crate::solver::{self, SolveError, Solver};

use super::Optimum;
use super::held::held_runs;
use super::series::{carried, has_same_pattern};

/// Programmes of one kind, one after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    last: Option<Last>,
    /// What it took so far.
    pub work: Work,
}

/// What answers took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Work {
    /// Programmes whose numbers were those of the one before.
    pub same: u64,
    /// Programmes with other numbers.
    pub moved: u64,
    /// Programmes with other rows or columns, the first included.
    pub new: u64,
    /// Programmes among these that the engine could not certify from there.
    pub from_scratch: u64,
    /// Basis changes and flips of the engine.
    pub steps: u64,
}

impl Work {
    /// What was done after `before`.
    pub(crate) const fn since(self, before: Self) -> Self {
        Work {
            same: self.same - before.same,
            moved: self.moved - before.moved,
            new: self.new - before.new,
            from_scratch: self.from_scratch - before.from_scratch,
            steps: self.steps - before.steps,
        }
    }
}

impl std::ops::Add for Work {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Work {
            same: self.same + other.same,
            moved: self.moved + other.moved,
            new: self.new + other.new,
            from_scratch: self.from_scratch + other.from_scratch,
            steps: self.steps + other.steps,
        }
    }
}

#[derive(Debug, Clone)]
struct Last {
    formulation: Formulation,
    x: Vec<f64>,
    /// None where another way led to the answer.
    engine: Option<Engine>,
}

impl Line {
    /// Solves the next programme of `case`.
    ///
    /// # Errors
    /// [`SolveError`] where it has no certified optimum.
    pub(crate) fn solve(
        &mut self,
        case: &Case,
        formulation: Formulation,
    ) -> Result<(), SolveError> {
        let last = self.last.take();
        let known = if held_runs(case).is_empty() {
            self.restarted(last, &formulation.program)
        } else {
            None
        };
        let (engine, x) = match known {
            Some((engine, x)) => (Some(engine), x),
            None => {
                self.work.from_scratch += 1;
                let optimum = Optimum::of(case, formulation.clone(), Solver::Engine)?;
                (None, optimum.solved.solution.x)
            }
        };
        self.last = Some(Last {
            formulation,
            x,
            engine,
        });
        Ok(())
    }

    /// The programme that was solved last.
    pub(crate) fn formulation(&self) -> Option<&Formulation> {
        self.last.as_ref().map(|last| &last.formulation)
    }

    /// Its basis, where the engine has it.
    pub(crate) fn basis(&self) -> Option<Basis> {
        Some(self.last.as_ref()?.engine.as_ref()?.basis())
    }

    /// Values of its columns.
    pub(crate) fn x(&self) -> &[f64] {
        self.last.as_ref().map_or(&[], |last| &last.x)
    }

    /// The engine at the optimum, and values of the columns; `None` where it does not certify one from where it stands.
    fn restarted(&mut self, last: Option<Last>, next: &Program) -> Option<(Engine, Vec<f64>)> {
        let Some(Last {
            formulation,
            x,
            engine: Some(mut engine),
        }) = last
        else {
            self.work.new += 1;
            let mut engine = engine_of(next);
            let outcome = engine.solve();
            return self.certified(engine, outcome);
        };
        let program = &formulation.program;
        if !has_same_pattern(program, next) {
            self.work.new += 1;
            let basis = carried(&engine.basis(), program, next);
            let mut engine = engine_of(next);
            let outcome = engine.solve_from(&basis).ok()?;
            return self.certified(engine, outcome);
        }
        if !engine.renumber(next) {
            self.work.same += 1;
            return Some((engine, x));
        }
        self.work.moved += 1;
        let outcome = engine.reoptimise();
        self.certified(engine, outcome)
    }

    fn certified(&mut self, engine: Engine, outcome: Outcome) -> Option<(Engine, Vec<f64>)> {
        self.work.steps += outcome.pivots.iterations() as u64;
        let certificate = outcome.certificate?;
        let holds = outcome.status == Status::Optimal && certificate.holds();
        holds.then_some((engine, outcome.x))
    }
}

/// An engine whose values may depend on the path in their last digits.
fn engine_of(program: &Program) -> Engine {
    let settings = Settings {
        path_free: false,
        ..solver::settings_of(program)
    };
    Engine::with_settings(program, settings)
}
