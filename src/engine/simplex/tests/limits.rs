//! Numbers exactly at their limits, and what two computations of one number may differ by.

use crate::engine::basis::BasisStatus;
use crate::engine::form::Form;
use crate::engine::simplex::DualEnd;
use crate::engine::simplex::PrimalEnd;
use crate::engine::simplex::Simplex;
use crate::engine::sparse::SparseVector;
use crate::engine::tests::{INF, at_slack, program};
use crate::engine::tolerances::{DEGENERATE, DROP, DUAL, PRIMAL};
use crate::program::Program;

fn priced(plain: &Program) -> (Form, Simplex) {
    let (form, mut simplex) = at_slack(plain);
    simplex.prices.load(&form, 0);
    simplex.compute_d(&form);
    (form, simplex)
}

/// What is exactly as large as a tolerance is within it.
#[test]
fn a_tolerance_includes_its_limit() {
    let plain = program(&[0.0], &[(0.0, 1.0)], &[(-INF, &[1.0], 1.0)]);
    let (_, mut simplex) = at_slack(&plain);
    for d in [-DUAL, DUAL] {
        (simplex.prices.d[0], simplex.basis.moves[0]) = (d, 3);
        assert!(!simplex.is_attractive(0));
        simplex.prices.rank = 0;
        assert!(simplex.freeze());
        assert_eq!(simplex.basis.moves[0], 3);
        simplex.prices.rank = 1;
        assert!(simplex.freeze());
        assert_eq!(simplex.basis.moves[0], 3);
    }
    for x in [-PRIMAL, 1.0 + PRIMAL] {
        (simplex.point.lower[0], simplex.point.upper[0]) =
            (0.0, if x < 0.0 { 1.0 } else { x - PRIMAL });
        simplex.point.x[0] = simplex.point.upper[0].max(0.0);
        assert_eq!(simplex.outside(0), 0.0);
    }
    simplex.point.lower[0] = 0.0;
    simplex.point.x[0] = -PRIMAL;
    assert_eq!(simplex.outside(0), 0.0);
    simplex.point.upper[0] = 0.0;
    simplex.point.x[0] = PRIMAL;
    assert_eq!(simplex.outside(0), 0.0);
    let mut kept = SparseVector::zero(2);
    kept.add(1, DROP);
    kept.settle();
    assert_eq!(kept.index, [1]);
}

/// A step, and a ratio of prices, of exactly [`DEGENERATE`] counts as none; twice that is one.
#[test]
fn a_step_as_short_as_its_limit_is_degenerate() {
    for (size, stalled) in [(DEGENERATE, 1), (2.0 * DEGENERATE, 0), (0.0, 1)] {
        let short = program(&[-1.0], &[(0.0, INF)], &[(-INF, &[1.0], size)]);
        let (form, mut simplex) = priced(&short);
        simplex.primal(&form);
        assert_eq!(
            (simplex.run.pivots.primal, simplex.run.stalled),
            (1, stalled)
        );
        let cheap = program(&[size], &[(0.0, INF)], &[(1.0, &[1.0], INF)]);
        let (form, mut simplex) = priced(&cheap);
        simplex.dual(&form);
        assert_eq!((simplex.run.pivots.dual, simplex.run.stalled), (1, stalled));
    }
}

/// The pivot by column and by row may differ by 1e-7 of 1 + |pivot|; where they differ by more, fresh factors are of no help.
#[test]
fn a_pivot_is_trusted_if_row_and_column_agree() {
    for (pivot, difference, trusted) in [
        (1.0, 1.5e-7, true),
        (1.0, 2.5e-7, false),
        (-1.0, -1.5e-7, true),
        (-1.0, -2.5e-7, false),
        (3.0, 3.7e-7, true),
        (3.0, 4.5e-7, false),
        (0.25, 1.1e-7, true),
        (0.25, 1.4e-7, false),
    ] {
        let steps = |simplex: &Simplex| simplex.run.pivots.dual + simplex.run.pivots.primal;
        // max x, pivot·x ≤ 5 (or ≥ −5), whose row is a little off
        let side = if pivot > 0.0 {
            (-INF, 5.0)
        } else {
            (-5.0, INF)
        };
        let up = program(&[-1.0], &[(0.0, INF)], &[(side.0, &[pivot], side.1)]);
        let (mut form, mut simplex) = priced(&up);
        form.by_row.value[0] += difference;
        let end = simplex.primal(&form);
        assert_eq!(end == PrimalEnd::Optimal, trusted, "{pivot} {difference}");
        assert_eq!(
            (end == PrimalEnd::Stuck, steps(&simplex)),
            (!trusted, usize::from(trusted))
        );
        // min x, pivot·x ≥ 5 (or ≤ −5)
        let side = if pivot > 0.0 {
            (5.0, INF)
        } else {
            (-INF, -5.0)
        };
        let down = program(&[1.0], &[(0.0, INF)], &[(side.0, &[pivot], side.1)]);
        let (mut form, mut simplex) = priced(&down);
        form.by_row.value[0] += difference;
        let end = simplex.dual(&form);
        assert_eq!(end == DualEnd::Feasible, trusted, "{pivot} {difference}");
        assert_eq!(
            (end == DualEnd::Stuck, steps(&simplex)),
            (!trusted, usize::from(trusted))
        );
    }
}

/// A basis one step from the logicals: its factors are not fresh, so that what cannot be trusted is computed anew.
fn after_one_step() -> (Form, Simplex) {
    let plain = program(
        &[-2.0, -1.0, 1.0],
        &[(0.0, INF); 3],
        &[(-INF, &[1.0, 1.0, 0.0], 4.0), (-INF, &[0.0, 1.0, 1.0], 3.0)],
    );
    let (form, mut simplex) = priced(&plain);
    assert_eq!(simplex.primal(&form), PrimalEnd::Optimal);
    assert!(!simplex.factorisation.is_fresh());
    (form, simplex)
}

