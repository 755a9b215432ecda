//! `eastwest sweep CASE GRID.toml -o RESULTS`

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use eastwest::Case;
use eastwest::control::{Control, Progress};
use eastwest::formulation::Size;
use eastwest::parameter::list_parameters;
use eastwest::results::outputs::Outputs;
use eastwest::results::run::{self, Sweeping, Written};
use eastwest::results::shards::Folder;
use eastwest::results::shards::slurm::shell_word;
use eastwest::results::state::State;
use eastwest::results::target::Target;
use eastwest::sweep::Grid;
use eastwest::sweep::Summary;
use eastwest::sweep::run::block_size;
use eastwest::sweep::{Options, layout};
use indicatif::{HumanBytes, HumanCount, HumanFloatCount};
use unicode_width::UnicodeWidthStr;

use super::case::{self, CaseArguments};
use super::interrupt::Interrupt;
use super::{Failure, memory, output};

mod atlas;
mod cluster;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// Grid file: which figures vary, and how (docs/sweep.md)
    #[arg(value_name = "GRID.toml", required_unless_present = "list_parameters")]
    grid: Option<PathBuf>,
    /// File of the rows: CSV, or Parquet where it ends in .parquet; a summary is written beside it. A folder (FOLDER/) gets
    /// the shard under a name of its own (docs/cluster.md)
    #[arg(short, long, value_name = "RESULTS", required_unless_present_any = ["list_parameters", "dry_run", "missing", "atlas"])]
    output: Option<PathBuf>,
    /// Threads; all cores where not given
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Only N scenarios, spread evenly over the grid
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    sample: Option<u64>,
    /// Only part I of N, all of as many rows; `eastwest merge` puts the parts together
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<(u64, u64)>,
    /// Go on where an interrupted run of the same sweep stopped
    #[arg(long)]
    resume: bool,
    /// Replace results that exist
    #[arg(long, conflicts_with = "resume")]
    force: bool,
    /// Also save the sweep as a function: the region of every basis with its proofs, from which `eastwest expand` gives any slice of
    /// the rows (docs/cluster.md); -o may then be left out
    #[arg(long, value_name = "FILE", conflicts_with_all = ["shard", "slurm", "missing", "dry_run", "list_parameters"])]
    atlas: Option<PathBuf>,
    /// Answer nothing: write into the folder of -o the script that answers N shards as arrays of Slurm jobs
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), conflicts_with_all = ["shard", "resume", "threads", "dry_run", "missing"])]
    slurm: Option<u64>,
    /// Options for sbatch, such as "--partition=long --time=2:00:00 --cpus-per-task=8"; may be repeated
    #[arg(
        long,
        value_name = "OPTIONS",
        allow_hyphen_values = true,
        requires = "slurm"
    )]
    sbatch: Vec<String>,
    /// Answer nothing: list the shards of a folder that are not whole, as Slurm's --array takes them
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["output", "shard", "resume", "force", "dry_run"])]
    missing: Option<PathBuf>,
    /// With --missing: a line for each array of a cluster whose MaxArraySize is SIZE, what to add to its indices and the indices
    #[arg(long, value_name = "SIZE", requires = "missing", value_parser = clap::value_parser!(u64).range(2..))]
    array_size: Option<u64>,
    /// Add the load of each workload at each hub to every row
    #[arg(long)]
    placements: bool,
    /// Say how many scenarios there are, how large their programmes and results, and stop; nothing is solved
    #[arg(long)]
    dry_run: bool,
    /// List the keys that a grid and `--set` can name, with base values and units, and stop
    #[arg(long)]
    list_parameters: bool,
}

fn shard(text: &str) -> Result<(u64, u64), String> {
    let parts = text.split_once('/');
    let numbers = parts.and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
    match numbers {
        // 0 is spoken of when the run begins
        Some((part, of)) if of > 0 && part <= of => Ok((part, of)),
        _ => Err(tr!("expected I/N with 1 ≤ I ≤ N, such as 2/4").to_owned()),
    }
}

