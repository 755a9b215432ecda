//! # Answering scenarios: known regions first, then pivots
//!
//! A [`Worker`] answers the scenarios of one family, one after the other:
//!
//! 1. Regions met so far are tested: those of scenarios nearby, those that held in the same part of the grid, those
//!    on the way from one of them through the facets that fail, then those that held last. One that holds proves its
//!    basis optimal without a pivot.
//! 2. Where none holds, the numbers are changed in the engine in place, and the simplex goes on from the nearest
//!    scenario's basis, see [`crate::engine`].
//! 3. The basis that it comes to gets a region of its own where that is likely to pay.
//! 4. Where the engine cannot certify, the reference solver answers.
//!
//! The worker's answers depend on the order in which it is given scenarios and on nothing else.

use crate::certificate::Certificate;
use crate::engine::{Basis, Engine, Outcome, Settings, Status};
use crate::solver;

use super::cells::Cells;
use super::history::{History, NONE, Nearness};
use super::indicators::total_cost;
use super::moves::Moves;
use super::record::{How, Record};
use super::region::{Features, Region, Scratch};
use super::store::{Exit, Store, WalkEnd};
use super::subject::Subject;
use super::weights::Weights;
use crate::family::Range;

/// Bases that get a region when they are first met.
const EAGER: usize = 64;
/// Regions that a worker keeps beside those it was given.
const KEPT: usize = 16_384;
/// Regions tested before the simplex is asked, where that seldom pays.
const FEW: usize = 48;
/// Near scenarios from whose regions walks begin.
const WALKS: usize = 16;
/// Searches after which it is known whether they pay.
const TRIAL: u32 = 256;
/// A search pays if one in so many finds something.
const WORTH: u32 = 16;

/// What seed scenarios taught: given to every block, so that each starts alike.
#[derive(Debug, Clone, Default)]
pub struct Seeds {
    store: Store,
    cells: Cells,
    /// Changes of the basis for a unit of each parameter.
    weights: Vec<f64>,
}

impl Seeds {
    /// Nothing yet, over parameter ranges: a step through any range changes as much as through another.
    #[must_use]
    pub fn new(ranges: &[Range]) -> Self {
        let weight = |range: &Range| {
            let width = range.high - range.low;
            if width > 0.0 { 1.0 / width } else { 0.0 }
        };
        Seeds {
            store: Store::default(),
            cells: Cells::new(ranges),
            weights: ranges.iter().map(weight).collect(),
        }
    }

    /// Distinct bases met.
    #[must_use]
    pub(crate) fn basis_count(&self) -> usize {
        self.store.len()
    }

    /// The same with other weights.
    #[must_use]
    pub(crate) fn weighted(mut self, weights: Vec<f64>) -> Self {
        self.weights = weights;
        self
    }
}

/// Answers scenarios of one family.
pub struct Worker<'a> {
    subject: &'a Subject,
    engine: Engine,
    moves: Moves,
    store: Store,
    cells: Cells,
    /// The cell of the scenario at hand.
    cell: u64,
    history: History,
    weights: Vec<f64>,
    /// Regions that may still be made.
    room: usize,
    /// The basis that stands in the engine, [`NONE`] if it has no number.
    stands_on: u32,
    edge_weights: Weights,
    features: Features,
    scratch: Scratch,
    near: Vec<u32>,
    /// Where the walk to the scenario at hand was lost.
    exit: Option<Exit>,
    matrix_moves: bool,
    /// Whether the simplex answered the last scenario.
    pivoted: bool,
    /// Scenarios that a region answered, and that the simplex answered.
    certified_count: u64,
    pivoted_count: u64,
    /// Searches among all regions, and how many of them found one.
    searched: u32,
    found: u32,
}

impl<'a> Worker<'a> {
    /// A worker that starts from what the seeds taught.
    #[must_use]
    pub fn new(subject: &'a Subject, seeds: &Seeds, nearness: Nearness) -> Self {
        let family = &subject.family;
        // a worker's path is the same whoever runs it
        let settings = Settings {
            path_free: false,
            ..Settings::default()
        };
        Worker {
            subject,
            engine: Engine::with_settings(&family.formulation.program, settings),
            moves: Moves::new(family),
            store: seeds.store.clone(),
            cells: seeds.cells.clone(),
            cell: 0,
            history: History::new(nearness, &seeds.weights),
            weights: seeds.weights.clone(),
            room: KEPT,
            stands_on: NONE,
            edge_weights: Weights::default(),
            features: Features::default(),
            scratch: Scratch::default(),
            near: Vec::new(),
            exit: None,
            matrix_moves: family.moves_matrix(),
            pivoted: false,
            certified_count: 0,
            pivoted_count: 0,
            searched: 0,
            found: 0,
        }
    }

