//! # A sweep from its grid to its rows
//!
//! Scenarios are numbered 1, 2, 3 … in the order of the grid. They are cut into blocks of a size that
//! depends on the case and the grid alone; each block starts from the same [`Seeds`], learnt from a few
//! scenarios spread over the whole grid. So what a row says does not depend on threads, shards or
//! interruptions. A shard is any range of rows: where it begins within a block, the rows before it are answered again and
//! not written, so blocks are small where scenarios take long.
//!
//! Parameters in which the programme is not affine (they move rows or columns, or bend) split a block:
//! each combination of their values has a family of its own. Where such values are too many, each
//! scenario is formulated and solved for itself.

mod families;
mod selection;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::case::Case;
use crate::control::Control;
use crate::formulation::size::Size;
use crate::formulation::{Formulation, formulate};
use crate::mixing::{GAMMA, mix};
use crate::parameter::ChangeError;

use super::columns::Columns;
use super::error::SweepError;
use super::grid::Grid;
use super::history::Nearness;
use super::indicators::{self, Indicator};
use super::reader::Reader;
use super::record::{Layout, Record};
use super::row_writer::RowWriter;
use super::seeds;
use super::stream;
use super::subject::Subject;
use super::summary::Tally;
use super::worker::{Seeds, Worker};
use crate::family::{Family, NoFamily, Range as Span};
#[cfg(feature = "results")]
pub(crate) use selection::Condition;
use selection::Selection;

/// Most scenarios in a block.
const BLOCK: u64 = 32_768;
/// Fewest, where there are as many: a block has to learn where it is.
const LEAST: u64 = 64;
/// Scenarios of a block times the square of their columns, with which their time grows: a shard or an interrupted run
/// repeats no more than one block.
const BLOCK_WORK: u64 = 100_000_000_000;
/// Bytes of a row, about.
const ROW_BYTES: usize = 400;

/// What is swept.
#[derive(Debug)]
pub struct Plan<'a> {
    pub(super) case: &'a Case,
    pub(super) grid: &'a Grid,
    kinds: Vec<Indicator>,
    /// The columns of a row.
    pub layout: Layout,
    /// Ranges of all parameters in the grid.
    pub(super) ranges: Vec<Span>,
    /// Parameters that split the sweep into families.
    pub bent: Vec<usize>,
    /// The family of the whole sweep, where one serves all.
    pub(super) whole: Option<(Subject, Seeds)>,
    /// Where rows are read from regions alone: the scenarios that none answers, by number, with their answers.
    pub(super) mapped: Option<HashMap<u64, Record>>,
    /// Which scenarios have rows.
    selection: Selection,
    /// Which scenarios: `None` for all.
    pub(super) sample: Option<u64>,
    /// Room of blocks that were written.
    spare: Mutex<Vec<Vec<u8>>>,
    /// Scenarios in a block.
    pub block: u64,
    /// Rows of the programme.
    pub row_count: usize,
    /// Columns of the programme.
    pub column_count: usize,
}

/// Scenarios in a block of a sweep.
#[must_use]
pub(crate) fn block_size(case: &Case) -> u64 {
    let columns = Size::of(case).columns.max(1);
    (BLOCK_WORK / columns.saturating_mul(columns)).clamp(LEAST, BLOCK)
}

/// The columns of the rows of a sweep.
#[must_use]
pub fn layout(case: &Case, grid: &Grid, placements: bool) -> Layout {
    let kinds = indicators::kinds(case, placements);
    let labels: Vec<String> = grid.parameters().iter().map(|p| p.label()).collect();
    let layout = Layout::new(case, &labels, &kinds);
    // a grid may give marginal factors to hubs without: then it does in every scenario
    let mut first = case.clone();
    let mut point = vec![0.0; labels.len()];
    grid.point(0, &mut point);
    let applied = grid.apply(&point, case, &mut first);
    let first = if applied.is_ok() { &first } else { case };
    layout.with_marginal(first.has_marginal_factors())
}

/// A scenario and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioRow {
    /// Its number in the grid, from 1.
    pub scenario: u64,
    /// The figures of the parameters, in the order of [`Grid::parameters`].
    pub point: Vec<f64>,
    /// The answer.
    pub record: Record,
    /// What the grid says of it; most often nothing.
    pub note: String,
}

