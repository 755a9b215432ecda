//! The rows of a sweep, column by column.

use std::path::Path;

use super::{SavedError, table};
use crate::sweep::record::WORDS;
use crate::text::nearest::nearest;

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
    /// Notes by scenario: labels of rows of a grid's files, and why a scenario failed.
    pub notes: Vec<String>,
    /// Parameters that were [held](SweepRows::held), with what their values are.
    pub held: Vec<(String, String)>,
}

/// Values named in an error, at most.
const NAMED: usize = 12;

impl SweepRows {
    pub(super) fn from_table(path: &Path) -> Result<Self, SavedError> {
        let header = table::header(path)?;
        let Some(status) = header.iter().position(|name| name == "status") else {
            return Err(
                SavedError::new(path, tr!("has no column `status`")).with_help(tr!(
                    "`eastwest sweep CASE GRID.toml -o ROWS.csv` writes rows to draw from"
                )),
            );
        };
        let of_figures: Vec<usize> = (status..header.len())
            .filter(|&at| !WORDS.contains(&header[at].as_str()))
            .collect();
        let mut rows = Self {
            parameters: header[1..status].to_vec(),
            points: Vec::new(),
            names: of_figures.iter().map(|&at| header[at].clone()).collect(),
            figures: Vec::new(),
            notes: Vec::new(),
            held: Vec::new(),
        };
        let note = header.iter().position(|name| name == "note");
        table::each(path, &header, |row| {
            let point = (1..status).map(|at| row.number(at));
            rows.points.push(point.collect::<Result<_, _>>()?);
            let figures = of_figures.iter().map(|&at| row.number(at));
            rows.figures.push(figures.collect::<Result<_, _>>()?);
            rows.notes
                .push(note.map_or("", |at| row.text(at)).to_owned());
            Ok(())
        })?;
        if rows.points.is_empty() {
            return Err(SavedError::new(path, tr!("has no rows")));
        }
        Ok(rows)
    }

    /// The rows in which a parameter has a value, or whose note says so: `KEY=VALUE`, with the key as in the heading, or
    /// `note=TEXT`.
    ///
    /// # Errors
    /// In words, where there is no such parameter, or it never has that value.
    pub(crate) fn held(&self, condition: &str) -> Result<Self, String> {
        let Some((heading, value)) = condition.rsplit_once('=') else {
            return Err(tr!("`{condition}` is not KEY=VALUE", condition = condition));
        };
        let (heading, value) = (heading.trim(), value.trim());
        if heading == "note" {
            let has = |at: usize| self.notes[at] == value;
            return self.kept("note", value, has, || distinct(self.notes.iter().cloned()));
        }
        // a factor's heading ends in `*=`
        let is_meant =
            |name: &&String| name.as_str() == heading || name.strip_suffix('=') == Some(heading);
        let Some(at) = self.parameters.iter().position(|name| is_meant(&name)) else {
            let names = self.parameters.iter().map(String::as_str);
            let meant = nearest(heading, names).map_or_else(
                || tr!("they have {}", self.parameters.join(", ")),
                |name| tr!("did you mean `{name}`?", name = name),
            );
            return Err(tr!(
                "the rows have no parameter `{heading}`; {meant}",
                heading = heading,
                meant = meant
            ));
        };
        let Ok(wanted) = value.parse::<f64>() else {
            return Err(tr!(
                "`{heading}`: `{value}` is no number",
                heading = heading,
                value = value
            ));
        };
        let has = |row: usize| is_close(self.points[row][at], wanted);
        self.kept(&self.parameters[at], value, has, || {
            let mut values: Vec<f64> = self.points.iter().map(|point| point[at]).collect();
            values.sort_by(|a, b| (a - wanted).abs().total_cmp(&(b - wanted).abs()));
            distinct(values.into_iter().map(|value| value.to_string()))
        })
    }

    fn kept(
        &self,
        name: &str,
        value: &str,
        has: impl Fn(usize) -> bool,
        values: impl Fn() -> Vec<String>,
    ) -> Result<Self, String> {
        let rows: Vec<usize> = (0..self.points.len()).filter(|&row| has(row)).collect();
        if rows.is_empty() {
            let (values, more) = (values(), "…".to_owned());
            let some = values.iter().take(NAMED);
            let some: Vec<&String> = some
                .chain((values.len() > NAMED).then_some(&more))
                .collect();
            let some: Vec<&str> = some.into_iter().map(String::as_str).collect();
            return Err(tr!(
                "`{name}` is never {value}; it is {}",
                some.join(", "),
                name = name,
                value = value
            ));
        }
        let mut held = self.held.clone();
        held.push((name.to_owned(), value.to_owned()));
        let pick = |of: &[Vec<f64>]| rows.iter().map(|&row| of[row].clone()).collect();
        Ok(Self {
            parameters: self.parameters.clone(),
            points: pick(&self.points),
            names: self.names.clone(),
            figures: pick(&self.figures),
            notes: rows.iter().map(|&row| self.notes[row].clone()).collect(),
            held,
        })
    }

    /// Place of a column of figures.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|other| other == name)
    }
}

/// Whether a value is the one that was typed: the same to ten digits.
fn is_close(value: f64, typed: f64) -> bool {
    value == typed || (value - typed).abs() <= 1e-10 * typed.abs()
}

/// Each once, in the order in which they come first.
fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    values.filter(|value| seen.insert(value.clone())).collect()
}