    /// What this worker has learnt.
    #[must_use]
    pub(crate) fn into_seeds(self) -> Seeds {
        Seeds {
            store: self.store,
            cells: self.cells,
            weights: self.weights,
        }
    }

    /// Distinct bases met, those of the seeds included.
    #[must_use]
    pub(crate) fn basis_count(&self) -> usize {
        self.store.len()
    }

    /// Whether the simplex answered the last scenario, because no region held.
    #[must_use]
    pub(crate) fn has_pivoted(&self) -> bool {
        self.pivoted
    }

    /// The basis that the last answer rests on; none where the reference gave it.
    #[must_use]
    pub fn last_basis(&self) -> Option<&Basis> {
        Some(self.store.basis(self.history.latest()?))
    }

    /// Places in which the basis of the last scenario differs from that of the one before, if both have one.
    #[must_use]
    pub(crate) fn last_change(&self) -> Option<usize> {
        let (a, b) = self.history.last_two()?;
        Some(self.store.basis(a).distance(self.store.basis(b)))
    }

    /// Answers the scenario at `point`, the next in the order.
    pub fn answer(&mut self, point: &[f64], record: &mut Record) {
        let features = &mut self.features;
        self.subject.family.features_at(point, &mut features.double);
        features.double.insert(0, 1.0);
        let single = features.double.iter().map(|&f| f as f32);
        features.single.clear();
        features.single.extend(single);
        self.history.steps_back(&mut self.near);
        self.cell = self.cells.at(point);
        self.exit = None;
        let known = self.known_region(point);
        let proved = known.filter(|&basis| self.read_region(basis, record));
        self.pivoted = proved.is_none();
        let basis = match proved {
            Some(basis) => {
                self.certified_count += 1;
                basis
            }
            None => {
                self.pivoted_count += 1;
                self.pivot(point, record)
            }
        };
        self.history.push(point, basis);
    }

    /// A basis whose region holds: of scenarios nearby, of those that held in their place before, or of any.
    fn known_region(&mut self, point: &[f64]) -> Option<u32> {
        // facets that cannot fail in the grid's box were dropped, so regions speak of the box alone
        let spans = self.subject.spans.iter();
        let inside = spans
            .zip(&self.features.double[1..])
            .all(|(&(low, high), &f)| low <= f && f <= high);
        if self.matrix_moves || !inside {
            if self.near.is_empty() {
                self.history.nearest(point, &mut self.near);
            }
            return None;
        }
        if let Some(basis) = self.store.first_held(&self.near, &self.features) {
            return Some(basis);
        }
        let of_cell = self.cells.list(self.cell);
        let found = self
            .store
            .first_held(of_cell, &self.features)
            .or_else(|| self.walk())
            .or_else(|| self.search())
            .or_else(|| self.nearest(point))?;
        if let Some(exit) = self.exit {
            self.store.lead(exit, found);
        }
        self.cells.note(self.cell, found);
        Some(found)
    }

    /// A basis whose region holds, on the way from one nearby: of near scenarios, or one that held in the cell.
    fn walk(&mut self) -> Option<u32> {
        let of_cell = self.cells.list(self.cell).first().copied();
        let near = self.near.iter().copied().take(WALKS);
        let from = of_cell.or(self.history.latest()).into_iter().chain(near);
        for from in from {
            match self.store.walk(from, &self.features) {
                WalkEnd::Held(basis) => return Some(basis),
                WalkEnd::Lost(exit) => self.exit = exit.or(self.exit),
            }
        }
        None
    }

    /// A basis whose region holds, of all.
    fn search(&mut self) -> Option<u32> {
        let pays = self.searched < TRIAL || self.found * WORTH > self.searched;
        let limit = if pays { usize::MAX } else { FEW };
        self.searched += 1;
        let found = self.store.search(&self.features, limit)?;
        self.found += 1;
        Some(found)
    }

