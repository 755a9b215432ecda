//! # Answers

use super::basis::Basis;
use super::pivots::Pivots;
use crate::certificate::Certificate;

/// Why an answer is not certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The limit of iterations was reached.
    #[error("{}", tr!("the limit of iterations was reached"))]
    IterationLimit,
    /// No pivot could be trusted.
    #[error("{}", tr!("no pivot could be trusted"))]
    UntrustedPivots,
    /// Primal and dual feasibility were not reached together.
    #[error("{}", tr!("the final basis does not settle"))]
    Unsettled,
    /// The residuals of the answer on unscaled numbers are too large.
    #[error("{}", tr!("the residuals of the answer are too large"))]
    Residuals,
    /// The multipliers do not prove infeasibility on unscaled numbers.
    #[error("{}", tr!("infeasibility could not be proved"))]
    Farkas,
    /// The direction does not prove unboundedness on unscaled numbers.
    #[error("{}", tr!("unboundedness could not be proved"))]
    Ray,
}

/// How a solve ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The best point, proved by its certificate.
    Optimal,
    /// No point meets all rows and bounds, proved by `farkas`, or by a lower bound above its upper bound.
    Infeasible,
    /// An objective falls without end, proved by `ray`.
    Unbounded,
    /// Arithmetic could not decide; another solver has to.
    Uncertified(Reason),
}

/// An answer, in unscaled numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// How the solve ended. Unless it is optimal, `x`, `duals` and `reduced_costs` are those of the last
    /// basis and prove nothing.
    pub status: Status,
    /// One value per column: the lexicographic optimum.
    pub x: Vec<f64>,
    /// One dual value per row, ∂(first objective)/∂(right-hand side).
    pub duals: Vec<f64>,
    /// One per column, `c − Aᵀ duals` for the first objective.
    pub reduced_costs: Vec<f64>,
    /// Value of the first objective, with its constant.
    pub objective: f64,
    /// The final basis.
    pub basis: Basis,
    /// Steps made.
    pub pivots: Pivots,
    /// Residuals and gap on the unscaled programme, if optimal and asked for.
    pub certificate: Option<Certificate>,
    /// Row multipliers that prove infeasibility, see [`verify_farkas`](super::verify_farkas).
    pub farkas: Option<Vec<f64>>,
    /// Direction of unboundedness, one value per column, see [`verify_ray`](super::verify_ray).
    pub ray: Option<Vec<f64>>,
}
