//! # Critical regions: one basis, many scenarios
//!
//! While the matrix stands still, a basis B gives point and prices that are affine in the features φ
//! (with φ_0 = 1):
//!
//! ```text
//!     x_B(φ) = Σ_w φ_w·X_w        B·X_w = −N·x_N,w           x_N,w: bounds of the nonbasic columns
//!     y(φ)   = Σ_w φ_w·Y_w        Bᵀ·Y_w = c_B,w
//!     d(φ)   = c(φ) − Aᵀy(φ)
//! ```
//!
//! It is optimal exactly where x_B lies within its bounds and d has its signs: a polytope in φ, the
//! **critical region** of multi-parametric linear programming (Gal and Nedoma 1972; Borrelli, Bemporad
//! and Morari 2003). Each condition is one affine function, a *facet*; those that cannot fail anywhere
//! in the grid's box are dropped, and those that others imply there. A scenario inside is proved optimal by a few dot products.
//!
//! Ties: a reduced cost that vanishes for all φ leaves the choice to the next objective, whose reduced
//! cost then makes the facet. One that has its sign in the whole box and vanishes only on its edge (a carbon
//! price of zero) is held by the next objective there. One that vanishes inside the box is no proof of a unique
//! answer at that scenario, which goes to the simplex.
//!
//! Figures of the plan are quadratic in φ, because prices and loads may both move; their forms are
//! multiplied out once. So are primal and dual objective, from different numbers, so that their gap
//! is a check. Residuals of the linear systems are bounded by Σ_w |φ_w|·‖residual_w‖. They and the gap are measured as in
//! [`crate::certificate`], but divided by less, and so never less than what is measured there.

mod builder;
mod draft;
mod everywhere;
mod facets;
mod prices;

use crate::certificate::Certificate;
use crate::engine::{Basis, Engine};

use super::indicators::Term;
use super::subject::Subject;
use builder::Builder;
pub(crate) use builder::Scratch;
pub(crate) use facets::{Facets, Features, LANES, least, surely_fails, values, worst};

/// Where one basis is optimal, and what its plan is there.
#[derive(Debug, Clone)]
pub(crate) struct Region {
    pub(super) facets: Facets,
    /// Terms of all figures.
    pub(super) terms: Vec<Term>,
    /// Terms of the dual objective.
    pub(super) dual_terms: Vec<Term>,
    /// By feature.
    pub(super) primal_residual: Vec<f64>,
    pub(super) dual_residual: Vec<f64>,
    /// Whether its certificate is known to hold wherever it is met, see [`everywhere`].
    pub(super) is_proof: bool,
}

impl Region {
    /// Builds the region of the basis that is loaded in `engine`, whose matrix has to be the family's; `None` where
    /// a nonbasic variable has no bound to stand at.
    pub(crate) fn build(
        engine: &mut Engine,
        basis: &Basis,
        subject: &Subject,
        room: &mut Scratch,
    ) -> Option<Self> {
        let mut region = Builder::new(engine, basis, subject, room).finish()?;
        region.is_proof = region.proves_everywhere(subject);
        Some(region)
    }

    /// Whether its certificate holds at whatever scenario of the grid lies in it, as far as is known.
    #[must_use]
    pub(crate) fn is_proof(&self) -> bool {
        self.is_proof
    }

    /// The conditions under which it holds.
    #[must_use]
    pub(crate) fn facets(&self) -> &Facets {
        &self.facets
    }

    /// Adds the figures at `phi` to `figures`, which starts at zero.
    pub(crate) fn figures(&self, phi: &[f64], figures: &mut [f64]) {
        for term in &self.terms {
            figures[term.figure as usize] += value(term, phi);
        }
    }

    /// The proof at `phi`, for a plan of that cost.
    #[must_use]
    pub(crate) fn certificate(&self, phi: &[f64], cost: f64) -> Certificate {
        let dual: f64 = self.dual_terms.iter().map(|term| value(term, phi)).sum();
        let bound = |residuals: &[f64]| -> f64 {
            residuals.iter().zip(phi).map(|(r, f)| r * f.abs()).sum()
        };
        Certificate {
            primal_residual: bound(&self.primal_residual),
            dual_residual: Some(bound(&self.dual_residual)),
            relative_gap: Some((cost - dual).abs() / (1.0 + cost.abs())),
        }
    }
}

#[inline]
fn value(term: &Term, phi: &[f64]) -> f64 {
    term.factor * phi[usize::from(term.v)] * phi[usize::from(term.w)]
}
