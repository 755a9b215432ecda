//! Programmes solved by hand, and what the engine promises about them.

use crate::engine_support::{
    Random, Shape, objective, placement, program, random_program, relative, wild,
};
use eastwest::certificate::Certificate;
use eastwest::engine::{
    Basis, BasisStatus, Engine, Outcome, Reason, Settings, Status, Variable, certify,
    verify_farkas, verify_ray,
};
use eastwest::program::Program;
use eastwest::solver::Solution;

const INF: f64 = f64::INFINITY;

fn solve(program: &Program) -> Outcome {
    Engine::new(program).solve()
}

fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (k, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!(
            (f - e).abs() < 1e-9,
            "place {k}: {found:?} instead of {expected:?}"
        );
    }
}

/// Wyndor Glass (Hillier and Lieberman): maximise 3x + 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18.
/// By hand: x = 2, y = 6, profit 36; shadow prices of the profit 0, 3/2, 1.
fn wyndor() -> Program {
    program(
        &[-3.0, -5.0],
        &[(0.0, INF), (0.0, INF)],
        &[
            (-INF, &[1.0, 0.0], 4.0),
            (-INF, &[0.0, 2.0], 12.0),
            (-INF, &[3.0, 2.0], 18.0),
        ],
    )
}

#[test]
fn the_textbook_factory_makes_two_doors_and_six_windows() {
    let outcome = solve(&wyndor());
    assert_eq!(outcome.status, Status::Optimal);
    assert_close(&outcome.x, &[2.0, 6.0]);
    assert_close(&outcome.duals, &[0.0, -1.5, -1.0]);
    assert_close(&outcome.reduced_costs, &[0.0, 0.0]);
    assert!((outcome.objective + 36.0).abs() < 1e-9);
}

/// Diet: minimise 0.6a + 0.35b, 5a + 7b ≥ 8, 4a + 2b ≥ 15, 2a + b ≥ 3.
/// By hand: only the second binds; a costs 0.15 a unit, b 0.175; so a = 15/4, cost 2.25, price 0.15.
#[test]
fn a_diet_of_bread_alone_is_priced_by_what_it_lacks() {
    let diet = program(
        &[0.6, 0.35],
        &[(0.0, INF), (0.0, INF)],
        &[
            (8.0, &[5.0, 7.0], INF),
            (15.0, &[4.0, 2.0], INF),
            (3.0, &[2.0, 1.0], INF),
        ],
    );
    let outcome = solve(&diet);
    assert_close(&outcome.x, &[3.75, 0.0]);
    assert_close(&outcome.duals, &[0.0, 0.15, 0.0]);
    assert_close(&outcome.reduced_costs, &[0.0, 0.05]);
}

/// Two hubs: 10 MW; west costs 3 and holds 6 MW, east costs 5. By hand 6·3 + 4·5 = 38, and one more MW in
/// the west replaces one in the east: 3 − 5 = −2.
#[test]
fn the_cheap_hub_fills_first_and_prices_its_scarcity() {
    let hubs = program(
        &[3.0, 5.0],
        &[(0.0, INF), (0.0, INF)],
        &[(10.0, &[1.0, 1.0], 10.0), (-INF, &[1.0, 0.0], 6.0)],
    );
    let outcome = solve(&hubs);
    assert_close(&outcome.x, &[6.0, 4.0]);
    assert_close(&outcome.duals, &[5.0, -2.0]);
}

/// Beale (1955): the textbook rule cycles at the origin. By hand: −1/20 at (1/25, 0, 1, 0).
#[test]
fn beales_example_does_not_cycle() {
    let beale = program(
        &[-0.75, 150.0, -0.02, 6.0],
        &[(0.0, INF); 4],
        &[
            (-INF, &[0.25, -60.0, -0.04, 9.0], 0.0),
            (-INF, &[0.5, -90.0, -0.02, 3.0], 0.0),
            (-INF, &[0.0, 0.0, 1.0, 0.0], 1.0),
        ],
    );
    let outcome = solve(&beale);
    assert_eq!(outcome.status, Status::Optimal);
    assert_close(&outcome.x, &[0.04, 0.0, 1.0, 0.0]);
    assert!((outcome.objective + 0.05).abs() < 1e-12);
}

#[test]
fn two_rows_that_contradict_each_other_are_proved_infeasible() {
    let contradiction = program(
        &[1.0, 1.0],
        &[(0.0, INF), (0.0, INF)],
        &[(4.0, &[1.0, 1.0], INF), (-INF, &[2.0, 2.0], 6.0)],
    );
    let outcome = solve(&contradiction);
    assert_eq!(outcome.status, Status::Infeasible);
    let farkas = outcome.farkas.unwrap_or_default();
    assert!(verify_farkas(&contradiction, &farkas) > 1e-3);
    // the proof is no proof once the second row allows what the first asks for
    let mut possible = contradiction;
    possible.row_upper[1] = 8.0;
    assert!(verify_farkas(&possible, &farkas) <= 0.0);
}

