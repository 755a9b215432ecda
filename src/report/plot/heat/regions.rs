//! Regions of a grid in which the same basis answers.
//!
//! Where prices vary, a basis answers with one plan: as long as it is optimal, no load, no carbon and no
//! round trip changes. So cells that touch and have the same plan are one region. Where sizes vary, the plan
//! changes from cell to cell within a basis; then the loads that are not zero have to be the same.

use super::super::frame::{Frame, Point};
use super::super::lettering::{Anchor, Lettering};
use super::super::palette::INK;
use super::super::picture::Picture;
use super::cells::Cells;
use crate::report::saved::SweepRows;

/// Figures of the plan that agree within this, relative, are the same.
const SAME: f64 = 1e-8;

/// Loads under this part of the greatest figure of their column are none.
const NONE: f64 = 1e-9;

/// What parts one region from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The number of the basis in the rows.
    Basis,
    /// The plan.
    Plan,
    /// Which loads are not zero.
    Loads,
}

/// Regions of one basis, and the line on which two sides are level.
pub(super) struct Regions {
    rule: Rule,
    parts: Parts,
    /// Where a figure is over its middle, and where under.
    sides: Option<Parts>,
}

/// A grid in parts.
struct Parts {
    /// Part of each cell, row by row from the lowest figures.
    of: Vec<usize>,
    wide: usize,
    count: usize,
}

impl Regions {
    /// Regions of a grid; with `middle`, also the sides of it on which `figures` lie.
    pub(crate) fn of(
        rows: &SweepRows,
        cells: &Cells,
        figures: &[f64],
        middle: Option<f64>,
    ) -> Self {
        let (rule, parts) = by_basis(rows, cells)
            .or_else(|| by_plan(rows, cells))
            .unwrap_or_else(|| by_loads(rows, cells));
        let over = |row: usize, middle: f64| figures[row] >= middle;
        Self {
            rule,
            parts,
            sides: middle
                .map(|middle| Parts::joined(cells, |a, b| over(a, middle) == over(b, middle))),
        }
    }

    /// What is outlined.
    pub(crate) fn in_words(&self) -> String {
        let count = self.parts.count;
        let parts = match self.rule {
            _ if count == 1 => tr!("One plan is best everywhere.").to_owned(),
            Rule::Basis => tr!(
                "Thin lines part {count} regions, each with one optimal basis.",
                count = count
            ),
            Rule::Plan => tr!(
                "Thin lines part {count} regions, each with one best plan.",
                count = count
            ),
            Rule::Loads => {
                tr!(
                    "Thin lines part {count} regions: across them, a load begins or ends.",
                    count = count
                )
            }
        };
        match &self.sides {
            Some(sides) if sides.count > 1 => {
                tr!(
                    "{parts} Thick line: half of the load runs in the west.",
                    parts = parts
                )
            }
            _ => parts,
        }
    }

    /// Lines between cells of different regions.
    pub(crate) fn outline(&self, picture: &mut Picture, cells: &Cells, map: Frame) {
        self.parts.outline(picture, cells, map, 0.6);
        if let Some(sides) = &self.sides {
            sides.outline(picture, cells, map, 2.5);
        }
    }

    /// A text for every region with room for it.
    pub(crate) fn labels(
        &self,
        cells: &Cells,
        figures: &[f64],
        map: Frame,
        show: impl Fn(f64) -> String,
    ) -> Vec<(Point, String)> {
        self.parts.labels(cells, figures, map, show)
    }
}

/// The column that says which basis answered.
const BASIS: &str = "basis";

fn by_basis(rows: &SweepRows, cells: &Cells) -> Option<(Rule, Parts)> {
    let at = rows.column(BASIS)?;
    let basis = |row: usize| rows.figures[row][at].to_bits();
    Some((
        Rule::Basis,
        Parts::joined(cells, |a, b| basis(a) == basis(b)),
    ))
}

