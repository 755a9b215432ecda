//! # Bisection, where the driver enters the matrix
//!
//! The claims are assessed at evenly spread values of the driver. Between two neighbours of which a claim holds
//! at one and not at the other, the range is halved until its ends are neighbours to [`WIDTH`] of the range.

use crate::case::Case;

use super::assessor::Assessor;
use super::quantities::Quantities;
use super::signs::{Signs, Span};
use super::{BreakevenError, Claim, Driver, Method};

/// Equal parts of the range at whose ends the claims are assessed first.
pub const SAMPLES: usize = 64;

/// Width to which a flip is bracketed, as a part of the range.
pub const WIDTH: f64 = 1e-9;

/// Plan and baseline at a value.
type Sample = (f64, (Quantities, Quantities));

/// The signs of all claims along a driver.
pub(super) fn signs(case: &Case, driver: &Driver) -> Result<(Signs, Method), BreakevenError> {
    let width = WIDTH * (driver.to - driver.from);
    let mut assessor = Assessor::new(case, driver);
    let mut sample =
        |value: f64| -> Result<Sample, BreakevenError> { Ok((value, assessor.at(value)?)) };
    let mut last = sample(driver.from)?;
    let mut samples = vec![last];
    for k in 1..=SAMPLES {
        let next = sample(value_at(driver, k))?;
        for claim in Claim::all(case) {
            if holds(claim, &last) != holds(claim, &next) {
                samples.extend(bisected(claim, last, next, width, &mut sample)?);
            }
        }
        samples.push(next);
        last = next;
    }
    samples.sort_by(|a, b| a.0.total_cmp(&b.0));
    let method = Method::Bracketed {
        samples: SAMPLES + 1,
        width,
    };
    Ok((between(&samples), method))
}

/// The `k`-th of the values at which the claims are assessed first.
#[allow(clippy::cast_precision_loss)]
fn value_at(driver: &Driver, k: usize) -> f64 {
    if k == SAMPLES {
        driver.to
    } else {
        driver.from + k as f64 / SAMPLES as f64 * (driver.to - driver.from)
    }
}

/// What each sample found, up to the next one.
fn between(samples: &[Sample]) -> Signs {
    let ends = samples.iter().skip(1).chain(samples.last());
    let spans = samples.iter().zip(ends).map(|(&(from, both), end)| Span {
        from,
        to: end.0,
        start: both,
        end: both,
    });
    Signs {
        spans: spans.collect(),
    }
}

fn holds(claim: Claim, (_, (plan, baseline)): &Sample) -> bool {
    claim.parts(plan, baseline).iter().all(|&part| part > 0.0)
}

/// The two samples between which a claim changes.
fn bisected(
    claim: Claim,
    mut low: Sample,
    mut high: Sample,
    width: f64,
    sample: &mut impl FnMut(f64) -> Result<Sample, BreakevenError>,
) -> Result<[Sample; 2], BreakevenError> {
    while high.0 - low.0 > width {
        let middle = sample(0.5 * (low.0 + high.0))?;
        if holds(claim, &middle) == holds(claim, &low) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok([low, high])
}
