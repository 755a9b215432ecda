//! A family of exact frontiers: cost against carbon of `china`, for three bandwidth prices.
//!
//! `cargo run --release --example frontier_family [FILE.csv]`; the picture goes beside the table, as FILE.svg.

use std::path::{Path, PathBuf};

use eastwest::frontier::{Axis, family};
use eastwest::input::read_case;
use eastwest::parameter::Parameter;
use eastwest::parameter::{Key, OperationKind};
use eastwest::report::saved::FrontierRows;
use eastwest::report::{frontier_csv, plot};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
    let read = read_case(&folder).map_err(|report| report.to_string())?;
    let case = read.case.averaged();
    let bandwidth = Parameter {
        key: Key::parse("bandwidth_price", &case)?,
        how: OperationKind::Factor,
    };
    let frontiers = family(
        &case,
        &bandwidth,
        &[0.5, 1.0, 2.0],
        [Axis::Cost, Axis::Carbon],
    )?
    .with_baselines()?;
    let file = std::env::args().nth(1).map_or_else(
        || std::env::temp_dir().join("frontier_family.csv"),
        PathBuf::from,
    );
    std::fs::write(&file, frontier_csv(&frontiers))?;
    let rows = FrontierRows::of(&frontiers).ok_or("no frontier")?;
    std::fs::write(
        file.with_extension("svg"),
        plot::frontier(&rows, &plot::Look::default()).svg(),
    )?;

    for member in &frontiers.members {
        let (points, complete) = (&member.frontier.points, member.frontier.is_complete());
        let count = points.len();
        let dearest = points.last().and_then(|last| last.slope).unwrap_or(0.0);
        println!(
            "bandwidth × {}: {count} corners, complete: {complete}, last tonne {dearest:.0} CNY",
            member.value.unwrap_or(1.0)
        );
    }
    println!("{}", file.display());
    Ok(())
}
