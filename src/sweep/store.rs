//! # The bases met so far
//!
//! Each has a number. Those that are likely to hold again have a region as well, and regions are kept in the
//! order in which they last held.

use std::collections::HashMap;
use std::sync::Arc;

use pulp::{Arch, Simd, WithSimd};

use crate::engine::Basis;

use super::history::NONE;
use super::region::{Features, LANES, Region, least, surely_fails, values, worst};

/// A basis, and where it is optimal if that is known.
#[derive(Debug, Clone)]
struct Known {
    basis: Arc<Basis>,
    region: Option<Placed>,
}

/// A region and where its first facets stand in [`Store::fronts`].
#[derive(Debug, Clone)]
struct Placed {
    region: Arc<Region>,
    front: std::ops::Range<usize>,
    /// By facet of the front: the region found where this one failed most.
    across: [u32; LANES],
    /// Regions of scenarios beside its own, those that held last first.
    beside: Vec<u32>,
}

/// Regions that are known to lie beside one, at most.
const BESIDE: usize = 32;

/// A way out of a region: through a facet of its front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exit {
    from: u32,
    facet: usize,
}

/// Where a walk ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WalkEnd {
    /// In a region that holds.
    Held(u32),
    /// At an exit that leads nowhere yet, or back.
    Lost(Option<Exit>),
}

/// Regions that a walk goes through, at most.
const STEPS: usize = 24;

/// Bases by number.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    known: Vec<Known>,
    numbers: HashMap<Arc<Basis>, u32>,
    /// Numbers of those with a region, the last that held first.
    order: Vec<u32>,
    /// First group of facets of each region, side by side: most tests end there, and memory is slow.
    fronts: Vec<f32>,
    /// The widest instructions of this machine; the numbers are the same with all.
    arch: Arch,
}

impl Default for Store {
    fn default() -> Self {
        Store {
            known: Vec::new(),
            numbers: HashMap::new(),
            order: Vec::new(),
            fronts: Vec::new(),
            arch: Arch::new(),
        }
    }
}

impl Store {
    /// Number of bases.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    /// Number of regions.
    #[must_use]
    pub(crate) fn region_count(&self) -> usize {
        self.order.len()
    }

