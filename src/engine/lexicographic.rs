//! # Ranked objectives: one answer whatever the path
//!
//! The points that are optimal for the first objective are those where every variable whose reduced cost
//! is not zero stays at its bound. So such variables are *frozen*, and the primal method goes on from the
//! optimal basis with the second objective among the rest; and so on (Isermann 1982). Frozen variables
//! never enter and basic variables have reduced cost zero, so every basis met keeps the earlier objectives'
//! prices optimal.
//!
//! The last objective is a tie-break made from the order of the columns,
//!
//! ```text
//!     Σ_j w_j x_j,    1 ≤ w_j < 2      (−w_j where only the upper bound is finite, 0 for free columns)
//! ```
//!
//! with the output of SplitMix64 for state `j` as weights. They are generic, so that it is minimal at one
//! vertex, unless free columns leave a line. (Multiples of the golden ratio would not do: they tie
//! whenever `w_a − w_b = w_c − w_d` for equal distances in the order, which is what cycles of a transport
//! programme are made of.)
//!
//! At the end the basis is factorised afresh in canonical order, and values and prices of the first
//! objective are computed from that alone: two paths to one basis give the same bytes.

use super::artificial_bounds::ArtificialBounds;
use super::instance::Engine;
use super::outcome::Reason;
use super::simplex::{DualEnd, PrimalEnd};
use super::tolerances::{PERTURBED_ROUNDS, ROUNDS};

/// How the pivoting ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Values and prices are those of the optimum.
    Optimal,
    /// A lower bound exceeds its upper bound.
    Crossed,
    /// The row in `rho` proves infeasibility.
    Infeasible { below: bool },
    /// The column in `alpha` proves unboundedness of objective `rank`.
    Unbounded {
        rank: usize,
        entering: usize,
        rises: bool,
    },
    /// No answer.
    Failed(Reason),
}

/// Residuals accepted in the final check, in tolerances: pivots for later objectives may leave earlier
/// reduced costs this far off.
pub(super) const LOOSE: f64 = 10.0;

/// In a smaller one, the primal method is quicker where no more columns than this are attractive.
const FEW: usize = 200;

/// Where a pass begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// At the slack basis. Within artificial bounds, where a step of the dual method may pass what has two bounds, a large programme takes some more
    /// steps from there, but two thirds of the time.
    Slack,
    /// At a basis that was optimal for other numbers.
    Known,
    /// Where the pass before ended.
    Further,
}

impl Engine {
    /// Pivots to the lexicographic optimum.
    pub(super) fn optimise(&mut self) -> End {
        if self.form.crossed > 0 {
            return End::Crossed;
        }
        let worn = if self.settings.path_free {
            !self.simplex.has_fresh_factors()
        } else {
            self.simplex.has_worn_factors()
        };
        self.simplex.refresh(&self.form, worn);
        let known = !self.simplex.is_slack(&self.form);
        for round in 0..ROUNDS {
            self.simplex.allow_perturbation(round < PERTURBED_ROUNDS);
            let start = match round {
                0 if known => Start::Known,
                0 => Start::Slack,
                _ => Start::Further,
            };
            match self.round(start) {
                Ok(true) => return End::Optimal,
                Ok(false) => self.simplex.rest(),
                Err(end) => {
                    self.simplex.bounds_changed();
                    return end;
                }
            }
        }
        End::Failed(Reason::Unsettled)
    }

    /// One pass through all methods; false if its end does not hold and a further pass is needed.
    fn round(&mut self, start: Start) -> Result<bool, End> {
        if self.simplex.is_feasible() {
            self.load(0);
            let few = match (self.is_large(), self.simplex.has_learnt_weights()) {
                (false, _) => FEW,
                (true, true) => 0,
                (true, false) => usize::MAX,
            };
            if start == Start::Known && self.simplex.attractive_count() > few {
                self.cross_artificial_bounds();
            }
        } else if start == Start::Slack && self.is_large() {
            self.cross_artificial_bounds();
        } else {
            self.blend();
        }
        self.reach_feasibility()?;
        if !self.descend(0)? {
            return Ok(false);
        }
        self.decide_ties()
    }