#[test]
fn bounds_that_cross_are_infeasible_without_multipliers() {
    let mut engine = Engine::new(&wyndor());
    engine.set_column_bounds(0, 3.0, 1.0);
    let outcome = engine.solve();
    assert_eq!(outcome.status, Status::Infeasible);
    assert_eq!(outcome.farkas, None);
    engine.set_column_bounds(0, 0.0, 1.0);
    assert_close(&engine.reoptimise().x, &[1.0, 6.0]);
}

#[test]
fn a_cost_that_falls_for_ever_is_proved_unbounded() {
    let endless = program(
        &[-1.0, 1.0],
        &[(0.0, INF), (0.0, INF)],
        &[(-INF, &[1.0, -2.0], 3.0)],
    );
    let outcome = solve(&endless);
    assert_eq!(outcome.status, Status::Unbounded);
    let ray = outcome.ray.unwrap_or_default();
    assert!(verify_ray(&endless, &ray) > 1e-3);
    let mut ended = endless;
    ended.upper[0] = 1e6;
    assert!(verify_ray(&ended, &ray) <= 0.0);
}

/// Free x, y: minimise x + 2y with x + y = 3, −1 ≤ x − y ≤ 5. By hand x = 4, y = −1; cost 2; one more on
/// the equality costs 3/2, one more on the difference saves 1/2.
#[test]
fn free_columns_and_ranges_settle_between_their_rows() {
    let free = program(
        &[1.0, 2.0],
        &[(-INF, INF), (-INF, INF)],
        &[(3.0, &[1.0, 1.0], 3.0), (-1.0, &[1.0, -1.0], 5.0)],
    );
    let outcome = solve(&free);
    assert_close(&outcome.x, &[4.0, -1.0]);
    assert_close(&outcome.duals, &[1.5, -0.5]);
}

#[test]
fn fixed_columns_empty_rows_and_empty_columns_keep_their_place() {
    let odd = program(
        &[1.0, -1.0, 2.0, 0.0],
        &[(0.0, INF), (-1.0, 7.0), (2.0, 2.0), (-3.0, 4.0)],
        &[
            (5.0, &[1.0, 0.0, 1.0, 0.0], INF),
            (-1.0, &[0.0, 0.0, 0.0, 0.0], 1.0),
        ],
    );
    let outcome = solve(&odd);
    assert_eq!(outcome.status, Status::Optimal);
    assert_close(&outcome.x, &[3.0, 7.0, 2.0, -3.0]);
    assert_close(&outcome.duals, &[1.0, 0.0]);
    let mut impossible = odd;
    impossible.row_lower[1] = 0.5;
    let outcome = solve(&impossible);
    assert_eq!(outcome.status, Status::Infeasible);
    assert!(verify_farkas(&impossible, &outcome.farkas.unwrap_or_default()) > 0.0);
}

#[test]
fn a_programme_without_rows_goes_to_its_bounds() {
    let loose = program(&[1.0, -1.0], &[(2.0, 3.0), (2.0, 3.0)], &[]);
    assert_close(&solve(&loose).x, &[2.0, 3.0]);
    let endless = program(&[-1.0], &[(0.0, INF)], &[]);
    assert_eq!(solve(&endless).status, Status::Unbounded);
    let nothing = program(&[], &[], &[(-1.0, &[], 1.0)]);
    assert_eq!(solve(&nothing).status, Status::Optimal);
}

/// Three hubs cost the same; the second objective decides, and without it the tie-break, in which they
/// weigh 1.88, 1.43 and 1.03.
#[test]
fn ties_go_to_the_next_objective_and_last_to_the_order_of_columns() {
    let mut tie = program(
        &[1.0, 1.0, 1.0],
        &[(0.0, 8.0); 3],
        &[(10.0, &[1.0; 3], 10.0)],
    );
    assert_close(&solve(&tie).x, &[0.0, 2.0, 8.0]);
    tie.objectives.push(objective(vec![1.0, 2.0, 3.0]));
    let outcome = solve(&tie);
    assert_close(&outcome.x, &[8.0, 2.0, 0.0]);
    // prices are those of the first objective
    assert_close(&outcome.duals, &[1.0]);
    assert_close(&outcome.reduced_costs, &[0.0, 0.0, 0.0]);
}

