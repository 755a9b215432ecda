//! `eastwest new DIR`

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use include_dir::{Dir, File, include_dir};

use super::{Failure, output};
use eastwest::results::outputs::Outputs;

/// The shipped datasets, so that an installed command has them too.
static DATASETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/datasets");

#[derive(Debug, Args)]
pub(crate) struct Arguments {
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

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let dataset = DATASETS
        .get_dir(&arguments.from)
        .with_context(|| tr!("no dataset is called `{}`", arguments.from))?;
    let files: Vec<(String, Vec<u8>)> = dataset
        .files()
        .filter_map(|file| {
            let name = file.path().file_name()?.to_str()?;
            Some((name.to_owned(), contents(name, file)))
        })
        .chain(sources())
        .collect();
    let outputs = Outputs::new(arguments.force).replacing_cases();
    outputs.write_folder(&arguments.path, &files)?;
    let path = arguments.path.display();
    output::print(&tr!(
        "{path}: {} files from `{}`\nNext: eastwest check {path}\n      eastwest solve {path}\n",
        files.len(),
        arguments.from,
        path = path
    ))?;
    Ok(())
}

/// Where the datasets' figures come from, which stands beside their folders.
const SOURCES: &str = "SOURCES.md";

/// The list of sources, for the copy's own folder.
fn sources() -> Option<(String, Vec<u8>)> {
    let file = DATASETS.get_file(SOURCES)?;
    Some((SOURCES.to_owned(), file.contents().to_vec()))
}

/// What a file of the copy holds: a page has the links that its new place needs.
fn contents(name: &str, file: &File) -> Vec<u8> {
    match file.contents_utf8() {
        Some(text) if name.ends_with(".md") => relinked(text).into_bytes(),
        _ => file.contents().to_vec(),
    }
}

/// A page of a dataset with the sources beside it, and with other datasets, which a copy has not beside it, by the command
/// that makes them.
fn relinked(page: &str) -> String {
    let mut page = page.replace(&format!("../{SOURCES}"), SOURCES);
    for dataset in DATASETS.dirs().filter_map(|dir| dir.path().to_str()) {
        let link = format!("[`../{dataset}`](../{dataset}/README.md)");
        page = page.replace(
            &link,
            &format!("`{dataset}` (`eastwest new --from {dataset}`)"),
        );
    }
    page
}
