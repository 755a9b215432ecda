//! `eastwest cite CASE [KEY...]`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use eastwest::Case;
use eastwest::figures::{
    FIGURES, Figure, FigurePlace, Figures, SOURCES, Source, bibtex, csl_json, read_figures,
    together,
};
use eastwest::language::word;
use eastwest::parameter::Key;
use eastwest::report::unit_in_words;

use super::{Failure, output};
use eastwest::results::outputs::Outputs;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    eastwest cite mycase electricity_price.zhongwei        # where the figure behind a key of --set comes from\n  \
    eastwest cite mycase hubs.csv:zhongwei:pue             # the same by file, row and column\n  \
    eastwest cite mycase S170                              # a source, and what rests on it\n  \
    eastwest cite mycase --format bibtex -o sources.bib    # the bibliography")]
pub(crate) struct Arguments {
    /// Folder of the case
    #[arg(value_name = "CASE")]
    path: PathBuf,
    /// Key of --set, FILE:ROW:COLUMN or id of a source; all sources where none is given
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
    /// Text for people, or a bibliography
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// File to write instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

/// How sources are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Text,
    /// BibTeX
    Bibtex,
    /// CSL-JSON
    CslJson,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let read = together(
        eastwest::input::read_case(&arguments.path),
        read_figures(&arguments.path),
    );
    let (read, figures) = read.map_err(|report| Failure::Input(report.to_string()))?;
    let case = read.case;
    let Some(figures) = figures else {
        return Err(Failure::Input(tr!(
            "error: `{}` has no `{FIGURES}`, so that nothing is known of its figures\nhelp: docs/case.md says what stands in it",
            arguments.path.display(),
            FIGURES = FIGURES
        )));
    };
    if arguments.keys.is_empty() && figures.sources.is_empty() {
        return Err(Failure::Input(tr!(
            "error: `{SOURCES}` of `{}` has no source\nhelp: name a key, or FILE:ROW:COLUMN as `{first}`, to see what `{FIGURES}` says of it",
            arguments.path.display(),
            SOURCES = SOURCES,
            FIGURES = FIGURES,
            first = first(&figures)
        )));
    }
    let asked = Asked::of(&arguments.keys, &figures, &case)?;
    let sources = asked.sources(&figures);
    let text = match arguments.format {
        Format::Text => asked.text(&figures, &case, &sources),
        Format::Bibtex => bibtex(&sources),
        Format::CslJson => csl_json(&sources),
    };
    match &arguments.output {
        Some(path) => Outputs::new(arguments.force)
            .sparing(&arguments.path)
            .write(path, text.as_bytes())?,
        None => output::print(&text)?,
    }
    Ok(())
}

/// What was asked about.
struct Asked<'a> {
    /// Everything, where no key is given.
    all: bool,
    entries: Vec<&'a Figure>,
    sources: Vec<&'a Source>,
}

impl<'a> Asked<'a> {
    fn of(keys: &[String], figures: &'a Figures, case: &Case) -> Result<Self, Failure> {
        let mut asked = Asked {
            all: keys.is_empty(),
            entries: Vec::new(),
            sources: Vec::new(),
        };
        for key in keys {
            if let Some(source) = figures.source(key) {
                asked.sources.push(source);
                let rest = figures.entries.iter();
                asked
                    .entries
                    .extend(rest.filter(|entry| entry.sources.contains(key)));
            } else {
                asked.entries.extend(entries(key, figures, case)?);
            }
        }
        Ok(asked)
    }

