//! # What ranges do to the outcomes
//!
//! The order of the study: the base, each figure alone at its two ends (the tornado), the corners by ascent in the order of the tornado, and
//! the sample. It asks an [`Evaluate`] for outcomes and knows no case and no solver.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::control::Control;
use crate::optimum::line::Work;
use crate::parallel;

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

impl Range {
    /// That of a figure of a case.
    pub(super) const fn of(of: &crate::figures::Range<'_>) -> Self {
        Range {
            low: of.low,
            value: of.value,
            high: of.high,
        }
    }
}

/// Gives outcomes at points, each from what it knows of one before.
pub(crate) trait Evaluate {
    /// Why there is no outcome.
    type Error: Send;

    /// The outcomes where figure `i` is `point[i]`.
    ///
    /// # Errors
    /// Where the point is no valid case, or no solver answers.
    fn at(&mut self, point: &[f64]) -> Result<Outcomes, Self::Error>;

    /// Notes where it stands: points that are far from one another start from there.
    fn settle(&mut self) {}

    /// As [`at`](Self::at), where the point is far from the one before.
    ///
    /// # Errors
    /// As `at`.
    fn afresh(&mut self, point: &[f64]) -> Result<Outcomes, Self::Error> {
        self.at(point)
    }

    /// Makes ready for many calls of [`around`](Self::around) with figures within `ranges`.
    fn prepare(&mut self, _ranges: &[Range]) {}

    /// The outcomes at `a`, and where each figure alone, one after the other, is that of `b`; `None` where there are none.
    fn around(&mut self, a: &[f64], b: &[f64]) -> Vec<Option<Outcomes>> {
        let mut outcomes = vec![self.at(a).ok()];
        let mut point = a.to_vec();
        for (k, &figure) in b.iter().enumerate() {
            point[k] = figure;
            outcomes.push(self.at(&point).ok());
            point[k] = a[k];
        }
        outcomes
    }

    /// What answers took so far.
    fn work(&self) -> Work {
        Work::default()
    }

    /// Where each outcome may be least or greatest while figure `k` alone moves from `low` to `high`, as figure and outcome: all such places
    /// between the ends; `None` where they are not known.
    fn between(&mut self, _point: &[f64], _k: usize) -> [Option<Vec<(f64, f64)>>; COUNT] {
        [const { None }; COUNT]
    }
}

/// What becomes of one outcome while one figure moves over its range.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Interval {
    /// Its least value.
    pub least: f64,
    /// The figure there.
    pub least_at: f64,
    /// Its greatest value.
    pub greatest: f64,
    /// The figure there.
    pub greatest_at: f64,
    /// Whether it is proved that it nowhere goes further; else they are those of the ends and the stated value alone.
    pub is_whole: bool,
}

impl Interval {
    /// The interval of outcomes at figures; of equals the first counts.
    fn of(places: impl IntoIterator<Item = (f64, f64)>, is_whole: bool) -> Self {
        let mut interval = Interval {
            least: f64::INFINITY,
            least_at: f64::NAN,
            greatest: f64::NEG_INFINITY,
            greatest_at: f64::NAN,
            is_whole,
        };
        for (figure, outcome) in places {
            if outcome < interval.least {
                (interval.least, interval.least_at) = (outcome, figure);
            }
            if outcome > interval.greatest {
                (interval.greatest, interval.greatest_at) = (outcome, figure);
            }
        }
        interval
    }

    /// From least to greatest.
    #[must_use]
    pub(crate) fn width(&self) -> f64 {
        self.greatest - self.least
    }
}

/// What one figure does alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Alone {
    /// Outcomes at its low and its high end.
    pub ends: [Outcomes; 2],
    /// Over its whole range, by [`Outcome::ALL`].
    pub intervals: [Interval; COUNT],
}

impl Alone {
    fn new(
        range: Range,
        base: &Outcomes,
        ends: [Outcomes; 2],
        between: [Option<Vec<(f64, f64)>>; COUNT],
    ) -> Self {
        let mut between = between.into_iter();
        let intervals = Outcome::ALL.map(|outcome| {
            let inside = between.next().flatten();
            let is_whole = inside.is_some();
            let known = [
                (range.value, base.of(outcome)),
                (range.low, ends[0].of(outcome)),
                (range.high, ends[1].of(outcome)),
            ];
            Interval::of(
                known.into_iter().chain(inside.into_iter().flatten()),
                is_whole,
            )
        });
        Alone { ends, intervals }
    }