/// As what a block gives its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As CSV lines: [`Block::text`].
    Text,
    /// As values: [`Block::rows`].
    Rows,
    /// As values by column: [`Block::columns`].
    Columns,
}

/// The rows of a block, and what they hold.
#[derive(Debug, Default)]
pub struct Block {
    /// CSV lines, one a scenario, where text was asked for.
    pub text: Vec<u8>,
    /// The rows, where those were asked for.
    pub rows: Vec<ScenarioRow>,
    /// The same by column, where that was asked for.
    pub columns: Columns,
    /// What the summary needs.
    pub tally: Tally,
}

/// What a sweep answers beside its grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Also the load of each workload at each hub.
    pub placements: bool,
    /// Only so many scenarios, spread evenly over the grid.
    pub sample: Option<u64>,
}

impl<'a> Plan<'a> {
    /// Learns how the programme follows the parameters, and the seeds.
    ///
    /// # Errors
    /// [`ChangeError`] where the first scenario is no valid case.
    pub fn new(case: &'a Case, grid: &'a Grid, options: Options) -> Result<Self, ChangeError> {
        Self::taught(case, grid, options, Self::seeded)
    }

    /// As [`Plan::new`], without seeds.
    pub(super) fn unseeded(
        case: &'a Case,
        grid: &'a Grid,
        options: Options,
    ) -> Result<Self, ChangeError> {
        Self::taught(case, grid, options, |plan, family| {
            (plan.subject_of(family), Seeds::new(&plan.ranges))
        })
    }

    fn taught(
        case: &'a Case,
        grid: &'a Grid,
        options: Options,
        teach: impl Fn(&Self, Family) -> (Subject, Seeds),
    ) -> Result<Self, ChangeError> {
        let kinds = indicators::kinds(case, options.placements);
        let base = formulate(case).program;
        let sample = options.sample.filter(|&n| n < grid.len());
        let mut plan = Plan {
            layout: layout(case, grid, options.placements),
            ranges: grid
                .ranges()
                .into_iter()
                .map(|(low, high)| Span { low, high })
                .collect(),
            bent: Vec::new(),
            whole: None,
            mapped: None,
            selection: Selection::All,
            spare: Mutex::default(),
            block: block_size(case),
            sample,
            row_count: base.row_count(),
            column_count: base.column_count(),
            case,
            grid,
            kinds,
        };
        plan.learn(teach)?;
        Ok(plan)
    }

    /// Number of scenarios.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.sample.unwrap_or_else(|| self.grid.len())
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of blocks.
    #[must_use]
    pub fn block_count(&self) -> u64 {
        self.len().div_ceil(self.block)
    }

    /// Whether one family serves the whole grid.
    #[must_use]
    pub fn is_affine(&self) -> bool {
        self.whole.is_some()
    }

    /// Bases that the seeds met.
    #[must_use]
    pub fn seed_bases(&self) -> usize {
        self.whole
            .as_ref()
            .map_or(0, |(_, seeds)| seeds.basis_count())
    }

    /// Grid number of the `at`-th scenario of the sweep: with a sample, one from each of as many equal
    /// parts of the grid, at a place in it that is fixed by its number.
    #[must_use]
    pub fn scenario(&self, at: u64) -> u64 {
        match self.sample {
            None => at,
            Some(count) => {
                let bound = |k: u64| {
                    (u128::from(self.grid.len()) * u128::from(k) / u128::from(count)) as u64
                };
                let (low, high) = (bound(at), bound(at + 1));
                low + mix(at.wrapping_add(GAMMA)) % (high - low).max(1)
            }
        }
    }

    pub(super) fn point(&self, at: u64) -> Vec<f64> {
        let mut point = vec![0.0; self.grid.parameters().len()];
        self.grid.point(self.scenario(at), &mut point);
        point
    }

    fn formulation(&self, point: &[f64], scratch: &mut Case) -> Result<Formulation, ChangeError> {
        self.grid.apply(point, self.case, scratch)?;
        Ok(formulate(scratch))
    }

