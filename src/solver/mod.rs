//! # Solving a programme
//!
//! One door to every solver: [`Program`](crate::Program) in, [`Solution`] out.
//!
//! Sign convention, everywhere and for every solver: the dual value `y[i]` of a row is
//! ∂(minimised objective) / ∂(right-hand side), and the reduced cost of a column is
//! `d[j] = c[j] − Σ_i y[i]·A[i,j]`.

pub mod certificate;

/// How a solve ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// A best point was found.
    Optimal,
    /// No point meets all rows and bounds.
    Infeasible,
    /// The objective falls without end.
    Unbounded,
}

/// A point, and, where the solver gives them, its prices.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// One value per column.
    pub x: Vec<f64>,
    /// One dual value per row: ∂(minimised objective)/∂(right-hand side).
    pub duals: Option<Vec<f64>>,
}
