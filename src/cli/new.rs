//! `eastwest new DIR`

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use include_dir::{Dir, include_dir};

use super::{Failure, output};

/// The shipped datasets, so that an installed command has them too.
static DATASETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/datasets");

#[derive(Debug, Args)]
pub struct Arguments {
    /// Folder to make
    #[arg(value_name = "DIR")]
    path: PathBuf,
    /// The shipped dataset to start from
    #[arg(long, value_name = "DATASET", default_value = "tiny", value_parser = dataset_names())]
    from: String,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

fn dataset_names() -> clap::builder::PossibleValuesParser {
    let names = DATASETS.dirs().filter_map(|dir| dir.path().to_str());
    clap::builder::PossibleValuesParser::new(names.collect::<Vec<_>>())
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let dataset = DATASETS
        .get_dir(&arguments.from)
        .with_context(|| format!("no dataset is called `{}`", arguments.from))?;
    let files: Vec<(String, Vec<u8>)> = dataset
        .files()
        .filter_map(|file| {
            let name = file.path().file_name()?.to_str()?;
            Some((name.to_owned(), file.contents().to_vec()))
        })
        .collect();
    output::write_folder(&arguments.path, &files, arguments.force)?;
    let path = arguments.path.display();
    output::print(&format!(
        "{path}: {} files from `{}`\nNext: eastwest check {path}\n      eastwest solve {path}\n",
        files.len(),
        arguments.from
    ))?;
    Ok(())
}
