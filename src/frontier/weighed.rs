//! # Corners one by one
//!
//! Where the path over the weights cannot be certified, each corner is found by a programme of its own (Cohon 1978,
//! *Multiobjective Programming and Planning*, ch. 6). First the two ends: the best plan in f, and among those in g, and the
//! other way round. Then, between two neighbours a and b, the best plan at the weight at which both are as good,
//!
//! ```text
//!     s·λ / (1 − λ) = (f_b − f_a) / (g_a − g_b)
//! ```
//!
//! If it is better there than a and b, it is a corner between them, and is looked past on both sides; if not, no plan lies
//! below the edge from a to b. Each plan passes the check that `solve` has for its own; where the engine cannot certify it, the
//! reference solver answers, and is counted. There is no one proof of the whole, so such a frontier is never called complete.

use crate::certificate::Certificate;
use crate::control::Cancelled;
use crate::engine::Basis;
use crate::optimum::optimal;
use crate::path::{Line, NOTHING_AMISS, worst_of};
use crate::program::{Objective, Program};
use crate::rounding::Sum;
use crate::solver::{self, SolveError, Solver};

use super::held::Held;
use super::{Axis, Corners, FrontierError, is_dominated, is_same};

/// A plan is better than another only by more than this, relative to the terms of what is weighed: what two certified
/// optima can be apart.
const BETTER: f64 = 1e-9;

/// The same, where the reference solver found one of them.
const BETTER_BY_REFERENCE: f64 = 1e-6;

/// Programmes that are solved, at most.
const MOST: usize = 1000;

/// How corners were found one by one.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Why there is no path.
    pub why: String,
    /// Programmes solved.
    pub solved: usize,
    /// Those of them that the reference solver answered, because the engine could not certify its answer.
    pub by_reference: usize,
    /// Edges that were not searched for corners: no solver had an answer, or too many programmes were solved.
    pub open_edges: usize,
    /// Largest residuals and gap of all plans.
    pub worst: Certificate,
}

/// A plan with its two measures.
struct Corner {
    plan: Vec<f64>,
    measured: [Sum; 2],
    better_by: f64,
}

/// Finds the corners and gives them to `corners`, the best x first.
pub(super) fn find(
    held: &Held,
    axes: [Axis; 2],
    (line, why): (&Line, String),
    corners: &mut Corners,
    progress: impl FnMut(f64),
) -> Result<Weighed, FrontierError> {
    let mut finder = Finder {
        held,
        corners,
        measures: axes.map(|axis| axis.coefficients(&held.case, &held.formulation)),
        program: line.program.clone(),
        basis: held.basis.clone(),
        progress,
        weighed: Weighed {
            why,
            solved: 0,
            by_reference: 0,
            open_edges: 0,
            worst: NOTHING_AMISS,
        },
    };
    let first = finder.end(axes, 0)?;
    let last = finder.end(axes, 1)?;
    let mut found = Vec::new();
    if is_same(first.measured, last.measured) || is_dominated(first.measured, last.measured) {
        found.push(first);
    } else if is_dominated(last.measured, first.measured) {
        found.push(last);
    } else {
        finder.between(&first, &last, &mut found)?;
        found.insert(0, first);
        found.push(last);
    }
    let weighed = finder.weighed;
    hand_over(convex(found), corners);
    Ok(weighed)
}

struct Finder<'a, P> {
    held: &'a Held,
    corners: &'a Corners,
    /// Coefficients of both.
    measures: [Vec<f64>; 2],
    program: Program,
    basis: Option<Basis>,
    progress: P,
    weighed: Weighed,
}

