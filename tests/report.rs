//! What an answer looks like in every format.

#[path = "report/cases.rs"]
mod cases;

use eastwest::answer::{Answer, answer};
use eastwest::case::Case;
use eastwest::report::{self, Style};
use eastwest::solver::Solver;



fn answered(case: &Case) -> Answer {
    answer(case, Solver::Clarabel).expect("the case is solvable")
}

#[test]
fn show() {
    let a = answered(&cases::two_hubs());
    println!("{}", report::table(&a, Style::default()));
    println!("{}", report::json(&a));
    for (name, bytes) in report::csv(&a) {
        println!("== {name}\n{}", String::from_utf8(bytes).unwrap());
    }
    std::fs::write("/tmp/costs.svg", report::plot_costs_svg(&a)).unwrap();
    std::fs::write("/tmp/hours.svg", report::plot_hours_svg(&a)).unwrap();
    let a = answered(&cases::ten_hubs());
    println!("{}", report::table(&a, Style::default()));
    std::fs::write("/tmp/costs10.svg", report::plot_costs_svg(&a)).unwrap();
    std::fs::write("/tmp/hours10.svg", report::plot_hours_svg(&a)).unwrap();
    std::fs::write("/tmp/table10.txt", report::table(&a, Style{colour:true,width:100})).unwrap();
}
