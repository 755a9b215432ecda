//! `eastwest sweep CASE GRID.toml -o RESULTS`

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use eastwest::Case;
use eastwest::formulation::size::Size;
use eastwest::parameter::list_parameters;
use eastwest::sweep::grid::Grid;
use eastwest::sweep::run::{Options, Plan};
use eastwest::sweep::stream;
use eastwest::sweep::summary::{Summary, Tally};
use indicatif::{HumanCount, HumanFloatCount};

use super::case::{self, CaseArguments};
use super::interrupt::Interrupt;
use super::results::{Results, State};
use super::target::Target;
use super::{Failure, memory, output};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// Grid file: which figures vary, and how (docs/sweep.md)
    #[arg(value_name = "GRID.toml", required_unless_present = "list_parameters")]
    grid: Option<PathBuf>,
    /// File of the rows: CSV, or Parquet where it ends in .parquet; a summary is written beside it
    #[arg(short, long, value_name = "RESULTS", required_unless_present_any = ["list_parameters", "dry_run"])]
    output: Option<PathBuf>,
    /// Threads; all cores where not given
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Only N scenarios, spread evenly over the grid
    #[arg(long, value_name = "N")]
    sample: Option<u64>,
    /// Only part I of N; `eastwest merge` puts the parts together
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<(u64, u64)>,
    /// Go on where an interrupted run of the same sweep stopped
    #[arg(long)]
    resume: bool,
    /// Replace results that exist
    #[arg(long, conflicts_with = "resume")]
    force: bool,
    /// Add the load of each workload at each hub to every row
    #[arg(long)]
    placements: bool,
    /// Say how many scenarios there are and how they would be answered, and stop
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
        Some((part, of)) if 1 <= part && part <= of => Ok((part, of)),
        _ => Err("expected I/N with 1 ≤ I ≤ N, such as 2/4".to_owned()),
    }
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let target = arguments.output.as_deref().map(Target::of).transpose()?;
    let loaded = case::load(&arguments.case)?;
    if arguments.list_parameters {
        output::print(&parameter_lines(&loaded.case))?;
        return Ok(());
    }
    let Some(grid_path) = &arguments.grid else {
        return Ok(());
    };
    let grid = Grid::read(grid_path, &loaded.case)
        .map_err(|error| Failure::Input(format!("error: {error}")))?;
    let options = Options {
        placements: arguments.placements,
        sample: arguments.sample,
    };
    let threads = arguments.threads.unwrap_or_else(rayon::current_num_threads);
    let size = Size::of(&loaded.case);
    memory::guard(
        &loaded.case,
        size,
        threads.max(1) as u64,
        arguments.case.memory_gb,
    )?;
    let start = Instant::now();
    let plan = Plan::new(&loaded.case, &grid, options)
        .map_err(|error| Failure::Input(format!("error: first scenario: {error}")))?;
    if arguments.dry_run {
        output::print(&dry_run(&plan, &grid, start))?;
        return Ok(());
    }
    let (Some(path), Some(target)) = (&arguments.output, &target) else {
        return Ok(());
    };
    let state = State {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        case_hash: loaded.hash,
        grid_hash: grid.hash(),
        options: loaded.options,
        placements: arguments.placements,
        sample: arguments.sample,
        shard: arguments.shard.unwrap_or((1, 1)),
        scenarios: plan.len(),
    };
    if target.is_complete(&state, arguments.resume, arguments.force)? {
        say!("{}: all rows are there already", path.display());
        return Ok(());
    }
    let (summary, rows) = stream_rows(arguments, &plan, &target.journal(), &state, start)?;
    target.finish(&state)?;
    let text = serde_json::to_string_pretty(&summary).context("cannot write the summary")? + "\n";
    output::write_file(&output::beside(path, "summary.json"), text.as_bytes(), true)?;
    report(path, &summary, rows);
    Ok(())
}

/// Answers the blocks of this run and appends their rows; gives the summary and the rows in the file.
fn stream_rows(
    arguments: &Arguments,
    plan: &Plan<'_>,
    path: &Path,
    state: &State,
    start: Instant,
) -> Result<(Summary, u64), Failure> {
    let blocks = state.blocks(plan.block_count());
    let first_row = blocks.start * plan.block;
    let mut header = Vec::new();
    plan.layout.write_header(&mut header);
    let mut results = Results::open(path, &header, state, arguments.resume, arguments.force)?;
    let done = results.rows;
    check_last(plan, path, first_row, &results)?;
    let from = (first_row + done) / plan.block;
    let mut skip = (first_row + done) % plan.block;
    let pool = pool(arguments.threads)?;
    let total = (blocks.end * plan.block)
        .min(plan.len())
        .saturating_sub(first_row);
    let bar = progress(total, done);
    let interrupt = Interrupt::watch()?;
    let mut tally = Tally::default();
    stream::in_order(
        from.max(blocks.start)..blocks.end,
        &pool,
        |block| plan.answer_block_until(block, interrupt.asked()),
        |_, block| -> Result<bool, anyhow::Error> {
            results.append(rows_after(&block.text, skip))?;
            skip = 0;
            tally.join(&block.tally);
            plan.give_back(block);
            bar.set_position(done + tally.count());
            Ok(interrupt.exit_code().is_none())
        },
    )?;
    results.finish()?;
    bar.finish_and_clear();
    if let (Some(code), true) = (interrupt.exit_code(), results.rows < total) {
        return Err(Failure::Interrupted {
            told: format!(
                "interrupted: `{}` holds {} of {} rows\nhelp: to go on, run\n  {}",
                path.display(),
                HumanCount(results.rows),
                HumanCount(total),
                resuming(std::env::args())
            ),
            code,
        });
    }
    let seconds = start.elapsed().as_secs_f64();
    let summary = tally.summary(&plan.layout.causes, plan.seed_bases() as u64, seconds);
    Ok((summary, total))
}

