//! # Answering scenarios: known regions first, then pivots
//!
//! A [`Worker`] answers the scenarios of one family, one after the other:
//!
//! 1. Regions met so far are tested: those of scenarios nearby, then those that held last. One that holds
//!    proves its basis optimal without a pivot.
//! 2. Where none holds, the numbers are changed in the engine in place, and the simplex goes on from the
//!    basis of the nearest scenario: dual after right-hand sides, primal after costs.
//! 3. A basis that the simplex meets a second time gets a region of its own; the first
//!    [`EAGER`] bases get one at once.
//! 4. Where the engine cannot certify, the reference solver answers.
//!
//! The worker's answers depend on the order in which it is given scenarios and on nothing else.

use crate::engine::{Basis, Engine, Outcome, Settings, Status};
use crate::solver::certificate::Certificate;
use crate::solver::{self, Solver};

use super::family::Range;
use super::gauges::total_cost;
use super::moves::Moves;
use super::record::{How, Record};
use super::region::Region;
use super::store::Store;
use super::subject::Subject;
use super::trail::{NONE, Nearness, Trail};

/// Bases that get a region when they are first met.
const EAGER: usize = 64;
/// Regions that a worker keeps beside those it was given.
const KEPT: usize = 4096;

/// What seed scenarios taught: given to every block, so that each starts alike.
#[derive(Debug, Clone, Default)]
pub struct Seeds {
    store: Store,
    trail: Trail,
}

impl Seeds {
    /// Nothing yet, over parameter ranges.
    #[must_use]
    pub fn new(ranges: &[Range]) -> Self {
        let ranges = ranges.iter().map(|range| (range.low, range.high));
        Seeds {
            store: Store::default(),
            trail: Trail::new(Nearness::Distance, ranges),
        }
    }

    /// Distinct bases met.
    #[must_use]
    pub fn basis_count(&self) -> usize {
        self.store.len()
    }
}

/// Answers scenarios of one family.
pub struct Worker<'a> {
    subject: &'a Subject,
    engine: Engine,
    moves: Moves,
    store: Store,
    trail: Trail,
    /// Regions that may still be made.
    room: usize,
    /// The basis that stands in the engine, [`NONE`] if it has no number.
    stands_on: u32,
    phi: Vec<f64>,
    near: Vec<u32>,
    matrix_moves: bool,
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
            trail: seeds.trail.restart(nearness),
            room: KEPT,
            stands_on: NONE,
            phi: Vec::new(),
            near: Vec::new(),
            matrix_moves: family.moves_matrix(),
        }
    }

    /// What this worker has learnt.
    #[must_use]
    pub fn into_seeds(self) -> Seeds {
        Seeds {
            store: self.store,
            trail: self.trail,
        }
    }

    /// Distinct bases met, those of the seeds included.
    #[must_use]
    pub fn basis_count(&self) -> usize {
        self.store.len()
    }

    /// Answers the scenario at `point`, the next in the order.
    pub fn answer(&mut self, point: &[f64]) -> Record {
        self.subject.family.features_at(point, &mut self.phi);
        self.phi.insert(0, 1.0);
        self.trail.steps_back(&mut self.near);
        let known = self.known_region(point);
        let (basis, record) = match known.and_then(|basis| Some((basis, self.store.region(basis)?)))
        {
            Some((basis, region)) => (basis, self.read_region(region)),
            None => self.pivot(point),
        };
        self.trail.push(point, basis);
        record
    }

    /// The basis that the last answer rests on; none where the reference gave it.
    #[must_use]
    pub fn last_basis(&self) -> Option<&Basis> {
        Some(self.store.basis(self.trail.latest()?))
    }

    /// A basis whose region holds: of scenarios nearby, else of those that held last.
    fn known_region(&mut self, point: &[f64]) -> Option<u32> {
        // facets that cannot fail in the grid's box were dropped, so regions speak of the box alone
        let spans = self.subject.spans.iter();
        let inside = spans
            .zip(&self.phi[1..])
            .all(|(&(low, high), &f)| low <= f && f <= high);
        if self.matrix_moves || !inside {
            self.near.extend(self.trail.nearest(point));
            return None;
        }
        let phi = &self.phi;
        let held = self
            .near
            .iter()
            .find(|&&basis| self.store.holds(basis, phi));
        if let Some(&basis) = held {
            return Some(basis);
        }
        if let Some(basis) = self.store.search(phi) {
            return Some(basis);
        }
        let nearest = self.trail.nearest(point)?;
        self.near.push(nearest);
        self.store.holds(nearest, phi).then_some(nearest)
    }

    fn read_region(&self, region: &Region) -> Record {
        let mut figures = vec![0.0; self.subject.gauges.kinds.len()];
        region.figures(&self.phi, &mut figures);
        let certificate = region.certificate(&self.phi, total_cost(&figures));
        Record {
            how: How::Certified,
            figures,
            certificate,
            note: None,
        }
    }

    /// Goes on from the nearest basis.
    fn pivot(&mut self, point: &[f64]) -> (u32, Record) {
        self.moves.apply(&mut self.engine, &self.phi[1..]);
        let nearest = self.near.first().copied().or(self.store.latest());
        let outcome = match nearest {
            None => self.engine.solve(),
            Some(basis) => {
                if basis != self.stands_on {
                    // the basis was met in the same programme
                    let _ = self.engine.load_basis(self.store.basis(basis));
                }
                self.engine.reoptimise()
            }
        };
        match (outcome.status, outcome.certificate) {
            (Status::Optimal, Some(certificate)) if certificate.holds() => {
                let basis = self.learn(&outcome);
                self.stands_on = basis;
                let record = self.record(How::Pivoted, &outcome.x, certificate, None);
                (basis, record)
            }
            (status, _) => {
                self.stands_on = NONE;
                let why = format!("engine: {}", in_words(status));
                (NONE, self.reference(point, &why))
            }
        }
    }

    /// Keeps the basis that was met, and makes its region where it pays: when it is met again, and for
    /// the first few at once.
    fn learn(&mut self, outcome: &Outcome) -> u32 {
        let (number, is_new) = self.store.number_of(&outcome.basis);
        let pays = !is_new || self.store.region_count() < EAGER;
        if self.matrix_moves || self.room == 0 || !pays || self.store.region(number).is_some() {
            return number;
        }
        let region = Region::build(&mut self.engine, &outcome.basis, self.subject);
        if let Some(region) = region {
            self.room -= 1;
            self.store.keep(number, region);
        }
        number
    }

    fn record(
        &self,
        how: How,
        x: &[f64],
        certificate: Certificate,
        note: Option<String>,
    ) -> Record {
        let gauges = &self.subject.gauges;
        let mut figures = vec![0.0; gauges.kinds.len()];
        gauges.values(&self.phi, x, &mut figures);
        Record {
            how,
            figures,
            certificate,
            note,
        }
    }

    fn reference(&self, point: &[f64], why: &str) -> Record {
        let program = self.subject.family.formulation_at(point).program;
        match solver::solve(&program, Solver::Clarabel) {
            Ok(solved) if solved.status == solver::Status::Optimal => self.record(
                How::Reference,
                &solved.solution.x,
                solved.certificate,
                Some(why.to_owned()),
            ),
            Ok(solved) => Record::failed(format!("{why}; reference: {}", solved.status.name())),
            Err(error) => Record::failed(format!("{why}; reference: {error}")),
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
