use super::super::certify::{
    certificate, column_sum, ray_margin, row_sums, staying_within, verify_farkas, verify_ray,
    within_bounds, without_noise,
};
use super::{INF, assert_close, objective, program};
use crate::certificate::{Certificate, Tolerances};
use crate::program::Program;

fn holds(certificate: &Certificate) -> bool {
    certificate.proves_within(&Tolerances::ENGINE)
}

/// min 10 + 2x + 3y,  1 ≤ x ≤ 4,  y ≥ 0,  5 ≤ x + 2y ≤ 8,  x − y ≤ 3
fn example() -> Program {
    let mut program = program(
        &[2.0, 3.0],
        &[(1.0, 4.0), (0.0, INF)],
        &[(5.0, &[1.0, 2.0], 8.0), (-INF, &[1.0, -1.0], 3.0)],
    );
    program.objectives[0].constant = 10.0;
    program
}

fn measured(program: &Program, x: &[f64], duals: &[f64]) -> [f64; 3] {
    let found = certificate(program, x, duals);
    [
        found.primal_residual,
        found.dual_residual.expect("prices"),
        found.relative_gap.expect("prices"),
    ]
}

/// At (½, 2) with prices (1, −½): x lacks ½ of 1 (¼ of 1 + 1), the first row ½ of 5 (1/12). Reduced costs 2 − 1 + ½ = 1½ and
/// 3 − 2 − ½ = ½ point at lower bounds: 1½ + 0; rows 5 − 1½; so the bound is 10 + 5 and the cost 10 + 7.
#[test]
fn what_is_below_its_bounds_is_measured_against_them() {
    let found = measured(&example(), &[0.5, 2.0], &[1.0, -0.5]);
    assert_close(&found, &[0.25, 0.0, 2.0 / 18.0]);
}

/// At (6, 1) with prices (−1, ½): x is 2 over 4 (2/5), the second row 2 over 3 (½). The second price points at a bound
/// that is not there and counts as 0. Reduced costs 2 + 1 and 3 + 2: bound 10 + 3 − 8, cost 10 + 15.
#[test]
fn what_is_above_its_bounds_is_measured_against_them() {
    let found = measured(&example(), &[6.0, 1.0], &[-1.0, 0.5]);
    assert_close(&found, &[0.5, 0.0, 20.0 / 26.0]);
}

/// Prices (4, 0): y's reduced cost is 3 − 8 = −5, and it has no upper bound: 5 over 1 + 2 + 3 + 8, where 2 is a typical cost
/// (of 2 and 3, down to a power of two). x's is −2, at 4: bound 10 − 8 + 20, cost 10 + 10. And x = −1 within −3 ≤ x is 2 below 1 in no way; x = −5 is 2 below −3, over 1 + 3.
#[test]
fn a_price_at_a_bound_that_is_not_there_is_measured_against_the_cost() {
    let mut program = example();
    let found = measured(&program, &[2.0, 2.0], &[4.0, 0.0]);
    assert_close(&found, &[0.0, 5.0 / 14.0, 2.0 / 21.0]);
    program.row_lower[0] = -INF;
    program.lower[0] = -3.0;
    assert_eq!(measured(&program, &[-1.0, 2.0], &[0.0, 0.0])[0], 0.0);
    assert_close(&measured(&program, &[-5.0, 2.0], &[0.0, 0.0])[..1], &[0.5]);
    program.upper[0] = -2.0;
    assert_close(
        &measured(&program, &[-1.0, 2.0], &[0.0, 0.0])[..1],
        &[1.0 / 3.0],
    );
    // a cost of −3 weighs as much as one of 3
    program.objectives[0].coefficients[1] = -3.0;
    assert_close(
        &measured(&program, &[-2.0, 2.0], &[0.0, 0.0])[1..2],
        &[3.0 / 6.0],
    );
}

#[test]
fn what_is_no_number_stays_so_and_holds_never() {
    let program = example();
    for (x, duals) in [
        ([f64::NAN, 9.0], [0.0, 0.0]),
        ([9.0, f64::NAN], [0.0, 0.0]),
        ([2.0, 2.0], [f64::NAN, 0.0]),
        ([2.0, 2.0], [9.0, f64::NAN]),
    ] {
        let found = certificate(&program, &x, &duals);
        let all = [
            Some(found.primal_residual),
            found.dual_residual,
            found.relative_gap,
        ];
        assert!(all.iter().flatten().any(|value| value.is_nan()));
        assert!(!holds(&found));
    }
    // nor is it forgotten for a greater residual after it
    assert!(
        certificate(&program, &[f64::NAN, 99.0], &[0.0; 2])
            .primal_residual
            .is_nan()
    );
}

