//! Frontiers of one case, one for each value of a parameter.

use crate::case::Case;
use crate::control::{Cancelled, Control};
use crate::parameter::ChangeError;
use crate::parameter::Parameter;
use crate::solver::SolveError;

use super::{Axis, Baseline, Frontier, FrontierError, drawn};

/// Frontiers that differ in one parameter, or one frontier alone.
#[derive(Debug, Clone)]
pub struct Family {
    /// What differs; `None` where there is one frontier of the case as it is.
    pub parameter: Option<Parameter>,
    /// The frontiers, in the order of the values given.
    pub members: Vec<Member>,
}

/// A frontier with the value that it belongs to.
#[derive(Debug, Clone)]
pub struct Member {
    /// The value; `None` where nothing varies.
    pub value: Option<f64>,
    /// The frontier.
    pub frontier: Frontier,
    /// The baseline; `None` before [`Family::with_baselines`], and where it can serve
    /// nothing.
    pub baseline: Option<Baseline>,
}

impl From<Frontier> for Family {
    fn from(frontier: Frontier) -> Self {
        Family {
            parameter: None,
            members: vec![Member {
                value: None,
                frontier,
                baseline: None,
            }],
        }
    }
}

impl Family {
    /// Whether every frontier is complete.
    #[must_use]
    pub(crate) fn is_complete(&self) -> bool {
        self.members.iter().all(|m| m.frontier.is_complete())
    }

    /// The same, each frontier with its baseline.
    ///
    /// # Errors
    /// [`SolveError`] where a programme of a baseline cannot be solved.
    pub fn with_baselines(mut self) -> Result<Self, SolveError> {
        for member in &mut self.members {
            member.baseline = Baseline::of(&member.frontier.case)?;
        }
        Ok(self)
    }
}

/// Why there is no family.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FamilyError {
    /// A value is none that the case allows.
    #[error(transparent)]
    Invalid(#[from] ChangeError),
    /// A frontier cannot be drawn.
    #[error(transparent)]
    Frontier(#[from] FrontierError),
    /// It was asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// The frontier of `case` for each value of a parameter.
///
/// # Errors
/// [`FamilyError`] where a value is not allowed (found before anything is solved), or a frontier cannot be drawn.
pub fn family(
    case: &Case,
    parameter: &Parameter,
    values: &[f64],
    axes: [Axis; 2],
) -> Result<Family, FamilyError> {
    family_with(case, parameter, values, axes, &Control::default())
}

/// As [`family`]; `control` is told which part of the work is done.
///
/// # Errors
/// As [`family`], and where it is stopped.
pub fn family_with(
    case: &Case,
    parameter: &Parameter,
    values: &[f64],
    [x, y]: [Axis; 2],
    control: &Control<'_>,
) -> Result<Family, FamilyError> {
    let mut cases = Vec::new();
    for &value in values {
        let mut changed = case.clone();
        let how = parameter.how.with(value);
        parameter.key.apply(how, &mut changed)?;
        cases.push((value, changed));
    }
    #[allow(clippy::cast_precision_loss)]
    let count = cases.len() as f64;
    let mut members = Vec::new();
    for (done, (value, case)) in (0u32..).zip(cases) {
        let progress = |part| control.tell("weights", (f64::from(done) + part) / count, 1.0);
        let frontier = control.run(|| Ok::<_, FamilyError>(drawn(&case, x, y, &progress)?))?;
        members.push(Member {
            value: Some(value),
            frontier,
            baseline: None,
        });
    }
    Ok(Family {
        parameter: Some(parameter.clone()),
        members,
    })
}
