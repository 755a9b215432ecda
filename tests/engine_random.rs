//! The engine and HiGHS on random programmes: same status, same objective.
#![cfg(feature = "highs")]

mod engine_support;

use eastwest::engine::{Basis, BasisStatus, Engine, Status, verify_farkas, verify_ray};
use eastwest::program::{Matrix, Program};
use eastwest::solver;
use engine_support::{Random, Shape, judge, placement, random_program, relative};

/// Agreement, with proofs where there is no optimum.
fn assert_agrees(program: &Program, outcome: &eastwest::engine::Outcome, what: &str) {
    let verdict = judge::solve(program);
    let status = match outcome.status {
        Status::Optimal => solver::Status::Optimal,
        Status::Infeasible => solver::Status::Infeasible,
        Status::Unbounded => solver::Status::Unbounded,
        Status::Uncertified(reason) => panic!("{what}: {reason}; HiGHS says {:?}", verdict.status),
    };
    assert_eq!(status, verdict.status, "{what}");
    match outcome.status {
        Status::Optimal => {
            let gap = relative(outcome.objective, verdict.objective);
            assert!(
                gap < 1e-9,
                "{what}: {} against {}",
                outcome.objective,
                verdict.objective
            );
        }
        Status::Infeasible => {
            let crossed = (0..program.column_count()).any(|j| program.lower[j] > program.upper[j]);
            let farkas = outcome.farkas.as_deref().unwrap_or_default();
            assert!(crossed || verify_farkas(program, farkas) > 0.0, "{what}");
        }
        _ => {
            let ray = outcome.ray.as_deref().unwrap_or_default();
            assert!(verify_ray(program, ray) > 0.0, "{what}");
        }
    }
}

/// Whether more columns and row activities stand at a bound than a vertex needs: several bases are the same point.
fn is_degenerate(program: &Program, x: &[f64]) -> bool {
    let mut activity = vec![0.0; program.row_count()];
    for (j, x) in x.iter().enumerate() {
        for (i, a) in program.matrix.column(j) {
            activity[i] += a * x;
        }
    }
    let at_bound = |value: f64, lower: f64, upper: f64| {
        (value - lower).abs() < 1e-9 || (value - upper).abs() < 1e-9
    };
    let columns = (0..x.len()).filter(|&j| at_bound(x[j], program.lower[j], program.upper[j]));
    let rows = (0..activity.len())
        .filter(|&i| at_bound(activity[i], program.row_lower[i], program.row_upper[i]));
    columns.count() + rows.count() > x.len()
}

#[test]
fn two_thousand_small_random_programmes_end_as_highs_says() {
    let mut random = Random(1);
    let mut seen = [0; 4];
    for k in 0..2000 {
        let program = random_program(&mut random);
        let outcome = Engine::new(&program).solve();
        assert_agrees(&program, &outcome, &format!("programme {k}"));
        seen[match outcome.status {
            Status::Optimal if is_degenerate(&program, &outcome.x) => 3,
            Status::Optimal => 0,
            Status::Infeasible => 1,
            _ => 2,
        }] += 1;
    }
    // optimal, infeasible, unbounded, degenerate
    assert!(seen.iter().all(|&n| n > 100), "{seen:?}");
}

/// Changes a few numbers at random; the same in the engine and in `program`.
fn edit(random: &mut Random, engine: &mut Engine, program: &mut Program) {
    let (m, n) = (program.row_count(), program.column_count());
    for _ in 0..1 + random.below(4) {
        match random.below(4) {
            0 => {
                let (j, cost) = (random.below(n), random.integer(-2, 6));
                engine.set_cost(0, j, cost);
                program.objectives[0].coefficients[j] = cost;
            }
            1 => {
                let (j, lower) = (random.below(n), random.integer(-2, 2));
                let upper = lower + random.integer(0, 7);
                engine.set_column_bounds(j, lower, upper);
                (program.lower[j], program.upper[j]) = (lower, upper);
            }
            2 => {
                let (i, upper) = (random.below(m), random.integer(-2, 12));
                let lower = if random.below(2) == 0 {
                    upper
                } else {
                    f64::NEG_INFINITY
                };
                engine.set_row_bounds(i, lower, upper);
                (program.row_lower[i], program.row_upper[i]) = (lower, upper);
            }
            _ => {
                let j = random.below(n);
                let range = program.matrix.starts[j]..program.matrix.starts[j + 1];
                if !range.is_empty() {
                    let entry = range.start + random.below(range.len());
                    let value = random.integer(-4, 4);
                    assert!(
                        engine
                            .set_coefficient(program.matrix.rows[entry], j, value)
                            .is_ok()
                    );
                    program.matrix.values[entry] = value;
                }
            }
        }
    }
}