#[test]
fn each_measure_has_a_limit_of_its_own() {
    let at = |primal_residual, dual, gap| Certificate {
        primal_residual,
        dual_residual: dual,
        relative_gap: gap,
    };
    let most = Tolerances::ENGINE;
    let (p, d, g) = (most.primal_residual, most.dual_residual, most.relative_gap);
    assert!(holds(&at(p, Some(d), Some(g))));
    assert!(!holds(&at(1.1 * p, Some(d), Some(g))));
    assert!(!holds(&at(p, Some(1.1 * d), Some(g))));
    assert!(!holds(&at(p, Some(d), Some(1.1 * g))));
    assert!(!holds(&at(p, None, Some(g))));
    assert!(!holds(&at(p, Some(d), None)));
}

/// x + y ≥ 4 and 2x + 2y ≤ 6 with x, y ≥ 0: multipliers (1, −½) cancel the columns and leave 4 − 3 of 7.
/// x ≤ 3 and x ≥ 5: 5 − 3 of 8. x ≥ 2 and x ≤ 1, multiplier −1: −1 + 2 of 3.
#[test]
fn multipliers_prove_by_what_they_leave() {
    let contradiction = program(
        &[0.0, 0.0],
        &[(0.0, INF), (0.0, INF)],
        &[(4.0, &[1.0, 1.0], INF), (-INF, &[2.0, 2.0], 6.0)],
    );
    assert_close(&[verify_farkas(&contradiction, &[1.0, -0.5])], &[1.0 / 7.0]);
    assert_close(&[verify_farkas(&contradiction, &[2.0, -1.0])], &[1.0 / 7.0]);
    let none = f64::NEG_INFINITY;
    for useless in [
        &[1.0, -0.4][..],
        &[-1.0, -0.5],
        &[1.0, 0.5],
        &[0.0, 0.0],
        &[1.0],
        &[1.0, -0.5, 0.0],
        &[1.0, f64::NAN],
        &[f64::INFINITY, -0.5],
    ] {
        assert_eq!(verify_farkas(&contradiction, useless), none, "{useless:?}");
    }
    let above = program(&[0.0], &[(0.0, 3.0)], &[(5.0, &[1.0], INF)]);
    assert_close(&[verify_farkas(&above, &[1.0])], &[0.25]);
    let below = program(&[0.0], &[(2.0, INF)], &[(-INF, &[1.0], 1.0)]);
    assert_close(&[verify_farkas(&below, &[-1.0])], &[1.0 / 3.0]);
    // what can be met proves nothing: 2 − 3 of 5
    let possible = program(&[0.0], &[(0.0, 3.0)], &[(2.0, &[1.0], INF)]);
    assert_close(&[verify_farkas(&possible, &[1.0])], &[-0.2]);
}

/// min −x + y with x − 2y ≤ 3 along (2, 1): the row stands still, the cost falls by 2 − 1 of 3.
#[test]
fn a_direction_proves_by_what_it_saves() {
    let mut endless = program(
        &[-1.0, 1.0],
        &[(0.0, INF), (0.0, INF)],
        &[(-INF, &[1.0, -2.0], 3.0)],
    );
    endless.objectives.push(objective(vec![1.0, 1.0]));
    assert_close(&[verify_ray(&endless, &[2.0, 1.0])], &[1.0 / 3.0]);
    assert_close(&[ray_margin(&endless, 1, &[2.0, 1.0])], &[-1.0]);
    // towards the row's free side
    assert_close(&[verify_ray(&endless, &[2.0, 2.0])], &[0.0]);
    let none = f64::NEG_INFINITY;
    assert_eq!(ray_margin(&endless, 2, &[2.0, 1.0]), none);
    for useless in [
        &[2.0, 0.5][..],
        &[1.0, 0.0],
        &[-2.0, -1.0],
        &[-1.0, 0.0],
        &[0.0, 0.0],
        &[2.0],
        &[2.0, 1.0, 0.0],
        &[f64::NAN, 1.0],
        &[f64::INFINITY, 1.0],
    ] {
        assert_eq!(verify_ray(&endless, useless), none, "{useless:?}");
    }
    endless.lower[0] = -INF;
    endless.row_upper[0] = INF;
    assert_close(&[verify_ray(&endless, &[-1.0, 0.0])], &[-1.0]);
}

