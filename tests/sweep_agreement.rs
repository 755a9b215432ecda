//! Do the rows of the benchmark's four grids say what independent solvers say? Of each million a thousand scenarios are
//! asked, spread evenly at places fixed by their numbers, and some neighbours of one block, most of which are certified
//! without a pivot.
//!
//! A row's status follows from its objective: a shortfall costs 100,000 CNY a MWh, so that 1e-9 of the objective is
//! less than a thousandth of one.

mod engine_support;
#[allow(dead_code)] // the benchmarks use more of it
#[path = "../benches/support/setting.rs"]
mod setting;

use eastwest::program::Program;
use eastwest::solver::{self, Solver};
use eastwest::sweep::{Options, Plan};
use engine_support::relative;
use setting::Setting;

/// A tenth of a per cent of a grid.
const THOUSAND: u64 = 1_000;
/// What a row says.
#[derive(serde::Deserialize)]
struct Row {
    /// From 1.
    scenario: u64,
    status: String,
    how: String,
    /// Absent where the scenario failed.
    objective_cny: Option<f64>,
}

impl Row {
    fn programme(&self, setting: &Setting) -> Program {
        setting.programme(self.scenario - 1)
    }
}

fn grids() -> [Setting; 4] {
    let case = setting::china().averaged();
    let million = 1_000_000;
    [
        (
            "prices, product",
            setting::product(&setting::PRICES, [10; 6]),
        ),
        ("prices, drawn", setting::sample(&setting::PRICES, million)),
        ("sizes, product", setting::product(&setting::SIZES, [10; 6])),
        ("sizes, drawn", setting::sample(&setting::SIZES, million)),
    ]
    .map(|(name, grid)| {
        let setting = Setting::new(name, case.clone(), grid);
        assert_eq!(setting.grid.len(), million);
        setting
    })
}

/// The rows of some blocks of a sweep.
fn rows(plan: &Plan<'_>, blocks: impl Iterator<Item = u64>) -> Vec<Row> {
    let mut text = Vec::new();
    plan.layout.write_header(&mut text);
    blocks.for_each(|block| text.extend(plan.answer_block(block).text));
    let mut reader = csv::Reader::from_reader(text.as_slice());
    reader
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

/// A thousand scenarios of the whole grid.
fn spread(setting: &Setting) -> Vec<Row> {
    let options = Options {
        sample: Some(THOUSAND),
        ..Options::default()
    };
    let plan = Plan::new(&setting.case, &setting.grid, options).expect("a plan");
    let rows = rows(&plan, 0..plan.block_count());
    assert_eq!(rows.len() as u64, THOUSAND);
    rows
}

fn assert_row(setting: &Setting, row: &Row, objective: f64, agreement: f64) {
    let apart = row.objective_cny.map(|own| relative(own, objective));
    assert!(
        apart.is_some_and(|apart| apart <= agreement),
        "{}, scenario {} ({}, {}): {:?}, by the other solver {objective}",
        setting.name,
        row.scenario,
        row.status,
        row.how,
        row.objective_cny
    );
}

#[test]
fn rows_of_every_grid_are_those_of_the_pure_rust_solvers() {
    for setting in grids() {
        let rows = spread(&setting);
        for (solver, every, agreement) in
            [(Solver::Microlp, 10, 1e-9), (Solver::Clarabel, 50, 1e-7)]
        {
            for row in rows.iter().step_by(every) {
                let program = row.programme(&setting);
                let solved = solver::solve(&program, solver).expect("a checked answer");
                assert_row(&setting, row, solved.objective, agreement);
            }
        }
    }
}

#[cfg(feature = "highs")]
mod highs {
    use super::*;
    use eastwest::solver::Status;
    use engine_support::judge;

    /// Of a block of 16,384 neighbours, one in so many.
    const ONE_IN: usize = 64;

    fn assert_rows(setting: &Setting, rows: &[Row]) {
        for row in rows {
            // built afresh, at HiGHS' tightest tolerances: warm starts of others are not to be trusted either
            let verdict = judge::solve(&row.programme(setting));
            assert_eq!(verdict.status, Status::Optimal);
            assert_row(setting, row, verdict.objective, 1e-9);
        }
    }

    #[test]
    fn a_tenth_of_a_per_cent_of_every_grid_is_as_highs_says() {
        for setting in grids() {
            assert_rows(&setting, &spread(&setting));
        }
    }

    #[test]
    fn neighbours_in_a_block_are_as_highs_says() {
        let mut certified = 0;
        for setting in grids() {
            let plan = Plan::new(&setting.case, &setting.grid, Options::default()).expect("a plan");
            let middle = plan.block_count() / 2;
            let mut at = 0;
            let mut rows = rows(&plan, middle..middle + 1);
            rows.retain(|_| {
                at += 1;
                at % ONE_IN == 0
            });
            certified += rows.iter().filter(|row| row.how == "certified").count();
            assert_rows(&setting, &rows);
        }
        assert!(certified > 300, "{certified} certified without a pivot");
    }
}