    /// The number of a basis, and whether it is met for the first time.
    pub(crate) fn number_of(&mut self, basis: &Basis) -> (u32, bool) {
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
    pub(crate) fn basis(&self, number: u32) -> &Basis {
        &self.known[number as usize].basis
    }

    /// The basis met last.
    #[must_use]
    pub(crate) fn latest(&self) -> Option<u32> {
        (self.known.len() as u32).checked_sub(1)
    }

    /// The region of a basis, if it has one.
    #[must_use]
    pub(crate) fn region(&self, number: u32) -> Option<&Region> {
        let placed = self.known[number as usize].region.as_ref()?;
        Some(&placed.region)
    }

    /// Keeps the region of a basis.
    pub(crate) fn keep(&mut self, number: u32, region: Arc<Region>) {
        let start = self.fronts.len();
        self.fronts.extend_from_slice(region.facets().front());
        self.known[number as usize].region = Some(Placed {
            front: start..self.fronts.len(),
            region,
            across: [NONE; LANES],
            beside: Vec::new(),
        });
        self.order.insert(0, number);
    }

    /// Takes over the regions of `other` of bases that have none here, and the ways that it found from one to another. `other` began
    /// as a copy of this, with `shared` bases. Gives the numbers here of its bases.
    pub(crate) fn absorb(&mut self, other: &Store, shared: usize) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0..shared as u32).collect();
        for known in &other.known[shared..] {
            numbers.push(self.number_of(&known.basis).0);
        }
        for (known, &number) in other.known.iter().zip(&numbers) {
            let Some(placed) = &known.region else {
                continue;
            };
            if self.region(number).is_none() {
                self.keep(number, Arc::clone(&placed.region));
            }
            if let Some(own) = &mut self.known[number as usize].region {
                for (own, &found) in own.across.iter_mut().zip(&placed.across) {
                    if *own == NONE && found != NONE {
                        *own = numbers[found as usize];
                    }
                }
                for &found in &placed.beside {
                    let found = numbers[found as usize];
                    if own.beside.len() < BESIDE && !own.beside.contains(&found) {
                        own.beside.push(found);
                    }
                }
            }
        }
        numbers
    }

    /// The bases that have a region, by number, and the regions found across its facets.
    pub(crate) fn regions(&self) -> impl Iterator<Item = (u32, &Basis, &Arc<Region>, &[u32])> {
        let known = (0..).zip(&self.known);
        known.filter_map(|(number, known)| {
            let Placed { region, across, .. } = known.region.as_ref()?;
            Some((number, &*known.basis, region, &across[..]))
        })
    }

    /// A region that holds at a scenario, of those that are known to lie beside one.
    pub(crate) fn held_beside(&self, number: u32, at: &Features) -> Option<u32> {
        let placed = self.known[number as usize].region.as_ref()?;
        self.first_held(&placed.beside, at)
    }

    /// Notes that a region holds beside another.
    pub(crate) fn note_beside(&mut self, number: u32, found: u32) {
        let Some(placed) = &mut self.known[number as usize].region else {
            return;
        };
        if number == found {
            return;
        }
        match placed.beside.iter().position(|&known| known == found) {
            Some(place) => placed.beside[..=place].rotate_right(1),
            None => {
                placed.beside.truncate(BESIDE - 1);
                placed.beside.insert(0, found);
            }
        }
    }

    /// Sets the regions found across the facets of another, [`NONE`] where none was found.
    pub(crate) fn set_across(&mut self, number: u32, regions: impl IntoIterator<Item = u32>) {
        if let Some(placed) = &mut self.known[number as usize].region {
            for (own, region) in placed.across.iter_mut().zip(regions) {
                *own = region;
            }
        }
    }

    /// How far a region surely holds from a scenario in a direction, see [`super::region::Facets::reach`].
    #[must_use]
    pub(crate) fn reach(&self, number: u32, at: &Features, direction: &[f32]) -> f32 {
        self.region(number).map_or(-1.0, |region| {
            self.arch.dispatch(Reach {
                region,
                at,
                direction,
            })
        })
    }

    /// Numbers of those with a region, the last that held first.
    pub(crate) fn order(&self) -> &[u32] {
        &self.order
    }

    /// The same with regions in this order, which holds each of them once.
    pub(crate) fn ordered(self, order: Vec<u32>) -> Self {
        Store { order, ..self }
    }

    /// The first of `numbers` whose region holds at a scenario.
    #[must_use]
    pub(crate) fn first_held(&self, numbers: &[u32], at: &Features) -> Option<u32> {
        self.position_held(numbers, at).map(|place| numbers[place])
    }

    fn position_held(&self, numbers: &[u32], at: &Features) -> Option<usize> {
        self.arch.dispatch(FirstHeld {
            known: &self.known,
            fronts: &self.fronts,
            numbers,
            at,
        })
    }

    /// Walks from a region through the facet that fails most to the region found there before, and so on.
    #[must_use]
    pub(crate) fn walk(&self, from: u32, at: &Features) -> WalkEnd {
        self.arch.dispatch(Walk {
            store: self,
            from,
            at,
        })
    }

    /// As [`Store::walk`], but where the facet that fails most leads back, or nowhere, through the next that fails. Where a border
    /// has several regions behind it, this arrives far more often.
    #[must_use]
    pub(crate) fn wander(&self, from: u32, at: &Features) -> WalkEnd {
        self.arch.dispatch(Wander {
            store: self,
            from,
            at,
        })
    }

    /// Notes the region that holds where a walk was lost.
    pub(crate) fn lead(&mut self, exit: Exit, to: u32) {
        if let Some(placed) = &mut self.known[exit.from as usize].region
            && exit.from != to
        {
            placed.across[exit.facet] = to;
        }
    }

    /// The first basis whose region holds, of the `limit` that held last; it moves to the front.
    pub(crate) fn search(&mut self, at: &Features, limit: usize) -> Option<u32> {
        let tried = limit.min(self.order.len());
        let place = self.position_held(&self.order[..tried], at)?;
        self.order[..=place].rotate_right(1);
        Some(self.order[0])
    }
}

