//! A sweep as `eastwest sweep` makes it, but for the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::time::Instant;

use eastwest::sweep::run::{Options, Plan};
use eastwest::sweep::stream;
use eastwest::sweep::summary::Tally;

use super::setting::Setting;

/// What the row of a scenario says.
#[derive(Debug, Clone)]
pub struct Row {
    pub how: String,
    pub objective_cny: f64,
}

/// A sweep that was run.
pub struct Run {
    /// Time to learn the family and the seeds, s.
    pub learning_s: f64,
    /// Time to answer all scenarios and to write their rows to memory, s.
    pub answering_s: f64,
    pub scenarios: u64,
    pub rows: usize,
    pub columns: usize,
    pub tally: Tally,
    pub seed_bases: usize,
    /// By scenario, the rows of the blocks that were asked for.
    pub kept: BTreeMap<u64, Row>,
}

impl Run {
    /// µs for each scenario, without the learning.
    #[allow(clippy::cast_precision_loss)]
    pub fn each_us(&self) -> f64 {
        1e6 * self.answering_s / self.scenarios as f64
    }

    /// µs for each scenario, with the learning.
    #[allow(clippy::cast_precision_loss)]
    pub fn whole_us(&self) -> f64 {
        1e6 * (self.learning_s + self.answering_s) / self.scenarios as f64
    }
}

/// Sweeps the setting on `threads` threads; keeps the rows of `keep` blocks, evenly spread.
pub fn sweep(setting: &Setting, options: Options, threads: usize, keep: u64) -> Run {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("a pool of a few threads");
    let start = Instant::now();
    let plan = match Plan::new(&setting.case, &setting.grid, options) {
        Ok(plan) => plan,
        Err(error) => panic!("{}: {error}", setting.name),
    };
    let learning_s = start.elapsed().as_secs_f64();
    let wanted: BTreeSet<u64> = (0..keep)
        .map(|k| (2 * k + 1) * plan.block_count() / (2 * keep))
        .collect();
    let mut kept = Vec::new();
    let mut tally = Tally::default();
    let start = Instant::now();
    let answered = stream::in_order(
        0..plan.block_count(),
        &pool,
        |block| plan.answer_block(block),
        |number, block| -> Result<bool, Infallible> {
            tally.join(&block.tally);
            if wanted.contains(&number) {
                kept.push(block.text);
            }
            Ok(true)
        },
    );
    let answering_s = start.elapsed().as_secs_f64();
    let Ok(()) = answered;
    assert_eq!(tally.count(), plan.len(), "{}", setting.name);
    Run {
        learning_s,
        answering_s,
        scenarios: plan.len(),
        rows: plan.row_count,
        columns: plan.column_count,
        tally,
        seed_bases: plan.seed_bases(),
        kept: kept
            .iter()
            .flat_map(|text| read_rows(&plan, text))
            .collect(),
    }
}

/// The rows of a block, by scenario counted from 0.
fn read_rows(plan: &Plan<'_>, text: &[u8]) -> Vec<(u64, Row)> {
    let place = |name: &str| {
        let at = plan
            .layout
            .header()
            .iter()
            .position(|column| column == name);
        at.unwrap_or_else(|| panic!("no column `{name}`"))
    };
    let (how, objective) = (place("how"), place("objective_cny"));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text);
    let rows = reader.records().map(|row| {
        let row = row.expect("a row of a sweep");
        let number: u64 = row[0].parse().expect("a number of a scenario");
        let read = Row {
            how: row[how].to_owned(),
            objective_cny: row[objective].parse().unwrap_or(f64::NAN),
        };
        (number - 1, read)
    });
    rows.collect()
}
