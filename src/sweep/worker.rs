//! # Answering scenarios: known regions first, then pivots
//!
//! A [`Worker`] answers the scenarios of one family, one after the other:
//!
//! 1. Regions met so far are tested, the one that held last first. One that holds proves its basis
//!    optimal without a pivot.
//! 2. Where none holds, the numbers are changed in the engine in place, and the simplex goes on from the
//!    basis it last had: dual after right-hand sides, primal after costs.
//! 3. A basis that the simplex meets a second time gets a region of its own; the first
//!    [`EAGER`] bases get one at once.
//! 4. Where the engine cannot certify, the reference solver answers.
//!
//! The worker's answers depend on the order in which it is given scenarios and on nothing else.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::case::Case;
use crate::engine::{Basis, Engine, Outcome, Status};
use crate::solver::certificate::Certificate;
use crate::solver::{self, Solver};

use super::family::{Effect, Family};
use super::gauges::{Gauge, Gauges, total_cost};
use super::record::{How, Record};
use super::region::Region;

/// Bases that get a region when they are first met.
const EAGER: usize = 64;
/// Regions that a worker keeps beside those it was given.
const KEPT: usize = 4096;
/// Regions tested before the simplex is asked.
const TRIED: usize = 512;

/// A family with what does not change while it is swept.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The programmes.
    pub family: Family,
    /// The figures of a row.
    pub gauges: Gauges,
    /// Least and greatest value of each feature in the grid.
    pub spans: Vec<(f64, f64)>,
}

impl Subject {
    /// The subject for a family over parameter ranges.
    #[must_use]
    pub fn new(
        case: &Case,
        family: Family,
        ranges: &[super::family::Range],
        kinds: Vec<Gauge>,
    ) -> Self {
        let gauges = Gauges::new(case, &family, kinds);
        let spans = family.spans(ranges);
        Subject {
            family,
            gauges,
            spans,
        }
    }
}

/// What seed scenarios taught: given to every block, so that each starts alike.
#[derive(Debug, Clone, Default)]
pub struct Seeds {
    regions: Vec<Arc<Region>>,
    basis: Option<Basis>,
    bases: HashSet<Basis>,
}

impl Seeds {
    /// Distinct bases met.
    #[must_use]
    pub fn basis_count(&self) -> usize {
        self.bases.len()
    }
}

/// Answers scenarios of one family.
pub struct Worker<'a> {
    subject: &'a Subject,
    engine: Engine,
    moves: Moves,
    /// The features that the engine's numbers stand at.
    stands_at: Vec<f64>,
    regions: Vec<Arc<Region>>,
    /// Indices of regions, the last that held first.
    order: Vec<u32>,
    seen: HashSet<Basis>,
    given: usize,
    phi: Vec<f64>,
    warm: bool,
    matrix_moves: bool,
}

impl<'a> Worker<'a> {
    /// A worker that starts from what the seeds taught.
    #[must_use]
    pub fn new(subject: &'a Subject, seeds: &Seeds) -> Self {
        let family = &subject.family;
        let mut engine = Engine::new(&family.formulation.program);
        let warm = seeds
            .basis
            .as_ref()
            .is_some_and(|basis| engine.load_basis(basis).is_ok());
        Worker {
            subject,
            engine,
            moves: Moves::new(family),
            stands_at: vec![0.0; family.features.len()],
            order: (0..seeds.regions.len() as u32).collect(),
            given: seeds.regions.len(),
            regions: seeds.regions.clone(),
            seen: seeds.bases.clone(),
            phi: Vec::new(),
            warm,
            matrix_moves: family.moves_matrix(),
        }
    }

    /// What this worker has learnt.
    #[must_use]
    pub fn into_seeds(mut self) -> Seeds {
        let basis = self.warm.then(|| self.engine.basis());
        Seeds {
            regions: std::mem::take(&mut self.regions),
            basis,
            bases: std::mem::take(&mut self.seen),
        }
    }

    /// Distinct bases met, those of the seeds included.
    #[must_use]
    pub fn basis_count(&self) -> usize {
        self.seen.len()
    }

    /// Answers the scenario at `point`.
    pub fn answer(&mut self, point: &[f64]) -> Record {
        let family = &self.subject.family;
        let mut features = std::mem::take(&mut self.phi);
        family.features_at(point, &mut features);
        features.insert(0, 1.0);
        self.phi = features;
        match self.known_region() {
            Some(region) => self.read_region(&region),
            None => self.pivot(point),
        }
    }

