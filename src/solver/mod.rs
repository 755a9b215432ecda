//! # Solving a programme
//!
//! One door to every solver: [`Program`] in, [`Solved`] out, checked on the way by
//! [`certificate`]. A residual over tolerance is an error, never an answer.
//!
//! Sign convention, everywhere and for every solver: the dual value `y[i]` of a row is
//! ∂(minimised objective) / ∂(right-hand side), and the reduced cost of a column is
//! `d[j] = c[j] − Σ_i y[i]·A[i,j]`.

mod inside;
pub mod near;
#[cfg(feature = "reference")]
mod others;
pub(crate) mod proof;
#[cfg(feature = "reference")]
mod ranked;
pub(crate) mod reduction;
#[cfg(feature = "reference")]
mod reference;
#[cfg(feature = "reference")]
mod scaled;
pub(crate) mod standing;
mod stated;
mod verdict;
mod word;

use std::str::FromStr;

pub(crate) use crate::certificate::{self, Solution};

use crate::control::{self, Cancelled};
use crate::engine::{self, Basis, Engine};
use crate::program::{INFINITE, Program};
use certificate::Certificate;
use proof::Proof;
#[cfg(feature = "reference")]
use reference::Answer;
use standing::{Begin, Standing};

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

/// The solvers built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Solver {
    /// Our own simplex method ([`crate::engine`]); where it cannot certify an answer, Clarabel takes over, in a build that has it.
    #[default]
    Engine,
    /// microlp: a sparse simplex in Rust; no dual values.
    #[cfg(feature = "reference")]
    Microlp,
    /// Clarabel: an interior-point method in Rust.
    #[cfg(feature = "reference")]
    Clarabel,
    /// HiGHS: simplex and interior point in C++.
    #[cfg(feature = "highs")]
    Highs,
}

impl Solver {
    /// Every solver of this build.
    pub const ALL: &'static [Solver] = &[
        Solver::Engine,
        #[cfg(feature = "reference")]
        Solver::Microlp,
        #[cfg(feature = "reference")]
        Solver::Clarabel,
        #[cfg(feature = "highs")]
        Solver::Highs,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Solver::Engine => "engine",
            #[cfg(feature = "reference")]
            Solver::Microlp => "microlp",
            #[cfg(feature = "reference")]
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
            tr!("this build has the solvers {}", names.join(", "))
        })
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// The solver gave up.
    #[error("{}", tr!("{solver} found no answer to `{program}`: {reason}", solver = .solver, program = .program, reason = .reason))]
    Failed {
        /// Which solver.
        solver: Solver,
        /// Name of the programme.
        program: String,
        /// In the solver's words.
        reason: String,
    },
    /// The solver's answer does not pass our check.
    #[error("{}", tr!("{solver} answered `{program}` wrongly: primal residual {:.1e}, dual residual {:.1e}, relative gap {:.1e}", .certificate.primal_residual, .certificate.dual_residual.unwrap_or(0.0), .certificate.relative_gap.unwrap_or(0.0), solver = .solver, program = .program))]
    Uncertified {
        /// Which solver.
        solver: Solver,
        /// Name of the programme.
        program: String,
        /// What was measured.
        certificate: Certificate,
    },
    /// The solver says that there is no optimum, where the engine has one with its proof.
    #[error("{}", tr!("{solver} calls `{program}` {}, but it has an optimum: {objective}", .status.name(), solver = .solver, program = .program, objective = .objective))]
    Contradicted {
        /// Which solver.
        solver: Solver,
        /// Name of the programme.
        program: String,
        /// What it said.
        status: Status,
        /// Value of the proved optimum, minimised.
        objective: f64,
    },
    /// The solver has an optimum, where the engine proves that there is none.
    #[error("{}", tr!("{solver} has an optimum of `{program}`, but it is proved to be {}", .status.name(), solver = .solver, program = .program))]
    Disproved {
        /// Which solver.
        solver: Solver,
        /// Name of the programme.
        program: String,
        /// What is proved.
        status: Status,
    },
    /// Nobody could prove what they say.
    #[error("{}", tr!("no verdict on `{program}`: {}", .heard.join("; "), program = .program))]
    NoVerdict {
        /// Name of the programme.
        program: String,
        /// Who said what, and why it does not count.
        heard: Vec<String>,
    },
    /// A row or column is to be beyond what counts as infinite.
    #[error("{}", tr!("{what} of `{program}` cannot be met: it has to be {side} {bound:e}, and {INFINITE:e} and more stands for infinity", what = .what, program = .program, side = .side, bound = .bound, INFINITE = INFINITE))]
    Beyond {
        /// Name of the programme.
        program: String,
        /// The row or column.
        what: String,
        /// `at least` or `at most`.
        side: &'static str,
        /// The bound.
        bound: f64,
    },
    /// It was asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
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
    /// Why there is no optimum, where there is none.
    pub proof: Option<Proof>,
    /// Who solved it.
    pub solver: Solver,
}

/// Solves for all objectives of `program` by rank, and checks the answer. Where the engine cannot
/// certify its own, the reference answers, and [`Solved::solver`] says so. No status without a proof: bounds of
/// 1e20 and more are infinite, whoever solves.
///
/// # Errors
/// [`SolveError`] where the solver fails, or answers what the certificate does not bear out.
pub fn solve(program: &Program, solver: Solver) -> Result<Solved, SolveError> {
    control::go_on()?;
    let program = &*stated::finite_or_infinite(program)?;
    if solver == Solver::Engine {
        let outcome = by_engine(program);
        return or_handed_on(program, outcome).map(|(solved, _)| solved);
    }
    by_another(program, solver)
}

