//! Smaller programmes have the answers of the whole.

use proptest::prelude::*;

use super::{Reduction, by_reduction};
use crate::program::{Labels, Matrix, Objective, Program, Sense};
use crate::solver::{Solver, Status, solve};

const INFINITY: f64 = f64::INFINITY;

fn program(
    costs: Vec<f64>,
    bounds: &[(f64, f64)],
    rows: &[(f64, f64)],
    entries: Vec<(usize, usize, f64)>,
) -> Program {
    let name = |letter: char, k: usize| format!("{letter}{k}");
    Program {
        name: "case".to_owned(),
        sense: Sense::Minimise,
        lower: bounds.iter().map(|of| of.0).collect(),
        upper: bounds.iter().map(|of| of.1).collect(),
        row_lower: rows.iter().map(|of| of.0).collect(),
        row_upper: rows.iter().map(|of| of.1).collect(),
        matrix: Matrix::from_triplets(costs.len(), entries),
        labels: Labels::Named {
            columns: (0..costs.len()).map(|j| name('x', j)).collect(),
            rows: (0..rows.len()).map(|i| name('r', i)).collect(),
        },
        objectives: vec![Objective {
            name: "cost".to_owned(),
            coefficients: costs,
            constant: 0.0,
        }],
    }
}

/// λ times 2 MW at a hub of 5, over a link whose contract b holds 3 Gbps a MW in two periods: b and its rows decide nothing, its
/// volume e is slack, and 1 MW stands fixed. λ = (5 − 1) ÷ 2, b = 3·4, e = 4 + 1.
#[test]
fn a_contract_that_costs_nothing_goes_with_its_rows() {
    // columns x, fixed, b, e, λ
    let whole = program(
        vec![0.0, 0.0, 0.0, 0.0, -1.0],
        &[
            (0.0, INFINITY),
            (1.0, 1.0),
            (0.0, INFINITY),
            (0.0, INFINITY),
            (1.0, INFINITY),
        ],
        &[
            (0.0, 0.0),
            (-INFINITY, 5.0),
            (-INFINITY, 0.0),
            (-INFINITY, 0.0),
            (0.0, 0.0),
        ],
        vec![
            (0, 0, 1.0),
            (0, 4, -2.0),
            (1, 0, 1.0),
            (1, 1, 1.0),
            (2, 0, 3.0),
            (2, 2, -1.0),
            (3, 0, 1.0),
            (3, 2, -1.0),
            (4, 0, 1.0),
            (4, 1, 1.0),
            (4, 3, -1.0),
        ],
    );
    let reduction = Reduction::of(&whole);
    assert_eq!(reduction.columns, [0, 4]);
    assert_eq!(reduction.rows, [0, 1]);
    let solved = by_reduction(&whole).expect("an optimum");
    assert_eq!(solved.solution.x, [4.0, 1.0, 12.0, 5.0, 2.0]);
    assert_eq!(solved.solution.duals, Some(vec![0.5, -0.5, 0.0, 0.0, 0.0]));
}

/// A column of no cost with a limit of its own is slack of its row, whose price is of the sign of that limit: x + s = 7, s ≤ 2.
#[test]
fn a_slack_is_at_the_end_that_its_row_asks_for() {
    let whole = program(
        vec![1.0, 0.0],
        &[(0.0, INFINITY), (0.0, 2.0)],
        &[(7.0, 7.0)],
        vec![(0, 0, 1.0), (0, 1, 1.0)],
    );
    let reduction = Reduction::of(&whole);
    assert_eq!(reduction.columns, [0]);
    let solved = by_reduction(&whole).expect("an optimum");
    assert_eq!(solved.solution.x, [5.0, 2.0]);
    assert_eq!(solved.solution.duals, Some(vec![1.0]));
}

/// A zero that is stored is no entry: the free column of no cost does not take the row with it that the other one is held by.
#[test]
fn a_stored_zero_takes_no_row_away() {
    let whole = program(
        vec![0.0, 1.0],
        &[(-INFINITY, INFINITY), (0.0, INFINITY)],
        &[(3.0, INFINITY)],
        vec![(0, 0, 0.0), (0, 1, 1.0)],
    );
    let solved = by_reduction(&whole).expect("an optimum");
    assert_eq!(solved.objective, 3.0);
}

/// What holds nowhere is not taken away, and the proof is one of the whole.
#[test]
fn an_infeasible_row_stays() {
    let whole = program(
        vec![1.0, 0.0],
        &[(2.0, 2.0), (0.0, INFINITY)],
        &[(-INFINITY, 1.0)],
        vec![(0, 0, 1.0)],
    );
    let said = by_reduction(&whole).expect("a verdict");
    assert_eq!(said.status, Status::Infeasible);
    assert!(said.proof.is_some());
}

type Drawn = (Vec<u8>, Vec<u8>, Vec<(usize, usize, i8)>);

/// Small programmes with many zero costs, fixed columns, one-sided and two-sided rows.
fn drawn() -> impl Strategy<Value = Drawn> {
    (2..9_usize, 1..8_usize).prop_flat_map(|(columns, rows)| {
        (
            prop::collection::vec(0..12_u8, columns),
            prop::collection::vec(0..5_u8, rows),
            prop::collection::vec((0..rows, 0..columns, -3..4_i8), 0..24),
        )
    })
}

fn made((columns, rows, entries): &Drawn) -> Program {
    let bounds: Vec<(f64, f64)> = columns
        .iter()
        .map(|kind| match kind % 6 {
            0 => (2.0, 2.0),
            1 => (0.0, 4.0),
            2 => (-INFINITY, 3.0),
            3 => (-INFINITY, INFINITY),
            _ => (0.0, INFINITY),
        })
        .collect();
    let costs = columns.iter().zip(0..).map(|(kind, j)| match kind / 4 {
        0 => 0.0,
        1 => f64::from(j % 3),
        _ => f64::from(j % 5) - 2.0,
    });
    let sides: Vec<(f64, f64)> = rows
        .iter()
        .map(|kind| match kind {
            0 => (3.0, 3.0),
            1 => (-INFINITY, 5.0),
            2 => (-2.0, INFINITY),
            3 => (-4.0, 6.0),
            _ => (-INFINITY, 0.0),
        })
        .collect();
    let entries = entries
        .iter()
        .map(|&(i, j, a)| (i, j, f64::from(a)))
        .collect();
    program(costs.collect(), &bounds, &sides, entries)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// As the whole is solved: the same status, the same objective, and a certificate of the whole where there is an optimum.
    #[test]
    fn the_smaller_programme_has_the_optimum_of_the_whole(drawn in drawn()) {
        let whole = made(&drawn);
        let direct = solve(&whole, Solver::Engine).expect("a verdict");
        let reduced = super::solve_any(&whole).expect("a verdict");
        prop_assert_eq!(reduced.status, direct.status);
        if direct.status == Status::Optimal {
            let close = (reduced.objective - direct.objective).abs()
                <= 1e-9 * (1.0 + direct.objective.abs());
            prop_assert!(close, "{} {}", reduced.objective, direct.objective);
        }
        if direct.status != Status::Unbounded {
            prop_assert!(by_reduction(&whole).is_some(), "the smaller programme gave no answer to the whole");
        }
    }
}
