//! From inside to the vertex: worked by hand, and the optimum wherever it begins.

use super::super::{Engine, Outcome, Status};
use super::whole::boxed_program;
use super::{INF, Random, assert_close, program};
use crate::program::Program;

/// A point inside its bounds by a part of what is left of a vertex, and prices that are off by a part of theirs.
fn beside(program: &Program, at: &Outcome, random: &mut Random, part: f64) -> (Vec<f64>, Vec<f64>) {
    let bounds = program.lower.iter().zip(&program.upper);
    let x: Vec<f64> =
        at.x.iter()
            .zip(bounds)
            .map(|(x, (&lower, &upper))| {
                let inside = lower.max(-9.0) + random.unit() * (upper.min(9.0) - lower.max(-9.0));
                x + part * (inside - x)
            })
            .collect();
    let prices = at.duals.iter();
    let prices = prices.map(|y| y + part * (random.unit() - 0.5));
    (x, prices.collect())
}

/// Two columns of the same cost share a demand of 10; the first may do 6. Inside, both are basic, and one finds no place: by hand it goes
/// until the first is full, and the tie-break, for which the first weighs less or more, decides what is left.
#[test]
fn of_two_that_are_equal_one_goes_to_its_bound() {
    let shared = program(
        &[2.0, 2.0],
        &[(0.0, 6.0), (0.0, INF)],
        &[(10.0, &[1.0, 1.0], 10.0)],
    );
    let cold = Engine::new(&shared).solve();
    let outcome = Engine::new(&shared).solve_between(&[3.0, 7.0], &[2.0]);
    assert_eq!(outcome.status, Status::Optimal);
    assert_close(&[outcome.objective], &[20.0]);
    assert_close(&outcome.duals, &[2.0]);
    assert_close(&outcome.x, &cold.x);
}

/// Minimise 3a + 5b, a + b ≥ 4, a ≤ 4 by a row of its own: at a = 4, b = 0 three of four variables are at a bound, and prices 5 and −2 are
/// as good as 3 and 0. From 4 and −1, inside, either pair may be found, and no other.
#[test]
fn prices_inside_go_to_a_vertex_of_theirs() {
    let degenerate = program(
        &[3.0, 5.0],
        &[(0.0, INF), (0.0, INF)],
        &[(4.0, &[1.0, 1.0], INF), (-INF, &[1.0, 0.0], 4.0)],
    );
    let outcome = Engine::new(&degenerate).solve_between(&[4.0, 0.0], &[4.0, -1.0]);
    assert_eq!(outcome.status, Status::Optimal);
    assert_close(&outcome.x, &[4.0, 0.0]);
    let [first, second] = outcome.duals[..] else {
        panic!("two prices")
    };
    assert!([(5.0, -2.0), (3.0, 0.0)].contains(&(first, second)));
}

#[test]
fn the_optimum_is_found_from_anywhere_and_beside_it_in_few_steps() {
    let mut random = Random(5);
    let (mut steps, mut steps_cold, mut compared) = (0, 0, 0);
    for _ in 0..300 {
        let program = boxed_program(&mut random, 12, 24);
        let cold = Engine::new(&program).solve();
        if cold.status != Status::Optimal {
            let outcome = Engine::new(&program).solve_between(&[0.0; 24], &[0.0; 12]);
            assert_eq!(outcome.status, cold.status);
            continue;
        }
        for part in [0.0, 1e-9, 1e-4, 0.3, 1.0] {
            let (x, prices) = beside(&program, &cold, &mut random, part);
            let outcome = Engine::new(&program).solve_between(&x, &prices);
            assert_eq!(outcome.status, Status::Optimal);
            assert_close(&outcome.x, &cold.x);
            if part <= 1e-9 {
                steps += outcome.pivots.iterations();
                steps_cold += cold.pivots.iterations();
            }
        }
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
    assert!(2 * steps < steps_cold, "{steps} {steps_cold}");
}

/// Numbers that are none lead to the optimum as well, by the way that needs no start.
#[test]
fn a_point_that_is_no_number_is_no_harm() {
    let mut random = Random(6);
    for _ in 0..50 {
        let program = boxed_program(&mut random, 8, 16);
        let cold = Engine::new(&program).solve();
        let outcome = Engine::new(&program).solve_between(&[f64::NAN; 16], &[f64::NAN; 8]);
        assert_eq!(outcome.status, cold.status);
        if cold.status == Status::Optimal {
            assert_close(&outcome.x, &cold.x);
        }
    }
}
