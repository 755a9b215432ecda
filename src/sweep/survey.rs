//! # Every basis of a grid
//!
//! A survey goes through all scenarios and makes sure that each lies in a known region. What it leaves is the sweep as a function: any
//! row follows from the regions alone, without a pivot, see [`super::atlas`].
//!
//! Scenarios are taken in chunks that begin with what was known when their round began; what they learn is put together in their
//! order, and rounds double, so that the regions and their order are the same for any number of threads. Two bases can be
//! optimal at one scenario (on the border of their regions, or where a plan has several bases): then the first that is found answers,
//! and what is found first depends on the scenarios of the block alone.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::control::Control;

use super::error::SweepError;
use super::history::Nearness;
use super::record::Record;
use super::run::Plan;
use super::store::Store;
use super::stream;
use super::subject::Subject;
use super::worker::{Seeds, Worker};

/// Blocks in a chunk where neighbours are found by steps.
const BLOCKS: u64 = 16;
/// Chunks in a round, at most.
const ROUND: u64 = 64;
/// Regions that are kept, at most: each takes some kilobytes.
const REGIONS: usize = 100_000;
/// Scenarios without a region that are kept, at most.
const EXCEPTIONS: usize = 100_000;

/// What a survey found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surveyed {
    /// Distinct bases with their regions.
    pub regions: usize,
    /// Scenarios that no region answers.
    pub exceptions: usize,
}

/// Why a grid has no regions that are worth keeping.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SurveyError {
    /// These parameters move rows or columns of the programme, entries of its matrix, or bend its numbers.
    #[error("{}", tr!("bases have no regions where these parameters move the matrix of the programme, or bend its numbers: {}", .0.join(", ")))]
    Structure(Vec<String>),
    /// There are too many bases.
    #[error("{}", tr!("{regions} bases after {scenarios} scenarios: where hardly any basis comes twice, regions take more room than rows", regions = .regions, scenarios = .scenarios))]
    TooMany {
        /// Bases met.
        regions: usize,
        /// In so many scenarios.
        scenarios: u64,
    },
    /// It cannot go on.
    #[error(transparent)]
    Sweep(#[from] SweepError),
}

/// What one chunk learnt.
struct Learnt {
    seeds: Seeds,
    /// Scenarios without a region.
    exceptions: Vec<u64>,
}

impl Plan<'_> {
    /// Learns the region of every basis that any scenario meets; from then on rows are read from regions alone. Whoever waits is told
    /// how many scenarios were looked at.
    ///
    /// # Errors
    /// [`SurveyError`] where bases have no regions, or too many, and where it is stopped.
    #[allow(clippy::cast_precision_loss)]
    pub fn survey(&mut self, control: &Control<'_>) -> Result<Surveyed, SurveyError> {
        let Some((subject, seeds)) = &self.whole else {
            return Err(SurveyError::Structure(self.labels_of(&self.bent)));
        };
        if subject.family.moves_matrix() {
            let all: Vec<usize> = (0..self.grid.parameters().len()).collect();
            return Err(SurveyError::Structure(self.labels_of(&all)));
        }
        let chunk = match self.nearness() {
            Nearness::Steps(_) => self.block * BLOCKS,
            Nearness::Distance => self.block,
        };
        let chunks = self.len().div_ceil(chunk);
        let mut known = seeds.clone();
        let mut exceptions = Vec::new();
        let (stop, all) = (control.flag(), self.len() as f64);
        let (mut next, mut round) = (0, 1);
        while next < chunks {
            let until = chunks.min(next + round);
            let start = known.clone();
            let work = |chunk_number: u64| {
                let rows = chunk_number * chunk..self.len().min((chunk_number + 1) * chunk);
                self.explore(subject, &start, rows, &stop)
            };
            stream::controlled(next..until, control, work, |number, learnt: Learnt| {
                if control.is_cancelled() {
                    return Err(SurveyError::Sweep(SweepError::Cancelled(
                        crate::control::Cancelled,
                    )));
                }
                known.absorb(&learnt.seeds);
                exceptions.extend(learnt.exceptions);
                let done = self.len().min((number + 1) * chunk);
                control.tell("scenarios", done as f64, all);
                if known.store.region_count() > REGIONS || exceptions.len() > EXCEPTIONS {
                    return Err(SurveyError::TooMany {
                        regions: known.store.region_count() + exceptions.len(),
                        scenarios: done,
                    });
                }
                Ok(true)
            })?;
            (next, round) = (until, (2 * round).min(ROUND));
        }
        let mapped = compacted(&known);
        let exceptions: Vec<(u64, Record)> = exceptions
            .into_iter()
            .map(|at| (at, self.alone(subject, &self.point(at))))
            .collect();
        let surveyed = Surveyed {
            regions: mapped.store.region_count(),
            exceptions: exceptions.len(),
        };
        self.map(mapped, exceptions);
        Ok(surveyed)
    }

    fn labels_of(&self, parameters: &[usize]) -> Vec<String> {
        let labels = self
            .grid
            .parameters()
            .iter()
            .map(|parameter| parameter.label());
        let labels = labels.enumerate().filter(|(k, _)| parameters.contains(k));
        labels.map(|(_, label)| label).collect()
    }

    /// Goes through scenarios from what `start` knows.
    fn explore(
        &self,
        subject: &Subject,
        start: &Seeds,
        rows: Range<u64>,
        stop: &AtomicBool,
    ) -> Learnt {
        let mut worker = Worker::thorough(subject, start, self.nearness());
        let mut record = Record::blank();
        let mut exceptions = Vec::new();
        let mut point = vec![0.0; self.grid.parameters().len()];
        for at in rows {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            self.grid.point(self.scenario(at), &mut point);
            if !worker.explore(&point, &mut record) {
                exceptions.push(at);
            }
        }
        Learnt {
            seeds: worker.into_seeds(),
            exceptions,
        }
    }

    /// The answer to one scenario by itself, which depends on nothing else.
    pub(super) fn alone(&self, subject: &Subject, point: &[f64]) -> Record {
        let mut record = Record::blank();
        Worker::new(subject, &Seeds::new(&self.ranges), Nearness::Distance)
            .answer(point, &mut record);
        record
    }
}

/// The same without the bases that have no region.
fn compacted(seeds: &Seeds) -> Seeds {
    let mut store = Store::default();
    let mut numbers = vec![0; seeds.store.len()];
    for (number, basis, region) in seeds.store.regions() {
        let (own, _) = store.number_of(basis);
        store.keep(own, region.clone());
        numbers[number as usize] = own;
    }
    let renamed = |list: &[u32]| {
        list.iter()
            .map(|&n| numbers[n as usize])
            .collect::<Vec<u32>>()
    };
    let mut compact = Seeds {
        store: store.ordered(renamed(seeds.store.order())),
        cells: seeds.cells.emptied(),
        weights: seeds.weights.clone(),
    };
    for (cell, list) in seeds.cells.lists() {
        compact.cells.put(cell, renamed(list));
    }
    compact
}
