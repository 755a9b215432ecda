//! The rate of a sweep against its peers, on the same scenarios in the same process.
//!
//! `cargo bench --bench sweep --features highs`; without `highs`, the engine's part alone.
//! `EASTWEST_BENCH_SHORT=1` takes smaller grids and leaves out the large programmes; `-- PART` measures only
//! settings whose name contains PART.
//!
//! **Engine**: learning (how numbers follow parameters, and the seeds) is timed apart; then blocks are
//! answered by the path of `eastwest sweep`: three objectives and the tie-break, the proof and the text of
//! each row, on one thread. Only the disk is left out, which the whole command adds. Of large sweeps some
//! blocks are answered, evenly spread.
//!
//! **Warm HiGHS**: one model through the C interface, one objective, changed in place where numbers differ
//! and solved from its last basis, on one thread; timed are the calls that change, and the solve. Finding
//! out what the new numbers are is not timed, nor is its first solve. Of presolve off or left to HiGHS, and
//! dual or primal simplex, it gets what is fastest on the first of its scenarios.
//!
//! **Fresh HiGHS**: good_lp builds and solves each scenario, one objective; formulating is not timed.
//!
//! Peers answer a part of the scenarios that the engine answered: runs of neighbours, and scenarios in random
//! order, until their time is up. Nothing is printed of a peer that disagrees on status, or on an objective by
//! more than a relative 1e-9: the benchmark fails.

#[path = "../tests/engine_support/mod.rs"]
mod engine_support;
mod support;

use eastwest::Case;
use eastwest::sweep::How;
use support::print::{microseconds, thousands};
use support::run::{Extent, Run, sweep};
use support::setting::{self, Setting};
use support::{command, synthetic};

/// Blocks of 32,768 scenarios that together hold a million.
const MILLION: u64 = 31;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
struct Effort {
    short: bool,
    /// For each way of asking a peer, s.
    #[cfg_attr(not(feature = "highs"), allow(dead_code))]
    peer_s: f64,
}

/// Whether a setting is asked for on the command line: by a part of its name, or because nothing is.
fn is_wanted(name: &str) -> bool {
    let mut parts = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    match parts.next() {
        None => true,
        Some(first) => name.contains(&first) || parts.any(|part| name.contains(&part)),
    }
}

/// Measures one setting against its peers, `neighbours` of them in a run.
fn measure(setting: &Setting, extent: Extent, neighbours: usize, effort: Effort) {
    let run = sweep(setting, extent);
    print_engine(setting, &run);
    print_peers(setting, &run, neighbours, effort);
}

#[allow(clippy::cast_precision_loss)]
fn print_engine(setting: &Setting, run: &Run) {
    let percent = |how| 100.0 * run.tally.answered(how) as f64 / run.answered as f64;
    println!(
        "\n{}: {} rows, {} columns, {} scenarios, {} of them answered",
        setting.name,
        thousands(run.rows as f64),
        thousands(run.columns as f64),
        thousands(run.scenarios as f64),
        thousands(run.answered as f64),
    );
    println!(
        "  learning {:.2} s, {} bases; then {:.2} % certified, {:.2} % pivoted, {} by reference, {} failed",
        run.learning_s,
        run.seed_bases,
        percent(How::Certified),
        percent(How::Pivoted),
        run.tally.answered(How::Reference),
        run.tally.answered(How::Failed),
    );
    println!(
        "  {:<26}{:>14} µs each",
        "engine",
        microseconds(run.each_us())
    );
}

