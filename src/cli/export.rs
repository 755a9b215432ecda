//! `eastwest export CASE -o FILE`

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use eastwest::claims::ClaimProgram;
use eastwest::exchange;
use eastwest::formulation::formulate;
use eastwest::program::Program;

use super::baseline::BaselineArguments;
use super::case::{self, CaseArguments, Loaded};
use super::{Failure, output};
use eastwest::results::outputs::Outputs;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    #[command(flatten)]
    baseline: BaselineArguments,
    /// Instead of the plan's programme, that of a claim; loads that stand still are fixed, which takes a solve or two
    #[arg(long, value_name = "CLAIM", value_parser = claim_names())]
    claim: Option<ClaimProgram>,
    /// File to write; its ending decides: .mps (free form) or .lp
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

/// The programmes of the claims by name.
fn claim_names() -> impl TypedValueParser<Value = ClaimProgram> {
    let named = |name: String| {
        let mut all = ClaimProgram::ALL.into_iter();
        all.find(|claim| claim.name() == name)
            .ok_or_else(|| tr!("no claim has a programme called `{name}`", name = name))
    };
    PossibleValuesParser::new(ClaimProgram::ALL.map(ClaimProgram::name)).try_map(named)
}

fn program(arguments: &Arguments, loaded: &Loaded) -> Result<Program, Failure> {
    let Some(claim) = arguments.claim else {
        return Ok(formulate(&loaded.case).program);
    };
    claim.of(&loaded.case)?.ok_or_else(|| {
        let name = claim.name();
        Failure::Input(tr!(
            "error: --claim {name}: `{}` has no such work, or no service with a round-trip limit",
            loaded.case.name,
            name = name
        ))
    })
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let ending = arguments.output.extension().and_then(|e| e.to_str());
    if !matches!(ending, Some("mps" | "lp")) {
        return Err(Failure::Input(tr!(
            "error: `{}` must end in .mps or .lp",
            arguments.output.display()
        )));
    }
    let outputs = Outputs::new(arguments.force)
        .sparing(&arguments.case.path)
        .sparing_all(arguments.baseline.file());
    outputs.check(&[&arguments.output])?;
    let mut loaded = case::load(&arguments.case)?;
    loaded.refuse_held("export")?;
    arguments.baseline.apply(&mut loaded)?;
    let program = program(arguments, &loaded)?;
    let mut bytes = Vec::new();
    let written = if ending == Some("mps") {
        exchange::write_mps(&program, &mut bytes)
    } else {
        exchange::write_lp(&program, &mut bytes)
    };
    written.context(tr!("cannot write the programme"))?;
    outputs.write(&arguments.output, &bytes)?;
    let (file, size) = (arguments.output.display(), output::size(&program));
    say!("{}", format_args!("{file}: {size}"));
    Ok(())
}
