//! Ranges as plain records.

use serde::Serialize;
use serde_json::Value;

use crate::answer::Provenance;
use crate::ranges::{Indices, Outcome, Outcomes, Ranges, Sampled, Shape};
use crate::report::fields::{self, Fields, field, number};

/// Version of the keys below.
const SCHEMA_VERSION: u32 = 1;

/// A whole study.
#[derive(Debug, Clone, Serialize)]
pub struct RangesDocument {
    schema_version: u32,
    case: String,
    periods: usize,
    baseline: String,
    base: OutcomesRecord,
    figures: Vec<FigureRecord>,
    held: Vec<String>,
    corners: Vec<CornerRecord>,
    sample: Option<SampleRecord>,
    provenance: Provenance,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct OutcomesRecord {
    cost_saved_cny: f64,
    carbon_saved_t: f64,
    headroom_gained: f64,
}

#[derive(Debug, Clone, Serialize)]
struct FigureRecord {
    /// As `--set` takes it.
    key: String,
    place: String,
    unit: String,
    low: f64,
    value: f64,
    high: f64,
    at_low: OutcomesRecord,
    at_high: OutcomesRecord,
    /// `null` without a sample.
    indices: Option<IndicesRecord>,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct IndicesRecord {
    cost_saved_cny: Indices,
    carbon_saved_t: Indices,
    headroom_gained: Indices,
}

#[derive(Debug, Clone, Serialize)]
struct CornerRecord {
    outcome: &'static str,
    /// `adverse` or `favourable`.
    direction: &'static str,
    value: f64,
    rounds: usize,
    /// Whether no change of one figure betters it.
    is_settled: bool,
    /// The figures there, in the order of `figures`.
    figures: Vec<f64>,
}

#[derive(Debug, Clone, Serialize)]
struct SampleRecord {
    points: u64,
    failed: u64,
    is_stopped: bool,
    seed: u64,
    shape: Shape,
    all_hold: f64,
    outcomes: Vec<SampledOutcome>,
}

#[derive(Debug, Clone, Serialize)]
struct SampledOutcome {
    outcome: &'static str,
    /// Share of the sample in which the claim holds, 0..1.
    holds: f64,
    /// Least, nine deciles, greatest.
    deciles: Vec<f64>,
}

impl OutcomesRecord {
    fn of(outcomes: &Outcomes) -> Self {
        Self {
            cost_saved_cny: outcomes.of(Outcome::CostSaved),
            carbon_saved_t: outcomes.of(Outcome::CarbonSaved),
            headroom_gained: outcomes.of(Outcome::HeadroomGained),
        }
    }
}

impl RangesDocument {
    /// The records of a study.
    #[must_use]
    pub fn of(ranges: &Ranges) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            case: ranges.case.clone(),
            periods: ranges.periods,
            baseline: ranges.baseline.clone(),
            base: OutcomesRecord::of(&ranges.found.base),
            figures: (0..ranges.figures.len())
                .map(|k| FigureRecord::of(ranges, k))
                .collect(),
            held: ranges.held.clone(),
            corners: corners(ranges),
            sample: ranges
                .found
                .sample
                .as_ref()
                .map(|sample| SampleRecord::of(ranges, sample)),
            provenance: ranges.provenance.clone(),
        }
    }
}

impl FigureRecord {
    fn of(ranges: &Ranges, k: usize) -> Self {
        let figure = &ranges.figures[k];
        let [at_low, at_high] = &ranges.found.tornado[k];
        let indices = ranges.found.sample.as_ref().map(|sample| {
            let of = |outcome: Outcome| sample.indices[k][outcome as usize];
            IndicesRecord {
                cost_saved_cny: of(Outcome::CostSaved),
                carbon_saved_t: of(Outcome::CarbonSaved),
                headroom_gained: of(Outcome::HeadroomGained),
            }
        });
        Self {
            key: figure.key.clone(),
            place: figure.place.clone(),
            unit: figure.unit.clone(),
            low: figure.range.low,
            value: figure.range.value,
            high: figure.range.high,
            at_low: OutcomesRecord::of(at_low),
            at_high: OutcomesRecord::of(at_high),
            indices,
        }
    }
}

fn corners(ranges: &Ranges) -> Vec<CornerRecord> {
    let of = |outcome: Outcome| {
        let pair = ranges.found.corners[outcome as usize].iter();
        pair.zip(["adverse", "favourable"])
            .map(move |(corner, direction)| CornerRecord {
                outcome: outcome.key(),
                direction,
                value: corner.outcome,
                rounds: corner.rounds,
                is_settled: corner.is_settled,
                figures: corner.point.clone(),
            })
    };
    Outcome::ALL.into_iter().flat_map(of).collect()
}

impl SampleRecord {
    fn of(ranges: &Ranges, sample: &Sampled) -> Self {
        let one = |outcome: Outcome| SampledOutcome {
            outcome: outcome.key(),
            holds: sample.holds[outcome as usize],
            deciles: (0..=10)
                .map(|tenth| sample.quantile(outcome, f64::from(tenth) / 10.0))
                .collect(),
        };
        Self {
            points: sample.points,
            failed: sample.failed,
            is_stopped: sample.is_stopped,
            seed: ranges.options.seed,
            shape: ranges.options.shape,
            all_hold: sample.all_hold,
            outcomes: Outcome::ALL.map(one).to_vec(),
        }
    }
}

/// The tornado as CSV: a row for each figure and outcome.
#[must_use]
pub fn ranges_csv(ranges: &Ranges) -> Vec<u8> {
    let places = 0..ranges.figures.len();
    let rows = places.flat_map(|k| Outcome::ALL.map(|outcome| row(ranges, k, outcome)));
    fields::csv(&rows.collect::<Vec<Fields>>())
}

fn row(ranges: &Ranges, k: usize, outcome: Outcome) -> Fields {
    let figure = &ranges.figures[k];
    let [low, high] = ranges.found.tornado[k].map(|end| end.of(outcome));
    let indices = ranges
        .found
        .sample
        .as_ref()
        .map(|sample| sample.indices[k][outcome as usize]);
    let part = |of: fn(&Indices) -> f64| {
        indices
            .as_ref()
            .map_or(Value::Null, |both| number(of(both)))
    };
    vec![
        field("key", figure.key.as_str()),
        field("place", figure.place.as_str()),
        field("unit", figure.unit.as_str()),
        field("low", number(figure.range.low)),
        field("value", number(figure.range.value)),
        field("high", number(figure.range.high)),
        field("outcome", outcome.key()),
        field("base", number(ranges.found.base.of(outcome))),
        field("at_low", number(low)),
        field("at_high", number(high)),
        field("first_order", part(|both| both.first.value)),
        field("first_order_error", part(|both| both.first.standard_error)),
        field("total", part(|both| both.total.value)),
        field("total_error", part(|both| both.total.standard_error)),
    ]
}
