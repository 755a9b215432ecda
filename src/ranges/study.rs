//! # What ranges do to the outcomes
//!
//! The order of the study: the base, each figure alone at its two ends (the tornado), the corners by ascent in the order of the tornado, and
//! the sample. It asks an [`Evaluate`] for outcomes and knows no case and no solver.

use std::ops::ControlFlow;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::corner::{Corner, Direction, corner};
use super::indices::{Indices, indices, spread};
use super::outcome::{COUNT, Outcome, Outcomes};
use super::sample::{Design, Part, Shape};

/// A figure as the study sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Low end.
    pub low: f64,
    /// The stated value.
    pub value: f64,
    /// High end.
    pub high: f64,
}

/// Gives outcomes at points, each from what it knows of one before.
pub trait Evaluate {
    /// Why there is no outcome.
    type Error: Send;

    /// The outcomes where figure `i` is `point[i]`; from here on others start from this point.
    ///
    /// # Errors
    /// Where the point is no valid case, or no solver answers.
    fn at(&mut self, point: &[f64]) -> Result<Outcomes, Self::Error>;

    /// As [`at`](Evaluate::at), for a point that differs little from the last one; others still start from that.
    ///
    /// # Errors
    /// As [`at`](Evaluate::at).
    fn near(&self, point: &[f64]) -> Result<Outcomes, Self::Error>;
}

/// What is asked of the sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SampleOptions {
    /// Points at most; 0 for no sample.
    pub points: u64,
    /// Seed of the sequences.
    pub seed: u64,
    /// How figures are spread over their ranges.
    pub shape: Shape,
}

/// What a sample says.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampled {
    /// Points answered.
    pub points: u64,
    /// Points that no solver answered; they are in no figure below.
    pub failed: u64,
    /// Whether the sample was stopped before its end.
    pub is_stopped: bool,
    /// All outcomes, sorted, for deciles and histograms.
    pub sorted: [Vec<f64>; COUNT],
    /// How often each claim holds, 0..1.
    pub holds: [f64; COUNT],
    /// How often all hold at once, 0..1.
    pub all_hold: f64,
    /// Indices of each figure.
    pub indices: Vec<[Indices; COUNT]>,
}

impl Sampled {
    /// Outcome that a share `u` of the sample stays below.
    #[must_use]
    pub fn quantile(&self, outcome: Outcome, u: f64) -> f64 {
        let sorted = &self.sorted[outcome as usize];
        let place = u * sorted.len().saturating_sub(1) as f64;
        let at = |k: usize| sorted.get(k).copied().unwrap_or(f64::NAN);
        let (low, high) = (at(place.floor() as usize), at(place.ceil() as usize));
        low + (place - place.floor()) * (high - low)
    }
}

/// What the study found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// At the stated values.
    pub base: Outcomes,
    /// Each figure alone at its low and its high end.
    pub tornado: Vec<[Outcomes; 2]>,
    /// Adverse and favourable corner of each outcome.
    pub corners: [[Corner; 2]; COUNT],
    /// The sample, if one was asked for.
    pub sample: Option<Sampled>,
}

/// Told of progress: part of the work done, and whether to go on.
pub type Progress<'a> = &'a (dyn Fn(Step) -> ControlFlow<()> + Sync);

/// How far a study is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// So many of so many figures were moved alone.
    Alone(usize, usize),
    /// So many of so many corners were found.
    Corners(usize, usize),
    /// So many of so many sample points were answered.
    Sample(u64, u64),
}

/// Order of figures by how far each alone moves an outcome, most first.
#[must_use]
pub fn ranked(base: &Outcomes, tornado: &[[Outcomes; 2]], outcome: Outcome) -> Vec<usize> {
    let reach = |k: usize| {
        let [low, high] = tornado[k].map(|end| end.of(outcome));
        let now = base.of(outcome);
        low.max(high).max(now) - low.min(high).min(now)
    };
    let mut order: Vec<usize> = (0..tornado.len()).collect();
    order.sort_by(|&a, &b| reach(b).total_cmp(&reach(a)).then(a.cmp(&b)));
    order
}

/// The whole study; `None` where it was stopped before the sample.
///
/// # Errors
/// The first error at the stated values, at an end, or on the way to a corner.
pub(super) fn study<E: Evaluate + Clone + Sync>(
    ranges: &[Range],
    options: SampleOptions,
    evaluator: &mut E,
    progress: Progress<'_>,
) -> Result<Option<Found>, E::Error> {
    let stated: Vec<f64> = ranges.iter().map(|range| range.value).collect();
    let base = evaluator.at(&stated)?;
    let at_base = evaluator.clone();
    let Some(tornado) = tornado(ranges, evaluator, progress)? else {
        return Ok(None);
    };
    let Some(corners) = corners(ranges, &base, &tornado, evaluator, progress)? else {
        return Ok(None);
    };
    let is_asked = options.points > 0;
    Ok(Some(Found {
        sample: is_asked
            .then(|| sample(ranges, options, || at_base.clone(), progress))
            .flatten(),
        base,
        tornado,
        corners,
    }))
}

