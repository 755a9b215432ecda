//! Programmes of many periods: the interior point over blocks beside the simplex method, on one thread and on all.
//!
//! `cargo bench --bench blocks` prints processor and wall seconds of the solve, steps and gap for 24, 48, 96, 288 and 1,440 periods;
//! `EASTWEST_BENCH_SHORT=1` for 24 alone. `EASTWEST_BENCH_PERIODS=8760` for others. Answers are compared with the engine's where it is quick.

#[path = "../tests/engine_support/mod.rs"]
mod engine_support;
#[path = "support/many_periods.rs"]
mod many_periods;

use std::time::Instant;

use eastwest::blocks::{Ended, Partition, solve};
use eastwest::certificate::primal_residual;
use eastwest::formulation::formulate;
use eastwest::solver::{self, Solver};

use many_periods::many_periods;

/// Periods up to which the simplex method is quick enough to compare with.
const QUICK: usize = 48;

/// Processor seconds of this process; none where the system does not tell.
fn processor_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = text.rsplit(')').next()?.split_whitespace().collect();
    let ticks = |k: usize| fields.get(k)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// Largest memory so far, MB.
fn peak_mb() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

fn row(periods: usize) {
    let case = many_periods(7, periods.div_ceil(24));
    let program = formulate(&case).program;
    let partition = Partition::stated(&program).expect("a programme in blocks");
    for gap in [1e-4, 1e-6, 1e-8] {
        let (begin, before) = (Instant::now(), processor_seconds());
        let ended = solve(&program, &partition, gap, &|_| {}).expect("a partition that fits");
        let (wall, after) = (begin.elapsed().as_secs_f64(), processor_seconds());
        let Ended::Reached(plan) = ended else {
            println!("{periods:6} {gap:.0e}  not reached: {wall:.1} s");
            continue;
        };
        assert!(primal_residual(&program, &plan.x) <= 1e-9);
        println!(
            "{periods:6} {gap:.0e}  {:8.1} s processor {wall:8.1} s wall {:6.0} MB {:4} steps  gap {:.1e}  {:.9e}",
            after.zip(before).map_or(f64::NAN, |(a, b)| a - b),
            peak_mb().unwrap_or(f64::NAN),
            plan.steps,
            plan.bounds.gap(),
            plan.bounds.upper
        );
        if periods <= QUICK && gap == 1e-8 {
            let begin = Instant::now();
            let optimum = solver::solve(&program, Solver::Engine)
                .expect("an optimum")
                .objective;
            println!(
                "{periods:6} exact  {:8.1} s simplex",
                begin.elapsed().as_secs_f64()
            );
            let slack = 1e-9 * (1.0 + optimum.abs());
            assert!(plan.bounds.lower <= optimum + slack && optimum <= plan.bounds.upper + slack);
        }
    }
}

fn main() {
    let asked = std::env::var("EASTWEST_BENCH_PERIODS").ok();
    let asked = asked.and_then(|text| text.parse().ok());
    let is_short = std::env::var_os("EASTWEST_BENCH_SHORT").is_some();
    let periods = match (asked, is_short) {
        (Some(periods), _) => vec![periods],
        (None, true) => vec![24],
        (None, false) => vec![24, 48, 96, 288, 1440],
    };
    println!("periods gap");
    for periods in periods {
        row(periods);
    }
}
