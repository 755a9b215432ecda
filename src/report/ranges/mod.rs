//! # Ranges for people and for programs
//!
//! [`ranges_table`] tells outcome by outcome what the ranges do; [`ranges_json`] and [`ranges_csv`] write every figure in full precision.

pub(super) mod document;
pub(super) mod sentence;

pub(crate) use document::RangesDocument;
#[cfg(feature = "plot")]
pub(crate) use document::{FigureRecord, SampledOutcome};

pub(super) use sentence::{shown, with_error};

use super::number::{Money, figure, grouped};
use super::table::Style;
use super::table::page::{Page, Sheet};
use super::words::{self, capitalised};
use crate::case::retold;
use crate::language::word;
use crate::ranges::study::ranked;
use crate::ranges::{Alone, Index, Outcome, Outcomes, Ranges, Sampled, Shape, Uncertain};
use sentence::share;

/// Figures told for each outcome; the files have all.
const TOLD: usize = 8;

/// The study as text for a terminal.
#[must_use]
pub fn ranges_table(ranges: &Ranges, style: Style) -> String {
    let mut page = Page::new(style);
    title(&mut page, ranges);
    in_short(&mut page, ranges);
    for outcome in Outcome::ALL {
        section(&mut page, ranges, outcome);
    }
    how(&mut page, ranges);
    page.heading(tr!("Origin"));
    page.paragraph(1, &words::origin(&ranges.provenance));
    page.finish()
}

/// The study as one JSON document with a `schema_version`, a line end at the end.
#[must_use]
pub fn ranges_json(ranges: &Ranges) -> String {
    let document = RangesDocument::of(ranges);
    // A document has string keys only and writes to memory: there is nothing to fail.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn title(page: &mut Page, ranges: &Ranges) {
    page.title(&tr!(
        "{}: what the ranges of its figures do to the answer",
        ranges.case
    ));
    let figures = super::number::counted(ranges.figures.len(), "figure", "figures");
    page.faint(&tr!(
        "{figures} moved within their ranges; plan and baseline ({}) are optimised anew at every point",
        retold(&ranges.baseline), figures = figures));
}

/// A row an outcome: base, corners, middle of the sample, how often its claim holds.
fn in_short(page: &mut Page, ranges: &Ranges) {
    page.heading(tr!("In short"));
    let mut sheet = Sheet::new(&[
        "",
        tr!("as stated"),
        tr!("all against"),
        tr!("all for"),
        tr!("8 of 10 lie in"),
        tr!("claim holds"),
    ]);
    for outcome in Outcome::ALL {
        let show = |value| shown(outcome, value);
        let corners = ranges.found.corners.as_ref();
        let [adverse, favourable] = match corners.map(|corners| &corners[outcome as usize]) {
            Some(pair) => pair.each_ref().map(|corner| show(corner.outcome)),
            None => [
                super::number::ABSENT.to_owned(),
                super::number::ABSENT.to_owned(),
            ],
        };
        let sample = ranges.found.sample.as_ref();
        let middle = sample.map_or(super::number::ABSENT.to_owned(), |sample| {
            let end = |u| show(sample.quantile(outcome, u));
            format!("{} … {}", end(0.1), end(0.9))
        });
        let holds = sample.map_or(super::number::ABSENT.to_owned(), |sample| {
            share(sample, sample.holds[outcome as usize])
        });
        sheet.row(vec![
            word(outcome.title()).to_owned(),
            show(ranges.found.base.of(outcome)),
            adverse,
            favourable,
            middle,
            holds,
        ]);
    }
    page.sheet(sheet);
    if let Some(sample) = &ranges.found.sample {
        let all = share(sample, sample.all_hold);
        #[allow(clippy::cast_precision_loss)]
        let points = grouped(sample.independent as f64, 0);
        let text = tr!(
            "All three claims hold together in {all} of the sample. Shares are of {points} independent points, with two standard errors.",
            all = all,
            points = points
        );
        page.paragraph(1, &text);
    }
}