#[test]
fn costs_bounds_sides_and_coefficients_change_in_place() {
    let mut engine = Engine::new(&wyndor());
    engine.solve();
    engine.set_row_bounds(2, -INF, 24.0);
    assert_close(&engine.reoptimise().x, &[4.0, 6.0]);
    engine.set_cost(0, 0, -9.0);
    engine.set_row_bounds(2, -INF, 18.0);
    // 9x + 5y: now (4, 3) with 51 beats (2, 6) with 48
    assert_close(&engine.reoptimise().x, &[4.0, 3.0]);
    assert!(engine.set_coefficient(0, 0, 2.0).is_ok());
    assert_close(&engine.reoptimise().x, &[2.0, 6.0]);
    assert!(engine.set_coefficient(0, 1, 2.0).is_err());
    assert_eq!(engine.program().matrix.values[0], 2.0);
}

#[test]
fn an_answer_asked_for_twice_needs_no_pivot_and_is_the_same_to_the_bit() {
    let shape = Shape {
        services: 3,
        origins: 10,
        hubs: 6,
        periods: 2,
    };
    let mut engine = Engine::new(&placement(&mut Random(8), shape, true));
    let first = engine.solve();
    let again = engine.reoptimise();
    assert_eq!(again.pivots.iterations(), 0);
    assert_eq!((&again.x, &again.duals), (&first.x, &first.duals));
    let loaded = engine.solve_from(&first.basis).map(|outcome| outcome.x);
    assert_eq!(loaded, Ok(first.x));
}

#[test]
fn a_known_basis_is_tested_without_a_pivot() {
    let mut engine = Engine::new(&wyndor());
    let basis = engine.solve().basis;
    assert!(
        engine
            .test_basis(&basis)
            .is_ok_and(|test| test.is_optimal())
    );
    engine.set_cost(0, 0, -9.0);
    let test = engine.test_present_basis();
    assert!(test.primal_feasible && !test.dual_feasible);
    engine.set_cost(0, 0, -3.0);
    engine.set_row_bounds(2, -INF, 10.0);
    let test = engine.test_present_basis();
    assert!(!test.primal_feasible && test.dual_feasible);
}

#[test]
fn a_basis_that_is_optimal_for_the_first_objective_alone_fails_the_test() {
    let mut tie = program(&[1.0, 1.0], &[(0.0, INF); 2], &[(10.0, &[1.0; 2], 10.0)]);
    tie.objectives.push(objective(vec![1.0, 2.0]));
    let mut engine = Engine::new(&tie);
    let wrong = Basis::from_statuses(
        &[BasisStatus::Lower, BasisStatus::Basic],
        &[BasisStatus::Lower],
    );
    let right = Basis::from_statuses(
        &[BasisStatus::Basic, BasisStatus::Lower],
        &[BasisStatus::Lower],
    );
    assert!(
        engine
            .test_basis(&wrong)
            .is_ok_and(|test| test.primal_feasible && !test.dual_feasible)
    );
    assert!(
        engine
            .test_basis(&right)
            .is_ok_and(|test| test.is_optimal())
    );
}

#[test]
fn a_singular_basis_is_repaired_and_a_foreign_one_refused() {
    let mut engine = Engine::new(&wyndor());
    let singular = Basis::from_statuses(
        &[BasisStatus::Basic, BasisStatus::Basic],
        &[BasisStatus::Basic; 3],
    );
    assert!(engine.load_basis(&singular).is_ok());
    let basic = engine
        .basis()
        .statuses()
        .filter(|p| *p == BasisStatus::Basic)
        .count();
    assert_eq!(basic, 3);
    assert_close(&engine.reoptimise().x, &[2.0, 6.0]);
    let foreign = Basis::from_statuses(&[BasisStatus::Basic], &[BasisStatus::Lower]);
    assert!(engine.load_basis(&foreign).is_err());
}

/// `B v = b` and `Bᵀ y = c` at the optimum of every random programme, checked by multiplying out.
#[test]
fn solves_with_the_basis_undo_its_product() {
    let mut random = Random(9);
    for _ in 0..100 {
        let mut program = random_program(&mut random);
        // a row and a column in units of their own, so that a scale forgotten shows
        for j in 0..program.column_count() {
            for k in program.matrix.starts[j]..program.matrix.starts[j + 1] {
                let row = if program.matrix.rows[k].is_multiple_of(2) {
                    1024.0
                } else {
                    1.0
                };
                let column = if j % 2 == 0 { 1.0 / 4096.0 } else { 1.0 };
                program.matrix.values[k] *= row * column;
            }
        }
        let mut engine = Engine::new(&program);
        engine.solve();
        let basic = engine.basic_variables();
        let rhs: Vec<f64> = basic.iter().map(|_| random.between(-2.0, 2.0)).collect();
        let values = engine.solve_basis(&rhs);
        let prices = engine.solve_basis_transposed(&rhs);
        let mut product = vec![0.0; rhs.len()];
        for (k, variable) in basic.iter().enumerate() {
            let mut priced = 0.0;
            match *variable {
                Variable::Column(j) => {
                    for (i, a) in program.matrix.column(j) {
                        product[i] += a * values[k];
                        priced += a * prices[i];
                    }
                }
                Variable::Row(i) => {
                    product[i] -= values[k];
                    priced -= prices[i];
                }
            }
            assert!((priced - rhs[k]).abs() < 1e-8);
        }
        for (found, expected) in product.iter().zip(&rhs) {
            assert!((found - expected).abs() < 1e-8);
        }
    }
}

