//! What `frontier` and `trace` share: values as they are typed, formats, progress along a range, and where the path goes.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use eastwest::Case;
use eastwest::answer::Provenance;
use eastwest::control;
use eastwest::parameter::Parameter;
use eastwest::parameter::{Change, ChangeError, Key, OperationKind};
use eastwest::report::SHORT_FROM_MWH;

use super::case::Loaded;
use super::{Failure, output};
use eastwest::results::outputs::Outputs;

/// How a frontier or a trace is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Lines for people, of at most 100 columns
    Table,
    /// One document
    Json,
    /// One row a corner, or a value
    Csv,
}

impl Format {
    /// What was asked for, else what the file's ending says: a table without a file, in a text file and where it has no
    /// ending.
    pub(crate) fn of(asked: Option<Format>, file: Option<&PathBuf>) -> Result<Format, Failure> {
        if let Some(format) = asked {
            return Ok(format);
        }
        let Some(path) = file else {
            return Ok(Format::Table);
        };
        match path.extension().map(|ending| ending.to_ascii_lowercase()) {
            Some(ending) if ending == "csv" => Ok(Format::Csv),
            Some(ending) if ending == "json" => Ok(Format::Json),
            Some(ending) if ending != "txt" => Err(Failure::Input(tr!(
                "error: `{}`: no format has the ending `.{}`\nhelp: `.csv`, `.json`, or `.txt` for the table; `--format` writes to any file, and `--plot` draws a picture",
                path.display(),
                ending.display()
            ))),
            _ => Ok(Format::Table),
        }
    }
}

/// Reads `KEY=V1,V2,...`, `KEY*=F1,F2,...` or `KEY+=A1,A2,...`.
pub(crate) fn values(text: &str, case: &Case) -> Result<(Parameter, Vec<f64>), ChangeError> {
    let (key, how, list) = OperationKind::split(text)?;
    let key = Key::parse(key, case)?;
    let number = |figure: &str| {
        let number = key.read(how, figure);
        let number = number.filter(|number| !number.is_nan());
        number.ok_or_else(|| ChangeError::NotANumber {
            unit: key.unit(),
            key: key.as_str().to_owned(),
            found: figure.trim().to_owned(),
            what: how.name(),
        })
    };
    let values = list.split(',').map(number).collect::<Result<Vec<_>, _>>()?;
    Ok((Parameter { key, how }, values))
}

/// A bar that shows which part of a range is done; on a terminal only.
pub(crate) struct Progress(indicatif::ProgressBar);

/// Steps of the bar.
const STEPS: u64 = 1000;

impl Progress {
    /// `what` says of what it is a part.
    pub(crate) fn new(what: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            return Progress(indicatif::ProgressBar::hidden());
        }
        let bar = indicatif::ProgressBar::new(STEPS);
        let template = format!("{{bar:30}} {{percent}} % {what}, {{elapsed}}");
        Progress(match indicatif::ProgressStyle::with_template(&template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    /// Shows how much is done.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss
    )]
    pub(crate) fn set(&self, told: &control::Progress<'_>) {
        self.0
            .set_position((told.part().clamp(0.0, 1.0) * STEPS as f64) as u64);
    }

    /// Clears the bar.
    pub(crate) fn finish(self) {
        self.0.finish_and_clear();
    }
}

/// `--set` of a figure that every value of a parameter replaces would be lost. `told` is how the parameter was given.
pub(crate) fn refuse_overwritten(
    parameter: &Parameter,
    told: &str,
    changes: &[String],
    case: &Case,
) -> Result<(), Failure> {
    if parameter.how != OperationKind::Value {
        return Ok(());
    }
    for change in changes {
        let set = Change::parse(change, case).map_err(|error| {
            Failure::Input(tr!(
                "error: --set {change}: {error}",
                change = change,
                error = error
            ))
        })?;
        if parameter.key.covers(&set.key) {
            return Err(Failure::Input(tr!(
                "error: --set {change}: each value of `{told}` replaces it\nhelp: leave one of them out, or multiply what is set by factors of `{}`",
                parameter.key.as_str(),
                change = change,
                told = told
            )));
        }
    }
    Ok(())
}

/// Where a path comes from.
pub(crate) fn provenance(loaded: Loaded) -> Provenance {
    Provenance {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        case_hash: Some(loaded.hash),
        solver: "engine".to_owned(),
        options: loaded.options,
    }
}

/// Prints a path, or writes it to its file and says in a line what it is.
pub(crate) fn deliver(
    text: &str,
    format: Format,
    file: Option<&Path>,
    outputs: &Outputs,
    (told, is_complete): (&str, bool),
    unserved_mwh: f64,
) -> Result<(), Failure> {
    let Some(path) = file else {
        match format {
            Format::Table => output::print_page(text)?,
            Format::Json | Format::Csv => output::print(text)?,
        }
        return Ok(());
    };
    outputs.write(path, text.as_bytes())?;
    let verdict = if is_complete {
        tr!("complete")
    } else {
        tr!("not complete")
    };
    let short = if unserved_mwh > SHORT_FROM_MWH {
        tr!(
            "; up to {unserved_mwh:.0} MWh (IT) unserved",
            unserved_mwh = unserved_mwh
        )
    } else {
        String::new()
    };
    say!(
        "{}: {told}, {verdict}{short}",
        path.display(),
        told = told,
        verdict = verdict,
        short = short
    );
    Ok(())
}
