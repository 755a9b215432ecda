//! # Which numbers a figure touches
//!
//! A figure moves few of the numbers of plan and baseline: a price those of its hub's columns, a demand those of its rows. What each touches is learnt
//! once, by moving it alone, at two places; in *units*: a measure of a column, what limits it (bounds and entries), the bounds of a
//! row. Figures that touch no unit in common form a class. Where a point `A` is left in each of them alone, all of them are moved at once and the
//! programmes are written once for the class: a unit is then what it is where its own figure is moved alone, to the last digit, because it
//! does not depend on the others. A column has a unit for each of its measures, so that a price of power and one of chips may be of one class though both
//! are in the column's cost: that is the sum of its measures and is added up anew.
//!
//! Figures that move rows or columns are in no class, nor are those that move what is in reach: how far each goes hangs on where the others stand, so that
//! what they touch is learnt nowhere once and for all. A unit that changes and belongs to no figure of the class shows that more is
//! touched than was learnt; the class is then written figure by figure.

use std::sync::Arc;

use crate::case::Case;
use crate::formulation::Formulation;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::formulation::measures::Item;
use crate::optimum::series::has_same_pattern;

use super::frame::{Both, Frame};
use super::study::Range;

/// Units of a column before that of its limits.
const LIMITS: usize = Item::ALL.len();

/// Numbers that differ by less than this part are the same.
const ROUNDING: f64 = 8.0 * f64::EPSILON;

/// No figure.
const NONE: u16 = u16::MAX;

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// A measure of a column.
    Measure(Item, usize),
    /// Bounds and entries of a column.
    Limits(usize),
    /// Bounds of a row.
    Row(usize),
}

/// The classes of the figures of a case.
#[derive(Debug)]
pub(super) struct Touch {
    pub classes: Vec<Class>,
    /// Figures that move rows or columns.
    pub apart: Vec<usize>,
    /// How both are written.
    pub frame: Arc<Frame>,
    /// Columns and rows of plan and baseline where they are most.
    widest: [Extent; 2],
}

/// Figures that touch no unit in common.
#[derive(Debug)]
pub(super) struct Class {
    pub figures: Vec<usize>,
    /// By unit of plan and then of baseline where they are most: the place of its figure among `figures`.
    owners: Vec<u16>,
}

/// Columns and rows of a programme.
#[derive(Debug)]
struct Extent {
    columns: Vec<ColumnKey>,
    rows: Vec<RowKey>,
}

impl Extent {
    fn of(formulation: &Formulation) -> Self {
        Extent {
            columns: formulation.columns().to_vec(),
            rows: formulation.rows().to_vec(),
        }
    }

    const fn size(&self) -> usize {
        LIMITS * self.columns.len() + self.columns.len() + self.rows.len()
    }

    const fn place(&self, unit: Unit) -> usize {
        match unit {
            Unit::Measure(item, j) => item as usize * self.columns.len() + j,
            Unit::Limits(j) => LIMITS * self.columns.len() + j,
            Unit::Row(i) => (LIMITS + 1) * self.columns.len() + i,
        }
    }
}

/// Where the columns and rows of a programme stand in the frame.
pub(super) struct Places {
    columns: Vec<usize>,
    rows: Vec<usize>,
}

/// Units by figure of a class, in its order.
pub(super) type Shares = Vec<Vec<Unit>>;

