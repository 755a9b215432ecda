//! The rate of a sweep against its peers, on the same scenarios in the same process.
//!
//! `cargo bench --bench sweep --features highs`; without `highs`, the engine's part alone.
//! `EASTWEST_BENCH_SHORT=1` takes smaller grids, and leaves out what needs minutes.
//!
//! **Engine**: `Plan::new` (learning how numbers follow parameters, and the seeds) is timed apart; then all
//! blocks are answered through the path of `eastwest sweep`, three objectives and the tie-break, the proof
//! and the text of each row included. Only the disk is left out, which the last part adds.
//!
//! **Warm HiGHS**: one model through the C interface, one objective, changed in place where numbers differ
//! and solved from its last basis; timed are the calls that change, and the solve. Finding out what the new
//! numbers are is not timed, nor is its first solve. Of presolve off or left to choose, and primal or dual
//! simplex, it gets what is fastest on the first scenarios.
//!
//! **Fresh HiGHS**: good_lp builds and solves each scenario, one objective; formulating is not timed.
//!
//! Peers answer a part of the scenarios: runs of neighbours, evenly spread over the grid, and the same ones in
//! random order. No ratio is printed unless status and objective agree, to a relative 1e-9.

#[path = "../tests/engine_support/mod.rs"]
mod engine_support;
mod support;

use eastwest::sweep::record::How;
use eastwest::sweep::run::Options;
use support::run::{Run, sweep};
use support::setting::{self, Setting};

/// How much of a setting is measured.
#[cfg_attr(not(feature = "highs"), allow(dead_code))]
struct Effort {
    sample: Option<u64>,
    /// Blocks from which peers' scenarios are taken.
    blocks: u64,
    /// Neighbours in each of them.
    neighbours: usize,
    /// Scenarios built afresh.
    afresh: usize,
}

fn print_engine(setting: &Setting, run: &Run) {
    let percent = |how| 100.0 * run.tally.answered(how) as f64 / run.scenarios as f64;
    println!(
        "\n{}: {} rows, {} columns, {} scenarios",
        setting.name,
        run.rows,
        run.columns,
        thousands(run.scenarios as f64)
    );
    println!(
        "  engine, one thread          {:>12} µs each, after {:.2} s of learning ({} bases)",
        microseconds(run.each_us()),
        run.learning_s,
        run.seed_bases,
    );
    println!(
        "    {:.2} % certified, {:.2} % pivoted, {} by reference, {} failed, {} further bases",
        percent(How::Certified),
        percent(How::Pivoted),
        run.tally.answered(How::Reference),
        run.tally.answered(How::Failed),
        run.tally.bases,
    );
}

fn microseconds(value: f64) -> String {
    if value < 100.0 {
        format!("{value:.2}")
    } else {
        thousands(value)
    }
}

/// A whole number in groups of three.
fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(feature = "highs")]
fn print_peers(setting: &Setting, run: &Run, effort: &Effort) {
    use crate::engine_support::Random;
    use support::peers::{Needed, afresh, warm};
    let line = |name: &str, needed: &Needed| {
        println!(
            "  {name:<27} {:>12} µs each, {:>9} times the engine's ({} with learning); {} scenarios, {:.0e} apart",
            microseconds(needed.each_us()),
            microseconds(needed.each_us() / run.each_us()),
            microseconds(needed.each_us() / run.whole_us()),
            needed.scenarios,
            needed.apart,
        );
    };
    let all: Vec<_> = run.kept.iter().map(|(&k, row)| (k, row.clone())).collect();
    let in_block = all.len().div_ceil(effort.blocks as usize).max(1);
    let mut taken: Vec<_> = all
        .chunks(in_block)
        .flat_map(|block| block.iter().take(effort.neighbours).cloned())
        .collect();
    let needed = warm(setting, &taken, effort.neighbours);
    line("warm HiGHS, in order", &needed);
    if let Some(manner) = needed.manner {
        println!("    {manner}; {} warm starts failed", needed.restarts);
    }
    let mut random = Random(11);
    let mut anywhere: Vec<_> = (0..taken.len().min(all.len()))
        .map(|_| all[random.below(all.len())].clone())
        .collect();
    anywhere.dedup_by_key(|(scenario, _)| *scenario);
    line(
        "warm HiGHS, any order",
        &warm(setting, &anywhere, effort.neighbours),
    );
    taken.truncate(effort.afresh);
    if !taken.is_empty() {
        line("good_lp and HiGHS, afresh", &afresh(setting, &taken));
    }
}

#[cfg(not(feature = "highs"))]
fn print_peers(_: &Setting, _: &Run, _: &Effort) {}

fn measure(setting: &Setting, effort: &Effort) {
    let options = Options {
        sample: effort.sample,
        ..Options::default()
    };
    let run = sweep(setting, options, 1, effort.blocks);
    print_engine(setting, &run);
    print_peers(setting, &run, effort);
}

/// Settings whose name contains what was asked for on the command line; all where nothing was.
fn wanted(name: &str) -> bool {
    let mut asked = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--"))
        .peekable();
    asked.peek().is_none() || asked.any(|part| name.contains(&part))
}

fn main() {
    let china = setting::china();
    let one = china.averaged();
    let effort = Effort {
        sample: None,
        blocks: 3,
        neighbours: 200,
        afresh: 60,
    };
    for (name, case, text) in [
        (
            "one-period china, six prices",
            &one,
            setting::price_product([10; 6]),
        ),
        (
            "one-period china, six prices drawn",
            &one,
            setting::price_sample(200_000),
        ),
        (
            "one-period china, sizes",
            &one,
            setting::size_product([10; 6]),
        ),
        (
            "one-period china, sizes drawn",
            &one,
            setting::size_sample(50_000),
        ),
        (
            "24-period china, prices",
            &china,
            setting::price_product([3, 3, 3, 2, 2, 2]),
        ),
    ] {
        if wanted(name) {
            measure(&Setting::new(name, case.clone(), text), &effort);
        }
    }
    if wanted("synthetic") {
        let case = support::synthetic::synthetic(1, 30, 300);
        let effort = Effort {
            sample: None,
            blocks: 3,
            neighbours: 20,
            afresh: 3,
        };
        measure(
            &Setting::new("synthetic", case, setting::price_sample(200)),
            &effort,
        );
    }
}
