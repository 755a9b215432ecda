use crate::engine::simplex::Simplex;
use crate::engine::simplex::basis::{FALL, RISE};
use crate::engine::sparse::SparseVector;
use crate::engine::tests::{INF, assert_close, at_slack, program};
use crate::engine::tolerances::PERTURBATION;
use crate::mixing::order_weight;

/// A variable of the ratio test: its entry in the pivot row, reduced cost, upper bound (the lower is 0).
type Candidate = (f64, f64, f64);

/// One infeasible row and columns at their lower bounds.
fn state(candidates: &[Candidate], distance: f64) -> Simplex {
    let n = candidates.len();
    let bounds: Vec<(f64, f64)> = candidates.iter().map(|c| (0.0, c.2)).collect();
    let plain = program(&vec![0.0; n], &bounds, &[(1.0, &vec![1.0; n], INF)]);
    let (_, mut simplex) = at_slack(&plain);
    simplex.scratch.row = SparseVector::zero(n + 1);
    for (v, &(entry, d, upper)) in candidates.iter().enumerate() {
        simplex.scratch.row.add(v, entry);
        simplex.prices.d[v] = d;
        (simplex.point.lower[v], simplex.point.upper[v]) = (0.0, upper);
        simplex.basis.moves[v] = RISE;
    }
    simplex.point.distance[0] = distance * distance;
    simplex
}

/// Who enters, and who is flipped on the way, for a row below its bound.
fn enters(candidates: &[Candidate], distance: f64) -> (Option<usize>, Vec<u32>) {
    let mut simplex = state(candidates, distance);
    let entering = simplex.dual_ratio(0, true, false);
    let mut flips = simplex.scratch.flips;
    flips.sort_unstable();
    (entering, flips)
}

/// Ratios 1, 2 and 3. The first two are boxed and use up 2·3 and 1·2 of the distance when they go to their other bound; the third has
/// none. So the first blocks for a distance up to 6, the second up to 8, and the third beyond.
#[test]
fn boxed_variables_are_passed_while_distance_is_left() {
    let row = [(-2.0, 2.0, 3.0), (-1.0, 2.0, 2.0), (-4.0, 12.0, INF)];
    assert_eq!(enters(&row, 5.0), (Some(0), vec![]));
    assert_eq!(enters(&row, 6.0), (Some(0), vec![]));
    assert_eq!(enters(&row, 7.0), (Some(1), vec![0]));
    assert_eq!(enters(&row, 8.0), (Some(1), vec![0]));
    assert_eq!(enters(&row, 10.0), (Some(2), vec![0, 1]));
    // all boxed: 8 and no more can be made up
    let boxed = &row[..2];
    assert_eq!(enters(boxed, 8.5), (None, vec![0, 1]));
    // an entry of the wrong sign moves away from zero
    assert_eq!(enters(&[(2.0, 2.0, INF)], 1.0), (None, vec![]));
}

/// The same row from the other side, and variables at their upper bound: signs turn.
#[test]
fn the_side_of_the_row_and_of_the_bound_turn_the_sign() {
    for (entry, below, moves, enters) in [
        (-1.0, true, RISE, true),
        (1.0, true, RISE, false),
        (1.0, false, RISE, true),
        (-1.0, false, RISE, false),
        (1.0, true, FALL, true),
        (-1.0, true, FALL, false),
        (-1.0, false, FALL, true),
        (1.0, false, FALL, false),
        (1.0, true, RISE | FALL, true),
        (-1.0, false, RISE | FALL, true),
        (1.0, false, 0, false),
    ] {
        let mut simplex = state(&[(entry, 0.5, INF)], 1.0);
        simplex.basis.moves[0] = moves;
        if moves == FALL {
            simplex.prices.d[0] = -0.5;
        }
        let found = simplex.dual_ratio(0, below, false);
        assert_eq!(found.is_some(), enters, "{entry} {below} {moves}");
    }
}

/// A reduced cost that is zero, or wrong, or of a free variable, blocks at once; so does one at its upper bound by −d.
#[test]
fn who_is_at_zero_blocks_first() {
    for (d, moves) in [
        (0.0, RISE),
        (-5.0, RISE),
        (5.0, RISE | FALL),
        (3.0, FALL),
        (0.0, FALL),
    ] {
        let mut simplex = state(&[(-2.0, 1.0, INF), (-2.0, d, INF)], 1.0);
        simplex.basis.moves[1] = moves;
        if moves == FALL {
            simplex.scratch.row.value[1] = 2.0;
        }
        assert_eq!(simplex.dual_ratio(0, true, false), Some(1), "{d} {moves}");
    }
    let mut simplex = state(&[(-2.0, 1.0, INF), (2.0, -3.0, INF)], 1.0);
    simplex.basis.moves[1] = FALL;
    assert_eq!(simplex.dual_ratio(0, true, false), Some(0));
}

