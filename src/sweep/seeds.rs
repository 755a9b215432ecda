//! # What every block starts from
//!
//! A few scenarios spread over the whole grid teach the bases and regions that come often, and what a step of
//! each parameter is worth. They are chosen by number alone and answered one after the other, so that every
//! block, shard and resumed run starts from the same.

use crate::mixing::{GAMMA, mix};

use super::history::Nearness;
use super::record::Record;
use super::subject::Subject;
use super::worker::{Seeds, Worker};
use crate::family::Range;

/// Scenarios of the first round; each further round doubles what was answered.
const ROUND: u64 = 192;
/// Scenarios of the grid for each that is a seed, at least.
const SHARE: u64 = 64;
/// Columns times seeds, at most.
const WORK: u64 = 16_000_000;
/// The square of the columns times seeds, at most: with it grows the time of those that take long.
const LONG_WORK: u64 = 50_000_000_000;
/// Of a sweep, seeds are one scenario in so many at most.
const PART: u64 = 8;
/// Learning goes on while the simplex answers this part of a round: fewer, and what comes often is known; more,
/// and hardly any basis comes twice.
const WORTH: std::ops::Range<f64> = 0.005..0.6;
/// Pairs of scenarios that teach what a step is worth, for each parameter; fewer where scenarios take long.
const PAIRS: u64 = 12;
/// Length of such a step, as a part of the parameter's range.
const STEP: f64 = 0.125;
/// A step of a parameter changes this much at least: none is without any meaning.
const LEAST_CHANGE: f64 = 0.05;

/// Learns from scenarios of a sweep of `len`; `point` gives the figures of each by number.
#[must_use]
pub(crate) fn learn(
    subject: &Subject,
    ranges: &[Range],
    len: u64,
    point: impl Fn(u64) -> Vec<f64>,
) -> Seeds {
    let drawn = |k: u64| point(mix(k.wrapping_mul(GAMMA)) % len.max(1));
    let mut worker = Worker::new(subject, &Seeds::new(ranges), Nearness::Distance);
    let mut record = Record::blank();
    let columns = subject.family.formulation.program.column_count().max(1) as u64;
    let most = (len / SHARE)
        .max(ROUND)
        .min(WORK / columns)
        .min(LONG_WORK / columns.saturating_mul(columns))
        .min(len / PART);
    let (mut answered, mut round) = (0, ROUND);
    while answered < most {
        let until = (answered + round).min(most);
        let mut pivoted = 0;
        for k in answered..until {
            worker.answer(&drawn(k), &mut record);
            pivoted += u64::from(worker.has_pivoted());
        }
        let share = pivoted as f64 / (until - answered) as f64;
        let first = answered == 0;
        answered = until;
        round = answered;
        // the first round meets everything for the first time
        if !first && !WORTH.contains(&share) {
            break;
        }
    }
    let pairs = (PAIRS * most / ROUND).clamp(1, PAIRS);
    let weights = weights(&mut worker, ranges, pairs, drawn);
    worker.into_seeds().weighted(weights)
}

/// Changes of the basis for a unit of each parameter: from pairs of scenarios that differ in it alone.
fn weights(
    worker: &mut Worker<'_>,
    ranges: &[Range],
    most: u64,
    drawn: impl Fn(u64) -> Vec<f64>,
) -> Vec<f64> {
    let mut record = Record::blank();
    let mut weigh = |k: usize, range: &Range| {
        let step = STEP * (range.high - range.low);
        if step.is_nan() || step <= 0.0 {
            return 0.0;
        }
        let (mut changes, mut pairs) = (0, 0);
        for pair in 0..most {
            let mut point = drawn(pair);
            worker.answer(&point, &mut record);
            point[k] += if point[k] + step > range.high {
                -step
            } else {
                step
            };
            worker.answer(&point, &mut record);
            if let Some(change) = worker.last_change() {
                changes += change;
                pairs += 1;
            }
        }
        (changes as f64 / f64::from(pairs.max(1))).max(LEAST_CHANGE) / step
    };
    let ranges = ranges.iter().enumerate();
    ranges.map(|(k, range)| weigh(k, range)).collect()
}
