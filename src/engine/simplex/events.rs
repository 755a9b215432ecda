//! # What changed, and what it makes invalid
//!
//! Whoever changes the programme or takes another basis says so here. This is the one place that knows which factors, values, prices
//! and weights no longer hold then:
//!
//! | what changed | factors | nonbasic values | weights | costs in use |
//! |---|---|---|---|---|
//! | another basis | stale | not at their bounds | forgotten | |
//! | a cost | | | | loaded anew |
//! | a bound | | at the new bound | | |
//! | all bounds | | not at their bounds | | |
//! | an entry of a basic column | stale | | | |
//!
//! Basic values and reduced costs hold after none of these: they are computed where they are asked for next.

use crate::engine::artificial_bounds::ArtificialBounds;
use crate::engine::basis::BasisStatus;
use crate::engine::form::Form;
use crate::engine::pivots::Pivots;

use super::state::Simplex;

impl Simplex {
    /// Begins a solve.
    pub(crate) fn begin(&mut self, constant: f64) {
        self.run.begin(constant);
    }

    /// Begins to count steps anew.
    pub(crate) fn begin_count(&mut self) {
        self.run.pivots = Pivots::default();
    }

    /// Gives up after so many steps.
    pub(crate) fn limit_steps(&mut self, limit: usize) {
        self.run.iteration_limit = limit;
    }

    /// Whether perturbation is allowed from now on.
    pub(crate) fn allow_perturbation(&mut self, may: bool) {
        self.run.may_perturb = may;
    }

    /// Has ratio tests look at other pivots than before, and gives those of before.
    pub(crate) fn accept_pivots(&mut self, least: [f64; 2]) -> [f64; 2] {
        std::mem::replace(&mut self.run.least_pivots, least)
    }

    /// Makes all logicals basic and every column nonbasic at the bound nearest to zero.
    pub(crate) fn set_slack(&mut self, form: &Form) {
        for v in 0..form.variables() {
            self.basis.status[v] = if v >= form.columns {
                BasisStatus::Basic
            } else if self.point.lower[v].abs() <= self.point.upper[v].abs() {
                BasisStatus::Lower
            } else {
                BasisStatus::Upper
            };
        }
        self.basis_changed();
        // of the slack basis, one is the true weight
        self.weights.learnt = true;
    }

    /// Takes over another basis; weights start afresh.
    pub(crate) fn set_statuses(&mut self, statuses: impl Iterator<Item = BasisStatus>) {
        for (own, status) in self.basis.status.iter_mut().zip(statuses) {
            *own = status;
        }
        self.basis_changed();
    }

    fn basis_changed(&mut self) {
        self.factorisation.mark_stale();
        self.weights.forget();
        self.bounds_changed();
    }

    /// Takes over steepest edge weights of the basic variables, in their order.
    pub(crate) fn set_basic_weights(&mut self, weights: &[f32]) {
        self.weights.set_basics(&self.basis.status, weights);
    }

    /// The costs of `rank` are others now.
    pub(crate) fn costs_changed(&mut self, rank: usize) {
        self.prices.forget(rank);
    }

    /// The bounds of variable `v` are others now.
    pub(crate) fn bound_changed(&mut self, form: &Form, v: usize) {
        self.point.lower[v] = form.lower[v];
        self.point.upper[v] = form.upper[v];
        if !self.is_basic(v) {
            self.rest_one(v);
        }
    }

    /// All bounds may be others now: they are taken over.
    pub(crate) fn take_bounds(&mut self, form: &Form) {
        self.point.lower.copy_from_slice(&form.lower);
        self.point.upper.copy_from_slice(&form.upper);
        self.bounds_changed();
    }

    /// Has artificial bounds in use until the true ones are [restored](Simplex::restore_bounds). Nonbasic variables stay where they
    /// are; free ones go to a bound.
    pub(crate) fn enter_artificial_bounds(&mut self, form: &Form, bounds: &ArtificialBounds) {
        self.point.use_bounds(&bounds.lower, &bounds.upper, true);
        for v in 0..self.basis.status.len() {
            if self.basis.status[v] == BasisStatus::Free {
                self.rest_one(v);
            }
        }
        self.compute_x(form);
    }

    /// Nonbasic values may not be where they ought to be, or variables are held that are to move.
    pub(crate) fn bounds_changed(&mut self) {
        self.point.unrested = true;
    }

    /// An entry of column `j` is another now.
    pub(crate) fn entry_changed(&mut self, j: usize) {
        if self.is_basic(j) {
            self.factorisation.mark_stale();
        }
    }

    /// The factors are not trusted any more.
    pub(crate) fn distrust_factors(&mut self) {
        self.factorisation.mark_stale();
    }

    /// Makes everything that the basis determines but prices true again: factors, if they are stale or `worn` by the caller's
    /// measure, nonbasic values, basic values.
    pub(crate) fn refresh(&mut self, form: &Form, worn: bool) {
        if self.factorisation.is_stale() || worn {
            self.factorise(form);
        }
        if self.point.unrested {
            self.rest();
        }
        self.compute_x(form);
    }

    /// Loads the true costs of `rank`, and what follows from them.
    pub(crate) fn load(&mut self, form: &Form, rank: usize) {
        self.prices.load(form, rank);
        self.compute_d(form);
    }

    /// Loads the blend of all objectives, and what follows from it.
    pub(crate) fn blend(&mut self, form: &Form) {
        self.prices.blend(form);
        self.compute_d(form);
    }

    /// Takes back a [copy](Simplex::copy_of_prices) of prices and reduced costs; costs in use stay what they are.
    pub(crate) fn give_back_prices(&mut self, [y, d]: [Vec<f64>; 2]) {
        self.prices.y = y;
        self.prices.d = d;
    }

    /// Whether any value may have changed since this was last asked.
    pub(crate) fn take_moved(&mut self) -> bool {
        std::mem::take(&mut self.point.moved)
    }
}
