//! # The frontier of two measures, exactly
//!
//! For two measures f and g that are linear in the plan (what is paid, and carbon), the plans of which none is
//! better in both are those that minimise
//!
//! ```text
//!     c(λ) = (1 − λ)·f + λ·s·g        0 < λ < 1
//! ```
//!
//! for some weight λ (Isermann 1974); s brings both to one size. In the plane of f and g they are a polyline
//! that is convex towards the origin. Its corners are found by one [path] over λ from 0 to 1: at a
//! breakpoint λ the optimal plan jumps from one corner to the next, along an edge of slope
//!
//! ```text
//!     −Δf / Δg = s·λ / (1 − λ)        what one unit of g less costs in f, along this edge
//! ```
//!
//! For cost and carbon that is the marginal cost of abatement, CNY per tonne. Both ends are lexicographic: the
//! first corner is best in f, and among those in g; the last one best in g, and among those in f.
//!
//! The path proves every piece by linear programming duality, so a **complete** frontier has no point below it, and
//! no corner is missing. Which plans are compared is said in [`held`]. Where no path can be certified, corners are found one
//! by one: [`weighed`].
//!
//! ```
//! use eastwest::{frontier::{Axis, frontier}, input::read_case};
//!
//! let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
//! let case = read_case(&folder).map_err(|report| report.to_string())?.case;
//! let drawn = frontier(&case, Axis::Cost, Axis::Carbon).map_err(|error| error.to_string())?;
//! // the cheapest plan is the cleanest: the frontier is one corner, and that is proved
//! assert!(drawn.is_complete() && drawn.points.len() == 1);
//! assert!((drawn.points[0].figures.costs.total() - 220_209_100.0).abs() < 1.0);
//! # Ok::<(), String>(())
//! ```

pub(crate) mod axis;
pub(crate) mod baseline;
pub(crate) mod family;
pub(crate) mod held;
pub(crate) mod weighed;

use crate::case::Case;
use crate::control::{self, Cancelled, Control};
use crate::formulation::Formulation;
use crate::path::change::{LoadReader, Loads, Move};
use crate::path::figures::{Figures, Reader};
use crate::path::{self, Piece, Start, Walk};
use crate::rounding::Sum;

pub use self::{
    axis::Axis,
    baseline::Baseline,
    family::{Family, FamilyError, family, family_with},
    held::Held,
};
pub(crate) use family::Member;
pub(crate) use weighed::Weighed;

/// Corners closer than this in both measures, relative to the size of the terms that a measure is the sum of, are one.
/// (Emissions that green energy takes away are nothing, and the rounding of much.)
const SAME: f64 = 1e-11;

/// Less than this, relative to the same, is nothing gained in a measure: rounding of its sum.
const NOTHING: f64 = 1e-13;

/// A corner of a frontier.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// What its plan costs, emits and runs where.
    pub figures: Figures,
    /// What one unit less of y costs in x on the edge that leads here, both in their linear measure: CNY per
    /// tonne. `None` at the first corner.
    pub slope: Option<f64>,
    /// The weights λ for which it is best.
    pub weights: (f64, f64),
    /// What moved since the corner before, greatest first.
    pub moves: Vec<Move>,
}

/// A frontier.
#[derive(Debug, Clone)]
pub struct Frontier {
    /// The case, as solved.
    pub case: Case,
    /// What stands on the first axis: best at the first corner.
    pub x: Axis,
    /// What stands on the second axis: best at the last corner.
    pub y: Axis,
    /// The corners, from the best x to the best y.
    pub points: Vec<Point>,
    /// The cheapest plan, which `solve` gives.
    pub cheapest: Figures,
    /// The scale s of the weights.
    pub scale: f64,
    /// How the path was walked. It counts the cheapest plan's programme, too.
    pub walk: Walk,
    /// How its corners were found one by one, where no path can be certified.
    pub weighed: Option<Weighed>,
    /// Rows of the programme.
    pub row_count: usize,
    /// Columns of the programme.
    pub column_count: usize,
}

