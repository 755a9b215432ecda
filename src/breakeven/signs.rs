//! Where claims change their sign along a driver.

use super::quantities::{Claim, Quantities};

/// A value of the driver at which a claim begins or stops to hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flip {
    /// The value.
    pub value: f64,
    /// Whether the claim holds just above it (and not just below), or the other way round.
    pub holds_above: bool,
    /// Whether the plan jumps there; else two figures that move become equal.
    pub is_jump: bool,
}

/// A stretch of the driver on which both plans stand still or move along lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub from: f64,
    pub to: f64,
    /// Plan and baseline at its begin.
    pub start: (Quantities, Quantities),
    /// Plan and baseline at its end.
    pub end: (Quantities, Quantities),
}

/// Spans in ascending order of the driver.
#[derive(Debug, Default)]
pub(super) struct Signs {
    pub spans: Vec<Span>,
}

impl Signs {
    /// Values at which a claim begins or stops to hold.
    pub fn flips(&self, claim: Claim) -> Vec<Flip> {
        let of_span = |span: &Span| {
            let start = claim.parts(&span.start.0, &span.start.1);
            let end = claim.parts(&span.end.0, &span.end.1);
            stretches(span.from, span.to, start, end)
        };
        let stretches: Vec<Stretch> = self.spans.iter().flat_map(of_span).collect();
        let pairs = stretches.windows(2);
        pairs
            .filter(|pair| pair[0].holds != pair[1].holds)
            .map(|pair| Flip {
                value: pair[1].from,
                holds_above: pair[1].holds,
                is_jump: !pair[1].begins_by_crossing,
            })
            .collect()
    }
}

/// A part of a span on which a claim holds, or does not.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stretch {
    from: f64,
    holds: bool,
    begins_by_crossing: bool,
}

/// Cuts a span where one of two affine parts crosses zero.
fn stretches(from: f64, to: f64, start: [f64; 2], end: [f64; 2]) -> Vec<Stretch> {
    let crossing = |k: usize| {
        let part = start[k] / (start[k] - end[k]);
        let crosses = start[k] * end[k] < 0.0;
        (crosses && part > 0.0 && part < 1.0).then_some(part)
    };
    let mut cuts: Vec<f64> = (0..2).filter_map(crossing).collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let begins: Vec<f64> = std::iter::once(0.0).chain(cuts).collect();
    let ends = begins.iter().skip(1).copied().chain([1.0]);
    begins
        .iter()
        .zip(ends)
        .map(|(&begin, finish)| {
            let middle = 0.5 * (begin + finish);
            let at = |k: usize| start[k] + middle * (end[k] - start[k]);
            Stretch {
                // the last stretch of a limit has no end, and ∞ · 0 is no number
                from: if begin > 0.0 {
                    from + begin * (to - from)
                } else {
                    from
                },
                holds: at(0) > 0.0 && at(1) > 0.0,
                begins_by_crossing: begin > 0.0,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_falls_through_zero_flips_there() {
        // from 3 at 10 to −1 at 14: zero at 13
        let found = stretches(10.0, 14.0, [3.0; 2], [-1.0; 2]);
        assert_eq!(found.len(), 2);
        assert!(found[0].holds && !found[1].holds);
        assert_eq!(found[1].from, 13.0);
        assert!(found[1].begins_by_crossing);
    }

    #[test]
    fn both_parts_have_to_be_positive() {
        let found = stretches(0.0, 1.0, [-1.0, 1.0], [3.0, -1.0]);
        let held: Vec<bool> = found.iter().map(|stretch| stretch.holds).collect();
        assert_eq!(held, [false, true, false]);
        assert_eq!((found[1].from, found[2].from), (0.25, 0.5));
    }

    #[test]
    fn nothing_is_no_claim() {
        let found = stretches(0.0, 1.0, [0.0; 2], [0.0; 2]);
        assert_eq!(found.len(), 1);
        assert!(!found[0].holds);
    }
}
