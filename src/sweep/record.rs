//! # The row of a scenario
//!
//! ```text
//!     scenario, one column per parameter, status, how, objective and cost by item [CNY], carbon [t],
//!     green share, load by side and kind [MW], mean round trip [ms], shortfalls, placements, what is
//!     short most, proof
//! ```
//!
//! Figures are written with twelve significant digits, see [`super::row_writer`].

use std::collections::HashMap;

use crate::case::{Accounting, Case};
use crate::certificate::Certificate;
use crate::formulation::measures::Item;
use crate::legible::defused_cell;
use crate::parameter::Quantity;
use crate::placement::{ratio, share};
use crate::rounding;

use super::cause::Causes;
use super::columns::Columns;
use super::indicators::{Indicator, has_contracts, total_cost};
use super::row_cells::Cells;
use super::row_writer::{DIGITS, PROOF_DIGITS, RowWriter, text};

/// How a scenario was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// A known basis was proved optimal; no pivot.
    Certified,
    /// The simplex went on from a known basis.
    Pivoted,
    /// The reference solver answered.
    Reference,
    /// Nobody did.
    Failed,
}

impl How {
    /// Every way, in the order in which the summary counts them.
    pub(crate) const ALL: [How; 4] = [How::Certified, How::Pivoted, How::Reference, How::Failed];

    /// `certified`, `pivoted`, `reference` or `failed`.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            How::Certified => "certified",
            How::Pivoted => "pivoted",
            How::Reference => "reference",
            How::Failed => "failed",
        }
    }
}

/// The answer to one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// How it was answered.
    pub how: How,
    /// One value per indicator; empty where it failed.
    pub figures: Vec<f64>,
    /// Its proof.
    pub certificate: Certificate,
    /// Why it failed, or why the reference was asked.
    pub note: Option<String>,
}

impl Record {
    /// An answer to be filled in: all figures zero.
    pub(crate) fn reset(&mut self, how: How, figures: usize) {
        self.how = how;
        self.figures.clear();
        self.figures.resize(figures, 0.0);
        self.note = None;
    }

    /// A record to be filled in.
    #[must_use]
    pub(crate) fn blank() -> Self {
        Self::failed(String::new())
    }

    /// A scenario without an answer.
    #[must_use]
    pub(crate) fn failed(note: String) -> Self {
        Record {
            how: How::Failed,
            figures: Vec::new(),
            certificate: Certificate {
                primal_residual: f64::NAN,
                dual_residual: None,
                relative_gap: None,
            },
            note: Some(note),
        }
    }
}

/// The columns of a sweep's rows, and how to fill them.
#[derive(Debug, Clone)]
pub struct Layout {
    accounting: Accounting,
    /// The parameter that says the accounting, where the grid varies it.
    accounting_at: Option<usize>,
    /// Indicators up to those of single demands.
    shown: Vec<Indicator>,
    header: Vec<String>,
    /// Whether every hub has a marginal emission factor.
    has_marginal: bool,
    /// Whether there are contracts for green power.
    has_contracts: bool,
    /// What can be short.
    pub causes: Causes,
}

/// Columns that hold words, not figures.
pub const WORDS: [&str; 4] = ["status", "how", "short_of", "note"];

/// Shortfalls under this, in their unit, are rounding.
const NEGLIGIBLE: f64 = 1e-6;