/// Ratios that differ by less than Harris' tolerance: the largest pivot is taken; of equal ones the first.
#[test]
fn among_near_ratios_the_largest_pivot_enters() {
    let near = [(-1.0, 1.0, INF), (-50.0, 50.0 + 1e-8, INF)];
    assert_eq!(enters(&near, 1.0).0, Some(1));
    let apart = [(-1.0, 1.0, INF), (-50.0, 50.0 + 1e-7, INF)];
    assert_eq!(enters(&apart, 1.0).0, Some(0));
    let mut equal = state(&[(-2.0, 2.0, INF), (-2.0, 2.0, INF), (-2.0, 2.0, INF)], 1.0);
    equal.scratch.row.index.reverse();
    assert_eq!(equal.dual_ratio(0, true, false), Some(0));
}

/// Entries of 1e-7 and less count when the factors are fresh, of 1e-9 and less never.
#[test]
fn small_entries_count_when_factors_are_fresh() {
    for (entry, fresh, enters) in [
        (-2e-7, false, true),
        (-0.5e-7, false, false),
        (-0.5e-7, true, true),
        (-0.5e-9, true, false),
    ] {
        let mut simplex = state(&[(entry, 1.0, INF)], 1.0);
        let found = simplex.dual_ratio(0, true, fresh);
        assert_eq!(found.is_some(), enters, "{entry} {fresh}");
    }
}

/// The first is passed; the next has a pivot under 1e-5, and the first one's is more than ten times as large: the step ends there after
/// all, and nothing is flipped.
#[test]
fn a_small_pivot_gives_way_to_a_safer_one_before() {
    let pair = |first: f64, second: f64| {
        // ratios 1 and 2; what the first uses up when it is flipped is 1
        let row = [(-first, first, 1.0 / first), (-second, 2.0 * second, INF)];
        enters(&row, 4.0)
    };
    assert_eq!(pair(1.0, 1e-6), (Some(0), vec![]));
    assert_eq!(pair(1.0, 2e-5), (Some(1), vec![0]));
    assert_eq!(pair(5e-6, 1e-6), (Some(1), vec![0]));
    assert_eq!(pair(2e-5, 1e-6), (Some(0), vec![]));
    // ten times as large is not more
    let twentieth = (-20_f64).exp2();
    assert_eq!(pair(10.0 * twentieth, twentieth), (Some(1), vec![0]));
    // what was flipped before that stays flipped
    let row = [(-1.0, 0.5, 1.0), (-1.0, 1.0, 1.0), (-1e-6, 2e-6, INF)];
    assert_eq!(enters(&row, 4.0), (Some(1), vec![0]));
}

/// Costs move away from zero by ½..1 times 1e-6 of 1 + |c|, with the reduced cost; those that may go either way, or nowhere, stay.
#[test]
fn perturbed_costs_move_away_from_zero() {
    let mut simplex = state(&[(-1.0, 2.0, INF); 4], 1.0);
    simplex.basis.moves[..4].copy_from_slice(&[RISE, FALL, RISE | FALL, 0]);
    simplex.prices.cost[..4].copy_from_slice(&[-3.0, 7.0, 5.0, 6.0]);
    simplex.perturb_costs();
    let part = |v: usize| 0.5 * order_weight(v) * PERTURBATION;
    let changes = [4.0 * part(0), -8.0 * part(1), 0.0, 0.0];
    let moved = |from: &[f64]| {
        from.iter()
            .zip(changes)
            .map(|(c, change)| c + change)
            .collect::<Vec<_>>()
    };
    assert_close(&simplex.prices.cost[..4], &moved(&[-3.0, 7.0, 5.0, 6.0]));
    assert_close(&simplex.prices.d[..4], &moved(&[2.0; 4]));
    assert!(simplex.prices.cost_altered);
    assert!(simplex.prices.cost[0] + 3.0 > 1.9e-6 && simplex.prices.cost[1] - 7.0 < -3.9e-6);
}

/// Bounds of basic variables move outwards by ½..1 times 1e-6 of the bound, of one at least; others stay.
#[test]
fn perturbed_bounds_move_outwards() {
    let plain = program(
        &[1.0],
        &[(0.0, 9.0)],
        &[(-200.0, &[1.0], 300.0), (-INF, &[1.0], 0.25)],
    );
    let (_, mut simplex) = at_slack(&plain);
    (simplex.point.lower[1], simplex.point.upper[1]) = (-200.0, 300.0);
    (simplex.point.lower[2], simplex.point.upper[2]) = (-INF, 0.25);
    let own = (simplex.point.lower[0], simplex.point.upper[0]);
    simplex.perturb_bounds();
    let part = |v: usize| 0.5 * order_weight(v) * PERTURBATION;
    let close =
        |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    assert_eq!((simplex.point.lower[0], simplex.point.upper[0]), own);
    close(simplex.point.lower[1] + 200.0, -200.0 * part(1));
    close(simplex.point.upper[1] - 300.0, 300.0 * part(2));
    assert_eq!(simplex.point.lower[2], -INF);
    close(simplex.point.upper[2] - 0.25, part(3));
    assert!(simplex.point.bounds_altered);
}
