//! Where the result of a study goes: the format, the file, and the picture beside it.

use std::path::{Path, PathBuf};

use clap::Args;
use eastwest::report::Style;

use super::Failure;
use super::path::Format;
use super::picture::{LookArguments, picture_file};
use eastwest::results::outputs::Outputs;

/// Options of `frontier`, `trace` and `ranges`; each says in its own words what a row and the picture are.
#[derive(Debug, Args)]
pub(crate) struct Delivery {
    /// A table for people, one JSON document, or CSV
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write into this file; without `--format`, its ending decides (.csv, .json)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Also draw it, .svg, .png or .pdf
    #[arg(long, value_name = "FILE", value_parser = picture_file)]
    pub(crate) plot: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) look: LookArguments,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

impl Delivery {
    /// The format, and the writer of the files, none of which may stand in the way; before anything is solved.
    /// What the study reads is never replaced: the case, and the file of a baseline.
    pub(crate) fn prepared(
        &self,
        case: &Path,
        baseline: Option<&Path>,
    ) -> Result<(Format, Outputs), Failure> {
        self.look.expect_picture(self.plot.as_ref())?;
        let files: Vec<&PathBuf> = self.output.iter().chain(&self.plot).collect();
        let outputs = Outputs::new(self.force).sparing(case).sparing_all(baseline);
        outputs.check(&files)?;
        Ok((Format::of(self.format, self.output.as_ref())?, outputs))
    }

    /// How a table looks: plain in a file.
    pub(crate) fn style(&self) -> Style {
        Style {
            colour: self.output.is_none(),
            width: 100,
        }
    }
}