#[test]
fn the_quick_certificate_is_no_milder_than_the_solver_modules() {
    let mut random = Random(10);
    for _ in 0..200 {
        let program = random_program(&mut random);
        let x: Vec<f64> = program
            .lower
            .iter()
            .map(|_| random.between(-3.0, 3.0))
            .collect();
        let y: Vec<f64> = program
            .row_lower
            .iter()
            .map(|_| random.between(-3.0, 3.0))
            .collect();
        let quick = certify::certificate(&program, &x, &y);
        let slow = Certificate::of(&program, &Solution { x, duals: Some(y) });
        let pair = |a: Option<f64>, b: Option<f64>| a.zip(b).expect("both measured");
        assert!(quick.primal_residual >= slow.primal_residual * (1.0 - 1e-12));
        let (strict, mild) = pair(quick.dual_residual, slow.dual_residual);
        assert!(strict >= mild * (1.0 - 1e-12));
        let (a, b) = pair(quick.relative_gap, slow.relative_gap);
        assert!(relative(a, b) < 1e-12);
    }
}

#[test]
fn a_solve_cut_short_does_not_call_itself_optimal() {
    let shape = Shape {
        services: 2,
        origins: 10,
        hubs: 5,
        periods: 1,
    };
    let program = placement(&mut Random(11), shape, false);
    let settings = Settings {
        iteration_limit: Some(3),
        ..Settings::default()
    };
    let outcome = Engine::with_settings(&program, settings).solve();
    assert_eq!(outcome.status, Status::Uncertified(Reason::IterationLimit));
}

#[test]
fn a_number_that_is_none_is_not_certified() {
    let mut broken = wyndor();
    broken.matrix.values[1] = f64::NAN;
    let status = solve(&broken).status;
    assert!(matches!(status, Status::Uncertified(_)), "{status:?}");
}

/// The two hubs, without the tie-break: with one objective there is nothing to decide after the first, and
/// what may move has to be known still when a cost or a bound changes. By hand: the east falls to 2, so all 10
/// go there; then it holds 7, so 3 go back.
#[test]
fn one_objective_without_tie_break_can_be_changed_after_a_solve() {
    let hubs = program(
        &[3.0, 5.0],
        &[(0.0, INF), (0.0, INF)],
        &[(10.0, &[1.0, 1.0], 10.0), (-INF, &[1.0, 0.0], 6.0)],
    );
    for certify in [true, false] {
        let settings = Settings {
            tie_break: false,
            certify,
            ..Settings::default()
        };
        let mut engine = Engine::with_settings(&hubs, settings);
        assert_close(&engine.solve().x, &[6.0, 4.0]);
        engine.set_cost(0, 1, 2.0);
        let cheaper = engine.reoptimise();
        assert_eq!(cheaper.status, Status::Optimal);
        assert_close(&cheaper.x, &[0.0, 10.0]);
        engine.set_column_bounds(1, 0.0, 7.0);
        let fuller = engine.reoptimise();
        assert_eq!(fuller.status, Status::Optimal);
        assert_close(&fuller.x, &[3.0, 7.0]);
    }
}

/// Where a distance is so large that a tolerance is lost in it, a ratio test once went round for ever.
#[test]
fn numbers_of_any_size_come_to_an_end() {
    let mut random = Random(25);
    let mut certified = 0;
    for k in 0..1500 {
        let program = wild(&mut random, 12.0);
        let outcome = solve(&program);
        match outcome.status {
            Status::Optimal => {
                let solution = Solution {
                    x: outcome.x,
                    duals: Some(outcome.duals),
                };
                assert!(
                    Certificate::of(&program, &solution).holds(),
                    "programme {k}"
                );
            }
            Status::Uncertified(_) => continue,
            Status::Infeasible | Status::Unbounded => {}
        }
        certified += 1;
    }
    assert!(certified > 1000, "{certified}");
}
