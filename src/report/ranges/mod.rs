//! # Ranges for people and for programs
//!
//! [`ranges_table`] tells outcome by outcome what the ranges do; [`ranges_json`] and [`ranges_csv`] write every figure in full precision.

mod document;

pub use document::{RangesDocument, ranges_csv};

use super::number::{Money, figure, grouped, money, percent};
use super::table::Style;
use super::table::page::{Page, Sheet};
use super::words;
use crate::ranges::study::ranked;
use crate::ranges::{Index, Outcome, Outcomes, Ranges, Sampled, Shape, Uncertain};

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
    page.heading("Origin");
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
    page.title(&format!(
        "{}: what the ranges of its figures do to the answer",
        ranges.case
    ));
    let figures = super::number::counted(ranges.figures.len(), "figure", "figures");
    page.faint(&format!(
        "{figures} moved within their ranges; plan and baseline ({}) are optimised anew at every point",
        ranges.baseline
    ));
}

/// A row an outcome: base, corners, middle of the sample, how often its claim holds.
fn in_short(page: &mut Page, ranges: &Ranges) {
    page.heading("In short");
    let mut sheet = Sheet::new(&[
        "",
        "as stated",
        "all against",
        "all for",
        "8 of 10 lie in",
        "claim holds",
    ]);
    for outcome in Outcome::ALL {
        let show = |value| shown(outcome, value);
        let [adverse, favourable] = &ranges.found.corners[outcome as usize];
        let sample = ranges.found.sample.as_ref();
        let middle = sample.map_or(super::number::ABSENT.to_owned(), |sample| {
            let end = |u| show(sample.quantile(outcome, u));
            format!("{} … {}", end(0.1), end(0.9))
        });
        let holds = sample.map_or(super::number::ABSENT.to_owned(), |sample| {
            percent(sample.holds[outcome as usize])
        });
        sheet.row(vec![
            outcome.title().to_owned(),
            show(ranges.found.base.of(outcome)),
            show(adverse.outcome),
            show(favourable.outcome),
            middle,
            holds,
        ]);
    }
    page.sheet(sheet);
    if let Some(sample) = &ranges.found.sample {
        let all = percent(sample.all_hold);
        page.paragraph(
            1,
            &format!("All three claims hold together in {all} of the sample."),
        );
    }
}

/// An outcome in running text.
pub(super) fn shown(outcome: Outcome, value: f64) -> String {
    match outcome {
        Outcome::CostSaved => money(value),
        Outcome::CarbonSaved => format!("{} t", grouped(value, 0)),
        Outcome::HeadroomGained => format!("{} x", grouped(value, 3)),
    }
}

fn section(page: &mut Page, ranges: &Ranges, outcome: Outcome) {
    page.heading(&format!(
        "{}: which figures decide it",
        words::capitalised(outcome.title())
    ));
    let found = &ranges.found;
    let order = ranked(&found.base, &found.tornado, outcome);
    let moves = |k: &usize| {
        found.tornado[*k]
            .iter()
            .any(|end| end.of(outcome) != found.base.of(outcome))
    };
    let told: Vec<usize> = order.into_iter().filter(moves).take(TOLD).collect();
    if told.is_empty() {
        page.paragraph(1, "No figure alone moves it.");
        return;
    }
    let unit = ColumnUnit::of(outcome, &found.base, &found.tornado);
    let sample = found.sample.as_ref();
    let mut header = vec![
        "figure".to_owned(),
        "range".to_owned(),
        format!("low end\n{}", unit.name),
        format!("high end\n{}", unit.name),
    ];
    if sample.is_some() {
        header.extend(["decides\nalone".to_owned(), "with\nothers".to_owned()]);
    }
    let mut sheet = Sheet::new(&header);
    for k in told {
        let [low, high] = found.tornado[k].map(|end| unit.show(end.of(outcome)));
        let of = &ranges.figures[k];
        let mut row = vec![of.key.clone(), range(of), low, high];
        if let Some(sample) = sample {
            let both = sample.indices[k][outcome as usize];
            row.extend([both.first, both.total].map(index));
        }
        sheet.row(row);
    }
    page.sheet(sheet);
}

/// The unit of a column of outcomes.
struct ColumnUnit {
    outcome: Outcome,
    money: Money,
    name: &'static str,
}

impl ColumnUnit {
    fn of(outcome: Outcome, base: &Outcomes, tornado: &[[Outcomes; 2]]) -> Self {
        let ends = tornado.iter().flatten().map(|end| end.of(outcome).abs());
        let money = Money::up_to(ends.fold(base.of(outcome).abs(), f64::max));
        let name = match outcome {
            Outcome::CostSaved => money.unit,
            Outcome::CarbonSaved => "t CO2",
            Outcome::HeadroomGained => "x demand",
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

/// `1.2 … 1.4`
fn range(figure_of: &Uncertain) -> String {
    let [low, high] = [figure_of.range.low, figure_of.range.high].map(figure);
    format!("{low} … {high}")
}

/// An index with its error, in per cent: `42 ± 3 %`; what is less than its error is so much at most.
fn index(index: Index) -> String {
    let [value, error] = [index.value, 2.0 * index.standard_error].map(|part| 100.0 * part);
    format!(
        "{} ± {} %",
        grouped(value.clamp(0.0, 100.0), 0),
        grouped(error.ceil(), 0)
    )
}

/// How the figures were got, and what they do not say.
fn how(page: &mut Page, ranges: &Ranges) {
    page.heading("How");
    let corners = ranges.found.corners.iter().flatten();
    let settled = corners.clone().all(|corner| corner.is_settled);
    let ended = if settled {
        "no change of a single figure betters them; that no other corner is further out is not proved"
    } else {
        "stopped before no single change bettered them"
    };
    page.paragraph(1, &format!("Corners were found by ascent: {ended}."));
    if let Some(sample) = &ranges.found.sample {
        page.paragraph(1, &sample_in_words(ranges, sample));
    }
    if !ranges.held.is_empty() {
        let held = super::number::counted(ranges.held.len(), "figure has", "figures have");
        page.paragraph(
            1,
            &format!("{held} a range and no key for `--set`, and stayed as stated: `--format json` lists them."),
        );
    }
}

fn sample_in_words(ranges: &Ranges, sample: &Sampled) -> String {
    let shape = match ranges.options.shape {
        Shape::Triangular => "triangular with the stated value as its mode",
        Shape::Uniform => "even from end to end",
    };
    #[allow(clippy::cast_precision_loss)]
    let points = grouped(sample.points as f64, 0);
    let mut text = format!(
        "Sample: {points} points of a scrambled Sobol sequence, seed {}, each figure independent and {shape}. Shares of the variance \
         (Sobol indices) by Saltelli and Jansen, with two standard errors.",
        ranges.options.seed
    );
    if sample.failed > 0 {
        #[allow(clippy::cast_precision_loss)]
        let failed = grouped(sample.failed as f64, 0);
        text.push_str(&format!(
            " {failed} points have no answer and are left out."
        ));
    }
    if sample.is_stopped {
        text.push_str(" It was stopped before its end.");
    }
    text
}
