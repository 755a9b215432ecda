//! The least value of a programme's first objective by a solver that is not ours.

use eastwest::program::Program;

/// Relative difference of objectives that the reference of this build can tell.
#[allow(dead_code)] // not every test bisects
pub const RESOLUTION: f64 = if cfg!(feature = "highs") { 1e-9 } else { 2e-8 };

/// HiGHS with tolerances of 1e-9, where it has a verdict.
#[cfg(feature = "highs")]
pub fn least(program: &Program) -> f64 {
    let model = crate::engine_support::judge::Model::new(program);
    model.tighten();
    let verdict = model.try_run();
    verdict.map_or_else(|_| by_good_lp(program), |verdict| verdict.objective)
}

/// microlp, else Clarabel.
#[cfg(not(feature = "highs"))]
pub fn least(program: &Program) -> f64 {
    by_good_lp(program)
}

/// The first of microlp and Clarabel that has an answer.
fn by_good_lp(program: &Program) -> f64 {
    use eastwest::solver::{self, Solver, Status};
    let mut program = program.clone();
    program.objectives.truncate(1);
    let peers = [Solver::Microlp, Solver::Clarabel].into_iter();
    let mut answers = peers.filter_map(|peer| solver::solve(&program, peer).ok());
    let optimal = answers.find(|solved| solved.status == Status::Optimal);
    optimal.expect("an optimum").objective
}
