//! Hand-worked breakpoints, and a long path against solves from scratch. In unit tests reduced costs are computed afresh
//! every few pivots, so that all ways across a breakpoint are gone.

use crate::engine::{Engine, Status};
use crate::mixing::order_weight;
use crate::program::{Delta, Labels, Matrix, Objective, Program, Sense};

use super::{Line, Start, Walk, walk};

/// Loads to be met exactly by columns of places with limits, at the costs of each column.
fn placement(loads: &[f64], limits: &[f64], costs: Vec<f64>) -> Program {
    let (m, n) = (loads.len(), limits.len());
    let entries = (0..m * n).flat_map(|j| [(j / n, j, 1.0), (m + j % n, j, 1.0)]);
    Program {
        name: "placement".into(),
        objectives: vec![Objective {
            name: "cost".into(),
            coefficients: costs,
            constant: 0.0,
        }],
        sense: Sense::Minimise,
        lower: vec![0.0; m * n],
        upper: vec![f64::INFINITY; m * n],
        row_lower: loads
            .iter()
            .copied()
            .chain(limits.iter().map(|_| 0.0))
            .collect(),
        row_upper: loads.iter().chain(limits).copied().collect(),
        matrix: Matrix::from_triplets(m * n, entries.collect()),
        labels: Labels::Named {
            columns: (0..m * n).map(|j| format!("x{j}")).collect(),
            rows: (0..m + n).map(|i| format!("r{i}")).collect(),
        },
    }
}

/// The line on which all costs go from those of `program` by `changes`.
fn line(program: Program, changes: &[f64]) -> Line {
    Line {
        program,
        delta: Delta {
            costs: vec![changes.iter().copied().enumerate().collect()],
            ..Delta::default()
        },
        from: 0.0,
        to: 1.0,
    }
}

/// Where pieces begin, with their plans.
fn pieces(line: &Line) -> (Vec<(f64, Vec<f64>)>, Walk) {
    let mut found = Vec::new();
    let walk = walk(line, Start::Scratch, |piece| {
        assert!(piece.is_proved(), "{:?}", piece.proofs);
        found.push((piece.from, piece.start.to_vec()));
    });
    (found, walk.expect("a path"))
}

/// With t = θ − ½, one unit costs `1 + t`, `1 + 1e-10 + t/2` and `1 + 2e-10 + t/5`. The first is cheapest up to t = 2e-10, the
/// second up to t = 1e-10/0.3, though the reduced costs of all are within 1e-9 of zero there.
#[test]
fn breakpoints_closer_than_the_tolerance_come_in_their_order() {
    let costs = vec![0.5, 0.75 + 1e-10, 0.9 + 2e-10];
    let line = line(placement(&[1.0], &[9.0; 3], costs), &[1.0, 0.5, 0.2]);
    let (pieces, walk) = pieces(&line);
    assert!(walk.is_complete);
    let plans: Vec<&[f64]> = pieces.iter().map(|(_, plan)| plan.as_slice()).collect();
    assert_eq!(plans, [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);
    for ((from, _), expected) in pieces.iter().zip([0.0, 0.5 + 2e-10, 0.5 + 1e-10 / 0.3]) {
        // costs next to 1 are rounded
        assert!((from - expected).abs() <= 2e-15, "{from} for {expected}");
    }
}

/// Columns of equal costs and rates change places at one θ.
#[test]
fn all_that_changes_at_one_breakpoint_changes_there() {
    let costs = vec![1.0, 2.0, 1.0, 2.0, 1.0, 2.0];
    let changes = [2.0, 0.0, 2.0, 0.0, 2.0, 0.0];
    let line = line(placement(&[1.0, 2.0, 3.0], &[9.0, 9.0], costs), &changes);
    let (pieces, walk) = pieces(&line);
    assert!(walk.is_complete);
    let first = pieces.first().expect("a piece");
    let last = pieces.last().expect("a piece");
    assert_eq!(first.1, [1.0, 0.0, 2.0, 0.0, 3.0, 0.0]);
    assert_eq!(last.1, [0.0, 1.0, 0.0, 2.0, 0.0, 3.0]);
    assert!((last.0 - 0.5).abs() <= 1e-15);
}

/// Reduced costs are carried over many pivots: what they lead to is what solves from scratch find.
#[test]
fn a_long_path_is_that_of_solves_from_scratch() {
    const LOADS: usize = 60;
    const PLACES: usize = 12;
    let mut numbers = (0..).map(|k| order_weight(k) - 1.0);
    let loads: Vec<f64> = (0..LOADS)
        .map(|_| 1.0 + 9.0 * numbers.next().unwrap_or(0.0))
        .collect();
    let all: f64 = loads.iter().sum();
    let limits = [1.3 * all / PLACES as f64; PLACES];
    let mut costs = || -> Vec<f64> {
        let some = numbers.by_ref().take(LOADS * PLACES);
        some.map(|number| 10.0 + 90.0 * number).collect()
    };
    let (from, to) = (costs(), costs());
    let changes: Vec<f64> = from.iter().zip(&to).map(|(a, b)| b - a).collect();
    let line = line(placement(&loads, &limits, from), &changes);
    let (pieces, walk) = pieces(&line);
    assert!(walk.is_complete);
    assert_eq!(walk.solved_from_scratch, 1);
    assert!(walk.pivots > 150, "{} pivots", walk.pivots);
    for k in 0..200 {
        let theta = (f64::from(k) + 0.5) / 200.0;
        let mut program = line.program.clone();
        line.delta.move_to(theta, &line.program, &mut program);
        let outcome = Engine::new(&program).solve();
        assert_eq!(outcome.status, Status::Optimal);
        let holding = pieces.iter().rev().find(|(from, _)| *from <= theta);
        let plan = &holding.expect("a piece").1;
        let value = program.objective().value(plan);
        let apart = (value - outcome.objective).abs() / value;
        assert!(apart <= 1e-12, "θ = {theta}: {apart:e}");
    }
}
