//! # Bisection, where the driver enters the matrix or a limit
//!
//! The claims are assessed at spread values of the driver and at the case's own. Between two neighbours of which a claim holds
//! at one and not at the other, the range is halved until its ends are neighbours to [`WIDTH`] of the range.

use crate::case::Case;

use super::assessor::Assessor;
use super::quantities::{Claim, Parts};
use super::signs::Signs;
use super::{BreakevenError, Driver, Method};

/// Parts of the range at whose ends the claims are assessed first.
pub(crate) const SAMPLES: usize = 64;

/// Width to which a flip is bracketed, as a part of the range.
pub(crate) const WIDTH: f64 = 1e-9;

/// A range whose end is so many times its begin is sampled by ratios.
const WIDE: f64 = 20.0;

/// A value with what has to be positive for each claim there.
type Sample = (f64, Vec<Parts>);

/// The signs of all claims along a driver.
pub(super) fn signs(
    case: &Case,
    driver: &Driver,
    claims: &[Claim],
) -> Result<(Signs, Method), BreakevenError> {
    let width = WIDTH * (driver.to - driver.from);
    let values = values(driver);
    let mut assessor = Assessor::new(case, driver);
    let mut samples: Vec<Sample> = Vec::new();
    for &value in &values {
        samples.push((value, assessor.at(value, claims)?));
    }
    let mut signs = Signs::of(claims);
    for (k, &claim) in claims.iter().enumerate() {
        let mut found: Vec<(f64, Parts)> =
            samples.iter().map(|(v, parts)| (*v, parts[k])).collect();
        for (low, high) in changes(&found) {
            let mut at = |value: f64| -> Result<Parts, BreakevenError> {
                Ok(assessor.at(value, &[claim])?[0])
            };
            found.extend(bisected(low, high, width, &mut at)?);
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        signs.add(claim, &found);
    }
    let method = Method::Bracketed {
        samples: values.len(),
        width,
    };
    Ok((signs, method))
}

/// The values at which the claims are assessed first, ascending.
fn values(driver: &Driver) -> Vec<f64> {
    let mut values: Vec<f64> = (0..=SAMPLES).map(|k| value_at(driver, k)).collect();
    if (driver.from..driver.to).contains(&driver.now) {
        values.push(driver.now);
    }
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// The `k`-th of the spread values.
#[allow(clippy::cast_precision_loss)]
fn value_at(driver: &Driver, k: usize) -> f64 {
    let (from, to) = (driver.from, driver.to);
    let part = k as f64 / SAMPLES as f64;
    if k == 0 {
        from
    } else if k == SAMPLES {
        to
    } else if from > 0.0 && to > WIDE * from {
        from * libm::pow(to / from, part)
    } else {
        from + part * (to - from)
    }
}

fn holds(parts: Parts) -> bool {
    parts.iter().all(|&part| part > 0.0)
}

type Known = (f64, Parts);

/// Neighbours of which a claim holds at one and not at the other.
fn changes(samples: &[Known]) -> Vec<(Known, Known)> {
    let pairs = samples.windows(2).map(|pair| (pair[0], pair[1]));
    pairs
        .filter(|(low, high)| holds(low.1) != holds(high.1))
        .collect()
}

/// The two values between which a claim changes.
fn bisected(
    mut low: Known,
    mut high: Known,
    width: f64,
    at: &mut impl FnMut(f64) -> Result<Parts, BreakevenError>,
) -> Result<[Known; 2], BreakevenError> {
    while high.0 - low.0 > width {
        let value = 0.5 * (low.0 + high.0);
        let middle = (value, at(value)?);
        if holds(middle.1) == holds(low.1) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok([low, high])
}
