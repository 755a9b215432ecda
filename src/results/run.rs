//! # A sweep from its plan to a file
//!
//! Rows are appended to the journal of a [`Target`] as they are answered, in the order of their scenarios; where the run is stopped
//! or killed, the next one goes on behind the last of them.

use std::path::PathBuf;
use std::time::Instant;

use crate::case::Case;
use crate::control::{Control, Progress};
use crate::sweep::grid::Grid;
use crate::sweep::run::{self, Form, Options, Plan};
use crate::sweep::summary::{RowTally, Summary, Tally};

use super::ResultsError;
use super::journal::{Journal, Opening};
use super::outputs::Outputs;
use super::state::State;
use super::target::Target;

/// Which rows are answered, and what may be written.
#[derive(Debug)]
pub struct Sweeping<'a> {
    /// What is swept.
    pub case: &'a Case,
    /// Its scenarios.
    pub grid: &'a Grid,
    /// What the rows belong to, and which of them are wanted.
    pub state: &'a State,
    /// What may be written.
    pub outputs: &'a Outputs,
    /// Go on with rows that are there.
    pub resume: bool,
    /// Replace them.
    pub force: bool,
    /// Who answers; learnt from case and grid where nobody is given.
    pub plan: Option<&'a Plan<'a>>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// All rows were there before.
    Already,
    /// All rows are there now.
    Whole(Box<Summary>),
    /// It was stopped; the rows that are there stay.
    Stopped {
        /// Where they stand.
        journal: PathBuf,
        /// So many.
        rows: u64,
        /// Of so many.
        of: u64,
    },
}

/// Answers the rows that `target` does not hold yet and writes them, with their state and their summary beside them. Whoever waits is
/// told how many rows there are.
///
/// # Errors
/// [`ResultsError`] where the first scenario is no valid case, results are there that are of another sweep or damaged or may not be
/// replaced, or a file cannot be written.
pub fn write(
    target: &Target,
    sweeping: &Sweeping<'_>,
    control: &Control<'_>,
) -> Result<Written, ResultsError> {
    let start = Instant::now();
    let Sweeping { case, grid, .. } = sweeping;
    let (state, outputs) = (sweeping.state, sweeping.outputs);
    // a shard is named by its rows: what is there of it is its own
    let resume = sweeping.resume || target.is_shard() && !sweeping.force;
    if target.is_complete(state, resume, outputs)? {
        return Ok(Written::Already);
    }
    let layout = run::layout(case, grid, state.placements);
    let mut header = Vec::new();
    layout.write_header(&mut header);
    let opening = Opening {
        resume,
        force: sweeping.force,
        outputs,
        header: &header,
        state,
    };
    let mut before = RowTally::new(layout.header());
    let path = target.journal();
    // before anything is learnt: what may not be written is said at once
    let mut journal = Journal::open(&path, &opening, |line| {
        before.iter_mut().for_each(|tally| tally.add(line));
        Ok(())
    })?;
    let learnt;
    let plan = match sweeping.plan {
        Some(plan) => plan,
        None => {
            learnt = learn(case, grid, state)?;
            &learnt
        }
    };
    let tally = answer(plan, state, &mut journal, control)?;
    let (rows, of) = (journal.rows(), state.row_count());
    if rows < of {
        return Ok(Written::Stopped {
            journal: path,
            rows,
            of,
        });
    }
    target.finish(state, journal)?;
    let seconds = start.elapsed().as_secs_f64();
    let causes = &plan.layout.causes;
    let told = tally.summary(causes, plan.seed_bases() as u64, seconds);
    if let Some(mut whole) = before {
        whole.join(&tally, causes);
        write_summary(target, &whole.summary(), &told)?;
    }
    Ok(Written::Whole(Box::new(told)))
}

/// The plan of the sweep that `state` is a part of.
///
/// # Errors
/// [`ResultsError`] where the first scenario is no valid case.
pub fn learn<'a>(case: &'a Case, grid: &'a Grid, state: &State) -> Result<Plan<'a>, ResultsError> {
    let options = Options {
        placements: state.placements,
        sample: state.sample,
    };
    Plan::new(case, grid, options)
        .map_err(|error| ResultsError::input(tr!("first scenario: {error}", error = error)))
}

/// Answers the rows that the journal does not hold yet, and appends them.
#[allow(clippy::cast_precision_loss)]
fn answer(
    plan: &Plan<'_>,
    state: &State,
    journal: &mut Journal,
    control: &Control<'_>,
) -> Result<Tally, ResultsError> {
    let (rows, done) = (state.rows(), journal.rows());
    let wanted = match plan.is_selection() {
        true => plan.behind(done)..plan.len(),
        false => rows.start + done..rows.end,
    };
    let all = state.row_count() as f64;
    let tell = |told: &Progress<'_>| control.tell("scenarios", done as f64 + told.done, all);
    let inner = control.clone().telling(&tell);
    let mut tally = Tally::default();
    plan.run(
        &wanted,
        Form::Text,
        &inner,
        |block| -> Result<(), ResultsError> {
            journal.append(&block.text)?;
            tally.join(&block.tally);
            plan.give_back(block);
            Ok(())
        },
    )?;
    journal.finish()?;
    Ok(tally)
}

/// Writes the summary of all rows, with the speed of the run that answered the last of them.
fn write_summary(target: &Target, whole: &Summary, run: &Summary) -> Result<(), ResultsError> {
    if target.is_shard() {
        return Ok(());
    }
    let summary = Summary {
        answered: run.answered,
        seed_bases: run.seed_bases,
        further_bases: run.further_bases,
        seconds: run.seconds,
        scenarios_per_s: run.scenarios_per_s,
        ..whole.clone()
    };
    Ok(super::state::write_summary(target.path(), &summary)?)
}
