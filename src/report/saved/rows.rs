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
    pub(super) fn from_csv(path: &Path) -> Result<Self, SavedError> {
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
        let mut reader = table::open(path)?;
        for record in reader.records() {
            let record = record.map_err(|error| table::fault(path, &header, &error))?;
            let figure = |at: usize| table::number(path, &header, &record, at);
            rows.points
                .push((1..status).map(figure).collect::<Result<_, _>>()?);
            let figures = of_figures.iter().map(|&at| figure(at));
            rows.figures.push(figures.collect::<Result<_, _>>()?);
        }
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
