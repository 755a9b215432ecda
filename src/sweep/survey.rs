//! # Every basis of a grid
//!
//! A survey makes sure that each scenario lies in a known region that proves its answer. What it leaves is the sweep as a function: any
//! row follows from the regions alone, without a pivot, see [`super::atlas`].
//!
//! It goes through the grid line by line ([`super::lines`]): facets are affine along a line, so one look at a region answers all
//! scenarios from where it is entered to where it is left, and only what happens at borders takes time.
//!
//! Lines are taken in bundles of neighbours, and bundles in an order that spreads them over the grid, so that most bases are known
//! before most lines are gone through. A few bundles are a chunk, which begins with what was known when its round began. What chunks
//! learn is put together in their order, and rounds double, so the regions and their order are the same for any number of
//! threads. Two bases can be optimal at one scenario (where a plan has several bases): then the first that is found answers.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::control::Control;

use super::error::SweepError;
use super::history::{NONE, Nearness};
use super::lines::Lines;
use super::record::Record;
use super::run::Plan;
use super::store::Store;
use super::stream;
use super::subject::Subject;
use super::worker::{Seeds, Worker};

/// Lines that are gone through one after the other.
const BUNDLE: u64 = 1024;
/// Chunks in a round, at most: so many threads can work, and so often may one basis be found at once.
const ROUND: u64 = 16;
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
        let lines = Lines::of(self, &seeds.weights);
        let bundles = Spread::over(lines.count().div_ceil(BUNDLE));
        let mut known = seeds.clone();
        let mut exceptions = Vec::new();
        let (stop, all) = (control.flag(), self.len() as f64);
        let (mut next, mut round) = (0, Round::first());
        while next < bundles.count {
            let start = known.clone();
            let shared = start.store.len();
            let chunks = round
                .chunks
                .min((bundles.count - next).div_ceil(round.bundles));
            let work = |chunk: u64| {
                let first = next + chunk * round.bundles;
                let own = first..bundles.count.min(first + round.bundles);
                let mut explorer = Explorer::new(self, subject, &lines, &start);
                for bundle in own.map(|at| bundles.at(at)) {
                    let lines = bundle * BUNDLE..lines.count().min((bundle + 1) * BUNDLE);
                    explorer.go_through(lines, &stop);
                }
                explorer.learnt()
            };
            stream::controlled(0..chunks, control, work, |number, learnt: Learnt| {
                if control.is_cancelled() {
                    return Err(SurveyError::Sweep(SweepError::Cancelled(
                        crate::control::Cancelled,
                    )));
                }
                known.absorb(&learnt.seeds, shared);
                exceptions.extend(learnt.exceptions);
                let done = bundles.count.min(next + (number + 1) * round.bundles);
                let done = self.len().min(done * BUNDLE * lines.places());
                control.tell("scenarios", done as f64, all);
                if known.store.region_count() > REGIONS || exceptions.len() > EXCEPTIONS {
                    return Err(SurveyError::TooMany {
                        regions: known.store.region_count() + exceptions.len(),
                        scenarios: done,
                    });
                }
                Ok(true)
            })?;
            next = bundles.count.min(next + chunks * round.bundles);
            round = round.next(lines.has_neighbours());
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

    /// The answer to one scenario by itself, which depends on nothing else.
    pub(super) fn alone(&self, subject: &Subject, point: &[f64]) -> Record {
        let mut record = Record::blank();
        Worker::new(subject, &Seeds::new(&self.ranges), Nearness::Distance)
            .answer(point, &mut record);
        record
    }
}

/// How many chunks a round has, and how many bundles each of them.
#[derive(Debug, Clone, Copy)]
struct Round {
    chunks: u64,
    bundles: u64,
}

impl Round {
    const fn first() -> Self {
        Round {
            chunks: 1,
            bundles: 1,
        }
    }

    /// Twice as much: more chunks, then longer ones where a chunk need not remember all of its scenarios.
    const fn next(self, may_be_long: bool) -> Self {
        if self.chunks < ROUND {
            return Round {
                chunks: 2 * self.chunks,
                ..self
            };
        }
        Round {
            bundles: if may_be_long { 2 * self.bundles } else { 32 },
            ..self
        }
    }
}

/// Numbers under `count` in an order that spreads them, however many are taken: steps of about the golden section of the whole.
#[derive(Debug, Clone, Copy)]
struct Spread {
    count: u64,
    step: u64,
}

