//! Standard output and standard error, and how figures are told there; files are written by [`eastwest::results::outputs`].

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;

use crate::language::{Language, noun, word};
use anyhow::Result;
use clap::ValueEnum;
use eastwest::Program;
use eastwest::control::Progress;
use eastwest::engine::watch::{self, Look, Phase, Watcher};
use eastwest::legible::escaped;
use eastwest::report::{Style, is_colour};
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use unicode_width::UnicodeWidthStr;

/// How an answer of one page is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// Text of at most 100 columns
    Table,
    /// One document with a schema version
    Json,
}

impl PageFormat {
    /// Prints a page for a terminal, or a document.
    pub(crate) fn print(
        self,
        table: impl FnOnce(Style) -> String,
        json: impl FnOnce() -> String,
    ) -> Result<()> {
        let style = Style {
            colour: true,
            width: 100,
        };
        match self {
            PageFormat::Table => print_page(&table(style)),
            PageFormat::Json => print(&document(json)),
        }
    }
}

/// A document for programs: English, whatever the command speaks.
pub(crate) fn document<T>(write: impl FnOnce() -> T) -> T {
    Language::En.speak(write)
}

/// A bar of that many steps on a terminal; nothing in a pipe.
pub(crate) fn progress(steps: u64, template: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(steps);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Does `work` with a line on a terminal that says where the engine stands; nothing in a pipe.
pub(crate) fn watched<R>(work: impl FnOnce() -> R) -> R {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let line = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} [{elapsed}] {msg}") {
        line.set_style(style);
    }
    line.enable_steady_tick(Duration::from_millis(100));
    let result = watch::watched(Some(tell_on(&line)), work);
    line.finish_and_clear();
    result
}

/// A watcher that says on `line` where the engine stands.
pub(crate) fn tell_on(line: &ProgressBar) -> Watcher {
    let line = line.clone();
    Arc::new(move |look| line.set_message(standing(look)))
}

/// Shows on `bar` how much of how much is done.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(crate) fn told_by(bar: &ProgressBar) -> impl Fn(&Progress<'_>) + Sync {
    |progress| {
        bar.set_length(progress.of as u64);
        bar.set_position(progress.done as u64);
    }
}

/// Where an engine stands, in words.
fn standing(look: &Look) -> String {
    if let Some([lower, upper]) = look.bounds {
        return tr!(
            "{} rows, {} columns: step {}, at {:.6e}, proved between {lower:.6e} and {upper:.6e}",
            HumanCount(look.rows as u64),
            HumanCount(look.columns as u64),
            look.pivots,
            look.objective,
            lower = lower,
            upper = upper
        );
    }
    // costs that are shifted for a while make it less than a proof, so it is what the engine has, not what it shows
    let value = match look.phase {
        Phase::Feasibility => tr!("from below"),
        Phase::Objective | Phase::Ties | Phase::Blocks => tr!("at"),
    };
    tr!(
        "{} rows, {} columns: {}, {} pivots, {value} {:.6e}",
        HumanCount(look.rows as u64),
        HumanCount(look.columns as u64),
        word(look.phase.name()),
        HumanCount(look.pivots as u64),
        look.objective,
        value = value
    )
}

// All that the command says goes through these three functions, so that nothing that a file says can drive a terminal.

/// Writes text to standard output, with all that is no text escaped.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(escaped(text).as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes a page to standard output as [`print`] does, but for its own colours, which are dropped where it is not a terminal.
pub(crate) fn print_page(page: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let mut parts = page.split('\x1b');
    out.write_all(escaped(parts.next().unwrap_or_default()).as_bytes())?;
    for part in parts {
        let escape = if is_colour(part) { "\x1b" } else { "\\u{1b}" };
        write!(out, "{escape}{}", escaped(part))?;
    }
    out.flush()?;
    Ok(())
}

/// Says something on standard error, with all that is no text escaped: see `say!`.
pub(crate) fn say(words: std::fmt::Arguments) {
    // who does not listen cannot be told
    let _ = writeln!(std::io::stderr().lock(), "{}", escaped(&words.to_string()));
}

/// `text` with spaces behind it up to that many columns of a terminal, where a Chinese character takes two.
pub(crate) fn padded(text: &str, columns: usize) -> String {
    let spaces = columns.saturating_sub(text.width());
    format!("{text}{:spaces$}", "")
}

/// `1 hub`, `10,663 rows`.
pub(crate) fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{} {}", HumanCount(count as u64), noun(count, one, more))
}

/// `168 rows, 1,476 columns, 4,655 entries`.
pub(crate) fn size(program: &Program) -> String {
    tr!(
        "{}, {}, {}",
        counted(program.row_count(), "row", "rows"),
        counted(program.column_count(), "column", "columns"),
        counted(program.matrix.entry_count(), "entry", "entries")
    )
}
