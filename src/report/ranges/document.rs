//! Ranges as plain records.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::Provenance;
use crate::ranges::{
    Held, Histogram, Indices, Interval, Outcome, Outcomes, Ranges, Sampled, Shape, Work,
};
use crate::report::fields::{self, Fields, field, number};

/// Version of the keys below.
const SCHEMA_VERSION: u32 = 1;

/// A whole study.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RangesDocument {
    /// Version of these keys.
    pub(crate) schema_version: u32,
    /// Name of the case.
    pub(crate) case: String,
    /// Its periods.
    pub(crate) periods: usize,
    /// What is compared with, in words.
    pub(crate) baseline: String,
    /// As stated.
    pub(crate) base: OutcomesRecord,
    /// The figures that were moved.
    pub(crate) figures: Vec<FigureRecord>,
    /// Figures that have a range and stayed as stated.
    pub(crate) held: Vec<HeldRecord>,
    /// All ends against, and all for.
    pub(crate) corners: Vec<CornerRecord>,
    /// All figures together; `null` where none was asked for.
    pub(crate) sample: Option<SampleRecord>,
    /// Where it comes from.
    pub(crate) provenance: Provenance,
}

/// The three outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct OutcomesRecord {
    /// Cost saved, CNY.
    pub(crate) cost_saved_cny: f64,
    /// Carbon saved, t CO2.
    pub(crate) carbon_saved_t: f64,
    /// Headroom gained, multiple of the demand.
    pub(crate) headroom_gained: f64,
}

/// A figure that was moved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FigureRecord {
    /// As `--set` takes it.
    pub(crate) key: String,
    /// Where it stands.
    pub(crate) place: String,
    /// Its unit.
    pub(crate) unit: String,
    /// Low end.
    pub(crate) low: f64,
    /// As stated.
    pub(crate) value: f64,
    /// High end.
    pub(crate) high: f64,
    /// Outcomes where it alone is at its low end.
    pub(crate) at_low: OutcomesRecord,
    /// Outcomes where it alone is at its high end.
    pub(crate) at_high: OutcomesRecord,
    /// What it alone decides within its range.
    pub(crate) alone: AloneRecord,
    /// `null` without a sample.
    pub(crate) indices: Option<IndicesRecord>,
}

/// Interval of each outcome while one figure moves over its whole range.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct AloneRecord {
    /// Cost saved, CNY.
    pub(crate) cost_saved_cny: Interval,
    /// Carbon saved, t CO2.
    pub(crate) carbon_saved_t: Interval,
    /// Headroom gained, multiple of the demand.
    pub(crate) headroom_gained: Interval,
}

/// Sobol indices by outcome.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct IndicesRecord {
    /// Of the cost saved.
    pub(crate) cost_saved_cny: Indices,
    /// Of the carbon saved.
    pub(crate) carbon_saved_t: Indices,
    /// Of the headroom gained.
    pub(crate) headroom_gained: Indices,
}

/// A figure that has a range and stayed as stated.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct HeldRecord {
    /// Where it stands.
    pub(crate) place: String,
    /// Why nothing moves it.
    pub(crate) why: String,
}

/// A corner that no change of one figure betters.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CornerRecord {
    /// Key of the outcome.
    pub(crate) outcome: String,
    /// `adverse` or `favourable`.
    pub(crate) direction: String,
    /// The outcome there.
    pub(crate) value: f64,
    /// Rounds over all figures.
    pub(crate) rounds: usize,
    /// Whether no change of one figure betters it.
    pub(crate) is_settled: bool,
    /// The figures there, in the order of `figures`.
    pub(crate) figures: Vec<f64>,
}

/// All figures together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SampleRecord {
    /// Points answered.
    pub(crate) points: u64,
    /// Points that no solver answered.
    pub(crate) failed: u64,
    /// Sets of points that tell which figures decide: A, B and A with one figure of B after the other.
    #[serde(default)]
    pub(crate) sets: u64,
    /// Points that are independent of one another, of which shares, deciles and histograms are.
    #[serde(default)]
    pub(crate) independent: u64,
    /// Whether it was stopped before its end.
    pub(crate) is_stopped: bool,
    /// Programmes that the answers took, and steps of the simplex method.
    pub(crate) work: Work,
    /// Seed of the sequence.
    pub(crate) seed: u64,
    /// How a figure is spread over its range.
    pub(crate) shape: Shape,
    /// Share in which all claims hold, 0..1.
    pub(crate) all_hold: f64,
    /// Outcome by outcome.
    pub(crate) outcomes: Vec<SampledOutcome>,
}

