//! `eastwest export CASE -o FILE`

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use eastwest::exchange;
use eastwest::formulation::formulate;

use super::case::{self, CaseArguments};
use super::outputs::Outputs;
use super::{Failure, output};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// File to write; its ending decides: .mps (free form) or .lp
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let ending = arguments.output.extension().and_then(|e| e.to_str());
    if !matches!(ending, Some("mps" | "lp")) {
        return Err(Failure::Input(format!(
            "error: `{}` must end in .mps or .lp",
            arguments.output.display()
        )));
    }
    let outputs = Outputs::new(arguments.force).sparing(&arguments.case.path);
    outputs.check(&[&arguments.output])?;
    let loaded = case::load(&arguments.case)?;
    loaded.refuse_held("export")?;
    let program = formulate(&loaded.case).program;
    let mut bytes = Vec::new();
    let written = if ending == Some("mps") {
        exchange::write_mps(&program, &mut bytes)
    } else {
        exchange::write_lp(&program, &mut bytes)
    };
    written.context("cannot write the programme")?;
    outputs.write(&arguments.output, &bytes)?;
    say!("{}: {}", arguments.output.display(), output::size(&program));
    Ok(())
}
