//! Small parts of the state that both methods share.

use crate::engine::basis::BasisStatus;
use crate::engine::simplex::PrimalEnd;
use crate::engine::simplex::Simplex;
use crate::engine::tests::{
    INF, Random, assert_close, at_slack, objective, program, random_program,
};
use crate::program::Program;

/// Where a variable rests, with what value, and how it may move.
#[test]
fn a_variable_rests_at_the_bound_it_has() {
    let plain = program(&[1.0], &[(0.0, 1.0)], &[(0.0, &[1.0], 1.0)]);
    let (_, mut simplex) = at_slack(&plain);
    for (lower, upper, from, to, x, moves) in [
        (-1.0, 5.0, BasisStatus::Lower, BasisStatus::Lower, -1.0, 1),
        (-1.0, 5.0, BasisStatus::Upper, BasisStatus::Upper, 5.0, 2),
        (-1.0, 5.0, BasisStatus::Free, BasisStatus::Lower, -1.0, 1),
        (-1.0, INF, BasisStatus::Upper, BasisStatus::Lower, -1.0, 1),
        (-INF, 5.0, BasisStatus::Lower, BasisStatus::Upper, 5.0, 2),
        (-INF, INF, BasisStatus::Lower, BasisStatus::Free, 0.0, 3),
        (-INF, INF, BasisStatus::Upper, BasisStatus::Free, 0.0, 3),
        (5.0, 5.0, BasisStatus::Lower, BasisStatus::Lower, 5.0, 0),
        (5.0, 5.0, BasisStatus::Upper, BasisStatus::Upper, 5.0, 0),
    ] {
        (simplex.point.lower[0], simplex.point.upper[0]) = (lower, upper);
        simplex.basis.status[0] = from;
        simplex.rest_one(0);
        assert_eq!(
            (
                simplex.basis.status[0],
                simplex.point.x[0],
                simplex.basis.moves[0]
            ),
            (to, x, moves)
        );
    }
}

/// Outside is what lies beyond a bound by more than 1e-9 of it, of one at least.
#[test]
fn outside_is_measured_from_the_bound_and_only_beyond_its_tolerance() {
    let plain = program(&[1.0], &[(0.0, 1.0)], &[(0.0, &[1.0], 1.0)]);
    let (_, mut simplex) = at_slack(&plain);
    for (x, lower, upper, outside) in [
        (-3.0, 0.0, 1.0, -3.0),
        (4.0, 0.0, 1.0, 3.0),
        (0.5, 0.0, 1.0, 0.0),
        (-5e-10, 0.0, 1.0, 0.0),
        (1.0 + 5e-10, 0.0, 1.0, 0.0),
        (-100.0 - 5e-8, -100.0, 1.0, 0.0),
        (100.0 + 5e-8, 0.0, 100.0, 0.0),
        (0.0, -INF, INF, 0.0),
    ] {
        (
            simplex.point.x[0],
            simplex.point.lower[0],
            simplex.point.upper[0],
        ) = (x, lower, upper);
        assert_eq!(simplex.outside(0), outside, "{x} in {lower}..{upper}");
    }
    for (x, lower, upper) in [
        (-2e-9, 0.0, 1.0),
        (1.0 + 2e-9, 0.0, 1.0),
        (-100.0 - 2e-7, -100.0, 1.0),
        (100.0 + 2e-7, 0.0, 100.0),
    ] {
        (
            simplex.point.x[0],
            simplex.point.lower[0],
            simplex.point.upper[0],
        ) = (x, lower, upper);
        assert_ne!(simplex.outside(0), 0.0, "{x} in {lower}..{upper}");
    }
}

#[test]
fn what_is_attractive_depends_on_where_it_may_go() {
    let plain = program(&[1.0], &[(0.0, 1.0)], &[(0.0, &[1.0], 1.0)]);
    let (_, mut simplex) = at_slack(&plain);
    for (d, moves, attractive) in [
        (-1.0, 1, true),
        (1.0, 1, false),
        (-1.0, 2, false),
        (1.0, 2, true),
        (-1.0, 3, true),
        (1.0, 3, true),
        (-1.0, 0, false),
        (1.0, 0, false),
        (-5e-10, 3, false),
        (5e-10, 3, false),
        (-2e-9, 3, true),
        (2e-9, 3, true),
    ] {
        (simplex.prices.d[0], simplex.basis.moves[0]) = (d, moves);
        assert_eq!(simplex.is_attractive(0), attractive, "{d} {moves}");
    }
}

