//! Eastern capacity that a plan no longer contracts.

use crate::case::{Case, Side};
use crate::placement::Placement;
use crate::rounding::settled;

/// Eastern capacity freed. What it is room for is told by [headroom](super::headroom).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CapacityClaim {
    /// Eastern capacity contracted in the baseline less the plan's, MW (IT).
    pub freed_mw: f64,
}

impl CapacityClaim {
    /// Whether capacity is freed.
    #[must_use]
    pub(crate) fn holds(&self) -> bool {
        self.freed_mw > 0.0
    }
}

pub(super) fn capacity_claim(case: &Case, plan: &Placement, baseline: &Placement) -> CapacityClaim {
    let contracted_mw = |placement: &Placement| placement.side_contracted_mw(case, Side::East);
    let before_mw = contracted_mw(baseline);
    CapacityClaim {
        freed_mw: settled(before_mw - contracted_mw(plan), before_mw),
    }
}
