//! Compare two policies: what a green target and a carbon price cost and avoid.

use std::path::Path;

use eastwest::answer::answer;
use eastwest::input::read_case;
use eastwest::parameter::Change;
use eastwest::solver::Solver;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
    let base = read_case(&folder)
        .map_err(|report| report.to_string())?
        .case
        .averaged();
    println!(
        "{:24} {:>12} {:>12} {:>8}",
        "policy", "cost, M CNY", "carbon, kt", "green"
    );
    for policy in ["", "green_target=0.8", "carbon_price=300"] {
        let mut case = base.clone();
        if !policy.is_empty() {
            Change::parse(policy, &case)?.apply(&mut case)?;
        }
        let plan = answer(&case, Solver::default())?.placement;
        println!(
            "{:24} {:12.1} {:12.1} {:7.1}%",
            if policy.is_empty() {
                "as it is"
            } else {
                policy
            },
            plan.costs.paid() / 1e6,
            plan.carbon.location_t / 1e3,
            100.0 * plan.green_share()
        );
    }
    Ok(())
}