/// The place of the first region that holds; with the widest instructions there are.
struct FirstHeld<'a> {
    known: &'a [Known],
    fronts: &'a [f32],
    numbers: &'a [u32],
    at: &'a Features,
}

impl WithSimd for FirstHeld<'_> {
    type Output = Option<usize>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Option<usize> {
        for (place, &number) in self.numbers.iter().enumerate() {
            if let Some(placed) = &self.known[number as usize].region
                && !surely_fails(&self.fronts[placed.front.clone()], self.at)
                && placed.region.facets().hold(self.at)
            {
                return Some(place);
            }
        }
        None
    }
}

/// How far a region holds, with the widest instructions there are.
struct Reach<'a> {
    region: &'a Region,
    at: &'a Features,
    direction: &'a [f32],
}

impl WithSimd for Reach<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> f32 {
        self.region.facets().reach(self.at, self.direction)
    }
}

/// A walk that tries another way where one leads back, with the widest instructions there are.
struct Wander<'a> {
    store: &'a Store,
    from: u32,
    at: &'a Features,
}

impl WithSimd for Wander<'_> {
    type Output = WalkEnd;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> WalkEnd {
        let Wander { store, from, at } = self;
        let mut seen = [NONE; STEPS];
        let (mut here, mut exit) = (from, None);
        for step in 0..STEPS {
            let Some(placed) = &store.known[here as usize].region else {
                break;
            };
            seen[step] = here;
            let values = values(&store.fronts[placed.front.clone()], at);
            let (worst, value) = least(&values);
            if value >= 0.0 && placed.region.facets().hold(at) {
                return WalkEnd::Held(here);
            }
            let fresh = |k: &usize| {
                let next = placed.across[*k];
                next != NONE && !seen.contains(&next)
            };
            let failing = (0..LANES).filter(|&k| values[k] < 0.0).filter(fresh);
            let next = failing.min_by(|&a, &b| values[a].total_cmp(&values[b]));
            // what is found where the walk ends is a way out of where it fails most, or of where none is known yet
            let open = (0..LANES)
                .filter(|&k| values[k] < 0.0 && placed.across[k] == NONE)
                .min_by(|&a, &b| values[a].total_cmp(&values[b]));
            exit = Some(Exit {
                from: here,
                facet: open.unwrap_or(worst),
            });
            match next {
                Some(k) => here = placed.across[k],
                None => break,
            }
        }
        WalkEnd::Lost(exit)
    }
}

/// A walk from region to region, with the widest instructions there are.
struct Walk<'a> {
    store: &'a Store,
    from: u32,
    at: &'a Features,
}

impl WithSimd for Walk<'_> {
    type Output = WalkEnd;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> WalkEnd {
        let Walk { store, from, at } = self;
        let (mut here, mut before, mut exit) = (from, NONE, None);
        for _ in 0..STEPS {
            let Some(placed) = &store.known[here as usize].region else {
                break;
            };
            let (facet, value) = worst(&store.fronts[placed.front.clone()], at);
            if value >= 0.0 && placed.region.facets().hold(at) {
                return WalkEnd::Held(here);
            }
            exit = Some(Exit { from: here, facet });
            match placed.across[facet] {
                next if next == NONE || next == before => break,
                next => (before, here) = (here, next),
            }
        }
        WalkEnd::Lost(exit)
    }
}
