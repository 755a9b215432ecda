//! # Finding the region that holds
//!
//! Regions met so far are tested: those of scenarios nearby, those that held in the same part of the grid, those on the way from one
//! of them through the facets that fail, then those that held last.

use crate::family::Range;

use super::cells::Cells;
use super::history::{History, Nearness};
use super::indicators::{has_contracts, total_cost};
use super::record::{How, Record};
use super::region::{Features, Region};
use super::store::{Exit, Store, WalkEnd};
use super::subject::Subject;

/// Regions tested before the simplex is asked, where that seldom pays.
const FEW: usize = 48;
/// Near scenarios from whose regions walks begin.
const WALKS: usize = 16;
/// Regions of a cell from which walks begin, where those nearby lead nowhere.
const CELL_WALKS: usize = 4;
/// Searches after which it is known whether they pay.
const TRIAL: u32 = 256;
/// A search pays if one in so many finds something.
const WORTH: u32 = 16;

/// What scenarios taught: given to every block, so that each starts alike.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seeds {
    pub(super) store: Store,
    pub(super) cells: Cells,
    /// Changes of the basis for a unit of each parameter.
    pub(super) weights: Vec<f64>,
}

impl Seeds {
    /// Nothing yet, over parameter ranges: a step through any range changes as much as through another.
    #[must_use]
    pub(crate) fn new(ranges: &[Range]) -> Self {
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

    /// Takes over what another learnt who began from these when they had `shared` bases: regions of bases that have none here, and
    /// where they held.
    pub(crate) fn absorb(&mut self, other: &Seeds, shared: usize) {
        let numbers = self.store.absorb(&other.store, shared);
        self.cells.absorb(&other.cells, &numbers);
    }
}

/// Finds regions for the scenarios of one family, one after the other.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    subject: &'a Subject,
    pub(super) store: Store,
    pub(super) cells: Cells,
    /// The cell of the scenario at hand.
    pub(super) cell: u64,
    pub(super) history: History,
    pub(super) weights: Vec<f64>,
    pub(super) features: Features,
    pub(super) near: Vec<u32>,
    /// Where the walk to the scenario at hand was lost.
    pub(super) exit: Option<Exit>,
    pub(super) matrix_moves: bool,
    /// Searches among all regions, and how many of them found one.
    searched: u32,
    found: u32,
}

impl<'a> Finder<'a> {
    pub(super) fn new(subject: &'a Subject, seeds: &Seeds, nearness: Nearness) -> Self {
        Finder {
            subject,
            store: seeds.store.clone(),
            cells: seeds.cells.clone(),
            cell: 0,
            history: History::new(nearness, &seeds.weights),
            weights: seeds.weights.clone(),
            features: Features::default(),
            near: Vec::new(),
            exit: None,
            matrix_moves: subject.family.moves_matrix(),
            searched: 0,
            found: 0,
        }
    }

    /// What was learnt.
    pub(super) fn into_seeds(self) -> Seeds {
        Seeds {
            store: self.store,
            cells: self.cells,
            weights: self.weights,
        }
    }

    /// Goes to the scenario at `point`, the next in the order.
    pub(super) fn begin(&mut self, point: &[f64]) {
        place(self.subject, point, &mut self.features);
        self.history.steps_back(&mut self.near);
        self.cell = self.cells.at(point);
        self.exit = None;
    }

    /// A basis whose region holds: of scenarios nearby, of those that held in their place before, or of any.
    pub(super) fn known(&mut self, point: &[f64]) -> Option<u32> {
        if self.matrix_moves || !is_inside(self.subject, &self.features) {
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

    /// The same where scenarios come line by line: of those beside, of regions known to lie beside theirs, on the way from them, of those
    /// that held in their place before, or of any.
    pub(super) fn known_nearby(&mut self, point: &[f64]) -> Option<u32> {
        if !is_inside(self.subject, &self.features) {
            return None;
        }
        if let Some(basis) = self.store.first_held(&self.near, &self.features) {
            return Some(basis);
        }
        let mut from = self.near.iter();
        if let Some(found) = from.find_map(|&from| self.store.held_beside(from, &self.features)) {
            self.note_beside(found);
            return Some(found);
        }
        let found = self.wander().or_else(|| {
            let of_cell = self.cells.list(self.cell);
            self.store
                .first_held(of_cell, &self.features)
                .or_else(|| self.store.search(&self.features, usize::MAX))
                .or_else(|| self.nearest(point))
        })?;
        if let Some(exit) = self.exit {
            self.store.lead(exit, found);
        }
        self.cells.note(self.cell, found);
        self.note_beside(found);
        Some(found)
    }

    /// Notes that a region holds beside those nearby.
    pub(super) fn note_beside(&mut self, found: u32) {
        for &near in &self.near {
            self.store.note_beside(near, found);
        }
    }

    /// A basis whose region holds, on the way from those nearby, or from one that held in the cell.
    fn wander(&mut self) -> Option<u32> {
        let of_cell = self.cells.list(self.cell).iter().take(CELL_WALKS);
        let from = self.near.iter().take(WALKS);
        for &from in from.chain(self.history.latest().iter()).chain(of_cell) {
            match self.store.wander(from, &self.features) {
                WalkEnd::Held(basis) => return Some(basis),
                WalkEnd::Lost(exit) => self.exit = self.exit.or(exit),
            }
        }
        None
    }

    /// A basis whose region holds, of all; what lies outside the grid's box lies in none.
    pub(super) fn any(&self) -> Option<u32> {
        let held = || self.store.first_held(self.store.order(), &self.features);
        is_inside(self.subject, &self.features).then(held)?
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

    /// Whether the scenario at hand lies in the region of a basis.
    pub(super) fn holds(&self, basis: u32) -> bool {
        let region = self.store.region(basis);
        region.is_some_and(|region| region.facets().hold(&self.features))
    }

    /// Whether a region in which the scenario at hand lies proves its answer.
    pub(super) fn proves(&self, basis: u32, record: &mut Record) -> bool {
        self.store.region(basis).is_some_and(Region::is_proof) || self.read(basis, record)
    }

    /// The answer of a region; whether it is proved.
    pub(super) fn read(&self, basis: u32, record: &mut Record) -> bool {
        let region = self.store.region(basis);
        region.is_some_and(|region| read(region, self.subject, &self.features, record))
    }
}

/// The features of a scenario, the constant first.
pub(super) fn place(subject: &Subject, point: &[f64], features: &mut Features) {
    subject.family.features_at(point, &mut features.double);
    features.double.insert(0, 1.0);
    let single = features.double.iter().map(|&f| f as f32);
    features.single.clear();
    features.single.extend(single);
}

/// Whether a scenario lies in the grid's box: facets that cannot fail there were dropped, so regions speak of the box alone.
pub(super) fn is_inside(subject: &Subject, features: &Features) -> bool {
    let mut spans = subject.spans.iter().zip(&features.double[1..]);
    spans.all(|(&(low, high), &f)| low <= f && f <= high)
}

/// The answer of a region; whether it is proved.
pub(super) fn read(
    region: &Region,
    subject: &Subject,
    features: &Features,
    record: &mut Record,
) -> bool {
    let kinds = &subject.indicators.kinds;
    record.reset(How::Certified, kinds.len());
    region.figures(&features.double, &mut record.figures);
    let cost = total_cost(&record.figures, has_contracts(kinds));
    record.certificate = region.certificate(&features.double, cost);
    record.certificate.holds()
}
