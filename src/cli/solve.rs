//! `eastwest solve CASE`

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use eastwest::answer::{self, Answer};
use eastwest::case::Case;
use eastwest::control::Control;
use eastwest::ranges::{Ranges, SampleOptions, Shape};
use eastwest::report;
use eastwest::report::plot::{self, Look, Picture};
use eastwest::report::saved::Plan;
use eastwest::solver::near::Precision;
use eastwest::solver::{SolveError, Solver};

use super::baseline::BaselineArguments;
use super::case::{self, CaseArguments, Loaded};
use super::interrupt::Interrupt;
use super::picture::{self, LookArguments, picture_file};
use super::{Failure, output, ranges};
use eastwest::results::outputs::Outputs;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    #[command(flatten)]
    baseline: BaselineArguments,
    /// Who solves it (highs: in a build with `--features highs`); every answer is checked by our own code
    #[arg(long, default_value_t = Solver::default(), value_parser = solver_names())]
    solver: Solver,
    /// A table for people, one JSON document, or tidy CSV tables (into `-o`)
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write into this folder instead of the terminal
    #[arg(short, long, value_name = "DIR", required_if_eq("format", "csv"))]
    output: Option<PathBuf>,
    /// Also draw a picture, .svg, .png or .pdf
    #[arg(long, value_name = "FILE", value_parser = picture_file)]
    plot: Option<PathBuf>,
    /// Which picture
    #[arg(long, value_enum, default_value_t = PlotKind::Costs, requires = "plot")]
    plot_kind: PlotKind,
    #[command(flatten)]
    look: LookArguments,
    /// Solve for the plan alone: no baseline, no claims
    #[arg(long)]
    no_claims: bool,
    /// With more than 48 periods: plans that are proved to cost at most this part more than the best; 1e-6 by default
    #[arg(long, value_name = "GAP", conflicts_with = "exact", value_parser = gap)]
    gap: Option<f64>,
    /// The plan alone, from so many representative periods instead of all, and how far from the best of all it can be: peaks stand for
    /// themselves, like periods are one
    #[arg(long, value_name = "N", conflicts_with_all = ["exact", "ranges"], value_parser = clap::value_parser!(u32).range(1..))]
    aggregate: Option<u32>,
    /// The best plans themselves, whatever time it takes; up to 48 periods, plans are exact anyhow
    #[arg(long)]
    exact: bool,
    /// Also what the ranges of the case's figures (figures.csv) do to each claim; with one period with corners and a sample
    #[arg(long, conflicts_with = "no_claims")]
    ranges: bool,
    /// The whole table: each workload, links, what binds and the claims with their figures
    #[arg(long)]
    full: bool,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table of at most 100 columns
    Table,
    /// One document with a schema version
    Json,
    /// One file per table
    Csv,
}

/// A picture of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PlotKind {
    /// Cost by item, plan beside the baseline
    Costs,
    /// Hubs and origins by their coordinates, load as arcs
    Map,
    /// Load by hub and period, over price and green share
    Hours,
    /// A column for each day: load by hub, price and green share as heat maps
    Calendar,
    /// For how many hours load, price and green share are at least so high
    Duration,
}

impl PlotKind {
    fn draw(self, plan: &Plan, look: &Look) -> Picture {
        match self {
            PlotKind::Costs => plot::costs(plan, look),
            PlotKind::Map => plot::map(plan, look),
            PlotKind::Hours => plot::hours(plan, look),
            PlotKind::Calendar => plot::calendar(plan, look),
            PlotKind::Duration => plot::duration(plan, look),
        }
    }
}

impl Format {
    /// The file, or the first of the files, that a folder gets.
    const fn first_file(self) -> &'static str {
        match self {
            Format::Table => "answer.txt",
            Format::Json => "answer.json",
            Format::Csv => "summary.csv",
        }
    }
}