/// The part that is meant: who counts from 0 has parts 0 to N − 1, and 0 stands for N, so that all of them are the whole.
fn meant((part, of): (u64, u64)) -> (u64, u64) {
    if part > 0 {
        return (part, of);
    }
    say!(
        "note: shards count from 1, and `--shard 0/{of}` is taken as {of}/{of}: 0/{of} to {}/{of} are the whole too",
        of - 1,
        of = of
    );
    (of, of)
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let into_folder =
        arguments.slurm.is_some() || arguments.output.as_deref().is_some_and(cluster::is_folder);
    let target = match &arguments.output {
        Some(path) if !into_folder => Some(Target::of(path)?),
        _ => None,
    };
    let loaded = case::load(&arguments.case)?;
    loaded.refuse_held("sweep")?;
    if arguments.list_parameters {
        output::print(&parameter_lines(&loaded.case))?;
        return Ok(());
    }
    let Some(grid_path) = &arguments.grid else {
        return Ok(());
    };
    let grid = Grid::read(grid_path, &loaded.case)
        .map_err(|error| Failure::Input(tr!("error: {error}", error = error)))?;
    let shard = match arguments.slurm {
        Some(shards) => (1, shards),
        None => meant(arguments.shard.unwrap_or((1, 1))),
    };
    let how = Options {
        placements: arguments.placements,
        sample: arguments.sample,
    };
    let state = State::of((&loaded.hash, &loaded.options), &grid, how, shard);
    let size = Size::of(&loaded.case);
    if arguments.dry_run {
        output::print(&dry_run(&loaded.case, &grid, size, &state))?;
        return Ok(());
    }
    if let Some(folder) = &arguments.missing {
        return cluster::list_missing(folder, state, arguments.array_size);
    }
    let threads = arguments.threads.unwrap_or_else(rayon::current_num_threads);
    memory::guard(
        &loaded.case,
        size,
        threads.max(1) as u64,
        arguments.case.memory_gb,
    )?;
    if let Some(atlas) = &arguments.atlas {
        return atlas::run(atlas, arguments, &loaded.case, &grid, &state);
    }
    let Some(path) = &arguments.output else {
        return Ok(());
    };
    if arguments.slurm.is_some() {
        return cluster::write_script(path, arguments, &state);
    }
    let target = match target {
        Some(target) => target,
        None => Target::shard(Folder::begin(path, &state)?, &state)?,
    };
    let path = target.path();
    let outputs = outputs_of(arguments, grid_path, &grid);
    let sweeping = Sweeping {
        case: &loaded.case,
        grid: &grid,
        state: &state,
        outputs: &outputs,
        resume: arguments.resume,
        force: arguments.force,
        plan: None,
    };
    let written = write(&target, &sweeping, arguments.threads)?;
    deliver(path, &written, state.row_count());
    Ok(())
}

/// What may be written: nothing that the sweep is read from.
fn outputs_of(arguments: &Arguments, grid_path: &Path, grid: &Grid) -> Outputs {
    Outputs::new(arguments.force)
        .sparing(&arguments.case.path)
        .sparing(grid_path)
        .sparing_all(grid.files().iter().map(AsRef::as_ref))
}

/// Says what was written.
pub(super) fn deliver(path: &Path, written: &Written, rows: u64) {
    match written {
        Written::Already => say!("{}: all rows are there already", path.display()),
        Written::Whole(told) => report(path, told, rows),
        Written::Stopped { .. } => {}
    }
}

/// Writes the rows, with a bar on a terminal; where it is stopped, says how to go on.
pub(super) fn write(
    target: &Target,
    sweeping: &Sweeping<'_>,
    threads: Option<usize>,
) -> Result<Written, Failure> {
    let interrupt = Interrupt::watch()?;
    let bar = progress(sweeping.state.row_count());
    let tell = output::told_by(&bar);
    let control = control(&tell, &interrupt, threads);
    let written = run::write(target, sweeping, &control);
    bar.finish_and_clear();
    match written? {
        Written::Stopped { journal, rows, of } => Err(interrupt.failure(tr!(
            "interrupted: `{}` holds {} of {} rows\nhelp: to go on, run\n  {}",
            journal.display(),
            HumanCount(rows),
            HumanCount(of),
            resuming(std::env::args_os())
        ))),
        written => Ok(written),
    }
}

/// Who waits, on so many threads.
fn control<'a>(
    tell: &'a (dyn Fn(&Progress<'_>) + Sync),
    interrupt: &Interrupt,
    threads: Option<usize>,
) -> Control<'a> {
    let control = Control::default()
        .telling(tell)
        .stopped_by(Arc::clone(interrupt.asked()));
    // 0 stands for all cores, too
    match threads.filter(|&threads| threads > 0) {
        Some(threads) => control.on_threads(threads),
        None => control,
    }
}

/// The command line that goes on with this run. Behind `--` stand no options.
fn resuming(words: impl Iterator<Item = OsString>) -> String {
    let words: Vec<OsString> = words.collect();
    let end = words.iter().position(|word| word == "--");
    let (options, rest) = words.split_at(end.unwrap_or(words.len()));
    let kept = options
        .iter()
        .filter(|word| *word != "--force" && *word != "--resume");
    let resume = OsString::from("--resume");
    let all = kept.chain([&resume]).chain(rest);
    all.map(shell_word).collect::<Vec<String>>().join(" ")
}

/// A bar with rate and time left.
fn progress(total: u64) -> indicatif::ProgressBar {
    let template = tr!("{bar:30} {human_pos}/{human_len} scenarios, {per_sec}, {eta} left");
    output::progress(total, template)
}

