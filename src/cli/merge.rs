//! `eastwest merge SHARD... -o RESULTS`

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use super::results::State;
use super::target::{Target, is_parquet, join_parquet};
use super::{Failure, output};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The results of all shards of one sweep, in any order
    #[arg(value_name = "SHARD", required = true)]
    shards: Vec<PathBuf>,
    /// File to write: CSV, or Parquet where it ends in .parquet
    #[arg(short, long, value_name = "RESULTS")]
    output: PathBuf,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let target = Target::of(&arguments.output)?;
    let mut shards = Vec::new();
    for path in &arguments.shards {
        let state = State::read(path).map_err(|error| {
            Failure::Input(format!(
                "error: {error:#}\nhelp: it stands beside the rows of every shard, and moves with them"
            ))
        })?;
        shards.push((state, path.as_path()));
    }
    shards.sort_by_key(|(state, _)| state.shard);
    let whole = checked(&shards)?;
    if let Some((_, other)) = shards
        .iter()
        .find(|(_, path)| is_parquet(path) != target.is_parquet())
    {
        return Err(Failure::Input(format!(
            "error: `{}` and `{}` are of different forms\nhelp: CSV is put together from CSV, Parquet from Parquet",
            other.display(),
            arguments.output.display()
        )));
    }
    output::refuse_existing(&[&arguments.output], arguments.force)?;
    let temporary = output::beside(&arguments.output, "tmp");
    let in_order: Vec<&Path> = shards.iter().map(|(_, path)| *path).collect();
    let joined = if target.is_parquet() {
        join_parquet(&in_order, &temporary, &whole)
    } else {
        join(&shards, &temporary)
    };
    let joined = joined.map_err(Failure::from).and_then(|rows| {
        if rows == whole.scenarios {
            Ok(rows)
        } else {
            Err(Failure::Input(format!(
                "error: the shards hold {rows} rows of {}\nhelp: `--resume` the shard that was interrupted",
                whole.scenarios
            )))
        }
    });
    if joined.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    let rows = joined?;
    std::fs::rename(&temporary, &arguments.output)
        .with_context(|| format!("cannot write `{}`", arguments.output.display()))?;
    whole.write_beside(&arguments.output)?;
    say!(
        "{}: {} rows from {}",
        arguments.output.display(),
        indicatif::HumanCount(rows),
        output::counted(shards.len(), "shard", "shards")
    );
    Ok(())
}

/// The state of the whole, where the shards are all of one sweep and none is missing or twice there.
fn checked(shards: &[(State, &Path)]) -> Result<State, Failure> {
    let whole_of = |state: &State| State {
        shard: (1, 1),
        ..state.clone()
    };
    let (first, first_path) = &shards[0];
    for (at, (state, path)) in shards.iter().enumerate() {
        if whole_of(state) != whole_of(first) || state.shard.1 != first.shard.1 {
            return Err(Failure::Input(format!(
                "error: `{}` and `{}` belong to different sweeps",
                path.display(),
                first_path.display()
            )));
        }
        if state.shard.0 != at as u64 + 1 {
            return Err(Failure::Input(format!(
                "error: shard {} of {} is missing or given twice",
                at + 1,
                first.shard.1
            )));
        }
    }
    if shards.len() as u64 != first.shard.1 {
        return Err(Failure::Input(format!(
            "error: {} of {} shards are given",
            shards.len(),
            first.shard.1
        )));
    }
    Ok(whole_of(first))
}

/// Writes the header once and all rows in order; gives their number.
fn join(shards: &[(State, &Path)], target: &Path) -> Result<u64> {
    let file =
        File::create(target).with_context(|| format!("cannot create `{}`", target.display()))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let mut rows = 0;
    for (at, (_, path)) in shards.iter().enumerate() {
        let file = File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let mut reader = BufReader::with_capacity(1 << 20, file);
        let mut line = Vec::new();
        let mut number = 0_u64;
        while reader.read_until(b'\n', &mut line)? > 0 {
            let whole = line.ends_with(b"\n");
            if whole && (number > 0 || at == 0) {
                out.write_all(&line)?;
                rows += u64::from(number > 0);
            }
            number += 1;
            line.clear();
        }
    }
    out.flush()?;
    Ok(rows)
}
