//! # Which regions held in which part of the grid
//!
//! The box of the parameters is cut into cells, a few along each axis. For each cell the regions that held
//! somewhere in it are kept, the last that held first.

use std::collections::HashMap;

use crate::family::Range;

/// Cells in all, about.
const CELLS: f64 = 4096.0;
/// Most cells along one axis.
const FINEST: f64 = 64.0;
/// Regions kept of each cell.
const KEPT: usize = 24;

/// Regions by cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cells {
    /// Along each axis: its parameter, where it begins, cells per unit, and the last cell.
    axes: Vec<(usize, f64, f64, u64)>,
    lists: HashMap<u64, Vec<u32>>,
}

impl Cells {
    /// Empty cells over parameter ranges.
    #[must_use]
    pub(crate) fn new(ranges: &[Range]) -> Self {
        let moving = ranges.iter().enumerate();
        let moving: Vec<_> = moving
            .filter(|(_, range)| range.low < range.high && (range.high - range.low).is_finite())
            .collect();
        let along = libm::pow(CELLS, 1.0 / moving.len().max(1) as f64);
        let along = along.round().clamp(2.0, FINEST);
        let axis = |(k, range): (usize, &Range)| {
            let per_unit = along / (range.high - range.low);
            (k, range.low, per_unit, along as u64 - 1)
        };
        Cells {
            axes: moving.into_iter().map(axis).collect(),
            lists: HashMap::new(),
        }
    }

    /// The same cells, with nothing in them.
    #[must_use]
    pub(crate) fn emptied(&self) -> Self {
        Cells {
            axes: self.axes.clone(),
            lists: HashMap::new(),
        }
    }

    /// The number of the cell at a point.
    #[must_use]
    pub(crate) fn at(&self, point: &[f64]) -> u64 {
        self.axes.iter().fold(0, |cell, &(k, low, per_unit, last)| {
            // a cast of what is no number, or too small, gives zero
            let place = ((point[k] - low) * per_unit) as u64;
            cell * (last + 1) + place.min(last)
        })
    }

    /// The regions of a cell.
    #[must_use]
    pub(crate) fn list(&self, cell: u64) -> &[u32] {
        self.lists.get(&cell).map_or(&[], Vec::as_slice)
    }

    /// Takes over where regions held: `numbers` gives the numbers here of those of `other`.
    pub(crate) fn absorb(&mut self, other: &Cells, numbers: &[u32]) {
        for (&cell, list) in &other.lists {
            for &number in list.iter().rev() {
                self.note(cell, numbers[number as usize]);
            }
        }
    }

    /// All cells in order with their regions.
    pub(crate) fn lists(&self) -> Vec<(u64, &[u32])> {
        let mut lists: Vec<(u64, &[u32])> = self
            .lists
            .iter()
            .map(|(&cell, list)| (cell, &**list))
            .collect();
        lists.sort_unstable();
        lists
    }

    /// Sets the regions of a cell.
    pub(crate) fn put(&mut self, cell: u64, list: Vec<u32>) {
        self.lists.insert(cell, list);
    }

    /// Puts a region that held at the front of its cell.
    pub(crate) fn note(&mut self, cell: u64, number: u32) {
        let list = self.lists.entry(cell).or_default();
        match list.iter().position(|&n| n == number) {
            Some(at) => list[..=at].rotate_right(1),
            None => {
                list.insert(0, number);
                list.truncate(KEPT);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_gives_back_what_held_in_it_the_last_first() {
        let ranges = [(0.0, 1.0), (5.0, 5.0), (-1.0, 1.0)].map(|(low, high)| Range { low, high });
        let mut cells = Cells::new(&ranges);
        let here = cells.at(&[0.3, 5.0, 0.2]);
        assert_eq!(here, cells.at(&[0.301, 5.0, 0.201]));
        assert_ne!(here, cells.at(&[0.9, 5.0, 0.2]));
        for number in [3, 4, 3] {
            cells.note(here, number);
        }
        assert_eq!(cells.list(here), [3, 4]);
        assert!(cells.list(here + 1).is_empty());
        // outside the box counts as its edge
        assert_eq!(cells.at(&[-7.0, 5.0, 9.0]), cells.at(&[0.0, 5.0, 1.0]));
    }
}
