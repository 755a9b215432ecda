//! A sweep as `eastwest sweep` makes it, but for the disk.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Instant;

use eastwest::sweep::Tally;
use eastwest::sweep::in_order;
use eastwest::sweep::{Options, Plan};

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
    /// Scenarios of the sweep.
    pub scenarios: u64,
    /// Of these, answered.
    pub answered: u64,
    pub rows: usize,
    pub columns: usize,
    pub tally: Tally,
    pub seed_bases: usize,
    /// The rows of the blocks that were asked for, each with its scenario counted from 0.
    pub kept: Vec<Vec<(u64, Row)>>,
}

impl Run {
    /// µs for each scenario, without the learning.
    #[allow(clippy::cast_precision_loss)]
    pub fn each_us(&self) -> f64 {
        1e6 * self.answering_s / self.answered.max(1) as f64
    }
}

/// How much of a setting is answered, and by how many threads.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    pub threads: usize,
    /// Scenarios spread evenly over the grid; all where nothing is said.
    pub sample: Option<u64>,
    /// Most blocks, evenly spread over the sweep.
    pub blocks: u64,
    /// Blocks whose rows are kept, of these.
    pub keep: u64,
}

/// Answers the setting.
pub fn sweep(setting: &Setting, extent: Extent) -> Run {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(extent.threads)
        .build()
        .expect("a pool of a few threads");
    let options = Options {
        sample: extent.sample,
        ..Options::default()
    };
    let start = Instant::now();
    let plan = match Plan::new(&setting.case, &setting.grid, options) {
        Ok(plan) => plan,
        Err(error) => panic!("{}: {error}", setting.name),
    };
    let learning_s = start.elapsed().as_secs_f64();
    let blocks = spread(plan.block_count(), extent.blocks);
    let wanted: BTreeSet<u64> = spread(blocks.len() as u64, extent.keep)
        .into_iter()
        .collect();
    let mut kept = Vec::new();
    let mut tally = Tally::default();
    let start = Instant::now();
    let answered = in_order(
        0..blocks.len() as u64,
        &pool,
        |at| plan.answer_block(blocks[at as usize]),
        |at, block| -> Result<bool, Infallible> {
            tally.join(&block.tally);
            if wanted.contains(&at) {
                kept.push(block.text);
            }
            Ok(true)
        },
    );
    let answering_s = start.elapsed().as_secs_f64();
    let Ok(()) = answered;
    Run {
        learning_s,
        answering_s,
        scenarios: plan.len(),
        answered: tally.count(),
        rows: plan.row_count,
        columns: plan.column_count,
        tally,
        seed_bases: plan.seed_bases(),
        kept: kept.iter().map(|text| read_rows(&plan, text)).collect(),
    }
}

/// At most `few` of `0..count`, evenly spread.
fn spread(count: u64, few: u64) -> Vec<u64> {
    let few = few.min(count);
    (0..few).map(|k| (2 * k + 1) * count / (2 * few)).collect()
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