/// A column made from two indicators: its name, both, and how.
type Quotient = (&'static str, Item, Item, fn(f64, f64) -> f64);

/// The one behind them where there are contracts for green power.
const MATCHED: Quotient = ("matched_share", Item::MatchedEnergy, Item::Energy, share);

/// Columns made from indicators, before the shortfalls.
const SHARES: [Quotient; 2] = [
    ("green_share", Item::GreenEnergy, Item::Energy, share),
    ("mean_rtt_ms", Item::RoundTrip, Item::ItEnergy, ratio),
];

impl Layout {
    /// The columns for `parameters` (their headers) and indicators.
    #[must_use]
    pub(crate) fn new(case: &Case, parameters: &[String], kinds: &[Indicator]) -> Self {
        let mut header = vec!["scenario".to_owned()];
        header.extend_from_slice(parameters);
        header.extend(["status", "how", "objective_cny"].map(str::to_owned));
        let shown = kinds.iter().filter(|g| !is_hidden(**g));
        header.extend(column_names(case, shown.copied()));
        header.insert(
            4 + parameters.len() + Item::PLAIN_COSTS,
            "carbon_t".to_owned(),
        );
        header.extend(SHARES.map(|(name, ..)| name.to_owned()));
        let has_contracts = has_contracts(kinds);
        header.extend(has_contracts.then(|| MATCHED.0.to_owned()));
        header.extend(["short_of", "short_by"].map(str::to_owned));
        header.extend(
            ["primal_residual", "dual_residual", "relative_gap", "note"].map(str::to_owned),
        );
        Self {
            accounting: case.accounting,
            accounting_at: parameters
                .iter()
                .position(|label| label == Quantity::CarbonAccounting.name()),
            causes: Causes::of(case, parameters, kinds),
            shown: kinds
                .iter()
                .copied()
                .filter(|indicator| !matches!(indicator, Indicator::Short(..)))
                .collect(),
            header,
            has_marginal: true,
            has_contracts,
        }
    }

    /// The same where marginal emissions are known, or are not.
    #[must_use]
    pub(crate) fn with_marginal(self, has_marginal: bool) -> Self {
        Self {
            has_marginal,
            ..self
        }
    }

    /// Names of the columns.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Total cost of a row.
    #[must_use]
    pub(crate) fn total_cost(&self, figures: &[f64]) -> f64 {
        total_cost(figures, self.has_contracts)
    }

    /// Value of an indicator, if the rows hold it.
    #[must_use]
    pub(crate) fn figure(&self, figures: &[f64], indicator: Indicator) -> Option<f64> {
        let at = self.shown.iter().position(|&kind| kind == indicator)?;
        figures.get(at).copied()
    }

    /// Value of an item: items stand first, in the order of [`Item::ALL`].
    fn item(&self, figures: &[f64], item: Item) -> f64 {
        figures.get(item as usize).copied().unwrap_or(0.0)
    }

    /// Whether more runs than rounding of the demand: shares and means are of something.
    fn runs(&self, figures: &[f64]) -> bool {
        let served = self.item(figures, Item::ItEnergy);
        let unserved = self.figure(figures, Indicator::Unserved).unwrap_or(0.0);
        !rounding::is_nothing(served, served + unserved)
    }

    /// Whether any demand or policy is short.
    #[must_use]
    pub(crate) fn falls_short(&self, figures: &[f64]) -> bool {
        let totals = self.causes.totals();
        let amounts = totals.iter().filter_map(|&at| figures.get(at));
        amounts.into_iter().any(|&amount| amount > NEGLIGIBLE)
    }

    /// What is short most, and by how much: the place among [`Layout::causes`].
    #[must_use]
    pub(crate) fn cause(&self, figures: &[f64]) -> Option<(usize, f64)> {
        self.falls_short(figures)
            .then(|| self.causes.most(figures))
            .flatten()
    }

    /// `optimal`, `shortfall` or `failed`.
    #[must_use]
    pub(crate) fn status(&self, record: &Record) -> &'static str {
        if record.figures.is_empty() {
            "failed"
        } else if self.falls_short(&record.figures) {
            "shortfall"
        } else {
            "optimal"
        }
    }

    /// Writes the header line.
    pub fn write_header(&self, out: &mut Vec<u8>) {
        for (at, name) in self.header.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            text(out, name);
        }
        out.push(b'\n');
    }

    /// Writes the row of scenario `number`; `label` is what the grid says of it.
    pub(crate) fn write_row(
        &self,
        number: u64,
        point: &[f64],
        record: &Record,
        label: &str,
        page: &mut RowWriter,
    ) {
        self.put_row(number, point, record, label, page);
        page.end();
    }

    /// As [`Layout::write_row`], each cell into its column.
    pub(crate) fn add_row(
        &self,
        number: u64,
        point: &[f64],
        record: &Record,
        label: &str,
        columns: &mut Columns,
    ) {
        self.put_row(number, point, record, label, columns);
    }

    fn put_row(
        &self,
        number: u64,
        point: &[f64],
        record: &Record,
        label: &str,
        cells: &mut impl Cells,
    ) {
        cells.begin(number);
        for &value in point {
            // a parameter is written as it is: it must be possible to run the scenario again
            cells.put(value, None);
        }
        for word in [self.status(record), record.how.name()] {
            cells.word(word);
        }
        self.put_figures(record, self.accounting_of(point), cells);
        let proof = &record.certificate;
        for value in [
            Some(proof.primal_residual),
            proof.dual_residual,
            proof.relative_gap,
        ] {
            match value.filter(|value| value.is_finite()) {
                Some(value) => cells.put(value, Some(PROOF_DIGITS)),
                None => cells.skip(),
            }
        }
        match &record.note {
            None if label.is_empty() => cells.word(""),
            None => cells.word(&one_line(label)),
            Some(why) if label.is_empty() => cells.word(&one_line(why)),
            Some(why) => cells.word(&one_line(&format!("{label}; {why}"))),
        }
    }

    /// The accounting of a scenario: the parameter's value is its place among all.
    fn accounting_of(&self, point: &[f64]) -> Accounting {
        let stated = self.accounting_at.and_then(|at| point.get(at));
        let named = stated.and_then(|&value| {
            let mut all = (0..).map(f64::from).zip(Accounting::ALL);
            all.find(|(place, _)| *place == value)
        });
        named.map_or(self.accounting, |(_, accounting)| accounting)
    }

    fn put_figures(&self, record: &Record, accounting: Accounting, cells: &mut impl Cells) {
        let figures = &record.figures;
        if figures.is_empty() {
            let columns_of_figures = self.header.len() - self.header_before_figures() - 4;
            (2..columns_of_figures).for_each(|_| cells.skip());
        } else {
            self.put_shown(figures, accounting, |value| match value {
                Some(value) => cells.put(value, Some(DIGITS)),
                None => cells.skip(),
            });
        }
        match self.cause(figures) {
            Some((cause, amount)) => {
                cells.word(self.causes.name(cause));
                cells.put(amount, Some(DIGITS));
            }
            None => {
                cells.word("");
                cells.skip();
            }
        }
    }

    /// Puts the figures that have a column of their own, in order.
    fn put_shown(&self, figures: &[f64], accounting: Accounting, mut put: impl FnMut(Option<f64>)) {
        put(Some(self.total_cost(figures)));
        for (at, (indicator, &value)) in self.shown.iter().zip(figures).enumerate() {
            if at == Item::PLAIN_COSTS {
                put(Some(self.item(figures, Item::carbon(accounting))));
            }
            if *indicator == Indicator::Item(Item::CarbonMarginal) && !self.has_marginal {
                put(None);
            } else if is_shortfall(*indicator) && value < NEGLIGIBLE {
                put(Some(0.0));
            } else if !is_hidden(*indicator) {
                put(Some(value));
            }
        }
        let runs = self.runs(figures);
        let matched = self.has_contracts.then_some(MATCHED);
        for (_, part, whole, of) in SHARES.into_iter().chain(matched) {
            put(runs.then(|| of(self.item(figures, part), self.item(figures, whole))));
        }
    }

    /// Columns before the objective.
    fn header_before_figures(&self) -> usize {
        self.header
            .iter()
            .position(|name| name == "objective_cny")
            .unwrap_or(0)
    }
}

