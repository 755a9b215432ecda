//! # Finding the region that holds
//!
//! Regions met so far are tested: those of scenarios nearby, those that held in the same part of the grid, those on the way from one
//! of them through the facets that fail, then those that held last.

use crate::family::Range;

use super::cells::Cells;
use super::history::{History, NONE, Nearness};
use super::indicators::{has_contracts, total_cost};
use super::record::{How, Record};
use super::region::Features;
use super::store::{Exit, Store, WalkEnd};
use super::subject::Subject;

/// Regions tested before the simplex is asked, where that seldom pays.
const FEW: usize = 48;
/// Near scenarios from whose regions walks begin.
const WALKS: usize = 16;
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

    /// Takes over what another learnt who began from these: regions of bases that have none here, and where they held. Whether there
    /// were any.
    pub(crate) fn absorb(&mut self, other: &Seeds) -> bool {
        let Some(numbers) = self.store.absorb(&other.store) else {
            return false;
        };
        self.cells.absorb(&other.cells, &numbers);
        true
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
    /// Whether all regions are tested before a scenario is given up, however seldom that pays.
    pub(super) is_thorough: bool,
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
            is_thorough: false,
            searched: 0,
            found: 0,
        }
    }

    /// One that tests all regions before it gives a scenario up.
    pub(super) fn thorough(subject: &'a Subject, seeds: &Seeds, nearness: Nearness) -> Self {
        Finder {
            is_thorough: true,
            ..Finder::new(subject, seeds, nearness)
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
        let features = &mut self.features;
        self.subject.family.features_at(point, &mut features.double);
        features.double.insert(0, 1.0);
        let single = features.double.iter().map(|&f| f as f32);
        features.single.clear();
        features.single.extend(single);
        self.history.steps_back(&mut self.near);
        self.cell = self.cells.at(point);
        self.exit = None;
    }

    /// A basis whose region holds: of scenarios nearby, of those that held in their place before, or of any.
    pub(super) fn known(&mut self, point: &[f64]) -> Option<u32> {
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
        let pays = self.is_thorough || self.searched < TRIAL || self.found * WORTH > self.searched;
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

    /// Reads the answer to the scenario at `point`, the next in the order, from a region; whether there is one that proves it.
    pub(super) fn answer(&mut self, point: &[f64], record: &mut Record) -> bool {
        self.begin(point);
        let known = self.known(point);
        let proved = known.filter(|&basis| self.read(basis, record));
        self.history.push(point, proved.unwrap_or(NONE));
        proved.is_some()
    }

    /// Whether the scenario at hand lies in the region of a basis.
    pub(super) fn holds(&self, basis: u32) -> bool {
        let region = self.store.region(basis);
        region.is_some_and(|region| region.facets().hold(&self.features))
    }

    /// The answer of a region; whether it is proved.
    pub(super) fn read(&self, basis: u32, record: &mut Record) -> bool {
        let Some(region) = self.store.region(basis) else {
            return false;
        };
        record.reset(How::Certified, self.subject.indicators.kinds.len());
        region.figures(&self.features.double, &mut record.figures);
        let cost = total_cost(
            &record.figures,
            has_contracts(&self.subject.indicators.kinds),
        );
        record.certificate = region.certificate(&self.features.double, cost);
        record.certificate.holds()
    }
}
