//! Do all solvers of this build agree, on random cases and on the shipped datasets?

mod common;

use eastwest::Case;
use eastwest::formulation::Keys;
use eastwest::formulation::formulate;
use eastwest::placement::Placement;
use eastwest::program::Program;
use eastwest::solver::{self, Solver, Status};
use rayon::prelude::*;

/// Relative difference that the issue of the solvers allows.
const AGREEMENT: f64 = 1e-7;

fn objective(case: &Case, solver: Solver) -> f64 {
    let program = formulate(case).program;
    let solved =
        solver::solve(&program, solver).unwrap_or_else(|error| panic!("{}: {error}", case.name));
    assert_eq!(solved.status, Status::Optimal, "{}", case.name);
    solved.objective
}

fn assert_agreement(case: &Case, solvers: &[Solver]) {
    let first = objective(case, solvers[0]);
    for &solver in &solvers[1..] {
        let other = objective(case, solver);
        assert!(
            (first - other).abs() <= AGREEMENT * (1.0 + first.abs()),
            "{}: {} says {first}, {solver} says {other}",
            case.name,
            solvers[0]
        );
    }
}

/// The random case on which microlp alone takes six minutes, and all others milliseconds.
const MICROLP_STALLS: u64 = 70;

#[test]
fn all_solvers_agree_on_200_random_cases() {
    (0..200).into_par_iter().for_each(|seed| {
        let judges = Solver::ALL.iter().copied();
        let judges: Vec<Solver> = judges
            .filter(|&solver| seed != MICROLP_STALLS || solver != Solver::Microlp)
            .collect();
        assert_agreement(&common::random_case(seed), &judges);
    });
}

#[test]
fn all_solvers_agree_on_the_random_cases_with_one_period() {
    for seed in 0..60 {
        assert_agreement(&common::random_case(seed).averaged(), Solver::ALL);
    }
}

/// Where the tie-break leaves one plan, it is the same plan whoever solves.
#[test]
fn the_cost_by_item_and_the_carbon_do_not_depend_on_the_solver() {
    for seed in 0..60 {
        let case = common::random_case(seed);
        let formulation = formulate(&case);
        let plans: Vec<Placement> = Solver::ALL
            .iter()
            .map(|&solver| {
                let solved = solver::solve(&formulation.program, solver).expect("a plan");
                Placement::read(&case, &formulation, &solved.solution)
            })
            .collect();
        for (plan, solver) in plans.iter().zip(Solver::ALL).skip(1) {
            // an inner point's cost gives way by its tolerance, and where costs are nearly tied that buys so much carbon
            let allowed = if *solver == Solver::Clarabel {
                1e-3
            } else {
                1e-4
            };
            let scale = 1.0 + plans[0].costs.total().abs();
            for ((name, a), (_, b)) in plans[0].costs.items().iter().zip(plan.costs.items()) {
                assert!(
                    (a - b).abs() <= 1e-5 * scale,
                    "{}: {name} {a} or {b}",
                    case.name
                );
            }
            let (a, b) = (plans[0].carbon.location_t, plan.carbon.location_t);
            assert!(
                (a - b).abs() <= allowed * (1.0 + a.abs()),
                "{}: carbon {a} or {b}",
                case.name
            );
        }
    }
}

/// Least carbon and least round trip are no reason to serve less: the rows that hold the cost give way a little,
/// and a sliver of load left unserved would be the first thing to fill that with.
#[test]
fn no_solver_leaves_load_unserved_to_break_a_tie() {
    for seed in 0..60 {
        let case = common::random_case(seed);
        let program = formulate(&case).program;
        let short = |program: &Program, solver| {
            let solved = solver::solve(program, solver).expect("a plan");
            shortfall(program, &solved.solution.x)
        };
        let mut first = program.clone();
        first.objectives.truncate(1);
        for &solver in Solver::ALL {
            let (before, after) = (short(&first, solver), short(&program, solver));
            assert!(
                after <= before + 1e-9 * (1.0 + before),
                "{}: {solver} leaves {after} unserved instead of {before}",
                case.name
            );
        }
    }
}

/// All shortfalls weighted by their penalties, in units of the greatest penalty.
fn shortfall(program: &Program, x: &[f64]) -> f64 {
    let columns = &Keys::of(program).expect("a programme of a case").columns;
    let costs = &program.objective().coefficients;
    let short = (0..x.len()).filter(|&j| columns[j].is_shortfall());
    let greatest = short.clone().fold(1.0_f64, |most, j| most.max(costs[j]));
    short.map(|j| costs[j] * x[j]).sum::<f64>() / greatest
}
