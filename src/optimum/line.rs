//! # A programme that stands in the engine
//!
//! Where a case is asked thousands of times with other figures, its programme keeps its pattern nearly always and changes its
//! numbers. So it stands in the engine: the numbers that differ are changed in place, and the simplex method goes on from the basis where it
//! stands, which is a few steps from the next one. Where rows or columns come or go, a new engine starts from the basis as
//! it is [carried] over.
//!
//! The optimum is unique and certified like any other, so the answer is that from scratch to the rounding of the last digits.

use std::sync::Arc;

use crate::case::{Accounting, Case};
use crate::engine::{Basis, Engine, Outcome, Settings, Status};
use crate::formulation::Formulation;
use crate::formulation::measures::Item;
use crate::program::Program;
use crate::solver::{self, SolveError, Solver};

use super::Optimum;
use super::held::held_runs;
use super::series::{carried, has_same_pattern};

/// Programmes of one kind, one after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    last: Option<Last>,
    /// Where far programmes with other rows or columns start, if that was noted.
    home: Option<Arc<(Basis, Program)>>,
    /// Whether the next programme is far from the last one.
    is_far: bool,
    /// Where the next programme starts, if it does not go on from the last one.
    start: Option<Basis>,
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

/// Values of the columns, and prices of the rows.
type Answer = (Vec<f64>, Vec<f64>);

#[derive(Debug, Clone)]
struct Last {
    formulation: Formulation,
    x: Vec<f64>,
    /// Prices of the rows; none where another way led to the answer.
    duals: Vec<f64>,
    /// None where another way led to the answer.
    engine: Option<Engine>,
    /// Whether `x` is not of the numbers as they stand.
    is_edited: bool,
}

/// Numbers of a programme that become others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edits {
    /// Measures of columns, and with them their costs.
    pub measures: Vec<(Item, usize)>,
    /// Place in the list of entries, column, value.
    pub entries: Vec<(usize, usize, f64)>,
    /// Column, lower and upper bound.
    pub bounds: Vec<(usize, f64, f64)>,
    /// Row, lower and upper bound.
    pub rows: Vec<(usize, f64, f64)>,
}

impl Edits {
    pub(crate) fn is_nothing(&self) -> bool {
        self.measures.is_empty() && self.moves_costs_alone()
    }

    /// Whether rows, bounds and entries stay as they are.
    pub(crate) fn moves_costs_alone(&self) -> bool {
        self.entries.is_empty() && self.bounds.is_empty() && self.rows.is_empty()
    }

    /// Makes them in a programme; measures are left to the caller.
    pub(crate) fn apply(&self, program: &mut Program) {
        for &(entry, _, value) in &self.entries {
            program.matrix.values[entry] = value;
        }
        for &(j, lower, upper) in &self.bounds {
            (program.lower[j], program.upper[j]) = (lower, upper);
        }
        for &(i, lower, upper) in &self.rows {
            (program.row_lower[i], program.row_upper[i]) = (lower, upper);
        }
    }

