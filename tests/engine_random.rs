//! The engine and HiGHS on random programmes: same status, same objective.
#![cfg(feature = "highs")]

mod engine_support;

use eastwest::engine::{Engine, Status, verify_farkas, verify_ray};
use eastwest::program::Program;
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
            let farkas = outcome.farkas.as_deref().unwrap_or_default();
            assert!(verify_farkas(program, farkas) > 0.0, "{what}");
        }
        _ => {
            let ray = outcome.ray.as_deref().unwrap_or_default();
            assert!(verify_ray(program, ray) > 0.0, "{what}");
        }
    }
}

#[test]
fn two_thousand_small_random_programmes_end_as_highs_says() {
    let mut random = Random(1);
    let mut seen = [0; 3];
    for k in 0..std::env::var("N").map_or(2000, |n| n.parse().unwrap()) {
        let program = random_program(&mut random);
        let outcome = Engine::new(&program).solve();
        assert_agrees(&program, &outcome, &format!("programme {k}"));
        seen[match outcome.status {
            Status::Optimal => 0,
            Status::Infeasible => 1,
            _ => 2,
        }] += 1;
    }
    assert!(seen.iter().all(|&n| n > 100), "{seen:?}");
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
