//! Solve a case from its files and ask the plan by name.

use std::path::Path;

use eastwest::answer::answer;
use eastwest::input::read_case;
use eastwest::solver::Solver;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
    let case = read_case(&folder)
        .map_err(|report| report.to_string())?
        .case;
    let answer = answer(&case, Solver::default())?;

    for workload in case.workload_ids() {
        for hub in case.hub_ids() {
            let mw = answer.placement.mean_mw(&case, workload, hub);
            println!(
                "{:10} at {:10} {mw:6.2} MW",
                case[workload].id, case[hub].id
            );
        }
    }
    println!(
        "cost {:.0} CNY, status {}",
        answer.objective_cny,
        answer.status()
    );
    Ok(())
}
