//! # Programme → good_lp
//!
//! The reference: any solver that good_lp supports, for one objective. A row with two different
//! finite bounds becomes two constraints, whose dual values add up; a row without bounds is left out.

use good_lp::solvers::{ObjectiveDirection, ResolutionError};
use good_lp::{
    Expression, ProblemVariables, Solution as _, SolutionWithDual, SolverModel, Variable,
    constraint::ConstraintReference, solvers::DualValues, variable,
};

use super::{Solution, SolveError, Solver};
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
    let mut variables = ProblemVariables::new();
    let columns: Vec<Variable> = program
        .lower
        .iter()
        .zip(&program.upper)
        .map(|(&lower, &upper)| variables.add(variable().min(lower).max(upper)))
        .collect();
    let cost = expression(&columns, objective.coefficients.iter().copied().enumerate());
    let unsolved = variables.optimise(ObjectiveDirection::Minimisation, cost);
    let answer = match solver {
        Solver::Microlp => {
            let model = unsolved.using(good_lp::solvers::microlp::microlp);
            without_duals(program, &columns, model)
        }
        Solver::Clarabel => {
            let model = unsolved.using(good_lp::solvers::clarabel::clarabel);
            clarabel(program, &columns, model)
        }
        #[cfg(feature = "highs")]
        Solver::Highs => {
            let model = unsolved.using(good_lp::solvers::highs::highs);
            with_duals(program, &columns, model)
        }
    };
    answer.or_else(|error| match error {
        ResolutionError::Infeasible => Ok(Answer::Infeasible),
        ResolutionError::Unbounded => Ok(Answer::Unbounded),
        other => Err(SolveError::Failed {
            solver,
            program: program.name.clone(),
            reason: other.to_string(),
        }),
    })
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
        duals: Some(sum_prices(&prices, &references)),
    }))
}

/// good_lp hands out Clarabel's point also where Clarabel found the programme unbounded, so its own
/// status is asked.
fn clarabel(
    program: &Program,
    columns: &[Variable],
    model: good_lp::solvers::clarabel::ClarabelProblem,
) -> Result<Answer, ResolutionError> {
    use clarabel::solver::SolverStatus;
    let (model, references) = add_rows(program, columns, model);
    let mut solution = model.solve()?;
    if !matches!(
        solution.inner().status,
        SolverStatus::Solved | SolverStatus::AlmostSolved
    ) {
        return Ok(Answer::Unbounded);
    }
    let x = columns.iter().map(|&v| solution.value(v)).collect();
    let prices = solution.compute_dual();
    Ok(Answer::Optimal(Solution {
        x,
        duals: Some(sum_prices(&prices, &references)),
    }))
}

fn sum_prices(prices: &impl DualValues, references: &[RowReferences]) -> Vec<f64> {
    references
        .iter()
        .map(|row| {
            row.iter()
                .flatten()
                .map(|reference| prices.dual(reference.clone()))
                .sum()
        })
        .collect()
}
