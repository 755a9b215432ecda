//! The engine as a whole, where its own state has to be seen.

use super::super::pivots::Pivots;
use super::super::{
    Basis, BasisStatus, Engine, Outcome, Settings, Status, Variable, normalised_program,
};
use super::{INF, Random, assert_close, objective, program, random_program};
use crate::program::Program;

/// A random programme in a box, so that it has an optimum unless its rows contradict each other; ties are frequent.
pub(in crate::engine) fn boxed_program(random: &mut Random, m: usize, n: usize) -> Program {
    let mut program = random_program(random, m, n, 3);
    for j in 0..n {
        program.lower[j] = program.lower[j].max(-6.0);
        program.upper[j] = program.upper[j].min(9.0);
        program.objectives[0].coefficients[j] = random.below(3) as f64;
    }
    let second: Vec<f64> = (0..n).map(|_| random.below(3) as f64 - 1.0).collect();
    program.objectives.push(objective(second));
    program
}

fn optimum(program: &Program) -> Option<Outcome> {
    let outcome = Engine::new(program).solve();
    (outcome.status == Status::Optimal).then_some(outcome)
}

/// The second objective is least among the optima of the first, which a row of its own holds here.
#[test]
fn the_second_objective_decides_on_the_optimal_face_of_the_first() {
    let mut random = Random(41);
    let (mut compared, mut decided) = (0, 0);
    for _ in 0..300 {
        let ranked = boxed_program(&mut random, 6, 12);
        let Some(both) = optimum(&ranked) else {
            continue;
        };
        let mut first = ranked.clone();
        first.objectives.truncate(1);
        let alone = optimum(&first).expect("an optimum");
        assert_close(&[both.objective], &[alone.objective]);
        let costs = ranked.objectives[0].coefficients.clone();
        let mut held = ranked.clone();
        held.matrix = held.matrix.with_row(held.row_count(), costs.into_iter());
        held.row_lower.push(-INF);
        held.row_upper.push(alone.objective);
        held.objectives.swap(0, 1);
        held.objectives.truncate(1);
        let Some(least) = optimum(&held) else {
            continue;
        };
        let second = &ranked.objectives[1];
        let found = second.value(&both.x);
        assert!(
            (found - least.objective).abs() < 1e-6,
            "{found} {}",
            least.objective
        );
        decided += usize::from(second.value(&alone.x) > found + 1e-6);
        compared += 1;
    }
    assert!(compared > 100 && decided > 20, "{compared} {decided}");
}