fn by_plan(rows: &SweepRows, cells: &Cells) -> Option<(Rule, Parts)> {
    let columns = plan_columns(rows);
    let parts = Parts::joined(cells, |a, b| same_plan(rows, &columns, a, b));
    // nearly every cell with its own plan: sizes vary, or the grid is coarse
    (3 * parts.count <= parts.of.len()).then_some((Rule::Plan, parts))
}

fn by_loads(rows: &SweepRows, cells: &Cells) -> (Rule, Parts) {
    let support = support(rows, &plan_columns(rows));
    (
        Rule::Loads,
        Parts::joined(cells, |a, b| support[a] == support[b]),
    )
}

impl Parts {
    /// Cells that touch and are the same, with a number for each such region.
    fn joined(cells: &Cells, same: impl Fn(usize, usize) -> bool) -> Self {
        let (wide, high) = (cells.x.values.len(), cells.y.values.len());
        let alike =
            |a: (usize, usize), b: (usize, usize)| match (cells.row(a.0, a.1), cells.row(b.0, b.1))
            {
                (Some(a), Some(b)) => same(a, b),
                (None, None) => true,
                _ => false,
            };
        let mut of = vec![usize::MAX; wide * high];
        let mut count = 0;
        for start in 0..wide * high {
            if of[start] != usize::MAX {
                continue;
            }
            let mut open = vec![start];
            of[start] = count;
            while let Some(cell) = open.pop() {
                let (x, y) = (cell % wide, cell / wide);
                let mut visit = |x2: usize, y2: usize| {
                    let next = y2 * wide + x2;
                    if of[next] == usize::MAX && alike((x, y), (x2, y2)) {
                        of[next] = count;
                        open.push(next);
                    }
                };
                if x > 0 {
                    visit(x - 1, y);
                }
                if x + 1 < wide {
                    visit(x + 1, y);
                }
                if y > 0 {
                    visit(x, y - 1);
                }
                if y + 1 < high {
                    visit(x, y + 1);
                }
            }
            count += 1;
        }
        Self { of, wide, count }
    }

    /// Lines between cells of different regions, each as long as it is straight.
    fn outline(&self, picture: &mut Picture, cells: &Cells, map: Frame, width: f64) {
        let high = self.of.len() / self.wide;
        let region = |x: usize, y: usize| self.of[y * self.wide + x];
        for y in 1..high {
            let differs = |x: usize| region(x, y - 1) != region(x, y);
            for (from, to) in runs(self.wide, differs) {
                let height = cells.frame(0, y, map).bottom;
                let (left, right) = (
                    cells.frame(from, y, map).left,
                    cells.frame(to, y, map).right,
                );
                picture.line(vec![(left, height), (right, height)], INK, width);
            }
        }
        for x in 1..self.wide {
            let differs = |y: usize| region(x - 1, y) != region(x, y);
            for (from, to) in runs(high, differs) {
                let at = cells.frame(x, 0, map).left;
                let (bottom, top) = (
                    cells.frame(x, from, map).bottom,
                    cells.frame(x, to, map).top,
                );
                picture.line(vec![(at, bottom), (at, top)], INK, width);
            }
        }
    }

    /// A text for every part that has room for it and one figure all over.
    fn labels(
        &self,
        cells: &Cells,
        figures: &[f64],
        map: Frame,
        show: impl Fn(f64) -> String,
    ) -> Vec<(Point, String)> {
        let texts = self.texts(cells, figures, show);
        let mut best: Vec<Option<(f64, Point)>> = vec![None; self.count];
        for y in 0..self.of.len() / self.wide {
            let mut start = 0;
            for x in 0..self.wide {
                let part = self.part(x, y);
                if x + 1 < self.wide && self.part(x + 1, y) == part {
                    continue;
                }
                if let Some(text) = &texts[part] {
                    let found = self.room(cells, map, text, (start, x), y);
                    let better =
                        |(score, _): &(f64, Point)| best[part].is_none_or(|b| *score > b.0);
                    if let Some(found) = found.filter(better) {
                        best[part] = Some(found);
                    }
                }
                start = x + 1;
            }
        }
        let labels = best.into_iter().zip(texts);
        labels
            .filter_map(|(best, text)| Some((best?.1, text?)))
            .collect()
    }