    /// The interval of an outcome.
    #[must_use]
    pub const fn of(&self, outcome: Outcome) -> Interval {
        self.intervals[outcome as usize]
    }
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
    /// Whether the corners are looked for.
    pub corners: bool,
    /// Whether the sample tells which figures decide; else all its points are independent of one another.
    pub indices: bool,
}

/// What a sample says.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampled {
    /// Points answered.
    pub points: u64,
    /// Sets of points, A, B and the mixed ones, that tell which figures decide.
    pub sets: u64,
    /// Points that no solver answered; they are in no figure below.
    pub failed: u64,
    /// Whether the sample was stopped before its end.
    pub is_stopped: bool,
    /// What the answers took.
    pub work: Work,
    /// Points that are independent of one another: those of A and B, not the mixed ones, which are A but for one figure. Shares,
    /// deciles and histograms are of these alone.
    pub independent: u64,
    /// Outcomes of the independent points, sorted, for deciles and histograms.
    pub sorted: [Vec<f64>; COUNT],
    /// How often each claim holds, 0..1.
    pub holds: [f64; COUNT],
    /// How often all hold at once, 0..1.
    pub all_hold: f64,
    /// Indices of each figure; empty where they were not asked for.
    pub indices: Vec<[Indices; COUNT]>,
}

impl Sampled {
    /// Two standard errors of a share of the independent points, by Agresti and Coull (Am. Stat. 52 (1998) 119): not 0 where all or
    /// none of few points agree. Points of a Sobol sequence scatter less, so it is on the safe side.
    #[must_use]
    pub(crate) fn error_of_share(&self, share: f64) -> f64 {
        let count = self.independent as f64;
        let pulled = (share * count + 2.0) / (count + 4.0);
        2.0 * (pulled * (1.0 - pulled) / (count + 4.0)).sqrt()
    }

    /// Outcome that a share `u` of the sample stays below.
    #[must_use]
    pub fn quantile(&self, outcome: Outcome, u: f64) -> f64 {
        let sorted = &self.sorted[outcome as usize];
        let place = u * sorted.len().saturating_sub(1) as f64;
        let at = |k: usize| sorted.get(k).copied().unwrap_or(f64::NAN);
        let (low, high) = (at(place.floor() as usize), at(place.ceil() as usize));
        low + (place - place.floor()) * (high - low)
    }

    /// How the outcomes are spread between their outermost thousandths, which would squeeze all the rest; `None` where they do not vary.
    #[must_use]
    pub(crate) fn histogram(&self, outcome: Outcome) -> Option<Histogram> {
        let from = self.quantile(outcome, 0.001);
        let to = self.quantile(outcome, 0.999);
        if from >= to || from.is_nan() || to.is_nan() {
            return None;
        }
        let mut counts = vec![0; BINS];
        for value in &self.sorted[outcome as usize] {
            let share = (value - from) / (to - from) * BINS as f64;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let bin = (share.max(0.0) as usize).min(BINS - 1);
            counts[bin] += 1;
        }
        Some(Histogram { from, to, counts })
    }
}

/// Bins of a histogram.
const BINS: usize = 40;

/// How many outcomes lie in each of some bins of one width; those beyond the ends are in the outermost.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Histogram {
    /// Lower end of the first bin.
    pub from: f64,
    /// Upper end of the last bin.
    pub to: f64,
    /// Outcomes in each bin.
    pub counts: Vec<u64>,
}

/// What the study found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// At the stated values.
    pub base: Outcomes,
    /// What each figure does alone.
    pub tornado: Vec<Alone>,
    /// Adverse and favourable corner of each outcome; `None` where they were not asked for.
    pub corners: Option<[[Corner; 2]; COUNT]>,
    /// The sample, if one was asked for.
    pub sample: Option<Sampled>,
}

/// Tells how far a part of the study is; whether it was asked to stop.
#[allow(clippy::cast_precision_loss)]
fn is_stopped(control: &Control<'_>, what: &str, done: usize, of: usize) -> bool {
    control.tell(what, done as f64, of as f64);
    control.is_cancelled()
}

