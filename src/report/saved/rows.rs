//! The rows of a sweep, column by column.

use std::path::Path;

use super::{SavedError, table};
use crate::sweep::record::WORDS;

/// Rows of a sweep. A scenario without an answer, or a figure that is not at hand, is NaN.
#[derive(Debug, Clone)]
pub struct SweepRows {
    /// Names of the parameters, as in the header.
    pub parameters: Vec<String>,
    /// Their values by scenario, in the same order.
    pub points: Vec<Vec<f64>>,
    /// Names of the columns with figures.
    pub names: Vec<String>,
    /// Figures by scenario, in the order of the names.
    pub figures: Vec<Vec<f64>>,
}

impl SweepRows {
    pub(super) fn from_table(path: &Path) -> Result<Self, SavedError> {
        let header = table::header(path)?;
        let Some(status) = header.iter().position(|name| name == "status") else {
            return Err(SavedError::new(path, "has no column `status`").with_help(
                "`eastwest sweep CASE GRID.toml -o ROWS.csv` writes rows to draw from",
            ));
        };
        let of_figures: Vec<usize> = (status..header.len())
            .filter(|&at| !WORDS.contains(&header[at].as_str()))
            .collect();
        let mut rows = Self {
            parameters: header[1..status].to_vec(),
            points: Vec::new(),
            names: of_figures.iter().map(|&at| header[at].clone()).collect(),
            figures: Vec::new(),
        };
        table::each(path, &header, |row| {
            let point = (1..status).map(|at| row.number(at));
            rows.points.push(point.collect::<Result<_, _>>()?);
            let figures = of_figures.iter().map(|&at| row.number(at));
            rows.figures.push(figures.collect::<Result<_, _>>()?);
            Ok(())
        })?;
        if rows.points.is_empty() {
            return Err(SavedError::new(path, "has no rows"));
        }
        Ok(rows)
    }

    /// Place of a column of figures.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|other| other == name)
    }
}
