//! Where claims change their sign along a driver.

use super::quantities::{Claim, Parts};

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

/// A step of a part, relative to its largest value along the driver, that is a slope and no jump where it was bisected.
const SMALL_STEP: f64 = 1e-5;

/// A stretch of the driver on which the parts of a claim stand still or move along lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub from: f64,
    pub to: f64,
    /// Its parts at its begin.
    pub start: Parts,
    /// Its parts at its end.
    pub end: Parts,
    /// Whether its parts are at its begin what they were just before, but for a step too small to be a jump.
    pub goes_on: bool,
}

impl Span {
    /// One on which the parts stand still.
    pub(crate) const fn still(from: f64, to: f64, parts: Parts) -> Self {
        Span {
            from,
            to,
            start: parts,
            end: parts,
            goes_on: false,
        }
    }
}

/// The spans of each claim, in ascending order of the driver.
#[derive(Debug)]
pub(super) struct Signs {
    of: Vec<(Claim, Vec<Span>)>,
}

impl Signs {
    /// Of claims, without a span yet.
    pub(crate) fn of(claims: &[Claim]) -> Self {
        Signs {
            of: claims.iter().map(|&claim| (claim, Vec::new())).collect(),
        }
    }

    /// Adds spans to those of a claim.
    pub(crate) fn extend(&mut self, claim: Claim, spans: impl IntoIterator<Item = Span>) {
        if let Some((_, of)) = self.of.iter_mut().find(|(of, _)| *of == claim) {
            of.extend(spans);
        }
    }

    /// What was found of a claim at values, each up to the next one. Parts that differ from those before by no more than a
    /// small share of the largest found have not jumped.
    pub(crate) fn add(&mut self, claim: Claim, found: &[(f64, Parts)]) {
        let largest = |k: usize| {
            found
                .iter()
                .map(|(_, parts)| parts[k].abs())
                .fold(0.0, f64::max)
        };
        let allowed = [0, 1].map(|k| SMALL_STEP * largest(k));
        let goes_on = |a: Parts, b: Parts| (0..2).all(|k| (a[k] - b[k]).abs() <= allowed[k]);
        let mut before: Option<Parts> = None;
        let ends = found.iter().skip(1).chain(found.last());
        let spans = found
            .iter()
            .zip(ends)
            .map(|(&(from, parts), &(to, _))| Span {
                goes_on: before
                    .replace(parts)
                    .is_some_and(|before| goes_on(before, parts)),
                ..Span::still(from, to, parts)
            });
        let spans: Vec<Span> = spans.collect();
        self.extend(claim, spans);
    }

    /// Stretches on which nothing moves, with the parts of all claims on each, in the order of the claims.
    pub(crate) fn still(claims: &[Claim], stretches: &[(f64, f64)], found: &[Vec<Parts>]) -> Self {
        let mut signs = Signs::of(claims);
        for (k, (_, of)) in signs.of.iter_mut().enumerate() {
            let parts = found.iter().map(|parts| parts[k]);
            let spans = stretches.iter().zip(parts);
            of.extend(spans.map(|(&(from, to), parts)| Span::still(from, to, parts)));
        }
        signs
    }

    /// Values at which a claim begins or stops to hold.
    pub(crate) fn flips(&self, claim: Claim) -> Vec<Flip> {
        let mut of = self.of.iter();
        let spans = of.find(|(of, _)| *of == claim).map(|(_, spans)| spans);
        let of_span = |span: &Span| {
            let mut of = stretches(span.from, span.to, span.start, span.end);
            of[0].begins_by_crossing |= span.goes_on;
            of
        };
        let spans = spans.into_iter().flatten();
        let stretches: Vec<Stretch> = spans.flat_map(of_span).collect();
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