/// Order of figures by how far each alone moves an outcome, most first.
#[must_use]
pub(crate) fn ranked(tornado: &[Alone], outcome: Outcome) -> Vec<usize> {
    let reach = |k: usize| tornado[k].of(outcome).width();
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
    control: &Control<'_>,
) -> Result<Option<Found>, E::Error> {
    let stated: Vec<f64> = ranges.iter().map(|range| range.value).collect();
    let base = evaluator.at(&stated)?;
    let mut at_base = evaluator.clone();
    at_base.settle();
    let Some(tornado) = tornado(ranges, &base, evaluator, control)? else {
        return Ok(None);
    };
    let corners = if options.corners {
        let found = corners(ranges, &base, &tornado, evaluator, control)?;
        if found.is_none() {
            return Ok(None);
        }
        found
    } else {
        None
    };
    let sample = if options.points > 0 {
        let design = Design::new(ranges.len(), options.points, options.seed, options.indices);
        if design.is_some_and(|design| design.sets >= LEAST_SETS) {
            at_base.prepare(ranges);
        }
        sample(ranges, options, || at_base.clone(), control)
    } else {
        None
    };
    Ok(Some(Found {
        sample,
        base,
        tornado,
        corners,
    }))
}

/// Each figure alone at its ends; `None` where stopped.
fn tornado<E: Evaluate>(
    ranges: &[Range],
    base: &Outcomes,
    evaluator: &mut E,
    control: &Control<'_>,
) -> Result<Option<Vec<Alone>>, E::Error> {
    let mut point: Vec<f64> = ranges.iter().map(|range| range.value).collect();
    let mut found = Vec::with_capacity(ranges.len());
    for (k, range) in ranges.iter().enumerate() {
        let mut at = |figure: f64| {
            point[k] = figure;
            evaluator.at(&point)
        };
        let ends = [at(range.low)?, at(range.high)?];
        point[k] = range.value;
        let between = evaluator.between(&point, k);
        found.push(Alone::new(*range, base, ends, between));
        if is_stopped(control, "each figure alone", k + 1, ranges.len()) {
            return Ok(None);
        }
    }
    Ok(Some(found))
}

/// The corners of all outcomes; `None` where stopped.
fn corners<E: Evaluate>(
    ranges: &[Range],
    base: &Outcomes,
    tornado: &[Alone],
    evaluator: &mut E,
    control: &Control<'_>,
) -> Result<Option<[[Corner; 2]; COUNT]>, E::Error> {
    let start: Vec<f64> = ranges.iter().map(|range| range.value).collect();
    let ends: Vec<(f64, f64)> = ranges.iter().map(|range| (range.low, range.high)).collect();
    let mut found = Vec::with_capacity(COUNT);
    for outcome in Outcome::ALL {
        let order = ranked(tornado, outcome);
        let mut one = |direction| {
            let guess = guessed(ranges, base, tornado, outcome, direction);
            corner(&start, &guess, &ends, &order, direction, |point| {
                evaluator.at(point).map(|outcomes| outcomes.of(outcome))
            })
        };
        found.push([one(Direction::Adverse)?, one(Direction::Favourable)?]);
        if is_stopped(control, "corners", found.len(), COUNT) {
            return Ok(None);
        }
    }
    Ok(<[[Corner; 2]; COUNT]>::try_from(found).ok())
}

/// Each figure at the end that is better when it moves alone; at its value where neither is.
fn guessed(
    ranges: &[Range],
    base: &Outcomes,
    tornado: &[Alone],
    outcome: Outcome,
    direction: Direction,
) -> Vec<f64> {
    let better = |range: &Range, alone: &Alone| {
        let mut best = (range.value, base.of(outcome));
        for (end, at) in [range.low, range.high].into_iter().zip(&alone.ends) {
            if direction.is_better(at.of(outcome), best.1) {
                best = (end, at.of(outcome));
            }
        }
        best.0
    };
    let figures = ranges.iter().zip(tornado);
    figures.map(|(range, alone)| better(range, alone)).collect()
}

/// Sets from which it pays to make ready for them.
const LEAST_SETS: u64 = 4;

/// Numbers `j` with mixed points that one evaluator answers in a row. Fixed, so that the number of threads is in no figure.
const IN_A_ROW: u64 = 4;

/// Numbers without mixed points that one evaluator answers in a row.
const PAIRS_IN_A_ROW: u64 = 64;

/// Outcomes by number and part; `None` where no solver answers.
type Rows = Vec<Vec<Option<Outcomes>>>;

/// Numbers that were answered in a row, and what that took.
type Piece = (Rows, Work);