    /// The first region that holds, moved to the front.
    fn known_region(&mut self) -> Option<Arc<Region>> {
        // facets that cannot fail in the grid's box were dropped, so regions speak of the box alone
        let spans = self.subject.spans.iter();
        let inside = spans
            .zip(&self.phi[1..])
            .all(|(&(low, high), &f)| low <= f && f <= high);
        if self.matrix_moves || !inside {
            return None;
        }
        let tried = self.order.iter().take(TRIED);
        let at = tried
            .enumerate()
            .find(|&(_, &index)| self.regions[index as usize].holds(&self.phi))
            .map(|(at, _)| at)?;
        self.order[..=at].rotate_right(1);
        Some(Arc::clone(&self.regions[self.order[0] as usize]))
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

    fn pivot(&mut self, point: &[f64]) -> Record {
        self.moves
            .apply(&mut self.engine, &mut self.stands_at, &self.phi[1..]);
        let outcome = if self.warm {
            self.engine.reoptimise()
        } else {
            self.engine.solve()
        };
        self.warm = true;
        match (outcome.status, outcome.certificate) {
            (Status::Optimal, Some(certificate)) if certificate.holds() => {
                self.learn(&outcome);
                self.record(How::Pivoted, &outcome.x, certificate, None)
            }
            (status, _) => {
                self.warm = false;
                self.reference(point, &format!("engine: {}", in_words(status)))
            }
        }
    }

    /// Keeps the basis that was met, and makes its region where it pays.
    fn learn(&mut self, outcome: &Outcome) {
        if self.matrix_moves {
            self.seen.insert(outcome.basis.clone());
            return;
        }
        let met_before = !self.seen.insert(outcome.basis.clone());
        let room = self.regions.len() < self.given + KEPT;
        if !room || !(met_before || self.regions.len() < EAGER) {
            return;
        }
        let subject = self.subject;
        let region = Region::build(
            &mut self.engine,
            &outcome.basis,
            &subject.family,
            &subject.gauges,
            &subject.spans,
        );
        if let Some(region) = region {
            self.order.insert(0, self.regions.len() as u32);
            self.regions.push(Arc::new(region));
        }
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

/// Where a number of the programme stands and what moves it.
#[derive(Debug, Clone)]
struct Moving {
    base: f64,
    /// Feature, change per unit.
    changes: Vec<(u32, f64)>,
}

impl Moving {
    fn at(&self, features: &[f64]) -> f64 {
        let parts = self.changes.iter();
        self.base
            + parts
                .map(|&(m, change)| change * features[m as usize])
                .sum::<f64>()
    }
}

/// All numbers that move, by kind.
#[derive(Debug, Clone, Default)]
struct Moves {
    costs: Vec<(usize, usize, Moving)>,
    columns: Vec<(usize, Moving, Moving)>,
    rows: Vec<(usize, Moving, Moving)>,
    entries: Vec<(usize, usize, Moving)>,
}

impl Moves {
    fn new(family: &Family) -> Self {
        let program = &family.formulation.program;
        let effects = family.effects.as_slice();
        let mut moves = Moves::default();
        for (rank, objective) in program.objectives.iter().enumerate() {
            let of_rank = by_place(effects, &objective.coefficients, |e| &e.costs[rank]);
            moves
                .costs
                .extend(of_rank.into_iter().map(|(j, moving)| (rank, j, moving)));
        }
        moves.columns = pairs(
            by_place(effects, &program.lower, |e| &e.lower),
            by_place(effects, &program.upper, |e| &e.upper),
            &program.lower,
            &program.upper,
        );
        moves.rows = pairs(
            by_place(effects, &program.row_lower, |e| &e.row_lower),
            by_place(effects, &program.row_upper, |e| &e.row_upper),
            &program.row_lower,
            &program.row_upper,
        );
        let entries = by_place(effects, &program.matrix.values, |e| &e.entries);
        moves.entries = entries
            .into_iter()
            .map(|(entry, moving)| {
                let column = program
                    .matrix
                    .starts
                    .partition_point(|&start| start <= entry)
                    - 1;
                (program.matrix.rows[entry], column, moving)
            })
            .collect();
        moves
    }

    /// Sets every number that differs from where the engine stands.
    fn apply(&self, engine: &mut Engine, stands_at: &mut [f64], features: &[f64]) {
        let stirred: Vec<bool> = stands_at
            .iter()
            .zip(features)
            .map(|(a, b)| a != b)
            .collect();
        let moved = |moving: &Moving| moving.changes.iter().any(|&(m, _)| stirred[m as usize]);
        for (rank, j, cost) in self.costs.iter().filter(|(_, _, cost)| moved(cost)) {
            engine.set_cost(*rank, *j, cost.at(features));
        }
        for (j, lower, upper) in &self.columns {
            if moved(lower) || moved(upper) {
                engine.set_column_bounds(*j, lower.at(features), upper.at(features));
            }
        }
        for (i, lower, upper) in &self.rows {
            if moved(lower) || moved(upper) {
                engine.set_row_bounds(*i, lower.at(features), upper.at(features));
            }
        }
        for (i, j, value) in self.entries.iter().filter(|(_, _, value)| moved(value)) {
            // the entry was found in the same matrix
            let _ = engine.set_coefficient(*i, *j, value.at(features));
        }
        stands_at.copy_from_slice(features);
    }
}

/// By place, the numbers that any effect changes.
fn by_place<'f>(
    effects: &'f [Effect],
    base: &[f64],
    changes_of: impl Fn(&'f Effect) -> &'f [(usize, f64)],
) -> BTreeMap<usize, Moving> {
    let mut moving = BTreeMap::<usize, Moving>::new();
    for (m, effect) in effects.iter().enumerate() {
        for &(at, change) in changes_of(effect) {
            let still = || Moving {
                base: base[at],
                changes: Vec::new(),
            };
            let number = moving.entry(at).or_insert_with(still);
            number.changes.push((m as u32, change));
        }
    }
    moving
}

/// Joins what moves lower and what moves upper bounds.
fn pairs(
    lower: BTreeMap<usize, Moving>,
    upper: BTreeMap<usize, Moving>,
    base_lower: &[f64],
    base_upper: &[f64],
) -> Vec<(usize, Moving, Moving)> {
    let still = |base: f64| Moving {
        base,
        changes: Vec::new(),
    };
    let places: std::collections::BTreeSet<usize> =
        lower.keys().chain(upper.keys()).copied().collect();
    let (mut lower, mut upper) = (lower, upper);
    places
        .into_iter()
        .map(|at| {
            (
                at,
                lower.remove(&at).unwrap_or_else(|| still(base_lower[at])),
                upper.remove(&at).unwrap_or_else(|| still(base_upper[at])),
            )
        })
        .collect()
}
