//! # A sweep from a case and a grid to its rows
//!
//! ```
//! use std::path::Path;
//! use eastwest::{input::read_case, sweep::{self, Grid, How, Options}};
//!
//! let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
//! let case = read_case(&folder).map_err(|report| report.to_string())?.case;
//! let grid = "[[parameter]]\nkey = 'carbon_price'\nvalues = [0, 100, 200]";
//! let grid = Grid::parse(grid, Path::new("grid.toml"), &case).map_err(|error| error.to_string())?;
//! let swept = sweep::sweep(&case, &grid, Options::default()).map_err(|error| error.to_string())?;
//! assert_eq!(swept.rows.len(), 3);
//! assert!(swept.rows.iter().all(|row| row.record.how != How::Failed));
//! // dearer carbon makes no plan cheaper
//! assert!(swept.cost_cny(&swept.rows[0]) < swept.cost_cny(&swept.rows[2]));
//! # Ok::<(), String>(())
//! ```

use crate::case::Case;
use crate::control::Control;

use super::error::SweepError;
use super::grid::Grid;
use super::record::Layout;
use super::run::{Form, Options, Plan, ScenarioRow};
use super::summary::{Summary, Tally};

/// The answers to all scenarios of a grid, or to a sample of them.
#[derive(Debug, Clone)]
pub struct Swept {
    /// What stands where in a record.
    pub layout: Layout,
    /// One row a scenario, in the order of the grid.
    pub rows: Vec<ScenarioRow>,
    /// Counts and ranges.
    pub summary: Summary,
}

impl Swept {
    /// Cost of a scenario's plan with penalties, CNY; `None` where it has none.
    #[must_use]
    pub fn cost_cny(&self, row: &ScenarioRow) -> Option<f64> {
        let figures = &row.record.figures;
        (!figures.is_empty()).then(|| self.layout.total_cost(figures))
    }
}

/// Answers every scenario of a grid. A scenario that is no valid case, or that nobody could answer, is a row that says so.
///
/// # Errors
/// [`SweepError`] where the first scenario is no valid case.
pub fn sweep(case: &Case, grid: &Grid, options: Options) -> Result<Swept, SweepError> {
    sweep_with(case, grid, options, &Control::default())
}

/// As [`sweep`]; `control` is told how many scenarios are answered. To write rows as they come, see [`Plan::run`].
///
/// # Errors
/// As [`sweep`], and where it is stopped, or its threads cannot be had.
pub fn sweep_with(
    case: &Case,
    grid: &Grid,
    options: Options,
    control: &Control<'_>,
) -> Result<Swept, SweepError> {
    control.run(|| {
        let plan = Plan::new(case, grid, options)?;
        let (mut rows, mut tally) = (Vec::new(), Tally::default());
        plan.run(&(0..plan.len()), Form::Rows, control, |block| {
            tally.join(&block.tally);
            rows.extend(block.rows);
            Ok::<_, SweepError>(())
        })?;
        Ok(Swept {
            summary: tally.counts(&plan.layout.causes),
            layout: plan.layout.clone(),
            rows,
        })
    })
}