impl Touch {
    /// Learns the classes of figures with these ranges; `None` where a point that is asked for gives no case.
    pub(crate) fn learn(
        ranges: &[Range],
        frame: Arc<Frame>,
        case_at: impl Fn(&[f64]) -> Option<Case>,
    ) -> Option<Self> {
        let at = |point: &[f64]| case_at(point).map(|case| frame.both(&case));
        // whose services are the tightest is asked where those figures stand
        let mut moves_frame = frame.moves_limits.clone();
        let wide = widest(ranges, &at, &mut moves_frame)?;
        let widest = at(&wide)?;
        let frames = widest.each_ref().map(Extent::of);
        let mut touched = vec![Vec::new(); ranges.len()];
        for reference in [wide.clone(), inner(ranges, &wide, &moves_frame)] {
            let here = at(&reference)?;
            if !(0..2).all(|side| has_same_frame(&here[side], &widest[side])) {
                return None;
            }
            for (k, range) in ranges.iter().enumerate() {
                for end in [range.low, range.high] {
                    if moves_frame[k] || end == reference[k] {
                        continue;
                    }
                    let there = at(&with(&reference, k, end))?;
                    match units(&frames, &here, &there) {
                        Some(units) if !moves_reach(&here, &there) => touched[k].extend(units),
                        _ => moves_frame[k] = true,
                    }
                }
            }
        }
        let apart = (0..ranges.len()).filter(|&k| moves_frame[k]).collect();
        Some(Touch {
            classes: classes(&frames, &touched, &moves_frame),
            apart,
            widest: frames,
            frame,
        })
    }

    /// The places of both programmes; `None` where they have columns or rows that were not met.
    pub(crate) fn places(&self, both: &Both) -> Option<[Places; 2]> {
        let [plan, first] = [0, 1].map(|side| {
            let frame = &self.widest[side];
            Some(Places {
                columns: places(&frame.columns, both[side].columns())?,
                rows: places(&frame.rows, both[side].rows())?,
            })
        });
        Some([plan?, first?])
    }

    /// Which figure of a class moved which unit of a side; `None` where one belongs to no figure of the class.
    pub(crate) fn shared_out(
        &self,
        class: &Class,
        side: usize,
        places: &Places,
        units: &[Unit],
    ) -> Option<Shares> {
        let mut shares = vec![Vec::new(); class.figures.len()];
        let offset = side * self.widest[0].size();
        for &unit in units {
            let there = match unit {
                Unit::Measure(item, j) => Unit::Measure(item, places.columns[j]),
                Unit::Limits(j) => Unit::Limits(places.columns[j]),
                Unit::Row(i) => Unit::Row(places.rows[i]),
            };
            let owner = class.owners[offset + self.widest[side].place(there)];
            shares.get_mut(usize::from(owner))?.push(unit);
        }
        Some(shares)
    }
}

/// The point where plan and baseline have most columns and rows: figures that move them stand where there are most, all others as
/// stated.
fn widest(
    ranges: &[Range],
    at: &impl Fn(&[f64]) -> Option<Both>,
    moves_frame: &mut [bool],
) -> Option<Vec<f64>> {
    let stated: Vec<f64> = ranges.iter().map(|range| range.value).collect();
    let base = at(&stated)?;
    let size = |both: &Both| -> usize {
        let sizes = both.iter().map(|of| of.columns().len() + of.rows().len());
        sizes.sum()
    };
    let mut wide = stated.clone();
    for (k, range) in ranges.iter().enumerate() {
        let mut most = size(&base);
        for end in [range.low, range.high] {
            let there = at(&with(&stated, k, end))?;
            moves_frame[k] |= !(0..2).all(|side| has_same_frame(&base[side], &there[side]));
            if size(&there) > most {
                most = size(&there);
                wide[k] = end;
            }
        }
    }
    Some(wide)
}

/// A point inside the ranges of all figures that move no rows or columns.
fn inner(ranges: &[Range], wide: &[f64], moves_frame: &[bool]) -> Vec<f64> {
    let figures = ranges.iter().zip(wide).zip(moves_frame);
    let figure = |((range, &wide), &stays): ((&Range, &f64), &bool)| {
        if stays {
            wide
        } else {
            range.low + 0.618 * (range.high - range.low)
        }
    };
    figures.map(figure).collect()
}

fn with(point: &[f64], k: usize, figure: f64) -> Vec<f64> {
    let mut point = point.to_vec();
    point[k] = figure;
    point
}

fn has_same_frame(a: &Formulation, b: &Formulation) -> bool {
    has_same_pattern(&a.program, &b.program)
}

/// Whether a column may be used in one of two points alone, which have the same columns.
fn moves_reach(here: &Both, there: &Both) -> bool {
    here.iter().zip(there).any(|(here, there)| {
        let both = here.program.upper.iter().zip(&there.program.upper);
        both.into_iter().any(|(a, b)| (*a > 0.0) != (*b > 0.0))
    })
}

