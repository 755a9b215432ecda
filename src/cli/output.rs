//! Where output goes: standard output, or files that appear whole or not at all.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use eastwest::Program;
use eastwest::engine::watch::{self, Look, Watcher};
use eastwest::legible::escaped;
use eastwest::report::{Style, is_colour};
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use unicode_width::UnicodeWidthStr;

/// How an answer of one page is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    /// Text of at most 100 columns
    Table,
    /// One document with a schema version
    Json,
}

impl PageFormat {
    /// Prints a page for a terminal, or a document.
    pub fn print(
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
            PageFormat::Json => print(&json()),
        }
    }
}

/// A bar of that many steps on a terminal; nothing in a pipe.
pub fn progress(steps: u64, template: &str) -> ProgressBar {
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
pub fn watched<R>(work: impl FnOnce() -> R) -> R {
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
pub fn tell_on(line: &ProgressBar) -> Watcher {
    let line = line.clone();
    Arc::new(move |look| line.set_message(standing(look)))
}

/// Where an engine stands, in words.
fn standing(look: &Look) -> String {
    format!(
        "{} rows, {} columns: {}, {} pivots, {:.6e}",
        HumanCount(look.rows as u64),
        HumanCount(look.columns as u64),
        look.phase.name(),
        HumanCount(look.pivots as u64),
        look.objective
    )
}

// All that the command says goes through these three functions, so that nothing that a file says can drive a terminal.

/// Writes text to standard output, with all that is no text escaped.
pub fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(escaped(text).as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes a page to standard output as [`print`] does, but for its own colours, which are dropped where it is not a terminal.
pub fn print_page(page: &str) -> Result<()> {
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
pub fn say(words: std::fmt::Arguments) {
    // who does not listen cannot be told
    let _ = writeln!(std::io::stderr().lock(), "{}", escaped(&words.to_string()));
}

/// Refuses files that exist, unless with `force`. Asked before long work, so that it is not done in vain.
pub fn refuse_existing<P: AsRef<Path>>(paths: &[P], force: bool) -> Result<()> {
    match paths.iter().find(|path| path.as_ref().exists()) {
        Some(path) if !force => bail!(
            "`{}` exists\nhelp: `--force` replaces it",
            path.as_ref().display()
        ),
        _ => Ok(()),
    }
}

/// Refuses files that cannot be written one beside the other: those that exist, as [`refuse_existing`], a file named twice, and
/// one in a folder that is not there.
pub fn refuse_in_vain<P: AsRef<Path>>(paths: &[P], force: bool) -> Result<()> {
    for (at, path) in paths.iter().map(AsRef::as_ref).enumerate() {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder
            && !folder.is_dir()
        {
            bail!(
                "`{}` cannot be written: there is no folder `{}`",
                path.display(),
                folder.display()
            );
        }
        if paths[..at].iter().any(|other| other.as_ref() == path) {
            bail!("`{}` is named for two outputs", path.display());
        }
    }
    refuse_existing(paths, force)
}

/// Writes a file through a temporary neighbour, so that it is never half a file. An existing file is
/// replaced only with `force`.
pub fn write_file(path: &Path, bytes: &[u8], force: bool) -> Result<()> {
    write_all(&[(path.to_owned(), bytes)], force)
}

/// Writes several files into a folder, which is made where it does not exist. Nothing is written
/// where one of them exists already, unless with `force`.
pub fn write_folder(folder: &Path, files: &[(String, Vec<u8>)], force: bool) -> Result<()> {
    let files: Vec<(PathBuf, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (folder.join(name), bytes.as_slice()))
        .collect();
    let made = !folder.exists();
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make folder `{}`", folder.display()))?;
    let written = write_all(&files, force);
    if written.is_err() && made {
        // empty by now, or not ours
        let _ = std::fs::remove_dir(folder);
    }
    written
}

/// Writes all files, or none: each under a temporary name first.
fn write_all(files: &[(PathBuf, &[u8])], force: bool) -> Result<()> {
    let paths: Vec<&PathBuf> = files.iter().map(|(path, _)| path).collect();
    refuse_existing(&paths, force)?;
    let temporary = |path: &Path| beside(path, &format!("{}.tmp", std::process::id()));
    let written = files.iter().try_for_each(|(path, bytes)| {
        std::fs::write(temporary(path), bytes)
            .with_context(|| format!("cannot write `{}`", path.display()))
    });
    let renamed = written.and_then(|()| {
        files.iter().try_for_each(|(path, _)| {
            std::fs::rename(temporary(path), path)
                .with_context(|| format!("cannot write `{}`", path.display()))
        })
    });
    if renamed.is_err() {
        for (path, _) in files {
            // the first error is the one to report
            let _ = std::fs::remove_file(temporary(path));
        }
    }
    renamed
}

/// The path with one more ending: `results.csv` and `summary.json` give `results.csv.summary.json`.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

/// `text` with spaces behind it up to that many columns of a terminal, where a Chinese character takes two.
pub fn padded(text: &str, columns: usize) -> String {
    let spaces = columns.saturating_sub(text.width());
    format!("{text}{:spaces$}", "")
}

/// `1 hub`, `10,663 rows`.
pub fn counted(count: usize, one: &str, more: &str) -> String {
    let noun = if count == 1 { one } else { more };
    format!("{} {noun}", HumanCount(count as u64))
}

/// `168 rows, 1,476 columns, 4,655 entries`.
pub fn size(program: &Program) -> String {
    format!(
        "{}, {}, {}",
        counted(program.row_count(), "row", "rows"),
        counted(program.column_count(), "column", "columns"),
        counted(program.matrix.entry_count(), "entry", "entries")
    )
}
