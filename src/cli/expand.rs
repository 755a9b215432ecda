//! `eastwest expand ATLAS --where KEY=FROM..TO -o RESULTS`

use std::path::{Path, PathBuf};

use clap::Args;
use eastwest::results::atlas::Atlas;
use eastwest::results::outputs::Outputs;
use eastwest::results::run::Sweeping;
use eastwest::results::state::State;
use eastwest::results::target::Target;
use indicatif::{HumanBytes, HumanCount};

use super::output;
use super::sweep::{deliver, write};
use super::{Failure, output::counted};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
                        eastwest sweep china grid.toml --periods one --atlas china.atlas\n  \
                        eastwest expand china.atlas --where carbon_price=100..200 -o some.parquet")]
pub(crate) struct Arguments {
    /// What `eastwest sweep --atlas` wrote
    #[arg(value_name = "ATLAS")]
    atlas: PathBuf,
    /// File of the rows: CSV, or Parquet where it ends in .parquet; without it, says what the atlas holds
    #[arg(short, long, value_name = "RESULTS")]
    output: Option<PathBuf>,
    /// Only scenarios in which a parameter has this value, or lies between these ends; may be repeated
    #[arg(long = "where", value_name = "KEY=FROM..TO", requires = "output")]
    conditions: Vec<String>,
    /// Threads; all cores where not given
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Go on where an interrupted run of the same command stopped
    #[arg(long)]
    resume: bool,
    /// Replace results that exist
    #[arg(long, conflicts_with = "resume")]
    force: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let target = arguments.output.as_deref().map(Target::of).transpose()?;
    let atlas = Atlas::read(&arguments.atlas)?;
    let Some(target) = target else {
        output::print(&about(&arguments.atlas, &atlas))?;
        return Ok(());
    };
    let mut plan = atlas.plan()?;
    let mut state = atlas.state().clone();
    if !arguments.conditions.is_empty() {
        let conditions = arguments
            .conditions
            .iter()
            .map(|text| atlas.condition(text));
        plan.select(conditions.collect::<Result<_, _>>()?);
        state = State {
            scenarios: plan.selected(),
            options: with_conditions(&state, &arguments.conditions),
            ..state
        };
        if state.scenarios == 0 {
            return Err(Failure::Input(tr!(
                "error: no scenario of `{}` meets {}\nhelp: `eastwest expand {}` says between which ends its parameters lie",
                arguments.atlas.display(),
                state.options[atlas.state().options.len()..].join(" "),
                arguments.atlas.display()
            )));
        }
    }
    let outputs = Outputs::new(arguments.force).sparing(&arguments.atlas);
    let sweeping = Sweeping {
        case: atlas.case(),
        grid: atlas.grid(),
        state: &state,
        outputs: &outputs,
        resume: arguments.resume,
        force: arguments.force,
        plan: Some(&plan),
    };
    let written = write(&target, &sweeping, arguments.threads)?;
    deliver(target.path(), &written, state.row_count());
    Ok(())
}

fn with_conditions(state: &State, conditions: &[String]) -> Vec<String> {
    let own = conditions.iter().map(|text| format!("--where {text}"));
    state.options.iter().cloned().chain(own).collect()
}

/// What an atlas holds.
#[allow(clippy::cast_precision_loss)]
fn about(path: &Path, atlas: &Atlas) -> String {
    let state = atlas.state();
    let per_scenario = atlas.bytes() as f64 / state.scenarios.max(1) as f64;
    let mut text = tr!(
        "{}: {} of `{}`, {} with their proofs and {} kept row by row, in {} ({per_scenario:.2} bytes a scenario)\n",
        path.display(),
        counted(state.scenarios as usize, "scenario", "scenarios"),
        atlas.case().name,
        counted(atlas.regions() as usize, "region", "regions"),
        HumanCount(atlas.exceptions()),
        HumanBytes(atlas.bytes()),
        per_scenario = per_scenario
    );
    for option in &state.options {
        text += &format!("  {option}\n");
    }
    for (parameter, (low, high)) in atlas.grid().parameters().iter().zip(atlas.grid().ranges()) {
        text += &tr!(
            "  {} from {low} to {high}\n",
            parameter.label(),
            low = low,
            high = high
        );
    }
    text
}
