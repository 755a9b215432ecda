//! # JSON: one document for programs

use super::document::Document;
use crate::answer::Answer;

/// The answer as one JSON document with a `schema_version`: keys in a fixed order, full double
/// precision, `null` for what is not at hand or has no bound, a line end at the end.
#[must_use]
pub fn json(answer: &Answer) -> String {
    let document = Document::of(answer);
    // A document has string keys only and writes to memory: there is nothing to fail.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
