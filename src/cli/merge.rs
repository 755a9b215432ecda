//! `eastwest merge SHARD... -o RESULTS`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use eastwest::control::Control;
use eastwest::results::ResultsError;
use eastwest::results::merge::{Merging, merge};
use eastwest::results::shards::Folder;
use indicatif::{HumanBytes, HumanCount};

use super::Failure;
use super::interrupt::Interrupt;
use super::output::counted;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The results of all shards of one sweep, in any order, or the folder that they were written into
    #[arg(value_name = "SHARD", required = true)]
    shards: Vec<PathBuf>,
    /// File to write: CSV, or Parquet where it ends in .parquet; a summary is written beside it
    #[arg(
        short,
        long,
        value_name = "RESULTS",
        required_unless_present = "verify"
    )]
    output: Option<PathBuf>,
    /// Write nothing: read every byte of a folder of shards, and say whether it is the whole sweep
    #[arg(long, conflicts_with_all = ["output", "force"])]
    verify: bool,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Some(output) = &arguments.output else {
        return arguments
            .shards
            .iter()
            .try_for_each(|folder| verify(folder));
    };
    let merging = Merging {
        shards: &arguments.shards,
        output,
        force: arguments.force,
    };
    let interrupt = Interrupt::watch()?;
    let control = Control::default().stopped_by(Arc::clone(interrupt.asked()));
    let name = output.display();
    let merged = merge(&merging, &control).map_err(|error| match error {
        ResultsError::Cancelled => interrupt.failure(tr!(
            "interrupted: nothing was written to `{name}`",
            name = name
        )),
        error => error.into(),
    })?;
    say!(
        "{name}: {} rows from {}",
        HumanCount(merged.rows),
        counted(merged.shards, "shard", "shards"),
        name = name
    );
    Ok(())
}

/// Holds a folder of shards against their manifests.
fn verify(path: &Path) -> Result<(), Failure> {
    let interrupt = Interrupt::watch()?;
    let bar = super::output::progress(
        0,
        tr!("{bar:30} {human_pos}/{human_len} shards, {eta} left"),
    );
    let tell = super::output::told_by(&bar);
    let control = Control::default()
        .telling(&tell)
        .stopped_by(Arc::clone(interrupt.asked()));
    let verified = Folder::open(path).and_then(|folder| folder.verify(&control));
    bar.finish_and_clear();
    let verified = verified.map_err(|error| match error {
        ResultsError::Cancelled => interrupt.failure("interrupted".to_owned()),
        error => error.into(),
    })?;
    super::output::print(&tr!(
        "{}: whole: {} rows in {}, {}, each as it was written\n",
        path.display(),
        HumanCount(verified.rows),
        counted(verified.shards as usize, "shard", "shards"),
        HumanBytes(verified.bytes),
    ))?;
    Ok(())
}
