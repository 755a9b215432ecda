//! # An engine: a programme, its scaled form and the state of the simplex method

use crate::program::Program;

use super::artificial_bounds::ArtificialBounds;
use super::basis::{Basis, BasisMismatch};
use super::form::{Form, normalised_program};
use super::outcome::Outcome;
use super::simplex::Simplex;

/// A programme of so many rows is large: steps are dear, and the dual method takes fewer of them, if it knows edge
/// weights. Without them the primal method is the quicker one.
const LARGE_ROWS: usize = 1000;

/// What can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Whether a last objective, derived from the order of the columns, makes the answer unique.
    pub tie_break: bool,
    /// Whether answers are checked against the unscaled programme before they are called optimal.
    pub certify: bool,
    /// Whether values and prices are computed from fresh factors at the end, so that they depend on the final
    /// basis alone and not on the path to it, to the last bit. The check of the answer is the same.
    pub path_free: bool,
    /// Basis changes and flips after which a solve gives up; none: as many as the size suggests.
    pub iteration_limit: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tie_break: true,
            certify: true,
            path_free: true,
            iteration_limit: None,
        }
    }
}

/// A programme ready to be solved again and again.
#[derive(Debug, Clone)]
pub struct Engine {
    pub(super) program: Program,
    pub(super) form: Form,
    pub(super) simplex: Simplex,
    pub(super) settings: Settings,
    /// Bounds for the dual method from any basis, once they were wanted.
    pub(super) artificial_bounds: Option<ArtificialBounds>,
}

impl Engine {
    /// The engine for `program`, with the tie-break.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        Self::with_settings(program, Settings::default())
    }

    /// The engine for `program`.
    #[must_use]
    pub fn with_settings(program: &Program, settings: Settings) -> Self {
        let program = normalised_program(program);
        let form = Form::new(&program, settings.tie_break);
        let mut simplex = Simplex::new(&form);
        let limit = settings.iteration_limit;
        simplex.limit_steps(limit.unwrap_or(10_000 + 20 * form.variables()));
        Self {
            artificial_bounds: None,
            program,
            form,
            simplex,
            settings,
        }
    }

    /// The programme with the edits made so far. Bounds of 1e20 and more are infinite in it.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Solves from the start.
    pub fn solve(&mut self) -> Outcome {
        self.simplex.begin(self.program.objective().constant);
        self.simplex.set_slack(&self.form);
        self.run()
    }

    /// Solves from the present basis, after edits.
    pub fn reoptimise(&mut self) -> Outcome {
        self.simplex.begin(self.program.objective().constant);
        self.run()
    }

    /// Solves from `basis`.
    ///
    /// # Errors
    /// If its dimensions are not the programme's.
    pub fn solve_from(&mut self, basis: &Basis) -> Result<Outcome, BasisMismatch> {
        self.simplex.begin(self.program.objective().constant);
        self.load_basis(basis)?;
        Ok(self.run())
    }

    /// Solves from `basis`, of which the edge weights are known.
    ///
    /// # Errors
    /// If its dimensions are not the programme's.
    pub(crate) fn solve_weighed(
        &mut self,
        basis: &Basis,
        weights: &[f32],
    ) -> Result<Outcome, BasisMismatch> {
        self.simplex.begin(self.program.objective().constant);
        self.load_basis(basis)?;
        self.set_edge_weights(weights);
        Ok(self.run())
    }

    /// Makes `basis` the present one and computes its steepest edge weights, as [`Engine::edge_weights`] has them. That takes a solve for each
    /// row, which pays where many solves start from there: with weights of one the dual method takes several times as many steps,
    /// and each of them is dearer, because it leaves by rows of `B⁻¹` that are long.
    ///
    /// # Errors
    /// If its dimensions are not the programme's.
    pub(crate) fn weigh(&mut self, basis: &Basis) -> Result<Option<Vec<f32>>, BasisMismatch> {
        basis.fits(self.form.columns, self.form.rows)?;
        if !self.is_large() {
            return Ok(None);
        }
        self.load_basis(basis)?;
        self.simplex.compute_dual_weights();
        Ok(self.edge_weights())
    }

    /// Whether steps are dear.
    pub(super) fn is_large(&self) -> bool {
        self.form.rows >= LARGE_ROWS
    }

    /// Steepest edge weights of the basic variables of the present basis, in their order; none in a small programme,
    /// which gains nothing by them.
    #[must_use]
    pub(crate) fn edge_weights(&self) -> Option<Vec<f32>> {
        let weights = self.simplex.basic_weights();
        self.is_large()
            .then(|| weights.map(|weight| weight as f32).collect())
    }

    /// Gives the present basis edge weights that were learnt when it was met before. [`Engine::load_basis`] forgets them.
    pub(crate) fn set_edge_weights(&mut self, weights: &[f32]) {
        self.simplex.set_basic_weights(weights);
    }

    /// The present basis.
    #[must_use]
    pub fn basis(&self) -> Basis {
        let statuses = self.simplex.statuses().iter().copied();
        Basis::pack(self.form.columns, self.form.rows, statuses)
    }

    /// Makes `basis` the present one. A singular basis, or one with too few or too many basic variables, is
    /// repaired: columns without pivot rest at a bound, logicals of rows without pivot become basic.
    ///
    /// # Errors
    /// If its dimensions are not the programme's.
    pub fn load_basis(&mut self, basis: &Basis) -> Result<(), BasisMismatch> {
        basis.fits(self.form.columns, self.form.rows)?;
        let simplex = &mut self.simplex;
        simplex.set_statuses(basis.statuses());
        simplex.rest();
        simplex.factorise(&self.form);
        Ok(())
    }
}
