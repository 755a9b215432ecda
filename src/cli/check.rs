//! `eastwest check CASE`

use std::path::PathBuf;

use clap::Args;
use eastwest::formulation::formulate;

use super::{Failure, output};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Folder of the case
    #[arg(value_name = "CASE")]
    path: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let read = eastwest::input::read_case(&arguments.path)
        .map_err(|report| Failure::Input(report.to_string()))?;
    for warning in &read.warnings {
        anstream::eprintln!("{warning}");
    }
    let case = &read.case;
    let program = formulate(case).program;
    let derived = case.links.iter().filter(|link| link.derived).count();
    let text = format!(
        "{}: no faults, {} warnings\n  {} hubs, {} origins, {} workloads, {} periods over {} h\n  \
         {} links, of which {derived} derived from coordinates\n  {} rows, {} columns, {} entries\n",
        case.name,
        read.warnings.len(),
        case.hubs.len(),
        case.origins.len(),
        case.workloads.len(),
        case.periods.len(),
        case.horizon_hours(),
        case.links.len(),
        program.row_count(),
        program.column_count(),
        program.matrix.entry_count(),
    );
    output::print(&text)?;
    Ok(())
}