/// What is less than 1e-12 of the largest is noise, and taken out before the check; what is more is a step.
#[test]
fn rounding_in_a_direction_is_not_a_step() {
    let bounds = [(0.0, INF), (0.0, INF)];
    let endless = program(&[-1.0, 0.0], &bounds, &[]);
    assert_eq!(verify_ray(&endless, &[100.0, -5e-11]), f64::NEG_INFINITY);
    let cleaned = |z: &[f64]| verify_ray(&endless, &without_noise(z));
    assert_close(&[cleaned(&[100.0, -5e-11])], &[1.0]);
    assert_eq!(cleaned(&[100.0, -5e-10]), f64::NEG_INFINITY);
    assert_eq!(cleaned(&[0.01, -5e-12]), f64::NEG_INFINITY);
    assert_eq!(
        without_noise(&[-2.0, 1e-12, 3e-12, 0.0]),
        [-2.0, 0.0, 3e-12, 0.0]
    );
    // one that leads towards a bound may be taken out up to 1e-9, if what is left proves it
    assert_eq!(staying_within(&endless, &[100.0, -5e-8]), [100.0, 0.0]);
    assert_eq!(staying_within(&endless, &[100.0, -5e-7]), [100.0, -5e-7]);
    assert_eq!(staying_within(&endless, &[100.0, 5e-8]), [100.0, 5e-8]);
}

/// x ≥ 1 and x ≤ 0, and 1e-23 of a row without lower bound: with it the multipliers prove nothing, without it they prove
/// 1 of 1.
#[test]
fn noise_at_an_infinite_bound_does_not_spoil_a_proof() {
    let none = program(
        &[0.0],
        &[(-INF, INF)],
        &[(1.0, &[1.0], INF), (-INF, &[1.0], 0.0), (-INF, &[0.0], 7.0)],
    );
    let noisy = [1.0, -1.0, 1e-23];
    assert_eq!(verify_farkas(&none, &noisy), f64::NEG_INFINITY);
    assert_close(&[verify_farkas(&none, &without_noise(&noisy))], &[1.0]);
    let larger = [1.0, -1.0, 1e-10];
    assert_eq!(
        verify_farkas(&none, &without_noise(&larger)),
        f64::NEG_INFINITY
    );
    assert_close(
        &[verify_farkas(&none, &within_bounds(&none, &larger))],
        &[1.0],
    );
    assert_eq!(within_bounds(&none, &[1.0, -1.0, 1e-8]), [1.0, -1.0, 1e-8]);
}

/// A price of 1e-4 that points at an infinite bound, among costs of 1e9, is rounding; among costs of 1 it shows in the gap.
#[test]
fn prices_are_judged_by_the_costs_involved() {
    for (cost, sound) in [(1e9, true), (1.0, false)] {
        let program = program(
            &[cost, 0.0],
            &[(0.0, INF), (0.0, INF)],
            &[(4.0, &[1.0, 0.0], INF), (-INF, &[1.0, -1.0], 0.0)],
        );
        assert!(holds(&certificate(&program, &[4.0, 4.0], &[cost, 1e-9])));
        assert_eq!(
            holds(&certificate(&program, &[4.0, 4.0], &[cost - 1e-4, 1e-4])),
            sound
        );
    }
}

/// 3·1 + 4·(−2) + 5·1 cancels; less than 1e-13 of the size of its terms is taken for nothing, more is not.
#[test]
fn sums_that_cancel_are_nothing() {
    let sums = program(
        &[0.0],
        &[(0.0, INF)],
        &[(0.0, &[3.0], INF), (0.0, &[4.0], INF), (0.0, &[5.0], INF)],
    );
    assert_eq!(column_sum(&sums, 0, &[1.0, -2.0, 1.0]), 0.0);
    assert_close(&[column_sum(&sums, 0, &[1.0, 2.0, -1.0])], &[6.0]);
    assert_close(&[column_sum(&sums, 0, &[1.0, -2.0, 2.0])], &[5.0]);
    assert_eq!(column_sum(&sums, 0, &[1.0, -2.0, 1.0 + 2e-13]), 0.0);
    assert!(column_sum(&sums, 0, &[1.0, -2.0, 1.0 + 4e-13]) > 1e-12);
    assert_eq!(row_sums(&sums, &[2.0]), [6.0, 8.0, 10.0]);
    let pair = program(
        &[0.0, 0.0],
        &[(0.0, INF); 2],
        &[(0.0, &[3.0, -6.0], INF), (0.0, &[1.0, 2.0], INF)],
    );
    assert_close(&row_sums(&pair, &[2.0, 1.0]), &[0.0, 4.0]);
    assert_close(&row_sums(&pair, &[-2.0, 1.0]), &[-12.0, 0.0]);
}

/// x − y ≥ 0 at x = 1e10: y is larger by 2e-6, the last digit of both, or by 1, which is no rounding.
#[test]
fn what_rounding_leaves_of_large_terms_breaks_no_row() {
    let program = program(
        &[1.0, 0.0],
        &[(0.0, INF), (0.0, INF)],
        &[(0.0, &[1.0, -1.0], INF)],
    );
    let at = |more: f64| measured(&program, &[1e10, 1e10 + more], &[0.0])[0];
    assert_close(&[at(2e-6), at(1.0)], &[0.0, 1.0]);
    assert!(at(f64::NAN).is_nan());
}