/// Answers a sample over `ranges`, in parallel; `evaluator` gives a fresh one for each piece of work.
fn sample<E: Evaluate>(
    ranges: &[Range],
    options: SampleOptions,
    evaluator: impl Fn() -> E + Sync,
    control: &Control<'_>,
) -> Option<Sampled> {
    let design = Design::new(ranges.len(), options.points, options.seed, options.indices)?;
    let done = AtomicUsize::new(0);
    let piece = |numbers: &std::ops::Range<u64>| {
        if control.is_cancelled() {
            return None;
        }
        let mut evaluator = evaluator();
        let before = evaluator.work();
        let mut rows = Vec::new();
        for j in numbers.clone() {
            let points = drawn(&design, j, ranges, options.shape);
            rows.push(answered(&design, j, &points, &mut evaluator));
            let of_it = design.len_of(j) as usize;
            let done = done.fetch_add(of_it, Ordering::Relaxed) + of_it;
            // what comes of a number while somebody stops it is not whole
            if is_stopped(control, "sample", done, design.len() as usize) {
                return None;
            }
        }
        Some((rows, evaluator.work().since(before)))
    };
    let pieces: Vec<Option<Piece>> = parallel::each(&numbers_in_a_row(&design), piece);
    let is_stopped = pieces.iter().any(Option::is_none);
    let (rows, works): (Vec<Rows>, Vec<Work>) = pieces.into_iter().flatten().unzip();
    let rows: Rows = rows.into_iter().flatten().collect();
    let work = works
        .into_iter()
        .fold(Work::default(), |all, one| all + one);
    let of_figures = if design.has_indices() {
        ranges.len()
    } else {
        0
    };
    Some(Sampled {
        work,
        ..summarised(&rows, of_figures, is_stopped)
    })
}

/// The numbers of a design, in pieces that are answered in a row.
fn numbers_in_a_row(design: &Design) -> Vec<std::ops::Range<u64>> {
    let sets = pieces(0..design.sets, IN_A_ROW);
    sets.chain(pieces(design.sets..design.points, PAIRS_IN_A_ROW))
        .collect()
}

fn pieces(of: std::ops::Range<u64>, in_a_row: u64) -> impl Iterator<Item = std::ops::Range<u64>> {
    let count = (of.end - of.start).div_ceil(in_a_row);
    (0..count).map(move |piece| {
        let start = of.start + piece * in_a_row;
        start..(start + in_a_row).min(of.end)
    })
}

/// Points of number `j`: A and, where indices are asked for, B.
fn drawn(design: &Design, j: u64, ranges: &[Range], shape: Shape) -> Vec<Vec<f64>> {
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
    if design.has_indices() {
        vec![point(Part::A), point(Part::B)]
    } else {
        vec![point(Part::A)]
    }
}

/// Outcomes of the points of a number: A, B and, where it has them, A with one figure of B after the other; `None` where no solver
/// answers. B comes last: it is far from all the others.
fn answered<E: Evaluate>(
    design: &Design,
    j: u64,
    points: &[Vec<f64>],
    evaluator: &mut E,
) -> Vec<Option<Outcomes>> {
    match points {
        [a, b] if j < design.sets => {
            let mut outcomes = evaluator.around(a, b);
            outcomes.insert(1, evaluator.afresh(b).ok());
            outcomes
        }
        points => {
            let points = points.iter();
            points.map(|point| evaluator.afresh(point).ok()).collect()
        }
    }
}

/// The points of a sample with their outcomes, one number after the other.
pub(super) fn points<E: Evaluate>(
    ranges: &[Range],
    options: SampleOptions,
    evaluator: &mut E,
) -> Vec<(Vec<f64>, Option<Outcomes>)> {
    let Some(design) = Design::new(ranges.len(), options.points, options.seed, options.indices)
    else {
        return Vec::new();
    };
    evaluator.prepare(ranges);
    let of_number = |j| {
        let mut points = drawn(&design, j, ranges, options.shape);
        let outcomes = answered(&design, j, &points, evaluator);
        for k in 0..outcomes.len().saturating_sub(points.len()) {
            let mut mixed = points[0].clone();
            mixed[k] = points[1][k];
            points.push(mixed);
        }
        points.into_iter().zip(outcomes).collect::<Vec<_>>()
    };
    (0..design.points).flat_map(of_number).collect()
}

