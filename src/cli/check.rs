//! `eastwest check CASE`

use std::path::PathBuf;

use clap::Args;
use eastwest::Case;
use eastwest::figures::{FIGURES, FigurePlace, Figures, read_figures, together};
use eastwest::formulation::{formulate, size::Size};
use eastwest::input::{Encoding, Scenario};
use indicatif::{BinaryBytes, HumanCount, HumanFloatCount};
use unicode_width::UnicodeWidthStr;

use super::output::{self, counted};
use super::{Failure, memory};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the case
    #[arg(value_name = "CASE")]
    path: PathBuf,
    /// List the figures of which figures.csv says nothing, estimates without a range, and ranges that no key moves
    #[arg(long)]
    figures: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (read, figures) = together(
        eastwest::input::read_case(&arguments.path),
        read_figures(&arguments.path),
    )
    .map_err(|report| Failure::Input(report.to_string()))?;
    for warning in &read.warnings {
        say!("{}", warning);
    }
    let case = &read.case;
    let estimate = Size::of(case);
    let size = if memory::fits(case, estimate) {
        output::size(&formulate(case).program)
    } else {
        tr!(
            "up to {} rows, {} columns, {} entries: too large to be solved here, about {} of memory",
            HumanCount(estimate.rows),
            HumanCount(estimate.columns),
            HumanCount(estimate.entries),
            BinaryBytes(estimate.bytes_within_a_gap(case, false))
        )
    };
    let derived = case.links.iter().filter(|link| link.derived).count();
    let text = tr!(
        "{}: no faults, {}{}\n  {}, {}, {}, {} over {} h\n  {}, of which {} derived from coordinates\n  {}\n",
        case.name,
        counted(read.warnings.len(), "warning", "warnings"),
        read.encoding
            .filter(|encoding| *encoding != Encoding::Utf8)
            .map(|encoding| tr!("; text in {encoding}", encoding = encoding))
            .unwrap_or_default(),
        counted(case.hubs.len(), "hub", "hubs"),
        counted(case.origins.len(), "origin", "origins"),
        counted(case.workloads.len(), "workload", "workloads"),
        counted(case.periods.len(), "period", "periods"),
        HumanFloatCount(case.horizon_hours()),
        counted(case.links.len(), "link", "links"),
        HumanCount(derived as u64),
        size,
    );
    let scenarios = scenarios(&read.scenarios);
    let told = match (&figures, arguments.figures) {
        (None, false) => String::new(),
        (None, true) => tr!(
            "  no `{FIGURES}`: nothing is known of where figures come from\n",
            FIGURES = FIGURES
        ),
        (Some(figures), list) => about(figures, case, list),
    };
    output::print(&(text + &scenarios + &told))?;
    Ok(())
}

/// The scenarios, one line each, with their titles.
fn scenarios(scenarios: &[Scenario]) -> String {
    let Some(longest) = scenarios.iter().map(|s| s.name.width()).max() else {
        return String::new();
    };
    let line = |scenario: &Scenario| {
        let name = output::padded(&scenario.name, longest);
        let title = Some(scenario.told()).filter(|title| *title != scenario.name);
        let line = format!("    {name}  {}", title.unwrap_or_default());
        format!("{}\n", line.trim_end())
    };
    let lines: String = scenarios.iter().map(line).collect();
    tr!("  scenarios:\n{lines}", lines = lines)
}

/// How much of the figures is explained; what is not, where that is asked for.
fn about(figures: &Figures, case: &Case, list: bool) -> String {
    let gaps = figures.gaps(case);
    let explained = gaps.stated - gaps.without_entry.len();
    let mut text = tr!(
        "  {} of {} with their origin in {FIGURES}, {} with a range, {}\n",
        HumanCount(explained as u64),
        counted(gaps.stated, "figure", "figures"),
        HumanCount(figures.ranges(case).len() as u64),
        counted(figures.sources.len(), "source", "sources"),
        FIGURES = FIGURES
    );
    if !list {
        return text;
    }
    for (what, places) in [
        (tr!("without an entry"), &gaps.without_entry),
        (tr!("estimated without a range"), &gaps.without_range),
        (tr!("with a range that no key moves"), &gaps.without_key),
    ] {
        text.push_str(&format!("\n{what}: {}\n", places.len()));
        text.push_str(&by_column(places));
    }
    text
}

/// Rows of a column that are named, where many share a fate.
const NAMED: usize = 3;

/// Places one line a column of a file: `  hubs.csv pue: wuhu, shaoguan`.
fn by_column(places: &[FigurePlace]) -> String {
    let mut columns: Vec<(String, Vec<&str>)> = Vec::new();
    for place in places {
        let name = format!("{} {}", place.file, place.column);
        match columns.iter_mut().find(|(other, _)| *other == name) {
            Some((_, rows)) => rows.push(&place.row),
            None => columns.push((name, vec![&place.row])),
        }
    }
    let mut text = String::new();
    for (name, rows) in columns {
        let shown = rows[..rows.len().min(NAMED)].join(", ");
        let more = match rows.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => tr!(" and {more} more", more = more),
        };
        let rows = match shown.as_str() {
            "" => String::new(),
            shown => format!(": {shown}{more}"),
        };
        text.push_str(&format!("  {name}{rows}\n"));
    }
    text
}