    /// What undoes them in a programme that was `before` without them.
    pub(crate) fn undone(&self, before: &Program) -> Self {
        let entries = self.entries.iter();
        let bounds = self.bounds.iter();
        let rows = self.rows.iter();
        Edits {
            measures: self.measures.clone(),
            entries: entries
                .map(|&(entry, j, _)| (entry, j, before.matrix.values[entry]))
                .collect(),
            bounds: bounds
                .map(|&(j, ..)| (j, before.lower[j], before.upper[j]))
                .collect(),
            rows: rows
                .map(|&(i, ..)| (i, before.row_lower[i], before.row_upper[i]))
                .collect(),
        }
    }
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
        let (engine, (x, duals)) = match known {
            Some((engine, answer)) => (Some(engine), answer),
            None => {
                self.work.from_scratch += 1;
                let optimum = Optimum::of(case, formulation.clone(), Solver::Engine)?;
                (None, (optimum.solved.solution.x, Vec::new()))
            }
        };
        self.last = Some(Last {
            formulation,
            x,
            duals,
            engine,
            is_edited: false,
        });
        Ok(())
    }

    /// Solves the programme that has the numbers of `from` but for what `change` makes of them, without a copy of it where the one at hand has
    /// the same rows and columns.
    ///
    /// # Errors
    /// As [`solve`](Self::solve).
    pub(crate) fn solve_as(
        &mut self,
        case: &Case,
        from: &Formulation,
        change: impl FnOnce(&mut Formulation),
    ) -> Result<(), SolveError> {
        let alike = self.last.take_if(|last| {
            last.engine.is_some() && has_same_pattern(&last.formulation.program, &from.program)
        });
        let Some(mut last) = alike else {
            let mut formulation = from.clone();
            change(&mut formulation);
            return self.solve(case, formulation);
        };
        last.formulation.take_numbers(from);
        change(&mut last.formulation);
        let program = &last.formulation.program;
        let differs = last.engine.as_mut().map(|engine| engine.renumber(program));
        last.is_edited |= differs == Some(true);
        let is_same = !last.is_edited;
        self.last = Some(last);
        if is_same {
            self.work.same += 1;
            self.is_far = false;
        }
        self.resolve(case)
    }

    /// Notes the programme at hand as that from which far ones start.
    pub(crate) fn settle(&mut self) {
        let basis = self.basis();
        let program = self.formulation().map(|of| of.program.clone());
        self.home = basis.zip(program).map(Arc::new);
    }

    /// Tells that the next programme is far from the last one, and no nearer to it than to where this line settled.
    pub(crate) fn leave(&mut self) {
        self.is_far = true;
    }

    /// Goes on from where another line stands, which is of the same point: where that has rows and columns which this one has not, or where the
    /// point is far from the one before.
    pub(crate) fn follow(&mut self, other: &Line) {
        let has_same_pattern = match (self.formulation(), other.formulation()) {
            (Some(own), Some(of)) => has_same_pattern(&own.program, &of.program),
            _ => false,
        };
        if !has_same_pattern {
            self.last.clone_from(&other.last);
        } else if self.is_far {
            self.start = other.basis();
        }
    }

    /// Changes numbers of the programme of `case` at hand; measures become those of `from`, which has the same columns.
    pub(crate) fn edit(&mut self, case: &Case, from: &Formulation, edits: &Edits) {
        if let Some(last) = &mut self.last {
            last.is_edited |= !edits.is_nothing();
            last.take_measures(case.accounting, from, &edits.measures);
            last.edit(edits);
        }
    }

    /// Solves the programme at hand, if any of its numbers was changed.
    ///
    /// # Errors
    /// As [`solve`](Self::solve).
    pub(crate) fn resolve(&mut self, case: &Case) -> Result<(), SolveError> {
        match self.last.take() {
            Some(
                mut last @ Last {
                    is_edited: true,
                    engine: Some(_),
                    ..
                },
            ) => {
                self.work.moved += 1;
                if let Some(answer) = self.reoptimised(&mut last) {
                    (last.x, last.duals) = answer;
                    last.is_edited = false;
                    self.last = Some(last);
                    return Ok(());
                }
                last.engine = None;
                self.solve(case, last.formulation)
            }
            Some(last) if last.is_edited => self.solve(case, last.formulation),
            last => {
                self.last = last;
                Ok(())
            }
        }
    }

    fn reoptimised(&mut self, last: &mut Last) -> Option<Answer> {
        let engine = last.engine.as_mut()?;
        let outcome = match self.start_of(&last.formulation.program) {
            Some(basis) => engine.solve_from(&basis).ok()?,
            None => engine.reoptimise(),
        };
        self.told(outcome)
    }

    /// Where a far programme starts: at that of the same point which it [follows](Self::follow), else where this line settled. `None` where it is not
    /// far, or those have other rows or columns.
    fn start_of(&mut self, next: &Program) -> Option<Basis> {
        let is_far = std::mem::take(&mut self.is_far);
        if let Some(start) = self.start.take() {
            return Some(start);
        }
        let (basis, program) = self.home.as_deref().filter(|_| is_far)?;
        has_same_pattern(program, next).then(|| basis.clone())
    }

    /// The programme that was solved last.
    pub(crate) fn formulation(&self) -> Option<&Formulation> {
        self.last.as_ref().map(|last| &last.formulation)
    }

    /// Its basis, where the engine has it.
    pub(crate) fn basis(&self) -> Option<Basis> {
        Some(self.last.as_ref()?.engine.as_ref()?.basis())
    }

    /// Prices of its rows; none where another way than the engine led to the answer.
    pub(crate) fn duals(&self) -> &[f64] {
        self.last.as_ref().map_or(&[], |last| &last.duals)
    }

    /// Values of its columns.
    pub(crate) fn x(&self) -> &[f64] {
        self.last.as_ref().map_or(&[], |last| &last.x)
    }

    /// The engine at the optimum, and the answer; `None` where it does not certify one from where it stands.
    fn restarted(&mut self, last: Option<Last>, next: &Program) -> Option<(Engine, Answer)> {
        let Some(Last {
            formulation,
            x,
            duals,
            engine: Some(mut engine),
            is_edited,
        }) = last
        else {
            self.is_far = false;
            self.work.new += 1;
            let mut engine = engine_of(next);
            let outcome = engine.solve();
            return self.certified(engine, outcome);
        };
        let program = &formulation.program;
        if !has_same_pattern(program, next) {
            self.work.new += 1;
            let is_far = std::mem::take(&mut self.is_far);
            let basis = match self.home.as_deref().filter(|_| is_far) {
                Some((basis, program)) => carried(basis, program, next),
                None => carried(&engine.basis(), program, next),
            };
            let mut engine = engine_of(next);
            let outcome = engine.solve_from(&basis).ok()?;
            return self.certified(engine, outcome);
        }
        if !engine.renumber(next) && !is_edited {
            self.work.same += 1;
            self.is_far = false;
            return Some((engine, (x, duals)));
        }
        self.work.moved += 1;
        let outcome = match self.start_of(next) {
            Some(basis) => engine.solve_from(&basis).ok()?,
            None => engine.reoptimise(),
        };
        self.certified(engine, outcome)
    }

    fn certified(&mut self, engine: Engine, outcome: Outcome) -> Option<(Engine, Answer)> {
        self.told(outcome).map(|answer| (engine, answer))
    }

    /// Values and prices where they are certified.
    fn told(&mut self, outcome: Outcome) -> Option<Answer> {
        self.work.steps += outcome.pivots.iterations() as u64;
        let certificate = outcome.certificate?;
        let holds = outcome.status == Status::Optimal && certificate.holds();
        holds.then_some((outcome.x, outcome.duals))
    }
}

impl Last {
    fn take_measures(
        &mut self,
        accounting: Accounting,
        from: &Formulation,
        measures: &[(Item, usize)],
    ) {
        let mut columns = Vec::with_capacity(measures.len());
        for &(item, j) in measures {
            let amount = from.measures.at(item, j);
            self.formulation.measures.set(item, j, amount);
            columns.push(j);
        }
        columns.sort_unstable();
        columns.dedup();
        for j in columns {
            self.formulation.recost(j, accounting);
            if let Some(engine) = &mut self.engine {
                for (rank, objective) in self.formulation.program.objectives.iter().enumerate() {
                    engine.set_cost(rank, j, objective.coefficients[j]);
                }
            }
        }
    }

    fn edit(&mut self, edits: &Edits) {
        edits.apply(&mut self.formulation.program);
        let Some(engine) = &mut self.engine else {
            return;
        };
        for &(entry, j, value) in &edits.entries {
            engine.set_value(entry, j, value);
        }
        for &(j, lower, upper) in &edits.bounds {
            engine.set_column_bounds(j, lower, upper);
        }
        for &(i, lower, upper) in &edits.rows {
            engine.set_row_bounds(i, lower, upper);
        }
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
