//! `eastwest explain CASE`

use std::io::IsTerminal;

use clap::{Args, ValueEnum};
use eastwest::explain::{Focus, Progress, Request, explain_with_progress};
use eastwest::report;

use super::case::{self, CaseArguments};
use super::{Failure, output};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    eastwest explain mycase\n  \
    eastwest explain mycase chat                  # one workload, hub by hub, in sentences\n  \
    eastwest explain mycase zhongwei --within 2   # one hub, and plans up to 2 % dearer\n  \
    eastwest explain mycase rtt_limit             # one kind of limit")]
pub struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// Only what concerns these workloads, hubs, origins, trunks or rules (rtt_limit, capacity, green_target …)
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// How much dearer than the best a plan may be to count as nearly as good, per cent of what is paid
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0, value_parser = percentage)]
    within: f64,
    /// A page for people, or one JSON document
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// How it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text of at most 100 columns
    Table,
    /// One document with a schema version
    Json,
}

/// A percentage of 0 or more.
fn percentage(text: &str) -> Result<f64, String> {
    let number: f64 = text
        .parse()
        .map_err(|_| "it has to be a number".to_owned())?;
    if number.is_finite() && number >= 0.0 {
        Ok(number)
    } else {
        Err("it has to be 0 or more".to_owned())
    }
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let loaded = case::load(&arguments.case)?;
    let focus = Focus::on(&loaded.case, &arguments.names)
        .map_err(|error| Failure::Input(format!("error: {error}")))?;
    let request = Request {
        focus,
        within: arguments.within / 100.0,
    };
    let bar = progress();
    let progress = Progress {
        total: &|steps| bar.set_length(steps as u64),
        stepped: &|| bar.inc(1),
    };
    let told = explain_with_progress(&loaded.case, &request, &progress);
    bar.finish_and_clear();
    let mut told = told?;
    told.provenance.case_hash = Some(loaded.hash);
    told.provenance.options = loaded.options;
    let text = match arguments.format {
        Format::Table => {
            let style = report::Style {
                colour: true,
                width: 100,
            };
            report::explanation_table(&told, style)
        }
        Format::Json => report::explanation_json(&told),
    };
    Ok(output::print(&text)?)
}

/// A bar on a terminal; nothing in a pipe.
fn progress() -> indicatif::ProgressBar {
    if !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new(0);
    match indicatif::ProgressStyle::with_template("{bar:30} {pos}/{len} reasons, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
