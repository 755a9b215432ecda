//! # Values and bounds
//!
//! Bounds in use are the true ones, those of the [artificial bounds](crate::engine::artificial_bounds), or perturbed ones.

use crate::engine::basis::BasisStatus;
use crate::engine::form::Form;
use crate::engine::sparse::IndexSet;
use crate::engine::tolerances::PRIMAL;

use super::basis::{FALL, RISE};

/// The point at hand.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    /// Value of each variable.
    pub(super) x: Vec<f64>,
    /// Bounds in use.
    pub(super) lower: Vec<f64>,
    /// Bounds in use.
    pub(super) upper: Vec<f64>,
    /// Whether bounds in use differ from the true ones.
    pub(super) bounds_altered: bool,
    /// Whether any value may have changed since this was last looked at.
    pub(super) moved: bool,
    /// Whether nonbasic values may not be at the bounds their status names.
    pub(super) unrested: bool,
    /// Positions of variables outside their bounds.
    pub(super) infeasible: IndexSet,
    /// Squared distance outside the bounds by position.
    pub(super) distance: Vec<f64>,
}

impl Point {
    /// All values zero, with the true bounds.
    pub(super) fn new(form: &Form) -> Self {
        Self {
            x: vec![0.0; form.variables()],
            lower: form.lower.clone(),
            upper: form.upper.clone(),
            bounds_altered: false,
            moved: true,
            unrested: true,
            infeasible: IndexSet::new(form.rows),
            distance: vec![0.0; form.rows],
        }
    }

    /// Has these bounds in use; values are left to the caller.
    pub(super) fn use_bounds(&mut self, lower: &[f64], upper: &[f64], altered: bool) {
        self.lower.copy_from_slice(lower);
        self.upper.copy_from_slice(upper);
        self.bounds_altered = altered;
    }

    /// Where nonbasic variable `v` rests, which is at `status` if that exists, and in which directions it may move. Its value
    /// is the bound.
    #[inline]
    pub(super) fn rest(&mut self, v: usize, status: BasisStatus) -> (BasisStatus, u8) {
        let (lower, upper) = (self.lower[v], self.upper[v]);
        let (status, x, moves) = match (status, lower.is_finite(), upper.is_finite()) {
            (_, false, false) => (BasisStatus::Free, 0.0, RISE | FALL),
            (BasisStatus::Upper, _, true) | (_, false, true) => (BasisStatus::Upper, upper, FALL),
            _ => (BasisStatus::Lower, lower, RISE),
        };
        self.x[v] = x;
        (status, if lower < upper { moves } else { 0 })
    }

    /// Distance of variable `v` outside its bounds: negative below, positive above, zero within
    /// tolerance.
    #[inline]
    #[must_use]
    pub(super) fn outside(&self, v: usize) -> f64 {
        let (x, lower, upper) = (self.x[v], self.lower[v], self.upper[v]);
        if x < lower - PRIMAL * lower.abs().max(1.0) {
            x - lower
        } else if x > upper + PRIMAL * upper.abs().max(1.0) {
            x - upper
        } else {
            0.0
        }
    }

    /// Notes whether position `k`, where `v` stands, is infeasible.
    #[inline]
    pub(super) fn update_infeasible(&mut self, k: usize, v: usize) {
        let outside = self.outside(v);
        self.distance[k] = outside * outside;
        self.infeasible.set(k, outside != 0.0);
    }

    /// The bound that `v` is outside of, if it is outside.
    pub(super) fn broken_bound(&self, v: usize) -> f64 {
        if self.x[v] < self.lower[v] {
            self.lower[v]
        } else {
            self.upper[v]
        }
    }
}
