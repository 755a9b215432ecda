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
//! no corner is missing. Which plans are compared is said in [`held`].

pub mod axis;
pub mod baseline;
pub mod family;
pub mod held;

use crate::case::Case;
use crate::engine::Status;
use crate::path::change::{LoadReader, Loads, Move};
use crate::path::figures::{Figures, Reader};
use crate::path::{self, Piece, Start, Walk};

pub use axis::Axis;
pub use baseline::Baseline;
pub use family::{Family, FamilyError, Member, family};
use held::Held;

/// Corners closer than this in both measures, relative to their size, are one.
const SAME: f64 = 1e-11;

/// Less than this, relative to its size, is nothing gained in a measure: rounding of its sum.
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
    #[error("a frontier needs two measures, and both are {}", .axis.name())]
    OneAxis {
        /// Which.
        axis: Axis,
    },
    /// The engine cannot certify the cheapest plan.
    #[error("the cheapest plan has no certified optimum: {status:?}")]
    NoStart {
        /// What the engine says.
        status: Status,
    },
    /// There is no path.
    #[error(transparent)]
    Path(#[from] path::PathError),
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
    pub fn price(&self, point: &Point) -> Option<f64> {
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
    pub fn price_column(&self) -> String {
        match (self.x, self.y) {
            (Axis::Cost, Axis::Carbon) => "abatement_cost_cny_per_t".to_owned(),
            (x, y) => format!("{}_per_{}", x.price_of(), y.price_per()),
        }
    }
}

/// The frontier of a case.
///
/// # Errors
/// [`FrontierError`] where both axes are one, or a programme cannot be certified.
pub fn frontier(case: &Case, x: Axis, y: Axis) -> Result<Frontier, FrontierError> {
    frontier_with(case, x, y, |_| {})
}

/// The frontier of a case; `progress` is told which part of the weights is done.
///
/// # Errors
/// As [`frontier`].
pub fn frontier_with(
    case: &Case,
    x: Axis,
    y: Axis,
    mut progress: impl FnMut(f64),
) -> Result<Frontier, FrontierError> {
    if x == y {
        return Err(FrontierError::OneAxis { axis: x });
    }
    let held = Held::new(case, [x, y])?;
    let (line, scale) = held.line([x, y]);
    let mut corners = Corners::new(&held, [x, y], scale);
    let mut walk = path::walk(&line, Start::Basis(&held.basis), |piece| {
        corners.take(piece);
        progress(piece.to);
    })?;
    walk.solved_from_scratch += 1;
    Ok(Frontier {
        x,
        y,
        points: corners.points,
        cheapest: corners.reader.read(&held.cheapest),
        scale,
        walk,
        row_count: line.program.row_count(),
        column_count: line.program.column_count(),
        case: held.case,
    })
}

/// Gathers the corners along the path.
struct Corners<'a> {
    case: &'a Case,
    axes: [Axis; 2],
    scale: f64,
    reader: Reader,
    load_reader: LoadReader,
    points: Vec<Point>,
    /// What runs where at the last corner.
    loads: Loads,
}

impl<'a> Corners<'a> {
    fn new(held: &'a Held, axes: [Axis; 2], scale: f64) -> Self {
        Corners {
            case: &held.case,
            axes,
            scale,
            reader: Reader::new(&held.case, &held.formulation),
            load_reader: LoadReader::new(&held.case, held.formulation.columns()),
            points: Vec::new(),
            loads: Loads::new(),
        }
    }

    fn take(&mut self, piece: &Piece<'_>) {
        let plan = piece.start;
        let (from, to) = piece.parts;
        let figures = match self.points.last() {
            Some(last) if piece.goes_on => last.figures.clone(),
            _ => self.reader.read(plan),
        };
        if let Some(last) = self.points.last_mut()
            && (is_same(self.case, self.axes, &last.figures, &figures)
                || is_dominated(self.case, self.axes, &last.figures, &figures))
        {
            last.weights.1 = to;
            return;
        }
        let is_first = self.points.is_empty();
        let loads = self.load_reader.loads(plan);
        self.points.push(Point {
            figures,
            slope: (!is_first).then(|| self.scale * from / (1.0 - from)),
            weights: (from, to),
            moves: if is_first {
                Vec::new()
            } else {
                self.load_reader.moves(&self.loads, &loads)
            },
        });
        self.loads = loads;
    }
}

/// Whether two plans are one corner.
fn is_same(case: &Case, axes: [Axis; 2], a: &Figures, b: &Figures) -> bool {
    axes.iter().all(|axis| {
        let (a, b) = (axis.measure(case, a), axis.measure(case, b));
        (a - b).abs() <= SAME * a.abs().max(b.abs())
    })
}

/// Whether a plan costs more in x than the corner before and gains nothing in y. Close to the end of the range the
/// weight of x is lost in the engine's tolerance, so that a plan may be found which is best in y and not, among those, in x.
fn is_dominated(case: &Case, axes: [Axis; 2], last: &Figures, next: &Figures) -> bool {
    let [(x, more), (y, less)] = axes.map(|axis| {
        let (a, b) = (axis.measure(case, last), axis.measure(case, next));
        (a, b - a)
    });
    more >= -NOTHING * x.abs() && -less <= NOTHING * y.abs()
}