/// Why there is no frontier.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FrontierError {
    /// Both axes are the same.
    #[error("{}", tr!("a frontier needs two measures, and both are {}", .axis.name()))]
    OneAxis {
        /// Which.
        axis: Axis,
    },
    /// No solver has a cheapest plan that passes its check.
    #[error("{}", tr!("there is no certified cheapest plan: {reason}", reason = .reason))]
    NoStart {
        /// What was said.
        reason: String,
    },
    /// No path can be certified, and no solver has a plan that is best in one of the measures.
    #[error("{}", tr!("no path is proved ({path}), and there is no certified plan of the best {}: {reason}", .axis.name(), path = .path, reason = .reason))]
    NoEnd {
        /// What is missing of a path.
        path: String,
        /// The measure.
        axis: Axis,
        /// What was said of the plan.
        reason: String,
    },
    /// It was asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl Frontier {
    /// Whether it is proved that no plan lies below it and no corner is missing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.walk.is_complete
    }

    /// What stands on the axes at a corner: x and y.
    #[must_use]
    pub fn place(&self, figures: &Figures) -> (f64, f64) {
        let of = |axis: Axis| axis.value(&self.case, figures);
        (of(self.x), of(self.y))
    }

    /// The slope that leads to a corner, in the units of [`Frontier::price_column`]: what a tonne, a millisecond of
    /// the mean or a MWh less costs on this edge.
    #[must_use]
    pub(crate) fn price(&self, point: &Point) -> Option<f64> {
        let energy_mwh = self.cheapest.it_energy_mwh;
        let per = |axis: Axis| {
            if axis == Axis::RoundTrip {
                energy_mwh
            } else {
                1.0
            }
        };
        Some(point.slope? * per(self.y) / per(self.x))
    }

    /// Heading of the slopes: `abatement_cost_cny_per_t`.
    #[must_use]
    pub(crate) fn price_column(&self) -> String {
        match (self.x, self.y) {
            (Axis::Cost, Axis::Carbon) => "abatement_cost_cny_per_t".to_owned(),
            (x, y) => format!("{}_per_{}", x.price_of(), y.price_per()),
        }
    }
}

/// The frontier of a case.
///
/// # Errors
/// [`FrontierError`] where both axes are one, or no solver has a certified plan.
pub fn frontier(case: &Case, x: Axis, y: Axis) -> Result<Frontier, FrontierError> {
    frontier_with(case, x, y, &Control::default())
}

/// The frontier of a case; `control` is told which part of the weights is done.
///
/// # Errors
/// As [`frontier`], and where it is stopped.
pub fn frontier_with(
    case: &Case,
    x: Axis,
    y: Axis,
    control: &Control<'_>,
) -> Result<Frontier, FrontierError> {
    let progress = |part| control.tell("weights", part, 1.0);
    progress(0.0);
    control.run(|| drawn(case, x, y, &progress))
}

fn drawn(case: &Case, x: Axis, y: Axis, progress: &dyn Fn(f64)) -> Result<Frontier, FrontierError> {
    if x == y {
        return Err(FrontierError::OneAxis { axis: x });
    }
    let held = Held::new(case, [x, y])?;
    let (line, scale) = held.line([x, y]);
    let mut corners = Corners::new(&held, [x, y], scale);
    let start = held.basis.as_ref().map_or(Start::Scratch, Start::Basis);
    let walk = path::walk(&line, start, |piece| {
        corners.take(piece);
        progress(piece.to);
    });
    let given_up = match &walk {
        Ok(walk) if walk.open_part(&line) <= OPEN => None,
        Ok(walk) => Some(tr!("{} of its parts are not proved", walk.gaps.len())),
        Err(error) => Some(error.to_string()),
    };
    let mut walk = walk.unwrap_or_else(|_| Walk::none(&line));
    walk.solved_from_scratch += 1;
    let weighed = match given_up {
        None => None,
        Some(path) => {
            control::go_on()?;
            corners = Corners::new(&held, [x, y], scale);
            let weighed = weighed::find(&held, [x, y], (&line, path), &mut corners, progress)?;
            walk.is_complete = false;
            walk.worst = weighed.worst;
            Some(weighed)
        }
    };
    Ok(Frontier {
        x,
        y,
        weighed,
        points: corners.points,
        cheapest: corners.reader.read(&held.cheapest),
        scale,
        walk,
        row_count: line.program.row_count(),
        column_count: line.program.column_count(),
        case: held.case,
    })
}

/// Part of the weights that may stay without a proof, as of a trace; beyond it, corners are found one by one.
const OPEN: f64 = 1e-6;

/// Gathers the corners along the path.
struct Corners {
    meters: [Meter; 2],
    scale: f64,
    reader: Reader,
    load_reader: LoadReader,
    points: Vec<Point>,
    /// Both measures of the last corner.
    last: Option<[Sum; 2]>,
    /// What runs where at the corner before the last one, and at the last one.
    loads: [Loads; 2],
}

impl Corners {
    fn new(held: &Held, axes: [Axis; 2], scale: f64) -> Self {
        Corners {
            meters: axes.map(|axis| Meter::of(axis, &held.case, &held.formulation)),
            scale,
            reader: Reader::new(&held.case, &held.formulation),
            load_reader: LoadReader::new(&held.case, held.formulation.columns()),
            points: Vec::new(),
            last: None,
            loads: Default::default(),
        }
    }