/// Refuses output that exists before the work is done.
fn refuse_in_vain(arguments: &Arguments, outputs: &Outputs) -> Result<(), Failure> {
    let first = arguments
        .output
        .iter()
        .map(|folder| folder.join(arguments.format.first_file()));
    if let Some(folder) = &arguments.output
        && std::fs::canonicalize(folder).is_ok_and(|folder| {
            std::fs::canonicalize(&arguments.case.path).is_ok_and(|case| case == folder)
        })
    {
        // `--force` would replace the case's tables, which have the names of the answer's
        return Err(Failure::Other(anyhow::anyhow!(tr!(
            "`{}` is the case itself\nhelp: give `-o` a folder of its own",
            folder.display()
        ))));
    }
    // a folder that is not there is made
    let paths: Vec<PathBuf> = first
        .filter(|first| first.parent().is_some_and(std::path::Path::is_dir))
        .chain(arguments.plot.clone())
        .collect();
    if let (Some(folder), Format::Csv) = (&arguments.output, arguments.format)
        && folder.join("case.toml").exists()
    {
        return Err(Failure::Other(anyhow::anyhow!(tr!(
            "`{}` is a case, and its tables have the names of the answer's\nhelp: give `-o` a folder of its own",
            folder.display()
        ))));
    }
    Ok(outputs.check(&paths)?)
}

/// The solvers of this build by name, for `--help` and for errors.
pub(crate) fn solver_names() -> impl clap::builder::TypedValueParser<Value = Solver> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(Solver::ALL.iter().map(|solver| solver.name()))
        .try_map(|name| name.parse::<Solver>())
}

/// A relative gap.
fn gap(text: &str) -> Result<f64, String> {
    let gap: Option<f64> = text.parse().ok();
    gap.filter(|gap| (1e-12..1.0).contains(gap)).ok_or_else(|| {
        tr!("a gap is a part, at least 1e-12 and less than 1, such as 1e-6").to_owned()
    })
}

impl Arguments {
    fn precision(&self) -> Precision {
        let gap = self.gap.unwrap_or(eastwest::blocks::GAP);
        match self.aggregate {
            _ if self.exact => Precision::Exact,
            Some(count) => Precision::Aggregated(count as usize, gap),
            None => Precision::Within(gap),
        }
    }

    /// Whether no claims are asked for: they would need all periods of each of their programmes.
    const fn is_plan_alone(&self) -> bool {
        self.no_claims || self.aggregate.is_some()
    }

    fn load(&self) -> Result<Loaded, Failure> {
        match self.precision() {
            Precision::Within(_) | Precision::Aggregated(..) if self.solver == Solver::Engine => {
                case::load_within_a_gap(&self.case, !self.is_plan_alone())
            }
            _ => case::load(&self.case),
        }
    }

    /// The answer by the solver that was asked for, with claims or without. Ctrl-C gives the best plan so far.
    fn answer(&self, case: &Case) -> Result<Answer, Failure> {
        if self.solver != Solver::Engine {
            if self.aggregate.is_some() {
                let told = tr!("error: --aggregate is the engine's own; take `--solver` away");
                return Err(Failure::Input(told.to_owned()));
            }
            let answer = match self.no_claims {
                true => answer::plan,
                false => answer::answer,
            };
            return output::watched(|| answer(case, self.solver)).map_err(Failure::Solver);
        }
        let interrupt = Interrupt::watch()?;
        let control = Control::default().stopped_by(Arc::clone(interrupt.asked()));
        let within = match self.is_plan_alone() {
            true => answer::plan_within,
            false => answer::answer_within,
        };
        let found = output::watched(|| within(case, self.precision(), &control));
        found.map_err(|error| match error {
            SolveError::Cancelled(_) => interrupt
                .failure(tr!("interrupted before there was a plan: nothing is written").to_owned()),
            error => Failure::Solver(error),
        })
    }

    /// What an answer lacks of what was asked for, once it is written: nearness of the plan, or the claims.
    fn say_what_lacks(&self, answer: &Answer) -> Result<(), Failure> {
        say_if_far(answer)?;
        if self.is_plan_alone() || answer.claims.is_some() {
            return Ok(());
        }
        let told = tr!(
            "interrupted: the plan is as near to the best as was asked for, and there are no claims"
        );
        Err(Failure::Interrupted {
            told: told.to_owned(),
            code: 130,
        })
    }
}