fn section(page: &mut Page, ranges: &Ranges, outcome: Outcome) {
    page.heading(&tr!(
        "{}: which figures decide it",
        capitalised(word(outcome.title()))
    ));
    let found = &ranges.found;
    let order = ranked(&found.tornado, outcome);
    let moves = |k: &usize| found.tornado[*k].of(outcome).width() > 0.0;
    let told: Vec<usize> = order.into_iter().filter(moves).take(TOLD).collect();
    if told.is_empty() {
        page.paragraph(1, tr!("No figure alone moves it."));
        return;
    }
    let unit = ColumnUnit::of(outcome, &found.base, &found.tornado);
    let sample = found
        .sample
        .as_ref()
        .filter(|sample| !sample.indices.is_empty());
    let mut header = vec![
        tr!("figure").to_owned(),
        tr!("range").to_owned(),
        tr!("low end\n{}", unit.name),
        tr!("high end\n{}", unit.name),
    ];
    if sample.is_some() {
        header.extend([
            tr!("decides\nalone").to_owned(),
            tr!("with\nothers").to_owned(),
        ]);
    }
    let mut sheet = Sheet::new(&header);
    let mut bent = Vec::new();
    for k in told {
        let [low, high] = found.tornado[k].ends.map(|end| unit.show(end.of(outcome)));
        bent.extend(between_ends(ranges, k, outcome, &unit));
        let of = &ranges.figures[k];
        let mut row = vec![of.key.clone(), range(of), low, high];
        if let Some(sample) = sample {
            let both = sample.indices[k][outcome as usize];
            row.extend([both.first, both.total].map(index));
        }
        sheet.row(row);
    }
    page.sheet(sheet);
    if !bent.is_empty() {
        page.paragraph(1, &tr!("Between their ends: {}.", bent.join("; ")));
    }
}

/// `hosting_fee.yrd: 3.2 at 540`, where the outcome goes further between the ends of a figure than at them and as stated.
fn between_ends(ranges: &Ranges, k: usize, outcome: Outcome, unit: &ColumnUnit) -> Option<String> {
    let (alone, range) = (&ranges.found.tornado[k], &ranges.figures[k].range);
    let interval = alone.of(outcome);
    let known = [range.low, range.value, range.high];
    // what the table shows at the ends, or as stated, is no further figure
    let shown =
        [alone.ends[0], alone.ends[1], ranges.found.base].map(|one| unit.show(one.of(outcome)));
    let further = [
        (interval.least, interval.least_at),
        (interval.greatest, interval.greatest_at),
    ];
    let told: Vec<String> = further
        .into_iter()
        .filter(|(value, at)| !known.contains(at) && !shown.contains(&unit.show(*value)))
        .map(|(value, at)| tr!("{} at {}", unit.show(value), figure(at)))
        .collect();
    let key = &ranges.figures[k].key;
    (!told.is_empty()).then(|| format!("{key} {}", told.join(" and ")))
}

/// The unit of a column of outcomes.
struct ColumnUnit {
    outcome: Outcome,
    money: Money,
    name: &'static str,
}

impl ColumnUnit {
    fn of(outcome: Outcome, base: &Outcomes, tornado: &[Alone]) -> Self {
        let intervals = tornado.iter().map(|alone| alone.of(outcome));
        let ends = intervals.map(|interval| interval.least.abs().max(interval.greatest.abs()));
        let money = Money::up_to(ends.fold(base.of(outcome).abs(), f64::max));
        let name = match outcome {
            Outcome::CostSaved => money.unit,
            Outcome::CarbonSaved => "t CO2",
            Outcome::HeadroomGained => tr!("x demand"),
        };
        Self {
            outcome,
            money,
            name,
        }
    }

    fn show(&self, value: f64) -> String {
        match self.outcome {
            Outcome::CostSaved => self.money.show(value),
            Outcome::CarbonSaved => grouped(value, 0),
            Outcome::HeadroomGained => grouped(value, 3),
        }
    }
}

/// `1.2 … 1.4 CNY/kWh`, in the unit of the table
fn range(figure_of: &Uncertain) -> String {
    let [low, high] = [figure_of.range.low, figure_of.range.high].map(figure);
    let unit = super::number::unit_in_words(&figure_of.unit);
    format!("{low} … {high}{unit}")
}

/// Two standard errors of an index from which on it says nothing.
const MOST_ERROR: f64 = 0.5;

/// An index with its error, in per cent: `42 ± 3 %`; what is less than its error is so much at most, and one of too few points is
/// not told.
fn index(index: Index) -> String {
    let error = 2.0 * index.standard_error;
    if error > MOST_ERROR {
        return super::number::ABSENT.to_owned();
    }
    with_error(index.value.clamp(0.0, 1.0), error)
}

