//! # Vectors that know where they are not zero
//!
//! Both structures are scratch space: allocated once, cleared at a cost proportional to what was written.

use super::tolerances::{CANCELLED, DROP};

/// A dense array with the list of its nonzero places.
#[derive(Debug, Clone, Default)]
pub(crate) struct SparseVector {
    /// One value per place.
    pub value: Vec<f64>,
    /// Places that may be nonzero, each once; meaningful while `known`.
    pub index: Vec<u32>,
    /// Whether `index` lists every nonzero place.
    pub known: bool,
}

impl SparseVector {
    /// The zero vector with `length` places.
    #[must_use]
    pub(crate) fn zero(length: usize) -> Self {
        Self {
            value: vec![0.0; length],
            index: Vec::with_capacity(length),
            known: true,
        }
    }

    /// Back to zero.
    pub(crate) fn clear(&mut self) {
        if self.known && self.index.len() * 4 < self.value.len() {
            for &i in &self.index {
                self.value[i as usize] = 0.0;
            }
        } else {
            self.value.fill(0.0);
        }
        self.index.clear();
        self.known = true;
    }

    /// Adds at one place and keeps the list.
    #[inline]
    pub(crate) fn add(&mut self, place: usize, amount: f64) {
        let old = self.value[place];
        if old == 0.0 {
            self.index.push(place as u32);
        }
        let sum = old + amount;
        self.value[place] = if sum.abs() < CANCELLED {
            CANCELLED
        } else {
            sum
        };
    }

    /// Becomes a copy of `other`, of the same length.
    pub(crate) fn copy(&mut self, other: &SparseVector) {
        self.clear();
        if other.known && other.index.len() * 4 < other.value.len() {
            for &i in &other.index {
                self.value[i as usize] = other.value[i as usize];
            }
        } else {
            self.value.copy_from_slice(&other.value);
        }
        self.index.extend_from_slice(&other.index);
        self.known = other.known;
    }

    /// Drops what is as good as zero and lists the rest.
    pub(crate) fn settle(&mut self) {
        if self.known {
            let value = &mut self.value;
            self.index.retain(|&i| keep(&mut value[i as usize]));
        } else {
            self.index.clear();
            for (i, value) in self.value.iter_mut().enumerate() {
                if *value != 0.0 && keep(value) {
                    self.index.push(i as u32);
                }
            }
            self.known = true;
        }
    }

    /// Sum of squares.
    #[must_use]
    pub(crate) fn square(&self) -> f64 {
        self.index
            .iter()
            .map(|&i| self.value[i as usize] * self.value[i as usize])
            .sum()
    }
}

/// Whether `value` counts; sets it to zero if not.
#[inline]
fn keep(value: &mut f64) -> bool {
    if value.abs() < DROP {
        *value = 0.0;
        false
    } else {
        true
    }
}

/// A set of small integers: constant-time insertion and removal, and a list to walk.
#[derive(Debug, Clone, Default)]
pub(crate) struct IndexSet {
    members: Vec<u32>,
    place: Vec<u32>,
}

const ABSENT: u32 = u32::MAX;

impl IndexSet {
    /// The empty set of numbers below `limit`.
    #[must_use]
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            members: Vec::with_capacity(limit),
            place: vec![ABSENT; limit],
        }
    }

    /// Removes all members.
    pub(crate) fn clear(&mut self) {
        for &i in &self.members {
            self.place[i as usize] = ABSENT;
        }
        self.members.clear();
    }

    /// Makes `i` a member or not.
    #[inline]
    pub(crate) fn set(&mut self, i: usize, member: bool) {
        let place = self.place[i];
        if member && place == ABSENT {
            self.place[i] = self.members.len() as u32;
            self.members.push(i as u32);
        } else if !member && place != ABSENT {
            self.members.swap_remove(place as usize);
            if let Some(&moved) = self.members.get(place as usize) {
                self.place[moved as usize] = place;
            }
            self.place[i] = ABSENT;
        }
    }

    /// The members, in no particular but reproducible order.
    #[must_use]
    pub(crate) fn members(&self) -> &[u32] {
        &self.members
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_that_cancels_is_listed_once() {
        let mut vector = SparseVector::zero(3);
        vector.add(1, 2.0);
        vector.add(1, -2.0);
        vector.add(1, 5.0);
        assert_eq!(vector.index, [1]);
        assert_eq!(vector.value[1], 5.0);
    }

    #[test]
    fn a_set_forgets_what_is_removed() {
        let mut set = IndexSet::new(4);
        for i in [0, 3, 2, 3] {
            set.set(i, true);
        }
        set.set(0, false);
        assert_eq!(set.members(), [2, 3]);
        set.clear();
        assert!(set.members().is_empty());
    }
}
