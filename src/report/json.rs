//! # JSON: one document for programs

use serde::Serialize;

use super::document::{DiagnosisDocument, Document};
use super::ranges::RangesDocument;
use crate::answer::Answer;
use crate::legible::escaped_in_json;
use crate::ranges::Ranges;

/// The answer as one JSON document with a `schema_version`: keys in a fixed order, full double
/// precision, `null` for what is not at hand or has no bound, a line end at the end.
#[must_use]
pub fn json(answer: &Answer) -> String {
    json_with(answer, None)
}

/// As [`json`], with what the ranges of the case's figures do to the claims.
#[must_use]
pub(crate) fn json_with(answer: &Answer, ranges: Option<&Ranges>) -> String {
    written(&Document {
        ranges: ranges.map(RangesDocument::of),
        ..Document::of(answer)
    })
}

/// A diagnosis as one JSON document, in the same manner.
#[must_use]
pub fn diagnosis_json(document: &DiagnosisDocument) -> String {
    written(document)
}

/// A document as it is written: with what is hidden in a text by its number, so that it can be printed.
pub(super) fn written(document: &impl Serialize) -> String {
    // A document has string keys only and writes to memory: there is nothing to fail.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    escaped_in_json(&text).into_owned()
}