    fn learn(
        &mut self,
        teach: impl Fn(&Self, Family) -> (Subject, Seeds),
    ) -> Result<(), ChangeError> {
        let mut scratch = self.case.clone();
        // parameters that bend are found one set at a time; the rest is tried again without them
        let parameters = self.grid.parameters();
        // no limit is no end of a range, and nothing lies between choices
        let has_no_middle = |k: &usize| {
            let Span { low, high } = self.ranges[*k];
            let is_choice = parameters[*k].key.quantity().allowed().is_choice();
            !(low.is_finite() && high.is_finite()) || is_choice && low < high
        };
        let mut bent: Vec<usize> = (0..self.ranges.len()).filter(has_no_middle).collect();
        while bent.len() < self.ranges.len() {
            let ranges: Vec<Span> = (0..self.ranges.len())
                .map(|k| match bent.contains(&k) {
                    false => self.ranges[k],
                    true => Span {
                        low: self.ranges[k].low,
                        high: self.ranges[k].low,
                    },
                })
                .collect();
            match Family::learn(&ranges, |point| self.formulation(point, &mut scratch)) {
                Ok(family) if bent.is_empty() => {
                    self.whole = Some(teach(self, family));
                    break;
                }
                Ok(_) => break,
                Err(NoFamily::Bent(more)) => bent.extend(more.parameters),
                // a corner that is no case: its scenarios say so themselves
                Err(NoFamily::Invalid(_)) => bent = (0..self.ranges.len()).collect(),
            }
        }
        bent.sort_unstable();
        bent.dedup();
        self.bent = bent;
        Ok(())
    }

    fn subject_of(&self, family: Family) -> Subject {
        Subject::new(self.case, family, &self.ranges, self.kinds.clone())
    }

    /// Reads rows from these regions from now on, and those of `exceptions` from there.
    pub(super) fn map(&mut self, seeds: Seeds, exceptions: Vec<(u64, Record)>) {
        if let Some((_, known)) = &mut self.whole {
            *known = seeds;
            self.mapped = Some(exceptions.into_iter().collect());
        }
    }

    /// A family of the whole grid with its seeds. A sweep of one block learns as it goes.
    fn seeded(&self, family: Family) -> (Subject, Seeds) {
        let subject = self.subject_of(family);
        let seeds = if self.block_count() > 1 {
            seeds::learn(&subject, &self.ranges, self.len(), |at| self.point(at))
        } else {
            Seeds::new(&self.ranges)
        };
        (subject, seeds)
    }

    /// Answers one block.
    #[must_use]
    pub fn answer_block(&self, block: u64) -> Block {
        self.answer_wanted(block, 0..self.len(), Form::Text, &AtomicBool::new(false))
    }

    /// Answers `wanted` rows, counted from 0, and hands them on in order, block by block. Where `control` stops it, the first rows
    /// of one more block are handed on, and it ends; who waits is told how many of these rows there are.
    ///
    /// # Errors
    /// [`SweepError::Threads`], and what `write` gives.
    #[allow(clippy::cast_precision_loss)]
    pub fn run<E: From<SweepError>>(
        &self,
        wanted: &Range<u64>,
        form: Form,
        control: &Control<'_>,
        mut write: impl FnMut(Block) -> Result<(), E>,
    ) -> Result<(), E> {
        let stop = control.flag();
        let (mut done, total) = (0, wanted.end.saturating_sub(wanted.start));
        control.tell("scenarios", 0.0, total as f64);
        let blocks = self.blocks_of(wanted);
        let work = |block| self.answer_wanted(block, wanted.clone(), form, &stop);
        let hand_on = |_, block: Block| {
            done += block.tally.count();
            write(block)?;
            control.tell("scenarios", done as f64, total as f64);
            Ok(!control.is_cancelled())
        };
        stream::controlled(blocks, control, work, hand_on)
    }

    /// The blocks that hold any of these rows, counted from 0.
    #[must_use]
    pub(crate) fn blocks_of(&self, rows: &Range<u64>) -> Range<u64> {
        if rows.is_empty() {
            return 0..0;
        }
        rows.start / self.block..rows.end.div_ceil(self.block)
    }