/// A note as a cell: one line a row, whatever it says, and nothing that a spreadsheet would run.
fn one_line(note: &str) -> String {
    defused_cell(&note.replace(|c: char| c.is_control(), " "))
}

/// Indicators that shares and causes are made from and that have no column of their own.
const fn is_hidden(indicator: Indicator) -> bool {
    matches!(
        indicator,
        Indicator::Item(
            Item::GreenEnergy
                | Item::MatchedEnergy
                | Item::RoundTrip
                | Item::ItEnergy
                | Item::Energy
        ) | Indicator::Short(..)
    )
}

const fn is_shortfall(indicator: Indicator) -> bool {
    matches!(
        indicator,
        Indicator::Unserved
            | Indicator::GreenShort
            | Indicator::CarbonOver
            | Indicator::ShareBreach
    )
}

/// Names of columns, no two of them the same: workload `a` at hub `b_at_c` and workload `a_at_b` at hub `c` are told apart by dots,
/// which no id has.
fn column_names(case: &Case, indicators: impl Iterator<Item = Indicator>) -> Vec<String> {
    let named = indicators.filter_map(|one| Some((one, column_name(case, one)?)));
    let named: Vec<(Indicator, String)> = named.collect();
    let mut uses: HashMap<String, usize> = HashMap::new();
    for (_, name) in &named {
        *uses.entry(name.clone()).or_default() += 1;
    }
    let apart = |(indicator, name): (Indicator, String)| match indicator {
        Indicator::Load(workload, hub) if uses[&name] > 1 => load_name(case, workload, hub, ".at."),
        _ => name,
    };
    named.into_iter().map(apart).collect()
}

fn load_name(case: &Case, workload: usize, hub: usize, at: &str) -> String {
    format!(
        "{}{at}{}_mw",
        case.workloads[workload].id, case.hubs[hub].id
    )
}

fn column_name(case: &Case, indicator: Indicator) -> Option<String> {
    Some(match indicator {
        Indicator::Short(..) => return None,
        Indicator::Item(item) if Item::COSTS.contains(&item) => format!("{}_cny", item.name()),
        Indicator::Item(item) => item.name().to_owned(),
        Indicator::SideLoad(side, kind) => format!("{}_{}_mw", side.name(), kind.name()),
        Indicator::Unserved => "unserved_mwh".to_owned(),
        Indicator::GreenShort => "green_short_mwh".to_owned(),
        Indicator::CarbonOver => "carbon_over_t".to_owned(),
        Indicator::ShareBreach => "share_breach_mwh".to_owned(),
        Indicator::Load(workload, hub) => load_name(case, workload, hub, "_at_"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids may hold `_at_`, and none holds a dot.
    #[test]
    fn no_two_columns_of_placements_have_one_name() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
        let Ok(read) = crate::input::read_case(&folder) else {
            panic!("tiny is a case");
        };
        let mut case = read.case;
        for (workload, id) in case.workloads.iter_mut().zip(["a", "a_at_b"]) {
            workload.id = id.to_owned();
        }
        for (hub, id) in case.hubs.iter_mut().zip(["b_at_coast", "coast"]) {
            hub.id = id.to_owned();
        }
        let loads = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(w, h)| Indicator::Load(w, h));
        assert_eq!(
            column_names(&case, loads.into_iter()),
            [
                "a.at.b_at_coast_mw",
                "a_at_coast_mw",
                "a_at_b_at_b_at_coast_mw",
                "a_at_b.at.coast_mw"
            ]
        );
    }
}
