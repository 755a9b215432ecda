//! `eastwest plot RESULTS --kind NAME -o FILE`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use eastwest::report::plot::{self, Picture};
use eastwest::report::saved::{self, Saved};

use super::picture::{self, picture_file};
use super::{Failure, output};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
                        eastwest solve china --format json -o answer\n  \
                        eastwest plot answer --kind map -o map.svg\n  \
                        eastwest sweep china grid.toml -o rows.csv\n  \
                        eastwest plot rows.csv --kind heatmap -o where.png")]
pub struct Arguments {
    /// What `solve`, `frontier`, `trace` (JSON or CSV) or `sweep` (CSV or Parquet) wrote with `-o`
    #[arg(value_name = "RESULTS")]
    results: PathBuf,
    /// Which picture
    #[arg(long, value_enum)]
    kind: Kind,
    /// File of the picture, .svg or .png
    #[arg(short, long, value_name = "FILE", value_parser = picture_file)]
    output: PathBuf,
    /// Of a heat map: the column to show; the share of the load in the west where not given
    #[arg(long, value_name = "COLUMN")]
    column: Option<String>,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Of `solve`: cost by item, plan beside the baseline of eastern hubs
    Costs,
    /// Of `solve`: hubs and origins by their coordinates, load as arcs
    Map,
    /// Of `solve`: load by hub and period, over price and green share
    Hours,
    /// Of `sweep` over two parameters: where the west wins
    Heatmap,
    /// Of `frontier`: corners and slopes, or a family by its values
    Frontier,
    /// Of `trace`: load, cost and carbon against a figure; from CSV, load by side and kind of work
    Trace,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    output::refuse_in_vain(&[&arguments.output], arguments.force)?;
    if arguments.column.is_some() && arguments.kind != Kind::Heatmap {
        return Err(input("`--column` belongs to `--kind heatmap`"));
    }
    let results = saved::read(&arguments.results).map_err(input)?;
    let picture = draw(arguments, &results)?;
    Ok(picture::write(
        &picture,
        &arguments.output,
        arguments.force,
    )?)
}

fn draw(arguments: &Arguments, results: &Saved) -> Result<Picture, Failure> {
    let path = arguments.results.display();
    Ok(match (arguments.kind, results) {
        (Kind::Costs, Saved::Plan(plan)) => plot::costs(plan),
        (Kind::Map, Saved::Plan(plan)) => plot::map(plan),
        (Kind::Hours, Saved::Plan(plan)) => plot::hours(plan),
        (Kind::Heatmap, Saved::Sweep(rows)) => plot::heat(rows, arguments.column.as_deref())
            .map_err(|error| input(format!("`{path}`: {error}")))?,
        (Kind::Frontier, Saved::Frontier(rows)) => plot::frontier(rows),
        (Kind::Trace, Saved::Trace(rows)) => plot::trace(rows),
        (kind, results) => {
            return Err(input(format!(
                "`{path}` is {}, and `{}` is not drawn from that\nhelp: `eastwest plot --help` lists what each \
                 picture is drawn from",
                results.kind(),
                kind.name()
            )));
        }
    })
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Kind::Costs => "costs",
            Kind::Map => "map",
            Kind::Hours => "hours",
            Kind::Heatmap => "heatmap",
            Kind::Frontier => "frontier",
            Kind::Trace => "trace",
        }
    }
}

fn input(what: impl std::fmt::Display) -> Failure {
    Failure::Input(format!("error: {what}"))
}