/// A file whose last row is not the one that belongs there was not written by a sweep like this one.
fn check_last(
    plan: &Plan<'_>,
    path: &Path,
    first_row: u64,
    results: &Results,
) -> Result<(), Failure> {
    let Some(before) = results.rows.checked_sub(1) else {
        return Ok(());
    };
    let expected = plan.scenario(first_row + before) + 1;
    if results.last == Some(expected) && first_row + before < plan.len() {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "error: `{}` is damaged: its row {} should be of scenario {expected}\nhelp: `--force` begins anew",
        path.display(),
        results.rows,
    )))
}

/// The command line that goes on with this run.
fn resuming(arguments: impl Iterator<Item = String>) -> String {
    let quoted = |word: String| {
        let plain = |c: char| c.is_alphanumeric() || "-_./=+:,".contains(c);
        if !word.is_empty() && word.chars().all(plain) {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    };
    let kept = arguments.filter(|word| word != "--force" && word != "--resume");
    let words: Vec<String> = kept.map(quoted).collect();
    format!("{} --resume", words.join(" "))
}

/// The text without its first `count` lines.
fn rows_after(text: &[u8], count: u64) -> &[u8] {
    let mut rest = text;
    for _ in 0..count {
        let end = rest.iter().position(|&byte| byte == b'\n');
        rest = end.map_or(&[][..], |end| &rest[end + 1..]);
    }
    rest
}

fn pool(threads: Option<usize>) -> Result<rayon::ThreadPool, Failure> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
    let pool = builder.build().context("cannot start threads")?;
    Ok(pool)
}

/// A bar with rate and time left.
fn progress(total: u64, done: u64) -> indicatif::ProgressBar {
    let template = "{bar:30} {human_pos}/{human_len} scenarios, {per_sec}, {eta} left";
    output::progress(total, template).with_position(done)
}

/// Causes of shortfalls told on the terminal; the summary file has all.
const CAUSES: usize = 5;

fn report(path: &Path, summary: &Summary, rows: u64) {
    if rows == 0 {
        say!(
            "{}: no rows; there are fewer blocks than shards, and none falls to this one (`--dry-run` tells how many)",
            path.display()
        );
        return;
    }
    say!(
        "{}: {} rows; this run answered {} in {:.2} s ({} per second): {} certified without a pivot, \
         {} pivoted, {} by the reference solver, {} failed; {} with a shortfall",
        path.display(),
        HumanCount(rows),
        HumanCount(summary.scenarios),
        summary.seconds,
        HumanFloatCount(summary.scenarios_per_s.round()),
        HumanCount(summary.certified),
        HumanCount(summary.pivoted),
        HumanCount(summary.reference),
        HumanCount(summary.failed),
        HumanCount(summary.shortfall),
    );
    for count in summary.shortfall_causes.iter().take(CAUSES) {
        let percent = 100.0 * count.share;
        say!("  {percent:.0}% of shortfalls: {}", count.cause);
    }
    let more = summary.shortfall_causes.len().saturating_sub(CAUSES);
    if more > 0 {
        say!("  and {more} other causes");
    }
}

fn parameter_lines(case: &Case) -> String {
    let mut text = format!("{:<44} {:>14} {:>14}  unit\n", "key", "least", "greatest");
    for parameter in list_parameters(case) {
        let figure =
            |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value}"));
        text += &format!(
            "{} {:>14} {:>14}  {}\n",
            output::padded(&parameter.key, 44),
            figure(parameter.base_low),
            figure(parameter.base_high),
            parameter.unit
        );
    }
    text
}

/// What a sweep would do, and how long it would take, from a few blocks' worth of time.
fn dry_run(plan: &Plan<'_>, grid: &Grid, start: Instant) -> String {
    let count = |count: u64, one, more| output::counted(count as usize, one, more);
    let mut text = format!(
        "{} in {} of at most {}; {} and {} each\n",
        count(plan.len(), "scenario", "scenarios"),
        count(plan.block_count(), "block", "blocks"),
        HumanCount(plan.block),
        count(plan.row_count as u64, "row", "rows"),
        count(plan.column_count as u64, "column", "columns")
    );
    for (k, parameter) in grid.parameters().iter().enumerate() {
        let how = if plan.bent.contains(&k) {
            "moves rows or columns, or is not affine: each of its values gets a programme of its own"
        } else {
            "enters linearly"
        };
        text += &format!("  {}: {how}\n", parameter.label());
    }
    let learnt = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let rows = plan.block.min(plan.len());
    let _ = plan.answer_block(0);
    let seconds = start.elapsed().as_secs_f64();
    #[allow(clippy::cast_precision_loss)]
    let total = learnt + seconds * plan.len() as f64 / rows as f64;
    text + &format!(
        "first block of {rows} scenarios: {seconds:.3} s on one thread; all of them: about {total:.1} s on one thread\n"
    )
}
