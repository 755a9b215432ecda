//! # Rows read from regions alone
//!
//! A row depends on the regions and its scenario, and on nothing that was read before: the regions that held in its part of the grid
//! are tested in their order, then those on the way from them through the facets that fail, then all. So any slice has the rows of the
//! whole, and costs what its own rows cost.

use super::finder::{Seeds, is_inside, place, read};
use super::record::Record;
use super::region::Features;
use super::store::WalkEnd;
use super::subject::Subject;

/// Reads answers.
pub(super) struct Reader<'a> {
    subject: &'a Subject,
    seeds: &'a Seeds,
    features: Features,
}

impl<'a> Reader<'a> {
    pub(super) fn new(subject: &'a Subject, seeds: &'a Seeds) -> Self {
        Reader {
            subject,
            seeds,
            features: Features::default(),
        }
    }

    /// The answer to the scenario at `point`; whether a region proves one.
    pub(super) fn answer(&mut self, point: &[f64], record: &mut Record) -> bool {
        place(self.subject, point, &mut self.features);
        if !is_inside(self.subject, &self.features) {
            return false;
        }
        let region = self
            .held(point)
            .and_then(|basis| self.seeds.store.region(basis));
        region.is_some_and(|region| read(region, self.subject, &self.features, record))
    }

    /// The basis whose region is the first to hold.
    fn held(&self, point: &[f64]) -> Option<u32> {
        let Seeds { store, cells, .. } = self.seeds;
        let of_cell = cells.list(cells.at(point));
        let walked = |&from: &u32| match store.wander(from, &self.features) {
            WalkEnd::Held(basis) => Some(basis),
            WalkEnd::Lost(_) => None,
        };
        store
            .first_held(of_cell, &self.features)
            .or_else(|| of_cell.iter().find_map(walked))
            .or_else(|| store.first_held(store.order(), &self.features))
    }
}
