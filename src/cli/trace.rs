//! `eastwest trace CASE --param KEY --from A --to B`

use clap::{Args, ValueEnum};
use eastwest::control::Control;
use eastwest::parameter::Parameter;
use eastwest::parameter::{Key, OperationKind};
use eastwest::report;
use eastwest::report::plot;
use eastwest::report::saved::TraceRows;
use eastwest::trace::{TraceError, bracket, trace_with};

use super::case::{self, CaseArguments};
use super::delivery::Delivery;
use super::path::{self, Format, Progress};
use super::picture;
use super::{Failure, output};

#[derive(Debug, Args)]
#[command(mut_arg("format", |arg| arg.help("A table for people, one JSON document, or CSV with a row for each value")))]
#[command(mut_arg("plot", |arg| arg.help("Also draw it, .svg, .png or .pdf: load by hub, cost and carbon against the figure")))]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// The figure to follow, e.g. electricity_price.west (keys: `sweep --list-parameters`)
    #[arg(long, value_name = "KEY")]
    param: String,
    /// First value
    #[arg(long, value_name = "A", allow_negative_numbers = true)]
    from: f64,
    /// Last value; may be the smaller one
    #[arg(long, value_name = "B", allow_negative_numbers = true)]
    to: f64,
    /// Whether A and B are values, or factors or additions to the figures of the case
    #[arg(long = "as", value_enum, value_name = "HOW", default_value_t = How::Value)]
    how: How,
    /// Width of a bracket, as a part of the range, where breakpoints cannot be had exactly
    #[arg(long, value_name = "PART", default_value_t = bracket::TOLERANCE, value_parser = part)]
    tolerance: f64,
    #[command(flatten)]
    delivery: Delivery,
}

/// What the values do to the figures of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum How {
    /// Figures are set to the value
    Value,
    /// Figures are multiplied by it
    Factor,
    /// It is added to the figures
    Addition,
}

fn part(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(part) if (1e-12..=0.1).contains(&part) => Ok(part),
        _ => Err(tr!("expected a part of the range, from 1e-12 to 0.1").to_owned()),
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (format, outputs) = arguments.delivery.prepared(&arguments.case.path, None)?;
    let loaded = case::load(&arguments.case)?;
    loaded.refuse_held("trace")?;
    let key = Key::parse(&arguments.param, &loaded.case).map_err(|error| {
        Failure::Input(tr!(
            "error: --param {}: {error}",
            arguments.param,
            error = error
        ))
    })?;
    let how = match arguments.how {
        How::Value => OperationKind::Value,
        How::Factor => OperationKind::Factor,
        How::Addition => OperationKind::Addition,
    };
    let parameter = Parameter { key, how };
    let told = format!("--param {}", arguments.param);
    path::refuse_overwritten(&parameter, &told, &loaded.changes, &loaded.case)?;
    let range = (arguments.from, arguments.to);
    let bar = Progress::new(tr!("of the range"));
    let traced = trace_with(
        &loaded.case,
        &parameter,
        range,
        arguments.tolerance,
        &Control::default().telling(&|told| bar.set(told)),
    );
    bar.finish();
    let mut trace = traced.map_err(|error| match error {
        TraceError::NoOptimum { .. } => Failure::NoAnswer(error.to_string()),
        other => Failure::Input(tr!("error: {other}", other = other)),
    })?;
    if format == Format::Table {
        case::name_as_spoken(&mut trace.case);
    }
    let text = match format {
        Format::Csv => {
            String::from_utf8_lossy(&output::document(|| report::trace_csv(&trace))).into_owned()
        }
        Format::Json => output::document(|| report::trace_json(&trace, &path::provenance(loaded))),
        Format::Table => report::trace_table(&trace, arguments.delivery.style()),
    };
    let told = output::counted(trace.breakpoint_count(), "breakpoint", "breakpoints");
    let unserved = trace.rows.iter().map(|row| row.figures.unserved_mwh);
    path::deliver(
        &text,
        format,
        arguments.delivery.output.as_deref(),
        &outputs,
        (&told, trace.is_complete()),
        unserved.fold(0.0, f64::max),
    )?;
    if let Some(path) = &arguments.delivery.plot {
        let picture = plot::trace(&TraceRows::from(&trace), &arguments.delivery.look.look());
        picture::write(&picture, path, &outputs)?;
    }
    Ok(())
}