#[cfg(feature = "highs")]
fn print_peers(setting: &Setting, run: &Run, neighbours: usize, effort: Effort) {
    use support::peers::{Needed, afresh, warm};
    use support::print::times;

    let line = |name: &str, needed: &Needed, more: &str| {
        println!(
            "  {name:<26}{:>14} µs each, {:>7} × the engine's; {} scenarios, {:.0e} apart{more}",
            microseconds(needed.each_us()),
            times(needed.each_us() / run.each_us()),
            needed.scenarios,
            needed.apart,
        );
    };
    let manner = |needed: &Needed| {
        let manner = needed.manner.map(|manner| manner.to_string());
        let manner = manner.unwrap_or_default();
        match needed.restarts {
            0 => format!("\n      ({manner})"),
            restarts => format!("\n      ({manner}; {restarts} warm starts failed)"),
        }
    };
    let runs = run.kept.iter();
    let in_order: Vec<_> = runs
        .flat_map(|block| block.iter().take(neighbours).cloned())
        .collect();
    let needed = warm(setting, &in_order, effort.peer_s);
    line("warm HiGHS, neighbours", &needed, &manner(&needed));
    let all: Vec<_> = run.kept.iter().flatten().collect();
    let mut random = engine_support::Random(11);
    let any_order: Vec<_> = (0..in_order.len())
        .map(|_| all[random.below(all.len())].clone())
        .collect();
    let needed = warm(setting, &any_order, effort.peer_s);
    line("warm HiGHS, any order", &needed, &manner(&needed));
    let needed = afresh(setting, &any_order, 0.2 * effort.peer_s);
    line("good_lp and HiGHS, afresh", &needed, "");
}

#[cfg(not(feature = "highs"))]
fn print_peers(_: &Setting, _: &Run, _: usize, _: Effort) {}

/// The four grids of the one-period case.
fn one_period(case: &Case, effort: Effort) {
    let (blocks, size_blocks) = if effort.short { (4, 1) } else { (MILLION, 12) };
    let drawn = if effort.short { 16_384 } else { 1_000_000 };
    for (name, grid, blocks) in [
        (
            "prices, product",
            setting::product(&setting::PRICES, [10; 6]),
            blocks,
        ),
        (
            "prices, drawn",
            setting::sample(&setting::PRICES, drawn),
            size_blocks,
        ),
        (
            "demand and capacity, product",
            setting::product(&setting::SIZES, [10; 6]),
            size_blocks,
        ),
        (
            "demand and capacity, drawn",
            setting::sample(&setting::SIZES, drawn),
            size_blocks.min(4),
        ),
    ] {
        let name = format!("one-period china, {name}");
        if is_wanted(&name) {
            let setting = Setting::new(&name, case.clone(), grid);
            let extent = Extent {
                threads: 1,
                sample: None,
                blocks,
                keep: 3,
            };
            measure(&setting, extent, 200, effort);
        }
    }
}

/// Programmes that take HiGHS seconds: all hours of the day, and a synthetic case.
fn large(china: &Case, effort: Effort) {
    let name = "24-period china, prices, neighbours in a grid of a million";
    if is_wanted(name) {
        let grid = setting::part_of_million(&setting::PRICES, [2, 2, 2, 2, 3, 4]);
        measure(
            &Setting::new(name, china.clone(), grid),
            Extent {
                threads: 1,
                sample: None,
                blocks: MILLION,
                keep: 1,
            },
            192,
            effort,
        );
    }
    let name = "24-period china, prices, far apart";
    if is_wanted(name) {
        let grid = setting::product(&setting::PRICES, [4; 6]);
        measure(
            &Setting::new(name, china.clone(), grid),
            Extent {
                threads: 1,
                sample: Some(96),
                blocks: 1,
                keep: 1,
            },
            24,
            effort,
        );
    }
    let name = "synthetic, 30 hubs, 300 origins, prices";
    if is_wanted(name) {
        let case = synthetic::synthetic(1, 30, 300);
        let grid = setting::sample(&setting::PRICES, 96);
        let setting = Setting::new(name, case, grid);
        first_solve(&setting);
        let extent = Extent {
            threads: 1,
            sample: None,
            blocks: 1,
            keep: 1,
        };
        measure(&setting, extent, 24, effort);
    }
}

