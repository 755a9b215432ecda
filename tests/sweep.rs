//! Are a sweep's rows right, and the same whoever computes them?

mod common;

use std::path::Path;

use eastwest::Case;
use eastwest::case::{Kind, Side};
use eastwest::formulation::formulate;
use eastwest::input::read_case;
use eastwest::placement::Placement;
use eastwest::solver::{self, Solver};
use eastwest::sweep::grid::Grid;
use eastwest::sweep::run::{Options, Plan};

fn china() -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
    match read_case(&folder) {
        Ok(read) => read.case.averaged(),
        Err(report) => panic!("{report}"),
    }
}

fn grid(case: &Case, text: &str) -> Grid {
    Grid::parse(text, Path::new("grid.toml"), case).expect("a grid")
}

const PRICES: &str = r#"
[[parameter]]
key = "electricity_price.west"
as = "factor"
range = { from = 0.6, to = 2.4, steps = 7 }
[[parameter]]
key = "bandwidth_price"
as = "factor"
range = { from = 0.2, to = 40, steps = 6 }
[[parameter]]
key = "carbon_price"
range = { from = 0, to = 600, steps = 5 }
"#;

const SIZES: &str = r#"
[[parameter]]
key = "demand.inference"
as = "factor"
range = { from = 0.7, to = 1.3, steps = 7 }
[[parameter]]
key = "capacity.west"
as = "factor"
range = { from = 0.5, to = 1.5, steps = 6 }
[[parameter]]
key = "electricity_price.east"
as = "factor"
values = [0.5, 1.0]
"#;

const STRUCTURE: &str = r#"
[[parameter]]
key = "rtt_limit.search"
values = [10, 20, 30]
[[parameter]]
key = "green_target"
values = [0.5, 0.9]
[[parameter]]
key = "pue.west"
as = "factor"
values = [1.0, 1.1]
"#;

/// Column of a row by its name.
fn field(plan: &Plan<'_>, row: &csv::StringRecord, name: &str) -> f64 {
    let at = plan
        .layout
        .header()
        .iter()
        .position(|column| column == name)
        .expect(name);
    row[at].parse().expect("a number")
}

fn rows(plan: &Plan<'_>) -> Vec<csv::StringRecord> {
    let mut text = Vec::new();
    for block in 0..plan.block_count() {
        text.extend(plan.answer_block(block).text);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_slice());
    reader.records().map(|row| row.expect("a row")).collect()
}

/// Every row against a programme formulated for that scenario alone and solved by another solver.
fn assert_rows_are_right(text: &str, every: usize) {
    let case = china();
    let grid = grid(&case, text);
    let plan = Plan::new(&case, &grid, Options::default()).expect("a plan");
    let rows = rows(&plan);
    assert_eq!(rows.len() as u64, grid.len());
    let mut scratch = case.clone();
    let mut point = vec![0.0; grid.parameters().len()];
    for (at, row) in rows.iter().enumerate().step_by(every) {
        grid.point(at as u64, &mut point);
        grid.apply(&point, &case, &mut scratch)
            .expect("a valid scenario");
        let formulation = formulate(&scratch);
        let ranked = solver::solve(&formulation.program, Solver::Engine).expect("an answer");
        let plan_alone = Placement::read(&scratch, &formulation, &ranked.solution);
        for (column, alone) in [
            ("carbon_location_t", plan_alone.carbon.location_t),
            ("mean_rtt_ms", plan_alone.mean_rtt_ms),
            (
                "west_training_mw",
                plan_alone.side_mean_mw(&scratch, Kind::Training, Side::West),
            ),
        ] {
            let swept = field(&plan, row, column);
            // the tie-break leaves one plan, so more than the cost has to be the same
            assert!(
                (swept - alone).abs() <= 1e-7 * (1.0 + alone.abs()),
                "row {at}: {column} {swept}, {alone}"
            );
        }
        let mut program = formulation.program;
        program.objectives.truncate(1);
        let expected = solver::solve(&program, Solver::Microlp)
            .expect("an answer")
            .objective;
        let found = field(&plan, row, "objective_cny");
        assert!(
            (found - expected).abs() <= 1e-8 * expected.abs(),
            "row {at}: {found}, {expected}"
        );
        for residual in ["primal_residual", "dual_residual", "relative_gap"] {
            assert!(field(&plan, row, residual) <= 1e-6, "row {at}: {residual}");
        }
        assert_eq!(&row[0], (at + 1).to_string());
    }
}

#[test]
fn rows_over_prices_are_those_of_an_independent_solver() {
    assert_rows_are_right(PRICES, 3);
}

#[test]
fn rows_over_demand_and_capacity_are_those_of_an_independent_solver() {
    assert_rows_are_right(SIZES, 3);
}

#[test]
fn rows_over_what_moves_the_matrix_are_those_of_an_independent_solver() {
    assert_rows_are_right(STRUCTURE, 1);
}

#[test]
fn prices_enter_linearly_and_limits_do_not() {
    let case = china();
    let prices = grid(&case, PRICES);
    assert!(
        Plan::new(&case, &prices, Options::default())
            .expect("a plan")
            .is_affine()
    );
    let structure = grid(&case, STRUCTURE);
    let plan = Plan::new(&case, &structure, Options::default()).expect("a plan");
    assert!(plan.bent.contains(&0));
}

#[test]
fn a_block_gives_the_same_bytes_again() {
    let case = china();
    let grid = grid(&case, SIZES);
    let bytes = || {
        Plan::new(&case, &grid, Options::default())
            .expect("a plan")
            .answer_block(0)
            .text
    };
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_sample_takes_distinct_scenarios_in_order() {
    let case = china();
    let grid = grid(&case, PRICES);
    let options = Options {
        sample: Some(20),
        ..Options::default()
    };
    let plan = Plan::new(&case, &grid, options).expect("a plan");
    let numbers: Vec<u64> = (0..plan.len()).map(|at| plan.scenario(at)).collect();
    assert_eq!(numbers.len(), 20);
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(numbers.iter().all(|&number| number < grid.len()));
}