    fn take(&mut self, piece: &Piece<'_>) {
        let measured = self.measured(piece.start);
        match (self.last, self.points.last_mut()) {
            (Some(last), Some(point))
                if piece.goes_on || is_same(last, measured) || is_dominated(last, measured) =>
            {
                point.weights.1 = piece.parts.1;
            }
            (Some(last), _) if is_dominated(measured, last) => self.replace_last(piece, measured),
            _ => self.push(piece, measured),
        }
    }

    /// Both measures of a plan.
    fn measured(&self, plan: &[f64]) -> [Sum; 2] {
        self.meters.each_ref().map(|meter| meter.read(plan))
    }

    fn push(&mut self, piece: &Piece<'_>, measured: [Sum; 2]) {
        self.push_plan(piece.start, piece.parts);
        self.last = Some(measured);
    }

    /// A corner with its plan, which is the best between two weights.
    fn push_plan(&mut self, plan: &[f64], (from, to): (f64, f64)) {
        let is_first = self.points.is_empty();
        self.loads.swap(0, 1);
        self.loads[1] = self.load_reader.loads(plan);
        self.points.push(Point {
            figures: self.reader.read(plan),
            slope: (!is_first).then(|| self.scale * from / (1.0 - from)),
            weights: (from, to),
            moves: self.moves(is_first),
        });
    }

    /// The last corner was none: this plan is no worse in either measure. It is reached along the same edge.
    fn replace_last(&mut self, piece: &Piece<'_>, measured: [Sum; 2]) {
        let is_first = self.points.len() == 1;
        self.loads[1] = self.load_reader.loads(piece.start);
        let moves = self.moves(is_first);
        if let Some(point) = self.points.last_mut() {
            point.figures = self.reader.read(piece.start);
            point.weights.1 = piece.parts.1;
            point.moves = moves;
        }
        self.last = Some(measured);
    }

    /// What moved on the way to the last corner.
    fn moves(&self, is_first: bool) -> Vec<Move> {
        let [before, after] = &self.loads;
        if is_first {
            Vec::new()
        } else {
            self.load_reader.moves(before, after)
        }
    }
}

/// Reads a linear measure of plans.
struct Meter {
    coefficients: Vec<f64>,
    sizes: Vec<f64>,
}

impl Meter {
    fn of(axis: Axis, case: &Case, formulation: &Formulation) -> Self {
        Meter {
            coefficients: axis.coefficients(case, formulation),
            sizes: axis.sizes(case, formulation),
        }
    }

    fn read(&self, x: &[f64]) -> Sum {
        let dot = |of: &[f64]| of.iter().zip(x).map(|(c, x)| c * x).sum();
        Sum {
            value: dot(&self.coefficients),
            terms: dot(&self.sizes),
        }
    }
}

/// Whether two plans are one corner.
fn is_same(a: [Sum; 2], b: [Sum; 2]) -> bool {
    a.iter()
        .zip(b)
        .all(|(a, b)| (a.value - b.value).abs() <= SAME * a.terms.max(b.terms))
}

/// Whether `next` is better than `last` in neither measure, but for rounding. Close to the end of the range the weight of
/// x is lost in the engine's tolerance, so that a plan may be found which is best in y and not, among those, in x.
fn is_dominated(last: [Sum; 2], next: [Sum; 2]) -> bool {
    last.iter()
        .zip(next)
        .all(|(last, next)| last.value - next.value <= NOTHING * last.terms.max(next.terms))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(value: f64, terms: f64) -> Sum {
        Sum { value, terms }
    }

    /// 100,000 t are emitted and displaced: what rounding leaves of both is no difference of two corners.
    #[test]
    fn corners_that_differ_by_what_rounding_leaves_are_one() {
        let a = [measured(2e6, 2e6), measured(3e-9, 2e5)];
        let b = [measured(2e6 + 1e-6, 2e6), measured(-2e-9, 2e5)];
        assert!(is_same(a, b));
        let c = [measured(2e6 + 1.0, 2e6), measured(-2e-9, 2e5)];
        assert!(!is_same(a, c) && is_dominated(a, c) && !is_dominated(c, a));
        // little of little is a difference
        let d = [measured(1.0, 1.0), measured(3e-9, 3e-9)];
        let e = [measured(2.0, 2.0), measured(1e-9, 1e-9)];
        assert!(!is_same(d, e) && !is_dominated(d, e));
    }
}
