//! `eastwest check CASE`

use std::path::PathBuf;

use clap::Args;
use eastwest::formulation::{formulate, size::Size};
use indicatif::{BinaryBytes, HumanCount, HumanFloatCount};

use super::output::{self, counted};
use super::{Failure, memory};

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
    let estimate = Size::of(case);
    let size = if memory::fits(case, estimate) {
        output::size(&formulate(case).program)
    } else {
        format!(
            "up to {} rows, {} columns, {} entries: too large to be solved here, about {} of memory",
            HumanCount(estimate.rows),
            HumanCount(estimate.columns),
            HumanCount(estimate.entries),
            BinaryBytes(estimate.bytes(case))
        )
    };
    let derived = case.links.iter().filter(|link| link.derived).count();
    let text = format!(
        "{}: no faults, {}\n  {}, {}, {}, {} over {} h\n  \
         {}, of which {} derived from coordinates\n  {}\n",
        case.name,
        counted(read.warnings.len(), "warning", "warnings"),
        counted(case.hubs.len(), "hub", "hubs"),
        counted(case.origins.len(), "origin", "origins"),
        counted(case.workloads.len(), "workload", "workloads"),
        counted(case.periods.len(), "period", "periods"),
        HumanFloatCount(case.horizon_hours()),
        counted(case.links.len(), "link", "links"),
        HumanCount(derived as u64),
        size,
    );
    output::print(&text)?;
    Ok(())
}
