//! What every statement starts from: the plan, its prices, and the basis that proves it.

use std::sync::{Arc, OnceLock};

use crate::case::Case;
use crate::certificate::Certificate;
use crate::engine::{Basis, BasisStatus, Engine, Outcome, Settings, Status};
use crate::formulation::{Formulation, formulate};
use crate::optimum::series::carried;
use crate::optimum::{not_optimal, optimal};
use crate::placement::Placement;
use crate::program::{Labels, Program};
use crate::solver::standing::{Begin, Standing};
use crate::solver::{self, Solution, SolveError, Solver};

use super::slope::Touch;

/// The optimum that is explained.
pub(crate) struct BasicOptimum<'a> {
    pub case: &'a Case,
    pub formulation: Formulation,
    /// The programme with its first objective alone.
    pub plain: Program,
    /// One value per column.
    pub x: Vec<f64>,
    /// One price per row.
    pub duals: Vec<f64>,
    pub basis: Basis,
    pub objective_cny: f64,
    pub certificate: Certificate,
    pub placement: Placement,
    /// Asks of the plain programme, from its basis; once it was wanted.
    probe: OnceLock<Probe>,
}

impl<'a> BasicOptimum<'a> {
    /// Solves the case for all its objectives. What the engine cannot certify by its own measure, or not by its own way, counts
    /// as it does for `solve`, if it has a basis.
    pub(crate) fn lay(case: &'a Case) -> Result<Self, SolveError> {
        let formulation = formulate(case);
        let (solved, basis) = solver::solve_near(&formulation.program, None)?;
        let solved = optimal(case, solved, Solver::Engine)?;
        let (Some(basis), Some(duals)) = (basis, solved.solution.duals.clone()) else {
            return Err(SolveError::Failed {
                solver: solved.solver,
                program: case.name.clone(),
                reason: tr!("its optimum has no basis, from which all that is explained is read")
                    .to_owned(),
            });
        };
        Ok(BasicOptimum {
            case,
            placement: Placement::read(case, &formulation, &solved.solution),
            plain: first_objective(&formulation.program),
            formulation,
            x: solved.solution.x,
            duals,
            basis,
            objective_cny: solved.objective,
            certificate: solved.certificate,
            probe: OnceLock::new(),
        })
    }

    /// Asks of the plain programme, from its basis.
    pub(crate) fn probe(&self) -> Probe {
        let probe = || Probe::asked_often(&self.plain, self.basis.clone());
        self.probe.get_or_init(probe).clone()
    }

    /// The basis of this plan for the programme of a case with other limits of latency: what both have stands
    /// as it stood, new columns rest at zero, new rows are slack.
    pub(crate) fn carried_to(&self, other: &Formulation) -> Basis {
        carried(&self.basis, &self.formulation.program, &other.program)
    }
}

/// The programme with its first objective and without names: what is asked of it is a cost, not a plan.
pub(crate) fn first_objective(program: &Program) -> Program {
    Program {
        objectives: program.objectives[..1].to_vec(),
        labels: Labels::Named {
            columns: Vec::new(),
            rows: Vec::new(),
        },
        ..program.clone()
    }
}

/// The programme with another objective and, as its last, one more row `lower ≤ coefficients · x ≤ upper`.
pub(crate) fn with_row(program: &Program, coefficients: &[f64], lower: f64, upper: f64) -> Program {
    let row = program.row_count();
    let mut grown = program.clone();
    grown.matrix = program.matrix.with_row(row, coefficients.iter().copied());
    grown.row_lower.push(lower);
    grown.row_upper.push(upper);
    grown
}

/// The basis with one more row for each of `count`, all slack.
pub(crate) fn with_slack_rows(basis: &Basis, count: usize) -> Basis {
    let columns: Vec<BasisStatus> = (0..basis.column_count()).map(|j| basis.column(j)).collect();
    let mut rows: Vec<BasisStatus> = (0..basis.row_count()).map(|i| basis.row(i)).collect();
    rows.resize(rows.len() + count, BasisStatus::Basic);
    Basis::from_statuses(&columns, &rows)
}

/// Whether point and prices pass the check that all solvers are held to.
fn passes(program: &Program, outcome: &Outcome) -> bool {
    let solution = Solution {
        x: outcome.x.clone(),
        duals: Some(outcome.duals.clone()),
    };
    Certificate::of(program, &solution).holds()
}

/// A row whose finite bounds move.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shift {
    pub row: usize,
    /// Change of its bounds per unit.
    pub rate: f64,
}

/// A programme with one objective that is asked again and again, each time from the same basis.
#[derive(Clone)]
pub(crate) struct Probe {
    programme: Standing,
    basis: Basis,
    /// Edge weights of the basis, where it is asked so often that they were computed.
    weights: Option<Arc<[f32]>>,
}

impl Probe {
    /// For a programme with an optimal, or at least a near, basis.
    pub(crate) fn new(program: &Program, basis: Basis) -> Self {
        let settings = Settings {
            tie_break: false,
            ..Settings::default()
        };
        Probe {
            programme: Standing::new(Engine::with_settings(program, settings)),
            basis,
            weights: None,
        }
    }

