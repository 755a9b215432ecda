//! The scenarios of a sweep as cells of a grid.

use super::super::frame::Frame;
use super::super::measure::parameter_in_words;
use super::HeatError;
use crate::report::saved::SweepRows;

/// More figures of a parameter than pixels are no picture.
const MOST: usize = 600;

/// One of the two parameters.
pub(super) struct Side {
    /// In words.
    pub name: String,
    /// Its figures, ascending.
    pub values: Vec<f64>,
}

/// Which row answers which cell.
pub(super) struct Cells {
    pub x: Side,
    pub y: Side,
    rows: Vec<Option<usize>>,
}

impl Cells {
    pub(crate) fn of(rows: &SweepRows) -> Result<Self, HeatError> {
        let varying: Vec<usize> = (0..rows.parameters.len())
            .filter(|&at| values(rows, at).len() > 1)
            .collect();
        let &[across, up] = varying.as_slice() else {
            let names: Vec<&str> = varying.iter().map(|&at| &*rows.parameters[at]).collect();
            let found = match names.as_slice() {
                [] => tr!("none does").to_owned(),
                [one] => tr!("only `{one}` does", one = one),
                all => tr!(
                    "{} do: {}; hold all but two of them by `--where KEY=VALUE`, such as `--where {}`",
                    all.len(),
                    all.join(tr!(", ")),
                    example(rows, varying.last().copied().unwrap_or(0))
                ),
            };
            return Err(HeatError(tr!(
                "a heat map needs two parameters that vary, and {found}",
                found = found
            )));
        };
        let side = |at: usize| Side {
            name: parameter_in_words(&rows.parameters[at]),
            values: values(rows, at),
        };
        let (x, y) = (side(across), side(up));
        let count = x.values.len() * y.values.len();
        if x.values.len().max(y.values.len()) > MOST || 2 * rows.points.len() < count {
            return Err(HeatError(tr!(
                "the scenarios are no grid that can be drawn: {} by {} figures (at most {MOST} each), {} rows",
                x.values.len(),
                y.values.len(),
                rows.points.len(),
                MOST = MOST
            )));
        }
        let mut cells = Self {
            rows: vec![None; count],
            x,
            y,
        };
        for (row, point) in rows.points.iter().enumerate() {
            let place = |side: &Side, value: f64| {
                side.values
                    .binary_search_by(|other| other.total_cmp(&value))
            };
            if let (Ok(x), Ok(y)) = (place(&cells.x, point[across]), place(&cells.y, point[up])) {
                let cell = y * cells.x.values.len() + x;
                cells.rows[cell] = Some(row);
            }
        }
        Ok(cells)
    }

    /// The row of a cell, counted from the lowest figures.
    pub(crate) fn row(&self, x: usize, y: usize) -> Option<usize> {
        self.rows[y * self.x.values.len() + x]
    }

    /// Where a cell lies; all are of one size.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn frame(&self, x: usize, y: usize, map: Frame) -> Frame {
        let (wide, high) = (self.x.values.len() as f64, self.y.values.len() as f64);
        let across = |x: usize| map.left + map.width() * x as f64 / wide;
        let up = |y: usize| map.bottom - map.height() * y as f64 / high;
        Frame {
            left: across(x),
            top: up(y + 1),
            right: across(x + 1),
            bottom: up(y),
        }
    }

    /// `41 × 21 scenarios`
    pub(crate) fn counted(&self) -> String {
        tr!(
            "{} × {} scenarios",
            self.x.values.len(),
            self.y.values.len()
        )
    }
}

/// How a parameter is held at the value of its first row.
fn example(rows: &SweepRows, at: usize) -> String {
    let value = rows.points.first().map_or(0.0, |point| point[at]);
    let name = rows.parameters[at].trim_end_matches('=');
    let typed = format!("{name}={value}");
    if typed.contains('*') {
        format!("'{typed}'")
    } else {
        typed
    }
}

/// The figures of a parameter, ascending, each once.
fn values(rows: &SweepRows, at: usize) -> Vec<f64> {
    let mut values: Vec<f64> = rows.points.iter().map(|point| point[at]).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}
