//! # The bound-flipping ratio test of the dual method
//!
//! The variable at position p is outside its bounds by `distance`. As it moves to its bound, reduced costs
//! change along the row `α_p`, and the variable `j` blocks at `|d_j| / |α_pj|`. A boxed variable need not
//! block: it can go to its other bound, which uses up `|α_pj|·(upper_j − lower_j)` of the distance. So
//! breakpoints are passed in groups while distance is left (the slope of the dual objective stays
//! positive). Within a group, Harris' tolerance leaves the choice of the largest pivot.

use super::basis::{FALL, RISE};
use super::state::Simplex;
use crate::engine::tolerances::{DUAL, HARRIS, PRIMAL};

/// A pivot this small gives way to one of the group before.
const SMALL_PIVOT: f64 = 1e-5;

/// Variables that block within one Harris bound.
struct Group {
    /// The one with the largest pivot.
    best: u32,
    pivot: f64,
    /// Distance used up if all are flipped.
    uses: f64,
}

/// How far a step may go.
#[derive(Debug, Clone, Copy)]
struct Bound {
    ratio: f64,
    /// The variable that blocks there.
    blocking: u32,
}

impl Bound {
    const NONE: Bound = Bound {
        ratio: f64::INFINITY,
        blocking: u32::MAX,
    };

    /// Takes note of a variable that blocks at `relaxed / pivot`.
    #[inline]
    fn tighten(&mut self, v: u32, relaxed: f64, pivot: f64) {
        // seldom, so that few are divided
        if relaxed < self.ratio * pivot {
            *self = Bound {
                ratio: relaxed / pivot,
                blocking: v,
            };
        }
    }
}

impl Simplex {
    /// The entering variable for position `p`; fills `flips` with those that are passed.
    ///
    /// None if the variable at `p` cannot reach its bound whatever the others do.
    pub(crate) fn dual_ratio(&mut self, p: usize, below: bool, fresh: bool) -> Option<usize> {
        self.scratch.flips.clear();
        let mut distance = self.point.distance[p].sqrt();
        let mut bound = self.list_candidates(below, self.run.least_pivots[usize::from(fresh)]);
        let mut previous: Option<(usize, Group)> = None;
        while !self.scratch.candidates.is_empty() {
            let before = self.scratch.flips.len();
            let group = self.take_group(bound);
            if distance - group.uses <= PRIMAL {
                self.scratch.flips.truncate(before);
                return Some(self.settle_pivot(group, previous));
            }
            distance -= group.uses;
            previous = Some((before, group));
            bound = self.first_to_block();
        }
        None
    }

    /// The group's best, or the best of the group before if that is a much safer pivot.
    fn settle_pivot(&mut self, group: Group, previous: Option<(usize, Group)>) -> usize {
        if let Some((before, earlier)) = previous
            && group.pivot < SMALL_PIVOT
            && earlier.pivot > 10.0 * group.pivot
        {
            self.scratch.flips.truncate(before);
            return earlier.best as usize;
        }
        group.best as usize
    }

    /// The variable whose reduced cost is the first to be zero where that of the basic one, whose row is at hand, rises or falls by
    /// `change`; `None` if none is.
    pub(super) fn first_in_row(&mut self, falls: bool, change: f64, least: f64) -> Option<usize> {
        let bound = self.list_candidates(falls, least);
        if bound.ratio >= change {
            return None;
        }
        let group = self.take_group(bound);
        self.scratch.flips.clear();
        Some(group.best as usize)
    }

    /// Lists variables whose reduced cost moves towards zero, and gives the one that blocks first.
    fn list_candidates(&mut self, below: bool, least: f64) -> Bound {
        let sign = if below { -1.0 } else { 1.0 };
        let mut bound = Bound::NONE;
        self.scratch.candidates.clear();
        for &v in &self.scratch.row.index {
            let a = sign * self.scratch.row.value[v as usize];
            // written so that what is no number is passed over
            let large = a.abs() > least;
            if !large {
                continue;
            }
            // signs change without pattern: no branch
            let needed = RISE << u8::from(a < 0.0);
            if self.basis.moves[v as usize] & needed == 0 {
                continue;
            }
            self.scratch.candidates.push(v);
            let relaxed = self.dual_distance(v as usize) + HARRIS * DUAL;
            bound.tighten(v, relaxed, a.abs());
        }
        bound
    }

    /// The candidate that blocks first, and its ratio, with Harris' tolerance.
    fn first_to_block(&self) -> Bound {
        let mut bound = Bound::NONE;
        for &v in &self.scratch.candidates {
            let relaxed = self.dual_distance(v as usize) + HARRIS * DUAL;
            bound.tighten(v, relaxed, self.scratch.row.value[v as usize].abs());
        }
        bound
    }

    /// Moves the candidates within `bound` to `flips`.
    fn take_group(&mut self, bound: Bound) -> Group {
        // none blocks where ratios are no numbers
        let blocking = match bound.blocking {
            u32::MAX => self.scratch.candidates[0],
            blocking => blocking,
        };
        let mut group = Group {
            best: self.scratch.candidates[0],
            pivot: 0.0,
            uses: 0.0,
        };
        let mut kept = 0;
        for k in 0..self.scratch.candidates.len() {
            let candidate = self.scratch.candidates[k];
            let v = candidate as usize;
            let pivot = self.scratch.row.value[v].abs();
            // the blocking one always, else a group may be empty where the tolerance is lost in a large distance
            if candidate == blocking || self.dual_distance(v) <= bound.ratio * pivot {
                group.uses += pivot * (self.point.upper[v] - self.point.lower[v]);
                if pivot > group.pivot || (pivot == group.pivot && candidate < group.best) {
                    (group.best, group.pivot) = (candidate, pivot);
                }
                self.scratch.flips.push(candidate);
            } else {
                self.scratch.candidates[kept] = candidate;
                kept += 1;
            }
        }
        self.scratch.candidates.truncate(kept);
        group
    }

    /// How far the reduced cost of `v` is from zero, zero if it is on the wrong side.
    fn dual_distance(&self, v: usize) -> f64 {
        let moves = self.basis.moves[v];
        if moves == RISE | FALL {
            return 0.0;
        }
        let sign = if moves == FALL { -1.0 } else { 1.0 };
        (sign * self.prices.d[v]).max(0.0)
    }
}
