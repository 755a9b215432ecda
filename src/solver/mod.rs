//! # Solving a programme
//!
//! One door to every solver: [`Program`] in, [`Solved`] out, checked on the way by
//! [`certificate`]. A residual over tolerance is an error, never an answer.
//!
//! Sign convention, everywhere and for every solver: the dual value `y[i]` of a row is
//! ∂(minimised objective) / ∂(right-hand side), and the reduced cost of a column is
//! `d[j] = c[j] − Σ_i y[i]·A[i,j]`.

pub mod certificate;
mod ranked;
mod reference;

use std::str::FromStr;

use crate::program::Program;
use certificate::{Certificate, TOLERANCE};

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

impl Status {
    /// `optimal`, `infeasible` or `unbounded`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Status::Optimal => "optimal",
            Status::Infeasible => "infeasible",
            Status::Unbounded => "unbounded",
        }
    }
}

/// A point, and, where the solver gives them, its prices.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// One value per column.
    pub x: Vec<f64>,
    /// One dual value per row: ∂(minimised objective)/∂(right-hand side).
    pub duals: Option<Vec<f64>>,
}

/// The solvers built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Solver {
    /// microlp: a sparse simplex in Rust; no dual values.
    Microlp,
    #[default]
    /// Clarabel: an interior-point method in Rust.
    Clarabel,
    /// HiGHS: simplex and interior point in C++.
    #[cfg(feature = "highs")]
    Highs,
}

impl Solver {
    /// Every solver of this build.
    pub const ALL: &'static [Solver] = &[
        Solver::Microlp,
        Solver::Clarabel,
        #[cfg(feature = "highs")]
        Solver::Highs,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Solver::Microlp => "microlp",
            Solver::Clarabel => "clarabel",
            #[cfg(feature = "highs")]
            Solver::Highs => "highs",
        }
    }
}

impl std::fmt::Display for Solver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Solver {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Solver::ALL.iter().find(|solver| solver.name() == name);
        found.copied().ok_or_else(|| {
            let names: Vec<_> = Solver::ALL.iter().map(|solver| solver.name()).collect();
            format!("this build has the solvers {}", names.join(", "))
        })
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// The solver gave up.
    #[error("{solver} found no answer to `{program}`: {reason}")]
    Failed {
        /// Which solver.
        solver: Solver,
        /// Name of the programme.
        program: String,
        /// In the solver's words.
        reason: String,
    },
    /// The solver's answer does not pass our check.
    #[error(
        "{solver} answered `{program}` wrongly: primal residual {:.1e}, dual residual {:.1e}, relative gap {:.1e}, \
         where {TOLERANCE:.0e} is allowed",
        .certificate.primal_residual,
        .certificate.dual_residual.unwrap_or(0.0),
        .certificate.relative_gap.unwrap_or(0.0)
    )]
    Uncertified {
        /// Which solver.
        solver: Solver,
        /// Name of the programme.
        program: String,
        /// What was measured.
        certificate: Certificate,
    },
}

/// A checked answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Solved {
    /// How it ended; the rest has meaning where it is [`Status::Optimal`].
    pub status: Status,
    /// The point, with the prices of the first objective. Empty unless optimal.
    pub solution: Solution,
    /// Value of the first objective, minimised.
    pub objective: f64,
    /// What our own check measured.
    pub certificate: Certificate,
    /// Who solved it.
    pub solver: Solver,
}

/// Solves for all objectives of `program` by rank, and checks the answer.
///
/// # Errors
/// [`SolveError`] where the solver fails, or answers what the certificate does not bear out.
pub fn solve(program: &Program, solver: Solver) -> Result<Solved, SolveError> {
    let answer = ranked::solve(program, solver)?;
    let (status, solution) = match answer {
        reference::Answer::Optimal(solution) => (Status::Optimal, solution),
        reference::Answer::Infeasible => (Status::Infeasible, empty()),
        reference::Answer::Unbounded => (Status::Unbounded, empty()),
    };
    if status != Status::Optimal {
        let certificate = Certificate {
            primal_residual: f64::NAN,
            dual_residual: None,
            relative_gap: None,
        };
        return Ok(Solved {
            status,
            solution,
            objective: f64::NAN,
            certificate,
            solver,
        });
    }
    let certificate = Certificate::of(program, &solution);
    if !certificate.holds(TOLERANCE) {
        return Err(SolveError::Uncertified {
            solver,
            program: program.name.clone(),
            certificate,
        });
    }
    Ok(Solved {
        status,
        objective: program.objective().value(&solution.x),
        solution,
        certificate,
        solver,
    })
}

fn empty() -> Solution {
    Solution {
        x: Vec::new(),
        duals: None,
    }
}