#[test]
fn edits_in_place_end_as_a_programme_built_afresh() {
    let mut random = Random(3);
    for k in 0..150 {
        let mut program = random_program(&mut random);
        let mut engine = Engine::new(&program);
        engine.solve();
        for step in 0..12 {
            edit(&mut random, &mut engine, &mut program);
            let outcome = engine.reoptimise();
            assert_agrees(&program, &outcome, &format!("programme {k}, step {step}"));
            let afresh = Engine::new(&program).solve();
            assert_eq!(outcome.status, afresh.status, "programme {k}, step {step}");
            if outcome.status == Status::Optimal && program.lower.iter().all(|l| l.is_finite()) {
                assert_same_point(
                    &outcome.x,
                    &afresh.x,
                    &format!("programme {k}, step {step}"),
                );
            }
        }
    }
}

fn assert_same_point(a: &[f64], b: &[f64], what: &str) {
    for (j, (a, b)) in a.iter().zip(b).enumerate() {
        assert!(relative(*a, *b) < 1e-8, "{what}, column {j}: {a} and {b}");
    }
}

/// A basis that may be singular, too small or too large.
fn random_basis(random: &mut Random, program: &Program) -> Basis {
    let places = [
        BasisStatus::Basic,
        BasisStatus::Lower,
        BasisStatus::Lower,
        BasisStatus::Upper,
    ];
    let mut draw =
        |count| -> Vec<BasisStatus> { (0..count).map(|_| places[random.below(4)]).collect() };
    Basis::from_statuses(&draw(program.column_count()), &draw(program.row_count()))
}

#[test]
fn the_answer_does_not_depend_on_the_basis_it_is_reached_from() {
    let mut random = Random(4);
    for k in 0..40 {
        let shape = Shape {
            services: 2,
            origins: 8,
            hubs: 5,
            periods: 1 + k % 3,
        };
        let mut program = placement(&mut random, shape, k % 2 == 0);
        if k % 4 < 2 {
            // ties everywhere
            for cost in &mut program.objectives[0].coefficients {
                *cost = (*cost / 1e6).round();
            }
            program.objectives.truncate(1);
        }
        let mut engine = Engine::new(&program);
        let first = engine.solve();
        assert_eq!(first.status, Status::Optimal);
        for start in 0..6 {
            let basis = random_basis(&mut random, &program);
            match engine.solve_from(&basis) {
                Ok(outcome) => {
                    let what = format!("programme {k}, start {start}");
                    assert_eq!(outcome.status, Status::Optimal, "{what}");
                    assert_same_point(&outcome.x, &first.x, &what);
                }
                Err(mismatch) => panic!("{mismatch}"),
            }
        }
    }
}

#[test]
fn later_objectives_are_least_among_the_optima_of_the_earlier_ones() {
    let mut random = Random(5);
    for k in 0..20 {
        let shape = Shape {
            services: 2,
            origins: 7,
            hubs: 5,
            periods: 1,
        };
        let program = placement(&mut random, shape, k % 2 == 0);
        let outcome = Engine::new(&program).solve();
        assert_eq!(outcome.status, Status::Optimal);
        let mut second = program.clone();
        let first_costs = second.objectives[0].coefficients.clone();
        add_row(
            &mut second,
            &first_costs,
            program.objectives[0].value(&outcome.x) * (1.0 + 1e-10),
        );
        second.objectives.remove(0);
        let verdict = judge::solve(&second);
        let own = program.objectives[1].value(&outcome.x);
        assert!(
            relative(own, verdict.objective) < 1e-6,
            "{own} against {}",
            verdict.objective
        );
    }
}

/// Adds the row `coefficients · x ≤ limit`.
fn add_row(program: &mut Program, coefficients: &[f64], limit: f64) {
    let row = program.row_count();
    let mut entries = Vec::new();
    for j in 0..program.column_count() {
        entries.extend(program.matrix.column(j).map(|(i, a)| (i, j, a)));
        // in millions, for HiGHS' sake
        entries.push((row, j, coefficients[j] * 1e-6));
    }
    program.matrix = Matrix::from_triplets(program.column_count(), entries);
    program.row_lower.push(f64::NEG_INFINITY);
    program.row_upper.push(limit * 1e-6);
}

#[test]
fn placement_programmes_of_many_sizes_cost_what_highs_says() {
    let mut random = Random(2);
    for (services, origins, hubs, periods, links) in [
        (1, 5, 3, 1, false),
        (2, 10, 6, 1, true),
        (3, 31, 10, 1, false),
        (3, 31, 10, 1, true),
        (3, 12, 8, 6, true),
        (2, 20, 10, 12, true),
    ] {
        let shape = Shape {
            services,
            origins,
            hubs,
            periods,
        };
        let program = placement(&mut random, shape, links);
        let outcome = Engine::new(&program).solve();
        assert_agrees(
            &program,
            &outcome,
            &format!("{services} {origins} {hubs} {periods}"),
        );
    }
}