/// One outcome over the sample.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SampledOutcome {
    /// Its key.
    pub(crate) outcome: String,
    /// Share of the sample in which the claim holds, 0..1.
    pub(crate) holds: f64,
    /// Two standard errors of that share; absent in files of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) holds_error: Option<f64>,
    /// Least, nine deciles, greatest.
    pub(crate) deciles: Vec<f64>,
    /// `null` where the outcome does not vary.
    pub(crate) histogram: Option<Histogram>,
}

impl OutcomesRecord {
    /// One of them.
    #[must_use]
    pub(crate) const fn at(&self, outcome: Outcome) -> f64 {
        match outcome {
            Outcome::CostSaved => self.cost_saved_cny,
            Outcome::CarbonSaved => self.carbon_saved_t,
            Outcome::HeadroomGained => self.headroom_gained,
        }
    }

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
    pub(crate) fn of(ranges: &Ranges) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            case: ranges.case.clone(),
            periods: ranges.periods,
            baseline: ranges.baseline.clone(),
            base: OutcomesRecord::of(&ranges.found.base),
            figures: (0..ranges.figures.len())
                .map(|k| FigureRecord::of(ranges, k))
                .collect(),
            held: ranges.held.iter().map(HeldRecord::of).collect(),
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

impl HeldRecord {
    fn of(held: &Held) -> Self {
        Self {
            place: held.place.clone(),
            why: held.why.to_owned(),
        }
    }
}

impl AloneRecord {
    /// One of them.
    #[must_use]
    pub(crate) const fn of(&self, outcome: Outcome) -> Interval {
        match outcome {
            Outcome::CostSaved => self.cost_saved_cny,
            Outcome::CarbonSaved => self.carbon_saved_t,
            Outcome::HeadroomGained => self.headroom_gained,
        }
    }
}

impl FigureRecord {
    fn of(ranges: &Ranges, k: usize) -> Self {
        let figure = &ranges.figures[k];
        let alone = &ranges.found.tornado[k];
        let [at_low, at_high] = &alone.ends;
        let sample = ranges.found.sample.as_ref();
        let indices = sample
            .and_then(|sample| sample.indices.get(k))
            .map(|indices| {
                let of = |outcome: Outcome| indices[outcome as usize];
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
            alone: AloneRecord {
                cost_saved_cny: alone.of(Outcome::CostSaved),
                carbon_saved_t: alone.of(Outcome::CarbonSaved),
                headroom_gained: alone.of(Outcome::HeadroomGained),
            },
            indices,
        }
    }
}

fn corners(ranges: &Ranges) -> Vec<CornerRecord> {
    let of = |outcome: Outcome| {
        let corners = ranges.found.corners.iter();
        let pair = corners.flat_map(move |corners| &corners[outcome as usize]);
        pair.zip(["adverse", "favourable"])
            .map(move |(corner, direction)| CornerRecord {
                outcome: outcome.key().to_owned(),
                direction: direction.to_owned(),
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
            outcome: outcome.key().to_owned(),
            holds: sample.holds[outcome as usize],
            holds_error: Some(sample.error_of_share(sample.holds[outcome as usize])),
            deciles: (0..=10)
                .map(|tenth| sample.quantile(outcome, f64::from(tenth) / 10.0))
                .collect(),
            histogram: sample.histogram(outcome),
        };
        Self {
            points: sample.points,
            failed: sample.failed,
            sets: sample.sets,
            independent: sample.independent,
            is_stopped: sample.is_stopped,
            work: sample.work,
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
    let alone = &ranges.found.tornado[k];
    let [low, high] = alone.ends.map(|end| end.of(outcome));
    let interval = alone.of(outcome);
    let sample = ranges.found.sample.as_ref();
    let indices = sample.and_then(|sample| sample.indices.get(k));
    let indices = indices.map(|indices| indices[outcome as usize]);
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
        field("least", number(interval.least)),
        field("greatest", number(interval.greatest)),
        field("least_at", number(interval.least_at)),
        field("greatest_at", number(interval.greatest_at)),
        field("is_whole", interval.is_whole),
        field("first_order", part(|both| both.first.value)),
        field("first_order_error", part(|both| both.first.standard_error)),
        field("total", part(|both| both.total.value)),
        field("total_error", part(|both| both.total.standard_error)),
    ]
}
