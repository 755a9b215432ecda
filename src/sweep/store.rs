//! # The bases met so far
//!
//! Each has a number. Those met more than once have a region as well, and regions are kept in the order
//! in which they last held.

use std::collections::HashMap;
use std::sync::Arc;

use crate::engine::Basis;

use super::region::Region;

/// Regions tested before the simplex is asked.
const TRIED: usize = 400;

/// A basis, and where it is optimal if that is known.
#[derive(Debug, Clone)]
struct Known {
    basis: Arc<Basis>,
    region: Option<Arc<Region>>,
}

/// Bases by number.
#[derive(Debug, Clone, Default)]
pub struct Store {
    known: Vec<Known>,
    numbers: HashMap<Arc<Basis>, u32>,
    /// Numbers of those with a region, the last that held first.
    order: Vec<u32>,
}

impl Store {
    /// Number of bases.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Number of regions.
    #[must_use]
    pub fn region_count(&self) -> usize {
        self.order.len()
    }

    /// The number of a basis, and whether it is met for the first time.
    pub fn number_of(&mut self, basis: &Basis) -> (u32, bool) {
        if let Some(&number) = self.numbers.get(basis) {
            return (number, false);
        }
        let number = self.known.len() as u32;
        let basis = Arc::new(basis.clone());
        self.numbers.insert(Arc::clone(&basis), number);
        self.known.push(Known {
            basis,
            region: None,
        });
        (number, true)
    }

    /// The basis with a number.
    #[must_use]
    pub fn basis(&self, number: u32) -> &Basis {
        &self.known[number as usize].basis
    }

    /// The basis met last.
    #[must_use]
    pub fn latest(&self) -> Option<u32> {
        (self.known.len() as u32).checked_sub(1)
    }

    /// The region of a basis, if it has one.
    #[must_use]
    pub fn region(&self, number: u32) -> Option<&Region> {
        self.known[number as usize].region.as_deref()
    }

    /// Keeps the region of a basis.
    pub fn keep(&mut self, number: u32, region: Region) {
        self.known[number as usize].region = Some(Arc::new(region));
        self.order.insert(0, number);
    }

    /// Whether a basis has a region that holds at `phi`.
    #[must_use]
    pub fn holds(&self, number: u32, phi: &[f64]) -> bool {
        self.region(number).is_some_and(|region| region.holds(phi))
    }

    /// The first basis whose region holds, of those that held last; it moves to the front.
    pub fn search(&mut self, phi: &[f64]) -> Option<u32> {
        let tried = self.order.iter().take(TRIED);
        let at = tried.enumerate().find(|&(_, &n)| self.holds(n, phi))?.0;
        self.order[..=at].rotate_right(1);
        Some(self.order[0])
    }
}