impl<P: FnMut(f64)> Finder<'_, P> {
    /// The plan that is best in the measure `first`, and among those in the other.
    fn end(&mut self, axes: [Axis; 2], first: usize) -> Result<Corner, FrontierError> {
        let ranked = [first, 1 - first].map(|k| self.measures[k].clone());
        self.best(&ranked).map_err(|error| match error {
            SolveError::Cancelled(cancelled) => cancelled.into(),
            error => FrontierError::NoEnd {
                path: self.weighed.why.clone(),
                axis: axes[first],
                reason: error.to_string(),
            },
        })
    }

    /// Corners between two, in order.
    fn between(
        &mut self,
        a: &Corner,
        b: &Corner,
        found: &mut Vec<Corner>,
    ) -> Result<(), Cancelled> {
        let weight = self.weight(a, b);
        if self.weighed.solved >= MOST {
            self.weighed.open_edges += 1;
            return Ok(());
        }
        let [f, g] = &self.measures;
        let of_g = weight * self.corners.scale;
        let weights = f.iter().zip(g).map(|(f, g)| (1.0 - weight) * f + of_g * g);
        let weights = weights.collect();
        match self.best(&[weights]) {
            Ok(corner) if self.is_better(&corner, [a, b], weight) => {
                self.between(a, &corner, found)?;
                let at = found.len();
                self.between(&corner, b, found)?;
                found.insert(at, corner);
            }
            Ok(_) => (self.progress)(weight),
            Err(SolveError::Cancelled(cancelled)) => return Err(cancelled),
            Err(_) => self.weighed.open_edges += 1,
        }
        Ok(())
    }

    /// The weight at which both are as good.
    fn weight(&self, a: &Corner, b: &Corner) -> f64 {
        let slope = slope(a, b);
        slope / (self.corners.scale + slope)
    }

    /// Whether a plan is better than both its neighbours at a weight at which they are as good.
    fn is_better(&self, corner: &Corner, neighbours: [&Corner; 2], weight: f64) -> bool {
        let value = |of: fn(&Sum) -> f64, corner: &Corner| {
            let [f, g] = &corner.measured;
            (1.0 - weight) * of(f) + weight * self.corners.scale * of(g)
        };
        neighbours.into_iter().all(|other| {
            let gained = value(|sum| sum.value, other) - value(|sum| sum.value, corner);
            let terms = value(|sum| sum.terms, other).max(value(|sum| sum.terms, corner));
            gained > corner.better_by.max(other.better_by) * terms
                && !is_same(corner.measured, other.measured)
        })
    }

    /// The best plan for objectives in that order, and then the case's own.
    fn best(&mut self, ranked: &[Vec<f64>]) -> Result<Corner, SolveError> {
        self.weighed.solved += 1;
        let own = self.held.program.objectives.iter().skip(1).cloned();
        let first = ranked.iter().map(|coefficients| Objective {
            name: "weighed".to_owned(),
            coefficients: coefficients.clone(),
            constant: 0.0,
        });
        self.program.objectives = first.chain(own).collect();
        let (solved, basis) = solver::solve_near(&self.program, self.basis.as_ref())?;
        let solved = optimal(&self.held.case, solved, Solver::Engine)?;
        let by_engine = basis.is_some();
        if by_engine {
            self.basis = basis;
        } else {
            self.weighed.by_reference += 1;
        }
        self.weighed.worst = worst_of(&self.weighed.worst, &solved.certificate);
        Ok(Corner {
            measured: self.corners.measured(&solved.solution.x),
            plan: solved.solution.x,
            better_by: if by_engine {
                BETTER
            } else {
                BETTER_BY_REFERENCE
            },
        })
    }
}

/// What one unit less of g costs in f, from `a` to `b`.
fn slope(a: &Corner, b: &Corner) -> f64 {
    let [f, g] = [0, 1].map(|k| b.measured[k].value - a.measured[k].value);
    -f / g
}

/// Without what lies above the edge between two others, by rounding.
fn convex(found: Vec<Corner>) -> Vec<Corner> {
    let mut kept: Vec<Corner> = Vec::new();
    for corner in found {
        while let [.., a, b] = kept.as_slice()
            && slope(b, &corner) <= slope(a, b)
        {
            kept.pop();
        }
        kept.push(corner);
    }
    kept
}

/// Each corner with the weights at which it is as good as its neighbours.
fn hand_over(found: Vec<Corner>, corners: &mut Corners) {
    let weight = |pair: &[Corner]| {
        let slope = slope(&pair[0], &pair[1]);
        slope / (corners.scale + slope)
    };
    let inner: Vec<f64> = found.windows(2).map(weight).collect();
    let from = std::iter::once(0.0).chain(inner.iter().copied());
    let to = inner.iter().copied().chain([1.0]);
    for (corner, weights) in found.iter().zip(from.zip(to)) {
        corners.push_plan(&corner.plan, weights);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontier::frontier;
    use crate::path::Walk;

    /// A frontier that has a path, found once more without it: the same corners, but for the proof of the whole.
    #[test]
    fn corners_one_by_one_are_those_of_the_path() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
        let read = crate::input::read_case(&folder);
        let case = read.unwrap_or_else(|report| panic!("{report}")).case;
        for axes in [
            [Axis::Cost, Axis::Carbon],
            [Axis::Cost, Axis::RoundTrip],
            [Axis::Carbon, Axis::RoundTrip],
        ] {
            let walked = frontier(&case, axes[0], axes[1]).expect("a frontier");
            assert!(walked.is_complete() && walked.weighed.is_none());
            let held = Held::new(&case, axes).expect("a plan");
            let (line, scale) = held.line(axes);
            let mut corners = Corners::new(&held, axes, scale);
            let why = (&line, "for a test".to_owned());
            let weighed = find(&held, axes, why, &mut corners, |_| {}).expect("corners");
            assert_eq!((weighed.by_reference, weighed.open_edges), (0, 0));
            assert_eq!(corners.points.len(), walked.points.len(), "{axes:?}");
            for (own, other) in corners.points.iter().zip(&walked.points) {
                let of = |axis: Axis| {
                    [&own.figures, &other.figures].map(|figures| axis.measure(&case, figures))
                };
                for [a, b] in axes.map(of) {
                    assert!((a - b).abs() <= 1e-9 * (1.0 + b.abs()), "{a} {b}");
                }
                let [a, b] = [own, other].map(|point| point.slope.unwrap_or(0.0));
                assert!((a - b).abs() <= 1e-6 * b, "{a} {b}");
            }
            assert!(!Walk::none(&line).is_complete);
        }
    }
}
