//! A column or row of which no pivot can be trusted: rows of the matrix say another number there than its columns do.

use super::super::{Engine, Reason, Status};
use super::{INF, program};
use crate::program::Program;

/// The engine of `plain`, in which the entry of row 0 and column 0 is `other` to all that reads by rows.
fn torn(plain: &Program, other: f64) -> Engine {
    let mut engine = Engine::new(plain);
    let entry = engine
        .form
        .by_row
        .range(0)
        .find(|&e| engine.form.by_row.index[e] == 0);
    engine.form.by_row.value[entry.expect("an entry")] = other;
    engine
}

/// min −3x − y with 4x + y ≤ 4: x is the most attractive, but cannot be trusted; once y is in, it is attractive no more.
#[test]
fn the_primal_method_goes_on_with_other_columns() {
    let plain = program(
        &[-3.0, -1.0],
        &[(0.0, INF), (0.0, INF)],
        &[(-INF, &[4.0, 1.0], 4.0)],
    );
    let outcome = torn(&plain, 5.0).solve();
    assert_eq!(
        (outcome.status, outcome.x),
        (Status::Optimal, vec![0.0, 4.0])
    );
}

/// min x + 10z with x + z ≥ 3 and z/2 ≥ 2: the first row is the further off, and x the cheaper way, which cannot be
/// trusted; z = 4 for the second row is enough for both.
#[test]
fn the_dual_method_goes_on_with_other_rows() {
    let plain = program(
        &[1.0, 10.0],
        &[(0.0, INF), (0.0, INF)],
        &[(3.0, &[1.0, 1.0], INF), (2.0, &[0.0, 0.5], INF)],
    );
    let outcome = torn(&plain, 2.0).solve();
    assert_eq!(
        (outcome.status, outcome.x),
        (Status::Optimal, vec![0.0, 4.0])
    );
}

/// Where nothing else is left, it ends without an answer.
#[test]
fn what_is_left_in_the_end_is_not_trusted_either() {
    let falls = program(&[-3.0], &[(0.0, INF)], &[(-INF, &[4.0], 4.0)]);
    let rises = program(&[1.0], &[(0.0, INF)], &[(3.0, &[1.0], INF)]);
    for plain in [falls, rises] {
        let outcome = torn(&plain, 2.0).solve();
        assert_eq!(outcome.status, Status::Uncertified(Reason::UntrustedPivots));
    }
}
