//! `eastwest merge SHARD... -o RESULTS`

use std::path::PathBuf;

use clap::Args;
use eastwest::control::Control;
use eastwest::results::ResultsError;
use eastwest::results::merge::{Merging, merge};
use std::sync::Arc;

use super::interrupt::Interrupt;
use super::{Failure, output};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The results of all shards of one sweep, in any order
    #[arg(value_name = "SHARD", required = true)]
    shards: Vec<PathBuf>,
    /// File to write: CSV, or Parquet where it ends in .parquet; a summary is written beside it
    #[arg(short, long, value_name = "RESULTS")]
    output: PathBuf,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let merging = Merging {
        shards: &arguments.shards,
        output: &arguments.output,
        force: arguments.force,
    };
    let interrupt = Interrupt::watch()?;
    let control = Control::default().stopped_by(Arc::clone(interrupt.asked()));
    let name = arguments.output.display();
    let merged = merge(&merging, &control).map_err(|error| match error {
        ResultsError::Cancelled => {
            interrupt.failure(format!("interrupted: nothing was written to `{name}`"))
        }
        error => error.into(),
    })?;
    say!(
        "{name}: {} rows from {}",
        indicatif::HumanCount(merged.rows),
        output::counted(merged.shards, "shard", "shards")
    );
    Ok(())
}
