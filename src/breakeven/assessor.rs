//! The claims at one value of a driver after the other.

use crate::case::Case;
use crate::claims::{self, Asked};
use crate::optimum::series::Series;

use super::quantities::Quantities;
use super::{BreakevenError, Driver};

/// Assesses the claims at values of a driver, each from the answers at the one before.
pub(super) struct Assessor<'a> {
    case: &'a Case,
    driver: &'a Driver,
    /// The plan, and what [`Asked`] names.
    plan: Series,
    asked: [Series; 3],
}

impl<'a> Assessor<'a> {
    pub fn new(case: &'a Case, driver: &'a Driver) -> Self {
        Assessor {
            case,
            driver,
            plan: Series::default(),
            asked: Default::default(),
        }
    }

    /// Plan and baseline of the claims at a value.
    pub fn at(&mut self, value: f64) -> Result<(Quantities, Quantities), BreakevenError> {
        let mut changed = self.case.clone();
        let parameter = &self.driver.parameter;
        parameter
            .key
            .apply(parameter.how.with(value), &mut changed)?;
        let plan = self.plan.place(&changed)?;
        let [east, compared, baseline] = &mut self.asked;
        let claims = claims::compare_by(&changed, &plan, |asked, case| match asked {
            Asked::East => east.place(case),
            Asked::Plan => compared.place(case),
            Asked::Baseline => baseline.place(case),
        })?;
        Ok((
            Quantities::of(&changed, &claims.plan),
            Quantities::of(&changed, &claims.baseline),
        ))
    }
}