/// Each figure alone at its ends; `None` where stopped.
fn tornado<E: Evaluate>(
    ranges: &[Range],
    evaluator: &E,
    progress: Progress<'_>,
) -> Result<Option<Vec<[Outcomes; 2]>>, E::Error> {
    let mut point: Vec<f64> = ranges.iter().map(|range| range.value).collect();
    let mut found = Vec::with_capacity(ranges.len());
    for (k, range) in ranges.iter().enumerate() {
        let mut at = |figure: f64| {
            point[k] = figure;
            evaluator.near(&point)
        };
        let ends = [at(range.low)?, at(range.high)?];
        point[k] = range.value;
        found.push(ends);
        if progress(Step::Alone(k + 1, ranges.len())).is_break() {
            return Ok(None);
        }
    }
    Ok(Some(found))
}

/// The corners of all outcomes; `None` where stopped.
fn corners<E: Evaluate>(
    ranges: &[Range],
    base: &Outcomes,
    tornado: &[[Outcomes; 2]],
    evaluator: &mut E,
    progress: Progress<'_>,
) -> Result<Option<[[Corner; 2]; COUNT]>, E::Error> {
    let start: Vec<f64> = ranges.iter().map(|range| range.value).collect();
    let ends: Vec<(f64, f64)> = ranges.iter().map(|range| (range.low, range.high)).collect();
    let mut found = Vec::with_capacity(COUNT);
    for outcome in Outcome::ALL {
        let order = ranked(base, tornado, outcome);
        let mut one = |direction| {
            let guess = guessed(ranges, base, tornado, outcome, direction);
            corner(&start, &guess, &ends, &order, direction, |point| {
                evaluator.at(point).map(|outcomes| outcomes.of(outcome))
            })
        };
        found.push([one(Direction::Adverse)?, one(Direction::Favourable)?]);
        if progress(Step::Corners(found.len(), COUNT)).is_break() {
            return Ok(None);
        }
    }
    Ok(<[[Corner; 2]; COUNT]>::try_from(found).ok())
}

/// Each figure at the end that is better when it moves alone; at its value where neither is.
fn guessed(
    ranges: &[Range],
    base: &Outcomes,
    tornado: &[[Outcomes; 2]],
    outcome: Outcome,
    direction: Direction,
) -> Vec<f64> {
    let better = |range: &Range, ends: &[Outcomes; 2]| {
        let mut best = (range.value, base.of(outcome));
        for (end, at) in [range.low, range.high].into_iter().zip(ends) {
            if direction.is_better(at.of(outcome), best.1) {
                best = (end, at.of(outcome));
            }
        }
        best.0
    };
    let figures = ranges.iter().zip(tornado);
    figures.map(|(range, ends)| better(range, ends)).collect()
}

/// Indices `j` that one evaluator answers in a row. Fixed, so that the number of threads is in no figure.
const IN_A_ROW: u64 = 4;

/// Answers a sample over `ranges`, in parallel; `evaluator` gives a fresh one for each piece of work.
fn sample<E: Evaluate>(
    ranges: &[Range],
    options: SampleOptions,
    evaluator: impl Fn() -> E + Sync,
    progress: Progress<'_>,
) -> Option<Sampled> {
    let design = Design::new(ranges.len(), options.points, options.seed)?;
    let done = std::sync::atomic::AtomicU64::new(0);
    let pieces: Vec<Option<Vec<Vec<Option<Outcomes>>>>> = (0..design.points.div_ceil(IN_A_ROW))
        .into_par_iter()
        .map(|piece| {
            let numbers = piece * IN_A_ROW..((piece + 1) * IN_A_ROW).min(design.points);
            let mut evaluator = evaluator();
            let mut rows = Vec::new();
            for j in numbers {
                let so_far = done.load(std::sync::atomic::Ordering::Relaxed);
                if progress(Step::Sample(so_far, design.len())).is_break() {
                    return None;
                }
                rows.push(answered(&design, j, ranges, options.shape, &mut evaluator));
                done.fetch_add(
                    design.len() / design.points,
                    std::sync::atomic::Ordering::Relaxed,
                );
            }
            Some(rows)
        })
        .collect();
    let is_stopped = pieces.iter().any(Option::is_none);
    let rows: Vec<Vec<Option<Outcomes>>> = pieces.into_iter().flatten().flatten().collect();
    Some(summarised(&rows, ranges.len(), is_stopped))
}

/// Outcomes of point `j` of each part; `None` where no solver answers.
fn answered<E: Evaluate>(
    design: &Design,
    j: u64,
    ranges: &[Range],
    shape: Shape,
    evaluator: &mut E,
) -> Vec<Option<Outcomes>> {
    let figure = |part: Part, k: usize| {
        let Range { low, value, high } = ranges[k];
        let spread = shape.distribution(low, value, high);
        spread.map_or(value, |spread| spread.quantile(design.unit(part, j, k)))
    };
    let point = |part| {
        (0..ranges.len())
            .map(|k| figure(part, k))
            .collect::<Vec<_>>()
    };
    let (a, b) = (point(Part::A), point(Part::B));
    let mut outcomes = vec![evaluator.at(&a).ok()];
    let mut mixed = a.clone();
    for k in 0..ranges.len() {
        mixed[k] = b[k];
        outcomes.push(evaluator.near(&mixed).ok());
        mixed[k] = a[k];
    }
    outcomes.insert(1, evaluator.near(&b).ok());
    outcomes
}

