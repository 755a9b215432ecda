//! `eastwest check CASE`

use std::path::PathBuf;

use clap::Args;
use eastwest::formulation::formulate;
use indicatif::{HumanCount, HumanFloatCount};

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
        "{}: no faults, {}\n  {}, {}, {}, {} over {} h\n  \
         {}, of which {derived} derived from coordinates\n  {}, {}, {}\n",
        case.name,
        counted(read.warnings.len(), "warning"),
        counted(case.hubs.len(), "hub"),
        counted(case.origins.len(), "origin"),
        counted(case.workloads.len(), "workload"),
        counted(case.periods.len(), "period"),
        HumanFloatCount(case.horizon_hours()),
        counted(case.links.len(), "link"),
        counted(program.row_count(), "row"),
        counted(program.column_count(), "column"),
        match program.matrix.entry_count() {
            1 => "1 entry".to_owned(),
            count => format!("{} entries", HumanCount(count as u64)),
        },
    );
    output::print(&text)?;
    Ok(())
}

/// `1 hub`, `10,663 rows`.
fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", HumanCount(count as u64))
}