/// How the figures were got, and what they do not say.
fn how(page: &mut Page, ranges: &Ranges) {
    page.heading(tr!("How"));
    page.paragraph(1, &alone_in_words(ranges));
    let corners = ranges.found.corners.iter().flatten().flatten();
    let settled = corners.clone().all(|corner| corner.is_settled);
    let ended = if settled {
        tr!(
            "no change of a single figure to its other end betters them. That no other corner is further out is not proved, and inside the ranges an outcome that bends may go further"
        )
    } else {
        tr!("stopped before no single change bettered them")
    };
    if ranges.found.corners.is_some() {
        page.paragraph(
            1,
            &tr!(
                "Corners were found by ascent among the ends of the ranges: {ended}.",
                ended = ended
            ),
        );
    }
    if let Some(sample) = &ranges.found.sample {
        page.paragraph(1, &sample_in_words(ranges, sample));
    }
    if !ranges.held.is_empty() {
        let held = super::number::counted(ranges.held.len(), "figure has", "figures have");
        page.paragraph(
            1,
            &tr!(
                "{held} a range that nothing moves, and stayed as stated:",
                held = held
            ),
        );
        for held in ranges.held.iter().take(HELD) {
            page.paragraph(3, &format!("{}: {}", held.place, held.why));
        }
        if ranges.held.len() > HELD {
            page.paragraph(3, tr!("and others: `--format json` lists them all"));
        }
    }
}

/// Figures with a range that nothing moves, told of by name.
const HELD: usize = 6;

/// Of how many figures the outcomes are known over the whole range.
fn alone_in_words(ranges: &Ranges) -> String {
    let whole = |outcome: Outcome| {
        let tornado = ranges.found.tornado.iter();
        let count = tornado.filter(|alone| alone.of(outcome).is_whole).count();
        format!("{} {count}", word(outcome.title()))
    };
    tr!(
        "Each figure alone: exact over its whole range, along the path of plan and baseline, where it enters them in a line and both serve all load ({} of {} figures); at its ends and its value for the others.",
        Outcome::ALL.map(whole).join(tr!(", ")),
        ranges.figures.len()
    )
}

/// What a point of the sample took.
#[allow(clippy::cast_precision_loss)]
fn work_in_words(sample: &Sampled) -> String {
    let work = sample.work;
    let points = (sample.points + sample.failed).max(1) as f64;
    let each = |count: u64| grouped(count as f64 / points, 2);
    tr!(
        " A point took {} programmes with other numbers, {} with other rows or columns and {} as before: {} steps of the simplex method.",
        each(work.moved),
        each(work.new),
        each(work.same),
        each(work.steps)
    )
}

fn sample_in_words(ranges: &Ranges, sample: &Sampled) -> String {
    let shape = match ranges.options.shape {
        Shape::Triangular => tr!("triangular with the stated value as its mode"),
        Shape::Uniform => tr!("even from end to end"),
    };
    #[allow(clippy::cast_precision_loss)]
    let points = grouped(sample.points as f64, 0);
    let mut text = tr!(
        "Sample: {points} points of a scrambled Sobol sequence, seed {}, each figure independent and {shape}.",
        ranges.options.seed,
        points = points,
        shape = shape
    );
    if !sample.indices.is_empty() {
        #[allow(clippy::cast_precision_loss)]
        let [sets, independent] = [sample.sets, sample.independent].map(|n| grouped(n as f64, 0));
        text.push_str(&tr!(
            " Of these, {sets} sets of {} points, in which one figure after the other is moved, tell which figures decide; deciles and shares are of {independent} points that are independent of one another. Shares of the variance (Sobol indices) by Saltelli and Jansen, with two standard errors.",
            ranges.figures.len() + 2, sets = sets, independent = independent));
    }
    text.push_str(&work_in_words(sample));
    if sample.failed > 0 {
        #[allow(clippy::cast_precision_loss)]
        let failed = grouped(sample.failed as f64, 0);
        text.push_str(&tr!(
            " {failed} points have no answer and are left out.",
            failed = failed
        ));
    }
    if sample.is_stopped {
        text.push_str(tr!(" It was stopped before its end."));
    }
    text
}
