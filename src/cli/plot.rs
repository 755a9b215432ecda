//! `eastwest plot RESULTS --kind NAME -o FILE`

use std::borrow::Cow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use eastwest::report::plot::{self, Picture};
use eastwest::report::saved::{self, Saved};

use super::Failure;
use super::picture::{self, LookArguments, picture_file};
use eastwest::results::outputs::Outputs;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
                        eastwest solve china --format json -o answer\n  \
                        eastwest plot answer --kind map -o map.svg\n  \
                        eastwest sweep china grid.toml -o rows.csv\n  \
                        eastwest plot rows.csv --kind heatmap -o where.png")]
pub(crate) struct Arguments {
    /// What `solve`, `frontier`, `trace` (JSON or CSV), `ranges` (JSON) or `sweep` (CSV or Parquet) wrote with `-o`
    #[arg(value_name = "RESULTS")]
    results: PathBuf,
    /// Which picture; may be left out where the results hold one only
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// File of the picture, .svg, .png or .pdf
    #[arg(short, long, value_name = "FILE", value_parser = picture_file)]
    output: PathBuf,
    /// Of a heat map: the column to show; the share of the load in the west where not given
    #[arg(long, value_name = "COLUMN")]
    column: Option<String>,
    /// Of a heat map: only the rows in which a parameter has this value, or whose note is this one (note=TEXT); may be
    /// repeated, until two parameters vary
    #[arg(long = "where", value_name = "KEY=VALUE")]
    conditions: Vec<String>,
    #[command(flatten)]
    look: LookArguments,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Of `solve`: cost by item, plan beside the baseline
    Costs,
    /// Of `solve`: hubs and origins by their coordinates, load as arcs
    Map,
    /// Of `solve`: load by hub and period, over price and green share
    Hours,
    /// Of `solve`: a column for each day, load by hub, price and green share as heat maps
    Calendar,
    /// Of `solve`: for how many hours load, price and green share are at least so high
    Duration,
    /// Of `sweep` over two parameters, or with all others held by --where: where the west wins
    Heatmap,
    /// Of `frontier`: corners and slopes, or a family by its values
    Frontier,
    /// Of `trace`: load, cost and carbon against a figure; from CSV, load by side and kind of work
    Trace,
    /// Of `ranges`: the figures that move each claim most, beside how its outcome is spread over the sample
    Tornado,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let outputs = Outputs::new(arguments.force).sparing(&arguments.results);
    outputs.check(&[&arguments.output])?;
    let lone = [
        ("--column", arguments.column.is_some()),
        ("--where", !arguments.conditions.is_empty()),
    ];
    let alone = |kind: Kind| match lone.iter().find(|(_, given)| *given) {
        Some((option, _)) if kind != Kind::Heatmap => Err(input(tr!(
            "`{option}` belongs to `--kind heatmap`",
            option = option
        ))),
        _ => Ok(()),
    };
    arguments.kind.map_or(Ok(()), alone)?;
    let results = saved::read(&arguments.results).map_err(input)?;
    let kind = kind_of(arguments, &results)?;
    alone(kind)?;
    let picture = draw(arguments, kind, &results)?;
    Ok(picture::write(&picture, &arguments.output, &outputs)?)
}

/// The picture that was asked for, else the only one that the results hold.
fn kind_of(arguments: &Arguments, results: &Saved) -> Result<Kind, Failure> {
    let drawn = Kind::drawn_from(results);
    let (path, what) = (arguments.results.display(), results.kind());
    let names: Vec<String> = drawn
        .iter()
        .map(|kind| format!("`{}`", kind.name()))
        .collect();
    let names = names.join(", ");
    match (arguments.kind, drawn) {
        (Some(kind), drawn) if drawn.contains(&kind) => Ok(kind),
        (None, [only]) => Ok(*only),
        (None, _) => Err(input(tr!(
            "`{path}` is {what}, which holds several pictures\nhelp: `--kind` is one of {names}",
            path = path,
            what = what,
            names = names
        ))),
        (Some(kind), _) => Err(input(tr!(
            "`{path}` is {what}, and `{}` is not drawn from that\nhelp: from it can be drawn: {names}",
            kind.name(),
            path = path,
            what = what,
            names = names
        ))),
    }
}

fn draw(arguments: &Arguments, kind: Kind, results: &Saved) -> Result<Picture, Failure> {
    let path = arguments.results.display();
    let look = &arguments.look.look();
    Ok(match results {
        Saved::Plan(plan) => match kind {
            Kind::Map => plot::map(plan, look),
            Kind::Hours => plot::hours(plan, look),
            Kind::Calendar => plot::calendar(plan, look),
            Kind::Duration => plot::duration(plan, look),
            Kind::Costs | Kind::Heatmap | Kind::Frontier | Kind::Trace | Kind::Tornado => {
                plot::costs(plan, look)
            }
        },
        Saved::Sweep(rows) => {
            let told = |error: String| input(format!("`{path}`: {error}"));
            let mut rows = Cow::Borrowed(rows);
            for condition in &arguments.conditions {
                let held = rows
                    .held(condition)
                    .map_err(|error| told(format!("--where: {error}")))?;
                rows = Cow::Owned(held);
            }
            plot::heat(&rows, arguments.column.as_deref(), look)
                .map_err(|error| told(error.to_string()))?
        }
        Saved::Frontier(rows) => plot::frontier(rows, look),
        Saved::Trace(rows) => plot::trace(rows, look),
        Saved::Ranges(ranges) => plot::tornado_as(ranges, look),
    })
}

impl Kind {
    /// What can be drawn from results.
    const fn drawn_from(results: &Saved) -> &'static [Kind] {
        match results {
            Saved::Plan(_) => &[
                Kind::Costs,
                Kind::Map,
                Kind::Hours,
                Kind::Calendar,
                Kind::Duration,
            ],
            Saved::Sweep(_) => &[Kind::Heatmap],
            Saved::Frontier(_) => &[Kind::Frontier],
            Saved::Trace(_) => &[Kind::Trace],
            Saved::Ranges(_) => &[Kind::Tornado],
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Kind::Costs => "costs",
            Kind::Map => "map",
            Kind::Hours => "hours",
            Kind::Calendar => "calendar",
            Kind::Duration => "duration",
            Kind::Heatmap => "heatmap",
            Kind::Frontier => "frontier",
            Kind::Trace => "trace",
            Kind::Tornado => "tornado",
        }
    }
}

fn input(what: impl std::fmt::Display) -> Failure {
    Failure::Input(tr!("error: {what}", what = what))
}
