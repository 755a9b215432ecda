//! Where the figures come from, and how far they may lie.

use super::html::{Table, escaped, folded, long, paragraph, section};
use super::lang::{Language, Text};
use crate::figures::{Figure, Figures, Source};
use crate::report::number::{ABSENT, unit_in_words};

/// Figures with their ranges, and the sources that they name.
pub(super) fn sources(figures: Option<&Figures>, language: Language) -> String {
    let inner = match figures {
        None => paragraph(language.text(Text::NoFigures)),
        Some(figures) => format!(
            "{}{}",
            long(
                language.text(Text::FigureTable),
                &figure_table(&figures.entries, language)
            ),
            folded(
                language.text(Text::SourceTable),
                &source_list(&figures.sources)
            ),
        ),
    };
    section("sources", language.text(Text::Sources), &inner)
}

fn figure_table(entries: &[Figure], language: Language) -> String {
    let heads = [
        Text::Figure,
        Text::Value,
        Text::Low,
        Text::High,
        Text::Unit,
        Text::Status,
        Text::Year,
        Text::Source,
    ];
    let heads = heads.map(|text| language.text(text));
    let mut table =
        Table::new(language.text(Text::FigureTable), &heads).text_columns(&[4, 5, 6, 7]);
    let shown =
        |value: Option<f64>| value.map_or_else(|| ABSENT.to_owned(), |value| value.to_string());
    for entry in entries {
        table.row(&[
            entry.place.to_string(),
            shown(entry.value),
            shown(entry.low),
            shown(entry.high),
            unit_in_words(&entry.unit).trim_start().to_owned(),
            entry.status.name().to_owned(),
            entry.year.clone(),
            entry.sources.join(", "),
        ]);
    }
    table.html()
}

/// Addresses stand as text: a page that asks for nothing has no links out of it that a name could bend.
fn source_list(sources: &[Source]) -> String {
    let items: String = sources
        .iter()
        .map(|source| format!("<li>{}</li>\n", escaped(&reference(source))))
        .collect();
    format!("<ul class=\"sources\">{items}</ul>\n")
}

fn reference(source: &Source) -> String {
    let parts = [
        &source.author,
        &source.title,
        &source.year,
        &source.document,
        &source.url,
        &source.note,
    ];
    let known: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    format!("{}: {}", source.id, known.join(", "))
}