/// Causes of shortfalls told on the terminal; the summary file has all.
const CAUSES: usize = 5;

fn report(path: &Path, summary: &Summary, rows: u64) {
    if rows == 0 {
        say!(
            "{}: no rows; there are fewer scenarios than shards, and none falls to this one",
            path.display()
        );
        return;
    }
    say!(
        "{}: {} rows; this run answered {} in {:.2} s ({} per second): {} certified without a pivot, {} pivoted, {} by the reference solver, {} failed; {} with a shortfall",
        path.display(),
        HumanCount(rows),
        HumanCount(summary.scenarios),
        summary.seconds.unwrap_or_default(),
        HumanFloatCount(summary.scenarios_per_s.unwrap_or_default().round()),
        HumanCount(summary.certified),
        HumanCount(summary.pivoted),
        HumanCount(summary.reference),
        HumanCount(summary.failed),
        HumanCount(summary.shortfall),
    );
    for count in summary.shortfall_causes.iter().take(CAUSES) {
        let percent = 100.0 * count.share;
        say!(
            "  {percent:.0}% of shortfalls: {}",
            count.told,
            percent = percent
        );
    }
    let more = summary.shortfall_causes.len().saturating_sub(CAUSES);
    if more > 0 {
        say!("  and {more} other causes", more = more);
    }
}

fn parameter_lines(case: &Case) -> String {
    // Chinese characters take two columns
    let right = |text: &str| " ".repeat(14_usize.saturating_sub(text.width())) + text;
    let mut text = format!(
        "{} {} {}  {}\n",
        output::padded(tr!("key"), 44),
        right(tr!("least")),
        right(tr!("greatest")),
        tr!("unit")
    );
    for parameter in list_parameters(case) {
        let figure =
            |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value}"));
        text += &format!(
            "{} {:>14} {:>14}  {}\n",
            output::padded(&parameter.key, 44),
            figure(parameter.base_low),
            figure(parameter.base_high),
            crate::language::unit(parameter.unit)
        );
    }
    text
}

/// Bytes of a column of a row in CSV, about.
const CELL_BYTES: u64 = 10;

/// What a sweep would do, from the grid and the case alone.
fn dry_run(case: &Case, grid: &Grid, size: Size, state: &State) -> String {
    let count = |count: u64, one, more| output::counted(count as usize, one, more);
    let block = block_size(case);
    let mut text = tr!(
        "{} in {} of at most {}; at most {}, {} and {} each\n",
        count(state.scenarios, "scenario", "scenarios"),
        count(state.scenarios.div_ceil(block), "block", "blocks"),
        HumanCount(block),
        count(size.rows, "row", "rows"),
        count(size.columns, "column", "columns"),
        count(size.entries, "entry", "entries"),
    );
    for (k, parameter) in grid.parameters().iter().enumerate() {
        let how = if grid.may_change_structure(k) {
            tr!("may move rows or columns: then each of its values gets a programme of its own")
        } else if parameter.key.effect().is_linear() {
            tr!("enters linearly")
        } else {
            tr!("moves entries of the programme")
        };
        text += &format!("  {}: {how}\n", parameter.label());
    }
    let columns = layout(case, grid, state.placements).header().len() as u64;
    let bytes = state.row_count().saturating_mul(columns * CELL_BYTES);
    let (part, of) = state.shard;
    if of > 1 {
        text += &tr!(
            "shard {part}/{of}: {}\n",
            count(state.row_count(), "row", "rows"),
            part = part,
            of = of
        );
    }
    text + &tr!(
        "results: {columns} columns, about {} as CSV; nothing was solved\n",
        HumanBytes(bytes),
        columns = columns
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(words: &[&str]) -> String {
        resuming(words.iter().map(OsString::from))
    }

    /// Behind `--`, `--resume` would be a grid.
    #[test]
    fn the_hint_resumes_whatever_the_words_are() {
        assert_eq!(
            hint(&["eastwest", "sweep", "my case", "g.toml", "--force"]),
            "eastwest sweep 'my case' g.toml --resume"
        );
        assert_eq!(
            hint(&["eastwest", "sweep", "--force", "--", "case", "--force"]),
            "eastwest sweep --resume -- case --force"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_word_that_is_no_text_is_hinted_as_bash_takes_it() {
        use std::os::unix::ffi::OsStringExt;
        let words = ["eastwest", "sweep"].map(OsString::from);
        let path = OsString::from_vec(b"r\xff.csv".to_vec());
        assert_eq!(
            resuming(words.into_iter().chain([path])),
            "eastwest sweep $'\\x72\\xff\\x2e\\x63\\x73\\x76' --resume"
        );
    }
}