    fn part(&self, x: usize, y: usize) -> usize {
        self.of[y * self.wide + x]
    }

    /// What each part shows, where it shows the same all over.
    fn texts(
        &self,
        cells: &Cells,
        figures: &[f64],
        show: impl Fn(f64) -> String,
    ) -> Vec<Option<String>> {
        let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); self.count];
        for (cell, &part) in self.of.iter().enumerate() {
            let row = cells.row(cell % self.wide, cell / self.wide);
            let figure = row.map_or(f64::NAN, |row| figures[row]);
            let (least, most) = &mut ranges[part];
            // one cell without a figure leaves the part without
            *least = if least.is_nan() || figure.is_nan() {
                f64::NAN
            } else {
                least.min(figure)
            };
            *most = most.max(figure);
        }
        let text = |(least, most): (f64, f64)| {
            let (least, most) = (least.is_finite().then(|| show(least))?, show(most));
            (least == most).then_some(least)
        };
        ranges.into_iter().map(text).collect()
    }

    /// Where a text stands in a run of cells, and how well: in the midst of a wide and high part.
    fn room(
        &self,
        cells: &Cells,
        map: Frame,
        text: &str,
        (from, to): (usize, usize),
        y: usize,
    ) -> Option<(f64, Point)> {
        const HALF_A_LINE: f64 = 10.0;
        let (left, right) = (
            cells.frame(from, y, map).left,
            cells.frame(to, y, map).right,
        );
        let wide_enough = right - left > Lettering::plain(13.0, Anchor::Middle).width(text) + 12.0;
        let same = |y2: usize| {
            let at = |x: usize| self.part(x, y2) == self.part(from, y);
            at(from) && at(usize::midpoint(from, to)) && at(to)
        };
        let high = self.of.len() / self.wide;
        let top = (y..high).take_while(|&y| same(y)).last()?;
        let bottom = (0..=y).rev().take_while(|&y| same(y)).last()?;
        let frame = cells.frame(from, y, map);
        let middle = f64::midpoint(frame.top, frame.bottom);
        let above = middle - cells.frame(from, top, map).top;
        let below = cells.frame(from, bottom, map).bottom - middle;
        let score = (right - left).min(3.0 * (above + below)) - (above - below).abs();
        (wide_enough && above.min(below) >= HALF_A_LINE)
            .then(|| (score, (f64::midpoint(left, right), middle)))
    }
}

/// Longest runs of places that are so: first and last of each.
fn runs(count: usize, is_so: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in (0..count).filter(|&at| is_so(at)) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == at => *last = at,
            _ => runs.push((at, at)),
        }
    }
    runs
}

/// Columns that tell of the plan rather than of its price.
fn plan_columns(rows: &SweepRows) -> Vec<usize> {
    let of_plan = |name: &str| {
        name.ends_with("_mw")
            || name.ends_with("_mwh")
            || ["carbon_t", "mean_rtt_ms"].contains(&name)
    };
    let columns = rows.names.iter().enumerate();
    columns
        .filter(|(_, name)| of_plan(name))
        .map(|(at, _)| at)
        .collect()
}

fn same_plan(rows: &SweepRows, columns: &[usize], a: usize, b: usize) -> bool {
    let (a, b) = (&rows.figures[a], &rows.figures[b]);
    columns.iter().all(|&at| {
        let (a, b) = (a[at], b[at]);
        a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= SAME * a.abs().max(b.abs())
    })
}

/// Which figures of the plan are not zero, by scenario.
fn support(rows: &SweepRows, columns: &[usize]) -> Vec<Vec<bool>> {
    let most = |at: usize| {
        let figures = rows.figures.iter().map(|row| row[at].abs());
        figures.filter(|v| v.is_finite()).fold(0.0, f64::max)
    };
    let least: Vec<f64> = columns.iter().map(|&at| NONE * most(at)).collect();
    let of = |row: &Vec<f64>| {
        let figures = columns.iter().zip(&least);
        figures.map(|(&at, least)| row[at].abs() > *least).collect()
    };
    rows.figures.iter().map(of).collect()
}
