//! The engine under hostile numbers: it certifies, or says that it cannot; it never has a wrong status.
//!
//! A hostile programme is made from a plain one so that its optimum stays what it was: HiGHS judges the plain
//! one, whose numbers are small integers.
#![cfg(feature = "highs")]

mod engine_support;

use eastwest::certificate::Certificate;
use eastwest::engine::{Engine, Status, verify_farkas, verify_ray};
use eastwest::program::Program;
use eastwest::solver::{self, Solver};
use engine_support::{
    Random, Shape, from_entries, in_other_units, judge, placement, random_program, relative, wild,
};

const INF: f64 = f64::INFINITY;

fn entries(program: &Program) -> Vec<(usize, usize, f64)> {
    let columns = 0..program.column_count();
    let of = |j| program.matrix.column(j).map(move |(i, a)| (i, j, a));
    columns.flat_map(of).collect()
}

/// What the engine said, counted.
#[derive(Debug, Default)]
struct Tally {
    certified: usize,
    said_it_cannot: usize,
}

impl Tally {
    /// The engine's answer to `hostile` against HiGHS' to `plain`, which has the same status and optimum.
    fn judge(&mut self, what: &str, plain: &Program, hostile: &Program) {
        let verdict = judge::solve(plain);
        let outcome = Engine::new(hostile).solve();
        let status = match outcome.status {
            Status::Optimal => solver::Status::Optimal,
            Status::Infeasible => solver::Status::Infeasible,
            Status::Unbounded => solver::Status::Unbounded,
            Status::Uncertified(_) => {
                self.said_it_cannot += 1;
                return;
            }
        };
        self.certified += 1;
        assert_eq!(status, verdict.status, "{what}");
        if status == solver::Status::Optimal {
            let gap = relative(outcome.objective, verdict.objective);
            let (own, other) = (outcome.objective, verdict.objective);
            assert!(gap < 1e-6, "{what}: {own} against {other}");
        }
    }

    fn assert_certified(&self, share: f64) {
        let all = self.certified + self.said_it_cannot;
        #[allow(clippy::cast_precision_loss)]
        let certified = self.certified as f64 / all as f64;
        eprintln!("{} of {all} certified", self.certified);
        assert!(certified >= share, "{self:?}");
    }
}

#[test]
fn coefficients_over_twelve_orders_of_magnitude_change_no_status() {
    let (mut random, mut tally) = (Random(21), Tally::default());
    for k in 0..1500 {
        let plain = random_program(&mut random);
        // entries from 2^-20 to 2^20 times 1 to 4: twelve orders and more
        let hostile = in_other_units(&mut random, &plain, 10);
        tally.judge(&format!("programme {k}"), &plain, &hostile);
    }
    tally.assert_certified(0.98);
}

#[test]
fn coefficients_over_twenty_four_orders_are_certified_or_it_says_that_it_cannot() {
    let (mut random, mut tally) = (Random(22), Tally::default());
    for k in 0..1500 {
        let plain = random_program(&mut random);
        let hostile = in_other_units(&mut random, &plain, 20);
        tally.judge(&format!("programme {k}"), &plain, &hostile);
    }
    tally.assert_certified(0.5);
}