/// New factors are due after 100 updates, or after more than 8 whose entries are more than three times those of the factors and the rows.
#[test]
fn factors_are_worn_by_many_updates_or_by_long_ones() {
    let rows: Vec<(f64, &[f64], f64)> = vec![(-INF, &[], 1.0); 10];
    let (_, mut simplex) = at_slack(&program(&[], &[], &rows));
    let push = |simplex: &mut Simplex, entries: usize| {
        simplex.scratch.alpha.clear();
        (0..=entries).for_each(|k| simplex.scratch.alpha.add(k, 1.0));
        simplex.factorisation.replace(0, &simplex.scratch.alpha);
    };
    for count in 1..=100 {
        assert!(!simplex.factorisation.is_worn(), "{count}");
        push(&mut simplex, 0);
    }
    assert!(simplex.factorisation.is_worn());
    simplex.factorisation.forget_updates();
    // nothing in the factors of logicals: 3 · 10 entries are allowed
    for (count, entries, worn) in [
        (8, 9, false),
        (9, 3, false),
        (10, 3, false),
        (11, 3, true),
        (9, 4, true),
    ] {
        simplex.factorisation.forget_updates();
        (0..count).for_each(|_| push(&mut simplex, entries));
        assert_eq!(
            simplex.factorisation.is_worn(),
            worn,
            "{count} of {entries}"
        );
    }
}

/// At the slack basis a column stands at its bound nearest to zero.
#[test]
fn the_slack_basis_stands_at_the_bounds_nearest_to_zero() {
    let bounds = [
        (0.0, 5.0),
        (-9.0, 2.0),
        (-3.0, 3.0),
        (-INF, 4.0),
        (1.0, INF),
    ];
    let plain = program(&[1.0; 5], &bounds, &[(-INF, &[1.0; 5], 1e3)]);
    let (form, mut simplex) = at_slack(&plain);
    assert_close(&simplex.point.x[..5], &[0.0, 2.0, -3.0, 4.0, 1.0]);
    assert_close(&simplex.point.x[5..], &[4.0]);
    assert!(simplex.is_slack(&form));
    simplex.basis.status[5] = BasisStatus::Upper;
    assert!(!simplex.is_slack(&form));
}

/// One row with two columns whose reduced costs are `d`, after the first objective.
fn on_face(d: [f64; 3], moves: [u8; 3]) -> Simplex {
    let plain = program(&[0.0; 2], &[(0.0, INF); 2], &[(-INF, &[1.0; 2], 1.0)]);
    let (_, mut simplex) = at_slack(&plain);
    simplex.prices.d = d.to_vec();
    simplex.basis.moves = moves.to_vec();
    simplex
}

/// Whoever has a reduced cost, by more than 1e-9, is held; what is left is open, and later ranks hold more of it.
#[test]
fn what_costs_anything_is_held_for_later_objectives() {
    let mut simplex = on_face([2e-9, -5e-10, 0.0], [1, 2, 0]);
    simplex.basis.open.set(0, true);
    assert!(simplex.freeze());
    assert_eq!(simplex.basis.moves, [0, 2, 0]);
    assert_eq!(simplex.basis.open.members(), [1]);
    simplex.prices.rank = 1;
    simplex.prices.d = vec![0.0, -2e-9, 0.0];
    assert!(!simplex.freeze());
    assert_eq!(
        (simplex.basis.moves[1], simplex.basis.open.members().len()),
        (0, 0)
    );
    // 5e-10 is no cost at a later rank either; what is no longer free to move is closed
    let mut simplex = on_face([0.0, 5e-10, -3.0], [1, 2, 0]);
    simplex.prices.rank = 1;
    (0..3).for_each(|v| simplex.basis.open.set(v, true));
    assert!(simplex.freeze());
    assert_eq!(simplex.basis.moves, [1, 2, 0]);
    let mut open = simplex.basis.open.members().to_vec();
    open.sort_unstable();
    assert_eq!(open, [0, 1]);
    let mut simplex = on_face([1.0, -1.0, 0.0], [1, 2, 0]);
    assert!(!simplex.freeze());
}

