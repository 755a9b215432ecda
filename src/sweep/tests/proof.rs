//! Is the proof of a sweep's row a proof? A basis is all that it takes: from the exported programme of the scenario and
//! the basis that the row rests on, point, prices, residuals and gap are computed again, by dense elimination, without
//! the engine and without the code that checks answers.

#[allow(dead_code)] // the benchmarks use more of it
#[path = "../../../benches/support/setting.rs"]
mod setting;

use crate::engine_support::relative;
use eastwest::engine::{Basis, BasisStatus};
use eastwest::exchange::{read_mps, write_mps};
use eastwest::family::{Family, Range};
use eastwest::formulation::formulate;
use eastwest::program::Program;
use eastwest::sweep::How;
use eastwest::sweep::history::Nearness;
use eastwest::sweep::indicators::{self, total_cost};
use eastwest::sweep::record::Record;
use eastwest::sweep::subject::Subject;
use eastwest::sweep::worker::{Seeds, Worker};
use setting::Setting;

/// What is allowed of every residual and of the gap.
const SMALL: f64 = 1e-9;

/// Solves `matrix · x = right` (rows of equal length) by elimination with partial pivoting.
fn eliminate(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for k in 0..n {
        let size = |i: &usize| matrix[*i][k].abs();
        let pivot = (k..n)
            .max_by(|a, b| size(a).total_cmp(&size(b)))
            .expect("a row");
        matrix.swap(k, pivot);
        right.swap(k, pivot);
        assert!(matrix[k][k] != 0.0, "the basis is singular");
        for i in k + 1..n {
            let factor = matrix[i][k] / matrix[k][k];
            if factor != 0.0 {
                for c in k..n {
                    matrix[i][c] -= factor * matrix[k][c];
                }
                right[i] -= factor * right[k];
            }
        }
    }
    for k in (0..n).rev() {
        let known: f64 = (k + 1..n).map(|c| matrix[k][c] * right[c]).sum();
        right[k] = (right[k] - known) / matrix[k][k];
    }
    right
}

/// A programme as columns `v` of `[A, −I]·v = 0`: those of the file, then the activity of each row.
struct Dense {
    /// By column, by row.
    columns: Vec<Vec<f64>>,
    costs: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    rows: usize,
}

impl Dense {
    fn of(program: &Program) -> Self {
        let rows = program.row_count();
        let mut columns = vec![vec![0.0; rows]; program.column_count()];
        for (j, column) in columns.iter_mut().enumerate() {
            for (i, a) in program.matrix.column(j) {
                column[i] = a;
            }
        }
        for i in 0..rows {
            let mut activity = vec![0.0; rows];
            activity[i] = -1.0;
            columns.push(activity);
        }
        let mut costs = program.objective().coefficients.clone();
        costs.resize(columns.len(), 0.0);
        Dense {
            columns,
            costs,
            lower: [program.lower.clone(), program.row_lower.clone()].concat(),
            upper: [program.upper.clone(), program.row_upper.clone()].concat(),
            rows,
        }
    }
}

/// What a basis proves.
#[derive(Debug)]
struct Proved {
    objective: f64,
    primal_residual: f64,
    dual_residual: f64,
    relative_gap: f64,
}

/// Point and prices of a basis, and how far they are from a proof of optimality.
fn proved(program: &Program, places: &[BasisStatus]) -> Proved {
    let dense = Dense::of(program);
    let all = 0..dense.columns.len();
    let basic: Vec<usize> = all
        .clone()
        .filter(|&v| places[v] == BasisStatus::Basic)
        .collect();
    assert_eq!(basic.len(), dense.rows);
    let mut x: Vec<f64> = all
        .clone()
        .map(|v| match places[v] {
            BasisStatus::Lower => dense.lower[v],
            BasisStatus::Upper => dense.upper[v],
            BasisStatus::Basic | BasisStatus::Free => 0.0,
        })
        .collect();
    let rest = |i: usize| -> f64 { all.clone().map(|v| dense.columns[v][i] * x[v]).sum() };
    let right: Vec<f64> = (0..dense.rows).map(|i| -rest(i)).collect();
    let by_row = (0..dense.rows).map(|i| basic.iter().map(|&v| dense.columns[v][i]).collect());
    for (&v, value) in basic.iter().zip(eliminate(by_row.collect(), right)) {
        x[v] = value;
    }
    let by_column = basic.iter().map(|&v| dense.columns[v].clone()).collect();
    let y = eliminate(by_column, basic.iter().map(|&v| dense.costs[v]).collect());

    let objective: f64 = all.clone().map(|v| dense.costs[v] * x[v]).sum();
    let largest = all
        .clone()
        .filter(|&v| x[v] != 0.0)
        .map(|v| dense.costs[v].abs());
    let size = 1.0 + largest.fold(1.0, f64::max);
    let (mut primal, mut dual, mut bound) = (0.0_f64, 0.0_f64, 0.0);
    for v in all {
        let (lower, upper) = (dense.lower[v], dense.upper[v]);
        primal = primal
            .max((lower - x[v]) / (1.0 + lower.abs()))
            .max((x[v] - upper) / (1.0 + upper.abs()));
        let terms = dense.columns[v].iter().zip(&y);
        let reduced: f64 = dense.costs[v] - terms.map(|(a, y)| a * y).sum::<f64>();
        // a positive reduced cost keeps its variable down, a negative one up; one of the wrong sign proves nothing
        let kept = if reduced > 0.0 { lower } else { upper };
        if kept.is_finite() {
            bound += reduced * kept;
        } else {
            dual = dual.max(reduced.abs() / size);
        }
    }
    Proved {
        objective,
        primal_residual: primal,
        dual_residual: dual,
        relative_gap: (objective - bound).abs() / (1.0 + objective.abs()),
    }
}