fn summarised(rows: &[Vec<Option<Outcomes>>], figures: usize, is_stopped: bool) -> Sampled {
    let all = || rows.iter().flatten().flatten();
    let points = all().count() as u64;
    let whole: Vec<Vec<Outcomes>> = rows
        .iter()
        .filter_map(|row| row.iter().copied().collect())
        .collect();
    let column = |part: usize, outcome: Outcome| -> Vec<f64> {
        whole.iter().map(|row| row[part].of(outcome)).collect()
    };
    let share = |holds: &dyn Fn(&Outcomes) -> bool| {
        all().filter(|outcomes| holds(outcomes)).count() as f64 / points.max(1) as f64
    };
    let of_all = |outcome: Outcome| {
        let (a, b) = (column(0, outcome), column(1, outcome));
        let spread = spread(&a, &b);
        let one = |k: usize| indices(&a, &b, &column(k + 2, outcome), spread);
        (0..figures).map(one).collect::<Vec<Indices>>()
    };
    let by_outcome = Outcome::ALL.map(of_all);
    Sampled {
        points,
        failed: rows.iter().flatten().filter(|one| one.is_none()).count() as u64,
        is_stopped,
        sorted: Outcome::ALL.map(|outcome| {
            let mut values: Vec<f64> = all().map(|one| one.of(outcome)).collect();
            values.sort_by(f64::total_cmp);
            values
        }),
        holds: Outcome::ALL.map(|outcome| share(&|one| one.holds(outcome))),
        all_hold: share(&|one| Outcome::ALL.iter().all(|&outcome| one.holds(outcome))),
        indices: (0..figures)
            .map(|k| std::array::from_fn(|outcome| by_outcome[outcome][k]))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    /// Cost saved 100 − 10·x₀ + x₁, carbon saved x₁ − 1, headroom x₀·x₁.
    struct Known;

    impl Evaluate for Known {
        type Error = Infallible;

        fn at(&mut self, x: &[f64]) -> Result<Outcomes, Infallible> {
            let values = [100.0 - 10.0 * x[0] + x[1], x[1] - 1.0, x[0] * x[1]];
            Ok(Outcomes { values })
        }

        fn near(&self, x: &[f64]) -> Result<Outcomes, Infallible> {
            Known.at(x)
        }
    }

    const RANGES: [Range; 2] = [
        Range {
            low: 1.0,
            value: 2.0,
            high: 4.0,
        },
        Range {
            low: 0.0,
            value: 3.0,
            high: 4.0,
        },
    ];

    const SILENT: Progress<'static> = &|_| ControlFlow::Continue(());

    /// By hand: base 83, 2, 6; x₀ at 1 and 4 gives a cost of 93 and 63; x₁ at 0 and 4 gives 80 and 84.
    #[test]
    fn ends_and_corners_are_as_worked_by_hand() {
        let Ok(base) = Known.at(&[2.0, 3.0]);
        let Ok(tornado) = tornado(&RANGES, &Known, SILENT);
        let tornado = tornado.expect("not stopped");
        let cost = |figure: usize| tornado[figure].map(|end| end.of(Outcome::CostSaved));
        assert_eq!((cost(0), cost(1)), ([93.0, 63.0], [80.0, 84.0]));
        assert_eq!(ranked(&base, &tornado, Outcome::CostSaved), [0, 1]);
        assert_eq!(ranked(&base, &tornado, Outcome::CarbonSaved), [1, 0]);
        let Ok(corners) = corners(&RANGES, &base, &tornado, &mut Known, SILENT);
        let ends = corners
            .expect("not stopped")
            .map(|pair| pair.map(|corner| corner.outcome));
        assert_eq!(ends, [[60.0, 94.0], [-1.0, 3.0], [0.0, 16.0]]);
    }

    /// x₁ is over 1 in three quarters of its even range from 0 to 4; the triangle with its mode at 3 leaves 1/12 below 1.
    #[test]
    fn a_sample_tells_how_often_a_claim_holds() {
        for (shape, right) in [
            (Shape::Uniform, 0.75),
            (Shape::Triangular, 1.0 - 1.0 / 12.0),
        ] {
            let options = SampleOptions {
                points: 40_000,
                seed: 3,
                shape,
            };
            let found = sample(&RANGES, options, || Known, SILENT).expect("a sample");
            assert_eq!((found.points, found.failed), (40_000, 0));
            let holds = found.holds[Outcome::CarbonSaved as usize];
            assert!((holds - right).abs() < 2e-3, "{shape:?}: {holds}");
            let indices = found.indices[1][Outcome::CarbonSaved as usize];
            assert!((indices.first.value - 1.0).abs() < 0.02, "{indices:?}");
            assert!(found.indices[0][Outcome::CarbonSaved as usize].total.value < 1e-12);
        }
    }
}