/// The final check allows ten tolerances beyond the bound that is broken, and in reduced costs.
#[test]
fn an_end_holds_within_ten_tolerances() {
    let plain = program(&[0.0], &[(0.0, INF)], &[(-100.0, &[1.0], 4.0)]);
    for (x, d, holds) in [
        (0.0, 0.0, true),
        (4.0 + 3e-8, 0.0, true),
        (4.0 + 5e-8, 0.0, false),
        (-100.0 - 5e-7, 0.0, true),
        (-100.0 - 2e-6, 0.0, false),
        (0.0, -9e-9, true),
        (0.0, -11e-9, false),
    ] {
        let (_, mut simplex) = at_slack(&plain);
        simplex.point.x[1] = x;
        simplex.prices.d[0] = d;
        simplex.list_infeasible();
        simplex.update_attractive(0);
        assert_eq!(simplex.holds(10.0), holds, "{x} {d}");
    }
}

/// Two columns pay: the boxed one goes to its other bound and takes the row with it, the cost of the other is shifted to nothing.
#[test]
fn a_basis_is_made_dual_feasible_by_flips_and_shifts() {
    let plain = program(
        &[-3.0, -5.0, 2.0],
        &[(0.0, 4.0), (0.0, INF), (0.0, INF)],
        &[(-INF, &[2.0, 1.0, 1.0], 6.0)],
    );
    let (form, mut simplex) = at_slack(&plain);
    simplex.prices.load(&form, 0);
    simplex.compute_d(&form);
    assert!(!simplex.prices.cost_altered);
    simplex.make_dual_feasible(&form);
    assert_eq!(
        (simplex.basis.status[0], simplex.point.x[0]),
        (BasisStatus::Upper, 4.0)
    );
    assert_close(&simplex.prices.cost[..3], &[-3.0, 0.0, 2.0]);
    assert_close(&simplex.prices.d[..3], &[-3.0, 0.0, 2.0]);
    assert_close(
        &[simplex.point.x[3], simplex.point.distance[0]],
        &[8.0, 4.0],
    );
    assert_eq!(simplex.point.infeasible.members(), [0]);
    assert!(simplex.prices.cost_altered && simplex.prices.attractive.members().is_empty());
    assert_eq!(
        (simplex.run.pivots.flips, simplex.run.pivots.iterations()),
        (1, 1)
    );
    // and back again
    simplex.flip(0);
    assert_eq!(
        (simplex.basis.status[0], simplex.point.x[0]),
        (BasisStatus::Lower, 0.0)
    );
    // nothing to do, nothing done
    let (form, mut simplex) = at_slack(&plain);
    simplex.prices.attractive.clear();
    simplex.make_dual_feasible(&form);
    assert!(!simplex.prices.cost_altered && simplex.run.pivots.iterations() == 0);
}

/// Perturbed bounds come back as they were, values with them, and what an earlier objective holds stays held.
#[test]
fn restored_bounds_are_the_programmes_own() {
    let plain = program(&[1.0; 2], &[(-2.0, 4.0); 2], &[(-9.0, &[1.0, 2.0], 6.0)]);
    let (form, mut simplex) = at_slack(&plain);
    simplex.basis.moves[1] = 0;
    simplex.perturb_bounds();
    assert!(simplex.point.lower[2] < -9.0);
    simplex.point.lower[0] = -2.5;
    simplex.rest_one(0);
    simplex.restore_bounds(&form);
    assert_eq!(
        (&simplex.point.lower, &simplex.point.upper),
        (&form.lower, &form.upper)
    );
    assert!(!simplex.point.bounds_altered);
    assert_close(&simplex.point.x, &[-2.0, -2.0, -6.0]);
    assert_eq!(simplex.basis.moves, [1, 0, 0]);
}

