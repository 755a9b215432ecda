//! # Costs, prices and reduced costs
//!
//! Costs in use are those of one rank, or a blend of all, and may be shifted or perturbed.

use crate::engine::form::Form;
use crate::engine::sparse::IndexSet;
use crate::engine::tolerances::DUAL;

use super::basis::{FALL, RISE};

/// Reduced costs of all objectives but the first, while they are followed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Carried(pub(super) Vec<Vec<f64>>);

impl Carried {
    /// Room for `ranks` objectives.
    pub(super) fn resize(&mut self, ranks: usize, variables: usize) {
        self.0.resize(ranks - 1, vec![0.0; variables]);
    }

    /// Those of the objective of `rank`, which is not the first.
    pub(super) fn of(&self, rank: usize) -> &[f64] {
        &self.0[rank - 1]
    }
}

/// Costs in use with what follows from them.
#[derive(Debug, Clone)]
pub(crate) struct Prices {
    /// Price of each row, as of the last time it was computed.
    pub(super) y: Vec<f64>,
    /// Reduced cost of each variable.
    pub(super) d: Vec<f64>,
    /// Costs in use: of the present rank, with shifts and perturbations.
    pub(super) cost: Vec<f64>,
    /// Rank of the costs in use.
    pub(super) rank: usize,
    /// Rank whose costs were loaded last; none if those of no single one.
    pub(super) cost_of: Option<usize>,
    /// Whether `cost` differs from the true costs of `rank`.
    pub(super) cost_altered: bool,
    /// Reduced costs of the first objective up to this are zero where further ones decide, and those on the wrong side.
    pub(super) tie: f64,
    /// Nonbasic variables whose move lowers the objective.
    pub(super) attractive: IndexSet,
    /// Whether reduced costs of later objectives are carried on: rows of the tableau are wanted for held columns, too.
    pub(super) carries: bool,
    /// Reduced costs of all objectives but the first, if they are.
    pub(super) carried: Carried,
}

impl Prices {
    /// With the costs of the first objective; nothing is computed from them yet.
    pub(super) fn new(form: &Form) -> Self {
        Self {
            y: vec![0.0; form.rows],
            d: vec![0.0; form.variables()],
            cost: form.cost[0].clone(),
            rank: 0,
            cost_of: Some(0),
            cost_altered: false,
            tie: DUAL,
            attractive: IndexSet::new(form.variables()),
            carries: false,
            carried: Carried::default(),
        }
    }

    /// Loads the true costs of `rank`.
    pub(super) fn load(&mut self, form: &Form, rank: usize) {
        self.cost.copy_from_slice(&form.cost[rank]);
        self.rank = rank;
        self.cost_of = Some(rank);
        self.cost_altered = false;
    }

    /// Has the true costs of `rank` in use, which did not change since they were loaded, if they were.
    pub(super) fn keep(&mut self, form: &Form, rank: usize) {
        if self.cost_altered || self.cost_of != Some(rank) {
            self.load(form, rank);
        }
        self.rank = rank;
    }

    /// Loads the blend of all objectives.
    pub(super) fn blend(&mut self, form: &Form) {
        form.blend_into(&mut self.cost);
        self.rank = 0;
        self.cost_of = None;
        self.cost_altered = true;
    }

    /// Says that the costs of `rank` are others now.
    pub(super) fn forget(&mut self, rank: usize) {
        if self.cost_of == Some(rank) {
            self.cost_of = None;
        }
    }

    /// Shifts the cost of `v` so that its reduced cost is zero.
    pub(super) fn shift_to_zero(&mut self, v: usize) {
        self.cost[v] -= self.d[v];
        self.d[v] = 0.0;
        self.cost_altered = true;
    }

    /// Reduced cost of `v` at the prices at hand.
    #[inline]
    #[must_use]
    pub(super) fn reduced_cost(&self, form: &Form, v: usize) -> f64 {
        if v >= form.columns {
            return self.cost[v] + self.y[v - form.columns];
        }
        let mut d = self.cost[v];
        for (i, a) in form.by_column.entries(v) {
            d -= a * self.y[i];
        }
        d
    }

    /// Whether moving `v`, which may go in the directions `moves`, lowers the objective.
    #[inline]
    #[must_use]
    pub(super) fn is_attractive(&self, v: usize, moves: u8) -> bool {
        let d = self.d[v];
        (d < -DUAL && moves & RISE != 0) || (d > DUAL && moves & FALL != 0)
    }

    /// Notes whether variable `v` is attractive.
    #[inline]
    pub(super) fn update_attractive(&mut self, v: usize, moves: u8) {
        let attractive = self.is_attractive(v, moves);
        self.attractive.set(v, attractive);
    }

    /// Exchanges the reduced costs at hand for those of `rank`.
    pub(super) fn swap_carried(&mut self, rank: usize) {
        std::mem::swap(&mut self.carried.0[rank - 1], &mut self.d);
    }
}

/// Prices, reduced costs and moves of the first objective while later ones are decided.
#[derive(Debug, Clone)]
pub(crate) struct Aside {
    pub(super) y: Vec<f64>,
    pub(super) d: Vec<f64>,
    pub(super) moves: Vec<u8>,
}

impl Aside {
    pub(super) fn new(form: &Form) -> Self {
        Self {
            y: vec![0.0; form.rows],
            d: vec![0.0; form.variables()],
            moves: vec![0; form.variables()],
        }
    }
}
