//! # The plans that a frontier compares
//!
//! A frontier weighs two measures f and g over the plans that serve **the same load** as the cheapest plan does:
//! carbon that is saved by serving less is not saved. So, with x° the plan that `solve` gives,
//!
//! ```text
//!     s[demand] = s°[demand]        for every demand, in every place and period
//!     s[policy] ≤ s°[policy]        for every policy: rules that x° keeps stay kept
//! ```
//!
//! where s are the shortfalls; where x° serves all that is asked and breaks no rule, all are 0. Among these plans
//! x° is also the one that pays least: a plan that pays less would have a greater penalty, and these have none.

use crate::case::{Accounting, Case};
use crate::engine::{Basis, typical};
use crate::formulation::keys::ColumnKey;
use crate::formulation::{Formulation, formulate};
use crate::optimum::optimal;
use crate::path::Line;
use crate::program::{Delta, Objective, Program};
use crate::solver::{self, SolveError, Solver};

use super::{Axis, FrontierError};

/// Shortfalls of a plan without a basis up to this, in their unit, are none: it is a point within, not a vertex.
const INNER_POINT: f64 = 1e-6;

/// The cheapest plan, and the programme of all plans that serve as much.
#[derive(Debug, Clone)]
pub struct Held {
    /// The case, with green energy for sale where the frontier asks for it.
    pub case: Case,
    /// Its programme.
    pub formulation: Formulation,
    /// The cheapest plan.
    pub cheapest: Vec<f64>,
    /// Its basis; `None` where the engine could not certify it, and it is a point of the reference solver.
    pub basis: Option<Basis>,
    /// The programme with shortfalls held.
    pub program: Program,
}

impl Held {
    /// Solves `case` from scratch and holds its shortfalls.
    ///
    /// # Errors
    /// [`FrontierError::NoStart`] where no solver has a cheapest plan that passes its check.
    pub fn new(case: &Case, axes: [Axis; 2]) -> Result<Self, FrontierError> {
        let case = with_green_for_sale(case, axes);
        let formulation = formulate(&case);
        let solved = solver::solve_near(&formulation.program, None);
        let solved =
            solved.and_then(|(solved, basis)| Ok((optimal(&case, solved, Solver::Engine)?, basis)));
        let (solved, basis) = solved.map_err(|error| match error {
            SolveError::Cancelled(cancelled) => cancelled.into(),
            error => FrontierError::NoStart {
                reason: error.to_string(),
            },
        })?;
        let cheapest = solved.solution.x;
        // what is short in a point of the reference solver is what its tolerance leaves, or more than that
        let nothing = if basis.is_some() { 0.0 } else { INNER_POINT };
        let mut program = formulation.program.clone();
        for (j, key) in formulation.columns().iter().enumerate() {
            if key.is_shortfall() {
                let held = if cheapest[j] > nothing {
                    cheapest[j]
                } else {
                    0.0
                };
                program.upper[j] = held;
                if matches!(key, ColumnKey::Unserved { .. }) {
                    program.lower[j] = held;
                }
            }
        }
        Ok(Held {
            case,
            formulation,
            cheapest,
            basis,
            program,
        })
    }

    /// The line from one measure to the other: `c(λ) = (1 − λ)·f + λ·s·g`, with s so that both are of one size.
    /// Further objectives of the case decide ties.
    #[must_use]
    pub(crate) fn line(&self, axes: [Axis; 2]) -> (Line, f64) {
        let [f, g] = axes.map(|axis| axis.coefficients(&self.case, &self.formulation));
        let size = |of: &[f64]| typical(of.iter().map(|c| c.abs()));
        let scale = size(&f) / size(&g);
        let delta = f.iter().zip(&g).enumerate();
        let delta = delta.map(|(j, (f, g))| (j, scale * g - f));
        let delta = delta.filter(|&(_, change)| change != 0.0).collect();
        let mut program = self.program.clone();
        program.objectives[0] = Objective {
            name: format!("{} against {}", axes[0].name(), axes[1].name()),
            coefficients: f,
            constant: 0.0,
        };
        let line = Line {
            program,
            delta: Delta {
                costs: vec![delta],
                ..Delta::default()
            },
            from: 0.0,
            to: 1.0,
        };
        (line, scale)
    }
}

/// Whether a frontier asks for green energy: it measures it, or emissions that it takes away.
fn asks_for_green(case: &Case, axes: [Axis; 2]) -> bool {
    let carbon_counts_it = case.accounting == Accounting::Market;
    axes.contains(&Axis::Green) || (axes.contains(&Axis::Carbon) && carbon_counts_it)
}

/// The case with green energy for sale, where the frontier asks for it and every hub has a price for it: as with
/// a green target of nothing.
fn with_green_for_sale(case: &Case, axes: [Axis; 2]) -> Case {
    let mut case = case.clone();
    let priced = case.hubs.iter().all(|h| h.green_premium_cny_per_mwh > 0.0);
    if asks_for_green(&case, axes) && priced && case.policy.green_share_min.is_none() {
        case.policy.green_share_min = Some(0.0);
    }
    case
}
