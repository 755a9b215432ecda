//! The programmes of a case along one of its parameters.

use crate::case::Case;
use crate::formulation::{Formulation, formulate};
use crate::parameter::{ChangeError, Parameter};

use super::{Family, NoFamily, Range};

/// The programmes of a case along a parameter.
pub(crate) struct Programmes<'a> {
    case: &'a Case,
    parameter: &'a Parameter,
    scratch: Case,
}

impl<'a> Programmes<'a> {
    pub(crate) fn new(case: &'a Case, parameter: &'a Parameter) -> Self {
        Programmes {
            case,
            parameter,
            scratch: case.clone(),
        }
    }

    /// The case at a value.
    pub(crate) fn case_at(&mut self, value: f64) -> Result<&Case, ChangeError> {
        let key = &self.parameter.key;
        key.restore(&mut self.scratch, self.case);
        key.apply(self.parameter.how.with(value), &mut self.scratch)?;
        Ok(&self.scratch)
    }

    /// The programme at a value.
    pub(crate) fn at(&mut self, value: f64) -> Result<Formulation, ChangeError> {
        self.case_at(value).map(formulate)
    }
}

/// The family of a case's programmes between two values of a parameter; `None` where it is not affine or its matrix
/// moves.
///
/// # Errors
/// [`ChangeError`] where a value is none that the case allows.
pub(crate) fn affine_family(
    case: &Case,
    parameter: &Parameter,
    from: f64,
    to: f64,
) -> Result<Option<Family>, ChangeError> {
    let mut programmes = Programmes::new(case, parameter);
    let range = Range {
        low: from.min(to),
        high: from.max(to),
    };
    match Family::learn(&[range], |point| programmes.at(point[0])) {
        Ok(family) => Ok((!family.moves_matrix()).then_some(family)),
        Err(NoFamily::Bent(_)) => Ok(None),
        Err(NoFamily::Invalid(error)) => Err(error),
    }
}
