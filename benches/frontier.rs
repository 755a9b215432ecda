//! The exact frontier of cost and carbon against one sampled at 100 weights, in one process.
//!
//! `cargo bench --bench frontier --features highs`; without `highs`, the exact frontier alone.
//! `EASTWEST_BENCH_SHORT=1` samples fewer weights of the 24 periods, and says so.
//!
//! **Exact**: [`frontier`] from the case to all corners with their figures, proofs and what moved: formulating, the
//! first solve and the whole path are in its time. It finds pieces on one thread and proves them on another; the peers have one.
//!
//! **Afresh**: good_lp builds and HiGHS solves each weighted programme, one objective. **Warm**: one HiGHS model through
//! its C interface, whose costs are changed in place from weight to weight, in ascending order; its first solve is
//! counted, as it is for the exact one. Of presolve and simplex it gets what is fastest. Writing down the weighted costs is
//! not timed for either. Both get points only: which of them are corners, and whether any is missing, they do not say.
//!
//! Every sampled objective is held against the exact polyline: the benchmark fails where they are more than a relative
//! 1e-9 apart.

#[cfg(feature = "highs")]
#[path = "../tests/engine_support/mod.rs"]
mod engine_support;

use std::path::Path;
use std::time::Instant;

use eastwest::Case;
use eastwest::frontier::{Axis, Frontier, frontier};
use eastwest::input::read_case;

/// Weights of a sampled frontier.
const WEIGHTS: usize = 100;

fn china() -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
    match read_case(&folder) {
        Ok(read) => read.case,
        Err(report) => panic!("{report}"),
    }
}

/// The frontier and the median of its times, s.
fn exact(case: &Case, runs: usize) -> (Frontier, f64) {
    let mut times = Vec::new();
    let mut drawn = None;
    for _ in 0..runs {
        let start = Instant::now();
        let found = frontier(case, Axis::Cost, Axis::Carbon);
        times.push(start.elapsed().as_secs_f64());
        drawn = Some(found.unwrap_or_else(|error| panic!("{error}")));
    }
    times.sort_by(f64::total_cmp);
    (drawn.expect("a run"), times[times.len() / 2])
}

/// Measures one case; what the peers solve are `sampled` of the weights.
fn measure(name: &str, case: &Case, runs: usize, sampled: usize) {
    let (frontier, seconds) = exact(case, runs);
    println!(
        "\n{name}: {} rows, {} columns",
        frontier.row_count, frontier.column_count
    );
    println!(
        "  {:<30}{:>12.1} ms: {} corners, {} bases, {} basis changes, {}",
        "exact",
        1e3 * seconds,
        frontier.points.len(),
        frontier.walk.pieces,
        frontier.walk.pivots,
        if frontier.is_complete() {
            "complete"
        } else {
            "NOT COMPLETE"
        }
    );
    #[cfg(feature = "highs")]
    peers::sample(case, &frontier, seconds, sampled);
    #[cfg(not(feature = "highs"))]
    let _ = (sampled, WEIGHTS);
}

#[cfg(feature = "highs")]
mod peers {
    use std::time::Instant;

    use eastwest::Case;
    use eastwest::frontier::Held;
    use eastwest::frontier::{Axis, Frontier};
    use eastwest::program::Program;
    use eastwest::solver::{self, Solver};

    use super::WEIGHTS;
    use super::engine_support::relative;
    use super::engine_support::warm::{Manner, Warm};

    /// Objectives are told to HiGHS in thousands: its tolerances are absolute. In CNY and in millions it has the same
    /// verdicts, a little later.
    const THOUSAND: f64 = 1e3;

    const AXES: [Axis; 2] = [Axis::Cost, Axis::Carbon];

