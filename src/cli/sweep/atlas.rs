//! A sweep that is saved as a function.

use std::path::Path;

use eastwest::Case;
use eastwest::results::atlas::{self, Atlas, Sources};
use eastwest::results::outputs::Outputs;
use eastwest::results::run::{Sweeping, learn};
use eastwest::results::state::State;
use eastwest::results::target::Target;
use eastwest::sweep::Grid;
use eastwest::sweep::{SurveyError, SweepError};
use indicatif::{HumanBytes, HumanCount, HumanFloatCount};
use std::time::Instant;

use super::{Arguments, control, deliver, outputs_of, progress, write};
use crate::cli::Failure;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::{self, counted};

/// Surveys the grid and writes its atlas; then the rows, read from it, where they were asked for.
pub(super) fn run(
    path: &Path,
    arguments: &Arguments,
    case: &Case,
    grid: &Grid,
    state: &State,
) -> Result<(), Failure> {
    let Some(grid_path) = &arguments.grid else {
        return Ok(());
    };
    let state = &atlas::mapped(state);
    if let Some(folder) = arguments
        .output
        .as_deref()
        .filter(|path| super::cluster::is_folder(path))
    {
        return Err(Failure::Input(tr!(
            "error: `{}`: with `--atlas`, rows go to a file\nhelp: shards are answered by `sweep --shard I/N -o FOLDER/`",
            folder.display()
        )));
    }
    let target = arguments.output.as_deref().map(Target::of).transpose()?;
    let outputs = outputs_of(arguments, grid_path, grid);
    // with --resume, rows go on from the atlas that is there
    if !(arguments.resume && path.exists()) {
        let mut places = vec![path];
        places.extend(arguments.output.as_deref().filter(|_| !arguments.resume));
        outputs.check(&places)?;
        let sources = Sources::read(&arguments.case.path, grid_path, grid)?;
        survey(path, arguments, &outputs, &sources, (case, grid, state))?;
    }
    let Some(target) = target else {
        return Ok(());
    };
    // as whoever gets the file would read it
    let atlas = Atlas::read(path)?;
    if atlas.state() != state {
        return Err(Failure::Input(tr!(
            "error: `{}` is the atlas of another sweep\nhelp: write to another file, or replace it with `--force`",
            path.display()
        )));
    }
    let plan = atlas.plan()?;
    let outputs = outputs.sparing(path);
    let sweeping = Sweeping {
        case: atlas.case(),
        grid: atlas.grid(),
        state,
        outputs: &outputs,
        resume: arguments.resume,
        force: arguments.force,
        plan: Some(&plan),
    };
    let written = write(&target, &sweeping, arguments.threads)?;
    deliver(target.path(), &written, state.row_count());
    Ok(())
}

#[allow(clippy::cast_precision_loss)]
fn survey(
    path: &Path,
    arguments: &Arguments,
    outputs: &Outputs,
    sources: &Sources,
    (case, grid, state): (&Case, &Grid, &State),
) -> Result<(), Failure> {
    let start = Instant::now();
    let mut plan = learn(case, grid, state)?;
    let interrupt = Interrupt::watch()?;
    let bar = progress(state.scenarios);
    let tell = output::told_by(&bar);
    let control = control(&tell, &interrupt, arguments.threads);
    let surveyed = plan.survey(&control);
    bar.finish_and_clear();
    let surveyed = surveyed.map_err(|error| match error {
        SurveyError::Sweep(SweepError::Cancelled(_)) => {
            interrupt.failure(tr!("interrupted: no atlas was written").to_owned())
        }
        SurveyError::Sweep(error) => error.into(),
        error => Failure::Input(tr!(
            "error: no atlas: {error}\nhelp: leave out `--atlas`; docs/cluster.md says where it pays"
        , error = error)),
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let bytes = atlas::write(path, outputs, state, sources, &plan, surveyed)?;
    say!(
        "{}: {} in {} ({} bytes a scenario): {} with their proofs, {} kept row by row; surveyed in {seconds:.2} s ({} per second)",
        path.display(),
        counted(state.scenarios as usize, "scenario", "scenarios"),
        HumanBytes(bytes),
        HumanFloatCount(bytes as f64 / state.scenarios.max(1) as f64),
        counted(surveyed.regions, "region", "regions"),
        HumanCount(surveyed.exceptions as u64),
        HumanFloatCount((state.scenarios as f64 / seconds.max(1e-9)).round()),
        seconds = seconds
    );
    Ok(())
}
