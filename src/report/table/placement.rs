//! Where each workload runs: hubs in rows, workloads in columns, in blocks that fit the page.

use super::page::{Page, Sheet};
use crate::answer::Answer;
use crate::case::{HubId, Side, WorkloadId};
use crate::claims::unserved;
use crate::language::word;
use crate::report::number::{ABSENT, amount, decimals_for};
use crate::report::words;

pub(super) fn section(page: &mut Page, answer: &Answer) {
    page.heading(tr!(
        "Where each workload runs: mean MW (IT) and share of what it asks for"
    ));
    let columns = columns(answer);
    for (place, block) in blocks(answer, &columns, page.width())
        .into_iter()
        .enumerate()
    {
        if place > 0 {
            page.paragraph(0, "");
        }
        page.sheet_that_fits(sheet(answer, block, true), sheet(answer, block, false));
    }
}

/// The columns in as few blocks as fit the width, all of about one size.
fn blocks<'a>(answer: &Answer, columns: &'a [Column], width: usize) -> Vec<&'a [Column]> {
    let fits = |block: &[Column]| sheet(answer, block, false).natural_width() <= width;
    let size = (1..=columns.len())
        .rev()
        .find(|&size| columns.chunks(size).all(fits));
    let fewest = columns.len().div_ceil(size.unwrap_or(1));
    let even = columns.len().div_ceil(fewest.max(1));
    columns.chunks(even.max(1)).collect()
}

/// A workload, or all together, with its mean load by hub.
struct Column {
    header: String,
    /// By [`HubId`], MW.
    by_hub: Vec<f64>,
    unserved: f64,
    demand: f64,
}

fn columns(answer: &Answer) -> Vec<Column> {
    let mut columns: Vec<Column> = answer
        .case
        .workload_ids()
        .map(|workload| column(answer, workload))
        .collect();
    if columns.len() > 1 {
        let sum = |of: &dyn Fn(&Column) -> f64| columns.iter().map(of).sum();
        let all = Column {
            header: tr!("all").to_owned(),
            by_hub: answer
                .case
                .hub_ids()
                .map(|hub| sum(&|column| column.by_hub[hub.index()]))
                .collect(),
            unserved: sum(&|column| column.unserved),
            demand: sum(&|column| column.demand),
        };
        columns.push(all);
    }
    columns
}

fn column(answer: &Answer, workload: WorkloadId) -> Column {
    let (case, plan) = (&answer.case, &answer.placement);
    let hours = case.horizon_hours();
    let missing = unserved(case, plan)
        .into_iter()
        .find(|missing| missing.workload == workload);
    let work = &case[workload];
    Column {
        header: format!("{}\n{}", work.id, word(work.kind().name())),
        by_hub: case
            .hub_ids()
            .map(|hub| plan.mean_mw(case, workload, hub))
            .collect(),
        unserved: missing.map_or(0.0, |missing| missing.energy_mwh / hours),
        demand: case.demand_mwh(workload) / hours,
    }
}

fn sheet(answer: &Answer, block: &[Column], with_chinese: bool) -> Sheet {
    let case = &answer.case;
    let mut header = vec![tr!("hub")];
    header.extend(block.iter().map(|column| column.header.as_str()));
    let mut sheet = Sheet::new(&header);
    let decimals = decimals_of(block);
    for side in Side::BOTH {
        let of_side = || case.hub_ids().filter(|&hub| case[hub].side == side);
        for hub in of_side().filter(|&hub| in_use(answer, hub)) {
            let name = words::hub(case, hub, with_chinese);
            let load = |column: &Column| column.by_hub[hub.index()];
            sheet.row(row(name, block, decimals, load));
        }
        let load = |column: &Column| of_side().map(|hub| column.by_hub[hub.index()]).sum();
        sheet.row(row(
            format!("= {}", word(side.name())),
            block,
            decimals,
            load,
        ));
    }
    if block.iter().any(|column| column.unserved > 0.0) {
        let label = tr!("NOT SERVED").to_owned();
        sheet.row(row(label, block, decimals, |column| column.unserved));
    }
    sheet.row(row(
        tr!("asked for").to_owned(),
        block,
        decimals,
        |column| column.demand,
    ));
    sheet
}

/// Whether a hub has a load that is worth a row: over a millionth of the whole.
fn in_use(answer: &Answer, hub: HubId) -> bool {
    let plan = &answer.placement;
    plan.hubs[hub.index()].it_energy_mwh > 1e-6 * plan.it_energy_mwh
}

fn decimals_of(block: &[Column]) -> usize {
    let largest = block.iter().map(|column| column.demand).fold(0.0, f64::max);
    // a column of an even kind reads better than one more digit
    decimals_for(largest).min(2)
}

fn row(
    label: String,
    block: &[Column],
    decimals: usize,
    load: impl Fn(&Column) -> f64,
) -> Vec<String> {
    let cells = block
        .iter()
        .map(|column| cell(load(column), column.demand, decimals));
    std::iter::once(label).chain(cells).collect()
}

/// `1,234.5  45%`.
fn cell(mw: f64, demand: f64, decimals: usize) -> String {
    if mw <= 0.0 || demand <= 0.0 || mw / demand < 1e-6 {
        return format!("{ABSENT}     ");
    }
    let share = 100.0 * mw / demand;
    let share = if share < 0.5 {
        "<1".to_owned()
    } else {
        format!("{share:.0}")
    };
    format!("{} {share:>3}%", amount(mw, decimals))
}