/// After 20 degenerate steps, and one more for 20 rows, the next one perturbs, unless that is forbidden.
#[test]
fn a_stall_ends_in_a_perturbation() {
    for (may_perturb, rows) in [(true, 40), (false, 40), (true, 25)] {
        let plain = cone(&mut Random(31), rows, 90);
        let first = (1..60).find(|&steps| {
            let (form, mut simplex) = at_slack(&plain);
            simplex.prices.load(&form, 0);
            simplex.compute_d(&form);
            simplex.run.may_perturb = may_perturb;
            simplex.run.iteration_limit = steps;
            let end = simplex.primal(&form);
            if !simplex.point.bounds_altered {
                assert_eq!(simplex.run.stalled, simplex.run.pivots.primal);
            }
            simplex.point.bounds_altered || end != PrimalEnd::Limit
        });
        let steps = first.expect("an end");
        if may_perturb {
            assert_eq!(steps, 21 + rows / 20);
        } else {
            assert!(steps > 23, "{steps}");
        }
    }
    // costs of nothing: every step of the dual method is degenerate
    let mut idle = cone(&mut Random(31), 40, 90);
    idle.objectives[0].coefficients.fill(0.0);
    for lower in &mut idle.row_lower {
        *lower = 1.0;
    }
    idle.row_upper.fill(INF);
    for value in &mut idle.matrix.values {
        *value = value.abs();
    }
    let first = (1..60).find(|&steps| {
        let (form, mut simplex) = at_slack(&idle);
        simplex.prices.load(&form, 0);
        simplex.compute_d(&form);
        simplex.run.iteration_limit = steps;
        simplex.dual(&form);
        if !simplex.prices.cost_altered {
            assert_eq!(simplex.run.stalled, simplex.run.pivots.dual);
        }
        simplex.prices.cost_altered
    });
    assert_eq!(first, Some(23));
}

/// Columns that pay, rows of 0 that hold them all at the origin.
pub(super) fn cone(random: &mut Random, rows: usize, columns: usize) -> Program {
    let mut plain = random_program(random, rows, columns, 4);
    plain.lower.fill(0.0);
    plain.upper.fill(INF);
    plain.row_lower.fill(-INF);
    plain.row_upper.fill(0.0);
    for cost in &mut plain.objectives[0].coefficients {
        *cost = -1.0 - random.below(5) as f64;
    }
    for value in &mut plain.matrix.values {
        *value = if *value > 2.0 {
            -1.0
        } else {
            value.abs() + 1.0
        };
    }
    plain
}

/// A reduced cost that is not what the column says, by more than 1e-7 of the cost or in its sign, is not believed: with fresh factors
/// there is nothing better to go by, and no value moves.
#[test]
fn a_reduced_cost_that_the_column_belies_is_not_believed() {
    for (kept, cost, believed) in [
        (-5.0, 1.0, false),
        (5.0, -3.0, false),
        (-5.0, -5.0 + 2e-6, false),
        (-5.0, -5.0 + 2e-7, true),
        (-2e-8, 2e-8, false),
        (-2e-8, -3e-8, true),
    ] {
        let bounds = if kept < 0.0 { (0.0, INF) } else { (-INF, 0.0) };
        let plain = program(&[cost], &[bounds], &[(-6.0, &[1.0], 6.0)]);
        let (form, mut simplex) = at_slack(&plain);
        simplex.prices.load(&form, 0);
        simplex.compute_d(&form);
        simplex.prices.d[0] = kept;
        simplex.prices.attractive.set(0, true);
        let end = simplex.primal(&form);
        let expected = if believed {
            PrimalEnd::Optimal
        } else {
            PrimalEnd::Stuck
        };
        assert_eq!(end, expected, "{kept} for {cost}");
        assert_eq!(simplex.run.pivots.primal, usize::from(believed));
    }
}