    /// All sources, those asked for, or those of the figures asked for; in the order of the file.
    fn sources(&self, figures: &'a Figures) -> Vec<&'a Source> {
        let wanted = |source: &&Source| {
            self.all
                || self.sources.iter().any(|other| other.id == source.id)
                || (self.sources.is_empty()
                    && self.entries.iter().any(|e| e.sources.contains(&source.id)))
        };
        figures.sources.iter().filter(wanted).collect()
    }

    fn text(&self, figures: &Figures, case: &Case, sources: &[&Source]) -> String {
        let mut lines: Vec<String> = Vec::new();
        for entry in &self.entries {
            lines.extend(told(entry, figures, case));
            lines.push(String::new());
        }
        for source in sources {
            let resting = figures.entries.iter();
            let count = resting
                .filter(|entry| entry.sources.contains(&source.id))
                .count();
            lines.extend(reference(source));
            if self.all {
                lines.push(format!(
                    "    {}",
                    output::counted(count, "row rests on it", "rows rest on it")
                ));
            }
        }
        let mut text = lines.join("\n");
        text.push('\n');
        text
    }
}

/// The entries behind a key of `--set`, or at FILE:ROW:COLUMN.
fn entries<'a>(text: &str, figures: &'a Figures, case: &Case) -> Result<Vec<&'a Figure>, Failure> {
    if let [file, row, column] = text.split(':').collect::<Vec<_>>()[..] {
        let place = FigurePlace::new(file, row, column);
        let found = figures.of(&place);
        if found.is_empty() {
            return Err(nothing(text));
        }
        return Ok(found);
    }
    let key = match Key::parse(text, case) {
        Ok(key) => key,
        Err(error) => {
            return figures.called(text).ok_or_else(|| {
                Failure::Input(tr!(
                    "error: {error}\nhelp: or name a figure as FILE:ROW:COLUMN, as `{first}`; one of `case.toml` has no row",
                    error = error,
                    first = first(figures)
                ))
            });
        }
    };
    let found = figures.behind(&key, case);
    if found.is_empty() {
        return Err(nothing(text));
    }
    Ok(found)
}

/// The first figure as FILE:ROW:COLUMN.
fn first(figures: &Figures) -> String {
    let place = figures.entries.first().map(|entry| &entry.place);
    place.map_or_else(
        || "hubs.csv:ROW:pue".to_owned(),
        |place| format!("{}:{}:{}", place.file, place.row, place.column),
    )
}

fn nothing(text: &str) -> Failure {
    Failure::Input(tr!(
        "error: `{FIGURES}` says nothing of `{text}`\nhelp: `eastwest check CASE --figures` lists the figures without an entry",
        FIGURES = FIGURES,
        text = text
    ))
}

/// A figure with all that is known of it.
fn told(entry: &Figure, figures: &Figures, case: &Case) -> Vec<String> {
    let mut lines = vec![entry.place.to_string()];
    let unit = match entry.unit.as_str() {
        "times" => tr!("times the figures of the table").to_owned(),
        unit => unit_in_words(unit).trim_start().to_owned(),
    };
    let value = entry.value.map(|value| format!("{value} {unit}"));
    let value = value.unwrap_or_else(|| tr!("by its formula, in {unit}", unit = unit));
    let range = entry.range().map_or(String::new(), |(low, _, high)| {
        tr!(", from {low} to {high}", low = low, high = high)
    });
    lines.push(format!("    {}{range}", value.trim_end()));
    let year = match entry.year.as_str() {
        "" => String::new(),
        year => format!(", {year}"),
    };
    let sources = match entry.sources.join(", ") {
        none if none.is_empty() => tr!("no source").to_owned(),
        ids => ids,
    };
    lines.push(format!(
        "    {}{year}; {sources}",
        word(entry.status.name())
    ));
    if let Some(formula) = &entry.formula {
        lines.push(format!("    = {formula}"));
    }
    if !entry.note.is_empty() {
        lines.push(format!("    {}", entry.note));
    }
    let keys = figures.keys(&entry.place, case);
    match &keys[..] {
        [] => {}
        [first, .., _] if keys.len() > 4 => {
            lines.push(format!("    --set {first} and {} more", keys.len() - 1));
        }
        keys => lines.push(format!("    --set {}", keys.join(", "))),
    }
    lines
}

/// A source for people: `S170: author, title (year), document, address`.
fn reference(source: &Source) -> Vec<String> {
    let parts = [
        &source.author,
        &source.title,
        &source.year,
        &source.document,
    ];
    let known: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    let mut lines = vec![format!("{}: {}", source.id, known.join(", "))];
    for line in [&source.url, &source.note] {
        if !line.is_empty() {
            lines.push(format!("    {line}"));
        }
    }
    lines
}
