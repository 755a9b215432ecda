//! # Programme → good_lp
//!
//! The reference: any solver that good_lp supports, for one objective. A row with two different
//! finite bounds becomes two constraints, whose dual values add up; a row without bounds is left out.

use good_lp::solvers::{ObjectiveDirection, ResolutionError};
use good_lp::{
    Expression, ProblemVariables, Solution as _, SolutionWithDual, SolverModel, Variable,
    constraint::ConstraintReference, solvers::DualValues, variable, variable::UnsolvedProblem,
};

use super::scaled::Scaled;
use super::{Solution, SolveError, Solver};
use crate::engine::typical;
use crate::program::{Objective, Program};

/// What a solver said, before it is checked.
pub(super) enum Answer {
    Optimal(Solution),
    Infeasible,
    Unbounded,
}

/// Minimises `objective` over the rows and columns of `program`.
pub(super) fn solve(
    program: &Program,
    objective: &Objective,
    solver: Solver,
) -> Result<Answer, SolveError> {
    let answer = match solver {
        // the engine is no good_lp solver; see `super::by_engine`
        Solver::Engine => Err(ResolutionError::Other(tr!("the engine is not a reference"))),
        Solver::Microlp => {
            let (unsolved, columns) = state(program, objective);
            let model = unsolved.using(good_lp::solvers::microlp::microlp);
            without_duals(program, &columns, model)
        }
        Solver::Clarabel => {
            let scaled = Scaled::of(program, objective);
            clarabel(&scaled.program, &scaled.objective).map(|answer| match answer {
                Answer::Optimal(solution) => Answer::Optimal(scaled.back(solution)),
                other => other,
            })
        }
        #[cfg(feature = "highs")]
        Solver::Highs => {
            let (unsolved, columns) = state(program, objective);
            let model = unsolved.using(good_lp::solvers::highs::highs);
            with_duals(program, objective, &columns, model)
        }
    };
    match answer {
        Ok(answer) => Ok(answer),
        Err(ResolutionError::Infeasible) => Ok(Answer::Infeasible),
        Err(ResolutionError::Unbounded) => Ok(Answer::Unbounded),
        Err(other) => Err(SolveError::Failed {
            solver,
            program: program.name.clone(),
            reason: other.to_string(),
        }),
    }
}

/// The columns and the scaled objective in good_lp's terms.
fn state(program: &Program, objective: &Objective) -> (UnsolvedProblem, Vec<Variable>) {
    let scale = cost_scale(objective);
    let mut variables = ProblemVariables::new();
    let columns: Vec<Variable> = program
        .lower
        .iter()
        .zip(&program.upper)
        .map(|(&lower, &upper)| variables.add(variable().min(lower).max(upper)))
        .collect();
    let scaled = objective.coefficients.iter().map(|c| c * scale);
    let cost = expression(&columns, scaled.enumerate());
    let unsolved = variables.optimise(ObjectiveDirection::Minimisation, cost);
    (unsolved, columns)
}

/// One over the typical size of the coefficients: solvers' tolerances are absolute, and costs come in
/// CNY per year.
fn cost_scale(objective: &Objective) -> f64 {
    1.0 / typical(objective.coefficients.iter().map(|c| c.abs()))
}

fn expression(columns: &[Variable], terms: impl Iterator<Item = (usize, f64)>) -> Expression {
    let mut sum = Expression::with_capacity(terms.size_hint().0);
    for (j, value) in terms.filter(|&(_, value)| value != 0.0) {
        sum.add_mul(value, columns[j]);
    }
    sum
}

/// The constraints of one row of the programme, at most one for each of its bounds.
type RowReferences = [Option<ConstraintReference>; 2];

fn add_rows<M: SolverModel>(
    program: &Program,
    columns: &[Variable],
    mut model: M,
) -> (M, Vec<RowReferences>) {
    let references = by_rows(program)
        .into_iter()
        .enumerate()
        .map(|(i, terms)| {
            let (lower, upper) = (program.row_lower[i], program.row_upper[i]);
            let activity = expression(columns, terms.into_iter());
            if lower == upper {
                return [Some(model.add_constraint(activity.eq(lower))), None];
            }
            let below = lower
                .is_finite()
                .then(|| model.add_constraint(activity.clone().geq(lower)));
            let above = upper
                .is_finite()
                .then(|| model.add_constraint(activity.leq(upper)));
            [below, above]
        })
        .collect();
    (model, references)
}

