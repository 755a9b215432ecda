//! # Proof of a piece at one of its ends
//!
//! For a point x and row prices y, with `d = c − Aᵀy`, as in [`crate::solver::certificate`], but each number against
//! the size of the terms whose difference it is, because a weighted objective can be small, or zero, where its terms
//! are large:
//!
//! ```text
//!     primal residual   greatest distance outside a bound         ÷ (1 + |bound| + Σ_j |a_ij·x_j|)
//!     dual residual     greatest d that points at no bound, |d_j| ÷ (|c_j| + Σ_i |a_ij·y_i|)
//!     gap               |c·x − dual objective|                    ÷ (1 + Σ_j |c_j·x_j|)
//! ```
//!
//! A row's price is measured against the greatest cost of a column in use; a millionth of it is the least that a
//! reduced cost is measured against.

use crate::program::Program;
use crate::solver::certificate::{Certificate, primal_residual};

/// Residuals and gaps up to this are a proof.
pub const PROVED: f64 = 1e-9;

/// Terms of a reduced cost, as a part of the greatest cost in use, under which they are rounding.
const SMALL: f64 = 1e-6;

/// Measures a point and its prices.
#[must_use]
pub fn measure(program: &Program, x: &[f64], duals: &[f64]) -> Certificate {
    let costs = &program.objective().coefficients;
    let (mut value, mut size, mut largest) = (0.0, 0.0, 1.0_f64);
    for (&c, &x) in costs.iter().zip(x).filter(|&(_, &x)| x != 0.0) {
        value += c * x;
        size += (c * x).abs();
        largest = largest.max(c.abs());
    }
    let mut dual = Dual::default();
    for j in 0..costs.len() {
        let (mut price, mut terms) = (costs[j], costs[j].abs());
        for (i, a) in program.matrix.column(j) {
            price -= a * duals[i];
            terms += (a * duals[i]).abs();
        }
        let terms = terms.max(SMALL * largest);
        dual.take(price, (program.lower[j], program.upper[j]), terms);
    }
    let rows = program.row_lower.iter().zip(&program.row_upper);
    for (&price, (&lower, &upper)) in duals.iter().zip(rows) {
        dual.take(price, (lower, upper), largest);
    }
    Certificate {
        primal_residual: primal_residual(program, x),
        dual_residual: Some(dual.residual),
        relative_gap: Some((value - dual.objective).abs() / (1.0 + size)),
    }
}

/// Whether it is a proof; NaN is none.
#[must_use]
pub fn holds(proof: &Certificate) -> bool {
    let within = |value: Option<f64>| value.is_some_and(|value| value <= PROVED);
    proof.primal_residual <= PROVED && within(proof.dual_residual) && within(proof.relative_gap)
}

#[derive(Default)]
struct Dual {
    objective: f64,
    residual: f64,
}

impl Dual {
    fn take(&mut self, price: f64, (lower, upper): (f64, f64), terms: f64) {
        let bound = if price > 0.0 { lower } else { upper };
        if bound.is_finite() {
            self.objective += price * bound;
        } else if price != 0.0 {
            self.residual = self.residual.max(price.abs() / terms);
        }
    }
}
