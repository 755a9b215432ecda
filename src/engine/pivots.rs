//! # Steps of a solve

/// Steps made since the start of a solve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pivots {
    /// Basis changes of the dual method.
    pub dual: usize,
    /// Basis changes of the primal method for the first objective.
    pub primal: usize,
    /// Basis changes for later objectives and the tie-break.
    pub lexicographic: usize,
    /// Bound flips without a basis change.
    pub flips: usize,
    /// Factorisations.
    pub factorisations: usize,
}

impl Pivots {
    /// All basis changes and flips.
    #[must_use]
    pub fn iterations(&self) -> usize {
        self.dual + self.primal + self.lexicographic + self.flips
    }
}