    /// Those rows of a block that are `wanted`, or the first of them only where `stop` is set meanwhile. They are the
    /// same as in the whole block.
    #[must_use]
    pub(crate) fn answer_wanted(
        &self,
        block: u64,
        wanted: Range<u64>,
        form: Form,
        stop: &AtomicBool,
    ) -> Block {
        let whole = block * self.block..((block + 1) * self.block).min(self.len());
        let part = Part {
            answered: whole.start..whole.end.min(wanted.end),
            wanted,
            whole,
            form,
            stop,
        };
        match (&self.whole, &self.mapped) {
            (Some((subject, seeds)), Some(exceptions)) => {
                let mut reader = Reader::new(subject, seeds);
                let point_of = |at, point: &mut [f64]| self.grid.point(self.scenario(at), point);
                // a row knows of none before its stretch
                let part = Part {
                    answered: part.answered.start.max(part.wanted.start)..part.answered.end,
                    ..part
                };
                self.rows(&part, |at, point, record| {
                    if !reader.answer((at, point), point_of, record) {
                        *record = match exceptions.get(&at) {
                            Some(known) => known.clone(),
                            None => self.alone(subject, point),
                        };
                    }
                })
            }
            (Some((subject, seeds)), None) => {
                let mut worker = Worker::new(subject, seeds, self.nearness());
                let known = worker.basis_count();
                let mut answered =
                    self.rows(&part, |_, point, record| worker.answer(point, record));
                answered.tally.bases = (worker.basis_count() - known) as u64;
                answered
            }
            (None, _) => self.answer_in_families(&part),
        }
    }

    /// What is near in a block: steps of the grid, unless scenarios are drawn or picked.
    pub(super) fn nearness(&self) -> Nearness {
        let steps = self.grid.steps();
        if self.sample.is_some() || steps.first() != Some(&1) {
            return Nearness::Distance;
        }
        Nearness::Steps(steps)
    }

    /// Writes the wanted rows of a block.
    fn rows(&self, part: &Part<'_>, mut answer: impl FnMut(u64, &[f64], &mut Record)) -> Block {
        let count = part.answered.end.saturating_sub(part.answered.start);
        let mut page = match part.form {
            Form::Text => RowWriter::new(self.space(count as usize * ROW_BYTES)),
            Form::Rows | Form::Columns => RowWriter::default(),
        };
        let (mut rows, mut columns) = (Vec::new(), Columns::default());
        let mut tally = Tally::default();
        let mut point = vec![0.0; self.grid.parameters().len()];
        let mut record = Record::blank();
        let (mut label, has_notes) = (String::new(), self.grid.has_notes());
        let mut next = part.answered.clone();
        while let Some(at) = self.next_selected(next.clone()) {
            if part.is_stopped() {
                break;
            }
            next.start = at + 1;
            let scenario = self.scenario(at);
            self.grid.point(scenario, &mut point);
            answer(at, &point, &mut record);
            if !part.wanted.contains(&at) {
                continue;
            }
            if has_notes {
                label = self.grid.note(scenario);
            }
            match part.form {
                Form::Text => {
                    let layout = &self.layout;
                    layout.write_row(scenario + 1, &point, &record, &label, &mut page);
                }
                Form::Rows => rows.push(ScenarioRow {
                    scenario: scenario + 1,
                    point: point.clone(),
                    record: record.clone(),
                    note: label.clone(),
                }),
                Form::Columns => {
                    let layout = &self.layout;
                    layout.add_row(scenario + 1, &point, &record, &label, &mut columns);
                }
            }
            tally.add(&self.layout, &record);
        }
        Block {
            text: page.text,
            rows,
            columns,
            tally,
        }
    }

    /// Room for text: that of a block that was given back, if there is one.
    fn space(&self, bytes: usize) -> Vec<u8> {
        let spare = self
            .spare
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        spare.unwrap_or_else(|| Vec::with_capacity(bytes))
    }

    /// Takes a block back that was written, for its room: of a long run every block needs as much.
    pub fn give_back(&self, block: Block) {
        let mut text = block.text;
        text.clear();
        self.spare
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(text);
    }
}

/// What is asked of a block.
struct Part<'a> {
    /// Its rows.
    whole: Range<u64>,
    /// Those up to the last that is wanted.
    answered: Range<u64>,
    /// Rows of the sweep that are to be written.
    wanted: Range<u64>,
    form: Form,
    stop: &'a AtomicBool,
}

impl Part<'_> {
    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn is_wanted(&self, at: u64) -> bool {
        self.wanted.contains(&at)
    }
}
