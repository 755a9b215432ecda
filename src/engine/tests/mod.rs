//! The parts of the engine, each against numbers worked by hand or a definition multiplied out.
//! What the whole promises stands in `promises`, and is tested from outside in `tests/engine_random.rs` and its like.

mod basis;
mod certify;
mod crossover;
mod factors;
mod parametric;
mod passed_over;
mod promises;
mod scaling;
mod sparse;
mod watch;
pub(super) mod whole;

use super::form::Form;
use super::simplex::Simplex;
use crate::program::Program;

pub(super) use crate::engine_support::{Random, objective, program};

pub(super) const INF: f64 = f64::INFINITY;

/// A programme with few small integers among its numbers, so that it is often degenerate.
pub(super) fn random_program(
    random: &mut Random,
    rows: usize,
    columns: usize,
    per_column: usize,
) -> Program {
    let mut dense = vec![vec![0.0; columns]; rows];
    for j in 0..columns {
        for _ in 0..per_column {
            dense[random.below(rows)][j] = random.below(9) as f64 - 4.0;
        }
    }
    let bounds: Vec<(f64, f64)> = (0..columns)
        .map(|_| match random.below(6) {
            0 => (0.0, 1.0 + random.below(9) as f64),
            1 => (-2.0, 5.0),
            2 => (-INF, 4.0),
            3 => (-INF, INF),
            _ => (0.0, INF),
        })
        .collect();
    let sides: Vec<(f64, f64)> = (0..rows)
        .map(|_| {
            let b = random.below(16) as f64 - 3.0;
            match random.below(4) {
                0 => (-INF, b),
                1 => (b - 3.0, INF),
                2 => (b, b),
                _ => (b - 5.0, b),
            }
        })
        .collect();
    let costs: Vec<f64> = (0..columns)
        .map(|_| random.below(11) as f64 - 3.0)
        .collect();
    let lines = sides.iter().zip(&dense);
    let lines: Vec<_> = lines
        .map(|(side, line)| (side.0, &line[..], side.1))
        .collect();
    program(&costs, &bounds, &lines)
}

/// The slack basis of a programme, with fresh factors and values; all in the programme's own numbers.
pub(super) fn at_slack(program: &Program) -> (Form, Simplex) {
    let mut form = Form::new(program, true);
    form.unit.fill(1.0);
    let bounds = |of_columns: &[f64], of_rows: &[f64]| [of_columns, of_rows].concat();
    form.lower = bounds(&program.lower, &program.row_lower);
    form.upper = bounds(&program.upper, &program.row_upper);
    form.cost[0] = bounds(&program.objectives[0].coefficients, &vec![0.0; form.rows]);
    form.by_column.value.copy_from_slice(&program.matrix.values);
    let mut twin = Vec::new();
    form.by_column
        .transpose_into(form.rows, &mut form.by_row, &mut twin);
    let mut simplex = Simplex::new(&form);
    simplex.factorise(&form);
    simplex.rest();
    simplex.compute_x(&form);
    (form, simplex)
}

pub(super) fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (k, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!(
            f == e || (f - e).abs() <= 1e-12 * (1.0 + e.abs()),
            "place {k}: {found:?} instead of {expected:?}"
        );
    }
}
