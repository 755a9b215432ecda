//! `eastwest breakeven CASE`

use clap::{Args, builder::PossibleValuesParser};
use eastwest::breakeven::{BreakevenError, DriverKind, Unturned, breakeven_with};
use eastwest::control::Control;
use eastwest::engine::watch::watched;
use eastwest::report;

use super::Failure;
use super::baseline::BaselineArguments;
use super::case::{self, CaseArguments};
use super::output::{self, PageFormat};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    eastwest breakeven mycase --periods one\n  \
    eastwest breakeven mycase --driver bandwidth --driver carbon-price\n\n\
    Check a value with `eastwest solve mycase --set 'electricity_price.west*=VALUE'`, just below it and just above.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    #[command(flatten)]
    baseline: BaselineArguments,
    /// Turn these drivers only; may be repeated
    #[arg(long = "driver", value_name = "DRIVER", value_parser = driver_names())]
    drivers: Vec<String>,
    /// A page for people, or one JSON document
    #[arg(long, value_enum, default_value_t = PageFormat::Table)]
    format: PageFormat,
}

fn driver_names() -> PossibleValuesParser {
    PossibleValuesParser::new(DriverKind::ALL.map(DriverKind::name))
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut loaded = case::load(&arguments.case)?;
    loaded.refuse_held("breakeven")?;
    arguments.baseline.apply(&mut loaded)?;
    let asked = |kind: &DriverKind| {
        let mut names = arguments.drivers.iter();
        arguments.drivers.is_empty() || names.any(|name| name == kind.name())
    };
    let kinds: Vec<DriverKind> = DriverKind::ALL.into_iter().filter(asked).collect();
    let bar = output::progress(
        kinds.len() as u64,
        tr!("{bar:30} {pos}/{len} drivers, {elapsed} {msg}"),
    );
    let tell = output::told_by(&bar);
    let turned = watched(Some(output::tell_on(&bar)), || {
        breakeven_with(&loaded.case, &kinds, &Control::default().telling(&tell))
    });
    bar.finish_and_clear();
    let mut turned = turned.map_err(|error| match error {
        BreakevenError::Solve(error) => Failure::NoAnswer(error.to_string()),
        error => Failure::Other(error.into()),
    })?;
    turned.provenance.case_hash = Some(loaded.hash);
    turned.provenance.options = loaded.options;
    if arguments.format == PageFormat::Table {
        case::name_as_spoken(&mut turned.case);
    }
    arguments.format.print(
        |style| report::breakeven_table(&turned, style),
        || report::breakeven_json(&turned),
    )?;
    match turned.unturned.as_slice() {
        [] => Ok(()),
        failed => Err(Failure::NoAnswer(without_answer(failed))),
    }
}

fn without_answer(failed: &[Unturned]) -> String {
    let each = failed
        .iter()
        .map(|driver| format!("{}: {}", driver.kind.name(), driver.reason));
    let each: Vec<String> = each.collect();
    tr!("no answer for {}", each.join("; "))
}