/// That a plan is less near to the best than was asked for, once it is written: it was stopped, or the method got no further.
fn say_if_far(answer: &Answer) -> Result<(), Failure> {
    let Some(near) = answer.near.filter(|near| !near.is_reached()) else {
        return Ok(());
    };
    let (gap, asked) = (near.bounds.gap(), near.asked_gap);
    let far = if gap.is_finite() {
        tr!(
            "it costs at most {gap:.1e} more than the best there is",
            gap = gap
        )
    } else {
        tr!("how near to the best is not proved").to_owned()
    };
    let told = tr!(
        "the plan is the best so far: {far}; {asked:.0e} was asked for",
        far = far,
        asked = asked
    );
    if near.is_stopped {
        let told = tr!("interrupted: {told}", told = told);
        return Err(Failure::Interrupted { told, code: 130 });
    }
    say!(
        "warning: {told}\nhelp: `--exact` solves it by the simplex method, which may take long",
        told = told
    );
    Ok(())
}

/// Points of the sample that `--ranges` takes with one period.
const POINTS: u64 = 2_000;

/// Each figure alone; with one period, where programmes are small, the corners and a sample, too.
fn studied(arguments: &CaseArguments, loaded: &mut Loaded) -> Result<Ranges, Failure> {
    loaded.read.baseline = loaded.case.baseline.clone();
    let is_small = loaded.case.periods.len() == 1;
    let options = SampleOptions {
        points: if is_small { POINTS } else { 0 },
        seed: 0,
        shape: Shape::default(),
        corners: is_small,
        indices: false,
    };
    let interrupt = Interrupt::watch()?;
    let mut found = ranges::studied(arguments, loaded, options, &interrupt)?;
    if let Some(code) = interrupt.exit_code() {
        let told = tr!("interrupted before the ranges were known: nothing is written").to_owned();
        return Err(Failure::Interrupted { told, code });
    }
    found.provenance.case_hash = Some(loaded.hash.clone());
    found.provenance.options.clone_from(&loaded.options);
    Ok(found)
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    arguments.look.expect_picture(arguments.plot.as_ref())?;
    let outputs = Outputs::new(arguments.force)
        .sparing(&arguments.case.path)
        .sparing_all(arguments.baseline.file());
    refuse_in_vain(arguments, &outputs)?;
    let mut loaded = arguments.load()?;
    arguments.baseline.apply(&mut loaded)?;
    let mut answer = arguments.answer(&loaded.case)?;
    let ranges = match arguments.ranges {
        true => Some(studied(&arguments.case, &mut loaded)?),
        false => None,
    };
    let ranges = ranges.as_ref();
    answer.provenance.case_hash = Some(loaded.hash);
    answer.provenance.options = loaded.options;
    if arguments.format == Format::Table {
        case::name_as_spoken(&mut answer.case);
    }
    let files = match arguments.format {
        Format::Table => {
            let style = report::Style {
                colour: arguments.output.is_none(),
                width: 100,
            };
            let name = arguments.format.first_file();
            let text = if arguments.full {
                report::table_with(&answer, ranges, style)
            } else {
                report::brief_with(&answer, ranges, style)
            };
            vec![(name.to_owned(), text.into_bytes())]
        }
        Format::Json => {
            let name = arguments.format.first_file();
            vec![(
                name.to_owned(),
                output::document(|| report::json_with(&answer, ranges)).into_bytes(),
            )]
        }
        Format::Csv => output::document(|| report::csv(&answer)),
    };
    match &arguments.output {
        Some(folder) => outputs.write_folder(folder, &files)?,
        None => {
            for (_, bytes) in &files {
                let text = String::from_utf8_lossy(bytes);
                match arguments.format {
                    Format::Table => output::print_page(&text)?,
                    Format::Json | Format::Csv => output::print(&text)?,
                }
            }
        }
    }
    if let Some(path) = &arguments.plot {
        let picture = arguments
            .plot_kind
            .draw(&Plan::from(&answer), &arguments.look.look());
        picture::write(&picture, path, &outputs)?;
    }
    arguments.say_what_lacks(&answer)
}
