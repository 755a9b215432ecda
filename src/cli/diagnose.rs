//! `eastwest diagnose CASE`

use std::time::Duration;

use clap::{Args, ValueEnum};
use eastwest::control::{Control, Progress};
use eastwest::diagnosis::{self, Diagnosis};
use eastwest::engine::watch::watched;
use eastwest::legible::escaped;
use eastwest::report::{self, document::DiagnosisDocument};
use indicatif::{ProgressBar, ProgressStyle};

use super::case::{self, CaseArguments, Loaded};
use super::{Failure, memory, output};

/// Says which rules of a case cannot hold together, by place, hour and amount: the smallest sets, from which no rule
/// can be spared; then what would mend it, each tried and priced, with the `--set` that does it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
                  eastwest diagnose mycase\n  \
                  eastwest diagnose mycase --set demand.chat*=3 --periods one\n  \
                  eastwest diagnose mycase --format json")]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// Text for people, or one JSON document
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// At most 100 columns wide
    Text,
    /// One document with a schema version
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut loaded = case::load(&arguments.case)?;
    loaded.refuse_held("diagnose")?;
    memory::guard(
        &loaded.case,
        diagnosis::size(&loaded.case),
        1,
        arguments.case.memory_gb,
    )?;
    let diagnosis = diagnosed(&loaded)?;
    if arguments.format == Format::Text {
        case::name_as_spoken(&mut loaded.case);
    }
    match arguments.format {
        Format::Text => {
            let style = report::Style {
                colour: true,
                width: 100,
            };
            output::print_page(&report::diagnosis_table(&loaded.case, &diagnosis, style))?;
        }
        Format::Json => {
            let mut document = output::document(|| DiagnosisDocument::of(&loaded.case, &diagnosis));
            document.case_hash = Some(loaded.hash);
            document.options = loaded.options;
            output::print(&report::diagnosis_json(&document))?;
        }
    }
    Ok(())
}

/// The diagnosis, with what is being done on a terminal.
fn diagnosed(loaded: &Loaded) -> Result<Diagnosis, Failure> {
    let spinner = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} [{elapsed}] {msg}") {
        spinner.set_style(style);
    }
    spinner.enable_steady_tick(Duration::from_millis(100));
    let tell = |now: &Progress<'_>| {
        spinner.set_prefix(escaped(now.what).into_owned());
        spinner.set_message("");
    };
    let diagnosis = watched(Some(output::tell_on(&spinner)), || {
        diagnosis::diagnose_with(&loaded.case, &Control::default().telling(&tell))
    });
    spinner.finish_and_clear();
    Ok(diagnosis?)
}
