//! # Answering scenarios: known regions first, then pivots
//!
//! A [`Worker`] answers the scenarios of one family, one after the other:
//!
//! 1. Regions met so far are tested, see [`super::finder`]. One that holds proves its basis optimal without a pivot.
//! 2. Where none holds, the numbers are changed in the engine in place, and the simplex goes on from the nearest
//!    scenario's basis, see [`crate::engine`].
//! 3. The basis that it comes to gets a region of its own where that is likely to pay.
//! 4. Where the engine cannot certify, the reference solver answers.
//!
//! The worker's answers depend on the order in which it is given scenarios and on nothing else.

use std::sync::Arc;

use crate::certificate::Certificate;
use crate::engine::{Engine, Outcome, Settings, Status};
use crate::solver;

use super::finder::Finder;
pub(crate) use super::finder::Seeds;
use super::history::{NONE, Nearness};
use super::moves::Moves;
use super::record::{How, Record};
use super::region::{Region, Scratch};
use super::subject::Subject;
use super::weights::Weights;

/// Bases that get a region when they are first met.
const EAGER: usize = 64;
/// Regions that a worker keeps beside those it was given.
const KEPT: usize = 16_384;
/// Answers scenarios of one family.
pub(crate) struct Worker<'a> {
    subject: &'a Subject,
    engine: Engine,
    moves: Moves,
    finder: Finder<'a>,
    /// Regions that may still be made.
    room: usize,
    /// Whether every basis gets one.
    is_thorough: bool,
    /// The basis that stands in the engine, [`NONE`] if it has no number.
    stands_on: u32,
    edge_weights: Weights,
    scratch: Scratch,
    /// Whether the simplex answered the last scenario.
    pivoted: bool,
    /// Scenarios that a region answered, and that the simplex answered.
    certified_count: u64,
    pivoted_count: u64,
}

impl<'a> Worker<'a> {
    /// A worker that starts from what the seeds taught.
    #[must_use]
    pub(crate) fn new(subject: &'a Subject, seeds: &Seeds, nearness: Nearness) -> Self {
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
            finder: Finder::new(subject, seeds, nearness),
            room: KEPT,
            is_thorough: false,
            stands_on: NONE,
            edge_weights: Weights::default(),
            scratch: Scratch::default(),
            pivoted: false,
            certified_count: 0,
            pivoted_count: 0,
        }
    }

    /// A worker that makes the region of every basis.
    #[must_use]
    pub(crate) fn thorough(subject: &'a Subject, seeds: &Seeds, nearness: Nearness) -> Self {
        Worker {
            finder: Finder::new(subject, seeds, nearness),
            room: usize::MAX,
            is_thorough: true,
            ..Worker::new(subject, &Seeds::default(), Nearness::default())
        }
    }

    /// What this worker has learnt.
    #[must_use]
    pub(crate) fn into_seeds(self) -> Seeds {
        self.finder.into_seeds()
    }

    /// Distinct bases met, those of the seeds included.
    #[must_use]
    pub(crate) fn basis_count(&self) -> usize {
        self.finder.store.len()
    }

    /// Whether the simplex answered the last scenario, because no region held.
    #[must_use]
    pub(crate) fn has_pivoted(&self) -> bool {
        self.pivoted
    }

    /// The basis that the last answer rests on; none where the reference gave it.
    #[cfg(test)]
    pub(crate) fn last_basis(&self) -> Option<&crate::engine::Basis> {
        Some(self.finder.store.basis(self.finder.history.latest()?))
    }

    /// Places in which the basis of the last scenario differs from that of the one before, if both have one.
    #[must_use]
    pub(crate) fn last_change(&self) -> Option<usize> {
        let (a, b) = self.finder.history.last_two()?;
        Some(
            self.finder
                .store
                .basis(a)
                .distance(self.finder.store.basis(b)),
        )
    }

    /// Answers the scenario at `point`, the next in the order.
    pub(crate) fn answer(&mut self, point: &[f64], record: &mut Record) {
        self.finder.begin(point);
        let known = self.finder.known(point);
        let proved = known.filter(|&basis| self.finder.read(basis, record));
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
        self.finder.history.push(point, basis);
    }

    /// A basis in whose region the scenario at `point` lies, the next in the order; `beside` are those of scenarios nearby, the
    /// nearest first, or [`NONE`]. None where no region proves an answer.
    pub(crate) fn explore(
        &mut self,
        point: &[f64],
        beside: [u32; 2],
        record: &mut Record,
    ) -> Option<u32> {
        self.finder.begin(point);
        let known = beside.into_iter().filter(|&basis| basis != NONE);
        self.finder.near.extend(known);
        let basis = match self.finder.known_nearby(point) {
            Some(basis) => basis,
            None => {
                let basis = self.pivot(point, record);
                if basis != NONE {
                    self.finder.note_beside(basis);
                }
                basis
            }
        };
        self.finder.history.push(point, basis);
        // where a reduced cost vanishes, an optimum need not lie in the region of its basis
        let held = if basis != NONE && self.finder.holds(basis) {
            Some(basis)
        } else {
            self.finder.any()
        };
        held.filter(|&basis| self.finder.proves(basis, record))
    }

    /// How far the region of a basis surely holds from the scenario at hand, in a direction of its features.
    pub(crate) fn reach(&self, basis: u32, direction: &[f32]) -> f32 {
        let store = &self.finder.store;
        let proves = store.region(basis).is_some_and(Region::is_proof);
        if proves {
            store.reach(basis, &self.finder.features, direction)
        } else {
            -1.0
        }
    }

    /// Goes on from the nearest basis; gives the number of the one it comes to.
    fn pivot(&mut self, point: &[f64], record: &mut Record) -> u32 {
        let features = &self.finder.features.double[1..];
        self.moves.apply(&mut self.engine, features);
        let nearest = self
            .finder
            .near
            .first()
            .copied()
            .or(self.finder.store.latest());
        let outcome = match nearest {
            None => self.engine.solve(),
            Some(basis) => {
                if basis != self.stands_on {
                    // the basis was met in the same programme
                    let _ = self.engine.load_basis(self.finder.store.basis(basis));
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
                if let Some(exit) = self.finder.exit
                    && self.finder.store.region(basis).is_some()
                {
                    self.finder.store.lead(exit, basis);
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
        let (number, is_new) = self.finder.store.number_of(&outcome.basis);
        let store = &self.finder.store;
        self.finder
            .history
            .learn(|other| store.basis(other).distance(&outcome.basis));
        let pays = !is_new
            || self.finder.store.region_count() < EAGER
            || self.is_thorough
            || self.certified_count > self.pivoted_count;
        if self.finder.matrix_moves
            || self.room == 0
            || !pays
            || self.finder.store.region(number).is_some()
        {
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
            self.finder.store.keep(number, Arc::new(region));
            self.finder.cells.note(self.finder.cell, number);
        }
        number
    }

    fn fill(&self, how: How, x: &[f64], certificate: Certificate, record: &mut Record) {
        let indicators = &self.subject.indicators;
        record.reset(how, indicators.kinds.len());
        indicators.values(&self.finder.features.double, x, &mut record.figures);
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