/// From any basis, singular or not, the same point, prices and basis, to the last bit, and the last objective leaves one basis' worth of choice.
#[test]
fn the_answer_does_not_depend_on_where_it_starts() {
    let mut random = Random(42);
    let places = [
        BasisStatus::Basic,
        BasisStatus::Lower,
        BasisStatus::Upper,
        BasisStatus::Free,
    ];
    let mut compared = 0;
    for _ in 0..400 {
        let mut program = boxed_program(&mut random, 7, 14);
        // so that sums in another order round to other numbers
        for value in &mut program.matrix.values {
            *value *= random.between(0.9, 1.1);
        }
        let mut engine = Engine::new(&program);
        let first = engine.solve();
        for _ in 0..4 {
            let mut draw = |n: usize| -> Vec<BasisStatus> {
                (0..n).map(|_| places[random.below(4)]).collect()
            };
            let start = Basis::from_statuses(&draw(14), &draw(7));
            let outcome = engine.solve_from(&start).expect("dimensions fit");
            assert_eq!(outcome.status, first.status);
            if first.status == Status::Optimal {
                assert_close(&outcome.x, &first.x);
                assert_close(&[outcome.objective], &[first.objective]);
                if outcome.basis == first.basis {
                    assert_eq!((&outcome.x, &outcome.duals), (&first.x, &first.duals));
                    assert_eq!(outcome.reduced_costs, first.reduced_costs);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

/// Reduced costs are `c − Aᵀ y`, whatever the units, and point at the bound at which a column stands.
#[test]
fn reduced_costs_are_costs_less_prices() {
    let mut random = Random(43);
    for settings in [
        Settings::default(),
        Settings {
            path_free: false,
            ..Settings::default()
        },
        Settings {
            tie_break: false,
            ..Settings::default()
        },
    ] {
        for _ in 0..80 {
            let mut program = boxed_program(&mut random, 6, 10);
            for j in 0..10 {
                for e in program.matrix.starts[j]..program.matrix.starts[j + 1] {
                    program.matrix.values[e] *= [1.0, 256.0][j % 2];
                }
                program.objectives[0].coefficients[j] *= 64.0;
            }
            let outcome = Engine::with_settings(&program, settings).solve();
            if outcome.status != Status::Optimal {
                continue;
            }
            for j in 0..10 {
                let cost = program.objectives[0].coefficients[j];
                let expected = cost - program.matrix.column_times(j, &outcome.duals);
                assert!((outcome.reduced_costs[j] - expected).abs() < 1e-8);
                let x = outcome.x[j];
                assert!(expected < 1e-6 || (x - program.lower[j]).abs() < 1e-9);
                assert!(expected > -1e-6 || (x - program.upper[j]).abs() < 1e-9);
            }
            assert_close(
                &[outcome.objective],
                &[program.objectives[0].value(&outcome.x)],
            );
        }
    }
}

/// One edit at random, in the engine and by hand.
fn edit(random: &mut Random, engine: &mut Engine, by_hand: &mut Program) {
    let (i, j) = (
        random.below(by_hand.row_count()),
        random.below(by_hand.column_count()),
    );
    let number = random.below(9) as f64 - 4.0;
    match random.below(5) {
        0 => {
            let rank = random.below(2);
            engine.set_cost(rank, j, number);
            by_hand.objectives[rank].coefficients[j] = number;
        }
        1 => {
            engine.set_column_bounds(j, number, number + 3.0);
            (by_hand.lower[j], by_hand.upper[j]) = (number, number + 3.0);
            assert_eq!(engine.column_bounds(j), (number, number + 3.0));
        }
        2 => {
            engine.set_row_bounds(i, -1e20, number);
            (by_hand.row_lower[i], by_hand.row_upper[i]) = (-INF, number);
            assert_eq!(engine.row_bounds(i), (-INF, number));
        }
        3 => {
            engine.set_constant(0, number);
            by_hand.objectives[0].constant = number;
        }
        _ => {
            let entry = by_hand.matrix.column(j).position(|(row, _)| row == i);
            let entry = entry.map(|k| by_hand.matrix.starts[j] + k);
            assert_eq!(engine.entry(i, j), entry);
            let done = engine.set_coefficient(i, j, number);
            assert_eq!(done.is_ok(), entry.is_some());
            match entry {
                Some(e) => by_hand.matrix.values[e] = number,
                None => assert_eq!(done.map_err(|e| (e.row, e.column)), Err((i, j))),
            }
        }
    }
}

/// After any edits the engine's answer is that of a fresh one for its programme; its programme is the one edited by hand.
#[test]
fn edits_change_the_programme_and_its_answer_alike() {
    let mut random = Random(44);
    for _ in 0..60 {
        let mut by_hand = boxed_program(&mut random, 6, 10);
        let mut engine = Engine::new(&by_hand);
        engine.solve();
        for _ in 0..6 {
            edit(&mut random, &mut engine, &mut by_hand);
            let bounds =
                |p: &Program| [&p.lower, &p.upper, &p.row_lower, &p.row_upper].map(Vec::clone);
            let own = engine.program();
            assert_eq!(own.objectives, by_hand.objectives);
            assert_eq!(own.matrix, by_hand.matrix);
            assert_eq!(bounds(own), bounds(&by_hand));
            let (changed, afresh) = (engine.reoptimise(), Engine::new(&by_hand).solve());
            assert_eq!(changed.status, afresh.status);
            if afresh.status == Status::Optimal {
                assert_close(&changed.x, &afresh.x);
                assert_close(&[changed.objective], &[afresh.objective]);
            }
        }
        assert_eq!(engine.entry(0, 10), None);
        assert_eq!(engine.entry(6, 0), None);
    }
}

/// Bounds that cannot bind are infinite, names stay behind.
#[test]
fn the_engines_copy_has_infinite_bounds_and_no_names() {
    let mut plain = program(&[1.0], &[(-1e20, 1e21)], &[(-1e25, &[1.0], 1e20)]);
    plain.objectives[0].constant = 3.0;
    let own = normalised_program(&plain);
    assert_eq!((own.lower[0], own.upper[0]), (-INF, INF));
    assert_eq!((own.row_lower[0], own.row_upper[0]), (-INF, INF));
    assert_eq!(
        (&own.name, &own.objectives),
        (&plain.name, &plain.objectives)
    );
    let mut engine = Engine::new(&plain);
    engine.set_column_bounds(0, -5e20, 5e20);
    assert_eq!(engine.column_bounds(0), (-INF, INF));
}

/// x + y ≥ 8 with x ≤ 1, y ≤ 2 (rows in units of 1/1024): 5 short, the multiplier is one of the row.
#[test]
fn proofs_are_in_the_programmes_own_units() {
    for (scale, sign) in [
        (1.0, 1.0),
        (1024.0, 1.0),
        (1.0, -1.0),
        (1024.0, -1.0),
        (1.0 / 512.0, 1.0),
    ] {
        let line = [sign * scale, 16.0 * sign * scale];
        let side = sign * 40.0 * scale;
        let row = if sign > 0.0 {
            (side, &line[..], INF)
        } else {
            (-INF, &line[..], side)
        };
        let short = program(&[1.0, 1.0], &[(0.0, 1.0), (0.0, 2.0)], &[row]);
        let outcome = Engine::new(&short).solve();
        assert_eq!(outcome.status, Status::Infeasible);
        let farkas = outcome.farkas.expect("multipliers");
        assert!(farkas[0] * sign > 0.0);
        // 40 − 33 of 73
        assert_close(
            &[super::super::verify_farkas(&short, &farkas)],
            &[7.0 / 73.0],
        );
        assert!(outcome.ray.is_none() && outcome.certificate.is_none());
    }
    // −x + y falls along (16, 1), and x + y rises for ever backwards
    for (costs, bounds, line, expected) in [
        ([-1.0, 1.0], [(0.0, INF); 2], [1.0, -16.0], [16.0, 1.0]),
        ([1.0, 1.0], [(-INF, 0.0); 2], [-1.0, 16.0], [-16.0, -1.0]),
        (
            [1.0, 0.0],
            [(-INF, 0.0); 2],
            [1.0, -1024.0],
            [-1024.0, -1.0],
        ),
    ] {
        let endless = program(&costs, &bounds, &[(-INF, &line, 3.0)]);
        let outcome = Engine::new(&endless).solve();
        assert_eq!(outcome.status, Status::Unbounded);
        let ray = outcome.ray.expect("a direction");
        assert!(super::super::verify_ray(&endless, &ray) > 0.1);
        let zero = expected[1] == 0.0 || ray[1] == 0.0;
        assert!(
            zero || (ray[0] / ray[1] - expected[0] / expected[1]).abs() < 1e-9,
            "{ray:?}"
        );
        assert!(ray[0] * expected[0] > 0.0);
        assert!(outcome.farkas.is_none());
    }
}

/// What goes on for ever may be a row's activity, and rows may go with it.
#[test]
fn rows_take_part_in_a_direction_without_being_named_in_it() {
    for (side, costs) in [((2.0, INF), [-1.0, 0.0]), ((-INF, -2.0), [1.0, 0.0])] {
        let bounds = [(-INF, INF), (0.0, 1.0)];
        let endless = program(
            &costs,
            &bounds,
            &[(side.0, &[1.0, 1.0], side.1), (-INF, &[0.0, 1.0], 3.0)],
        );
        let outcome = Engine::new(&endless).solve();
        assert_eq!(outcome.status, Status::Unbounded);
        let ray = outcome.ray.expect("a direction");
        assert_eq!((ray.len(), ray[0] * costs[0] < 0.0, ray[1]), (2, true, 0.0));
    }
    let endless = program(&[-1.0], &[(0.0, INF)], &[(0.0, &[1.0], INF)]);
    assert_eq!(Engine::new(&endless).solve().ray, Some(vec![1.0]));
}

/// A later objective can be without end as well.
#[test]
fn an_objective_of_any_rank_can_fall_for_ever() {
    let mut endless = program(&[0.0, 1.0], &[(0.0, INF); 2], &[(0.0, &[1.0, -1.0], INF)]);
    endless.objectives.push(objective(vec![-1.0, 0.0]));
    let outcome = Engine::new(&endless).solve();
    assert_eq!(outcome.status, Status::Unbounded);
    let ray = outcome.ray.expect("a direction");
    assert!(ray[0] > 0.0 && ray[1] == 0.0);
}

/// Wyndor at the slack basis: two products pay; with a row that asks for 2 and one for 1, two values are short.
#[test]
fn a_test_counts_what_is_wrong_with_a_basis() {
    let bounds = [(0.0, INF); 2];
    let rows: [(f64, &[f64], f64); 3] = [
        (-INF, &[1.0, 0.0], 4.0),
        (-INF, &[0.0, 2.0], 12.0),
        (-INF, &[3.0, 2.0], 18.0),
    ];
    let mut engine = Engine::new(&program(&[-3.0, -5.0], &bounds, &rows));
    let slack = engine.basis();
    assert_eq!(
        slack,
        Basis::from_statuses(&[BasisStatus::Lower; 2], &[BasisStatus::Basic; 3])
    );
    let test = engine.test_basis(&slack).expect("dimensions fit");
    assert_eq!((test.primal_count, test.dual_count), (0, 2));
    assert!(test.primal_feasible && !test.dual_feasible && !test.is_optimal());
    engine.set_row_bounds(0, 2.0, 4.0);
    engine.set_row_bounds(2, 1.0, 18.0);
    engine.set_cost(0, 1, 5.0);
    let test = engine.test_present_basis();
    assert_eq!((test.primal_count, test.dual_count), (2, 1));
    engine.set_cost(0, 0, 3.0);
    let test = engine.test_present_basis();
    assert!(!test.primal_feasible && test.dual_feasible && !test.is_optimal());
    // bounds that cross are never met, though no basic value breaks them
    engine.set_row_bounds(0, 0.0, 4.0);
    engine.set_row_bounds(2, 0.0, 18.0);
    assert!(engine.test_present_basis().is_optimal());
    engine.set_column_bounds(0, 0.0, -1.0);
    assert!(!engine.test_present_basis().primal_feasible);
    engine.set_column_bounds(0, 0.0, INF);
    let outcome = engine.solve();
    assert_eq!(outcome.pivots.iterations(), 0);
    let rows = [Variable::Row(0), Variable::Row(1), Variable::Row(2)];
    assert_eq!(engine.basic_variables(), rows);
}

/// Of two that cost the same, the second objective is the one that has one wrong column; in the third nobody may move.
#[test]
fn a_test_looks_at_later_objectives_on_the_face_of_the_earlier() {
    let mut tie = program(
        &[1.0, 1.0, 3.0],
        &[(0.0, INF); 3],
        &[(10.0, &[1.0; 3], 10.0)],
    );
    tie.objectives.push(objective(vec![2.0, 1.0, 0.0]));
    let mut engine = Engine::new(&tie);
    let on = |j: usize| {
        let mut columns = [BasisStatus::Lower; 3];
        columns[j] = BasisStatus::Basic;
        Basis::from_statuses(&columns, &[BasisStatus::Lower])
    };
    let counts: Vec<usize> = (0..3)
        .map(|j| {
            engine
                .test_basis(&on(j))
                .expect("dimensions fit")
                .dual_count
        })
        .collect();
    assert_eq!(counts, [1, 0, 2]);
}

#[test]
fn steps_are_counted_anew_in_every_solve() {
    let pivots = Pivots {
        dual: 1,
        primal: 20,
        lexicographic: 300,
        flips: 4000,
        factorisations: 50_000,
    };
    assert_eq!(pivots.iterations(), 4321);
    let mut random = Random(45);
    let program = boxed_program(&mut random, 8, 16);
    let mut engine = Engine::new(&program);
    assert_eq!(engine.simplex.step_limit(), 10_000 + 20 * 24);
    assert_eq!(engine.settings(), Settings::default());
    let first = engine.solve();
    assert!(first.pivots.iterations() > 0 && first.pivots.factorisations > 0);
    assert_eq!(engine.solve().pivots, first.pivots);
    assert_eq!(engine.reoptimise().pivots.iterations(), 0);
    let again = engine.solve_from(&first.basis).expect("dimensions fit");
    assert_eq!(again.pivots.iterations(), 0);
    engine.test_present_basis();
    assert_eq!(engine.simplex.pivots().iterations(), 0);
}

/// An answer without a check says so; with one it is the certificate of its own numbers. No value is −0.
#[test]
fn answers_are_checked_if_asked() {
    let plain = program(
        &[1.0, -1.0],
        &[(-0.0, 4.0), (-3.0, -0.0)],
        &[(-9.0, &[1.0, 1.0], 9.0)],
    );
    let settings = Settings {
        certify: false,
        ..Settings::default()
    };
    let unchecked = Engine::with_settings(&plain, settings).solve();
    assert_eq!(
        (unchecked.status, unchecked.certificate),
        (Status::Optimal, None)
    );
    let checked = Engine::new(&plain).solve();
    assert!(checked.certificate.is_some());
    assert_eq!(checked.x, [0.0, 0.0]);
    assert!(
        checked
            .x
            .iter()
            .chain(&checked.duals)
            .all(|x| x.is_sign_positive())
    );
}

/// From the logicals there is nothing nearer to begin from, however many columns are attractive.
#[test]
fn from_the_logicals_no_artificial_bounds_are_wanted() {
    let wide = program(
        &[-1.0; 300],
        &[(0.0, 1.0); 300],
        &[(-INF, &[1.0; 300], 1e3)],
    );
    let outcome = Engine::new(&wide).solve();
    assert_close(&[outcome.objective], &[-300.0]);
    assert_eq!(
        (outcome.pivots.factorisations, outcome.pivots.flips),
        (1, 300)
    );
}
