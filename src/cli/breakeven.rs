//! `eastwest breakeven CASE`

use std::io::IsTerminal;

use clap::{Args, ValueEnum, builder::PossibleValuesParser};
use eastwest::breakeven::{BreakevenError, DriverKind, breakeven_with_progress};
use eastwest::report;

use super::case::{self, CaseArguments};
use super::{Failure, output};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    eastwest breakeven mycase --periods one\n  \
    eastwest breakeven mycase --driver bandwidth --driver carbon-price\n\n\
    Check a value with `eastwest solve mycase --set 'electricity_price.west*=VALUE'`, just below it and just above.")]
pub struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// Turn these drivers only; may be repeated
    #[arg(long = "driver", value_name = "DRIVER", value_parser = driver_names())]
    drivers: Vec<String>,
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

fn driver_names() -> PossibleValuesParser {
    PossibleValuesParser::new(DriverKind::ALL.map(DriverKind::name))
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let loaded = case::load(&arguments.case)?;
    let asked = |kind: &DriverKind| {
        let mut names = arguments.drivers.iter();
        arguments.drivers.is_empty() || names.any(|name| name == kind.name())
    };
    let kinds: Vec<DriverKind> = DriverKind::ALL.into_iter().filter(asked).collect();
    let bar = progress(kinds.len());
    let turned = breakeven_with_progress(&loaded.case, &kinds, &|_| bar.inc(1));
    bar.finish_and_clear();
    let mut turned = turned.map_err(|error| match error {
        BreakevenError::Solve(error) => Failure::Solver(error),
        error => Failure::Other(error.into()),
    })?;
    turned.provenance.case_hash = Some(loaded.hash);
    turned.provenance.options = loaded.options;
    let text = match arguments.format {
        Format::Table => {
            let style = report::Style {
                colour: true,
                width: 100,
            };
            report::breakeven_table(&turned, style)
        }
        Format::Json => report::breakeven_json(&turned),
    };
    Ok(output::print(&text)?)
}

/// A bar on a terminal; nothing in a pipe.
fn progress(drivers: usize) -> indicatif::ProgressBar {
    if !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new(drivers as u64);
    match indicatif::ProgressStyle::with_template("{bar:30} {pos}/{len} drivers, {elapsed}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