    /// A basis of the nearest scenarios whose region holds. Where distance counts, looking for it takes longer
    /// than most tests, and it is what the simplex starts from.
    fn nearest(&mut self, point: &[f64]) -> Option<u32> {
        if !self.near.is_empty() {
            return None;
        }
        self.history.nearest(point, &mut self.near);
        if self.near.is_empty() {
            return None;
        }
        self.store
            .first_held(&self.near, &self.features)
            .or_else(|| self.walk())
    }

    /// The answer of a region; whether it is proved.
    fn read_region(&self, basis: u32, record: &mut Record) -> bool {
        let Some(region) = self.store.region(basis) else {
            return false;
        };
        record.reset(How::Certified, self.subject.indicators.kinds.len());
        region.figures(&self.features.double, &mut record.figures);
        record.certificate = region.certificate(&self.features.double, total_cost(&record.figures));
        record.certificate.holds()
    }

    /// Goes on from the nearest basis; gives the number of the one it comes to.
    fn pivot(&mut self, point: &[f64], record: &mut Record) -> u32 {
        let features = &self.features.double[1..];
        self.moves.apply(&mut self.engine, features);
        let nearest = self.near.first().copied().or(self.store.latest());
        let outcome = match nearest {
            None => self.engine.solve(),
            Some(basis) => {
                if basis != self.stands_on {
                    // the basis was met in the same programme
                    let _ = self.engine.load_basis(self.store.basis(basis));
                    if let Some(weights) = self.edge_weights.of(basis) {
                        self.engine.set_edge_weights(weights);
                    }
                }
                self.engine.reoptimise()
            }
        };
        match (outcome.status, outcome.certificate) {
            (Status::Optimal, Some(certificate)) if certificate.holds() => {
                let basis = self.learn(&outcome);
                if let Some(exit) = self.exit
                    && self.store.region(basis).is_some()
                {
                    self.store.lead(exit, basis);
                }
                self.stands_on = basis;
                if let Some(weights) = self.engine.edge_weights() {
                    self.edge_weights.keep(basis, weights);
                }
                self.fill(How::Pivoted, &outcome.x, certificate, record);
                basis
            }
            (status, _) => {
                self.stands_on = NONE;
                let why = format!("engine: {}", in_words(status));
                self.ask_reference(point, &why, record);
                NONE
            }
        }
    }

    /// Keeps the basis that was met, and makes its region where it pays: when it is met again, while regions
    /// answer more scenarios than the simplex, and for the first few at once.
    fn learn(&mut self, outcome: &Outcome) -> u32 {
        let (number, is_new) = self.store.number_of(&outcome.basis);
        let store = &self.store;
        self.history
            .learn(|other| store.basis(other).distance(&outcome.basis));
        let pays = !is_new
            || self.store.region_count() < EAGER
            || self.certified_count > self.pivoted_count;
        if self.matrix_moves || self.room == 0 || !pays || self.store.region(number).is_some() {
            return number;
        }
        let region = Region::build(
            &mut self.engine,
            &outcome.basis,
            self.subject,
            &mut self.scratch,
        );
        if let Some(region) = region {
            self.room -= 1;
            self.store.keep(number, region);
            self.cells.note(self.cell, number);
        }
        number
    }

    fn fill(&self, how: How, x: &[f64], certificate: Certificate, record: &mut Record) {
        let indicators = &self.subject.indicators;
        record.reset(how, indicators.kinds.len());
        indicators.values(&self.features.double, x, &mut record.figures);
        record.certificate = certificate;
    }

    fn ask_reference(&self, point: &[f64], why: &str, record: &mut Record) {
        let program = self.subject.family.formulation_at(point).program;
        match solver::by_reference(&program) {
            Ok(solved) if solved.status == solver::Status::Optimal => {
                let x = &solved.solution.x;
                self.fill(How::Reference, x, solved.certificate, record);
                record.note = Some(why.to_owned());
            }
            Ok(solved) => {
                *record = Record::failed(format!("{why}; reference: {}", solved.status.name()));
            }
            Err(error) => *record = Record::failed(format!("{why}; reference: {error}")),
        }
    }
}

fn in_words(status: Status) -> String {
    match status {
        Status::Uncertified(reason) => reason.to_string(),
        Status::Optimal => "residuals over tolerance".to_owned(),
        Status::Infeasible => "infeasible".to_owned(),
        Status::Unbounded => "unbounded".to_owned(),
    }
}
