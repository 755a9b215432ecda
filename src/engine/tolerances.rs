//! # Every tolerance of the engine, once
//!
//! All are absolute on *scaled* data: [`Form`](super::form::Form) brings matrix entries, bounds and
//! costs to a typical size of one, by powers of two.

/// How far a variable may lie outside a bound, times `max(1, |bound|)`.
pub(crate) const PRIMAL: f64 = 1e-9;

/// How far a reduced cost may lie on the wrong side of zero; a nonbasic column whose reduced cost is
/// within it may move at no cost, so later objectives decide.
pub(crate) const DUAL: f64 = 1e-9;

/// The same while a parameter is followed: a reduced cost between this and [`DUAL`] vanishes at a value of its own.
/// Some hundred roundings of costs of a typical size.
pub(crate) const VANISHED: f64 = 1e-12;

/// Slack given to each ratio by Harris' two-pass test (Harris 1973), as a part of [`PRIMAL`] or [`DUAL`].
pub(crate) const HARRIS: f64 = 0.5;

/// Smallest pivot a ratio test looks at.
pub(crate) const PIVOT: f64 = 1e-7;

/// Smallest pivot taken when nothing better is at hand and the factors are fresh.
pub(crate) const PIVOT_LAST: f64 = 1e-9;

/// The same two for a last attempt at a programme in which smaller numbers count: where all else failed to be proved.
pub(crate) const FINE_PIVOTS: [f64; 2] = [1e-10, 1e-12];

/// Relative difference between a pivot by column and by row that calls for new factors.
pub(crate) const PIVOT_MISMATCH: f64 = 1e-7;

/// Results of solves smaller than this are zero.
pub(crate) const DROP: f64 = 1e-14;

/// Stands for a sum that cancelled, so that a place in a pattern is not listed twice.
pub(crate) const CANCELLED: f64 = 1e-50;

/// Entries of a basis smaller than this cannot be pivots of its factors.
pub(crate) const SINGULAR: f64 = 1e-11;

/// Threshold pivoting: a pivot is at least this part of the largest entry of its column.
pub(crate) const MARKOWITZ: f64 = 0.1;

/// Rows and columns looked at for one Markowitz pivot (Zlatev 1980; Suhl and Suhl 1990).
pub(crate) const MARKOWITZ_SEARCH: usize = 4;

/// Relative size of the deterministic perturbation of costs or bounds on stalling.
pub(crate) const PERTURBATION: f64 = 1e-6;

/// Weight of each objective relative to the one before while the dual method runs.
pub(crate) const BLEND: f64 = 1e-3;

/// A step shorter than this is degenerate.
pub(crate) const DEGENERATE: f64 = 1e-12;

/// Pivots between factorisations.
pub(crate) const UPDATES: usize = 100;

/// Largest part of the positions that a solve with a sparse right-hand side may reach before it gives
/// up looking for the pattern and passes over all positions.
pub(crate) const HYPERSPARSE: f64 = 0.025;

/// Below this many rows a pass over all positions is cheaper than looking for the pattern.
pub(crate) const HYPERSPARSE_ROWS: usize = 200;

/// Multipliers, or a direction, prove what they leave of their terms if it is more than this part of the terms' size.
pub(crate) const PROOF: f64 = 1e-9;

/// A sum that cancels to this part of the size of its terms is zero where multipliers and directions are checked.
pub(crate) const ROUNDING: f64 = 1e-13;

/// An entry of multipliers or of a direction that is less than this part of the largest is rounding.
pub(crate) const NOISE: f64 = 1e-12;

/// Times an answer that does not hold after its perturbation is removed is taken up again.
pub(crate) const ROUNDS: usize = 12;

/// Rounds after which no more perturbation is applied.
pub(crate) const PERTURBED_ROUNDS: usize = 6;