    /// Dual method within artificial bounds, with the blend of all objectives. Wherever it ends, the other methods go on from there.
    pub(super) fn cross_artificial_bounds(&mut self) {
        self.blend();
        let form = &self.form;
        let bounds = &mut self.artificial_bounds;
        let bounds = bounds.get_or_insert_with(|| ArtificialBounds::new(form));
        self.simplex.enter_artificial_bounds(form, bounds);
        self.simplex.make_dual_feasible(form);
        self.simplex.dual(form);
        self.simplex.restore_bounds(form);
        if !self.simplex.is_feasible() {
            self.blend();
        }
    }

    fn blend(&mut self) {
        self.simplex.blend(&self.form);
    }

    pub(super) fn load(&mut self, rank: usize) {
        self.simplex.load(&self.form, rank);
    }

    /// Dual method with the blend of all objectives, so that it stays near the lexicographic optimum and
    /// seldom meets a tie; costs shifted further if it has to be, and the true costs afterwards.
    fn reach_feasibility(&mut self) -> Result<(), End> {
        if self.simplex.is_feasible() {
            if self.simplex.has_altered_costs() {
                self.load(0);
            }
            return Ok(());
        }
        self.simplex.make_dual_feasible(&self.form);
        match self.simplex.dual(&self.form) {
            DualEnd::Feasible => {}
            DualEnd::Infeasible { below } => {
                self.load(0);
                return Err(End::Infeasible { below });
            }
            DualEnd::Limit => return Err(End::Failed(Reason::IterationLimit)),
            DualEnd::Stuck => return Err(End::Failed(Reason::UntrustedPivots)),
        }
        self.load(0);
        Ok(())
    }

    /// Primal method with the costs at hand; false if its end is infeasible without perturbation.
    pub(super) fn descend(&mut self, rank: usize) -> Result<bool, End> {
        let end = self.simplex.primal(&self.form);
        let perturbed = self.simplex.has_altered_bounds();
        match end {
            PrimalEnd::Unbounded { .. } if perturbed => {
                self.simplex.restore_bounds(&self.form);
                return Ok(false);
            }
            PrimalEnd::Optimal => {}
            PrimalEnd::Unbounded { entering, rises } => {
                return Err(End::Unbounded {
                    rank,
                    entering,
                    rises,
                });
            }
            PrimalEnd::Limit => return Err(self.failed(Reason::IterationLimit)),
            PrimalEnd::Stuck => return Err(self.failed(Reason::UntrustedPivots)),
        }
        if perturbed {
            self.simplex.restore_bounds(&self.form);
        }
        Ok(self.simplex.is_feasible())
    }

    fn failed(&mut self, reason: Reason) -> End {
        if self.simplex.has_altered_bounds() {
            self.simplex.restore_bounds(&self.form);
        }
        End::Failed(reason)
    }

    /// Later objectives on the optimal face, then the final check.
    fn decide_ties(&mut self) -> Result<bool, End> {
        let before = self.simplex.pivots().iterations();
        let mut saved = false;
        self.simplex.set_moves_aside();
        for rank in 1..self.form.cost.len() {
            if !self.simplex.freeze() {
                break;
            }
            if !saved {
                self.simplex.set_prices_aside();
                saved = true;
            }
            self.load(rank);
            if !self.descend(rank)? {
                return Ok(false);
            }
        }
        let moved = self.simplex.pivots().iterations() != before;
        if moved {
            self.simplex.rest();
        } else {
            self.simplex.give_back_moves();
        }
        if saved && !moved {
            self.simplex.swap_prices_aside();
        }
        self.simplex.close();
        Ok(self.settle(moved, !saved))
    }

    /// Final factors, values and prices; whether they hold. The prices are `fresh` if no later objective was
    /// looked at: both methods end with prices computed from the basis.
    fn settle(&mut self, moved: bool, fresh: bool) -> bool {
        // flips move values step by step, though the factors are fresh
        let follows_path = self.settings.path_free && self.simplex.pivots().flips > 0;
        if self.simplex.has_fresh_factors() && !moved && !follows_path {
            return true;
        }
        if self.settings.path_free && !self.simplex.has_fresh_factors() {
            self.simplex.factorise(&self.form);
        }
        self.simplex.compute_x(&self.form);
        if self.settings.path_free || moved || !fresh {
            self.load(0);
        }
        self.simplex.holds(LOOSE)
    }
}