/// The answer of a solver that is not the engine, checked.
#[cfg(feature = "reference")]
fn by_another(program: &Program, solver: Solver) -> Result<Solved, SolveError> {
    match ranked::solve(program, solver)? {
        Answer::Optimal(solution) => checked(program, solution, solver),
        Answer::Infeasible => others::judged(program, Status::Infeasible, solver),
        Answer::Unbounded => others::judged(program, Status::Unbounded, solver),
    }
}

/// A build without others has none to ask.
#[cfg(not(feature = "reference"))]
fn by_another(program: &Program, solver: Solver) -> Result<Solved, SolveError> {
    Err(without_reference(program, solver))
}

/// The answer of the solver that stands in for the engine, where the engine has none; an error in a build without it.
///
/// # Errors
/// As [`solve`].
pub(crate) fn by_reference(program: &Program) -> Result<Solved, SolveError> {
    #[cfg(feature = "reference")]
    return solve(program, others::REFERENCE);
    #[cfg(not(feature = "reference"))]
    Err(without_reference(program, Solver::Engine))
}

#[cfg(not(feature = "reference"))]
fn without_reference(program: &Program, solver: Solver) -> SolveError {
    SolveError::Failed {
        solver,
        program: program.name.clone(),
        reason: tr!("it cannot certify one, and this build has no other solver").to_owned(),
    }
}

/// As [`solve`], for a programme of which nothing is known: an optimum that comes without prices, or with a loose
/// certificate, has to pass by the engine's prices.
///
/// # Errors
/// As [`solve`].
pub fn solve_with_proof(program: &Program, solver: Solver) -> Result<Solved, SolveError> {
    let solved = solve(program, solver)?;
    if solver == Solver::Engine || solved.status != Status::Optimal {
        return Ok(solved);
    }
    verdict::confirmed(&*stated::finite_or_infinite(program)?, solved)
}

/// As [`solve`] with the engine, from a basis of a like programme if there is one; also the basis of the optimum, where the
/// answer has one.
///
/// # Errors
/// As [`solve`].
pub(crate) fn solve_near(
    program: &Program,
    basis: Option<&Basis>,
) -> Result<(Solved, Option<Basis>), SolveError> {
    control::go_on()?;
    let program = &*stated::finite_or_infinite(program)?;
    let outcome = match basis {
        Some(basis) => Standing::new(engine_of(program)).outcome(Begin::Warm(basis)),
        None => by_engine(program),
    };
    or_handed_on(program, outcome)
}

/// What the engine has proved, or else what others are believed.
///
/// # Errors
/// As [`solve`].
pub(crate) fn or_handed_on(
    program: &Program,
    outcome: engine::Outcome,
) -> Result<(Solved, Option<Basis>), SolveError> {
    match engine_answer(program, &outcome) {
        Some(solved) => Ok((solved?, Some(outcome.basis))),
        None => verdict::handed_on(program, &outcome),
    }
}

/// What the engine has proved; `None` where it has not.
fn engine_answer(
    program: &Program,
    outcome: &engine::Outcome,
) -> Option<Result<Solved, SolveError>> {
    match proved(outcome.status)? {
        Status::Optimal => {
            let solution = Solution {
                x: outcome.x.clone(),
                duals: Some(outcome.duals.clone()),
            };
            Some(checked(program, solution, Solver::Engine))
        }
        status => {
            let proof = Proof::of(program, outcome)?;
            Some(Ok(Solved::without_point(status, proof, Solver::Engine)))
        }
    }
}

fn by_engine(program: &Program) -> engine::Outcome {
    inside::from_scratch(program)
}

/// The engine for a programme, as every solve with it has it.
pub(crate) fn engine_of(program: &Program) -> Engine {
    Engine::with_settings(program, settings_of(program))
}

/// Settings of the engine for a programme.
pub(crate) fn settings_of(program: &Program) -> engine::Settings {
    engine::Settings {
        // a programme with one objective asks for any of its optima
        tie_break: program.objectives.len() > 1,
        ..engine::Settings::default()
    }
}

/// What the engine has proved, if anything.
fn proved(status: engine::Status) -> Option<Status> {
    match status {
        engine::Status::Optimal => Some(Status::Optimal),
        engine::Status::Infeasible => Some(Status::Infeasible),
        engine::Status::Unbounded => Some(Status::Unbounded),
        engine::Status::Uncertified(_) => None,
    }
}

/// An optimum, if its certificate holds.
fn checked(program: &Program, solution: Solution, solver: Solver) -> Result<Solved, SolveError> {
    let certificate = Certificate::of(program, &solution);
    if !certificate.holds() {
        return Err(SolveError::Uncertified {
            solver,
            program: program.name.clone(),
            certificate,
        });
    }
    Ok(Solved {
        status: Status::Optimal,
        objective: program.objective().value(&solution.x),
        solution,
        certificate,
        proof: None,
        solver,
    })
}

impl Solved {
    fn without_point(status: Status, proof: Proof, solver: Solver) -> Self {
        Solved {
            status,
            solution: Solution {
                x: Vec::new(),
                duals: None,
            },
            objective: f64::NAN,
            certificate: Certificate {
                primal_residual: f64::NAN,
                dual_residual: None,
                relative_gap: None,
            },
            proof: Some(proof),
            solver,
        }
    }
}