    /// As [`Probe::new`], for one that is asked more than once or twice.
    pub(crate) fn asked_often(program: &Program, basis: Basis) -> Self {
        let mut probe = Self::new(program, basis);
        let weights = probe.programme.engine().weigh(&probe.basis);
        probe.weights = weights.ok().flatten().map(Arc::from);
        probe
    }

    /// The optimum of the numbers as they stand; `None` where no point meets all rows.
    pub(crate) fn ask(&mut self) -> Result<Option<Outcome>, SolveError> {
        let begin = match &self.weights {
            Some(weights) => Begin::Weighed(&self.basis, weights),
            None => Begin::Warm(&self.basis),
        };
        let outcome = self.programme.outcome(begin);
        self.settled(outcome)
    }

    fn settled(&mut self, outcome: Outcome) -> Result<Option<Outcome>, SolveError> {
        match outcome.status {
            Status::Optimal => Ok(Some(outcome)),
            Status::Infeasible => Ok(None),
            Status::Uncertified(_) => self.ask_others(outcome),
            status => Err(not_optimal(
                &self.programme.looked_at().program().name,
                status,
            )),
        }
    }

    /// What counts where the engine cannot certify: its own answer by the check that all others are held to, or what it proves
    /// from the basis of another's.
    fn ask_others(&mut self, outcome: Outcome) -> Result<Option<Outcome>, SolveError> {
        let status = outcome.status;
        let program = self.programme.looked_at().program().clone();
        let (solved, basis) = solver::or_handed_on(&program, outcome)?;
        if solved.status == solver::Status::Infeasible {
            return Ok(None);
        }
        let settled = basis.and_then(|basis| self.programme.engine().solve_from(&basis).ok());
        match settled {
            Some(settled) if passes(&program, &settled) => Ok(Some(settled)),
            _ => Err(not_optimal(&program.name, status)),
        }
    }

    /// As [`Probe::ask`], for a programme that has to have an optimum.
    pub(crate) fn ask_feasible(&mut self) -> Result<Outcome, SolveError> {
        let outcome = self.ask()?;
        outcome.ok_or_else(|| self.infeasible())
    }

    fn infeasible(&self) -> SolveError {
        let name = &self.programme.looked_at().program().name;
        not_optimal(name, Status::Infeasible)
    }

    /// As [`Probe::ask_feasible`], from the start, where a large programme is far from what it was at its basis.
    pub(crate) fn ask_afresh(&mut self) -> Result<Outcome, SolveError> {
        if !self.is_of_large() {
            return self.ask_feasible();
        }
        let outcome = self.programme.outcome(Begin::Cold);
        let outcome = self.settled(outcome)?;
        outcome.ok_or_else(|| self.infeasible())
    }

    /// As [`Probe::ask_feasible`], from where the last answer ended, which says the same of the cost but may name another of several best plans.
    pub(crate) fn ask_on(&mut self) -> Result<Outcome, SolveError> {
        let outcome = self.programme.outcome(Begin::Here);
        let outcome = self.settled(outcome)?;
        outcome.ok_or_else(|| self.infeasible())
    }

    /// Sets the cost of a column.
    pub(crate) fn set_cost(&mut self, j: usize, cost: f64) {
        self.programme.engine().set_cost(0, j, cost);
    }

    /// Whether its programme is so large that it pays to know edge weights.
    pub(crate) const fn is_of_large(&self) -> bool {
        self.weights.is_some()
    }

    /// The bounds of a row as they stand.
    pub(crate) fn row_bounds(&self, row: usize) -> (f64, f64) {
        let program = self.programme.looked_at().program();
        (program.row_lower[row], program.row_upper[row])
    }

    /// Sets the bounds of a row.
    pub(crate) fn set_row_bounds(&mut self, row: usize, (lower, upper): (f64, f64)) {
        self.programme.engine().set_row_bounds(row, lower, upper);
    }

    /// The bounds of a column as they stand.
    pub(crate) fn column_bounds(&self, j: usize) -> (f64, f64) {
        let program = self.programme.looked_at().program();
        (program.lower[j], program.upper[j])
    }

    /// Sets the bounds of a column.
    pub(crate) fn set_column_bounds(&mut self, j: usize, (lower, upper): (f64, f64)) {
        self.programme.engine().set_column_bounds(j, lower, upper);
    }

    /// The optimum with the shifts made by `t`; the rows stand as before afterwards.
    pub(crate) fn touch(&mut self, shifts: &[Shift], t: f64) -> Result<Option<Touch>, SolveError> {
        let before: Vec<(f64, f64)> = shifts.iter().map(|s| self.row_bounds(s.row)).collect();
        for (shift, &(lower, upper)) in shifts.iter().zip(&before) {
            let by = shift.rate * t;
            self.set_row_bounds(shift.row, (lower + by, upper + by));
        }
        let asked = self.ask();
        for (shift, &bounds) in shifts.iter().zip(&before) {
            self.set_row_bounds(shift.row, bounds);
        }
        Ok(asked?.map(|outcome| Touch {
            at: t,
            value: outcome.objective,
            slope: shifts.iter().map(|s| s.rate * outcome.duals[s.row]).sum(),
        }))
    }
}