    /// The weighted programmes of one frontier.
    struct Weighted<'a> {
        held: Held,
        measures: [Vec<f64>; 2],
        frontier: &'a Frontier,
    }

    impl Weighted<'_> {
        #[allow(clippy::cast_precision_loss)]
        fn weight(&self, k: usize, count: usize) -> f64 {
            (k as f64 + 0.5) / count as f64
        }

        fn programme(&self, weight: f64) -> Program {
            let mut program = self.held.program.clone();
            program.objectives.truncate(1);
            let both = self.measures[0].iter().zip(&self.measures[1]);
            program.objectives[0].coefficients = both
                .map(|(f, g)| ((1.0 - weight) * f + weight * self.frontier.scale * g) / THOUSAND)
                .collect();
            program
        }

        /// How far an objective is from the exact polyline.
        fn apart(&self, weight: f64, objective: f64) -> f64 {
            let frontier = self.frontier;
            let value = |point: &eastwest::frontier::Point| {
                let (x, y) = frontier.place(&point.figures);
                ((1.0 - weight) * x + weight * frontier.scale * y) / THOUSAND
            };
            let least = frontier
                .points
                .iter()
                .map(value)
                .fold(f64::INFINITY, f64::min);
            let apart = relative(objective, least);
            // HiGHS ends within its tolerance of reduced costs, 1e-7, over the least value, and never under it
            let allowed = if objective > least { 1e-7 } else { 1e-9 };
            assert!(
                apart <= allowed,
                "weight {weight}: HiGHS {objective}, exact {least}"
            );
            apart
        }
    }

    /// Solves `sampled` weights warm and a third of them afresh where they are not all, and prints how long [`WEIGHTS`] take.
    pub fn sample(case: &Case, frontier: &Frontier, exact_s: f64, sampled: usize) {
        let held = Held::new(case, AXES).expect("a plan");
        let weighted = Weighted {
            measures: AXES.map(|axis| axis.coefficients(&held.case, &held.formulation)),
            held,
            frontier,
        };
        let line = |name: &str, seconds: f64, apart: f64, more: &str| {
            println!(
                "  {name:<30}{:>12.1} ms, {:>8.1} × the exact one's; {apart:.0e} apart at most{more}",
                1e3 * seconds,
                seconds / exact_s
            );
        };
        let fewer = sampled < WEIGHTS;
        let scaled = |solved: usize| {
            let said = format!(" ({solved} of {WEIGHTS} weights measured)");
            if fewer { said } else { String::new() }
        };
        let solved = if fewer { sampled / 3 } else { sampled };
        let (seconds, apart) = afresh(&weighted, solved);
        let name = "good_lp and HiGHS, afresh";
        line(
            name,
            seconds * ratio(WEIGHTS, solved),
            apart,
            &scaled(solved),
        );
        // the short form has time for one manner, which was the fastest with 24 periods
        let manners = if fewer {
            &[Manner::NEW_COSTS][..]
        } else {
            &Manner::ALL
        };
        let warmest = manners
            .iter()
            .map(|&manner| (warm(&weighted, sampled, manner), manner))
            .min_by(|(a, _), (b, _)| a.seconds().total_cmp(&b.seconds()));
        let Some((warmest, manner)) = warmest else {
            return;
        };
        let more = format!(
            "{}\n      ({manner}; first solve {:.1} ms, {} restarts)",
            scaled(sampled),
            1e3 * warmest.first,
            warmest.restarts
        );
        line("warm HiGHS", warmest.seconds(), warmest.apart, &more);
    }

    fn afresh(weighted: &Weighted<'_>, count: usize) -> (f64, f64) {
        let (mut seconds, mut most) = (0.0, 0.0_f64);
        for k in 0..count {
            let weight = weighted.weight(k, count);
            let program = weighted.programme(weight);
            let start = Instant::now();
            let solved = solver::solve(&program, Solver::Highs);
            seconds += start.elapsed().as_secs_f64();
            let solved = solved.unwrap_or_else(|error| panic!("{error}"));
            most = most.max(weighted.apart(weight, solved.objective));
        }
        (seconds, most)
    }

    #[allow(clippy::cast_precision_loss)]
    fn ratio(all: usize, some: usize) -> f64 {
        all as f64 / some as f64
    }

    /// What warm-started HiGHS needs for all weights.
    struct Sampled {
        /// Time of the first solve, s.
        first: f64,
        /// Time of all others, s, in proportion to those that were measured.
        rest: f64,
        /// The greatest distance from the polyline.
        apart: f64,
        /// Solves that HiGHS had to begin again from nothing; their time is counted.
        restarts: usize,
    }

    impl Sampled {
        fn seconds(&self) -> f64 {
            self.first + self.rest
        }
    }

    fn warm(weighted: &Weighted<'_>, count: usize, manner: Manner) -> Sampled {
        let mut model = Warm::new(&weighted.programme(weighted.weight(0, count)), manner);
        let (mut first, mut rest, mut apart) = (0.0, 0.0, 0.0_f64);
        for k in 0..count {
            let weight = weighted.weight(k, count);
            let verdict = model.solve(weighted.programme(weight));
            *(if k == 0 { &mut first } else { &mut rest }) += verdict.seconds;
            apart = apart.max(weighted.apart(weight, verdict.objective));
        }
        let restarts = model.restarts;
        Sampled {
            first,
            rest: rest * ratio(WEIGHTS - 1, count - 1),
            apart,
            restarts,
        }
    }
}

fn main() {
    let short = std::env::var_os("EASTWEST_BENCH_SHORT").is_some();
    let china = china();
    measure("one-period china", &china.averaged(), 9, WEIGHTS);
    measure(
        "24-period china",
        &china,
        1,
        if short { 9 } else { WEIGHTS },
    );
}
