//! Sources as a bibliography: BibTeX and CSL-JSON.

use serde_json::{Value, json};

use super::source::Source;

/// Entries of BibTeX. A document number goes before the address where a copy was read.
#[must_use]
pub fn bibtex(sources: &[&Source]) -> String {
    let entries: Vec<String> = sources.iter().map(|source| entry(source)).collect();
    entries.join("\n")
}

fn entry(source: &Source) -> String {
    let kind = if source.document.is_empty() {
        "misc"
    } else {
        "techreport"
    };
    let fields = [
        ("author", braced(&source.author)),
        ("title", braced(&source.title)),
        ("year", escaped(year(source))),
        ("number", escaped(&source.document)),
        // a report has to name who issued it
        (
            "institution",
            if kind == "techreport" {
                braced(&source.author)
            } else {
                String::new()
            },
        ),
        ("howpublished", howpublished(source)),
        ("note", escaped(&source.note)),
    ];
    let mut text = format!("@{kind}{{{},\n", key(&source.id));
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str(&format!("  {name} = {{{value}}},\n"));
    }
    text.push_str("}\n");
    text
}

fn howpublished(source: &Source) -> String {
    if source.url.is_empty() {
        return String::new();
    }
    format!("\\url{{{}}}", address(source).replace(['{', '}', '\\'], ""))
}

/// The address with a scheme, without which it is none: a table may leave it out.
fn address(source: &Source) -> String {
    match source.url.as_str() {
        "" => String::new(),
        url if url.contains("://") => url.to_owned(),
        url => format!("https://{url}"),
    }
}

/// Kept whole: an office is no person whose name is turned around, a title keeps its capitals.
fn braced(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("{{{}}}", escaped(text))
}

/// Characters that TeX reads as commands.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            _ => out.push(c),
        }
    }
    out
}

/// A key that every BibTeX takes.
fn key(id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
    id.chars().map(|c| if plain(c) { c } else { '-' }).collect()
}

/// The first four digits of the year.
fn year(source: &Source) -> &str {
    source
        .year
        .get(..4)
        .filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
        .unwrap_or_default()
}

/// A list of CSL-JSON, as reference managers read it.
#[must_use]
pub fn csl_json(sources: &[&Source]) -> String {
    let items: Vec<Value> = sources.iter().map(|source| item(source)).collect();
    // strings alone, written to memory: there is nothing to fail
    let mut text = serde_json::to_string_pretty(&items).unwrap_or_default();
    text.push('\n');
    text
}

fn item(source: &Source) -> Value {
    let kind = match (source.document.is_empty(), source.url.is_empty()) {
        (false, _) => "report",
        (true, false) => "webpage",
        (true, true) => "document",
    };
    let mut item = json!({ "id": source.id, "type": kind, "title": source.title });
    if !source.author.is_empty() {
        item["author"] = json!([{ "literal": source.author }]);
    }
    if let Ok(year) = year(source).parse::<u16>() {
        item["issued"] = json!({ "date-parts": [[year]] });
    }
    for (name, value) in [
        ("number", &source.document),
        ("URL", &address(source)),
        ("note", &source.note),
    ] {
        if !value.is_empty() {
            item[name] = json!(value);
        }
    }
    item
}
