//! # One figure over its whole range
//!
//! An outcome that bends between the two ends of a figure may be less, or more, in between than at both. Where the figure enters the
//! costs and bounds of plan and baseline affinely, both are followed along their [path](crate::path): it falls into pieces, on
//! each of which plan and baseline stand on one basis. With costs and values affine in the figure θ, a sum over the columns
//!
//! ```text
//!     Σ_j a_j(θ)·x_j(θ)
//! ```
//!
//! is a parabola on a piece (a line where costs alone or bounds alone move), so it is least and greatest at the ends of
//! pieces, on either side of a jump, or at the vertex of a parabola. Pieces are proved and tile the range, so these are all places.
//!
//! Headrooms have no costs in them: where costs alone move, the baseline stands still within a piece, and λ with it.

use crate::case::Case;
use crate::engine::Basis;
use crate::family::{Family, Range};
use crate::formulation::{Formulation, formulate};
use crate::optimum::series::carried;
use crate::parameter::ChangeError;
use crate::path::{Line, Start, walk};
use crate::placement::{ShortColumns, Totals};
use crate::program::Program;

use super::outcome::saved;

/// More pieces than this are not asked for headrooms one by one.
const MANY: usize = 200;

/// A plan, or a baseline, at a value of the figure.
pub(super) struct Stage {
    pub formulation: Formulation,
    pub x: Vec<f64>,
}

impl Stage {
    /// Whether load of the case is short.
    pub(crate) fn is_short(&self, case: &Case) -> bool {
        let columns = ShortColumns::of(case, self.formulation.columns());
        let mut short = columns.read(&self.x);
        short.any(|short| short.what.is_demand())
    }
}

/// Places where an outcome may be least or greatest: figure, outcome.
pub(super) type Places = Vec<(f64, f64)>;

/// Such places of cost and carbon saved.
pub(super) struct OfBoth {
    pub cost: Places,
    pub carbon: Places,
}

/// Plan and baseline over the whole range of a figure.
pub(super) struct Followed {
    case: Case,
    /// Plan and baseline.
    sides: [Side; 2],
    /// Where pieces of either begin and end, from the low end to the high one.
    ends: Vec<f64>,
}

struct Side {
    /// As it is solved at the low end.
    case: Case,
    family: Family,
    pieces: Vec<Piece>,
}

/// Part of a path.
struct Piece {
    from: f64,
    to: f64,
    start: Vec<f64>,
    end: Vec<f64>,
}

impl Followed {
    /// `None` where the figure bends a number of a programme or moves rows, columns or entries, or where a path is not proved
    /// from end to end. `bases` are those of plan and baseline nearby, with their programmes.
    pub(crate) fn over(
        (low, high): (f64, f64),
        bases: [Option<(Basis, &Program)>; 2],
        case_at: impl Fn(f64) -> Result<Case, ChangeError>,
    ) -> Option<Self> {
        let case = case_at(low).ok()?;
        let [of_plan, of_first] = bases;
        let plan = Side::over((low, high), of_plan, &case_at)?;
        let first = |figure| Ok(case_at(figure)?.at_baseline().urgent_first());
        let first = Side::over((low, high), of_first, first)?;
        let sides = [plan, first];
        let pieces = sides.iter().flat_map(|side| &side.pieces);
        let mut ends: Vec<f64> = pieces.flat_map(|piece| [piece.from, piece.to]).collect();
        ends.sort_by(f64::total_cmp);
        ends.dedup();
        Some(Followed { case, sides, ends })
    }

    /// Whether the figure moves costs alone.
    pub(crate) fn is_of_costs(&self) -> bool {
        self.sides.iter().all(|side| !side.family.moves_bounds()) && self.ends.len() <= MANY
    }

    /// Plan and baseline in the middle of each part of the range on which both stand on one basis.
    pub(crate) fn stages(&self) -> Vec<(f64, Case, [Stage; 2])> {
        let middle = |ends: &[f64]| {
            let figure = 0.5 * (ends[0] + ends[1]);
            let sides = self.sides.each_ref().map(|side| side.stage(figure, ends));
            let [Some(plan), Some(first)] = sides else {
                return None;
            };
            Some((figure, self.case.clone(), [plan, first]))
        };
        self.ends.windows(2).filter_map(middle).collect()
    }