impl Spread {
    #[allow(clippy::cast_precision_loss)]
    fn over(count: u64) -> Self {
        let golden = (count as f64 * 0.618_033_988_749_895) as u64;
        let step = (golden.max(1)..).find(|&step| divisor(step, count) == 1);
        Spread {
            count,
            step: step.unwrap_or(1),
        }
    }

    fn at(&self, place: u64) -> u64 {
        (u128::from(place) * u128::from(self.step) % u128::from(self.count.max(1))) as u64
    }
}

/// The greatest common divisor.
const fn divisor(a: u64, b: u64) -> u64 {
    match b {
        0 => a,
        b => divisor(b, a % b),
    }
}

/// Goes through lines from what was known.
struct Explorer<'a> {
    plan: &'a Plan<'a>,
    subject: &'a Subject,
    lines: &'a Lines<'a>,
    worker: Worker<'a>,
    exceptions: Vec<u64>,
    point: Vec<f64>,
    /// How the features move along the line at hand.
    direction: Vec<f32>,
    record: Record,
    /// Regions along the line before: until which place, and whose.
    before: Vec<(u64, u32)>,
    /// The first region of each line of the bundle.
    firsts: Vec<u32>,
}

impl<'a> Explorer<'a> {
    fn new(plan: &'a Plan<'a>, subject: &'a Subject, lines: &'a Lines<'a>, start: &Seeds) -> Self {
        let nearness = match lines.has_neighbours() {
            true => Nearness::Steps(Vec::new()),
            false => Nearness::Distance,
        };
        Explorer {
            worker: Worker::thorough(subject, start, nearness),
            exceptions: Vec::new(),
            point: vec![0.0; plan.grid.parameters().len()],
            record: Record::blank(),
            before: Vec::new(),
            firsts: Vec::new(),
            direction: Vec::new(),
            subject,
            plan,
            lines,
        }
    }

    fn learnt(self) -> Learnt {
        Learnt {
            seeds: self.worker.into_seeds(),
            exceptions: self.exceptions,
        }
    }

    fn go_through(&mut self, lines: Range<u64>, stop: &AtomicBool) {
        self.before.clear();
        self.firsts.clear();
        for line in lines {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let regions = self.regions_along(line);
            if self.lines.has_neighbours() {
                let first = regions.first().map_or(NONE, |&(_, basis)| basis);
                self.firsts.push(first);
                self.before = regions;
            }
        }
    }

    /// The regions along a line, each with the place behind its last scenario.
    fn regions_along(&mut self, line: u64) -> Vec<(u64, u32)> {
        let (plan, lines) = (self.plan, self.lines);
        let mut along = Vec::with_capacity(self.before.len() + 2);
        let first = plan.scenario(lines.scenario(line, 0));
        plan.grid.point(first, &mut self.point);
        lines.direction(&self.subject.family, &self.point, &mut self.direction);
        let (mut at, mut passed) = (0, 0);
        while at < lines.places() {
            if at > 0 {
                lines.move_to(at, &mut self.point);
            }
            while self.before.get(passed).is_some_and(|&(end, _)| end <= at) {
                passed += 1;
            }
            let beside = self.beside(passed, along.last());
            match self.worker.explore(&self.point, beside, &mut self.record) {
                Some(basis) => {
                    let reach = self.worker.reach(basis, &self.direction);
                    at = lines.last_within(at, &self.point, reach) + 1;
                    along.push((at, basis));
                }
                None => {
                    self.exceptions.push(lines.scenario(line, at));
                    at += 1;
                }
            }
        }
        along
    }

    /// The regions of scenarios one step back: on the line before, on this line; at its beginning, on the line one step back along
    /// the axis behind.
    fn beside(&self, passed: usize, last: Option<&(u64, u32)>) -> [u32; 2] {
        let before = self.before.get(passed).map_or(NONE, |&(_, basis)| basis);
        let other = match last {
            Some(&(_, basis)) => basis,
            None => {
                let back = self.firsts.len().checked_sub(self.lines.row());
                back.map_or(NONE, |at| self.firsts[at])
            }
        };
        [before, other]
    }
}

/// The same without the bases that have no region.
fn compacted(seeds: &Seeds) -> Seeds {
    let mut store = Store::default();
    let mut numbers = vec![0; seeds.store.len()];
    for (number, basis, region, _) in seeds.store.regions() {
        let (own, _) = store.number_of(basis);
        store.keep(own, Arc::clone(region));
        numbers[number as usize] = own;
    }
    for (number, _, _, across) in seeds.store.regions() {
        let found = across.iter().map(|&to| match to {
            NONE => NONE,
            to => numbers[to as usize],
        });
        store.set_across(numbers[number as usize], found);
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