fn summarised(rows: &[Vec<Option<Outcomes>>], figures: usize, is_stopped: bool) -> Sampled {
    let all = || rows.iter().flatten().flatten();
    let points = all().count() as u64;
    let independent = || rows.iter().flat_map(|row| row.iter().take(2)).flatten();
    let count = independent().count();
    let whole: Vec<Vec<Outcomes>> = rows
        .iter()
        .filter(|row| row.len() == figures + 2)
        .filter_map(|row| row.iter().copied().collect())
        .collect();
    let column = |part: usize, outcome: Outcome| -> Vec<f64> {
        whole.iter().map(|row| row[part].of(outcome)).collect()
    };
    let share = |holds: &dyn Fn(&Outcomes) -> bool| {
        independent().filter(|outcomes| holds(outcomes)).count() as f64 / count.max(1) as f64
    };
    let of_all = |outcome: Outcome| {
        if figures == 0 {
            return Vec::new();
        }
        let (a, b) = (column(0, outcome), column(1, outcome));
        let spread = spread(&a, &b);
        let one = |k: usize| indices(&a, &b, &column(k + 2, outcome), spread);
        (0..figures).map(one).collect::<Vec<Indices>>()
    };
    let by_outcome = Outcome::ALL.map(of_all);
    Sampled {
        points,
        sets: if figures == 0 { 0 } else { whole.len() as u64 },
        independent: count as u64,
        failed: rows.iter().flatten().filter(|one| one.is_none()).count() as u64,
        is_stopped,
        work: Work::default(),
        sorted: Outcome::ALL.map(|outcome| {
            let mut values: Vec<f64> = independent().map(|one| one.of(outcome)).collect();
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

    /// By hand: base 83, 2, 6; x₀ at 1 and 4 gives a cost of 93 and 63; x₁ at 0 and 4 gives 80 and 84.
    #[test]
    fn ends_and_corners_are_as_worked_by_hand() {
        let Ok(base) = Known.at(&[2.0, 3.0]);
        let Ok(tornado) = tornado(&RANGES, &base, &mut Known, &Control::default());
        let tornado = tornado.expect("not stopped");
        let cost = |figure: usize| tornado[figure].ends.map(|end| end.of(Outcome::CostSaved));
        assert_eq!((cost(0), cost(1)), ([93.0, 63.0], [80.0, 84.0]));
        assert_eq!(ranked(&tornado, Outcome::CostSaved), [0, 1]);
        assert_eq!(ranked(&tornado, Outcome::CarbonSaved), [1, 0]);
        let Ok(corners) = corners(&RANGES, &base, &tornado, &mut Known, &Control::default());
        let ends = corners
            .expect("not stopped")
            .map(|pair| pair.map(|corner| corner.outcome));
        assert_eq!(ends, [[60.0, 94.0], [-1.0, 3.0], [0.0, 16.0]]);
    }

    /// A set is A, B, and A with one figure of B after the other; each outcome is that of its point.
    #[test]
    fn a_mixed_point_has_one_figure_of_the_second_sample() {
        let options = SampleOptions {
            points: 400,
            seed: 7,
            shape: Shape::Uniform,
            corners: false,
            indices: true,
        };
        let points = points(&RANGES, options, &mut Known);
        for set in points.chunks_exact(4).take(50) {
            let [a, b] = [&set[0].0, &set[1].0];
            for (other, (mixed, outcomes)) in set[2..].iter().enumerate() {
                let Ok(right) = Known.at(mixed);
                assert_eq!(*outcomes, Some(right));
                for figure in 0..RANGES.len() {
                    assert_ne!(a[figure], b[figure]);
                    let from = if figure == other { b } else { a };
                    assert_eq!(mixed[figure], from[figure]);
                }
            }
        }
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
                corners: false,
                indices: true,
            };
            let found = sample(&RANGES, options, || Known, &Control::default()).expect("a sample");
            // 30,000 of the points are sets, of four each, and 10,000 are pairs
            let counts = (found.points, found.sets, found.independent, found.failed);
            assert_eq!(counts, (40_000, 7_500, 25_000, 0));
            let holds = found.holds[Outcome::CarbonSaved as usize];
            assert!((holds - right).abs() < 2e-3, "{shape:?}: {holds}");
            let indices = found.indices[1][Outcome::CarbonSaved as usize];
            assert!((indices.first.value - 1.0).abs() < 0.02, "{indices:?}");
            assert!(found.indices[0][Outcome::CarbonSaved as usize].total.value < 1e-12);
        }
    }
}