/// Here HiGHS errs as well, so a status is held against its proof, and HiGHS' word is counted.
#[test]
fn numbers_of_any_size_get_a_status_that_is_proved() {
    let mut random = Random(26);
    let (mut certified, mut otherwise, mut cannot) = (0, 0, 0);
    for k in 0..3000 {
        let program = wild(&mut random, if k % 2 == 0 { 6.0 } else { 10.0 });
        let outcome = Engine::new(&program).solve();
        let status = match outcome.status {
            Status::Optimal => {
                let solution = eastwest::certificate::Solution {
                    x: outcome.x.clone(),
                    duals: Some(outcome.duals.clone()),
                };
                assert!(
                    Certificate::of(&program, &solution).holds(),
                    "programme {k}"
                );
                solver::Status::Optimal
            }
            Status::Infeasible => {
                let crossed =
                    (0..program.column_count()).any(|j| program.lower[j] > program.upper[j]);
                let proof = outcome.farkas.clone().unwrap_or_default();
                assert!(
                    crossed || verify_farkas(&program, &proof) > 0.0,
                    "programme {k}"
                );
                solver::Status::Infeasible
            }
            Status::Unbounded => {
                let proof = outcome.ray.clone().unwrap_or_default();
                assert!(verify_ray(&program, &proof) > 0.0, "programme {k}");
                solver::Status::Unbounded
            }
            Status::Uncertified(_) => {
                cannot += 1;
                continue;
            }
        };
        certified += 1;
        let verdict = judge::Model::new(&program).try_run();
        otherwise += usize::from(!verdict.is_ok_and(|verdict| verdict.status == status));
    }
    eprintln!(
        "{certified} certified, {cannot} not; HiGHS says otherwise, or nothing, of {otherwise}"
    );
    assert!(
        certified > 2000 && otherwise < 300,
        "{certified} {otherwise}"
    );
}

/// Every column within −9..9, so that a row cannot be far from its twin.
fn bounded(random: &mut Random) -> Program {
    let mut plain = random_program(random);
    for j in 0..plain.column_count() {
        plain.lower[j] = plain.lower[j].max(-9.0);
        plain.upper[j] = plain.upper[j].min(9.0);
    }
    plain
}

#[test]
fn rows_that_are_nearly_parallel_change_no_status() {
    let (mut random, mut tally) = (Random(23), Tally::default());
    for k in 0..800 {
        let plain = bounded(&mut random);
        let (m, n) = (plain.row_count(), plain.column_count());
        let mut rows: Vec<(f64, f64)> = (0..m)
            .map(|i| (plain.row_lower[i], plain.row_upper[i]))
            .collect();
        let mut all = entries(&plain);
        // 18 columns of at most 9 with entries of at most 4: a twin differs by less than 7e-4
        let tilt = 10_f64.powi(-6 - (k % 8));
        for i in 0..m {
            let twin = rows.len();
            rows.push((plain.row_lower[i] - 1e-3, plain.row_upper[i] + 1e-3));
            let own = entries(&plain).into_iter().filter(|entry| entry.0 == i);
            all.extend(
                own.map(|(_, j, a)| (twin, j, a * (1.0 + tilt * random.between(-1.0, 1.0)))),
            );
            // and one that is the same but for its scale
            let again = rows.len();
            rows.push((3.0 * plain.row_lower[i], 3.0 * plain.row_upper[i]));
            let own = entries(&plain).into_iter().filter(|entry| entry.0 == i);
            all.extend(own.map(|(_, j, a)| (again, j, 3.0 * a)));
        }
        let bounds = (0..n).map(|j| (plain.lower[j], plain.upper[j])).collect();
        let costs = plain.objectives[0].coefficients.clone();
        let hostile = from_entries(costs, bounds, rows, all);
        tally.judge(&format!("programme {k}"), &plain, &hostile);
    }
    tally.assert_certified(0.98);
}

/// Everything that can be equal is: prices, sizes, right-hand sides of zero.
#[test]
fn heavy_degeneracy_and_equal_prices_change_no_status() {
    let (mut random, mut tally) = (Random(24), Tally::default());
    for k in 0..40 {
        let shape = Shape {
            services: 1 + k % 3,
            origins: 6 + k % 20,
            hubs: 3 + k % 7,
            periods: 1 + k % 4,
        };
        let mut plain = placement(&mut random, shape, k % 2 == 0);
        plain.objectives.truncate(1);
        match k % 4 {
            0 => plain.objectives[0].coefficients.fill(1.0),
            1 => plain.objectives[0].coefficients.fill(0.0),
            // zero capacities: every limit is zero, and so shortfall is all there is
            2 => plain.row_upper.iter_mut().for_each(|upper| {
                if upper.is_finite() && *upper > 0.0 {
                    *upper = 0.0;
                }
            }),
            _ => {
                for j in 0..plain.column_count() {
                    if plain.upper[j].is_finite() {
                        plain.upper[j] = 1.0;
                    }
                }
            }
        }
        for i in 0..plain.row_count() {
            plain.row_lower[i] = plain.row_lower[i].min(plain.row_upper[i]);
        }
        tally.judge(&format!("programme {k}"), &plain, &plain);
    }
    tally.assert_certified(1.0);
}