/// max x with a ratio in each of two rows: the one of the largest pivot within Harris' tolerance, else the least ratio.
#[test]
fn the_primal_ratio_test_prefers_the_largest_pivot_within_its_tolerance() {
    let leaves = |rows: &[(f64, &[f64], f64)], bounds: (f64, f64)| {
        let plain = program(&[-1.0], &[bounds], rows);
        let (form, mut simplex) = at_slack(&plain);
        simplex.prices.load(&form, 0);
        simplex.compute_d(&form);
        simplex.run.iteration_limit = 1;
        let end = simplex.primal(&form);
        let gone = (1..simplex.basis.status.len())
            .find(|&v| simplex.basis.status[v] != BasisStatus::Basic);
        (gone, gone.map(|v| simplex.basis.status[v]), end)
    };
    let free = (0.0, INF);
    let near = [(-INF, &[1.0][..], 1.0), (-INF, &[100.0], 100.0 + 2e-8)];
    assert_eq!(leaves(&near, free).0, Some(2));
    let apart = [(-INF, &[1.0][..], 1.0), (-INF, &[100.0], 100.0 + 2e-7)];
    assert_eq!(leaves(&apart, free).0, Some(1));
    // a falling row leaves at its lower bound; a row of the other sign does not block
    let falls = [(-3.0, &[-1.0][..], 9.0), (0.0, &[1.0], 9.0)];
    assert_eq!(
        leaves(&falls, free).0.zip(leaves(&falls, free).1),
        Some((1, BasisStatus::Lower))
    );
    let rises = [(-9.0, &[-1.0][..], 3.0), (-1.0, &[1.0], 2.0)];
    assert_eq!(
        leaves(&rises, free).0.zip(leaves(&rises, free).1),
        Some((2, BasisStatus::Upper))
    );
    // the column's own bound comes first, or at the same time
    assert_eq!(leaves(&rises, (0.0, 1.5)).0, None);
    assert_eq!(leaves(&rises, (0.0, 2.0)).0, None);
    // entries too small to pivot on
    let small = |a: f64| leaves(&[(-INF, &[a], 1e-9 * a)], free);
    assert_eq!(small(2e-9).0, Some(1));
    assert!(matches!(small(0.5e-9).2, PrimalEnd::Unbounded { .. }));
    // a value already beyond its bound by rounding blocks where it is
    let broken = [(-INF, &[1.0][..], -5e-10), (-INF, &[1.0], 4.0)];
    assert_eq!(leaves(&broken, free).0, Some(1));
}

/// Columns in a ring, each worth its place: the assignment of equals, whose optimum is the number of rows whatever the choice.
#[test]
fn an_assignment_of_equals_ends() {
    let n = 14;
    let mut lines = vec![vec![0.0; n * n]; 2 * n];
    for i in 0..n {
        for j in 0..n {
            lines[i][i * n + j] = 1.0;
            lines[n + j][i * n + j] = 1.0;
        }
    }
    let rows: Vec<(f64, &[f64], f64)> = lines.iter().map(|line| (1.0, &line[..], 1.0)).collect();
    let mut equals = program(&vec![1.0; n * n], &vec![(0.0, INF); n * n], &rows);
    let mut engine = crate::engine::Engine::new(&equals);
    assert_close(&[engine.solve().objective], &[n as f64]);
    // later the diagonal is worth less in the second objective
    let second: Vec<f64> = (0..n * n)
        .map(|k| if k / n == k % n { 0.0 } else { 1.0 })
        .collect();
    equals.objectives.push(objective(second));
    let outcome = crate::engine::Engine::new(&equals).solve();
    assert_close(
        &[outcome.objective, equals.objectives[1].value(&outcome.x)],
        &[n as f64, 0.0],
    );
}

/// Klee and Minty's cube: max Σ 2^(n−j) x_j, 2·Σ_{j<i} 2^(i−j) x_j + x_i ≤ 5^i; all of 5^n in the last.
#[test]
fn the_cube_of_klee_and_minty_is_climbed() {
    let n = 8;
    let mut lines = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..i {
            lines[i][j] = 2_f64.powi((i - j + 1) as i32);
        }
        lines[i][i] = 1.0;
    }
    let sides: Vec<f64> = (0..n).map(|i| 5_f64.powi(i as i32 + 1)).collect();
    let rows: Vec<(f64, &[f64], f64)> = lines
        .iter()
        .zip(&sides)
        .map(|(line, side)| (-INF, &line[..], *side))
        .collect();
    let costs: Vec<f64> = (0..n).map(|j| -(2_f64.powi((n - 1 - j) as i32))).collect();
    let cube = program(&costs, &vec![(0.0, INF); n], &rows);
    let outcome = crate::engine::Engine::new(&cube).solve();
    assert_close(
        &[outcome.objective, outcome.x[n - 1]],
        &[-390_625.0, 390_625.0],
    );
}
