//! One outcome in running text.

use crate::language::word;
use crate::ranges::{Outcome, Ranges, Sampled};
use crate::report::number::{grouped, money};
use crate::report::words::capitalised;

/// `72 ± 3 %`: a share of the independent points of a sample, with two standard errors.
pub(super) fn share(sample: &Sampled, share: f64) -> String {
    with_error(share, sample.error_of_share(share))
}

/// `72 ± 3 %`, the error rounded up.
pub(in crate::report) fn with_error(share: f64, error: f64) -> String {
    let (share, error) = (100.0 * share, (100.0 * error).ceil());
    format!("{} ± {} %", grouped(share, 0), grouped(error, 0))
}

/// One outcome in a sentence: as stated, all figures against and all for, the sample; or each figure alone.
pub(in crate::report) fn in_range(ranges: &Ranges, outcome: Outcome) -> String {
    let show = |value| shown(outcome, value);
    let found = &ranges.found;
    let of = match outcome {
        Outcome::CostSaved => tr!(" (all work, all that is paid)"),
        Outcome::CarbonSaved => "",
        Outcome::HeadroomGained => tr!(" (times the demand)"),
    };
    let mut text = tr!(
        "{}{of}: {}",
        capitalised(word(outcome.title())),
        show(found.base.of(outcome)),
        of = of
    );
    match &found.corners {
        Some(corners) => {
            let [adverse, favourable] = &corners[outcome as usize];
            text.push_str(&tr!(
                "; with all figures against {}, with all for {}",
                show(adverse.outcome),
                show(favourable.outcome)
            ));
        }
        None => {
            let alone = found.tornado.iter().map(|alone| alone.of(outcome));
            let least = alone
                .clone()
                .map(|of| of.least)
                .fold(f64::INFINITY, f64::min);
            let greatest = alone
                .map(|of| of.greatest)
                .fold(f64::NEG_INFINITY, f64::max);
            text.push_str(&tr!(
                "; {} to {} as single figures move within their ranges",
                show(least),
                show(greatest)
            ));
        }
    }
    if let Some(sample) = &found.sample {
        let end = |u| show(sample.quantile(outcome, u));
        text.push_str(&tr!(
            "; of {} points, 8 of 10 between {} and {}, and over 0 in {}",
            sample.independent,
            end(0.1),
            end(0.9),
            share(sample, sample.holds[outcome as usize])
        ));
    }
    text += tr!(".");
    text
}

/// An outcome in running text.
pub(in crate::report) fn shown(outcome: Outcome, value: f64) -> String {
    match outcome {
        Outcome::CostSaved => money(value),
        Outcome::CarbonSaved => format!("{} t", grouped(value, 0)),
        Outcome::HeadroomGained => format!("{}{}", grouped(value, 3), tr!(" x")),
    }
}