/// The first solve of a programme, all objectives and the tie-break, against that of HiGHS with the first objective.
fn first_solve(setting: &Setting) {
    use eastwest::engine::Engine;
    // as of HiGHS, the solve alone is timed
    let mut engine = Engine::new(&setting.whole_programme(0));
    let clock = std::time::Instant::now();
    let outcome = engine.solve();
    let seconds = clock.elapsed().as_secs_f64();
    println!(
        "\n{}: first solve, all objectives: engine {seconds:.2} s, {:?}",
        setting.name, outcome.status
    );
    #[cfg(feature = "highs")]
    {
        use engine_support::judge::Model;
        let verdict = Model::new(&setting.programme(0)).run();
        let apart = engine_support::relative(outcome.objective, verdict.objective);
        assert!(apart <= 1e-9, "{} {}", outcome.objective, verdict.objective);
        println!(
            "  HiGHS, cold, one objective: {:.2} s, {:.2} × the engine's; {apart:.0e} apart",
            verdict.seconds,
            verdict.seconds / seconds
        );
    }
}

/// One thread against two.
fn threads(case: &Case, effort: Effort) {
    let name = "two threads";
    if !is_wanted(name) {
        return;
    }
    let setting = Setting::new(
        name,
        case.clone(),
        setting::product(&setting::PRICES, [10; 6]),
    );
    let blocks = if effort.short { 4 } else { MILLION };
    let best = |threads| {
        let extent = Extent {
            threads,
            sample: None,
            blocks,
            keep: 0,
        };
        let runs = (0..3).map(|_| sweep(&setting, extent).answering_s);
        runs.fold(f64::INFINITY, f64::min)
    };
    let (one, two) = (best(1), best(2));
    println!(
        "\n{name}: {:.2} × the rate of one ({one:.2} s and {two:.2} s for {blocks} blocks, best of three)",
        one / two
    );
}

/// Cost of a scenario as the grid grows.
#[allow(clippy::cast_precision_loss)]
fn growth(case: &Case, effort: Effort) {
    let name = "growing grid";
    if !is_wanted(name) {
        return;
    }
    println!("\n{name}: one-period china, prices, one thread, learning included");
    println!("  {:>12} {:>12} {:>14}", "scenarios", "answered", "µs each");
    let grids = [
        [5, 5, 5, 2, 2, 2],
        [5, 5, 5, 5, 4, 4],
        [10, 10, 10, 10, 5, 2],
        [10, 10, 10, 10, 10, 10],
        [25, 20, 20, 10, 10, 10],
    ];
    let grids = if effort.short { &grids[..3] } else { &grids };
    for &steps in grids {
        let setting = Setting::new(
            name,
            case.clone(),
            setting::product(&setting::PRICES, steps),
        );
        let extent = Extent {
            threads: 1,
            sample: None,
            blocks: MILLION,
            keep: 0,
        };
        let run = sweep(&setting, extent);
        // a part of the blocks bears its part of the learning
        let learning_us = 1e6 * run.learning_s / run.scenarios as f64;
        println!(
            "  {:>12} {:>12} {:>14}",
            thousands(run.scenarios as f64),
            thousands(run.answered as f64),
            microseconds(run.each_us() + learning_us),
        );
    }
}

/// `eastwest sweep` with its results on the disk.
#[allow(clippy::cast_precision_loss)]
fn whole_command(case: &Case, effort: Effort) {
    let name = "whole command";
    if !is_wanted(name) {
        return;
    }
    let steps = if effort.short {
        [10, 10, 10, 10, 5, 2]
    } else {
        [10; 6]
    };
    let setting = Setting::new(
        name,
        case.clone(),
        setting::product(&setting::PRICES, steps),
    );
    let cost = command::sweep(&setting);
    let peak = cost.peak_kb.map_or_else(
        || "not known".to_owned(),
        |kb| format!("{:.0} MB", kb as f64 / 1024.0),
    );
    println!(
        "\n{name}, one-period china, prices, {} scenarios on all cores: {:.2} s, {:.0} MB of rows, peak memory {peak}",
        thousands(setting.grid.len() as f64),
        cost.seconds,
        cost.bytes as f64 / 1e6,
    );
}

fn main() {
    let short = std::env::var_os("EASTWEST_BENCH_SHORT").is_some();
    let effort = Effort {
        short,
        peer_s: if short { 0.5 } else { 8.0 },
    };
    let china = setting::china();
    let one = china.averaged();
    one_period(&one, effort);
    threads(&one, effort);
    growth(&one, effort);
    whole_command(&one, effort);
    if !short {
        large(&china, effort);
    }
}