impl Proved {
    fn holds(&self) -> bool {
        self.primal_residual <= SMALL && self.dual_residual <= SMALL && self.relative_gap <= SMALL
    }
}

/// The programme of a scenario as another program reads it: through an exported file.
fn exported(setting: &Setting, scenario: u64) -> Program {
    let program = setting.programme(scenario);
    let mut bytes = Vec::new();
    write_mps(&program, &mut bytes).expect("a programme that a file can state");
    let read = read_mps(&bytes, "scenario.mps").expect("a programme");
    let names = |program: &Program| -> Vec<String> {
        let columns = (0..program.column_count()).map(|j| program.column_name(j));
        columns
            .chain((0..program.row_count()).map(|i| program.row_name(i)))
            .collect()
    };
    assert_eq!(
        names(&read),
        names(&program),
        "a basis speaks of columns and rows by their order"
    );
    read
}

/// Answers some scenarios as a sweep does; gives how, and the basis of each.
fn assert_proofs(
    setting: &Setting,
    scenarios: impl Iterator<Item = u64>,
) -> Vec<(How, u64, Basis)> {
    let ranges: Vec<Range> = setting
        .grid
        .ranges()
        .into_iter()
        .map(|(low, high)| Range { low, high })
        .collect();
    let mut scratch = setting.case.clone();
    let learnt = Family::learn(&ranges, |point| {
        setting.grid.apply(point, &setting.case, &mut scratch)?;
        Ok(formulate(&scratch))
    });
    let kinds = indicators::kinds(&setting.case, false);
    let subject = Subject::new(&setting.case, learnt.expect("a family"), &ranges, kinds);
    let mut worker = Worker::new(&subject, &Seeds::new(&ranges), Nearness::Distance);
    let mut point = vec![0.0; ranges.len()];
    let mut record = Record::blank();
    let mut met = Vec::new();
    for scenario in scenarios {
        setting.grid.point(scenario, &mut point);
        worker.answer(&point, &mut record);
        let basis = worker.last_basis().expect("a basis").clone();
        let places: Vec<BasisStatus> = basis.statuses().collect();
        let proof = proved(&exported(setting, scenario), &places);
        let what = format!("{}, scenario {scenario}, {:?}", setting.name, record.how);
        assert!(proof.holds(), "{what}: {proof:?}");
        let apart = relative(total_cost(&record.figures, false), proof.objective);
        assert!(apart <= 1e-11, "{what}: {apart}");
        let stated = record.certificate;
        for (stated, found) in [
            (Some(stated.primal_residual), proof.primal_residual),
            (stated.dual_residual, proof.dual_residual),
            (stated.relative_gap, proof.relative_gap),
        ] {
            let stated = stated.expect("a figure in every row");
            // a row may state more than there is (the engine measures each price against its own cost alone), never less
            let more = stated - found;
            assert!(
                (-SMALL..=1e-7).contains(&more),
                "{what}: {stated} for {found}"
            );
        }
        met.push((record.how, scenario, basis));
    }
    met
}

fn setting(name: &str, grid: String) -> Setting {
    Setting::new(name, setting::china().averaged(), grid)
}

/// Neighbours are certified by a region, strangers are reached by pivots; both kinds have to be there.
fn assert_both_ways(met: &[(How, u64, Basis)]) {
    for how in [How::Certified, How::Pivoted] {
        let count = met.iter().filter(|(found, ..)| *found == how).count();
        assert!(count >= 10, "{count} {how:?}");
    }
}

#[test]
fn proofs_of_rows_over_prices_hold_without_the_engine() {
    let setting = setting("prices", setting::product(&setting::PRICES, [10; 6]));
    let spread = (0..30).map(|k| k * 33_331 % 1_000_000);
    let met = assert_proofs(&setting, spread.chain(500_000..500_060));
    assert_both_ways(&met);
}

#[test]
fn proofs_of_rows_over_demand_and_capacity_hold_without_the_engine() {
    let setting = setting("sizes", setting::sample(&setting::SIZES, 1_000_000));
    // drawn scenarios have no neighbours: the same ones again stand in for them
    let spread = || (0..40).map(|k| k * 24_989);
    let met = assert_proofs(&setting, spread().chain(spread()).chain(spread()));
    assert_both_ways(&met);
}

/// The check above can fail: the basis of another scenario proves nothing as soon as prices are far enough apart.
#[test]
fn the_basis_of_another_scenario_is_no_proof() {
    let setting = setting("prices", setting::product(&setting::PRICES, [10; 6]));
    let met = assert_proofs(&setting, [0, 999_999].into_iter());
    let places: Vec<BasisStatus> = met[0].2.statuses().collect();
    let proof = proved(&exported(&setting, met[1].1), &places);
    assert!(!proof.holds(), "{proof:?}");
}
