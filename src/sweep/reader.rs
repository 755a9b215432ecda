//! # Rows read from regions alone
//!
//! Scenarios are taken in stretches of some consecutive numbers. Which region answers the first of a stretch depends on the regions
//! alone: those that held in its part of the grid are tested in their order, then those on the way from them through the facets that
//! fail, then all. The others are found from those before them in the stretch, where most often the same region holds. So a row depends
//! on no other stretch, a slice has the rows of the whole, and it costs what its own stretches cost.

use super::finder::{Seeds, is_inside, place, read};
use super::record::Record;
use super::region::Features;
use super::store::WalkEnd;
use super::subject::Subject;

/// Scenarios of a stretch.
const STRETCH: u64 = 64;
/// Regions of the stretch that are tried first.
const RECENT: usize = 16;
/// Regions of a cell from which walks begin.
const WALKS: usize = 4;

/// Reads answers.
pub(super) struct Reader<'a> {
    subject: &'a Subject,
    seeds: &'a Seeds,
    features: Features,
    /// Regions that held in the stretch, the last that held first.
    recent: Vec<u32>,
    /// The scenario that follows those that were looked at; none of a stretch that has not begun.
    next: Option<u64>,
    before: Vec<f64>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(subject: &'a Subject, seeds: &'a Seeds) -> Self {
        Reader {
            before: Vec::new(),
            subject,
            seeds,
            features: Features::default(),
            recent: Vec::new(),
            next: None,
        }
    }

    /// The answer to scenario `at`, counted from 0, which lies at `point`; whether a region proves one. `point_of` gives the figures of
    /// any other.
    pub(super) fn answer(
        &mut self,
        (at, point): (u64, &[f64]),
        point_of: impl Fn(u64, &mut [f64]),
        record: &mut Record,
    ) -> bool {
        let start = at - at % STRETCH;
        let from = self.next.filter(|next| (start + 1..=at).contains(next));
        if from.is_none() {
            self.recent.clear();
        }
        let mut before = std::mem::take(&mut self.before);
        for earlier in from.unwrap_or(start)..at {
            before.resize(point.len(), 0.0);
            point_of(earlier, &mut before);
            self.find(&before);
        }
        self.before = before;
        self.next = Some(at + 1);
        let region = self
            .find(point)
            .and_then(|basis| self.seeds.store.region(basis));
        region.is_some_and(|region| read(region, self.subject, &self.features, record))
    }

    /// The basis whose region holds at the next scenario of the stretch.
    fn find(&mut self, point: &[f64]) -> Option<u32> {
        place(self.subject, point, &mut self.features);
        if !is_inside(self.subject, &self.features) {
            return None;
        }
        let found = self.held(point)?;
        match self.recent.iter().position(|&known| known == found) {
            Some(place) => self.recent[..=place].rotate_right(1),
            None => {
                self.recent.truncate(RECENT - 1);
                self.recent.insert(0, found);
            }
        }
        Some(found)
    }

    /// The first to hold.
    fn held(&self, point: &[f64]) -> Option<u32> {
        let Seeds { store, cells, .. } = self.seeds;
        let walked = |&from: &u32| match store.wander(from, &self.features) {
            WalkEnd::Held(basis) => Some(basis),
            WalkEnd::Lost(_) => None,
        };
        let of_cell = || cells.list(cells.at(point));
        store
            .first_held(&self.recent, &self.features)
            .or_else(|| self.recent.iter().take(WALKS).find_map(walked))
            .or_else(|| store.first_held(of_cell(), &self.features))
            .or_else(|| of_cell().iter().take(WALKS).find_map(walked))
            .or_else(|| store.first_held(store.order(), &self.features))
    }
}
