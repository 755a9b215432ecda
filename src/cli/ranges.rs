//! `eastwest ranges CASE`

use std::sync::Arc;
use std::time::Instant;

use clap::{Args, ValueEnum};
use eastwest::control::{Control, Progress};
use eastwest::figures::{FIGURES, read_figures};
use eastwest::ranges::{self, Moved, RangesError, SampleOptions, Shape};
use eastwest::report;
use eastwest::report::plot;

use super::baseline::BaselineArguments;
use super::case::{self, CaseArguments, Loaded, Periods};
use super::delivery::Delivery;
use super::interrupt::Interrupt;
use super::path::Format;
use super::picture;
use super::{Failure, output};
use eastwest::results::outputs::Outputs;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    eastwest ranges mycase --periods one\n  \
    eastwest ranges mycase --periods one --sample 0\n  \
    eastwest ranges mycase --periods one -o ranges.json --plot ranges.svg\n\n\
    The ranges stand in the case's figures.csv; `eastwest check mycase --figures` lists figures without one.")]
#[command(mut_arg("format", |arg| arg.help("A table for people, one JSON document, or CSV with a row for each figure and outcome")))]
#[command(mut_arg("plot", |arg| arg.help("Also draw it: the tornado beside the histogram of each outcome")))]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    #[command(flatten)]
    baseline: BaselineArguments,
    /// Points of the sample over all ranges at once; 0 for none
    #[arg(long, value_name = "N", default_value_t = 100_000,
          value_parser = clap::value_parser!(u64).range(..=MOST_POINTS))]
    sample: u64,
    /// Seed of the sample
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How a figure is spread over its range
    #[arg(long, value_enum, default_value_t = Spread::Triangular)]
    spread: Spread,
    #[command(flatten)]
    delivery: Delivery,
}

/// Points of a sample, at most: their outcomes are held in memory.
const MOST_POINTS: u64 = 10_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Spread {
    /// Most often near the stated value, less towards both ends
    Triangular,
    /// Evenly from end to end
    Uniform,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (format, outputs) = arguments
        .delivery
        .prepared(&arguments.case.path, arguments.baseline.file())?;
    let mut loaded = case::load(&arguments.case)?;
    arguments.baseline.apply(&mut loaded)?;
    loaded.read.baseline = loaded.case.baseline.clone();
    let options = SampleOptions {
        points: arguments.sample,
        seed: arguments.seed,
        shape: match arguments.spread {
            Spread::Triangular => Shape::Triangular,
            Spread::Uniform => Shape::Uniform,
        },
        corners: true,
        indices: true,
    };
    let began = Instant::now();
    let interrupt = Interrupt::watch()?;
    let mut found = studied(&arguments.case, &loaded, options, &interrupt)?;
    tell_time(&found, began.elapsed().as_secs_f64());
    found.provenance.case_hash = Some(loaded.hash);
    found.provenance.options = loaded.options;
    deliver(arguments, format, &found, &outputs)?;
    match interrupt.exit_code() {
        Some(code) => Err(Failure::Interrupted {
            told: tr!("interrupted: the sample is not complete").to_owned(),
            code,
        }),
        None => Ok(()),
    }
}

/// How long it took, where there is no harm in it: what is printed is the same every time.
fn tell_time(found: &ranges::Ranges, seconds: f64) {
    let points = found
        .found
        .sample
        .as_ref()
        .map_or(0, |sample| sample.points);
    say!(
        "figures alone: {}; corners and {points} points of the sample in {seconds:.1} s",
        found.figures.len(),
        points = points,
        seconds = seconds
    );
}

/// What the ranges of a case's figures do, told of on a terminal while it is found out.
pub(crate) fn studied(
    arguments: &CaseArguments,
    loaded: &Loaded,
    options: SampleOptions,
    interrupt: &Interrupt,
) -> Result<ranges::Ranges, Failure> {
    let figures = read_figures(&arguments.path)
        .map_err(|report| Failure::Input(report.to_string()))?
        .ok_or_else(|| no_figures(arguments))?;
    let bar = output::progress(100, "{msg} {bar:30} {percent} %, {elapsed}");
    let progress = |told: &Progress<'_>| {
        bar.set_message(match told.what {
            "corners" => tr!("corners"),
            "sample" => tr!("sample"),
            _ => tr!("each figure alone"),
        });
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        bar.set_position((100.0 * told.part()) as u64);
    };
    let control = Control::default()
        .telling(&progress)
        .stopped_by(Arc::clone(interrupt.asked()));
    if ![Periods::One, Periods::All].contains(&arguments.periods) {
        return Err(Failure::Input(tr!(
            "error: --periods {name}: ranges are of all periods or of one",
            name = arguments.periods.name()
        )));
    }
    let moved = Moved {
        read: &loaded.read,
        changes: &loaded.made,
        one_period: arguments.periods == Periods::One,
    };
    let found = ranges::ranges_with(moved, &figures, options, &control);
    bar.finish_and_clear();
    found.map_err(|error| match error {
        RangesError::Solve(error) => Failure::Solver(error),
        RangesError::Cancelled(_) => Failure::Interrupted {
            told: tr!(
                "interrupted: {error}; nothing is written",
                error = tr!("stopped before each figure was moved")
            ),
            code: interrupt.exit_code().unwrap_or(1),
        },
        error => Failure::Input(tr!("error: {error}", error = error)),
    })
}

fn no_figures(arguments: &CaseArguments) -> Failure {
    Failure::Input(tr!(
        "error: `{}` has no `{FIGURES}`, so nothing is known of the ranges of its figures\nhelp: docs/case.md says how it is written; the shipped datasets have one",
        arguments.path.display(),
        FIGURES = FIGURES
    ))
}

fn deliver(
    arguments: &Arguments,
    format: Format,
    found: &ranges::Ranges,
    outputs: &Outputs,
) -> Result<(), Failure> {
    let text = match format {
        Format::Csv => {
            String::from_utf8_lossy(&output::document(|| report::ranges_csv(found))).into_owned()
        }
        Format::Json => output::document(|| report::ranges_json(found)),
        Format::Table => report::ranges_table(found, arguments.delivery.style()),
    };
    match &arguments.delivery.output {
        Some(path) => outputs.write(path, text.as_bytes())?,
        None if format == Format::Table => output::print_page(&text)?,
        None => output::print(&text)?,
    }
    if let Some(path) = &arguments.delivery.plot {
        picture::write(
            &plot::tornado(found, &arguments.delivery.look.look()),
            path,
            outputs,
        )?;
    }
    Ok(())
}
