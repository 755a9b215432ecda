//! `eastwest frontier CASE`

use clap::{Args, ValueEnum};
use eastwest::answer::Provenance;
use eastwest::control::{self, Control};
use eastwest::frontier::{Axis, Family, FrontierError, frontier_with};
use eastwest::frontier::{FamilyError, family_with};
use eastwest::report;
use eastwest::report::plot::{self, Look, Picture};
use eastwest::report::saved::FrontierRows;

use super::baseline::BaselineArguments;
use super::case::{self, CaseArguments, Loaded};
use super::delivery::Delivery;
use super::path::{self, Format, Progress};
use super::picture;
use super::{Failure, output};

#[derive(Debug, Args)]
#[command(mut_arg("format", |arg| arg.help("A table for people, one JSON document, or CSV with a row for each corner")))]
#[command(mut_arg("plot", |arg| arg.help("Also draw it, .svg, .png or .pdf, with the cheapest plan and the baseline")))]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    #[command(flatten)]
    baseline: BaselineArguments,
    /// What is weighed: the first corner is best in it
    #[arg(long, value_enum, default_value_t = Measure::Cost)]
    x: Measure,
    /// Against what: the last corner is best in it
    #[arg(long, value_enum, default_value_t = Measure::Carbon)]
    y: Measure,
    /// Draw one frontier for each value: KEY=V1,V2,... or KEY*=F1,F2,... (keys: `sweep --list-parameters`)
    #[arg(long, value_name = "KEY=V1,V2,...")]
    add: Option<String>,
    #[command(flatten)]
    delivery: Delivery,
}

/// What a plan should have little of, or, for green, much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Measure {
    /// What is paid, CNY
    Cost,
    /// Emissions in the case's accounting, t CO2
    Carbon,
    /// Round-trip time, weighted by load, ms
    RoundTrip,
    /// Renewable energy ÷ energy, by the energy that is not green
    Green,
    /// Green in its own period ÷ energy (24/7 matching), by the energy that is not
    Hourly,
}

impl From<Measure> for Axis {
    fn from(measure: Measure) -> Axis {
        match measure {
            Measure::Cost => Axis::Cost,
            Measure::Carbon => Axis::Carbon,
            Measure::RoundTrip => Axis::RoundTrip,
            Measure::Green => Axis::Green,
            Measure::Hourly => Axis::Hourly,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let axes = [arguments.x.into(), arguments.y.into()];
    if axes[0] == axes[1] {
        let error = FrontierError::OneAxis { axis: axes[0] };
        return Err(Failure::Input(tr!(
            "error: {error}\nhelp: `--x cost --y carbon`, for one",
            error = error
        )));
    }
    let (format, outputs) = arguments
        .delivery
        .prepared(&arguments.case.path, arguments.baseline.file())?;
    let mut loaded = case::load(&arguments.case)?;
    loaded.refuse_held("frontier")?;
    arguments.baseline.apply(&mut loaded)?;
    if axes.contains(&Axis::Hourly) && loaded.case.power_contracts.is_empty() {
        return Err(Failure::Input(
            tr!(
                "error: this case has no contracts for green power, by which hours could be matched\nhelp: state some in power_contracts.csv (docs/case.md)"
            )
            .to_owned(),
        ));
    }
    let mut family = draw(arguments, &loaded, axes)?;
    if arguments.delivery.plot.is_some() || format != Format::Table {
        family = family.with_baselines()?;
    }
    let picture = match &arguments.delivery.plot {
        Some(path) => Some((path, picture_of(&family, &arguments.delivery.look.look())?)),
        None => None,
    };
    if format == Format::Table {
        for member in &mut family.members {
            case::name_as_spoken(&mut member.frontier.case);
        }
    }
    let text = match format {
        Format::Csv => String::from_utf8_lossy(&output::document(|| report::frontier_csv(&family)))
            .into_owned(),
        Format::Json => {
            output::document(|| report::frontier_json(&family, &provenance(arguments, loaded)))
        }
        Format::Table => report::frontier_table(&family, arguments.delivery.style()),
    };
    let corners = family.members.iter().map(|m| m.frontier.points.len());
    let told = output::counted(corners.sum(), "corner", "corners");
    path::deliver(
        &text,
        format,
        arguments.delivery.output.as_deref(),
        &outputs,
        (&told, family.is_complete()),
        unserved_mwh(&family),
    )?;
    if let Some((path, picture)) = picture {
        picture::write(&picture, path, &outputs)?;
    }
    Ok(())
}

/// Greatest load that a plan leaves unserved, MWh (IT).
fn unserved_mwh(family: &Family) -> f64 {
    let points = family.members.iter().flat_map(|m| &m.frontier.points);
    points
        .map(|point| point.figures.unserved_mwh)
        .fold(0.0, f64::max)
}

fn picture_of(family: &Family, look: &Look) -> Result<Picture, Failure> {
    let rows = FrontierRows::of(family);
    let rows =
        rows.ok_or_else(|| Failure::NoAnswer(tr!("there is no frontier to draw").to_owned()))?;
    Ok(plot::frontier(&rows, look))
}

fn draw(arguments: &Arguments, loaded: &Loaded, axes: [Axis; 2]) -> Result<Family, Failure> {
    let bar = Progress::new(tr!("of the weights"));
    let tell = |told: &control::Progress<'_>| bar.set(told);
    let control = Control::default().telling(&tell);
    let drawn = match &arguments.add {
        None => frontier_with(&loaded.case, axes[0], axes[1], &control)
            .map(Family::from)
            .map_err(FamilyError::from),
        Some(text) => {
            let (parameter, values) = path::values(text, &loaded.case).map_err(|error| {
                Failure::Input(tr!(
                    "error: --add {text}: {error}",
                    text = text,
                    error = error
                ))
            })?;
            refuse_repeated(text, &values)?;
            let told = format!("--add {text}");
            path::refuse_overwritten(&parameter, &told, &loaded.changes, &loaded.case)?;
            family_with(&loaded.case, &parameter, &values, axes, &control)
        }
    };
    bar.finish();
    drawn.map_err(|error| match error {
        FamilyError::Invalid(error) => Failure::Input(tr!("error: --add: {error}", error = error)),
        other => Failure::NoAnswer(other.to_string()),
    })
}

/// Two frontiers of one value would lie over one another.
fn refuse_repeated(text: &str, values: &[f64]) -> Result<(), Failure> {
    let mut seen = values.iter().enumerate();
    match seen.find(|(at, value)| values[..*at].contains(value)) {
        Some((_, value)) => Err(Failure::Input(tr!(
            "error: --add {text}: {value} is given twice, and each value has one frontier",
            text = text,
            value = value
        ))),
        None => Ok(()),
    }
}

fn provenance(arguments: &Arguments, loaded: Loaded) -> Provenance {
    let mut provenance = path::provenance(loaded);
    let added = arguments.add.iter().map(|text| format!("--add {text}"));
    provenance.options.extend(added);
    provenance
}
