//! # Whether a claim holds, where plans are near the best and not the best itself
//!
//! A figure of two plans each of which may cost a little more than the best there is lies in an interval about what is told. A claim holds
//! where the whole interval says so, and does not where the whole of it says the contrary; where it says both, the claim is *open*: a smaller
//! gap, or exact plans, may decide it, and no sign of the figure does. Plans that are exact leave nothing open.

use crate::solver::near::Near;

/// What is proved of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// Neither is proved within the gaps of the plans.
    Open,
}

impl Verdict {
    /// Of a claim that a figure is over 0, where the figure is told within `within` of what it may be.
    pub(crate) fn of(figure: f64, within: f64) -> Self {
        if figure > within {
            Verdict::Holds
        } else if within == 0.0 || figure < -within {
            Verdict::Fails
        } else {
            Verdict::Open
        }
    }

    /// Whether it holds; `None` where that is open.
    pub(crate) const fn told(self) -> Option<bool> {
        match self {
            Verdict::Holds => Some(true),
            Verdict::Fails => Some(false),
            Verdict::Open => None,
        }
    }

    /// Of a claim that asks for both.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Verdict::Fails, _) | (_, Verdict::Fails) => Verdict::Fails,
            (Verdict::Holds, Verdict::Holds) => Verdict::Holds,
            _ => Verdict::Open,
        }
    }
}

/// How far two plans together may be from the two best.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Apart {
    /// What they may cost more, CNY.
    pub cny: f64,
    /// The same as parts of what each costs, added up.
    pub share: f64,
}

impl Apart {
    /// Of plans that are near the best, or are the best.
    pub(crate) fn of(sides: [Option<Near>; 2]) -> Self {
        let near = || sides.iter().flatten();
        Apart {
            cny: near().map(Near::slack).sum(),
            share: near().map(|near| near.bounds.gap()).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Fails, Holds, Open};
    use super::*;

    #[test]
    fn a_figure_within_the_gap_decides_nothing() {
        let told = [2.0, 0.5, 0.0, -0.5, -2.0];
        assert_eq!(
            told.map(|figure| Verdict::of(figure, 1.0)),
            [Holds, Open, Open, Open, Fails]
        );
        assert_eq!(
            told.map(|figure| Verdict::of(figure, 0.0)),
            [Holds, Holds, Fails, Fails, Fails]
        );
    }

    #[test]
    fn two_that_are_asked_for_hold_together_or_not_at_all() {
        assert_eq!(Holds.and(Holds), Holds);
        assert_eq!(Holds.and(Open), Open);
        assert_eq!(Open.and(Fails), Fails);
    }
}