fn by_rows(program: &Program) -> Vec<Vec<(usize, f64)>> {
    let mut rows = vec![Vec::new(); program.row_count()];
    for j in 0..program.column_count() {
        for (i, value) in program.matrix.column(j) {
            rows[i].push((j, value));
        }
    }
    rows
}

fn without_duals<M>(
    program: &Program,
    columns: &[Variable],
    model: M,
) -> Result<Answer, ResolutionError>
where
    M: SolverModel<Error = ResolutionError>,
{
    let (model, _) = add_rows(program, columns, model);
    let solution = model.solve()?;
    Ok(Answer::Optimal(Solution {
        x: columns.iter().map(|&v| solution.value(v)).collect(),
        duals: None,
    }))
}

#[cfg(feature = "highs")]
fn with_duals<M>(
    program: &Program,
    objective: &Objective,
    columns: &[Variable],
    model: M,
) -> Result<Answer, ResolutionError>
where
    M: SolverModel<Error = ResolutionError>,
    for<'a> M::Solution: SolutionWithDual<'a>,
{
    let (model, references) = add_rows(program, columns, model);
    let mut solution = model.solve()?;
    let x = columns.iter().map(|&v| solution.value(v)).collect();
    let prices = solution.compute_dual();
    Ok(Answer::Optimal(Solution {
        x,
        duals: Some(sum_prices(&prices, &references, cost_scale(objective))),
    }))
}

/// How far Clarabel's point is from optimal, by its own account.
fn distance(solution: &clarabel::solver::DefaultSolution<f64>) -> f64 {
    let gap = (solution.obj_val - solution.obj_val_dual).abs() / (1.0 + solution.obj_val.abs());
    gap.max(solution.r_prim).max(solution.r_dual)
}

/// Tolerances for Clarabel, tightest first: its default (1e-8) leaves costs apart in the seventh
/// digit, and not every programme can be solved to the tightest.
const CLARABEL_TOLERANCES: [f64; 3] = [1e-11, 1e-9, 1e-8];

/// good_lp hands out Clarabel's point also where Clarabel found the programme unbounded, so its own
/// status is asked.
fn clarabel(program: &Program, objective: &Objective) -> Result<Answer, ResolutionError> {
    use clarabel::solver::SolverStatus;
    let mut last = Err(ResolutionError::Other(tr!("no tolerance was reached")));
    let mut least = f64::INFINITY;
    for tolerance in CLARABEL_TOLERANCES {
        let (unsolved, columns) = state(program, objective);
        let mut model = unsolved.using(good_lp::solvers::clarabel::clarabel);
        let settings = model.settings();
        settings.tol_gap_rel(tolerance).tol_gap_abs(tolerance);
        settings.tol_feas(tolerance);
        let (model, references) = add_rows(program, &columns, model);
        let mut solution = match model.solve() {
            Ok(solution) => solution,
            Err(ResolutionError::Infeasible) => return Err(ResolutionError::Infeasible),
            Err(other) => {
                last = Err(other);
                continue;
            }
        };
        let status = solution.inner().status;
        if matches!(
            status,
            SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible
        ) {
            return Ok(Answer::Unbounded);
        }
        let x = columns.iter().map(|&v| solution.value(v)).collect();
        let prices = solution.compute_dual();
        let duals = Some(sum_prices(&prices, &references, cost_scale(objective)));
        let error = distance(solution.inner());
        if error < least {
            least = error;
            last = Ok(Answer::Optimal(Solution { x, duals }));
        }
        if status == SolverStatus::Solved {
            break;
        }
    }
    last
}

/// The price of each row, for an objective that was multiplied by `scale`.
fn sum_prices(prices: &impl DualValues, references: &[RowReferences], scale: f64) -> Vec<f64> {
    references
        .iter()
        .map(|row| {
            let sides = row.iter().flatten();
            let sum: f64 = sides.map(|side| prices.dual(side.clone())).sum();
            sum / scale
        })
        .collect()
}
