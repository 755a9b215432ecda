//! Eastern capacity that a plan no longer contracts.

use super::verdict::{Apart, Verdict};
use crate::case::{Case, Side};
use crate::placement::Placement;
use crate::rounding::settled;

/// Eastern capacity freed. What it is room for is told by [headroom](super::headroom).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CapacityClaim {
    /// Eastern capacity contracted in the baseline less the plan's, MW (IT).
    pub freed_mw: f64,
    /// What the baseline contracts there, MW (IT).
    baseline_mw: f64,
    /// Under which it decides nothing, since plans are near the best and not the best, MW (IT): their gaps' part of what is contracted.
    pub within_mw: f64,
}

impl CapacityClaim {
    /// Whether capacity is freed.
    pub(crate) fn verdict(&self) -> Verdict {
        Verdict::of(self.freed_mw, self.within_mw)
    }

    /// The same of plans that are so far from the best.
    #[must_use]
    pub(crate) fn within(self, apart: Apart) -> Self {
        CapacityClaim {
            within_mw: apart.share * self.baseline_mw,
            ..self
        }
    }
}

pub(super) fn capacity_claim(case: &Case, plan: &Placement, baseline: &Placement) -> CapacityClaim {
    let contracted_mw = |placement: &Placement| placement.side_contracted_mw(case, Side::East);
    let before_mw = contracted_mw(baseline);
    CapacityClaim {
        freed_mw: settled(before_mw - contracted_mw(plan), before_mw),
        baseline_mw: before_mw,
        within_mw: 0.0,
    }
}
