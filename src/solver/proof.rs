//! # Why there is no optimum, and how well that is proved
//!
//! *Infeasible* (Farkas 1902). With row multipliers `y`, `|y| ≤ 1`, and `w = −Aᵀy`, every point has
//!
//! ```text
//!     y·(A x) + w·x = 0
//! ```
//!
//! The least value of `y·r + w·x`, each row activity `r` and each `x` within its own bounds, is the
//! *contradiction*: where it is positive, no point is within all bounds at once. Weights that point at an
//! infinite bound have to be zero; the largest of them is the *residual*.
//!
//! *Unbounded*. Along a direction `z`, `|z| ≤ 1`, that approaches no finite bound of a row or column, the
//! objective changes by `c·z < 0` a step, for ever. The largest step towards a finite bound is the
//! *residual*. It needs a point to start from.

use crate::engine;
use crate::program::Program;

use crate::certificate::{TOLERANCE, primal_residual};

/// Why a programme has no optimum.
#[derive(Debug, Clone, PartialEq)]
pub enum Proof {
    /// No point meets all rows and bounds.
    Farkas(Farkas),
    /// A column's, or a row's, lower bound is over its upper bound.
    Crossed(Crossed),
    /// The objective falls without end.
    Ray(Ray),
}

/// Row multipliers that prove infeasibility.
#[derive(Debug, Clone, PartialEq)]
pub struct Farkas {
    /// One per row, the largest of size 1.
    pub multipliers: Vec<f64>,
    /// One per column: `−Aᵀ multipliers`, without what rounding leaves of a sum that cancels.
    pub weights: Vec<f64>,
    /// Least value of the weighted sum, which every point would have at 0; positive.
    pub contradiction: f64,
    /// Largest weight that points at an infinite bound; 0 proves it in full.
    pub residual: f64,
}

/// A bound that crosses another.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossed {
    /// Name of the column or row.
    pub name: String,
    /// Its lower bound.
    pub lower: f64,
    /// Its upper bound, which is less.
    pub upper: f64,
}

/// A direction that proves unboundedness.
#[derive(Debug, Clone, PartialEq)]
pub struct Ray {
    /// One step per column, the largest of size 1.
    pub direction: Vec<f64>,
    /// Change of the minimised objective a step; negative.
    pub rate: f64,
    /// Largest step towards a finite bound; 0 proves it in full.
    pub residual: f64,
    /// A feasible point from where it goes.
    pub point: Vec<f64>,
}

impl Proof {
    /// The engine's proof, measured again; `None` where it proves neither.
    pub(super) fn of(program: &Program, outcome: &engine::Outcome) -> Option<Self> {
        match outcome.status {
            engine::Status::Infeasible => match &outcome.farkas {
                Some(multipliers) => Some(Proof::Farkas(Farkas::of(program, multipliers))),
                None => crossed(program).map(Proof::Crossed),
            },
            engine::Status::Unbounded => {
                Ray::of(program, outcome.ray.as_ref()?, &outcome.x).map(Proof::Ray)
            }
            engine::Status::Optimal | engine::Status::Uncertified(_) => None,
        }
    }
}

impl Farkas {
    pub(super) fn of(program: &Program, multipliers: &[f64]) -> Self {
        let multipliers = to_unit_size(multipliers);
        let weights: Vec<f64> = (0..program.column_count())
            .map(|j| -engine::certify::column_sum(program, j, &multipliers))
            .collect();
        let rows = multipliers
            .iter()
            .zip(program.row_lower.iter().zip(&program.row_upper));
        let columns = weights.iter().zip(program.lower.iter().zip(&program.upper));
        let (mut contradiction, mut residual) = (0.0, 0.0_f64);
        for (&weight, (&lower, &upper)) in rows.chain(columns) {
            let bound = if weight > 0.0 { lower } else { upper };
            if bound.is_finite() {
                contradiction += weight * bound;
            } else {
                residual = residual.max(weight.abs());
            }
        }
        Farkas {
            multipliers,
            weights,
            contradiction,
            residual,
        }
    }
}

impl Ray {
    /// Nothing where `point` is not feasible.
    fn of(program: &Program, direction: &[f64], point: &[f64]) -> Option<Self> {
        if primal_residual(program, point) > TOLERANCE {
            return None;
        }
        let direction = to_unit_size(direction);
        let row_steps = engine::certify::row_sums(program, &direction);
        let rows = row_steps
            .iter()
            .zip(program.row_lower.iter().zip(&program.row_upper));
        let columns = direction
            .iter()
            .zip(program.lower.iter().zip(&program.upper));
        let towards = |(&step, (&lower, &upper)): (&f64, (&f64, &f64))| {
            let bound = if step > 0.0 { upper } else { lower };
            if bound.is_finite() { step.abs() } else { 0.0 }
        };
        let costs = program.objective().coefficients.iter();
        Some(Ray {
            rate: costs.zip(&direction).map(|(c, z)| c * z).sum(),
            residual: rows.chain(columns).map(towards).fold(0.0, f64::max),
            point: point.to_vec(),
            direction,
        })
    }
}

/// The same direction with its largest component of size 1.
fn to_unit_size(vector: &[f64]) -> Vec<f64> {
    let largest = vector.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
    let factor = if largest > 0.0 { 1.0 / largest } else { 1.0 };
    // never −0
    vector.iter().map(|v| v * factor + 0.0).collect()
}

/// The first column or row whose bounds cross.
fn crossed(program: &Program) -> Option<Crossed> {
    let columns = program.lower.iter().zip(&program.upper);
    let rows = program.row_lower.iter().zip(&program.row_upper);
    let find = |mut bounds: std::iter::Zip<std::slice::Iter<f64>, std::slice::Iter<f64>>| {
        bounds.position(|(lower, upper)| lower > upper)
    };
    if let Some(j) = find(columns) {
        return Some(Crossed {
            name: program.column_name(j),
            lower: program.lower[j],
            upper: program.upper[j],
        });
    }
    find(rows).map(|i| Crossed {
        name: program.row_name(i),
        lower: program.row_lower[i],
        upper: program.row_upper[i],
    })
}
