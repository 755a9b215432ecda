//! Time to formulate and to solve the shipped datasets, by solver, in one process.
//!
//! `cargo bench --bench solve` (add `--features highs` for HiGHS). Each figure is the median of several
//! runs of the first objective alone, so that all solvers do the same work; answers are compared first.
//! `EASTWEST_BENCH_SHORT=1` leaves out the 24 periods.

use std::path::Path;
use std::time::Instant;

use eastwest::Case;
use eastwest::formulation::formulate;
use eastwest::input::read_case;
use eastwest::solver::{self, Solver};

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn seconds(runs: usize, mut work: impl FnMut()) -> f64 {
    let times = (0..runs).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    });
    median(times.collect())
}

fn time(name: &str, case: &Case, solvers: &[Solver], runs: usize) {
    let formulation = seconds(runs, || drop(formulate(case)));
    let mut program = formulate(case).program;
    program.objectives.truncate(1);
    println!(
        "{name}: {} rows, {} columns; formulated in {:.2} ms",
        program.row_count(),
        program.column_count(),
        1e3 * formulation
    );
    let mut first = None;
    for &solver in solvers {
        let objective = solver::solve(&program, solver).map(|solved| solved.objective);
        let Ok(objective) = objective else {
            println!("  {:9} no answer", solver.name());
            continue;
        };
        let expected = *first.get_or_insert(objective);
        let apart = (objective - expected).abs() / expected.abs();
        assert!(apart <= 1e-6, "{solver} disagrees: {objective}, {expected}");
        let took = seconds(runs, || drop(solver::solve(&program, solver)));
        println!(
            "  {:9} {:10.3} ms, objective {apart:.0e} apart from the first",
            solver.name(),
            1e3 * took
        );
    }
}

fn main() {
    let short = std::env::var_os("EASTWEST_BENCH_SHORT").is_some();
    for name in ["tiny", "chatgpt", "china"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("datasets")
            .join(name);
        let case = match read_case(&folder) {
            Ok(read) => read.case,
            Err(report) => panic!("{report}"),
        };
        time(
            &format!("{name}, one period"),
            &case.averaged(),
            Solver::ALL,
            5,
        );
        if case.periods.len() > 1 && !short {
            // microlp needs many minutes here and is left out
            let solvers: Vec<Solver> = Solver::ALL
                .iter()
                .copied()
                .filter(|&solver| solver != Solver::Microlp)
                .collect();
            time(&format!("{name}, all periods"), &case, &solvers, 1);
        }
    }
}