/// Whether two numbers differ by more than the rounding of a product of some terms: a figure that is read, scaled and written back does not come back to the
/// last digit.
pub(super) fn differ(a: f64, b: f64) -> bool {
    let (least, most) = if a < b { (a, b) } else { (b, a) };
    // not so where any is infinite or no number: it differs from all others
    let is_rounding = most - least <= ROUNDING * least.abs().min(most.abs());
    a != b && !is_rounding
}

/// Whether any of two lists of numbers differ.
fn any_differ(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).any(|(&a, &b)| differ(a, b))
}

/// Places of all units in which two points differ; `None` where rows, columns or entries do.
fn units(frames: &[Extent; 2], here: &Both, there: &Both) -> Option<Vec<usize>> {
    let mut places = Vec::new();
    let mut offset = 0;
    for (side, frame) in frames.iter().enumerate() {
        let differing = differing(&here[side], &there[side])?;
        places.extend(differing.into_iter().map(|unit| offset + frame.place(unit)));
        offset += frame.size();
    }
    Some(places)
}

/// The units in which two programmes differ; `None` where their rows, columns or entries do.
pub(super) fn differing(a: &Formulation, b: &Formulation) -> Option<Vec<Unit>> {
    if !has_same_frame(a, b) {
        return None;
    }
    let (p, q) = (&a.program, &b.program);
    let mut units = Vec::new();
    for item in Item::ALL {
        let both = a.measures.of(item).zip(b.measures.of(item));
        let differing = both.enumerate().filter(|&(_, (a, b))| differ(a, b));
        units.extend(differing.map(|(j, _)| Unit::Measure(item, j)));
    }
    for (j, ends) in p.matrix.starts.windows(2).enumerate() {
        let entries = ends[0]..ends[1];
        if differ(p.lower[j], q.lower[j])
            || differ(p.upper[j], q.upper[j])
            || any_differ(&p.matrix.values[entries.clone()], &q.matrix.values[entries])
        {
            units.push(Unit::Limits(j));
        }
    }
    let rows = 0..p.row_count();
    let differs = |&i: &usize| {
        differ(p.row_lower[i], q.row_lower[i]) || differ(p.row_upper[i], q.row_upper[i])
    };
    units.extend(rows.filter(differs).map(Unit::Row));
    Some(units)
}

/// Each figure in the first class of which it touches no unit.
fn classes(frames: &[Extent; 2], touched: &[Vec<usize>], moves_frame: &[bool]) -> Vec<Class> {
    let size = frames[0].size() + frames[1].size();
    let mut classes: Vec<Class> = Vec::new();
    for (k, units) in touched.iter().enumerate() {
        if moves_frame[k] {
            continue;
        }
        let is_free = |class: &Class| {
            class.figures.len() < usize::from(NONE)
                && units.iter().all(|&unit| class.owners[unit] == NONE)
        };
        let place = classes.iter().position(is_free).unwrap_or_else(|| {
            classes.push(Class {
                figures: Vec::new(),
                owners: vec![NONE; size],
            });
            classes.len() - 1
        });
        let class = &mut classes[place];
        #[allow(clippy::cast_possible_truncation)]
        let owner = class.figures.len() as u16;
        for &unit in units {
            class.owners[unit] = owner;
        }
        class.figures.push(k);
    }
    classes
}

/// The place of each key among `all`, which has them in the same order.
fn places<K: PartialEq>(all: &[K], keys: &[K]) -> Option<Vec<usize>> {
    let mut rest = all.iter().enumerate();
    let place = |key: &K| rest.find(|(_, of)| *of == key).map(|(place, _)| place);
    keys.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_order_alone() {
        assert_eq!(places(&[1, 2, 3, 5], &[2, 5]), Some(vec![1, 3]));
        assert_eq!(places(&[1, 2, 3, 5], &[5, 2]), None);
        assert_eq!(places(&[1, 2, 3, 5], &[4]), None);
    }
}