/// A transport programme of n suppliers of one and n customers of one, all at the same price: every basis but few is degenerate.
#[test]
fn an_assignment_of_equals_ends() {
    for n in [2, 10, 40] {
        let cells = || (0..n * n).map(|cell| (cell / n, cell % n, cell));
        let mut all: Vec<(usize, usize, f64)> = cells().map(|(a, _, j)| (a, j, 1.0)).collect();
        all.extend(cells().map(|(_, b, j)| (n + b, j, 1.0)));
        let plain = from_entries(
            vec![1.0; n * n],
            vec![(0.0, INF); n * n],
            vec![(1.0, 1.0); 2 * n],
            all,
        );
        let outcome = Engine::new(&plain).solve();
        assert_eq!(outcome.status, Status::Optimal);
        #[allow(clippy::cast_precision_loss)]
        let cost = n as f64;
        assert!((outcome.objective - cost).abs() < 1e-9);
    }
}

/// Klee and Minty's cube, on which the textbook rule visits all corners; by hand the optimum is 5^n.
#[test]
fn the_cube_of_klee_and_minty_is_climbed() {
    for n in 2_i32..=12 {
        let (mut all, mut rows) = (Vec::new(), Vec::new());
        for i in 0..n {
            for j in 0..i {
                all.push((i as usize, j as usize, 2.0 * 2_f64.powi(i - j)));
            }
            all.push((i as usize, i as usize, 1.0));
            rows.push((-INF, 5_f64.powi(i + 1)));
        }
        let costs = (0..n).map(|j| -2_f64.powi(n - 1 - j)).collect();
        let cube = from_entries(costs, vec![(0.0, INF); n as usize], rows, all);
        let outcome = Engine::new(&cube).solve();
        assert_eq!(outcome.status, Status::Optimal, "{n}");
        assert!(relative(outcome.objective, -5_f64.powi(n)) < 1e-9, "{n}");
    }
}

#[test]
fn empty_sets_have_their_answers() {
    let nothing = from_entries(vec![], vec![], vec![], vec![]);
    assert_eq!(Engine::new(&nothing).solve().status, Status::Optimal);
    let no_rows = from_entries(
        vec![1.0, -1.0],
        vec![(0.0, INF), (0.0, 3.0)],
        vec![],
        vec![],
    );
    let outcome = Engine::new(&no_rows).solve();
    assert_eq!((outcome.status, outcome.objective), (Status::Optimal, -3.0));
    let no_columns = from_entries(vec![], vec![], vec![(1.0, 2.0)], vec![]);
    assert_eq!(Engine::new(&no_columns).solve().status, Status::Infeasible);
    let no_entries = from_entries(
        vec![1.0],
        vec![(0.0, INF)],
        vec![(0.0, 0.0), (-1.0, INF)],
        vec![],
    );
    assert_eq!(Engine::new(&no_entries).solve().status, Status::Optimal);
}

/// Where the engine cannot certify, the solver module still answers, and by the same check.
#[test]
fn what_the_engine_cannot_certify_is_handed_on_and_checked() {
    let mut random = Random(25);
    let (mut handed_on, mut answered) = (0, 0);
    for _ in 0..1500 {
        let hostile = wild(&mut random, 12.0);
        if !matches!(Engine::new(&hostile).solve().status, Status::Uncertified(_)) {
            continue;
        }
        handed_on += 1;
        match solver::solve(&hostile, Solver::Engine) {
            Ok(solved) => {
                let optimal = solved.status == solver::Status::Optimal;
                assert!(!optimal || solved.certificate.holds());
                answered += 1;
            }
            // an error is no answer at all
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    eprintln!("{handed_on} handed on, {answered} answered");
    assert!(handed_on > 20, "{handed_on}");
}