    /// Where cost and carbon saved may be least or greatest; `None` where either side cannot serve all load somewhere: others are then
    /// compared.
    pub(crate) fn of_both(&self) -> Option<OfBoth> {
        let mut found = OfBoth {
            cost: Vec::new(),
            carbon: Vec::new(),
        };
        for ends in self.ends.windows(2) {
            let (a, b) = (ends[0], ends[1]);
            let figures = [a, 0.5 * (a + b), b];
            let mut values = [[0.0; 3]; 2];
            for (place, figure) in figures.into_iter().enumerate() {
                let [cost, carbon] = self.saved_at(figure, ends)?;
                values[0][place] = cost;
                values[1][place] = carbon;
            }
            for (places, values) in [&mut found.cost, &mut found.carbon].into_iter().zip(values) {
                places.extend([(a, values[0]), (b, values[2])]);
                places.extend(vertex(values).map(|(part, value)| (a + part * (b - a), value)));
            }
        }
        Some(found)
    }

    fn saved_at(&self, figure: f64, ends: &[f64]) -> Option<[f64; 2]> {
        let mut totals = Vec::with_capacity(2);
        for side in &self.sides {
            let stage = side.stage(figure, ends)?;
            if stage.is_short(&side.case) {
                return None;
            }
            totals.push(Totals::read(&side.case, &stage.formulation, &stage.x));
        }
        let [plan, first] = <[Totals; 2]>::try_from(totals).ok()?;
        Some(saved(&self.case, &plan, &first))
    }
}

impl Side {
    fn over(
        (low, high): (f64, f64),
        basis: Option<(Basis, &Program)>,
        case_at: impl Fn(f64) -> Result<Case, ChangeError>,
    ) -> Option<Self> {
        let programme = |point: &[f64]| case_at(point[0]).map(|case| formulate(&case));
        let family = Family::learn(&[Range { low, high }], programme).ok()?;
        let line = Line::of(&family, low, high)?;
        let columns = line.program.column_count();
        let rows = line.program.row_count();
        let carried_here = |(basis, of): (Basis, &Program)| carried(&basis, of, &line.program);
        let basis = basis.map(carried_here);
        let start = basis
            .as_ref()
            .filter(|basis| basis.fits(columns, rows).is_ok());
        let start = start.map_or(Start::Scratch, Start::Basis);
        let mut pieces = Vec::new();
        let walk = walk(&line, start, |piece| {
            pieces.push(Piece {
                from: piece.from,
                to: piece.to,
                start: piece.start.to_vec(),
                end: piece.end.to_vec(),
            });
        });
        let case = case_at(low).ok()?;
        walk.ok()?.is_complete.then_some(Side {
            case,
            family,
            pieces,
        })
    }

    /// The programme at a figure, with the plan of the piece that holds the part of the range between `ends`.
    fn stage(&self, figure: f64, ends: &[f64]) -> Option<Stage> {
        let middle = 0.5 * (ends[0] + ends[1]);
        let mut pieces = self.pieces.iter();
        let piece = pieces.find(|piece| piece.from <= middle && middle <= piece.to)?;
        let width = piece.to - piece.from;
        let part = if width > 0.0 {
            (figure - piece.from) / width
        } else {
            0.0
        };
        let both = piece.start.iter().zip(&piece.end);
        Some(Stage {
            formulation: self.family.formulation_at(&[figure]),
            x: both.map(|(a, b)| a + part * (b - a)).collect(),
        })
    }
}

/// The inner extreme of the parabola through values at 0, ½ and 1, as part and value; `None` where it has none there, or is a line.
fn vertex([start, middle, end]: [f64; 3]) -> Option<(f64, f64)> {
    let bend = 2.0 * start - 4.0 * middle + 2.0 * end;
    let slope = -3.0 * start + 4.0 * middle - end;
    let size = start.abs().max(middle.abs()).max(end.abs());
    if bend.abs() <= 1e-9 * size {
        return None;
    }
    let part = -slope / (2.0 * bend);
    (part > 0.0 && part < 1.0).then_some((part, start + part * (slope + part * bend)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 + 2θ − 4θ² is greatest at ¼, where it is 1.25; 2 − θ is a line; θ² has its least value at an end.
    #[test]
    fn a_parabola_has_its_vertex_where_it_is_worked_by_hand() {
        assert_eq!(vertex([1.0, 1.0, -1.0]), Some((0.25, 1.25)));
        assert_eq!(vertex([2.0, 1.5, 1.0]), None);
        assert_eq!(vertex([0.0, 0.25, 1.0]), None);
    }
}