#[test]
fn with_worn_factors_a_reduced_cost_that_is_belied_is_computed_anew() {
    let (form, mut simplex) = after_one_step();
    simplex.prices.d[2] = -1.0;
    simplex.prices.attractive.set(2, true);
    assert_eq!(simplex.primal(&form), PrimalEnd::Optimal);
    assert!(simplex.factorisation.is_fresh());
    assert_eq!((simplex.prices.d[2], simplex.run.pivots.primal), (1.0, 1));
    // and a row that cannot be trusted leads to new factors, then to an end
    let (mut form, mut simplex) = after_one_step();
    form.by_row.value[2] += 1e-3;
    simplex.prices.d[1] = -1.0;
    simplex.prices.cost[1] = -3.0;
    simplex.prices.attractive.set(1, true);
    assert_eq!(simplex.primal(&form), PrimalEnd::Stuck);
    assert!(simplex.factorisation.is_fresh());
}

/// No end without an optimum is told from worn factors: its row or column is computed from fresh ones.
#[test]
fn an_end_that_has_to_be_proved_comes_from_fresh_factors() {
    let (form, mut simplex) = after_one_step();
    // the third column is in a row that does not hold it any more
    simplex.point.upper[4] = INF;
    simplex.prices.cost[2] = -1.0;
    simplex.prices.d[2] = -1.0;
    simplex.prices.attractive.set(2, true);
    let end = simplex.primal(&form);
    let expected = PrimalEnd::Unbounded {
        entering: 2,
        rises: true,
    };
    assert_eq!(end, expected);
    assert!(simplex.factorisation.is_fresh() && simplex.run.pivots.factorisations > 1);
    // 20x ≥ 20 takes a step; x + y ≥ 9 with x, y ≤ 2 is beyond them then
    let short = program(
        &[1.0, 1.0],
        &[(0.0, 2.0); 2],
        &[(20.0, &[20.0, 0.0], 30.0), (9.0, &[1.0, 1.0], INF)],
    );
    let (form, mut simplex) = priced(&short);
    let end = simplex.dual(&form);
    assert_eq!(end, DualEnd::Infeasible { below: true });
    assert!(simplex.factorisation.is_fresh() && simplex.run.pivots.dual == 1);
}

/// Of equals the first of the list is taken.
#[test]
fn of_equals_the_first_is_taken() {
    let twins = program(&[-1.0; 3], &[(0.0, INF); 3], &[(-INF, &[1.0; 3], 4.0)]);
    let (form, mut simplex) = priced(&twins);
    assert_eq!(simplex.prices.attractive.members(), [0, 1, 2]);
    simplex.run.iteration_limit = 1;
    simplex.primal(&form);
    assert_eq!(simplex.basis.head, [0]);
    let rows: [(f64, &[f64], f64); 2] = [(2.0, &[1.0, 0.0], INF), (2.0, &[0.0, 1.0], INF)];
    let (form, mut simplex) = priced(&program(&[1.0; 2], &[(0.0, INF); 2], &rows));
    assert_eq!(simplex.point.infeasible.members(), [0, 1]);
    simplex.run.iteration_limit = 1;
    simplex.dual(&form);
    assert_eq!(simplex.basis.head, [0, 3]);
    // rows that block alike, with pivots alike
    let rows: [(f64, &[f64], f64); 2] = [(-INF, &[1.0], 2.0), (-INF, &[1.0], 2.0)];
    let (form, mut simplex) = priced(&program(&[-1.0], &[(0.0, INF)], &rows));
    simplex.run.iteration_limit = 1;
    simplex.primal(&form);
    assert_eq!(simplex.basis.head, [0, 2]);
    // a row that holds its column at its own bound, at the same time: no pivot is needed
    let (form, mut simplex) = priced(&program(&[-1.0], &[(0.0, 2.0)], &rows));
    simplex.primal(&form);
    assert_eq!(
        (simplex.basis.status[0], simplex.run.pivots.primal),
        (BasisStatus::Upper, 0)
    );
}

/// Entries exactly at the limit are no pivots: 1e-9 for a ratio test with fresh factors, 1e-7 otherwise.
#[test]
fn an_entry_at_the_limit_is_no_pivot() {
    for (entry, pivots) in [(1e-9, false), (1.5e-9, true)] {
        let plain = program(&[-1.0], &[(0.0, INF)], &[(-INF, &[entry], 1.0)]);
        let (form, mut simplex) = priced(&plain);
        let end = simplex.primal(&form);
        assert_eq!(end == PrimalEnd::Optimal, pivots, "{end:?}");
        let plain = program(&[1.0], &[(0.0, INF)], &[(1.0, &[entry], INF)]);
        let (form, mut simplex) = priced(&plain);
        let end = simplex.dual(&form);
        assert_eq!(end == DualEnd::Feasible, pivots, "{end:?}");
    }
}

/// A weight that is next to nothing counts as 1e-4.
#[test]
fn weights_do_not_vanish() {
    let steep = program(&[1.0], &[(0.0, INF)], &[(5.0, &[1000.0], INF)]);
    let (form, mut simplex) = priced(&steep);
    simplex.dual(&form);
    assert_eq!((simplex.basis.head[0], simplex.weights.dual[0]), (0, 1e-4));
    let (form, mut simplex) = priced(&program(&[-1.0], &[(0.0, INF)], &[(-INF, &[1000.0], 5.0)]));
    simplex.primal(&form);
    assert_eq!((simplex.basis.head[0], simplex.weights.dual[0]), (0, 1e-4));
}
