//! # What the present basis can tell without a pivot
//!
//! With `B` the basic columns of the unscaled `[A, −I]`, in the order of
//! [`basic_variables`](Engine::basic_variables):
//!
//! - `B v = b` for any right-hand side `b` by row ([`solve_basis`](Engine::solve_basis)). A change Δ of the
//!   nonbasic values changes the basic values by the `v` of `b = −N Δ`, so basic values are affine in
//!   bounds and right-hand sides.
//! - `Bᵀ y = c` for any costs `c` of the basic variables
//!   ([`solve_basis_transposed`](Engine::solve_basis_transposed)), so reduced costs `c_j − a_j·y` are
//!   affine in costs.

use super::basis::{Basis, BasisMismatch};
use super::instance::Engine;

/// A column, or the activity of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Variable {
    /// A column of the programme.
    Column(usize),
    /// The activity of a row.
    Row(usize),
}

/// Whether a basis is optimal for the numbers as they stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BasisTest {
    /// Basic values are within their bounds.
    pub primal_feasible: bool,
    /// Reduced costs have the sign their bound asks for, lexicographically over all objectives.
    pub dual_feasible: bool,
    /// Basic variables outside their bounds: an estimate of the pivots needed.
    pub primal_count: usize,
    /// Nonbasic variables of the wrong sign in the first objective that has any.
    pub dual_count: usize,
}

impl BasisTest {
    /// Whether the basis is the lexicographic optimum.
    #[must_use]
    pub(crate) fn is_optimal(&self) -> bool {
        self.primal_feasible && self.dual_feasible
    }
}

impl Engine {
    /// The basic variables, by position.
    #[must_use]
    pub(crate) fn basic_variables(&mut self) -> Vec<Variable> {
        self.simplex.refresh_factors(&self.form);
        let head = self.simplex.head().iter().map(|&v| v as usize);
        head.map(|v| self.variable(v)).collect()
    }

    pub(super) fn variable(&self, v: usize) -> Variable {
        if v < self.form.columns {
            Variable::Column(v)
        } else {
            Variable::Row(v - self.form.columns)
        }
    }

    /// The number of a variable, columns first.
    pub(super) fn number(&self, of: Variable) -> usize {
        match of {
            Variable::Column(j) => j,
            Variable::Row(i) => self.form.columns + i,
        }
    }

    /// Solves `B v = rhs`: `rhs` by row, the result by position.
    ///
    /// # Panics
    /// If `rhs` has not one value per row.
    pub(crate) fn solve_basis(&mut self, rhs: &[f64]) -> Vec<f64> {
        assert_eq!(rhs.len(), self.form.rows, "one value per row");
        self.simplex.refresh_factors(&self.form);
        self.simplex.solve_rows(&self.form, rhs)
    }

    /// Solves `Bᵀ y = costs`: `costs` by position, the result by row.
    ///
    /// # Panics
    /// If `costs` has not one value per position.
    pub(crate) fn solve_basis_transposed(&mut self, costs: &[f64]) -> Vec<f64> {
        assert_eq!(costs.len(), self.form.rows, "one value per position");
        self.simplex.refresh_factors(&self.form);
        self.simplex.solve_positions(&self.form, costs)
    }

    /// Makes `basis` the present one and tests it on the numbers as they stand, without a pivot.
    ///
    /// # Errors
    /// If its dimensions are not the programme's.
    pub(crate) fn test_basis(&mut self, basis: &Basis) -> Result<BasisTest, BasisMismatch> {
        self.load_basis(basis)?;
        Ok(self.test_present_basis())
    }

    /// Tests the present basis on the numbers as they stand, without a pivot.
    pub(crate) fn test_present_basis(&mut self) -> BasisTest {
        self.simplex.begin_count();
        self.simplex.rest();
        self.simplex.refresh_factors(&self.form);
        self.simplex.compute_x(&self.form);
        let primal_count = self.simplex.infeasible_count();
        let dual_count = self.count_wrong();
        BasisTest {
            primal_feasible: primal_count == 0 && self.form.crossed == 0,
            dual_feasible: dual_count == 0,
            primal_count,
            dual_count,
        }
    }

    /// Nonbasic variables of the wrong sign in the first objective that has any.
    fn count_wrong(&mut self) -> usize {
        let mut count = 0;
        for rank in 0..self.form.cost.len() {
            if rank > 0 && !self.simplex.freeze() {
                break;
            }
            self.simplex.load(&self.form, rank);
            count = self.simplex.attractive_count();
            if count > 0 {
                break;
            }
        }
        self.simplex.rest();
        count
    }
}
