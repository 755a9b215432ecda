//! Where a parameter's figures come from: `values`, a `range` or a `distribution`.

use std::ops::Range;

use super::document::{Document, Section};
use super::series::{Linear, Series};
use crate::sweep::sample::distribution::{Distribution, DistributionError};

/// Where a parameter's figures come from.
pub(super) enum Figures {
    /// A list or a range.
    Listed(Series),
    /// A distribution.
    Drawn(Distribution),
}

const WAYS: [&str; 3] = ["values", "range", "distribution"];

/// Where a `[[parameter]]` states its figures.
pub(super) fn figures_span(section: &Section<'_, '_>) -> Range<usize> {
    let stated = WAYS.into_iter().find_map(|way| section.get(way));
    stated.map_or_else(|| section.span.clone(), toml::Spanned::span)
}

/// The one way in which a `[[parameter]]` states its figures.
pub(super) fn figures(document: &mut Document<'_>, section: &Section<'_, '_>) -> Option<Figures> {
    let given: Vec<&str> = WAYS
        .into_iter()
        .filter(|way| section.get(way).is_some())
        .collect();
    match given[..] {
        ["values"] => values(document, section).map(Figures::Listed),
        ["range"] => range(document, section).map(Figures::Listed),
        ["distribution"] => distribution(document, section).map(Figures::Drawn),
        _ => {
            let message =
                tr!("a `[[parameter]]` needs one of `values`, `range` and `distribution`");
            document.fault(&section.span, message);
            None
        }
    }
}

fn values(document: &mut Document<'_>, section: &Section<'_, '_>) -> Option<Series> {
    let values = section.numbers(document, "values")?;
    if values.is_empty() {
        document.fault(
            &figures_span(section),
            tr!("`values` has to hold at least one number"),
        );
        return None;
    }
    Some(Series::List(values))
}

fn range(document: &mut Document<'_>, section: &Section<'_, '_>) -> Option<Series> {
    let range = Section::of(document, section.get("range")?, "range", tr!("a `range`"))?;
    range.expect_only(document, &["from", "to", "steps", "scale"]);
    let scales = [("linear", false), ("logarithmic", true)];
    let logarithmic = range.choice(document, "scale", &scales, Some(false));
    let from = range.number(document, "from");
    let to = range.number(document, "to");
    let steps = range.count(document, "steps", 2);
    let (logarithmic, from, to, steps) = (logarithmic?, from?, to?, steps?);
    if !(from.is_finite() && to.is_finite()) {
        document.fault(&range.span, tr!("`from` and `to` have to be finite"));
        return None;
    }
    if !logarithmic {
        return Some(Series::Linear(Linear::new(from, to, steps)));
    }
    if from <= 0.0 || to <= 0.0 {
        let message = tr!("`from` and `to` have to be over 0 on a logarithmic scale");
        document.fault(&range.span, message);
        return None;
    }
    Some(Series::Logarithmic { from, to, steps })
}

/// What is read of a distribution, by its name.
#[derive(Clone, Copy)]
enum Named {
    Uniform,
    LogUniform,
    Normal,
    TruncatedNormal,
    Triangular,
    Choice,
}

const DISTRIBUTIONS: [(&str, Named); 6] = [
    ("uniform", Named::Uniform),
    ("loguniform", Named::LogUniform),
    ("normal", Named::Normal),
    ("truncated-normal", Named::TruncatedNormal),
    ("triangular", Named::Triangular),
    ("choice", Named::Choice),
];

impl Named {
    /// The keys of its table.
    const fn keys(self) -> &'static [&'static str] {
        match self {
            Named::Uniform | Named::LogUniform => &["name", "from", "to"],
            Named::Normal => &["name", "mean", "standard_deviation"],
            Named::TruncatedNormal => &["name", "mean", "standard_deviation", "from", "to"],
            Named::Triangular => &["name", "from", "mode", "to"],
            Named::Choice => &["name", "values", "weights"],
        }
    }
}

fn distribution(document: &mut Document<'_>, section: &Section<'_, '_>) -> Option<Distribution> {
    let value = section.get("distribution")?;
    let table = Section::of(document, value, "distribution", tr!("a `distribution`"))?;
    let name = table.choice(document, "name", &DISTRIBUTIONS, None)?;
    table.expect_only(document, name.keys());
    let distribution = drawn(document, &table, name)?;
    distribution
        .map_err(|error| document.fault(&table.span, tr!("`distribution`: {error}", error = error)))
        .ok()
}

fn drawn(
    document: &mut Document<'_>,
    table: &Section<'_, '_>,
    name: Named,
) -> Option<Result<Distribution, DistributionError>> {
    let mut number = |key| table.number(document, key);
    Some(match name {
        Named::Uniform => {
            let (from, to) = (number("from"), number("to"));
            Distribution::uniform(from?, to?)
        }
        Named::LogUniform => {
            let (from, to) = (number("from"), number("to"));
            Distribution::log_uniform(from?, to?)
        }
        Named::Normal => {
            let (mean, deviation) = (number("mean"), number("standard_deviation"));
            Distribution::normal(mean?, deviation?)
        }
        Named::TruncatedNormal => {
            let (mean, deviation) = (number("mean"), number("standard_deviation"));
            let from = table.number_or(document, "from", f64::NEG_INFINITY);
            let to = table.number_or(document, "to", f64::INFINITY);
            Distribution::truncated_normal(mean?, deviation?, from?, to?)
        }
        Named::Triangular => {
            let (from, mode, to) = (number("from"), number("mode"), number("to"));
            Distribution::triangular(from?, mode?, to?)
        }
        Named::Choice => {
            let values = table.numbers(document, "values")?;
            let weights = match table.get("weights") {
                Some(_) => Some(table.numbers(document, "weights")?),
                None => None,
            };
            Distribution::choice(values, weights.as_deref())
        }
    })
}
