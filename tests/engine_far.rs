//! The engine far from where it stood: great changes of a great programme, against a solve from the start.

mod engine_support;

use std::path::Path;

use eastwest::engine::{Engine, Outcome, Status};
use eastwest::formulation::formulate;
use eastwest::input::read_case;
use eastwest::program::Program;
use engine_support::{Random, relative};

/// All 24 periods of the shipped dataset.
fn china() -> Program {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
    match read_case(&folder) {
        Ok(read) => formulate(&read.case).program,
        Err(report) => panic!("{report}"),
    }
}

fn assert_same(warm: &Outcome, afresh: &Outcome) {
    assert_eq!(warm.status, Status::Optimal);
    assert_eq!(afresh.status, Status::Optimal);
    assert!(relative(warm.objective, afresh.objective) <= 1e-12);
    for (j, (&a, &b)) in warm.x.iter().zip(&afresh.x).enumerate() {
        assert!(relative(a, b) <= 1e-6, "column {j}: {a} and {b}");
    }
}

/// 24 periods solved, and their programme.
fn solved() -> (Program, Engine) {
    let program = china();
    let mut engine = Engine::new(&program);
    assert_eq!(engine.solve().status, Status::Optimal);
    (program, engine)
}

/// Prices alone: the values stay feasible.
#[test]
fn after_other_prices_the_answer_is_that_of_a_fresh_solve() {
    let mut random = Random(5);
    let (program, mut engine) = solved();
    for j in 0..program.column_count() {
        let cost = program.objectives[0].coefficients[j] * random.between(0.5, 1.5);
        engine.set_cost(0, j, cost);
    }
    let warm = engine.reoptimise();
    assert!(warm.pivots.dual > 0, "{:?}", warm.pivots);
    let changed = engine.program().clone();
    assert_same(&warm, &Engine::new(&changed).solve());
}

/// A tenth less of everything.
#[test]
fn after_less_demand_the_answer_is_that_of_a_fresh_solve() {
    let (program, mut engine) = solved();
    for i in 0..program.row_count() {
        let (lower, upper) = engine.row_bounds(i);
        if lower == upper {
            engine.set_row_bounds(i, 0.9 * lower, 0.9 * upper);
        }
    }
    let warm = engine.reoptimise();
    let changed = engine.program().clone();
    assert_same(&warm, &Engine::new(&changed).solve());
}
